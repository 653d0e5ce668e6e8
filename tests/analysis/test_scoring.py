"""Scores against other programs, against sums done by hand, and what must hold of them."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import ttest_1samp
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import brier_score_loss, log_loss

from diplomacy_abm.analysis import hindcast, scoring
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


# --- dated questions


def asked():
    """Six questions of three starts and one without an answer."""
    return pd.DataFrame({
        "id": list("abcdefg"), "scenario": ["s1", "s1", "s2", "s2", "s3", "s3", "s3"],
        "topic": ["talks", "war", "talks", "war", "talks", "war", "war"], "set": ["one"] * 4 + ["two"] * 3,
        "answer": ["yes", "no", "yes", "no", "no", "yes", "unresolved"],
        "p": [0.8, 0.3, 0.6, 0.1, 0.4, 0.9, 0.5], "base": [0.5] * 7, "persistence": [1.0, 0.0, 0.0, 0.0, 1.0, 1.0, 0.0],
        "market": [0.9, np.nan, 0.7, np.nan, np.nan, np.nan, 0.5],
        "baseline crowd": [0.7, 0.2, np.nan, np.nan, np.nan, np.nan, 0.1],
    })  # fmt: skip


LOSS = np.array([0.04, 0.09, 0.16, 0.01, 0.16, 0.01])
"""Squared errors of the model by hand."""


def test_scores_of_questions_by_hand():
    found = hindcast.scores(asked(), draws=50).set_index(["forecaster", "measure"])["estimate"]
    assert found["model", "brier"] == pytest.approx(LOSS.mean())
    assert (found["base rate", "brier"], found["persistence", "brier"]) == pytest.approx((0.25, 2 / 6))
    assert found["model", "log"] == pytest.approx(-np.log([0.8, 0.7, 0.6, 0.9, 0.6, 0.9]).mean())
    assert found["model", "skill over base rate"] == pytest.approx(1.0 - LOSS.mean() / 0.25)
    assert found["model", "skill over persistence"] == pytest.approx(1.0 - LOSS.mean() * 3.0)
    # half of the answers are yes
    assert found["model", "skill over the share of yes"] == pytest.approx(1.0 - LOSS.mean() / 0.25)
    assert found["model", "uncertainty"] == pytest.approx(0.25)


def test_sets_of_questions_are_scored_together_and_one_by_one():
    assert list(hindcast.sets_of(asked())) == ["all", "one", "two"]
    assert list(hindcast.sets_of(asked().query("set == 'one'"))) == ["one"]
    found = hindcast.scores_by_set(asked(), draws=20)
    assert list(found.columns[:2]) == ["set", "n"]
    assert found.groupby("set", sort=False)["n"].first().to_dict() == {"all": 6, "one": 4, "two": 2}
    brier_ = found.query("forecaster == 'model' and measure == 'brier'").set_index("set")["estimate"]
    assert (brier_["one"], brier_["two"]) == pytest.approx((LOSS[:4].mean(), LOSS[4:].mean()))


def test_questions_that_hang_together_are_worth_fewer():
    """Kish: the variance of the mean as of strangers over that as of starts; two alike a start count once."""
    table = pd.concat([asked().iloc[[0, 2, 4]]] * 2, ignore_index=True).assign(scenario=["s1", "s2", "s3"] * 2)
    gap = np.array([0.04, 0.16, 0.16]) - 0.25
    # three starts of two: 3/2 of the mean square about the mean, over three
    assert hindcast.independent(table) == pytest.approx(gap.var() / (1.5 * gap.var() / 3.0))
    alone = asked().assign(scenario=list("abcdefg"))
    assert hindcast.independent(alone) == pytest.approx(5.0), "six strangers, with the factor of six clusters"
    assert hindcast.independent(asked().query("scenario == 's1'")) == 1.0
    assert hindcast.independent(asked().assign(p=0.5)) == 3.0


def test_softened_persistence_is_as_sure_as_it_was_right_elsewhere():
    """Of the other starts' four it was right in s2, s3: two of four, so (2 + 1)/6; and so on."""
    found = hindcast.softened(asked())
    right = {"s1": 3 / 6, "s2": 4 / 6, "s3": 4 / 6}
    said = [1, 0, 0, 0, 1, 1]
    wanted = [right[x] if one else 1.0 - right[x] for x, one in zip(asked()["scenario"][:6], said, strict=True)]
    assert found == pytest.approx(wanted)
    assert np.isnan(hindcast.softened(asked().query("scenario == 's1'"))).all()


