"""The built-in policies. Each takes a menu and a uniform draw and returns the index of its choice.

Signature: ``policy(values, shares, tones, precision, u, view, weights) -> int``.

- ``values[x]`` worth of alternative x in units of the stake, ``shares[x]`` what its family leaves it of one place
  (nested logit; it depends on ``precision``), ``tones[x]`` the Goldstein value of the move (-10 hostile … 10
  friendly); all of the same length;
- ``precision`` λ of choice, ``u`` the uniform draw of this decision;
- ``view`` what the actor sees of its situation, see :data:`VIEW_FIELDS`;
- ``weights`` scratch space of the same length, to be filled before it is read.

Alternative 0 does nothing. Plain Python that numba can compile; the engines register it, this file does not.
"""

from typing import Any

from diplomacy_abm.rules.choice import choice_weight

Array = Any

VIEW_FIELDS = (
    "burden", "momentum", "enemy_tone", "in_session", "standing", "chance_to_prevail", "stuck", "weeks_since_round",
    "hope", "channel",
)  # fmt: skip
"""What ``view`` holds, in order: own weight of the war (usually 1 at the start), momentum toward the own side, the
enemy's most hostile tone last week, whether a session is open, standing at home, chance to prevail, whether the
front is stuck, weeks since the last round, hope of a deal, and the channel of this menu."""

BURDEN, MOMENTUM, ENEMY_TONE, IN_SESSION, STANDING, PREVAIL, STUCK, WEEKS_SINCE_ROUND, HOPE, CHANNEL = range(10)
"""Places of :data:`VIEW_FIELDS` in a ``view``, for policies to name what they read."""

HAWK_WEIGHT = 0.004
"""Worth of a point on the Goldstein scale to a hawk or dove, in units of the stake; judgement."""

GRIT_LIMIT = 1.6
"""Burden beyond which `grit` gives in; judgement (the war weighs 60 % more than at its start)."""


def draw_from(weights: Array, n: int, u: float) -> int:
    """Index drawn with probabilities proportional to the weights, by inversion of `u`."""
    total = 0.0
    for x in range(n):
        total += weights[x]
    mark = u * total
    seen = 0.0
    for x in range(n):
        seen += weights[x]
        if mark < seen:
            return x
    return n - 1


def quantal(
    values: Array, shares: Array, tones: Array, precision: float, u: float, view: Array, weights: Array
) -> int:
    """Logit choice: better moves are likelier, none is certain (McKelvey & Palfrey 1995)."""
    n = len(values)
    best = values[0]
    for x in range(n):
        if values[x] > best:
            best = values[x]
    for x in range(n):
        weights[x] = choice_weight(values[x], best, precision, shares[x])
    return draw_from(weights, n, u)


def no_mediation(
    values: Array, shares: Array, tones: Array, precision: float, u: float, view: Array, weights: Array
) -> int:
    """Quantal in all its seats but the mediator's, which stands empty: no envoy, no leverage, nobody to believe."""
    return quantal(values, shares, tones, precision, u, view, weights)


def best_response(
    values: Array, shares: Array, tones: Array, precision: float, u: float, view: Array, weights: Array
) -> int:
    """Always the move of the highest value; the first of equals."""
    best = 0
    for x in range(len(values)):
        if values[x] > values[best]:
            best = x
    return best


def random_move(
    values: Array, shares: Array, tones: Array, precision: float, u: float, view: Array, weights: Array
) -> int:
    """Any legal alternative with equal chance, whatever it is worth."""
    n = len(values)
    for x in range(n):
        weights[x] = 1.0
    return draw_from(weights, n, u)


def toned(values: Array, shares: Array, tones: Array, precision: float, u: float, weights: Array, lean: float) -> int:
    """Logit choice over values plus `lean` for each point of friendliness."""
    n = len(values)
    best = values[0] + lean * tones[0]
    for x in range(n):
        if values[x] + lean * tones[x] > best:
            best = values[x] + lean * tones[x]
    for x in range(n):
        weights[x] = choice_weight(values[x] + lean * tones[x], best, precision, shares[x])
    return draw_from(weights, n, u)


def hawk(values: Array, shares: Array, tones: Array, precision: float, u: float, view: Array, weights: Array) -> int:
    """Quantal, with a taste for hostile moves."""
    return toned(values, shares, tones, precision, u, weights, -HAWK_WEIGHT)


def dove(values: Array, shares: Array, tones: Array, precision: float, u: float, view: Array, weights: Array) -> int:
    """Quantal, with a taste for friendly moves."""
    return toned(values, shares, tones, precision, u, weights, HAWK_WEIGHT)


def tit_for_tat(
    values: Array, shares: Array, tones: Array, precision: float, u: float, view: Array, weights: Array
) -> int:
    """Answers in kind: the move whose tone is nearest to the enemy's of last week; better ones among equals.

    In the spirit of Axelrod (1984). Menus on which the enemy has no tone (support, mediation) get the same answer.
    """
    best = 0
    for x in range(len(values)):
        gap = abs(tones[x] - view[ENEMY_TONE])
        least = abs(tones[best] - view[ENEMY_TONE])
        if gap < least or (gap == least and values[x] > values[best]):
            best = x
    return best


def grit(values: Array, shares: Array, tones: Array, precision: float, u: float, view: Array, weights: Array) -> int:
    """Holds out: no friendly move until the burden of war passes a limit or the front is being lost."""
    n = len(values)
    if view[BURDEN] > GRIT_LIMIT or view[MOMENTUM] <= -1.0:
        return quantal(values, shares, tones, precision, u, view, weights)
    best = values[0]
    for x in range(n):
        if tones[x] <= 0.0 and values[x] > best:
            best = values[x]
    for x in range(n):
        weights[x] = choice_weight(values[x], best, precision, shares[x]) if tones[x] <= 0.0 else 0.0
    return draw_from(weights, n, u)


def status_quo(
    values: Array, shares: Array, tones: Array, precision: float, u: float, view: Array, weights: Array
) -> int:
    """Does nothing new: the first alternative of every menu."""
    return 0
