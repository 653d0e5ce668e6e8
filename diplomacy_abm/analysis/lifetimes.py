"""Durations with censoring, by run index: product-limit estimates under bootstrap weights, all samples at once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

_CELLS = 4_000_000
"""Largest number of weights in memory at a time."""


class Lifetimes:
    """Durations in whole weeks, whether their ends were seen, and the run index each belongs to.

    One entry a run; entries with the same run index share their luck.
    """

    def __init__(self, weeks: np.ndarray, ended: np.ndarray, runs: np.ndarray) -> None:
        self.weeks = weeks.astype(float)
        self.ended = ended.astype(bool)
        self.runs = runs
        self.clusters = np.unique(runs)

    @property
    def n(self) -> int:
        """Number of durations."""
        return len(self.weeks)

    @property
    def alone(self) -> bool:
        """Whether no two durations share a run index."""
        return len(self.clusters) == self.n

    @property
    def longest(self) -> int:
        """The longest duration seen, in weeks."""
        return int(self.weeks.max())

    def mean(self, horizon: int) -> float:
        """Area under the survival curve up to a horizon, in weeks."""
        ends, risks = self._counts(self.clusters, horizon)
        return float(_area(_survival(ends.sum(axis=0)[None], risks.sum(axis=0)[None]))[0])

    def bootstrap_means(self, clusters: np.ndarray, horizon: int, draws: int, seed: int) -> np.ndarray:
        """Return the mean up to a horizon for samples of the sorted run indices; NaN for samples without any duration.

        Indices without a duration here weigh on nothing. The same seed draws the same run indices.
        """
        ends, risks = self._counts(clusters, horizon)
        parts = []
        for weights in _weights(len(clusters), draws, seed):
            at_risk = weights @ risks
            parts.append(np.where(at_risk[:, 0] > 0, _area(_survival(weights @ ends, at_risk)), np.nan))
        return np.concatenate(parts)

    def bootstrap_band(self, level: float, draws: int, seed: int = 0) -> pd.DataFrame:
        """Return the survival curve at every week with the percentiles of a bootstrap over run indices."""
        horizon = max(self.longest, 1)
        ends, risks = self._counts(self.clusters, horizon)
        estimate = _survival(ends.sum(axis=0)[None], risks.sum(axis=0)[None])[0]
        sample = np.concatenate(
            [_survival(weights @ ends, weights @ risks) for weights in _weights(len(self.clusters), draws, seed)]
        )
        tail = (1.0 - level) / 2.0
        low, high = np.quantile(sample, [tail, 1.0 - tail], axis=0)
        at_risk = np.append(self.n, risks.sum(axis=0)).astype(int)
        week = np.arange(horizon + 1, dtype=float)
        return pd.DataFrame({"week": week, "estimate": estimate, "low": low, "high": high, "n": at_risk})

    def _counts(self, clusters: np.ndarray, horizon: int) -> tuple[np.ndarray, np.ndarray]:
        """Ends in, and durations at risk in, each week from 1 to the horizon, by run index."""
        place = np.searchsorted(clusters, self.runs)
        week = np.arange(1, horizon + 1)
        ends, risks = np.zeros((2, len(clusters), horizon))
        np.add.at(risks, place, self.weeks[:, None] >= week)
        np.add.at(ends, place, (self.weeks[:, None] == week) & self.ended[:, None])
        return ends, risks


def _weights(clusters: int, draws: int, seed: int) -> Iterator[np.ndarray]:
    """Yield how often each run index is drawn, for some samples at a time."""
    rng = np.random.default_rng(seed)
    block = max(1, _CELLS // clusters)
    even = np.full(clusters, 1.0 / clusters)
    for first in range(0, draws, block):
        yield rng.multinomial(clusters, even, size=min(block, draws - first)).astype(float)


def _survival(ends: np.ndarray, risks: np.ndarray) -> np.ndarray:
    """Product-limit estimate after weeks 0, 1, … of each row."""
    hazard = np.divide(ends, risks, out=np.zeros_like(ends), where=risks > 0)
    return np.concatenate([np.ones((len(ends), 1)), np.cumprod(1.0 - hazard, axis=1)], axis=1)


def _area(survival: np.ndarray) -> np.ndarray:
    return survival[:, :-1].sum(axis=1)
