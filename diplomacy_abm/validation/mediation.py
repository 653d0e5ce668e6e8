"""Claims on mediators: what they bring, what lasts, whom one believes, and that nothing brings nothing.

P5, P6, P15, P16, and the facts of ICB, Bercovitch, Regan and Stam, and Werner and Yuen.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from diplomacy_abm.analysis.intervals import Estimate, clustered_mean
from diplomacy_abm.validation.arms import Arm, Lab, Played
from diplomacy_abm.validation.durability import first_week
from diplomacy_abm.validation.facts import measured, measures

FIVE_YEARS = 260


def powerless(mediator: str, *parties: str) -> dict[str, float]:
    """Return the settings of a mediator without information, leverage, reputation and guarantee."""
    settings = {f"actors.{mediator}.{name}.{party}": 0.0 for name in ("credibility", "leverage") for party in parties}
    return settings | {f"actors.{mediator}.accuracy": 0.5, f"actors.{mediator}.guarantee": 0.0}


# --- null arms ---------------------------------------------------------------------------------------------------

CRISIS = Arm("crisis", steps=52)
UNMEDIATED = CRISIS.but(without=("MED",))
CRISIS_NULL = CRISIS.but(powerless("MED", "NOR", "SOR")), UNMEDIATED

ORIGIN_NULL = (
    Arm("ukraine-2025").but(powerless("ARE", "RUS", "UKR")),
    Arm("ukraine-2025", without=("ARE",)),
)
POWERLESS = Arm("ukraine-2025").but(powerless("TUR", "RUS", "UKR") | powerless("USA", "RUS", "UKR"))
LEVERAGE_NULL = POWERLESS, POWERLESS.played_by(TUR="stands-by", USA="stands-by")
"""Türkiye and the United States are patrons too: in the other arm they stay, and only stand by as mediators."""

KYDD = Arm("kydd")
KYDD_NULL = KYDD.but(powerless("MED", "ALF", "BET")), KYDD.but(without=("MED",))

SIX = ("ME1", "ME2", "ME3", "ME4", "ME5", "ME6")
CROWD = Arm("crowd")
CROWD_NULL = (
    CROWD.but(powerless("ME1", "ALF", "BET"), without=SIX[1:]),
    CROWD.but(without=SIX),
)


def _null_share(lab: Lab, null: tuple[Arm, Arm]) -> Estimate:
    changed, pairs = lab.changed(*null)
    share = changed / pairs
    # every pair is looked at, so that the share is known and not sampled
    return Estimate(share, share, share)


# --- agreement, by style -----------------------------------------------------------------------------------------

STYLES = {name: CRISIS.played_by(MED=name) for name in ("facilitation", "formulation", "manipulation")}


def watched(style: str, leverage: float) -> Arm:
    """The crisis for six years under one style, with a leverage."""
    both = {"actors.MED.leverage.NOR": leverage, "actors.MED.leverage.SOR": leverage}
    return Arm("crisis", moves=("sign", "breach")).but(both).played_by(MED=style)


@measures("WY", CRISIS_NULL)
def forced_ceasefires(lab: Lab) -> Estimate:
    """Share of ceasefires broken within half a year, forced ones less natural ones."""
    natural, forced = watched("facilitation", 0.2), watched("manipulation", 0.2)
    return lab.gap_of_ratios(natural, forced, _broken_ceasefires)


def _broken_ceasefires(played: Played) -> tuple[np.ndarray, np.ndarray]:
    """First ceasefires broken within 26 weeks, and first ceasefires that could be; by run."""
    signed, broken = (first_week(played, move, "ceasefire") for move in ("sign", "breach"))
    seen = np.isfinite(signed) & (signed + 26 <= played.runs["end_step"].to_numpy(dtype=float))
    return (seen & (broken <= signed + 26)).astype(float), seen.astype(float)


# --- leverage, power, timing -------------------------------------------------------------------------------------

LEVERS = ("actors.USA.leverage.RUS", "actors.USA.leverage.UKR", "actors.TUR.leverage.RUS", "actors.TUR.leverage.UKR")
LONG = Arm("ukraine-2025", steps=364, times=0.5).but({"parameters.implementation": 1040})


@measures("LEV1", LEVERAGE_NULL)
def more_leverage_more_agreement(lab: Lab) -> Estimate:
    """Agreement within two years with three times the leverage, less with the scenario's."""
    arm = Arm("ukraine-2025")
    return lab.effect(arm, arm.scaled(dict.fromkeys(LEVERS, 3.0)), "agreement")


@measures("BER", CRISIS_NULL)
def parity_less_gap(lab: Lab) -> Estimate:
    """Agreement within a year under mediation between equals, less where one side is four times as strong."""
    equal = CRISIS.but({"actors.NOR.capability": 1.0})
    return lab.effect(CRISIS.but({"actors.NOR.capability": 4.0}), equal, "agreement")


