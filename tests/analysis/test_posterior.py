"""Summaries of posteriors against answers that are known."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import binomtest

from diplomacy_abm.analysis.posterior import (
    adjusted,
    coverage_table,
    covered,
    distinct_size,
    effective_size,
    posterior_table,
    predictive_table,
    rank_of,
    uniformity,
    weighted_quantile,
)


def test_copies_of_a_point_count_as_one():
    points = np.array([[1.0, 2.0], [1.0, 2.0], [3.0, 2.0], [1.0, 4.0]])
    # weights 1/4 + 1/4, 1/4, 1/4
    assert distinct_size(points, np.full(4, 0.25)) == pytest.approx(1.0 / (0.25 + 0.125))
    assert effective_size(np.full(4, 0.25)) == pytest.approx(4.0)
    assert distinct_size(points[:, :1], np.full(4, 0.25)) == pytest.approx(1.0 / (0.5625 + 0.0625))


def test_equal_weights_give_the_usual_summaries():
    rng = np.random.default_rng(1)
    x = rng.normal(3, 2, (20000, 1))
    row = posterior_table(x, np.ones(len(x)), rng.normal(0, 4, (20000, 1)), ["a"]).iloc[0]
    assert row["mean"] == pytest.approx(3, abs=0.05)
    assert row["sd"] == pytest.approx(2, abs=0.05)
    assert (row["low"], row["high"]) == pytest.approx((3 - 3.92, 3 + 3.92), abs=0.15)
    assert row["shrinkage"] == pytest.approx(1 - 4 / 16, abs=0.02)
    assert row["n_effective"] == pytest.approx(20000)


@settings(max_examples=40, deadline=None)
@given(arrays(float, 15, elements=st.floats(-5, 5)), arrays(int, 15, elements=st.integers(1, 4)))
def test_a_weight_of_two_is_two_values(x, counts):
    one = posterior_table(x[:, None], counts.astype(float), x[:, None] + np.arange(15)[:, None], ["a"]).iloc[0]
    many = np.repeat(x, counts)
    assert one["mean"] == pytest.approx(many.mean(), abs=1e-9)
    assert one["sd"] == pytest.approx(many.std(), abs=1e-9)
    assert x.min() <= one["low"] <= one["median"] <= one["high"] <= x.max()


@settings(max_examples=40, deadline=None)
@given(arrays(float, 12, elements=st.floats(0.01, 1)))
def test_the_effective_size_is_between_one_and_all(weights):
    assert 1 - 1e-9 <= effective_size(weights) <= 12 + 1e-9


def test_quantiles_of_weighted_values():
    assert weighted_quantile(np.array([3.0, 1.0, 2.0]), np.array([1.0, 1.0, 1.0]), [0.5]).tolist() == [2.0]
    heavy = weighted_quantile(np.array([0.0, 10.0]), np.array([9.0, 1.0]), [0.25, 0.95])
    assert heavy.tolist() == [0.0, 10.0]


def test_regression_takes_out_what_the_statistic_explains():
    """theta = 2 s + noise: the adjusted points are the conditional distribution at the record."""
    rng = np.random.default_rng(2)
    s = rng.normal(0, 1, (4000, 1))
    noise = rng.normal(0, 0.1, (4000, 1))
    points, weights = adjusted(2 * s + noise, s, np.array([0.5]), np.abs(s[:, 0] - 0.5), np.ones(4000) / 4000, 3.0)
    mean = weights @ points[:, 0]
    assert mean == pytest.approx(1.0, abs=0.02)
    assert np.sqrt(weights @ (points[:, 0] - mean) ** 2) == pytest.approx(0.1, abs=0.01)


def test_a_statistic_that_does_not_vary_changes_nothing():
    points = np.random.default_rng(3).normal(size=(50, 2))
    moved, weights = adjusted(points, np.zeros((50, 3)), np.zeros(3), np.zeros(50), np.ones(50) / 50, 1.0)
    assert np.array_equal(moved, points)
    assert weights == pytest.approx(np.full(50, 0.02))


def test_the_record_in_and_out_of_what_is_predicted():
    drawn = np.random.default_rng(4).normal(size=(4000, 2))
    drawn[:100, 0] = np.nan
    table = predictive_table(drawn, drawn * 3, np.array([0.0, 4.0]), ["inside", "outside"])
    assert table["within"].tolist() == [True, False]
    assert table["tail"][0] == pytest.approx(1.0, abs=0.05)
    assert table["tail"][1] < 0.01
    assert table["n"].tolist() == [3900, 4000]
    assert table["prior_high"][1] == pytest.approx(3 * table["high"][1])


def test_counts_that_equal_the_record_count_on_both_sides():
    table = predictive_table(np.zeros((100, 1)), np.zeros((100, 1)), np.zeros(1), ["none"])
    assert table["tail"][0] == 1.0
    assert bool(table["within"][0])


def test_ranks_and_coverage_of_right_and_of_narrow_posteriors():
    rng = np.random.default_rng(5)
    rows = {"right": rng.random(600), "narrow": np.clip(0.5 + 1.8 * (rng.random(600) - 0.5), 0, 1)}
    ranks = pd.DataFrame(
        [(k, name, rank) for name, values in rows.items() for k, rank in enumerate(values)],
        columns=["set", "parameter", "rank"],
    )
    table = coverage_table(ranks).set_index(["parameter", "interval"])
    assert table.loc[("right", 0.8), "covered"] == pytest.approx(0.8, abs=0.05)
    assert table.loc[("narrow", 0.8), "covered"] < 0.6
    assert table.loc[("right", 0.95), "low"] < 0.95 < table.loc[("right", 0.95), "high"]
    assert table.loc[("all", 0.5), "n"] == 600
    assert uniformity(rows["right"]) > 0.01
    assert uniformity(rows["narrow"]) < 0.001


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.floats(-1, 2))
def test_a_rank_is_a_share(values, truth):
    weights = np.ones(len(values))
    rank = rank_of(np.array(values), weights, truth)
    assert 0 <= rank <= 1
    assert rank + rank_of(-np.array(values), weights, -truth) == pytest.approx(1.0)
    assert covered(np.array([rank]), 1.0).all()


def test_what_does_not_vary_is_ignored_to_the_last_bit():
    rng = np.random.default_rng(6)
    points, statistics, weights = rng.normal(size=(60, 2)), rng.normal(size=(60, 1)), np.ones(60) / 60
    distances = np.abs(statistics[:, 0])
    alone = adjusted(points, statistics, np.zeros(1), distances, weights, 2.0)
    wide = np.column_stack([np.full(60, 3.7), statistics, np.full(60, -0.1)])
    beside = adjusted(points, wide, np.zeros(3), distances, weights, 2.0)
    assert np.array_equal(alone[0], beside[0])
    assert np.array_equal(alone[1], beside[1])


def test_weights_are_epanechnikovs_and_those_before_where_none_is_near():
    points, statistics = np.arange(4.0)[:, None], np.zeros((4, 1))
    distances, before = np.array([0.0, 1.0, 2.0, 3.0]), np.array([1.0, 2.0, 1.0, 1.0])
    near = np.array([1.0, 2.0 * 0.75, 0.0, 0.0])
    assert adjusted(points, statistics, np.zeros(1), distances, before, 2.0)[1] == pytest.approx(near / 2.5)
    for bandwidth in (0.0, 1e-9):
        far = distances + 1.0
        assert adjusted(points, statistics, np.zeros(1), far, before, bandwidth)[1] == pytest.approx(before / 5.0)


def test_a_regression_by_hand():
    """Points 1 + 2 s exactly: all are moved to the one at the record, 1 + 2 x .25."""
    s = np.array([[-1.0], [0.0], [1.0], [2.0]])
    points, _ = adjusted(1.0 + 2.0 * s, s, np.array([0.25]), np.abs(s[:, 0] - 0.25), np.ones(4), 3.0)
    assert points[:, 0] == pytest.approx([1.5] * 4, abs=1e-5)


def test_a_posterior_beside_its_prior_by_hand():
    values, weights = np.array([[0.0], [1.0], [4.0]]), np.array([1.0, 2.0, 1.0])
    prior = np.linspace(0.0, 8.0, 41)[:, None]
    row = posterior_table(values, weights, prior, ["x"]).iloc[0]
    assert (row["mean"], row["sd"]) == pytest.approx((1.5, np.sqrt((2.25 + 2 * 0.25 + 6.25) / 4.0)))
    assert (row["low"], row["median"], row["high"]) == pytest.approx((0.0, 1.0, 4.0))
    assert (row["prior_mean"], row["prior_sd"]) == pytest.approx((4.0, prior.std()))
    assert (row["prior_low"], row["prior_high"]) == pytest.approx((0.2, 7.8))
    assert row["shrinkage"] == pytest.approx(1.0 - 2.25 / prior.var())
    assert row["n_effective"] == pytest.approx(16.0 / 6.0)
    assert posterior_table(values, weights, prior, ["x"], 2.0).iloc[0]["n_effective"] == 2.0


def test_the_tail_of_a_record_by_hand():
    drawn = np.arange(10.0)[:, None]
    for value, tail, within in ((1.0, 0.4, True), (9.0, 0.2, False), (9.5, 0.0, False), (-1.0, 0.0, False)):
        row = predictive_table(drawn, drawn, np.array([value]), ["x"]).iloc[0]
        assert (row["tail"], row["within"]) == (pytest.approx(tail), within)
        assert (row["low"], row["median"], row["high"]) == pytest.approx((0.225, 4.5, 8.775))
    nothing = predictive_table(np.full((3, 1), np.nan), drawn, np.array([1.0]), ["x"]).iloc[0]
    assert (nothing["n"], bool(nothing["within"])) == (0, False)
    assert np.isnan(nothing["tail"])


def test_coverage_is_counted_with_clopper_and_pearsons_interval_and_between_sets():
    rows = [(k, name, rank) for k in range(8) for name, rank in (("a", 0.5), ("b", 0.5 if k < 6 else 0.99))]
    ranks = pd.DataFrame(rows, columns=["set", "parameter", "rank"])
    table = coverage_table(ranks).set_index(["parameter", "interval"])
    row = table.loc[("b", 0.95)]
    wanted = binomtest(6, 8).proportion_ci(0.95)
    assert (row["covered"], row["low"], row["high"], row["n"]) == pytest.approx((0.75, wanted.low, wanted.high, 8))
    every = table.loc[("all", 0.8)]
    per_set = np.array([1.0] * 6 + [0.5] * 2)
    half = 1.96 * per_set.std(ddof=1) / np.sqrt(8)
    assert (every["covered"], every["low"]) == pytest.approx((0.875, 0.875 - half))
    assert every["high"] == pytest.approx(min(1.0, 0.875 + half))
    alone = coverage_table(pd.DataFrame(rows[:2], columns=["set", "parameter", "rank"])).query("parameter == 'all'")
    assert (alone["low"].tolist(), alone["high"].tolist()) == ([0.0] * 3, [1.0] * 3), "of one set all is possible"
    assert covered(np.array([0.1, 0.0999, 0.9, 0.9001]), 0.8).tolist() == [True, False, True, False]
    assert rank_of(np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0, 1.0]), 2.0) == pytest.approx(0.5)
    assert rank_of(np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0, 1.0]), 2.5) == pytest.approx(0.75)
