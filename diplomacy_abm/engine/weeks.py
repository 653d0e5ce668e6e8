"""The compiled week in two halves, and the loop over runs that plays them.

The same phases and rules as in the Mesa model, cut where it cuts them (``DiplomacyModel.open_week`` and
``close_week``), so a game that stops between the halves gives the same bits. The halves are compiled once and called
by their addresses: ensembles, scores, seats and the page share them, and what is compiled for each of these is small.
All functions take arrays of length 1 and index inside, which is quicker to call than passing records.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from diplomacy_abm.engine.compiled import (
    OPTIONS,
    Kernel,
    alone,
    chain,
    choosing_with,
    compile_as_one,
    indices_as_they_are,
    nothing_is_collected,
    prepare,
    span_signature,
    specialise,
)
from diplomacy_abm.engine.sealed import is_whole, sealed
from diplomacy_abm.phases.act import act
from diplomacy_abm.phases.begin import begin
from diplomacy_abm.phases.choose import choose
from diplomacy_abm.phases.comply import comply
from diplomacy_abm.phases.deliver import deliver
from diplomacy_abm.phases.menu import fill_menu
from diplomacy_abm.phases.negotiate import negotiate
from diplomacy_abm.phases.observe import observe
from diplomacy_abm.phases.record import record
from diplomacy_abm.phases.summary import summarize
from diplomacy_abm.phases.update import update
from diplomacy_abm.policies.registry import on_arrays
from diplomacy_abm.state import METRICS

if TYPE_CHECKING:
    from diplomacy_abm.policies.named import Table

Compiled = Callable[..., None]


@dataclass(frozen=True)
class Weeks:
    """The parts of a week; arguments as in the functions of the same names."""

    start: Compiled
    open_week: Compiled
    close_week: Compiled
    mark_menus: Compiled
    """Without its first argument."""


def start(work: Any, raw: Any, cases: Any, params: Any, seed_low: int, seed_high: int, run: int) -> None:
    """Begin a run, in a state record of shape (1,) that is also given as bytes."""
    s = work[0]
    raw[:] = 0
    s.seed_low = seed_low
    s.seed_high = seed_high
    s.run = run
    begin(s, cases[0], params[0])


def open_week(work: Any, cases: Any, params: Any, log: Any) -> None:
    """Play the phases of a week up to the choice; every actor has chosen by its own policy then."""
    s = work[0]
    deliver(s, cases[0], params[0], log)
    observe(s, cases[0], params[0], log)
    choose(s, cases[0], params[0], log)


def close_week(work: Any, cases: Any, params: Any, log: Any) -> None:
    """Play the rest of the week with the choices that stand in the state."""
    s = work[0]
    act(s, cases[0], params[0], log)
    negotiate(s, cases[0], params[0], log)
    comply(s, cases[0], params[0], log)
    update(s, cases[0], params[0], log)
    record(s, cases[0], params[0], log)


def lay_menu(work: Any, cases: Any, params: Any, i: int, channel: int) -> None:
    """Fill in what actor i may choose on a channel now, and what it is worth, as the phases do."""
    fill_menu(work[0], cases[0], params[0], i, channel)


def mark_menus(
    lay: Any, work: Any, cases: Any, params: Any, places: Any, table: Any, mask: Any, values: Any
) -> None:
    """Mark which of a fixed list of choices are on the menus of some actors now, and what each is worth.

    Parameters
    ----------
    work, cases, params
        The records, shape (1,); between the halves of a week.
    places
        Actor and channel of each menu, shape (menus, 2).
    table
        Place on the fixed list of each menu, move and target + 1, shape (menus, MOVES, ACTORS + 1); -1: not on it.
    mask, values
        Filled with 1 or 0 and with values in units of the stake, 0 for what is not on the menu; shape (choices,).
    """
    s = work[0]
    mask[:] = 0
    values[:] = 0.0
    for menu in range(places.shape[0]):
        lay(work, cases, params, places[menu, 0], places[menu, 1])
        for x in range(s.n_alternatives):
            place = table[menu, s.alt_move[x], s.alt_target[x] + 1]
            if place >= 0:
                mask[place] = 1
                values[place] = s.alt_value[x]


def loop(
    start: Any, open_week: Any, close_week: Any, note: Any, work: Any, raw: Any, cases: Any, params: Any,
    own_params: bool, first: int, seed_low: int, seed_high: int, summary: Any, steps: Any, logs: Any, counts: Any,
    snaps: Any, seats: Any, scores: Any, levels: Any,
) -> None:  # fmt: skip
    """Play the runs ``first, first + 1, …``, one for each row of `summary`, week by week.

    Parameters
    ----------
    start, open_week, close_week
        The parts of a week.
    note
        Called at the end of a week with the records, the run, seats, scores and levels.
    work, …, snaps
        As in :func:`diplomacy_abm.engine.compiled.span`, which is this loop as the yardstick translates it.
    seats, scores, levels
        For `note`.
    """
    s = work[0]
    for r in range(summary.shape[0]):
        own = r if own_params else 0
        p = params[own : own + 1]
        start(work, raw, cases, p, seed_low, seed_high, first + r)
        log = logs[r if logs.shape[0] > 1 else 0]
        while s.ended == 0:
            t = s.step
            open_week(work, cases, p, log)
            close_week(work, cases, p, log)
            note(work, cases, p, r, seats, scores, levels)
            if steps.shape[0] > 0:
                for x in range(s.metric.shape[0]):
                    steps[r, t, x] = s.metric[x]
            if snaps.shape[0] > 0:
                snaps[r, t] = s
        summarize(s, cases[0], summary[r])
        if counts.shape[0] > 0:
            counts[r] = s.n_events


def note_nothing(work: Any, cases: Any, params: Any, r: int, seats: Any, scores: Any, levels: Any) -> None:
    """Stand for what is noted at the end of a week where nothing is."""


@lru_cache(maxsize=16)
def weeks(custom: tuple[Callable[..., int], ...] = ()) -> Weeks:
    """Return the compiled parts; `custom` are users' policies, numbered from 100 in their order."""
    import numba

    opening: Any = open_week
    if custom:
        prepare()
        opening = _with_own(custom, numba.njit, registered)
    halves = part(opening, of_week(), not custom), part(close_week, of_week())
    return Weeks(part(start, of_start()), *halves, _marked)


