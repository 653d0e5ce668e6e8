"""Sobol' and Morris indices against functions whose answer is known."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from diplomacy_abm.analysis.adequacy import _noise_words, noise, verdict
from diplomacy_abm.analysis.blocks import Blocks, _numbers, blocks_of
from diplomacy_abm.analysis.sensitivity import _morris_noise, _sobol_noise, growing, indices, sensitivity
from tests.analysis.standin import store_of

PI = dict.fromkeys(("x1", "x2", "x3"), (-math.pi, math.pi))
UNIT = {f"x{k}": (0.0, 1.0) for k in range(1, 7)}
G = (0.0, 0.5, 3.0, 9.0, 99.0, 99.0)


def ishigami(points, run=0):
    x1, x2, x3 = (points[name].to_numpy() for name in PI)
    return np.sin(x1) + 7.0 * np.sin(x2) ** 2 + 0.1 * x3**4 * np.sin(x1)


def g_function(points, run=0):
    value = np.ones(len(points))
    for name, a in zip(UNIT, G, strict=True):
        value *= (np.abs(4.0 * points[name].to_numpy() - 2.0) + a) / (1.0 + a)
    return value


def ishigami_answer():
    """First-order and total indices of the Ishigami function with a = 7, b = 0.1."""
    a, b, pi = 7.0, 0.1, math.pi
    v1 = 0.5 * (1.0 + b * pi**4 / 5.0) ** 2
    v2 = a * a / 8.0
    v13 = b * b * pi**8 * (1.0 / 18.0 - 1.0 / 50.0)
    total = v1 + v2 + v13
    return {"S1": (v1 / total, v2 / total, 0.0), "ST": ((v1 + v13) / total, v2 / total, v13 / total)}


def g_answer():
    """First-order and total indices of Sobol's g-function."""
    parts = np.array([1.0 / 3.0 / (1.0 + a) ** 2 for a in G])
    total = np.prod(1.0 + parts) - 1.0
    rest = np.array([np.prod(np.delete(1.0 + parts, k)) for k in range(len(G))])
    return {"S1": parts / total, "ST": parts * rest / total}


def table_of(store, at=None, level=0.95):
    return indices(blocks_of(store, "mean_escalation", at=at), level)


def within(table, answer, slack=0.0):
    for index, values in answer.items():
        rows = table[table["index"] == index]
        for (_, row), value in zip(rows.iterrows(), values, strict=True):
            assert row["low"] - slack <= value <= row["high"] + slack, (index, row["factor"], value)


@pytest.mark.parametrize("second", [False, True])
def test_ishigami(second):
    table = table_of(store_of("saltelli", PI, 1024, ishigami, second_order=second))
    within(table, ishigami_answer())
    assert set(table["index"]) == ({"S1", "ST", "S2"} if second else {"S1", "ST"})
    if second:
        pair = table[table["factor"] == "x1 × x3"].iloc[0]
        assert pair["low"] <= ishigami_answer()["ST"][2] <= pair["high"]


def test_g_function():
    table = table_of(store_of("saltelli", UNIT, 2048, g_function, seed=2), level=0.99)
    within(table, g_answer())
    ranked = table[table["index"] == "ST"].sort_values("estimate", ascending=False)
    assert list(ranked["factor"][:3]) == ["x1", "x2", "x3"]


def test_a_verdict_on_a_small_and_a_large_sample():
    small = sensitivity(store_of("saltelli", PI, 16, ishigami), "mean_escalation")
    large = sensitivity(store_of("saltelli", PI, 4096, ishigami), "mean_escalation")
    assert not small.verdict.converged
    assert small.verdict.text.startswith("Not converged at 16 blocks")
    assert large.verdict.converged, large.verdict.text
    assert large.verdict.text.startswith("Converged at 4096 blocks")


def test_growing_parts_end_with_the_whole():
    store = store_of("saltelli", PI, 64, ishigami)
    table = growing(blocks_of(store, "mean_escalation"))
    assert sorted(table["n"].unique()) == [8, 16, 32, 64]
    last = table[table["n"] == 64].reset_index(drop=True)
    assert last.equals(table_of(store))


