"""How far a run is from the record: scaled statistics, or few summaries that regression makes of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

CLIP = 3.0
"""Standard deviations of the prior's runs beyond which a statistic says no more to the regression."""


@dataclass(frozen=True)
class Ruler:
    """Measures runs against a record.

    A run's statistics become a vector, and the distance is Euclidean between that of the run and that of the record:

    - directly, each statistic over its scale and times the root of its weight. The scale is the median absolute
      deviation under the prior times 1.4826 (Prangle 2017, Bayesian Analysis 12, section 2), or the one given;
    - by regression, the posterior means of the parameters as a linear regression on the statistics and their squares
      under the prior predicts them, in coordinates in which the prior is standard normal (semi-automatic summaries:
      Fearnhead & Prangle 2012, JRSS B 74, section 3). There are then as many summaries as parameters, and a
      statistic that says nothing of any of them does no harm.
    """

    centres: np.ndarray
    scales: np.ndarray
    """Shape (S,), for each statistic that counts."""
    counted: np.ndarray
    """Which statistics count."""
    slopes: np.ndarray | None
    """Shape (1 + 2 S, d), of the regression; None where statistics are compared directly."""
    record: np.ndarray
    """Statistics of the record, all of them."""

    @classmethod
    def direct(
        cls, record: np.ndarray, weights: np.ndarray, given: Sequence[float | None], prior: np.ndarray
    ) -> Ruler:
        """Return the ruler that compares the statistics themselves; one of weight 0 does not count.

        `given` has the scales that are fixed, None for the others; `prior` the statistics under the prior, shape (runs,
        S).
        """
        counted = weights > 0
        scales = np.array([spread(prior[:, k]) if scale is None else scale for k, scale in enumerate(given)])
        return cls(np.zeros(counted.sum()), (scales / np.sqrt(np.where(counted, weights, 1.0)))[counted], counted,
                   None, record)  # fmt: skip

    @classmethod
    def regression(cls, record: np.ndarray, weights: np.ndarray, points: np.ndarray, prior: np.ndarray) -> Ruler:
        """Return the ruler that compares posterior means as a regression predicts them; weight 0 does not count.

        Of draws from the prior, shape (runs, d), and the statistics of their runs, shape (runs, S).
        """
        counted = weights > 0
        there = np.isfinite(prior[:, counted]).all(axis=1)
        used = prior[there][:, counted]
        centres = np.median(used, axis=0)
        deviation = used.std(axis=0)
        ruler = cls(centres, np.where(deviation > 0, deviation, 1.0), counted, None, record)
        design = ruler.features(prior[there])
        square = design.T @ design + 1e-6 * len(design) * np.eye(design.shape[1])
        slopes = np.linalg.solve(square, design.T @ points[there])
        return cls(ruler.centres, ruler.scales, counted, slopes, record)

    def features(self, statistics: np.ndarray) -> np.ndarray:
        """Return what the regression sees of statistics of shape (..., S): one, each clipped, and its square."""
        u = np.clip((statistics[..., self.counted] - self.centres) / self.scales, -CLIP, CLIP)
        return np.concatenate([np.ones((*u.shape[:-1], 1)), u, u * u], axis=-1)

    def vector(self, statistics: np.ndarray) -> np.ndarray:
        """Return the vectors of statistics of shape (..., S)."""
        if self.slopes is None:
            return (statistics[..., self.counted] - self.centres) / self.scales
        return self.features(statistics) @ self.slopes

    @property
    def target(self) -> np.ndarray:
        """The vector of the record."""
        return self.vector(self.record)

    def __call__(self, statistics: np.ndarray) -> np.ndarray:
        """Return the distances of statistics of shape (..., S); infinite where one that counts is missing."""
        gap = self.vector(statistics) - self.target
        squares = (gap * gap).sum(axis=-1)
        return np.where(np.isnan(squares), np.inf, np.sqrt(squares))


def spread(values: np.ndarray) -> float:
    """Return 1.4826 times the median absolute deviation of the values that are there, or the next best above 0."""
    there = values[np.isfinite(values)]
    if not len(there):
        return 1.0
    mad = 1.4826 * float(np.median(np.abs(there - np.median(there))))
    return mad or float(there.std()) or 1.0
