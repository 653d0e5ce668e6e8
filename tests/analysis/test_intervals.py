"""What a source's figures leave open, against textbook values and by coverage."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import poisson

from diplomacy_abm.analysis.intervals import (
    gap_range,
    lasting_range,
    median_range,
    rate_range,
    share_limit,
    share_range,
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
