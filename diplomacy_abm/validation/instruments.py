"""Runs with instruments: a scenario played by the engine of :mod:`diplomacy_abm.validation.probe`, and its counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from diplomacy_abm.engine.batch import Work, play_chunk
from diplomacy_abm.validation import probe
from diplomacy_abm.validation.arms import KEYS, Arm, Played, scenario_of

if TYPE_CHECKING:
    from diplomacy_abm.scenario import Scenario

METRICS = ("form", "ceasefire", "settlement")
"""Columns of the steps that are kept."""


@dataclass
class Probed:
    """Runs of an arm with what the instruments counted."""

    played: Played
    """The runs and their steps."""
    looked: np.ndarray
    """Shape (runs, channels, 5), see :data:`diplomacy_abm.validation.probe.MENUS`."""
    agreed: np.ndarray
    """Shape (runs, 2, 4), see :data:`diplomacy_abm.validation.probe.SIGNED`."""
    moved: np.ndarray
    """Shape (runs, moves): how often each move of the catalogue was made."""
    blind: np.ndarray
    """Shape (runs, actors, channels, weights): cross-entropy of choices for who does not know the lines."""
    offered: np.ndarray
    taken: np.ndarray
    """How often each move toward each target stood on a menu, and was chosen (by its probability), by actor."""

    @property
    def chance(self) -> np.ndarray:
        """How likely each actor takes each move when it is on its menu: the dice."""
        return np.divide(self.taken, self.offered, out=np.zeros_like(self.taken), where=self.offered > 0)


def probed(
    arm: Arm, runs: int, seed: int, chance: np.ndarray | None = None, dice: bool = False, deep: bool = False,
    plain: bool = False, factors: Mapping[str, float] | None = None, report: Callable[[int], None] | None = None,
) -> Probed:  # fmt: skip
    """Play an arm, of built-in policies, with the instruments.

    `dice` choose in place of the actors with the chances given; `deep` thinks of other lines at every choice; `plain`
    plays in plain Python, which is slower and compiles nothing; `factors` multiply parameters, beyond their ranges too.
    """
    from diplomacy_abm.api import resolve
    from diplomacy_abm.tables import case_record, seed_words

    scenario = resolve(scenario_of(arm), dict(arm.settings), arm.steps)
    record = probe_record(scenario, chance, dice, deep)
    for name, factor in (factors or {}).items():
        record[name] *= factor
    case = case_record(scenario, dict(arm.policies), arm.without)
    work = Work(case, record, *seed_words(seed), 0, runs, True, False)
    span = plain_span if plain else probe.compiled_span()
    counted: dict[str, list[np.ndarray]] = {name: [] for name in ("looked", "agreed", "moved", "blind")}
    rows, weeks = [], []
    for run in range(runs):
        for name in counted:
            record[name] = 0.0
        chunk = play_chunk(span, work, run, run + 1)
        for name, kept in counted.items():
            kept.append(record[name][0].copy())
        rows.append(chunk.summary)
        assert chunk.steps is not None
        weeks.append(chunk.steps[0])
        if report is not None:
            report(1)
    played = _framed(scenario, seed, np.concatenate(rows), weeks)
    kept_runs = played.runs["run"].to_numpy()
    looked, agreed, moved, blind = (np.stack(kept)[kept_runs] for kept in counted.values())
    return Probed(played, looked, agreed, moved, blind, record["offered"][0].copy(), record["taken"][0].copy())


def probe_record(
    scenario: Scenario, chance: np.ndarray | None = None, dice: bool = False, deep: bool = False
) -> np.ndarray:
    """Return the parameters of a scenario with instruments that have counted nothing yet."""
    from diplomacy_abm.tables import parameter_record

    given = parameter_record(scenario)
    record = np.zeros(1, probe.PROBE_RECORD)
    for name in given.dtype.names or ():
        record[name] = given[name]
    if chance is not None:
        record["chance"] = chance
    record["dice"], record["deep"] = int(dice), int(deep)
    return record


def plain_span(
    work: Any, raw: Any, cases: Any, params: Any, own_params: bool, first: int, seed_low: int, seed_high: int,
    summary: Any, steps: Any, logs: Any, counts: Any, snaps: Any,
) -> None:  # fmt: skip
    """Play as :func:`diplomacy_abm.engine.compiled.span` does, in plain Python."""
    from diplomacy_abm.phases.begin import begin
    from diplomacy_abm.phases.summary import summarize
    from diplomacy_abm.state import view

    s, c, p = view(work), view(cases), view(params)
    stepping = probe.plain_step()
    for r in range(len(summary)):
        raw[:] = 0
        s.seed_low, s.seed_high, s.run = seed_low, seed_high, first + r
        begin(s, c, p)
        while s.ended == 0:
            t = s.step
            stepping(s, c, p, logs[0])
            steps[r, t] = s.metric
        summarize(s, c, summary[r])


def _framed(scenario: Scenario, seed: int, summary: np.ndarray, weeks: list[np.ndarray]) -> Played:
    """Label the runs as an ensemble's are; what failed is left out."""
    from diplomacy_abm.frames import runs_frame, steps_frame

    runs = runs_frame(scenario, seed, 0, summary)
    steps = []
    for run, table in enumerate(weeks):
        frame = steps_frame(scenario, table[~np.isnan(table).all(axis=1)])
        steps.append(frame.assign(run=run)[[*KEYS, *METRICS]])
    kept = runs[runs["status"] == "ok"].reset_index(drop=True)
    whole = pd.concat(steps, ignore_index=True)
    return Played(kept, whole[whole["run"].isin(kept["run"])], pd.DataFrame(columns=[*KEYS, "move"]))
