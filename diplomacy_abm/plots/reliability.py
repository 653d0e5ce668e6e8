"""Reliability diagrams: how often yes came of what was called how likely."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes

from diplomacy_abm.analysis.hindcast import ALL, FORECASTS, resolved, scores_by_set, sets_of
from diplomacy_abm.analysis.scoring import consistency_band, recalibrated, reliability_bins
from diplomacy_abm.plots import style
from diplomacy_abm.plots.words import COLOURS, MARKS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

_BINS = 5
_LEVEL = 0.9
_FEWEST = 20
"""Questions of a set below which it gets no diagram of its own."""


def reliability_diagram(table: pd.DataFrame, forecaster: str = "model", ax: Axes | None = None) -> Axes:
    """Draw the reliability diagram of one forecaster.

    Parameters
    ----------
    table : pandas.DataFrame
        Questions, as :func:`diplomacy_abm.analysis.hindcast.resolved` takes them.
    forecaster : str
        One of :data:`diplomacy_abm.analysis.hindcast.FORECASTS`.
    ax : matplotlib.axes.Axes, optional
        Where to draw.

    Notes
    -----
    The line is the forecast recalibrated without bins (CORP), the band where it would lie nine times in ten if
    the forecasts were reliable, the dots five bins of equal count with Wilson's intervals, the ticks below every
    forecast by what happened.
    """
    ax = style.axes_or_new(ax, 3.4)
    known = resolved(table)
    p, y = known[FORECASTS[forecaster]].to_numpy(float), (known["answer"] == "yes").to_numpy(float)
    x, low, high = consistency_band(p, _LEVEL)
    ax.fill_between(x, low, high, color=style.PALE, linewidth=0, label=f"if reliable ({_LEVEL:.0%} band)")
    ax.plot([0, 1], [0, 1], color=style.GREY, linewidth=0.8, linestyle=":")
    order = np.argsort(p, kind="stable")
    ax.plot(p[order], recalibrated(p, y)[order], color=style.BLUE, label="without bins (CORP)")
    bins = reliability_bins(p, y, _BINS)
    mean = [one.forecast for one in bins]
    share = np.array([one.share.value for one in bins])
    reach = np.abs(np.array([[one.share.low, one.share.high] for one in bins]).T - share)
    ax.errorbar(mean, share, reach, fmt="o", color=style.VERMILION, markersize=4, linewidth=1, capsize=2,
                label=f"{len(bins)} bins of equal count (95 %)")  # fmt: skip
    for answer, place in ((1.0, 1.06), (0.0, -0.06)):
        here = p[y == answer]
        ax.plot(here, np.full(len(here), place), linestyle="none", marker="|", markersize=6, color=style.BLACK,
                alpha=0.6)  # fmt: skip
    ax.set_xlim(-0.03, 1.03)
    ax.set_ylim(-0.11, 1.11)
    ax.set_box_aspect(1)
    ax.set_xlabel("forecast probability of yes\n(ticks: every forecast; above it came, below it did not)")
    ax.set_ylabel("share of yes")
    return ax


def losses(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw the Brier score of each forecaster on each set of questions, with intervals over starts."""
    ax = style.axes_or_new(ax, 2.2)
    names = list(sets_of(table))
    found = scores_by_set(table)
    found = found[found["measure"] == "brier"].set_index(["set", "forecaster"])
    for index, forecaster in enumerate(FORECASTS):
        rows = found.loc[[(name, forecaster) for name in names]]
        place = np.arange(len(names)) + 0.22 * (index - 1)
        ax.hlines(place, rows["low"], rows["high"], color=COLOURS[index], linewidth=1.3)
        ax.plot(rows["estimate"], place, linestyle="none", marker=MARKS[index], markersize=4.5, color=COLOURS[index],
                label=forecaster)  # fmt: skip
    knows = np.array([float((here["answer"] == "yes").mean()) for here in sets_of(table).values()])
    rows_at = np.arange(len(names))
    ax.vlines(knows * (1.0 - knows), rows_at - 0.38, rows_at + 0.38, color=style.GREY, linestyle="--", linewidth=1,
              label="who knows the share of yes and no more")  # fmt: skip
    ax.axvline(0.25, color=style.BLACK, linewidth=0.8, linestyle=":", label="a coin")
    ax.set_yticks(range(len(names)), [f"{name} ({len(here)})" for name, here in sets_of(table).items()])
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.grid(axis="y", visible=False)
    ax.set_xlim(left=-0.01)
    ax.set_xlabel("Brier score, 95 % interval over starts (0 is best)")
    return ax


def figure_hindcast(table: pd.DataFrame) -> Figure:
    """Draw a reliability diagram of the model for each large set of questions, and the scores below."""
    parts = {name: here for name, here in sets_of(table).items() if name != ALL and len(here) >= _FEWEST}
    parts = parts or {ALL: resolved(table)}
    with style.styled():
        figure = style.new_figure(6.4)
        both: Any = figure.subfigures(2, 1, height_ratios=[1.9, 1])
        upper, lower = both
        axes = np.atleast_1d(upper.subplots(1, max(len(parts), 2)))
        for spare in axes[len(parts) :]:
            spare.set_axis_off()
        for ax, (name, here) in zip(axes, parts.items(), strict=False):
            reliability_diagram(here, ax=ax)
            ax.set_title(f"Model, {name}: {len(here)} questions")
        upper.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
        ax = losses(table, lower.subplots())
        ax.set_title("Scores")
        lower.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=5)
    return figure
