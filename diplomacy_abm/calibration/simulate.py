"""Play runs of a study and read their series: what a run looks like step by step, under the names a study uses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from diplomacy_abm.calibration.study import Study
from diplomacy_abm.moves import catalogue
from diplomacy_abm.phases.summary import Column
from diplomacy_abm.state import FIRST_ISSUE_SLOT, METRICS, EventField, Metric
from diplomacy_abm.vocabulary import Effect, TalkForm

if TYPE_CHECKING:
    from diplomacy_abm.engine.batch import Chunk
    from diplomacy_abm.scenario import Scenario


_OPENS = (Effect.SIGN, Effect.RESUME, Effect.RENEW)
_SHUTS = (Effect.BREACH, Effect.LAPSE, Effect.SUSPEND)
GROUPS = {"signed": "deals", "in_force": "deals", "delivered": "sides"}


def names(scenario: Scenario) -> list[str]:
    """Return the names of all series of a scenario."""
    deals = [name for name, issue in scenario.issues.items() if issue.separable]
    members = {"deals": deals, "sides": ["A", "B"]}
    return [
        "rounds", "exchanges",
        *(f"{group}: {name}" for group, kind in GROUPS.items() for name in members[kind]),
        *METRICS,
    ]  # fmt: skip


def needs_events(name: str) -> bool:
    """Tell whether a series is made of events; the others are metrics of the steps."""
    return name == "exchanges" or name.partition(": ")[0] in GROUPS


def series_of(scenario: Scenario, chunk: Chunk, wanted: Iterable[str]) -> dict[str, np.ndarray]:
    """Return the series of a chunk of runs by name, each of shape (runs, steps); NaN after the end of a run."""
    if chunk.steps is None:
        raise ValueError("the steps of this chunk were not kept")
    alive = np.isfinite(chunk.steps[:, :, 0])
    found = {}
    for name in wanted:
        if name == "rounds":
            form = chunk.steps[:, :, Metric.FORM]
            values = (form == TalkForm.DIRECT) | (form == TalkForm.PROXIMITY)
        elif needs_events(name):
            values = _from_events(scenario, chunk, name, alive.shape[1])
        else:
            values = chunk.steps[:, :, METRICS.index(name)]
        found[name] = np.where(alive, values, np.nan)
    return found


def _from_events(scenario: Scenario, chunk: Chunk, name: str, steps: int) -> np.ndarray:
    """Return one series that is counted from the events of the runs."""
    if chunk.logs is None:
        raise ValueError("the events of this chunk were not kept")
    effects = np.array([int(move.effect) for move in catalogue()])
    group, _, member = name.partition(": ")
    values = np.zeros((len(chunk.logs), steps))
    for r, log in enumerate(chunk.logs):
        effect = effects[log[:, EventField.MOVE].astype(int)]
        if group == "exchanges":
            _add(values[r], log[effect == Effect.EXCHANGE_HELD], None)
        elif group == "delivered":
            parties = [list(scenario.actors).index(label) for label in scenario.parties("A" if member == "A" else "B")]
            arrived = (effect == Effect.DELIVER) & np.isin(log[:, EventField.TARGET], parties)
            _add(values[r], log[arrived], EventField.VALUE)
        else:
            slot = FIRST_ISSUE_SLOT + list(scenario.issues).index(member)
            of_it = log[:, EventField.SUBJECT] == slot
            if group == "signed":
                _add(values[r], log[(effect == Effect.SIGN) & of_it], None)
            else:
                began = any(deal.issue == member for deal in scenario.deals)
                _in_force(values[r], log[of_it], effect[of_it], began)
    return values


def _add(row: np.ndarray, log: np.ndarray, column: int | None) -> None:
    """Count events step by step, or add up one of their columns."""
    np.add.at(row, log[:, EventField.STEP].astype(int), 1.0 if column is None else log[:, column])


def _in_force(row: np.ndarray, log: np.ndarray, effect: np.ndarray, began: bool) -> None:
    """Mark the steps at whose end an agreement is in force."""
    now, at = float(began), 0
    for event, kind in zip(log, effect, strict=True):
        if kind in _OPENS or kind in _SHUTS:
            step = int(event[EventField.STEP])
            row[at:step] = now
            now, at = float(kind in _OPENS), step
    row[at:] = now


MOST_RUNS = 2**32


@dataclass(frozen=True)
class Simulator:
    """Plays runs of a study and measures them."""

    study: Study
    """What is played."""
    workers: int | None = None
    """Threads; the number of processors by default. Results do not depend on it."""
    report: Callable[[int], None] | None = None
    """Called with the number of runs of each finished chunk."""

    def __call__(self, values: np.ndarray, first: int) -> np.ndarray:
        """Return the statistics of one run for each row of parameters, shape (runs, statistics).

        The number of the first run decides the luck. NaN for a run that failed or has no such statistic.
        """
        from diplomacy_abm.engine.batch import Work, play
        from diplomacy_abm.engine.cache import kernel
        from diplomacy_abm.tables import case_record, parameter_record, seed_words

        study = self.study
        if first + len(values) > MOST_RUNS:
            raise ValueError("more than 2^32 runs; take fewer rounds, moves, replicates or particles")
        over = {prior.name: values[:, k] for k, prior in enumerate(study.priors)}
        wanted = {statistic.series for statistic in study.statistics}
        work = Work(
            case_record(study.scenario), parameter_record(study.scenario, over), *seed_words(study.seed), first,
            len(values), True, any(needs_events(name) for name in wanted),
        )  # fmt: skip
        found = np.full((len(values), len(study.statistics)), np.nan)
        for chunk in play(kernel(), work, self.workers, report=self.report):
            place = slice(chunk.first - first, chunk.first - first + len(chunk.summary))
            series = series_of(study.scenario, chunk, wanted)
            for k, statistic in enumerate(study.statistics):
                found[place, k] = statistic.reading(series[statistic.series])
            found[place][chunk.summary[:, Column.FAULT] != 0] = np.nan
        return found
