"""The rules of the code book: bounds, directions, and the anchors that docs/coding.md states."""

import math
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplomacy_abm.coding import codebook as book
from diplomacy_abm.parameters import PARAMETERS
from diplomacy_abm.rules.war_value import burden, moving_average
from diplomacy_abm.scenario.schema import ENEMY_TRUST, USUAL_TRUST

shares = st.floats(0.0001, 0.3)
counts = st.integers(0, 12)


@given(shares, st.floats(0, 12000), st.floats(0, 12000))
def test_strength_falls_with_distance(strength, near, far):
    near, far = sorted((near, far))
    assert 0 < book.brought_to_bear(strength, far) <= book.brought_to_bear(strength, near) < 1


def test_the_distance_rule_is_that_of_bueno_de_mesquita():
    assert book.brought_to_bear(0.1, 500 * (math.e - 9)) == pytest.approx(1.0)
    assert book.brought_to_bear(0.02, 500 * math.e) == pytest.approx(0.02)


@given(shares, shares)
def test_a_side_is_as_much_stronger_as_the_other_is_weaker(a, b):
    assert 0.25 <= book.theatre(a, b) <= 4.0
    assert book.theatre(a, b) * book.theatre(b, a) == pytest.approx(1.0)
    assert book.theatre(4 * a, a) == 2.0


def test_ten_soldiers_count_as_one_against_guerrillas_only():
    assert book.raised(35.0, None, True) == book.raised(3.5, None, False)
    assert book.raised(9.0, 4.0, False) == 6.0


@pytest.mark.parametrize(
    ("deaths", "level"), [(0, 0), (24.9, 0), (25, 1), (249, 1), (250, 2), (999, 2), (1000, 3), (10000, 4)]
)
def test_violence_is_classed_by_deaths_a_year(deaths, level):
    assert book.violence(deaths) == level


def test_a_war_of_a_week_is_not_scaled_up_beyond_four():
    assert book.yearly(4, 1) == book.yearly(4, 4) == 52
    assert book.yearly(100, 52) == book.yearly(100, 300) == 100


@given(st.integers(0, 4), st.floats(0, 40), st.floats(0, 1e6), st.floats(1, 1e6))
def test_costs_stay_within_their_range_and_rise_with_what_was_suffered(level, years, deaths, people):
    cost = book.war_cost(level, years, deaths, people)
    assert 0.10 <= cost <= 0.20 + 1e-12
    assert book.war_cost(min(level + 1, 4), years, deaths, people) >= cost
    assert cost / 4 <= book.cost_spread(cost, years) <= cost / 2
    assert book.cost_spread(cost, years + 1) <= book.cost_spread(cost, years)


@given(counts, counts)
def test_trust_rises_with_kept_words_and_falls_more_with_broken_ones(kept, broken):
    trust = book.trust(kept, broken)
    assert 0 < trust < 1
    assert book.trust(kept, broken + 1) < trust < book.trust(kept + 1, broken)
    assert book.trust(kept + 2, broken + 1) < trust + 0.2


def test_the_anchors_are_those_of_the_model():
    """Where nothing is known of a case, it gets what the model takes for usual."""
    assert book.trust(0, 0) == ENEMY_TRUST
    assert book.believed("both", 0, False) == USUAL_TRUST
    assert book.PRIOR / book.WEIGHT == ENEMY_TRUST
    assert pytest.approx(PARAMETERS["trust_loss"].default / PARAMETERS["trust_gain"].default) == book.HEAVIER
    assert PARAMETERS["default_term"].default == book.TERM


@given(st.lists(st.text("abcdef", min_size=1, max_size=4), min_size=1, max_size=12, unique=True), st.randoms())
def test_saliences_sum_to_one_and_follow_the_ranks(names, random):
    equal = book.weights(names)
    assert sum(equal.values()) == pytest.approx(1.0)
    assert max(equal.values()) - min(equal.values()) < 0.002
    ranked = random.sample(names, len(names))
    found = book.weights(names, ranked)
    assert sum(found.values()) == pytest.approx(1.0)
    assert [found[name] for name in ranked] == sorted(found.values(), reverse=True)


def test_rank_order_centroid_of_three():
    found = book.weights(["a", "b", "c"], ["b", "a", "c"])
    assert found == pytest.approx({"b": 11 / 18, "a": 5 / 18, "c": 2 / 18}, abs=2e-4)


@given(st.sampled_from(sorted(book.ACCEPTED)), st.integers(0, 9), st.booleans())
def test_credibility_stays_a_share(accepted, brokered, failed):
    assert 0.0 < book.believed(accepted, brokered, failed) <= 0.7 + 1e-12
    assert book.believed(accepted, brokered, True) < book.believed(accepted, brokered, False)


def test_bias_is_opposite_when_the_ties_are_swapped():
    for a in book.TIES:
        for b in book.TIES:
            assert book.lean(a, b) == -book.lean(b, a)
    assert book.lean("ally", "none") == 0.25


def test_the_front_is_drawn_in():
    assert [book.front(x) for x in (0.0, 0.5, 1.0)] == pytest.approx([0.2, 0.5, 0.8])


def test_ground_gained_is_momentum_in_the_units_of_the_front():
    """The middle of a hundredth and a tenth of the ground is two spans; a tenth is more than the model counts."""
    spans = [(book.front(share) - book.front(0.0)) / PARAMETERS["stuck"].default for share in (0.01, 0.1)]
    assert book.MOMENTUM["some by A"] == round(math.sqrt(spans[0] * spans[1]))
    assert book.MOMENTUM["large by A"] == min(spans[1], 3.0)
    assert book.MOMENTUM["neither"] == 0.0
    for size in ("some", "large"):
        assert book.MOMENTUM[f"{size} by B"] == -book.MOMENTUM[f"{size} by A"]
    assert set(book.MOMENTUM) == set(get_args(book.Gained))


def test_only_a_new_leader_has_a_line_of_its_own():
    assert book.TALK_LINE == {"old": None, "new, culpable": 0.0, "new, not culpable": 1.0}
    assert set(book.TALK_LINE) == set(get_args(book.Leader))


@given(st.floats(0, 520))
def test_weariness_is_what_the_model_comes_to_and_leaves_the_cost_of_today(weeks):
    reached = 1.0
    for _ in range(int(weeks)):
        reached = moving_average(
            reached, PARAMETERS["weariness_gain"].default, PARAMETERS["weariness_rate"].default
        )
    assert book.weariness(int(weeks)) == pytest.approx(reached)
    weary = book.weariness(weeks)
    assert book.rested_cost(0.14, weary) * burden(1.0, weary, 0.0) == pytest.approx(0.14)
    assert book.rested_cost(0.14, book.weariness(0)) == 0.14


def test_classes_are_in_order():
    for table in (book.DEPENDENCE, book.LEVERAGE, book.SUPPORT, book.TIES, book.GUARANTEES, book.PLEDGES):
        assert list(table.values()) == sorted(table.values())
    assert list(book.RESTING) == sorted(book.RESTING)
