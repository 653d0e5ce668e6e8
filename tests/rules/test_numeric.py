"""Elementary functions against the library, on the range they promise."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from diplomacy_abm.rules.numeric import (
    clip,
    exp,
    in_middle,
    log,
    logistic,
    logit,
    normal_middle,
    per_step,
    positive,
    power,
    share_of,
    standard_normal,
)

reals = st.floats(-1e6, 1e6)


@given(reals, reals, st.floats(0.0, 1e6))
def test_clip_stays_within_bounds(x, low, width):
    y = clip(x, low, low + width)
    assert low <= y <= low + width
    assert y == x or x < low or x > low + width


def test_a_share_is_at_most_the_whole():
    assert [share_of(x, 4.0) for x in (-1.0, 0.0, 1.0, 4.0, 9.0)] == [0.0, 0.0, 0.25, 1.0, 1.0]


@given(reals)
def test_positive_is_the_larger_of_x_and_zero(x):
    assert positive(x) == max(x, 0.0)


@given(st.floats(-60.0, 60.0))
def test_exp_agrees_with_the_library(x):
    assert exp(x) == pytest.approx(math.exp(x), rel=1e-12)


def test_exp_of_zero_is_one_exactly_and_the_ends_are_clipped():
    assert exp(0.0) == 1.0
    assert exp(1e9) == exp(60.0)
    assert exp(-1e9) == exp(-60.0) > 0.0


@given(st.floats(1e-300, 1e300))
def test_log_agrees_with_the_library(x):
    assert log(x) == pytest.approx(math.log(x), rel=1e-15, abs=1e-16) or abs(log(x) - math.log(x)) < 3e-16 * max(
        1.0, abs(math.log(x))
    )


def test_log_of_one_is_zero_exactly_and_the_lower_end_is_clipped():
    assert log(1.0) == 0.0
    assert log(0.0) == log(1e-300)


@given(st.floats(1e-6, 1e3), st.floats(0.0, 8.0))
def test_power_agrees_with_the_library(x, a):
    assert power(x, a) == pytest.approx(math.pow(x, a) if abs(a * math.log(x)) <= 60 else exp(a * log(x)), rel=1e-11)


@given(st.floats(0.0, 1e3))
def test_power_of_one_and_of_zero(x):
    assert power(x, 1.0) == x
    assert power(0.0, 0.5) == 0.0
    assert power(0.0, 0.0) == 1.0


@given(st.floats(-1e4, 1e4), st.floats(0.0, 10.0))
def test_logistic_is_symmetric_and_increasing(x, step):
    assert 0.0 < logistic(x) <= 1.0
    assert logistic(x) + logistic(-x) == pytest.approx(1.0, abs=1e-12)
    assert logistic(x + step) >= logistic(x) - 1e-12
    assert logistic(0.0) == 0.5


@given(st.floats(1e-6, 1.0 - 1e-6))
def test_logit_undoes_logistic(p):
    assert logistic(logit(p)) == pytest.approx(p, rel=1e-10)


def test_logit_is_finite_at_the_ends():
    assert logit(0.0) == pytest.approx(math.log(1e-9), rel=1e-6)
    assert logit(1.0) == pytest.approx(-math.log(1e-9), rel=1e-6)


@given(st.floats(0.0, 0.99), st.integers(1, 14))
def test_per_step_compounds_to_the_weekly_rate(rate, days):
    stepped = per_step(rate, float(days))
    assert 0.0 <= stepped < 1.0
    assert per_step(rate, 7.0) == rate
    assert (1.0 - stepped) ** (7.0 / days) == pytest.approx(1.0 - rate, rel=1e-9)


@given(st.floats(1e-15, 1.0 - 1e-15))
def test_normal_quantile_agrees_with_scipy(u):
    """Wichura (1988), algorithm AS 241, the seven-figure variant."""
    assert standard_normal(u) == pytest.approx(norm.ppf(u), abs=1e-6)


@given(st.floats(-0.5, 0.5))
def test_the_middle_of_the_normal_quantile_holds_where_it_says(q):
    """The flat loop over lines takes the middle for all and mends the tails."""
    assert in_middle(q) == (abs(q) < 0.425)
    if in_middle(q):
        assert normal_middle(q) == pytest.approx(norm.ppf(0.5 + q), abs=1e-6)


@given(st.floats(0.0001, 0.5))
def test_normal_quantile_is_odd_about_one_half(u):
    assert standard_normal(0.5) == 0.0
    assert standard_normal(u) == pytest.approx(-standard_normal(1.0 - u), abs=1e-9)
