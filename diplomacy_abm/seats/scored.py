"""Many runs with the goal scores of some actors, from the compiled loop; one row a run and actor."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from diplomacy_abm.api import ScenarioLike, policies_of, resolve, seed_of, stream_ensemble
from diplomacy_abm.intake.arguments import RUNS, names, numbers_of, whole
from diplomacy_abm.seats.score import GOAL_NAMES, actor_index, goal_scores, score_weights
from diplomacy_abm.state import EVENT_FIELDS, GOALS, STATE

if TYPE_CHECKING:
    import pandas as pd

    from diplomacy_abm.scenario import Scenario

log = logging.getLogger("diplomacy_abm")

CHUNK = 64
"""Runs that a thread plays at a time."""


@dataclass(frozen=True, eq=False)
class Scored:
    """Finished runs with goal scores."""

    scenario: Scenario
    """The scenario as it was run."""
    seed: int
    """Seed of the runs."""
    runs: pd.DataFrame
    """One row a run, as in ``Ensemble.runs``."""
    scores: pd.DataFrame
    """One row a run and scored actor: ``run``, ``actor``, ``score``, and the mean level of each of the eight goals,
    no number where it does not count for the actor or the run failed."""

    def of(self, label: str) -> np.ndarray:
        """Return the goal scores of an actor in the order of the runs."""
        return self.scores.loc[self.scores["actor"] == label, "score"].to_numpy()


def score_ensemble(
    scenario: ScenarioLike,
    actors: Iterable[str],
    runs: int,
    seed: int | None = None,
    steps: int | None = None,
    policies: Mapping[str, str] | None = None,
    without: Iterable[str] = (),
    settings: Mapping[str, Any] | None = None,
    parameters: Mapping[str, object] | None = None,
    first: int = 0,
    workers: int | None = None,
) -> Scored:
    """Run a scenario many times and score some actors.

    Parameters
    ----------
    scenario, runs, seed, steps, policies, without, settings, first, workers
        As in :func:`diplomacy_abm.run_ensemble`.
    actors
        Labels of the actors to score.
    parameters
        Parameters by name, one value each.

    Returns
    -------
    Scored
        The same runs, to the last bit, as those of :func:`diplomacy_abm.run_ensemble`.

    Raises
    ------
    ValueError
        In one line, for anything that cannot be used.

    Examples
    --------
    >>> from diplomacy_abm.seats import score_ensemble
    >>> scored = score_ensemble("minimal", ["MED"], runs=20, seed=1)
    >>> scored.of("MED").shape
    (20,)
    """
    from diplomacy_abm.engine.ensemble import functions_for, own_in_use
    from diplomacy_abm.scenario.sample import first_set
    from diplomacy_abm.tables import case_record, parameter_record, seed_words

    runs, first = whole(runs, "runs", 1, RUNS), whole(first, "first", 0, RUNS - 1)
    dispute = resolve(scenario, settings, steps)
    used, policies, parameters = seed_of(dispute, seed), policies_of(policies), numbers_of(parameters)
    labels, absent = names(actors, "actors"), names(without, "without")
    indices = np.array([actor_index(dispute, label) for label in labels], np.int64)
    if any(array.size != 1 for array in parameters.values()):
        raise ValueError("parameters: several values, must be one each")
    case = case_record(dispute, policies, absent)
    record = parameter_record(dispute, parameters, first_set(dispute, used, first), runs)
    low, high = seed_words(used)
    own = functions_for(own_in_use(case), log.warning)
    if own is None:
        return _uncompiled(dispute, labels, runs, used, policies, absent, parameters, first)
    play = partial(_chunk, _kernel(own), case, record, indices, low, high)
    bounds = [(first, at, min(CHUNK, runs - at)) for at in range(0, runs, CHUNK)]
    with ThreadPoolExecutor(workers or os.cpu_count() or 1) as pool:
        done = list(pool.map(play, bounds))
    summary, levels = (np.concatenate(parts) for parts in zip(*done, strict=True))
    return _labelled(dispute, labels, used, first, summary, levels, case)


def _kernel(own: tuple[Callable[..., int], ...]) -> Callable[..., None]:
    from diplomacy_abm.engine.cache import is_compiled
    from diplomacy_abm.seats.kernel import scored_kernel

    if not own and not is_compiled():
        log.warning("compiling the model (once, about half a minute)")
    return scored_kernel(own)


def _chunk(
    kernel: Callable[..., None], case: np.ndarray, record: np.ndarray, indices: np.ndarray, low: int, high: int,
    bound: tuple[int, int, int],
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    from diplomacy_abm.phases.summary import SUMMARY

    first, at, n = bound
    own = record if len(record) == 1 else record[np.arange(at, at + n) % len(record)]
    work = np.zeros(1, STATE)
    summary = np.zeros((n, len(SUMMARY)))
    scores = np.zeros((n, len(indices), GOALS))
    unkept = np.zeros((0, 0, 0)), np.zeros((1, 0, len(EVENT_FIELDS))), np.zeros(0, np.int64), np.zeros((0, 0), STATE)
    kernel(
        work, work.view(np.uint8), case, own, len(own) > 1, first + at, low, high, summary, *unkept, indices, scores,
        np.zeros((len(indices), GOALS)),
    )  # fmt: skip
    return summary, scores


def _labelled(
    dispute: Scenario, labels: tuple[str, ...], seed: int, first: int, summary: np.ndarray, levels: np.ndarray,
    case: np.ndarray,
) -> Scored:  # fmt: skip
    import pandas as pd

    from diplomacy_abm.frames import runs_frame

    frame = runs_frame(dispute, seed, first, summary)
    weights = np.array([score_weights(case, actor_index(dispute, label)) for label in labels])
    levels = np.where(weights > 0.0, levels, np.nan)
    levels[(frame["status"] != "ok").to_numpy()] = np.nan
    scores = np.where(weights > 0.0, levels * weights, 0.0).sum(axis=2)
    table = pd.DataFrame(levels.reshape(-1, GOALS), columns=list(GOAL_NAMES))
    table.insert(0, "score", scores.reshape(-1))
    table.insert(0, "actor", list(labels) * len(frame))
    table.insert(0, "run", np.repeat(frame["run"].to_numpy(), len(labels)))
    return Scored(dispute, seed, frame, table)


def _uncompiled(
    dispute: Scenario, labels: tuple[str, ...], runs: int, seed: int, policies: Mapping[str, str] | None,
    without: tuple[str, ...], parameters: Mapping[str, object] | None, first: int,
) -> Scored:  # fmt: skip
    """Play policies that do not compile through the Mesa model, and read the scores off its results."""
    import pandas as pd

    frames, scores = [], []
    for part in stream_ensemble(
        dispute, runs, seed, None, policies, without, None, parameters, keep=("steps", "events"), first=first
    ):
        frames.append(part.runs)
        tables = [goal_scores(part, label, parameters).assign(actor=label) for label in labels]
        scores.append(pd.concat(tables, ignore_index=True))
    runs_table = pd.concat(frames, ignore_index=True)
    columns = ["run", "actor", "score", *GOAL_NAMES]
    every = pd.MultiIndex.from_product([runs_table["run"], labels], names=["run", "actor"])
    table = pd.concat(scores, ignore_index=True).reindex(columns=columns).set_index(["run", "actor"])
    return Scored(dispute, seed, runs_table, table.reindex(every).reset_index()[columns])
