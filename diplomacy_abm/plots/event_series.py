"""A real series of events and that of the runs: how they look, answer each other and last."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from diplomacy_abm.events.diagnostics import persistence
from diplomacy_abm.plots.style import BLACK, BLUE, GREEN, GREY, VERMILION, heading, new_figure, styled

if TYPE_CHECKING:
    from diplomacy_abm.events.comparison import Comparison
    from diplomacy_abm.events.diagnostics import Autoregression
    from diplomacy_abm.events.sides import Side

ACF_LAGS = 12
_COLOURS = (VERMILION, BLUE)
_REAL, _MODEL = BLACK, GREEN


def figure_comparison(found: Comparison) -> Figure:
    """Draw a comparison: the series, the responses where there are any, and the autocorrelations."""
    names = list(found.sides.names)[:2]
    with styled():
        responses = list(found.sides.pairs) if found.real_model or found.run_models else []
        rows = 2 + (len(responses) + 1) // 2
        figure = new_figure(2.15 * rows + 0.35)
        grid = figure.subplots(rows, 2, squeeze=False)
        if len(names) == 1:
            grid[0, 1].set_axis_off()
            grid[1, 1].set_axis_off()
        if found.sides.pairs:
            _both(grid[0], found, names)
        else:
            for ax, name in zip(grid[0], names, strict=False):
                _counts(ax, found, name)
        for ax, pair in zip(grid[1:-1].flat, responses, strict=False):
            _response(ax, found, pair)
        for ax in list(grid[1:-1].flat)[len(responses) :]:
            ax.set_axis_off()
        for ax, name in zip(grid[-1], names, strict=False):
            _lasting(ax, found, name)
        heading(figure, f"{found.sides.title}: real series and the model")
        _legend(figure, len(found.sides.runs))
    return figure


def _legend(figure: Figure, runs: int) -> None:
    """Say once, under all panels, what is real and what is the model's."""
    many = f"model: median and middle 90 % of {runs} runs" if runs > 1 else "model: one run"
    real = Line2D([], [], color=_REAL, marker="o", markersize=3, linewidth=0.9)
    # a pair of handles is drawn as one, which matplotlib's types do not know
    handles: Any = [real, (Patch(color=_MODEL, alpha=0.2, linewidth=0), Line2D([], [], color=_MODEL))]
    figure.legend(handles, ["real, with 95 % interval", many], loc="outside lower center", ncols=2)


def _both(axes: Sequence[Axes], found: Comparison, names: Sequence[str]) -> None:
    """Draw the real series on the left and the runs' on the right; their volumes differ, so their scales do."""
    sides = found.sides
    for ax, title in zip(axes, ("Real: net score", "Model: net score"), strict=True):
        ax.set_title(title)
        ax.set_xlabel(f"{sides.every}s since the start")
        ax.set_ylabel(f"{sides.unit},\nper {sides.every}")
        ax.axhline(0, color=GREY, linewidth=0.7)
    for name, colour in zip(names, _COLOURS, strict=False):
        axes[0].plot(sides.real.series[name].to_numpy(), color=colour, linewidth=1.0, label=sides.names[name])
        _band(axes[1], [side.series[name].to_numpy() for side in sides.runs], colour, sides.names[name])
    for ax in axes:
        low, high = ax.get_ylim()
        # room for the legend above the lines
        ax.set_ylim(low, high + 0.32 * (high - low))
        ax.legend(loc="upper left", ncols=1)


def _counts(ax: Axes, found: Comparison, name: str) -> None:
    """Draw the real counts and one run's on the same scale, with the band of all runs."""
    sides = found.sides
    _band(ax, [side.series[name].to_numpy() for side in sides.runs], _MODEL)
    ax.plot(sides.real.series[name].to_numpy(), color=_REAL, linewidth=0.9)
    ax.set_title(f"{name.capitalize()} per {sides.every}")
    ax.set_xlabel(f"{sides.every}s since the start")
    ax.set_ylabel("number")
    ax.set_ylim(bottom=0)


