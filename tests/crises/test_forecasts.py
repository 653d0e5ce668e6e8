"""Scores and baselines of forecasts of crises, against figures worked out by hand."""

from importlib.resources import files

import numpy as np
import pandas as pd
import pytest

from diplomacy_abm.crises.baselines import NAMES, OUTCOMES, fitted, happened
from diplomacy_abm.crises.forecasts import (
    Fitted,
    auc,
    calibration_slope,
    chance,
    chances,
    fitted_of,
    lengths,
    scores,
    shipped,
    tables_of,
)
from diplomacy_abm.crises.reading import Crisis, read_crises


@pytest.fixture(scope="module")
def crises():
    return read_crises(str(files("diplomacy_abm.crises").joinpath("invented.csv"))).crises


def test_scores_by_hand():
    p, y = np.array([0.1, 0.4, 0.35, 0.8]), np.array([0.0, 0.0, 1.0, 1.0])
    found = chances(p, y)
    assert found["auc"] == 0.75
    assert found["brier"] == pytest.approx((0.01 + 0.16 + 0.4225 + 0.04) / 4)
    assert found["log_score"] == pytest.approx(-np.log([0.9, 0.6, 0.35, 0.8]).mean())
    assert found["share"] == 0.5
    assert lengths(np.array([1.0, 2.0, 3.0]), np.array([5.0, 9.0, 7.0])) == {"rank_correlation": 0.5}


def test_the_calibration_slope_is_1_for_right_and_below_for_too_sure_forecasts():
    rng = np.random.default_rng(0)
    odds = rng.normal(0, 1.5, 20_000)
    y = (rng.random(20_000) < 1 / (1 + np.exp(-odds))).astype(float)
    assert calibration_slope(1 / (1 + np.exp(-odds)), y) == pytest.approx(1.0, abs=0.05)
    assert calibration_slope(1 / (1 + np.exp(-2 * odds)), y) == pytest.approx(0.5, abs=0.03)


def test_what_cannot_be_told_is_no_number():
    assert np.isnan(auc(np.array([0.1, 0.2]), np.array([1.0, 1.0])))
    assert np.isnan(calibration_slope(np.array([0.2, 0.2]), np.array([0.0, 1.0])))
    assert np.isnan(lengths(np.array([1.0]), np.array([1.0]))["rank_correlation"])
    assert all(np.isnan(x) for x in chances(np.array([]), np.array([])).values())


def test_crises_whose_end_is_not_known_are_not_scored():
    codes = {"viol": 1.0, "protrac": 1.0, "mediated": 0.0}
    crises = [Crisis(1, codes, 1, None, 10.0), Crisis(2, codes, 0, 1, None), Crisis(3, codes, None, 0, 5.0)]
    told = {"agreement": [0.9, 0.2, 0.5], "tension_reduced": [0.5, 0.8, 0.1], "days_median": [9.0, 8.0, 7.0]}
    table = pd.DataFrame(told)
    found = {row["outcome"]: row for row in scores(crises, {"model": table})}
    assert [found[name]["n"] for name in OUTCOMES] == [2, 2, 2]
    assert found["agreement"]["brier"] == pytest.approx((0.01 + 0.04) / 2)
    assert found["tension_reduced"]["auc"] == 1.0


def test_baselines_are_the_rates_and_the_regression(crises):
    made = fitted(crises)
    told = made.forecasts(crises)
    y, mediated = happened(crises, "agreement"), np.array([crisis.mediated for crisis in crises])
    assert told[NAMES[0]]["agreement"].to_numpy() == pytest.approx(np.full(len(y), y.mean()))
    two = np.where(mediated, y[mediated].mean(), y[~mediated].mean())
    assert told[NAMES[1]]["agreement"].to_numpy() == pytest.approx(two)
    # a logistic regression meets the mean, as its intercept is not penalised
    assert told[NAMES[2]]["agreement"].mean() == pytest.approx(y.mean(), abs=1e-3)
    assert auc(told[NAMES[2]]["agreement"].to_numpy(), y) > auc(told[NAMES[1]]["agreement"].to_numpy(), y)


def test_baselines_need_crises_of_both_kinds(crises):
    with pytest.raises(ValueError, match="too few known ends"):
        fitted([crisis for crisis in crises if crisis.mediated])


def test_what_ships_comes_back_as_it_was_written(crises):
    made = Fitted({"cost": -1.5}, fitted(crises), {"crises": 60})
    again = fitted_of(tables_of(made))
    assert again.estimates == made.estimates
    for name, table in made.baselines.forecasts(crises).items():
        assert again.baselines.forecasts(crises)[name].to_numpy() == pytest.approx(table.to_numpy(), rel=1e-4)


def test_what_ships_has_every_number_of_the_code_book_within_its_bounds():
    from diplomacy_abm.crises.book import book

    values = shipped().estimates
    assert list(values) == list(book().names)
    for free in book().free:
        low, high = free.bounds
        assert low - 1e-6 <= values[free.name] <= high + 1e-6, free.name
    assert set(shipped().baselines.rates) == set(OUTCOMES)


def test_no_forecast_is_sure():
    assert chance(np.array([True] * 4)) == 0.9
    assert chance(np.array([False] * 4)) == 0.1
