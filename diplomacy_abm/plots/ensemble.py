"""Many runs: how they ended, how long it took, and how they spread on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from diplomacy_abm.analysis.parts import outcomes_of
from diplomacy_abm.plots import style
from diplomacy_abm.results.card import card
from diplomacy_abm.results.sides import sides_of, worded
from diplomacy_abm.results.summaries import fan, waiting

if TYPE_CHECKING:
    from diplomacy_abm.results import Ensemble

_WAITS = {
    "end of the war": ("end of the war", style.BLACK, "-", 2.6),
    "general ceasefire": ("ceasefire", style.ORANGE, "--", 1.4),
    "formal talks": ("formal talks", style.SKY, ":", 1.8),
}

#: Fans drawn when the steps were kept: title, column, denominator or "", limits.
FANS: tuple[tuple[str, str, str, tuple[float, float] | None], ...] = (
    ("Escalation, {a} on {b}", "esc_ab", "", (0, 1)),
    ("Escalation, {b} on {a}", "esc_ba", "", (0, 1)),
    ("Front, share of {a}", "front", "", None),
    ("Trust, {a} in {b}", "trust_ab", "", (0, 1)),
    ("Trust, {b} in {a}", "trust_ba", "", (0, 1)),
    ("Capability, {a} / {b}", "cap_a", "cap_b", None),
)


def outcome_bars(ensemble: Ensemble, ax: Axes | None = None) -> Axes:
    """Draw the share of every outcome class with its count; no bar for what never came.

    The 95 % interval is Wilson's; where runs took sets of parameters it holds luck and parameters: where the share lies
    under one set, whichever is true, and so is wider than that of the mean over the sets.
    """
    ax = style.axes_or_new(ax)
    shares = outcomes_of(ensemble.runs)
    names = [worded(name, sides_of(ensemble.scenario)) for name in shares["outcome"]]
    places = np.arange(len(shares))
    share = shares["share"].fillna(0.0).to_numpy()
    ax.barh(places, 100 * share, color=style.SKY, height=0.62)
    below = 100 * np.clip(share - shares["low"].to_numpy(), 0, None)
    above = 100 * np.clip(shares["high"].to_numpy() - share, 0, None)
    came = share > 0
    ax.errorbar(100 * share[came], places[came], xerr=[below[came], above[came]], fmt="none", ecolor=style.BLACK,
                elinewidth=1, capsize=2.5)  # fmt: skip
    for place, value, reach, count in zip(places, share, shares["high"], shares["count"], strict=True):
        label = f"{100 * value:.1f} %  ({count})" if count else f"never; at most {100 * reach:.1f} %"
        ax.annotate(label, (100 * reach if count else 0.0, place), xytext=(4, 0), textcoords="offset points",
                    va="center", fontsize=7, color=style.BLACK if count else style.GREY)  # fmt: skip
    ax.set_yticks(places, names)
    ax.invert_yaxis()
    ax.grid(axis="y", visible=False)
    ax.set_xlim(0, min(100 * float(shares["high"].max()) * 1.45 + 3, 135))
    # shares end at 100 %, room beyond it is for the labels only
    ax.set_xticks([tick for tick in (0, 20, 40, 60, 80, 100) if tick <= ax.get_xlim()[1]])
    known = "draw" in ensemble.runs and bool(shares["parameters"].notna().any())
    made = "for one set of parameters" if known else "of luck"
    ax.set_xlabel(f"share of runs (%), 95 % interval {made}")
    failed = len(ensemble.runs) - int(shares["n"].iloc[0])
    ax.set_title(f"How it ended (n = {shares['n'].iloc[0]}{f', {failed} failed' if failed else ''})")
    return ax


def waiting_curves(ensemble: Ensemble, ax: Axes | None = None) -> Axes:
    """Draw Kaplan–Meier curves: the wait for the first end of the war, ceasefire and formal talks.

    The war ends for the first time with a ceasefire, a settlement or a victory, whether or not that lasts.
    """
    ax = style.axes_or_new(ax)
    finished = ensemble.finished
    last = float(finished["end_step"].max()) if len(finished) else 1.0
    for what, (label, colour, dash, width) in _WAITS.items():
        curve = waiting(ensemble.runs, what)
        step = np.append(curve["step"].to_numpy(), max(last, float(curve["step"].iloc[-1])))
        low, high, share = (
            np.append(curve[name].to_numpy(), curve[name].iloc[-1]) for name in ("low", "high", "waiting")
        )
        ax.fill_between(step, low, high, step="post", color=colour, alpha=0.18, linewidth=0)
        ax.step(step, share, where="post", color=colour, linestyle=dash, linewidth=width, label=label)
    ax.set_ylim(0, 1.02)
    ax.set_xlim(0, max(last, 1))
    ax.set_xlabel(_step_word(ensemble))
    ax.set_ylabel("share of runs")
    ax.set_title("Still waiting for the first … (95 %)")
    # below the axes: inside, it would hide a curve in one ensemble or another
    ax.legend(loc="upper center", bbox_to_anchor=(0.45, -0.2), ncols=3, columnspacing=1.0, handletextpad=0.5)
    return ax


def fan_chart(ensemble: Ensemble, column: str, ax: Axes | None = None, over: str = "") -> Axes:
    """Draw the median and the middle 50 and 90 % of the runs that are still going, step by step.

    A column of the steps, which the ensemble has kept, or its ratio over another.
    """
    ax = style.axes_or_new(ax)
    bands = fan(ensemble, column, over)
    step = bands["step"].to_numpy()
    ax.fill_between(step, bands["q05"], bands["q95"], color=style.BLUE, alpha=0.18, linewidth=0, label="90 % of runs")
    ax.fill_between(step, bands["q25"], bands["q75"], color=style.BLUE, alpha=0.38, linewidth=0, label="50 % of runs")
    ax.plot(step, bands["q50"], color=style.BLACK, linewidth=1.2, label="median")
    ax.set_xlim(step[0], max(step[-1], step[0] + 1))
    ax.set_xlabel(_step_word(ensemble))
    return ax


def figure_ensemble(ensemble: Ensemble) -> Figure:
    """Draw an ensemble: outcomes and waiting times, and fans where the steps were kept.

    Parameters
    ----------
    ensemble : Ensemble
        Finished runs.
    """
    who = card(ensemble.scenario)
    if ensemble.finished.empty:
        raise ValueError(f"{who.name}: all {len(ensemble)} runs failed, there is nothing to draw")
    with style.styled():
        with_fans = ensemble.steps is not None
        figure = style.new_figure(6.6 if with_fans else 3.0)
        # subfigures, so that the long names of the outcomes do not push the fans aside
        ratios = [1.0, 1.3] if with_fans else [1.0]
        parts: Any = figure.subfigures(len(ratios), 1, height_ratios=ratios, squeeze=False)[:, 0]
        bars, curves = parts[0].subplots(1, 2)
        outcome_bars(ensemble, bars)
        waiting_curves(ensemble, curves)
        if with_fans:
            _draw_fans(ensemble, parts[1].subplots(2, 3))
        style.heading(figure, f"{who.title}: {len(ensemble)} runs, seed {ensemble.seed}")
        figure.draw_without_rendering()
    return figure


def _draw_fans(ensemble: Ensemble, panels: np.ndarray) -> None:
    sides = card(ensemble.scenario).sides
    for index, (title, column, over, limits) in enumerate(FANS):
        ax = panels.flat[index]
        fan_chart(ensemble, column, ax, over)
        ax.set_title(title.format(a=sides["A"].label, b=sides["B"].label), fontsize=7.5)
        if limits:
            ax.set_ylim(*limits)
        if index < panels.shape[1]:
            ax.set_xlabel("")
        if index == 3:
            # the panel of trust has room above low values
            ax.legend(loc="best", fontsize=6.5, frameon=True, framealpha=0.85, edgecolor="none")


def _step_word(ensemble: Ensemble) -> str:
    days = card(ensemble.scenario).step_days
    return "weeks from the start" if days == 7 else f"steps of {days} days from the start"
