"""Claims on talks: under fire, in bursts, beside exchanges, for their own sake, and what they teach.

P1, P2, P3, P8, P13, and the rates of the origin case.
"""

from __future__ import annotations

import numpy as np

from diplomacy_abm.analysis.claims import proportion
from diplomacy_abm.analysis.intervals import Estimate
from diplomacy_abm.analysis.patterns import (
    around,
    lasting,
    ratio_of_ratios,
    ratio_of_sums,
    summed_by,
    waits,
)
from diplomacy_abm.validation.arms import Arm, Lab, Played
from diplomacy_abm.validation.facts import measured, measures

WEEKS_PER_MONTH = 365.25 / 12 / 7
QUARTER = 13
SHORT = 2
"""Weeks: a gap no longer than this belongs to a burst."""

ORIGIN = Arm(
    "ukraine-2025",
    metrics=("form", "ceasefire", "settlement", "missiles", "drones", "intensity", "trust_ab", "trust_ba",
             "belief_var_ab", "belief_var_ba", "zone"),
    moves=("renew", "lapse", "exchange_held"),
)  # fmt: skip
"""The origin case as it is; many claims read these runs."""


def war_weeks(played: Played) -> np.ndarray:
    """Weeks that began at war, ``[run, week]``: no ceasefire or settlement at their start, and the run goes on."""
    quiet = played.peaceful
    began = np.zeros_like(quiet)
    began[:, 1:] = quiet[:, :-1]
    return ~began & ~np.isnan(played.array("ceasefire"))


def rounds_held(played: Played) -> np.ndarray:
    """Weeks with a round of formal talks, ``[run, week]``."""
    return played.array("form") == 1


@measures("P1a")
def talk_weeks_with_strikes(lab: Lab) -> Estimate:
    """Share of talk weeks in which a lead strikes or attacks."""
    runs = lab.play(ORIGIN).runs
    return ratio_of_sums(
        runs["talk_weeks_with_strikes"].to_numpy(dtype=float), runs["talk_weeks"].to_numpy(dtype=float)
    )


@measures("P1b")
def strikes_around_rounds(lab: Lab) -> Estimate:
    """Missiles and drones in the two weeks after a round over the two before, at war."""
    played = lab.play(ORIGIN)
    missiles, drones = played.array("missiles"), played.array("drones")
    salvo = missiles / np.nanmean(missiles) + drones / np.nanmean(drones)
    salvo[played.peaceful] = np.nan
    run, week = np.nonzero(rounds_held(played))
    before, after = around(salvo, run, week, 2, 2)
    return ratio_of_sums(summed_by(run, after, len(salvo)), summed_by(run, before, len(salvo)))


def _ends_of_rounds(played: Played) -> tuple[np.ndarray, np.ndarray]:
    held = rounds_held(played) & war_weeks(played)
    return (held & played.peaceful).sum(axis=1), held.sum(axis=1)


@measures("R2")
def talk_share(lab: Lab) -> Estimate:
    """Share of weeks with a round."""
    runs = lab.play(ORIGIN).runs
    return ratio_of_sums(runs["talk_weeks"].to_numpy(dtype=float), runs["end_step"].to_numpy(dtype=float) + 1.0)


def _lasting_gaps(played: Played, beyond: int) -> Estimate:
    """Share of gaps after a week with a round that last longer than some weeks; the end of a run cuts the last one."""
    return lasting(*waits(rounds_held(played), ~np.isnan(played.array("form"))), beyond)


def _short_gaps(played: Played) -> Estimate:
    found = _lasting_gaps(played, SHORT)
    return Estimate(1.0 - found.value, 1.0 - found.high, 1.0 - found.low)


@measures("R3")
def short_gaps(lab: Lab) -> Estimate:
    """Share of gaps between weeks with a round that last two weeks at most."""
    return _short_gaps(lab.play(ORIGIN))


@measures("R4")
def long_gaps(lab: Lab) -> Estimate:
    """Share of gaps between weeks with a round that last half a year or more."""
    return _lasting_gaps(lab.play(ORIGIN), 25)


@measures("R5")
def bursts(lab: Lab) -> Estimate:
    """How many times commoner short gaps are than under a steady rate of as many rounds."""
    share, rate = _short_gaps(lab.play(ORIGIN)), talk_share(lab)
    steady = Estimate(*(1.0 - (1.0 - chance) ** SHORT for chance in rate[:3]))
    # the ends that lie apart are put together: wider than an interval of both at once would be
    return Estimate(share.value / steady.value, share.low / steady.high, share.high / steady.low)


@measures("R6")
def exchanges(lab: Lab) -> Estimate:
    """Prisoner exchanges a month."""
    runs = lab.play(ORIGIN).runs
    months = (runs["end_step"].to_numpy(dtype=float) + 1.0) / WEEKS_PER_MONTH
    return ratio_of_sums(runs["exchanges"].to_numpy(dtype=float), months)


