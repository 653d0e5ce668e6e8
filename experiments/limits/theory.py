"""What theory says in the limits: worked out from utilities here, with no call into the model's rules."""

from __future__ import annotations

import numpy as np
from scipy.optimize import brentq
from scipy.stats import norm


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


def frontier(feasible: object, low: float = 0.0, high: float = 1.0) -> float:
    """Largest shift of power up to which an agreement exists, by bisection on a yes-or-no function."""
    if not feasible(high):  # type: ignore[operator]
        for _ in range(40):
            middle = 0.5 * (low + high)
            low, high = (middle, high) if feasible(middle) else (low, middle)  # type: ignore[operator]
    return high


def commitment(p: float, cost_a: float, cost_b: float, trust: float, surprise: float) -> float:
    """Largest shift of power toward A at which both still sign, with trust of B in A (Powell 2006).

    B signs x if what it expects of A's keeping (with probability τ, provided that A prefers x to the war to come)
    and of A's breach is worth its war of today. Searched over all x, no closed form assumed.
    """
    share = np.linspace(0.0, 1.0, 20001)

    def feasible(shift: float) -> bool:
        keeps = share >= p + shift - cost_a
        betrayed = 1.0 - p - shift - cost_b - surprise
        signed = np.where(keeps, trust, 0.0) * (1.0 - share) + (1.0 - np.where(keeps, trust, 0.0)) * betrayed
        return bool(np.any((signed >= 1.0 - p - cost_b - 1e-9) & (share >= p - cost_a - 1e-9)))

    return frontier(feasible, high=1.0 - p)


def guaranteed(p: float, cost_a: float, cost_b: float, coverage: float, surprise: float, deterrence: float) -> float:
    """Largest shift of power toward A at which both still sign, with a guarantee to B and full trust.

    A guarantee insures B with probability G against A's breach, and deters A by what it makes breach cost
    (Walter 1997; the limit by search over all x).
    """
    share = np.linspace(0.0, 1.0, 20001)

    def feasible(shift: float) -> bool:
        safe = np.where(share >= p + shift - cost_a - deterrence, 1.0, coverage)
        signed = safe * (1.0 - share) + (1.0 - safe) * (1.0 - p - shift - cost_b - surprise)
        return bool(np.any((signed >= 1.0 - p - cost_b - 1e-9) & (share >= p - cost_a - 1e-9)))

    return frontier(feasible, high=1.0 - p)


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


def vouching_bias(loss: float, gain: float, failure: float) -> float:
    """Largest bias at which a mediator does not vouch for an untrustworthy favourite (Kydd 2006).

    If it vouches falsely the favourite gains g, the other loses l and the deal fails, at a cost to the mediator.
    """

    def lie(bias: float) -> float:
        return 0.5 * (1.0 + bias) * gain - 0.5 * (1.0 - bias) * loss - failure

    return brentq(lie, -1e3, 1e3)


def rivals(number: np.ndarray, overlap: float) -> np.ndarray:
    """Joint effect of n uncoordinated mediators relative to one, each left with s of its effect beside another."""
    return number * overlap ** (number - 1.0)
