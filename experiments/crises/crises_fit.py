"""Estimating levels, slopes and the two links to the record: penalised likelihood on the stand-in."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from crises_design import Stand, place
from scipy.optimize import minimize

from diplomacy_abm.crises.baselines import happened
from diplomacy_abm.crises.book import Book
from diplomacy_abm.crises.reading import Crisis
from diplomacy_abm.crises.scenario import opens

LENGTH_SD = 1.2
"""Spread of the logarithm of days + 7 around its forecast; the record's own, without a forecast, is 1.2."""
FOLDS, SPLIT_SEED = 5, 5


class Likelihood:
    """Minus the logarithm of likelihood times prior, for crises whose end is known."""

    def __init__(self, book: Book, crises: Sequence[Crisis], stand: Stand, prior: float = 1.0) -> None:
        self.book, self.crises, self.stand, self.prior = book, crises, stand, prior
        self.mean = np.array([free.mean for free in book.free])
        self.sd = np.array([free.sd for free in book.free])
        self.agreement, self.tension = happened(crises, "agreement"), happened(crises, "tension_reduced")
        self.length = np.log(happened(crises, "days_median") + 7.0)
        self.opened = np.array([opens(crisis) for crisis in crises])
        # places are linear in the values but for the two links to the record: a slope for each value does
        names = book.names
        self.base = self._places(dict.fromkeys(names, 0.0))
        self.slope = np.array([self._places({n: float(n == name) for n in names}) - self.base for name in names])

    def _places(self, values: dict[str, float]) -> np.ndarray:
        return np.array([place(self.book, crisis, values) for crisis in self.crises])

    def forecasts(self, theta: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Chances of agreement and of reduced tension, and the expected logarithm of days + 7."""
        found = self.stand(self.base + np.tensordot(theta, self.slope, 1))
        shift, factor = theta[-2:]
        tension = 1.0 / (1.0 + (1.0 / found[:, 1] - 1.0) * np.exp(-shift))
        return found[:, 0], tension, np.log(self.opened + np.exp(found[:, 2] + factor))

    def __call__(self, theta: np.ndarray) -> float:
        """Return what is to be made small."""
        agreement, tension, length = self.forecasts(theta)
        told = _log_loss(agreement, self.agreement) + _log_loss(tension, self.tension)
        told += float(np.nansum(np.square((self.length - length) / LENGTH_SD))) / 2.0
        return told + self.prior * float(np.sum(np.square((theta - self.mean) / self.sd))) / 2.0


def _log_loss(p: np.ndarray, y: np.ndarray) -> float:
    return -float(np.nansum(y * np.log(p) + (1.0 - y) * np.log(1.0 - p)))


def fit(book: Book, crises: Sequence[Crisis], stand: Stand, prior: float = 1.0) -> dict[str, float]:
    """Return the values that make likelihood times prior largest.

    Parameters
    ----------
    book, crises, stand
        What is estimated, on what, and what stands in for the model.
    prior
        Weight of the priors; a small one shows what the record says alone.
    """
    loss = Likelihood(book, crises, stand, prior)
    bounds = [free.bounds for free in book.free]
    tried = [minimize(loss, start, method="L-BFGS-B", bounds=bounds) for start in _starts(loss)]
    found = min(tried, key=lambda one: one.fun)
    return dict(zip(book.names, map(float, found.x), strict=True))


def _starts(loss: Likelihood) -> list[np.ndarray]:
    rng = np.random.default_rng(0)
    return [loss.mean, *(loss.mean + loss.sd * rng.standard_normal(len(loss.mean)) for _ in range(2))]


def folds(crises: Sequence[Crisis], count: int = FOLDS, seed: int = SPLIT_SEED) -> np.ndarray:
    """Return the fold of each crisis, balanced within mediated × agreement, by a fixed seed."""
    rng = np.random.default_rng(seed)
    found = np.empty(len(crises), int)
    kinds = [(crisis.mediated, crisis.agreement) for crisis in crises]
    for kind in sorted(set(kinds), key=str):
        members = [k for k, other in enumerate(kinds) if other == kind]
        found[rng.permutation(members)] = np.arange(len(members)) % count
    return found
