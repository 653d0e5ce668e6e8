"""The code book: which column of a crisis moves which quantity of its scenario, by which monotone link."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from diplomacy_abm.intake.gate import toml_of

if TYPE_CHECKING:
    from diplomacy_abm.crises.reading import Crisis

Values = Mapping[str, float]
"""Levels, slopes and links to the record, by name (:attr:`Book.names`)."""


@dataclass(frozen=True)
class Free:
    """A number that is estimated: its name, what theory says of it beforehand, and how far a fit may go."""

    name: str
    mean: float
    sd: float

    @property
    def bounds(self) -> tuple[float, float]:
        """Two and a half standard deviations on either side."""
        return self.mean - 2.5 * self.sd, self.mean + 2.5 * self.sd


@dataclass(frozen=True)
class Level:
    """A quantity of the scenario, and what it is where all columns are at 0."""

    name: str
    scale: str
    free: Free | None
    fixed: float
    about: Mapping[str, str]


@dataclass(frozen=True)
class Link:
    """One column's monotone link to one quantity."""

    column: str
    quantity: str
    codes: Mapping[int, float] | None
    log: tuple[float, float] | None
    absent: float
    free: Free
    reason: str
    source: str

    def x(self, value: float | None) -> float:
        """Place of a code between 0 and 1; `absent` for what is not coded."""
        if value is None or (self.log is not None and value < self.log[0]):
            return self.absent
        if self.codes is not None:
            return self.codes.get(int(value), self.absent) if value == int(value) else self.absent
        assert self.log is not None
        low, high = (math.log1p(end) for end in self.log)
        return min(max((math.log1p(value) - low) / (high - low), 0.0), 1.0)

    def knows(self, value: float | None) -> bool:
        """Whether a value is a code that the link places."""
        if value is None or (self.log is not None and value < self.log[0]):
            return False
        return self.codes is None or value in self.codes


@dataclass(frozen=True)
class Book:
    """The whole table."""

    levels: Mapping[str, Level]
    links: tuple[Link, ...]
    outcomes: tuple[Free, ...]
    start_day: float
    days: float
    working_weeks: int

    @property
    def free(self) -> tuple[Free, ...]:
        """All numbers that are estimated, in a fixed order."""
        levels = tuple(level.free for level in self.levels.values() if level.free is not None)
        return levels + tuple(link.free for link in self.links) + self.outcomes

    @property
    def names(self) -> tuple[str, ...]:
        """Their names."""
        return tuple(free.name for free in self.free)

    @property
    def priors(self) -> dict[str, float]:
        """The means of their priors: what holds before anything is fitted."""
        return {free.name: free.mean for free in self.free}

    def row(self, crisis: Crisis) -> list[float]:
        """Scaled columns of a crisis, one for each link."""
        return [link.x(crisis.value(link.column)) for link in self.links]

    def working(self, crisis: Crisis, values: Values) -> dict[str, float]:
        """Quantities of a crisis on their working scales."""
        found = {name: level.fixed if level.free is None else values[name] for name, level in self.levels.items()}
        for link, x in zip(self.links, self.row(crisis), strict=True):
            found[link.quantity] += values[link.free.name] * x
        return found

    def quantities(self, crisis: Crisis, values: Values) -> dict[str, float]:
        """Quantities of a crisis as the scenario has them."""
        return self.real(self.working(crisis, values))

    def real(self, working: Values) -> dict[str, float]:
        """Turn working scales into quantities."""
        return {name: _INVERSE[self.levels[name].scale](value) for name, value in working.items()}


_INVERSE = {"logit": lambda x: 1.0 / (1.0 + math.exp(-x)), "log": math.exp, "plain": float}


@lru_cache(maxsize=1)
def book() -> Book:
    """Return the code book that ships."""
    return book_of(toml_of(files("diplomacy_abm.crises").joinpath("codebook.toml").read_text("utf-8")))


def book_of(tables: Mapping[str, Any]) -> Book:
    """Make a code book of its plain tables."""
    levels = {name: _level(name, row) for name, row in tables["levels"].items()}
    links = tuple(_link(row) for row in tables["links"])
    shifted = {name: row["prior"] for name, row in tables["outcomes"].items() if "prior" in row}
    outcomes = tuple(Free(f"outcome {name}", *prior) for name, prior in shifted.items())
    day, days, weeks = (tables["mediator"][key] for key in ("start_day", "days", "working_weeks"))
    return Book(levels, links, outcomes, float(day), float(days), int(weeks))


def _level(name: str, row: Mapping[str, Any]) -> Level:
    free = Free(name, *row["prior"]) if "prior" in row else None
    about = {key: row[key] for key in ("what", "where", "reason", "source")}
    return Level(name, row["scale"], free, float(row.get("fixed", 0.0)), about)


def _link(row: Mapping[str, Any]) -> Link:
    codes = {int(code): float(x) for code, x in row["codes"].items()} if "codes" in row else None
    log = (float(row["log"][0]), float(row["log"][1])) if "log" in row else None
    free = Free(f"{row['column']} on {row['quantity']}", *row["prior"])
    return Link(
        row["column"], row["quantity"], codes, log, float(row.get("absent", math.nan)), free, row["reason"],
        row["source"],
    )  # fmt: skip
