"""Priors: a distribution cut to a range, and its map to the standard normal in which the search moves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Prior:
    """A distribution of one parameter, cut to ``[low, high]``."""

    name: str
    """The parameter."""
    law: str
    """A key of :data:`~diplomacy_abm.calibration.schema.LAWS`."""
    numbers: tuple[float, ...]
    """What stands in the list of the law."""
    low: float
    high: float
    """Ends of the range, both finite."""

    @cached_property
    def whole(self) -> Any:
        """The distribution before it is cut, of scipy."""
        from scipy import stats

        one, two = self.numbers[0], self.numbers[-1]
        if self.law == "uniform":
            return stats.uniform(one, two - one)
        if self.law == "loguniform":
            return stats.loguniform(one, two)
        if self.law == "triangular":
            return stats.triang((self.numbers[1] - one) / (two - one), one, two - one)
        if self.law == "normal":
            return stats.norm(one, two)
        if self.law == "lognormal":
            return stats.lognorm(two, scale=one)
        return stats.beta(one, two)

    @cached_property
    def ends(self) -> tuple[float, float]:
        """Probabilities of the uncut distribution at the ends of the range."""
        return float(self.whole.cdf(self.low)), float(self.whole.cdf(self.high))

    def at(self, share: np.ndarray) -> np.ndarray:
        """Return the quantiles of shares in [0, 1]."""
        below, above = self.ends
        values = self.whole.ppf(below + np.asarray(share) * (above - below))
        return np.clip(values, self.low, self.high)

    def from_normal(self, z: np.ndarray) -> np.ndarray:
        """Return the parameter of standard normal values: the prior, where `z` is drawn from that."""
        from scipy.special import ndtr

        return self.at(ndtr(z))


def values_of(priors: tuple[Prior, ...], z: np.ndarray) -> np.ndarray:
    """Return the parameters of points of the search, shape (..., priors)."""
    return np.stack([prior.from_normal(z[..., k]) for k, prior in enumerate(priors)], axis=-1)
