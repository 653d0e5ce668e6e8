"""The mediator's word: when it is believed (Kydd 2003, 2006)."""

from diplomacy_abm.rules.numeric import logistic


def signal_strong(truly_strong: bool, accuracy: float, u: float) -> bool:
    """What a mediator is told about a side's resolve: the truth with probability α.

    Label: eq:signal. Source: Kydd (2003), AJPS 47, p. 600. `accuracy` α in [½, 1], `u` uniform.
    Special cases: always true at α = 1, a coin at α = ½.
    """
    return truly_strong if u < accuracy else not truly_strong


def information(accuracy: float) -> float:
    """How much a signal tells: 2α - 1 in [0, 1]. Label: eq:information. 0 for a mediator that knows nothing."""
    return 2.0 * accuracy - 1.0


def restraint_threshold(error: float, mediator_cost: float, own_cost: float, low: float, high: float) -> float:
    """Least bias toward the listener at which counsel of restraint is believed.

    Label: eq:kydd-restraint. Source: Kydd (2003), pp. 602-605, in the linear model of our limit 5:
    β* = ε0 [k_m + (c_A + c_lo)/2] / [(1-ε0) c_hi - c_lo - ε0 (c_A - c_lo)/2], ε0 = `error` = P(strong | signal weak),
    `mediator_cost` k_m of war to the mediator, `own_cost` c_A of the listener, `low`, `high` the two costs of the
    other side. Returns 2 (never) where the denominator is not positive. Special cases: 0 without error.
    """
    denominator = (1.0 - error) * high - low - 0.5 * error * (own_cost - low)
    if denominator <= 0.0:
        return 2.0
    return error * (mediator_cost + 0.5 * (own_cost + low)) / denominator


def vouching_limit(loss: float, gain: float, failure_cost: float) -> float:
    """Largest bias at which vouching for the other side is believed by both.

    Label: eq:kydd-vouch. Source: Kydd (2006), pp. 455-457: |β| ≤ (loss + 2 k_r - g)/(g + loss), `loss` of an
    exploited listener, `gain` g of the exploiter, `failure_cost` k_r to the mediator of a deal that fails.
    Special cases: at most 1; 0 or below means that nobody is believed.
    """
    return (loss + 2.0 * failure_cost - gain) / (gain + loss)


def credence_of_restraint(bias_to_listener: float, threshold: float, precision: float) -> float:
    """Chance that counsel of restraint is honest: σ(λ (β - β*)); a step for large λ.

    Label: eq:credence-restraint. Source: as :func:`restraint_threshold`, smoothed by quantal response.
    """
    return logistic(precision * (bias_to_listener - threshold))


def credence_of_vouching(bias: float, limit: float, precision: float) -> float:
    """Chance that vouching is honest: σ(λ (limit - |β|)); a step for large λ.

    Label: eq:credence-vouch. Source: as :func:`vouching_limit`, smoothed by quantal response.
    """
    size = bias if bias > 0.0 else -bias
    return logistic(precision * (limit - size))
