"""Packages on the contract curve, offers, and the mediator's text."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from diplomacy_abm.rules.offer import (
    egalitarian,
    expected_offer,
    indivisible_position,
    kalai_smorodinsky,
    linear_concession,
    nash_product,
    package_position,
)

unit = st.floats(0.0, 1.0)
weight = st.floats(0.01, 1.0)
GRID = [x / 1000 for x in range(1001)]


@given(unit, weight, unit, weight, unit, st.floats(1.01, 3.0))
def test_package_lies_between_the_ideals(q, s_a, ideal_a, s_b, ideal_b, curvature):
    x = package_position(q, s_a, ideal_a, s_b, ideal_b, curvature)
    assert min(ideal_a, ideal_b) - 1e-9 <= x <= max(ideal_a, ideal_b) + 1e-9
    assert package_position(0.0, s_a, ideal_a, s_b, ideal_b, curvature) == pytest.approx(ideal_a)
    assert package_position(1.0, s_a, ideal_a, s_b, ideal_b, curvature) == pytest.approx(ideal_b)


@given(unit, weight, unit, weight, unit)
def test_package_is_the_weighted_mean_for_curvature_two(q, s_a, ideal_a, s_b, ideal_b):
    mean = ((1 - q) * s_a * ideal_a + q * s_b * ideal_b) / ((1 - q) * s_a + q * s_b)
    assert package_position(q, s_a, ideal_a, s_b, ideal_b, 2.0) == pytest.approx(mean, abs=1e-9)


@given(st.floats(0.02, 0.98), weight, weight, st.floats(1.1, 3.0))
def test_edgeworth_package_maximises_the_weighted_sum(q, s_a, s_b, curvature):
    """No position on a grid does better for (1-q) U_A + q U_B."""

    def joint(x):
        return -(1 - q) * s_a * (1.0 - x) ** curvature - q * s_b * x**curvature

    x = package_position(q, s_a, 1.0, s_b, 0.0, curvature)
    assert joint(x) >= max(joint(y) for y in GRID) - 1e-9


@given(st.floats(0.0, 0.999), weight, unit, unit, st.floats(1.01, 3.0))
def test_raiffa_logrolling_leaves_an_issue_to_who_cares(q, salience, ideal_a, ideal_b, curvature):
    assert package_position(q, salience, ideal_a, 0.0, ideal_b, curvature) == pytest.approx(ideal_a)
    assert package_position(1.0 - q, 0.0, ideal_a, salience, ideal_b, curvature) == pytest.approx(ideal_b)


def test_package_at_the_ends_of_an_issue_nobody_weighs():
    assert package_position(0.3, 0.0, 1.0, 0.0, 0.0, 1.5) == 1.0
    assert package_position(0.7, 0.0, 1.0, 0.0, 0.0, 1.5) == 0.0


@given(unit, unit, unit, unit, unit)
def test_linear_concession_moves_in_its_turn(q, start, width, ideal_a, ideal_b):
    x = linear_concession(q, start, width, ideal_a, ideal_b)
    assert min(ideal_a, ideal_b) - 1e-12 <= x <= max(ideal_a, ideal_b) + 1e-12
    if q < start:
        assert x == pytest.approx(ideal_a)
    if q > start + width:
        assert x == pytest.approx(ideal_b)


@given(unit, weight, weight)
def test_indivisible_issue_goes_whole_where_the_weighted_sum_turns(q, s_a, s_b):
    """Fearon (1995): an issue that cannot be shared is conceded or kept."""
    assume(abs(q * (s_a + s_b) - s_a) > 1e-9)
    x = indivisible_position(q, s_a, s_b, 1.0, 0.0)
    assert x == (0.0 if q * s_b > (1.0 - q) * s_a else 1.0)
    assert indivisible_position(q, s_a, 0.0, 1.0, 0.0) == 1.0


@given(unit, st.floats(-1.0, 1.0), st.floats(-1.0, 1.0), unit)
def test_fearon_risk_return_offer(chance, agreed, war, concession):
    """Fearon (1995): a better offer for oneself is worth less if it is likelier refused."""
    value = expected_offer(chance, agreed, war, concession)
    assert min(agreed - concession, war) - 1e-12 <= value <= max(agreed - concession, war) + 1e-12
    assert expected_offer(0.0, agreed, war, concession) == war
    assert expected_offer(1.0, agreed, war, concession) == pytest.approx(agreed - concession)


@given(st.floats(0.1, 0.9), st.floats(0.02, 0.3), st.floats(0.02, 0.3), st.floats(-0.9, 0.9))
def test_nash_point_of_a_linear_frontier(p, cost_a, cost_b, bias):
    """Nash (1950): half of the bargaining range; with weights, the share (1+bias)/2 of it goes to side A."""
    low, high = p - cost_a, p + cost_b
    points = [low + (high - low) * x for x in GRID]
    best = max(points, key=lambda x: nash_product(x - low, high - x, bias))
    assert best == pytest.approx(low + (high - low) * 0.5 * (1.0 + bias), abs=0.0011 * (high - low))
    middle = max(points, key=lambda x: nash_product(x - low, high - x, 0.0))
    assert middle == pytest.approx(0.5 * (low + high), abs=1e-9)


@given(st.floats(-1.0, 1.0), st.floats(-1.0, 1.0), st.floats(-1.0, 1.0))
def test_nash_product_prefers_a_gain_for_both(gain_a, gain_b, bias):
    score = nash_product(gain_a, gain_b, bias)
    if min(gain_a, gain_b) <= 0.0:
        assert score == min(gain_a, gain_b)
    else:
        assert score > 0.0
        assert nash_product(gain_a, gain_b, 0.0) == pytest.approx((gain_a * gain_b) ** 0.5, rel=1e-9)
        assert score == pytest.approx(nash_product(gain_b, gain_a, -bias), rel=1e-9)


@given(st.floats(-1.0, 1.0), st.floats(-1.0, 1.0))
def test_egalitarian_is_the_smaller_gain(gain_a, gain_b):
    assert egalitarian(gain_a, gain_b) == min(gain_a, gain_b) == egalitarian(gain_b, gain_a)


@given(st.floats(0.05, 1.0), st.floats(0.05, 1.0))
def test_kalai_smorodinsky_point_of_a_linear_frontier(best_a, best_b):
    """Kalai & Smorodinsky (1975): both get the same share of their best; on a line, half of it."""
    share = max(GRID, key=lambda x: kalai_smorodinsky(best_a * x, best_b * (1.0 - x), best_a, best_b))
    assert share == pytest.approx(0.5)
    assert kalai_smorodinsky(best_a, best_b, best_a, best_b) == pytest.approx(1.0)
    assert kalai_smorodinsky(-0.2, 0.1, 0.0, best_b) == -0.2
