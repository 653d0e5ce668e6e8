"""Compiled: goal levels of a week, and the loop over runs that keeps the goal scores of some actors."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from diplomacy_abm.engine.weeks import kept, looping, of_note, part, records, registered, types_of, weeks
from diplomacy_abm.seats import goals
from diplomacy_abm.seats.goals import week_levels

SOURCES = (Path(__file__), Path(str(goals.__file__)))
"""What is compiled here hangs on these beside the week."""


def note_levels(work: Any, cases: Any, params: Any, seats: Any, levels: Any) -> None:
    """Fill ``levels[x]`` with how far the goals of actor ``seats[x]`` were met in the week just recorded."""
    for x in range(seats.shape[0]):
        week_levels(work[0], cases[0], params[0], seats[x], levels[x])


def note_scores(work: Any, cases: Any, params: Any, r: int, seats: Any, scores: Any, levels: Any) -> None:
    """Add the levels of the week just recorded to the mean over the horizon.

    Parameters
    ----------
    work, cases, params
        The records, shape (1,).
    r
        Row of the run.
    seats
        Indices of the actors that are scored.
    scores
        Mean level over the horizon of each run, scored actor and goal, shape (runs, seats, 8); zeros at first. The last
        week stands for what is left of the horizon.
    levels
        Scratch space, shape (seats, 8).
    """
    left = 1.0
    if work[0].ended == 1:
        left += cases[0].horizon - work[0].step
    for x in range(seats.shape[0]):
        week_levels(work[0], cases[0], params[0], seats[x], levels[x])
        for goal in range(levels.shape[1]):
            scores[r, x, goal] += left * levels[x, goal] / cases[0].horizon


def levels_kernel() -> Callable[..., None]:
    """Return :func:`note_levels` compiled."""
    _register_goals()
    return part(note_levels, types_of((*records(), np.zeros(1, np.int64), np.zeros((1, 1)))), sources=SOURCES)


def is_compiled() -> bool:
    """Whether what is compiled here for scores is in the user's cache already."""
    return kept(note_scores, sources=SOURCES)


def scored_kernel(custom: tuple[Callable[..., int], ...] = ()) -> Callable[..., None]:
    """Return the loop that keeps goal scores; `custom` are users' policies, numbered from 100 in their order."""
    _register_goals()
    return looping(weeks(custom), part(note_scores, of_note(), sources=SOURCES))


@lru_cache(maxsize=1)
def _register_goals() -> None:
    for _, function in inspect.getmembers(goals, inspect.isfunction):
        if function.__module__ == goals.__name__:
            registered(function)
