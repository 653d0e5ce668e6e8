"""How a finished run compares with what the actor's own policy makes of the same seat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from diplomacy_abm.seats.score import GOAL_NAMES, GoalScore, goal_score
from diplomacy_abm.seats.scored import score_ensemble

if TYPE_CHECKING:
    import pandas as pd

    from diplomacy_abm.results import Run

USUAL_RUNS = 1000
"""Runs of the own policy that a run is compared with."""


@dataclass(frozen=True)
class Parting:
    """Where two runs of the same luck part: the first step whose events differ."""

    step: int
    """The step, counted from 0."""
    date: str
    """The day on which it begins."""
    own: tuple[Mapping[str, Any], ...]
    other: tuple[Mapping[str, Any], ...]
    """Events of that step that only the one and only the other run has, columns as in ``Run.events``."""


@dataclass(frozen=True, eq=False)
class Verdict:
    """A run beside those of the actor's own policy."""

    actor: str
    """Label of the actor."""
    score: GoalScore
    """Goal score of the run."""
    scores: np.ndarray
    """Goal scores of the own policy's runs."""
    outcomes: Mapping[str, float]
    """Shares of the outcomes of these runs, the largest first."""
    levels: Mapping[str, float]
    """Mean level of each goal that counts in these runs."""
    same_luck: Run
    """The run that the own policy makes of the same luck."""
    same_score: GoalScore
    """Its goal score."""
    parting: Parting | None
    """Where the run leaves it; None if they are the same to the end."""

    @property
    def percentile(self) -> float:
        """Per cent of the own policy's runs with a lower goal score; those with the same count half."""
        below = np.mean(self.scores < self.score.total) + 0.5 * np.mean(self.scores == self.score.total)
        return float(100.0 * below)


def verdict(
    run: Run, label: str, runs: int = USUAL_RUNS, parameters: Mapping[str, object] | None = None
) -> Verdict:
    """Compare a finished run with runs of the actor's own policy from the same seat.

    Parameters
    ----------
    run
        A finished run in which somebody else held the seat.
    label
        The actor.
    runs
        Runs of the own policy, 0 to ``runs - 1`` under the seed of the run.
    parameters
        The parameters that the run was given, if any.
    """
    from diplomacy_abm.api import run as play

    usual = score_ensemble(
        run.scenario, [label], runs, run.seed, None, run.policies, run.without, None, parameters
    )  # fmt: skip
    fine = usual.runs["status"] == "ok"
    shares = usual.runs.loc[fine, "outcome"].value_counts(normalize=True)
    same = play(run.scenario, run.seed, run.run, None, run.policies, run.without, None, parameters)
    mean = usual.scores[list(GOAL_NAMES)].mean()
    scores = usual.of(label)
    return Verdict(
        actor=label,
        score=goal_score(run, label, parameters),
        scores=scores[np.isfinite(scores)],
        outcomes={str(outcome): float(share) for outcome, share in shares.items()},
        levels={goal: float(mean[goal]) for goal in GOAL_NAMES if np.isfinite(mean[goal])},
        same_luck=same,
        same_score=goal_score(same, label, parameters),
        parting=parting(run, same),
    )


def parting(own: Run, other: Run) -> Parting | None:
    """Return where two runs of the same scenario and luck part, or None if their events are the same."""
    mine, theirs = _by_step(own.events), _by_step(other.events)
    for step in sorted(mine.keys() | theirs.keys()):
        here, there = mine.get(step, []), theirs.get(step, [])
        if here != there:
            date = (here or there)[0]["date"]
            return Parting(
                int(step),
                str(date),
                tuple(event for event in here if event not in there),
                tuple(event for event in there if event not in here),
            )
    return None


def _by_step(events: pd.DataFrame) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    for row in events.to_dict("records"):
        found.setdefault(int(row["step"]), []).append({str(name): value for name, value in row.items()})
    return found
