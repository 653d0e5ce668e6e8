"""Recovery: known parameters make records of their own, and the calibration has to find them again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from diplomacy_abm.analysis.posterior import coverage_table, rank_of
from diplomacy_abm.calibration.keep import Keeper, write_csv
from diplomacy_abm.calibration.posterior import interval, posterior_of
from diplomacy_abm.calibration.priors import values_of
from diplomacy_abm.calibration.runner import search_of
from diplomacy_abm.calibration.simulate import Simulator
from diplomacy_abm.calibration.smc import Round, Search
from diplomacy_abm.results.calibrated import COVERAGE, RECOVERY

if TYPE_CHECKING:
    import pandas as pd

    from diplomacy_abm.calibration.study import Study

TRUTHS, SETS = 999_998, 999_997
"""Names of the streams of draws; rounds have smaller numbers."""
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
    """Calibrate a study on records that known parameters made.

    The parameters are drawn from the prior and each plays one run, whose statistics are the record. All searches
    share the draws from the prior (round 0); what follows is their own. A record without one of the statistics that
    count is drawn again, which leaves the ranks uniform: they are so for each record by itself.

    Parameters
    ----------
    study : Study
        Its own record is not used.
    number : int
        Sets of parameters.
    folder : pathlib.Path
        New, empty, or of this test: sets that are there are not played again.
    workers : int, optional
        Threads.
    report : callable, optional
        Called with the number of finished sets and that of all.
    command : sequence of str
        Arguments of the command, for the manifest.

    Returns
    -------
    pandas.DataFrame
        set, parameter, true, mean, low, high of the central 95 % interval, rank (posterior probability of smaller
        values): uniform if the posteriors are right.
    """
    keeper = Keeper.opened(folder, study, command, number)
    simulate = Simulator(study, workers)
    search = search_of(study, simulate)
    done = keeper.done()[:1]
    if not done:
        done = [search.prior_round()]
        keeper.put(done[0])
    points, records = known(study, simulate, number, search.plan.first_run(search.plan.rounds + 2))
    (folder / "sets").mkdir(exist_ok=True)
    found = []
    for k in range(number):
        path = folder / "sets" / f"set-{k:04d}.csv"
        if not path.exists():
            write_csv(one_set(study, simulate, done[0], k, points[k], records[k]), path)
        found.append(path)
        if report is not None:
            report(k + 1, number)
    table = joined(found)
    write_csv(table, folder / RECOVERY)
    write_csv(coverage_table(table), folder / COVERAGE)
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
    study: Study, simulate: Simulate, prior: Round, k: int, truth: np.ndarray, record: np.ndarray
) -> pd.DataFrame:
    """Calibrate on one record and compare with what made it."""
    import pandas as pd

    usual = search_of(study, simulate)
    # far from the runs of all other sets
    offset = usual.plan.first_run(usual.plan.rounds + 4) * (k + 1)

    def play(points: np.ndarray, first: int) -> np.ndarray:
        return simulate(values_of(study.priors, points), first + offset)

    search = Search(usual.plan, play, usual.dimension, study.measure_of(record), (study.seed, SETS, k))
    last = [prior, *search.rounds([prior])][-1]
    posterior = posterior_of(last, search.ruler(prior))
    values, true = values_of(study.priors, posterior.points), values_of(study.priors, truth)
    low, high = interval(posterior, values)
    mean = posterior.weights @ values
    rows = [
        (k, one.name, true[j], mean[j], low[j], high[j], rank_of(values[:, j], posterior.weights, true[j]))
        for j, one in enumerate(study.priors)
    ]
    return pd.DataFrame(rows, columns=["set", "parameter", "true", "mean", "low", "high", "rank"])


def joined(paths: Sequence[Path]) -> pd.DataFrame:
    """Return the tables of the sets as one."""
    import pandas as pd

    return pd.concat([pd.read_csv(path) for path in paths], ignore_index=True)
