"""The compiled week in two halves, for runs in which somebody outside chooses between them.

The same phases and rules as in :mod:`diplomacy_abm.engine.compiled`, cut where the Mesa model cuts them
(``DiplomacyModel.open_week`` and ``close_week``), so a game that stops between the halves gives the same bits.
All functions take arrays of length 1 and index inside, which is quicker to call than passing records.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplomacy_abm.engine.compiled import (
    OPTIONS,
    alone,
    chain,
    choosing_with,
    compile_as_one,
    indices_as_they_are,
    prepare,
    specialise,
)
from diplomacy_abm.phases.act import act
from diplomacy_abm.phases.begin import begin
from diplomacy_abm.phases.choose import choose
from diplomacy_abm.phases.comply import comply
from diplomacy_abm.phases.deliver import deliver
from diplomacy_abm.phases.menu import fill_menu
from diplomacy_abm.phases.negotiate import negotiate
from diplomacy_abm.phases.observe import observe
from diplomacy_abm.phases.record import record
from diplomacy_abm.phases.update import update
from diplomacy_abm.policies.registry import on_arrays
from diplomacy_abm.state import METRICS

if TYPE_CHECKING:
    from diplomacy_abm.policies.named import Table

Compiled = Callable[..., None]


@dataclass(frozen=True)
class Weeks:
    """The compiled parts of a week; arguments as in the functions of the same names."""

    start: Compiled
    open_week: Compiled
    close_week: Compiled
    mark_menus: Compiled


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


def mark_menus(work: Any, cases: Any, params: Any, places: Any, table: Any, mask: Any, values: Any) -> None:
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
        fill_menu(s, cases[0], params[0], places[menu, 0], places[menu, 1])
        for x in range(s.n_alternatives):
            place = table[menu, s.alt_move[x], s.alt_target[x] + 1]
            if place >= 0:
                mask[place] = 1
                values[place] = s.alt_value[x]


@lru_cache(maxsize=16)
def weeks(custom: tuple[Callable[..., int], ...] = ()) -> Weeks:
    """Return the compiled parts; `custom` are users' policies, numbered from 100 in their order."""
    import numba

    with own_cache(Path(__file__)), indices_as_they_are():
        compiled = {
            function.__name__: numba.njit(nogil=True, cache=True, error_model="numpy")(function)
            for function in (start, open_week, close_week, mark_menus)
        }
        if custom:
            opening = _with_own(custom, numba.njit, registered)
            compiled["open_week"] = numba.njit(nogil=True, error_model="numpy")(opening)
        for name, signature in zip(compiled, _signatures(), strict=True):
            compile_as_one(compiled[name], signature)
    return Weeks(**compiled)


def plain_weeks(custom: tuple[Callable[..., int], ...] = ()) -> Weeks:
    """Return the same parts uncompiled; they take lists of one view where the compiled ones take arrays."""
    own = tuple(on_arrays(function) for function in custom)
    return Weeks(start, _with_own(own, _as_it_is, _as_it_is), close_week, mark_menus)


def plain_weeks_at(table: Table) -> Weeks:
    """Return the parts uncompiled, in which the players of a table choose: policies with names among them."""

    def begin_run(*arguments: Any) -> None:
        start(*arguments)
        table.sit_down()

    choosing_here = specialise(choose, prepare_choice=table.prepare, decide=table.decide)
    return Weeks(begin_run, specialise(open_week, choose=choosing_here), close_week, mark_menus)


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
    import numpy as np

    from diplomacy_abm.state import CASE, STATE
    from diplomacy_abm.tables import PARAMETER_RECORD

    return np.zeros(1, STATE), np.zeros(1, CASE), np.zeros(1, PARAMETER_RECORD)


def types_of(arguments: Sequence[Any]) -> tuple[Any, ...]:
    """Return numba's types of some arguments."""
    import numba

    return tuple(numba.typeof(argument) for argument in arguments)


def _signatures() -> Iterator[tuple[Any, ...]]:
    import numpy as np

    work, case, params = records()
    log = np.zeros((1, len(METRICS)))
    yield types_of((work, work.view(np.uint8), case, params, 0, 0, 0))
    yield types_of((work, case, params, log))
    yield types_of((work, case, params, log))
    places, table = np.zeros((1, 2), np.int64), np.zeros((1, 1, 1), np.int64)
    yield types_of((work, case, params, places, table, np.zeros(1, np.int8), np.zeros(1)))
