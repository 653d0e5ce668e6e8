"""Luck and parameters told apart: known variances are found again, and a sign counts where it is beyond doubt."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy.stats import beta

from diplomacy_abm.analysis.intervals import Estimate, clustered_mean, wilson
from diplomacy_abm.analysis.parts import (
    _beta,
    between,
    outcomes_of,
    parts,
    parts_of,
    same_sign,
    sign_stability,
    signs_of,
    sure_signs,
    verdict,
)


def made(sets, each, spread, luck, seed=0, mean=0.0):
    rng = np.random.default_rng(seed)
    draws = np.tile(np.arange(sets), each)
    return mean + spread * rng.standard_normal(sets)[draws] + luck * rng.standard_normal(len(draws)), draws


def test_the_variances_are_found_again():
    values, draws = made(2000, 5, 0.5, 2.0)
    within, spread = between(values, draws)
    assert within == pytest.approx(4.0, rel=0.05)
    assert spread == pytest.approx(0.25, rel=0.3)


def test_of_unequal_sizes_too():
    values, draws = made(1500, 6, 1.0, 1.0)
    keep = np.arange(len(values)) < 5000
    assert between(values[keep], draws[keep]) == pytest.approx((1.0, 1.0), rel=0.12)


def test_luck_falls_with_more_runs_and_parameters_do_not():
    few, many = (parts(*made(100, each, 0.5, 1.0)) for each in (6, 96))
    assert many.luck == pytest.approx(few.luck / 4.0, rel=0.1)
    assert many.parameters == pytest.approx(0.5, rel=0.25)
    assert many.by_parameters > few.by_parameters > 0.5


def test_alike_sets_leave_wilsons_interval():
    rng = np.random.default_rng(3)
    runs = pd.DataFrame({"draw": np.tile(np.arange(10), 50)})
    values = (rng.random(500) < 0.3).astype(float)
    found = parts_of(runs, values, share=True)
    if found.parameters == 0.0:
        assert (found.low, found.high) == wilson(values.mean(), 500)[1:3]
    alone = parts_of(runs.drop(columns="draw"), values, share=True)
    assert (alone.low, alone.high) == wilson(values.mean(), 500)[1:3]
    assert alone.by_parameters == 0.0


def test_of_a_share_the_interval_covers_the_sets_and_stays_a_share():
    rng = np.random.default_rng(5)
    chances, draws = rng.beta(0.6, 2.4, 400), np.tile(np.arange(400), 20)
    found = parts((rng.random(len(draws)) < chances[draws]).astype(float), draws, share=True)
    assert 0.0 <= found.low < found.high <= 1.0
    assert ((chances >= found.low) & (chances <= found.high)).mean() == pytest.approx(0.95, abs=0.03)


def test_the_interval_of_a_share_is_that_of_the_beta_distribution_with_its_mean_and_variance():
    # mean 1/2 and variance 1/12: every share is as likely as any other
    assert _beta(0.5, 1.0 / 12.0, 0.95) == pytest.approx((0.025, 0.975))
    law = beta(2.0, 6.0)
    assert _beta(law.mean(), law.var(), 0.9) == pytest.approx((law.ppf(0.05), law.ppf(0.95)))
    # no share varies more than a coin that falls on 0 or 1
    assert _beta(0.5, 0.25, 0.95) == (0.0, 1.0)


def test_without_a_second_run_of_a_set_nobody_can_tell():
    found = parts(np.array([0.0, 1.0, 1.0]), np.arange(3), share=True)
    assert math.isnan(found.parameters)
    assert found.told() == ""
    assert (found.low, found.high) == wilson(2 / 3, 3)[1:3]


def test_same_sign_is_a_coin_at_zero_and_sure_without_spread():
    assert same_sign(Estimate(0.0, -1.0, 1.0), 1.0) == 0.5
    assert same_sign(Estimate(1.0, 1.0, 1.0), 0.0) == 1.0
    assert math.isnan(same_sign(Estimate(0.0, 0.0, 0.0), 0.0))
    assert same_sign(Estimate(1.96, 1.0, 2.92), 1.0) < same_sign(Estimate(1.96, 1.0, 2.92), 0.1)


def test_a_sign_that_turns_with_the_parameters_is_open():
    rng = np.random.default_rng(1)
    draws = np.repeat(np.arange(20), 200)
    effects = np.where(np.arange(20) < 14, 0.5, -0.5)
    turning = sign_stability(effects[draws] + rng.standard_normal(4000), draws)
    assert (turning["same"], turning["other"]) == pytest.approx((0.7, 0.3), abs=0.051)
    assert verdict(turning) == "open"
    steady = sign_stability(-0.5 + 0.1 * rng.standard_normal(20)[draws] + rng.standard_normal(4000), draws)
    assert steady["same"] == 1.0
    assert verdict(steady) == "-"


def test_in_nothing_but_luck_few_sets_have_a_sign():
    rng = np.random.default_rng(2)
    found = sign_stability(rng.standard_normal(10_000), np.repeat(np.arange(100), 100))
    assert found["same"] + found["other"] < 0.15
    assert verdict(found) == "open"


def test_values_of_a_set_that_hang_together_are_no_strangers():
    """Four blocks that disagree tell no sign, however many values each has; a block a value tells it."""
    values = np.concatenate([np.full(25, level) for level in (1.0, 1.0, 1.0, -0.8)])
    draws, blocks = np.zeros(100), np.repeat(np.arange(4), 25)
    assert sign_stability(values, draws)["same"] == 1.0
    assert sign_stability(values, draws, clusters=blocks)["same"] == 0.0


def test_sets_are_counted_by_their_own_intervals():
    found = [Estimate(1.0, 0.5, 1.5), Estimate(-1.0, -2.0, -0.1), Estimate(3.0, -1.0, 7.0), Estimate(0.2, 0.1, 0.3)]
    assert sure_signs(found, 0.8) == {"effect": 0.8, "same": 0.5, "other": 0.25, "sets": 4.0}
    assert sure_signs(found, -0.8)["same"] == 0.25
    assert sure_signs([], math.nan)["same"] == 0.0


def test_an_interval_by_hand_and_what_it_is_made_of():
    """Two sets of five: means 1 and 3, variance 2 within each; the means vary by 2 - 2/5 beside the luck of five."""
    values = np.array([-1.0, 1.0, 1.0, 1.0, 3.0, 1.0, 3.0, 3.0, 3.0, 5.0])
    draws = np.repeat([0, 1], 5)
    assert between(values, draws) == pytest.approx((2.0, 2.0 - 2.0 / 5.0))
    for level, z in ((0.95, 1.959964), (0.8, 1.281552)):
        found = parts(values, draws, level=level)
        half = z * math.sqrt(1.6 + 0.2)
        assert found == pytest.approx((2.0, 2.0 - half, 2.0 + half, math.sqrt(0.2), math.sqrt(1.6)), rel=1e-5)
    assert found.by_parameters == pytest.approx(1.6 / 1.8)
    assert found.told() == "11 : 89 %"
    assert math.isnan(parts(values[:9], draws[:9]).parameters), "nine runs of two sets are too few"
    assert math.isnan(between(values, np.zeros(10))[1])
    assert math.isnan(between(values, np.arange(10))[1])


def test_of_nothing_and_of_what_never_varies():
    assert all(math.isnan(x) for x in parts(np.array([]), None))
    same = parts(np.ones(10), np.repeat([0, 1], 5))
    assert (same.low, same.high, same.luck, same.parameters, same.by_parameters) == (1.0, 1.0, 0.0, 0.0, 0.0)
    assert same.told() == "100 : 0 %"
    few = parts(np.array([1.0, 2.0, 6.0]), np.arange(3))
    assert (few.low, few.high) == clustered_mean(np.array([1.0, 2.0, 6.0]), np.arange(3))[1:3]
    one = parts(np.array([1.0, 2.0, 6.0]), None)
    assert one.luck == pytest.approx(math.sqrt(14.0 / 9.0))


def test_the_chance_of_a_sign_by_hand():
    """A mean of 1 with an error of .6 and a spread of .8 is one deviation from 0."""
    half = 1.959964 * 0.6
    assert same_sign(Estimate(-1.0, -1.0 - half, -1.0 + half), 0.8) == pytest.approx(0.841345, abs=1e-6)
    half = 1.281552 * 0.6
    assert same_sign(Estimate(1.0, 1.0 - half, 1.0 + half), 0.8, 0.8) == pytest.approx(0.841345, abs=1e-6)
    assert math.isnan(same_sign(Estimate(1.0, 0.5, 1.5), math.nan))


def test_small_effects_have_signs_too():
    found = [Estimate(0.05, 0.01, 0.09), Estimate(-0.05, -0.09, -0.01), Estimate(0.02, 0.0, 0.04)]
    assert sure_signs(found, 0.01) == pytest.approx({"effect": 0.01, "same": 1 / 3, "other": 1 / 3, "sets": 3.0})
    assert sure_signs(found, 0.0)["same"] == pytest.approx(1 / 3)


@pytest.mark.parametrize(("same", "effect", "said"), [
    (0.8, 0.05, "+"), (0.79, 0.05, "open"), (1.0, -0.05, "-"), (math.nan, 0.05, "open"),
])  # fmt: skip
def test_a_sign_holds_where_four_of_five_sets_have_it(same, effect, said):
    assert verdict({"same": same, "effect": effect}) == said


@pytest.mark.parametrize(("sets", "each", "known"), [(2, 12, True), (2, 11, False), (1, 40, False), (3, 12, True)])
def test_signs_are_told_of_several_sets_with_a_dozen_pairs_each(sets, each, known):
    rng = np.random.default_rng(0)
    draws = np.repeat(np.arange(sets), each)
    found = signs_of(np.where(draws == 0, -5.0, 5.0) + 0.1 * rng.standard_normal(len(draws)), draws)
    assert list(found) == ["same sign", "other sign"]
    if known:
        first = 1.0 / sets
        assert sorted(found.values()) == pytest.approx(sorted([first, 1.0 - first]))
    else:
        assert all(math.isnan(x) for x in found.values())


def test_shares_of_outcomes_say_what_their_intervals_are_made_of():
    rows = {"outcome": np.tile(["ceasefire", "no contact"], 20), "draw": np.repeat([0, 1], 20), "status": "ok"}
    runs = pd.DataFrame(rows | {"run": np.arange(40), "end_step": 9})
    table = outcomes_of(runs).set_index("outcome")
    one = parts((runs["outcome"] == "ceasefire").to_numpy(float), runs["draw"].to_numpy(), share=True)
    row = table.loc["ceasefire"]
    assert (row["low"], row["high"], row["luck"]) == pytest.approx((one.low, one.high, one.luck))
    assert row["part"] == "100 : 0 %"
    assert outcomes_of(runs.drop(columns="draw")).set_index("outcome").loc["ceasefire", "part"] == ""
    assert math.isnan(outcomes_of(runs.assign(status="failed"))["luck"].iloc[0])
