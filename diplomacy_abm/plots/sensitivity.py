"""Sensitivity: bars of Sobol' indices, the plane of Morris, and how both settle as the sample grows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from diplomacy_abm.plots import style
from diplomacy_abm.plots.words import label_of

if TYPE_CHECKING:
    import pandas as pd

_LINES = (style.BLUE, style.VERMILION, style.GREEN, style.ORANGE, style.PURPLE)


def sobol_bars(table: pd.DataFrame, labels: Mapping[str, str] | None = None, ax: Axes | None = None) -> Axes:
    """Draw S1 and ST of every factor with their intervals, the largest ST first.

    Parameters
    ----------
    table : pandas.DataFrame
        The ``table`` of :func:`diplomacy_abm.analysis.sensitivity.sensitivity`, of a Saltelli store.
    labels : mapping of str to str, optional
        What to call the factors.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    """
    totals = table[table["index"] == "ST"].sort_values("estimate", ascending=False, kind="stable")
    order = list(totals["factor"])
    ax = style.axes_or_new(ax, 0.9 + 0.36 * len(order))
    for index, colour, shift, said in (
        ("S1", style.BLUE, -0.19, "S1: by itself"),
        ("ST", style.SKY, 0.19, "ST: in any company"),
    ):
        rows = table[table["index"] == index].set_index("factor").loc[order]
        places = np.arange(len(order)) + shift
        ax.barh(places, rows["estimate"], height=0.36, color=colour, label=said)
        ax.hlines(places, rows["low"], rows["high"], color=style.BLACK, linewidth=1)
        if index == "ST" and rows["noise"].notna().all():
            ax.plot(rows["noise"], places, linestyle="none", marker="|", markersize=8, color=style.VERMILION,
                    markeredgewidth=1.6, label="ST that luck alone would give")  # fmt: skip
    ax.set_yticks(np.arange(len(order)), [label_of(name, labels) for name in order])
    ax.invert_yaxis()
    ax.grid(axis="y", visible=False)
    ax.axvline(0, color=style.GREY, linewidth=0.7)
    ax.set_xlabel("share of the variance between points, 95 % interval")
    _legend_below(ax)
    return ax


def morris_scatter(
    table: pd.DataFrame, unit: str = "", labels: Mapping[str, str] | None = None, ax: Axes | None = None
) -> Axes:
    """Draw mu* against sigma with intervals; the names of the factors stand clear of each other.

    Parameters
    ----------
    table : pandas.DataFrame
        The ``table`` of :func:`diplomacy_abm.analysis.sensitivity.sensitivity`, of a Morris store.
    unit : str
        Of the quantity; for shares ``"share of runs"``.
    labels : mapping of str to str, optional
        What to call the factors.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    """
    ax = style.axes_or_new(ax, 3.6)
    across, up = (table[table["index"] == index].set_index("factor") for index in ("mu_star", "sigma"))
    up = up.loc[across.index]
    ax.hlines(up["estimate"], across["low"], across["high"], color=style.GREY, linewidth=0.9)
    ax.vlines(across["estimate"], up["low"], up["high"], color=style.GREY, linewidth=0.9)
    ax.plot(across["estimate"], up["estimate"], linestyle="none", marker="o", markersize=4.5, color=style.BLUE)
    widest = float(max(across["high"].max(), 1e-12))
    tallest = float(max(up["high"].max(), 1e-12))
    ax.set_xlim(-0.02 * widest, 1.25 * widest)
    ax.set_ylim(-0.04 * tallest, 1.08 * tallest)
    noise = across["noise"].dropna()
    if len(noise):
        ax.axvspan(ax.get_xlim()[0], float(noise.max()), color=style.PALE, alpha=0.6, linewidth=0, zorder=0)
        ax.annotate("what luck alone\nwould give", (float(noise.max()), tallest), xytext=(3, 0), fontsize=6.5,
                    textcoords="offset points", va="top", color=style.GREY)  # fmt: skip
    after = f" ({unit})" if unit else ""
    ax.set_xlabel(f"mu*: mean absolute change over the factor's range{after}")
    ax.set_ylabel(f"sigma: how much it depends on the rest{after}")
    points = np.column_stack([across["estimate"], up["estimate"]])
    _place_labels(ax, points, [label_of(name, labels) for name in across.index])
    return ax


def convergence_curves(
    growth: pd.DataFrame, labels: Mapping[str, str] | None = None, ax: Axes | None = None, top: int = 5
) -> Axes:
    """Draw the leading index of the largest factors for growing parts of the sample.

    Parameters
    ----------
    growth : pandas.DataFrame
        The ``growth`` of :func:`diplomacy_abm.analysis.sensitivity.sensitivity`.
    labels : mapping of str to str, optional
        What to call the factors.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    top : int
        Factors drawn, at most five.
    """
    ax = style.axes_or_new(ax)
    index, said, blocks = ("ST", "ST", "blocks") if "ST" in set(growth["index"]) else ("mu_star", "mu*", "trajectories")
    rows = growth[growth["index"] == index]
    sizes = np.sort(rows["n"].unique())
    last = rows[rows["n"] == sizes[-1]].sort_values("estimate", ascending=False, kind="stable")
    names = list(last["factor"][: min(top, len(_LINES))])
    for place, name in enumerate(names):
        part = rows[rows["factor"] == name].sort_values("n")
        # beside each other, so that bars of one size do not hide each other
        across = part["n"].to_numpy() * 1.05 ** (place - (len(names) - 1) / 2)
        ax.plot(across, part["estimate"], color=_LINES[place], marker="o", markersize=3, label=label_of(name, labels))
        ax.vlines(across, part["low"], part["high"], color=_LINES[place], linewidth=1)
    settled = rows[(rows["n"] >= sizes[max(0, len(sizes) - 2)]) & rows["factor"].isin(names)]
    shown = [*rows.loc[rows["factor"].isin(names), "estimate"], *settled["low"], *settled["high"]]
    # the intervals of the smallest parts would press all else into a line
    room = 0.06 * (max(shown) - min(shown)) or 0.1
    ax.set_ylim(min(shown) - room, max(shown) + room)
    ax.set_xscale("log")
    ax.set_xticks(sizes, [str(size) for size in sizes])
    ax.minorticks_off()
    ax.set_xlabel(f"{blocks} of the sample")
    ax.set_ylabel(f"{said}, 95 % interval")
    _legend_below(ax)
    return ax


def _legend_below(ax: Axes) -> None:
    figure = ax.figure
    inches = ax.get_position().height * figure.get_figheight() if hasattr(figure, "get_figheight") else 2.0
    lines, names = ax.get_legend_handles_labels()
    # bars before lines, whatever order they come in
    order = sorted(range(len(names)), key=lambda k: names[k].startswith("ST that"))
    ax.legend([lines[k] for k in order], [names[k] for k in order], loc="upper left", ncols=3,
              bbox_to_anchor=(0.0, -0.42 / max(inches, 0.8)), columnspacing=1.2)  # fmt: skip


def _place_labels(ax: Axes, points: np.ndarray, names: list[str]) -> None:
    """Write names beside points; each goes to the first of some places that hits no point and no other name."""
    size = 7.0
    span = np.array([np.ptp(ax.get_xlim()), np.ptp(ax.get_ylim())])
    figure = ax.get_figure(root=True)
    inches = figure.get_size_inches() * 0.82 if figure is not None else np.array([5.5, 3.0])
    where = (points - [ax.get_xlim()[0], ax.get_ylim()[0]]) / span * inches * 72.0
    taken: list[tuple[float, float, float, float]] = [(x - 3, y - 3, x + 3, y + 3) for x, y in where]
    for place in np.argsort(-points[:, 0], kind="stable"):
        x, y = where[place]
        wide, high = 0.58 * size * len(names[place]), 1.25 * size
        spots = [
            (dx if dx > 0 else dx - wide, dy)
            for far in range(10)
            for dx, dy in ((6, 3 + 8 * far), (6, -3 - high - 8 * far), (-6, 3 + 8 * far), (-6, -3 - high - 8 * far))
        ]
        boxes = [(x + dx, y + dy, x + dx + wide, y + dy + high) for dx, dy in spots]
        inside = [box for box in boxes if box[0] >= 0 and box[1] >= 0 and box[3] <= inches[1] * 72.0]
        best = next((box for box in inside if not any(_overlap(box, other) for other in taken)), boxes[0])
        taken.append(best)
        apart = abs(best[1] - y) > high + 6
        ax.annotate(
            names[place], tuple(points[place]), xytext=(best[0] - x, best[1] - y), textcoords="offset points",
            fontsize=size, va="bottom", ha="left",
            arrowprops={"arrowstyle": "-", "color": style.GREY, "linewidth": 0.5} if apart else None,
        )  # fmt: skip


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
