"""Scenario discovery finds the box that was hidden, and none where there is none."""

from __future__ import annotations

import math
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from diplomacy_abm.analysis.boxes import (
    Cases,
    Limit,
    Search,
    _best_stretch,
    _Column,
    _encoded,
    _fewer,
    _Ground,
    _merged,
    _number_of_leaves,
    _sayable,
    box_sentence,
    inside,
    limit_words,
    limits_words,
    nothing_sentence,
    percent,
)
from diplomacy_abm.analysis.discovery import _measured, clustered_share, design_effect, discover, quasi_p
from diplomacy_abm.analysis.intervals import Estimate
from tests.analysis.standin import store_of

RANGES = {"cover": (0.0, 1.0), "lead": (0.0, 104.0), "noise_a": (0.0, 1.0), "noise_b": (0.0, 1.0)}
HELD = "outcome: settlement held"


def outcomes(chance):
    """Fill ``outcome`` by a chance at every point."""

    def value(points, run):
        luck = np.random.default_rng([7, run]).random(len(points))
        return np.where(luck < chance(points), "settlement held", "no contact")

    return value


def store_with(chance, points=300, runs=20, method="latin-hypercube", **more):
    return store_of(method, RANGES, points, outcomes(chance), runs=runs, column="outcome", **more)


def in_box(points):
    return (points["cover"] > 0.6) & (points["lead"] <= 40.0)


@pytest.fixture(scope="module")
def hidden():
    return discover(store_with(lambda points: np.where(in_box(points), 0.5, 0.05)), HELD)


def test_a_hidden_box_is_found_again(hidden):
    limits = {limit.factor: limit for limit in hidden.boxes[0].limits}
    assert set(limits) == {"cover", "lead"}
    assert limits["cover"].low == pytest.approx(0.6, abs=0.03)
    assert limits["lead"].high == pytest.approx(40.0, abs=3.0)
    assert math.isnan(limits["cover"].high)
    assert math.isnan(limits["lead"].low)


def test_its_figures_hold_the_truth(hidden):
    figures = hidden.figures[hidden.figures["box"] == 1].set_index("measure")
    mass = 0.4 * 40.0 / 104.0
    truth = {"density": 0.5, "mass": mass, "coverage": 0.5 * mass / (0.5 * mass + 0.05 * (1.0 - mass))}
    for measure, value in truth.items():
        assert figures.loc[measure, "low"] <= value <= figures.loc[measure, "high"], measure


def test_each_limit_matters(hidden):
    assert (hidden.limits["p"] < 0.001).all()
    assert list(hidden.limits["factor"]) == ["cover", "lead"]
    assert set(hidden.importance["factor"][:2]) == {"cover", "lead"}


def test_one_box_is_enough_and_said_in_words(hidden):
    assert len(hidden.boxes) == 1
    text = hidden.text[0]
    said = (
        r"Settlement held in \d+ % of the runs where cover > 0\.[56]\d* and lead ≤ \d+ \(\d+–\d+ %\), "
        r"against \d+ % overall: "
        r"\d+ % of all such runs \(\d+–\d+ %\) lie in this box, which holds \d+ % of the sample\."
    )
    assert re.fullmatch(said, text), text


def test_the_figures_come_from_the_half_that_did_not_find(hidden):
    points = hidden.points[hidden.points["half"] == "checking"]
    assert len(points) == 150
    within = inside(points, hidden.boxes[0].limits)
    density = np.average(points["share"][within], weights=points["n"][within])
    row = hidden.figures[(hidden.figures["box"] == 1) & (hidden.figures["measure"] == "density")].iloc[0]
    assert density == pytest.approx(row["estimate"])
    assert points["n"][within].sum() == row["n"]


def test_two_boxes_are_found_one_after_the_other():
    def chance(points):
        second = (points["cover"] <= 0.3) & (points["lead"] > 70.0)
        return np.where(in_box(points), 0.7, np.where(second, 0.5, 0.02))

    found = discover(store_with(chance, points=600), HELD)
    assert len(found.boxes) == 2
    assert found.text[1].startswith("Outside the box before: settlement held in ")
    elsewhere = found.figures.query("box == 2 and measure == 'elsewhere'").iloc[0]
    assert elsewhere["low"] <= 0.02 <= elsewhere["high"]
    assert f"against {100 * elsewhere['estimate']:.1f} % in no box" in found.text[1]
    both = {limit.factor: limit for limit in found.boxes[1].limits}
    assert both["cover"].high == pytest.approx(0.3, abs=0.05)


