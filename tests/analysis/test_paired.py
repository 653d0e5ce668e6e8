"""Paired differences: published intervals, coverage, and what the pairing is worth."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom, ttest_rel

from diplomacy_abm.analysis.intervals import (
    clustered_mean,
    clustered_share,
    holm,
    mcnemar,
    newcombe_paired,
    paired_shares,
    wilson,
)
from diplomacy_abm.analysis.paired import interaction, paired
from diplomacy_abm.analysis.study import essentials
from tests.analysis.made_up import made_up_runs


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        ((59, 6, 16, 80), 0.0046, 0.1186),
        ((1, 1, 7, 12), 0.026, 0.507),
        ((36, 12, 2, 0), -0.3404, -0.0569),
    ],
)
def test_published_intervals_of_paired_differences(counts: tuple[int, ...], low: float, high: float):
    """Fagerland, Lydersen & Laake (2014), Cavo and Bentur data; Newcombe (1998), table of method 10."""
    found = newcombe_paired(*counts)
    digits = 5.1e-4 if counts[0] == 1 else 5.1e-5
    assert (found.low, found.high) == pytest.approx((low, high), abs=digits)
    gap = (counts[2] - counts[1]) / sum(counts)
    assert found.value == pytest.approx(gap)


def test_without_correlation_the_interval_is_that_of_strangers():
    """Newcombe (1998): with a correlation of 0 the half widths of Wilson's intervals are squared and added."""
    found = newcombe_paired(10, 10, 10, 10)
    one = wilson(0.5, 40)
    assert found.high == pytest.approx(np.hypot(one.value - one.low, one.high - one.value))


def test_swapping_the_arms_turns_the_interval_round():
    one, other = newcombe_paired(20, 12, 2, 16), newcombe_paired(20, 2, 12, 16)
    assert (one.low, one.high) == pytest.approx((-other.high, -other.low))


def test_mcnemar_counts_the_discordant_pairs():
    assert mcnemar(2, 8) == pytest.approx(2 * binom.cdf(2, 10, 0.5))
    assert mcnemar(0, 0) == 1.0


def test_the_interval_of_a_number_is_that_of_the_paired_t_test():
    runs = made_up_runs(60, costs=(0.1,))
    row = paired(runs, "rounds").iloc[0]
    one, other = (runs.loc[runs["arm"] == arm, "rounds"].to_numpy() for arm in ("with", "without"))
    expected = ttest_rel(other, one)
    interval = expected.confidence_interval(0.95)
    assert (row["low"], row["high"], row["p"]) == pytest.approx((interval.low, interval.high, expected.pvalue))
    assert row["estimate"] == pytest.approx(row["other"] - row["base"])
    assert row["gained"] + row["lost"] == round(row["changed"] * row["n"])


def test_rows_are_arms_cells_and_quantities():
    runs = made_up_runs(40, costs=(0.1, 0.2, 0.3))
    table = paired(runs, ["agreement", "rounds"], by=None, base="without")
    assert list(table.columns[:3]) == ["arm", "cost", "quantity"]
    assert list(table["arm"].unique()) == ["with"]
    assert len(table) == 6
    assert (table["n"] == 40).all()
    assert list(essentials(table).columns) == ["arm", "cost", "quantity", "estimate", "low", "high", "n"]
    by_name = paired(runs, "agreement", by="cost", base="without")
    agreement = table[table["quantity"] == "agreement"].reset_index(drop=True)
    pd.testing.assert_frame_equal(by_name, agreement)


def test_shared_luck_narrows_the_interval():
    widths = {}
    for shared in (0.0, 0.9):
        row = paired(made_up_runs(400, shared=shared, seed=5, costs=(0.1,)), "agreement").iloc[0]
        widths[shared] = row["high"] - row["low"]
    strangers = made_up_runs(400, shared=0.9, seed=5, costs=(0.1,))
    strangers.loc[strangers["arm"] == "without", "run"] = np.random.default_rng(0).permutation(400)
    row = paired(strangers, "agreement").iloc[0]
    assert widths[0.9] < 0.7 * widths[0.0]
    assert widths[0.9] < 0.7 * (row["high"] - row["low"])


