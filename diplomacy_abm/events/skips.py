"""What was not read, and why: a count and the first lines of every reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

SHOWN = 5
"""Lines that are named for each reason."""

BY_CHOICE = ("not among the actors asked for", "within one actor", "not a root event", "outside the dates asked for")
"""Reasons that are no fault of the file."""


@dataclass
class Tally:
    """Rows of one reason: how many, and the numbers of the first lines."""

    count: int = 0
    lines: list[int] = field(default_factory=list)

    def add(self, lines: Iterable[int], count: int | None = None) -> None:
        """Count lines, and keep the first numbers."""
        given = list(lines)
        self.count += len(given) if count is None else count
        self.lines = sorted(self.lines + given)[:SHOWN]


@dataclass
class FileReport:
    """What became of the rows of one file."""

    name: str
    layout: str
    """The file as it was named, and what it was read as."""
    rows: int = 0
    """Rows below the header: those counted and those skipped."""
    used: int = 0
    """Rows that were counted."""
    skipped: dict[str, Tally] = field(default_factory=dict)
    noted: dict[str, Tally] = field(default_factory=dict)
    """Rows that were not counted, by reason; rows that were, with something to know about them."""

    def skip(self, reason: str, lines: Iterable[int], count: int | None = None) -> None:
        """Count rows that are not used."""
        self.skipped.setdefault(reason, Tally()).add(lines, count)

    def note(self, remark: str, lines: Iterable[int], count: int | None = None) -> None:
        """Count rows that are used although there is something to say."""
        self.noted.setdefault(remark, Tally()).add(lines, count)

    @property
    def faults(self) -> int:
        """Rows that were skipped for something wrong with them."""
        return sum(tally.count for reason, tally in self.skipped.items() if reason not in BY_CHOICE)

    def as_dict(self) -> dict[str, Any]:
        """Return the report as plain values."""
        told = {
            kind: {reason: {"rows": tally.count, "first_lines": tally.lines} for reason, tally in table.items()}
            for kind, table in (("skipped", self.skipped), ("noted", self.noted))
        }
        return {"file": self.name, "layout": self.layout, "rows": self.rows, "used": self.used, **told}

    def lines(self) -> list[tuple[str, str, str, str]]:
        """Return the rows of a table for people: kind, rows, first lines, what."""
        table = []
        for kind, tallies in (("skipped", self.skipped), ("read, but", self.noted)):
            for reason, tally in sorted(tallies.items(), key=lambda item: -item[1].count):
                more = ", …" if tally.count > len(tally.lines) else ""
                table.append((kind, f"{tally.count:,}", ", ".join(map(str, tally.lines)) + more, reason))
        return table