def test_the_same_store_gives_the_same_numbers():
    one, two = (table_of(store_of("saltelli", PI, 32, ishigami)) for _ in range(2))
    assert one.equals(two)


def test_morris_screens():
    def value(points, run):
        x = {name: points[name].to_numpy() for name in UNIT}
        return 3.0 * x["x1"] + x["x2"] - 2.0 * x["x3"] + 2.0 * x["x4"] * x["x5"]

    table = table_of(store_of("morris", UNIT, 40, value)).set_index(["factor", "index"])
    assert table.loc[("x1", "mu_star"), "estimate"] == pytest.approx(3.0)
    assert table.loc[("x3", "mu"), "estimate"] == pytest.approx(-2.0)
    assert table.loc[("x6", "mu_star"), "estimate"] == 0.0
    # linear factors change the outcome by the same wherever they start, those that interact do not
    assert table.loc[("x1", "sigma"), "estimate"] == pytest.approx(0.0, abs=1e-9)
    assert table.loc[("x4", "sigma"), "low"] > 0.3
    assert table.loc[("x4", "mu_star"), "low"] <= 1.0 <= table.loc[("x4", "mu_star"), "high"]


def noisy(shared: bool):
    """x1 has all the effect; every run has luck of its own, the same at all points if it is shared."""

    def value(points, run):
        luck = np.random.default_rng(run).normal(size=1 if shared else len(points))
        return points["x1"].to_numpy() + luck

    return store_of("saltelli", PI, 256, value, runs=10)


def test_luck_shared_by_all_points_is_no_noise():
    found = noise(blocks_of(noisy(shared=True), "mean_escalation"))
    assert found.share == pytest.approx(0.0, abs=1e-12)
    # variance of x1 over its range is pi²/3, that of a mean of ten 1/10
    assert found.own_luck == pytest.approx(0.1 / (0.1 + math.pi**2 / 3.0), rel=0.5)


def test_noise_is_the_residual_of_a_two_way_analysis_of_variance():
    # two points of two runs: means 2 and 5, residuals +-1/2, so a residual mean square of 1 and .5 of luck in 4.5
    luck = np.array([[[1.0, 3.0], [5.0, 5.0]]])
    blocks = Blocks("saltelli", ("x",), luck.mean(axis=2), np.zeros((1, 2, 1)), luck, 1)
    found = noise(blocks)
    assert (found.runs, found.share) == (2, pytest.approx(0.5 / 4.5))
    # of its own luck: the mean of the variances 2 and 0, over two runs
    own = 0.5 / 4.5
    assert found.own_luck == pytest.approx(own / (1.0 - 0.5 / 4.5 + own))


def test_luck_of_a_points_own_is_noise_and_shows_in_the_indices():
    store = noisy(shared=False)
    found = noise(blocks_of(store, "mean_escalation"))
    expected = 0.1 / (0.1 + math.pi**2 / 3.0)
    assert found.share == pytest.approx(expected, rel=0.15)
    total = table_of(store).set_index(["index", "factor"]).loc["ST"]
    for idle in ("x2", "x3"):
        # an idle factor shows nothing but noise
        assert total.loc[idle, "noise"] == pytest.approx(expected, rel=0.2)
        assert total.loc[idle, "low"] <= total.loc[idle, "noise"] <= total.loc[idle, "high"]


def test_the_noise_of_morris_is_what_an_idle_factor_shows():
    def value(points, run):
        return points["x1"].to_numpy() + np.random.default_rng(run).normal(size=len(points))

    table = table_of(store_of("morris", UNIT, 60, value, runs=10)).set_index(["factor", "index"])
    for idle in ("x2", "x6"):
        row = table.loc[(idle, "mu_star")]
        assert row["low"] <= row["noise"] <= row["high"]


def test_one_run_a_point_says_that_noise_is_unknown():
    found = sensitivity(store_of("saltelli", PI, 16, ishigami), "mean_escalation")
    assert math.isnan(found.noise.share)
    assert "cannot be told" in found.noise.text


