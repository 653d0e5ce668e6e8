"""Survival curves of war and of peace, with the number of runs still at risk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from diplomacy_abm.plots import style
from diplomacy_abm.plots.words import COLOURS, DASHES, factors_of, label_of, legend_below, short_label, wrapped

_WORDS = {
    "war": ("share of runs still at war (%)", "weeks from the start"),
    "peace": ("share of settlements that hold (%)", "weeks from the first settlement"),
    "talks": ("share of runs without formal talks yet (%)", "weeks from the start"),
    "ceasefire": ("share of runs without a ceasefire yet (%)", "weeks from the start"),
    "settlement": ("share of runs without a settlement yet (%)", "weeks from the start"),
}


def survival_curves(
    table: pd.DataFrame, ax: Axes | None = None, labels: Mapping[str, str] | None = None, at_risk: bool = True
) -> Axes:
    """Draw Kaplan–Meier curves with their bands, one for each arm and cell.

    Parameters
    ----------
    table : pandas.DataFrame
        From :func:`diplomacy_abm.analysis.survival.curves`, of one spell, at most seven curves.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    labels : mapping of str to str, optional
        What to call arms and factors.
    at_risk : bool
        Whether to write how many runs each curve still rests on, under the axis.

    Raises
    ------
    ValueError
        If there are several spells or more than seven curves, in one line.
    """
    spells = list(pd.unique(table["spell"]))
    if len(spells) != 1:
        raise ValueError(f"survival_curves: the table holds {', '.join(map(str, spells))}; keep one spell")
    keys = ["arm", *factors_of(table)]
    groups = list(table.groupby(keys, sort=False))
    if len(groups) > len(COLOURS):
        raise ValueError(f"survival_curves: {len(groups)} curves cannot be told apart, at most {len(COLOURS)}")
    ax = style.axes_or_new(ax, 3.0 + (0.15 * len(groups) if at_risk else 0.0))
    several = len(set(table["arm"])) > 1
    last = float(table["week"].max())
    curves = []
    for index, (key, rows) in enumerate(groups):
        label = _label(dict(zip(keys, key, strict=True)), labels, several)
        week = np.append(rows["week"].to_numpy(dtype=float), last if spells[0] != "peace" else rows["week"].max())
        low, high, share = (
            100.0 * np.append(rows[name].to_numpy(), rows[name].iloc[-1]) for name in ("low", "high", "estimate")
        )
        colour = COLOURS[index]
        ax.fill_between(week, low, high, step="post", color=colour, alpha=0.15, linewidth=0)
        ax.step(week, share, where="post", color=colour, linestyle=DASHES[index], label=label)
        curves.append((label, colour, rows))
    upward, along = _WORDS.get(spells[0], ("share of runs (%)", "weeks"))
    ax.set_ylim(0, 102)
    ax.set_xlim(0, last)
    ax.set_ylabel(wrapped(upward, 46))
    ax.set_xlabel(along)
    ticks = _ticks(last)
    ax.set_xticks(ticks)
    if at_risk:
        _write_at_risk(ax, curves, ticks)
    legend_below(ax, (14.0 + 10.0 * len(curves)) / 72.0 if at_risk else 0.0)
    return ax


def _label(key: dict[str, Any], labels: Mapping[str, str] | None, several: bool) -> str:
    parts = [f"{short_label(name, labels)} {label_of(value, labels)}" for name, value in key.items() if name != "arm"]
    if several or not parts:
        parts.insert(0, label_of(key["arm"], labels))
    return ", ".join(parts)


def _ticks(last: float) -> list[float]:
    """Half years where the axis is long, otherwise few round weeks."""
    step = next(step for step in (1, 2, 4, 13, 26, 52, 104, 208, 520, 1e9) if last / step <= 8)
    return [step * k for k in range(int(last // step) + 1)]


def _write_at_risk(ax: Axes, curves: list[tuple[str, str, pd.DataFrame]], ticks: list[float]) -> None:
    """Name the curves under the axis, each with its runs at risk below the ticks."""
    place = -36.0

    def write(text: str, x: float, across: str, down: float, colour: str, align: str) -> None:
        ax.annotate(text, (x, 0.0), xytext=(0.0 if align == "center" else -18.0, down), color=colour,
                    xycoords=(across, "axes fraction"), textcoords="offset points", ha=align, va="center",
                    fontsize=7, annotation_clip=False)  # fmt: skip

    write("at risk", 0.0, "axes fraction", place, style.GREY, "right")
    for label, colour, rows in curves:
        place -= 10.0
        write(label, 0.0, "axes fraction", place, colour, "right")
        week, n = rows["week"].to_numpy(dtype=float), rows["n"].to_numpy()
        for tick in ticks:
            # at risk at a week between two rows are those of the next one
            later = int(np.searchsorted(week, tick))
            write(str(n[later] if later < len(n) else 0), tick, "data", place, colour, "center")
