"""The figure of the virtual sample."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import virtual_compare as compare

from diplomacy_abm.plots import style

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Shares = dict[tuple[str, str], compare.Share]


def figure(
    real: Shares,
    model: dict[str, Shares],
    caused: dict[str, dict[str, compare.Contrast]],
    windows: pd.DataFrame,
) -> Figure:
    """Draw agreement by covariate, real and synthetic, what selection does, and what counts as an agreement.

    Parameters
    ----------
    real, model
        Shares by heading and level; those of the model by selection.
    caused
        What is compared and what is caused, by selection.
    windows
        Shares by weeks and by what counts.
    """
    with style.styled():
        drawn = style.new_figure(6.6)
        axes = drawn.subplot_mosaic([["left", "upper"], ["left", "lower"]], width_ratios=(1.9, 1))
        left = axes["left"]
        _forest(left, real, model)
        _selection(axes["upper"], caused)
        _windows(axes["lower"], windows)
        drawn.legend(*left.get_legend_handles_labels(), loc="outside lower center", ncols=3)
    return drawn


def _forest(ax: Axes, real: Shares, model: dict[str, Shares]) -> None:
    """Rows are covariates; ICB hollow, the model filled."""
    places, labels, y, before = [], [], 0.0, ""
    for heading, level in compare.CELLS:
        if heading != before:
            y -= 1.0
            ax.text(-1.5, y, heading, ha="right", va="center", fontsize=7.5, fontweight="bold")
            before = heading
        y -= 1.0
        places.append(y)
        labels.append(level)
    ax.set_yticks(places, labels)
    ax.tick_params(axis="y", length=0)
    looks = (("ICB (power: Bercovitch et al.)", real, "o", style.BLACK, "white", 0.22),
             ("model, selection as in ICB", model["as in ICB"], "D", style.BLUE, style.BLUE, -0.04),
             ("model, no selection", model["off"], "s", style.ORANGE, style.ORANGE, -0.28))  # fmt: skip
    for label, shares, mark, colour, face, shift in looks:
        rows = np.array([shares[cell][:3] for cell in compare.CELLS], dtype=float) * 100
        at = np.array(places) + shift
        ax.hlines(at, rows[:, 1], rows[:, 2], color=colour, linewidth=1.0)
        ax.plot(rows[:, 0], at, mark, color=colour, markerfacecolor=face, markersize=4, label=label)
    ax.set(xlim=(0, 90), ylim=(y - 0.8, -0.4), xlabel="crises with an agreement (%)", title="Agreement by covariate")
    ax.grid(axis="y", visible=False)


def _selection(ax: Axes, caused: dict[str, dict[str, compare.Contrast]]) -> None:
    """Rows are selections; what a comparison shows and what mediation did."""
    names = list(caused)
    for k, (kind, mark, colour) in enumerate((("compared", "o", style.BLACK), ("caused", "D", style.VERMILION))):
        rows = np.array([caused[name][kind] for name in names]) * 100
        at = -np.arange(len(names)) + 0.12 - 0.24 * k
        label = {"compared": "mediated less not", "caused": "done to the mediated"}[kind]
        ax.hlines(at, rows[:, 1], rows[:, 2], color=colour, linewidth=1.0)
        ax.plot(rows[:, 0], at, mark, color=colour, markersize=4.5, label=label)
    ax.set_yticks(-np.arange(len(names)), [name.replace(", and", ",\nand") for name in names])
    ax.set(xlabel="points of agreement", ylim=(-len(names) - 0.2, 0.5), title="What selection does")
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
    ax.set(xlabel="weeks since the start", ylabel="signed (%)", xticks=sorted(set(table["weeks"])), ylim=(0, None),
           title="What counts, and when")  # fmt: skip
    ax.legend(loc="upper left", fontsize=6.5)
