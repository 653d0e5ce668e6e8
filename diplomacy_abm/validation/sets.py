"""In which share of the sets of parameters a claim holds: each set is examined by itself, on the runs that took it."""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from diplomacy_abm.analysis.intervals import Estimate, student_half
from diplomacy_abm.validation.arms import Arm, Lab, Played

if TYPE_CHECKING:
    from collections.abc import Callable

    from diplomacy_abm.validation.facts import Fact


class OneSet(Lab):
    """A laboratory that sees, of what another one played, only the runs with one set of parameters.

    What is missing is played there, for all sets.
    """

    def __init__(self, whole: Lab, draw: int) -> None:
        super().__init__(whole.runs, whole.seed, whole.report, parameters=whole.parameters)
        self._whole, self._draw = whole, draw

    def play(self, arm: Arm) -> Played:
        """Return the runs of an arm that took the set; all of them where the scenario draws none."""
        if arm not in self._kept:
            self._kept[arm] = of_set(self._whole.play(arm), self._draw)
        return self._kept[arm]

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """Return what is made under a name, which is of all sets."""
        return self._whole.once(name, make)


def of_set(played: Played, draw: int) -> Played:
    """Return what was kept of the runs with one set of parameters."""
    if "draw" not in played.runs:
        return played
    runs = played.runs[played.runs["draw"] == draw].reset_index(drop=True)
    steps, events = (table[table["run"].isin(runs["run"])] for table in (played.steps, played.events))
    return Played(runs, steps.reset_index(drop=True), events.reset_index(drop=True))


class Held(NamedTuple):
    """How a claim does set by set."""

    passed: float
    failed: float
    """Share of the sets in which it passes by itself, and in which it fails."""
    sets: int
    """How many there are."""
    error: float
    """Standard error of its figure over the sets; no number where fewer than four of five have a figure."""


def held(fact: Fact, lab: Lab, draws: list[int]) -> Held:
    """Examine a claim, whose arms have been played, set by set.

    A set counts as the claim does: it passes where its own 95 % interval lies in the expected range. One with few runs
    is undecided more often than not, so a share says something only with a hundred runs a set or so.
    """
    from diplomacy_abm.validation.runner import claim_of

    if not draws:
        return Held(math.nan, math.nan, 0, math.nan)
    verdicts, figures = [], []
    for draw in draws:
        one = OneSet(lab, draw)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", RuntimeWarning)
                found = fact.measure(one)
        except Exception:  # noqa: BLE001 (a set in which nothing can be measured decides nothing)
            verdicts.append("undecided")
            continue
        figures.append(found.value)
        verdicts.append(claim_of(fact, found, lab.largest, None, "", lab.runs, lab.seed).status)
    known = np.array([one for one in figures if math.isfinite(one)])
    error = float(known.std(ddof=1)) / math.sqrt(len(known)) if len(known) >= max(2.0, 0.8 * len(draws)) else math.nan
    return Held(verdicts.count("pass") / len(draws), verdicts.count("fail") / len(draws), len(draws), error)


def over_sets(estimate: Estimate, found: Held, proper: bool = False) -> Estimate:
    """Widen an interval to what the sets leave open; a `proper` share of something cannot leave [0, 1].

    Runs of one set are no strangers to each other. An end moves out to Student's interval over the sets where that is
    the wider one, and stays where the claim's own interval knows of the sets already.
    """
    if not found.error > 0.0:
        return estimate
    half = student_half(found.error, found.sets)
    low, high = min(estimate.low, estimate.value - half), max(estimate.high, estimate.value + half)
    return Estimate(estimate.value, max(low, 0.0), min(high, 1.0)) if proper else Estimate(estimate.value, low, high)
