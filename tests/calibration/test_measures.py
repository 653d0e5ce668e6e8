"""Measures against answers that are known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from diplomacy_abm.calibration.measures import MEASURES, Reading, burstiness, in_blocks, longest_gap, without_trend

NAN = float("nan")


def read(row, measure, **more):
    row = np.asarray(row, float)
    return float(Reading(measure, 0, more.pop("last", len(row)), **more)(row[np.newaxis])[0])


def test_an_autoregression_has_its_own_autocorrelation():
    rng = np.random.default_rng(2)
    x = np.zeros(20000)
    for t in range(1, len(x)):
        x[t] = 0.8 * x[t - 1] + rng.standard_normal()
    assert read(x, "acf") == pytest.approx(0.8, abs=0.02)
    assert read(x, "acf", lag=3) == pytest.approx(0.8**3, abs=0.03)


def test_a_clock_has_burstiness_minus_one_chance_none_and_bursts_more():
    assert read([1, 0] * 50, "burstiness") == pytest.approx(-1.0)
    chance = np.random.default_rng(4).random(200_000) < 0.01
    assert read(chance, "burstiness") == pytest.approx(0.0, abs=0.04)
    bursts = np.zeros(1000)
    bursts[[0, 1, 2, 500, 501, 502, 990]] = 1
    assert read(bursts, "burstiness") > 0.1


def test_burstiness_is_the_formula_of_goh_and_barabasi():
    row = np.zeros(20)
    row[[0, 1, 3, 12]] = 1
    between = np.array([1.0, 2.0, 9.0])
    expected = (between.std() - between.mean()) / (between.std() + between.mean())
    assert read(row, "burstiness") == pytest.approx(expected)


def test_too_few_events_are_no_number_unless_one_is_given():
    assert np.isnan(read([1, 0, 0, 1], "burstiness"))
    assert read([1, 0, 0, 1], "burstiness", undefined=0.25) == 0.25


def test_the_longest_gap_counts_the_ends_and_stops_where_the_run_does():
    assert read([0, 0, 1, 0, 1, 0, 0, 0], "longest_gap") == 3
    assert read([0] * 5, "longest_gap") == 5
    assert read([1, 0, 0, NAN, NAN, NAN], "longest_gap") == 2


def test_a_straight_line_is_taken_out_also_where_steps_are_missing():
    x = 3.0 + 0.5 * np.arange(40.0)
    x[[3, 17, 18]] = NAN
    left = without_trend(x[np.newaxis])[0]
    assert np.nanmax(np.abs(left)) < 1e-9
    assert np.isnan(left[[3, 17, 18]]).all()


def test_blocks_add_up_and_leave_the_incomplete_one_out():
    x = np.arange(10.0)[np.newaxis]
    assert in_blocks(x, 4).tolist() == [[6.0, 22.0]]
    assert read(np.arange(10.0), "mean", every=4) == 14.0


def test_a_window_is_all_that_is_read():
    assert Reading("total", 2, 4)(np.ones((1, 9)))[0] == 2.0


def test_the_logarithm_leaves_out_what_has_none():
    assert read([0.0, np.e, np.e], "mean", log=True) == pytest.approx(1.0)


@pytest.mark.parametrize("measure", [*MEASURES, "acf"])
def test_nothing_there_is_no_number(measure):
    assert np.isnan(Reading(measure, 0, 6)(np.full((2, 6), NAN))).all()


@settings(max_examples=40, deadline=None)
@given(arrays(float, (3, 12), elements=st.floats(0, 5)))
def test_measures_of_whole_series_are_those_of_numpy(x):
    found = {name: Reading(name, 0, 12)(x) for name in ("total", "mean", "sd", "share", "ever")}
    assert np.allclose(found["total"], x.sum(axis=1))
    assert np.allclose(found["mean"], x.mean(axis=1))
    assert np.allclose(found["sd"], x.std(axis=1))
    assert np.allclose(found["share"], (x > 0).mean(axis=1))
    assert np.array_equal(found["ever"], (x > 0).any(axis=1).astype(float))


@settings(max_examples=40, deadline=None)
@given(arrays(bool, (4, 30)))
def test_gaps_agree_with_counting_by_hand(x):
    for row, longest, bursty in zip(x, longest_gap(x.astype(float)), burstiness(x.astype(float)), strict=True):
        silence = max(len(part) for part in "".join("1" if v else "0" for v in row).split("1"))
        assert longest == silence
        assert np.isnan(bursty) == (row.sum() < 3)
        assert np.isnan(bursty) or -1.0 <= bursty <= 1.0
