"""Shares and means by arm and factor."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest

from diplomacy_abm.analysis.intervals import wilson
from diplomacy_abm.analysis.proportions import estimates, luck_and_parameters, shares_of_outcomes
from diplomacy_abm.vocabulary import OUTCOME_NAMES
from tests.analysis.made_up import made_up_runs


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_published_wilson_intervals(count: int, n: int, low: float, high: float):
    """Newcombe (1998), two-sided intervals for the single proportion, table I, method 3."""
    found = wilson(count / n, n)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5.1e-5)


def test_wilson_agrees_with_scipy_and_keeps_the_bounds():
    for count, n in ((3, 10), (0, 7), (7, 7), (50, 1000)):
        expected = binomtest(count, n).proportion_ci(method="wilson")
        found = wilson(count / n, n)
        assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=1e-12)
    assert wilson(0.0, 7).low == 0.0
    assert wilson(1.0, 7).high == 1.0


def test_rows_by_arm_and_factor():
    runs = made_up_runs(100)
    table = estimates(runs, ["agreement", "rounds"])
    assert len(table) == 8
    assert list(table["arm"].unique()) == ["with", "without"]
    row = table[(table["arm"] == "without") & (table["cost"] == 0.2)].set_index("quantity")
    one = runs[(runs["arm"] == "without") & (runs["cost"] == 0.2)]
    count = int((one["first_ceasefire"] >= 0).sum())
    assert row.loc["agreement", "estimate"] == count / 100
    assert row.loc["agreement", "low"] == pytest.approx(wilson(count / 100, 100).low)
    assert row.loc["rounds", "estimate"] == pytest.approx(one["rounds"].mean())


def test_pooled_points_count_for_what_they_are_worth():
    once = made_up_runs(200, costs=(0.1,))
    again = pd.concat([once.assign(point=k, cost=0.1 * k) for k in range(1, 6)], ignore_index=True)
    for name in ("agreement", "rounds"):
        narrow, pooled = estimates(once, name).iloc[0], estimates(again, name, by=()).iloc[0]
        assert pooled["n"] == 5 * narrow["n"]
        assert pooled["high"] - pooled["low"] == pytest.approx(narrow["high"] - narrow["low"], rel=0.01)
    strangers = again.assign(run=np.arange(len(again)))
    wide = estimates(again, "agreement", by=()).iloc[0]
    thin = estimates(strangers, "agreement", by=()).iloc[0]
    assert thin["high"] - thin["low"] < 0.5 * (wide["high"] - wide["low"])


def test_where_all_runs_agree_the_clusters_are_counted():
    runs = made_up_runs(50).assign(first_ceasefire=-1)
    row = estimates(runs, "agreement", by=()).iloc[0]
    assert (row["estimate"], row["low"]) == (0.0, 0.0)
    assert row["high"] == pytest.approx(wilson(0.0, 50).high)


def test_each_arm_has_its_own_luck_and_parameters():
    """Rounds of one arm hang on the set alone, those of the other on nothing."""
    runs = made_up_runs(100, costs=(0.1,))
    runs["draw"] = runs["run"] % 5
    runs["rounds"] = np.where(runs["arm"] == "with", 10 * runs["draw"], 3)
    found = luck_and_parameters(runs, "rounds").set_index("arm")
    assert found.loc["with", ["luck", "parameters"]].tolist() == pytest.approx([0.0, np.std(np.arange(5) * 10, ddof=1)])
    assert found.loc["without", ["luck", "parameters"]].tolist() == [0.0, 0.0]


def test_outcomes_sum_to_one():
    table = shares_of_outcomes(made_up_runs(50))
    assert len(table) == 2 * len(OUTCOME_NAMES)
    assert table.groupby("arm")["estimate"].sum().tolist() == pytest.approx([1.0, 1.0])


def test_a_table_without_arms_is_one_arm():
    runs = made_up_runs(20, costs=(0.1,)).query("arm == 'with'").drop(columns="arm")
    assert estimates(runs, "rounds")["arm"].tolist() == ["base"]


def test_without_a_value_nothing_is_known():
    row = estimates(made_up_runs(20), "relapse", by=()).iloc[0]
    assert row["n"] == 0
    assert np.isnan(row["estimate"])
