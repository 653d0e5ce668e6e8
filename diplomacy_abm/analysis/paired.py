"""Differences between the arms of a study, run against run: the same run index has the same luck in every arm."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from diplomacy_abm.analysis.intervals import clustered_mean, holm, paired_shares
from diplomacy_abm.analysis.parts import parts_of, same_sign
from diplomacy_abm.analysis.study import clusters, in_order, named, study_of
from diplomacy_abm.results.quantities import describe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diplomacy_abm.analysis.study import Source, Study


def paired(
    source: Source,
    quantities: str | Sequence[str],
    by: str | Sequence[str] | None = (),
    base: str | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Compare every arm with the base arm under the same luck.

    Parameters
    ----------
    source : Store or pandas.DataFrame
        A study with at least two arms.
    quantities : str or sequence of str
        Names as in :func:`diplomacy_abm.results.quantities.known`.
    by : str, sequence of str or None
        Factors to tell apart; ``None`` stands for all of them, so that every point is a row. Points that differ
        in other factors only are pooled.
    base : str, optional
        The arm that others are compared with, the first one by default.
    level : float
        Confidence level, in (0, 1).

    Returns
    -------
    pandas.DataFrame
        One row for every arm but the base, every cell of `by` and every quantity: arm, the factors, quantity,
        base and other (the two means), estimate (other - base) with low and high, gained and lost (pairs in
        which the quantity is higher, or lower, than in the base arm), changed (their share of the pairs), p, p_holm,
        which is p adjusted for the number of rows (Holm 1979; call a difference a finding by this one), n, the
        number of pairs, ``parameters``, the standard deviation of the true difference between sets of parameters, and
        ``same``, the chance that a set has its sign (:func:`diplomacy_abm.analysis.parts.same_sign`).

    Raises
    ------
    ValueError
        In one line, for unknown names and for a study with a single arm.

    Notes
    -----
    A pair is the same run at the same point in the two arms; where the quantity has no meaning in one of them
    (as "relapse" without a settlement) the pair is left out, and what remains is a comparison within runs that
    have it in both arms. Numbers: Student's interval and test on the pairs' own differences. Shares: the
    interval of Newcombe (1998, method 10) and McNemar's exact test. Where points are pooled, the pairs of one run
    index share their luck: Student's interval is then on sums within run indices, Newcombe's is taken at the
    effective sample size, and the tests are Student's. Where no pair differs, the interval of a number has no
    width; that of a share says how rare a difference may still be.
    """
    study = study_of(source)
    reference, factors = study.arm(base), study.keys(by)
    others = _others(study, reference, "paired")
    rows = []
    for key, cell in study.cells(factors):
        for arm in others:
            left, right = _matched(study, cell, reference, arm)
            rows += [(arm, *key, name, *_row(study, name, left, right, level)) for name in named(quantities)]
    columns = ["base", "other", "estimate", "low", "high", "gained", "lost", "changed", "p", "n", "parameters", "same"]
    table = pd.DataFrame(rows, columns=["arm", *factors, "quantity", *columns])
    return in_order(adjusted(table), study)


def _others(study: Study, reference: str, asking: str) -> list[str]:
    """Return the arms beside the one that they are compared with."""
    others = [arm for arm in study.arms if arm != reference]
    if not others:
        raise ValueError(f"{asking}: the study has the one arm {reference!r}, nothing to compare it with")
    return others


def adjusted(table: pd.DataFrame) -> pd.DataFrame:
    """Put p adjusted for the number of rows beside p (Holm 1979)."""
    table.insert(list(table.columns).index("p") + 1, "p_holm", holm(table["p"].to_numpy(dtype=float)))
    return table


