"""The plain-Python Mesa model under ``mesa.batch_run`` beside the batch engine."""

from __future__ import annotations

import time
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

import mesa

from benchmarks import speed
from benchmarks.cases import sized
from diplomacy_abm.model import DiplomacyModel
from diplomacy_abm.scenario import Scenario

if TYPE_CHECKING:
    from benchmarks.speed import Clock, Effort, Say, Section
    from diplomacy_abm.engine.compiled import Kernel

_loaded = lru_cache(maxsize=4)(sized)


class BatchRunModel(DiplomacyModel):
    """The model with a constructor that ``mesa.batch_run`` can call, and no more to collect than its clock.

    Parameters
    ----------
    actors
        Number of actors, as :func:`benchmarks.cases.sized` understands it.
    run
        Index of the run.
    steps
        Weeks at most.
    """

    def __init__(self, actors: int, run: int, steps: int) -> None:
        dispute = _short(_loaded(actors), steps)
        # from here on, so that neither the start of a process nor the reading of the file counts against Mesa
        self.begun = time.monotonic()
        super().__init__(dispute, run=run, collect=False)

    def step(self) -> None:
        """Play one week; collect in the last one only, which is the cheapest that ``batch_run`` can be given."""
        super().step()
        if self.running:
            return
        # made only now, since the model fills in every week a collector that it has
        collector = mesa.DataCollector(
            model_reporters={"begun": "begun", "ended": lambda _: time.monotonic(), "weeks": lambda model: model.now}
        )
        collector.collect(self)
        for values in collector.model_vars.values():
            values[:0] = [None] * (self.steps - 1)
        self.datacollector = collector
        self.release()


@lru_cache(maxsize=8)
def _short(dispute: Scenario, steps: int) -> Scenario:
    from diplomacy_abm.api import resolve

    return resolve(dispute, steps=min(steps, dispute.scenario.horizon))


def seconds_a_week(batch_run: Any, processes: int, runs: int, steps: int, actors: int = 0) -> float:
    """Seconds that ``mesa.batch_run`` needs for a week of one run, the start of its processes left out."""
    given = {"actors": actors, "run": list(range(runs)), "steps": steps}
    rows = batch_run(BatchRunModel, given, number_processes=processes, max_steps=steps + 1, display_progress=False)
    taken = max(row["ended"] for row in rows) - min(row["begun"] for row in rows)
    return taken / sum(row["weeks"] for row in rows)


def beside_mesa(effort: Effort, kernel: Kernel, say: Say, steps: int = 10_000) -> Section:
    """Compare runs per second under ``mesa.batch_run`` with those of the batch engine, on one core and on two.

    Both are timed by the week and told by the run of the batch engine's average length, since the few runs that
    Mesa has time for may be shorter or longer than the average.
    """
    batch_run = getattr(mesa, "batch_run", None)
    if batch_run is None:
        return {"rows": [], "bar": speed.MESA_BAR, "skipped": f"mesa {mesa.__version__} has no batch_run"}
    scenario = _short(sized(0), steps)
    horizon = scenario.scenario.horizon
    work = speed.work_of(scenario, speed.fitting(kernel, scenario, effort.seconds))
    weeks = _mean_weeks(kernel, work)
    rows = []
    for workers in (1, 2):
        say(f"mesa.batch_run with {workers} process{'es' * (workers > 1)}")
        ours = speed.player(kernel, work, workers)
        theirs = partial(_seconds_a_run, batch_run, workers, effort.mesa_runs, horizon, weeks)
        calls: dict[str, Clock] = {"mesa": theirs, "batch": ours}
        times = speed.alternate(calls, effort.mesa_repeats)
        times["batch"] = [taken / work.runs for taken in times["batch"]]
        rows.append(
            {"workers": workers, "mesa_runs": workers * effort.mesa_runs, "batch_runs": work.runs}
            | {f"{label}_seconds_a_run": speed.spread(taken) for label, taken in times.items()}
            | {"ratio": speed.ratio(times["mesa"], times["batch"])}
        )
    return {"rows": rows, "bar": speed.MESA_BAR, "weeks_a_run": weeks, "skipped": ""}


def _seconds_a_run(batch_run: Any, processes: int, runs: int, steps: int, weeks: float) -> float:
    return weeks * seconds_a_week(batch_run, processes, processes * runs, steps)


def _mean_weeks(kernel: Kernel, work: Any) -> float:
    from diplomacy_abm.engine.batch import play
    from diplomacy_abm.phases.summary import SUMMARY

    column = SUMMARY.index("end_step")
    ends = [float(end) + 1 for chunk in play(kernel, work) for end in chunk.summary[:, column]]
    return sum(ends) / len(ends)
