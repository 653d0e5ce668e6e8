"""The fingerprint: one hash for everything in a scenario that can change a result."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from diplomacy_abm.scenario.sample import hash_of

if TYPE_CHECKING:
    from diplomacy_abm.scenario.schema import Scenario

_WORDS = {
    "scenario": ("name", "title", "question", "description", "sources"),
    "sides": ("label",),
    "actors": ("name", "sources"),
    "issues": ("label", "sources"),
    "relations": ("sources",),
    "pipelines": ("source",),
    "deals": ("source",),
    "soundings": ("source",),
    "events": ("source",),
}
"""What is for readers only. Labels of pipelines and events stay: they stand in the event record of a run."""

_LATER = {"weariness": 1.0}
"""Keys that came after fingerprints had been given out, as ``momentum`` did: at their default they are left out."""


def fingerprint(scenario: Scenario) -> str:
    """Return the SHA-256 of the canonical content, as 64 hexadecimal digits.

    It covers everything that can change a result, defaults filled in: calendar, seed, actors and issues with
    their order (equal values are summed, and ties broken, in it), relations, pipelines, deals, soundings, events,
    parameters, the numbers of the sample that it names. It does not cover what is for readers: comments, layout,
    titles, names, descriptions and sources.
    """
    text = json.dumps(canonical(scenario), sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def canonical(scenario: Scenario) -> dict[str, Any]:
    """Return the content that the fingerprint covers, as plain JSON values."""
    content: dict[str, Any] = {
        "scenario": _without_words(scenario.scenario, "scenario"),
        "sides": {name: _without_words(side, "sides") for name, side in scenario.sides.items()},
        "actors": [[label, _without_words(actor, "actors")] for label, actor in scenario.actors.items()],
        "issues": [[name, _without_words(issue, "issues")] for name, issue in scenario.issues.items()],
        "relations": {
            i: {j: _without_words(row, "relations") for j, row in others.items()}
            for i, others in scenario.relations.items()
            if others
        },
        "prisoners": scenario.prisoners.stock,
        "front": scenario.front.share,
        "parameters": dict(scenario.parameters.values),
    }
    if scenario.front.momentum:
        content["momentum"] = scenario.front.momentum
    if scenario.parameters.sample:
        content["sample"] = hash_of(scenario.parameters.sample)
    for table in ("pipelines", "deals", "soundings", "events"):
        content[table] = [_without_words(row, table) for row in getattr(scenario, table)]
    return content


def _without_words(row: Any, table: str) -> dict[str, Any]:
    values: dict[str, Any] = row.model_dump(mode="json", exclude=set(_WORDS[table]))
    for key, usual in _LATER.items():
        if values.get(key) == usual:
            del values[key]
    if "seats" in values:
        # the order in which seats are named means nothing
        values["seats"] = sorted(values["seats"])
    return values
