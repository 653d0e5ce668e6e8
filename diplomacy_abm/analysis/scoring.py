"""Scores of probability forecasts of yes-or-no questions, and where they are lost.

Throughout, `p` holds probabilities in [0, 1] and `y` what happened, 0 or 1, both of shape (questions,).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from diplomacy_abm.analysis.intervals import Estimate, wilson

SUREST = 0.99
"""No forecaster is taken by the log score to be surer than this; a sure one that is wrong would lose everything."""

FEWEST = 5
"""Clusters below which a bootstrap over clusters says nothing."""


class Parts(NamedTuple):
    """A Brier score taken apart: ``score = reliability - resolution + uncertainty``.

    Reliability is what is lost because what is called 30 % does not happen in 30 % of the cases (0 is best),
    resolution what is won by telling cases apart, uncertainty the score of who knows the share of yes and no more.
    """

    score: float
    reliability: float
    resolution: float
    uncertainty: float


def brier(p: np.ndarray, y: np.ndarray) -> float:
    """Mean squared difference of forecast and what happened (Brier 1950, one category): 0 is best, .25 is a coin."""
    return float(np.mean(np.square(p - y)))


def log_score(p: np.ndarray, y: np.ndarray, surest: float = SUREST) -> float:
    """Mean of minus the logarithm of the probability given to what happened: 0 is best, ln 2 is a coin.

    Forecasts are taken to be at most `surest` and at least one minus it.
    """
    kept = np.clip(p, 1.0 - surest, surest)
    return float(-np.mean(np.where(y > 0.5, np.log(kept), np.log(1.0 - kept))))


def categories(p: np.ndarray, happened: int) -> float:
    """Brier score of a forecast over several categories that sum to 1 (Brier 1950): 0 is best, 2 is worst."""
    return float(np.sum(np.square(p - np.eye(len(p))[happened])))


def skill(score: float, reference: float) -> float:
    """Share of the reference's loss that a forecast saves: 1 is perfect, 0 no better, below 0 worse."""
    return 1.0 - score / reference if reference > 0.0 else float("nan")


