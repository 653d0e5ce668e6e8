"""From what a tab asks for to a run that can be watched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from diplomacy_abm.app.recorder import Recorder, watch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from diplomacy_abm.app.messages import AddedActor, Changes, Setup
    from diplomacy_abm.scenario import Scenario

_SET_BY_HAND = "judgement: added by hand on the page"
SETTABLE = ("leverage", "credibility", "support", "bias", "arms_capacity", "guarantee", "cost", "hawkishness",
            "capability", "accuracy")  # fmt: skip
"""Keys of an actor that the page may set; whole scenarios are for files."""


def find(name: str, offered: Mapping[str, Scenario]) -> Scenario:
    """Return one of the scenarios that the server offers; a tab can name no file.

    Raises
    ------
    ValueError
        In one line, if it is not offered.
    """
    if name not in offered:
        raise ValueError(f"scenario: there is no {name!r} here, must be one of {', '.join(offered)}")
    return offered[name]


def prepared(setup: Setup, offered: Mapping[str, Scenario]) -> Scenario:
    """Return the scenario of a setup, added actors and all."""
    from diplomacy_abm.scenario.io import build, tables_of

    scenario = find(setup.scenario, offered)
    _refuse_other_places(setup.settings)
    if not setup.added:
        return scenario
    tables = tables_of(scenario)
    for actor in setup.added:
        if actor.label in tables["actors"]:
            raise ValueError(f"added: there is an actor {actor.label} already; choose another label")
        tables["actors"][actor.label] = _table(actor, scenario)
    return build(tables, scenario.name)


def _refuse_other_places(settings: Mapping[str, float]) -> None:
    for place in settings:
        keys = place.split(".")
        if keys[0] != "actors" or len(keys) not in (3, 4) or keys[2] not in SETTABLE:
            raise ValueError(f"settings: {place!r} cannot be set here, must be actors.LABEL. and {', '.join(SETTABLE)}")


def _table(actor: AddedActor, scenario: Scenario) -> dict[str, Any]:
    leads = [side.lead for side in scenario.sides.values()]
    table: dict[str, Any] = {"name": actor.name, "seats": [actor.role], "sources": {"default": _SET_BY_HAND}}
    if actor.role == "mediator":
        table |= {"leverage": dict.fromkeys(leads, actor.leverage), "bias": actor.bias}
        table["credibility"] = dict.fromkeys(leads, actor.credibility)
        return table
    client = actor.client or leads[1]
    if client not in scenario.actors or not scenario.actors[client].is_party:
        raise ValueError(f"added: {actor.label} cannot back {client!r}, must back a party: {', '.join(leads)}")
    return table | {"support": {client: actor.support}, "arms_capacity": actor.arms}


def both(setup: Setup, beside: Changes | None) -> Changes:
    """Return the changes of the second of two runs: those of the first, and what differs."""
    from diplomacy_abm.app.messages import Changes

    more = beside or Changes()
    return Changes(
        parameters={**setup.parameters, **more.parameters},
        policies={**setup.policies, **more.policies},
        settings={**setup.settings, **more.settings},
        without=sorted({*setup.without, *more.without}),
    )


def seed_of(setup: Setup, scenario: Scenario) -> int:
    """Return the seed of a setup, by default the scenario's."""
    return scenario.scenario.seed if setup.seed is None else setup.seed


def recorder(setup: Setup, changes: Changes, offered: Mapping[str, Scenario]) -> Recorder:
    """Return a run that is ready to be watched."""
    from diplomacy_abm.app.messages import MAX_STEPS

    scenario = prepared(setup, offered)
    horizon = min(setup.steps or scenario.scenario.horizon, MAX_STEPS)
    return watch(
        scenario, setup.seed, setup.run, changes.policies, changes.without, changes.parameters, changes.settings,
        horizon,
    )  # fmt: skip
