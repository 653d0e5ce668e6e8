"""Arms side by side: forests of paired differences, estimates along a factor, small multiples, outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from diplomacy_abm.plots import style
from diplomacy_abm.plots.words import (
    COLOURS,
    MARKS,
    difference_unit,
    factors_of,
    interval_text,
    label_of,
    legend_below,
    only_quantity,
    places_of,
    scale_of,
    short_label,
    tick_places,
    wrapped,
)
from diplomacy_abm.results.quantities import Quantity, describe
from diplomacy_abm.results.sides import sides_on

if TYPE_CHECKING:
    import pandas as pd


def outcome_dots(table: pd.DataFrame, labels: Mapping[str, str] | None = None, ax: Axes | None = None) -> Axes:
    """Draw the shares of the outcome classes, arms beside each other.

    The table is from :func:`diplomacy_abm.analysis.proportions.shares_of_outcomes`, without factors.
    """
    arms, classes = list(dict.fromkeys(table["arm"])), list(dict.fromkeys(table["quantity"]))
    ax = style.axes_or_new(ax, 0.9 + len(classes) * (0.17 + 0.1 * len(arms)))
    for index, arm in enumerate(arms):
        rows = table[table["arm"] == arm].set_index("quantity").loc[classes]
        places = np.arange(len(classes)) + 0.7 * ((index + 0.5) / len(arms) - 0.5)
        ax.hlines(places, 100 * rows["low"], 100 * rows["high"], color=COLOURS[index % 7], linewidth=1.3)
        ax.plot(100 * rows["estimate"], places, linestyle="none", marker=MARKS[index % 7], markersize=4.5,
                color=COLOURS[index % 7], label=label_of(arm, labels))  # fmt: skip
    for place in range(len(classes) - 1):
        ax.axhline(place + 0.5, color=style.PALE, linewidth=0.6)
    ax.set_yticks(range(len(classes)), [describe(name, sides=sides_on(table)).label for name in classes])
    ax.set_ylim(len(classes) - 0.45, -0.55)
    ax.grid(axis="y", visible=False)
    ax.set_xlim(left=min(0.0, -0.01 * 100 * float(table["high"].max())))
    ax.set_xlabel("% of runs, 95 % interval")
    legend_below(ax)
    return ax


_LEVELS = 8
"""Up to so many values of a factor have a tick each; values that lie too unevenly are spaced evenly."""
_ROW = 0.27
"""Height of a row of a forest, in inches."""
_WIDE = 34
"""Letters of a label that stand in one line beside a row."""
_TITLE = 27
"""Letters in a line of a panel's title, as many as three panels side by side have room for."""


def forest(table: pd.DataFrame, ax: Axes | None = None, labels: Mapping[str, str] | None = None) -> Axes:
    """Draw differences between arms with their intervals, a row for each, and the numbers beside them.

    Parameters
    ----------
    table : pandas.DataFrame
        From :func:`diplomacy_abm.analysis.paired.paired`; all quantities of one unit.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    labels : mapping of str to str, optional
        What to call arms and factors.

    Raises
    ------
    ValueError
        If the quantities have different units, in one line.
    """
    known = {name: describe(name, sides=sides_on(table)) for name in pd.unique(table["quantity"])}
    units = {difference_unit(quantity) for quantity in known.values()}
    if len(units) != 1:
        raise ValueError(f"forest: quantities of {len(units)} units cannot share an axis; draw figure_differences")
    cells = table[["quantity", *factors_of(table)]].drop_duplicates().reset_index(drop=True)
    arms = list(pd.unique(table["arm"]))
    ax = style.axes_or_new(ax, 0.9 + _row(table) * len(table))
    # arms of one cell stand close together, cells in the order of the table
    cell_of = table.groupby(list(cells.columns), sort=False).ngroup()
    rows = [cell * len(arms) + arms.index(arm) for cell, arm in zip(cell_of, table["arm"], strict=True)]
    named = set()
    for place, row in zip(rows, table.to_dict("records"), strict=True):
        index, scale = arms.index(row["arm"]), scale_of(known[row["quantity"]])
        value, low, high = (scale * row[name] for name in ("estimate", "low", "high"))
        ax.plot([low, high], [place, place], color=COLOURS[1 + index % 6], linewidth=1.6, solid_capstyle="butt")
        label = label_of(row["arm"], labels)
        ax.plot([value], [place], MARKS[index % 7], color=COLOURS[1 + index % 6], markersize=5,
                label="_" if label in named else label)  # fmt: skip
        named.add(label)
        text = interval_text(value, low, high)
        ax.annotate(text, (1.0, place), xytext=(5, 0), xycoords=("axes fraction", "data"),
                    textcoords="offset points", va="center", fontsize=7, annotation_clip=False)  # fmt: skip
    ax.axvline(0.0, color=style.GREY, linewidth=0.9, zorder=0)
    centres = [np.mean([p for p, k in zip(rows, cell_of, strict=True) if k == c]) for c in cells.index]
    ax.set_yticks(centres, [wrapped(text, _WIDE) for text in _cell_labels(cells, known, labels)])
    ax.set_ylim(max(rows) + 0.7, -0.7)
    ax.grid(axis="y", visible=False)
    unit = units.pop()
    alone = f"{next(iter(known.values())).label}, " if len(known) == 1 and len(cells) > 1 else ""
    ax.set_xlabel(wrapped(f"{alone}difference from the base arm{f' ({unit})' if unit else ''}, 95 % interval", 72))
    legend_below(ax)
    return ax


