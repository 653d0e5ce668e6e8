"""What actors do beside the record: character, strikes and campaigns, talks, conduct by week, age of peace.

Claims A6 to A9 and A12 of the part "agency".
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from diplomacy_abm.analysis.claims import proportion
from diplomacy_abm.analysis.intervals import Estimate, clustered_mean
from diplomacy_abm.analysis.patterns import autocorrelation, clustered_median, ratio_of_ratios, ratio_of_sums
from diplomacy_abm.moves import catalogue
from diplomacy_abm.validation import acts
from diplomacy_abm.validation.arms import Arm, Lab, Played
from diplomacy_abm.validation.durability import PATIENT
from diplomacy_abm.validation.facts import measured, measures
from diplomacy_abm.validation.talks import long_gaps, short_gaps, talk_share, war_weeks
from diplomacy_abm.vocabulary import Aim

YEAR = 52

# --- A6: character ---------------------------------------------------------------------------------------------

_WEIGHED = tuple(
    move.name for move in catalogue() if move.chosen and move.aim not in (Aim.NOBODY, Aim.MEDIATOR)
)
"""Acts toward a party or a patron."""

ACTS = Arm(
    "ukraine-2025", metrics=("form", "ceasefire", "settlement", "drones", "missiles"), times=0.5,
    moves=(*_WEIGHED, "convene", "offer", "sign", "breach", "exchange_held"),
)  # fmt: skip
SESSION = 2
"""Weeks for which an offer stays on the table."""


def _a_run(lab: Lab, some: pd.DataFrame) -> Estimate:
    """Mean number of acts a run; without any the upper end is the exact one of Poisson's law."""
    runs = lab.play(ACTS).runs["run"].to_numpy()
    counts = acts.by_run(some, runs)
    if counts.sum() == 0.0:
        return Estimate(0.0, 0.0, -math.log(0.025) / len(runs))
    return clustered_mean(counts, runs)


def _quiet_weeks(played: Played) -> set[tuple[int, int]]:
    row, week = np.nonzero(played.peaceful)
    return set(zip(played.runs["run"].to_numpy()[row], week, strict=True))


@measures("A6e")
def europe_eases_for_nothing(lab: Lab) -> Estimate:
    """A European patron eases sanctions on Russia without an agreement or a pause."""
    played = lab.play(ACTS)
    return _a_run(lab, acts.eased_for_nothing(played.events, _quiet_weeks(played), acts.EUROPE, "RUS"))


# --- A7, A8: strikes, campaigns, talks ---------------------------------------------------------------------------


def _weeks_of(played: Played, move: str, actor: str) -> np.ndarray:
    """Weeks in which an actor made a move, ``[run, week]``."""
    table = np.zeros_like(played.array("ceasefire"), dtype=bool)
    some = played.events[(played.events["move"] == move) & (played.events["actor"] == actor)]
    table[played.rows_of(some["run"]), some["step"].to_numpy()] = True
    return table


@measures("A7a")
def strikes_every_week(lab: Lab) -> Estimate:
    """Share of weeks at war in which a lead strikes."""
    played = lab.play(ACTS)
    war = war_weeks(played)
    struck = sum((_weeks_of(played, "strike", one) & war).sum(axis=1) for one in ("RUS", "UKR"))
    return ratio_of_sums(np.asarray(struck), 2 * war.sum(axis=1))


@measures("A7b")
def strikes_beside_attacks(lab: Lab) -> Estimate:
    """Share of weeks at war with an attack on the ground in which missiles or drones fly."""
    played = lab.play(ACTS)
    ground = war_weeks(played) & (_weeks_of(played, "offensive", "RUS") | _weeks_of(played, "offensive", "UKR"))
    flown = played.array("missiles") + played.array("drones") > 0.0
    return ratio_of_sums((ground & flown).sum(axis=1), ground.sum(axis=1))


@measures("A7c")
def campaigns_last(lab: Lab) -> Estimate:
    """Median weeks of a campaign on the ground."""
    played = lab.play(ACTS)
    rows, lengths = zip(*(acts.spells(_weeks_of(played, "offensive", one)) for one in ("RUS", "UKR")), strict=True)
    return clustered_median(np.concatenate(lengths).astype(float), np.concatenate(rows))


@measures("A7d")
def campaign_weeks(lab: Lab) -> Estimate:
    """Share of weeks at war in which Russia attacks on the ground."""
    played = lab.play(ACTS)
    war = war_weeks(played)
    return ratio_of_sums((_weeks_of(played, "offensive", "RUS") & war).sum(axis=1), war.sum(axis=1))


@measures("A8d")
def runs_with_talks(lab: Lab) -> Estimate:
    """Share of runs with any round."""
    runs = lab.play(ACTS).runs
    return proportion(int((runs["rounds"] > 0).sum()), len(runs))


