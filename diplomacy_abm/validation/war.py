"""Claims on the war itself: how it ends, how it goes on, trust, spirals, vetoes, and that nothing is rigged.

P7, P10, P11, P12, and the tables of UCDP.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from diplomacy_abm.analysis.claims import proportion
from diplomacy_abm.analysis.intervals import Estimate, clustered_mean
from diplomacy_abm.analysis.patterns import autocorrelation, dispersion, median_of, ratio_of_ratios, ratio_of_sums
from diplomacy_abm.results.quantities import first_times
from diplomacy_abm.results.summaries import outcome_shares
from diplomacy_abm.validation.arms import Arm, Lab, Played
from diplomacy_abm.validation.durability import LONG
from diplomacy_abm.validation.facts import measured, measures
from diplomacy_abm.validation.talks import ORIGIN

WEEKS_PER_YEAR = 365.25 / 7


# --- ends --------------------------------------------------------------------------------------------------------


def _hazard(lab: Lab, counts: Callable[[np.ndarray], np.ndarray]) -> Estimate:
    """First ends that count, by what the war ended with, over years at war until then."""
    runs = lab.play(ORIGIN).runs
    last, ended = first_times(runs, "end of the war")
    top = ended & counts(_won(lab.play(ORIGIN)))
    return ratio_of_sums(top.astype(float), (last + 1.0) / WEEKS_PER_YEAR)


def _won(played: Played) -> np.ndarray:
    """Whether the first end of the war was a victory."""
    runs = played.runs
    signed = (runs[["first_ceasefire", "first_settlement"]] >= 0).any(axis=1)
    return (runs["outcome"].str.startswith("victory") & ~signed).to_numpy()


@measures("UCDP8")
def still_at_war(lab: Lab) -> Estimate:
    """Share of runs whose war has not ended within two years."""
    runs = lab.play(ORIGIN).runs
    _, ended = first_times(runs, "end of the war")
    return proportion(int((~ended).sum()), len(runs))


@measures("UCDP6")
def victories(lab: Lab) -> Estimate:
    """Share of wars that end within ten years whose first end is a victory."""
    played = lab.play(LONG)
    _, ended = first_times(played.runs, "end of the war")
    return proportion(int((_won(played) & ended).sum()), int(ended.sum()))


@measures("UCDP7")
def ceasefires_first(lab: Lab) -> Estimate:
    """Share of negotiated first ends that are ceasefires."""
    runs = lab.play(LONG).runs
    ceasefire, settlement = (
        np.where(runs[name] >= 0, runs[name], np.inf).astype(float) for name in ("first_ceasefire", "first_settlement")
    )
    negotiated = np.isfinite(np.minimum(ceasefire, settlement))
    return proportion(int((ceasefire < settlement).sum()), int(negotiated.sum()))


# --- how it goes on ----------------------------------------------------------------------------------------------

SERIES = Arm("ukraine-2025", steps=194, metrics=("intensity", "missiles", "ceasefire", "settlement"), times=0.5)
"""As many weeks as the series of losses has from the first one of the war to the start of the scenario."""


def at_war(lab: Lab, metric: str) -> np.ndarray:
    """Return the series of the runs without any peace, ``[run, week]``."""
    played = lab.play(SERIES)
    series = played.array(metric)
    return series[~played.peaceful.any(axis=1) & ~np.isnan(series).any(axis=1)]


def _persistence(lab: Lab, metric: str, lag: int) -> Estimate:
    found = autocorrelation(at_war(lab, metric), lag)
    return clustered_mean(found, np.arange(len(found)))


# --- trust, spirals, vetoes --------------------------------------------------------------------------------------


WORDS = Arm("ukraine-2025", metrics=("trust_ab", "trust_ba"), moves=("renew", "lapse"), times=2.0).but({
    "parameters.transfer": 0.0,
})  # fmt: skip
"""Exchanges carry no trust over, so that what a deal does stands out from the weekly noise."""


@measures("P7")
def lost_faster_than_won(lab: Lab) -> Estimate:
    """Log-odds of trust that a lapsed deal costs over what a renewed one brings, each per Goldstein point.

    The two events are alike but for their sign: the same deals, felt by both leads, with the same weight in the
    catalogue. The usual change of a week in the same run is taken off.
    """
    played = lab.play(WORDS)
    lost, lapsed = _moved(played, "lapse")
    won, renewed = _moved(played, "renew")
    return ratio_of_ratios(-lost, lapsed, won, renewed)


def _moved(played: Played, move: str) -> tuple[np.ndarray, np.ndarray]:
    """Change of both leads' trust in the weeks of a move, and its Goldstein points; by run."""
    events = played.events[(played.events["move"] == move) & (played.events["step"] > 0)]
    run, week = played.rows_of(events["run"]), events["step"].to_numpy()
    moved = np.zeros(len(played.runs))
    for name in ("trust_ab", "trust_ba"):
        trust = played.array(name)
        change = np.diff(np.log(trust / (1.0 - trust)), axis=1)
        change -= np.nanmean(change, axis=1, keepdims=True)
        moved += np.bincount(run, weights=change[run, week - 1], minlength=len(moved))
    points = 2.0 * events["goldstein"].abs().to_numpy()
    return moved, np.bincount(run, weights=points, minlength=len(moved))