def test_repeating_points_adds_no_knowledge():
    """Points whose runs are the same runs over again leave the interval as wide as one point does."""
    once = made_up_runs(200, costs=(0.1,))
    again = pd.concat([once.assign(point=k, cost=0.1 * k) for k in range(1, 6)], ignore_index=True)
    for name in ("agreement", "rounds"):
        narrow, pooled = paired(once, name).iloc[0], paired(again, name).iloc[0]
        assert pooled["n"] == 5 * narrow["n"]
        assert pooled["high"] - pooled["low"] == pytest.approx(narrow["high"] - narrow["low"], rel=0.02)


@pytest.mark.parametrize("costs", [(0.1,), (0.1, 0.2, 0.3)])
def test_the_interval_covers_the_difference_as_often_as_it_says(costs: tuple[float, ...]):
    """300 studies of 80 runs: 95 % of the intervals hold the true difference, give or take three errors (3.8 %)."""
    held = [
        row["low"] <= -0.1 <= row["high"]
        for row in (paired(made_up_runs(80, seed=k, costs=costs), "agreement").iloc[0] for k in range(300))
    ]
    assert 0.912 <= np.mean(held) <= 0.988


def test_failed_runs_and_missing_partners_do_not_pair():
    runs = made_up_runs(30, costs=(0.1,))
    runs.loc[3, "status"] = "failed"
    runs = runs.drop(index=[31, 32])
    assert paired(runs, "rounds").loc[0, "n"] == 27


def test_pairs_in_which_one_arm_has_no_value_are_left_out():
    runs = made_up_runs(30, costs=(0.1,))
    runs.loc[(runs["run"] < 12) & (runs["arm"] == "with"), "first_settlement"] = 5
    runs.loc[(runs["run"] < 7) & (runs["arm"] == "without"), "first_settlement"] = 5
    row = paired(runs, "relapse").iloc[0]
    assert (row["n"], row["estimate"]) == (7, 0.0)
    assert row["low"] < 0.0 < row["high"]
    assert paired(made_up_runs(30), "relapse").loc[0, "n"] == 0


def test_a_single_run_index_says_nothing_on_the_spread():
    runs = made_up_runs(1, costs=(0.1, 0.2, 0.3))
    row = paired(runs, "rounds").iloc[0]
    assert (row["low"], row["high"]) == (-np.inf, np.inf)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda runs: paired(runs, "agrement"), "did you mean 'agreement'"),
        (lambda runs: paired(runs, "rounds", by="costs"), "there is no factor 'costs'; did you mean 'cost'"),
        (lambda runs: paired(runs, "rounds", base="wihout"), "there is no arm 'wihout'; did you mean 'without'"),
        (lambda runs: paired(runs[runs["arm"] == "with"], "rounds"), "one arm 'with'"),
        (lambda runs: paired(runs, "rounds", level=95.0), "level is 95"),
        (lambda runs: paired(runs.assign(status="failed"), "rounds"), "no finished run"),
        (lambda runs: paired(pd.concat([runs, runs]), "rounds"), "twice at the same point"),
    ],
)
def test_errors_are_one_line(call, message: str):
    with pytest.raises(ValueError, match=message) as caught:
        call(made_up_runs(20))
    assert "\n" not in str(caught.value)


def test_clusters_of_one_are_the_plain_formulas():
    rng = np.random.default_rng(2)
    values = rng.normal(1.0, 2.0, 50)
    found = clustered_mean(values, np.arange(50))
    error = values.std(ddof=1) / np.sqrt(50)
    assert found.high - found.value == pytest.approx(2.009575 * error, rel=1e-5)
    ones = (values > 1.0).astype(float)
    assert clustered_share(ones, np.arange(50))[:3] == wilson(ones.mean(), 50)[:3]
    base = (values > 0.5).astype(float)
    plain = newcombe_paired(float(base @ ones), float((base > ones).sum()), 0.0, float(((1 - base) * (1 - ones)).sum()))
    assert paired_shares(base, ones, np.arange(50))[:3] == plain[:3]


