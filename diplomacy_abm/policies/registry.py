"""Names of policies, built in and users' own."""

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from diplomacy_abm.intake.clean import one_line
from diplomacy_abm.policies import builtin, forms
from diplomacy_abm.vocabulary import CUSTOM, Policy

PolicyFunction = Callable[..., Any]
"""A function of the form of numbers or of names, or a class with a method ``choose``."""

BUILTIN: dict[str, tuple[Policy, PolicyFunction]] = {
    "quantal": (Policy.QUANTAL, builtin.quantal),
    "best-response": (Policy.BEST_RESPONSE, builtin.best_response),
    "random": (Policy.RANDOM, builtin.random_move),
    "hawk": (Policy.HAWK, builtin.hawk),
    "dove": (Policy.DOVE, builtin.dove),
    "tit-for-tat": (Policy.TIT_FOR_TAT, builtin.tit_for_tat),
    "grit": (Policy.GRIT, builtin.grit),
    "status-quo": (Policy.STATUS_QUO, builtin.status_quo),
}
"""The built-in policies in the order of their numbers."""


NO_MEDIATION = "no-mediation"
"""Policy of an actor that keeps its other seats and leaves the mediator's empty; the case is filled without that seat
(:func:`diplomacy_abm.tables.case_record`), so that the engines see a quantal player and nothing of the mediator."""


@dataclass(frozen=True)
class Entry:
    """A policy under its name: its function, its number in the engines, and whether it is built in."""

    name: str
    function: PolicyFunction
    number: int
    built_in: bool

    @property
    def meaning(self) -> str:
        """First line of the function's docstring."""
        return (self.function.__doc__ or "No description.").strip().splitlines()[0]

    @property
    def named(self) -> bool:
        """Whether it is of the form of names, ``choose(menu, view)``."""
        return not self.built_in and forms.is_named(self.function)


_own: dict[str, Entry] = {}
LONGEST_NAME = 100

_files: list[str] = []
"""Files that registered policies here, so that other processes can run them too."""

_FILE_MODULE = "<run_path>"


def policy(name: str, memory: Mapping[str, Any] | None = None) -> Callable[[PolicyFunction], PolicyFunction]:
    """Register a function or class of one's own as a policy; used as a decorator.

    Parameters
    ----------
    name
        Name under which scenarios, commands and functions can assign it. Registering a name again replaces
        the function (useful in a notebook); the names of built-in policies are taken.
    memory
        For a function ``choose(menu, view, memory)``: what its memory begins with in each run, for each actor. A class
        remembers in its own attributes instead.

    Returns
    -------
    callable
        The decorator; it returns the function unchanged.

    Raises
    ------
    ValueError
        If the name belongs to a built-in policy, or is no name that can be shown in a line, or the function is of no
        form that is known.

    Examples
    --------
    By names: the function is given a menu of options and a view of the week, and returns an option.

    >>> from diplomacy_abm import policy
    >>> @policy("no-first-strike")
    ... def choose(menu, view):
    ...     '''Take the best move, but strike only an enemy that struck last week.'''
    ...     if view.channel == "military" and view.last_moves[view.enemy] != "strike":
    ...         return menu[0]
    ...     return menu.best

    By numbers, the fast form:

    >>> @policy("first-or-last")
    ... def first_or_last(values, shares, tones, precision, u, view, weights):
    ...     '''Do nothing or take the last alternative, with equal chance.'''
    ...     return 0 if u < 0.5 else len(values) - 1
    """
    if not isinstance(name, str):
        raise ValueError('policy: needs a name, such as @policy("my-name")')
    if one_line(name, LONGEST_NAME) != name or not name:
        told = one_line(repr(name), 60)
        raise ValueError(f"policy name {told} must be one line of 1 to {LONGEST_NAME} characters that can be seen")
    if name in BUILTIN or name == NO_MEDIATION:
        raise ValueError(f"policy name {name!r} is built in; choose another one")

    def register(function: PolicyFunction) -> PolicyFunction:
        forms.checked(name, function, memory)
        number = _own[name].number if name in _own else CUSTOM + len(_own)
        _own[name] = Entry(name, function, number, False)
        return function

    return register


def names() -> list[str]:
    """Names of all policies, built-in ones first."""
    return [*BUILTIN, NO_MEDIATION, *_own]


