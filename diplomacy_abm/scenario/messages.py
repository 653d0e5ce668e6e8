"""What pydantic finds wrong, in the words of a file of ours."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from diplomacy_abm.scenario import schema
from diplomacy_abm.scenario.errors import Problem, nearest, shown

_WANTED = {
    "float": "a number",
    "finite_number": "a finite number",
    "int": "a whole number",
    "string": "a text in quotes",
    "bool": "true or false",
    "tuple": "a list",
    "list": "a list",
    "dict": "a table",
    "model": "a table",
    "date": "a date such as 2025-11-17, without quotes",
}
KeyTables = dict[str, tuple[int, type[BaseModel]]]
"""For each table of a file how deep its keys lie, and the model that knows them."""

_TABLES: KeyTables = {
    "scenario": (1, schema.Header),
    "sides": (2, schema.Side),
    "actors": (2, schema.Actor),
    "issues": (2, schema.Issue),
    "relations": (3, schema.Relation),
    "pipelines": (2, schema.Pipeline),
    "deals": (2, schema.Deal),
    "soundings": (2, schema.Sounding),
    "events": (2, schema.Event),
    "prisoners": (1, schema.Prisoners),
    "front": (1, schema.Front),
}


def keys_at(place: Sequence[Any]) -> list[str]:
    """Return the keys that a table of a scenario may have; the place is that of the table."""
    return known_keys(place, schema.Scenario, _TABLES)


def known_keys(place: Sequence[Any], whole: type[BaseModel], tables: KeyTables) -> list[str]:
    """Return the keys that a table of a file may have, as the file spells them."""
    depth, model = (0, whole) if not place else tables.get(str(place[0]), (0, None))
    if model is None or depth != len(place):
        return []
    return [field.alias or name for name, field in model.model_fields.items()]


def dotted(place: Sequence[Any]) -> str:
    """Return a place as text; entries of lists are counted from 1."""
    parts = [str(part + 1) if isinstance(part, int) else str(part) for part in place if part != "[key]"]
    if parts[:2] == ["parameters", "values"]:
        del parts[1]
    return ".".join(parts)


def problems_in(
    error: ValidationError, keys: Callable[[Sequence[Any]], list[str]] = keys_at
) -> list[Problem]:
    """Return what a validation error says, one problem for each place; `keys` tells those of a table."""
    return [Problem(dotted(detail["loc"]), _message(detail, keys)) for detail in error.errors(include_url=False)]


def _message(detail: Any, keys: Callable[[Sequence[Any]], list[str]]) -> str:
    kind, place, value = detail["type"], detail["loc"], detail["input"]
    context = detail.get("ctx") or {}
    if kind == "missing":
        return "is missing and must be given"
    if kind == "extra_forbidden":
        return f"unknown key; {nearest(str(place[-1]), keys(place[:-1]))}"
    if kind == "literal_error":
        wanted = context["expected"].replace("'", '"')
        return f"{'unknown name' if place[-1] == '[key]' else f'is {shown(value)}'}, must be {wanted}"
    if kind == "allowed":
        return f"is {shown(value)}, must be {context['allowed']}"
    if kind == "model_type" and str(context.get("class_name", "")).startswith("Fact["):
        return f'is {shown(value)}, must be a fact with its source: {{ value = …, source = "…" }}'
    stem = kind.removesuffix("_type").removesuffix("_parsing").removesuffix("_from_float").removesuffix("_exact")
    if stem in _WANTED:
        return f"is {shown(value)}, must be {_WANTED[stem]}"
    told = detail["msg"].replace("Input should", "must", 1)
    return f"is {shown(value)}{', ' if told.startswith('must') else ': '}{told}"
