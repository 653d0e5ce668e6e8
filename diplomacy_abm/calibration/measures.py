"""Measures: one number for each series, the same for runs and for the record.

A series is an array of shape (runs, steps); NaN stands for steps that are not there: after the end of a run, or
missing in the record. A measure that has no meaning for a series is NaN.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np

FEWEST_EVENTS = 3
"""Steps with an event below which gaps say nothing of their spread."""


@dataclass(frozen=True)
class Reading:
    """How a series becomes a number: window, blocks, logarithm, trend, measure."""

    measure: str
    """A name of :data:`MEASURES`."""
    first: int
    last: int
    """Steps of the window, ``first`` to ``last - 1``."""
    every: int = 1
    """Steps that are summed into one before anything else; an incomplete block at the end is left out."""
    lag: int = 1
    """Of an autocorrelation, in blocks."""
    log: bool = False
    detrend: bool = False
    """Whether the logarithm is taken, and a straight line taken out."""
    undefined: float = float("nan")
    """What a series without a meaning counts as."""

    def __call__(self, series: np.ndarray) -> np.ndarray:
        """Return one number for each row of a series of shape (runs, steps)."""
        x = in_blocks(series[:, self.first : self.last], self.every)
        if self.log:
            x = np.log(np.where(x > 0, x, np.nan))
        if self.detrend:
            x = without_trend(x)
        with warnings.catch_warnings():
            # a row without any step is NaN and needs no word
            warnings.simplefilter("ignore", RuntimeWarning)
            found = autocorrelation(x, self.lag) if self.measure == "acf" else MEASURES[self.measure](x)
        return np.where(np.isfinite(found), found, self.undefined)


def in_blocks(x: np.ndarray, every: int) -> np.ndarray:
    """Sum `every` steps into one; a block with a step that is not there is not there."""
    if every == 1:
        return x
    whole = x.shape[1] // every
    return x[:, : whole * every].reshape(len(x), whole, every).sum(axis=2)


def without_trend(x: np.ndarray) -> np.ndarray:
    """Take a straight line (least squares over the steps that are there) out of each row."""
    there = np.isfinite(x)
    time = np.where(there, np.arange(x.shape[1], dtype=float), np.nan)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        t = time - np.nanmean(time, axis=1, keepdims=True)
        y = np.where(there, x, np.nan)
        y = y - np.nanmean(y, axis=1, keepdims=True)
        spread = np.nansum(t * t, axis=1, keepdims=True)
        slope = np.divide(np.nansum(t * y, axis=1, keepdims=True), spread, out=np.zeros_like(spread), where=spread > 0)
        return y - slope * t


def autocorrelation(x: np.ndarray, lag: int) -> np.ndarray:
    """Return the autocorrelation of each row at a lag, over the pairs that are there."""
    if x.shape[1] <= lag:
        return np.full(len(x), np.nan)
    y = x - np.nanmean(x, axis=1, keepdims=True)
    product = y[:, lag:] * y[:, :-lag]
    square = np.nanmean(y * y, axis=1)
    return np.divide(np.nanmean(product, axis=1), square, out=np.full(len(x), np.nan), where=square > 1e-300)


def variation(x: np.ndarray) -> np.ndarray:
    """Return standard deviation over mean."""
    mean = np.nanmean(x, axis=1)
    return np.divide(np.nanstd(x, axis=1), mean, out=np.full(len(x), np.nan), where=mean != 0)


def gaps(row: np.ndarray) -> np.ndarray:
    """Return the steps between events of one series: between steps that are above zero."""
    return np.diff(np.flatnonzero(np.nan_to_num(row) > 0))


def burstiness(x: np.ndarray) -> np.ndarray:
    """Return (σ - μ)/(σ + μ) of the gaps between events: -1 for a clock, 0 for chance, 1 for bursts.

    Source: Goh & Barabási (2008), EPL 81, 48002, eq. 1. NaN with fewer than three events.
    """
    found = np.full(len(x), np.nan)
    for r, row in enumerate(x):
        between = gaps(row)
        if len(between) >= FEWEST_EVENTS - 1:
            mean, sd = between.mean(), between.std()
            found[r] = (sd - mean) / (sd + mean)
    return found


def longest_gap(x: np.ndarray) -> np.ndarray:
    """Return the longest stretch of steps without an event, the ends of the window counted as events."""
    found = np.empty(len(x))
    for r, row in enumerate(x):
        alive = row[np.isfinite(row)]
        marks = np.concatenate([[-1], np.flatnonzero(alive > 0), [len(alive)]])
        found[r] = np.diff(marks).max() - 1.0
    return _there(x, found)


def _there(x: np.ndarray, values: np.ndarray) -> np.ndarray:
    return np.where(np.isfinite(x).any(axis=1), values, np.nan)


def total(x: np.ndarray) -> np.ndarray:
    """Return the sum over the steps that are there."""
    return _there(x, np.nansum(x, axis=1))


def share(x: np.ndarray) -> np.ndarray:
    """Return the share of the steps that are there with a value above zero."""
    return np.nanmean(np.where(np.isfinite(x), x > 0, np.nan), axis=1)


def ever(x: np.ndarray) -> np.ndarray:
    """Return 1 where some value is above zero, else 0."""
    return _there(x, (np.nan_to_num(x) > 0).any(axis=1).astype(float))


def mean(x: np.ndarray) -> np.ndarray:
    """Return the mean over the steps that are there."""
    return np.nanmean(x, axis=1)


def deviation(x: np.ndarray) -> np.ndarray:
    """Return the standard deviation over the steps that are there."""
    return np.nanstd(x, axis=1)


MEASURES = {
    "total": total, "mean": mean, "share": share, "sd": deviation, "variation": variation,
    "burstiness": burstiness, "longest_gap": longest_gap, "ever": ever,
}  # fmt: skip
"""Measures by name; an autocorrelation, which has a lag, is apart."""
