"""Figures of sensitivity and of scenario discovery: what is drawn is what the tables say, and can be read."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from diplomacy_abm.analysis.discovery import discover
from diplomacy_abm.analysis.sensitivity import sensitivity
from diplomacy_abm.plots import style
from diplomacy_abm.plots.comparison import outcome_dots
from diplomacy_abm.plots.discovery import box_ranges, box_view, leading_factors
from diplomacy_abm.plots.sensitivity import convergence_curves, morris_scatter, sobol_bars
from diplomacy_abm.vocabulary import OUTCOME_NAMES
from tests.analysis.standin import store_of

UNIT = {f"x{k}": (0.0, 1.0) for k in range(1, 6)}


def value(points, run):
    return 3.0 * points["x1"].to_numpy() + points["x2"].to_numpy() + np.random.default_rng(run).normal(size=len(points))


@pytest.fixture(scope="module")
def sobol():
    return sensitivity(store_of("saltelli", UNIT, 64, value, runs=5), "mean_escalation")


@pytest.fixture(scope="module")
def boxes():
    def outcome(points, run):
        luck = np.random.default_rng([7, run]).random(len(points))
        chance = np.where((points["x1"] > 0.6) & (points["x2"] <= 0.4), 0.6, 0.05)
        return np.where(luck < chance, "settlement held", "no contact")

    store = store_of("latin-hypercube", UNIT, 300, outcome, runs=10, column="outcome")
    return discover(store, "outcome: settlement held")


def drawn(ax):
    ax.figure.draw_without_rendering()
    return ax


def crowded(names):
    """Morris's table of factors that lie on top of each other."""
    rows = [
        (name, index, 0.5 + 0.001 * k, 0.45, 0.55, 0.01, 20)
        for index in ("mu_star", "mu", "sigma")
        for k, name in enumerate(names)
    ]
    return pd.DataFrame(rows, columns=["factor", "index", "estimate", "low", "high", "noise", "n"])


def test_bars_are_ordered_by_total_effect(sobol):
    ax = drawn(sobol_bars(sobol.table, {"x1": "first"}))
    names = [tick.get_text() for tick in ax.get_yticklabels()]
    assert names[:2] == ["first", "x2"]
    widths = [bar.get_width() for bar in ax.containers[1]]
    assert widths == sorted(widths, reverse=True)
    assert widths[0] == pytest.approx(sobol.table.query("index == 'ST' and factor == 'x1'")["estimate"].iloc[0])


@pytest.mark.parametrize("count", [3, 8])
def test_names_in_the_plane_of_morris_do_not_overlap(count):
    with style.styled():
        ax = drawn(morris_scatter(crowded([f"factor number {k}" for k in range(count)]), "0 to 1"))
    texts = [text for text in ax.texts if text.get_text().startswith("factor")]
    assert len(texts) == count
    # without the lines that lead to the points
    spans = [Text.get_window_extent(text) for text in texts]
    for one, other in combinations(spans, 2):
        assert not one.overlaps(other)


def test_curves_of_convergence_end_with_the_whole_sample(sobol):
    ax = drawn(convergence_curves(sobol.growth))
    assert len(ax.lines) == 5
    assert len(ax.lines[0].get_ydata()) == sobol.growth["n"].nunique()
    low, high = ax.get_ylim()
    assert low < 0.5 < high < 2.0


def test_ranges_and_view_of_a_box(boxes):
    ax = drawn(box_ranges(boxes, {"x1": "first"}))
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["first", "x2"]
    assert set(leading_factors(boxes)) == {"x1", "x2"}
    view = drawn(box_view(boxes))
    frame = view.patches[0]
    limits = {limit.factor: limit for limit in boxes.boxes[0].limits}
    left, below = (frame.get_x(), frame.get_y()) if view.get_xlabel() == "x1" else (frame.get_y(), frame.get_x())
    assert left == limits["x1"].low
    assert below < 0.02


def test_outcomes_of_two_arms_stand_beside_each_other():
    rows = [
        (arm, f"outcome: {name}", 0.1, 0.05, 0.2, 100) for arm in ("a", "b") for name in OUTCOME_NAMES.values()
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["arm", "quantity", "estimate", "low", "high", "n"])
    ax = drawn(outcome_dots(table, {"a": "first arm"}))
    one, other = (line for line in ax.lines if line.get_marker() not in ("None", ""))
    assert (np.abs(np.asarray(one.get_ydata()) - np.asarray(other.get_ydata())) > 0.2).all()
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["first arm", "b"]
