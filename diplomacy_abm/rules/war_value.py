"""What the parties want and what war is worth to them."""

from diplomacy_abm.rules.numeric import clip, power


def issue_loss(position: float, ideal: float, salience: float, curvature: float) -> float:
    """Loss of utility on one issue: s·|x - θ|^ρ.

    Label: eq:utility. Source: Fearon (1995), International Organization 49, p. 387, for ρ = 1 (risk neutral).
    U(x) = 1 - Σ_k loss_k. `position` x, `ideal` θ in [0, 1]; `salience` s ≥ 0, Σ s = 1; `curvature` ρ ≥ 1.
    Special cases: 0 at the ideal point; linear at ρ = 1.
    """
    distance = position - ideal if position > ideal else ideal - position
    return salience * power(distance, curvature)


def lottery_position(p: float, ideal_a: float, ideal_b: float) -> float:
    """Settlement that the war is expected to bring on an issue: p θ_A + (1-p) θ_B.

    Label: eq:lottery. War is valued at this mean package, not as a lottery over the two extremes, which would
    make any concave utility a large artificial surplus from peace. `p` is side A's chance to prevail.
    Special cases: θ_A at p = 1, θ_B at p = 0.
    """
    return p * ideal_a + (1.0 - p) * ideal_b


def burden(hurt: float, weariness: float, floor: float) -> float:
    """How heavily the war weighs: k = (h + w)/2, not below `floor` (its value when an agreement was signed).

    Label: eq:burden. Source: Zartman (1985), the two faces of a hurting stalemate; our measure.
    `hurt`, `weariness` ≥ 0 with 1 the start of the war. Special cases: 1 at the start.
    """
    k = 0.5 * (hurt + weariness)
    return k if k > floor else floor


def war_cost(private_cost: float, weight: float, support: float, shield: float) -> float:
    """Cost of going on fighting: c·k·(1 - σ_S S).

    Label: eq:war-cost. Source: Fearon (1995), p. 387 (c); support as in Regan (2002), p. 63.
    `private_cost` c in (0, 1); `weight` k ≥ 0 of :func:`burden`; `support` S in [0, 1]; `shield` σ_S in [0, 1).
    Special cases: c at the start of a war without support.
    """
    return private_cost * weight * (1.0 - shield * clip(support, 0.0, 1.0))


def discounted_shift(value_now: float, value_then: float, discount: float, weeks: float) -> float:
    """Discounted change of the value of war if power stands as forecast `weeks` from now.

    Label: eq:power-to-come. Source: Powell (2006), International Organization 60, pp. 180-185.
    δ^h [W(M_h) - W]. `discount` δ in (0, 1] per week. Special cases: 0 with no shift; undiscounted at h = 0.
    """
    return power(discount, weeks) * (value_then - value_now)


def moving_average(value: float, observed: float, rate: float) -> float:
    """Exponential moving average: x + r (new - x). Label: eq:ema. `rate` r in [0, 1]; 0 keeps, 1 replaces."""
    return value + rate * (observed - value)
