"""Learning about the other side's private cost of war."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from diplomacy_abm.rules.beliefs import (
    accept_at,
    accept_probability,
    accept_slope,
    battlefield_noise,
    kalman_gain,
    mean_after_answer,
    report_noise,
    variance_after_answer,
)
from diplomacy_abm.rules.numeric import logistic

unit = st.floats(0.0, 1.0)
variance = st.floats(0.0, 4.0)
NORMAL = [norm.ppf((x + 0.5) / 1000) for x in range(1000)]


@given(variance, st.floats(1e-6, 1e3))
def test_kalman_gain_is_a_share_and_zero_for_a_sure_belief(v, noise):
    assert 0.0 <= kalman_gain(v, noise) < 1.0 or v / noise > 1e15
    assert kalman_gain(0.0, noise) == 0.0
    assert kalman_gain(v, noise * 2.0) <= kalman_gain(v, noise)


@given(st.floats(1e-4, 100.0), unit)
def test_battlefield_shows_more_when_more_is_fought(base, intensity):
    noise = battlefield_noise(base, intensity)
    assert 0.0 < noise <= base * 1000.0
    assert battlefield_noise(base, 1.0) <= noise


@given(st.floats(1e-4, 100.0), st.floats(0.01, 1.0), st.floats(0.01, 1.0))
def test_a_credible_report_is_less_noisy(base, credibility, credence):
    noise = report_noise(base, credibility, credence)
    assert noise >= base * (1.0 - 1e-12)
    assert report_noise(base, 1.0, 1.0) == base
    assert report_noise(base, credibility * 0.5, credence) == pytest.approx(2.0 * noise)


@given(st.floats(-2.0, 2.0), st.floats(0.0, 2.0), st.floats(0.0, 200.0))
def test_acceptance_is_a_chance_that_rises_with_the_margin(margin, spread, precision):
    p = accept_probability(margin, spread, precision)
    assert 0.0 < p <= 1.0
    assert accept_probability(0.0, spread, precision) == 0.5
    assert accept_probability(margin + 0.1, spread, precision) >= p - 1e-12
    assert accept_probability(margin, 0.0, precision) == pytest.approx(logistic(precision * margin))


@given(st.floats(0.0, 2.0), st.floats(0.0, 200.0))
def test_slope_falls_with_the_spread(spread, precision):
    assert 0.0 <= accept_slope(spread, precision) <= precision
    assert accept_slope(0.0, precision) == precision


@pytest.mark.parametrize("margin", [-0.2, -0.05, 0.02, 0.3])
@pytest.mark.parametrize("spread", [0.01, 0.07, 0.3])
def test_mackay_approximation_is_near_the_integral(margin, spread):
    """MacKay (1992): the mean of a logistic over a normal, within two points."""
    exact = sum(logistic(30.0 * (margin + spread * z)) for z in NORMAL) / len(NORMAL)
    assert accept_probability(margin, spread, 30.0) == pytest.approx(exact, abs=0.02)


@given(st.floats(-1.0, 1.0), st.floats(1e-6, 1.0), st.floats(0.1, 5.0), st.floats(-1.0, 1.0), st.floats(1.0, 200.0))
def test_answers_move_beliefs_the_right_way_and_not_on_average(mean, v, weight, margin, precision):
    slope = accept_slope(weight * math.sqrt(v), precision)
    p = logistic(slope * margin)
    yes = mean_after_answer(mean, v, weight, slope, p, True)
    no = mean_after_answer(mean, v, weight, slope, p, False)
    assert yes >= mean >= no
    assert p * yes + (1.0 - p) * no == pytest.approx(mean, abs=1e-9)


@given(st.floats(0.0, 4.0), st.floats(0.1, 5.0), st.floats(-1.0, 1.0), st.floats(0.0, 200.0))
def test_answers_shrink_the_variance_and_keep_it_positive(v, weight, margin, precision):
    slope = accept_slope(weight * math.sqrt(v), precision)
    p = logistic(slope * margin)
    after = variance_after_answer(v, weight, slope, p)
    assert 0.0 <= after <= v
    assert after > 0.0 or v == 0.0
    assert variance_after_answer(v, weight, slope, 1.0) == v
    assert mean_after_answer(0.1, v, weight, slope, 1.0, True) == 0.1


@given(st.floats(-1.0, 1.0), st.floats(0.0, 0.3), st.floats(1.0, 100.0))
def test_accept_at_is_accept_probability(margin, spread, precision):
    assert accept_at(margin, accept_slope(spread, precision)) == accept_probability(margin, spread, precision)
    assert accept_at(0.0, precision) == 0.5
