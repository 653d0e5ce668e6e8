"""Shares of runs that are not strangers: runs of one point share its factors, run k has the same luck everywhere."""

from __future__ import annotations

import math

import numpy as np

from diplomacy_abm.analysis.boxes import Cases
from diplomacy_abm.analysis.intervals import wilson


def clustered_share(cases: Cases, chosen: np.ndarray, level: float) -> tuple[float, float, float, int]:
    """Share of hits among some cases, with Wilson's interval for as many strangers as the cases are worth.

    Parameters
    ----------
    cases : Cases
        Runs.
    chosen : numpy.ndarray of bool
        Which of them.
    level : float
        Confidence level, in (0, 1).

    Returns
    -------
    estimate, low, high, n
        n is the number of cases, before it is cut down for the interval.
    """
    hit, point, run = cases.hit[chosen], cases.point[chosen], cases.run[chosen]
    n = len(hit)
    if n == 0:
        return math.nan, 0.0, 1.0, 0
    share = float(hit.mean())
    found = wilson(share, n / design_effect(hit, point, run), level)
    return share, found.low, found.high, n


def design_effect(hit: np.ndarray, point: np.ndarray, run: np.ndarray) -> float:
    """By how much the variance of a share exceeds that of as many strangers; 1 at least.

    Notes
    -----
    Variance clustered both ways: by point, plus by run, less that of the cases alone (Cameron, Gelbach and
    Miller 2011).
    """
    left = hit - hit.mean()
    alone = float((left**2).sum())
    if alone == 0.0:
        # all alike: only the points are known to differ
        return len(hit) / max(len(np.unique(point)), 1)
    by_point = float((np.bincount(point, weights=left) ** 2).sum())
    by_run = float((np.bincount(run, weights=left) ** 2).sum())
    return max(1.0, (by_point + by_run - alone) / alone)


def quasi_p(cases: Cases, in_box: np.ndarray, wider: np.ndarray) -> float:
    """Quasi-p value of a limit on the half kept back (Bryant and Lempert 2010).

    The chance that as many hits or more fall among that many cases if the limit meant nothing: if their frequency were
    that of the wider box without the limit. Cases count as the strangers that they are worth.
    """
    from scipy.stats import binom

    hit = cases.hit[in_box]
    worth = len(hit) / design_effect(hit, cases.point[in_box], cases.run[in_box])
    n = max(1, round(worth))
    return float(binom.sf(math.ceil(float(hit.mean()) * n) - 1, n, float(cases.hit[wider].mean())))
