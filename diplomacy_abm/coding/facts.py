"""A file of facts: what was known of a case when its mediation began, each fact with its source."""

from __future__ import annotations

import calendar
import datetime as dt
import os
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import AfterValidator, BeforeValidator, Strict, ValidationError
from pydantic_core import PydanticCustomError

from diplomacy_abm.coding.codebook import Gained, Leader
from diplomacy_abm.coding.crossing import crossed
from diplomacy_abm.scenario.errors import FileError, Problem, nearest
from diplomacy_abm.scenario.io import read_tables, read_text
from diplomacy_abm.scenario.messages import KeyTables, known_keys, problems_in
from diplomacy_abm.scenario.schema import IssueKind, SideName
from diplomacy_abm.scenario.types import FrozenDict, Remark, Share, Table, Text


def _counted(value: float) -> float:
    if value < 0:
        raise PydanticCustomError("allowed", "must be {allowed}", {"allowed": "at least 0"})
    return value


def _some(value: float) -> float:
    if value <= 0:
        raise PydanticCustomError("allowed", "must be {allowed}", {"allowed": "above 0"})
    return value


_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


_DATED_LINE = re.compile(r"^(\s*date\s*=\s*)(\d{4}(?:-\d\d)?)(\s*(?:#.*)?)$", re.MULTILINE)
"""A year or a month alone, which TOML has no date for: it is read as the text that it should have been."""


def last_day(date: str) -> dt.date:
    """Return the last day that a date may mean; of a year or a month alone that is its last."""
    year, month, day = (int(part) if part else None for part in _DATE.fullmatch(date).groups())  # type: ignore[union-attr]
    month = month or 12
    return dt.date(year or 0, month, day or calendar.monthrange(year or 0, month)[1])


def _dated(value: Any) -> str:
    """Read a day, or the text of a year, a month or a day."""
    text = value.isoformat() if type(value) is dt.date else value
    try:
        if isinstance(text, str) and _DATE.fullmatch(text):
            last_day(text)
            return text
    except ValueError:
        pass
    allowed = 'a day, as 1995-07-11, or a month or year alone, as "1995-07" or "1995"'
    raise PydanticCustomError("allowed", "must be {allowed}", {"allowed": allowed})


Known = TypeVar("Known")
Number = Annotated[float, AfterValidator(_counted)]
"""A count or a length, zero allowed."""
Some = Annotated[float, AfterValidator(_some)]
"""A count above zero."""
Degree = Literal["none", "some", "large", "decisive"]
Regime = Literal["democracy", "machine", "junta", "personal", "revolutionary", "movement"]
Tie = Literal["none", "friendly", "ally"]
Offer = Literal["none", "monitors", "treaty"]


class FactsError(FileError):
    """A file of facts cannot be used; see :class:`~diplomacy_abm.scenario.errors.FileError`."""


class Fact(Table, Generic[Known]):
    """One fact: its value, its source, and whether the coder of the case looked the source up."""

    value: Known
    source: Text
    checked: bool = False


class Case(Table):
    """``[case]``: name, title and the day on which the mediation begins."""

    name: Text
    title: Text
    question: Remark = ""
    start: dt.date
    text: Remark = ""


class SideFacts(Table):
    """``[sides.A]``: who leads it and what to call it."""

    lead: str
    label: Text


class Party(Table):
    """``[parties.LABEL]``: one party whose consent is needed."""

    name: Text
    side: SideName
    veto: bool = True
    cinc: Fact[Some] | None = None
    miles: Fact[Number] | None = None
    soldiers: Fact[Some] | None = None
    spending: Fact[Some] | None = None
    irregular: bool = False
    people: Fact[Some]
    deaths: Fact[Number]
    regime: Fact[Regime]
    aid: Fact[Degree]
    pledge: Fact[Literal["none", "partial", "pact"]]
    leader: Fact[Leader] | None = None
    ranks: Fact[Annotated[tuple[str, ...], Strict(False)]] | None = None


class Record(Table):
    """``[[record]]``: an agreement between the sides of the ten years before, kept or broken.

    Its date is the day on which it was broken or, of one that was kept, signed; a month or a year alone where no more
    is known.
    """

    name: Text
    date: Annotated[str, BeforeValidator(_dated)]
    broken_by: Literal["nobody", "A", "B", "both"]
    source: Text
    checked: bool = False

    @property
    def last_day(self) -> dt.date:
        """The last day that its date may mean."""
        return last_day(self.date)


class Fighting(Table):
    """``[fighting]``: how long, how deadly, who holds what and gained it lately; the last two may be left out."""

    years: Fact[Number]
    deaths: Fact[Number]
    weeks: Fact[Number]
    held_by_a: Fact[Share]
    gained: Fact[Gained] | None = None
    ongoing: Fact[Number] | None = None


class IssueFacts(Table):
    """``[issues.NAME]``: what is in dispute."""

    label: Text
    kind: IssueKind = "substantive"
    covers: Literal["none", "strikes", "ground"] = "none"
    separable: bool = False
    source: Text
    checked: bool = False


