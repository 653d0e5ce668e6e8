"""What series of events are like: responses to each other, persistence, dispersion, burstiness.

All are free of the unit of a series, so that a run of some hundred acts can be set beside a hundred thousand reports.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from diplomacy_abm.intake.extras import library

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

FEWEST_PERIODS = 30
"""Periods below which no series is described; judgement."""
MOST_LAGS = 4
_PER_COEFFICIENT = 5
_NINETY_FIVE = 1.959963984540054
_DROP = 1.9207294103470276
"""Half the 95 % point of a chi-square of one degree: by so much may a log-likelihood fall."""
_LARGEST_K = 1e6


@dataclass(frozen=True)
class Estimate:
    """A number with its 95 % interval; NaN where it cannot be told."""

    value: float
    low: float
    high: float


NOTHING = Estimate(float("nan"), float("nan"), float("nan"))


def persistence(series: np.ndarray, lag: int) -> Estimate:
    """Return the autocorrelation of a series, one value a period, at a lag, with Bartlett's interval."""
    import numpy as np

    if len(series) < FEWEST_PERIODS or lag >= len(series) // 2 or not np.ptp(series) > 0:
        return NOTHING
    apart = series - np.mean(series)
    all_ = np.array([apart[shift:] @ apart[: len(apart) - shift] for shift in range(lag + 1)]) / (apart @ apart)
    wide = _NINETY_FIVE * np.sqrt((1 + 2 * np.sum(all_[1:lag] ** 2)) / len(series))
    value = float(all_[lag])
    return Estimate(value, max(-1.0, float(value - wide)), min(1.0, float(value + wide)))


def dispersion(counts: np.ndarray) -> Estimate:
    """Return the size k of a negative binomial: the variance of a count is μ + μ²/k, so a small k is a wild series.

    Maximum-likelihood estimate with the interval of the profile likelihood; infinite for a Poisson series or a calmer
    one. Periods are taken for independent, so with a persistent series the interval is too narrow.
    """
    import numpy as np
    from scipy.optimize import brentq, minimize_scalar
    from scipy.stats import nbinom

    counts = np.asarray(np.rint(counts), dtype=int)
    mean = counts.mean() if len(counts) else 0.0
    if len(counts) < FEWEST_PERIODS or mean <= 0:
        return NOTHING

    def likelihood(log_k: float) -> float:
        k = np.exp(log_k)
        return float(nbinom.logpmf(counts, k, k / (k + mean)).sum())

    lowest, highest = np.log(1e-4), np.log(_LARGEST_K)
    best = minimize_scalar(lambda log_k: -likelihood(log_k), bounds=(lowest, highest), method="bounded")
    peak, top = float(best.x), -float(best.fun)
    endless = counts.var(ddof=1) <= mean or likelihood(highest) >= top
    if endless:
        peak, top = float(highest), likelihood(highest)

    def shortfall(log_k: float) -> float:
        return likelihood(log_k) - (top - _DROP)

    low = float(np.exp(brentq(shortfall, lowest, peak))) if shortfall(lowest) < 0 else 0.0
    high = float("inf") if shortfall(highest) >= 0 else float(np.exp(brentq(shortfall, peak, highest)))
    return Estimate(float("inf") if endless else float(np.exp(peak)), low, high)


def burstiness(counts: np.ndarray, seed: int = 0) -> Estimate:
    """Return Goh and Barabási's B of the waits between active periods (no zero), corrected for their number.

    B = (σ - μ)/(σ + μ) of the waits, in the form of Kim and Jo (2016) for few of them: -1 like a clock, 0 like a
    Poisson process, toward 1 in bursts, with a bootstrap over waits. NaN with fewer than ten waits, or where every
    period is active: then the periods are too long to see waits.
    """
    import numpy as np

    waits = np.diff(np.flatnonzero(np.asarray(counts) != 0)).astype(float)
    if len(waits) < 10 or np.all(waits == 1):
        return NOTHING
    draws = np.random.default_rng(seed).choice(waits, (1000, len(waits)))
    low, high = np.quantile(_bursts(draws), (0.025, 0.975))
    return Estimate(float(_bursts(waits[None])[0]), float(low), float(high))


