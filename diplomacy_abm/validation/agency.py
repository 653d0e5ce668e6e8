"""Whether actors decide: dice in their place, reasons, precision, and what they sign and break (A1 to A5, A10, A11)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd

from diplomacy_abm.analysis.intervals import Estimate, clustered_mean
from diplomacy_abm.analysis.patterns import difference_of_ratios, ratio_of_ratios, ratio_of_sums, waits
from diplomacy_abm.moves import catalogue
from diplomacy_abm.validation.arms import Arm, Lab, Played, scenario_named
from diplomacy_abm.validation.facts import measured, measures
from diplomacy_abm.validation.instruments import Probed, probed
from diplomacy_abm.validation.mediation import CRISIS_NULL, CROWD_NULL, KYDD_NULL, LEVERAGE_NULL, ORIGIN_NULL
from diplomacy_abm.validation.probe import (
    ACTIVE,
    BROKEN,
    CONTENT,
    MENUS,
    SIGNED,
    SPREAD,
    UNWILLING,
    WORTH,
    WORTH_BARE,
)
from diplomacy_abm.validation.talks import SHORT, rounds_held
from diplomacy_abm.vocabulary import Channel

CASE = Arm("ukraine-2025")
WEEKS = 104


def looked_at(lab: Lab, name: str = "model") -> Probed:
    """Play the origin case with instruments: as it is, with dice, all at best response, or with four times the λ."""
    everybody = dict.fromkeys(scenario_named(CASE.scenario).actors, "best-response")
    seen = lab.report
    make = {
        "model": lambda: probed(CASE, lab.runs, lab.seed, report=seen),
        "deep": lambda: probed(CASE, max(2, lab.runs // 4), lab.seed, looked_at(lab).chance, deep=True, report=seen),
        "dice": lambda: probed(CASE, lab.runs, lab.seed, looked_at(lab).chance, dice=True, report=seen),
        "best": lambda: probed(CASE.played_by(**everybody), lab.runs, lab.seed, report=seen),
        "sharp": lambda: probed(
            CASE, lab.runs, lab.seed, factors={"lambda_choice": 4.0, "lambda_accept": 4.0}, report=seen
        ),
    }  # fmt: skip
    found: Probed = lab.once(f"agency: {name}", make[name])
    lab.largest = max(lab.largest, len(found.played.runs))
    return found


def matched(one: Probed, other: Probed) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Run indices that neither lost, and their rows in the one and the other."""
    runs = np.intersect1d(one.played.runs["run"], other.played.runs["run"])
    return runs, one.played.rows_of(pd.Series(runs)), other.played.rows_of(pd.Series(runs))


def folded(gap: Estimate) -> Estimate:
    """Size of a difference, whichever its sign; its lower end is under 0 where the interval holds 0."""
    if gap.value >= 0.0:
        return gap
    return Estimate(-gap.value, -gap.high, -gap.low)


# --- A1: dice ----------------------------------------------------------------------------------------------------


def _dice_gap(lab: Lab, column: str) -> Estimate:
    """By how much the dice change a figure of each run, whichever the sign."""
    model, dice = looked_at(lab), looked_at(lab, "dice")
    runs, one, two = matched(model, dice)
    return folded(clustered_mean(_figure(dice.played, column)[two] - _figure(model.played, column)[one], runs))


def _figure(played: Played, column: str) -> np.ndarray:
    runs = played.runs
    signed = runs[["first_ceasefire", "first_settlement"]].to_numpy(dtype=float)
    first = np.where(signed >= 0.0, signed, np.inf).min(axis=1)
    if column == "agreement":
        return np.isfinite(first).astype(float)
    if column == "wait":
        return np.minimum(first, WEEKS)
    return runs[column].to_numpy(dtype=float)


def gaps(played: Played) -> tuple[np.ndarray, np.ndarray]:
    """Short gaps and gaps that are known to be short or not, after weeks with a round; by run."""
    row, weeks, ended = waits(rounds_held(played), ~np.isnan(played.array("form")))
    known = ended | (weeks > SHORT)
    runs = len(played.runs)
    short = ended & (weeks <= SHORT)
    return np.bincount(row[short], minlength=runs), np.bincount(row[known], minlength=runs)


@measures("A1d")
def dice_and_bursts(lab: Lab) -> Estimate:
    """Share of gaps that are short, in the model less under the dice."""
    model, dice = looked_at(lab), looked_at(lab, "dice")
    _, one, two = matched(model, dice)
    return difference_of_ratios(
        *(x[one] for x in gaps(model.played)), *(x[two] for x in gaps(dice.played))
    )  # fmt: skip


@measures("A1e")
def bursts_of_dice(lab: Lab) -> Estimate:
    """How many times commoner short gaps are under the dice than under a steady rate of as many rounds."""
    played = looked_at(lab, "dice").played
    short, known = gaps(played)
    share = ratio_of_sums(short, known)
    rounds = played.runs["talk_weeks"].to_numpy(dtype=float)
    steady = 1.0 - (1.0 - ratio_of_sums(rounds, played.runs["end_step"].to_numpy(dtype=float) + 1.0).value) ** SHORT
    return Estimate(*(x / steady for x in share[:3]))


# --- A2, A4: reasons ---------------------------------------------------------------------------------------------


def _share_of_looks(lab: Lab, top: int, bottom: int, channel: Channel | None = None) -> Estimate:
    looked = looked_at(lab).looked
    chosen = looked if channel is None else looked[:, channel : channel + 1]
    return ratio_of_sums(chosen[:, :, top].sum(axis=1), chosen[:, :, bottom].sum(axis=1))


