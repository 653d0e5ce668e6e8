"""What the parties want and what war is worth to them."""

from diplomacy_abm.rules.numeric import clip, power


def issue_loss(position: float, ideal: float, salience: float, curvature: float) -> float:
    """Loss of utility on one issue.

    Label: eq:utility.
    Source: Fearon (1995), International Organization 49, pp. 386-388, for ρ = 1 (risk neutral).

    s·|x - θ|^ρ, so that U(x) = 1 - Σ_k loss_k. `position` x, `ideal` θ in [0, 1]; `salience` s ≥ 0, Σ s = 1;
    `curvature` ρ ≥ 1.
    Special cases: 0 at the ideal point; linear at ρ = 1.
    Status: checked by ``test_war_value.test_issue_loss_is_zero_at_the_ideal_and_bounded``.
    """
    distance = position - ideal if position > ideal else ideal - position
    return salience * power(distance, curvature)


def lottery_position(p: float, ideal_a: float, ideal_b: float) -> float:
    """Settlement that the war is expected to bring on an issue.

    Label: eq:lottery.
    Source: Ours (judgement); equals the costly lottery of Fearon (1995) at ρ = 1.

    p θ_A + (1-p) θ_B. War is valued at this mean package, not as a lottery over the two extremes, which would make
    any concave utility a large artificial surplus from peace. `p` in [0, 1] is side A's chance to prevail.
    Special cases: θ_A at p = 1, θ_B at p = 0.
    Status: checked by ``test_war_value.test_fearon_bargaining_range``.
    """
    return p * ideal_a + (1.0 - p) * ideal_b


def burden(hurt: float, weariness: float, floor: float) -> float:
    """How heavily the war weighs.

    Label: eq:burden.
    Source: Zartman (1985), Ripe for Resolution (the hurting stalemate; page not checked); our measure.

    k = (h + w)/2, not below `floor` (its value when an agreement was signed). `hurt`, `weariness` ≥ 0 with 1 the
    start of the war.
    Special cases: 1 at the start of a war that has tired nobody yet.
    Status: checked by ``test_war_value.test_burden_is_one_at_the_start_and_keeps_its_floor``.
    """
    k = 0.5 * (hurt + weariness)
    return k if k > floor else floor


def war_cost(private_cost: float, weight: float, support: float, shield: float) -> float:
    """Cost of going on fighting.

    Label: eq:war-cost.
    Source: Fearon (1995), pp. 386-388 (c); that support spares part of it: ours (judgement).

    c·k·(1 - σ_S S), in units of the stake. `private_cost` c in (0, 1); `weight` k ≥ 0 of :func:`burden`; `support`
    S, clipped to [0, 1]; `shield` σ_S in [0, 1).
    Special cases: c at the start of a war without support.
    Status: checked by ``test_war_value.test_war_cost_falls_with_support_and_rises_with_the_burden``.
    """
    return private_cost * weight * (1.0 - shield * clip(support, 0.0, 1.0))


def interval_shift(value_before: float, value_after: float, until: float, over: float, past: float) -> float:
    """Shift of the value of war over one interval in which terms stand, seen from now.

    Label: eq:power-to-come.
    Source: Powell (2006), International Organization 60, pp. 169-203 (large, rapid shifts of power; page of the
    condition not checked). Since terms can be offered anew in each interval, the loser of a slow shift is paid as it
    goes; only what moves within one interval cannot be promised away.

    δ^wait [δ^h W(M_after) - W(M_before)]⁺ for a rise, δ^(wait+h) [W(M_after) - W(M_before)] for a fall; W the utility
    of the package that the war would bring. Who rises must wait for it; what is lost is only discounted. The caller
    takes the largest size over the intervals ahead. It works out what is left of a value after waiting `until` the
    interval begins, δ^wait, `over` one interval, δ^h, and `past` it, δ^(wait+h), all in (0, 1].
    Special cases: 0 for a shift that discounting outweighs; all of it at h = 0 and wait = 0.
    Status: checked by ``test_war_value.test_powell_shift_is_that_of_one_interval``.
    """
    change = value_after - value_before
    if change < 0.0:
        return past * change
    gained = over * value_after - value_before
    return until * gained if gained > 0.0 else 0.0


def weeks_to_end(front: float, bound: float, drift: float) -> float:
    """Weeks until the front reaches the bound that it drifts to.

    Label: eq:war-left.
    Source: Slantchev (2003), APSR 97, pp. 621-632; Bennett & Stam (1996), APSR 90, pp. 239-257 (expected duration);
    form ours.

    T = (bound - f)/|drift| for a drift to side A, (f - 1 + bound)/|drift| for one to B, at most 5,200. `front` f in
    [0, 1], `bound` in (½, 1], `drift` share a week, any sign.
    Special cases: 5,200 (a century) on a front that does not drift; 0 beyond the bound.
    Status: checked by ``test_war_value.test_a_war_that_ends_soon_costs_less``.
    """
    left = bound - front if drift > 0.0 else front - 1.0 + bound
    speed = drift if drift > 0.0 else -drift
    if left <= 0.0:
        return 0.0
    return left / speed if left < 5200.0 * speed else 5200.0


def lasting(discount: float, weeks: float) -> float:
    """Part of the cost of a war without end that falls before its expected end.

    Label: eq:lasting.
    Source: Slantchev (2003), as :func:`weeks_to_end`; discounting of a flow.

    1 - δ^T. `discount` δ in (0, 1) per week, `weeks` T ≥ 0.
    Special cases: 1 for a war without end, 0 for one that is over. A strong side that wins soon does not bargain.
    Status: checked by ``test_war_value.test_a_war_that_ends_soon_costs_less``.
    """
    return 1.0 - power(discount, weeks)


def moving_average(value: float, observed: float, rate: float) -> float:
    """Exponential moving average.

    Label: eq:ema.
    Source: Ours (judgement): elementary.

    x + r (new - x). `rate` r in [0, 1] per step.
    Special cases: 0 keeps, 1 replaces.
    Status: checked by ``test_war_value.test_moving_average_lies_between_old_and_new``.
    """
    return value + rate * (observed - value)