# --- how many tests there were -------------------------------------------------------------------------------------


def test_holm_is_bonferroni_for_the_smallest_and_monotone():
    p = np.array([0.04, 0.01, np.nan, 0.03])
    np.testing.assert_allclose(holm(p), [0.06, 0.03, np.nan, 0.06])
    assert (holm(np.array([0.9, 0.8])) <= 1.0).all()


def test_a_table_of_differences_adjusts_for_its_rows():
    table = paired(made_up_runs(), ["agreement", "rounds", "war weeks", "ever: formal"])
    np.testing.assert_allclose(table["p_holm"], holm(table["p"].to_numpy()))
    assert (table["p_holm"] >= table["p"]).all()


# --- effects that depend on a factor -------------------------------------------------------------------------------


def leveled(runs: int, seed: int, slope: float, levels: int = 3) -> pd.DataFrame:
    """Return runs whose number of rounds the arm raises by `slope` for each level of the cost."""
    rng = np.random.default_rng(seed)
    common = rng.standard_normal(runs)
    parts = [
        pd.DataFrame(
            {
                "arm": arm, "point": level, "cost": 0.1 * level, "run": np.arange(runs), "status": "ok",
                "rounds": common + 0.5 * rng.standard_normal(runs) + (arm == "with") * (1.0 + slope * level),
            }
        )
        for arm in ("without", "with") for level in range(levels)
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def test_two_levels_are_the_paired_t_test_of_the_difference_of_differences() -> None:
    table = leveled(40, 1, 0.3, levels=2)
    gap = table.pivot_table(index="run", columns=["cost", "arm"], values="rounds")
    gaps = [gap[cost]["with"] - gap[cost]["without"] for cost in (0.0, 0.1)]
    known = ttest_rel(gaps[0], gaps[1])
    (row,) = interaction(table, "rounds", "cost").to_dict("records")
    assert row["statistic"] == pytest.approx(known.statistic**2)
    assert row["p"] == pytest.approx(known.pvalue)
    assert (row["levels"], row["n"], row["arm"], row["factor"]) == (2, 40, "with", "cost")


def test_an_effect_that_grows_with_the_factor_is_seen_and_a_constant_one_is_not() -> None:
    grows = interaction(leveled(60, 2, 0.5), "rounds", "cost")
    assert grows["p"].iloc[0] < 1e-4
    false = [interaction(leveled(30, seed, 0.0), "rounds", "cost")["p"].iloc[0] < 0.05 for seed in range(200)]
    # one in twenty, within what chance allows (binomial, .999)
    assert binom.ppf(0.0005, 200, 0.05) <= sum(false) <= binom.ppf(0.9995, 200, 0.05)


def test_levels_between_which_no_run_differs_are_one_level() -> None:
    """Leverage 0 and .03 made the same runs, and the quantities that leverage moved had no test at all."""
    apart = leveled(40, 1, 0.3, levels=2)
    twice = pd.concat([apart, apart[apart["cost"] == 0.0].assign(cost=0.05)], ignore_index=True)
    two, three = (interaction(table, "rounds", "cost").iloc[0] for table in (apart, twice))
    assert three["levels"] == 3
    assert three["statistic"] == pytest.approx(two["statistic"])
    assert three["p"] == pytest.approx(two["p"])
    # a difference between levels that is the same in every run cannot be tested
    shifted = twice.assign(rounds=twice["rounds"] + ((twice["cost"] == 0.05) & (twice["arm"] == "with")))
    assert np.isnan(interaction(shifted, "rounds", "cost")["p"].iloc[0])


def test_what_cannot_be_tested_has_no_number() -> None:
    table = leveled(20, 3, 0.0)
    alone = interaction(table[table["cost"] == 0.0], "rounds", "cost").iloc[0]
    assert (alone["levels"], np.isnan(alone["p"])) == (1, True)
    same = interaction(table.assign(rounds=1.0), "rounds", "cost").iloc[0]
    assert np.isnan(same["statistic"])
    with pytest.raises(ValueError, match="interaction: the study has the one arm"):
        interaction(table[table["arm"] == "with"], "rounds", "cost")
