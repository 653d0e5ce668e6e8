"""Which part of an interval is luck and which is parameters, where runs take sets of parameters in turn."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from diplomacy_abm.analysis.intervals import Estimate, clustered_mean, normal_quantile, wilson

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd


RUNS_A_SET = 5
"""Runs a set below which an interval is of luck alone: from two a set nobody can tell what the sets add."""


class Parts(NamedTuple):
    """A mean over runs with its interval, and where the width of that comes from."""

    value: float
    low: float
    high: float
    """The mean, and an interval for what it would be under a set of parameters nobody can choose between: luck and
    parameters together; luck alone where the parts are not known."""
    luck: float
    """Standard error of the mean that other runs of the same sets would show; it falls with more runs."""
    parameters: float
    """Standard deviation of the true mean between sets; it does not. No numbers, both, with fewer than
    :data:`RUNS_A_SET` runs a set."""

    @property
    def by_parameters(self) -> float:
        """Share of the interval's variance that is parameters, in [0, 1]; no number where that is not known."""
        both = self.luck * self.luck + self.parameters * self.parameters
        return self.parameters * self.parameters / both if both > 0.0 else (0.0 if both == 0.0 else math.nan)

    def told(self) -> str:
        """Say what the interval is made of: luck and parameters, per cent of its variance."""
        share = self.by_parameters
        return "" if math.isnan(share) else f"{100.0 * (1.0 - share):.0f} : {100.0 * share:.0f} %"


def between(values: np.ndarray, draws: np.ndarray) -> tuple[float, float]:
    """Return the variance within sets, and that of the true means between them, 0 at least, from one value a run.

    No numbers where no set has two runs, or there is one set. One-way analysis of variance with random effects, unequal
    sizes allowed (Searle, Casella and McCulloch 1992).
    """
    _, place, sizes = np.unique(draws, return_inverse=True, return_counts=True)
    n, groups = len(values), len(sizes)
    if n == groups or groups < 2:
        return math.nan, math.nan
    means = np.bincount(place, values) / sizes
    within = float(np.square(values - means[place]).sum()) / (n - groups)
    among = float(sizes @ np.square(means - values.mean())) / (groups - 1)
    size = (n - float(sizes @ sizes) / n) / (groups - 1)
    return within, max(0.0, (among - within) / size)


def parts(values: np.ndarray, draws: np.ndarray | None, share: bool = False, level: float = 0.95) -> Parts:
    """Return the mean of runs with its interval, and which part of that is luck and which is parameters.

    Parameters
    ----------
    values
        One value a run, shape (n,).
    draws
        Set of parameters of each run; None where all runs have the same, and all is luck.
    share
        Whether the values are 0 and 1.
    level
        Of the interval, in (0, 1).

    Notes
    -----
    The variance is that between sets plus that within sets over the number of runs. Of a share the interval is that of
    the beta distribution with this mean and variance, Wilson's where all sets are alike.
    """
    z, n = normal_quantile(level), len(values)
    if not n:
        return Parts(math.nan, math.nan, math.nan, math.nan, math.nan)
    mean = float(values.mean())
    if draws is None:
        within, spread = float(values.var()), 0.0
    else:
        enough = n >= RUNS_A_SET * len(np.unique(draws))
        within, spread = between(values, draws) if enough else (math.nan, math.nan)
    if math.isnan(within):
        told = wilson(mean, n, level) if share else clustered_mean(values, np.arange(n), level)
        return Parts(mean, told.low, told.high, math.nan, math.nan)
    luck = math.sqrt(within / n)
    whole = spread + luck * luck
    if not share:
        half = z * math.sqrt(whole)
        return Parts(mean, mean - half, mean + half, luck, math.sqrt(spread))
    low, high = _beta(mean, whole, level) if spread > 0.0 else wilson(mean, n, level)[1:3]
    return Parts(mean, low, high, luck, math.sqrt(spread))


def _beta(mean: float, variance: float, level: float) -> tuple[float, float]:
    from scipy.stats import beta

    weight = mean * (1.0 - mean) / variance - 1.0
    if weight <= 0.0:
        return 0.0, 1.0
    tail = 0.5 - level / 2.0
    law = beta(mean * weight, (1.0 - mean) * weight)
    return float(law.ppf(tail)), float(law.ppf(1.0 - tail))


