"""Players of different kinds in the same seats: escalation, agreements, goals, rationality."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from diplomacy_abm.plots import style
from diplomacy_abm.plots.words import COLOURS, MARKS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PANELS = (
    ("escalation", "Escalation", "points a week\n(Rivera et al. 2024)", 1.0),
    ("any agreement", "Agreements", "runs with any\nagreement (%)", 100.0),
    ("goal score", "Goals", "goal score of\nthe seat (0–1)", 1.0),
    ("relative precision", "Rationality", "relative precision\n(1: the default player)", 1.0),
)
"""Measures that are drawn, with title, axis and scale."""

BEST = 2.0
"""Relative precision at which the panel ends; what lies beyond is marked at the edge."""


def figure_players(table: pd.DataFrame) -> Figure:
    """Draw the table of :class:`~diplomacy_abm.seats.harness.PlayerScores`, a panel a measure and a row a player."""
    players = list(pd.unique(table["player"]))
    with style.styled():
        figure = style.new_figure(1.7 + 0.3 * len(players))
        axes = figure.subplots(1, len(PANELS), sharey=True)
        for ax, (measure, title, label, scale) in zip(axes, PANELS, strict=True):
            _panel(ax, table[table["measure"] == measure], players, scale, measure == "relative precision")
            ax.set_title(title)
            ax.set_xlabel(label)
        axes[0].set_yticks(range(len(players)), players)
        axes[0].set_ylim(len(players) - 0.5, -0.5)
        handles, names = axes[0].get_legend_handles_labels()
        if len(names) > 1:
            figure.legend(handles, names, loc="outside lower left", ncols=len(names), title="seat, 95 % interval",
                          title_fontsize=7.5, alignment="left")  # fmt: skip
    return figure


def _panel(ax: Axes, rows: pd.DataFrame, players: list[str], scale: float, bounded: bool) -> None:
    seats = list(pd.unique(rows["seat"]))
    for index, seat in enumerate(seats):
        part = rows[rows["seat"] == seat]
        places = np.array([players.index(name) for name in part["player"]]) + 0.24 * (index - (len(seats) - 1) / 2)
        middle, low, high = (scale * part[name].to_numpy(dtype=float) for name in ("estimate", "low", "high"))
        colour, mark = COLOURS[index % 7], MARKS[index % 7]
        if bounded:
            _beyond(ax, middle, places, colour)
            inside = np.abs(middle) <= BEST
            middle, low, high, places = middle[inside], low[inside], high[inside], places[inside]
            low, high = np.maximum(low, -BEST), np.minimum(high, BEST)
        ends = np.vstack([middle - low, high - middle])
        ax.errorbar(
            middle, places, xerr=np.where(np.isfinite(ends), np.maximum(ends, 0.0), 0.0), fmt=mark, color=colour,
            markersize=4, elinewidth=1.2, capsize=1.5, label=str(seat),
        )  # fmt: skip
    if bounded:
        ax.axvline(1.0, color=style.GREY, linewidth=0.9, zorder=0)
        ax.set_xlim(-BEST - 0.25, BEST + 0.25)
        ax.set_xticks([-2, -1, 0, 1, 2], ["≤−2", "−1", "0", "1", "≥2"])
    if scale == 100.0:
        ax.set_xlim(-4.0, 104.0)
        ax.set_xticks([0, 50, 100])
    ax.grid(axis="y", visible=False)


def _beyond(ax: Axes, middle: np.ndarray, places: np.ndarray, colour: str) -> None:
    for sign, mark in ((1.0, ">"), (-1.0, "<")):
        far = sign * middle > BEST
        ax.plot(np.full(int(far.sum()), sign * BEST), places[far], mark, color=colour, markersize=5)
