"""Quantal response."""

from diplomacy_abm.rules.numeric import exp


def choice_weight(value: float, best: float, precision: float, share: float) -> float:
    """Weight of an alternative in the logit choice.

    Label: eq:choice.
    Source: McKelvey & Palfrey (1995), Games and Economic Behavior 10, pp. 6-38 (logit equilibrium; page not
    checked); shares: McFadden (1974) (the red-bus problem) and Train (2009), ch. 4.

    share·e^(λ (V - V_best)). `value` V and `best` in units of the stake, `precision` λ ≥ 0; `share` 1/(number of
    alternatives of the same family), so that a move is not taken more often because it could be aimed at more
    targets.
    Special cases: the share at λ = 0; only the best remain as λ grows.
    Status: checked by ``test_choice.test_mckelvey_palfrey_weights``.
    """
    return share * exp(precision * (value - best))
