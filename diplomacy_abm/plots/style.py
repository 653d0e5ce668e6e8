"""One look for all figures: sizes for print, colours that the colour-blind can tell apart."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from diplomacy_abm.results.sound import whole_file

WIDTH = 7.0
DPI = 200

#: The palette of Okabe and Ito (2008), by name.
BLACK, ORANGE, SKY, GREEN, YELLOW, BLUE, VERMILION, PURPLE = (
    *("#000000", "#E69F00", "#56B4E9", "#009E73"),
    *("#F0E442", "#0072B2", "#D55E00", "#CC79A7"),
)
GREY = "#7F7F7F"
PALE = "#DDDDDD"

#: Side A, side B.
SIDE_COLOURS = {"A": VERMILION, "B": BLUE}

CHANNEL_COLOURS = {
    "military": VERMILION,
    "humanitarian": GREEN,
    "diplomatic": BLUE,
    "support": ORANGE,
    "mediation": PURPLE,
}

TRACK_NAMES = ("no contact", "contacts", "early discussions", "formal talks", "ceasefire", "settlement")

_RC: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.titlesize": 9,
    "axes.titlelocation": "left",
    "axes.titleweight": "bold",
    "axes.labelsize": 8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.7,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#E6E6E6",
    "grid.linewidth": 0.6,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8,
    "legend.fontsize": 7.5,
    "legend.frameon": False,
    "legend.handlelength": 1.6,
    "lines.linewidth": 1.4,
    "svg.hashsalt": "diplomacy_abm",
    # a name with two dollar signs is no formula, and half a formula ends in an error
    "text.parse_math": False,
}


@contextmanager
def styled() -> Iterator[None]:
    """Draw with the style of the package, and leave the settings of the user as they were."""
    with matplotlib.rc_context(_RC):
        yield


def new_figure(height: float, width: float = WIDTH, layout: Literal["constrained"] | None = "constrained") -> Figure:
    """Return an empty figure, of print width unless told, on the Agg canvas."""
    figure = Figure(figsize=(width, height), dpi=DPI, layout=layout)
    FigureCanvasAgg(figure)
    return figure


def axes_or_new(ax: Axes | None, height: float = 2.6) -> Axes:
    """Return the axes given, or those of a new figure."""
    return new_figure(height).add_subplot() if ax is None else ax


def save(figure: Figure, path: str | os.PathLike[str]) -> Path:
    """Write a figure so that the same figure gives the same bytes, aside first and then renamed.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        What to write.
    path : path
        Its suffix is the format: png, svg or pdf.
    """
    target = Path(path)
    # matplotlib otherwise writes its version, or the hour, into the file
    unwanted = {
        ".png": ["Software"],
        ".svg": ["Date", "Creator"],
        ".pdf": ["Creator", "Producer", "CreationDate"],
    }
    metadata = dict.fromkeys(unwanted.get(target.suffix, []))
    with styled(), whole_file(target) as aside:
        figure.savefig(aside, dpi=DPI, metadata=metadata)
        if target.suffix == ".svg":
            aside.write_text(_with_plain_names(aside.read_text(encoding="utf-8")), encoding="utf-8")
    return target


def _with_plain_names(svg: str) -> str:
    """Number the clip paths of an SVG; matplotlib names them by places in memory, which differ between runs."""
    names: dict[str, str] = {}
    return re.sub(r"\bp[0-9a-f]{10}\b", lambda found: names.setdefault(found[0], f"clip{len(names) + 1}"), svg)


def ink_on(cell: Any) -> str:
    """Return the colour in which a number is read on a cell of a colour: dark on light, light on dark."""
    return BLACK if 0.299 * cell[0] + 0.587 * cell[1] + 0.114 * cell[2] > 0.5 else "white"


def hatch(ax: Axes, corner: tuple[float, float]) -> None:
    """Hatch a cell of a heat map."""
    ax.add_patch(Rectangle(corner, 1, 1, fill=False, hatch="////", edgecolor=GREY, alpha=0.45, linewidth=0))


def heading(figure: Figure, text: str) -> None:
    """Write the title of a figure at its upper left."""
    figure.suptitle(text, fontsize=9.5, x=0.01, ha="left")


def time_axis(ax: Axes) -> None:
    """Label a date axis sparsely: months under years."""
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    locator = AutoDateLocator(minticks=4, maxticks=9)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(ConciseDateFormatter(locator, show_offset=False))