WATCH = 104


def visiting(week: int) -> Arm:
    """The crisis with a mediator that has nothing but for half a year from a week on."""
    come = [(week, "MED", "credibility", party, 0.6) for party in ("NOR", "SOR")]
    come += [(week, "MED", "leverage", party, 0.1) for party in ("NOR", "SOR")]
    leave = [(week + 26, "MED", name, party, -1.0) for _, _, name, party, _ in come]
    return NOBODY.but(dated=tuple(come + leave))


NOBODY = Arm("crisis", steps=312).but(powerless("MED", "NOR", "SOR") | {"actors.MED.accuracy": 0.7,
                                                                         "actors.MED.guarantee": 0.4})  # fmt: skip


def _weeks_of_war_after(runs: pd.DataFrame, week: int) -> np.ndarray:
    """Weeks of war within two years of a week, NaN for wars that were over; the first end counts."""
    from diplomacy_abm.results.quantities import first_times

    last, _ = first_times(runs, "end of the war")
    return np.where(last >= week, np.minimum(last + 1.0 - week, WATCH), np.nan)


def _timed(lab: Lab, week: int) -> Estimate:
    """Weeks that a mediator's stay from a week on adds to wars that are still going on then."""
    base, other = lab.pair(NOBODY, visiting(week))
    gap = _weeks_of_war_after(other, week) - _weeks_of_war_after(base, week)
    known = ~np.isnan(gap)
    return clustered_mean(gap[known], lab.strangers(NOBODY, base["run"].to_numpy()[known]))


# --- bias and number ---------------------------------------------------------------------------------------------

WORD = KYDD.but(
    {"parameters.vouch": 0.0, "parameters.battlefield_noise": 10.0, "parameters.lambda_message": 100.0},
    steps=26, metrics=("belief_var_ab",),
)  # fmt: skip
VOUCHER = KYDD.but({"parameters.report_noise": 100.0, "parameters.credibility_step": 0.0,
                    "parameters.lambda_message": 100.0})  # fmt: skip


@measures("P6a", KYDD_NULL)
def a_friend_is_believed(lab: Lab) -> Estimate:
    """What A does not know of B after half a year, with a mediator on A's side less with a neutral one."""
    neutral, friend = (WORD.but({"actors.MED.bias": bias}) for bias in (0.0, 1.0))
    return lab.gap(neutral, friend, lambda played: played.array("belief_var_ab")[:, 25])


@measures("P6b", KYDD_NULL)
def a_moderate_voucher_is_believed(lab: Lab) -> Estimate:
    """What vouching adds to settlements without bias, less with all of it."""
    first, second = (
        (VOUCHER.but({"parameters.vouch": 0.0, "actors.MED.bias": bias}), VOUCHER.but({"actors.MED.bias": bias}))
        for bias in (1.0, 0.0)
    )
    return lab.effect_of_effects(first, second, "ever: settlement")


measured(__name__, {
    "P15a": lambda lab: _null_share(lab, ORIGIN_NULL),
    "P15b": lambda lab: _null_share(lab, CRISIS_NULL),
    "P15c": lambda lab: _null_share(lab, CROWD_NULL),
    "P15d": lambda lab: _null_share(lab, KYDD_NULL),
})  # fmt: skip
measured(__name__, {
    "ICB1": lambda lab: lab.effect(UNMEDIATED, CRISIS, "agreement"),
    "ICB2": lambda lab: lab.effect(STYLES["facilitation"], STYLES["manipulation"], "agreement"),
    "ICB3": lambda lab: lab.effect(STYLES["facilitation"], STYLES["formulation"], "agreement"),
    "P5a": lambda lab: lab.effect(STYLES["facilitation"], STYLES["manipulation"], "agreement"),
    "P5b": lambda lab: lab.effect(STYLES["facilitation"], STYLES["formulation"], "agreement"),
    "P5c": lambda lab: lab.longer(watched("facilitation", 0.2), watched("manipulation", 0.2), "peace", FIVE_YEARS),
    "RS1": lambda lab: _timed(lab, 0),
    "RS2": lambda lab: _timed(lab, 52),
    "RS3": lambda lab: _timed(lab, 208),
}, CRISIS_NULL)  # fmt: skip
measured(__name__, {
    "LEV2": lambda lab: lab.longer(LONG, LONG.scaled(dict.fromkeys(LEVERS, 3.0)), "peace", FIVE_YEARS),
}, LEVERAGE_NULL)  # fmt: skip
measured(__name__, {
    "P16a": lambda lab: lab.effect(CROWD.but(without=SIX), CROWD.but(without=SIX[2:]), "agreement"),
    "P16b": lambda lab: lab.effect(CROWD.but(without=SIX[2:]), CROWD, "agreement"),
}, CROWD_NULL)  # fmt: skip
