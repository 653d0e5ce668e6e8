"""Estimates with their intervals: means of clustered values, proportions, differences of paired proportions.

A :data:`Range` is what a source's own figures leave open: how far a model may be off before it is
spoken against.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np


class Estimate(NamedTuple):
    """A number with the ends of its interval."""

    value: float
    low: float
    high: float
    p: float = math.nan


UNKNOWN = Estimate(math.nan, math.nan, math.nan)


def normal_quantile(level: float) -> float:
    """Two-sided quantile of the standard normal distribution."""
    from scipy.special import ndtri

    if not 0.0 < level < 1.0:
        raise ValueError(f"level is {level:g}, must be between 0 and 1, such as 0.95")
    return float(ndtri(0.5 + level / 2.0))


def cluster_error(values: np.ndarray, clusters: np.ndarray) -> tuple[float, int]:
    """Return the standard error of a mean whose values hang together within clusters, and how many clusters.

    Residuals are summed within clusters (linearisation of the ratio of sums, factor G/(G - 1)). With one value a
    cluster it is the usual standard error of a mean.
    """
    _, place = np.unique(clusters, return_inverse=True)
    groups = int(place.max()) + 1
    if groups < 2:
        return math.nan, groups
    sums = np.bincount(place, values - values.mean(), groups)
    return math.sqrt(groups / (groups - 1.0) * float(sums @ sums)) / len(values), groups


def student_half(error: float, groups: int, level: float = 0.95) -> float:
    """Return half of Student's interval of a mean over so many groups, from its standard error."""
    from scipy.stats import t

    return float(t.ppf(0.5 + level / 2.0, groups - 1)) * error


def clustered_mean(values: np.ndarray, clusters: np.ndarray, level: float = 0.95) -> Estimate:
    """Mean with Student's interval over clusters, and the p-value of a mean of 0.

    With a single cluster nothing is known about the spread, and the interval is infinite.
    """
    from scipy.stats import t

    normal_quantile(level)
    if not len(values):
        return UNKNOWN
    mean = float(values.mean())
    error, groups = cluster_error(values, clusters)
    if groups < 2:
        return Estimate(mean, -math.inf, math.inf)
    half = student_half(error, groups, level)
    if error > 0.0:
        p = 2.0 * float(t.sf(abs(mean) / error, groups - 1))
    else:
        p = 1.0 if mean == 0.0 else 0.0
    return Estimate(mean, mean - half, mean + half, p)


def wilson(share: float, n: float, level: float = 0.95) -> Estimate:
    """Wilson's interval of a proportion; `n` may be an effective sample size and no whole number."""
    z = normal_quantile(level)
    if not n > 0.0:
        return Estimate(math.nan, 0.0, 1.0)
    centre = share + z * z / (2.0 * n)
    half = z * math.sqrt(share * (1.0 - share) / n + z * z / (4.0 * n * n))
    scale = 1.0 + z * z / n
    # at 0 and 1 rounding would leave the bound itself just outside
    low = 0.0 if share == 0.0 else max(0.0, (centre - half) / scale)
    return Estimate(share, low, 1.0 if share == 1.0 else min(1.0, (centre + half) / scale))


def clustered_share(values: np.ndarray, clusters: np.ndarray, level: float = 0.95) -> Estimate:
    """Share of ones with Wilson's interval at the effective sample size.

    Notes
    -----
    One value a cluster gives the plain interval. Otherwise the sample size is divided by the design effect, the
    variance of the clustered mean over that of as many independent values (Korn & Graubard 1998), and it is
    never taken to be more than the number of values. Where all values are the same the design effect is
    unknown, and the clusters are counted instead.
    """
    n = len(values)
    if not n:
        return wilson(math.nan, 0.0, level)
    share = float(values.mean())
    error, groups = cluster_error(values, clusters)
    if groups == n:
        return wilson(share, n, level)
    plain = share * (1.0 - share)
    if groups < 2 or plain == 0.0 or error == 0.0:
        return wilson(share, groups, level)
    return wilson(share, min(n, plain / (error * error)), level)


def newcombe_paired(both: float, lost: float, gained: float, neither: float, level: float = 0.95) -> Estimate:
    """Difference of two paired proportions, second minus first (Newcombe 1998, method 10).

    The event happens in both, only in the first, only in the second, or in neither; no whole numbers where they are
    scaled to an effective sample size. Wilson's intervals of the two proportions are squared and added, less twice
    their product times the correlation of the pairs, from whose numerator half of n is taken where it is positive.
    """
    n = both + lost + gained + neither
    if not n:
        return UNKNOWN
    first, second = wilson((both + lost) / n, n, level), wilson((both + gained) / n, n, level)
    scale = math.sqrt((both + lost) * (gained + neither) * (both + gained) * (lost + neither))
    cross = both * neither - lost * gained
    phi = 0.0 if scale == 0.0 else (max(cross - n / 2.0, 0.0) if cross > 0.0 else cross) / scale
    gap = second.value - first.value

    def reach(one: float, other: float) -> float:
        return math.sqrt(max(one * one - 2.0 * phi * one * other + other * other, 0.0))

    low = gap - reach(second.value - second.low, first.high - first.value)
    high = gap + reach(first.value - first.low, second.high - second.value)
    return Estimate(gap, max(low, -1.0), min(high, 1.0))