@lru_cache(maxsize=16)
def kernel(custom: tuple[Callable[..., int], ...] = ()) -> Kernel:
    """Return the compiled loop; `custom` are users' policies, numbered from 100 in their order."""
    playing = looping(weeks(custom), part(note_nothing, of_note()))
    nobody = np.zeros(0, np.int64), np.zeros((0, 0, 0)), np.zeros((0, 0))

    def played(*given: Any) -> None:
        playing(*given, *nobody)

    return played


def looping(parts: Weeks, note: Compiled) -> Compiled:
    """Return :func:`loop` with its parts, compiled."""
    at = [pointer_to(given) for given in (of_start(), of_week(), of_week(), of_note())]
    whole = part(loop, (*at, *span_signature(), *of_note()[4:]))

    def played(*given: Any) -> None:
        whole(parts.start, parts.open_week, parts.close_week, note, *given)

    return played


def _marked(*given: Any) -> None:
    # compiled when it is first needed: ensembles and scores never ask
    marking()(*given)


@lru_cache(maxsize=1)
def marking() -> Compiled:
    """Return :func:`mark_menus` compiled, with its first argument."""
    lay = part(lay_menu, of_menu())
    filled = np.zeros((1, 2), np.int64), np.zeros((1, 1, 1), np.int64), np.zeros(1, np.int8), np.zeros(1)
    marks = part(mark_menus, (pointer_to(of_menu()), *types_of((*records(), *filled))))

    def marked(*given: Any) -> None:
        marks(lay, *given)

    return marked


@lru_cache(maxsize=64)
def part(
    function: Callable[..., Any], given: tuple[Any, ...], keeps: bool = True, sources: tuple[Path, ...] = ()
) -> Compiled:  # fmt: skip
    """Return a function compiled for what it is given, from the user's cache where it is there.

    The cache is named by this file and `sources`; `keeps` says whether it is used at all. What is passed to the
    function is called by its address, and not compiled into it.
    """
    import numba

    prepare()
    with own_cache(*sources), indices_as_they_are(), nothing_is_collected():
        made: Any = numba.njit(nogil=True, cache=keeps, error_model="numpy")(function)
        compile_as_one(made, given)
    made.disable_compile()
    return made


