"""Recovery: known parameters make records of their own, and the calibration has to find them again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from diplomacy_abm.analysis.posterior import coverage_table, rank_of
from diplomacy_abm.calibration.keep import Keeper, write_csv, write_sums
from diplomacy_abm.calibration.priors import values_of
from diplomacy_abm.calibration.runner import search_of
from diplomacy_abm.calibration.simulate import Simulator
from diplomacy_abm.calibration.smc import Round, Search, interval, posterior_of, ruler_of
from diplomacy_abm.results.calibrated import COVERAGE, RECOVERY
from diplomacy_abm.results.sound import ResultsError

if TYPE_CHECKING:
    import pandas as pd

    from diplomacy_abm.calibration.study import Study

TRUTHS, SETS = 999_998, 999_997
"""Names of the streams of draws; rounds have smaller numbers."""
SET_COLUMNS = ["set", "parameter", "true", "mean", "low", "high", "rank"]
PILOT = 1000
"""Particles that are drawn from the prior once for all sets, at least."""
_TRIES = 20

Simulate = Callable[[np.ndarray, int], np.ndarray]


def recover(
    study: Study,
    number: int,
    folder: Path,
    workers: int | None = None,
    report: Callable[[int, int], None] | None = None,
    command: Sequence[str] = (),
) -> pd.DataFrame:
    """Calibrate a study on records that known parameters made; its own record is not used.

    The parameters are drawn from the prior and each plays one run, whose statistics are the record. All searches take
    their draws from the prior, and the scales and summaries that rest on them, from one pilot of at least a thousand
    particles; what follows is their own. A record without one of the statistics that count is drawn again, which leaves
    the ranks uniform: they are so for each record by itself. Sets that are in the folder already are not played again.

    Columns: set, parameter, true, mean, low, high of the central 95 % interval, rank (posterior probability of smaller
    values): uniform if the posteriors are right.
    """
    keeper = Keeper.opened(folder, study, command, number)
    simulate = Simulator(study, workers)
    usual = search_of(study, simulate)
    pilot = replace(usual, plan=replace(usual.plan, population=max(PILOT, usual.plan.population)))
    done = keeper.done()[:1]
    if not done:
        done = [pilot.prior_round()]
        keeper.put(done[0])
    points, records = known(study, simulate, number, pilot.plan.first_run(pilot.plan.rounds + 2))
    (folder / "sets").mkdir(exist_ok=True)
    found = []
    for k in range(number):
        path = folder / "sets" / f"set-{k:04d}.csv"
        if not path.exists():
            write_csv(one_set(study, simulate, done[0], k, number, points[k], records[k]), path)
        found.append(path)
        if report is not None:
            report(k + 1, number)
    table = joined(found, len(study.priors))
    write_csv(table, folder / RECOVERY)
    coverage = coverage_table(table)
    write_csv(coverage, folder / COVERAGE)
    write_sums(folder, {RECOVERY: table, COVERAGE: coverage})
    return table


def known(study: Study, simulate: Simulate, number: int, first: int) -> tuple[np.ndarray, np.ndarray]:
    """Return points drawn from the prior, shape (number, d), and the statistics of a run of each."""
    rng = np.random.default_rng([study.seed, TRUTHS])
    counted = study.weights > 0
    points: list[np.ndarray] = []
    records: list[np.ndarray] = []
    for attempt in range(_TRIES):
        drawn = rng.standard_normal((number, len(study.priors)))
        played = simulate(values_of(study.priors, drawn), first + attempt * number)
        whole = np.isfinite(played[:, counted]).all(axis=1)
        points.extend(drawn[whole])
        records.extend(played[whole])
        if len(points) >= number:
            return np.array(points[:number]), np.array(records[:number])
    raise ValueError("recover: most runs lack a statistic that counts; give it a value with 'undefined'")


def one_set(
    study: Study, simulate: Simulate, pilot: Round, k: int, number: int, truth: np.ndarray, record: np.ndarray
) -> pd.DataFrame:
    """Calibrate on one record and compare with what made it."""
    import pandas as pd

    usual = search_of(study, simulate)
    rng = np.random.default_rng([study.seed, SETS, k])
    chosen = rng.permutation(len(pilot.points))[: usual.plan.population]
    even = np.full(len(chosen), 1.0 / len(chosen))
    begin = Round(0, np.inf, pilot.points[chosen], pilot.statistics[chosen], even, 1.0)
    # far from the runs of the pilot and of all other sets
    offset = (usual.plan.first_run(usual.plan.rounds + 4) + pilot.statistics[..., 0].size) * (k + 1)
    offset += pilot.statistics[..., 0].size + _TRIES * number

    def play(points: np.ndarray, first: int) -> np.ndarray:
        return simulate(values_of(study.priors, points), first + offset)

    ruler = ruler_of(pilot, study.measure_of(record))
    search = Search(usual.plan, play, usual.dimension, lambda points, statistics: ruler, (study.seed, SETS, k))
    last = [begin, *search.rounds([begin])][-1]
    posterior = posterior_of(last, ruler)
    values, true = values_of(study.priors, posterior.points), values_of(study.priors, truth)
    low, high = interval(posterior, values)
    mean = posterior.weights @ values
    rows = [
        (k, one.name, true[j], mean[j], low[j], high[j], rank_of(values[:, j], posterior.weights, true[j]))
        for j, one in enumerate(study.priors)
    ]
    return pd.DataFrame(rows, columns=SET_COLUMNS)


def joined(paths: Sequence[Path], parameters: int) -> pd.DataFrame:
    """Return the tables of the sets, each a row for every parameter, as one; ResultsError if one of them is damaged."""
    import pandas as pd

    found = []
    for path in paths:
        try:
            table = pd.read_csv(path)
        except ValueError:
            table = pd.DataFrame()
        # a set is written aside and renamed, so what is not whole was harmed later
        if list(table) != SET_COLUMNS or len(table) != parameters or table.isna().any(axis=None):
            raise ResultsError(f"{path}: is damaged; delete it, and the same command makes it again")
        found.append(table)
    return pd.concat(found, ignore_index=True)
