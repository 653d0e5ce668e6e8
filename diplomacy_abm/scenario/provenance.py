"""Where the numbers of a scenario come from: every one has a source or is marked as a judgement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from diplomacy_abm.parameters import PARAMETERS
from diplomacy_abm.scenario.errors import Problem, nearest
from diplomacy_abm.scenario.sample import estimated_in

if TYPE_CHECKING:
    from diplomacy_abm.scenario.schema import Scenario
    from diplomacy_abm.scenario.types import Table

CHOICE = "choice of the design, not a claim about the world"
"""Source of the calendar and the seed, where the file names none."""


class SourceRow(NamedTuple):
    """One number of a scenario: where it stands, its value, where it comes from."""

    place: str
    value: float
    source: str

    @property
    def kind(self) -> str:
        """``estimated``, ``taken``, ``judgement``, ``partly`` or ``choice``.

        It is estimated, or a judgement, where the source begins with that word, and partly a judgement where that word
        comes later; else it is taken from what the source names.
        """
        words = self.source.lower()
        if self.source == CHOICE:
            return "choice"
        if words.startswith("judgement"):
            return "judgement"
        if words.startswith("estimated"):
            return "estimated"
        return "partly" if "judgement" in words else "taken"


def sources(scenario: Scenario) -> list[SourceRow]:
    """Return a row for every number that the file states, in its order.

    Values filled in by defaults are not listed: they belong to the program, not to the file.
    """
    return [SourceRow(place, value, source or "") for place, value, source in _numbers(scenario)]


def model_sources(scenario: Scenario) -> list[SourceRow]:
    """Return a row for every number of the model that the file does not state: the default, and where it comes from.

    One that was fitted in the sample that the scenario names is estimated; the value is the central one all the same.
    """
    fitted = estimated_in(scenario.parameters.sample)
    return [
        SourceRow(
            f"model.{name}", row.default, f"estimated on {fitted[name]}" if name in fitted else row.source
        )
        for name, row in PARAMETERS.items() if name not in scenario.parameters.values
    ]  # fmt: skip


def missing_sources(scenario: Scenario) -> Iterator[Problem]:
    """Yield a problem for every number without a source."""
    for place, _, source in _numbers(scenario):
        if source is None:
            table = place.rpartition(".")[0]
            yield Problem(
                place, f'has no source, must be covered by a key or "default" in the sources of its table ({table})'
            )


def unknown_sources(scenario: Scenario) -> Iterator[Problem]:
    """Yield a problem for every source of a key that its table does not have."""
    for path, table, values in _tables(scenario):
        known = ["default", *(name for name in values if name != "sources")]
        for key in getattr(table, "sources", {}):
            # `leverage.RUS` may have a source of its own
            if key not in known and key.partition(".")[0] not in known:
                yield Problem(f"{path}.sources.{key}", f"is no key of its table; {nearest(key, known)}")


def _tables(scenario: Scenario) -> Iterator[tuple[str, Table, Mapping[str, Any]]]:
    """Yield place, table and what may be in it, for every table that can hold numbers."""
    fields: tuple[tuple[str, Table], ...] = (
        ("scenario", scenario.scenario),
        *((f"actors.{label}", actor) for label, actor in scenario.actors.items()),
        *((f"issues.{name}", issue) for name, issue in scenario.issues.items()),
        *((f"relations.{i}.{j}", row) for i, others in scenario.relations.items() for j, row in others.items()),
        *((f"pipelines.{number}", row) for number, row in enumerate(scenario.pipelines, start=1)),
        *((f"deals.{number}", row) for number, row in enumerate(scenario.deals, start=1)),
        *((f"events.{number}", row) for number, row in enumerate(scenario.events, start=1)),
        ("prisoners", scenario.prisoners),
        ("front", scenario.front),
    )
    for path, table in fields:
        yield path, table, {name: getattr(table, name) for name in type(table).model_fields}
    yield "parameters", scenario.parameters, scenario.parameters.values


def _numbers(scenario: Scenario) -> Iterator[tuple[str, float, str | None]]:
    """Yield place, value and source of every number that the file states."""
    for path, table, values in _tables(scenario):
        given = values if path == "parameters" else [name for name in values if name in table.model_fields_set]
        for name in given:
            for place, value in _leaves(name, values[name]):
                yield f"{path}.{place}", value, _source_of(path, table, place)


def _leaves(place: str, value: Any) -> Iterator[tuple[str, float]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _leaves(f"{place}.{name}", inner)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield place, value


def _source_of(path: str, table: Table, place: str) -> str | None:
    own = getattr(table, "source", None)
    if own is not None:
        return str(own)
    known: Mapping[str, str] = getattr(table, "sources", {})
    for key in (place, place.partition(".")[0], "default"):
        if key in known:
            return known[key]
    return CHOICE if path == "scenario" else None