def get(name: str) -> Entry:
    """Return a policy by its name.

    Raises
    ------
    ValueError
        In one line with the nearest known name, if there is none of that name.
    """
    if name in BUILTIN:
        number, function = BUILTIN[name]
        return Entry(name, function, int(number), True)
    if name == NO_MEDIATION:
        return Entry(name, builtin.no_mediation, int(Policy.QUANTAL), True)
    if name in _own:
        return _own[name]
    near = difflib.get_close_matches(name, names(), n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    raise ValueError(f"unknown policy {name!r}, must be one of {', '.join(names())}{hint}")


def own_functions() -> tuple[PolicyFunction, ...]:
    """Users' functions in the order of their numbers, for the compiled engine."""
    return tuple(own().values())


def by_number(number: int) -> PolicyFunction:
    """Return the function of a policy by its number in the engines."""
    for known, function in BUILTIN.values():
        if known == number:
            return function
    return own_functions()[number - CUSTOM]


def on_arrays(function: PolicyFunction) -> PolicyFunction:
    """Return a user's policy for plain runs, whose menus are memoryviews: it gets arrays, as in compiled ones."""
    import numpy as np

    def call(values: Any, shares: Any, tones: Any, precision: float, u: float, view: Any, weights: Any) -> int:
        menu = np.asarray(values), np.asarray(shares), np.asarray(tones)
        try:
            return function(*menu, precision, u, np.asarray(view), np.asarray(weights))
        except Exception as error:
            raise forms.fault(_name_of(function), function, error) from error

    return call


def _name_of(function: PolicyFunction) -> str:
    found = (name for name, entry in _own.items() if entry.function is function)
    return next(found, getattr(function, "__name__", "policy"))


def players(policies: Sequence[int], records: tuple[Any, Any, Any], labels: Sequence[str], past: Any) -> list[Any]:
    """Return who chooses for each actor of a plain run that begins.

    Parameters
    ----------
    policies
        Numbers of the actors' policies.
    records
        Views of the state, the case and the parameters.
    labels
        Of the actors.
    past
        The moves of past weeks (:class:`diplomacy_abm.policies.named.Past`); None where nobody asks for them.
    """
    from diplomacy_abm.policies.named import Player

    own = {entry.number: entry for entry in _own.values()}
    seated: list[Any] = []
    for i, number in enumerate(policies):
        entry = own.get(number)
        if entry is None or not entry.named:
            seated.append(by_number(number) if entry is None else on_arrays(entry.function))
        else:
            seated.append(Player(entry.name, entry.function, records, past, labels, i))
    return seated


def any_named(policies: Iterable[int]) -> bool:
    """Whether one of some policies, by their numbers, is of the form of names."""
    wanted = {int(number) for number in policies if number >= CUSTOM}
    return any(entry.named for entry in _own.values() if entry.number in wanted)


def adopt(policies: dict[str, PolicyFunction]) -> None:
    """Register users' policies of another process, in its order, so that their numbers agree."""
    for name, function in policies.items():
        policy(name, getattr(function, forms.MEMORY, None))(function)


def run_file(path: str) -> None:
    """Run a Python file that registers policies; whatever it raises is raised."""
    from runpy import run_path

    run_path(path)
    _files.append(path)


def sent() -> tuple[list[str], list[tuple[str, PolicyFunction | None]]]:
    """Return users' policies as another process can adopt them: files to run, and what is in none by name."""
    return list(dict.fromkeys(_files)), [
        (name, None if _files and function.__module__ == _FILE_MODULE else function) for name, function in own().items()
    ]


def adopt_sent(files: list[str], policies: list[tuple[str, PolicyFunction | None]]) -> None:
    """Register users' policies of another process (:func:`sent`), in its order, so that their numbers agree."""
    for path in files:
        run_file(path)
    found = own()
    _own.clear()
    adopt({name: found[name] if function is None else function for name, function in policies})


def own() -> dict[str, PolicyFunction]:
    """Users' policies by name in the order of their numbers."""
    return {entry.name: entry.function for entry in sorted(_own.values(), key=lambda entry: entry.number)}


def forget(name: str) -> None:
    """Drop the last registered policy of that name; only the newest can go, so that numbers stay."""
    entry = _own.get(name)
    if entry is not None and entry.number == CUSTOM + len(_own) - 1:
        del _own[name]


def as_scratch(n: int) -> tuple[Any, Any]:
    """Return an empty situation and scratch space for a menu of `n` alternatives, for trying a policy out."""
    import numpy as np

    return np.zeros(len(builtin.VIEW_FIELDS)), np.zeros(n)
