"""Fighting: who prevails, how the front moves, what it costs in strength."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplomacy_abm.rules.contest import (
    capability_change,
    contest_success,
    count_around,
    danger,
    front_drift,
    momentum,
    prevailing,
    relative_damage,
    salvo_ratio,
    strength_ratio,
    surprise_cost,
    sustainable_level,
    worn_by_attack,
)

unit = st.floats(0.0, 1.0)
strength = st.floats(1e-3, 1e3)
uniform = st.floats(1e-9, 1.0 - 1e-9)


@given(strength, strength)
def test_hirshleifer_ratio_form_with_decisiveness_one_is_proportional(own, enemy):
    """Hirshleifer (1989): with exponent 1 the chance is the share of total strength."""
    assert contest_success(own, enemy, 1.0, 0.0) == pytest.approx(own / (own + enemy), rel=1e-10)
    ratio = strength_ratio(own, enemy)
    assert ratio == pytest.approx(math.log(own / enemy), abs=1e-12)
    assert strength_ratio(own, own) == 0.0
    assert prevailing(ratio, 1.0, 0.0) == contest_success(own, enemy, 1.0, 0.0)


@given(strength, strength, st.floats(0.0, 3.0), st.floats(-1.0, 1.0))
def test_hidden_power_counts_as_strength_does(own, enemy, decisiveness, hidden):
    """A side that is stronger by e^η than the counts say prevails as one with that many more forces."""
    chance = contest_success(own, enemy, decisiveness, hidden)
    assert chance == prevailing(strength_ratio(own, enemy), decisiveness, hidden)
    assert chance == pytest.approx(contest_success(own * math.exp(hidden), enemy, decisiveness, 0.0), abs=1e-9)
    assert prevailing(0.0, decisiveness, 0.0) == 0.5


@given(strength, strength, st.floats(0.0, 3.0), st.floats(-3.0, 3.0))
def test_contest_is_a_chance_and_symmetric(own, enemy, decisiveness, push):
    p = contest_success(own, enemy, decisiveness, push)
    assert 0.0 < p < 1.0 or p == pytest.approx(1.0, abs=1e-9)
    assert p + contest_success(enemy, own, decisiveness, -push) == pytest.approx(1.0, abs=1e-10)
    assert contest_success(own, own, decisiveness, 0.0) == 0.5


@given(strength, strength, st.floats(0.0, 10.0), st.floats(0.0, 3.0))
def test_contest_rises_with_own_strength(own, enemy, more, decisiveness):
    low = contest_success(own, enemy, decisiveness, 0.0)
    assert contest_success(own + more, enemy, decisiveness, 0.0) >= low - 1e-12


@given(unit, unit, st.floats(0.0005, 0.2))
def test_momentum_is_bounded_and_zero_on_a_still_front(front, before, stuck):
    assert -3.0 <= momentum(front, before, stuck) <= 3.0
    assert momentum(front, front, stuck) == 0.0
    assert momentum(front, before, stuck) == -momentum(before, front, stuck)


@given(unit, unit, unit, unit, st.floats(0.0, 0.5), st.floats(0.0, 5.0))
def test_front_drift_is_antisymmetric_and_offensives_help_their_side(p, intensity, a, b, speed, boost):
    drift = front_drift(p, intensity, a, b, speed, boost)
    assert drift == pytest.approx(-front_drift(1.0 - p, intensity, b, a, speed, boost), abs=1e-12)
    assert front_drift(p, intensity, 1.0, b, speed, boost) >= drift - 1e-12
    assert front_drift(0.5, intensity, a, a, speed, boost) == pytest.approx(0.0, abs=1e-12)
    assert abs(drift) <= speed * intensity * (0.5 + boost) + 1e-12


@given(strength, unit, unit, strength)
def test_capability_rests_at_its_level_under_usual_coercion(level, production, loss, usual):
    assert capability_change(level, level, production, loss, usual, usual) == 0.0
    assert capability_change(level * 0.5, level, production, loss, usual, usual) >= 0.0
    assert capability_change(level, level, production, loss, usual + 1.0, usual) <= 0.0


def test_lanchester_pair_without_production_is_a_saddle():
    """Lanchester (1916), aimed fire: a small lead grows without replacement and dies out with it."""

    def lead_after(production):
        a, b = 1.01, 0.99
        for _ in range(200):
            loss_a, loss_b = 0.5 * b, 0.5 * a
            a += capability_change(a, 1.0, production, 0.02, loss_a, 0.5)
            b += capability_change(b, 1.0, production, 0.02, loss_b, 0.5)
        return a - b

    assert lead_after(0.0) > 0.1
    assert 0.0 < lead_after(0.05) < 0.02


@given(strength, st.floats(0.0, 0.99), unit, unit)
def test_sustainable_level_follows_support(level, dependence, support, before):
    found = sustainable_level(level, dependence, support, before)
    assert 0.0 < found <= level * (1.0 + 0.5 * dependence) + 1e-9
    assert sustainable_level(level, 0.0, support, before) == pytest.approx(level)
    if before > 0.0:
        assert sustainable_level(level, dependence, before, before) == pytest.approx(level)
    assert sustainable_level(level, dependence, support, 0.0) == level
    assert sustainable_level(1.0, 0.4, 0.0, 0.5) == pytest.approx(0.6)
    assert sustainable_level(1.0, 0.4, 1.0, 0.5) == pytest.approx(1.2)


@given(st.floats(0.001, 0.999), st.floats(0.0, 3.0), st.floats(0.0, 0.95))
def test_surprise_costs_part_of_ones_chance(p, decisiveness, lost):
    cost = surprise_cost(p, decisiveness, lost)
    assert -1e-9 <= cost <= p
    assert surprise_cost(p, decisiveness, 0.0) == pytest.approx(0.0, abs=1e-10)


def test_surprise_cost_at_parity_is_about_seven_percent():
    assert surprise_cost(0.5, 1.0, 0.25) == pytest.approx(0.5 - 0.75 / 1.75, rel=1e-9)
    assert surprise_cost(0.5, 1.0, 0.25) == pytest.approx(0.0714, abs=1e-4)


@given(st.floats(0.1, 1e6), uniform)
def test_salvo_is_never_negative_and_tends_to_one(dispersion, u):
    assert salvo_ratio(dispersion, u) >= 0.0
    assert math.isfinite(salvo_ratio(dispersion, u))
    assert salvo_ratio(1e12, u) == pytest.approx(1.0, abs=1e-4)


@pytest.mark.parametrize("shape", [1.3, 4.0, 20.0])
def test_salvo_has_the_mean_and_variance_of_a_gamma(shape):
    """Wilson & Hilferty (1931): cube of a normal stands for a gamma; mean 1, variance 1/k."""
    draws = [salvo_ratio(shape, (x + 0.5) / 20000) for x in range(20000)]
    mean = sum(draws) / len(draws)
    variance = sum((x - mean) ** 2 for x in draws) / len(draws)
    assert mean == pytest.approx(1.0, abs=0.01)
    assert variance == pytest.approx(1.0 / shape, rel=0.05)


@given(st.floats(0.0, 1e6), uniform)
def test_counts_are_whole_and_not_negative(mean, u):
    count = count_around(mean, u)
    assert count >= 0.0
    assert count == math.floor(count)
    assert count_around(0.0, u) == 0.0


def test_counts_have_their_mean():
    draws = [count_around(40.0, (x + 0.5) / 5000) for x in range(5000)]
    assert sum(draws) / len(draws) == pytest.approx(40.0, abs=0.05)


@given(st.floats(0.0, 10.0), st.floats(0.01, 10.0), st.floats(0.0, 10.0), unit)
def test_damage_is_one_at_usual_coercion_and_mean_salvo(coercion, usual, salvo, share):
    assert relative_damage(usual, usual, 1.0, share) == pytest.approx(1.0)
    damage = relative_damage(coercion, usual, salvo, share)
    assert damage >= 0.0
    assert relative_damage(coercion, usual, salvo + 1.0, share) >= damage
    assert relative_damage(coercion, 0.0, salvo, share) == coercion


@given(st.floats(0.01, 100.0), st.floats(0.01, 100.0), st.floats(0.0, 3.0), st.floats(-2.0, 2.0))
def test_contest_is_prevailing_at_the_relative_strength(own, enemy, decisiveness, hidden):
    ratio = strength_ratio(own, enemy)
    assert ratio == pytest.approx(-strength_ratio(enemy, own), abs=1e-12)
    assert prevailing(ratio, decisiveness, hidden) == contest_success(own, enemy, decisiveness, hidden)
    assert prevailing(0.0, decisiveness, 0.0) == 0.5


def test_danger_begins_where_a_front_no_longer_counts_as_still():
    assert [danger(x) for x in (-3.0, 0.0, 1.0, 2.0, 3.0)] == [0.0, 0.0, 0.0, 0.5, 1.0]
    assert danger(momentum(0.4, 0.9, 0.01)) == 0.0
    assert danger(-momentum(0.4, 0.9, 0.01)) == 1.0


@given(unit, unit, unit, st.floats(0.1, 2.0), st.floats(0.0, 52.0), st.floats(-1.0, 1.0))
def test_an_attack_wears_out_the_weaker_sooner(loss, coercion, extra, capability, weeks, slope):
    """The extra losses as a log ratio of strength, at what such a ratio is worth, on whatever side."""
    worn = worn_by_attack(loss, coercion, extra, capability, weeks, slope)
    assert worn == pytest.approx(abs(slope) * weeks * loss * coercion * extra / capability)
    assert worn_by_attack(loss, coercion, extra, capability, weeks, -slope) == worn
    assert worn_by_attack(loss, coercion, extra, 0.5 * capability, weeks, slope) == pytest.approx(2.0 * worn)
    assert worn_by_attack(loss, coercion, 0.0, capability, weeks, slope) == 0.0