LEAGUE = Arm("coalition", times=0.15).but({"parameters.concession_cost": 0.1})
"""One party against a league of four, of which so many must consent."""


@measures("P10")
def vetoes_lengthen(lab: Lab) -> Estimate:
    """Weeks of war within ten years when all five must consent, less when the two leads must."""
    all_five = LEAGUE.but({f"actors.{one}.veto": True for one in ("CAR", "DOR", "ERI")})
    return lab.longer(LEAGUE, all_five, "war", 520)


PAIR = (("parameters.trust_spread", 0.0), ("parameters.belief_drift", 0.0), ("parameters.fight_sd", 0.0))
RICHARDSON = Arm(
    "minimal", PAIR, without=("MED",), policies=(("ALF", "status-quo"), ("BET", "status-quo")), steps=8,
    metrics=("esc_ab", "esc_ba"), drawn=(("fatigue", 0.05, 0.95), ("reaction", 0.0, 1.2)),
)  # fmt: skip
NUDGE = 1e-4


@measures("P11")
def spirals_as_richardson_says(lab: Lab) -> Estimate:
    """Share of random pairs (a, k) whose nudge grows or shrinks over eight weeks as Richardson's condition says.

    The condition is worked out here and not by the rules: with equal coefficients the pair is stable when
    k < a and a + k < 2.
    """
    nudged = RICHARDSON.but({"relations.ALF.BET.escalation": 0.5 + NUDGE})
    runs, one, two = lab.common(RICHARDSON, nudged)
    pushed, still = lab.play(nudged), lab.play(RICHARDSON)
    gap = sum(np.abs(pushed.array(name)[two] - still.array(name)[one]) for name in ("esc_ab", "esc_ba"))
    drawn = lab.draws(RICHARDSON)
    a, k = drawn["fatigue"][runs], drawn["reaction"][runs]
    stable = (k < a) & (a + k < 2.0)
    agrees = (np.asarray(gap)[:, -1] < NUDGE) == stable
    return proportion(int(agrees.sum()), len(agrees))


# --- rigged to nothing -------------------------------------------------------------------------------------------


def _ranked(lab: Lab, place: int) -> Estimate:
    row = outcome_shares(lab.play(ORIGIN).runs).sort_values("share", ascending=False).iloc[place]
    return Estimate(float(row["share"]), float(row["low"]), float(row["high"]))


@measures("P12c")
def pinned(lab: Lab) -> Estimate:
    """Share of runs with trust or escalation pinned at a bound."""
    runs = lab.play(ORIGIN).runs
    trust = runs[["trust_ab_end", "trust_ba_end"]]
    bound = ((trust < 0.01) | (trust > 0.99)).any(axis=1) | (runs["mean_escalation"] > 0.99)
    return proportion(int(bound.sum()), len(runs))


measured(__name__, {
    "UCDP1": lambda lab: _hazard(lab, lambda won: ~won),
    "UCDP2": lambda lab: _hazard(lab, lambda won: ~won),
    "UCDP3": lambda lab: _hazard(lab, np.ones_like),
    "ACF1": lambda lab: _persistence(lab, "intensity", 1),
    "ACF4": lambda lab: _persistence(lab, "intensity", 4),
    "ACF8": lambda lab: _persistence(lab, "intensity", 8),
    "NB1": lambda lab: median_of(dispersion(at_war(lab, "missiles"))),
    "NB2": lambda lab: _persistence(lab, "missiles", 1),
    "P12a": lambda lab: _ranked(lab, 0),
    "P12b": lambda lab: _ranked(lab, 3),
})  # fmt: skip
