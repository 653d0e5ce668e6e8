"""Dates such as 1/13/2017: which is the month is told by the others in the file, and said."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from diplomacy_abm.events.skips import FileReport
from diplomacy_abm.intake.extras import pl

DATE_OF = {
    "gdelt": "SQLDATE", "icews": "Event Date", "polecat": "Event Date", "ucdp": "date_start", "acled": "event_date",
    "viina": "date",
}  # fmt: skip
"""Column of the day, by layout."""
_USUAL = {"icews": "month first"}
"""Order where no date of a file tells: ICEWS is an American data set, and its tables are saved so."""
_HELD = 20
"""Blocks that are held back until a date tells the order."""
_SLASHED = re.compile(r"\s*(\d{1,2})/(\d{1,2})/(\d{4})(?:[ T].*)?")


def told_apart(blocks: Iterator[pl.DataFrame], report: FileReport) -> Iterator[pl.DataFrame]:
    """Yield the blocks of a file with dates between slashes rewritten as ``2017-01-13`` where the order is known.

    A date that can be read in one way only is read so. The others have the order of those in their file; where none
    tells, ICEWS has the month first, and for other layouts nobody knows; nor where a file has both.
    """
    name = DATE_OF[report.layout]
    held: list[pl.DataFrame] = []
    orders: set[str] = set()
    for block in blocks:
        texts = _slashed(block, name)
        orders |= {_order(text) for text in texts} - {""}
        if texts and not orders and len(held) < _HELD:
            held.append(block)
            continue
        for waiting in (*held, block):
            yield _rewritten(waiting, name, orders, report)
        held = []
    for waiting in held:
        yield _rewritten(waiting, name, orders, report)


def _slashed(block: pl.DataFrame, name: str) -> list[str]:
    texts = block[name].drop_nulls()
    found: list[str] = texts.filter(texts.str.contains("/", literal=True)).unique().to_list()
    return found


def _order(text: str) -> str:
    """Return the order that a date can only have, or an empty text."""
    parts = _SLASHED.fullmatch(text)
    if parts is None or (int(parts[1]) > 12) == (int(parts[2]) > 12):
        return ""
    return "day first" if int(parts[1]) > 12 else "month first"


def _rewritten(block: pl.DataFrame, name: str, orders: set[str], report: FileReport) -> pl.DataFrame:
    others = next(iter(orders)) if len(orders) == 1 else "" if orders else _USUAL.get(report.layout, "")
    known: dict[str, dict[str, str]] = {}
    for text in _slashed(block, name):
        order = _order(text) or others
        day = _iso(text, order)
        if day:
            known.setdefault(order, {})[text] = day
    for order, days in sorted(known.items()):
        lines = block.filter(pl.col(name).is_in(list(days)))["line"]
        report.note(f"date read with the {order}", lines.head(5).to_list(), len(lines))
    whole = {text: day for days in known.values() for text, day in days.items()}
    return block.with_columns(pl.col(name).replace(whole)) if whole else block


def _iso(text: str, order: str) -> str:
    parts = _SLASHED.fullmatch(text)
    if parts is None or not order:
        return ""
    month, day = (parts[1], parts[2]) if order == "month first" else (parts[2], parts[1])
    try:
        return dt.date(int(parts[3]), int(month), int(day)).isoformat()
    except ValueError:
        return ""
