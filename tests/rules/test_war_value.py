"""What the parties want and what war is worth to them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplomacy_abm.rules.war_value import (
    burden,
    interval_shift,
    issue_loss,
    lasting,
    lottery_position,
    moving_average,
    war_cost,
    weeks_to_end,
)

unit = st.floats(0.0, 1.0, allow_subnormal=False)


@given(unit, unit, unit, st.floats(1.0, 3.0))
def test_issue_loss_is_zero_at_the_ideal_and_bounded(position, ideal, salience, curvature):
    loss = issue_loss(position, ideal, salience, curvature)
    assert 0.0 <= loss <= salience + 1e-12
    assert issue_loss(ideal, ideal, salience, curvature) == 0.0
    assert loss == pytest.approx(issue_loss(ideal, position, salience, curvature))
    assert issue_loss(position, ideal, salience, 1.0) == pytest.approx(salience * abs(position - ideal))


@given(unit, unit, unit)
def test_lottery_lies_between_the_ideals(p, ideal_a, ideal_b):
    x = lottery_position(p, ideal_a, ideal_b)
    assert min(ideal_a, ideal_b) - 1e-12 <= x <= max(ideal_a, ideal_b) + 1e-12
    assert lottery_position(1.0, ideal_a, ideal_b) == ideal_a
    assert lottery_position(0.0, ideal_a, ideal_b) == ideal_b


@given(st.floats(0.05, 0.95), st.floats(0.005, 0.3), st.floats(0.005, 0.3), unit)
def test_fearon_bargaining_range(p, cost_a, cost_b, x):
    """Fearon (1995): one issue, risk neutral: both prefer x to war exactly when p - c_A <= x <= p + c_B."""
    war_a = 1.0 - issue_loss(lottery_position(p, 1.0, 0.0), 1.0, 1.0, 1.0) - war_cost(cost_a, 1.0, 0.0, 0.25)
    war_b = 1.0 - issue_loss(lottery_position(p, 1.0, 0.0), 0.0, 1.0, 1.0) - war_cost(cost_b, 1.0, 0.0, 0.25)
    gain_a = 1.0 - issue_loss(x, 1.0, 1.0, 1.0) - war_a
    gain_b = 1.0 - issue_loss(x, 0.0, 1.0, 1.0) - war_b
    assert gain_a == pytest.approx(x - (p - cost_a), abs=1e-9)
    assert gain_b == pytest.approx((p + cost_b) - x, abs=1e-9)
    assert gain_a + gain_b == pytest.approx(cost_a + cost_b, abs=1e-9)


@given(st.floats(0.0, 20.0), st.floats(0.0, 20.0), st.floats(0.0, 20.0))
def test_burden_is_one_at_the_start_and_keeps_its_floor(hurt, weariness, floor):
    assert burden(1.0, 1.0, 0.0) == 1.0
    assert burden(hurt, weariness, floor) >= floor
    assert burden(hurt, weariness, floor) == max(0.5 * (hurt + weariness), floor)


@given(st.floats(0.005, 0.95), st.floats(0.0, 10.0), st.floats(-1.0, 2.0), st.floats(0.0, 0.9))
def test_war_cost_falls_with_support_and_rises_with_the_burden(cost, weight, support, shield):
    assert war_cost(cost, 1.0, 0.0, shield) == cost
    assert 0.0 <= war_cost(cost, weight, support, shield) <= cost * weight
    assert war_cost(cost, weight + 1.0, support, shield) >= war_cost(cost, weight, support, shield)
    assert war_cost(cost, weight, 1.0, shield) <= war_cost(cost, weight, support, shield) + 1e-12


def shifted(before, after, discount, wait, interval):
    """The shift with what is left of a value worked out from a weekly discount factor."""
    return interval_shift(before, after, discount**wait, discount**interval, discount ** (wait + interval))


@given(unit, unit, st.floats(0.9, 1.0), st.floats(0.0, 104.0), st.floats(0.0, 26.0))
def test_powell_shift_is_that_of_one_interval(before, after, discount, wait, interval):
    """Powell (2006): what counts is how much power moves while terms cannot be changed."""
    shift = shifted(before, after, discount, wait, interval)
    assert shifted(before, after, discount, 0.0, 0.0) == pytest.approx(after - before)
    assert abs(shift) <= abs(after - before) + 1e-12
    assert shift * (after - before) >= 0.0
    assert shifted(before, before, discount, wait, interval) == 0.0
    if after > before:
        outweighed = max(discount**interval * after - before, 0.0)
        assert shift == pytest.approx(discount**wait * outweighed, abs=1e-9)
    else:
        assert shift == pytest.approx(discount ** (wait + interval) * (after - before), abs=1e-9)


def test_powell_a_slow_shift_blocks_less_than_the_same_shift_at_once():
    """The same rise in eight quarters, of which the largest counts, and within one."""
    slow = [shifted(0.4 + 0.025 * h, 0.425 + 0.025 * h, 0.995, 13.0 * h, 13.0) for h in range(8)]
    fast = shifted(0.4, 0.6, 0.995, 0.0, 13.0)
    assert max(slow) < 0.05 * fast
    assert shifted(0.4, 0.405, 0.995, 0.0, 13.0) == 0.0


@given(st.floats(0.1, 0.9), st.floats(0.91, 1.0), st.floats(1e-4, 0.05), st.floats(0.9, 0.999))
def test_a_war_that_ends_soon_costs_less(front, bound, drift, discount):
    """Bennett & Stam (1996), Slantchev (2003): the cost of war runs to its expected end."""
    weeks = weeks_to_end(front, bound, drift)
    assert weeks == pytest.approx(min((bound - front) / drift, 5200.0))
    assert weeks_to_end(1.0 - front, bound, -drift) == pytest.approx(weeks)
    assert weeks_to_end(front, bound, 2.0 * drift) <= weeks
    assert weeks_to_end(front, bound, 0.0) == 5200.0
    assert weeks_to_end(1.0, bound, drift) == 0.0
    assert weeks_to_end(0.0, bound, -drift) == 0.0
    assert lasting(discount, 0.0) == 0.0
    assert 0.0 <= lasting(discount, weeks) <= lasting(discount, weeks + 10.0) <= 1.0
    assert lasting(discount, 5200.0) == pytest.approx(1.0, abs=0.01)
    assert lasting(discount, weeks) == pytest.approx(1.0 - discount**weeks, abs=1e-9)


def test_cost_to_the_end_is_the_sum_of_the_discounted_weeks():
    flow = sum(0.995**week for week in range(100)) * (1.0 - 0.995)
    assert lasting(0.995, 100.0) == pytest.approx(flow)


@given(st.floats(-10.0, 10.0), st.floats(-10.0, 10.0), unit)
def test_moving_average_lies_between_old_and_new(value, observed, rate):
    mean = moving_average(value, observed, rate)
    assert min(value, observed) - 1e-9 <= mean <= max(value, observed) + 1e-9
    assert moving_average(value, observed, 0.0) == value
    assert moving_average(value, observed, 1.0) == pytest.approx(observed, abs=1e-12)
