"""Scenario discovery: the limits of the boxes factor by factor, and the points in the two factors that matter most."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import LogLocator, NullFormatter

from diplomacy_abm.plots import style
from diplomacy_abm.plots.words import label_of

if TYPE_CHECKING:
    from diplomacy_abm.analysis.boxes import Limit
    from diplomacy_abm.analysis.discovery import Discovery

_BOXES = (style.VERMILION, style.BLUE, style.GREEN)


def box_ranges(found: Discovery, labels: Mapping[str, str] | None = None, ax: Axes | None = None) -> Axes:
    """Draw, for every factor with a limit, the part of its range that each box takes up.

    Parameters
    ----------
    found : Discovery
        From :func:`diplomacy_abm.analysis.discovery.discover`.
    labels : mapping of str to str, optional
        What to call the factors, with their units.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    """
    names = list(dict.fromkeys(limit.factor for box in found.boxes for limit in box.limits))
    ax = style.axes_or_new(ax, 1.0 + 0.42 * max(len(names), 1))
    for place, name in enumerate(names):
        scale = _Scale(found, name)
        ax.hlines(place, 0, 1, color=style.PALE, linewidth=5)
        ax.annotate(scale.ends[0], (0, place), xytext=(0, -6), textcoords="offset points", fontsize=6.5, va="top")
        ax.annotate(scale.ends[1], (1, place), xytext=(0, -6), textcoords="offset points", fontsize=6.5, va="top",
                    ha="right")  # fmt: skip
        _draw_limits(ax, found, name, place, scale)
    for number, colour in enumerate(_BOXES[: len(found.boxes)], start=1):
        rows = found.figures[found.figures["box"] == number].set_index("measure")["estimate"]
        ax.plot([], [], color=colour, linewidth=3, marker="o", markersize=4.5,
                label=f"box {number}: {100 * rows['density']:.0f} % of its runs")  # fmt: skip
    overall = 100 * float(found.figures.loc[found.figures["measure"] == "overall", "estimate"].iloc[0])
    ax.set_yticks(range(len(names)), [label_of(name, labels) for name in names])
    ax.set_ylim(max(len(names), 1) - 0.4, -0.6)
    ax.set_xlim(-0.03, 1.03)
    ax.set_xticks([])
    ax.grid(visible=False)
    ax.spines[["bottom", "left"]].set_visible(False)
    ax.tick_params(length=0)
    if found.boxes:
        ax.legend(loc="upper left", bbox_to_anchor=(0.0, -0.02), ncols=3)
    ax.set_title(f"{found.label}: {overall:.0f} % of all runs")
    return ax


def box_view(
    found: Discovery, labels: Mapping[str, str] | None = None, ax: Axes | None = None,
    factors: tuple[str, str] | None = None,
) -> Axes:  # fmt: skip
    """Draw the points in the plane of two factors, coloured by the share of their runs, with the boxes.

    Parameters
    ----------
    found : Discovery
        From :func:`diplomacy_abm.analysis.discovery.discover`.
    labels : mapping of str to str, optional
        What to call the factors, with their units.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    factors : (str, str), optional
        Across and up; by default the two on which the most hangs.
    """
    ax = style.axes_or_new(ax, 3.6)
    across, up = factors or leading_factors(found)
    scales = {name: _Scale(found, name) for name in (across, up)}
    inside = ax.scatter(
        scales[across].numbers, scales[up].numbers, c=100 * found.points["share"], s=14, cmap="viridis",
        vmin=0, vmax=max(100 * float(found.points["share"].max()), 1.0), linewidths=0,
    )  # fmt: skip
    for number, box in enumerate(found.boxes):
        limits = {limit.factor: limit for limit in box.limits}
        spans = [scales[name].span(limits.get(name)) for name in (across, up)]
        corner = (spans[0][0], spans[1][0])
        ax.add_patch(Rectangle(corner, spans[0][1] - spans[0][0], spans[1][1] - spans[1][0], fill=False, linewidth=1.8,
                               edgecolor=_BOXES[number], label=_box_label(number, limits, {across, up})))  # fmt: skip
    for name, axis in ((across, ax.xaxis), (up, ax.yaxis)):
        axis.set_label_text(label_of(name, labels))
        if scales[name].logarithmic:
            (ax.set_xscale if name == across else ax.set_yscale)("log")
            # a factor rarely spans a whole decade, whose ends alone would leave its axis without a number
            axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 3.0, 5.0)))
            axis.set_major_formatter(lambda value, _place: f"{value:g}")
            axis.set_minor_formatter(NullFormatter())
        if scales[name].words:
            axis.set_ticks(range(len(scales[name].words)), labels=list(scales[name].words))
    figure: Any = ax.get_figure(root=True)
    said = "\n".join(textwrap.wrap(f"{found.label} (% of the runs of a point)", 38))
    figure.colorbar(inside, ax=ax, label=said, pad=0.02)
    if found.boxes:
        ax.legend(loc="upper left", bbox_to_anchor=(0.0, -0.15), ncols=3)
    ax.grid(visible=not any(scale.logarithmic for scale in scales.values()))
    return ax


def leading_factors(found: Discovery) -> tuple[str, str]:
    """Return the two factors to draw: those of the first box by their quasi-p value, then those the tree split on.

    ValueError if fewer than two factors vary.
    """
    first = found.limits[found.limits["box"] == 1].sort_values("p", kind="stable")["factor"]
    names = list(dict.fromkeys([*first, *found.importance["factor"]]))
    if len(names) < 2:
        raise ValueError("a view of two factors needs two that vary")
    return names[0], names[1]


class _Scale:
    """A factor as numbers, whether its values are numbers or words."""

    def __init__(self, found: Discovery, name: str) -> None:
        column = found.points[name]
        self.words: tuple[str, ...] = ()
        self.logarithmic = name in found.logarithmic
        if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
            self.numbers = column.to_numpy(dtype=float)
            low, high = float(self.numbers.min()), float(self.numbers.max())
            # as many digits as the spread of the values needs
            digits = max(0, 1 - math.floor(math.log10(high - low))) if high > low else 2
            self.ends = (f"{low:.{digits}f}", f"{high:.{digits}f}")
        else:
            self.words = tuple(sorted(set(column.astype(str))))
            self.numbers = np.array([self.words.index(word) for word in column.astype(str)], dtype=float)
            self.ends = ("", "")

    def span(self, limit: Limit | None) -> tuple[float, float]:
        """Return the part of the scale within a limit; all of it where there is none."""
        low, high = float(self.numbers.min()), float(self.numbers.max())
        if self.logarithmic:
            low, high = low / (high / low) ** 0.015, high * (high / low) ** 0.015
        else:
            edge = 0.5 if self.words else 0.015 * (high - low)
            low, high = low - edge, high + edge
        if limit is None:
            return low, high
        if limit.words:
            places = [self.words.index(word) for word in limit.words]
            return min(places) - 0.4, max(places) + 0.4
        return (low if np.isnan(limit.low) else limit.low), (high if np.isnan(limit.high) else limit.high)

    def share(self, value: float) -> float:
        """Return where a value lies between the smallest (0) and the largest (1)."""
        low, high = float(self.numbers.min()), float(self.numbers.max())
        if self.logarithmic:
            value, low, high = (math.log(number) for number in (value, low, high))
        return float(np.clip((value - low) / (high - low or 1.0), 0.0, 1.0))


def _draw_limits(ax: Axes, found: Discovery, name: str, place: int, scale: _Scale) -> None:
    for number, box in enumerate(found.boxes):
        limit = next((limit for limit in box.limits if limit.factor == name), None)
        y = place + 0.13 * (number - (len(found.boxes) - 1) / 2)
        colour = _BOXES[number]
        if limit is None:
            continue
        if limit.words:
            ax.annotate(" or ".join(limit.words), (0.5, y), color=colour, ha="center", va="center", fontsize=7.5)
            continue
        left, right = (scale.share(end) for end in scale.span(limit))
        ax.hlines(y, left, right, color=colour, linewidth=3)
        for end, at in ((limit.low, left), (limit.high, right)):
            if not np.isnan(end):
                ax.plot(at, y, marker="o", markersize=4.5, color=colour)
                above = 5 if number == 0 else -13
                ax.annotate(f"{end:g}", (at, y), xytext=(0, above), textcoords="offset points", ha="center",
                            fontsize=7, color=colour)  # fmt: skip


def _box_label(number: int, limits: Mapping[str, Limit], shown: set[str]) -> str:
    hidden = sorted(set(limits) - shown)
    return f"box {number + 1}" + (f" (with limits on {', '.join(hidden)} too)" if hidden else "")
