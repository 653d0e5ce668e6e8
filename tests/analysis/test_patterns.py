"""Figures of weekly series on made-up series whose answer is known."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diplomacy_abm.analysis.patterns import (
    around,
    autocorrelation,
    changed_pairs,
    clustered_median,
    difference_of_ratios,
    dispersion,
    lasting,
    median_of,
    ratio_of_ratios,
    ratio_of_sums,
    summed_by,
    waits,
)


def test_autocorrelation_of_an_autoregression_is_its_power():
    rng = np.random.default_rng(1)
    series = np.zeros((20, 4000))
    for week in range(1, 4000):
        series[:, week] = 0.8 * series[:, week - 1] + rng.normal(size=20)
    for lag in (1, 4):
        assert autocorrelation(series, lag).mean() == pytest.approx(0.8**lag, abs=0.02)


def test_autocorrelation_is_that_of_the_textbook():
    found = autocorrelation(np.array([[1.0, 2.0, 3.0, 4.0], [5.0, 5.0, 5.0, 5.0]]), 1)
    assert found[0] == pytest.approx(0.25)  # (−1.5·−.5 + −.5·.5 + .5·1.5) / 5
    assert np.isnan(found[1])


def test_dispersion_finds_the_shape_of_a_negative_binomial():
    rng = np.random.default_rng(2)
    k, mean = 1.3, 40.0
    counts = rng.poisson(rng.gamma(k, mean / k, size=(50, 2000)))
    assert np.median(dispersion(counts.astype(float))) == pytest.approx(k, rel=0.05)
    assert np.isinf(dispersion(np.array([[3.0, 3.0, 3.0]]))[0])
    assert np.isnan(dispersion(np.zeros((1, 3)))[0])


def test_sums_around_an_event_leave_out_its_week_and_what_does_not_fit():
    series = np.array([[1.0, 2.0, 100.0, 4.0, 8.0], [1.0, 2.0, 100.0, np.nan, np.nan]])
    before, after = around(series, np.array([0, 0, 1]), np.array([2, 1, 2]), 2, 2)
    assert (before[0], after[0]) == (3.0, 12.0)
    assert np.isnan(before[1:]).all()
    assert np.isnan(after[1:]).all()


@settings(deadline=None)
@given(st.lists(st.booleans(), min_size=1, max_size=60))
def test_waits_add_up_to_the_time_from_the_first_mark_to_the_end(held):
    row, weeks, ended = waits(np.array([held]), np.ones((1, len(held)), dtype=bool))
    marks = np.flatnonzero(held)
    assert len(weeks) == len(marks) == len(row)
    assert ended.sum() == max(0, len(marks) - 1)
    assert weeks.sum() == (len(held) - 1 - marks[0] if len(marks) else 0)
    assert (weeks[ended] >= 1).all()


def test_the_end_of_its_row_cuts_a_wait_off():
    held = np.array([[1, 0, 1, 0, 0, 0], [0, 1, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0]], dtype=bool)
    going = np.array([[1, 1, 1, 1, 0, 0], [1, 1, 1, 1, 1, 1], [1, 0, 0, 0, 0, 0]], dtype=bool)
    row, weeks, ended = waits(held, going)
    assert row.tolist() == [0, 0, 1]
    assert weeks.tolist() == [2, 1, 4]
    assert ended.tolist() == [True, False, False]


def test_unfinished_waits_count_for_as_long_as_they_were_seen():
    """Marks at a steady rate in short rows: too many finished gaps are short, the product-limit share is right."""
    rng = np.random.default_rng(3)
    rate, weeks = 0.02, 60
    held = rng.random((4000, weeks)) < rate
    row, gaps, ended = waits(held, np.ones_like(held))
    for beyond in (2, 25):
        found = lasting(row, gaps, ended, beyond)
        assert found.low < (1.0 - rate) ** beyond < found.high
        assert found.value == pytest.approx((1.0 - rate) ** beyond, abs=0.03)
        assert found.high - found.low < 0.08
    assert (gaps[ended] > 25).mean() < 0.45 < (1.0 - rate) ** 25


def test_what_lasts_by_hand():
    row, weeks, ended = np.arange(8), np.array([1, 1, 1, 1, 3, 7, 163, 17]), np.arange(8) < 7
    assert lasting(row, weeks, ended, 2).value == pytest.approx(0.5)
    assert lasting(row, weeks, ended, 25).value == pytest.approx(0.25)
    assert lasting(row, weeks, ended, 163).value == 0.0
    assert np.isnan(lasting(row[7:], weeks[7:], ended[7:], 25).value)
    assert lasting(row[:1], weeks[:1], ended[:1], 25).value == 0.0
    assert np.isnan(lasting(row[:0], weeks[:0], ended[:0], 2).value)


def test_a_median_of_values_that_hang_together_is_known_less_well():
    rng = np.random.default_rng(4)
    runs = np.repeat(np.arange(60), 20)
    values = rng.normal(size=60)[runs] + 0.1 * rng.normal(size=len(runs))
    values[::50] = np.nan
    found, alone = clustered_median(values, runs), median_of(values)
    assert found.value == alone.value
    assert found.low < found.value < found.high
    assert found.high - found.low > 2.0 * (alone.high - alone.low)
    assert np.isnan(clustered_median(values[:100], runs[:100]).value)
    assert np.isnan(clustered_median(values[:0], runs[:0]).value)


@pytest.mark.parametrize(("groups", "known"), [(5, False), (6, True), (7, True)])
def test_six_runs_are_enough_for_a_median_and_five_are_not(groups, known):
    found = clustered_median(np.arange(2.0 * groups), np.repeat(np.arange(groups), 2))
    assert np.isfinite(found.value) == known


def test_a_clustered_median_covers():
    rng = np.random.default_rng(5)
    runs = np.repeat(np.arange(40), 5)
    hits = 0
    for k in range(200):
        found = clustered_median(rng.normal(size=40)[runs] + rng.normal(size=len(runs)), runs, draws=300, seed=k)
        hits += found.low <= 0.0 <= found.high
    assert 0.9 < hits / 200 < 0.99


def test_differences_and_ratios_of_ratios():
    ones = np.ones(50)
    assert difference_of_ratios(3 * ones, ones, ones, ones)[:3] == (2.0, 2.0, 2.0)
    assert ratio_of_ratios(3 * ones, ones, ones, 2 * ones)[:3] == (6.0, 6.0, 6.0)
    assert np.isnan(ratio_of_ratios(ones, ones, 0 * ones, ones).value)
    assert np.isnan(difference_of_ratios(ones, 0 * ones, ones, ones).value)


def test_a_paired_difference_is_narrower_than_that_of_strangers():
    rng = np.random.default_rng(3)
    luck = rng.normal(size=400)
    one, other = luck + 5.0, luck + 5.1 + 0.01 * rng.normal(size=400)
    ones = np.ones(400)
    found = difference_of_ratios(other, ones, one, ones)
    assert found.low < 0.1 < found.high
    assert found.high - found.low < 0.01
    shuffled = difference_of_ratios(rng.permutation(other), ones, one, ones)
    assert shuffled.high - shuffled.low > 0.1


def test_median_leaves_out_what_is_no_number_and_needs_six():
    values = np.array([np.nan, *range(1, 10)], dtype=float)
    assert median_of(values).value == 5.0
    assert np.isnan(median_of(np.arange(5.0)).value)


def test_summed_by_run():
    found = summed_by(np.array([0, 2, 2]), np.array([1.0, 2.0, np.nan]), 4)
    assert found.tolist() == [1.0, 0.0, 2.0, 0.0]


def test_a_single_changed_cell_is_a_changed_pair():
    one = pd.DataFrame({"a": [1, 2, 3], "b": [np.nan, 1.0, 2.0]})
    assert changed_pairs(one, one.copy()) == 0
    assert changed_pairs(one, one.assign(b=[np.nan, 1.0, 2.5])) == 1
    assert changed_pairs(one, one.assign(b=[0.0, 1.0, 2.5])) == 2
    with pytest.raises(ValueError, match="same runs and columns"):
        changed_pairs(one, one[["a"]])


def test_the_bootstrap_of_a_ratio_has_the_error_of_the_textbook():
    """A ratio of means of independent values: its relative variance is the sum of theirs (delta method)."""
    rng = np.random.default_rng(7)
    z, n = 1.959964, 400
    top, bottom, other, under = rng.normal([[2.0], [4.0], [3.0], [6.0]], 1.0, (4, n))

    def spread(one, two):
        return (one - one.mean() / two.mean() * two).std() / two.mean() / np.sqrt(n)

    found = ratio_of_sums(top, bottom)
    assert found.value == pytest.approx(top.sum() / bottom.sum())
    assert (found.high - found.low) / 2.0 == pytest.approx(z * spread(top, bottom), rel=0.1)
    gap = difference_of_ratios(top, bottom, other, under)
    assert gap.value == pytest.approx(top.sum() / bottom.sum() - other.sum() / under.sum())
    both = np.hypot(spread(top, bottom), spread(other, under))
    assert (gap.high - gap.low) / 2.0 == pytest.approx(z * both, rel=0.15)
    times = ratio_of_ratios(top, bottom, other, under)
    first, second = top.sum() / bottom.sum(), other.sum() / under.sum()
    assert times.value == pytest.approx(first / second)
    relative = np.hypot(spread(top, bottom) / first, spread(other, under) / second)
    assert (times.high - times.low) / 2.0 == pytest.approx(z * relative * times.value, rel=0.15)


def test_a_ratio_whose_other_may_be_nothing_is_open_above():
    ones, once = np.ones(4), np.array([1.0, 0.0, 0.0, 0.0])
    found = ratio_of_ratios(ones, ones, once, ones)
    assert (found.value, found.high) == (4.0, np.inf)
    assert ratio_of_ratios(0 * ones, ones, ones, ones).value == 0.0
    for blank in range(1, 4):
        columns = [ones, ones, ones, ones]
        columns[blank] = 0 * ones
        assert np.isnan(ratio_of_ratios(*columns).value)
    assert np.isnan(difference_of_ratios(ones, ones, ones, 0 * ones).value)
    assert difference_of_ratios(0.05 * ones, 0.5 * ones, ones, 0.05 * ones).value == pytest.approx(0.1 - 20.0)


def test_dispersion_and_correlation_by_hand():
    """Counts 1, 3, 8: mean 4, variance 13, so 16/9."""
    assert dispersion(np.array([[1.0, 3.0, 8.0]]))[0] == pytest.approx(16.0 / 9.0)
    series = np.array([[1.0, 2.0, 6.0, 3.0]])
    assert autocorrelation(series, 2)[0] == pytest.approx((-2 * 3 + -1 * 0) / 14.0)
    assert autocorrelation(series, 3)[0] == pytest.approx((-2 * 0) / 14.0)
    assert autocorrelation(np.array([[0.0, 0.1]]), 1)[0] == pytest.approx(-0.5)


def test_a_median_of_clusters_by_hand():
    """Six runs of one value: half of the weight lies on the fourth of six at the latest."""
    found = clustered_median(np.array([6.0, 5.0, 4.0, 3.0, 2.0, 1.0]), np.arange(6), draws=2000)
    assert found.value == 3.5
    assert (found.low, found.high) == (1.0, 6.0) or (found.low >= 1.0 and found.high <= 6.0)
    narrow = clustered_median(np.arange(400.0), np.arange(400), draws=2000)
    # the error of a median of a uniform law is half of its length over sqrt(n)
    assert (narrow.high - narrow.low) / 2.0 == pytest.approx(1.96 * 200.0 / 20.0, rel=0.15)


def test_what_was_not_seen_for_so_long_has_no_share():
    row = np.arange(3)
    assert np.isnan(lasting(row, np.array([4, 4, 3]), np.array([True, False, True]), 5).value)
    assert lasting(row, np.array([4, 4, 3]), np.array([True, True, False]), 5).value == 0.0
    assert lasting(row, np.array([5, 4, 3]), np.array([False, True, True]), 5).value == pytest.approx(1 / 3)
    # what is cut off in its first week says nothing
    assert lasting(row, np.array([0, 2, 6]), np.array([False, True, False]), 5).value == pytest.approx(0.5)


def test_windows_fit_to_the_first_and_the_last_week():
    series = np.array([[1.0, 2.0, 4.0, 8.0, 16.0]])
    before, after = around(series, np.array([0, 0, 0]), np.array([1, 3, 4]), 1, 1)
    assert before[:2].tolist() == [1.0, 4.0]
    assert after[:2].tolist() == [4.0, 16.0]
    assert np.isnan([before[2], after[2]]).all()
    assert np.isnan(around(series, np.array([0]), np.array([0]), 1, 1)[0][0])


def test_tables_of_other_runs_are_no_pairs():
    one = pd.DataFrame({"a": [1, 2]})
    for other in (one.iloc[:1], one.rename(columns={"a": "b"})):
        with pytest.raises(ValueError, match="same runs and columns"):
            changed_pairs(one, other)
