"""Learning about the other side's private cost of war."""

import math

from diplomacy_abm.rules.numeric import logistic

LOGISTIC_NORMAL = 0.39269908169872414  # π/8


def kalman_gain(variance: float, noise: float) -> float:
    """Weight of an observation.

    Label: eq:kalman.
    Source: Slantchev (2003), APSR 97, pp. 621-632, for fighting as a source of information; the Gaussian form is
    ours.

    v / (v + r). The mean moves by gain·(y - m), the variance shrinks by the factor (1 - gain). `variance` v ≥ 0 of
    the belief, `noise` r > 0 of the observation.
    Special cases: 0 for a sure belief.
    Status: checked by ``test_beliefs.test_kalman_gain_is_a_share_and_zero_for_a_sure_belief``.
    """
    return variance / (variance + noise)


def battlefield_noise(base: float, intensity: float) -> float:
    """Variance of what a week of fighting shows about the enemy's cost.

    Label: eq:battlefield.
    Source: Ours (judgement), after Slantchev (2003).

    r_b / (intensity + 0.001). `base` r_b > 0 in stake²; `intensity` in [0, 1].
    Special cases: r_b·1000 when nothing is fought: little is learned.
    Status: checked by ``test_beliefs.test_battlefield_shows_more_when_more_is_fought``.
    """
    return base / (intensity + 1e-3)


def report_noise(base: float, credibility: float, credence: float) -> float:
    """Variance of a mediator's report.

    Label: eq:report.
    Source: Ours (judgement), after Kydd (2003).

    r_m / (κ·ω). `base` r_m > 0 in stake²; `credibility` κ and `credence` ω in (0, 1]; the caller skips the report
    when either is 0.
    Special cases: r_m for a fully believed mediator.
    Status: checked by ``test_beliefs.test_a_credible_report_is_less_noisy``.
    """
    return base / (credibility * credence)


def accept_probability(margin: float, spread: float, precision: float) -> float:
    """Chance that the other side accepts, when its margin is known as Normal(`margin`, `spread`²).

    Label: eq:accept.
    Source: MacKay (1992), Neural Computation 4, pp. 720-736 (logistic-normal approximation; page of the formula not
    checked).

    P = σ(κ μ) with κ of :func:`accept_slope`. `margin` μ and `spread` ≥ 0 in units of the stake; `precision` λ ≥ 0
    in 1/stake.
    Special cases: ½ at margin 0; the logit choice at spread 0.
    Status: checked by ``test_beliefs.test_mackay_approximation_is_near_the_integral``.
    """
    return accept_at(margin, accept_slope(spread, precision))


def accept_at(margin: float, slope: float) -> float:
    """Chance that the other side accepts, for a slope that is known already.

    Label: eq:accept-at.
    Source: MacKay (1992), as :func:`accept_probability`.

    P = σ(κ μ). `margin` μ in units of the stake, `slope` κ ≥ 0 in 1/stake.
    Special cases: ½ at margin 0.
    Status: checked by ``test_beliefs.test_accept_at_is_accept_probability``.
    """
    return logistic(slope * margin)


def accept_slope(spread: float, precision: float) -> float:
    """Slope of :func:`accept_probability` in the margin.

    Label: eq:accept-slope.
    Source: MacKay (1992), as :func:`accept_probability`.

    κ = λ / √(1 + π/8 λ² v), v = `spread`².
    Special cases: λ at spread 0.
    Status: checked by ``test_beliefs.test_slope_falls_with_the_spread``.
    """
    return precision / math.sqrt(1.0 + LOGISTIC_NORMAL * precision * precision * spread * spread)


def mean_after_answer(mean: float, variance: float, weight: float, slope: float, p: float, yes: bool) -> float:
    """Mean of the believed cost after a yes or a no at the table (assumed-density update).

    Label: eq:answer-mean.
    Source: Minka (2001), PhD thesis, MIT (assumed-density filtering; page not checked), for the logistic
    likelihood.

    m + v w κ (1-P) after a yes, m - v w κ P after a no. The margin of signing rises with the cost of war c by
    `weight` w per unit, so a yes speaks for a high cost. `slope` κ and `p` P from :func:`accept_slope` and
    :func:`accept_probability`.
    Special cases: no change when the answer was sure; no change on average.
    Status: checked by ``test_beliefs.test_answers_move_beliefs_the_right_way_and_not_on_average``.
    """
    if yes:
        return mean + variance * weight * slope * (1.0 - p)
    return mean - variance * weight * slope * p


def variance_after_answer(variance: float, weight: float, slope: float, p: float) -> float:
    """Variance of the believed cost after an answer; stays positive.

    Label: eq:answer-variance.
    Source: Minka (2001), as :func:`mean_after_answer`.

    v - v² w² κ² P (1-P).
    Special cases: an answer nobody doubted teaches nothing.
    Status: checked by ``test_beliefs.test_answers_shrink_the_variance_and_keep_it_positive``.
    """
    gain = variance * weight * slope
    return variance - gain * gain * p * (1.0 - p)