@pytest.mark.parametrize("seed", range(1, 6))
def test_noise_has_no_box(seed):
    found = discover(store_with(lambda points: np.full(len(points), 0.3)), HELD, seed=seed)
    assert found.boxes == ()
    # of the types of a table with limits, with which it is put together
    assert found.limits.dtypes.astype(str).tolist() == ["int64", "object", "float64", "float64", "float64"]
    assert found.limits.empty
    assert found.text[0].startswith("No part of the factor space was found")


def test_the_same_store_gives_the_same_boxes():
    store = store_with(lambda points: np.where(in_box(points), 0.5, 0.05))
    one, two = discover(store, HELD), discover(store, HELD)
    assert one.text == two.text
    assert one.figures.equals(two.figures)


def test_blocks_of_a_saltelli_sample_are_not_torn_apart():
    found = discover(store_with(lambda points: np.where(in_box(points), 0.5, 0.05), points=64, method="saltelli"), HELD)
    halves = found.points["half"].to_numpy().reshape(64, 6)
    assert (halves == halves[:, :1]).all()
    assert (halves[:, 0] == "finding").sum() == 32


def test_a_factor_of_words():
    def chance(points):
        return np.where(points["chair"].isin(["TUR", "QAT"]), 0.6, 0.1)

    found = discover(store_with(chance, points=60, grid={"chair": ["TUR", "USA", "QAT", "VAT"]}), HELD)
    assert found.boxes[0].limits == (Limit("chair", words=("QAT", "TUR")),)
    assert "chair is QAT or TUR" in found.text[0]


def test_a_number_needs_a_threshold():
    store = store_of("random", RANGES, 200, lambda points, run: points["lead"].to_numpy(), column="rounds")
    with pytest.raises(ValueError, match="'rounds' is no share of runs; say above which value"):
        discover(store, "rounds")
    found = discover(store, "rounds", above=52)
    assert found.label == "rounds of formal talks above 52"
    assert found.boxes[0].limits[0].low == pytest.approx(52.0, abs=2.0)


def test_too_few_points_are_refused():
    with pytest.raises(ValueError, match="24 points with finished runs or more, not 10"):
        discover(store_with(lambda points: np.full(len(points), 0.3), points=10), HELD)


def cases(hit, point, run):
    table = pd.DataFrame({"x": np.arange(max(point) + 1.0)})
    return Cases(table, np.array(point), np.array(run), np.array(hit, dtype=float))


def test_the_interval_of_strangers_is_wilsons():
    known = cases([1] * 3 + [0] * 7, range(10), range(10))
    assert clustered_share(known, np.ones(10, dtype=bool), 0.95)[1:3] == pytest.approx((0.1078, 0.6032), abs=1e-4)


def test_runs_of_a_point_that_are_all_alike_count_once():
    point = np.repeat(np.arange(10), 50)
    hit = (point < 3).astype(float)
    assert design_effect(hit, point, np.arange(500)) == pytest.approx(50.0)
    known = Cases(pd.DataFrame({"x": np.arange(10.0)}), point, np.arange(500), hit)
    assert clustered_share(known, np.ones(500, dtype=bool), 0.95)[1:3] == pytest.approx((0.1078, 0.6032), abs=1e-4)


def test_luck_shared_by_all_points_widens_the_interval():
    run = np.tile(np.arange(50), 10)
    assert design_effect((run % 2).astype(float), np.repeat(np.arange(10), 50), run) == pytest.approx(9.0)


def test_a_limit_that_means_nothing_has_a_large_p():
    known = cases([1, 0] * 50, range(100), range(100))
    half = np.arange(100) < 50
    assert quasi_p(known, half, np.ones(100, dtype=bool)) > 0.4
    clear = cases([1] * 50 + [0] * 50, range(100), range(100))
    assert quasi_p(clear, half, np.ones(100, dtype=bool)) < 1e-9


def test_limits_in_words():
    names = {"lead": ("lead time", "weeks")}
    limits = (Limit("cover", 0.2, 0.6), Limit("lead", high=30.0), Limit("chair", words=("TUR",)))
    assert limits_words(limits, names) == "0.2 < cover ≤ 0.6, lead time ≤ 30 weeks and chair is TUR"