def is_compiled() -> bool:
    """Whether the loop and the week are in memory or in the user's cache, and whole."""
    return kernel.cache_info().currsize > 0 or kept(start, open_week, close_week, note_nothing, loop)


def kept(*functions: Callable[..., None], sources: Sequence[Path] = ()) -> bool:
    """Whether the user's cache holds these functions as they are now, compiled beside the week, and whole."""
    import numba

    with own_cache(*sources):
        for function in functions:
            try:
                # numba has no public question of this kind; its index is empty where the source is another one
                dispatcher: Any = numba.njit(nogil=True, cache=True, error_model="numpy")(function)
                sealed(dispatcher)
                file = dispatcher._cache._cache_file
                names = list(file._load_index().values())
                if not names or not all(is_whole(Path(file._data_path(name)).read_bytes()) for name in names):
                    return False
            except (AttributeError, TypeError, OSError):
                return False
    return True


def plain_weeks(custom: tuple[Callable[..., int], ...] = ()) -> Weeks:
    """Return the same parts uncompiled; they take lists of one view where the compiled ones take arrays."""
    own = tuple(on_arrays(function) for function in custom)
    return Weeks(start, _with_own(own, _as_it_is, _as_it_is), close_week, partial(mark_menus, lay_menu))


def plain_weeks_at(table: Table) -> Weeks:
    """Return the parts uncompiled, in which the players of a table choose: policies with names among them."""

    def begin_run(*arguments: Any) -> None:
        start(*arguments)
        table.sit_down()

    choosing_here = specialise(choose, prepare_choice=table.prepare, decide=table.decide)
    return Weeks(begin_run, specialise(open_week, choose=choosing_here), close_week, partial(mark_menus, lay_menu))


def _with_own(
    custom: tuple[Callable[..., int], ...], jit: Callable[..., Any], register: Callable[..., Any]
) -> Compiled:
    """Return :func:`open_week` in which actors may choose by users' policies."""
    return specialise(open_week, choose=choosing_with(chain(custom, jit), register))


def _as_it_is(function: Callable[..., Any]) -> Callable[..., Any]:
    return function


def registered(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let numba compile a plain function wherever compiled code calls it."""
    from numba.extending import register_jitable

    return register_jitable(**OPTIONS)(function)


@contextmanager
def own_cache(*sources: Path) -> Iterator[None]:
    """Keep what is compiled here beside the engine's, in a folder named by these sources too."""
    import numba

    usual = prepare()
    digest = hashlib.sha256()
    for path in (Path(__file__), *sources):
        digest.update(path.read_bytes())
    folder = usual / f"weeks-{digest.hexdigest()[:16]}"
    folder.mkdir(parents=True, exist_ok=True)
    with alone():
        numba.config.CACHE_DIR = str(folder)  # type: ignore[attr-defined]
        try:
            yield
        finally:
            numba.config.CACHE_DIR = str(usual)  # type: ignore[attr-defined]


def records() -> tuple[Any, Any, Any]:
    """Return empty records of a state, a case and parameters, for their types."""
    from diplomacy_abm.state import CASE, STATE
    from diplomacy_abm.tables import PARAMETER_RECORD

    return np.zeros(1, STATE), np.zeros(1, CASE), np.zeros(1, PARAMETER_RECORD)


def types_of(arguments: Sequence[Any]) -> tuple[Any, ...]:
    """Return numba's types of some arguments."""
    import numba

    return tuple(numba.typeof(argument) for argument in arguments)


def pointer_to(given: tuple[Any, ...]) -> Any:
    """Return the type of a function that is called by its address."""
    from numba import types

    return types.FunctionType(types.void(*given))


def of_week() -> tuple[Any, ...]:
    """Return the types of what the halves of a week are given."""
    return types_of((*records(), np.zeros((1, len(METRICS)))))


def of_start() -> tuple[Any, ...]:
    """Return the types of what :func:`start` is given."""
    work, case, params = records()
    return types_of((work, work.view(np.uint8), case, params, 0, 0, 0))


def of_menu() -> tuple[Any, ...]:
    """Return the types of what :func:`lay_menu` is given."""
    return types_of((*records(), 0, 0))


def of_note() -> tuple[Any, ...]:
    """Return the types of what is given to what notes the end of a week."""
    return types_of((*records(), 0, np.zeros(1, np.int64), np.zeros((1, 1, 1)), np.zeros((1, 1))))
