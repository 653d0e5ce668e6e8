"""Posteriors: weighted particles adjusted by regression, summarised, compared with the record, and their coverage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

LEVELS = (0.5, 0.8, 0.95)
"""Levels of the central intervals whose coverage is told."""


def adjusted(
    points: np.ndarray, statistics: np.ndarray, observed: np.ndarray, distances: np.ndarray, weights: np.ndarray,
    bandwidth: float,
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Move points to where they would lie had their statistics been those of the record.

    Local-linear regression with weights of Epanechnikov (Beaumont, Zhang & Balding 2002, Genetics 162, eqs. 3-5), in
    coordinates in which the prior is standard normal, so that what comes out lies within the prior. A ridge of
    1e-6 keeps statistics that hang together from blowing up.

    Parameters
    ----------
    points
        Shape (n, d).
    statistics
        Shape (n, S), in units of their scales; columns that are constant are ignored.
    observed
        Shape (S,), in the same units.
    distances, weights
        Shape (n,); weights before those of the distance.
    bandwidth
        Distance at which the weight is zero.

    Returns
    -------
    points, weights
        Of the same shapes; the weights sum to 1.
    """
    near = np.clip(1.0 - (distances / bandwidth) ** 2, 0.0, None) if bandwidth > 0 else np.ones(len(distances))
    w = weights * near
    if w.sum() <= 0.0:
        w = weights
    w = w / w.sum()
    x = statistics - observed
    x = x[:, np.ptp(x[w > 0], axis=0) > 0]
    if not x.shape[1]:
        return points, w
    design = np.column_stack([np.ones(len(x)), x])
    square = (design * w[:, None]).T @ design
    ridge = 1e-6 * np.eye(len(square))
    ridge[0, 0] = 0.0
    slope = np.linalg.solve(square + ridge, (design * w[:, None]).T @ points)[1:]
    return points - x @ slope, w


def weighted_quantile(values: np.ndarray, weights: np.ndarray, shares: Sequence[float]) -> np.ndarray:
    """Return quantiles of weighted values, linear between the middles of their weights."""
    order = np.argsort(values, kind="stable")
    x, w = values[order], weights[order] / weights.sum()
    middle = np.cumsum(w) - 0.5 * w
    return np.interp(shares, middle, x)


def effective_size(weights: np.ndarray) -> float:
    """Return (Σ w)² / Σ w²; 0 where all weights are."""
    square = float((weights * weights).sum())
    return float(weights.sum()) ** 2 / square if square > 0 else 0.0


def distinct_size(points: np.ndarray, weights: np.ndarray) -> float:
    """Return the effective size, rows of the same point (a particle's copies and replicates) counted as one."""
    _, place = np.unique(points, axis=0, return_inverse=True)
    return effective_size(np.bincount(place.reshape(-1), weights))