def test_shares_below_ten_per_cent_have_a_decimal_and_an_interval_as_its_lower_end_says():
    assert [percent(Estimate(share, 0.0, 1.0)) for share in (0.0, 0.052, 0.0999, 0.1, 0.5)] == [
        "0 %", "5.2 %", "10.0 %", "10 %", "50 %",
    ]  # fmt: skip
    told = nothing_sentence("peace", Estimate(0.2, 0.1234, 0.3), Estimate(0.08, 0.0512, 0.1234))
    assert "(20 % overall, 12–30 %): on the half kept back the best candidate came to 8.0 % (5.1–12.3 %)." in told
    assert nothing_sentence("peace", Estimate(0.2, 0.1, 0.3), None).endswith("foretells it on points not seen.")


@pytest.mark.parametrize(
    ("limit", "expected"),
    [(Limit("x", 1.0), [0, 0, 1, 1]), (Limit("x", high=1.0), [1, 1, 0, 0]), (Limit("x", 0.0, 2.0), [0, 1, 1, 0])],
)
def test_limits_are_open_below_and_closed_above(limit, expected):
    assert inside(pd.DataFrame({"x": np.arange(4.0)}), [limit]).tolist() == [bool(value) for value in expected]


def test_limits_are_the_same_by_their_ends_where_none_is_none():
    assert Limit("x", 1.0) == Limit("x", 1.0, math.nan) != Limit("x", 1.0, 2.0)
    assert len({Limit("x", high=1.0), Limit("x", high=1.0), Limit("y", high=1.0)}) == 2
    assert Limit("x") != "x"


def test_cases_of_some_points_keep_their_shares():
    known = cases([1, 0, 1, 1, 0, 0], [0, 0, 1, 1, 3, 3], range(6))
    assert known.shares() == pytest.approx([0.5, 1.0, 0.0, 0.0])
    kept = known.of_points(np.array([False, True, True, True]))
    assert kept.shares() == pytest.approx([1.0, 0.0, 0.0])
    assert (kept.size, kept.run.tolist(), kept.point.tolist()) == (4, [2, 3, 4, 5], [0, 0, 2, 2])


@pytest.mark.parametrize(
    ("threshold", "values", "said"),
    [
        (0.4987, np.linspace(0.0, 1.0, 101), 0.5), (40.3, np.linspace(0.0, 104.0, 300), 40.0),
        (0.123456, np.linspace(0.0, 1.0, 5), 0.0), (0.333, np.linspace(0.3, 0.4, 1001), 0.333),
        (0.05, np.array([0.049, 0.051]), 0.05), (3.0, np.array([3.0, 3.0]), 3.0),
    ],
)  # fmt: skip
def test_a_threshold_is_said_with_as_few_digits_as_part_the_same_points_or_nearly(threshold, values, said):
    assert _sayable(threshold, values) == said


def test_a_threshold_that_no_round_number_stands_for_is_told_as_it_is():
    values = np.concatenate([np.linspace(0.0, 0.33331, 500), [0.33332], np.linspace(0.6, 1.0, 500)])
    found = _sayable(0.333315, values)
    assert abs(found - 0.333315) <= 0.01


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-9, 9), min_size=1, max_size=12))
def test_the_best_stretch_is_the_largest_sum_of_neighbours(gains):
    start, stop = _best_stretch(np.array(gains, dtype=float))
    every = max(sum(gains[a:b]) for a in range(len(gains)) for b in range(a + 1, len(gains) + 1))
    assert 0 <= start < stop <= len(gains)
    assert sum(gains[start:stop]) == every


def test_splits_of_a_path_are_one_limit_a_factor():
    numbers = _Column("x", (), np.linspace(0.0, 1.0, 101))
    words = _Column("chair", ("USA", "TUR", "QAT"), np.array([0.0, 1.0, 2.0]))
    idle = _Column("idle", (), np.linspace(0.0, 1.0, 101))
    path = [(0, True, 0.2), (1, True, 0.5), (0, False, 0.8), (0, True, 0.4), (0, False, 0.9)]
    assert _merged(path, [numbers, words, idle]) == (Limit("x", 0.4, 0.8), Limit("chair", words=("QAT", "TUR")))
    assert _merged([(1, False, 0.5)], [numbers, words, idle]) == (Limit("chair", words=("USA",)),)
    assert _merged([(0, False, 0.5)], [numbers]) == (Limit("x", high=0.5),)


def test_fewer_limits_are_each_limit_left_out_and_each_side_of_one():
    x, y = Limit("x", 0.2, 0.6), Limit("y", 0.5)
    assert _fewer((x, y)) == [(y,), (Limit("x", 0.2), y), (Limit("x", high=0.6), y), (x,)]


