"""Figures of a study: they hold the numbers of the tables, with labels, units and nothing over the data."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from diplomacy_abm.analysis.paired import paired
from diplomacy_abm.analysis.proportions import estimates
from diplomacy_abm.analysis.regression import regress
from diplomacy_abm.analysis.survival import curves
from diplomacy_abm.plots import style
from diplomacy_abm.plots.coefficients import coefficients
from diplomacy_abm.plots.comparison import along, figure_differences, figure_effects, forest, small_multiples
from diplomacy_abm.plots.heat import heat
from diplomacy_abm.plots.survival import survival_curves
from diplomacy_abm.plots.words import interval_text, wrapped
from tests.analysis.made_up import made_up_runs

LABELS = {
    "with": "with a mediator", "without": "without one", "third": "a third arm",
    "cost": "cost of war to a party that has an uncommonly long name (share of the stake)",
}  # fmt: skip


def three_arms() -> pd.DataFrame:
    runs = made_up_runs(120, costs=(0.1, 0.2, 0.4))
    return pd.concat([runs, runs[runs["arm"] == "without"].assign(arm="third")], ignore_index=True)


def two_factors() -> pd.DataFrame:
    runs = made_up_runs(60, costs=(0.1, 0.2, 0.4))
    parts = [runs.assign(lead=lead, point=runs["point"] + 3 * k) for k, lead in enumerate((0, 26, 104))]
    return pd.concat(parts, ignore_index=True)


RUNS = three_arms()


def inside(figure) -> None:
    """All that is drawn lies within the figure."""
    figure.draw_without_rendering()
    renderer = figure.canvas.get_renderer()
    for ax in figure.axes:
        box = ax.get_tightbbox(renderer)
        assert min(box.x0, box.y0) >= -1
        assert box.x1 <= figure.bbox.x1 + 1
        assert box.y1 <= figure.bbox.y1 + 1


def clear(figure) -> None:
    """No legend lies over any axes or over a label of one."""
    renderer = figure.canvas.get_renderer()
    legends = [*figure.legends, *(ax.get_legend() for ax in figure.axes if ax.get_legend())]
    for legend in legends:
        box = legend.get_window_extent(renderer)
        for ax in figure.axes:
            assert not box.overlaps(ax.get_window_extent(renderer))
            assert not box.overlaps(ax.xaxis.label.get_window_extent(renderer))


def test_forest_holds_the_differences_and_says_the_numbers():
    table = paired(RUNS, "agreement", by="cost")
    with style.styled():
        ax = forest(table, labels=LABELS)
    inside(ax.figure)
    clear(ax.figure)
    assert "percentage points" in ax.get_xlabel()
    assert "general ceasefire or settlement" in ax.get_xlabel()
    assert ax.get_yticklabels()[0].get_text().endswith("0.1")
    middles = sorted(float(line.get_xdata()[0]) for line in ax.get_lines() if len(line.get_xdata()) == 1)
    np.testing.assert_allclose(middles, sorted(100 * table["estimate"]))
    row = table.iloc[0]
    assert interval_text(*(100 * row[["estimate", "low", "high"]])) in [text.get_text() for text in ax.texts]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["without one", "a third arm"]


def test_forests_of_different_units_stand_in_panels_of_their_own():
    table = paired(RUNS, ["agreement", "rounds", "war weeks", "ever: formal"])
    with pytest.raises(ValueError, match="3 units cannot share an axis"):
        forest(table)
    figure = figure_differences(table, LABELS, "Arms")
    inside(figure)
    clear(figure)
    assert [len(ax.get_yticks()) for ax in figure.axes] == [2, 1, 1]
    assert "(weeks)" in figure.axes[2].get_xlabel()


def test_lines_along_a_factor():
    table = estimates(RUNS, "agreement")
    with style.styled():
        ax = along(table, "cost", labels=LABELS)
    inside(ax.figure)
    clear(ax.figure)
    assert ax.get_ylabel().replace("\n", " ") == "general ceasefire or settlement (% of runs)"
    assert ax.get_ylim()[0] == 0.0
    for arm, container in zip(("with", "without", "third"), ax.containers, strict=True):
        expected = 100 * table.loc[table["arm"] == arm, "estimate"]
        np.testing.assert_allclose(container[0].get_ydata(), expected)
    with pytest.raises(ValueError, match="keep one quantity"):
        along(estimates(RUNS, ["agreement", "rounds"]), "cost")
    with pytest.raises(ValueError, match="and no other"):
        along(estimates(two_factors(), "agreement"), "cost")


def test_a_factor_of_texts_has_its_names_on_the_axis():
    runs = RUNS.assign(cost=RUNS["cost"].map({0.1: "low", 0.2: "middle", 0.4: "high"}))
    ax = along(estimates(runs, "rounds"), "cost")
    assert {tick.get_text() for tick in ax.get_xticklabels()} == {"low", "middle", "high"}


def test_small_multiples_by_quantity_and_by_factor():
    names = ["agreement", "ever: formal", "talks without agreement", "war weeks"]
    figure = small_multiples(estimates(RUNS, names), "cost", labels=LABELS, title="Along the cost")
    inside(figure)
    clear(figure)
    assert len(figure.axes) == 4
    assert figure.axes[3].get_ylabel() == "weeks"


@pytest.mark.parametrize(
    "names", [{0.1: "no deliveries at all", 0.2: "as pledged in 2025", 0.4: "over ten years"},
              {0.1: 0.001, 0.2: 0.0015, 0.4: 0.9999}, {0.1: 12000.0, 0.2: 12500.0, 0.4: 13000.0}],
)  # fmt: skip
def test_ticks_of_small_panels_do_not_collide(names: dict[float, object]):
    runs = RUNS.assign(cost=RUNS["cost"].map(names))
    figure = small_multiples(estimates(runs, ["agreement", "rounds", "war weeks"]), "cost")
    renderer = figure.canvas.get_renderer()
    for ax in figure.axes:
        boxes = [t.get_window_extent(renderer) for t in ax.get_xticklabels() if t.get_text() and not t.get_rotation()]
        assert not any(a.overlaps(b) for a, b in pairwise(boxes))
        slanted = {t.get_rotation() for t in ax.get_xticklabels() if t.get_text()}
        assert slanted == ({30.0} if isinstance(names[0.1], str) else {0.0})


def test_effect_against_factor_has_a_panel_for_each_quantity_and_says_whether_it_depends():
    names = ["agreement", "rounds"]
    tests = pd.DataFrame({"quantity": ["agreement", "rounds"], "p_holm": [0.0001, 0.2]})
    figure = figure_effects(paired(RUNS, names, "cost"), "cost", LABELS, tests)
    said = [ax.texts[-1].get_text() for ax in figure.axes]
    assert said == ["effect by level: p < 0.001 (Holm)", "effect by level: p = 0.200 (Holm)"]
    assert figure.axes[0].get_ylabel() == "percentage points"
    assert not figure_effects(paired(RUNS, names, "cost"), "cost").axes[0].texts


@pytest.mark.parametrize("at_risk", [True, False])
def test_survival_curves_hold_the_table(at_risk: bool):
    table = curves(RUNS, "war", by=())
    with style.styled():
        ax = survival_curves(table, labels=LABELS, at_risk=at_risk)
    inside(ax.figure)
    clear(ax.figure)
    assert ax.get_ylabel() == "share of runs still at war (%)"
    assert ax.get_xlim() == (0, 104)
    for arm, line in zip(("with", "without", "third"), ax.get_lines(), strict=True):
        rows = table[table["arm"] == arm]
        np.testing.assert_allclose(line.get_ydata()[:-1], 100 * rows["estimate"])
    texts = [text.get_text() for text in ax.texts]
    assert ("360" in texts) is at_risk


def test_too_many_curves_are_refused():
    with pytest.raises(ValueError, match="9 curves cannot be told apart"):
        survival_curves(curves(RUNS, "war", by=None))
    both = pd.concat([curves(RUNS, "war"), curves(RUNS, "talks")])
    with pytest.raises(ValueError, match="keep one spell"):
        survival_curves(both)


def test_coefficients_hold_the_terms():
    table = pd.concat([regress(RUNS, "agreement"), regress(RUNS, "outcome: ceasefire")])
    with style.styled():
        ax = coefficients(table, labels=LABELS)
    inside(ax.figure)
    clear(ax.figure)
    effects = regress(RUNS, "agreement").query("measure == 'marginal effect'")
    np.testing.assert_allclose(ax.containers[0][0].get_xdata(), 100 * effects["estimate"])
    assert [tick.get_text() for tick in ax.get_yticklabels()][:2] == ["without one", "a third arm"]
    assert "percentage points" in ax.get_xlabel()
    slopes = coefficients(regress(RUNS, "war weeks"))
    assert "slope (weeks per unit)" in slopes.get_xlabel()
    with pytest.raises(ValueError, match="no term has the measure 'slope'"):
        coefficients(table, measure="slope")


def test_heat_map_holds_the_values_in_their_cells():
    runs = two_factors()
    table = estimates(runs[runs["arm"] == "with"], "agreement")
    line = pd.DataFrame({"lead": [0, 26, 104], "cost": [0.1, 0.2, 0.4]})
    with style.styled():
        ax = heat(table, "lead", "cost", labels=LABELS, frontier=line, frontier_label="a frontier", contour=[40.0])
    inside(ax.figure)
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["0", "26", "104"]
    drawn = ax.get_lines()[-1]
    np.testing.assert_allclose(drawn.get_xydata(), [[0.5, 0.5], [1.5, 1.5], [2.5, 2.5]])
    assert to_hex(drawn.get_color()) == style.VERMILION.lower()
    bar = ax.figure.axes[1]
    assert bar.get_ylabel().replace("\n", " ") == "general ceasefire or settlement (% of runs)"
    cell = table[(table["lead"] == 26) & (table["cost"] == 0.4)]["estimate"].iloc[0]
    at = {text.get_position(): text.get_text() for text in ax.texts}
    assert at[(1.5, 2.5)] == f"{100 * cell:.2g}"


def test_heat_map_of_differences_hatches_what_is_not_known():
    table = paired(two_factors(), "agreement", by=None)
    ax = heat(table, "lead", "cost", difference=True)
    unsure = ((table["low"] <= 0) & (table["high"] >= 0)).sum()
    assert len(ax.patches) == unsure
    low, high = ax.collections[0].get_clim()
    assert low == -high
    assert "percentage points" in ax.figure.axes[1].get_ylabel().replace("\n", " ")


@pytest.mark.parametrize(
    ("table", "options", "message"),
    [
        (estimates(two_factors(), "agreement"), {}, "keep one arm"),
        (paired(two_factors(), ["agreement", "rounds"], by=None), {}, "keep one quantity"),
        (paired(two_factors(), "agreement", by="cost"), {}, "keep one arm, and the factors lead and cost"),
        (
            paired(two_factors().assign(lead="x"), "agreement", by=["lead", "cost"]),
            {"frontier": pd.DataFrame({"lead": [0], "cost": [0.1]})}, "factor 'lead' has texts",
        ),
    ],
)  # fmt: skip
def test_heat_map_refuses_what_it_cannot_show(table: pd.DataFrame, options: dict, message: str):
    if "texts" in message:
        runs = two_factors()
        table = paired(runs.assign(lead=runs["lead"].astype(str)), "agreement", by=None)
    with pytest.raises(ValueError, match=message):
        heat(table, "lead", "cost", **options)


def test_numbers_to_as_many_places_as_they_are_worth():
    assert interval_text(9.78, 2.94, 16.6) == "+9.8 [+2.9, +16.6]"
    assert interval_text(-0.459, -0.643, -0.275) == "−0.46 [−0.64, −0.28]"
    assert interval_text(0.01, -4.0, 4.0) == "+0.0 [−4.0, +4.0]"


def test_a_unit_stays_in_one_piece():
    assert wrapped("cost of war to Alfland (share of the stake)", 26) == "cost of war to Alfland\n(share of the stake)"
    assert wrapped("short (weeks)", 26) == "short (weeks)"