def paired_shares(base: np.ndarray, other: np.ndarray, clusters: np.ndarray, level: float = 0.95) -> Estimate:
    """Difference of the shares of ones in two paired columns, with its interval and p-value.

    Notes
    -----
    One pair a cluster: Newcombe's interval and McNemar's exact test. Otherwise the counts of pairs are scaled to
    the effective sample size of their differences, as in :func:`clustered_share`, and the test is Student's over
    clusters.
    """
    n = len(base)
    both, lost, gained = float(base @ other), float((base > other).sum()), float((other > base).sum())
    gap = other - base
    error, groups = cluster_error(gap, clusters)
    if groups == n:
        found = newcombe_paired(both, lost, gained, n - both - lost - gained, level)
        return found._replace(p=mcnemar(int(lost), int(gained)))
    plain = float(gap.var()) / n
    worth = groups if groups < 2 or plain == 0.0 or error == 0.0 else min(n, n * plain / (error * error))
    part = worth / n
    found = newcombe_paired(both * part, lost * part, gained * part, worth - (both + lost + gained) * part, level)
    return found._replace(p=clustered_mean(gap, clusters, level).p)


def mcnemar(lost: int, gained: int) -> float:
    """p-value of McNemar's exact test: the discordant pairs against a fair coin."""
    from scipy.stats import binomtest

    return float(binomtest(gained, lost + gained, 0.5).pvalue) if lost + gained else 1.0


def holm(p: np.ndarray) -> np.ndarray:
    """Adjust the p-values of one table for the number of tests (Holm 1979); those that are no number do not count.

    Called findings where these are below .05, at most one table in twenty holds a finding that is none.
    """
    known = np.flatnonzero(np.isfinite(p))
    order = known[np.argsort(p[known], kind="stable")]
    steps = np.minimum(1.0, p[order] * np.arange(len(order), 0, -1))
    adjusted = np.full(len(p), np.nan)
    adjusted[order] = np.maximum.accumulate(steps)
    return adjusted


Range = tuple[float, float]


def share_range(count: float, n: float, level: float = 0.95) -> Range:
    """Wilson's interval of a share that a source counted (Wilson 1927)."""
    found = wilson(count / n, n, level)
    return found.low, found.high


def rate_range(events: int, exposure: float, level: float = 0.95) -> Range:
    """Exact Poisson interval of a rate per unit of the exposure (> 0) that a source counted (Garwood 1936)."""
    from scipy.stats import chi2

    tail = (1.0 - level) / 2.0
    low = 0.0 if events == 0 else float(chi2.ppf(tail, 2 * events)) / 2.0
    return low / exposure, float(chi2.ppf(1.0 - tail, 2 * events + 2)) / 2.0 / exposure


def gap_range(count: float, n: float, other_count: float, other_n: float, level: float = 0.95) -> Range:
    """Newcombe's interval of the difference of two shares of different cases (Newcombe 1998, method 10)."""
    one, other = wilson(count / n, n, level), wilson(other_count / other_n, other_n, level)
    gap = one.value - other.value
    low = gap - math.hypot(one.value - one.low, other.high - other.value)
    return low, gap + math.hypot(one.high - one.value, other.value - other.low)


def share_limit(count: float, n: float, level: float = 0.95) -> Range:
    """Range of a share that is at most the one that a source counted: from 0 to the upper end of Wilson's interval."""
    return 0.0, share_range(count, n, level)[1]


def lasting_range(ended: Sequence[float], going: Sequence[float], beyond: float, level: float = 0.95) -> Range:
    """Interval of the share of durations beyond some time, from a few cases of which some still went on.

    `going` is how long these had lasted when last seen. Greenwood's interval on the log(-log) scale (Kaplan and Meier
    1958).
    """
    import numpy as np

    from diplomacy_abm.results.summaries import kaplan_meier

    known = np.arange(len(ended) + len(going)) < len(ended)
    curve = kaplan_meier(np.array([*ended, *going], dtype=float), known, level)
    row = curve[curve["time"] <= beyond].iloc[-1]
    return float(row["low"]), float(row["high"])


def median_range(values: Sequence[float], level: float = 0.95) -> Range:
    """Interval of a median by order statistics: the narrowest symmetric pair of ranks that holds the level.

    Notes
    -----
    The number of values under the median is binomial with one half. With too few values for the level it is the
    whole range of them.
    """
    from scipy.stats import binom

    ordered = sorted(values)
    n = len(ordered)
    rank = int(binom.ppf((1.0 - level) / 2.0, n, 0.5))
    # the chance that the median lies outside ranks r … n + 1 - r is twice P(X < r)
    while rank > 0 and 2.0 * float(binom.cdf(rank - 1, n, 0.5)) > 1.0 - level:
        rank -= 1
    rank = max(rank, 1)
    return ordered[rank - 1], ordered[n - rank]
