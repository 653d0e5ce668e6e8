"""Diagnostics on series whose answer is known."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diplomacy_abm.events.diagnostics import (
    FEWEST_PERIODS,
    autoregression,
    burstiness,
    dispersion,
    persistence,
    spread_of,
)


def autoregressive(weight: float, length: int, seed: int = 3) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(size=length)
    series = np.zeros(length)
    for place in range(1, length):
        series[place] = weight * series[place - 1] + noise[place]
    return series


def test_persistence_of_a_first_order_series_falls_by_powers():
    series = autoregressive(0.8, 5000)
    for lag in (1, 2, 4):
        assert persistence(series, lag).value == pytest.approx(0.8**lag, abs=0.04)


def test_persistence_by_hand():
    series = np.array([1.0, 2.0, 3.0, 4.0, 5.0] * 8)
    apart = series - 3
    assert persistence(series, 1).value == pytest.approx((apart[1:] * apart[:-1]).sum() / (apart**2).sum())


def test_bartletts_interval_of_noise():
    one = persistence(autoregressive(0.0, 400), 1)
    assert one.high - one.low == pytest.approx(2 * 1.96 / 20, abs=1e-3)


@pytest.mark.parametrize("series", [np.ones(100), np.arange(FEWEST_PERIODS - 1.0)])
def test_what_never_changes_or_is_short_has_no_persistence(series: np.ndarray):
    assert math.isnan(persistence(series, 1).value)


@pytest.mark.parametrize("k", [0.5, 1.3, 8.0])
def test_dispersion_finds_the_k_of_a_negative_binomial(k: float):
    counts = np.random.default_rng(2).negative_binomial(k, k / (k + 30), 600)
    one = dispersion(counts)
    assert one.low < k < one.high
    assert one.value == pytest.approx(k, rel=0.2)


def test_a_poisson_series_has_no_finite_upper_end_and_a_clock_is_endless():
    assert dispersion(np.random.default_rng(4).poisson(5, 300)).high == math.inf
    assert dispersion(np.full(50, 7)).value == math.inf
    assert math.isnan(dispersion(np.zeros(50)).value)


def test_dispersion_is_the_maximum_of_the_likelihood():
    from scipy.stats import nbinom

    counts = np.random.default_rng(9).negative_binomial(1.3, 0.1, 120)
    one = dispersion(counts)

    def likelihood(k: float) -> float:
        return float(nbinom.logpmf(counts, k, k / (k + counts.mean())).sum())

    assert likelihood(one.value) >= max(likelihood(one.value * 0.97), likelihood(one.value * 1.03))
    for end in (one.low, one.high):
        assert likelihood(one.value) - likelihood(end) == pytest.approx(1.9207, abs=1e-3)


def active(waits: list[int]) -> np.ndarray:
    counts = np.zeros(sum(waits) + 1)
    counts[np.cumsum([0, *waits])] = 1
    return counts


def test_burstiness_of_a_clock_is_minus_one():
    assert burstiness(active([4] * 20)).value == -1.0


def test_burstiness_by_the_formula_of_kim_and_jo():
    waits = [1, 1, 1, 1, 1, 1, 1, 1, 1, 30]
    ratio = np.std(waits) / np.mean(waits)
    expected = (math.sqrt(11) * ratio - 3) / ((math.sqrt(11) - 2) * ratio + 3)
    assert burstiness(active(waits)).value == pytest.approx(expected)
    assert expected > 0.5


def test_burstiness_of_rare_chance_is_near_nought_and_does_not_mind_the_unit():
    counts = np.random.default_rng(7).random(40_000) < 0.01
    assert burstiness(counts).value == pytest.approx(0.0, abs=0.08)
    assert burstiness(counts * 50).value == burstiness(counts).value


def test_no_waits_no_burstiness():
    assert math.isnan(burstiness(np.ones(100)).value)
    assert math.isnan(burstiness(active([3] * 9)).value)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 60), min_size=10, max_size=40))
def test_burstiness_stays_within_its_bounds(waits: list[int]):
    one = burstiness(active(waits))
    assert math.isnan(one.value) or -1 <= one.value <= 1 + 1e-12


def pair(length: int = 3000, seed: int = 11) -> pd.DataFrame:
    noise = np.random.default_rng(seed).normal(size=(length, 2))
    series = np.zeros((length, 2))
    for week in range(1, length):
        before = series[week - 1]
        series[week] = [0.5 * before[0] + noise[week, 0], 0.4 * before[0] + 0.2 * before[1] + noise[week, 1]]
    return pd.DataFrame(series, columns=["A", "B"])


def test_responses_of_a_known_autoregression():
    series = pair()
    found = autoregression(series, horizon=3)
    assert found is not None
    assert found.lags == 1
    scale = series["A"].std() / series["B"].std()
    matrix = np.array([[0.5, 0.0], [0.4, 0.2]])
    expected = [np.linalg.matrix_power(matrix, step)[1, 0] * scale for step in range(4)]
    answer = found.responses["A", "B"]
    np.testing.assert_allclose(answer.path, expected, atol=0.05)
    assert ((answer.low <= answer.path) & (answer.path <= answer.high)).all()
    assert answer.low[1] > 0
    assert answer.p < 1e-6
    assert answer.total.value == pytest.approx(answer.path.sum())


def test_no_answer_where_there_is_none():
    found = autoregression(pair(), horizon=3)
    assert found is not None
    back = found.responses["B", "A"]
    assert back.low[1] < 0 < back.high[1]
    assert back.p > 0.05


def test_shocks_of_one_period_are_told_without_an_order():
    noise, own = np.random.default_rng(3).normal(size=(2, 3000))
    together = pd.DataFrame({"A": noise + own, "B": noise})
    found = autoregression(together)
    assert found is not None
    assert found.correlation("A", "B") == pytest.approx(1 / math.sqrt(2), abs=0.05)
    assert found.correlation("A", "B") == pytest.approx(found.correlation("B", "A"))
    assert found.responses["A", "B"].path[0] == 0


def test_the_unit_of_a_series_does_not_matter():
    one, other = autoregression(pair(400)), autoregression(pair(400) * 1000 + 5)
    assert one is not None
    assert other is not None
    np.testing.assert_allclose(one.responses["A", "B"].path, other.responses["A", "B"].path, atol=1e-9)


def test_lags_leave_enough_periods():
    assert autoregression(pair(36)).lags == 1  # type: ignore[union-attr]
    assert autoregression(pair(400), lags=3).lags == 3  # type: ignore[union-attr]


def test_what_cannot_be_fitted_is_none():
    assert autoregression(pair(FEWEST_PERIODS - 1)) is None
    assert autoregression(pair(200).assign(B=1.0)) is None
    twice = pair(200)
    assert autoregression(twice.assign(B=twice["A"])) is None


def test_the_spread_of_runs():
    one = spread_of([*range(101), float("nan")])
    assert (one.low, one.value, one.high) == (2, 50, 98)
    assert spread_of([1.0, math.inf, math.inf]).value == math.inf
    assert math.isnan(spread_of([]).value)
