"""Arms, the runs that claims are measured on, and the laboratory that plays each of them once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from diplomacy_abm.analysis.intervals import Estimate, clustered_mean, paired_shares
from diplomacy_abm.analysis.patterns import changed_pairs, difference_of_ratios
from diplomacy_abm.analysis.study import clusters
from diplomacy_abm.analysis.survival import differences
from diplomacy_abm.experiment.checks import register
from diplomacy_abm.policies.registry import BUILTIN, forget, names
from diplomacy_abm.results.quantities import describe
from diplomacy_abm.results.quantities import quantity as column_of
from diplomacy_abm.scenario import Scenario, load
from diplomacy_abm.scenario.io import build, library, loads, tables_of
from diplomacy_abm.scenario.settings import value_at, with_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

KEYS = ("run", "step")
Sums = tuple[np.ndarray, np.ndarray]
"""Numerator and denominator by run."""


@dataclass(frozen=True)
class Arm:
    """A scenario with what is changed in it, and what is kept of its runs.

    Parameters
    ----------
    scenario : str
        A shipped scenario, or one of ``validation/scenarios``.
    settings : tuple of (str, value)
        Values by dotted place.
    without : tuple of str
        Actors that are left out.
    policies : tuple of (str, str)
        Policies by actor, built in or of :mod:`diplomacy_abm.validation.styles`.
    steps : int or None
        Horizon; the scenario's by default.
    metrics : tuple of str
        Columns of the steps to keep.
    moves : tuple of str
        Moves whose events are kept.
    times : float
        Runs of this arm as a multiple of those asked for; arms that are compared have the same.
    drawn : tuple of (str, float, float)
        Parameters that differ from run to run, drawn evenly between two values.
    dated : tuple of (int, str, str, str, float)
        Events from outside in place of the scenario's: week, actor, variable, target, change.
    """

    scenario: str
    settings: tuple[tuple[str, Any], ...] = ()
    without: tuple[str, ...] = ()
    policies: tuple[tuple[str, str], ...] = ()
    steps: int | None = None
    metrics: tuple[str, ...] = ()
    moves: tuple[str, ...] = ()
    times: float = 1.0
    drawn: tuple[tuple[str, float, float], ...] = ()
    dated: tuple[tuple[int, str, str, str, float], ...] = ()

    def but(self, settings: Mapping[str, Any] | None = None, **changed: Any) -> Arm:
        """Return a copy with more settings and other fields."""
        more = dict(self.settings) | dict(settings or {})
        return replace(self, settings=tuple(more.items()), **changed)

    def scaled(self, factors: Mapping[str, float]) -> Arm:
        """Return a copy in which numbers of the scenario are multiplied."""
        scenario = scenario_named(self.scenario)
        return self.but({place: round(factor * value_at(scenario, place), 6) for place, factor in factors.items()})

    def played_by(self, **policies: str) -> Arm:
        """Return a copy in which actors choose by other policies."""
        return replace(self, policies=tuple((dict(self.policies) | policies).items()))


@dataclass
class Played:
    """What was kept of the runs of an arm; failed runs are left out."""

    runs: pd.DataFrame
    steps: pd.DataFrame
    events: pd.DataFrame

    def array(self, metric: str) -> np.ndarray:
        """Return a metric as ``[run, week]``, NaN after the end of a run."""
        return self._tables[metric]

    @cached_property
    def _tables(self) -> dict[str, np.ndarray]:
        rows = self.rows_of(self.steps["run"])
        shape = (len(self.runs), int(self.steps["step"].max()) + 1 if len(self.steps) else 0)
        tables = {}
        for name in self.steps.columns.difference(list(KEYS)):
            tables[name] = np.full(shape, np.nan)
            values = self.steps[name]
            if name == "form":
                values = values.isin(["direct", "proximity"])
            tables[name][rows, self.steps["step"].to_numpy()] = values.to_numpy(dtype=float)
        return tables

    def rows_of(self, runs: pd.Series) -> np.ndarray:
        """Return the row of each run index."""
        return pd.Index(self.runs["run"]).get_indexer(runs)

    def happened(self, move: str, subject: str | None = None) -> tuple[np.ndarray, np.ndarray]:
        """Return row and week of the events of a move, on a subject if one is named."""
        rows = self.events[self.events["move"] == move]
        if subject is not None:
            rows = rows[rows["subject"] == subject]
        return self.rows_of(rows["run"]), rows["step"].to_numpy()

    @property
    def peaceful(self) -> np.ndarray:
        """Weeks under a ceasefire or settlement, as truth values ``[run, week]``."""
        return (self.array("ceasefire") == 1) | (self.array("settlement") == 1)


def scenario_named(name: str) -> Scenario:
    """Load a shipped scenario or one of the battery's own."""
    if name in library():
        return load(name)
    text = files("diplomacy_abm.validation").joinpath("scenarios", f"{name}.toml").read_text("utf-8")
    return loads(text, f"{name}.toml")


