"""Compiled: goal levels of a week, and a loop over runs that keeps the goal scores of some actors."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from diplomacy_abm.engine.compiled import compile_as_one, indices_as_they_are, prepare, specialise
from diplomacy_abm.engine.weeks import close_week, open_week, own_cache, records, registered, start, types_of, weeks
from diplomacy_abm.phases.summary import summarize
from diplomacy_abm.seats import goals
from diplomacy_abm.seats.goals import week_levels


def note_levels(work: Any, cases: Any, params: Any, seats: Any, levels: Any) -> None:
    """Fill ``levels[x]`` with how far the goals of actor ``seats[x]`` were met in the week just recorded."""
    for x in range(seats.shape[0]):
        week_levels(work[0], cases[0], params[0], seats[x], levels[x])


def scored_span(
    work: Any, raw: Any, cases: Any, params: Any, log: Any, first: int, seed_low: int, seed_high: int,
    seats: Any, summary: Any, scores: Any, levels: Any,
) -> None:  # fmt: skip
    """Play the runs ``first, first + 1, …``, one for each row of `summary`, and keep the mean goal levels.

    Parameters
    ----------
    work, raw, cases, params, log
        As in :mod:`diplomacy_abm.engine.weeks`; a log without rows keeps nothing.
    first, seed_low, seed_high
        Index of the first run, and the halves of the seed.
    seats
        Indices of the actors that are scored.
    summary
        Shape (runs, len(SUMMARY)).
    scores
        Mean level over the horizon of each run, scored actor and goal, shape (runs, seats, 8); zeros at first.
    levels
        Scratch space, shape (seats, 8).
    """
    s = work[0]
    for r in range(summary.shape[0]):
        start(work, raw, cases, params, seed_low, seed_high, first + r)
        while s.ended == 0:
            open_week(work, cases, params, log)
            close_week(work, cases, params, log)
            note_levels(work, cases, params, seats, levels)
            left = 1.0
            if s.ended == 1:
                left += cases[0].horizon - s.step
            for x in range(levels.shape[0]):
                for goal in range(levels.shape[1]):
                    scores[r, x, goal] += left * levels[x, goal] / cases[0].horizon
        summarize(s, cases[0], summary[r])


@lru_cache(maxsize=1)
def levels_kernel() -> Callable[..., None]:
    """Return :func:`note_levels` compiled."""
    import numba

    with _cache(), indices_as_they_are():
        compiled = numba.njit(nogil=True, cache=True, error_model="numpy")(note_levels)
        compile_as_one(compiled, types_of((*records(), np.zeros(1, np.int64), np.zeros((1, 1)))))
    return compiled


def is_compiled() -> bool:
    """Whether what is compiled here is in the user's cache already."""
    return any(prepare().glob("weeks-*/**/*.nbi"))


@lru_cache(maxsize=16)
def scored_kernel(custom: tuple[Callable[..., int], ...] = ()) -> Callable[..., None]:
    """Return :func:`scored_span` compiled; `custom` are users' policies, numbered from 100 in their order."""
    import numba

    parts, noting = weeks(custom), levels_kernel()
    span = specialise(
        scored_span, start=parts.start, open_week=parts.open_week, close_week=parts.close_week, note_levels=noting
    )
    work, case, params = records()
    with _cache(), indices_as_they_are():
        compiled = numba.njit(nogil=True, cache=not custom, error_model="numpy")(span)
        compile_as_one(
            compiled, types_of(
                (work, work.view(np.uint8), case, params, np.zeros((0, 0)), 0, 0, 0, np.zeros(1, np.int64),
                 np.zeros((1, 1)), np.zeros((1, 1, 1)), np.zeros((1, 1)))
            )
        )  # fmt: skip
    return compiled


def _cache() -> Any:
    """Register the goals, and keep what is compiled in a folder named by their sources too."""
    _register_goals()
    return own_cache(Path(__file__), Path(str(goals.__file__)))


@lru_cache(maxsize=1)
def _register_goals() -> None:
    weeks()
    for _, function in inspect.getmembers(goals, inspect.isfunction):
        if function.__module__ == goals.__name__:
            registered(function)
