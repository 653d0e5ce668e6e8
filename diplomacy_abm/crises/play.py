"""Playing crises: the compiled model once for all of them, and what of each run is read as an outcome."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from diplomacy_abm.crises.scenario import AFTER, LASTS, opens, stay
from diplomacy_abm.engine.batch import Chunk, Work, play_chunk
from diplomacy_abm.engine.cache import kernel
from diplomacy_abm.phases.summary import Column
from diplomacy_abm.state import Metric
from diplomacy_abm.tables import case_record, parameter_record, seed_words

if TYPE_CHECKING:
    from diplomacy_abm.crises.reading import Crisis
    from diplomacy_abm.scenario import Scenario

CALM, ALARM = 0.25, 0.40
"""Coercion under which a crisis is over, and from which there is a new one: the classes of minor and of serious clashes
of docs/coding.md. Judgement; ICB's end is the fading of perceived threat."""
SEED = 13
AT_ONCE = 256
"""Runs of a crisis whose weeks are held in memory at once; a hundred thousand bytes each."""
_SIGNED = (Column.FIRST_SETTLEMENT, Column.FIRST_CEASEFIRE)


@dataclass(frozen=True)
class Runs:
    """What the runs of one crisis came to, one entry a run.

    `days` are counted from the day on which the scenario opens, which `opened` counts from the trigger.
    """

    agreement: np.ndarray
    tension_reduced: np.ndarray
    days: np.ndarray
    opened: int


def played(
    crises: Sequence[tuple[Crisis, Scenario]], runs: int, seed: int = SEED, workers: int | None = None,
    without: bool = False, report: Callable[[int], None] | None = None,
) -> Iterator[Runs]:  # fmt: skip
    """Play each crisis so many times and yield what came of it, in their order.

    A crisis gives its number, which is part of the seed, and how long its mediator stays. `without` leaves the mediator
    out; everybody else's luck stays as it was. `report` is called with the number of runs of each crisis that is done.
    """
    loop = kernel()

    def task(pair: tuple[Crisis, Scenario]) -> Runs:
        crisis, scenario = pair
        case = case_record(scenario, without=("MED",) if without else ())
        words = seed_words(((seed & 0xFFFFFFFF) << 32) + crisis.crisno)
        work = Work(case, parameter_record(scenario), *words, 0, runs, True, False)
        spans = [(begin, min(begin + AT_ONCE, runs)) for begin in range(0, runs, AT_ONCE)]
        found = joined([outcomes(play_chunk(loop, work, *span), opens(crisis), stay(crisis)) for span in spans])
        if not len(found.days):
            raise ValueError(f"crises: crisis {crisis.crisno}: no run could be finished")
        return found

    with ThreadPoolExecutor(workers or os.cpu_count() or 1) as pool:
        for found in pool.map(task, crises):
            if report is not None:
                report(runs)
            yield found


def joined(parts: Sequence[Runs]) -> Runs:
    """Join the parts of a crisis."""
    agreement = np.concatenate([part.agreement for part in parts])
    tension = np.concatenate([part.tension_reduced for part in parts])
    return Runs(agreement, tension, np.concatenate([part.days for part in parts]), parts[0].opened)


def outcomes(chunk: Chunk, opened: int, left: int) -> Runs:
    """Read the runs of a crisis whose mediator left in week `left`, 0 without one; runs that failed are passed over.

    Notes
    -----
    A crisis ends with the first signature (settlement or ceasefire) or in the first week in which coercion is under
    `CALM`, not while the mediator was at work: the record says that the crisis was still on. Tension is reduced where
    coercion stays under `ALARM` for five years after the end. A run that ended in a victory has no coercion after it.
    """
    if chunk.steps is None:
        raise ValueError("crises: steps were not kept")
    done = chunk.summary[:, Column.FAULT] == 0
    summary = chunk.summary[done]
    coercion = np.nan_to_num(chunk.steps[done][:, :, Metric.INTENSITY], nan=0.0)
    weeks = np.arange(coercion.shape[1])
    signed = np.where(summary[:, _SIGNED] < 0, np.inf, summary[:, _SIGNED]).min(axis=1)
    quiet = (coercion < CALM) & (weeks >= left)
    calm = np.where(quiet.any(axis=1), quiet.argmax(axis=1), np.inf)
    end = np.minimum(np.minimum(signed, calm), LASTS)
    after = (weeks > end[:, None]) & (weeks <= end[:, None] + AFTER)
    peak = np.where(after, coercion, 0.0).max(axis=1)
    return Runs((signed <= end) & (end < LASTS), peak < ALARM, 7.0 * end + 3.5, opened)
