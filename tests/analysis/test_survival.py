"""Survival: the leukaemia trial of Freireich et al. (1963), and identities."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from diplomacy_abm.analysis import survival
from diplomacy_abm.analysis.lifetimes import Lifetimes
from diplomacy_abm.results.quantities import quantity
from diplomacy_abm.results.summaries import kaplan_meier
from tests.analysis.made_up import NEVER, made_up_runs

#: Weeks of remission, and whether it ended: 6-mercaptopurine and placebo.
TREATED = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
ENDED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def trial() -> pd.DataFrame:
    """The trial in the columns of runs: remission is war, its end a ceasefire, censoring the end of the run."""
    parts = []
    for arm, weeks, ended in (("treated", TREATED, ENDED), ("placebo", PLACEBO, [1] * 21)):
        part = pd.DataFrame({"arm": arm, "run": range(21), "end_step": np.array(weeks) - 1, "status": "ok"})
        part = part.assign(outcome="no contact", **dict.fromkeys(NEVER, -1))
        part["first_ceasefire"] = np.where(np.array(ended) == 1, part["end_step"], -1)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def test_curve_of_the_leukaemia_trial():
    """Kaplan–Meier estimates of the treated as in Collett (2015) and Klein & Moeschberger (2003, table 4.1)."""
    table = survival.curves(trial(), "war")
    treated = table[table["arm"] == "treated"].set_index("week")
    published = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    for week, share in published.items():
        assert treated.loc[week, "estimate"] == pytest.approx(share, abs=6e-4)
    assert treated.loc[[6, 7, 10, 13, 16, 22, 23], "n"].tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert treated.loc[0, ["estimate", "n"]].tolist() == [1.0, 21]
    # log(-log) band at week 10 by hand: variance of Greenwood 0.0093
    share, error = 0.7529, 0.0963
    bend = 1.959964 * error / (share * np.log(share))
    assert treated.loc[10, "low"] == pytest.approx(share ** np.exp(-bend), abs=2e-3)
    assert treated.loc[10, "high"] == pytest.approx(share ** np.exp(bend), abs=2e-3)


def test_logrank_of_the_leukaemia_trial():
    """The statistic is 16.79 with one degree of freedom (Kleinbaum & Klein 2012, chapter 2)."""
    row = survival.logrank(trial(), "war").iloc[0]
    assert row["statistic"] == pytest.approx(16.79, abs=0.005)
    assert row["df"] == 1
    assert row["p"] == pytest.approx(4.17e-5, rel=0.01)
    assert row["n"] == 42


def test_where_nothing_ended_the_arms_differ_in_nothing():
    row = survival.logrank(trial().assign(first_ceasefire=-1), "war").iloc[0]
    assert (row["statistic"], row["df"], row["p"], row["n"]) == (0.0, 1, 1.0, 42)


def test_a_sample_without_any_duration_has_no_mean():
    """Of two run indices one has a duration, of three weeks: a sample has it in three of four cases."""
    lives = Lifetimes(np.array([3.0]), np.array([True]), np.array([7]))
    found = lives.bootstrap_means(np.array([7, 9]), 10, 4000, 0)
    assert set(found[~np.isnan(found)]) == {3.0}
    assert np.isnan(found).mean() == pytest.approx(0.25, abs=0.03)


def test_mean_remission_of_the_placebo_is_the_plain_mean():
    """Nobody is censored: the area under the whole curve is the mean, 8.67 weeks."""
    table = survival.means(trial(), "war", horizon=35).set_index("arm")
    assert table.loc["placebo", "estimate"] == pytest.approx(np.mean(PLACEBO))
    assert table.loc["treated", "estimate"] == pytest.approx(23.29, abs=0.01)
    assert survival.means(trial(), "war")["horizon"].tolist() == [23, 23]


def test_mean_up_to_the_horizon_is_the_mean_of_the_war_weeks():
    runs = made_up_runs(150)
    table = survival.means(runs, "war").set_index("arm")
    for arm, rows in runs.groupby("arm"):
        assert table.loc[arm, "estimate"] == pytest.approx(quantity(rows, "war weeks").mean())
    assert set(table["horizon"]) == {104}


def test_difference_is_that_of_the_paired_means():
    """All censored at the end: the bootstrap agrees with the standard error of the paired differences."""
    runs = made_up_runs(300, costs=(0.1,))
    row = survival.differences(runs, "war").iloc[0]
    one, other = (quantity(runs[runs["arm"] == arm], "war weeks") for arm in ("with", "without"))
    gap = other - one
    assert row["estimate"] == pytest.approx(gap.mean())
    assert row["high"] - row["low"] == pytest.approx(2 * 1.96 * gap.std(ddof=1) / np.sqrt(300), rel=0.08)
    assert (row["arm"], row["n"]) == ("without", 300)


def test_shared_luck_narrows_the_difference_and_a_seed_repeats_it():
    shared = survival.differences(made_up_runs(300, shared=0.9, costs=(0.1,)), "war").iloc[0]
    apart = survival.differences(made_up_runs(300, shared=0.0, costs=(0.1,)), "war").iloc[0]
    assert shared["high"] - shared["low"] < 0.6 * (apart["high"] - apart["low"])
    again = survival.differences(made_up_runs(300, shared=0.9, costs=(0.1,)), "war").iloc[0]
    assert again.equals(shared)


def test_repeating_points_adds_no_knowledge():
    once = made_up_runs(100, costs=(0.1,))
    again = pd.concat([once.assign(point=k, cost=0.1 * k) for k in range(1, 4)], ignore_index=True)
    narrow, pooled = (survival.means(runs, "war").iloc[0] for runs in (once, again))
    assert pooled["high"] - pooled["low"] == pytest.approx(narrow["high"] - narrow["low"])
    band = survival.curves(again, "war")
    assert band.loc[band["week"] == 104, "n"].iloc[0] == 3 * (once["first_ceasefire"] < 0)[once["arm"] == "with"].sum()


def test_peace_is_followed_from_the_settlement():
    runs = made_up_runs(4, costs=(0.1,)).query("arm == 'with'").reset_index(drop=True)
    runs["first_settlement"], runs["first_breach"] = [10, 10, 100, -1], [30, -1, -1, -1]
    weeks, ended = survival.durations(runs, "peace")
    np.testing.assert_equal(weeks, [20, 93, 3, np.nan])
    assert ended.tolist() == [True, False, False, False]
    curve = survival.curves(runs, "peace").set_index("week")["estimate"]
    assert curve[20.0] == pytest.approx(0.5)
    assert survival.means(runs, "peace")["n"].tolist() == [3]


def test_settlements_of_the_last_week_do_not_break_the_means():
    lives = Lifetimes(np.array([0.0, 0.0, 4.0]), np.array([False, False, True]), np.arange(3))
    assert lives.mean(4) == 4.0
    sample = lives.bootstrap_means(lives.clusters, 4, 200, 0)
    assert np.isnan(sample).any()
    assert set(sample[np.isfinite(sample)]) == {4.0}


def test_bootstrap_curve_is_the_product_limit_estimate():
    weeks, ended = np.array(TREATED, dtype=float), np.array(ENDED, dtype=bool)
    band = Lifetimes(weeks, ended, np.arange(21)).bootstrap_band(0.95, 200).set_index("week")
    curve = kaplan_meier(weeks, ended)
    np.testing.assert_allclose(band.loc[curve["time"], "estimate"], curve["estimate"])
    assert (band["low"] <= band["estimate"]).all()
    assert (band["high"] >= band["estimate"]).all()


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_the_band_of_strangers_without_censoring_is_that_of_a_share(level):
    lives = Lifetimes(np.repeat([1.0, 2.0], 50), np.ones(100, dtype=bool), np.arange(100))
    row = lives.bootstrap_band(level, 4000).set_index("week").loc[1.0]
    wanted = binom.ppf([(1.0 - level) / 2.0, (1.0 + level) / 2.0], 100, 0.5) / 100.0
    assert (row["estimate"], row["n"]) == (0.5, 100)
    assert (row["low"], row["high"]) == pytest.approx(tuple(wanted), abs=0.011)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda runs: survival.curves(runs, "wars"), "there is no spell 'wars'; spells are war, peace"),
        (lambda runs: survival.curves(runs, "peace"), "'peace' begins in no run"),
        (lambda runs: survival.means(runs, "war", horizon=0), "horizon is 0"),
        (lambda runs: survival.logrank(runs, "war", by=()), "cannot be pooled"),
        (lambda runs: survival.logrank(runs[runs["arm"] == "with"], "war"), "fewer than two arms at cost = 0.1"),
        (lambda runs: survival.differences(runs[runs["arm"] == "with"], "war"), "and in another one"),
    ],
)
def test_errors_are_one_line(call, message: str):
    with pytest.raises(ValueError, match=message) as caught:
        call(made_up_runs(20))
    assert "\n" not in str(caught.value)
