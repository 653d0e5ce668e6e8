"""What an agreement is worth, given that the other side may break it."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplomacy_abm.rules.agreement import (
    agreement_value,
    breach_cost,
    ceasefire_gain,
    concession_cost,
    coverage_at_risk,
    deal_weight,
    halted_advance,
    inducement_left,
    leaning_scale,
    perceived_breach,
    personal_share,
    separable_gain,
)
from diplomacy_abm.rules.compliance import kept_margin
from diplomacy_abm.rules.numeric import logistic, logit

unit = st.floats(0.0, 1.0)
stake = st.floats(-2.0, 2.0)


@given(unit, unit, unit, unit, unit)
def test_breach_cost_rises_with_guarantee_and_monitors(honour, deterrence, coverage, detection, monitored):
    cost = breach_cost(honour, deterrence, coverage, detection, monitored)
    assert cost >= honour
    assert breach_cost(honour, deterrence, 0.0, detection, 0.0) == honour
    assert breach_cost(honour, deterrence, 1.0, detection, 1.0) == pytest.approx(honour + deterrence + detection)
    assert breach_cost(honour, deterrence, coverage, 0.0, monitored) == pytest.approx(honour + deterrence * coverage)


@given(unit, unit)
def test_a_breaker_meets_the_others_coverage_or_loses_its_own(others, own):
    assert coverage_at_risk(others, own) == max(others, own) == coverage_at_risk(own, others)
    assert coverage_at_risk(others, 0.0) == others


@given(st.floats(0.0, 0.2), st.floats(0.0, 0.2), st.floats(0.0, 0.2))
def test_leaning_scale_is_that_of_the_hidden_terms(standing, cost, power):
    """A logistic of scale s has the standard deviation s π/√3: that of standing, cost and power together."""
    scale = leaning_scale(standing, cost, power)
    total = math.sqrt(standing**2 + cost**2 + power**2)
    assert scale == pytest.approx(max(math.sqrt(3.0) / math.pi * total, 1e-6))
    assert leaning_scale(standing, cost, -power) == scale
    assert leaning_scale(0.0, 0.0, 0.0) == 1e-6
    share = personal_share(standing, scale)
    assert 0.0 <= share <= 1.0
    if total > 1e-3:
        assert share == pytest.approx(standing**2 / total**2, abs=1e-9)
    assert personal_share(0.0, scale) == 0.0
    assert personal_share(0.1, leaning_scale(0.1, 0.0, 0.0)) == pytest.approx(1.0)
    assert personal_share(5.0, 1e-6) == 1.0


@given(st.floats(-0.5, 0.5), st.floats(0.01, 0.3), st.floats(-3.0, 3.0))
def test_parties_expect_the_breaches_that_the_rule_makes(margin, scale, trust):
    """The share of leanings u with which the rule of keeping puts an agreement in danger is what is feared."""
    feared = perceived_breach(margin, scale, trust)
    n = 2000
    broken = sum(kept_margin(margin, scale, logit((x + 0.5) / n) + trust) < 0.0 for x in range(n))
    assert feared == pytest.approx(broken / n, abs=1.0 / n)


@given(stake, st.floats(0.01, 1.0), st.floats(-4.0, 4.0))
def test_perceived_breach_is_a_chance_that_margin_and_trust_lower(margin, scale, trust):
    breach = perceived_breach(margin, scale, trust)
    assert 0.0 <= breach <= 1.0
    assert perceived_breach(margin + 0.1, scale, trust) <= breach
    assert perceived_breach(margin, scale, trust + 0.1) <= breach
    assert perceived_breach(0.0, scale, trust) == pytest.approx(1.0 - logistic(trust))


@given(st.floats(-4.0, 4.0))
def test_powell_commitment_limit_of_the_perceived_breach(trust):
    """Powell (2006): where all is known, breach is feared exactly when breaking pays."""
    sure = leaning_scale(0.0, 0.0, 0.0)
    assert perceived_breach(0.1, sure, trust) == pytest.approx(0.0, abs=1e-9)
    assert perceived_breach(-0.1, sure, trust) == pytest.approx(1.0, abs=1e-9)


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


@given(unit, st.floats(0.0, 3.0), unit)
def test_who_advances_loses_by_a_halt_and_who_retreats_gains(weight, momentum, ground):
    """What one side gives up is what the other is spared."""
    lost = halted_advance(weight, momentum, ground)
    assert lost >= 0.0
    assert halted_advance(weight, -momentum, -ground) == -lost
    assert halted_advance(weight, 0.0, 0.0) == 0.0
    assert halted_advance(0.0, momentum, ground) == ground
    assert halted_advance(weight, momentum, 0.0) == pytest.approx(weight * momentum)


@given(unit, unit, unit, unit, stake, unit)
def test_ceasefire_gain_falls_with_every_fear(spared, cost, breach, surprise, shift, halted):
    gain = ceasefire_gain(spared, cost, breach, surprise, shift, halted)
    best = ceasefire_gain(spared, cost, 0.0, surprise, 0.0, 0.0)
    assert best == pytest.approx(spared * cost)
    assert gain <= best + 1e-12
    assert ceasefire_gain(spared, cost, breach, surprise, 0.7, halted) == ceasefire_gain(
        spared, cost, breach, surprise, 0.0, halted
    )
    falling = ceasefire_gain(spared, cost, breach, surprise, -0.2, halted)
    assert falling == pytest.approx(ceasefire_gain(spared, cost, breach, surprise, 0.0, halted) - 0.2)
    assert ceasefire_gain(spared, cost, 1.0, surprise, 0.0, halted) == pytest.approx(-0.6 * surprise)
    stopped = ceasefire_gain(spared, cost, 0.0, surprise, 0.0, halted)
    assert stopped == pytest.approx(best - halted)
    assert ceasefire_gain(spared, cost, 0.0, surprise, 0.0, -halted) == pytest.approx(best + halted)


@given(unit, unit, unit, unit, unit, unit)
def test_separable_gain_is_direct_gain_less_home_cost_under_trust(direct, spared, cost, surprise, trust, home):
    gain = separable_gain(direct, spared, cost, surprise, trust, home)
    assert gain <= direct + spared * cost - home + 1e-12
    assert separable_gain(direct, 0.0, cost, surprise, 1.0, home) == pytest.approx(direct - home)
    assert separable_gain(direct, 0.0, 0.0, 0.0, trust, home) == direct - home
    assert separable_gain(direct, spared, cost, surprise, min(trust + 0.2, 1.0), home) >= gain
    assert gain - separable_gain(direct, spared, cost, surprise + 1.0, trust, home) == pytest.approx(
        0.25 * (1.0 - trust), abs=1e-9
    )
    assert separable_gain(direct, spared, cost, surprise, trust, home + 0.1) == pytest.approx(gain - 0.1)


@given(unit, unit, st.floats(0.001, 1.0))
def test_a_deal_weighs_by_what_it_spares(direct, spared, cost):
    weight = deal_weight(direct, spared, cost)
    assert 0.0 <= weight <= 1.0
    assert deal_weight(0.0, spared, cost) == pytest.approx(spared)
    assert deal_weight(0.0, 0.0, cost) == 0.0
    assert deal_weight(0.5 * cost, 0.0, cost) == pytest.approx(0.5)
    assert deal_weight(0.2 * cost, 0.3, cost) == pytest.approx(0.5)
    assert deal_weight(direct + cost, spared, cost) == 1.0
    assert deal_weight(direct, spared, 2.0 * cost) <= weight + 1e-12
    assert deal_weight(direct, spared, 0.0) == 1.0


@given(unit, unit)
def test_inducements_fade(amount, fade):
    assert 0.0 <= inducement_left(amount, fade) <= amount
    assert inducement_left(amount, 0.0) == amount
    assert inducement_left(amount, 1.0) == 0.0
