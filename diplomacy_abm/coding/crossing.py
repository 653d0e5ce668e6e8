"""What the parts of a file of facts must have in common, told at the place in that file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from diplomacy_abm.scenario.errors import Problem, nearest, shown

if TYPE_CHECKING:
    from diplomacy_abm.coding.facts import Facts, Record

_MOST_PEOPLE = 2e6
"""Thousands of people that no state exceeds: a count in heads is mistaken for one in thousands."""


def crossed(facts: Facts) -> Iterator[Problem]:
    """Yield what does not fit together: labels that name nobody, facts later than the start, unlike measures."""
    yield from _sides(facts)
    yield from _parties(facts)
    yield from _outsiders(facts)
    for number, row in enumerate(facts.record, start=1):
        yield from _record(f"record.{number}.date", row, facts)
    apart = [name for name, issue in facts.issues.items() if issue.separable]
    for number, deal in enumerate(facts.in_force, start=1):
        if deal.kind == "issue" and deal.issue not in apart:
            found = "is missing" if deal.issue is None else f"is {shown(deal.issue)}"
            told = f"{found}, must be a separable issue; {nearest(deal.issue or '', apart)}"
            yield Problem(f"in_force.{number}.issue", told)


def _sides(facts: Facts) -> Iterator[Problem]:
    for name in ("A", "B"):
        if name not in facts.sides:
            yield Problem(f"sides.{name}", "is missing and must be given")
            continue
        lead, own = facts.sides[name].lead, facts.parties_of(name)
        if lead not in own:
            told = f"is {shown(lead)}, must be a party of side {name}; {nearest(lead, own)}"
            yield Problem(f"sides.{name}.lead", told)


def _parties(facts: Facts) -> Iterator[Problem]:
    """All parties of a case are measured by the same facts."""
    rows = facts.parties.values()
    indexed = all(party.cinc is not None and party.miles is not None for party in rows)
    if not indexed and any(party.soldiers is None for party in rows):
        yield Problem("parties", "must all have cinc and miles, or all have soldiers")
    for label, party in facts.parties.items():
        if party.people.value > _MOST_PEOPLE:
            yield Problem(f"parties.{label}.people.value", f"is {party.people.value:,.0f}, must be thousands of people")
        if party.leader is not None and label not in {side.lead for side in facts.sides.values()}:
            yield Problem(f"parties.{label}.leader", "is asked of the leads of the sides only")
        if party.ranks is not None and sorted(party.ranks.value) != sorted(facts.issues):
            told = f"must name every issue once: {', '.join(facts.issues)}"
            yield Problem(f"parties.{label}.ranks.value", told)


def _outsiders(facts: Facts) -> Iterator[Problem]:
    """Mediators and patrons lean on parties and help them; one label is one actor."""
    named: dict[str, str] = dict.fromkeys(facts.parties, "parties")
    for table, rows in (("mediators", facts.mediators), ("patrons", facts.patrons)):
        for label, row in rows.items():
            if label in named:
                yield Problem(f"{table}.{label}", f"is in [{named[label]}] too, must be in one table only")
            named[label] = table
            for means in ("leverage", "support"):
                for party in sorted(set(getattr(row, means, ())) - set(facts.parties)):
                    told = f"no such party; {nearest(party, facts.parties)}"
                    yield Problem(f"{table}.{label}.{means}.{party}", told)


def _record(place: str, row: Record, facts: Facts) -> Iterator[Problem]:
    """Refuse a record that may be later than the start, or is older than ten years."""
    start, last, found = facts.case.start, row.last_day, f"is {row.date} ({row.name})"
    if last >= start:
        close = "" if len(row.date) == len("1995-07-11") else "; if it is not, give the month or the day"
        yield Problem(place, f"{found}, may be later than the start of the case, {start}{close}")
    if (last.year + 10, last.month, last.day) < (start.year, start.month, start.day):
        yield Problem(place, f"{found}, is more than ten years before the start of the case, {start}")
