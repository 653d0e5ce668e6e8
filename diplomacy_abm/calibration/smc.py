"""Approximate Bayesian computation by sequential Monte Carlo, on whatever can be simulated.

Particles carry a point each, in coordinates in which the prior is standard normal, and M replicates: runs of the
model at that point. A round lowers the tolerance so far that the effective number of particles falls by the share
``keep``, weighs each particle by how many of its replicates are within the tolerance, draws them anew where the
weights have become uneven, and moves every particle by a Metropolis-Hastings step that leaves the posterior under
the tolerance as it is (Del Moral, Doucet & Jasra 2012, Statistics and Computing 22, algorithm of section 3.2). The
step is a random walk with the covariance of the particles (Beaumont et al. 2009; Filippi et al. 2013) times
2.38²/d (Roberts & Rosenthal 2001). The idea of a sequence of falling tolerances is that of Toni et al. (2009).

The near replicates of the last round, adjusted by regression, are the posterior sample.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from diplomacy_abm.analysis.posterior import adjusted, effective_size, weighted_quantile
from diplomacy_abm.calibration.distance import Ruler

Simulate = Callable[[np.ndarray, int], np.ndarray]
"""From points, shape (runs, d), and the number of the first run to statistics, shape (runs, S)."""
JITTER = 1e-9
"""Added to the variances of the walk, so that its covariance can always be factored."""


@dataclass(frozen=True)
class Plan:
    """How the posterior is sought; the keys of ``[calibration]`` of these names."""

    population: int
    replicates: int
    rounds: int
    moves: int = 1
    keep: float = 0.7
    tolerance: float | None = None
    acceptance: float = 0.1

    @property
    def runs_of_a_round(self) -> int:
        """Runs that a round after the first plays."""
        return self.population * self.replicates * self.moves

    def first_run(self, index: int) -> int:
        """Number of the first run of a round."""
        return 0 if index == 0 else self.population * self.replicates + (index - 1) * self.runs_of_a_round


@dataclass(frozen=True)
class Round:
    """Particles at the end of a round."""

    index: int
    """0 for the draws from the prior."""
    tolerance: float
    """Largest distance that counts as near; infinite in round 0."""
    points: np.ndarray
    """Shape (N, d), standard normal under the prior."""
    statistics: np.ndarray
    """Shape (N, M, S)."""
    weights: np.ndarray
    """Shape (N,), sum 1."""
    accepted: float
    """Share of the moves that were made; 1 in round 0."""


@dataclass(frozen=True)
class Search:
    """A search for the posterior of one record."""

    plan: Plan
    """How."""
    simulate: Simulate
    """The model."""
    dimension: int
    """Number of parameters."""
    measure: Callable[[np.ndarray, np.ndarray], Ruler]
    """From points and statistics of the draws from the prior to the ruler: how far from the record a run is."""
    seed: Sequence[int] = (0,)
    """Of the draws of the search; those of the runs are their own."""

    def rounds(self, done: Sequence[Round] = ()) -> Iterator[Round]:
        """Yield the rounds that are missing, until the plan says that it is enough.

        `done` are those that are there already, from round 0 on. What follows does not depend on where they were cut.
        """
        last = done[-1] if done else None
        first = done[0] if done else None
        while last is None or not self.enough(last):
            last = self.prior_round() if last is None or first is None else self.next_round(first, last)
            first = last if first is None else first
            yield last

    def enough(self, last: Round) -> bool:
        """Tell whether a round is the last one."""
        plan = self.plan
        near = plan.tolerance is not None and last.tolerance <= plan.tolerance
        return last.index >= plan.rounds or near or last.accepted < plan.acceptance

    def ruler(self, first: Round) -> Ruler:
        """Return the ruler of the search, which the draws from the prior decide."""
        return ruler_of(first, self.measure)

    def prior_round(self) -> Round:
        """Draw the particles from the prior."""
        n = self.plan.population
        points = self._rng(0).standard_normal((n, self.dimension))
        statistics = self._play(points, 0)
        return Round(0, np.inf, points, statistics, np.full(n, 1.0 / n), 1.0)

    def next_round(self, first: Round, last: Round) -> Round:
        """Lower the tolerance, weigh, draw anew where needed, and move."""
        rng = self._rng(last.index + 1)
        ruler = self.ruler(first)
        distances = ruler(last.statistics)
        tolerance = next_tolerance(last.weights, distances, last.tolerance, self.plan.keep, self.plan.tolerance)
        weights = reweighed(last.weights, distances, last.tolerance, tolerance)
        points, statistics = last.points, last.statistics
        factor = walk_factor(points, weights)
        if effective_size(weights) < 0.5 * len(weights):
            chosen = systematic(weights, rng.random())
            points, statistics = points[chosen], statistics[chosen]
            weights = np.full(len(weights), 1.0 / len(weights))
        accepted = []
        for move in range(self.plan.moves):
            begin = self.plan.first_run(last.index + 1) + move * self.plan.population * self.plan.replicates
            points, statistics, share = self._moved(rng, ruler, tolerance, points, statistics, factor, begin)
            accepted.append(share)
        return Round(last.index + 1, tolerance, points, statistics, weights, float(np.mean(accepted)))

    def _moved(
        self, rng: np.random.Generator, ruler: Ruler, tolerance: float, points: np.ndarray, statistics: np.ndarray,
        factor: np.ndarray, begin: int,
    ) -> tuple[np.ndarray, np.ndarray, float]:  # fmt: skip
        """Make one Metropolis-Hastings step with every particle; return the share that moved too."""
        proposed = points + rng.standard_normal(points.shape) @ factor.T
        chance = rng.random(len(points))
        played = self._play(proposed, begin)
        near, now = (ruler(x) <= tolerance for x in (played, statistics))
        # a particle of weight 0 may have nothing near: any step that has is an improvement
        ratio = near.sum(axis=1) / np.maximum(now.sum(axis=1), 1e-12)
        prior = np.exp(0.5 * ((points * points).sum(axis=1) - (proposed * proposed).sum(axis=1)))
        yes = chance < ratio * prior
        points = np.where(yes[:, None], proposed, points)
        statistics = np.where(yes[:, None, None], played, statistics)
        return points, statistics, float(yes.mean())

    def _play(self, points: np.ndarray, begin: int) -> np.ndarray:
        """Return the statistics of all replicates of points, shape (N, M, S)."""
        m = self.plan.replicates
        played = self.simulate(np.repeat(points, m, axis=0), begin)
        return played.reshape(len(points), m, -1)

    def _rng(self, index: int) -> np.random.Generator:
        return np.random.default_rng([*self.seed, index])


def ruler_of(first: Round, measure: Callable[[np.ndarray, np.ndarray], Ruler]) -> Ruler:
    """Return the ruler that the draws from the prior decide, each replicate by itself."""
    replicates = first.statistics.shape[1]
    points = np.repeat(first.points, replicates, axis=0)
    return measure(points, first.statistics.reshape(-1, first.statistics.shape[-1]))


def reweighed(weights: np.ndarray, distances: np.ndarray, before: float, now: float) -> np.ndarray:
    """Return the weights under a lower tolerance: times the replicates within it, over those within the last."""
    # every replicate counts under the prior, near or not
    were = distances.shape[1] if np.isinf(before) else (distances <= before).sum(axis=1)
    new = weights * (distances <= now).sum(axis=1) / np.maximum(were, 1)
    total = new.sum()
    return new / total if total > 0 else new


def next_tolerance(
    weights: np.ndarray, distances: np.ndarray, before: float, keep: float, least: float | None = None
) -> float:
    """Return the tolerance at which the effective number of particles is `keep` of what it was.

    It is one of the distances that are there, the smallest at which no less than that share is left, and never
    below `least`.
    """
    candidates = np.unique(distances[(distances < before) & np.isfinite(distances)])
    if not len(candidates):
        return before
    aim = keep * effective_size(weights)
    low, high = 0, len(candidates) - 1
    while low < high:
        middle = (low + high) // 2
        if effective_size(reweighed(weights, distances, before, candidates[middle])) >= aim:
            high = middle
        else:
            low = middle + 1
    found = float(candidates[low])
    return found if least is None else max(found, least)


def walk_factor(points: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the Cholesky factor of 2.38²/d times the weighted covariance of points."""
    d = points.shape[1]
    centred = points - np.average(points, axis=0, weights=weights)
    covariance = (centred * weights[:, None]).T @ centred
    return np.linalg.cholesky(2.38**2 / d * (covariance + JITTER * np.eye(d)))


def systematic(weights: np.ndarray, u: float) -> np.ndarray:
    """Return indices drawn in proportion to weights, from one uniform number (systematic resampling)."""
    n = len(weights)
    edges = np.cumsum(weights)
    edges[-1] = 1.0
    return np.searchsorted(edges, (np.arange(n) + u) / n, side="right")


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