def _row(table: pd.DataFrame) -> float:
    """Return the height of a row in inches, more where labels take two lines."""
    sides = sides_on(table)
    long = any(len(describe(str(name), sides=sides).label) > _WIDE for name in table["quantity"])
    return _ROW * 1.25 if long else _ROW


def figure_differences(table: pd.DataFrame, labels: Mapping[str, str] | None = None, title: str = "") -> Figure:
    """Draw forests one above the other, one for each unit.

    Parameters
    ----------
    table : pandas.DataFrame
        From :func:`diplomacy_abm.analysis.paired.paired`.
    labels : mapping of str to str, optional
        What to call arms and factors.
    title : str
        Title of the figure.
    """
    units = [(describe(name).kind == "share", difference_unit(describe(name))) for name in table["quantity"]]
    groups = [table[[unit == wanted for unit in units]] for wanted in dict.fromkeys(units)]
    heights = [0.8 + _row(group) * len(group) for group in groups]
    with style.styled():
        figure = style.new_figure(sum(heights) + (0.3 if title else 0.0))
        panels = figure.subplots(len(groups), 1, height_ratios=heights, squeeze=False)[:, 0]
        for ax, group in zip(panels, groups, strict=True):
            forest(group, ax, labels)
            legend = ax.get_legend()
            if ax is not panels[-1] and legend is not None:
                legend.remove()
        if title:
            style.heading(figure, title)
        figure.draw_without_rendering()
    return figure


def along(
    table: pd.DataFrame, x: str, ax: Axes | None = None, labels: Mapping[str, str] | None = None, legend: bool = True,
    difference: bool = False,
) -> Axes:  # fmt: skip
    """Draw a quantity, or the effect of the arms on it, with its intervals along a factor, a line for each arm.

    Parameters
    ----------
    table : pandas.DataFrame
        From :func:`diplomacy_abm.analysis.proportions.estimates`, of one quantity, with the one factor `x`; with
        `difference` from :func:`diplomacy_abm.analysis.paired.paired`.
    x : str
        The factor.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    labels : mapping of str to str, optional
        What to call arms and factors.
    legend : bool
        Whether to put the arms under the axes, where there are several.
    difference : bool
        Whether the table holds differences from the base arm: the effect against the factor.

    Raises
    ------
    ValueError
        If the table holds several quantities or factors, in one line.
    """
    quantity = only_quantity(table, "along")
    others = [name for name in factors_of(table) if name != x]
    if others or x not in table:
        raise ValueError(f"along: the table must have the factor {x!r} and no other; it has {factors_of(table)}")
    scale, arms = scale_of(quantity), list(pd.unique(table["arm"]))
    ax = style.axes_or_new(ax)
    values = list(pd.unique(table[x]))
    places, ticks = places_of(values)
    if ticks is None and len(values) <= _LEVELS and _uneven(places):
        places, ticks = np.arange(len(values), dtype=float), [f"{value:g}" for value in places]
    step = float(np.diff(np.unique(places)).min()) if len(values) > 1 else 1.0
    for index, arm in enumerate(arms):
        rows = table[table["arm"] == arm]
        at = np.array([places[values.index(value)] for value in rows[x]])
        # arms stand beside each other, or their intervals would hide one another
        at = at + 0.16 * step * (index - (len(arms) - 1) / 2)
        middle, low, high = (scale * rows[name].to_numpy(dtype=float) for name in ("estimate", "low", "high"))
        ax.errorbar(
            at, middle, yerr=[middle - low, high - middle], color=COLOURS[(index + difference) % 7],
            marker=MARKS[index % 7], markersize=4, linewidth=1.1, elinewidth=1.0, capsize=2,
            label=label_of(arm, labels),
        )  # fmt: skip
    if ticks is not None or len(values) <= _LEVELS:
        tick_places(ax, places, ticks or [f"{value:g}" for value in places])
    if difference:
        ax.axhline(0.0, color=style.GREY, linewidth=0.9, zorder=0)
    elif quantity.kind == "share":
        ax.set_ylim(0.0, min(ax.get_ylim()[1], 103.0))
    ax.set_xlabel(label_of(x, labels))
    unit = difference_unit(quantity)
    effect = f"{quantity.label}, difference{f' ({unit})' if unit else ''}"
    ax.set_ylabel(wrapped(effect if difference else quantity.axis, 36))
    if legend:
        legend_below(ax)
    return ax