def failing(share, runs=3):
    """Return a store in which all runs of some points failed."""
    store = store_of("saltelli", PI, 256, ishigami, runs=runs)
    rows = store.runs()
    lost = np.random.default_rng(3).random(len(store.points)) < share
    rows.loc[lost[rows["point"]], ["status", "reason"]] = ["failed", "no number"]
    return store, lost


def test_blocks_with_a_point_that_failed_are_left_out():
    store, lost = failing(0.02)
    found = sensitivity(store, "mean_escalation")
    hit = lost.reshape(256, 5).any(axis=1).sum()
    assert found.left_out == hit > 0
    assert found.table["n"].unique().tolist() == [256 - hit]
    within(found.table, ishigami_answer())


def test_one_failed_run_of_a_point_is_no_loss():
    store, _ = failing(0.0)
    store.runs().loc[7, "status"] = "failed"
    assert sensitivity(store, "mean_escalation").left_out == 0


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: failing(1.0)[0], "no block of the saltelli sample has a value of 'mean_escalation' at every point"),
        (lambda: store_of("latin-hypercube", PI, 32, ishigami),
         "needs the sampling saltelli or morris; this design has latin-hypercube"),
        (lambda: store_of("saltelli", PI, 16, lambda points, run: np.ones(len(points))), "the same at every point"),
        (lambda: store_of("saltelli", PI, 16, ishigami, grid={"cover": [0, 1]}), "say at which cover (one of 0, 1)"),
    ],
)  # fmt: skip
def test_what_cannot_be_analysed_is_one_line(make, message):
    with pytest.raises(ValueError, match=r"known|same") as error:
        sensitivity(make(), "mean_escalation")
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_a_cell_of_the_grid_is_its_own_sample():
    def value(points, run):
        covered = points["cover"].to_numpy()
        return ishigami(points) * covered + points["x3"].to_numpy() * (1 - covered)

    store = store_of("saltelli", PI, 256, value, grid={"cover": [0, 1]})
    within(table_of(store, {"cover": 1}), ishigami_answer())
    other = table_of(store, {"cover": 0}).set_index(["index", "factor"])
    assert other.loc[("S1", "x3"), "estimate"] == pytest.approx(1.0, abs=0.1)


def test_indices_need_two_blocks():
    with pytest.raises(ValueError, match="two complete blocks"):
        indices(blocks_of(store_of("saltelli", PI, 16, ishigami), "mean_escalation").first(1))


@pytest.mark.parametrize(("blocks", "sizes"), [(3, [3]), (6, [6]), (9, [4, 9]), (33, [4, 8, 16, 33])])
def test_growing_parts_are_of_four_blocks_at_least_but_for_the_whole(blocks, sizes):
    store = store_of("morris", PI, blocks, ishigami)
    assert sorted(growing(blocks_of(store, "mean_escalation"))["n"].unique()) == sizes


def test_the_noise_of_two_runs_by_hand():
    """Two blocks of one factor (rows A, AB, B), two runs: the luck of A - AB has variances 2 and 8 about its mean."""
    luck = np.array([[[1.0, 3.0], [2.0, 2.0], [5.0, 5.0]], [[0.0, 4.0], [1.0, 1.0], [7.0, 7.0]]])
    blocks = Blocks("saltelli", ("x",), luck.mean(axis=2), np.zeros((2, 3, 1)), luck, 2)
    total = np.var([2.0, 2.0, 5.0, 7.0])
    assert _sobol_noise(blocks, 0, "ST") == pytest.approx(0.5 * (2.0 / 2 + 8.0 / 2) / 2 / total)
    # the luck of B and of AB - A do not go together
    assert _sobol_noise(blocks, 0, "S1") == pytest.approx(0.0)
    luck[0, 2], luck[1, 2] = [4.0, 6.0], [5.0, 9.0]
    moved = Blocks("saltelli", ("x",), luck.mean(axis=2), np.zeros((2, 3, 1)), luck, 2)
    assert _sobol_noise(moved, 0, "S1") == pytest.approx(-(2.0 / 2 + 8.0 / 2) / 2 / total)
    luck[0, 0, 1] = np.nan
    assert math.isnan(_sobol_noise(moved, 0, "ST"))
    one = Blocks("saltelli", ("x",), luck.mean(axis=2), np.zeros((2, 3, 1)), luck[:, :, :1], 2)
    assert math.isnan(_sobol_noise(one, 0, "ST"))