class MediatorFacts(Table):
    """``[mediators.LABEL]``: who mediates, with what means, accepted by whom."""

    name: Text
    standing: Fact[Literal["major power", "state", "organisation"]]
    leverage: dict[str, Fact[Degree]] = FrozenDict()
    accepted: Fact[Literal["both", "one", "none"]]
    brokered: Fact[int]
    failed: Fact[bool]
    tie_a: Fact[Tie]
    tie_b: Fact[Tie]
    guarantee: Fact[Offer]
    support: dict[str, Fact[Degree]] = FrozenDict()


class PatronFacts(Table):
    """``[patrons.LABEL]``: who arms or pays a party and does not mediate."""

    name: Text
    support: dict[str, Fact[Degree]]


class InForce(Table):
    """``[[in_force]]``: an agreement that held when the mediation began."""

    kind: Literal["ceasefire", "issue"]
    issue: str | None = None
    monitored: Literal["none", "some", "mission"] = "none"
    source: Text
    checked: bool = False


class Facts(Table):
    """All that is known of a case at its start. Nothing in it says how the case ended."""

    case: Case
    citations: dict[str, Text] = FrozenDict()
    sides: dict[SideName, SideFacts]
    fighting: Fighting
    record: Annotated[tuple[Record, ...], Strict(False)] = ()
    issues: dict[str, IssueFacts]
    parties: dict[str, Party]
    mediators: dict[str, MediatorFacts] = FrozenDict()
    patrons: dict[str, PatronFacts] = FrozenDict()
    in_force: Annotated[tuple[InForce, ...], Strict(False)] = ()

    def parties_of(self, side: str) -> list[str]:
        """Return the labels of the parties of a side."""
        return [label for label, party in self.parties.items() if party.side == side]

    def cited(self, source: str) -> str:
        """Return a source in full: a key of ``[citations]`` before a colon or comma is written out."""
        for mark in (":", ","):
            key, found, rest = source.partition(mark)
            if found and key in self.citations:
                return f"{self.citations[key]}{mark}{rest}"
        return self.citations.get(source, source)


_TABLES: KeyTables = {
    "case": (1, Case),
    "sides": (2, SideFacts),
    "fighting": (1, Fighting),
    "record": (2, Record),
    "issues": (2, IssueFacts),
    "parties": (2, Party),
    "mediators": (2, MediatorFacts),
    "patrons": (2, PatronFacts),
    "in_force": (2, InForce),
}


def facts_of(tables: dict[str, Any], origin: str = "facts") -> Facts:
    """Make facts from plain tables; `origin` is what messages call them."""
    if "scenario" in tables and "case" not in tables:
        told = "is a scenario, must be a file of facts; play it with diplomacy-abm run"
        raise FactsError(origin, [Problem("", told)])
    try:
        facts = Facts(**tables)
    except ValidationError as error:
        raise FactsError(origin, problems_in(error, lambda place: known_keys(place, Facts, _TABLES))) from None
    if problems := list(crossed(facts)):
        raise FactsError(origin, problems)
    return facts


def read_facts(path: str | os.PathLike[str]) -> Facts:
    """Read a file of facts, or the shipped one of a name; FactsError with all problems at once."""
    name = str(path)
    if name in facts_named():
        return facts_of(read_tables(facts_text(name), f"{name}.toml", FactsError), f"{name}.toml")
    place = Path(path)
    if not place.is_file():
        raise FactsError(name, [Problem("", f"no such facts or file; {nearest(place.stem, facts_named())}")])
    text = _DATED_LINE.sub(r'\1"\2"\3', read_text(place, name, FactsError))
    return facts_of(read_tables(text, place.name, FactsError), place.name)


def facts_text(name: str) -> str:
    """Return the file of facts that a shipped case came from, as it was written; FactsError when there is none."""
    if name not in facts_named():
        raise FactsError(name, [Problem("", f"no case that came from facts; {nearest(name, facts_named())}")])
    return (files("diplomacy_abm.coding") / "facts" / f"{name}.toml").read_text("utf-8")


def facts_template(name: str) -> str:
    """Return a commented file of facts that runs as it is, under a name."""
    text = (files("diplomacy_abm.coding") / "template.toml").read_text("utf-8")
    return text.replace('name = "my-case"', f'name = "{name}"', 1)


def facts_named() -> list[str]:
    """Return the names of the cases whose facts ship with the package."""
    folder = files("diplomacy_abm.coding") / "facts"
    return sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))


def all_facts(facts: Facts) -> Iterator[tuple[str, Fact[Any] | Record | IssueFacts | InForce]]:
    """Yield every fact with its place."""
    yield from _within("", facts)


def _within(place: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, (Fact, Record, IssueFacts, InForce)):
        yield place, value
    elif isinstance(value, Table):
        for name in type(value).model_fields:
            yield from _within(f"{place}.{name}".lstrip("."), getattr(value, name))
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _within(f"{place}.{name}", inner)
    elif isinstance(value, tuple):
        for number, inner in enumerate(value, start=1):
            yield from _within(f"{place}.{number}", inner)


def unchecked(facts: Facts) -> list[str]:
    """Return the places of the facts whose source was not looked up."""
    return [place for place, fact in all_facts(facts) if not fact.checked]