def _bursts(waits: np.ndarray) -> np.ndarray:
    import numpy as np

    n = waits.shape[1]
    ratio = waits.std(axis=1) / waits.mean(axis=1)
    up, down = np.sqrt(n + 1), np.sqrt(n - 1)
    result: np.ndarray = (up * ratio - down) / ((up - 2) * ratio + down)
    return result


@dataclass(frozen=True)
class Response:
    """How one series answers a shock of another in a vector autoregression."""

    impulse: str
    answer: str
    """Names of the series."""
    path: np.ndarray
    low: np.ndarray
    high: np.ndarray
    """Answer in each period from 0 to the horizon, in standard deviations for a shock of one, with its 95 %
    interval."""
    total: Estimate
    """Sum of the path."""
    p: float
    """Of the test that the impulse's past is of no help in foretelling the answer (Granger)."""


@dataclass(frozen=True)
class Autoregression:
    """A fitted vector autoregression."""

    lags: int
    periods: int
    """Periods that count back, and periods used."""
    responses: dict[tuple[str, str], Response]
    """By impulse and answer."""
    together: pd.DataFrame
    """Correlations of what is left unexplained within the same period."""

    def correlation(self, one: str, other: str) -> float:
        """Return how the unexplained parts of two series correlate within a period."""
        places = list(self.together)
        return float(self.together.to_numpy()[places.index(one), places.index(other)])


def autoregression(series: pd.DataFrame, horizon: int = 8, lags: int | None = None) -> Autoregression | None:
    """Fit a vector autoregression to standardised series (columns), as Goldstein and Pevehouse (1997) do.

    Without `lags` Schwarz's criterion takes one to four, and no more than leave five periods for each coefficient of an
    equation. None where a series never changes, there are too few periods, or the series cannot be told apart. A shock
    is to one series alone; what moves together within a period is in ``together`` and is not given an order.
    """
    import numpy as np
    import pandas as pd

    values = series.to_numpy(dtype=float)
    spread = values.std(axis=0, ddof=1)
    names = [str(name) for name in series]
    most = lags or max(1, min(MOST_LAGS, (len(values) // _PER_COEFFICIENT - 1) // len(names)))
    if len(values) < max(FEWEST_PERIODS, most * (len(names) + 1) + 2) or not np.all(spread > 0):
        return None
    model = library("statsmodels.tsa.api").VAR((values - values.mean(axis=0)) / spread)
    try:
        fitted = model.fit(maxlags=lags, trend="c") if lags else model.fit(maxlags=most, ic="bic", trend="c")
        if fitted.k_ar == 0:
            fitted = model.fit(maxlags=1, trend="c")
        answers = fitted.irf(horizon)
        path, error = answers.irfs, answers.stderr(orth=False)
        total, total_error = answers.cum_effects[-1], answers.cum_effect_stderr(orth=False)[-1]
    except np.linalg.LinAlgError:
        return None
    responses = {}
    for j, impulse in enumerate(names):
        for i, answer in enumerate(names):
            # statsmodels has no errors for the period of the shock itself, in which nothing is estimated
            wide = _NINETY_FIVE * _padded(error[:, i, j], horizon + 1)
            sum_wide = _NINETY_FIVE * total_error[i, j]
            p = float(fitted.test_causality(i, [j], kind="f").pvalue) if i != j else float("nan")
            responses[impulse, answer] = Response(
                impulse, answer, path[:, i, j], path[:, i, j] - wide, path[:, i, j] + wide,
                Estimate(float(total[i, j]), float(total[i, j] - sum_wide), float(total[i, j] + sum_wide)), p,
            )  # fmt: skip
    together = pd.DataFrame(np.asarray(fitted.resid_corr), index=names, columns=names)
    return Autoregression(int(fitted.k_ar), int(fitted.nobs), responses, together)


def _padded(values: np.ndarray, length: int) -> np.ndarray:
    import numpy as np

    return np.concatenate((np.zeros(length - len(values)), values))


def spread_of(values: Sequence[float]) -> Estimate:
    """Return median and middle 95 % of values over runs, those that are none left out."""
    import numpy as np

    known: Any = np.array([value for value in values if not np.isnan(value)])
    if not len(known):
        return NOTHING
    with np.errstate(invalid="ignore"):
        # a step between order statistics: between a number and infinity there is no middle
        low, middle, high = np.quantile(known, (0.025, 0.5, 0.975), method="inverted_cdf")
    return Estimate(float(middle), float(low), float(high))