@measures("P8a")
def exchanges_without_talks(lab: Lab) -> Estimate:
    """Exchanges a month in weeks more than a quarter away from any round, at war."""
    played = lab.play(ORIGIN)
    held = rounds_held(played)
    near = np.zeros_like(held)
    for shift in range(-QUARTER, QUARTER + 1):
        low, high = max(0, shift), held.shape[1] + min(0, shift)
        near[:, low:high] |= held[:, low - shift : high - shift]
    apart = ~near & war_weeks(played)
    run, week = played.happened("exchange_held")
    top = np.bincount(run[apart[run, week]], minlength=len(held))
    return ratio_of_sums(top, apart.sum(axis=1) / WEEKS_PER_MONTH)


NO_EXCHANGES = Arm("ukraine-2025", times=2.0).but({"parameters.exchange_gain": 0.0, "parameters.exchange_cost": 1.0})
EXCHANGES = Arm("ukraine-2025", times=2.0)


def hurting(times: float, speed: float) -> Arm:
    """Both sides hurt `times` as much as the scenario says, for a year, with a front that moves so fast."""
    arm = Arm("ukraine-2025", steps=52, times=2.0)
    return arm.scaled({"actors.RUS.cost": times, "actors.UKR.cost": times}).but({"parameters.front_speed": speed})


@measures("P2b")
def stalemate_and_hurt_together(lab: Lab) -> Estimate:
    """By how much more hurt brings talks at a stalemate than while a side advances."""
    moving = hurting(0.5, 0.06), hurting(1.5, 0.06)
    return lab.effect_of_effects(moving, (hurting(0.5, 0.0), hurting(1.5, 0.0)), "rounds")


CHEAP = Arm("ukraine-2025", metrics=("form", "ceasefire", "settlement"))
DEAR = CHEAP.but({"parameters.refusal_cost": 0.1})


@measures("P13c")
def talks_that_foretell(lab: Lab) -> Estimate:
    """How often an end follows within a quarter of a round in vain, over the same after a week without one."""
    cheap, dear = _foretold(lab.play(CHEAP)), _foretold(lab.play(DEAR))
    once = ratio_of_ratios(*dear)
    other = ratio_of_ratios(*cheap)
    # the two are of the same runs; the interval takes them for strangers, which is the wider one
    gap = once.value - other.value
    return Estimate(
        gap, gap - float(np.hypot(once.value - once.low, other.high - other.value)),
        gap + float(np.hypot(once.high - once.value, other.value - other.low)),
    )  # fmt: skip


def _foretold(played: Played) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Ends soon after a round in vain, such rounds, ends soon after other weeks, such weeks; by run."""
    war, held, quiet = war_weeks(played), rounds_held(played), played.peaceful
    ends = war & quiet
    soon = np.zeros_like(ends)
    for ahead in range(1, QUARTER + 1):
        soon[:, :-ahead] |= ends[:, ahead:]
    known = np.zeros_like(ends)
    last = (~np.isnan(played.array("ceasefire"))).sum(axis=1)
    known[np.arange(ends.shape[1])[None, :] + QUARTER < last[:, None]] = True
    vain, idle = war & held & ~ends & known, war & ~held & known
    return (vain & soon).sum(axis=1), vain.sum(axis=1), (idle & soon).sum(axis=1), idle.sum(axis=1)


@measures("P3a")
def beliefs_sharpen(lab: Lab) -> Estimate:
    """Share of runs at war after a year in which both leads know the enemy's cost better than at the start."""
    played = lab.play(ORIGIN)
    going = war_weeks(played)[:, 51]
    better = np.ones(len(going), dtype=bool)
    for name in ("belief_var_ab", "belief_var_ba"):
        variance = played.array(name)
        better &= variance[:, 51] < variance[:, 0]
    return proportion(int((better & going).sum()), int(going.sum()))


LEARNING = Arm("kydd", steps=52, without=("MED",), times=2.0).but({
    "relations.ALF.BET.trust": 0.95, "relations.BET.ALF.trust": 0.95, "parameters.concession_cost": 0.0,
    "parameters.ceasefire_cost": 1.0,
})  # fmt: skip
"""A war of private information alone: trust is high and conceding costs nothing at home."""


@measures("P3b")
def fighting_informs(lab: Lab) -> Estimate:
    """Weeks of war within a year where fighting tells much, less where it tells next to nothing."""
    blind = LEARNING.but({"parameters.battlefield_noise": 100.0})
    sharp = LEARNING.but({"parameters.battlefield_noise": 0.01})
    return lab.longer(blind, sharp, "war", 52)


measured(__name__, {
    "R1": lambda lab: ratio_of_sums(*_ends_of_rounds(lab.play(ORIGIN))),
    "P8b": lambda lab: lab.effect(NO_EXCHANGES, EXCHANGES, "ever: formal"),
    "P8c": lambda lab: lab.effect(NO_EXCHANGES, EXCHANGES, "agreement"),
    "P2a": lambda lab: lab.effect(hurting(0.5, 0.0), hurting(1.5, 0.0), "rounds"),
    "P2c": lambda lab: lab.effect(hurting(1.5, 0.0), hurting(1.5, 0.06), "rounds"),
    "P13a": lambda lab: lab.effect(CHEAP, DEAR, "talk share"),
    "P13b": lambda lab: lab.gap_of_ratios(CHEAP, DEAR, _ends_of_rounds),
})  # fmt: skip
