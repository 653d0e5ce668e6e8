"""Learning about the other side's private cost of war."""

import math

from diplomacy_abm.rules.numeric import logistic

LOGISTIC_NORMAL = 0.39269908169872414  # π/8


def kalman_gain(variance: float, noise: float) -> float:
    """Weight of an observation: v / (v + r).

    Label: eq:kalman. `variance` v ≥ 0 of the belief, `noise` r > 0 of the observation. Mean moves by
    gain·(y - m), variance shrinks by the factor (1 - gain). Source: Slantchev (2003), APSR 97, p. 627,
    for fighting as a source of information; the Gaussian form is ours. Special cases: 0 for a sure belief.
    """
    return variance / (variance + noise)


def battlefield_noise(base: float, intensity: float) -> float:
    """Variance of what a week of fighting shows about the enemy's cost: r_b / intensity.

    Label: eq:battlefield. `base` r_b > 0; `intensity` in [0, 1]. Little is learned when little is fought.
    """
    return base / (intensity + 1e-3)


def report_noise(base: float, credibility: float, credence: float) -> float:
    """Variance of a mediator's report: r_m / (κ·ω), very large when it is not believed.

    Label: eq:report. `credibility` κ in [0, 1]; `credence` ω in [0, 1] from :mod:`.message`. Exactly no
    information (infinite variance is avoided by the caller) when either is 0.
    """
    return base / (credibility * credence)


def accept_probability(margin: float, spread: float, precision: float) -> float:
    """Chance that the other side accepts, when its margin is known as Normal(`margin`, `spread`²).

    Label: eq:accept. Source: MacKay (1992), Neural Computation 4, p. 723 (logistic-normal approximation).
    σ(λ μ / √(1 + π/8 λ² v)). `precision` λ ≥ 0. Special cases: ½ at margin 0; the logit choice at spread 0.
    """
    return logistic(accept_slope(spread, precision) * margin)


def accept_slope(spread: float, precision: float) -> float:
    """Slope λ / √(1 + π/8 λ² v) of :func:`accept_probability`. Label: eq:accept-slope."""
    return precision / math.sqrt(1.0 + LOGISTIC_NORMAL * precision * precision * spread * spread)


def mean_after_answer(mean: float, variance: float, weight: float, slope: float, p: float, yes: bool) -> float:
    """Mean of the believed cost after a yes or a no at the table (assumed-density update).

    Label: eq:answer-mean. Source: Minka (2001), assumed-density filtering, for the logistic likelihood.
    The margin falls with the cost of peace and rises with the cost of war c by `weight` per unit, so a yes
    speaks for a high cost: m + v w κ (1-P) after a yes, m - v w κ P after a no. `slope` κ and `p` P from
    :func:`accept_slope` and :func:`accept_probability`. Special cases: no change when the answer was sure.
    """
    if yes:
        return mean + variance * weight * slope * (1.0 - p)
    return mean - variance * weight * slope * p


def variance_after_answer(variance: float, weight: float, slope: float, p: float) -> float:
    """Variance of the believed cost after an answer: v - v² w² κ² P (1-P); positive.

    Label: eq:answer-variance. As :func:`mean_after_answer`; an answer nobody doubted teaches nothing.
    """
    gain = variance * weight * slope
    return variance - gain * gain * p * (1.0 - p)
