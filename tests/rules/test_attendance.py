"""Whether it is worth coming to the table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplomacy_abm.rules.attendance import (
    backing_down,
    heard_chance,
    hinge,
    hope,
    image,
    learning_benefit,
    open_question,
    refusal_seen,
    ripeness,
    seen_cost,
    sounded_chance,
    stalling_benefit,
    tired_after,
)

unit = st.floats(0.0, 1.0)
any_stake = st.floats(-1.0, 1.0)


@given(unit, st.floats(1.0, 50.0), any_stake)
def test_zartman_ripeness_needs_a_way_out_that_both_see(deal, rounds, surplus):
    """Zartman (1985, 2000): neither a surplus without a chance of a yes nor a chance without a surplus opens talks."""
    value = hope(deal, rounds, surplus)
    assert 0.0 <= value <= max(surplus, 0.0) + 1e-12
    assert hope(0.0, rounds, surplus) == 0.0
    assert hope(deal, rounds, -abs(surplus)) == 0.0
    assert hope(1.0, rounds, 0.3) == pytest.approx(0.3)
    assert hope(deal, rounds + 1.0, surplus) >= value - 1e-12
    assert hope(deal, 1.0, surplus) == pytest.approx(deal * max(surplus, 0.0), abs=1e-9)


def test_hope_is_that_of_at_least_one_yes_in_the_rounds():
    assert hope(0.5, 4.0, 0.2) == pytest.approx(0.2 * 15.0 / 16.0)


@given(unit, st.floats(0.0, 0.5), any_stake, any_stake, unit, st.floats(0.0, 0.2))
def test_side_benefits_grow_with_what_they_are_made_of(share, spread, rise, lost, support, scale):
    """Wagner (2000) learning, Richmond (1998) and Min (2020) delay, Beardsley (2010) approval."""
    assert learning_benefit(share, spread) == share * spread
    assert learning_benefit(share, 0.0) == 0.0
    stalling = stalling_benefit(share, rise, lost)
    assert stalling == pytest.approx(share * (max(rise, 0.0) + max(lost, 0.0)))
    assert stalling_benefit(share, -abs(rise), -abs(lost)) == 0.0
    assert stalling_benefit(share, rise + 0.1, lost) >= stalling
    assert stalling_benefit(share, rise, lost + 0.1) >= stalling
    assert image(scale, 0.0, 0.0) == 0.0
    assert image(scale, 1.0, 1.0) == pytest.approx(scale)
    assert image(scale, support, 0.5) == pytest.approx(scale * (support + 0.5) / 2.0)


@given(st.floats(0.0, 0.4), unit, st.floats(-3.0, 3.0), unit)
def test_ripeness_needs_stalemate_and_a_way_out(weight, cost, momentum, way_out):
    pull = ripeness(weight, cost, momentum, way_out)
    assert 0.0 <= pull <= weight * cost + 1e-12
    assert ripeness(weight, cost, -momentum, way_out) == pull
    assert ripeness(weight, cost, momentum, 0.0) == 0.0
    assert ripeness(weight, cost, 1.0 + abs(momentum), way_out) == 0.0
    assert ripeness(weight, cost, 0.0, way_out) == pytest.approx(weight * cost * way_out)
    assert ripeness(weight, cost, 0.5, way_out) == pytest.approx(0.5 * weight * cost * way_out)
    assert ripeness(0.0, cost, momentum, way_out) == 0.0


@given(unit, unit)
def test_a_no_costs_more_when_the_other_comes(refusal, other):
    cost = refusal_seen(refusal, other)
    assert 0.2 * refusal - 1e-12 <= cost <= refusal
    assert refusal_seen(refusal, 0.0) == pytest.approx(0.2 * refusal)
    assert refusal_seen(refusal, 1.0) == refusal
    assert refusal_seen(refusal, min(other + 0.25, 1.0)) >= cost
    assert refusal_seen(refusal, 0.6) == pytest.approx(0.6 * refusal)
    assert refusal_seen(0.0, other) == 0.0


@given(unit, unit, st.floats(0.0, 2.0), st.floats(1.0, 4.0), unit)
def test_seen_cost_falls_with_cover_weariness_and_precedent(base, cover, relief, burden, precedent):
    cost = seen_cost(base, cover, relief, burden, precedent)
    assert 0.0 <= cost <= base
    assert seen_cost(base, 0.0, relief, 1.0, 0.0) == base
    assert seen_cost(base, 1.0, relief, 1.0, 0.0) == pytest.approx(0.5 * base)
    assert seen_cost(base, cover, relief, burden, 1.0) == 0.0
    assert seen_cost(base, cover, relief, burden + 1.0, precedent) <= cost
    assert seen_cost(base, min(cover + 0.2, 1.0), relief, burden, precedent) <= cost
    assert seen_cost(base, cover, relief, burden, min(precedent + 0.2, 1.0)) <= cost


def test_seen_cost_by_hand():
    assert seen_cost(0.04, 0.5, 0.4, 1.5, 0.25) == pytest.approx(0.04 * 0.75 * 0.8 * 0.75)


@given(st.floats(0.0, 20.0), st.floats(0.0, 0.999))
def test_failures_tell_and_are_forgotten(tired, keep):
    assert tired_after(tired, keep, 1.0) == pytest.approx(tired_after(tired, keep, 0.0) + 1.0)
    assert tired_after(tired, keep, 0.0) == keep * tired
    assert tired_after(0.0, keep, 0.0) == 0.0
    settled = 1.0 / (1.0 - keep)
    assert tired_after(settled, keep, 1.0) == pytest.approx(settled)


@given(unit, unit, unit)
def test_an_answer_is_heard_by_credibility_and_ages(chance, credibility, age):
    yes = heard_chance(chance, credibility, age, 1.0)
    no = heard_chance(chance, credibility, age, 0.0)
    assert -1e-12 <= no <= chance + 1e-12
    assert chance - 1e-12 <= yes <= 1.0 + 1e-12
    assert yes - no == pytest.approx(credibility * age, abs=1e-12)
    assert heard_chance(chance, 0.0, age, 1.0) == chance
    assert heard_chance(chance, credibility, 0.0, 1.0) == chance
    assert heard_chance(chance, 1.0, 1.0, 1.0) == pytest.approx(1.0)
    assert sounded_chance(0.0, 1.0) == sounded_chance(0.0, 0.0) == 0.5
    assert sounded_chance(1.0, 1.0) == 1.0
    assert sounded_chance(1.0, 0.0) == 0.0
    assert sounded_chance(age, 1.0) + sounded_chance(age, 0.0) == pytest.approx(1.0)
    assert sounded_chance(age, 1.0) == pytest.approx(0.5 + 0.5 * age)


@given(unit)
def test_open_questions_are_those_near_one_half(chance):
    assert 0.0 <= open_question(chance) <= 1.0
    assert open_question(0.5) == 1.0
    assert open_question(0.0) == open_question(1.0) == 0.0
    assert open_question(chance) == pytest.approx(open_question(1.0 - chance), abs=1e-12)
    assert open_question(0.25) == pytest.approx(0.75)


@given(unit, unit, unit)
def test_talks_hang_on_the_one_that_stays_away(chance, other, more):
    assert hinge(1.0, other) == 0.0
    assert hinge(chance, 0.0) == 0.0
    assert hinge(0.0, other) == other
    assert hinge(chance, other) >= hinge(min(1.0, chance + more), other)


@given(unit, unit)
def test_backing_down_for_nothing_costs_most(more, chance):
    """Fearon (1994): the cost is for backing down, and a deal is what it is paid for."""
    assert backing_down(more, 1.0) == 0.0
    assert backing_down(more, 0.0) == more
    assert 0.0 <= backing_down(more, chance) <= more
