"""The figure of the exam on crises, drawn from cross-validated forecasts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from diplomacy_abm.analysis.intervals import wilson
from diplomacy_abm.analysis.scoring import consistency_band, recalibrated, reliability_bins
from diplomacy_abm.crises.baselines import happened
from diplomacy_abm.plots import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from diplomacy_abm.crises.reading import Crisis

BINS, LEVEL = 5, 0.9
TITLES = {"agreement": "Agreement", "tension_reduced": "Tension reduced in five years"}
APART = 0.17
"""Rows between the marks of a group, so that neither hides the other."""
FEWEST = 5
"""Crises of a group below which it is not shown: no cell from which a single crisis could be told."""


def groups(crises: Sequence[Crisis]) -> dict[str, np.ndarray]:
    """Groups of crises by what their columns say."""
    codes = {
        "no mediation": ("mediated", (0,)), "mediation": ("mediated", (1,)),
        "facilitation": ("medstyle", (2,)), "formulation": ("medstyle", (3,)), "manipulation": ("medstyle", (4,)),
        "no violence": ("viol", (1,)), "minor clashes": ("viol", (2,)), "serious clashes": ("viol", (3,)),
        "full-scale war": ("viol", (4,)),
        "not protracted": ("protrac", (1,)), "protracted": ("protrac", (2,)), "long war": ("protrac", (3,)),
        "power: discrepancy 0–4": ("powdissy", range(5)), "power: 5 and more": ("powdissy", range(5, 1000)),
        "threat to territory": ("gravcr", (3,)), "any other threat": ("gravcr", (0, 1, 2, 4, 5, 6, 7)),
        "one crisis actor": ("crisis_actors", (1,)), "more crisis actors": ("crisis_actors", range(2, 99)),
    }  # fmt: skip
    found = {
        name: np.array([crisis.value(column) in wanted for crisis in crises])
        for name, (column, wanted) in codes.items()
    }
    return {name: here for name, here in found.items() if here.sum() >= FEWEST}


def by_group(crises: Sequence[Crisis], table: pd.DataFrame) -> pd.DataFrame:
    """Share of yes in the record and mean forecast, by group and outcome."""
    rows = []
    for outcome in TITLES:
        y = happened(crises, outcome)
        for name, here in groups(crises).items():
            known = here & ~np.isnan(y)
            share = wilson(float(y[known].mean()), int(known.sum()))
            rows.append({
                "outcome": outcome, "group": name, "crises": int(known.sum()), "record": share.value, "low": share.low,
                "high": share.high, "forecast": float(table[outcome].to_numpy()[known].mean()),
            })  # fmt: skip
    return pd.DataFrame(rows)


def reliability(ax: Axes, p: np.ndarray, y: np.ndarray, title: str) -> None:
    """Draw how often yes came of what was called how likely."""
    x, low, high = consistency_band(p, LEVEL)
    ax.fill_between(x, low, high, color=style.PALE, linewidth=0, label=f"if reliable ({100 * LEVEL:.0f} % band)")
    ax.plot([0, 1], [0, 1], color=style.GREY, linewidth=0.8, linestyle=":")
    order = np.argsort(p, kind="stable")
    ax.plot(p[order], recalibrated(p, y)[order], color=style.BLUE, label="without bins (CORP)")
    bins = reliability_bins(p, y, BINS)
    share = np.array([one.share.value for one in bins])
    reach = np.abs(np.array([[one.share.low, one.share.high] for one in bins]).T - share)
    ax.errorbar([one.forecast for one in bins], share, reach, fmt="o", color=style.VERMILION, markersize=4, linewidth=1,
                capsize=2, label=f"{BINS} bins of equal count (95 %)")  # fmt: skip
    ax.set_xlim(-0.02, 1.02)
    ax.set_ylim(-0.02, 1.02)
    ax.set_box_aspect(1)
    ax.set_title(title)
    ax.set_xlabel("forecast, cross-validated")
    ax.set_ylabel(f"share in the record ({len(y)} crises)")


def forest(ax: Axes, rows: pd.DataFrame, title: str, labelled: bool) -> None:
    """Draw record and forecast by group."""
    place = np.arange(len(rows))
    ax.hlines(place - APART, rows["low"], rows["high"], color=style.BLACK, linewidth=1.1)
    ax.plot(rows["record"], place - APART, "o", color=style.BLACK, markerfacecolor="white", markersize=4.5,
            label="record (95 %)")  # fmt: skip
    ax.plot(rows["forecast"], place + APART, "D", color=style.BLUE, markersize=3.5,
            label="mean forecast, cross-validated")  # fmt: skip
    if labelled:
        ax.set_yticks(place, [f"{name} ({n})" for name, n in zip(rows["group"], rows["crises"], strict=True)])
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.set_xlim(0, 1)
    ax.grid(axis="y", visible=False)
    ax.set_title(title)
    ax.set_xlabel("share of crises")


def figure(crises: Sequence[Crisis], table: pd.DataFrame, shares: pd.DataFrame) -> Figure:
    """Draw reliability above, forecast and record by group below.

    Parameters
    ----------
    crises, table
        The crises and the cross-validated forecasts of the model.
    shares
        As :func:`by_group` gives them.
    """
    with style.styled():
        drawn = style.new_figure(7.8)
        upper, lower = drawn.subfigures(2, 1, height_ratios=[1, 1.25])
        for ax, (outcome, title) in zip(upper.subplots(1, 2), TITLES.items(), strict=True):
            y = happened(crises, outcome)
            known = ~np.isnan(y)
            reliability(ax, table[outcome].to_numpy()[known], y[known], title)
        upper.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=3)
        axes = lower.subplots(1, 2, sharey=True)
        for ax, (outcome, title) in zip(axes, TITLES.items(), strict=True):
            forest(ax, shares[shares["outcome"] == outcome], title, labelled=ax is axes[0])
        axes[1].tick_params(labelleft=False)
        lower.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return drawn
