"""How commands print: wrapped prose, tables, JSON."""

from __future__ import annotations

import json
import math
import shutil
import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

import click

from diplomacy_abm.intake.clean import clean

_WIDEST = 100


def say(text: object = "", err: bool = False, nl: bool = True) -> None:
    """Print a text without signs that steer a terminal; whatever commands print comes through here."""
    click.echo(clean(str(text)), err=err, nl=nl)


def width() -> int:
    """Return the width to print at: the terminal's, but not wider than reads well."""
    return max(40, min(shutil.get_terminal_size((_WIDEST, 24)).columns, _WIDEST))


def wrapped(paragraph: str) -> str:
    """Return a paragraph wrapped at the width of the terminal."""
    return textwrap.fill(paragraph, width(), break_long_words=False, break_on_hyphens=False)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return rows in aligned columns; the last column wraps."""
    lines = [list(head), *(list(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head) - 1)]
    indent = sum(widths) + 2 * len(widths)
    room = max(20, width() - indent)
    text = []
    for line in lines:
        start = "".join(f"{cell:<{size}}  " for cell, size in zip(line[:-1], widths, strict=True))
        rest = textwrap.wrap(line[-1], room) or [""]
        text.append((start + rest[0]).rstrip())
        text += [" " * indent + more for more in rest[1:]]
    return "\n".join(text)


def as_json(values: Any) -> str:
    """Return values as JSON; numbers that are none (NaN) become null, dates texts."""
    return json.dumps(_plain(values), indent=2, ensure_ascii=False, allow_nan=False)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if hasattr(value, "item"):
        value = value.item()
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return None if isinstance(value, float) and not math.isfinite(value) else value
