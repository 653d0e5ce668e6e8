"""Keeping and breaking agreements."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplomacy_abm.rules.compliance import breach_hazard, ceasefire_margin, settlement_margin, truce_margin
from diplomacy_abm.rules.numeric import logistic

stake = st.floats(-2.0, 2.0)
unit = st.floats(0.0, 1.0)


@given(stake, st.floats(0.1, 2.0), st.floats(1.0, 520.0))
def test_hazard_is_a_chance_that_falls_with_the_margin(margin, temper, horizon):
    hazard = breach_hazard(margin, temper, horizon)
    assert 0.0 <= hazard < 1.0
    assert breach_hazard(margin + 0.1, temper, horizon) <= hazard + 1e-12


@given(st.floats(-1.0, 1.0), st.floats(0.05, 2.0), st.sampled_from([4, 13, 52]))
def test_survival_over_the_horizon_is_the_logit_of_the_margin(margin, temper, horizon):
    hazard = breach_hazard(margin, temper, float(horizon))
    assert (1.0 - hazard) ** horizon == pytest.approx(logistic(margin / temper), rel=1e-8)


def test_a_weekly_logit_would_compound():
    """A margin of a quarter of the stake survives a year four times in five, not in every other case."""
    assert (1.0 - breach_hazard(0.25, 0.2, 52.0)) ** 52 == pytest.approx(logistic(1.25), rel=1e-9)
    assert logistic(1.25) ** 52 < 0.001


@given(unit, unit, stake, unit)
def test_settlement_margin_rises_one_for_one_with_the_breach_cost(utility, inducement, war, cost):
    margin = settlement_margin(utility, inducement, war, cost)
    assert settlement_margin(utility, inducement, war, cost + 0.5) == pytest.approx(margin + 0.5)
    assert settlement_margin(utility, inducement, war + 0.5, cost) == pytest.approx(margin - 0.5)


@given(unit, unit, unit, unit)
def test_ceasefire_margin_falls_with_a_coming_shift(spared, cost, broken, shift):
    margin = ceasefire_margin(spared, cost, broken, shift)
    assert margin <= ceasefire_margin(spared, cost, broken, 0.0)
    assert ceasefire_margin(spared, cost, broken, 0.0) == pytest.approx(0.5 * spared * cost + broken)


@given(unit, unit, unit, unit)
def test_truce_margin_rises_with_monitors(gain, honour, detection, monitored):
    margin = truce_margin(gain, honour, detection, monitored)
    assert margin >= gain
    assert truce_margin(gain, honour, detection, 0.0) == pytest.approx(gain + 0.5 * honour)
    assert truce_margin(gain, honour, detection, 1.0) >= margin
