"""How the runs of each arm ended: a row for each outcome class, a dot with its interval for each arm."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from diplomacy_abm.plots import style
from diplomacy_abm.plots.words import COLOURS, MARKS, label_of, legend_below
from diplomacy_abm.results.quantities import describe
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
