"""The scenario's own values of the factors of a study, and the points of the design at which they stand."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from diplomacy_abm.results.store import SCENARIO
from diplomacy_abm.scenario import ScenarioError, load
from diplomacy_abm.scenario.settings import value_at

if TYPE_CHECKING:
    from diplomacy_abm.results.store import Store


def own_values(store: Store) -> dict[str, tuple[Any, Any]] | None:
    """Return by factor the scenario's own value and that of the design which is nearest to it.

    None where a factor is drawn from a distribution, a text is not among the values of its factor, or the scenario is
    not there to be read.
    """
    found = {}
    try:
        scenario = load(store.path / SCENARIO)
        for name, factor in store.factors.items():
            if factor["kind"] != "grid":
                return None
            own = 1.0 if factor.get("multiply") else value_at(scenario, _first(factor["set"]))
            near = _nearest(own, factor["values"])
            if near is None:
                return None
            found[name] = (own, near)
    except (ScenarioError, ValueError, KeyError, OSError):
        return None
    return found


def _first(places: Any) -> str:
    return str(places if isinstance(places, str) else places[0])


def _nearest(own: Any, values: list[Any]) -> Any:
    """Return the value of a factor that is the own one, or for numbers the nearest."""
    if own in values:
        return own
    numbers = isinstance(own, int | float) and all(isinstance(value, int | float) for value in values)
    return min(values, key=lambda value: abs(value - own)) if numbers and math.isfinite(own) else None
