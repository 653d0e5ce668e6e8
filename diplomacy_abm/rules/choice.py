"""Quantal response over nested menus, and the value of a move goal by goal."""

from diplomacy_abm.rules.numeric import exp

Motives = tuple[float, float, float, float, float, float, float, float]
"""What a move does for each goal: issue, security, welfare, standing, alliance, peace, prestige, commerce."""


def choice_weight(value: float, best: float, precision: float, share: float) -> float:
    """Weight of an alternative in the nested logit choice.

    Label: eq:choice.
    Source: McKelvey & Palfrey (1995), Games and Economic Behavior 10, pp. 6-38 (logit equilibrium; page not
    checked); nests: McFadden (1978) and Train (2009), ch. 4.

    share·e^(λ (U - U_best)). `value` U and `best` in units of the stake, `precision` λ ≥ 0; `share` of
    :func:`nest_share`.
    Special cases: the share at λ = 0; only the best remain as λ grows.
    Status: checked by ``test_choice.test_mckelvey_palfrey_weights``.
    """
    return share * exp(precision * (value - best))


def nest_share(total: float) -> float:
    """Share of an alternative's place that its family leaves it.

    Label: eq:nest.
    Source: Train (2009), ch. 4 (nested logit), in the limit in which a family is worth what its best member is.

    1/Σ_f e^(λ (U - U_f*)), the sum `total` over the family with U_f* its best. So a family weighs e^(λ (U_f* -
    U_best)) however many targets it has, and a target that is added takes from no other family unless it is the
    best of its own (regularity; 1/n does not obey it: a worse target would lower the rest of its family).
    Special cases: 1 for a family of one; 1/n for n equals.
    Status: checked by ``test_choice.test_a_worse_target_takes_from_its_own_family_only``.
    """
    return 1.0 / total


def goal_term(weight: float, motive: float) -> float:
    """Term of one goal in the value of a move.

    Label: eq:term.
    Source: Ours (judgement): additive values over goals (Keeney & Raiffa 1976, Decisions with Multiple Objectives).

    ω_g m_g. `weight` ω ≥ 0 of the goal, `motive` m in units of the stake.
    Special cases: 0 for a goal that the actor does not hold.
    Status: checked by ``test_choice.test_the_terms_sum_to_the_value_to_the_bit``.
    """
    return weight * motive


def move_value(
    issue: float, security: float, welfare: float, standing: float, alliance: float, peace: float, prestige: float,
    commerce: float, circumstances: float, cost: float,
) -> float:
    """Value of a move over doing nothing: the sum of its terms, from left to right.

    Label: eq:value.
    Source: as :func:`goal_term`; circumstances: Train (2009), ch. 6.

    U = Σ_g ω_g m_g + ξ - price. Arguments are the terms of the eight goals (:func:`goal_term`), the circumstance ξ
    and the `cost`, in units of the stake.
    Special cases: 0 for a move that does nothing.
    Status: checked by ``test_choice.test_the_terms_sum_to_the_value_to_the_bit``.
    """
    return issue + security + welfare + standing + alliance + peace + prestige + commerce + circumstances - cost
