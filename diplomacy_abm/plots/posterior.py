"""Posteriors: marginals against priors, pairs, predictive checks, recovery of known parameters."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from diplomacy_abm.plots import style

if TYPE_CHECKING:
    import pandas as pd

    from diplomacy_abm.results.calibrated import Calibrated

ACROSS = 3
"""Panels in a row."""
_GRID = 200


def density(values: np.ndarray, weights: np.ndarray | None, low: float, high: float) -> tuple[np.ndarray, np.ndarray]:
    """Return places and a kernel density of weighted values, mirrored at both ends so that no mass leaks out."""
    from scipy.stats import gaussian_kde

    x = np.linspace(low, high, _GRID)
    if np.ptp(values) <= 0:
        return x, np.zeros(_GRID)
    kernel = gaussian_kde(values, weights=weights)
    return x, kernel(x) + kernel(2 * low - x) + kernel(2 * high - x)


def marginal(
    values: np.ndarray, weights: np.ndarray, prior: np.ndarray, before: float | None = None, ax: Axes | None = None
) -> Axes:
    """Draw the posterior of one parameter over draws from its prior, with the value that the scenario had before."""
    ax = style.axes_or_new(ax, 2.0)
    low = min(float(np.quantile(prior, 0.002)), float(values.min()))
    high = max(float(np.quantile(prior, 0.985)), float(values.max()))
    x, y = density(prior, None, low, high)
    ax.fill_between(x, y, color=style.PALE, linewidth=0, label="prior")
    x, y = density(values, weights, low, high)
    ax.plot(x, y, color=style.BLUE, label="posterior")
    if before is not None:
        ax.axvline(before, color=style.VERMILION, linestyle="--", linewidth=1.1, label="scenario before")
    ax.set_yticks([])
    ax.set_ylim(bottom=0)
    ax.spines["left"].set_visible(False)
    return ax


def marginals(
    particles: pd.DataFrame, prior: pd.DataFrame, labels: Mapping[str, str], before: Mapping[str, float] | None = None
) -> Figure:
    """Draw all parameters, a panel each."""
    names = list(labels)
    rows = math.ceil(len(names) / ACROSS)
    figure = style.new_figure(0.5 + 1.55 * rows)
    panels = np.atleast_2d(figure.subplots(rows, ACROSS, squeeze=False))
    for ax, name in zip(panels.flat, names, strict=False):
        found = particles[name].to_numpy(), particles["weight"].to_numpy()
        marginal(*found, prior[name].to_numpy(), None if before is None else before[name], ax)
        ax.set_title(textwrap.fill(labels[name], 32), fontsize=7.5, fontweight="normal")
        ax.set_xlabel(name, fontsize=7)
    for ax in panels.flat[len(names) :]:
        ax.set_axis_off()
    handles, said = panels.flat[0].get_legend_handles_labels()
    figure.legend(handles, said, loc="outside upper left", ncols=3)
    return figure


def pairs(particles: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw the posterior two parameters at a time, and their correlation above the diagonal."""
    names = list(labels)
    n = len(names)
    figure = style.new_figure(7.0)
    panels = figure.subplots(n, n, squeeze=False)
    weights = particles["weight"].to_numpy()
    shown = np.random.default_rng(1).choice(len(particles), 1500, p=weights / weights.sum())
    for i, one in enumerate(names):
        for j, other in enumerate(names):
            _pair(panels[i, j], particles, weights, shown, one, other, i, j)
    for k, name in enumerate(names):
        ends = weighted_ends(particles[name].to_numpy(), weights)
        for ax in panels[k:, k]:
            ax.set_xlim(*ends)
        for ax in panels[k, :k]:
            ax.set_ylim(*ends)
        _ruled(panels[n - 1, k].xaxis, ends, name)
        # the first panel of the diagonal is a density: its height has no unit worth a tick
        _ruled(panels[k, 0].yaxis, ends if k else None, name)
    return figure


def weighted_ends(values: np.ndarray, weights: np.ndarray) -> tuple[float, float]:
    """Return the ends between which 99 % of the weight lies."""
    order = np.argsort(values)
    share = np.cumsum(weights[order]) / weights.sum()
    low, high = np.searchsorted(share, (0.005, 0.995)).clip(max=len(values) - 1)
    return float(values[order][low]), float(values[order][high])


