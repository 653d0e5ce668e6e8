"""What theory says in the limits: worked out from utilities here, with no call into the model's rules."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.optimize import brentq
from scipy.stats import logistic, norm


def richardson_rates(reaction: float, fatigue: float) -> tuple[float, float]:
    """Factors by which the common and the opposite deviation from rest change in a step.

    Eigenvalues of ((1-a, k), (k, 1-a)); the pair is stable when both are smaller than 1 in size, which is
    Richardson's a > k and, in steps, 2 - a > k (Richardson 1960; discrete condition by the eigenvalues).
    """
    first, second = np.linalg.eigvals(np.array([[1.0 - fatigue, reaction], [reaction, 1.0 - fatigue]]))
    return float(max(first, second)), float(min(first, second))


def ultimatum(own_cost: float, mean: float, sd: float) -> tuple[float, float]:
    """Demand above the expected outcome of war, and the risk of war, of one offer under normal beliefs.

    The offer x = p + y is taken by an enemy whose cost is above y: maximise (1 - F(y)) (y + c_A), so that
    y + c_A = sd (1 - F)/f (Fearon 1995, the risk-return trade-off).
    """

    def slope(y: float) -> float:
        z = (y - mean) / sd
        return sd * norm.sf(z) / norm.pdf(z) - (y + own_cost)

    y = brentq(slope, -own_cost, mean + 8.0 * sd)
    return y, float(norm.cdf((y - mean) / sd))


def largest(feasible: Callable[[float], bool], high: float) -> float:
    """Largest shift of power up to which an agreement exists, by bisection on a yes-or-no function."""
    low = 0.0
    if not feasible(high):
        for _ in range(40):
            middle = 0.5 * (low + high)
            low, high = (middle, high) if feasible(middle) else (low, middle)
    return high


def rise_and_fall(p: float, shift: float, intervals: int, discount: float) -> tuple[float, float]:
    """Most that A gains and that B loses within one interval while A rises by `shift`, seen from now.

    The strength of A grows evenly over the intervals, B's is the unit. Powell (2006): terms can be offered anew after
    each interval, so only the discounted rise within one of them cannot be promised away, δ p(t+1) - p(t).
    """
    first, last = p / (1.0 - p), (p + shift) / (1.0 - p - shift)
    strength = first + (last - first) * np.arange(intervals + 1) / intervals
    chance = strength / (1.0 + strength)
    wait = discount ** np.arange(intervals)
    rise = np.max(wait * (discount * chance[1:] - chance[:-1]))
    fall = np.max(wait * discount * (chance[1:] - chance[:-1]))
    return max(float(rise), 0.0), float(fall)


def commitment(
    p: float, cost_a: float, cost_b: float, hidden: float, trust: float, intervals: int = 1, discount: float = 1.0,
    surprise: float = 0.0, deterrence: float = 0.0,
) -> float:
    """Largest shift of power toward A at which both still sign (Powell 2006; first strikes: Fearon 1995).

    Each signs x if what it expects of the other's keeping and of its breach is worth its war of today. A party keeps
    its word while x, what breaking costs it and a leaning that nobody sees are worth more than a surprise attack and
    the war to come. Leanings are logistic around logit τ with the scale of a normal `hidden` term; without one there
    is no doubt, and trust has no part. Searched over all x, no closed form assumed.
    """
    share = np.linspace(0.0, 1.0, 20001)
    scale = max(np.sqrt(3.0) / np.pi * hidden, 1e-9)

    def breach(margin: np.ndarray) -> np.ndarray:
        return logistic.cdf(-margin / scale - np.log(trust / (1.0 - trust)))

    def feasible(shift: float) -> bool:
        rise, fall = rise_and_fall(p, shift, intervals, discount)
        breaks_a = breach(share - (p + rise - cost_a) - surprise + deterrence)
        breaks_b = breach((1.0 - share) - (1.0 - p - fall - cost_b) - surprise)
        signed_a = (1.0 - breaks_b) * share + breaks_b * (p + rise - cost_a - surprise)
        signed_b = (1.0 - breaks_a) * (1.0 - share) + breaks_a * (1.0 - p - fall - cost_b - surprise)
        return bool(np.any((signed_a >= p - cost_a - 1e-9) & (signed_b >= 1.0 - p - cost_b - 1e-9)))

    return largest(feasible, 0.999 - p)


def restraint_bias(error: float, war: float, own_cost: float, low: float, high: float) -> float:
    """Least bias toward the listener at which a mediator that hears 'weak' says so (Kydd 2003).

    Told 'weak' the listener asks for what a weak enemy just accepts, and a strong one (probability ε0) fights; told
    'strong' it asks for what everybody accepts. The mediator holds (1+β)/2 of the listener's utility, (1-β)/2 of
    the other's, and its own cost of war.
    """

    def honest_less_lie(bias: float) -> float:
        listener = (1.0 - error) * high - error * own_cost - low
        other = -(1.0 - error) * high - error * low + low
        return 0.5 * (1.0 + bias) * listener + 0.5 * (1.0 - bias) * other - war * error

    if honest_less_lie(1e3) <= 0.0:
        return float("inf")
    return brentq(honest_less_lie, -1e3, 1e3)


def vouching_bias(loss: float, gain: float, failure: float, war: float) -> float:
    """Largest bias at which a mediator does not vouch for an untrustworthy favourite (Kydd 2006).

    If it vouches falsely the favourite gains g, the other loses l and the deal fails, at a cost to the mediator; if it
    says nothing the war goes on, at another.
    """

    def lie(bias: float) -> float:
        return 0.5 * (1.0 + bias) * gain - 0.5 * (1.0 - bias) * loss - failure + war

    return brentq(lie, -1e3, 1e3)


def rivals(number: np.ndarray, overlap: float) -> np.ndarray:
    """Joint effect of n uncoordinated mediators relative to one, each left with s of its effect beside another."""
    return number * overlap ** (number - 1.0)
