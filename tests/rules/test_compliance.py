"""Keeping and breaking agreements."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplomacy_abm.rules.agreement import perceived_breach
from diplomacy_abm.rules.compliance import (
    breach_chance,
    ceasefire_margin,
    inherited_leaning,
    kept_margin,
    settlement_margin,
    truce_hazard,
    truce_margin,
)
from diplomacy_abm.rules.numeric import logistic, logit

stake = st.floats(-2.0, 2.0)
unit = st.floats(0.0, 1.0)


@given(st.floats(-0.3, 0.3), st.floats(0.01, 0.3), st.floats(-2.0, 2.0))
def test_share_in_danger_is_the_breach_that_is_feared(margin, scale, trust):
    n = 1000
    leanings = [logit((x + 0.5) / n) + trust for x in range(n)]
    danger = sum(breach_chance(kept_margin(margin, scale, leaning), 1.0) for leaning in leanings) / n
    assert danger == pytest.approx(perceived_breach(margin, scale, trust), abs=1.0 / n)
    assert kept_margin(margin, 0.0, trust) == margin
    assert kept_margin(margin, scale, 0.0) == margin


@given(stake, st.floats(1.0, 520.0))
def test_nobody_breaks_what_it_gains_by(kept, horizon):
    chance = breach_chance(kept, horizon)
    assert chance == (1.0 / horizon if kept < 0.0 else 0.0)
    assert breach_chance(0.0, horizon) == 0.0
    assert 0.0 <= chance <= 1.0


def test_vaupel_hazard_of_all_falls_with_age():
    """Vaupel et al. (1979): those ready to break go first, so what is left is broken less and less often."""
    n, horizon = 400, 52.0
    alive = [1.0] * n
    hazards = []
    for _ in range(10):
        chances = [breach_chance(kept_margin(0.05, 0.1, logit((x + 0.5) / n)), horizon) for x in range(n)]
        hazards.append(sum(a * h for a, h in zip(alive, chances, strict=True)) / sum(alive))
        for _ in range(26):
            alive = [a * (1.0 - h) for a, h in zip(alive, chances, strict=True)]
    assert all(later < sooner for sooner, later in pairwise(hazards))
    assert hazards[-1] < 0.1 * hazards[0]


@given(st.floats(-8.0, 8.0), st.floats(-3.0, 3.0), unit, st.floats(-8.0, 8.0))
def test_a_new_leader_inherits_the_countrys_part(leaning, trust, personal, drawn):
    after = inherited_leaning(leaning, trust, personal, drawn)
    assert inherited_leaning(leaning, trust, 0.0, drawn) == pytest.approx(leaning)
    assert inherited_leaning(leaning, trust, 1.0, drawn) == pytest.approx(trust + drawn)
    assert inherited_leaning(leaning + 1.0, trust, personal, drawn) - after == pytest.approx(
        math.sqrt(1.0 - personal), abs=1e-9
    )
    kept = inherited_leaning(trust + 1.0, trust, personal, 0.0) - trust
    new = inherited_leaning(trust, trust, personal, 1.0) - trust
    assert kept**2 + new**2 == pytest.approx(1.0)


@given(stake, st.floats(0.1, 2.0), st.floats(1.0, 520.0))
def test_hazard_is_a_chance_that_falls_with_the_margin(margin, temper, horizon):
    hazard = truce_hazard(margin, temper, horizon)
    assert 0.0 <= hazard < 1.0
    assert truce_hazard(margin + 0.1, temper, horizon) <= hazard + 1e-12


@given(st.floats(-1.0, 1.0), st.floats(0.05, 2.0), st.sampled_from([4, 13, 52]))
def test_survival_over_the_horizon_is_the_logit_of_the_margin(margin, temper, horizon):
    hazard = truce_hazard(margin, temper, float(horizon))
    assert (1.0 - hazard) ** horizon == pytest.approx(logistic(margin / temper), rel=1e-8)


def test_a_weekly_logit_would_compound():
    """A margin of a quarter of the stake survives a year four times in five, not in every other case."""
    assert (1.0 - truce_hazard(0.25, 0.2, 52.0)) ** 52 == pytest.approx(logistic(1.25), rel=1e-9)
    assert logistic(1.25) ** 52 < 0.001


@given(unit, unit, stake, unit, unit)
def test_settlement_margin_rises_one_for_one_with_the_breach_cost(utility, inducement, war, strike, cost):
    margin = settlement_margin(utility, inducement, war, strike, cost)
    assert settlement_margin(utility, inducement, war, strike, cost + 0.5) == pytest.approx(margin + 0.5)
    assert settlement_margin(utility, inducement, war + 0.5, strike, cost) == pytest.approx(margin - 0.5)
    assert settlement_margin(utility, inducement, war, strike + 0.5, cost) == pytest.approx(margin - 0.5)
    assert settlement_margin(utility + 0.5, inducement, war, strike, cost) == pytest.approx(margin + 0.5)
    assert settlement_margin(utility, inducement + 0.5, war, strike, cost) == pytest.approx(margin + 0.5)


def test_settlement_margin_by_hand():
    assert settlement_margin(0.6, 0.05, 0.5, 0.07, 0.06) == pytest.approx(0.14)


@given(unit, unit, unit, unit, unit)
def test_ceasefire_margin_falls_with_a_coming_shift(spared, cost, strike, broken, shift):
    margin = ceasefire_margin(spared, cost, strike, broken, shift)
    calm = ceasefire_margin(spared, cost, strike, broken, 0.0)
    assert calm - margin == pytest.approx(0.5 * shift, abs=1e-12)
    assert ceasefire_margin(spared, cost, 0.0, broken, 0.0) == pytest.approx(0.5 * spared * cost + broken)
    assert ceasefire_margin(spared, cost, strike + 1.0, broken, shift) == pytest.approx(margin - 0.6)


@given(unit, unit, unit, unit)
def test_truce_margin_rises_with_monitors(gain, honour, detection, monitored):
    margin = truce_margin(gain, honour, detection, monitored)
    assert margin >= gain
    assert truce_margin(gain, honour, detection, 0.0) == pytest.approx(gain + 0.5 * honour)
    assert truce_margin(gain, honour, detection, 1.0) == pytest.approx(gain + 0.5 * honour + detection)
    assert truce_margin(gain, honour, detection, 1.0) >= margin
