"""How long a study will take and how much room it needs, from a short trial of it."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING, Any, NamedTuple

from diplomacy_abm.policies import registry
from diplomacy_abm.scenario import with_settings

if TYPE_CHECKING:
    import pandas as pd

    from diplomacy_abm.experiment.plan import Plan
    from diplomacy_abm.results import Ensemble
    from diplomacy_abm.scenario import Scenario

TRIAL_RUNS = 48
"""Runs of the compiled loop in a trial; a processor plays some hundreds in a second."""
MESA_RUNS = 1
"""Runs of the Mesa model in a trial; one takes a second or so."""
MOST_TRIALS = 6
"""Points that are tried at most, spread over arms and points."""
MANIFEST_BYTES = 60_000
"""Room for the manifest, the design, the scenario and the points, about."""


class Trial(NamedTuple):
    """What some runs of one point took: seconds a run on one processor, and the bytes of what is kept."""

    seconds: float
    per_run: float
    per_part: float
    on_mesa: bool


@dataclass(frozen=True)
class Estimate:
    """What a study comes to."""

    points: int
    arms: int
    runs: int
    parts: int
    """Points, arms, runs in all, parts of the store."""
    runs_each: int
    """Runs of each point in each arm."""
    workers: int
    """Processors that the time is for."""
    seconds: float
    """Time it will take."""
    bytes: float
    """Room it will take."""
    basis: str
    """What the two rest on."""

    def lines(self) -> list[str]:
        """Return the estimate as lines to print."""
        return [
            f"{_count(self.points, 'point')} x {_count(self.arms, 'arm')} x {_count(self.runs_each, 'run')}"
            f" = {_count(self.runs, 'run')} in {_count(self.parts, 'part')}",
            f"time: about {duration(self.seconds)} on {_count(self.workers, 'processor')}",
            f"disk: about {size(self.bytes)}",
            f"({self.basis})",
        ]


def estimate(plan: Plan, workers: int | None = None) -> Estimate:
    """Try some points of a plan and return what all of it comes to.

    Time is what the trial took on one processor, shared among the workers. A policy of one's own that numba compiles is
    taken to be as fast as a built-in one; where it does not compile the trial runs on Mesa.
    """
    processors = workers or os.cpu_count() or 1
    chosen = _spread(plan)
    trials = [_trial(plan, arm, point) for arm, point in chosen]
    seconds = plan.total * fmean(trial.seconds for trial in trials)
    room = plan.total * fmean(trial.per_run for trial in trials)
    room += len(plan.parts) * fmean(trial.per_part for trial in trials) + MANIFEST_BYTES
    return Estimate(
        len(plan.points), len(plan.design.arms), plan.total, len(plan.parts), plan.runs, processors,
        seconds / min(processors, max(1, len(plan.parts))), room, _basis(trials),
    )  # fmt: skip


def _spread(plan: Plan) -> list[tuple[str, int]]:
    """Return some arms and points, far from one another; with few arms each of them."""
    arms, points = list(plan.design.arms), len(plan.points)
    every = [(arm, point) for arm in arms for point in sorted({0, points // 2, points - 1})]
    if len(every) <= MOST_TRIALS:
        return every
    step = len(every) / MOST_TRIALS
    return [every[int(k * step)] for k in range(MOST_TRIALS)]


def _trial(plan: Plan, arm: str, point: int) -> Trial:
    """Time a point on one thread and weigh what it leaves."""
    from diplomacy_abm.api import run_ensemble
    from diplomacy_abm.engine.cache import jit_disabled, kernel
    from diplomacy_abm.engine.own.compile import can_be_compiled

    changes = plan.changes(arm, point)
    scenario = with_settings(plan.scenario, changes.settings)
    own = _own_policies(scenario, changes.policies)
    on_mesa = jit_disabled() or not all(can_be_compiled(registry.get(name).function) for name in set(own.values()))
    # compiling policies of one's own into the loop would take far longer than the trial
    usual = {**changes.policies, **dict.fromkeys(own, "quantal")}
    if not jit_disabled():
        kernel()
    begin = time.perf_counter()
    played = run_ensemble(
        scenario, TRIAL_RUNS, plan.seed, policies=usual, without=changes.without, keep=plan.keep, workers=1
    )
    seconds = (time.perf_counter() - begin) / TRIAL_RUNS
    if on_mesa:
        begin = time.perf_counter()
        run_ensemble(
            scenario, MESA_RUNS, plan.seed, policies=changes.policies, without=changes.without, engine="mesa"
        )
        seconds = (time.perf_counter() - begin) / MESA_RUNS
    labels = {"arm": arm, "point": point, **{name: plan.points[name].iloc[point] for name in plan.design.factors}}
    return Trial(seconds, *_room(played, labels), on_mesa)


def _own_policies(scenario: Scenario, policies: Mapping[str, str]) -> dict[str, str]:
    """Return the policies of users that are in use, by actor."""
    used = {label: policies.get(label, actor.policy) for label, actor in scenario.actors.items()}
    return {label: name for label, name in used.items() if name in registry.own()}


def _room(played: Ensemble, labels: Mapping[str, Any]) -> tuple[float, float]:
    """Return the bytes that a run and a part take, as those of many runs exceed those of half as many."""
    half = len(played) // 2
    per_run = per_part = 0.0
    for frame in (played.runs, played.steps, played.events):
        if frame is None:
            continue
        labelled = frame.assign(**labels) if frame is played.runs else frame.assign(arm=labels["arm"], point=0)
        whole, part = _bytes(labelled), _bytes(labelled[labelled["run"] < half])
        per_run += (whole - part) / (len(played) - half)
        per_part += max(0.0, whole - len(played) * (whole - part) / (len(played) - half))
    return per_run, per_part


def _bytes(frame: pd.DataFrame) -> int:
    import pyarrow as pa

    from diplomacy_abm.results.parts import as_parquet

    return len(as_parquet(pa.Table.from_pandas(frame, preserve_index=False), "", 0))


def _basis(trials: list[Trial]) -> str:
    slow = sum(trial.on_mesa for trial in trials)
    where = {0: "of the compiled loop", len(trials): "of Mesa, as policies do not compile,"}.get(
        slow, f"of the compiled loop, of Mesa for {slow} of them as policies do not compile,"
    )
    return f"from a trial {where} at {_count(len(trials), 'point')}, on one processor of this machine as it is now"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def duration(seconds: float) -> str:
    """Return a time in the unit that one would say it in."""
    if seconds < 1:
        return "a second"
    for unit, length in (("second", 1.0), ("minute", 60.0), ("hour", 3600.0)):
        # 90 of a unit are still said in it
        if seconds < 90 * length:
            return _count(round(seconds / length), unit)
    hours = seconds / 3600.0
    return f"{_count(round(hours), 'hour')} ({_count(round(hours / 24), 'day')})"


def size(count: float) -> str:
    """Return a number of bytes in the unit that one would say it in."""
    for unit, length in (("GB", 1e9), ("MB", 1e6)):
        if count >= length:
            number = count / length
            return f"{number:,.0f} {unit}" if number >= 100 else f"{number:.3g} {unit}"
    return f"{max(1, round(count / 1e3))} kB"
