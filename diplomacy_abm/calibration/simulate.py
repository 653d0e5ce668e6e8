"""From parameters to statistics: runs of the batch engine, measured chunk by chunk and then forgotten."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from diplomacy_abm.calibration.series import needs_events, series_of
from diplomacy_abm.calibration.study import Study
from diplomacy_abm.phases.summary import Column

MOST_RUNS = 2**32


@dataclass(frozen=True)
class Simulator:
    """Plays runs of a study and measures them."""

    study: Study
    """What is played."""
    workers: int | None = None
    """Threads; the number of processors by default. Results do not depend on it."""
    report: Callable[[int], None] | None = None
    """Called with the number of runs of each finished chunk."""

    def __call__(self, values: np.ndarray, first: int) -> np.ndarray:
        """Return the statistics of one run for each row of parameters.

        Parameters
        ----------
        values : numpy.ndarray
            Shape (runs, parameters).
        first : int
            Number of the first run: it decides the luck.

        Returns
        -------
        numpy.ndarray
            Shape (runs, statistics); NaN for a run that failed or has no such statistic.
        """
        from diplomacy_abm.engine.batch import Work, play
        from diplomacy_abm.engine.cache import kernel
        from diplomacy_abm.tables import case_record, parameter_record, seed_words

        study = self.study
        if first + len(values) > MOST_RUNS:
            raise ValueError("more than 2^32 runs; take fewer rounds, moves, replicates or particles")
        over = {prior.name: values[:, k] for k, prior in enumerate(study.priors)}
        wanted = {statistic.series for statistic in study.statistics}
        work = Work(
            case_record(study.scenario), parameter_record(study.scenario, over), *seed_words(study.seed), first,
            len(values), True, any(needs_events(name) for name in wanted),
        )  # fmt: skip
        found = np.full((len(values), len(study.statistics)), np.nan)
        for chunk in play(kernel(), work, self.workers, report=self.report):
            place = slice(chunk.first - first, chunk.first - first + len(chunk.summary))
            series = series_of(study.scenario, chunk, wanted)
            for k, statistic in enumerate(study.statistics):
                found[place, k] = statistic.reading(series[statistic.series])
            found[place][chunk.summary[:, Column.FAULT] != 0] = np.nan
        return found