def _uneven(places: np.ndarray) -> bool:
    """Tell whether some values of a factor are so close together that their intervals would stand on each other."""
    gaps = np.diff(np.unique(places))
    return len(gaps) > 0 and float(gaps.min()) < 0.05 * float(gaps.sum())


def small_multiples(
    table: pd.DataFrame, x: str, labels: Mapping[str, str] | None = None, title: str = "", difference: bool = False
) -> Figure:
    """Draw panels of :func:`along`, one for each quantity.

    Parameters
    ----------
    table : pandas.DataFrame
        From :func:`diplomacy_abm.analysis.proportions.estimates`.
    x : str
        The factor along each panel.
    labels : mapping of str to str, optional
        What to call arms and factors.
    title : str
        Title of the figure.
    difference : bool
        Whether the table holds differences from the base arm.
    """
    names = list(pd.unique(table["quantity"]))
    across = min(3, len(names))
    down = -(-len(names) // across)
    with style.styled():
        figure = style.new_figure(2.0 * down + 0.7)
        grid = figure.subplots(down, across, sharex=True, squeeze=False)
        for ax, name in zip(grid.flat, names, strict=False):
            along(table[table["quantity"] == name], x, ax, labels, False, difference)
            found = describe(str(name), sides=sides_on(table))
            plain = "% of runs" if found.kind == "share" else found.unit or "mean"
            ax.set_title(wrapped(found.label, _TITLE), fontsize=7.5)
            ax.set_ylabel(wrapped(difference_unit(found) or "difference" if difference else plain, 20))
            # what all panels share stands at the edge of the figure
            ax.set_xlabel("")
        for ax in grid.flat[len(names) :]:
            ax.remove()
        # a panel without one below it has the ticks
        for ax in grid.flat[max(0, len(names) - across) : len(names)]:
            ax.tick_params(labelbottom=True)
            ax.set_xlabel(wrapped(label_of(x, labels), 34))
        handles, texts = grid.flat[0].get_legend_handles_labels()
        if len(handles) > 1:
            figure.legend(handles, texts, loc="outside lower left", ncols=4)
        if title:
            style.heading(figure, title)
        figure.draw_without_rendering()
    return figure


def figure_effects(
    table: pd.DataFrame, x: str, labels: Mapping[str, str] | None = None, tests: pd.DataFrame | None = None,
    title: str = "",
) -> Figure:  # fmt: skip
    """Draw effect against factor: what the arms change at each value of a factor, a panel for each quantity.

    Parameters
    ----------
    table : pandas.DataFrame
        From :func:`diplomacy_abm.analysis.paired.paired` with the one factor `x`.
    x : str
        The factor.
    labels : mapping of str to str, optional
        What to call arms and factors.
    tests : pandas.DataFrame, optional
        From :func:`diplomacy_abm.analysis.paired.interaction`: the smallest p of a quantity's rows, adjusted for their
        number (Holm 1979), stands in its panel.
    title : str
        Title of the figure.
    """
    figure = small_multiples(table, x, labels=labels, title=title, difference=True)
    for ax, name in zip(figure.axes, pd.unique(table["quantity"]), strict=False):
        found = [] if tests is None else tests.loc[tests["quantity"] == name, "p_holm"].dropna()
        if len(found):
            p = float(min(found))
            said = "p < 0.001" if p < 0.001 else f"p = {p:.3f}"
            low, high = ax.get_ylim()
            # room below the lowest interval
            ax.set_ylim(low - 0.14 * (high - low), high)
            ax.annotate(f"effect by level: {said} (Holm)", (0.02, 0.03), xycoords="axes fraction", fontsize=6.5,
                        color="#444444")  # fmt: skip
    return figure


def _cell_labels(
    cells: pd.DataFrame, known: Mapping[str, Quantity], labels: Mapping[str, str] | None
) -> list[str]:  # fmt: skip
    """Name the rows by what tells them apart: quantities, factors, or both."""
    texts = []
    for row in cells.to_dict("records"):
        name = known[row.pop("quantity")].label
        parts = [f"{short_label(factor, labels)} {label_of(value, labels)}" for factor, value in row.items()]
        texts.append(", ".join(parts if parts and len(known) == 1 else [name, *parts]))
    return texts
