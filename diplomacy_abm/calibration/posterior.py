"""From the last round to a posterior sample: near replicates, adjusted by regression, back in parameters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from diplomacy_abm.analysis.posterior import adjusted, weighted_quantile
from diplomacy_abm.calibration.distance import Ruler
from diplomacy_abm.calibration.smc import Round

WIDEN = 1.5
"""Bandwidth of the regression over the last tolerance. Replicates beyond the tolerance are left out; with a bandwidth
of just the tolerance those at its edge, which tell most of the slope, would weigh nothing, with this one .56."""


@dataclass(frozen=True)
class Posterior:
    """A weighted sample in the coordinates of the search, one row for each near replicate."""

    particle: np.ndarray
    """Which particle of the last round a row is of."""
    points: np.ndarray
    """Shape (n, d), after the adjustment."""
    raw: np.ndarray
    """Shape (n, d), before it."""
    weights: np.ndarray
    """Shape (n,), sum 1."""


def posterior_of(last: Round, ruler: Ruler) -> Posterior:
    """Return the posterior that the particles of a round stand for.

    Each particle's weight is shared among its replicates within the tolerance; the regression sees how their
    statistics differ from the record. Statistics of weight 0 play no part.
    """
    distances = ruler(last.statistics)
    near = distances <= last.tolerance if np.isfinite(last.tolerance) else np.isfinite(distances)
    count = np.maximum(near.sum(axis=1), 1)
    particle, replicate = np.nonzero(near & (last.weights > 0)[:, None])
    weights = (last.weights / count)[particle]
    points = last.points[particle]
    vectors = ruler.vector(last.statistics[particle, replicate])
    found = distances[particle, replicate]
    bandwidth = WIDEN * (last.tolerance if np.isfinite(last.tolerance) else float(found.max()))
    moved, weights = adjusted(points, vectors, ruler.target, found, weights, bandwidth)
    return Posterior(particle, within(moved, points), points, weights)


def within(moved: np.ndarray, points: np.ndarray, far: float = 4.0) -> np.ndarray:
    """Keep adjusted points within what the prior holds possible, `far` standard deviations of it."""
    reach = np.maximum(np.abs(points), far)
    return np.clip(moved, -reach, reach)


def draws(posterior: Posterior, number: int, rng: np.random.Generator) -> np.ndarray:
    """Return points drawn from a posterior in proportion to the weights, shape (number, d)."""
    return posterior.points[rng.choice(len(posterior.weights), number, p=posterior.weights)]


def interval(posterior: Posterior, values: np.ndarray) -> np.ndarray:
    """Return the ends of the central 95 % interval of each column of values, shape (2, d)."""
    return np.stack(
        [weighted_quantile(values[:, k], posterior.weights, (0.025, 0.975)) for k in range(values.shape[1])], axis=1
    )
