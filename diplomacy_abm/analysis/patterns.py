"""Figures that a series of weeks shows: persistence, spread, bursts, rates, and change around an event.

Weeks within a run hang together, so that every interval here is over runs. Arrays are ``[run, week]``; weeks after
the end of a run are NaN.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from diplomacy_abm.analysis.intervals import UNKNOWN, Estimate, median_range
from diplomacy_abm.analysis.lifetimes import Lifetimes

if TYPE_CHECKING:
    import pandas as pd


def ratio_of_sums(top: np.ndarray, bottom: np.ndarray) -> Estimate:
    """Ratio of two sums over runs with a bootstrap interval over runs; NaN where the denominator is 0.

    Runs are the independent units, weeks within a run are not.
    """
    total = float(bottom.sum())
    if not total > 0.0:
        return UNKNOWN
    _, sample = _resampled(top, bottom)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = sample[0] / sample[1]
    return _percentiles(float(top.sum()) / total, ratios)


def ratio_of_ratios(
    top: np.ndarray, bottom: np.ndarray, other_top: np.ndarray, other_bottom: np.ndarray
) -> Estimate:
    """How many times one ratio of sums is the other, both over the same runs; bootstrap over runs.

    All four have shape (runs,). A sample in which the other ratio is 0 leaves the interval open above.
    """
    whole, sample = _resampled(top, bottom, other_top, other_bottom)
    if not (whole[1:] > 0.0).all():
        return UNKNOWN
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = (sample[0] / sample[1]) / (sample[2] / sample[3])
    return _percentiles((whole[0] / whole[1]) / (whole[2] / whole[3]), np.where(np.isnan(ratios), np.inf, ratios))


def difference_of_ratios(
    top: np.ndarray, bottom: np.ndarray, other_top: np.ndarray, other_bottom: np.ndarray
) -> Estimate:
    """One ratio of sums less another, run by run under the same luck; bootstrap over runs."""
    whole, sample = _resampled(top, bottom, other_top, other_bottom)
    if not (whole[1] > 0.0 and whole[3] > 0.0):
        return UNKNOWN
    with np.errstate(divide="ignore", invalid="ignore"):
        gaps = sample[0] / sample[1] - sample[2] / sample[3]
    return _percentiles(whole[0] / whole[1] - whole[2] / whole[3], gaps)


def _resampled(*columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Sums of columns over all rows, and over 2,000 bootstrap samples of the rows, shape (columns, samples)."""
    table = np.column_stack(columns).astype(float)
    n = len(table)
    if not n:
        return table.sum(axis=0), table.T
    drawn = np.random.default_rng(0).multinomial(n, np.full(n, 1.0 / n), size=2000)
    return table.sum(axis=0), (drawn @ table).T


def _percentiles(value: float, sample: np.ndarray) -> Estimate:
    known, tail = sample[~np.isnan(sample)], (1.0 - 0.95) / 2.0
    low, high = np.quantile(known, [tail, 1.0 - tail], method="nearest") if len(known) else (np.nan, np.nan)
    return Estimate(float(value), float(low), float(high))


def autocorrelation(series: np.ndarray, lag: int) -> np.ndarray:
    """Autocorrelation of each row of (runs, weeks) at a lag, over the whole row; NaN where a row does not vary."""
    apart = series - series.mean(axis=1, keepdims=True)
    spread = (apart * apart).sum(axis=1)
    shared = (apart[:, :-lag] * apart[:, lag:]).sum(axis=1)
    return np.divide(shared, spread, out=np.full(len(series), np.nan), where=spread > 0.0)


def dispersion(counts: np.ndarray) -> np.ndarray:
    """Shape k of a negative binomial by moments, row by row: mean² / (variance - mean).

    Infinite where counts are not over-dispersed, NaN where all are 0. Shape (runs, weeks) without NaN.
    """
    mean, more = counts.mean(axis=1), counts.var(axis=1, ddof=1) - counts.mean(axis=1)
    k = np.divide(mean * mean, more, out=np.full(len(counts), np.inf), where=more > 0.0)
    return np.where(mean > 0.0, k, np.nan)