def test_gaps_to_each_reference_by_hand():
    found = hindcast.gaps_by_start(asked()).set_index("reference")
    assert set(found.index) == {"base rate", "persistence", "softened persistence", "crowd"}
    row = found.loc["base rate"]
    starts = (LOSS - 0.25).reshape(3, 2).mean(axis=1)
    test = ttest_1samp(starts, 0.0)
    interval = test.confidence_interval(0.95)
    assert (row["gap"], row["low"], row["high"]) == pytest.approx((starts.mean(), interval.low, interval.high))
    assert (row["n"], row["starts"], row["model"], row["other"]) == pytest.approx((6, 3, LOSS.mean(), 0.25))
    crowd = found.loc["crowd"]
    assert (crowd["n"], crowd["starts"], crowd["model"], crowd["other"]) == pytest.approx((2, 1, 0.065, 0.065))
    assert (crowd["low"], crowd["high"]) == (-np.inf, np.inf)


def test_what_is_left_without_a_start_or_a_topic_by_hand():
    found = hindcast.without_each(asked()).set_index("scenario")
    assert found["n"].tolist() == [4, 4, 4]
    left = np.concatenate([LOSS[:2], LOSS[4:]]).mean()
    row = found.loc["s2"]
    assert (row["model"], row["base rate"], row["skill"]) == pytest.approx((left, 0.25, 1.0 - left / 0.25))
    assert hindcast.without_each(asked().query("scenario == 's1'")).empty
    groups = hindcast.by_group(asked(), "topic").set_index("topic")
    talks = groups.loc["talks"]
    assert (talks["n"], talks["yes"], talks["forecast"]) == pytest.approx((3, 2 / 3, 0.6))
    assert (talks["brier model"], talks["brier persistence"]) == pytest.approx((LOSS[[0, 2, 4]].mean(), 2 / 3))


def test_against_a_market_by_hand():
    found = hindcast.against_market(asked()).set_index("forecaster")
    assert list(found.index) == ["model", "base rate", "persistence", "market"]
    assert (found["n"] == 2).all()
    assert found["brier"].tolist() == pytest.approx([0.1, 0.25, 0.5, 0.05])
    assert found["mean"].tolist() == pytest.approx([0.7, 0.5, 0.5, 0.8])
    assert hindcast.against_market(asked().assign(market=np.nan)).empty


def test_labels_and_the_worst_questions_by_hand():
    labels = pd.DataFrame({
        "id": ["a", "a", "a", "b", "b"], "label": ["x", "y", "z", "x", "y"], "came": ["no", "yes", "no", "", ""],
        "p": [0.5, 0.3, 0.2, 0.6, 0.4],
    })  # fmt: skip
    (row,) = hindcast.label_scores(labels).to_dict("records")
    assert (row["label"], row["p"]) == ("y", 0.3)
    assert (row["brier"], row["brier evenly"]) == pytest.approx((0.25 + 0.49 + 0.04, 2 / 9 + 4 / 9))
    worst = hindcast.misses(asked(), 3)
    assert worst["loss"].tolist() == pytest.approx([0.16, 0.16, 0.09])
    assert worst["id"].tolist() == ["c", "e", "b"]
    assert len(hindcast.misses(asked())) == 6
    assert hindcast.binned_parts(asked(), 1).uncertainty == pytest.approx(0.25)


@pytest.mark.parametrize("level", [0.5, 0.9])
def test_the_ends_of_a_bootstrap_and_of_a_band_are_at_the_level(level):
    """Two clusters of each sort of six: the mean of six fair coins, and that of many."""
    values = np.tile([0.0, 1.0], 200)
    found = scoring.bootstrapped(lambda pick: [values[pick].mean()], np.arange(400), level, 4000)[0]
    z = {0.5: 0.674490, 0.9: 1.644854}[level]
    assert (found.low, found.high) == pytest.approx((0.5 - z * 0.025, 0.5 + z * 0.025), abs=0.0035)
    order, low, high = scoring.consistency_band(np.full(400, 0.5), level, 2000)
    assert (low[0], high[0]) == pytest.approx((0.5 - z * 0.025, 0.5 + z * 0.025), abs=0.0035)
    assert order.tolist() == [0.5] * 400


def test_bins_are_of_equal_count_and_equal_forecasts_in_the_lowest_of_theirs():
    assert scoring.bins_of(np.arange(10) / 10, 5).tolist() == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]
    assert scoring.bins_of(np.array([0.1, 0.5, 0.5, 0.5, 0.9, 0.9]), 3).tolist() == [0, 0, 0, 0, 1, 1]
    assert scoring.bins_of(np.array([0.9, 0.1]), 5).tolist() == [1, 0]
    (one,) = scoring.reliability_bins(np.array([0.2, 0.4]), np.array([0.0, 1.0]), 1)
    assert (one.forecast, one.share.value, one.n) == (pytest.approx(0.3), 0.5, 2)
    assert log_score(np.array([0.9]), np.array([1.0]), 0.8) == pytest.approx(-np.log(0.8))
