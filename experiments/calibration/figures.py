"""The figure that belongs to this folder alone; the others are those of every calibration."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from diplomacy_abm.plots import style

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

NAMES = {"before": "defaults", "posterior": "drawn from the posterior"}
LOOKS = {"before": (style.BLACK, "o"), "posterior": (style.VERMILION, "^")}


def draw_origin(table: pd.DataFrame, shares: pd.DataFrame, path: Path) -> None:
    """Draw outcome shares and rates of ukraine-2025 with the defaults and drawn."""
    with style.styled():
        figure = style.new_figure(4.1)
        outcomes, rates = figure.subplots(1, 2)
        seen = [name for name, rows in shares.groupby("outcome", sort=False) if rows["estimate"].max() >= 0.01]
        _dots(outcomes, shares[shares["outcome"].isin(seen)], "outcome", seen, 100.0)
        outcomes.set_xlabel("% of runs, 95 %")
        base = table[table["arm"] == "before"].set_index("label")["estimate"]
        relative = table.assign(
            **{name: table[name] / table["label"].map(base) for name in ("estimate", "low", "high")}
        )
        _dots(rates, relative, "label", list(base.index), 1.0)
        rates.axvline(1.0, color=style.GREY, linewidth=0.7)
        rates.set_xlabel("relative to the defaults, 95 %")
        outcomes.set_title("How two years end", fontsize=8)
        rates.set_title("What happens in them", fontsize=8)
        handles, said = outcomes.get_legend_handles_labels()
        figure.legend(handles, said, loc="outside lower center", ncols=2)
    style.save(figure, path)


def _dots(ax, rows, key, order, factor) -> None:
    places = np.arange(len(order))
    for k, (arm, (colour, mark)) in enumerate(LOOKS.items()):
        part = rows[rows["arm"] == arm].set_index(key).loc[order, ["estimate", "low", "high"]] * factor
        at = places + 0.22 * (k - 0.5)
        ax.hlines(at, part["low"], part["high"], color=colour, linewidth=1.1)
        ax.plot(part["estimate"], at, linestyle="none", marker=mark, markersize=3.6, color=colour, label=NAMES[arm])
    ax.set_yticks(places, order, fontsize=7)
    ax.invert_yaxis()
