"""A tournament as heat maps: what a policy gains in a seat, and what comes of each pair of the leads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.patches import Rectangle

from diplomacy_abm.plots import style

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def grid_of(
    ax: Axes, values: pd.DataFrame, limits: tuple[float, float], cmap: str, form: str, size: float = 7.0
) -> Any:
    """Draw a table of numbers as coloured cells with their values in the given form; the first row is at the top."""
    low, high = limits
    mesh = ax.pcolormesh(values.to_numpy(), cmap=cmap, vmin=low, vmax=high, edgecolors="white", linewidth=0.6)
    ax.invert_yaxis()
    across = np.arange(values.shape[1]) + 0.5
    ax.set_xticks(across, list(values.columns), rotation=35, ha="right", rotation_mode="anchor")
    ax.set_yticks(np.arange(values.shape[0]) + 0.5, list(values.index))
    ax.tick_params(length=0, labelsize=size + 0.5)
    ax.grid(visible=False)
    for spine in ax.spines.values():
        spine.set_visible(False)
    for (row, column), value in np.ndenumerate(values.to_numpy()):
        ax.text(column + 0.5, row + 0.5, written(value, form), ha="center", va="center", fontsize=size,
                color=style.ink_on(mesh.cmap(mesh.norm(value))))  # fmt: skip
    return mesh


def written(value: float, form: str) -> str:
    """Write a number with a real minus sign, and without a sign where it rounds to nothing."""
    if not np.isfinite(value):
        return "–"
    text = form.format(value)
    return text.lstrip("+-") if not text.strip("+-0.") else text.replace("-", "−")


def figure_seats(seats: pd.DataFrame, standings: pd.DataFrame, names: Mapping[str, str], title: str) -> Figure:
    """Draw what each policy gains in each seat over the seat's own, in hundredths of the goal score.

    The columns stand in the order of the standings.
    """
    order = list(standings["policy"])
    scores = seats[seats["quantity"] == "goal score"]
    pivot = scores.pivot_table(index="seat", columns="policy", values="estimate", sort=False)[order] * 100.0
    rows = list(pivot.index)
    drawn = pivot.rename(index=lambda label: f"{names[label]} ({label})")
    sizes = np.abs(drawn.to_numpy())
    # one far value would leave the others pale: the scale ends below it, and its arrow says so
    reach = max(float(np.nanquantile(sizes, 0.975)), 1e-6)
    with style.styled():
        figure = style.new_figure(1.5 + 0.27 * len(rows))
        ax = figure.add_subplot()
        mesh = grid_of(ax, drawn, (-reach, reach), "PuOr_r", "{:+.1f}")
        row: Any
        for row in scores.itertuples(index=False):
            corner = (order.index(row.policy), rows.index(row.seat))
            _mark(ax, corner, bool(row.own), row.low <= 0.0 <= row.high)
        ax.set_xlabel("policy in the seat, the best over all seats first")
        beyond = "both" if float(np.nanmax(sizes)) > reach else "neither"
        bar = figure.colorbar(mesh, ax=ax, pad=0.015, aspect=30, extend=beyond)
        bar.set_label("gain in goal score over\nthe seat's own policy (hundredths)", fontsize=8)
        bar.outline.set_visible(False)
        legend = "boxed: the seat's own policy; hatched: the 95 % interval holds 0"
        figure.suptitle(f"{title}\n{legend}", fontsize=9, x=0.01, ha="left")
        figure.draw_without_rendering()
    return figure


def _mark(ax: Axes, corner: tuple[int, int], own: bool, unsure: bool) -> None:
    if own:
        ax.add_patch(Rectangle((corner[0] + 0.04, corner[1] + 0.06), 0.92, 0.88, fill=False, edgecolor=style.BLACK,
                               linewidth=1.0))  # fmt: skip
    elif unsure:
        style.hatch(ax, corner)


def figure_leads(leads: pd.DataFrame, names: Mapping[str, str], title: str) -> Figure:
    """Draw what comes of each pair of policies of the two leads: both goal scores, agreement, intensity."""
    a, b = leads.columns[:2]
    panels = (
        (f"goal score: {a}", f"goal score of {names[a]} (hundredths)", 100.0, "{:.0f}"),
        (f"goal score: {b}", f"goal score of {names[b]} (hundredths)", 100.0, "{:.0f}"),
        ("agreement", "ceasefire or settlement (% of runs)", 100.0, "{:.0f}"),
        ("mean_escalation", "mean intensity of the fighting (0 to 1)", 1.0, "{:.2f}"),
    )
    with style.styled():
        figure = style.new_figure(7.0)
        for ax, (name, heading, scale, form) in zip(figure.subplots(2, 2).flat, panels, strict=True):
            rows = leads[leads["quantity"] == name]
            values = rows.pivot_table(index=a, columns=b, values="estimate", sort=False) * scale
            low = 0.0 if name == "agreement" else float(values.to_numpy().min())
            grid_of(ax, values, (low, float(values.to_numpy().max())), "cividis", form, 6.5)
            ax.set_title(heading, fontsize=8.5)
            ax.set_xlabel(f"policy of {names[b]}", fontsize=7.5)
            ax.set_ylabel(f"policy of {names[a]}", fontsize=7.5)
        style.heading(figure, title)
        figure.draw_without_rendering()
    return figure
