"""The code book: how a cited fact becomes a number of a scenario. The same rule for every case.

Each function is one entry of ``docs/coding.md``, and each table one of its tables. None of them was fitted to how a
case ended; where a step is not in the literature it is a judgement and called one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Literal

Gained = Literal["neither", "some by A", "large by A", "some by B", "large by B"]
"""Which side gained contested ground in the 13 weeks before the start, and how much."""
Leader = Literal["old", "new, culpable", "new, not culpable"]
"""Whether the leader of a side came to power after the fighting began, and with what part in it (Croco 2011)."""
VIOLENCE = ("none", "minor clashes", "serious clashes", "war", "large war")
"""Classes of violence. The middle three are those of ICB; UCDP's thresholds, 25 and 1,000 deaths a year, bound them."""
DEATHS = (25.0, 250.0, 1000.0, 10000.0)
"""Battle deaths a year from which the next class begins; 250 and 10,000 are judgement."""
RESTING = (0.10, 0.25, 0.40, 0.55, 0.70)
"""Resting level of coercion by class; large war is near that of the origin scenario (.65 and .50)."""
REGIMES = {"democracy": 0.4, "machine": 0.5, "junta": 0.6, "personal": 0.6, "revolutionary": 0.6, "movement": 0.6}
"""Hawkishness by regime: civilian machines are no more warlike than democracies, juntas and strongmen are (Weeks
2012); revolutionary leaders are too (Colgan 2013). The numbers, and armed movements, are judgement."""
DEPENDENCE = {"none": 0.0, "some": 0.1, "large": 0.3, "decisive": 0.5}
"""Share of a party's strength that rests on outside help."""
LEVERAGE = {"none": 0.0, "some": 0.03, "large": 0.06, "decisive": 0.10}
"""What a mediator can give or withhold, share of the stake."""
SUPPORT = {"none": 0.0, "some": 0.1, "large": 0.3, "decisive": 0.5}
"""Support of a patron at the start."""
ACCEPTED = {"both": 0.5, "one": 0.4, "none": 0.3}
"""Credibility of a mediator by who had accepted its part."""
TIES = {"none": 0.0, "friendly": 0.10, "ally": 0.25}
"""Weight of a mediator's tie with a side; an ally has a defence pact with it or is its main supplier of arms."""
ACCURACY = {"major power": 0.70, "state": 0.65, "organisation": 0.60}
"""Chance that a mediator reads a side aright, by its means of knowing."""
GUARANTEES = {"none": 0.02, "monitors": 0.15, "treaty": 0.40}
"""Coverage that a third party had offered before the start."""
PLEDGES = {"none": 0.05, "partial": 0.15, "pact": 0.30}
"""Coverage a party had been promised before the start."""
MONITORED = {"none": 0.0, "some": 0.15, "mission": 0.40}
"""Monitoring of an agreement in force at the start."""
ARMS_A_WEEK = 0.01
"""Strength a week that full support can pledge; .008 to .014 in the origin scenario."""
GAIN = 0.03
"""Direct gain of a deal on a separable issue, either side, as in the crisis of ``experiments/styles``."""
NEARER = 0.8
"""Where side A stands on a separable issue: nearer to B than on the rest."""
TERM = 26
"""Term of a deal on a separable issue, the model's own default."""
PRIOR, WEIGHT, HEAVIER = 1.0, 5.0, 2.4
"""Trust before any record is 1/5; a broken word weighs as much more as in the model (trust_loss over trust_gain)."""
MOMENTUM: Mapping[Gained, float] = {
    "neither": 0.0, "some by A": 2.0, "large by A": 3.0, "some by B": -2.0, "large by B": -3.0
}  # fmt: skip
"""Momentum of the front, in the model's spans of .01. A tenth of the ground is .06 of the front, six spans, and three
are the most; ``some`` is the middle of a hundredth and a tenth, a thirtieth, by its logarithm: two spans. Range 1-3."""
TALK_LINE: Mapping[Leader, float | None] = {"old": None, "new, culpable": 0.0, "new, not culpable": 1.0}
"""Line on talks, in standard deviations of what is usual; none is drawn. Leaders who have no part in the beginning of
a war end more of them by settlement (Croco 2011); one standard deviation is judgement, range 0-2."""
WEARY, WEARY_RATE = 1.4, 0.01
"""Where weariness goes under usual damage, and its rate a week: the model's defaults."""
HORIZON = 104
"""Weeks that are played, the model's own default."""
SHORTEST = 4.0
"""Weeks below which deaths so far are not scaled up to a year."""


