"""Quantal response."""

from diplomacy_abm.rules.numeric import exp


def choice_weight(value: float, best: float, precision: float, share: float) -> float:
    """Weight of an alternative in the logit choice: share·e^(λ (V - V_best)).

    Label: eq:choice. Source: McKelvey & Palfrey (1995), Games and Economic Behavior 10, p. 11. `precision` λ ≥ 0;
    `share` 1/(number of targets of the same family of moves), so that a move is not taken more often because
    it could be aimed at more targets (the red-bus problem: McFadden 1974; nests as in Train 2009, ch. 4).
    Special cases: the share at λ = 0; only the best remain as λ grows.
    """
    return share * exp(precision * (value - best))
