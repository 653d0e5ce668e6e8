"""The plan of a study: its points, and the fixed pieces in which they are played."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any

from diplomacy_abm.scenario import with_settings
from diplomacy_abm.scenario.settings import value_at

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from diplomacy_abm.experiment.design import Design
    from diplomacy_abm.experiment.schema import Arm, DesignFile
    from diplomacy_abm.scenario import Scenario

PART_RUNS = 1000
"""Runs in a part, about; a killed study loses the parts at work, no more."""
MOST_RUNS = 1_000_000_000
"""Runs of a study at most; more are a slip of the pen."""
KEPT_PART_RUNS = 100
"""Runs in a part when steps or events are kept."""
PARAMETERS = "parameters."
"""Places under it are numbers of the model, which may differ from run to run in one call."""


@dataclass(frozen=True)
class Slice:
    """Runs ``first … first + runs - 1`` of a point."""

    point: int
    first: int
    runs: int


@dataclass(frozen=True)
class Part:
    """A fixed piece of a plan: consecutive slices of one arm, played and stored together."""

    index: int
    arm: str
    slices: tuple[Slice, ...]

    @property
    def runs(self) -> int:
        """Number of runs in the part."""
        return sum(piece.runs for piece in self.slices)


@dataclass(frozen=True)
class Changes:
    """What a point of an arm changes in the plan's scenario: arguments of ``run_ensemble``."""

    settings: dict[str, Any] = field(default_factory=dict)
    policies: dict[str, str] = field(default_factory=dict)
    without: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Group:
    """Slices of a part that differ in nothing but parameters, and so share one case."""

    changes: Changes
    """Without parameters."""
    slices: tuple[Slice, ...]
    """Consecutive ones of the part."""
    parameters: dict[str, np.ndarray]
    """One number for each slice, by the name of the parameter; :meth:`parameters_of` gives those of one slice."""

    def parameters_of(self, index: int) -> dict[str, float]:
        """Return the parameters of the slice at an index of :attr:`slices`."""
        return {name: float(numbers[index]) for name, numbers in self.parameters.items()}


@dataclass(frozen=True, eq=False)
class Plan:
    """What is to be played, as a function of the design and the number of runs alone."""

    design: Design
    """Where it comes from."""
    scenario: Scenario
    """With the settings and the horizon of the study."""
    seed: int
    """Seed of all runs."""
    runs: int
    """Runs of each point in each arm."""
    points: pd.DataFrame
    """``point`` and the factors."""
    parts: tuple[Part, ...]
    """All runs, each once."""

    @property
    def keep(self) -> tuple[str, ...]:
        """What is kept beside one row a run: ``steps``, ``events``."""
        return self.design.keep

    @property
    def total(self) -> int:
        """Number of runs in all."""
        return len(self.design.arms) * len(self.points) * self.runs

    @cached_property
    def _numbers(self) -> dict[tuple[str, str], float]:
        """The scenario's numbers that factors multiply, by arm and place."""
        return {
            (name, place): number
            for name, arm in self.design.arms.items()
            for place, number in numbers_to_multiply(self.design.tables, self.scenario, arm).items()
        }

    @cached_property
    def _values(self) -> dict[str, list[Any]]:
        """The values of the factors as plain ones, in the order of the points."""
        return {name: self.points[name].tolist() for name in self.design.factors}

    def changes(self, arm: str, point: int) -> Changes:
        """Return what a point of an arm changes, numbers to multiply already multiplied."""
        chosen = self.design.arms[arm]
        values = {name: column[point] for name, column in self._values.items()}
        base = {place: number for (name, place), number in self._numbers.items() if name == arm}
        settings = {**chosen.set, **factor_settings(self.design.tables, values, base)}
        return Changes(settings, dict(chosen.policy), tuple(chosen.without))

    def groups(self, part: Part) -> Iterator[Group]:
        """Yield the slices of a part, those together that share all settings but the parameters."""
        import numpy as np

        split = [(piece, *split_parameters(self.changes(part.arm, piece.point))) for piece in part.slices]
        for _, together in groupby(split, key=lambda entry: repr((entry[1], list(entry[2])))):
            rows = list(together)
            columns = {name: np.array([row[2][name] for row in rows], dtype=np.float64) for name in rows[0][2]}
            yield Group(rows[0][1], tuple(row[0] for row in rows), columns)


def plan(design: Design, runs: int | None = None) -> Plan:
    """Lay a design out as points and parts; ValueError if there are to be no runs, or too many."""
    from diplomacy_abm.experiment.sampling import points_of

    number = design.runs if runs is None else runs
    if not 1 <= number <= 2**32:
        raise ValueError(f"runs: {number} is out of range, must be from 1 to 4294967296")
    points = points_of(design)
    total = number * len(points) * len(design.arms)
    if total > MOST_RUNS:
        raise ValueError(f"{design.origin}: {total} runs in all, must be at most {MOST_RUNS}")
    size = KEPT_PART_RUNS if design.keep else PART_RUNS
    parts = tuple(_parts(tuple(design.arms), len(points), number, size))
    return Plan(design, design.scenario, design.seed, number, points, parts)


def _parts(arms: tuple[str, ...], points: int, runs: int, size: int) -> Iterator[Part]:
    index = 0
    for arm in arms:
        for slices in _pieces(points, runs, size):
            yield Part(index, arm, slices)
            index += 1


def _pieces(points: int, runs: int, size: int) -> Iterator[tuple[Slice, ...]]:
    """Cut the runs of one arm: many points to a piece, or a point with many runs into several."""
    together = max(1, size // runs)
    for begin in range(0, points, together):
        if together > 1:
            yield tuple(Slice(point, 0, runs) for point in range(begin, min(begin + together, points)))
            continue
        for first in range(0, runs, size):
            yield (Slice(begin, first, min(size, runs - first)),)


def numbers_to_multiply(tables: DesignFile, scenario: Scenario, arm: Arm) -> dict[str, Any]:
    """Return what stands in the scenario of an arm at each place that a factor multiplies."""
    places = [place for factor in tables.factors.values() for place in factor.multiply]
    if not places:
        return {}
    changed = with_settings(scenario, arm.set)
    return {place: value_at(changed, place) for place in places}


def factor_settings(tables: DesignFile, values: Mapping[str, Any], base: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings that values of factors stand for.

    A whole number that is multiplied stays whole: weeks and steps have no fractions.
    """
    settings: dict[str, Any] = {}
    for name, value in values.items():
        factor = tables.factors[name]
        settings.update(dict.fromkeys(factor.set, value))
        for place in factor.multiply:
            number = base[place] * value
            settings[place] = round(number) if isinstance(base[place], int) else number
    return settings


def split_parameters(changes: Changes) -> tuple[Changes, dict[str, float]]:
    """Part what a point changes into all else and the parameters of the model."""
    rest: dict[str, Any] = {}
    parameters: dict[str, float] = {}
    for place, value in changes.settings.items():
        if place.startswith(PARAMETERS) and isinstance(value, (int, float)):
            parameters[place.removeprefix(PARAMETERS)] = float(value)
        else:
            rest[place] = value
    return Changes(rest, changes.policies, changes.without), parameters
