"""The figure of the virtual sample, drawn from its tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import virtual_selection as selection

from diplomacy_abm.plots import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LOOKS = (
    ("ICB (power: Bercovitch et al.)", "real ", "o", style.BLACK, "white", 0.22),
    ("model, selection as in ICB", "as in ICB: ", "D", style.BLUE, style.BLUE, -0.04),
    ("model, no selection", "off: ", "s", style.ORANGE, style.ORANGE, -0.28),
)


def figure(frequencies: pd.DataFrame, selections: pd.DataFrame, windows: pd.DataFrame) -> Figure:
    """Draw agreement by covariate, real and synthetic, what selection does, and what counts as an agreement.

    Parameters
    ----------
    frequencies, selections, windows
        Tables of the experiment.
    """
    with style.styled():
        drawn = style.new_figure(6.6)
        axes = drawn.subplot_mosaic([["left", "upper"], ["left", "lower"]], width_ratios=(1.9, 1))
        _forest(axes["left"], frequencies)
        chosen = selections[selections["odds"].isna() | (selections["odds"] == selection.ODDS)]
        _selection(axes["upper"], chosen)
        _windows(axes["lower"], windows)
        drawn.legend(*axes["left"].get_legend_handles_labels(), loc="outside lower center", ncols=3)
    return drawn


def _forest(ax: Axes, table: pd.DataFrame) -> None:
    """Rows are covariates; ICB hollow, the model filled."""
    places, y, before = [], 0.0, ""
    for heading in table["covariate"]:
        if heading != before:
            y -= 1.0
            ax.text(-1.5, y, heading, ha="right", va="center", fontsize=7.5, fontweight="bold")
            before = heading
        y -= 1.0
        places.append(y)
    ax.set_yticks(places, table["level"])
    ax.tick_params(axis="y", length=0)
    for label, prefix, mark, colour, face, shift in LOOKS:
        share, low, high = (100 * table[f"{prefix}{key}"].to_numpy() for key in ("share", "low", "high"))
        at = np.array(places) + shift
        ax.hlines(at, low, high, color=colour, linewidth=1.0)
        ax.plot(share, at, mark, color=colour, markerfacecolor=face, markersize=4, label=label)
    ax.set(xlim=(0, 90), ylim=(y - 0.8, -0.4), xlabel="crises with an agreement (%)", title="Agreement by covariate")
    ax.grid(axis="y", visible=False)


def _selection(ax: Axes, table: pd.DataFrame) -> None:
    """Rows are selections; what a comparison shows and what mediation did."""
    rank = -np.arange(len(table))
    for kind, label, mark, colour, shift in (
        ("compared", "mediated less not", "o", style.BLACK, 0.12),
        ("caused", "done to the mediated", "D", style.VERMILION, -0.12),
    ):
        ax.hlines(rank + shift, 100 * table[f"{kind} low"], 100 * table[f"{kind} high"], color=colour, linewidth=1.0)
        ax.plot(100 * table[kind], rank + shift, mark, color=colour, markersize=4.5, label=label)
    ax.set_yticks(rank, [name.replace(", and", ",\nand") for name in table["selection"]])
    ax.set(xlabel="points of agreement", ylim=(-len(table) - 0.2, 0.5), title="What selection does")
    ax.set_xlim(left=0)
    ax.grid(axis="y", visible=False)
    ax.legend(loc="lower left", fontsize=6.5)


def _windows(ax: Axes, table: pd.DataFrame) -> None:
    """Shares over time, for any agreement and for the large ones."""
    for counts, colour in (("any agreement", style.BLUE), ("settlement or ceasefire", style.PURPLE)):
        rows = table[table["counts"] == counts]
        for arm, dash in (("mediated", "-"), ("not mediated", "--")):
            ax.plot(rows["weeks"], 100 * rows[arm], dash, color=colour, marker="o", markersize=3,
                    label=f"{counts},\n{arm}")  # fmt: skip
    ax.set(xlabel="weeks since the start", ylabel="signed (%)", xticks=sorted(set(table["weeks"])), ylim=(0, 105),
           title="What counts, by when")  # fmt: skip
    ax.legend(loc="upper left", fontsize=6.5)
