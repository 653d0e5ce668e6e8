"""The mediator's word: when it is believed (Kydd 2003, 2006)."""

from diplomacy_abm.rules.numeric import logistic


def signal_strong(truly_strong: bool, accuracy: float, u: float) -> bool:
    """What a mediator is told about a side's resolve: the truth with probability α.

    Label: eq:signal.
    Source: Kydd (2003), AJPS 47, pp. 597-611 (page not checked).

    The truth if u < α, else its opposite. `accuracy` α in [½, 1], `u` uniform.
    Special cases: always true at α = 1, a coin at α = ½.
    Status: checked by ``test_message.test_signal_is_true_at_full_accuracy_and_a_coin_at_one_half``.
    """
    return truly_strong if u < accuracy else not truly_strong


def information(accuracy: float) -> float:
    """How much a signal tells.

    Label: eq:information.
    Source: Ours (judgement).

    2α - 1, in [0, 1] for α in [½, 1].
    Special cases: 0 for a mediator that knows nothing.
    Status: checked by ``test_message.test_information_runs_from_zero_to_one``.
    """
    return 2.0 * accuracy - 1.0


def restraint_threshold(error: float, mediator_cost: float, own_cost: float, low: float, high: float) -> float:
    """Least bias toward the listener at which counsel of restraint is believed.

    Label: eq:kydd-restraint.
    Source: Kydd (2003), AJPS 47, pp. 597-611 (bias makes restraint credible); the linear model and its threshold
    derived by us.

    β* = ε0 [k_m + (c_A + c_lo)/2] / [(1-ε0) c_hi - c_lo - ε0 (c_A - c_lo)/2]: below it a mediator whose signal is
    weak would still call the enemy strong, to keep the peace.
    Special cases: 0 without error; 2 (never) where the denominator is not positive.
    Status: checked by ``test_message.test_kydd_restraint_threshold_is_where_honesty_begins_to_pay``.

    Parameters
    ----------
    error
        ε0 = P(strong | signal weak), in [0, ½].
    mediator_cost
        k_m ≥ 0 of war to the mediator.
    own_cost
        c_A of the listener.
    low, high
        The two costs the other side may have, c_lo ≤ c_hi.
    """
    denominator = (1.0 - error) * high - low - 0.5 * error * (own_cost - low)
    if denominator <= 0.0:
        return 2.0
    return error * (mediator_cost + 0.5 * (own_cost + low)) / denominator


def vouching_limit(loss: float, gain: float, failure_cost: float, war_cost: float) -> float:
    """Largest bias at which vouching for the other side is believed by both.

    Label: eq:kydd-vouch.
    Source: Kydd (2006), APSR 100, pp. 449-462 (moderate mediators build trust, if they care about the issue and do
    not find war too costly); the linear limit derived by us.

    |β| ≤ (loss + 2 (k_r - k_w) - g)/(g + loss). `loss` of an exploited listener, `gain` g of the exploiter, > 0;
    `failure_cost` k_r ≥ 0 to the mediator of a deal that fails, `war_cost` k_w ≥ 0 to it of a war that goes on.
    Special cases: below 0 nobody is believed: so for one that only wants peace; 1 or more: believed whatever the bias.
    Status: checked by ``test_message.test_kydd_vouching_limit_is_where_lying_begins_to_pay``.
    """
    return (loss + 2.0 * (failure_cost - war_cost) - gain) / (gain + loss)


def credence_of_restraint(bias_to_listener: float, threshold: float, precision: float) -> float:
    """Chance that counsel of restraint is honest.

    Label: eq:credence-restraint.
    Source: Kydd (2003), as :func:`restraint_threshold`, smoothed by quantal response.

    σ(λ (β - β*)). `bias_to_listener` β in [-1, 1], `precision` λ > 0.
    Special cases: ½ at the threshold; a step for large λ.
    Status: checked by ``test_message.test_kydd_two_thresholds_have_opposite_sign_in_bias``.
    """
    return logistic(precision * (bias_to_listener - threshold))


def credence_of_vouching(bias: float, limit: float, precision: float) -> float:
    """Chance that vouching is honest.

    Label: eq:credence-vouch.
    Source: Kydd (2006), as :func:`vouching_limit`, smoothed by quantal response.

    σ(λ (limit - |β|)). `bias` β in [-1, 1], `precision` λ > 0.
    Special cases: ½ at the limit; a step for large λ.
    Status: checked by ``test_message.test_kydd_two_thresholds_have_opposite_sign_in_bias``.
    """
    size = bias if bias > 0.0 else -bias
    return logistic(precision * (limit - size))
