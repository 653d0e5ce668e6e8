"""Dated starts: one war seen from later dates, each a short overlay on the date before it.

A file of ``starts/`` names its base, a shipped scenario, and then a list of dates. The scenario of a date is made of
the scenario of the date before it by these rules, in this order:

1. ``remove`` takes actors out, with what is said about them.
2. Pipelines and deals of the earlier date are gone, since they were delivered or ran out; the date names its own.
   Of the calendar only what still lies ahead is kept.
3. ``aid`` (money allocated by donor in the months before the date) sets how far the party armed rests on aid, and
   each donor's support and capacity, by :func:`armed`; ``polls`` sets its cost of war by :func:`cost_of_polls`.
4. Tables of the date are laid over what is there, key by key.

Nothing in a date may have been known only after it.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

STRENGTH_OF_MONEY = 0.0102
"""Strength in the theatre for each bn EUR of military aid, as derived at [actors.UKR] of ``ukraine-2025``."""
PRODUCTION = 0.02
"""Weekly rate at which a level of strength is renewed: the default of the parameter ``production``."""
_WEEKS_A_MONTH = 52.0 / 12.0
_OWN = ("aid", "polls", "remove")
_LISTS = ("pipelines", "deals")


def starts() -> list[str]:
    """Return the names of the dated starts that ship with the package, in the order of their files."""
    return list(_overlays())


def start_tables(name: str) -> dict[str, Any]:
    """Return the plain tables of a dated start, one of :func:`starts`."""
    from diplomacy_abm.scenario.io import load, tables_of

    base, dates = _overlays()[name]
    tables = tables_of(load(base))
    for overlay in dates:
        tables = _laid_over(tables, overlay)
    return tables


@lru_cache(maxsize=1)
def _overlays() -> dict[str, tuple[str, tuple[Mapping[str, Any], ...]]]:
    """Return base and overlays of each start, the earlier dates of its file first."""
    found = {}
    for entry in sorted((files("diplomacy_abm.scenario") / "starts").iterdir(), key=lambda entry: entry.name):
        if not entry.name.endswith(".toml"):
            continue
        content = tomllib.loads(entry.read_text("utf-8"))
        dates = tuple(content["starts"])
        for number, overlay in enumerate(dates, start=1):
            found[str(overlay["scenario"]["name"])] = (str(content["base"]), dates[:number])
    return found


def _laid_over(tables: dict[str, Any], overlay: Mapping[str, Any]) -> dict[str, Any]:
    """Make the tables of a date of those of the date before it."""
    start: dt.date = overlay["scenario"]["start"]
    result = _without(tables, overlay.get("remove", ()))
    for name in _LISTS:
        result.pop(name, None)
    result["events"] = [event for event in result.get("events", []) if event["date"] >= start]
    for rule, key in ((armed, "aid"), (cost_of_polls, "polls")):
        if key in overlay:
            result = merged(result, rule(overlay[key]))
    return merged(result, {key: value for key, value in overlay.items() if key not in _OWN})


def _without(tables: Mapping[str, Any], gone: tuple[str, ...] | list[str]) -> dict[str, Any]:
    """Take actors out of the tables, with relations, calendar and ties that name them."""
    result = dict(tables)
    result["actors"] = {label: actor for label, actor in tables["actors"].items() if label not in gone}
    result["relations"] = {
        one: {other: row for other, row in others.items() if other not in gone}
        for one, others in tables.get("relations", {}).items()
        if one not in gone
    }
    named = (event for event in tables.get("events", []) if not {event["actor"], event.get("target")} & set(gone))
    result["events"] = list(named)
    return result


def merged(tables: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Lay plain tables over others, key by key, and change neither; lists and values are replaced whole."""
    result = dict(tables)
    for key, value in over.items():
        below = result.get(key)
        both = isinstance(value, Mapping) and isinstance(below, Mapping)
        result[key] = merged(below, value) if both else value  # type: ignore[arg-type]
    return result


def armed(aid: Mapping[str, Any]) -> dict[str, Any]:
    """Turn military aid before a date into tables for the scenario: who arms whom.

    ``to`` whom, ``months`` counted, ``total`` and ``donors`` in bn EUR over these months, ``source``. The party's level
    of 1 is what aid and its own means hold up together; a level decays at the rate of production, so aid of m bn EUR a
    week holds up ``0.0102 m / 0.02`` of it. A donor's support is its share of the total, its capacity what its mean of
    a week would add.
    """
    to, months = str(aid["to"]), float(aid["months"])
    span = f"{aid['total']:g} bn EUR in {months:g} months ({aid['source']})"
    weekly = float(aid["total"]) / months / _WEEKS_A_MONTH
    tables: dict[str, Any] = {
        to: {
            "sustainable": 1.0,
            "aid_dependence": round(weekly * STRENGTH_OF_MONEY / PRODUCTION, 3),
            "sources": {
                "sustainable": "judgement: what aid and its own means hold up at the start",
                "aid_dependence": f"{span}; a week of it x {STRENGTH_OF_MONEY} / {PRODUCTION}",
            },
        }
    }
    for donor, amount in aid["donors"].items():
        share = round(float(amount) / float(aid["total"]), 3)
        told = f"{amount:g} of {span}"
        tables[donor] = {
            "support": {to: share},
            "alignment": {to: share},
            "arms_capacity": round(float(amount) / months / _WEEKS_A_MONTH * STRENGTH_OF_MONEY, 6),
            "sources": {
                "support": told,
                "alignment": "at the level of its support, where nothing announced points elsewhere",
                "arms_capacity": f"{told}; a week of it x {STRENGTH_OF_MONEY}",
            },
        }
    return {"actors": tables}


def cost_of_polls(polls: Mapping[str, Any]) -> dict[str, Any]:
    """Turn the share of people ready to cede territory into a party's public cost of war.

    ``of`` whom, ``ready`` in percent, ``source``. 0.12 at 9 % (May 2023) and 0.14, the cost in ``ukraine-2025``, at 39
    % (March 2025), in a straight line.
    """
    cost = round(0.12 + 0.02 * (float(polls["ready"]) - 9.0) / 30.0, 4)
    here = f"{polls['ready']:g} % ({polls['source']})"
    told = f"judgement: 0.12 at 9 % ready to cede territory, 0.14 at 39 %; here {here}"
    return {"actors": {str(polls["of"]): {"cost": cost, "sources": {"cost": told}}}}


def described() -> Iterator[tuple[str, str, dt.date]]:
    """Yield name, base and date of every dated start."""
    for name, (base, dates) in _overlays().items():
        yield name, base, dates[-1]["scenario"]["start"]