def posterior_table(
    values: np.ndarray, weights: np.ndarray, prior: np.ndarray, names: Sequence[str], effective: float | None = None
) -> pd.DataFrame:
    """Summarise a posterior, shape (n, d) with weights, beside draws from the prior, one row a parameter.

    Columns: parameter, mean, sd, low and high of the central 95 % interval, median, prior_mean, prior_sd, prior_low,
    prior_high, shrinkage (1 less the variance of the posterior over that of the prior), n_effective, that of the
    weights where it is not given.
    """
    import pandas as pd

    rows = []
    for k, name in enumerate(names):
        x, before = values[:, k], prior[:, k]
        mean = float(np.average(x, weights=weights))
        variance = float(np.average((x - mean) ** 2, weights=weights))
        low, middle, high = weighted_quantile(x, weights, (0.025, 0.5, 0.975))
        first, last = np.quantile(before, (0.025, 0.975))
        rows.append(
            (name, mean, variance**0.5, low, high, middle, before.mean(), before.std(), first, last,
             1.0 - variance / float(before.var()), effective or effective_size(weights))
        )  # fmt: skip
    columns = [
        "parameter", "mean", "sd", "low", "high", "median", "prior_mean", "prior_sd", "prior_low", "prior_high",
        "shrinkage", "n_effective",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def predictive_table(drawn: np.ndarray, prior: np.ndarray, observed: np.ndarray, names: Sequence[str]) -> pd.DataFrame:
    """Compare the record with what the posterior, and the prior, predict; NaN where a run has no such statistic.

    Columns: statistic, observed, median, low and high of the central 95 % of the runs, tail (the smaller of the shares
    of runs at most and at least as large, times two: the two-sided posterior predictive p-value of Gelman, Meng & Stern
    1996), within (whether the interval holds the record), prior_median, prior_low, prior_high, n.
    """
    import pandas as pd

    rows = []
    for k, name in enumerate(names):
        x, before = (values[np.isfinite(values[:, k]), k] for values in (drawn, prior))
        low, middle, high = quantiles_of(x)
        first, half, last = quantiles_of(before)
        value = float(observed[k])
        tail = min(1.0, 2.0 * min((x <= value).mean(), (x >= value).mean())) if len(x) else np.nan
        rows.append((name, value, middle, low, high, tail, low <= value <= high, half, first, last, len(x)))
    columns = [
        "statistic", "observed", "median", "low", "high", "tail", "within", "prior_median", "prior_low", "prior_high",
        "n",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def quantiles_of(values: np.ndarray) -> tuple[float, float, float]:
    """Return the ends and the middle of the central 95 %; no numbers of nothing."""
    if not len(values):
        return np.nan, np.nan, np.nan
    low, middle, high = np.quantile(values, (0.025, 0.5, 0.975))
    return float(low), float(middle), float(high)


def rank_of(values: np.ndarray, weights: np.ndarray, truth: float) -> float:
    """Return the posterior probability of values below the true one, ties half; uniform if all is right."""
    total = float(weights.sum())
    return float(weights[values < truth].sum() + 0.5 * weights[values == truth].sum()) / total


def coverage_table(ranks: pd.DataFrame, level: float = 0.95) -> pd.DataFrame:
    """Tell how often central intervals held the truth, from the ``rank`` of it for each set and ``parameter``.

    Columns: parameter (``all`` last), interval, covered (share of sets), low, high (Clopper-Pearson), n. That of
    ``all`` has no interval of its own: the parameters of a set are not independent, so it is between sets.
    """
    import pandas as pd
    from scipy.stats import binomtest

    rows = []
    for name, group in ranks.groupby("parameter", sort=False):
        for share in LEVELS:
            inside = int(covered(group["rank"].to_numpy(), share).sum())
            interval = binomtest(inside, len(group)).proportion_ci(level)
            rows.append((name, share, inside / len(group), interval.low, interval.high, len(group)))
    sets = [group.to_numpy() for _, group in ranks.groupby("set", sort=False)["rank"]]
    for share in LEVELS:
        per_set = np.array([covered(group, share).mean() for group in sets])
        error = 1.96 * per_set.std(ddof=1) / len(per_set) ** 0.5 if len(per_set) > 1 else np.nan
        found = per_set.mean()
        rows.append(("all", share, found, max(0.0, found - error), min(1.0, found + error), len(per_set)))
    return pd.DataFrame(rows, columns=["parameter", "interval", "covered", "low", "high", "n"])


def covered(ranks: np.ndarray, share: float) -> np.ndarray:
    """Tell which ranks lie in the central interval of a share."""
    return np.abs(ranks - 0.5) <= 0.5 * share


def uniformity(ranks: np.ndarray) -> float:
    """Return the p-value of Kolmogorov and Smirnov that ranks are uniform, as simulation-based calibration asks.

    Source: Talts, Betancourt, Simpson, Vehtari & Gelman (2018), arXiv 1804.06788.
    """
    from scipy.stats import kstest

    return float(kstest(ranks, "uniform").pvalue)