def _band(ax: Axes, paths: Sequence[np.ndarray], colour: str, label: str | None = None) -> None:
    """Draw the median and the middle 90 % of paths of unequal length."""
    length = max(len(path) for path in paths)
    table = np.full((len(paths), length), np.nan)
    for row, path in zip(table, paths, strict=True):
        row[: len(path)] = path
    # where few runs are left a band would tell of those few
    kept = (~np.isnan(table)).sum(axis=0) >= max(1, len(paths) // 4)
    table = table[:, kept]
    low, middle, high = np.nanquantile(table, (0.05, 0.5, 0.95), axis=0)
    at = np.arange(table.shape[1])
    if len(paths) > 1:
        ax.fill_between(at, low, high, color=colour, alpha=0.2, linewidth=0)
    ax.plot(at, middle, color=colour, linewidth=1.1, label=label)


def _response(ax: Axes, found: Comparison, pair: tuple[str, str]) -> None:
    impulse, answer = pair
    kind = found.sides.pairs[pair]
    ax.axhline(0, color=GREY, linewidth=0.7)
    models: list[Autoregression] = found.run_models
    if models:
        paths = np.array([model.responses[pair].path for model in models])
        at = np.arange(paths.shape[1])
        if len(models) > 1:
            low, high = np.quantile(paths, (0.05, 0.95), axis=0)
            ax.fill_between(at, low, high, color=_MODEL, alpha=0.2, linewidth=0)
        else:
            ax.fill_between(at, models[0].responses[pair].low, models[0].responses[pair].high, color=_MODEL, alpha=0.2)
        ax.plot(at, np.median(paths, axis=0), color=_MODEL)
    if found.real_model:
        real = found.real_model.responses[pair]
        at = np.arange(len(real.path))
        ax.errorbar(
            at, real.path, yerr=[real.path - real.low, real.high - real.path], color=_REAL, marker="o",
            markersize=3, linewidth=0.9, capsize=1.5,
        )  # fmt: skip
    names = {key: name.replace(" toward ", " → ") for key, name in found.sides.names.items()}
    lines = (f"{kind.capitalize()}: {names[answer]}", f"after a shock in {names[impulse]}")
    ax.set_title("\n".join(textwrap.fill(line, 44) for line in lines), fontsize=8)
    ax.set_xlabel(f"{found.sides.every}s after the shock")
    ax.set_ylabel("standard deviations")


def _lasting(ax: Axes, found: Comparison, name: str) -> None:
    """Draw the autocorrelation of the real series and of the runs."""
    sides = found.sides
    lags = np.arange(1, ACF_LAGS + 1)

    def path(side: Side) -> np.ndarray:
        values = side.series[name].to_numpy()
        return np.array([persistence(values, int(lag)).value for lag in lags])

    ax.axhline(0, color=GREY, linewidth=0.7)
    runs = np.array([path(side) for side in sides.runs])
    told = runs[~np.isnan(runs).any(axis=1)]
    if len(told) > 1:
        low, high = np.quantile(told, (0.05, 0.95), axis=0)
        ax.fill_between(lags, low, high, color=_MODEL, alpha=0.2, linewidth=0)
    if len(told):
        ax.plot(lags, np.median(told, axis=0), color=_MODEL)
    real = [persistence(sides.real.series[name].to_numpy(), int(lag)) for lag in lags]
    values = np.array([one.value for one in real])
    errors = np.array([[one.value - one.low, one.high - one.value] for one in real]).T
    ax.errorbar(lags, values, yerr=errors, color=_REAL, marker="o", markersize=3, linestyle="none", linewidth=0.9,
                capsize=1.5)  # fmt: skip
    ax.set_title(f"Persistence: {sides.names[name]}", fontsize=8)
    ax.set_xlabel(f"lag, {sides.every}s")
    ax.set_ylabel("autocorrelation")
    ax.set_ylim(-1.05, 1.05)
