"""Claims on arms and patrons: shifts of power to come, support that begets support, friends that leave (P4, P14)."""

from __future__ import annotations

import numpy as np

from diplomacy_abm.analysis.claims import proportion
from diplomacy_abm.analysis.intervals import Estimate
from diplomacy_abm.analysis.patterns import ratio_of_sums
from diplomacy_abm.validation.arms import Arm, Lab, Played
from diplomacy_abm.validation.facts import measured, measures

GAME = Arm("powell", steps=4, times=0.1)
"""An exact game: what little luck there is decides nothing."""

ORIGIN = Arm("ukraine-2025", times=2.0).but({"pipelines.1.amount": 0.44, "pipelines.1.span": 26})
"""The origin case with the letter of intent made a contract of twice its size."""


def due(arm: Arm, lead: int, amount: float) -> Arm:
    """Return an arm whose first pipeline comes after some weeks."""
    return arm.but({"pipelines.1.lead": lead, "pipelines.1.amount": amount})


@measures("P4f")
def slow_arms_in_the_game(lab: Lab) -> Estimate:
    """Share of runs that settle at once when the same arms come over two years."""
    runs = lab.play(_spread(104)).runs
    return proportion(int((runs["settlements"] > 0).sum()), len(runs))


def _spread(weeks: int) -> Arm:
    return due(GAME, 26, 1.0).but({"pipelines.1.span": weeks})


@measures("P4e")
def size_cuts_both_ways(lab: Lab) -> Estimate:
    """What four times the arms do to agreement when they come at once, less what they do when they come late."""
    late, at_once = ((_contract(lead, 0.22), _contract(lead, 0.88)) for lead in (104, 0))
    return lab.effect_of_effects(late, at_once, "agreement")


def _contract(lead: int, amount: float = 0.44) -> Arm:
    return due(ORIGIN, lead, amount).but({"pipelines.1.credibility": 1.0})


def _unbelieved() -> Arm:
    return ORIGIN.but({"pipelines.1.credibility": 0.0})


# --- support and the length of a war -----------------------------------------------------------------------------

WAR = Arm("patrons", times=0.5)
NO_FRIEND = WAR.but(without=("PA1", "PA2", "PB1", "PB2"))
ONE_FRIEND = WAR.but(without=("PA2", "PB1", "PB2"))
BOTH_FRIENDS = WAR.but(without=("PA2", "PB2"))


@measures("P14")
def support_begets_support(lab: Lab) -> Estimate:
    """Support of B in the second year when A wins a friend, less when it does not; weeks at war in both."""
    common = {"actors.PA1.support.ALF": 0.0}
    arm = Arm("patrons", steps=104, without=("PA2", "PB2"), metrics=("support_b", "ceasefire", "settlement"), times=0.5)
    alone, joined = (arm.but(common | {"actors.PA1.alignment.ALF": alignment}) for alignment in (0.0, 0.6))
    return lab.gap(alone, joined, lambda played: _mean_support(played, 52, 104))


def _mean_support(played: Played, first: int, last: int) -> np.ndarray:
    """Mean support of B from one week to another, NaN for runs with any peace."""
    value = played.array("support_b")[:, first:last].mean(axis=1)
    value[played.peaceful.any(axis=1)] = np.nan
    return value


FRIENDS = Arm(
    "patrons", steps=208, without=("PA1", "PA2"), metrics=("support_b", "ceasefire", "settlement"),
    moves=("deliver", "slip"), times=0.5,
)  # fmt: skip


@measures("SUB1")
def friends_fill_in(lab: Lab) -> Estimate:
    """What the remaining friend adds to its support, over what the one that left gave.

    The two friends are alike, so that in the arm in which nobody leaves each gives the same part s of the pool
    1 - (1 - s)²; in the other arm the pool is the remaining friend's.
    """
    leaves = FRIENDS.but({"actors.PB1.alignment.BET": 0.0})
    _, *rows = lab.common(FRIENDS, leaves)
    stay, left = (_mean_support(lab.play(arm), 156, 208)[row] for arm, row in zip((FRIENDS, leaves), rows, strict=True))
    part = 1.0 - np.sqrt(1.0 - stay)
    known = ~np.isnan(stay) & ~np.isnan(left)
    return ratio_of_sums((left - part)[known], part[known])


@measures("SUB2")
def friends_send_more(lab: Lab) -> Estimate:
    """Arms that the remaining friend sends more in the third and fourth year, over what the other sends less."""
    leaves = FRIENDS.but({"actors.PB1.alignment.BET": 0.0})
    _, *rows = lab.common(FRIENDS, leaves)
    stay, left = (
        {who: _sent(lab.play(arm), who)[row] for who in ("PB1", "PB2")}
        for arm, row in zip((FRIENDS, leaves), rows, strict=True)
    )
    return ratio_of_sums(left["PB2"] - stay["PB2"], stay["PB1"] - left["PB1"])


def _sent(played: Played, supplier: str) -> np.ndarray:
    """Arms due from a supplier in weeks 104 to 208, by run."""
    events = played.events[(played.events["actor"] == supplier) & (played.events["step"] >= 104)]
    return np.bincount(
        played.rows_of(events["run"]), weights=events["value"].to_numpy(dtype=float), minlength=len(played.runs)
    )


measured(__name__, {
    # a shift of .15 of the stake within one interval of terms, beyond the .105 that peace spares there
    "P4a": lambda lab: lab.effect(_spread(104), _spread(1), "ever: settlement"),
    "P4b": lambda lab: lab.effect(_unbelieved(), _contract(104), "agreement"),
    "P4c": lambda lab: lab.effect(_unbelieved(), _contract(0), "agreement"),
    "P4d": lambda lab: lab.effect(_contract(0), _contract(104), "agreement"),
    "REG1": lambda lab: lab.longer(NO_FRIEND, ONE_FRIEND, "war", 520),
    "REG2": lambda lab: lab.longer(ONE_FRIEND, BOTH_FRIENDS, "war", 520),
    "REG3": lambda lab: lab.effect(NO_FRIEND, ONE_FRIEND, "outcome: victory of A"),
})  # fmt: skip
