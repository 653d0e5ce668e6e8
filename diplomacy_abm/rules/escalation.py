"""Escalation: the Richardson pair."""

from diplomacy_abm.rules.numeric import clip


def richardson(own: float, other: float, reaction: float, fatigue: float, grievance: float, push: float) -> float:
    """Escalation of i on j after a step, within [0, 1].

    Label: eq:richardson. Source: Richardson (1960), Arms and Insecurity, pp. 14-16 (linear pair).
    e_ij + k e_ji - a e_ij + g + push. `reaction` k ≥ 0; `fatigue` a > 0; `grievance` g; `push` the moves.
    Special cases: fixed at the resting levels with g of :func:`grievance` and no push.
    Status: fixed point and stability boundary by property test.
    """
    return clip(own + reaction * other - fatigue * own + grievance + push, 0.0, 1.0)


def grievance(rest_own: float, rest_other: float, reaction: float, fatigue: float) -> float:
    """Grievance that makes the given levels the fixed point: g = a e*_i - k e*_j.

    Label: eq:grievance. Source: Richardson (1960), p. 16. Special cases: 0 when both rest at peace.
    """
    return fatigue * rest_own - reaction * rest_other


def is_stable(reaction_i: float, reaction_j: float, fatigue_i: float, fatigue_j: float) -> bool:
    """Whether the pair returns to its resting levels (in weekly steps).

    Label: eq:richardson-stability. Source: Richardson (1960), p. 24, with the discrete-time condition:
    a_i a_j > k_i k_j and (2-a_i)(2-a_j) > k_i k_j with a < 2 for both.
    """
    product = reaction_i * reaction_j
    if fatigue_i >= 2.0 or fatigue_j >= 2.0:
        return False
    return fatigue_i * fatigue_j > product and (2.0 - fatigue_i) * (2.0 - fatigue_j) > product
