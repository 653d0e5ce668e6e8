"""Questions put to ensembles: every start is played once, and each run answers all questions asked from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from diplomacy_abm import frames
from diplomacy_abm.analysis.readings import COLUMNS, READ, Calendar, Watched, answers
from diplomacy_abm.api import resolve
from diplomacy_abm.engine.batch import Work
from diplomacy_abm.engine.ensemble import chunks
from diplomacy_abm.moves import catalogue
from diplomacy_abm.tables import case_record, parameter_record, seed_words

if TYPE_CHECKING:
    from diplomacy_abm.engine.batch import Chunk
    from diplomacy_abm.hindcast.questions import Question
    from diplomacy_abm.scenario import Scenario

BLOCK = 512
"""Runs whose events are read at once; their frames are small, and reading has a cost of its own."""


@dataclass
class Tally:
    """How often the finished runs of a scenario gave each answer.

    Attributes
    ----------
    runs, failed : int
        Runs that were finished and counted, and runs that failed and were not.
    counts : dict of str to Counter
        By the question's id: how many runs said ``yes``, ``no``, or a label.
    """

    scenario: Scenario
    seed: int
    runs: int = 0
    failed: int = 0
    counts: dict[str, Counter[str]] = field(default_factory=dict)


def calendar_of(scenario: Scenario) -> Calendar:
    """Return the calendar of a scenario, with the deals in force at its start."""
    in_force = tuple(str(deal.issue or deal.kind) for deal in scenario.deals)
    return Calendar(scenario.scenario.start, scenario.scenario.step_days, in_force)


def steps_needed(scenario: Scenario, questions: Sequence[Question]) -> int:
    """Return how many steps have to be played for the last day that a question looks at."""
    last = max(question.dated.last for question in questions)
    return calendar_of(scenario).steps(scenario.scenario.start, last)[1] + 1


def ask(
    questions: Sequence[Question], runs: int, seed: int | None = None, settings: Mapping[str, Any] | None = None,
    workers: int | None = None, report: Callable[[int], None] | None = None,
) -> Tally:  # fmt: skip
    """Play the scenario of some questions and count the answers.

    Parameters
    ----------
    questions : sequence of Question
        All asked from one scenario.
    runs : int
        How many runs.
    seed : int, optional
        Seed of the random streams; the scenario's own by default.
    settings : mapping, optional
        Values of the scenario by dotted place.
    workers : int, optional
        Threads; the number of processors by default.
    report : callable, optional
        Called with the number of runs of each finished block.

    Returns
    -------
    Tally
        Runs that fail are left out of the counts.

    Notes
    -----
    Runs are played to the last day that matters and no further, and of their events only those are labelled that
    readings are about, chunk by chunk, so that memory stays bounded.
    """
    names = {question.scenario for question in questions}
    if len(names) != 1:
        raise ValueError(f"questions: asked from {len(names)} scenarios, must all be of one")
    if runs < 1:
        raise ValueError(f"runs: {runs} is out of range, must be at least 1")
    base = resolve(names.pop(), settings)
    dispute = resolve(base, steps=steps_needed(base, questions))
    used = dispute.scenario.seed if seed is None else seed
    work = Work(
        case_record(dispute, None, ()), parameter_record(dispute), *seed_words(used), 0, runs, False, True
    )  # fmt: skip
    tally = Tally(base, used, counts={question.id: Counter() for question in questions})
    calendar = calendar_of(dispute)
    for block in _blocks(chunks(dispute, used, work, {}, (), "batch", workers)):
        watched = _watched(dispute, block, calendar, tally)
        for question in questions:
            found = answers(question.dated, watched)
            tally.counts[question.id].update(_words(found))
        if report is not None:
            report(sum(len(chunk.summary) for chunk in block))
    return tally


def _words(found: np.ndarray) -> list[str]:
    if found.dtype == bool:
        return ["yes" if answer else "no" for answer in found]
    return [str(label) for label in found]


def _blocks(played: Iterator[Chunk]) -> Iterator[list[Chunk]]:
    """Collect chunks to blocks that are worth reading."""
    block: list[Chunk] = []
    for chunk in played:
        block.append(chunk)
        if sum(len(one.summary) for one in block) >= BLOCK:
            yield block
            block = []
    if block:
        yield block


def _watched(dispute: Scenario, block: list[Chunk], calendar: Calendar, tally: Tally) -> Watched:
    """Label what readings are about in the finished runs of a block."""
    wanted = np.array([move.name in READ for move in catalogue()])
    logs, owners, numbers = [], [], []
    for chunk in block:
        assert chunk.logs is not None
        summary = frames.runs_frame(dispute, tally.seed, chunk.first, chunk.summary, chunk.reasons)
        fine = (summary["status"] == "ok").to_numpy()
        tally.runs += int(fine.sum())
        tally.failed += int((~fine).sum())
        for place, log in enumerate(chunk.logs):
            if fine[place]:
                kept = log[wanted[log[:, 3].astype(int)]]
                logs.append(kept)
                owners.append(np.full(len(kept), chunk.first + place))
                numbers.append(chunk.first + place)
    if not logs:
        return Watched(pd.DataFrame(columns=list(COLUMNS)), np.zeros(0, dtype=int), calendar)
    events = frames.events_frame(dispute, np.concatenate(logs))
    events.insert(0, "run", np.concatenate(owners))
    return Watched(events[list(COLUMNS)], np.array(numbers), calendar)
