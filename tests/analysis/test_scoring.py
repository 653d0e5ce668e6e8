"""Scores against other programs, against sums done by hand, and what must hold of them."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import brier_score_loss, log_loss

from diplomacy_abm.analysis import scoring
from diplomacy_abm.analysis.hindcast import scores
from diplomacy_abm.analysis.scoring import Parts, brier, corp, log_score, murphy, skill

P, Y = np.array([0.8, 0.8, 0.2, 0.2]), np.array([1.0, 0.0, 0.0, 0.0])


def cases(least=1):
    """Forecasts, many of them equal, and what happened."""
    pairs = st.lists(st.tuples(st.integers(0, 20), st.booleans()), min_size=least, max_size=60)
    return pairs.map(lambda rows: (np.array([p / 20 for p, _ in rows]), np.array([float(y) for _, y in rows])))


@given(cases())
def test_scores_are_those_of_scikit_learn(case):
    p, y = case
    if len(set(y)) > 1:
        assert brier(p, y) == pytest.approx(brier_score_loss(y, p, pos_label=1))
    kept = np.clip(p, 0.01, 0.99)
    assert log_score(p, y) == pytest.approx(log_loss(y, kept, labels=[0, 1]))


def test_a_sure_forecaster_that_is_wrong_does_not_lose_everything():
    assert log_score(np.array([0.0]), np.array([1.0])) == pytest.approx(-np.log(0.01))
    assert log_score(np.array([0.0]), np.array([0.0])) == pytest.approx(-np.log(0.99))


def test_murphys_parts_by_hand():
    """Bins .8 (half came) and .2 (none came): .3²/2 + .2²/2, .25²/2 + .25²/2, ¼·¾."""
    found = murphy(P, Y, 2)
    assert found == pytest.approx(Parts(0.19, 0.065, 0.0625, 0.1875))
    assert corp(P, Y) == pytest.approx(found)


@given(cases(), st.integers(1, 8))
def test_murphys_parts_add_up(case, bins):
    found = murphy(*case, bins)
    assert found.score == pytest.approx(found.reliability - found.resolution + found.uncertainty, abs=1e-12)
    assert found.reliability >= 0.0


@given(cases())
def test_corps_parts_add_up_and_are_not_negative(case):
    found = corp(*case)
    assert found.score == pytest.approx(found.reliability - found.resolution + found.uncertainty, abs=1e-12)
    assert min(found.reliability, found.resolution) >= -1e-12


@given(cases(2))
def test_the_recalibrated_curve_is_that_of_isotonic_regression(case):
    p, y = case
    other = IsotonicRegression(y_min=0.0, y_max=1.0).fit(p, y).predict(p)
    assert scoring.recalibrated(p, y) == pytest.approx(other, abs=1e-9)


@given(cases(2))
def test_the_recalibrated_curve_rises_and_keeps_the_share_of_yes(case):
    p, y = case
    curve = scoring.recalibrated(p, y)
    order = np.argsort(p, kind="stable")
    assert (np.diff(curve[order]) >= -1e-12).all()
    assert curve.mean() == pytest.approx(y.mean())


def test_a_reliable_forecast_loses_nothing_to_reliability():
    y = np.array([1.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 0.0])
    p = np.array([0.25] * 4 + [0.75] * 4)
    assert corp(p, y).reliability == pytest.approx(0.0)
    assert corp(p, y).resolution == pytest.approx(0.0625)


def test_skill_is_the_share_saved():
    assert skill(0.1, 0.25) == pytest.approx(0.6)
    assert skill(0.3, 0.25) == pytest.approx(-0.2)
    assert np.isnan(skill(0.1, 0.0))


def test_categories_by_hand():
    assert scoring.categories(np.array([0.7, 0.2, 0.1]), 0) == pytest.approx(0.09 + 0.04 + 0.01)
    assert scoring.categories(np.array([1.0, 0.0]), 1) == pytest.approx(2.0)


@given(cases(), st.integers(1, 8))
def test_bins_hold_everything_in_order(case, bins):
    p, y = case
    place = scoring.bins_of(p, bins)
    assert set(place) == set(range(place.max() + 1))
    assert place.max() < bins
    for k in range(place.max()):
        assert p[place == k].max() < p[place == k + 1].min()
    found = scoring.reliability_bins(p, y, bins)
    assert sum(one.n for one in found) == len(p)
    assert sum(one.n * one.share.value for one in found) == pytest.approx(y.sum())


def test_the_band_holds_reliable_forecasters_nine_times_in_ten_and_a_wrong_one_seldom():
    rng = np.random.default_rng(3)
    order, low, high = scoring.consistency_band(rng.random(200), draws=300)

    def inside(chance):
        curve = scoring.recalibrated(order, (rng.random(200) < chance).astype(float))
        return np.mean((curve >= low) & (curve <= high))

    assert np.mean([inside(order) for _ in range(40)]) == pytest.approx(0.9, abs=0.04)
    assert np.mean([inside(1.0 - order) for _ in range(10)]) < 0.3


# --- is it reliable?


def test_reliable_forecasts_are_rejected_as_often_as_the_level_says():
    rng = np.random.default_rng(11)
    found = []
    for _ in range(200):
        p = rng.random(50)
        found.append(scoring.reliability_test(p, (rng.random(50) < p).astype(float), draws=99))
    shares = np.array([np.mean(np.array(found) <= level) for level in (0.05, 0.2, 0.5)])
    assert shares == pytest.approx([0.05, 0.2, 0.5], abs=0.1)
    assert shares[0] < 0.1


def test_forecasts_that_are_wrong_are_rejected():
    rng = np.random.default_rng(12)
    p = rng.random(100)
    assert scoring.reliability_test(p, (rng.random(100) < 1.0 - p).astype(float), draws=199) == 1 / 200
    assert scoring.reliability_test(p, (rng.random(100) < p**3).astype(float), draws=199) < 0.05


def test_who_is_sure_and_right_is_reliable_and_who_is_sure_and_wrong_once_is_not():
    sure = np.array([1.0, 1.0, 0.0, 0.0])
    assert scoring.reliability_test(sure, sure, draws=99) == 1.0
    assert scoring.reliability_test(sure, np.array([1.0, 0.0, 0.0, 0.0]), draws=99) == 1 / 100


def test_by_hand_one_forecast_of_a_quarter():
    """Four of .25: reliability is (share - .25)², as large as with no yes, .0625, but where exactly one comes (.42)."""
    p = np.full(4, 0.25)
    assert scoring.reliability_test(p, np.zeros(4), draws=4000) == pytest.approx(1 - 4 * 0.25 * 0.75**3, abs=0.03)


def test_parts_have_no_interval_and_losses_have():
    rng = np.random.default_rng(5)
    p = rng.random(60)
    table = pd.DataFrame({
        "scenario": np.repeat([f"s{k}" for k in range(6)], 10), "p": p, "base": 0.5, "persistence": 0.0,
        "answer": np.where(rng.random(60) < p, "yes", "no"),
    })  # fmt: skip
    found = scores(table, draws=200).set_index(["forecaster", "measure"])
    parts = ["reliability", "resolution", "uncertainty", "p of reliability"]
    for forecaster in ("model", "base rate", "persistence"):
        own = found.loc[forecaster]
        assert own.loc[parts, ["low", "high"]].isna().all(axis=None)
        assert own.loc[["brier", "log"], ["low", "high"]].notna().all(axis=None)
    assert found.loc[("model", "skill over base rate"), "low"] < found.loc[("model", "skill over base rate"), "high"]
    assert found.loc[("model", "p of reliability"), "estimate"] > 0.05
    assert found.loc[("persistence", "p of reliability"), "estimate"] == pytest.approx(1 / 201)


# --- bootstrap


def test_the_bootstrap_draws_whole_clusters():
    clusters = np.repeat(np.arange(6), 4)

    def whole(pick):
        counts = np.bincount(pick, minlength=24).reshape(6, 4)
        return [float((counts == counts[:, :1]).all())]

    found = scoring.bootstrapped(whole, clusters, draws=50)[0]
    assert (found.value, found.low, found.high) == (1.0, 1.0, 1.0)


def test_the_bootstrap_of_a_mean_over_single_clusters_is_the_usual_one():
    values = np.random.default_rng(0).normal(size=400)
    found = scoring.bootstrapped(lambda pick: [values[pick].mean()], np.arange(400), draws=4000)[0]
    half = 1.96 * values.std() / 20.0
    assert found.value == pytest.approx(values.mean())
    assert found.high - found.low == pytest.approx(2 * half, rel=0.08)


def test_there_is_no_interval_over_few_clusters():
    few = scoring.bootstrapped(lambda pick: [1.0], np.arange(scoring.FEWEST - 1), draws=10)[0]
    assert np.isnan([few.low, few.high]).all()
    enough = scoring.bootstrapped(lambda pick: [1.0], np.arange(scoring.FEWEST), draws=10)[0]
    assert (enough.low, enough.high) == (1.0, 1.0)


@given(cases(6))
def test_the_same_seed_gives_the_same_interval(case):
    p, y = case
    assume(len(p) > 5)
    clusters = np.arange(len(p)) % 6
    one, two = (scoring.bootstrapped(lambda pick: [brier(p[pick], y[pick])], clusters, draws=20) for _ in range(2))
    assert one == two
