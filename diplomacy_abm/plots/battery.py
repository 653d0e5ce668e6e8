"""Claims against what their sources leave open: a forest in which every row has its own scale."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from diplomacy_abm.analysis.claims import figure, interval
from diplomacy_abm.plots import style

if TYPE_CHECKING:
    from diplomacy_abm.analysis.claims import Claim

LEFT, RIGHT = -1.15, 2.15
"""Ends of the axis; what the source leaves open lies between 0 and 1, or reaches from one of them to an end."""

BAND = "#CDE5DC"
LOOKS = {
    "pass": (style.BLUE, "o", "full"),
    "fail": (style.VERMILION, "X", "full"),
    "undecided": (style.ORANGE, "^", "none"),
}
"""Colour, mark and filling by verdict: told apart without colour."""

_ROW = 0.36
"""Height of a row in inches."""

_EXPECTED = 1.92
"""Where the words on what is expected begin, in widths of the axis."""


def figure_claims(claims: Sequence[Claim], title: str = "") -> Figure:
    """Draw claims, a row each, grouped by theme: the expected range as a band, the estimate with its interval."""
    if not claims:
        raise ValueError("figure of claims: there is no claim to draw")
    with style.styled():
        height = 1.1 + _ROW * len(claims)
        drawn = style.new_figure(height, 10.0, None)
        ax = drawn.add_axes((0.46, 0.5 / height, 0.22, 1.0 - 1.05 / height))
        forest_of_claims(claims, ax)
        if title:
            drawn.text(0.012, 1.0 - 0.2 / height, title, weight="bold", fontsize=10, va="center")
        _legend(drawn, height)
    return drawn


def forest_of_claims(claims: Sequence[Claim], ax: Axes) -> Axes:
    """Draw the rows into an axes, with labels to its left and figures to its right."""
    rows = np.arange(len(claims))
    for row, claim in zip(rows, claims, strict=True):
        _row(ax, float(row), claim)
    ax.set(xlim=(LEFT, RIGHT), ylim=(len(claims) - 0.4, -0.6))
    ax.set_xticks([])
    ax.set_yticks([])
    ax.grid(visible=False)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    for x, text in ((1.04, "estimate [95 % interval]"), (_EXPECTED, "expected")):
        ax.annotate(text, (x, -0.62), xycoords=("axes fraction", "data"), fontsize=7, color=style.GREY, va="bottom",
                    annotation_clip=False)  # fmt: skip
    return ax


def _row(ax: Axes, row: float, claim: Claim) -> None:
    low, high = band_of(claim)
    ax.add_patch(Rectangle((low, row - 0.36), high - low, 0.72, facecolor=BAND, edgecolor="none", zorder=0))
    if claim.expected_low == claim.expected_high:
        ax.plot([low, low], [row - 0.36, row + 0.36], color=style.GREEN, linewidth=2.0, zorder=0.5)
    ax.axhline(row + 0.5, color="#EEEEEE", linewidth=0.5, zorder=0)
    colour, mark, filling = LOOKS[claim.status]
    if math.isfinite(claim.estimate):
        ends = [placed(claim, x) for x in (claim.low, claim.high)]
        ax.plot(np.clip(ends, LEFT, RIGHT), [row, row], color=colour, linewidth=1.6, solid_capstyle="butt")
        at = placed(claim, claim.estimate)
        face = colour if filling == "full" else "white"
        if LEFT < at < RIGHT:
            ax.plot([at], [row], mark, color=colour, markersize=5.5, markerfacecolor=face, markeredgewidth=1.1,
                    clip_on=False)  # fmt: skip
        else:
            # beyond the axis: an arrow says on which side
            ax.plot([LEFT + 0.05 if at <= LEFT else RIGHT - 0.05], [row], "<" if at <= LEFT else ">", color=colour,
                    markersize=5.5)  # fmt: skip
    unit = f" ({claim.unit})" if claim.unit else ""
    label = textwrap.fill(claim.claim + unit, 80, max_lines=2, placeholder=" …")
    ax.annotate(claim.id, (-2.05, row), xycoords=("axes fraction", "data"), fontsize=7.5, va="center", weight="bold",
                annotation_clip=False)  # fmt: skip
    ax.annotate(label, (-1.79, row), xycoords=("axes fraction", "data"), fontsize=6.5, va="center",
                annotation_clip=False)  # fmt: skip
    found = f"{figure(claim.estimate)} [{interval(claim)}]" if math.isfinite(claim.estimate) else "not measured"
    for x, text in ((1.04, found), (_EXPECTED, claim.expected)):
        ax.annotate(text, (x, row), xycoords=("axes fraction", "data"), fontsize=7, va="center", annotation_clip=False)


def band_of(claim: Claim) -> tuple[float, float]:
    """Ends of what is expected, on the axis of the figure."""
    if claim.expected_low == claim.expected_high:
        return 0.5, 0.5
    return (LEFT if math.isinf(claim.expected_low) else 0.0), (RIGHT if math.isinf(claim.expected_high) else 1.0)


def placed(claim: Claim, value: float) -> float:
    """Place of a value on the axis of its row.

    A range is stretched to lie between 0 and 1. A bound is put at 0 or 1, and the farthest end of the interval at
    a distance of 1 from it.
    """
    low, high = claim.expected_low, claim.expected_high
    if math.isfinite(low) and math.isfinite(high) and low < high:
        return (value - low) / (high - low)
    bound = low if math.isfinite(low) else high
    ends = [abs(x - bound) for x in (claim.low, claim.high, claim.estimate) if math.isfinite(x)]
    scale = max(ends, default=0.0) or 1.0
    start = 0.5 if low == high else (0.0 if math.isfinite(low) else 1.0)
    return start + (value - bound) / scale


def _legend(drawn: Figure, height: float) -> None:
    handles: list[Line2D | Patch] = [Patch(facecolor=BAND, label="what the source leaves open")]
    for name, (colour, mark, filling) in LOOKS.items():
        face = colour if filling == "full" else "white"
        handles.append(Line2D([], [], color=colour, marker=mark, markerfacecolor=face, linestyle="none", label=name))
    drawn.legend(handles=handles, loc="lower left", bbox_to_anchor=(0.0, 0.02 / height), ncols=4, fontsize=7.5,
                 title="Every row has a scale of its own; an arrow stands for what lies beyond it.", title_fontsize=7,
                 alignment="left")  # fmt: skip
