"""What a mediator can do: every effect carries its credibility or its leverage."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplomacy_abm.rules.mediation import (
    credibility,
    dilution,
    leverage_after,
    leverage_spent,
    prestige_of_host,
)

unit = st.floats(0.0, 1.0)


@given(st.floats(0.05, 0.95))
def test_bohmelt_inverted_u_peaks_at_minus_one_over_log(overlap):
    """Rival mediators: n s^(n-1) rises to n = -1/ln s and falls after it."""
    peak = -1.0 / math.log(overlap)
    best = max(range(1, 60), key=lambda n: n * dilution(n, overlap))
    assert best in (max(1, math.floor(peak)), max(1, math.ceil(peak)))


def test_two_mediators_do_best_at_an_overlap_of_six_tenths():
    effects = [n * dilution(n, 0.6) for n in range(1, 7)]
    assert effects.index(max(effects)) + 1 == 2


@given(st.integers(0, 40), st.floats(0.01, 1.0))
def test_dilution_is_one_for_one_mediator_and_for_coordinated_ones(active, overlap):
    assert 0.0 < dilution(active, overlap) <= 1.0
    assert dilution(1, overlap) == dilution(0, overlap) == 1.0
    assert dilution(active, 1.0) == 1.0
    assert dilution(active + 1, overlap) <= dilution(active, overlap)


@given(unit, unit, unit)
def test_leverage_is_spent_from_what_there_is(leverage, share, factor):
    assert 0.0 <= leverage_spent(leverage, share, factor) <= leverage
    assert leverage_spent(0.0, share, factor) == 0.0


@given(unit, unit, unit, unit)
def test_leverage_grows_back_to_its_base(leverage, base, spent, regrowth):
    after = leverage_after(leverage, base, spent, regrowth)
    assert 0.0 <= after <= 1.0
    assert leverage_after(base, base, 0.0, regrowth) == base
    assert leverage_after(leverage, base, 0.0, 1.0) == pytest.approx(base, abs=1e-12)


@given(st.floats(0.0, 100.0), st.floats(0.0, 100.0), st.floats(0.01, 10.0))
def test_credibility_is_the_mean_of_the_record(reliable, unreliable, more):
    mean = credibility(reliable, unreliable)
    assert 0.0 <= mean <= 1.0
    assert credibility(reliable + more, unreliable) >= mean
    assert credibility(reliable, unreliable + more) <= mean
    assert credibility(0.0, 0.0) == 0.0


@given(unit, unit, unit, unit)
def test_prestige_is_the_chance_that_both_come(chance_a, chance_b, lift_a, lift_b):
    honour = prestige_of_host(chance_a, chance_b, lift_a, lift_b)
    assert chance_a * chance_b - 1e-12 <= honour <= 1.0
    assert prestige_of_host(chance_a, chance_b, 0.0, 0.0) == chance_a * chance_b
