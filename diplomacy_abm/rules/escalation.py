"""Escalation: the Richardson pair."""

from diplomacy_abm.rules.numeric import clip


def richardson(own: float, other: float, reaction: float, fatigue: float, grievance: float, push: float) -> float:
    """Escalation of i on j after a step, within [0, 1].

    Label: eq:richardson.
    Source: Richardson (1960), Arms and Insecurity (linear pair; pp. 14-16 as cited in the design, page not
    checked).

    e_ij + k e_ji - a e_ij + g + push, clipped to [0, 1].
    Special cases: fixed at the resting levels with g of :func:`grievance` and no push.
    Status: checked by ``test_escalation.test_richardson_fixed_point``.

    Parameters
    ----------
    own, other
        e_ij and e_ji in [0, 1].
    reaction, fatigue
        k ≥ 0 and a > 0 per step.
    grievance
        g, any sign.
    push
        Impulse of the moves, share of the scale.
    """
    return clip(own + reaction * other - fatigue * own + grievance + push, 0.0, 1.0)


def grievance(rest_own: float, rest_other: float, reaction: float, fatigue: float) -> float:
    """Grievance that makes the given levels the fixed point.

    Label: eq:grievance.
    Source: Richardson (1960), Arms and Insecurity (page not checked).

    g = a e*_i - k e*_j. `rest_own`, `rest_other` in [0, 1]; `reaction` k ≥ 0, `fatigue` a > 0 per step.
    Special cases: 0 when both rest at peace.
    Status: checked by ``test_escalation.test_richardson_fixed_point``.
    """
    return fatigue * rest_own - reaction * rest_other


def is_stable(reaction_i: float, reaction_j: float, fatigue_i: float, fatigue_j: float) -> bool:
    """Whether the pair returns to its resting levels (in steps).

    Label: eq:richardson-stability.
    Source: Richardson (1960), Arms and Insecurity (continuous condition; page not checked); the discrete-time
    condition derived by us.

    a_i a_j > k_i k_j and (2-a_i)(2-a_j) > k_i k_j with a < 2 for both; k ≥ 0.
    Special cases: unstable at equality.
    Status: checked by ``test_escalation.test_richardson_stability_boundary``.
    """
    product = reaction_i * reaction_j
    if fatigue_i >= 2.0 or fatigue_j >= 2.0:
        return False
    return fatigue_i * fatigue_j > product and (2.0 - fatigue_i) * (2.0 - fatigue_j) > product