def _ruled(axis: Any, ends: tuple[float, float] | None, name: str) -> None:
    """Name an axis and mark two round values on it."""
    axis.set_label_text(name.replace("_", "\n"), fontsize=5.5)
    if ends is not None:
        from matplotlib.ticker import MaxNLocator

        marks = [x for x in MaxNLocator(3).tick_values(*ends) if ends[0] <= x <= ends[1]]
        axis.set_ticks(marks, [f"{x:g}" for x in marks], fontsize=5)
        axis.set_tick_params(length=2, pad=1)


def _pair(
    ax: Axes, particles: pd.DataFrame, weights: np.ndarray, shown: np.ndarray, one: str, other: str, i: int, j: int
) -> None:
    x, y = particles[other].to_numpy(), particles[one].to_numpy()
    ax.grid(visible=False)
    ax.set_xticks([])
    ax.set_yticks([])
    if i == j:
        place, height = density(x, weights, float(x.min()), float(x.max()))
        ax.fill_between(place, height, color=style.SKY, linewidth=0)
        ax.set_ylim(bottom=0)
    elif i > j:
        ax.plot(x[shown], y[shown], linestyle="none", marker=".", markersize=1.5, color=style.BLUE, alpha=0.5,
                markeredgewidth=0)  # fmt: skip
    else:
        r = correlation(x, y, weights)
        ax.set_axis_off()
        strong = abs(r) >= 0.3
        ax.text(0.5, 0.5, f"{r:+.2f}".replace("-", "−"), ha="center", va="center", transform=ax.transAxes,
                fontsize=7.5 if strong else 6.5, color=style.BLACK if strong else style.GREY,
                fontweight="bold" if strong else "normal")  # fmt: skip


def correlation(x: np.ndarray, y: np.ndarray, weights: np.ndarray) -> float:
    """Return the weighted correlation of two columns; 0 where one does not vary."""
    covariance = np.cov(x, y, aweights=weights)
    spread = math.sqrt(covariance[0, 0] * covariance[1, 1])
    return float(covariance[0, 1] / spread) if spread > 0 else 0.0


def predictive(
    predicted: pd.DataFrame, table: pd.DataFrame, labels: Mapping[str, str], compared: Mapping[str, bool]
) -> Figure:
    """Draw what the posterior predicts of each statistic, and the record."""
    across = 4
    rows = math.ceil(len(table) / across)
    figure = style.new_figure(0.45 + 1.32 * rows)
    panels = figure.subplots(rows, across, squeeze=False)
    for ax, row in zip(panels.flat, table.to_dict("records"), strict=False):
        name = str(row["statistic"])
        _check(ax, predicted[name].dropna().to_numpy(), row, compared[name])
        mark = "" if compared[name] else " *"
        ax.set_title(textwrap.fill(labels[name] + mark, 30), fontsize=6.5, fontweight="normal")
    for ax in panels.flat[len(table) :]:
        ax.set_axis_off()
    said = "Runs under the posterior (bar at the foot: 95 %), the record (red), two-sided tail probability p"
    said += "" if all(compared.values()) else "; * not in the distance"
    figure.suptitle(said, fontsize=7.5, x=0.01, ha="left")
    return figure


def _check(ax: Axes, values: np.ndarray, row: Mapping[Any, Any], compared: bool) -> None:
    """Draw the runs of one statistic, their 95 % and the record."""
    observed = float(row["observed"])
    ends = np.quantile(values, (0.005, 0.995))
    low, high = min(float(ends[0]), observed), max(float(ends[1]), observed)
    ax.hist(values, bins=_bins(values, low, high), color=style.SKY if compared else style.PALE)
    ax.axvspan(row["low"], row["high"], ymax=0.03, color=style.BLUE, linewidth=0)
    ax.axvline(observed, color=style.VERMILION, linewidth=1.4)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.grid(visible=False)
    ax.tick_params(labelsize=6.5)
    ax.set_xlabel(f"p = {row['tail']:.2f}", fontsize=6.5, labelpad=1)


def _bins(values: np.ndarray, low: float, high: float, most: int = 26) -> list[float]:
    """Return the edges of bins from end to end; around whole numbers where all values are."""
    if np.array_equal(values, np.round(values)):
        width = max(1, math.ceil((high - low + 1) / most))
        return list(np.arange(math.floor(low) - 0.5, high + width + 0.5, width))
    room = 0.04 * (high - low or 1.0)
    return list(np.linspace(low - room, high + room, most))