def parts_of(runs: pd.DataFrame, values: np.ndarray, share: bool = False, level: float = 0.95) -> Parts:
    """Return the parts of a quantity of a table of runs, whose column ``draw`` says which set each took."""
    return parts(values, runs["draw"].to_numpy() if "draw" in runs else None, share, level)


def outcomes_of(runs: pd.DataFrame, step_days: int = 7) -> pd.DataFrame:
    """Return the share of each outcome class with an interval of luck and parameters together.

    As :func:`~diplomacy_abm.results.summaries.outcome_shares`, and ``luck``, ``parameters`` and ``part``, what the
    interval is made of in words.
    """
    from diplomacy_abm.results.summaries import outcome_shares

    shares = outcome_shares(runs, step_days=step_days)
    good = runs[runs["status"] == "ok"]
    found = [parts_of(good, (good["outcome"] == name).to_numpy(float), share=True) for name in shares["outcome"]]
    if len(good):
        shares["low"], shares["high"] = [one.low for one in found], [one.high for one in found]
    return shares.assign(
        luck=[one.luck for one in found], parameters=[one.parameters for one in found],
        part=[one.told() if "draw" in runs else "" for one in found],
    )  # fmt: skip


def same_sign(found: Estimate, spread: float, level: float = 0.95) -> float:
    """Return the chance that a set of parameters has the sign of the mean, if sets are normal.

    `spread` is the standard deviation between sets. That the mean is not known, by its interval at the level, counts
    too. Of a mean of exactly 0 without spread nothing can be said: no number.
    """
    from scipy.special import ndtr

    error = (found.high - found.low) / (2.0 * normal_quantile(level))
    whole = math.hypot(spread, error)
    if math.isnan(whole):
        return math.nan
    if whole == 0.0:
        return 1.0 if found.value else math.nan
    return float(ndtr(abs(found.value) / whole))


PAIRS_A_SET = 12
"""Pairs of runs a set below which it has no sign of its own worth a word; a hundred are better."""


def sign_stability(
    gaps: np.ndarray, draws: np.ndarray, level: float = 0.95, clusters: np.ndarray | None = None
) -> dict[str, float]:
    """Return in which share of the sets of parameters an effect has its sign beyond doubt.

    `gaps` are arm minus base, one a pair of runs that share luck and parameters, :data:`PAIRS_A_SET` a set at least;
    of a level they are its values less what it is held against. A set counts where its own Student interval at the
    level leaves out 0, over `clusters` where values of a set hang together. ``effect`` is the mean, ``same`` the share
    of sets in which it has that sign, ``other`` the share in which it has the other; ``sets``.
    """
    found = []
    for one in np.unique(draws):
        here = draws == one
        of = np.arange(int(here.sum())) if clusters is None else clusters[here]
        found.append(clustered_mean(gaps[here], of, level))
    return sure_signs(found, float(gaps.mean()) if len(gaps) else math.nan)


def sure_signs(found: Sequence[Estimate], effect: float) -> dict[str, float]:
    """Return what :func:`sign_stability` does, of an effect whose interval in each set is known."""
    sure = [one.value > 0.0 for one in found if one.low > 0.0 or one.high < 0.0]
    same, count = sure.count(effect > 0.0), max(len(found), 1)
    return {"effect": effect, "same": same / count, "other": (len(sure) - same) / count, "sets": float(len(found))}


SIGNS = {"same sign": "same", "other sign": "other"}
"""Columns that say in which share of the sets of parameters a difference has its sign at 95 %, and the other."""


def signs_of(gaps: np.ndarray, draws: np.ndarray) -> dict[str, float]:
    """Return :data:`SIGNS` of a difference, no numbers unless several sets were played often enough."""
    sets = len(np.unique(draws))
    if sets < 2 or len(gaps) < PAIRS_A_SET * sets:
        return dict.fromkeys(SIGNS, math.nan)
    found = sign_stability(gaps, draws)
    return {column: found[name] for column, name in SIGNS.items()}


STABLE = 0.8
"""Share of the sets in which the sign of an answer must hold; below it the answer is open."""


def verdict(found: dict[str, float]) -> str:
    """Say whether the sign of an effect holds: ``+``, ``-``, or ``open``."""
    if not found["same"] >= STABLE:
        return "open"
    return "+" if found["effect"] > 0.0 else "-"