def recalibrated(p: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Frequencies that rise with the forecast and fit best: pool adjacent violators (Ayer et al. 1955)."""
    from scipy.optimize import isotonic_regression

    # equal forecasts must get equal frequencies, so they are pooled first
    _, place, count = np.unique(p, return_inverse=True, return_counts=True)
    mean = np.bincount(place, y) / count
    return np.asarray(isotonic_regression(mean, weights=count.astype(float)).x)[place]


def corp(p: np.ndarray, y: np.ndarray) -> Parts:
    """Take a Brier score apart without choosing bins (CORP; Dimitriadis, Gneiting & Jordan 2021).

    Notes
    -----
    With r the forecasts recalibrated by isotonic regression and s̄ the share of yes: reliability is the score of p
    less that of r, resolution the score of s̄ less that of r, uncertainty the score of s̄. The three are exact, and
    not negative.
    """
    score, best = brier(p, y), brier(recalibrated(p, y), y)
    base = brier(np.full(len(y), y.mean()), y)
    return Parts(score, score - best, base - best, base)


def bins_of(p: np.ndarray, bins: int) -> np.ndarray:
    """Bins of (nearly) equal count, equal forecasts in one bin; shape (questions,), counted from 0."""
    order = np.argsort(p, kind="stable")
    place = np.empty(len(p), dtype=int)
    place[order] = np.arange(len(p)) * min(bins, len(p)) // max(len(p), 1)
    for value in np.unique(p):
        same = p == value
        place[same] = place[same].min()
    return np.unique(place, return_inverse=True)[1]


def murphy(p: np.ndarray, y: np.ndarray, bins: int = 5) -> Parts:
    """Take a Brier score apart by bins of equal count (Murphy 1973).

    Notes
    -----
    Murphy's three parts are exact where the forecasts within a bin are equal. Where they are not, what the spread
    within bins adds is counted with resolution (Stephenson, Coelho & Jolliffe 2008), so that the sum holds.
    """
    place, n = bins_of(p, bins), len(p)
    count = np.bincount(place)
    mean_p, mean_y = np.bincount(place, p) / count, np.bincount(place, y) / count
    reliability = float(count @ np.square(mean_p - mean_y)) / n
    uncertainty = float(y.mean() * (1.0 - y.mean()))
    score = brier(p, y)
    return Parts(score, reliability, reliability + uncertainty - score, uncertainty)


class Bin(NamedTuple):
    """One bin of a reliability diagram: mean forecast, share of yes with its interval, how many."""

    forecast: float
    share: Estimate
    n: int


def reliability_bins(p: np.ndarray, y: np.ndarray, bins: int = 5, level: float = 0.95) -> list[Bin]:
    """Bins of equal count with the share of yes in each and Wilson's interval."""
    place = bins_of(p, bins)
    found = []
    for k in range(place.max() + 1):
        here = place == k
        found.append(Bin(float(p[here].mean()), wilson(float(y[here].mean()), int(here.sum()), level), int(here.sum())))
    return found


def reliability_test(p: np.ndarray, y: np.ndarray, draws: int = 2000, seed: int = 0) -> float:
    """Return how often forecasts that are reliable would show a reliability term as large as this, or larger.

    Consistency resampling (Bröcker & Smith 2007) of the reliability term of :func:`corp`, which is above 0 by luck
    alone: an interval around it by bootstrap would never hold 0. Answers are drawn from the forecasts one by one; where
    they hang together, as those of one start do, luck makes larger terms than this knows, and the p value is too small.
    """
    rng = np.random.default_rng(seed)
    seen = corp(p, y).reliability
    luck = [corp(p, (rng.random(len(p)) < p).astype(float)).reliability for _ in range(draws)]
    # what is equal but for rounding is equal
    return float(1 + np.sum(np.array(luck) >= seen - 1e-12)) / (draws + 1)


def consistency_band(
    p: np.ndarray, level: float = 0.9, draws: int = 2000, seed: int = 0
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Where the recalibrated curve would lie, pointwise, if the forecasts were reliable.

    The forecasts in rising order, and the ends of the band there, from answers that are drawn from the forecasts
    themselves (Bröcker & Smith 2007; Dimitriadis et al. 2021).
    """
    rng = np.random.default_rng(seed)
    order = np.sort(p)
    curves = np.array([recalibrated(order, (rng.random(len(order)) < order).astype(float)) for _ in range(draws)])
    tail = (1.0 - level) / 2.0
    return order, np.quantile(curves, tail, axis=0), np.quantile(curves, 1.0 - tail, axis=0)


def bootstrapped(
    statistic: Callable[[np.ndarray], Sequence[float]],
    clusters: np.ndarray,
    level: float = 0.95,
    draws: int = 2000,
    seed: int = 0,
) -> list[Estimate]:
    """Estimates of statistics of questions, with percentile intervals over whole clusters of them.

    `statistic` takes indices of questions, repeated ones among them, and returns one number for each statistic. With
    few clusters such intervals are too narrow (Cameron, Gelbach & Miller 2008); read them as a lower bound of what is
    not known. With fewer than :data:`FEWEST` there is none.
    """
    names, place = np.unique(clusters, return_inverse=True)
    members = [np.flatnonzero(place == k) for k in range(len(names))]
    rng = np.random.default_rng(seed)
    values = np.asarray(statistic(np.arange(len(clusters))), dtype=float)
    if len(names) < FEWEST:
        return [Estimate(float(value), float("nan"), float("nan")) for value in values]
    picks = rng.integers(0, len(names), (draws, len(names)))
    found = np.array([statistic(np.concatenate([members[k] for k in pick])) for pick in picks], dtype=float)
    tail = (1.0 - level) / 2.0
    low, high = np.nanquantile(found, (tail, 1.0 - tail), axis=0)
    return [Estimate(*map(float, ends)) for ends in zip(values, low, high, strict=True)]
