"""What a source's figures leave open, against textbook values and by coverage."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, poisson, ttest_1samp

from diplomacy_abm.analysis.intervals import (
    cluster_error,
    clustered_mean,
    clustered_share,
    gap_range,
    lasting_range,
    mcnemar,
    median_range,
    newcombe_paired,
    normal_quantile,
    paired_shares,
    rate_range,
    share_limit,
    share_range,
    student_half,
    wilson,
)


def test_wilson_of_ten_of_ten():
    """Wilson (1927): with n of n the lower end is n / (n + z²)."""
    low, high = share_range(10, 10)
    assert low == pytest.approx(10 / (10 + 3.8415), rel=1e-3)
    assert high == 1.0


def test_poisson_interval_is_garwoods():
    """Garwood (1936): 5 events, 1.62 to 11.67."""
    assert rate_range(5, 1.0) == pytest.approx((1.623, 11.668), abs=2e-3)
    assert rate_range(0, 2.0) == pytest.approx((0.0, 3.689 / 2.0), abs=1e-3)


@settings(deadline=None)
@given(st.integers(0, 200), st.floats(0.1, 100.0))
def test_poisson_interval_holds_its_rate_and_its_tails(events, exposure):
    low, high = rate_range(events, exposure)
    assert low <= events / exposure <= high
    assert events == 0 or poisson.sf(events - 1, low * exposure) == pytest.approx(0.025, abs=1e-6)
    assert poisson.cdf(events, high * exposure) == pytest.approx(0.025, abs=1e-6)


def test_newcombe_gap_of_two_samples():
    """Newcombe (1998b), table II: 56/70 less 48/80 is 0.2 (0.0524, 0.3339)."""
    assert gap_range(56, 70, 48, 80) == pytest.approx((0.0524, 0.3339), abs=1e-4)


@settings(deadline=None)
@given(st.integers(0, 30), st.integers(1, 40), st.integers(0, 30), st.integers(1, 40))
def test_a_gap_turns_its_sign_with_its_sides(a, extra, b, more):
    n, m = a + extra, b + more
    low, high = gap_range(a, n, b, m)
    assert gap_range(b, m, a, n) == pytest.approx((-high, -low))
    assert low <= a / n - b / m <= high


def test_a_limit_has_the_upper_end_of_the_share_and_no_lower_one():
    assert share_limit(7, 68) == (0.0, share_range(7, 68)[1])


def test_what_lasts_counts_what_still_goes_on():
    """Greenwood by hand: S = .25, its error on the log(-log) scale sqrt(1/8 + 1/12 + 1/6) / ln 4."""
    low, high = lasting_range([1, 1, 1, 1, 3, 7, 163], [17], 25)
    bend = 1.959964 * np.sqrt(4 / (8 * 4) + 1 / (4 * 3) + 1 / (3 * 2)) / np.log(0.25)
    assert (low, high) == pytest.approx((0.25 ** np.exp(-bend), 0.25 ** np.exp(bend)), abs=1e-4)
    assert lasting_range([1, 1, 1, 1, 3, 7, 163, 17], [], 25)[1] < high


def test_median_by_order_statistics():
    """With 16 cases the 4th and the 13th hold the median with 97.9 %; with 5 all of them, and less than asked for."""
    assert median_range(list(range(1, 17))) == (4, 13)
    assert median_range([3.0, 1.0, 2.0, 5.0, 4.0]) == (1.0, 5.0)


def test_median_interval_covers():
    rng = np.random.default_rng(0)
    hits = 0
    for _ in range(1000):
        low, high = median_range(rng.exponential(size=15).tolist())
        hits += low <= np.log(2.0) <= high
    assert 0.94 < hits / 1000 < 0.99


def test_a_mean_of_one_cluster_is_known_and_its_spread_is_not():
    assert clustered_mean(np.array([1.0, 2.0]), np.zeros(2))[:3] == (1.5, -np.inf, np.inf)
    assert np.isnan(clustered_mean(np.array([]), np.array([])).value)


@pytest.mark.parametrize(("value", "p"), [(0.0, 1.0), (0.05, 0.0), (-0.05, 0.0)])
def test_values_that_never_vary_leave_no_doubt(value, p):
    assert clustered_mean(np.full(6, value), np.arange(6)) == pytest.approx((value, value, value, p))


def test_a_level_is_a_share_and_no_per_cent():
    assert normal_quantile(0.95) == pytest.approx(1.959964)
    for level in (0.0, 1.0, 95.0):
        with pytest.raises(ValueError, match="must be between 0 and 1"):
            normal_quantile(level)


def test_of_no_values_a_share_may_be_anything():
    for found in (wilson(0.3, 0.0), clustered_share(np.array([]), np.array([]))):
        assert np.isnan(found.value)
        assert (found.low, found.high) == (0.0, 1.0)


def test_a_share_of_clusters_is_worth_what_its_variance_says():
    """Two values a cluster that are alike count once; where they contradict each other they never count for more."""
    values, clusters = np.repeat([1.0, 0.0, 0.0, 1.0, 1.0, 0.0], 2), np.repeat(np.arange(6), 2)
    error = np.sqrt(6 / 5 * 6 * 4 * 0.25) / 12
    assert clustered_share(values, clusters)[:3] == wilson(0.5, 0.25 / error**2)[:3]
    apart = np.tile([1.0, 0.0], 6)
    assert clustered_share(apart, clusters)[:3] == wilson(0.5, 6)[:3], "no variance at all is not known to be small"
    nearly = np.array([1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 1.0, 1.0, 0.0, 1.0, 0.0])
    assert clustered_share(nearly, clusters)[:3] == wilson(7 / 12, 12)[:3]
    assert clustered_share(np.array([1.0, 0.0]), np.zeros(2))[:3] == wilson(0.5, 1)[:3]


def test_paired_shares_of_pairs_that_are_alike_count_once_a_cluster():
    rng = np.random.default_rng(4)
    base, other = (rng.random((2, 40)) < [[0.4], [0.6]]).astype(float)
    once = paired_shares(base, other, np.arange(40))
    twice = paired_shares(np.repeat(base, 2), np.repeat(other, 2), np.repeat(np.arange(40), 2))
    gap = other - base
    # the factor G/(G - 1) of clusters makes forty of them worth thirty-nine
    both, lost, gained = base @ other, (base > other).sum(), (other > base).sum()
    part = 39 / 40
    wanted = newcombe_paired(both * part, lost * part, gained * part, (40 - both - lost - gained) * part)
    assert twice[:3] == pytest.approx(wanted[:3])
    assert (once.value, twice.value) == pytest.approx((gap.mean(), gap.mean()))
    assert twice.p == pytest.approx(ttest_1samp(gap, 0.0).pvalue)
    assert once.p == mcnemar(int(lost), int(gained))


@pytest.mark.parametrize(("counts", "low", "high"), [((0, 3, 0, 0), -1.0, None), ((0, 0, 3, 0), None, 1.0)])
def test_a_difference_of_shares_is_no_larger_than_one(counts, low, high):
    found = newcombe_paired(*counts)
    assert found.low == low or high is not None
    assert found.high == high or low is not None
    assert np.isnan(newcombe_paired(0, 0, 0, 0).value)


def test_what_lasts_to_the_very_week_of_an_end_has_ended_by_then():
    """Of four one ends in week 2: that is counted at 2 and not at 1.9."""
    assert lasting_range([2, 5, 6, 7], [], 1.9) == (1.0, 1.0)
    low, high = lasting_range([2, 5, 6, 7], [], 2)
    assert low < 0.75 < high < 1.0


@pytest.mark.parametrize("level", [0.5, 0.8, 0.99])
@pytest.mark.parametrize("n", [2, 7, 20, 51])
def test_ranks_around_a_median_are_the_narrowest_that_hold_the_level(level, n):
    low, high = median_range([float(x) for x in range(1, n + 1)], level)
    rank = int(low)
    assert high == n + 1 - rank
    assert rank == 1 or 1.0 - 2.0 * binom.cdf(rank - 1, n, 0.5) >= level
    assert rank + 1 > n - rank or 1.0 - 2.0 * binom.cdf(rank, n, 0.5) < level


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_half_of_students_interval_is_that_of_scipy(level):
    values = np.array([1.0, 4.0, 2.0, 7.0])
    error, groups = cluster_error(values, np.arange(4))
    interval = ttest_1samp(values, 0.0).confidence_interval(level)
    assert student_half(error, groups, level) == pytest.approx((interval.high - interval.low) / 2.0)
