"""Scenario discovery finds the box that was hidden, and none where there is none."""

from __future__ import annotations

import math
import re

import numpy as np
import pandas as pd
import pytest

from diplomacy_abm.analysis.boxes import Cases, Limit, inside, limits_words, nothing_sentence, percent
from diplomacy_abm.analysis.discovery import clustered_share, design_effect, discover, quasi_p
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
