"""What a mediator can do: every effect carries its credibility or its leverage."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplomacy_abm.rules.mediation import (
    both_come,
    credibility,
    dilution,
    leverage_after,
    leverage_spent,
    nearness,
    report_score,
    sway,
)
from diplomacy_abm.rules.move_value import convene_motives
from diplomacy_abm.vocabulary import Goal

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
    assert leverage_after(0.6, 0.6, 0.2, 0.0) == pytest.approx(0.4)
    assert leverage_after(0.2, 0.6, 0.0, 0.5) == pytest.approx(0.4)


@given(st.floats(0.0, 100.0), st.floats(0.0, 100.0), st.floats(0.01, 10.0))
def test_credibility_is_the_mean_of_the_record(reliable, unreliable, more):
    mean = credibility(reliable, unreliable)
    assert 0.0 <= mean <= 1.0
    assert credibility(reliable + more, unreliable) >= mean
    assert credibility(reliable, unreliable + more) <= mean
    assert credibility(0.0, 0.0) == 0.0


@given(unit, st.floats(-1.0, 1.0))
def test_a_bias_toward_a_party_sways_it(leverage, bias):
    """Svensson (2007): a biased mediator moves the side it is near to, and the other no less for it."""
    assert sway(leverage, abs(bias)) == pytest.approx(leverage * (1.0 + abs(bias)))
    assert sway(leverage, -abs(bias)) == leverage
    assert sway(leverage, 1.0) == pytest.approx(2.0 * leverage)
    assert sway(0.0, bias) == 0.0


@given(st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_a_report_is_scored_against_the_public(told, public):
    """Good (1952): the logarithm of how much likelier the answer was by the report."""
    score = report_score(told, public)
    assert -1.0 <= score <= 1.0
    assert score == pytest.approx(min(max(math.log2(told / public), -1.0), 1.0), abs=1e-6)
    assert report_score(public, public) == pytest.approx(0.0, abs=1e-9)
    assert report_score(1.0, 1e-9) == 1.0
    assert report_score(0.0, 0.5) == -1.0


@given(st.floats(0.3, 0.7), st.floats(0.3, 0.7), st.floats(0.3, 0.7))
def test_gneiting_raftery_an_honest_report_scores_best_on_average(truth, lie, public):
    """Gneiting & Raftery (2007): the score is proper where it is not clipped; base rates earn nothing."""

    def expected(told):
        return truth * report_score(told, public) + (1.0 - truth) * report_score(1.0 - told, 1.0 - public)

    if all(0.5 <= x / public <= 2.0 and 0.5 <= (1.0 - x) / (1.0 - public) <= 2.0 for x in (truth, lie)):
        assert expected(truth) >= expected(lie) - 1e-7
    assert expected(public) == pytest.approx(0.0, abs=1e-9)


@given(unit, unit)
def test_a_date_needs_two_likely_answers(chance_a, chance_b):
    both = both_come(chance_a, chance_b)
    assert 0.0 <= both <= min(chance_a, chance_b)
    assert both == both_come(chance_b, chance_a)
    assert both_come(1.0, chance_b) == chance_b
    assert both_come(0.5, 0.5) == 0.25
    assert convene_motives(0.0, 1.0, 0.0, both_come(0.5, 0.5), 0.1)[Goal.PRESTIGE] < 0.0
    assert convene_motives(0.0, 1.0, 0.0, both_come(1.0, 0.5), 0.1)[Goal.PRESTIGE] == pytest.approx(0.0)


@given(unit, unit)
def test_a_mediator_works_where_no_deal_is_near(prospect, floor):
    near = nearness(prospect, floor)
    assert floor - 1e-12 <= near <= 1.0 + 1e-12
    assert nearness(0.0, floor) == floor
    assert nearness(1.0, floor) == pytest.approx(1.0)
    assert nearness(0.5, 0.2) == pytest.approx(0.6)
