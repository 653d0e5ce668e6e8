"""Claims on what lasts: guarantees and monitors, settlements and ceasefires that break, truces that decay (P9, P17)."""

from __future__ import annotations

import numpy as np

from diplomacy_abm.analysis.claims import proportion
from diplomacy_abm.analysis.intervals import Estimate
from diplomacy_abm.analysis.patterns import around, clustered_median, ratio_of_sums, summed_by
from diplomacy_abm.validation.arms import Arm, Lab, Played
from diplomacy_abm.validation.facts import measures

FIVE_YEARS = 260
PATIENT = Arm("ukraine-2025", steps=520, times=0.25).but({"parameters.implementation": 1040})
"""The origin case for ten years, with no end at a settlement so that its breach is seen."""

LONG = PATIENT.but(moves=("sign", "breach"))


def covered(coverage: float) -> Arm:
    """Both parties promised a guarantee of so much."""
    return PATIENT.but({"actors.RUS.guarantee": coverage, "actors.UKR.guarantee": coverage})


@measures("P9a")
def guarantees_last(lab: Lab) -> Estimate:
    """Weeks that settlements last within five years under full coverage, less without any."""
    return lab.longer(covered(0.0), covered(1.0), "peace", FIVE_YEARS)


@measures("P9b")
def monitors_last(lab: Lab) -> Estimate:
    """Weeks that settlements last within five years with monitors that see a breach, less with none that do."""
    arm = PATIENT.but({
        "actors.USA.guarantee": 1.0, "actors.TUR.guarantee": 1.0, "parameters.deterrence": 0.0,
    })  # fmt: skip
    blind, watched = (arm.but({"parameters.detection": value}) for value in (0.0, 0.4))
    return lab.longer(blind, watched, "peace", FIVE_YEARS)


@measures("P9c")
def guarantees_bring_signatures(lab: Lab) -> Estimate:
    """Runs with a settlement under full coverage, less without any."""
    return lab.effect(covered(0.0), covered(1.0), "ever: settlement")


@measures("UCDP4")
def settlements_broken(lab: Lab) -> Estimate:
    """Share of first settlements broken within five years."""
    return _broken(lab.play(LONG), "settlement")


@measures("UCDP5")
def ceasefires_broken(lab: Lab) -> Estimate:
    """Share of first ceasefires broken within five years."""
    return _broken(lab.play(LONG), "ceasefire")


def _broken(played: Played, subject: str) -> Estimate:
    """Share of first agreements of a kind, signed in time to be watched, that are broken within five years."""
    signed, broken = np.full((2, len(played.runs)), np.inf)
    for first, move in ((signed, "sign"), (broken, "breach")):
        run, week = played.happened(move, subject)
        np.minimum.at(first, run, week.astype(float))
    fails = broken <= signed + FIVE_YEARS
    watched = np.isfinite(signed) & (fails | (signed + FIVE_YEARS <= played.runs["end_step"].to_numpy(dtype=float)))
    return proportion(int((watched & fails).sum()), int(watched.sum()))


# --- truces ------------------------------------------------------------------------------------------------------

GUARANTORS = ("USA", "TUR", "FRA", "GBR", "DEU", "EUU", "POL", "ESP", "CHN", "ARE", "SAU")
TRUCE = Arm("ukraine-2025", metrics=("intensity", "ceasefire", "settlement", "missiles"), moves=("sign",))
UNWATCHED = TRUCE.but({f"actors.{one}.guarantee": 0.0 for one in (*GUARANTORS, "RUS", "UKR")})
"""Nobody guarantees anything, so that no monitors come."""

ORDINARY = UNWATCHED.but({"issues.energy_strikes.covers": "ground", "issues.energy_strikes.term": 0})
"""The truce that can be had apart is one on the ground, until it is broken, as in the Donbas."""

BROAD = TRUCE.but({f"actors.{one}.guarantee": 1.0 for one in ("USA", "TUR")})
"""The two mediators of weight can guarantee and watch fully."""


def around_truces(
    played: Played, subject: str, metric: str, weeks: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:  # fmt: skip
    """Run of each truce, violence in the weeks before it and after; the week in which it begins is left out.

    Weeks under a settlement are none: a truce that became a peace is no case of either kind. Nor are, where the
    truce is a partial one, weeks under a general ceasefire.
    """
    violence = np.where(played.array("settlement") == 1, np.nan, played.array(metric))
    if subject != "ceasefire":
        violence = np.where(played.array("ceasefire") == 1, np.nan, violence)
    run, week = played.happened("sign", subject)
    return run, *around(violence, run, week, weeks, weeks)


def _ratio(lab: Lab, arm: Arm, subject: str, weeks: int) -> Estimate:
    """Median over truces of violence on the ground after over before; those of a run hang together."""
    run, before, after = around_truces(lab.play(arm), subject, "intensity", weeks)
    return clustered_median(after / before, run)


@measures("P17a")
def two_weeks_after(lab: Lab) -> Estimate:
    """Violence in two weeks after an ordinary truce over before."""
    return _ratio(lab, ORDINARY, "energy_strikes", 2)


@measures("P17b")
def a_month_after(lab: Lab) -> Estimate:
    """Violence in four weeks after an ordinary truce over before."""
    return _ratio(lab, ORDINARY, "energy_strikes", 4)


@measures("P17c")
def two_months_after(lab: Lab) -> Estimate:
    """Violence in nine weeks after an ordinary truce over before."""
    return _ratio(lab, ORDINARY, "energy_strikes", 9)


@measures("P17d")
def general_ceasefires(lab: Lab) -> Estimate:
    """Violence in nine weeks after a general ceasefire without guarantor or monitor over before."""
    return _ratio(lab, UNWATCHED, "ceasefire", 9)


@measures("P17e")
def broad_truces_hold(lab: Lab) -> Estimate:
    """Violence in nine weeks after a broad truce over before."""
    return _ratio(lab, BROAD, "ceasefire", 9)


@measures("P17f")
def broad_less_ordinary(lab: Lab) -> Estimate:
    """Violence after over before within nine weeks, broad truces less ordinary ones."""
    return lab.gap_of_ratios(
        ORDINARY, BROAD, lambda played: _sums(played, "energy_strikes", "intensity", 9),
        lambda played: _sums(played, "ceasefire", "intensity", 9),
    )  # fmt: skip


def _sums(played: Played, subject: str, metric: str, weeks: int) -> tuple[np.ndarray, np.ndarray]:
    """Violence after the truces of each run and before them."""
    run, before, after = around_truces(played, subject, metric, weeks)
    return summed_by(run, after, len(played.runs)), summed_by(run, before, len(played.runs))


@measures("P17g")
def energy_truce(lab: Lab) -> Estimate:
    """Missiles in the two weeks after a truce on energy over the two before."""
    after, before = _sums(lab.play(TRUCE), "energy_strikes", "missiles", 2)
    return ratio_of_sums(after, before)