def median_of(values: np.ndarray) -> Estimate:
    """Median over runs with its interval by order statistics; NaN are left out."""
    known = values[~np.isnan(values)]
    if len(known) < 6:
        return UNKNOWN
    return Estimate(float(np.median(known)), *median_range(known.tolist()))


def clustered_median(values: np.ndarray, clusters: np.ndarray, draws: int = 1000, seed: int = 0) -> Estimate:
    """Median of values that hang together within runs, with a bootstrap interval over runs.

    NaN among the values are left out; NaN with fewer than six runs that have a value.
    """
    known = ~np.isnan(values)
    order = np.argsort(values[known], kind="stable")
    ranked, runs = values[known][order], np.unique(clusters[known][order], return_inverse=True)[1]
    groups = int(runs.max()) + 1 if len(runs) else 0
    if groups < 6:
        return UNKNOWN
    rng = np.random.default_rng(seed)
    even = np.full(groups, 1.0 / groups)
    sample = np.empty(draws)
    for k in range(draws):
        below = np.cumsum(rng.multinomial(groups, even)[runs])
        sample[k] = ranked[np.searchsorted(below, below[-1] / 2.0)]
    return _percentiles(float(np.median(ranked)), sample)


def waits(held: np.ndarray, going: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Weeks from each mark of a row to the next one, those included that the end of the row cuts off.

    `going` says whether the row still goes on; a mark is never after its end. One entry a mark: its row, the weeks to
    the next mark or, where there is none, to the last week of the row, and whether the next mark was seen.
    """
    row, week = np.nonzero(held)
    ended = np.append(row[1:] == row[:-1], False) if len(row) else np.zeros(0, dtype=bool)
    after = np.append(week[1:], 0) if len(row) else week
    last = going.shape[1] - 1 - np.argmax(going[:, ::-1], axis=1)
    return row, np.where(ended, after, last[row]) - week, ended


def lasting(row: np.ndarray, weeks: np.ndarray, ended: np.ndarray, beyond: int) -> Estimate:
    """Share of durations that last longer than some weeks: product-limit estimate, bootstrap over rows.

    Durations as of :func:`waits`. NaN where none was seen for so long, unless all had ended before.
    """
    # what is cut off in its first week is in no risk set
    seen = weeks > 0
    if not seen.any() or (weeks.max() < beyond and not ended[seen & (weeks == weeks.max())].all()):
        return UNKNOWN
    lives = Lifetimes(np.minimum(weeks[seen], beyond + 1), ended[seen] & (weeks[seen] <= beyond), row[seen])
    curve = lives.bootstrap_band(0.95, 2000)
    found = curve.iloc[min(beyond, len(curve) - 1)]
    return Estimate(float(found["estimate"]), float(found["low"]), float(found["high"]))


def around(
    series: np.ndarray, run: np.ndarray, week: np.ndarray, before: int, after: int
) -> tuple[np.ndarray, np.ndarray]:
    """Sums of a series (runs, weeks) over the weeks before and after each event.

    The event's own week counts to neither side; both are NaN where the window does not fit into the run.
    """
    fits = (week >= before) & (week + after < series.shape[1])
    earlier, later = np.full((2, len(run)), np.nan)
    if fits.any():
        rows, columns = run[fits][:, None], week[fits][:, None]
        earlier[fits] = series[rows, columns - 1 - np.arange(before)].sum(axis=1)
        later[fits] = series[rows, columns + 1 + np.arange(after)].sum(axis=1)
    cut = np.isnan(earlier) | np.isnan(later)
    earlier[cut] = later[cut] = np.nan
    return earlier, later


def summed_by(run: np.ndarray, values: np.ndarray, runs: int) -> np.ndarray:
    """Sum of values by the row they belong to, shape (runs,); NaN are left out."""
    known = ~np.isnan(values)
    return np.bincount(run[known], weights=values[known], minlength=runs)


def changed_pairs(one: pd.DataFrame, other: pd.DataFrame) -> int:
    """In how many runs two tables of the same runs, in the same order, differ in anything at all."""
    left, right = one.reset_index(drop=True), other.reset_index(drop=True)
    if list(left.columns) != list(right.columns) or len(left) != len(right):
        raise ValueError("pairs: the two tables do not have the same runs and columns")
    same = (left == right) | (left.isna() & right.isna())
    return int((~same.all(axis=1)).sum())
