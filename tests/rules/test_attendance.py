"""Whether it is worth coming to the table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplomacy_abm.rules.attendance import attendance_value, audience_cost, lifted_chance, standing_step

unit = st.floats(0.0, 1.0)


@given(unit, unit, st.floats(1.0, 50.0), st.floats(-1.0, 1.0), unit, unit)
def test_attendance_is_worth_the_hope_and_the_refusal_less_the_audience(
    other, deal, rounds, surplus, refusal, audience
):
    value = attendance_value(other, deal, rounds, surplus, refusal, audience)
    assert -audience - 1e-12 <= value <= max(surplus, 0.0) + refusal - audience + 1e-9
    assert attendance_value(other, 0.0, rounds, surplus, 0.0, audience) == -audience
    assert attendance_value(other, deal, rounds, -1.0, 0.0, audience) == -audience
    assert (
        attendance_value(other, deal, rounds, 0.5, refusal, audience)
        <= attendance_value(1.0, deal, rounds, 0.5, refusal, audience) + 1e-9
    )


def test_zartman_ripeness_needs_a_way_out_that_both_see():
    """Zartman (1985, 2000): a surplus alone opens nothing when the other side is not expected."""
    assert attendance_value(0.0, 0.9, 4.0, 0.3, 0.0, 0.05) == -0.05
    assert attendance_value(0.5, 0.9, 4.0, 0.3, 0.0, 0.05) > 0.0


def test_refusal_counts_even_when_the_other_is_not_expected():
    assert attendance_value(0.0, 0.0, 4.0, 0.0, 0.1, 0.0) == pytest.approx(0.02)


@given(unit, unit, st.floats(0.0, 5.0), st.floats(0.0, 10.0), unit)
def test_audience_cost_falls_with_cover_and_weariness(base, cover, relief, weight, session):
    cost = audience_cost(base, cover, relief, weight, session)
    assert cost >= 0.0
    assert audience_cost(base, 0.0, relief, 1.0, 1.0) == base
    assert audience_cost(base, cover, relief, weight + 1.0, session) <= cost
    assert audience_cost(base, 1.0, relief, weight, session) <= cost


@given(unit, unit, unit)
def test_a_host_lifts_the_chance_only_with_credibility(chance, lift, credibility):
    lifted = lifted_chance(chance, lift, credibility)
    assert chance <= lifted <= 1.0 + 1e-12
    assert lifted_chance(chance, lift, 0.0) == chance


@given(st.floats(-1.0, 1.0), st.floats(0.0, 0.999), st.floats(-1.0, 1.0))
def test_standing_decays_to_its_pull(standing, keep, pull):
    after = standing_step(standing, keep, 0.0, pull)
    assert abs(after - pull) <= abs(standing - pull) + 1e-12
    assert standing_step(pull, keep, 0.0, pull) == pytest.approx(pull)


def test_standing_has_a_half_life_of_23_weeks():
    u = 1.0
    for _ in range(23):
        u = standing_step(u, 0.97, 0.0, 0.0)
    assert u == pytest.approx(0.5, abs=0.01)