def test_the_noise_of_an_elementary_effect_by_hand():
    """Two runs, four levels, so steps of 2/3: changes of 2 and 0 have a variance of 2, and their mean one of 1."""
    luck = np.array([[[0.0, 0.0], [2.0, 0.0], [2.0, 4.0]]])
    factors = np.array([[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]]])
    blocks = Blocks("morris", ("x", "y"), luck.mean(axis=2), factors, luck, 1)
    assert _morris_noise(blocks) == pytest.approx([1.0 / (2 / 3), np.sqrt(8.0 / 2) / (2 / 3)])
    eight = Blocks("morris", ("x", "y"), luck.mean(axis=2), factors, luck, 1, levels=8)
    assert _morris_noise(eight)[0] == pytest.approx(1.0 / (8 / 14))
    alone = Blocks("morris", ("x", "y"), luck.mean(axis=2), factors, luck[:, :, :1], 1)
    assert np.isnan(_morris_noise(alone)).all()


def test_intervals_of_morris_are_percentiles_over_trajectories():
    """An effect that is +1 or -1 from trajectory to trajectory: its mean has an error of 1/sqrt(n)."""

    def value(points, run):
        return points["x1"].to_numpy() * np.where(points["x2"].to_numpy() > 0.5, 1.0, -1.0)

    widths = []
    for level in (0.5, 0.95):
        table = table_of(store_of("morris", UNIT, 100, value), level=level)
        row = table.set_index(["factor", "index"]).loc[("x1", "mu")]
        assert row["low"] < row["estimate"] < row["high"]
        widths.append(row["high"] - row["low"])
        assert (table["low"] <= table["estimate"]).all()
        assert (table["estimate"] <= table["high"]).all()
    assert widths == pytest.approx([2 * 0.674 / 10, 2 * 1.96 / 10], rel=0.2)
    star = table.set_index(["factor", "index"]).loc[("x1", "mu_star")]
    assert star["estimate"] == pytest.approx(1.0)


def growth(rows, index="ST", sizes=(8, 16)):
    """Indices of half a sample and of all of it, as (factor, estimate of the half, estimate, low, high)."""
    found = []
    for name, half, whole, low, high in rows:
        found += [(name, index, half, half, half, sizes[0]), (name, index, whole, low, high, sizes[1])]
    return pd.DataFrame(found, columns=["factor", "index", "estimate", "low", "high", "n"])


def test_a_sample_is_large_enough_where_leading_intervals_are_narrow_and_half_of_it_ranks_alike():
    rows = [("a", 0.5, 0.6, 0.55, 0.65), ("b", 0.3, 0.3, 0.26, 0.34), ("c", 0.1, 0.1, 0.08, 0.12)]
    found = verdict(growth(rows), {"a": "the arms"})
    assert (found.narrow, found.holds, found.converged) == (True, True, True)
    assert found.text == (
        "Converged at 16 blocks: the intervals of the leading factors (the arms, b, c) are at most 0.10 wide; "
        "half of the sample gives the same ranking, as far as the whole tells factors apart."
    )
    # the fourth may be as wide as it likes
    assert verdict(growth([*rows, ("d", 0.05, 0.05, -0.5, 0.5)])).converged


def test_a_wide_interval_says_how_many_times_as_many_blocks_are_wanted():
    found = verdict(growth([("a", 0.5, 0.6, 0.5, 0.75), ("b", 0.3, 0.3, 0.26, 0.34)]))
    assert (found.narrow, found.holds, found.converged) == (False, True, False)
    # 2.5 times as wide as wanted: 6.25 times as many, rounded up
    assert "the interval of a is 0.25 wide where 0.10 is wanted, which takes about 7 times as many" in found.text
    assert found.text.startswith("Not converged at 16 blocks")


