"""Tables and figures on ripeness: every cell of the factorial, and the contrasts that ask for conjunction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from diplomacy_abm.analysis.intervals import clustered_mean
from diplomacy_abm.analysis.parts import sign_stability
from diplomacy_abm.analysis.proportions import estimates
from diplomacy_abm.analysis.regression import regress
from diplomacy_abm.analysis.study import clusters
from diplomacy_abm.plots import style
from diplomacy_abm.results.quantities import quantity

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from diplomacy_abm.results.store import Store

OUTCOMES = {
    "ever: formal": "formal talks",
    "agreement": "agreement",
    "ever: settlement": "settlement",
    "ever: ceasefire": "ceasefire",
}
ARMS = {"none": "No way out", "some": "As in the scenario", "wide": "A wide way out"}
HURT = ((0, 0), (1, 0), (0, 1), (1, 1))
HURT_NAMES = ("neither", "Russia", "Ukraine", "both")
FRONTS = ((1, "stuck", style.VERMILION), (0, "moving", style.BLUE))
TERMS = {
    "hurt": (1, 0, 0),
    "stuck": (0, 1, 0),
    "way out": (0, 0, 1),
    "hurt × stuck": (1, 1, 0),
    "hurt × way out": (1, 0, 1),
    "stuck × way out": (0, 1, 1),
    "hurt × stuck × way out": (1, 1, 1),
}
"""Contrasts of the 2 × 2 × 2 of hurt, stuck and way out: 1 for a difference, 0 for a mean."""


def coded(store: Store) -> pd.DataFrame:
    """Runs with the factors as 0 and 1: each side hurt (or weary), the front stuck."""
    runs = store.finished()
    runs["stuck"] = (runs["speed"] == 0.0).astype(int)
    for name in ("hurt_rus", "hurt_ukr", "weary"):
        if name in runs:
            runs[name] = (runs[name] > 1.0).astype(int)
    return runs.drop(columns=["speed", "point"])


def tables(stores: dict[str, Store]) -> dict[str, pd.DataFrame]:
    """Shares of every cell, contrasts in points, and logits with interactions."""
    costs, weariness = coded(stores["design"]), coded(stores["design-weariness"])
    pairs = [("hurt_rus", "hurt_ukr"), ("hurt_rus", "stuck"), ("hurt_ukr", "stuck")]
    pairs += [("arm", name) for name in ("hurt_rus", "hurt_ukr", "stuck")]
    sets = "draw" if "draw" in costs else "run"
    logits = [regress(costs, name, interactions=pairs, cluster=sets) for name in ("ever: formal", "agreement")]
    found = pd.concat([contrasts(costs, "cost of war"), contrasts(weariness, "weariness")], ignore_index=True)
    signs = ["same", "other", "sets"]
    return {
        "cells": estimates(costs, [*OUTCOMES, "rounds", "front_end"]),
        "cells-weariness": estimates(weariness, [*OUTCOMES, "rounds"]),
        "contrasts": found.drop(columns=signs),
        "contrast-signs-detail": found.drop(columns=["low", "high", "n"]),
        "logit": pd.concat(logits).drop(columns="p"),
    }


def contrasts(runs: pd.DataFrame, what: str) -> pd.DataFrame:
    """Main effects and interactions in shares of runs, each run set against itself in the other cells."""
    rows = []
    sets = runs.assign(of=clusters(runs)).groupby("run")["of"].first()
    hurt = (["hurt_rus", "hurt_ukr"], (0, 0), (1, 1)) if "hurt_rus" in runs else (["weary"], 0, 1)
    for name in OUTCOMES:
        table = runs.assign(value=quantity(runs, name)).pivot_table(
            index="run", columns=[*hurt[0], "stuck", "arm"], values="value"
        )

        def cell(h: int, s: int, w: int, table: pd.DataFrame = table) -> pd.Series:
            level = hurt[1 + h]
            key = (*level, s) if isinstance(level, tuple) else (level, s)
            return table[(*key, "wide" if w else "none")]

        for term, taken in TERMS.items():
            rows.append((name, term, *told(sum(sign(taken, at) * cell(*at) for at in np.ndindex(2, 2, 2)), sets)))
        if len(hurt[0]) == 2:
            both = table.T.groupby(level=["hurt_rus", "hurt_ukr"]).mean().T
            mutual = both[(1, 1)] - both[(1, 0)] - both[(0, 1)] + both[(0, 0)]
            rows.append((name, "Russia hurt × Ukraine hurt", *told(mutual, sets)))
    columns = ["quantity", "term", "estimate", "low", "high", "n", "same", "other", "sets"]
    return pd.DataFrame(rows, columns=columns).assign(hurt=what)


def sign(taken: tuple[int, int, int], at: tuple[int, ...]) -> float:
    """Weight of a cell: plus or minus one for each factor that is contrasted, a half for each that is averaged."""
    weight = 1.0
    for contrasted, level in zip(taken, at, strict=True):
        weight *= (1.0 if level else -1.0) if contrasted else 0.5
    return weight


def told(values: pd.Series, sets: pd.Series) -> tuple[float, ...]:
    """Mean over runs with its interval over the sets of parameters, and the share of them in which its sign holds."""
    of = sets.loc[values.index].to_numpy()
    found, signs = clustered_mean(values.to_numpy(dtype=float), of), sign_stability(values.to_numpy(dtype=float), of)
    return found.value, found.low, found.high, len(values), signs["same"], signs["other"], signs["sets"]


def figures(stores: dict[str, Store], tables: dict[str, pd.DataFrame]) -> dict[str, Figure]:
    """Draw the cells and the contrasts."""
    with style.styled():
        return {"cells": draw_cells(tables["cells"]), "contrasts": draw_contrasts(tables["contrasts"])}


def draw_cells(table: pd.DataFrame) -> Figure:
    """Formal talks and agreement over who is hurt, by front and way out."""
    figure = style.new_figure(4.2)
    axes = figure.subplots(2, 3, sharey="row", sharex=True)
    for row, (name, top) in enumerate((("agreement", 80.0), ("ever: formal", 80.0))):
        for column, (arm, title) in enumerate(ARMS.items()):
            ax: Axes = axes[row, column]
            part = table[(table["quantity"] == name) & (table["arm"] == arm)]
            part = part.set_index(["hurt_rus", "hurt_ukr", "stuck"])
            for (stuck, label, colour), shift in zip(FRONTS, (-0.07, 0.07), strict=True):
                cells = 100 * part.loc[[(*hurt, stuck) for hurt in HURT], ["estimate", "low", "high"]]
                places = np.arange(4) + shift
                ax.vlines(places, cells["low"], cells["high"], color=colour, linewidth=1.5)
                ax.plot(places, cells["estimate"], "o", color=colour, markersize=4, label=f"front {label}")
            ax.set_ylim(0, top)
            ax.set_xlim(-0.5, 3.5)
            ax.set_xticks(range(4), HURT_NAMES)
            if row == 0:
                ax.set_title(title)
        axes[row, 0].set_ylabel(f"{OUTCOMES[name]}\n(% of runs in a year)")
    axes[1, 1].set_xlabel("who is hurt: cost of war 1.5 times the scenario's, not half of it")
    axes[1, 0].legend(loc="lower left")
    return figure


def draw_contrasts(table: pd.DataFrame) -> Figure:
    """Main effects and interactions on agreement, on talks and on its parts."""
    figure = style.new_figure(3.6)
    axes = figure.subplots(1, 4, sharey=True)
    terms = list(TERMS)
    places = np.arange(len(terms), dtype=float)
    for ax, (name, label) in zip(axes, OUTCOMES.items(), strict=True):
        for hurt, colour, shift in (("cost of war", style.VERMILION, -0.14), ("weariness", style.PURPLE, 0.14)):
            part = table[(table["quantity"] == name) & (table["hurt"] == hurt)].set_index("term").loc[terms]
            ax.hlines(places + shift, 100 * part["low"], 100 * part["high"], color=colour, linewidth=1.5)
            ax.plot(100 * part["estimate"], places + shift, "o", color=colour, markersize=4, label=f"hurt as {hurt}")
        ax.axvline(0.0, color=style.BLACK, linewidth=0.8)
        ax.set_title(label.capitalize())
        ax.set_ylim(len(terms) - 0.5, -0.5)
        ax.set_xlabel("points")
    axes[0].set_yticks(places, terms)
    handles, names = axes[0].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside lower center", ncols=2)
    return figure
