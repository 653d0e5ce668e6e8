"""Values of a scenario set by their dotted place, as ``--set actors.TUR.leverage.RUS=0.8`` does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from diplomacy_abm.intake.arguments import settings_of as plainly
from diplomacy_abm.intake.gate import UnfitError, toml_of
from diplomacy_abm.parameters import PARAMETERS
from diplomacy_abm.scenario.errors import Problem, ScenarioError, nearest, shown
from diplomacy_abm.scenario.io import build, tables_of

if TYPE_CHECKING:
    from diplomacy_abm.scenario.schema import Scenario

_LISTS = ("pipelines", "deals", "events")
_FIXED = ("actors", "issues", "sides")
_DEEPEST = 8
MARK = "judgement: set by hand for this run"
"""Source of a number that was set."""


def with_settings(scenario: Scenario, settings: Mapping[str, Any] | None) -> Scenario:
    """Return a scenario with some values changed, checked again.

    Parameters
    ----------
    scenario : Scenario
        Stays as it is.
    settings : mapping of str to value, or None
        Values by dotted place, ``{"actors.TUR.leverage.RUS": 0.8}``; entries of lists are counted from 1
        (``pipelines.1.lead``). A text is read as a TOML value where it is one, so ``"0.8"`` is a number.
        Numbers that are set carry the source ``judgement: set by hand for this run``.

    Raises
    ------
    ScenarioError
        When a place does not exist or the scenario cannot be used with its new value.
    """
    if not settings:
        return scenario
    tables = tables_of(scenario)
    given = plainly(settings, exact=True)
    problems = [problem for place, value in given.items() if (problem := _put(tables, place, value))]
    if problems:
        raise ScenarioError("settings", problems)
    return build(tables, f"{scenario.name} with settings")


def value_at(scenario: Scenario, place: str) -> Any:
    """Return what stands at a dotted place, defaults filled in; None where the scenario has nothing."""
    keys = place.split(".")
    if keys[0] == "parameters" and len(keys) == 2:
        known = PARAMETERS.get(keys[1])
        return scenario.parameters.values.get(keys[1], None if known is None else known.default)
    if keys[0] == "relations" and len(keys) == 4 and keys[3] in ("trust", "escalation"):
        both = keys[1] in scenario.actors and keys[2] in scenario.actors
        return getattr(scenario, keys[3])(keys[1], keys[2]) if both else None
    found: Any = scenario
    for key in keys:
        if isinstance(found, dict):
            found = found.get(key)
        elif isinstance(found, tuple):
            found = found[int(key) - 1] if key.isdigit() and 1 <= int(key) <= len(found) else None
        else:
            found = getattr(found, key) if key in getattr(type(found), "model_fields", ()) else None
    return found


def _put(tables: dict[str, Any], place: str, value: Any) -> Problem | None:
    """Write one value into the tables, or say why that cannot be."""
    keys = place.split(".")
    if not 2 <= len(keys) <= _DEEPEST or "" in keys:
        return Problem(place, "is no dotted place, must be like actors.TUR.leverage.RUS")
    if keys[0] not in tables and keys[0] in tables["actors"]:
        return Problem(place, f"unknown key; did you mean actors.{place}?")
    table: Any = tables
    for depth, key in enumerate(keys[:-1]):
        if isinstance(table, list):
            if not key.isdigit() or not 1 <= int(key) <= len(table):
                return Problem(place, f"{key} is no entry of {keys[0]}, must be from 1 to {len(table)}")
            table = table[int(key) - 1]
        elif depth == 1 and keys[0] in _FIXED and key not in table:
            return Problem(place, f"no {keys[0].removesuffix('s')} {key}; {nearest(key, table)}")
        elif depth == 0 and keys[0] in _LISTS and key not in table:
            return Problem(place, f"the scenario has no {keys[0]}")
        else:
            table = table.setdefault(key, {})
        if not isinstance(table, (dict, list)):
            return Problem(place, f"{'.'.join(keys[: depth + 1])} is {shown(table)}, not a table")
    if isinstance(table, list):
        return Problem(place, f"is a whole entry, must name a key of it, like {place}.label")
    table[keys[-1]] = _read(value, table.get(keys[-1]))
    _mark(tables, keys)
    return None


def _read(value: Any, before: Any) -> Any:
    """Return a text as the TOML value it is, if it is one and no text stood there."""
    if not isinstance(value, str) or isinstance(before, str):
        return value
    return value_of(value)


def value_of(text: str) -> Any:
    """Return a text as the TOML value it is; one that is none stays a text."""
    try:
        found = toml_of(f"value = {text}")
    except UnfitError:
        return text
    # a text of several lines may be a whole document
    return found["value"] if list(found) == ["value"] else text


def _mark(tables: dict[str, Any], keys: list[str]) -> None:
    """Say in the sources that a value was set; list entries keep theirs, their source being one text."""
    depth = {"actors": 2, "issues": 2, "relations": 3, "prisoners": 1, "front": 1, "parameters": 1}.get(keys[0])
    if depth is None or len(keys) <= depth or keys[depth] in ("sources", "sample"):
        return
    table = tables
    for key in keys[:depth]:
        table = table[key]
    table.setdefault("sources", {})[".".join(keys[depth:])] = MARK
