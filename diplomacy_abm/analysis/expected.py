"""Ranges that a source's own figures leave open: what a model may be off by before the source speaks against it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from diplomacy_abm.analysis.intervals import wilson

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