def ground(hit, smallest=3):
    """A ground of one factor of a hundred values, on which a value gains where it hits and loses where it does not."""
    x = np.arange(100.0)
    gain = np.where(hit(x), 1.0, -1.0) / 100.0
    return _Ground(pd.DataFrame({"x": x, "y": x % 2}), [_Column("x", (), x), _Column("y", (), x % 2)], gain, smallest)


def test_the_ends_of_a_box_move_to_where_it_gains_most():
    here = ground(lambda x: (x > 30.0) & (x <= 60.0))
    (limit,) = here.moved((Limit("x", 10.0, 90.0),))
    assert (limit.low, limit.high) == pytest.approx((30.5, 60.5), abs=0.5)
    assert here.accuracy((limit,)) == pytest.approx(0.3)
    assert here.accuracy(()) == pytest.approx(-0.4)
    # what reaches to the end of a factor has no limit there
    (limit,) = ground(lambda x: x > 30.0).moved((Limit("x", 10.0, 90.0),))
    assert math.isnan(limit.high)
    # a box of fewer points than are asked for is no box
    assert ground(lambda x: x == 50.0, smallest=3)._best_on(here.columns[0], ()) == ()
    assert ground(lambda x: (x > 48.0) & (x < 52.0), smallest=3)._best_on(here.columns[0], ()) != ()


def test_a_limit_that_adds_next_to_nothing_is_dropped():
    here = ground(lambda x: x > 30.0)
    assert here.freed((Limit("x", 30.5), Limit("y", high=1.0))) == (Limit("x", 30.5),)
    assert here.freed((Limit("x", 30.5, 98.5),)) == (Limit("x", 30.5),), "one of seventy is less than three per cent"
    assert here.freed((Limit("x", 30.5, 95.5),)) == (Limit("x", 30.5),)
    assert here.freed((Limit("x", 30.5),)) == (Limit("x", 30.5),)


def test_words_are_numbered_by_their_share_of_hits_weighted():
    table = pd.DataFrame({"chair": ["b", "a", "b", "c"], "x": [1.0, 2.0, 3.0, 4.0], "yes": [True, False, True, True]})
    columns = _encoded(table, np.array([0.9, 0.5, 0.1, 0.5]), np.array([1.0, 1.0, 3.0, 1.0]))
    assert (columns[0].words, columns[0].codes.tolist()) == (("b", "a", "c"), [0.0, 1.0, 0.0, 2.0])
    assert (columns[1].words, columns[1].codes.tolist()) == ((), [1.0, 2.0, 3.0, 4.0])
    assert columns[2].words == ("True", "False")


def test_without_points_that_weigh_no_tree_is_grown():
    x, share = np.arange(40.0)[:, None], (np.arange(40) > 20).astype(float)
    assert _number_of_leaves(x, share, np.ones(40), 3, 1) > 1
    assert _number_of_leaves(x, np.full(40, 0.3), np.ones(40), 3, 1) == 1
    assert _number_of_leaves(x, share, (np.arange(40) < 1).astype(float), 3, 1) == 1


def test_a_tree_is_grown_by_what_it_foretells_and_not_by_what_it_has_seen():
    """In what it has seen a tree is always better than none; in nothing but noise it is not on points kept back."""
    rng = np.random.default_rng(8)
    grown = [_number_of_leaves(rng.random((60, 3)), rng.random(60), np.ones(60), 3, seed) > 1 for seed in range(12)]
    assert sum(grown) <= 5


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        (Limit("x", high=30.0), "lead ≤ 30 weeks"), (Limit("x", 30.0), "lead > 30 weeks"),
        (Limit("x", 0.25, 30.0), "0.25 < lead ≤ 30 weeks"), (Limit("x", words=("a", "b")), "lead is a or b"),
    ],
)  # fmt: skip
def test_a_limit_in_words(limit, words):
    assert limit_words(limit, "lead", "weeks") == words
    assert limit_words(Limit("x", 1.0), "x", "") == "x > 1"


def test_a_box_in_words():
    figures = {
        "density": Estimate(0.5, 0.4, 0.6), "coverage": Estimate(0.3, 0.08, 0.5), "mass": Estimate(0.06, 0.05, 0.07),
        "elsewhere": Estimate(0.02, 0.01, 0.03),
    }  # fmt: skip
    told = box_sentence("peace held", 1, [Limit("x", 1.0)], figures, Estimate(0.1, 0.1, 0.1), {})
    assert told == (
        "Peace held in 50 % of the runs where x > 1 (40–60 %), against 10 % overall: 30 % of all such runs "
        "(8.0–50.0 %) lie in this box, which holds 6.0 % of the sample."
    )  # fmt: skip
    later = box_sentence("peace held", 2, [Limit("x", 1.0)], figures, Estimate(0.1, 0.1, 0.1), {"x": ("cover", "%")})
    assert later.startswith("Outside the box before: peace held in 50 % of the runs where cover > 1 % (40–60 %), ")
    assert "against 2.0 % in no box" in later


