"""Scores of ordered forecasts: known values, propriety, the permutation test."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplomacy_abm.analysis import ranked

rows = st.lists(st.floats(0.01, 1.0), min_size=4, max_size=4).map(lambda row: np.array(row) / sum(row))


def test_known_values():
    forecast = [[0.2, 0.5, 0.3]]
    assert ranked.ranked_probability_score(forecast, [0])[0] == pytest.approx((0.8**2 + 0.3**2) / 2)
    assert ranked.ranked_probability_score(forecast, [2])[0] == pytest.approx((0.2**2 + 0.7**2) / 2)
    assert ranked.log_score(forecast, [1])[0] == pytest.approx(np.log(2))


def test_two_classes_are_the_brier_score():
    assert ranked.ranked_probability_score([[0.3, 0.7]], [1])[0] == pytest.approx(0.3**2)


@given(rows, st.integers(0, 3))
def test_scores_are_bounded_and_certainty_is_best(row, place):
    score = ranked.ranked_probability_score([row], [place])[0]
    assert 0 <= score <= 1
    assert ranked.ranked_probability_score([np.eye(4)[place]], [place])[0] == 0
    assert ranked.log_score([row], [place])[0] >= 0


def test_less_its_noise_the_score_of_few_runs_is_that_of_many():
    rng = np.random.default_rng(4)
    truth = np.array([0.1, 0.5, 0.3, 0.1])
    counts = rng.multinomial(6, truth, 40_000)
    places = np.full(len(counts), 2)
    scores = ranked.ranked_probability_score(counts / 6, places)
    exact = ranked.ranked_probability_score([truth], [2])[0]
    assert scores.mean() > exact + 0.02
    assert (scores - ranked.noise_of_counts(counts)).mean() == pytest.approx(exact, abs=0.003)


@given(rows, rows)
def test_no_other_forecast_does_better_than_the_truth_on_average(truth, other):
    for score in (ranked.ranked_probability_score, ranked.log_score):
        def expected(row, score=score):
            return sum(truth[k] * score([row], [k])[0] for k in range(4))

        assert expected(truth) <= expected(other) + 1e-9


def test_a_near_miss_costs_less_than_a_far_one():
    near, far = ranked.ranked_probability_score([[0, 1, 0, 0], [0, 0, 0, 1]], [0, 0])
    assert near < far


@pytest.mark.parametrize("forecast", [[[0.5, 0.6]], [[1.2, -0.2]], [[1.0]]])
def test_what_is_no_forecast_is_refused(forecast):
    with pytest.raises(ValueError, match="forecast"):
        ranked.ranked_probability_score(forecast, [0])


def test_other_misuse_is_refused():
    with pytest.raises(ValueError, match="2 rows for 1"):
        ranked.ranked_probability_score([[0.5, 0.5]] * 2, [0])
    with pytest.raises(ValueError, match="from 0 to 1"):
        ranked.ranked_probability_score([[0.5, 0.5]], [2])
    with pytest.raises(ValueError, match="probability 0"):
        ranked.log_score([[1.0, 0.0]], [1])


def test_shares_give_nothing_probability_zero():
    found = ranked.shares_of([[4000, 0, 0, 0]])
    assert found.sum() == pytest.approx(1.0)
    assert found[0, 1] == pytest.approx(0.5 / 4002)


def test_the_permutation_test_agrees_with_all_deals():
    rng = np.random.default_rng(4)
    forecast = rng.dirichlet(np.ones(4), size=6)
    happened = np.array([0, 1, 1, 2, 3, 3])
    found = ranked.permutation_test(forecast, happened, draws=20000)
    deals = itertools.permutations(range(6))
    every = [ranked.ranked_probability_score(forecast, happened[list(deal)]).mean() for deal in deals]
    assert found["expected"] == pytest.approx(np.mean(every), abs=0.003)
    exact = np.mean(np.array(every) <= found["score"] + 1e-12)
    assert found["p"] == pytest.approx(exact, abs=0.02)


def test_perfect_forecasts_tell_cases_apart_and_equal_ones_do_not():
    happened = [0, 1, 2, 3, 0, 1, 2, 3]
    assert ranked.permutation_test(np.eye(4)[happened], happened)["p"] < 0.01
    assert ranked.permutation_test(np.full((8, 4), 0.25), happened)["p"] == 1.0


def test_leaving_a_case_out_leaves_out_its_own_outcome():
    found = ranked.left_out([0, 0, 3], 4)
    assert found[2].argmax() == 0
    assert found[0] == pytest.approx(ranked.shares_of([1, 0, 0, 1]))


def test_skill_and_interval():
    assert ranked.skill([0.1, 0.1], [0.2, 0.2]) == pytest.approx(0.5)
    low, high = ranked.paired_interval([0.1, 0.2, 0.3, 0.4], [0.2, 0.3, 0.4, 0.5])
    assert (low, high) == pytest.approx((-0.1, -0.1))
