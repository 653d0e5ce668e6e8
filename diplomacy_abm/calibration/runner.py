"""Calibrating: the rounds of a study into a folder, and what is read off the last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from diplomacy_abm.analysis.posterior import distinct_size, effective_size, posterior_table, predictive_table
from diplomacy_abm.calibration.keep import Keeper, write_csv, write_parquet, write_sums
from diplomacy_abm.calibration.priors import values_of
from diplomacy_abm.calibration.simulate import Simulator
from diplomacy_abm.calibration.smc import Plan, Round, Search, draws, posterior_of
from diplomacy_abm.results.calibrated import (
    PARTICLES,
    POSTERIOR,
    PREDICTED,
    PREDICTIVE,
    PRIOR,
    ROUNDS_TABLE,
    Calibrated,
    open_calibration,
)

if TYPE_CHECKING:
    import pandas as pd

    from diplomacy_abm.calibration.study import Study

PREDICTING = 999_999
"""Name of the stream of draws that are predicted from; rounds have smaller numbers."""
PRIOR_DRAWS = 20_000
"""Draws of the prior that tables and figures compare with."""

Report = Callable[["State"], None]


@dataclass(frozen=True)
class State:
    """How far a calibration is."""

    last: Round | None
    """The last finished round."""
    runs: int = 0
    """Runs since the last report."""
    earlier: bool = False
    """Whether the round was there before this call."""


def search_of(study: Study, simulate: Callable[[np.ndarray, int], np.ndarray]) -> Search:
    """Return the search of a study; `simulate` takes parameters, not points."""

    def play(points: np.ndarray, first: int) -> np.ndarray:
        return simulate(values_of(study.priors, points), first)

    plan = Plan(**{field.name: getattr(study.header, field.name) for field in fields(Plan)})
    return Search(plan, play, len(study.priors), study.measure, (study.seed,))


def calibrate(
    study: Study, folder: Path, workers: int | None = None, report: Report | None = None, command: Sequence[str] = ()
) -> Calibrated:
    """Seek the posterior of a study, or what is missing of it, into a folder: posterior, rounds and predictions.

    The rounds that are in the folder already are taken up, and the result is the same. `report` is called after each
    chunk of runs and each round; `command` is for the manifest.
    """
    keeper = Keeper.opened(folder, study, command)
    say = report or (lambda state: None)
    simulate = Simulator(study, workers, lambda runs: say(State(None, runs)))
    search = search_of(study, simulate)
    done = keeper.done()
    for found in done:
        say(State(found, earlier=True))
    for found in search.rounds(done):
        keeper.put(found)
        done.append(found)
        say(State(found))
    finish(study, keeper.folder, search, simulate, done)
    return open_calibration(folder)


def finish(study: Study, folder: Path, search: Search, simulate: Simulator, done: Sequence[Round]) -> None:
    """Write the posterior, the rounds and the predictions of a search that has ended."""
    import pandas as pd

    names = [prior.name for prior in study.priors]
    statistics = [statistic.name for statistic in study.statistics]
    ruler = search.ruler(done[0])
    posterior = posterior_of(done[-1], ruler)
    values = values_of(study.priors, posterior.points)
    rng = np.random.default_rng([study.seed, PREDICTING])
    prior = values_of(study.priors, rng.standard_normal((PRIOR_DRAWS, len(names))))
    drawn = values_of(study.priors, draws(posterior, study.header.draws, rng))
    predicted = simulate(drawn, search.plan.first_run(search.plan.rounds + 1))
    size = distinct_size(posterior.raw, posterior.weights)
    before = done[0].statistics.reshape(-1, len(statistics))
    sample = pd.DataFrame(values, columns=names)
    sample.insert(0, "weight", posterior.weights)
    sample.insert(0, "particle", posterior.particle)
    raw = pd.DataFrame(values_of(study.priors, posterior.raw), columns=[f"{name}_raw" for name in names])
    tables = {
        POSTERIOR: posterior_table(values, posterior.weights, prior, names, size),
        PREDICTIVE: predictive_table(predicted, before, study.observed, statistics),
        ROUNDS_TABLE: rounds_table(done, search.plan),
        PARTICLES: pd.concat([sample, raw], axis=1),
        PRIOR: pd.DataFrame(prior[:2000], columns=names),
        PREDICTED: pd.DataFrame(np.hstack([drawn, predicted]), columns=[*names, *statistics]),
    }
    for name, table in tables.items():
        (write_csv if name.endswith(".csv") else write_parquet)(table, folder / name)
    write_sums(folder, tables)


def rounds_table(done: Sequence[Round], plan: Plan) -> pd.DataFrame:
    """Return one row a round: tolerance, share of the moves made, effective number of particles, runs so far."""
    import pandas as pd

    rows = [
        (found.index, found.tolerance, found.accepted, effective_size(found.weights),
         plan.first_run(found.index + 1))
        for found in done
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["round", "tolerance", "accepted", "effective", "runs"])
