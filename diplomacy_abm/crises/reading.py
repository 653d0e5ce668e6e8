"""Reading crises: ICB's system-level file as users download it, or the compact layout of this project."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from diplomacy_abm.crises.book import book
from diplomacy_abm.intake.clean import one_line
from diplomacy_abm.intake.gate import UnfitError, text_of

NAMES = {
    "crisno": ("crisno",), "year": ("year", "yrtrig"), "viol": ("viol", "sevviosy"), "protrac": ("protrac",),
    "mediated": ("mediated", "mediate"), "medstyle": ("medstyle",), "powdissy": ("powdissy",), "gravcr": ("gravcr",),
    "crisis_actors": ("crisis_actors", "cractr"), "involved_actors": ("involved_actors", "noactr"),
    "hetero": ("hetero",), "mediation_start_day": ("mediation_start_day",), "mediation_days": ("mediation_days",),
    "days": ("days",), "forout": ("forout",), "outesr": ("outesr",), "agreement": ("agreement",),
    "tension_reduced": ("tension_reduced_5y", "tension_reduced"),
}  # fmt: skip
"""What a crisis has, and the columns that may hold it: the compact layout's name first, then ICB's."""
NEEDED = ("crisno", "viol", "protrac", "mediated")
"""Without a code for one of these a crisis is left out; of the others the code book says what is taken instead."""
_BLANK = ("", ".", "na", "nan", "n/a", "null")
_MEDIATED = 4
"""ICB's code of `mediate` for a third party that mediated."""
_FORMULATION, _MANIPULATION = 3, 4


class CrisesError(ValueError):
    """A file of crises cannot be used; the message is one line."""


@dataclass(frozen=True)
class Crisis:
    """One crisis: the codes that are known, and how it ended where the file says so."""

    crisno: int
    codes: Mapping[str, float]
    agreement: int | None = None
    tension_reduced: int | None = None
    days: float | None = None

    def value(self, column: str) -> float | None:
        """Code in a column, or None."""
        if column == "manipulation":
            return float(self.manipulates)
        return self.codes.get(column)

    @property
    def mediated(self) -> bool:
        """Whether a third party mediated."""
        return self.codes["mediated"] == 1.0

    @property
    def drafts(self) -> bool:
        """Whether its mediator tables texts: formulation, manipulation, or a style that is not coded."""
        return self.mediated and self.codes.get("medstyle", _FORMULATION) >= _FORMULATION

    @property
    def manipulates(self) -> bool:
        """Whether its mediator uses leverage."""
        return self.mediated and self.codes.get("medstyle", 0) == _MANIPULATION


@dataclass(frozen=True)
class Crises:
    """What a file holds, what of it is left out, and what was taken for codes that are missing."""

    crises: tuple[Crisis, ...]
    left_out: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass
class _Sheet:
    """A table of texts with the places of the columns that we know."""

    places: Mapping[str, str]
    rows: list[tuple[int, dict[str, str]]]
    left_out: list[str] = field(default_factory=list)


def read_crises(path: str | os.PathLike[str]) -> Crises:
    """Read a CSV file of crises in ICB's own system-level layout or the compact one.

    Columns are found by name, in any order and case; others are passed over. ICB's layout gives the length by the dates
    of trigger and termination, `mediate` 4 as mediated, `forout` 1 or 2 as an agreement and `outesr` 2 as tension
    reduced. CrisesError in one line, if the file is no such table or no crisis of it can be used.
    """
    sheet = _sheet(Path(path))
    crises: list[Crisis] = []
    seen: set[int] = set()
    for line, row in sheet.rows:
        try:
            crisis = _crisis(row, sheet.places)
            if crisis.crisno in seen:
                raise CrisesError(f"crisis {crisis.crisno} comes a second time")
        except CrisesError as error:
            sheet.left_out.append(f"line {line}: left out: {error}")
            continue
        seen.add(crisis.crisno)
        crises.append(crisis)
    if not crises:
        why = f" ({sheet.left_out[0]})" if sheet.left_out else ""
        raise CrisesError(f"{one_line(path, 120)}: holds no crisis that can be used{why}")
    return Crises(tuple(crises), tuple(sheet.left_out), tuple(_notes(crises)))


def _sheet(path: Path) -> _Sheet:
    """Read the table as texts, and find the columns."""
    name = one_line(path, 120)
    try:
        text = text_of(path)
    except UnfitError as error:
        raise CrisesError(f"{name}: {error}") from None
    except OSError as error:
        raise CrisesError(f"{name}: {(error.strerror or 'cannot be read').lower()}") from None
    try:
        lines = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))
    except csv.Error as error:
        raise CrisesError(f"{name}: is no CSV table: {one_line(error, 80)}") from None
    head = [cell.strip().lower() for cell in lines[0]] if lines else []
    places = {what: next((n for n in names if n in head), "") for what, names in NAMES.items()}
    missing = [" or ".join(NAMES[what]) for what in NEEDED if not places[what]]
    if missing:
        raise CrisesError(f"{name}: has no column {', '.join(missing)}; must have one for each of {', '.join(NEEDED)}")
    twice = next((cell for cell in places.values() if cell and head.count(cell) > 1), None)
    if twice is not None:
        raise CrisesError(f"{name}: has the column {twice} twice")
    sheet = _Sheet({what: place for what, place in places.items() if place}, [])
    for number, cells in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(head):
            sheet.left_out.append(f"line {number}: left out: has {len(cells)} cells, must have {len(head)}")
            continue
        sheet.rows.append((number, dict(zip(head, cells, strict=True))))
    return sheet


