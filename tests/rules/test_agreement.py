"""What an agreement is worth, given that the other side may break it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplomacy_abm.rules.agreement import (
    agreement_value,
    breach_cost,
    ceasefire_gain,
    concession_cost,
    inducement_left,
    perceived_breach,
    separable_gain,
)

unit = st.floats(0.0, 1.0)
stake = st.floats(-2.0, 2.0)


@given(unit, unit, unit, unit, unit)
def test_breach_cost_rises_with_guarantee_and_monitors(honour, deterrence, coverage, detection, monitored):
    cost = breach_cost(honour, deterrence, coverage, detection, monitored)
    assert cost >= honour
    assert breach_cost(honour, deterrence, 0.0, detection, 0.0) == honour
    assert breach_cost(honour, deterrence, 1.0, detection, 1.0) == pytest.approx(honour + deterrence + detection)


@given(unit, unit, stake, stake, st.floats(0.001, 2.0))
def test_perceived_breach_is_a_chance_that_guarantee_and_trust_lower(coverage, trust, keeping, breaking, temper):
    breach = perceived_breach(coverage, trust, keeping, breaking, temper)
    assert 0.0 <= breach <= 1.0
    assert perceived_breach(1.0, trust, keeping, breaking, temper) == 0.0
    assert perceived_breach(0.0, 0.0, keeping, breaking, temper) == 1.0
    assert perceived_breach(coverage, 1.0, keeping, breaking, temper) <= breach + 1e-12
    assert perceived_breach(coverage, trust, keeping + 0.1, breaking, temper) <= breach + 1e-12


@given(unit)
def test_powell_commitment_limit_of_the_perceived_breach(trust):
    """Powell (2006): as the temper falls, breach is feared fully exactly when breaking pays."""
    assert perceived_breach(0.0, trust, 0.5, 0.4, 0.001) == pytest.approx(1.0 - trust, abs=1e-9)
    assert perceived_breach(0.0, trust, 0.4, 0.5, 0.001) == pytest.approx(1.0, abs=1e-9)


@given(unit, unit, unit, stake, unit)
def test_agreement_lies_between_peace_and_betrayal(utility, inducement, breach, war, surprise):
    value = agreement_value(utility, inducement, breach, war, surprise)
    ends = (utility + inducement, war - surprise)
    assert min(ends) - 1e-12 <= value <= max(ends) + 1e-12
    assert agreement_value(utility, inducement, 0.0, war, surprise) == utility + inducement
    assert agreement_value(utility, inducement, 1.0, war, surprise) == pytest.approx(war - surprise)


@given(unit, st.floats(-0.5, 1.0), unit)
def test_concession_cost_is_zero_at_the_ideal_or_under_full_cover(rate, utility, cover):
    assert concession_cost(rate, utility, cover) >= 0.0
    assert concession_cost(rate, 1.0, cover) == 0.0
    assert concession_cost(rate, utility, 1.0) == 0.0
    assert concession_cost(rate, utility, cover) <= concession_cost(rate, utility, 0.0)


@given(unit, unit, unit, unit, stake, unit)
def test_ceasefire_gain_falls_with_every_fear(spared, cost, breach, surprise, shift, lost):
    gain = ceasefire_gain(spared, cost, breach, surprise, shift, lost)
    best = ceasefire_gain(spared, cost, 0.0, surprise, 0.0, 0.0)
    assert best == pytest.approx(spared * cost)
    assert gain <= best + 1e-12
    assert ceasefire_gain(spared, cost, breach, surprise, 0.7, lost) == ceasefire_gain(
        spared, cost, breach, surprise, 0.0, lost
    )


@given(unit, unit, unit, unit, unit, unit, unit)
def test_separable_gain_is_direct_gain_less_home_cost_under_trust(direct, spared, cost, surprise, cover, trust, home):
    gain = separable_gain(direct, spared, cost, surprise, cover, trust, home)
    assert gain <= direct + spared * cost - home + 1e-12
    assert separable_gain(direct, 0.0, cost, surprise, cover, 1.0, home) == pytest.approx(direct - home)
    assert separable_gain(direct, spared, cost, surprise, 1.0, trust, home) >= gain - 1e-12


@given(unit, unit)
def test_inducements_fade(amount, fade):
    assert 0.0 <= inducement_left(amount, fade) <= amount
    assert inducement_left(amount, 0.0) == amount
    assert inducement_left(amount, 1.0) == 0.0
