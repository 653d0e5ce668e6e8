"""The table of choices of a run: one row an option of a menu, with the terms of its value."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from diplomacy_abm.frames import dates
from diplomacy_abm.vocabulary import Channel, Goal

if TYPE_CHECKING:
    from diplomacy_abm.agents import Alternative, StateAgent
    from diplomacy_abm.scenario import Scenario

TERMS = (*(goal.name.lower() for goal in Goal), "circumstances", "cost")
"""Columns of the terms, in the order in which they are added up to the value."""
COLUMNS = ("step", "date", "actor", "channel", "option", "move", "target", "chosen", "chance", "value", *TERMS)
"""Columns of the table. ``option`` is the place on the menu, 0 is doing nothing; ``chosen`` is 1 or 0; ``chance`` is
that of quantal response, whatever the policy; the terms add up to ``value`` from left to right, to the last bit."""


class Keeper:
    """Listens to a model and keeps every menu."""

    def __init__(self) -> None:
        self._rows: list[tuple[object, ...]] = []

    def __call__(self, agent: StateAgent, channel: Channel, place: int) -> None:
        """Keep the menu that stands in the state."""
        self._rows += rows_of(agent.model.now, agent.label, channel, agent.listed(), place)

    def frame(self, scenario: Scenario) -> pd.DataFrame:
        """Return the table so far."""
        table = pd.DataFrame(self._rows, columns=[name for name in COLUMNS if name != "date"])
        table.insert(1, "date", dates(scenario, table["step"].to_numpy()))
        return table


def rows_of(
    step: int, label: str, channel: Channel, menu: Iterable[Alternative], place: int
) -> list[tuple[object, ...]]:
    """Return a menu as rows, columns as in :data:`COLUMNS` without the date."""
    return [
        (step, label, channel.name.lower(), x, option.move, option.target or "", int(x == place), option.probability,
         option.value, *(option.terms[name] for name in TERMS))
        for x, option in enumerate(menu)
    ]  # fmt: skip
