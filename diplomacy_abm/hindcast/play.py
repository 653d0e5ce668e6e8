"""Questions put to ensembles: every start is played once, and each run answers all questions asked from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from diplomacy_abm import frames
from diplomacy_abm.analysis.intervals import Estimate, wilson
from diplomacy_abm.analysis.readings import COLUMNS, READ, Calendar, Watched, answers
from diplomacy_abm.api import resolve
from diplomacy_abm.engine.batch import Work
from diplomacy_abm.engine.ensemble import chunks
from diplomacy_abm.moves import catalogue
from diplomacy_abm.scenario.sample import first_set, sample_of, sets_of_runs
from diplomacy_abm.state import EventField
from diplomacy_abm.tables import case_record, parameter_record, seed_words

if TYPE_CHECKING:
    from diplomacy_abm.engine.batch import Chunk
    from diplomacy_abm.hindcast.questions import Question
    from diplomacy_abm.scenario import Scenario

BLOCK = 512
"""Runs whose events are read at once; their frames are small, and reading has a cost of its own."""


@dataclass
class Tally:
    """How often the finished runs of a scenario gave each answer."""

    scenario: Scenario
    seed: int
    runs: int = 0
    failed: int = 0
    """Runs that were finished and counted, and runs that failed and were not."""
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    """By the question's id: how many runs said ``yes``, ``no``, or a label."""
    sets: dict[str, dict[str, np.ndarray]] = field(default_factory=dict)
    """By the question's id and the answer: how many runs under each set of parameters gave it; empty where all runs
    have the same parameters."""
    ran: np.ndarray | None = None
    """How many runs were counted under each set."""

    def share(self, question: str, answer: str) -> Estimate:
        """Return the share of runs that gave an answer, with Wilson's interval.

        Runs under one set of parameters are no strangers: the interval is that of as many strangers as they are worth.
        """
        if not self.runs:
            return wilson(float("nan"), 0)
        share = self.counts[question][answer] / self.runs
        if self.ran is None:
            return wilson(share, self.runs)
        hits = self.sets[question].get(answer, np.zeros(len(self.ran)))
        return wilson(share, self.runs / effect_of_sets(hits, self.ran))

    def count(self, question: str, found: Sequence[str], places: np.ndarray | None) -> None:
        """Count the answers of some runs, and the places of their sets of parameters where there are several."""
        self.counts[question].update(found)
        if self.ran is not None and places is not None:
            words = np.asarray(found)
            own = self.sets.setdefault(question, {})
            for word in dict.fromkeys(found):
                here = np.bincount(places[words == word], minlength=len(self.ran))
                own[word] = own.get(word, 0) + here


def effect_of_sets(hits: np.ndarray, ran: np.ndarray) -> float:
    """By how much the variance of a share exceeds that of strangers, from hits and runs of each set; 1 at least."""
    runs, share = float(ran.sum()), float(hits.sum() / ran.sum())
    if share in (0.0, 1.0):
        # all alike: only the sets are known to differ
        return runs / float((ran > 0).sum())
    return max(1.0, float(np.square(hits - ran * share).sum()) / (runs * share * (1.0 - share)))


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
    draws: Mapping[str, np.ndarray] | None = None,
) -> Tally:  # fmt: skip
    """Play the scenario that some questions are all asked from, and count the answers; runs that fail do not count.

    Each run takes one of the sets of parameters `draws` (:func:`~diplomacy_abm.scenario.sample.read_draws`), one after
    the other; by default those of the sample that the scenario names. `report` is called with the number of runs of
    each finished block. Runs are played to the last day that matters and no further, and of their events only those are
    labelled that readings are about, chunk by chunk, so that memory stays bounded.
    """
    names = {question.scenario for question in questions}
    if len(names) != 1:
        raise ValueError(f"questions: asked from {len(names)} scenarios, must all be of one")
    if runs < 1:
        raise ValueError(f"runs: {runs} is out of range, must be at least 1")
    base = resolve(names.pop(), settings)
    dispute = resolve(base, steps=steps_needed(base, questions))
    used = dispute.scenario.seed if seed is None else seed
    tally = Tally(base, used, counts={question.id: Counter() for question in questions})
    begin = first_set(dispute, used) if draws is None else 0
    over, places = _over(sample_of(dispute) if draws is None else draws, runs, begin)
    if places is not None:
        tally.ran = np.zeros(int(places.max()) + 1)
    work = Work(
        case_record(dispute, None, ()), parameter_record(dispute, over), *seed_words(used), 0, runs, False, True
    )  # fmt: skip
    calendar = calendar_of(dispute)
    for block in _blocks(chunks(dispute, used, work, {}, (), "batch", workers)):
        watched = _watched(dispute, block, calendar, tally)
        here = None if places is None else places[watched.runs]
        if here is not None and tally.ran is not None:
            tally.ran += np.bincount(here, minlength=len(tally.ran))
        for question in questions:
            tally.count(question.id, _words(answers(question.dated, watched)), here)
        if report is not None:
            report(sum(len(chunk.summary) for chunk in block))
    return tally


def _over(
    draws: Mapping[str, np.ndarray], runs: int, first: int
) -> tuple[dict[str, np.ndarray], np.ndarray | None]:
    """Return one value a run for each parameter that is drawn, and which set each run takes."""
    sizes = {len(values) for values in draws.values()}
    if not sizes:
        return {}, None
    places = sets_of_runs(min(sizes), runs, first)
    return {name: values[places] for name, values in draws.items()}, places


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
                kept = log[wanted[log[:, EventField.MOVE].astype(int)]]
                logs.append(kept)
                owners.append(np.full(len(kept), chunk.first + place))
                numbers.append(chunk.first + place)
    if not logs:
        return Watched(pd.DataFrame(columns=list(COLUMNS)), np.zeros(0, dtype=int), calendar)
    events = frames.events_frame(dispute, np.concatenate(logs))
    events.insert(0, "run", np.concatenate(owners))
    return Watched(events[list(COLUMNS)], np.array(numbers), calendar)
