"""A quantity over two factors: a phase diagram with the values in its cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from diplomacy_abm.plots import style
from diplomacy_abm.plots.words import (
    difference_unit,
    factors_of,
    label_of,
    only_quantity,
    places_of,
    scale_of,
    wrapped,
)

_WRITTEN = 150
"""Cells up to this number carry their values."""


def heat(
    table: pd.DataFrame, x: str, y: str, ax: Axes | None = None, labels: Mapping[str, str] | None = None,
    difference: bool = False, limits: tuple[float, float] | None = None, contour: Sequence[float] = (),
    frontier: pd.DataFrame | None = None, frontier_label: str = "",
) -> Axes:  # fmt: skip
    """Draw estimates over a grid of two factors.

    Parameters
    ----------
    table : pandas.DataFrame
        Of one quantity and one arm with the two factors, from
        :func:`diplomacy_abm.analysis.proportions.estimates` or :func:`diplomacy_abm.analysis.paired.paired`.
    x, y : str
        The factors across and upward. Their values are spaced evenly, whatever their distances.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    labels : mapping of str to str, optional
        What to call the factors.
    difference : bool
        Whether the estimates are differences: colours then diverge from 0, and cells whose interval holds 0 are
        hatched.
    limits : tuple of float, optional
        Ends of the colour scale, in the unit drawn (shares in per cent).
    contour : sequence of float
        Values at which to draw contour lines, in the unit drawn.
    frontier : pandas.DataFrame, optional
        A line in the units of the factors, with the columns `x` and `y`, such as a theory's frontier.
    frontier_label : str
        What to call it.

    Raises
    ------
    ValueError
        If the table holds several arms, quantities or further factors, or a factor of the frontier is no number,
        in one line.
    """
    quantity = only_quantity(table, "heat")
    if len(set(table["arm"])) != 1 or set(factors_of(table)) != {x, y}:
        raise ValueError(f"heat: keep one arm, and the factors {x} and {y} only; there are {factors_of(table)}")
    grid = table.pivot_table(index=y, columns=x, values="estimate", sort=True, dropna=False) * scale_of(quantity)
    ax = style.axes_or_new(ax, 3.4)
    low, high = limits or _limits(grid.to_numpy(), difference, quantity.kind == "share")
    mesh = ax.pcolormesh(
        grid.to_numpy(), cmap="PuOr_r" if difference else "cividis", vmin=low, vmax=high,
        edgecolors="white", linewidth=0.6,
    )  # fmt: skip
    for axis, values in ((ax.xaxis, grid.columns), (ax.yaxis, grid.index)):
        every = -(-len(values) // 12)
        axis.set_ticks([k + 0.5 for k in range(0, len(values), every)], [label_of(v, None) for v in values[::every]])
    ax.grid(visible=False)
    ax.tick_params(length=0)
    _write(ax, grid, mesh, difference)
    if difference:
        _hatch(ax, table, grid, x, y)
    if contour:
        centres = [np.arange(n) + 0.5 for n in grid.shape[::-1]]
        lines = ax.contour(*centres, grid.to_numpy(), levels=sorted(contour), colors=style.BLACK, linewidths=1.1)
        ax.clabel(lines, fmt="%g", fontsize=7)
    if frontier is not None:
        _draw_frontier(ax, frontier, grid, x, y, frontier_label)
    ax.set_xlabel(label_of(x, labels))
    ax.set_ylabel(wrapped(label_of(y, labels), 44))
    bar = ax.figure.colorbar(mesh, ax=ax, pad=0.02)
    unit = difference_unit(quantity)
    text = f"{quantity.label}: difference{f' ({unit})' if unit else ''}" if difference else quantity.axis
    bar.set_label(wrapped(text, 40), fontsize=8)
    return ax


def _limits(values: np.ndarray, difference: bool, share: bool) -> tuple[float, float]:
    known = values[np.isfinite(values)]
    if not len(known):
        return 0.0, 1.0
    if difference:
        reach = max(float(np.abs(known).max()), 1e-9)
        return -reach, reach
    low, high = (0.0 if share else float(known.min())), float(known.max())
    return low, high if high > low else low + 1.0


def _write(ax: Axes, grid: pd.DataFrame, mesh: Any, difference: bool) -> None:
    """Write the values into their cells, dark on light and light on dark."""
    if grid.size > _WRITTEN:
        return
    size = 7.5 if grid.shape[1] <= 9 else 6.0
    for (row, column), value in np.ndenumerate(grid.to_numpy()):
        if not np.isfinite(value):
            ax.text(column + 0.5, row + 0.5, "–", ha="center", va="center", fontsize=size, color=style.GREY)
            continue
        cell = mesh.cmap(mesh.norm(value))
        text = f"{value:.0f}" if abs(value) >= 100 else f"{value:+.2g}" if difference and value else f"{value:.2g}"
        # the rim keeps a number readable where a line or a hatch crosses it
        ax.text(
            column + 0.5, row + 0.5, text.replace("-", "−"), ha="center", va="center", fontsize=size, zorder=5,
            color=style.ink_on(cell), path_effects=[withStroke(linewidth=2.5, foreground=cell)],
        )  # fmt: skip


def _hatch(ax: Axes, table: pd.DataFrame, grid: pd.DataFrame, x: str, y: str) -> None:
    """Hatch the cells whose interval holds 0, and say so."""
    unsure = table[(table["low"] <= 0.0) & (table["high"] >= 0.0)]
    columns, index = list(grid.columns), list(grid.index)
    for across, up in zip(unsure[x], unsure[y], strict=True):
        style.hatch(ax, (columns.index(across), index.index(up)))
    if len(unsure):
        ax.set_title("hatched: the 95 % interval holds 0", fontsize=7.5, fontweight="normal")


def _draw_frontier(ax: Axes, line: pd.DataFrame, grid: pd.DataFrame, x: str, y: str, label: str) -> None:
    """Draw a line given in the units of the factors; between the values of the grid it goes straight."""
    drawn = []
    for name, values in ((x, grid.columns), (y, grid.index)):
        places, texts = places_of(list(values))
        if texts is not None:
            raise ValueError(f"heat: a frontier needs numbers, but factor {name!r} has texts")
        at = line[name].to_numpy(dtype=float)
        inside = (at >= places[0]) & (at <= places[-1])
        drawn.append(np.where(inside, np.interp(at, places, np.arange(len(places)) + 0.5), np.nan))
    for colour, width in (("white", 3.4), (style.VERMILION, 1.8)):
        ax.plot(*drawn, color=colour, linewidth=width, solid_capstyle="round",
                label=label if width < 2 and label else "_")  # fmt: skip
    if label:
        ax.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), borderaxespad=0.1)
