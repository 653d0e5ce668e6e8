"""What each move is worth: special cases, and the direction of every argument."""

import inspect
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplomacy_abm.rules.move_value import (
    convene_value,
    court_value,
    cut_back_value,
    formulate_value,
    guarantee_value,
    hand_over_value,
    lever_value,
    offensive_value,
    pledge_value,
    press_to_talk_value,
    relieve_value,
    restrain_value,
    sanction_value,
    shuttle_value,
    strike_value,
    surge_value,
    threaten_value,
    walk_out_value,
)

unit = st.floats(0.0, 1.0)

RISES = {
    strike_value: ("gain", "hawkishness"),
    offensive_value: ("ground", "hawkishness"),
    restrain_value: ("praise", "hope", "support"),
    court_value: ("gain", "worth"),
    threaten_value: ("gain", "hawkishness"),
    walk_out_value: ("gain", "hawkishness"),
    pledge_value: ("gain", "support", "need", "rival"),
    surge_value: ("gain", "support", "danger"),
    cut_back_value: ("burden",),
    sanction_value: ("support", "escalation"),
    relieve_value: ("gain", "restraint", "tie", "level"),
    press_to_talk_value: ("gain", "grip", "absent"),
    guarantee_value: ("gain", "prospect"),
    shuttle_value: ("gain", "stake", "credibility", "silence"),
    convene_value: ("after", "honour"),
    formulate_value: ("gain", "stake", "credibility", "prospect"),
    lever_value: ("stake", "slope"),
    hand_over_value: ("gain", "other"),
}
FALLS = {
    strike_value: ("war_cost", "retaliation", "support", "disapproval", "push"),
    offensive_value: ("war_cost", "losses", "push"),
    restrain_value: ("exposure", "push"),
    court_value: ("support", "cost"),
    threaten_value: ("war_cost", "retaliation", "cost"),
    walk_out_value: ("refusal", "hope", "cost"),
    pledge_value: ("filled", "cost"),
    surge_value: ("cost",),
    cut_back_value: ("alliance", "cost"),
    sanction_value: ("tie", "level", "cost"),
    relieve_value: ("cost",),
    press_to_talk_value: ("cost",),
    guarantee_value: ("cost",),
    shuttle_value: ("cost",),
    convene_value: ("before", "cost"),
    formulate_value: ("cost",),
    lever_value: ("commerce", "tie", "lean", "cost"),
    hand_over_value: ("own", "honour", "cost"),
}


def names_of(rule):
    return list(inspect.signature(rule).parameters)


@pytest.mark.parametrize("rule", list(RISES), ids=lambda rule: rule.__name__)
@given(data=st.data())
def test_move_values_are_finite_and_move_the_right_way(rule, data):
    given_values = {name: data.draw(unit) for name in names_of(rule)}
    value = rule(**given_values)
    assert math.isfinite(value)
    for name in RISES[rule]:
        assert rule(**{**given_values, name: given_values[name] + 0.25}) >= value - 1e-12
    for name in FALLS[rule]:
        assert rule(**{**given_values, name: given_values[name] + 0.25}) <= value + 1e-12


@pytest.mark.parametrize("rule", [r for r in RISES if "cost" in names_of(r)], ids=lambda rule: rule.__name__)
@given(cost=unit)
def test_without_any_motive_a_move_is_worth_its_cost_at_most(rule, cost):
    """With every goal at zero nothing is gained, so that an actor without goals does nothing."""
    nothing = dict.fromkeys(names_of(rule), 0.0)
    assert rule(**{**nothing, "cost": cost}) == pytest.approx(-cost)


@given(unit, unit, unit)
def test_schelling_strike_is_its_gain_for_security_alone(gain, hawkishness, cost):
    """Schelling (1966): the power to hurt, against what comes back."""
    assert strike_value(1.0, 0.0, 0.0, 0.0, gain, hawkishness, cost, 1.0, 1.0, 1.0, 1.0) == gain * (0.5 + hawkishness)


@given(unit, unit, unit)
def test_osgood_restraint_earns_peace_and_hope(exposure, praise, hope):
    """Osgood (1962): a pause (push < 0) is worth more to who wants peace or a deal."""
    bare = restrain_value(1.0, 0.0, 0.0, 0.0, exposure, 1.0, praise, -0.1, hope)
    assert bare == -exposure
    assert restrain_value(1.0, 0.0, 1.0, 0.0, exposure, 1.0, praise, -0.1, hope) > bare
    assert restrain_value(1.0, 0.0, 0.0, 1.0, exposure, 1.0, praise, -0.1, hope) >= bare


@given(unit, unit, unit)
def test_courting_a_full_supporter_costs_and_gains_nothing(gain, worth, cost):
    assert court_value(1.0, gain, 1.0, worth, cost) == -cost


@given(unit, unit, unit, unit)
def test_pledging_beyond_capacity_gains_nothing(gain, need, rival, cost):
    assert pledge_value(1.0, gain, 1.0, need, 1.0, rival, cost) == -cost


@given(unit, unit, unit)
def test_sanctions_at_full_level_gain_nothing_and_none_need_easing(gain, escalation, cost):
    assert sanction_value(1.0, 0.0, gain, 1.0, escalation, 0.5, 1.0, cost) == -cost
    assert relieve_value(1.0, 1.0, gain, 1.0, 1.0, 0.0, cost) == -cost


@given(unit, unit, unit)
def test_a_guarantee_already_given_costs_and_gains_nothing(gain, prospect, cost):
    assert guarantee_value(1.0, gain, 0.0, prospect, cost) == -cost


@given(unit, unit, unit, unit)
def test_no_credibility_no_leverage_no_value_of_mediating(gain, stake, other, cost):
    assert shuttle_value(1.0, gain, stake, 0.0, other, cost) == -cost
    assert formulate_value(1.0, gain, stake, 0.0, other, cost) == -cost
    assert lever_value(1.0, 1.0, stake, 5.0, 0.0, 1.0, 1.0, cost) == -cost
    assert hand_over_value(1.0, 0.0, gain, other, 0.0, 0.0, cost) == pytest.approx(-cost)


@given(unit, unit, unit)
def test_kydd_lever_against_the_favoured_side_costs_more(stake, amount, lean):
    """Kydd (2003): a biased mediator does not like to lean on its own side; leaning the other way is free."""
    free = lever_value(1.0, 0.0, stake, 5.0, amount, 0.0, -lean, 0.0)
    assert free == lever_value(1.0, 0.0, stake, 5.0, amount, 0.0, 0.0, 0.0)
    assert lever_value(1.0, 0.0, stake, 5.0, amount, 0.0, lean, 0.0) <= free


def test_convening_is_worth_the_rise_of_the_chance_that_both_come():
    assert convene_value(1.0, 0.0, 0.5, 0.4, 0.1, 0.3, 1.0, 0.0) == pytest.approx(0.5 * 0.2 * 0.4)
    assert convene_value(1.0, 0.0, 0.5, 0.4, 0.3, 0.3, 1.0, 0.02) == -0.02