def recovery(ranks: pd.DataFrame, coverage: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw known values against found ones, ranks, and coverage."""
    names = list(labels)
    rows = math.ceil((len(names) + 2) / ACROSS)
    figure = style.new_figure(0.3 + 1.85 * rows)
    panels = list(figure.subplots(rows, ACROSS, squeeze=False).flat)
    for ax, name in zip(panels, names, strict=False):
        found(ranks[ranks["parameter"] == name], ax)
        ax.set_title(textwrap.fill(labels[name], 32), fontsize=7.5, fontweight="normal")
    rank_histogram(ranks["rank"].to_numpy(), int(ranks["set"].nunique()), panels[len(names)])
    covered(coverage, panels[len(names) + 1])
    for ax in panels[len(names) + 2 :]:
        ax.set_axis_off()
    return figure


def found(rows: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw the posterior means and 95 % intervals of one parameter over its known values."""
    ax = style.axes_or_new(ax, 2.4)
    ends = [min(rows["true"].min(), rows["mean"].min()), max(rows["true"].max(), rows["mean"].max())]
    ax.plot(ends, ends, color=style.GREY, linewidth=0.8)
    inside = (np.abs(rows["rank"] - 0.5) <= 0.475).to_numpy()
    for chosen, colour in ((inside, style.BLUE), (~inside, style.VERMILION)):
        part = rows[chosen]
        ax.vlines(part["true"], part["low"], part["high"], color=colour, linewidth=0.7, alpha=0.6)
        ax.plot(part["true"], part["mean"], linestyle="none", marker="o", markersize=2.6, color=colour)
    ax.set_xlabel("known", fontsize=7)
    ax.set_ylabel("found, 95 %", fontsize=7)
    ax.tick_params(labelsize=6.5)
    return ax


def rank_histogram(ranks: np.ndarray, sets: int, ax: Axes | None = None, bins: int = 10) -> Axes:
    """Draw the ranks of known values within their posteriors, flat if the posteriors are right.

    The band holds 95 % of the counts if they are uniform and the parameters of a set independent.
    """
    from scipy.stats import binom

    ax = style.axes_or_new(ax, 2.4)
    low, high = binom.ppf((0.025, 0.975), len(ranks), 1.0 / bins)
    ax.axhspan(low, high, color=style.PALE, linewidth=0)
    ax.hist(ranks, bins=bins, range=(0.0, 1.0), color=style.BLUE, rwidth=0.85)
    ax.set_xlabel("rank of the known value", fontsize=7)
    ax.set_ylabel("count", fontsize=7)
    ax.tick_params(labelsize=6.5)
    ax.set_title(f"ranks, all parameters of {sets} sets", fontsize=7.5, fontweight="normal")
    return ax


def covered(coverage: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw how often intervals held the known value, against how often they should."""
    ax = style.axes_or_new(ax, 2.4)
    ax.plot([0.4, 1.0], [0.4, 1.0], color=style.GREY, linewidth=0.8)
    single = coverage[coverage["parameter"] != "all"]
    spot = single["interval"] + np.resize(np.linspace(-0.015, 0.015, 5), len(single))
    ax.plot(spot, single["covered"], linestyle="none", marker="o", markersize=2.4, color=style.SKY,
            label="each parameter")  # fmt: skip
    whole = coverage[coverage["parameter"] == "all"]
    ax.errorbar(whole["interval"], whole["covered"],
                yerr=[whole["covered"] - whole["low"], whole["high"] - whole["covered"]], color=style.VERMILION,
                linestyle="none", marker="s", markersize=3.5, linewidth=1.1, label="all, 95 %")  # fmt: skip
    ax.set_xlabel("interval", fontsize=7)
    ax.set_ylabel("share covered", fontsize=7)
    ax.tick_params(labelsize=6.5)
    ax.legend(loc="lower right", fontsize=6.5)
    ax.set_title("coverage", fontsize=7.5, fontweight="normal")
    return ax


def draw_calibration(done: Calibrated, folder: Path) -> list[Path]:
    """Write the three figures of a calibration into a folder."""
    with style.styled():
        figures = {
            "marginals": marginals(done.particles, done.prior, done.labels, done.before),
            "pairs": pairs(done.particles, done.labels),
            "predictive": predictive(done.predicted, done.predictive, done.statistic_labels, done.compared),
        }
    return [style.save(figure, folder / f"{name}.png") for name, figure in figures.items()]


def draw_recovery(ranks: pd.DataFrame, coverage: pd.DataFrame, labels: Mapping[str, str], folder: Path) -> Path:
    """Write the figure of a recovery test into a folder."""
    with style.styled():
        figure = recovery(ranks, coverage, labels)
    return style.save(figure, folder / "recovery.png")
