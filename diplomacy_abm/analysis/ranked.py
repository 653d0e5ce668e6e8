"""Forecasts of ordered classes against what happened: ranked probability and log scores, skill, permutation test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def shares_of(counts: ArrayLike) -> NDArray[np.float64]:
    """Return probabilities from counts of runs; half a run is added to each class, so that none is impossible.

    Parameters
    ----------
    counts : array_like
        Runs by class in the last axis.
    """
    seen = np.asarray(counts, dtype=float) + 0.5
    return seen / seen.sum(axis=-1, keepdims=True)


def ranked_probability_score(forecast: ArrayLike, happened: ArrayLike) -> NDArray[np.float64]:
    """Return the ranked probability score of each forecast, 0 (best) to 1.

    The mean squared distance of the cumulated forecast from the cumulated truth (Epstein 1969, Journal of Applied
    Meteorology 8, pp. 985-987), over classes less one. ValueError when rows do not sum to 1, or a place is no column.
    """
    rows, places = _checked(forecast, happened)
    classes = rows.shape[1]
    truth = np.arange(classes) >= places[:, None]
    gaps = (rows.cumsum(axis=1) - truth)[:, :-1]
    return (gaps**2).sum(axis=1) / (classes - 1)


def noise_of_counts(counts: ArrayLike) -> NDArray[np.float64]:
    """Return what each ranked probability score owes to few runs: less it, the score is that of very many.

    Parameters
    ----------
    counts : array_like
        Runs by class, one row a forecast, two runs at least; the forecast is their shares.

    Notes
    -----
    The squared distance of a cumulated share from the truth is too large by the variance of that share, F(1 - F)/(n -
    1) without bias (Ferro 2014).
    """
    seen = np.asarray(counts, dtype=float)
    runs = seen.sum(axis=1, keepdims=True)
    below = (seen / runs).cumsum(axis=1)[:, :-1]
    return (below * (1.0 - below) / (runs - 1.0)).mean(axis=1)


def log_score(forecast: ArrayLike, happened: ArrayLike) -> NDArray[np.float64]:
    """Return minus the natural logarithm of the probability given to what happened, 0 is best.

    Parameters
    ----------
    forecast, happened
        As in :func:`ranked_probability_score`; what happened must not have been given probability 0.
    """
    rows, places = _checked(forecast, happened)
    given = rows[np.arange(len(rows)), places]
    if (given <= 0).any():
        raise ValueError("forecast: what happened has probability 0, must be above it; see shares_of")
    return -np.log(given)


def skill(score: ArrayLike, reference: ArrayLike) -> float:
    """Return how much lower a mean score is than that of a reference: 1 perfect, 0 no better, below 0 worse."""
    return float(1.0 - np.mean(np.asarray(score)) / np.mean(np.asarray(reference)))


def permutation_test(forecast: ArrayLike, happened: ArrayLike, draws: int = 20000, seed: int = 1) -> dict[str, Any]:
    """Tell whether forecasts are nearer to the outcomes of their own cases than to those of others.

    Outcomes are dealt out anew among the cases; the p-value is the share of deals whose mean ranked probability score
    is at most the true one, the true one counted (Phipson & Smyth 2010).

    Returns
    -------
    dict
        ``score`` the true mean, ``expected`` the mean over deals, ``p``, ``draws``.
    """
    rows, places = _checked(forecast, happened)
    # the score of every case under every outcome, so that a deal is a look-up
    table = np.stack(
        [ranked_probability_score(rows, np.full(len(rows), k)) for k in range(rows.shape[1])], axis=1
    )  # fmt: skip
    rng = np.random.default_rng(seed)
    order = np.arange(len(rows))
    dealt = np.array([table[order, rng.permutation(places)].mean() for _ in range(draws)])
    true = float(table[order, places].mean())
    within = int((dealt <= true + 1e-12).sum())
    return {"score": true, "expected": float(dealt.mean()), "p": (within + 1) / (draws + 1), "draws": draws}


def paired_interval(score: ArrayLike, reference: ArrayLike) -> tuple[float, float]:
    """Return the 95 % bootstrap interval, over cases, of the mean difference of two scores of the same cases."""
    gaps = np.asarray(score, dtype=float) - np.asarray(reference, dtype=float)
    means = gaps[np.random.default_rng(1).integers(len(gaps), size=(20000, len(gaps)))].mean(axis=1)
    low, high = np.quantile(means, [(1 - 0.95) / 2, (1 + 0.95) / 2])
    return float(low), float(high)


def left_out(happened: ArrayLike, classes: int) -> NDArray[np.float64]:
    """Return for each case the shares of the outcomes of all other cases, half a case added to each class."""
    places = np.asarray(happened, dtype=int)
    counts = np.bincount(places, minlength=classes)
    return shares_of([counts - (np.arange(classes) == place) for place in places])


def _checked(forecast: ArrayLike, happened: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.int_]]:
    rows = np.atleast_2d(np.asarray(forecast, dtype=float))
    places = np.atleast_1d(np.asarray(happened, dtype=int))
    if len(rows) != len(places):
        raise ValueError(f"forecast: {len(rows)} rows for {len(places)} outcomes, must be as many")
    if rows.shape[1] < 2 or (rows < 0).any() or not np.allclose(rows.sum(axis=1), 1.0):
        raise ValueError("forecast: rows must be at least two probabilities that sum to 1")
    if (places < 0).any() or (places >= rows.shape[1]).any():
        raise ValueError(f"happened: places must be from 0 to {rows.shape[1] - 1}")
    return rows, places