def _number(row: Mapping[str, str], column: str) -> float | None:
    text = row.get(column, "").strip()
    if text.lower() in _BLANK:
        return None
    try:
        value = float(text)
    except ValueError:
        raise CrisesError(f"{column} is {one_line(text, 40)!r}, must be a number or empty") from None
    if not abs(value) < 1e9:
        raise CrisesError(f"{column} is {one_line(text, 40)!r}, is out of range")
    return value


def _crisis(row: Mapping[str, str], places: Mapping[str, str]) -> Crisis:
    """Turn one row of texts into a crisis, or say why it is left out."""
    found = {what: _number(row, place) for what, place in places.items()}
    number = found.pop("crisno")
    if number is None or number != int(number) or not 0 <= number < 2**31:
        raise CrisesError("crisno is not a whole number")
    if places["mediated"] == "mediate" and found["mediated"] is not None:
        found["mediated"] = float(found["mediated"] == _MEDIATED)
    allowed = {"viol": (1, 2, 3, 4), "protrac": (1, 2, 3), "mediated": (0, 1)}
    for what, codes in allowed.items():
        if found[what] is None:
            raise CrisesError(f"crisis {int(number)}: {places[what]} is not coded")
        if found[what] not in codes:
            said = f"{found[what]:g}, must be one of {', '.join(map(str, codes))}"
            raise CrisesError(f"crisis {int(number)}: {places[what]} is {said}")
    if found.get("medstyle") not in (2, 3, 4):
        found["medstyle"] = None
    outcome = _ended(found, row)
    for what in ("days", "forout", "outesr", "agreement", "tension_reduced"):
        found.pop(what, None)
    for what in ("mediation_start_day", "mediation_days"):
        if (found.get(what) or 0.0) < 0.0:
            found[what] = None
    return Crisis(int(number), {what: value for what, value in found.items() if value is not None}, *outcome)


def _ended(found: Mapping[str, float | None], row: Mapping[str, str]) -> tuple[int | None, int | None, float | None]:
    """How a crisis ended, as far as the row says."""
    agreement, tension, days = found.get("agreement"), found.get("tension_reduced"), found.get("days")
    if agreement is None and found.get("forout") in range(1, 8):
        agreement = float(found["forout"] in (1, 2))
    if tension is None and found.get("outesr") in (1, 2):
        tension = float(found["outesr"] == 2)
    if days is None:
        days = _between(row)
    yes_no = [None if x not in (0.0, 1.0) else int(x) for x in (agreement, tension)]
    return yes_no[0], yes_no[1], None if days is None or days < 0 else days


def _between(row: Mapping[str, str]) -> float | None:
    """Days from trigger to termination by ICB's date columns; unknown days are the 15th, unknown months July."""
    ends = []
    for suffix in ("trig", "term"):
        year, month, day = (_number(row, f"{unit}{suffix}") for unit in ("yr", "mo", "da"))
        if year is None or not 1900 <= year <= 2100:
            return None
        month = month if month is not None and 1 <= month <= 12 else 7
        day = day if day is not None and 1 <= day <= 31 else 15
        ends.append(dt.date(int(year), int(month), 1) + dt.timedelta(days=int(day) - 1))
    return float((ends[1] - ends[0]).days)


def _notes(crises: Sequence[Crisis]) -> list[str]:
    """A line for each column that some crises do not have coded, saying what was taken."""
    notes = []
    columns = {link.column: link for link in book().links if link.column not in ("manipulation", "mediated")}
    for column, link in columns.items():
        lacking = sum(not link.knows(crisis.value(column)) for crisis in crises)
        if lacking:
            taken = f"taken at {link.absent:g} of its range"
            notes.append(f"{column}: not coded in {lacking} of {len(crises)} crises, {taken}")
    mediated = [crisis for crisis in crises if crisis.mediated]
    for column, usual in (("mediation_start_day", book().start_day), ("mediation_days", book().days)):
        lacking = sum(crisis.value(column) is None for crisis in mediated)
        if lacking:
            notes.append(f"{column}: not coded in {lacking} of {len(mediated)} mediated crises, taken as {usual:g}")
    lacking = sum(crisis.value("medstyle") is None for crisis in mediated)
    if lacking:
        notes.append(f"medstyle: not coded in {lacking} of {len(mediated)} mediated crises, taken as formulation")
    return notes