def test_the_p_of_a_limit_is_the_tail_of_a_binomial():
    """Eight of ten strangers, where five of ten is usual."""
    known = cases([1] * 8 + [0] * 2 + [1] * 2 + [0] * 8, range(20), range(20))
    here = np.arange(20) < 10
    assert quasi_p(known, here, np.ones(20, dtype=bool)) == pytest.approx(binom.sf(7, 10, 0.5))
    twice = cases(np.repeat(known.hit, 2), np.repeat(np.arange(20), 2), np.arange(40))
    # cases of a point that are all alike count once
    assert quasi_p(twice, np.repeat(here, 2), np.ones(40, dtype=bool)) == pytest.approx(binom.sf(7, 10, 0.5))


def test_of_no_cases_a_share_may_be_anything_and_of_all_alike_only_points_differ():
    known = cases([1, 1, 1, 1], [0, 0, 1, 1], range(4))
    assert clustered_share(known, np.zeros(4, dtype=bool), 0.95)[1:] == (0.0, 1.0, 0)
    assert design_effect(known.hit, known.point, known.run) == 2.0
    assert design_effect(np.array([1.0, 0.0]), np.array([0, 0]), np.array([0, 0])) == 1.0


def test_a_box_must_stand_on_both_sides_of_the_other_half():
    """On the half kept back the whole interval inside must lie above what is outside, and the other way round."""
    search = Search((Limit("x", 9.5),), pd.DataFrame())
    for hits, stands in ((10, True), (6, False), (5, False), (4, False)):
        hit = np.zeros(40)
        hit[20:20 + hits], hit[:2] = 1.0, 1.0
        known = Cases(pd.DataFrame({"x": np.arange(20.0)}), np.repeat(np.arange(20), 2), np.arange(40), hit)
        found = _measured(known, search, [], 0.95)
        assert found.stands is stands
        assert found.figures["density"][0] == pytest.approx(hits / 20)
        assert found.figures["elsewhere"][0] == pytest.approx(0.1)
        assert found.figures["mass"][0] == 0.5
        assert found.figures["coverage"][0] == pytest.approx(hits / (hits + 2))
    assert _measured(known, Search((), pd.DataFrame()), [], 0.95) is None
    assert _measured(known, Search((Limit("x", 99.0),), pd.DataFrame()), [], 0.95) is None
    # what a box before holds is outside of the comparison
    assert _measured(known, search, [(Limit("x", high=9.5),)], 0.95) is None


def test_no_more_boxes_are_sought_than_asked_for_and_importance_is_of_the_first_search():
    def chance(points):
        return np.where(points["cover"] > 0.6, 0.8, 0.02)

    store = store_with(chance, points=100, runs=10)
    assert discover(store, HELD, most=0).boxes == ()
    found = discover(store, HELD, most=1)
    assert len(found.boxes) == 1
    assert found.importance["factor"][0] == "cover"
    assert found.importance["importance"].is_monotonic_decreasing
    assert found.figures.query("box == 0")["measure"].tolist() == ["overall"]
    assert found.points["n"].tolist() == [10] * 100
    assert found.logarithmic == ()
    store.factors["lead"] = {"kind": "sampled", "label": None, "unit": "", "distribution": {"loguniform": [1, 104]}}
    assert discover(store, HELD, most=0).logarithmic == ("lead",)


@pytest.mark.parametrize("second", [False, True])
@pytest.mark.parametrize("method", ["saltelli", "morris", "latin-hypercube"])
def test_points_that_share_sampled_values_stay_in_one_half(method, second):
    more = {"second_order": second} if method == "saltelli" else {}
    store = store_with(
        lambda points: np.where(points["cover"] > 0.6, 0.8, 0.02), points=32, runs=4, method=method,
        grid={"chair": ["TUR", "USA"]}, **more,
    )  # fmt: skip
    wide = {"saltelli": 10 if second else 6, "morris": 5, "latin-hypercube": 1}[method]
    halves = discover(store, HELD).points["half"].to_numpy().reshape(2, 32, wide)
    assert (halves == halves[:1, :, :1]).all()
    assert (halves[0, :, 0] == "finding").sum() == 16
