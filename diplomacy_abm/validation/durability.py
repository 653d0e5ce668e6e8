"""Claims on what lasts: guarantees and monitors, settlements and ceasefires that break, truces that decay (P9, P17)."""

from __future__ import annotations

import numpy as np

from diplomacy_abm.analysis.claims import proportion
from diplomacy_abm.analysis.intervals import Estimate
from diplomacy_abm.analysis.patterns import around, clustered_median, ratio_of_sums, summed_by
from diplomacy_abm.validation.arms import Arm, Lab, Played
from diplomacy_abm.validation.facts import measured, measures

YEAR, FIVE_YEARS = 52, 260
PATIENT = Arm("ukraine-2025", steps=520, times=0.25).but({"parameters.implementation": 1040})
"""The origin case for ten years, with no end at a settlement so that its breach is seen."""

LONG = PATIENT.but(moves=("sign", "breach"))


def covered(coverage: float) -> Arm:
    """Both parties promised a guarantee of so much."""
    return PATIENT.but({"actors.RUS.guarantee": coverage, "actors.UKR.guarantee": coverage})


@measures("P9b")
def monitors_last(lab: Lab) -> Estimate:
    """Weeks that settlements last within five years with monitors that see a breach, less with none that do."""
    arm = PATIENT.but({
        "actors.USA.guarantee": 1.0, "actors.TUR.guarantee": 1.0, "parameters.deterrence": 0.0,
    })  # fmt: skip
    blind, watched = (arm.but({"parameters.detection": value}) for value in (0.0, 0.4))
    return lab.longer(blind, watched, "peace", FIVE_YEARS)


def lives(played: Played, subjects: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Return how many weeks the first agreement of each kind lasted in each run that had one, and whether it broke.

    One that stood when the run ended, or that gave way to a settlement, is censored then: nobody saw it break.
    """
    ends = played.runs["end_step"].to_numpy(dtype=float)
    weeks, ended = [], []
    for subject in subjects:
        signed = first_week(played, "sign", subject)
        broken = first_week(played, "breach", subject, after=signed)
        settled = np.inf if subject == "settlement" else first_week(played, "sign", "settlement", signed)
        followed = np.minimum(ends, settled)
        had = np.isfinite(signed)
        weeks.append((np.minimum(broken, followed) - signed)[had])
        ended.append((broken <= followed)[had])
    return np.concatenate(weeks), np.concatenate(ended)


def first_week(played: Played, move: str, subject: str, after: np.ndarray | None = None) -> np.ndarray:
    """Return the first week of a move on a subject by row, not before `after`; infinite where there is none."""
    found = np.full(len(played.runs), np.inf)
    run, week = played.happened(move, subject)
    late = week >= (0.0 if after is None else after[run])
    np.minimum.at(found, run[late], week[late].astype(float))
    return found


def broken_between(weeks: np.ndarray, ended: np.ndarray, held: int, until: int) -> Estimate:
    """Share of agreements that held so many weeks and are broken by the later one.

    Notes
    -----
    One less the Kaplan-Meier estimate of surviving `until` given `held`, with Greenwood's interval on the log(-log)
    scale: what had not been watched for so long counts for as long as it was (Kaplan and Meier 1958).
    """
    from diplomacy_abm.results.summaries import kaplan_meier

    watched = weeks > held if held else np.ones(len(weeks), dtype=bool)
    if not watched.any():
        return proportion(0, 0)
    curve = kaplan_meier(weeks[watched], ended[watched])
    row = curve[curve["time"] <= until].iloc[-1]
    if row["estimate"] in (0.0, 1.0):
        # Greenwood has no band there
        return proportion(int(ended[watched].sum()), int(watched.sum()))
    return Estimate(*(1.0 - float(row[name]) for name in ("estimate", "high", "low")))


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


@measures("P17d")
def recommitments(lab: Lab) -> Estimate:
    """Violence in nine weeks after an ordinary truce that follows one that was broken, over before."""
    played = lab.play(ORDINARY.but(moves=("sign", "breach")))
    run, before, after = around_truces(played, "energy_strikes", "intensity", 9)
    signed = played.happened("sign", "energy_strikes")[1]
    again = signed > first_week(played, "breach", "energy_strikes")[run]
    return clustered_median((after / before)[again], run[again])


def _sums(played: Played, subject: str, metric: str, weeks: int) -> tuple[np.ndarray, np.ndarray]:
    """Violence after the truces of each run and before them."""
    run, before, after = around_truces(played, subject, metric, weeks)
    return summed_by(run, after, len(played.runs)), summed_by(run, before, len(played.runs))


@measures("P17g")
def energy_truce(lab: Lab) -> Estimate:
    """Missiles in the two weeks after a truce on energy over the two before."""
    after, before = _sums(lab.play(TRUCE), "energy_strikes", "missiles", 2)
    return ratio_of_sums(after, before)


measured(__name__, {
    "P9a": lambda lab: lab.longer(covered(0.0), covered(1.0), "peace", FIVE_YEARS),
    "P9c": lambda lab: lab.effect(covered(0.0), covered(1.0), "ever: settlement"),
    "UCDP4": lambda lab: broken_between(*lives(lab.play(LONG), ("settlement",)), 0, FIVE_YEARS),
    "UCDP5": lambda lab: broken_between(*lives(lab.play(LONG), ("ceasefire",)), YEAR, FIVE_YEARS),
    "UCDP9": lambda lab: broken_between(*lives(lab.play(LONG), ("settlement", "ceasefire")), YEAR, FIVE_YEARS),
    "P17a": lambda lab: _ratio(lab, ORDINARY, "energy_strikes", 2),
    "P17b": lambda lab: _ratio(lab, ORDINARY, "energy_strikes", 4),
    "P17c": lambda lab: _ratio(lab, ORDINARY, "energy_strikes", 9),
    "P17e": lambda lab: _ratio(lab, BROAD, "ceasefire", 9),
    "P17f": lambda lab: lab.gap_of_ratios(
        ORDINARY, BROAD, lambda played: _sums(played, "energy_strikes", "intensity", 9),
        lambda played: _sums(played, "ceasefire", "intensity", 9),
    ),
})  # fmt: skip
