"""Shares and means by arm and factor, with their intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from diplomacy_abm.analysis.intervals import clustered_mean, clustered_share
from diplomacy_abm.analysis.parts import parts_of
from diplomacy_abm.analysis.study import clusters, in_order, named, study_of
from diplomacy_abm.results.quantities import describe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diplomacy_abm.analysis.study import Source


def estimates(
    source: Source, quantities: str | Sequence[str], by: str | Sequence[str] | None = None, level: float = 0.95
) -> pd.DataFrame:
    """Return the shares and means of every arm.

    Parameters
    ----------
    source : Store or pandas.DataFrame
        A study.
    quantities : str or sequence of str
        Names as in :func:`diplomacy_abm.results.quantities.known`.
    by : str, sequence of str or None
        Factors to tell apart; ``None``, the default, stands for all of them, and ``()`` pools all points.
    level : float
        Confidence level, in (0, 1).

    Returns
    -------
    pandas.DataFrame
        One row for every arm, cell of `by` and quantity: arm, the factors, quantity, estimate, low, high, and n,
        the number of runs in which the quantity has a meaning.

    Raises
    ------
    ValueError
        In one line, for unknown names.

    Notes
    -----
    Shares have Wilson's interval, numbers and times Student's. Where points are pooled, runs of the same index
    share their luck: Wilson's interval is then taken at the effective sample size (Korn & Graubard 1998), and
    Student's on sums within run indices. Where runs took sets of parameters these are the clusters, and the interval is
    that of the mean over all that the parameters may be. Arms of one study share their luck too, so two intervals that
    overlap say little about the difference; :func:`diplomacy_abm.analysis.paired.paired` says it.
    """
    study = study_of(source)
    factors = study.keys(by)
    rows = []
    for key, cell in study.cells(factors):
        for arm in study.arms:
            runs = cell[cell["arm"] == arm]
            if runs.empty:
                continue
            for name in named(quantities):
                values = study.values(runs, name)
                meant = ~np.isnan(values)
                estimator = clustered_share if describe(name).kind == "share" else clustered_mean
                found = estimator(values[meant], clusters(runs)[meant], level)
                rows.append((arm, *key, name, found.value, found.low, found.high, int(meant.sum())))
    table = pd.DataFrame(rows, columns=["arm", *factors, "quantity", "estimate", "low", "high", "n"])
    return in_order(table, study)


def luck_and_parameters(source: Source, quantities: str | Sequence[str]) -> pd.DataFrame:
    """Return what the means of every arm are uncertain by, all points pooled.

    As :func:`estimates`, with ``luck``, the standard error by luck alone, and ``parameters``, the standard deviation
    between sets of them (:func:`diplomacy_abm.analysis.parts.parts`).
    """
    study = study_of(source)
    rows = []
    for arm in study.arms:
        runs = study.runs[study.runs["arm"] == arm]
        for name in named(quantities):
            values = study.values(runs, name)
            meant = ~np.isnan(values)
            made = parts_of(runs[meant], values[meant])
            rows.append((arm, name, made.luck, made.parameters))
    return pd.DataFrame(rows, columns=["arm", "quantity", "luck", "parameters"])


def shares_of_outcomes(
    source: Source, by: str | Sequence[str] | None = (), level: float = 0.95
) -> pd.DataFrame:  # fmt: skip
    """Return the shares of all outcome classes of every arm, absent classes included; see :func:`estimates`."""
    from diplomacy_abm.vocabulary import OUTCOME_NAMES

    return estimates(source, [f"outcome: {name}" for name in OUTCOME_NAMES.values()], by, level)