def brought_to_bear(strength: float, miles: float) -> float:
    """National strength that arrives at a distance.

    Bueno de Mesquita (1981), *The War Trap*: capability ^ log10(miles / miles a day + 10 - e), at 500 miles a day
    since 1945, which brings a ratio of two shares nearer to 1 the farther both are. `strength` is a share of the
    world's, in (0, 1).
    """
    return strength ** math.log10(miles / 500.0 + 10.0 - math.e)


def theatre(side_a: float, side_b: float) -> float:
    """Strength of side A in the theatre as a multiple of side B's: the square root of the ratio, from .25 to 4.

    The root is taken of the sums, so that a side is not stronger for being counted as two. It is judgement: the
    stronger has other borders and less at stake (Mack 1975), so half of its advantage, in logarithms, comes to the
    theatre.
    """
    return min(max(math.sqrt(side_a / side_b), 0.25), 4.0)


def raised(soldiers: float, spending: float | None, irregular_enemy: bool) -> float:
    """Strength where no index counts the party: soldiers, or the geometric mean of soldiers and spending.

    Against guerrillas ten soldiers count as one (Galula 1964 reports ratios of ten or twenty to one).
    """
    counted = soldiers / 10.0 if irregular_enemy else soldiers
    return counted if spending is None else math.sqrt(counted * spending)


def yearly(deaths: float, weeks: float) -> float:
    """Battle deaths a year from the deaths of the last `weeks` weeks, at least four and at most 52."""
    return deaths * 52.0 / min(max(weeks, SHORTEST), 52.0)


def violence(deaths_a_year: float) -> int:
    """Class of violence, 0 to 4."""
    return sum(deaths_a_year >= least for least in DEATHS)


def war_cost(level: int, years: float, deaths: float, people: float) -> float:
    """Cost of war as others believe it, share of the stake.

    .10, and .02 more for each class of violence above minor clashes, for two years of open fighting or more, and for
    own deaths of one in a thousand or more (`people` in thousands). The model's default, .13, lies in the middle;
    that costs near an eighth are plausible, and these steps, is judgement.
    """
    burden = max(level - 1, 0) + (years >= 2.0) + (deaths / people >= 1.0)
    return 0.10 + 0.02 * burden


def cost_spread(cost: float, years: float) -> float:
    """What others do not know of it: half the cost, a tenth of that less for each year of fighting, at least a fourth.

    Fighting reveals (Slantchev 2003); the pace is judgement.
    """
    return cost * max(0.25, 0.5 - 0.05 * years)


def weariness(weeks: float) -> float:
    """Weariness at the start after `weeks` of fighting as it is: what the model itself would have come to by then.

    A run counts from 1 as if the war were new, and would have a public of seven years of war tire as one of the first
    week does.
    """
    return WEARY - (WEARY - 1.0) * (1.0 - WEARY_RATE) ** weeks


def rested_cost(cost: float, weary: float) -> float:
    """Cost of war before weariness, so that what it costs at the start is `cost` and nothing counts twice.

    The model multiplies the cost by the mean of hurt, 1 at the start, and weariness.
    """
    return cost / (0.5 * (1.0 + weary))


def trust(kept: int, broken: int) -> float:
    """Belief that the other keeps its word, from agreements of the last ten years that it kept and broke.

    The mean of a Beta whose prior is the model's .2; a broken word weighs 2.4 kept ones, as in the model.
    """
    return (PRIOR + kept) / (WEIGHT + kept + HEAVIER * broken)


def weights(names: Sequence[str], ranked: Sequence[str] = ()) -> dict[str, float]:
    """Saliences: equal, or the rank-order centroid where a source ranks the issues (Barron and Barrett 1996)."""
    count = len(names)
    if not ranked:
        return _to_one(dict.fromkeys(names, 1.0 / count))
    return _to_one({name: sum(1.0 / (k + 1) for k in range(ranked.index(name), count)) / count for name in names})


def _to_one(shares: Mapping[str, float]) -> dict[str, float]:
    """Round to four places; the last takes what is missing to 1."""
    rounded = {name: round(share, 4) for name, share in shares.items()}
    last = list(rounded)[-1]
    rounded[last] = round(1.0 - sum(share for name, share in rounded.items() if name != last), 4)
    return rounded


def believed(accepted: str, brokered: int, failed: bool) -> float:
    """Credibility of a mediator: by who accepted it, .1 more for each agreement it brokered, .1 less for a failure."""
    return ACCEPTED[accepted] + 0.1 * min(brokered, 2) - 0.1 * failed


def lean(with_a: str, with_b: str) -> float:
    """Bias: the tie with side A less the tie with side B."""
    return TIES[with_a] - TIES[with_b]


def front(held: float) -> float:
    """Where the front stands when side A holds a share of the contested ground.

    Drawn in to .2 to .8: the model ends a war at .97, and who holds a disputed place has not won a war.
    """
    return 0.2 + 0.6 * held
