"""Scenarios of any number of actors, made of the shipped one: fewer of its actors, or copies of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from diplomacy_abm.scenario import Scenario

ORIGIN = "ukraine-2025"
FIRST = ("RUS", "UKR", "TUR", "USA", "FRA", "CHN", "ARE", "ESP")
"""Who stays when actors go: the parties, then mediators and patrons in turn."""
LIMIT = 64


def sized(actors: int) -> Scenario:
    """Return the origin scenario with `actors` actors.

    Fewer than it has: the first of :data:`FIRST`, then of the file, without what concerns the others. More: copies
    of its mediators and patrons, each with the resources of its original and no relations of its own.

    Parameters
    ----------
    actors
        From 2 to 64; 0 leaves the scenario as it is.
    """
    from diplomacy_abm.scenario import Scenario, load, tables_of

    origin = load(ORIGIN)
    if actors == 0:
        return origin
    if not 2 <= actors <= LIMIT:
        raise ValueError(f"actors: {actors} is out of range, must be from 2 to {LIMIT}")
    tables = tables_of(origin)
    order = [*FIRST, *(label for label in tables["actors"] if label not in FIRST)]
    kept = set(order[:actors])
    _reduce(tables, kept)
    outside = [label for label, actor in tables["actors"].items() if "party" not in actor["seats"]]
    for x in range(actors - len(kept)):
        original = outside[x % len(outside)]
        copy = dict(tables["actors"][original])
        copy["name"] = f"{copy['name']} {x // len(outside) + 2}"
        tables["actors"][f"{original}{x // len(outside) + 2}"] = copy
    tables["scenario"]["name"] = f"{ORIGIN}-{actors}"
    return Scenario(**tables)


def _reduce(tables: dict[str, Any], kept: set[str]) -> None:
    """Leave out actors and whatever names them."""
    tables["actors"] = {label: actor for label, actor in tables["actors"].items() if label in kept}
    tables["relations"] = {
        one: {other: relation for other, relation in ties.items() if other in kept}
        for one, ties in tables.get("relations", {}).items()
        if one in kept
    }
    for name, places in (
        ("pipelines", ("supplier", "recipient")), ("deals", ("mediator",)), ("events", ("actor", "target")),
        ("soundings", ("mediator", "party")),
    ):  # fmt: skip
        tables[name] = [
            entry for entry in tables.get(name, []) if all(entry.get(place) in kept | {None} for place in places)
        ]
