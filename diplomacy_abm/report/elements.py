"""What a page is made of: sections with paragraphs, lists, tables and figures, numbered as they come."""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

_LARGEST_SVG = 600_000
"""Bytes from which a figure is shown as pixels."""
_MOST_ROWS = 80


@dataclass(frozen=True)
class Text:
    """A paragraph; ``note`` sets it apart as a remark on the analysis itself."""

    text: str
    note: bool = False
    kind: str = "text"


@dataclass(frozen=True)
class Items:
    """A list of sentences."""

    lines: Sequence[str]
    kind: str = "items"


@dataclass(frozen=True)
class Heading:
    """A heading below that of the section."""

    text: str
    kind: str = "heading"


@dataclass(frozen=True)
class Source:
    """A text shown as it stands, folded away."""

    summary: str
    text: str
    kind: str = "source"


@dataclass(frozen=True)
class Table:
    """A table of texts: the first column names the rows, ``texts`` more columns are words and no numbers."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    texts: int = 0
    kind: str = "table"

    @property
    def shown(self) -> Sequence[Sequence[str]]:
        """The rows that are printed."""
        return self.rows[:_MOST_ROWS]

    @property
    def hidden(self) -> int:
        """Rows that are too many to print."""
        return max(0, len(self.rows) - _MOST_ROWS)


@dataclass(frozen=True)
class Figure:
    """A figure inside the page: its data, its size in CSS pixels and what it shows in words."""

    caption: str
    alt: str
    source: str
    width: int
    height: int
    kind: str = "figure"


Element = Text | Items | Heading | Source | Table | Figure


@dataclass
class Section:
    """A section of the page."""

    title: str
    elements: list[Element] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Anchor of the section."""
        return re.sub(r"[^a-z0-9]+", "-", self.title.lower()).strip("-")

    def add(self, *elements: Element) -> None:
        """Put elements at the end."""
        self.elements += elements


def drawn(figure: Drawing, caption: str, alt: str) -> Figure:
    """Return a drawing as an element: an SVG within the page, or pixels where that would be too long."""
    from diplomacy_abm.plots import style

    with TemporaryDirectory() as folder:
        path, media = style.save(figure, Path(folder) / "figure.svg"), "image/svg+xml"
        if path.stat().st_size > _LARGEST_SVG:
            path, media = style.save(figure, Path(folder) / "figure.png"), "image/png"
        content = base64.b64encode(path.read_bytes()).decode("ascii")
    width, height = (round(96 * float(inches)) for inches in figure.get_size_inches())
    return Figure(caption, alt, f"data:{media};base64,{content}", width, height)


def count(number: int) -> str:
    """Return a whole number with its thousands apart."""
    return f"{number:,}".replace(",", "\u202f")


def number(value: float, digits: int | None = None) -> str:
    """Return a number as it is printed: three significant digits unless told, a true minus, thousands apart."""
    if not math.isfinite(value):
        return "–" if math.isnan(value) else ("∞" if value > 0 else "−∞")
    if digits is None:
        digits = max(0, 2 - math.floor(math.log10(abs(value)))) if value else 0
        text = f"{value:.{min(digits, 6)}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    else:
        text = f"{value:.{digits}f}"
    # nothing is less than nothing
    text = text.lstrip("-") if not text.strip("-0.") else text
    whole, dot, rest = text.partition(".")
    whole = f"{int(whole):,}".replace(",", "\u202f") if whole.lstrip("-").isdigit() and len(whole) > 4 else whole
    return f"{whole}{dot}{rest}".replace("-", "−")


def digits_for(low: float, high: float) -> int:
    """Return the decimals that an interval deserves: two significant digits of its width."""
    width = high - low
    if not math.isfinite(width) or width <= 0:
        return 3 if abs(low) < 1 else 1
    return min(5, max(0, 1 - math.floor(math.log10(width))))


def interval(
    value: float, low: float, high: float, scale: float = 1.0, unit: str = "", digits: int | None = None
) -> str:  # fmt: skip
    """Return an estimate with its interval: ``33.8 % [30.1, 37.6]``; shares, scaled by 100, have one decimal."""
    if math.isnan(value):
        return "–"
    value, low, high = scale * value, scale * low, scale * high
    if digits is None:
        digits = 1 if scale == 100.0 and high - low > 0.5 else digits_for(low, high)
    after = f"\u00a0{unit}" if unit else ""
    return f"{number(value, digits)}{after} [{number(low, digits)}, {number(high, digits)}]"


def sentence(words: str) -> str:
    """Return words with a capital letter and a full stop."""
    words = words.strip()
    return f"{words[:1].upper()}{words[1:]}{'' if words.endswith(('.', '!', '?', ':')) else '.'}"


def remark(error: ValueError, where: str) -> Text:
    """Return why an analysis has nothing to show, without the place that its message begins with."""
    return Text(sentence(str(error).removeprefix(where)), note=True)


def listed(words: Sequence[str]) -> str:
    """Return words joined as in a sentence."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
