"""The batch engine: chunks of runs on threads around the compiled loop, which releases the GIL."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import cast

import numpy as np

from diplomacy_abm.engine.compiled import Kernel
from diplomacy_abm.engine.pool import resilient
from diplomacy_abm.engine.pool import threads as pool_of
from diplomacy_abm.phases.summary import SUMMARY
from diplomacy_abm.state import EVENT_FIELDS, METRICS, PAIRS, STATE
from diplomacy_abm.tables import event_room

CHUNK = 128
"""Runs in a chunk; large enough to hide the cost of handing it out, small enough to stop soon."""


EVENT_CHUNK = 16
"""Runs in a chunk when events are kept; their logs take a megabyte or so each."""


@dataclass(frozen=True)
class Work:
    """What the runs of an ensemble share.

    `case` holds one record for all runs; of `parameters` the k-th run of the call takes record k, counted round.
    """

    case: np.ndarray
    parameters: np.ndarray
    seed_low: int
    seed_high: int
    first: int
    runs: int
    keep_steps: bool
    keep_events: bool

    @property
    def horizon(self) -> int:
        """Number of steps at most."""
        return int(self.case["horizon"][0])

    def parameters_of(self, begin: int, end: int) -> np.ndarray:
        """Return the parameters of runs ``begin … end - 1`` of the call, one record where all have the same."""
        sets = len(self.parameters)
        return self.parameters if sets == 1 else self.parameters[np.arange(begin, end) % sets]


@dataclass(frozen=True)
class Chunk:
    """Some finished runs: ``summary[r]``, ``steps[r, t]`` and ``logs[r]`` belong to run ``first + r``.

    `reasons` has a text for each run that could not be finished (engines that raise), empty for the others.
    """

    first: int
    summary: np.ndarray
    steps: np.ndarray | None
    logs: list[np.ndarray] | None
    reasons: list[str] | None = None


def play_chunk(kernel: Kernel, work: Work, begin: int, end: int) -> Chunk:
    """Play the runs ``begin … end - 1`` (counted from the first of the call)."""
    n = end - begin
    horizon = work.horizon
    room = event_room(work.case) if work.keep_events else 0
    record = np.zeros(1, STATE)
    summary = np.zeros((n, len(SUMMARY)))
    steps = np.full((n if work.keep_steps else 0, horizon, len(METRICS)), np.nan)
    logs = np.zeros((n if work.keep_events else 1, room, len(EVENT_FIELDS)))
    counts = np.zeros(n if work.keep_events else 0, np.int64)
    parameters = work.parameters_of(begin, end)
    kernel(
        record, record.view(np.uint8)[:PAIRS], work.case, parameters, len(parameters) > 1, work.first + begin,
        work.seed_low, work.seed_high, summary, steps, logs, counts, np.zeros((0, 0), STATE),
    )  # fmt: skip
    return Chunk(
        work.first + begin,
        summary,
        steps if work.keep_steps else None,
        [logs[r, : counts[r]].copy() for r in range(n)] if work.keep_events else None,
    )


def play(
    kernel: Kernel, work: Work, workers: int | None = None, chunk: int | None = None,
    report: Callable[[int], None] | None = None,
) -> Iterator[Chunk]:  # fmt: skip
    """Play all runs and yield their chunks in order; at most a few chunks per worker are in memory at once.

    Chunks are smaller when events are kept; `report` is called with the number of runs of each.
    """
    threads = workers or os.cpu_count() or 1
    size = chunk or (EVENT_CHUNK if work.keep_events else CHUNK)
    bounds = [(begin, min(begin + size, work.runs)) for begin in range(0, work.runs, size)]

    def task(bound: tuple[int, int]) -> Chunk:
        return play_chunk(kernel, work, *bound)

    for _, done in resilient(pool_of(threads), task, bounds, 2 * threads + 1, in_order=True):
        # a thread does not die, so nothing is ever given up
        played = cast(Chunk, done)
        if report is not None:
            report(len(played.summary))
        yield played
