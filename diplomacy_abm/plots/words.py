"""What the figures of a study share: labels, scales of shares, colours of arms, rows of a legend."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.transforms import ScaledTranslation

from diplomacy_abm.plots import style
from diplomacy_abm.results.quantities import Quantity, describe
from diplomacy_abm.results.sides import sides_on

#: Colours and marks of arms and levels, in their order; black first, for the base.
COLOURS = (style.BLACK, style.VERMILION, style.BLUE, style.GREEN, style.ORANGE, style.PURPLE, style.SKY)
MARKS = ("o", "s", "^", "D", "v", "P", "X")
DASHES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1)), (0, (1, 1)))

#: Columns of tables of estimates that are no keys.
_VALUES = frozenset(
    {
        "base", "other", "estimate", "low", "high", "n", "p", "p_holm", "gained", "lost", "changed", "week", "quantity",
        "parameters", "same",
        "spell",
    }
    | {"horizon", "arm"}
)


def label_of(name: Any, labels: Mapping[str, str] | None) -> str:
    """Return the label of an arm, a factor or a value: the one given, or the name itself."""
    text = f"{name:g}" if isinstance(name, float) else str(name)
    return (labels or {}).get(text, text)


def short_label(name: Any, labels: Mapping[str, str] | None) -> str:
    """Return the label of a factor without its unit in brackets."""
    return label_of(name, labels).split(" (")[0]


def wrapped(text: str, width: int) -> str:
    """Break a text into lines; a unit in brackets at its end stays in one piece."""
    if len(text) <= width:
        return text
    head, bracket, unit = text.rpartition(" (")
    if bracket and text.endswith(")"):
        return f"{wrapped(head, width)}\n({unit}"
    return "\n".join(textwrap.wrap(text, width, break_long_words=False)) or text


def interval_text(value: float, low: float, high: float) -> str:
    """Write a difference with its interval, to as many places as the interval is worth."""
    half = (high - low) / 2.0
    places = int(np.clip(1 - np.floor(np.log10(half)), 0, 6)) if np.isfinite(half) and half > 0.0 else 2
    texts = [f"{round(x, places) + 0.0:+.{places}f}".replace("-", "−") for x in (value, low, high)]
    return f"{texts[0]} [{texts[1]}, {texts[2]}]"


def factors_of(table: pd.DataFrame) -> list[str]:
    """Return the key columns of a table of estimates that are factors."""
    return [str(name) for name in table.columns if name not in _VALUES]


def only_quantity(table: pd.DataFrame, what: str) -> Quantity:
    """Return the quantity of a table that holds one; ValueError in one line if it holds several."""
    names = list(pd.unique(table["quantity"]))
    if len(names) != 1:
        raise ValueError(f"{what}: the table holds {', '.join(map(str, names)) or 'no row'}; keep one quantity")
    return describe(str(names[0]), sides=sides_on(table))


def scale_of(quantity: Quantity) -> float:
    """Shares are drawn in per cent, all others as they are."""
    return 100.0 if quantity.kind == "share" else 1.0


def difference_unit(quantity: Quantity) -> str:
    """Unit of a difference of a quantity."""
    return "percentage points" if quantity.kind == "share" else quantity.unit


def places_of(values: Sequence[Any]) -> tuple[np.ndarray, list[str] | None]:
    """Return where values of a factor stand on an axis, and tick labels where they are no numbers."""
    if all(isinstance(x, int | float | np.number) and not isinstance(x, bool | np.bool_) for x in values):
        return np.array(values, dtype=float), None
    return np.arange(len(values), dtype=float), [str(x) for x in values]


def tick_places(ax: Axes, places: np.ndarray, texts: Sequence[str]) -> None:
    """Put ticks across with texts that do not collide: texts are slanted, numbers left out where they are too close.

    The limits across are set by what is drawn.
    """
    inches = ax.get_window_extent().width / ax.figure.dpi
    span = float(np.ptp(places)) * 1.1 or 1.0
    # letters of the size of tick labels are about this wide
    widths = np.array([0.066 * len(text) + 0.08 for text in texts])
    numbers = all(_is_number(text) for text in texts)
    if not numbers:
        crowded = len(places) > 1 and widths.max() > inches * float(np.diff(np.sort(places)).min()) / span
        slant: dict[str, Any] = {"rotation": 30, "ha": "right", "rotation_mode": "anchor"} if crowded else {}
        ax.set_xticks(places, list(texts), **slant)
        return
    end, shown = -np.inf, list(texts)
    for index in np.argsort(places):
        start = inches * places[index] / span - widths[index] / 2
        shown[index] = texts[index] if start >= end else ""
        end = start + widths[index] if start >= end else end
    ax.set_xticks(places, shown)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def legend_below(ax: Axes, below: float = 0.0) -> None:
    """Put the legend under the axes and their label, where it hides nothing; none for a single entry.

    `below` leaves room for what else stands there, in inches.
    """
    handles, texts = ax.get_legend_handles_labels()
    if len(handles) < 2:
        return
    figure = ax.get_figure(root=True)
    assert figure is not None
    room = 0.42 + 0.13 * ax.get_xlabel().count("\n") + below
    place = ax.transAxes + ScaledTranslation(0.0, -room, figure.dpi_scale_trans)
    ax.legend(
        handles, texts, loc="upper left", bbox_to_anchor=(0.0, 0.0), bbox_transform=place, ncols=min(4, len(handles)),
        columnspacing=1.2, handletextpad=0.5, borderaxespad=0.0,
    )  # fmt: skip
