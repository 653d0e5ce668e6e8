"""The Richardson pair."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from diplomacy_abm.rules.escalation import grievance, is_stable, richardson

unit = st.floats(0.0, 1.0)
fatigue = st.floats(0.01, 2.5)
reaction = st.floats(0.0, 1.5)


@given(unit, unit, reaction, reaction, st.floats(0.01, 1.9), st.floats(0.01, 1.9))
def test_richardson_fixed_point(rest_i, rest_j, k_i, k_j, a_i, a_j):
    """Richardson (1960): with these grievances the resting levels are the fixed point."""
    g = grievance(rest_i, rest_j, k_i, a_i)
    h = grievance(rest_j, rest_i, k_j, a_j)
    assert richardson(rest_i, rest_j, k_i, a_i, g, 0.0) == pytest.approx(rest_i, abs=1e-12)
    assert richardson(rest_j, rest_i, k_j, a_j, h, 0.0) == pytest.approx(rest_j, abs=1e-12)
    assert grievance(0.0, 0.0, k_i, a_i) == 0.0


def spectral_radius(k_i, k_j, a_i, a_j):
    middle = 1.0 - 0.5 * (a_i + a_j)
    root = math.sqrt(0.25 * (a_i - a_j) ** 2 + k_i * k_j)
    return max(abs(middle + root), abs(middle - root))


@given(reaction, reaction, fatigue, fatigue)
def test_richardson_stability_boundary(k_i, k_j, a_i, a_j):
    """Richardson (1960): stable when fatigue outweighs reaction; in steps also when it does not overshoot."""
    radius = spectral_radius(k_i, k_j, a_i, a_j)
    assume(abs(radius - 1.0) > 1e-9)
    assert is_stable(k_i, k_j, a_i, a_j) == (radius < 1.0)


@pytest.mark.parametrize(("k", "returns"), [(0.20, True), (0.30, False)])
def test_richardson_pair_returns_or_runs_away(k, returns):
    a, rest = 0.25, 0.4
    g = grievance(rest, rest, k, a)
    x = y = rest + 0.01
    for _ in range(400):
        x, y = richardson(x, y, k, a, g, 0.0), richardson(y, x, k, a, g, 0.0)
    assert is_stable(k, k, a, a) is returns
    assert (abs(x - rest) < 1e-3) is returns
    assert x == y


@given(unit, unit, reaction, st.floats(0.01, 1.9), st.floats(-2.0, 2.0), st.floats(-1.0, 1.0), unit)
def test_escalation_stays_in_bounds_and_rises_with_the_push(own, other, k, a, g, push, more):
    level = richardson(own, other, k, a, g, push)
    assert 0.0 <= level <= 1.0
    assert richardson(own, other, k, a, g, push + more) >= level
    assert richardson(own, 1.0, k, a, g, push) >= level