def explained(left: np.ndarray, menus: np.ndarray, whole: np.ndarray) -> Estimate:
    """Share of the entropy of choice that is gone once something is known.

    From entropy left and number of choices, by run and channel, and by channel the mean entropy of a choice for who
    knows only how often each is made.
    """
    share = ratio_of_sums(left.sum(axis=1), (menus * whole).sum(axis=1))
    return Estimate(1.0 - share.value, 1.0 - share.high, 1.0 - share.low)


def as_observed(blind: np.ndarray) -> np.ndarray:
    """Entropy left to an observer who does not know the lines, by run and channel.

    `blind` has the shape (runs, actors, channels, weights). For each actor and channel it gives its thoughts of lines
    the weight that served it best on the whole.
    """
    best = blind.sum(axis=0).argmin(axis=-1)
    return np.take_along_axis(blind, best[None, :, :, None], axis=-1)[..., 0].sum(axis=1)


def blind_entropy(found: Probed, channel: int) -> float:
    """Mean entropy of a choice on a channel for who knows only who chooses and how often each move is made."""
    of_channel = np.array([move.channel == channel for move in catalogue()])
    taken = found.taken[:, : len(of_channel)][:, of_channel]
    total, menus = 0.0, 0.0
    for table in taken:
        mass = table.sum()
        shares = table[table > 0.0] / mass if mass > 0.0 else np.array([])
        total -= mass * float((shares * np.log(shares)).sum())
        menus += mass
    return total / menus if menus > 0.0 else 0.0


def _explained(lab: Lab, left: Callable[[Probed], np.ndarray], channel: Channel | None = None) -> Estimate:
    found = looked_at(lab, "deep")
    whole = np.array([blind_entropy(looked_at(lab), x) for x in range(found.looked.shape[1])])
    some = slice(None) if channel is None else slice(channel, channel + 1)
    return explained(left(found)[:, some], found.looked[:, some, MENUS], whole[some])


# --- A3, A5: precision -------------------------------------------------------------------------------------------

RATES = {"a": "rounds", "b": "propose", "c": "convene", "d": "pledge", "e": "exchange"}
MORE_RATES = RATES | {"f": "offensive", "g": "shuttle", "h": "agreement"}


def rate_by_run(found: Probed, what: str) -> np.ndarray:
    """Rounds, agreements, or how often a move was made; by run."""
    if what in ("rounds", "agreement"):
        return _figure(found.played, what)
    row = [move.name for move in catalogue()].index(what)
    return found.moved[:, row]


def _times(lab: Lab, arm: str, what: str) -> Estimate:
    """How many times commoner something is in an arm than in the model, run against run."""
    base, other = looked_at(lab), looked_at(lab, arm)
    runs, one, two = matched(base, other)
    each = np.ones(len(runs))
    return ratio_of_ratios(rate_by_run(other, what)[two], each, rate_by_run(base, what)[one], each)


# --- A10, A11: signing, breaking, and mediators with nothing -------------------------------------------------------


def _of_agreements(lab: Lab, top: int, bottom: int, slot: int) -> Estimate:
    agreed = looked_at(lab).agreed[:, slot]
    return ratio_of_sums(agreed[:, top], agreed[:, bottom])


@measures("A10c")
def breaches_without_a_reason(lab: Lab) -> Estimate:
    """Share of breaches by a party that gains by keeping, its leaning included."""
    agreed = looked_at(lab).agreed
    return ratio_of_sums(agreed[:, :, CONTENT].sum(axis=1), agreed[:, :, BROKEN].sum(axis=1))


@measures("A11")
def nothing_changes_nothing(lab: Lab) -> Estimate:
    """Share of pairs that mediators with nothing change, over all null arms of the battery."""
    found = [lab.changed(*null) for null in (ORIGIN_NULL, CRISIS_NULL, CROWD_NULL, KYDD_NULL, LEVERAGE_NULL)]
    share = sum(changed for changed, _ in found) / sum(pairs for _, pairs in found)
    return Estimate(share, share, share)


measured(__name__, {
    "A1a": lambda lab: _dice_gap(lab, "rounds"),
    "A1b": lambda lab: _dice_gap(lab, "agreement"),
    "A1c": lambda lab: _dice_gap(lab, "wait"),
    "A2a": lambda lab: _share_of_looks(lab, WORTH, ACTIVE),
    "A4a": lambda lab: _explained(lab, lambda found: found.looked[:, :, SPREAD]),
    "A4b": lambda lab: _explained(lab, lambda found: as_observed(found.blind)),
    "A10a": lambda lab: _of_agreements(lab, UNWILLING, SIGNED, 0),
    "A10b": lambda lab: _of_agreements(lab, UNWILLING, SIGNED, 1),
})  # fmt: skip
for _channel, _bare, _state in zip(list(Channel)[:5], "bcdef", "cdefg", strict=True):
    measured(__name__, {
        f"A2{_bare}": partial(_share_of_looks, top=WORTH_BARE, bottom=ACTIVE, channel=_channel),
        f"A4{_state}": partial(_explained, left=lambda found: as_observed(found.blind), channel=_channel),
    })  # fmt: skip
measured(__name__, {f"A3{place}": partial(_times, arm="best", what=what) for place, what in RATES.items()})
measured(__name__, {f"A5{place}": partial(_times, arm="sharp", what=what) for place, what in MORE_RATES.items()})
