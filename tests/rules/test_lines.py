"""Circumstances that last: lines of policy and standing at home."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplomacy_abm.rules.lines import line_step, persistence, standing_step

share = st.floats(0.0, 0.999)
level = st.floats(-4.0, 4.0)


@given(st.floats(1.0, 260.0), st.floats(1.0, 31.0))
def test_half_is_left_after_a_half_life(half_life, days):
    keep = persistence(half_life, days)
    assert 0.0 < keep < 1.0
    assert persistence(half_life, 7.0 * half_life) == pytest.approx(0.5)
    assert persistence(half_life, 14.0 * half_life) == pytest.approx(0.25)
    assert persistence(half_life, days) ** 2 == pytest.approx(persistence(half_life, 2.0 * days))
    assert persistence(2.0 * half_life, days) > keep


def test_a_half_life_of_twenty_weeks_keeps_nearly_all_of_a_week():
    assert persistence(20.0, 7.0) == pytest.approx(0.96594, abs=1e-5)
    assert persistence(1e9, 7.0) == pytest.approx(1.0)


@given(level, share, level)
def test_a_line_keeps_its_stationary_law(x, keep, shock):
    """The variance of ρx + √(1-ρ²)ε is 1 when x and ε are independent with variance 1; the mean stays 0."""
    assert line_step(x, keep, 0.0) == keep * x
    assert line_step(x, 0.0, shock) == shock
    from_x = line_step(1.0, keep, 0.0)
    from_shock = line_step(0.0, keep, 1.0)
    assert from_x**2 + from_shock**2 == pytest.approx(1.0)
    assert line_step(x, keep, shock) == pytest.approx(x * from_x + shock * from_shock)


@given(st.floats(-1.0, 1.0), share, st.floats(0.0, 0.2), level, st.floats(-1.0, 1.0))
def test_standing_decays_to_its_pull(standing, keep, spread, shock, pull):
    after = standing_step(standing, keep, spread, 0.0, pull)
    assert abs(after - pull) == pytest.approx(keep * abs(standing - pull), abs=1e-12)
    assert standing_step(pull, keep, spread, 0.0, pull) == pytest.approx(pull)
    shaken = standing_step(standing, keep, spread, shock, pull) - after
    assert shaken == pytest.approx(spread * math.sqrt(1.0 - keep * keep) * shock, abs=1e-12)


def test_standing_has_the_half_life_it_is_given():
    u = 1.0
    keep = persistence(20.0, 7.0)
    for _ in range(20):
        u = standing_step(u, keep, 0.05, 0.0, 0.0)
    assert u == pytest.approx(0.5)