def _matched(study: Study, cell: pd.DataFrame, base: str, arm: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows of two arms in the same order, those that have a partner only."""
    keys = ["point", "run"] if "point" in cell else [*study.factors, "run"]
    left, right = (cell[cell["arm"] == name].set_index(keys) for name in (base, arm))
    for name, side in ((base, left), (arm, right)):
        if not side.index.is_unique:
            raise ValueError(f"paired: arm {name!r} has a run twice at the same point")
    common = left.index.intersection(right.index, sort=False)
    return left.loc[common], right.loc[common]


def _row(study: Study, name: str, left: pd.DataFrame, right: pd.DataFrame, level: float) -> tuple[object, ...]:
    base, other = study.values(left, name), study.values(right, name)
    both = ~(np.isnan(base) | np.isnan(other))
    base, other = base[both], other[both]
    runs = clusters(left.reset_index())[both]
    if not len(runs):
        return *([np.nan] * 5), 0, 0, np.nan, np.nan, 0, np.nan, np.nan
    gap = other - base
    if describe(name).kind == "share":
        found = paired_shares(base, other, runs, level)
    else:
        found = clustered_mean(gap, runs, level)
    gained, lost = int((gap > 0).sum()), int((gap < 0).sum())
    changed = (gained + lost) / len(gap)
    means = float(base.mean()), float(other.mean())
    spread = parts_of(left[both], gap).parameters
    told = gained, lost, changed, found.p, len(gap), spread, same_sign(found, spread, level)
    return *means, found.value, found.low, found.high, *told


def interaction(
    source: Source, quantities: str | Sequence[str], by: str, base: str | None = None
) -> pd.DataFrame:
    """Test whether what an arm changes depends on the level of a factor.

    Parameters
    ----------
    source : Store or pandas.DataFrame
        A study with at least two arms.
    quantities : str or sequence of str
        Names as in :func:`diplomacy_abm.results.quantities.known`.
    by : str
        The factor.
    base : str, optional
        The arm that others are compared with, the first one by default.

    Returns
    -------
    pandas.DataFrame
        One row for every arm but the base and every quantity: arm, factor, quantity, ``levels``, statistic (F),
        p, p_holm (over the rows, Holm 1979), and n, the runs that have the difference at every level. No number
        where it cannot be tested: one level, too few runs, or differences that never vary. Levels between which no
        run differs count as one.

    Raises
    ------
    ValueError
        In one line, for unknown names and for a study with a single arm.

    Notes
    -----
    The levels of a run index share their luck, so its differences at the levels are one observation of several
    numbers: Hotelling's T² of their contrasts, as in a one-way analysis with repeated measures. Points that differ in
    other factors are averaged within run and level.
    """
    study = study_of(source)
    reference, factors = study.arm(base), study.keys(by)
    others = _others(study, reference, "interaction")
    rows = []
    for arm in others:
        for name in named(quantities):
            gaps = _gaps_by_level(study, name, factors, reference, arm)
            rows.append((arm, by, name, *_hotelling(gaps)))
    table = pd.DataFrame(rows, columns=["arm", "factor", "quantity", "levels", "statistic", "p", "n"])
    return adjusted(table)


def _gaps_by_level(study: Study, name: str, factors: list[str], base: str, arm: str) -> np.ndarray:
    """Return the differences of a quantity, runs down and levels across; runs that lack one are left out."""
    columns = []
    for _, cell in study.cells(factors):
        left, right = _matched(study, cell, base, arm)
        gap = pd.Series(study.values(right, name) - study.values(left, name))
        columns.append(gap.groupby(clusters(left.reset_index())).mean())
    return pd.concat(columns, axis=1).dropna().to_numpy(dtype=float)


def _hotelling(gaps: np.ndarray) -> tuple[int, float, float, int]:
    """Return levels, F, p and runs of the test that all columns have the same mean."""
    from scipy.stats import f

    n, levels = gaps.shape
    contrasts = np.diff(gaps, axis=1)
    free = levels - 1
    if free < 1 or n <= free + 1:
        return levels, np.nan, np.nan, n
    covariance = np.atleast_2d(np.cov(contrasts, rowvar=False))
    rank, mean = int(np.linalg.matrix_rank(covariance)), contrasts.mean(axis=0)
    if 0 < rank < free:
        # levels between which no run differs are one level; the directions that vary are tested
        spreads, directions = np.linalg.eigh(covariance)
        if np.abs(directions[:, : free - rank].T @ mean).max() < 1e-9 * np.sqrt(spreads[-1]):
            covariance, mean, free = np.diag(spreads[free - rank :]), directions[:, free - rank :].T @ mean, rank
    if rank < free:
        return levels, np.nan, np.nan, n
    squared = n * float(mean @ np.linalg.solve(covariance, mean))
    statistic = (n - free) / ((n - 1.0) * free) * squared
    return levels, statistic, float(f.sf(statistic, free, n - free)), n
