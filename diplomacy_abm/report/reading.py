"""A store as a report reads it: its runs once, however many tables are made of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from diplomacy_abm.analysis.study import labels
from diplomacy_abm.report.elements import listed
from diplomacy_abm.results.store import SCENARIO, Store
from diplomacy_abm.scenario import ScenarioError, load
from diplomacy_abm.scenario.settings import value_at

if TYPE_CHECKING:
    import pandas as pd


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


USUAL = ("agreement", "ever: formal", "outcome: settlement held", "war weeks", "mean_escalation")
"""Quantities that are shown where the design names none."""


class Reading(Store):
    """A store with its runs kept in memory, and the words for its arms and factors."""

    @classmethod
    def of(cls, store: Store) -> Reading:
        """Return a store as a report reads it."""
        return cls(store.path, store.manifest, store.parts, store.warnings)

    @cached_property
    def base(self) -> Reading:
        """The study at the scenario's own values; the whole of it where these are not in the design."""
        own = self.own
        if not own or len(self.points) < 2:
            return self
        points = self.points
        for name, (_, near) in own.items():
            points = points[points[name] == near]
        part = Reading.of(self)
        part.__dict__["points"] = points.reset_index(drop=True)
        part.__dict__["_runs"] = self._runs[self._runs["point"].isin(points["point"])].reset_index(drop=True)
        return part if len(points) and not part.finished().empty else self

    @cached_property
    def own(self) -> dict[str, tuple[Any, Any]] | None:
        """The scenario's own value of each factor and the nearest of the design; None where the points are pooled."""
        return own_values(self)

    @property
    def where(self) -> str:
        """Say at which values what is not told by level stands."""
        if len(self.points) < 2:
            return ""
        if self.base is self or not self.own:
            return "All points of the design are pooled: this is a mean over its values."
        told = []
        for name, (own, near) in self.own.items():
            said = "" if near == own else f" (nearest to the {_said(own)} of the scenario)"
            told.append(f"{self.bare[name]} {_said(near)}{said}")
        return f"At the scenario's own values: {listed(told)}."

    @cached_property
    def _runs(self) -> pd.DataFrame:
        return super().runs()

    @cached_property
    def _finished(self) -> pd.DataFrame:
        return self._runs[self._runs["status"] == "ok"].reset_index(drop=True)

    def runs(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Return the runs, finished and failed."""
        return self._runs if columns is None else self._runs[list(columns)]

    @property
    def sets(self) -> int:
        """How many sets of parameters the runs took; 0 where all have the same."""
        return int(self._runs["draw"].nunique()) if "draw" in self._runs else 0

    def finished(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Return the runs that did not fail."""
        return self._finished if columns is None else self._finished[list(columns)]

    @cached_property
    def labels(self) -> dict[str, str]:
        """What arms and factors are called, factors with their units."""
        return labels(self) | self._only_arm

    @cached_property
    def bare(self) -> dict[str, str]:
        """What arms and factors are called, without units."""
        named = {name: factor.get("label") or name for name, factor in self.factors.items()}
        return dict(self.arms) | named | self._only_arm

    @property
    def _only_arm(self) -> dict[str, str]:
        """An only arm without a label of its own is all there is."""
        return {"base": "all runs"} if dict(self.arms) == {"base": "base"} else {}

    @property
    def method(self) -> str:
        """How the sampled factors were drawn; empty where there are none."""
        return str((self.sampling or {}).get("method", ""))

    @property
    def quantities(self) -> list[str]:
        """The quantities that the design asks for, or the usual ones."""
        return self.outcomes or list(USUAL)

    @property
    def weeks(self) -> str:
        """Unit of time."""
        days = self.scenario.step_days
        return "weeks" if days == 7 else f"steps of {days} days"

    @cached_property
    def grid(self) -> list[str]:
        """Factors of the grid that take more than one value, in the order of the design."""
        return [name for name, factor in self.factors.items()
                if factor["kind"] == "grid" and len(set(map(str, factor["values"]))) > 1]  # fmt: skip

    @cached_property
    def sampled(self) -> list[str]:
        """Factors with a distribution."""
        return [name for name, factor in self.factors.items() if factor["kind"] == "sampled"]


def _said(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