def test_a_half_that_ranks_otherwise_what_the_whole_tells_apart_is_not_enough():
    rows = [("a", 0.2, 0.6, 0.58, 0.62), ("b", 0.3, 0.3, 0.28, 0.32)]
    found = verdict(growth(rows))
    assert (found.narrow, found.holds) == (True, False)
    assert found.text.endswith("half of the sample ranks a and b the other way round.")
    # what the whole does not tell apart counts as equal
    assert verdict(growth([("a", 0.2, 0.6, 0.55, 0.65), ("b", 0.3, 0.54, 0.5, 0.58)])).holds


def test_of_morris_the_unit_is_the_largest_effect_and_a_small_sample_cannot_be_halved():
    rows = [("a", 0.0, 4.0, 3.7, 4.38), ("b", 0.0, 1.0, 0.9, 1.1)]
    found = verdict(growth(rows, "mu_star").query("n == 16"))
    assert (found.narrow, found.holds) == (True, False)
    assert found.text == (
        "Not converged at 16 trajectories: the intervals of the leading factors (a, b) are at most 0.17 of the largest "
        "mu* wide; the sample is too small to be halved, so the ranking could not be checked."
    )  # fmt: skip
    wide = verdict(growth([("a", 0.0, 4.0, 3.5, 4.38), ("b", 0.0, 1.0, 0.9, 1.1)], "mu_star").query("n == 16"))
    assert "the interval of a is 0.22 of the largest mu* wide where 0.20 is wanted" in wide.text


@pytest.mark.parametrize(("shared", "own", "told", "advice"), [
    (0.004, 0.01, "less than 1 %", ""), (0.06, 0.1, "6 %", "Indices no larger than that may be luck alone."),
    (0.05, 0.1, "5 %", ""), (0.21, 0.3, "21 %", "Play more runs a point"), (0.2, 0.3, "20 %", "Indices no larger"),
])  # fmt: skip
def test_the_noise_in_words(shared, own, told, advice):
    text = _noise_words(shared, own, 10)
    assert text.startswith(f"About {told} of the variance between points is luck left over from 10 runs a point; ")
    assert f"with luck of its own at every point it would be {round(100 * own)} %." in text
    assert text.partition(" %.")[2].strip().startswith(advice)
    assert bool(advice) is ("luck alone" in text or "Play" in text)


def test_points_of_words_are_numbered_and_runs_keep_their_place():
    def value(points, run):
        return points["x1"].to_numpy() + 10.0 * run

    store = store_of("morris", PI, 6, value, runs=2)
    blocks = blocks_of(store, "mean_escalation")
    assert blocks.luck.shape == (6, 4, 2)
    assert np.allclose(blocks.luck[:, :, 1] - blocks.luck[:, :, 0], 10.0)
    assert blocks.luck[:, :, 0].ravel() == pytest.approx(store.points["x1"].to_numpy())
    assert blocks.factors[:, :, 0].ravel() == pytest.approx(store.points["x1"].to_numpy())
    assert (len(blocks), len(blocks.first(2)), blocks.planned) == (6, 2, 6)
    assert _numbers(pd.Series(["b", "a", "b"])).tolist() == [0.0, 1.0, 0.0]


@pytest.mark.parametrize(("at", "message"), [
    ({"cover": 7}, "no point has cover = 7"), ({"x1": 0.5}, "no grid factor 'x1'; there are cover"),
])  # fmt: skip
def test_a_cell_that_is_not_there_is_one_line(at, message):
    store = store_of("saltelli", PI, 16, ishigami, grid={"cover": [0, 1]})
    with pytest.raises(ValueError, match=message):
        blocks_of(store, "mean_escalation", at={"cover": 0} | at)
    with pytest.raises(ValueError, match="no arm 'none'; the arms are base"):
        blocks_of(store, "mean_escalation", "none", {"cover": 0})