def scenario_of(arm: Arm) -> Scenario:
    """Return the scenario of an arm, its own dated events in place; settings are put in when it is played."""
    scenario = scenario_named(arm.scenario)
    if not arm.dated:
        return scenario
    tables = tables_of(scenario)
    start, days = scenario.scenario.start, scenario.scenario.step_days
    tables["events"] = [
        {
            "date": start + dt.timedelta(days=week * days), "label": f"{variable} of {actor}", "actor": actor,
            "variable": variable, "target": target, "change": change, "source": "judgement: an arm of the battery",
        }
        for week, actor, variable, target, change in arm.dated
    ]  # fmt: skip
    return build(tables, f"{arm.scenario} with dates")


@contextmanager
def styles_known() -> Iterator[None]:
    """Register the styles of mediators, and leave the policies of the user as they were."""
    known = set(names())
    register({"styles.py": files("diplomacy_abm.validation").joinpath("styles.py").read_text("utf-8")})
    try:
        yield
    finally:
        for name in reversed(names()):
            if name not in known:
                forget(name)


@dataclass
class Lab:
    """Plays arms under one seed, each once, and compares them run against run."""

    runs: int
    """Runs of an arm; arms may ask for a multiple."""
    seed: int = 1
    """Of all runs: the same run index has the same luck in every arm."""
    report: Callable[[int], None] | None = None
    """Called with the number of runs that were played."""
    largest: int = 0
    parameters: str | None = None
    """Another sample of parameters than the scenarios name, or ``central``; scenarios that name none draw none."""
    drawn: set[int] = field(default_factory=set)
    """Sets of parameters that the arms played since it was cleared took; empty where they drew none."""
    _kept: dict[Arm, Played] = field(default_factory=dict)
    _made: dict[str, Any] = field(default_factory=dict)

    def size(self, arm: Arm) -> int:
        """Return how many runs an arm has."""
        return max(2, round(self.runs * arm.times))

    def play(self, arm: Arm) -> Played:
        """Return the runs of an arm, played at the first call."""
        if arm not in self._kept:
            self._kept[arm] = self._play(arm)
        played = self._kept[arm]
        self.largest = max(self.largest, len(played.runs))
        if "draw" in played.runs:
            self.drawn.update(int(draw) for draw in played.runs["draw"].unique())
        return played

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """Return what is made under a name, made at the first call."""
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]

    def _play(self, arm: Arm) -> Played:
        # only when needed: with policies that are not built in the engine compiles its loop anew
        own = not set(dict(arm.policies).values()) <= set(BUILTIN)
        with styles_known() if own else nullcontext():
            return self._played(arm)

    def _played(self, arm: Arm) -> Played:
        from diplomacy_abm.api import stream_ensemble

        keep = tuple(name for name, wanted in (("steps", arm.metrics), ("events", arm.moves)) if wanted)
        scenario = scenario_of(arm)
        if self.parameters is not None and scenario.parameters.sample:
            scenario = with_settings(scenario, {"parameters.sample": self.parameters})
        parts = stream_ensemble(
            scenario, self.size(arm), self.seed, arm.steps, dict(arm.policies), arm.without,
            dict(arm.settings), self.draws(arm) or None, keep=keep, report=self.report,
            moves=arm.moves or None,
        )  # fmt: skip
        runs, steps, events = [], [], []
        for part in parts:
            runs.append(part.finished)
            if part.steps is not None:
                steps.append(part.steps[[*KEYS, *arm.metrics]])
            if part.events is not None:
                events.append(part.events)
        played = Played(pd.concat(runs, ignore_index=True), _joined(steps), _joined(events))
        if played.runs.empty:
            raise ValueError(f"all runs of {arm.scenario} failed")
        return played

    def draws(self, arm: Arm) -> dict[str, np.ndarray]:
        """Return the parameters of an arm that differ from run to run, one value a run."""
        rng = np.random.default_rng(self.seed)
        return {name: rng.uniform(low, high, self.size(arm)) for name, low, high in arm.drawn}

    def pair(self, base: Arm, other: Arm) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return the rows of two arms in the same order, those of runs that neither lost."""
        left, right = (self.play(arm).runs.set_index("run", drop=False) for arm in (base, other))
        common = left.index.intersection(right.index)
        return left.loc[common], right.loc[common]

    def common(self, base: Arm, other: Arm) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the run indices that neither arm lost, and the row of each in the tables of the one and the other."""
        runs = np.intersect1d(self.play(base).runs["run"], self.play(other).runs["run"])
        one, two = (self.play(arm).rows_of(pd.Series(runs)) for arm in (base, other))
        return runs, one, two

    def gap(self, base: Arm, other: Arm, measure: Callable[[Played], np.ndarray]) -> Estimate:
        """Mean difference of a figure of each run, other less base, run against run; NaN in either leaves a run out."""
        runs, one, two = self.common(base, other)
        gap = measure(self.play(other))[two] - measure(self.play(base))[one]
        known = ~np.isnan(gap)
        return clustered_mean(gap[known], self.strangers(base, runs[known]))

    def strangers(self, arm: Arm, runs: np.ndarray) -> np.ndarray:
        """Return what tells runs of an arm apart as strangers: their set of parameters, or their index."""
        table = self.play(arm).runs
        return pd.Series(clusters(table), index=table["run"].to_numpy()).loc[runs].to_numpy()

    def gap_of_ratios(
        self, base: Arm, other: Arm, of_base: Callable[[Played], Sums], of_other: Callable[[Played], Sums] | None = None
    ) -> Estimate:
        """Difference of ratios of sums over runs, other less base, over the runs that neither arm lost."""
        _, one, two = self.common(base, other)
        left, right = of_base(self.play(base)), (of_other or of_base)(self.play(other))
        return difference_of_ratios(*(x[two] for x in right), *(x[one] for x in left))

    def values(self, base: Arm, other: Arm, quantity: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return a quantity in two arms and the run indices, for the pairs that have it in both."""
        left, right = self.pair(base, other)
        one, two = column_of(left, quantity), column_of(right, quantity)
        both = ~(np.isnan(one) | np.isnan(two))
        return one[both], two[both], left["run"].to_numpy()[both]

    def effect(self, base: Arm, other: Arm, quantity: str) -> Estimate:
        """Difference of a quantity, other less base, run against run, with its interval."""
        one, two, runs = self.values(base, other, quantity)
        if describe(quantity).kind == "share":
            return paired_shares(one, two, self.strangers(base, runs))
        return clustered_mean(two - one, self.strangers(base, runs))

    def effect_of_effects(self, first: tuple[Arm, Arm], second: tuple[Arm, Arm], quantity: str) -> Estimate:
        """By how much the effect in the second pair of arms exceeds that in the first, run against run."""
        gaps = {}
        for key, (base, other) in {"first": first, "second": second}.items():
            one, two, runs = self.values(base, other, quantity)
            gaps[key] = pd.Series(two - one, index=runs)
        both = (gaps["second"] - gaps["first"]).dropna()
        return clustered_mean(both.to_numpy(), self.strangers(second[0], both.index.to_numpy()))

    def longer(self, base: Arm, other: Arm, what: str, horizon: int) -> Estimate:
        """By how many weeks something lasts longer in the other arm, up to a horizon; paired bootstrap."""
        rows = [self.play(arm).runs.assign(arm=name) for name, arm in (("base", base), ("other", other))]
        found = differences(pd.concat(rows, ignore_index=True), what, horizon).iloc[0]
        return Estimate(float(found["estimate"]), float(found["low"]), float(found["high"]))

    def changed(self, null: Arm, absent: Arm) -> tuple[int, int]:
        """In how many pairs a mediator with nothing changes anything, and of how many."""
        one, two = self.pair(null, absent)
        return changed_pairs(one, two), len(one)


def _joined(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=[*KEYS, "move"])