@measures("A8e")
def invitations_a_round(lab: Lab) -> Estimate:
    """Invitations of mediators a round."""
    played = lab.play(ACTS)
    invited = played.events[played.events["move"] == "convene"]
    runs = played.runs
    return ratio_of_sums(acts.by_run(invited, runs["run"].to_numpy()), runs["rounds"].to_numpy(dtype=float))


# --- A9: conduct by week -----------------------------------------------------------------------------------------


def _conduct(lab: Lab, one: str, other: str, both_ways: bool = False) -> np.ndarray:
    """Goldstein weights of acts of one toward another, or between the two, by week of runs that go on to the end."""
    played = lab.play(ACTS)
    weight = {move.name: move.goldstein for move in catalogue() if move.name in _WEIGHED}
    events = played.events[played.events["move"].isin(list(weight))]
    there = (events["actor"] == one) & (events["target"] == other)
    back = (events["actor"] == other) & (events["target"] == one)
    weeks = played.array("ceasefire").shape[1]
    table = acts.conduct(events[there | back] if both_ways else events[there], played.runs["run"], weeks, weight)
    return table[~np.isnan(played.array("ceasefire")).any(axis=1)]


def _persistence(lab: Lab, one: str, other: str) -> Estimate:
    found = autocorrelation(_conduct(lab, one, other, both_ways=True), 1)
    return _mean_known(found)


def _mean_known(found: np.ndarray) -> Estimate:
    known = ~np.isnan(found)
    return clustered_mean(found[known], np.flatnonzero(known))


@measures("A9d")
def even_hand(lab: Lab) -> Estimate:
    """Correlation of conduct between Türkiye and Russia with that between Türkiye and Ukraine."""
    pair = (_conduct(lab, "TUR", other, both_ways=True) for other in ("RUS", "UKR"))
    return _mean_known(acts.correlation(*pair))


# --- A12: age of peace -------------------------------------------------------------------------------------------

OLD = PATIENT.but(steps=780, moves=("sign", "breach"))
"""Fifteen years, so that settlements of the first ones are watched into their tenth."""


def _of_age(played: Played, first: int, last: int) -> tuple[np.ndarray, np.ndarray]:
    end = played.runs["end_step"].to_numpy(dtype=float)
    signed, broken = (played.happened(move, "settlement") for move in ("sign", "breach"))
    return acts.at_risk_and_broken(signed, broken, end, first, last)


@measures("A12a")
def hazard_falls(lab: Lab) -> Estimate:
    """How many times likelier a breach in a week is in the first two years of a settlement than after its fifth."""
    played = lab.play(OLD)
    return ratio_of_ratios(*_of_age(played, 0, 2 * YEAR), *_of_age(played, 5 * YEAR, 10 * YEAR))


@measures("A12b")
def hazard_of_the_second_year(lab: Lab) -> Estimate:
    """How many times likelier a breach is in the second year than in the sixth to tenth."""
    played = lab.play(OLD)
    return ratio_of_ratios(*_of_age(played, YEAR, 2 * YEAR), *_of_age(played, 5 * YEAR, 10 * YEAR))


measured(__name__, {
    "A6a": lambda lab: _a_run(lab, acts.acts_of(lab.play(ACTS).events, ("pledge", "surge"), acts.WEST, "RUS")),
    "A6b": lambda lab: _a_run(lab, acts.acts_of(lab.play(ACTS).events, ("sanction",), acts.WEST, "UKR")),
    "A6c": lambda lab: _a_run(lab, acts.acts_of(lab.play(ACTS).events, ("cut_back",), acts.EUROPE, "UKR")),
    "A6d": lambda lab: _a_run(lab, acts.acts_of(lab.play(ACTS).events, ("cut_back",), ("PRK", "CHN"), "RUS")),
    "A6f": lambda lab: _a_run(lab, acts.without_an_offer(lab.play(ACTS).events, ("induce", "press"), SESSION)),
    "A6g": lambda lab: _a_run(lab, acts.broken_early(lab.play(ACTS).events, "prisoners", 13)),
    "A8a": talk_share,
    "A8b": short_gaps,
    "A8c": long_gaps,
    "A9a": lambda lab: _persistence(lab, "RUS", "UKR"),
    "A9b": lambda lab: _persistence(lab, "TUR", "RUS"),
    "A9c": lambda lab: _persistence(lab, "USA", "UKR"),
    "A9e": lambda lab: _mean_known(acts.correlation(_conduct(lab, "RUS", "UKR"), _conduct(lab, "UKR", "RUS"))),
    "A9f": lambda lab: _mean_known(acts.correlation(_conduct(lab, "UKR", "USA"), _conduct(lab, "USA", "UKR"))),
})  # fmt: skip
