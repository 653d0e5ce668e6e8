"""Mediators of one style: each plays the default among the moves that its style has, and leaves the others alone.

A policy sees the Goldstein value (tone), the worth and the share of each alternative, not its name. Among the moves
of mediation that is enough: a reward is the only one at 5.2, pressure the only hostile one, a guarantee the only one
at 6. A visit, an invitation and a text share 5.0. Visits come in pairs, one to each side, so their share is one half;
of the two that stand alone the text is the second on the menu, and where only one is there, it is the text when the
table is open, as a reward on the menu shows (an invitation is not sent twice). That needs a mediator with leverage
over a hundredth of the stake and some credit with both sides, which all that play these policies have.
"""

from typing import Any

from numba.extending import register_jitable

from diplomacy_abm import policy
from diplomacy_abm.policies.builtin import CHANNEL, draw_from
from diplomacy_abm.rules.choice import choice_weight
from diplomacy_abm.vocabulary import Channel

MEDIATION = float(Channel.MEDIATION)
REWARD = 5.2
PROMISE = 6.0


@register_jitable
def text_at(shares: Any, tones: Any) -> int:
    """Place of the mediator's own text on the menu, or -1."""
    alone = 0
    place = -1
    table_open = False
    for x in range(len(tones)):
        if tones[x] == REWARD:
            table_open = True
        if tones[x] == 5.0 and shares[x] == 1.0:
            alone += 1
            place = x
    if alone == 2 or (alone == 1 and table_open):
        return place
    return -1


@register_jitable
def within(
    style: int, vouched: bool, values: Any, shares: Any, tones: Any, precision: float, u: float, view: Any, weights: Any
) -> int:
    """Quantal choice among what a style has: 0 nothing, 1 visits and a house, 2 also a text, 3 also leverage."""
    n = len(values)
    text = text_at(shares, tones)
    best = 0.0
    for x in range(n):
        weights[x] = 1.0
        if view[CHANNEL] == MEDIATION and x > 0:
            lever = tones[x] < 0.0 or tones[x] == REWARD
            beyond = (style < 2 and x == text) or (style < 3 and lever)
            if style == 0 or beyond or (not vouched and tones[x] == PROMISE):
                weights[x] = 0.0
        if weights[x] > 0.0 and (x == 0 or values[x] > best):
            best = values[x]
    for x in range(n):
        weights[x] *= choice_weight(values[x], best, precision, shares[x])
    return draw_from(weights, n, u)


@policy("stands-by")
def no_mediation(values: Any, shares: Any, tones: Any, precision: float, u: float, view: Any, weights: Any) -> int:
    """Stands by as a mediator; the default on all other channels."""
    return within(0, False, values, shares, tones, precision, u, view, weights)


@policy("facilitation")
def facilitation(values: Any, shares: Any, tones: Any, precision: float, u: float, view: Any, weights: Any) -> int:
    """Visits, carries messages and lends its house, no more."""
    return within(1, False, values, shares, tones, precision, u, view, weights)


@policy("formulation")
def formulation(values: Any, shares: Any, tones: Any, precision: float, u: float, view: Any, weights: Any) -> int:
    """Also tables texts of its own."""
    return within(2, False, values, shares, tones, precision, u, view, weights)


@policy("manipulation")
def manipulation(values: Any, shares: Any, tones: Any, precision: float, u: float, view: Any, weights: Any) -> int:
    """Also rewards and presses, and guarantees nothing."""
    return within(3, False, values, shares, tones, precision, u, view, weights)


@policy("facilitation-guaranteed")
def facilitation_guaranteed(
    values: Any, shares: Any, tones: Any, precision: float, u: float, view: Any, weights: Any
) -> int:
    """Visits and a house, and a guarantee of what is signed."""
    return within(1, True, values, shares, tones, precision, u, view, weights)


@policy("formulation-guaranteed")
def formulation_guaranteed(
    values: Any, shares: Any, tones: Any, precision: float, u: float, view: Any, weights: Any
) -> int:
    """Visits, a house and texts, and a guarantee of what is signed."""
    return within(2, True, values, shares, tones, precision, u, view, weights)


@policy("manipulation-guaranteed")
def manipulation_guaranteed(
    values: Any, shares: Any, tones: Any, precision: float, u: float, view: Any, weights: Any
) -> int:
    """Everything: texts, leverage and a guarantee of what is signed."""
    return within(3, True, values, shares, tones, precision, u, view, weights)
