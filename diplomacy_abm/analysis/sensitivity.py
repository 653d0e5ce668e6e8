"""Which factor moves a quantity, and by how much: Sobol' indices and Morris screening, with SALib.

Sobol' indices (Saltelli design): S1 is the share of the variance over the points that goes with one factor
alone, ST the share that goes with it in any company. Morris (1991; Campolongo et al. 2007): mu* is the mean
absolute change of the quantity when a factor moves across its whole range, sigma how much that change depends
on where it starts; both in units of the quantity.

The quantity of a point is its mean over the runs there, so a part of what varies between points is luck. Points
share their luck run by run: what a lucky run adds everywhere is no noise, and what is left is estimated from the
runs themselves (column ``noise``).
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from diplomacy_abm.analysis.adequacy import Noise, Verdict, noise, verdict
from diplomacy_abm.analysis.blocks import Blocks, blocks_of
from diplomacy_abm.intake.extras import library

if TYPE_CHECKING:
    from diplomacy_abm.results.store import Store

COLUMNS = ["factor", "index", "estimate", "low", "high", "noise", "n"]
_RESAMPLES = 1000
_SEED = 1  # SALib takes 0 for no seed
_SMALLEST = 4


@dataclass(frozen=True)
class Sensitivity:
    """Indices of one quantity in one arm, and how far to trust them."""

    method: str
    """``"saltelli"`` or ``"morris"``."""
    quantity: str
    arm: str
    """What was analysed."""
    table: pd.DataFrame
    """factor, index, estimate, low, high, noise, n (blocks)."""
    growth: pd.DataFrame
    """The same for growing parts of the sample."""
    verdict: Verdict
    """On the size of the sample."""
    noise: Noise
    """On the number of runs."""
    left_out: int
    """Blocks left out because a point of them has no finished run (or no such value)."""


def sensitivity(
    store: Store, quantity: str, arm: str | None = None, at: Mapping[str, Any] | None = None, level: float = 0.95
) -> Sensitivity:  # fmt: skip
    """Analyse a Saltelli or Morris store: indices, convergence, noise.

    Parameters
    ----------
    store : Store
        A finished or interrupted sweep; only whole blocks count.
    quantity : str
        As in :mod:`diplomacy_abm.results.quantities`.
    arm : str, optional
        The first by default.
    at : mapping, optional
        Values of the factors of the grid, where there are any.
    level : float
        Confidence level, in (0, 1).

    Raises
    ------
    ValueError
        In one line: another kind of design, no complete block, a quantity that is the same at every point.
    """
    blocks = blocks_of(store, quantity, arm, at)
    growth = growing(blocks, level)
    table = growth[growth["n"] == len(blocks)].reset_index(drop=True)
    return Sensitivity(
        method=blocks.method,
        quantity=quantity,
        arm=arm or next(iter(store.arms)),
        table=table,
        growth=growth,
        verdict=verdict(growth, {name: factor.get("label") or name for name, factor in store.factors.items()}),
        noise=noise(blocks),
        left_out=blocks.planned - len(blocks),
    )


def indices(blocks: Blocks, level: float = 0.95) -> pd.DataFrame:
    """Return the indices of a sample with their intervals: rows of factor, index, estimate, low, high, noise, n.

    A Saltelli sample has S1 and ST of every factor (and S2 of every pair, if the design has them), with ``noise`` the
    part of the estimate that the finite number of runs is expected to bring. A Morris sample has ``mu_star``, ``mu``
    and ``sigma``, with ``noise`` the mu* (or sigma) that a factor without any effect would show. ValueError if the
    quantity is the same at every point, or there are fewer than two blocks.
    """
    if len(blocks) < 2:
        raise ValueError("sensitivity needs two complete blocks of the sample or more")
    if np.ptp(blocks.means) == 0:
        raise ValueError("the quantity is the same at every point: there is nothing to attribute to a factor")
    return _sobol_table(blocks, level) if blocks.method == "saltelli" else _morris_table(blocks, level)


def growing(blocks: Blocks, level: float = 0.95) -> pd.DataFrame:
    """Return the indices of the first eighth, quarter and half of the blocks, and of all."""
    sizes = sorted({len(blocks) // part for part in (8, 4, 2)} | {len(blocks)})
    parts = [blocks.first(size) for size in sizes if size >= _SMALLEST or size == len(blocks)]
    tables = [indices(part, level) for part in parts if np.ptp(part.means) > 0 or len(part) == len(blocks)]
    return pd.concat(tables, ignore_index=True)


def _problem(blocks: Blocks) -> dict[str, Any]:
    names = list(blocks.names)
    return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names), "groups": None}


def _sobol_table(blocks: Blocks, level: float) -> pd.DataFrame:
    salib = library("SALib.analyze.sobol")
    found = salib.analyze(
        _problem(blocks), blocks.means.ravel(), calc_second_order=blocks.second_order, num_resamples=_RESAMPLES,
        conf_level=level, seed=_SEED,
    )  # fmt: skip
    rows: list[tuple[Any, ...]] = []
    for index in ("S1", "ST"):
        for place, name in enumerate(blocks.names):
            value, half = float(found[index][place]), float(found[f"{index}_conf"][place])
            rows.append((name, index, value, value - half, value + half, _sobol_noise(blocks, place, index)))
    if blocks.second_order:
        for i, first in enumerate(blocks.names):
            for j in range(i + 1, len(blocks.names)):
                value, half = float(found["S2"][i, j]), float(found["S2_conf"][i, j])
                rows.append((f"{first} × {blocks.names[j]}", "S2", value, value - half, value + half, math.nan))
    return pd.DataFrame([(*row, len(blocks)) for row in rows], columns=COLUMNS)


def _sobol_noise(blocks: Blocks, factor: int, index: str) -> float:
    """Part of an index that noise brings: the same estimator, applied to the noise of the means."""
    a, ab, b = blocks.luck[:, 0], blocks.luck[:, factor + 1], blocks.luck[:, -1]
    total = float(np.var(np.concatenate([blocks.means[:, 0], blocks.means[:, -1]])))
    left, right = (a - ab, a - ab) if index == "ST" else (b, ab - a)
    both = np.isfinite(left) & np.isfinite(right)
    count = both.sum(axis=1)
    if count.min() < 2 or total == 0:
        return math.nan
    left, right = np.where(both, left, np.nan), np.where(both, right, np.nan)
    product = (left - np.nanmean(left, axis=1, keepdims=True)) * (right - np.nanmean(right, axis=1, keepdims=True))
    of_means = np.nansum(product, axis=1) / (count - 1) / count
    return float(of_means.mean()) * (0.5 if index == "ST" else 1.0) / total


def _morris_table(blocks: Blocks, level: float) -> pd.DataFrame:
    effects = np.stack([_elementary_effects(blocks, place) for place in range(len(blocks))])
    drawn = np.random.default_rng(_SEED).integers(len(blocks), size=(_RESAMPLES, len(blocks)))
    spread = _morris_noise(blocks)
    # the mean absolute value of a normal deviate is sqrt(2/pi) of its standard deviation
    alone = {"mu_star": math.sqrt(2.0 / math.pi) * spread, "mu": np.full_like(spread, math.nan), "sigma": spread}
    rows = []
    for index, statistic in _MORRIS.items():
        point = statistic(effects, 0)
        low, high = np.quantile(statistic(effects[drawn], 1), [0.5 - level / 2, 0.5 + level / 2], axis=0)
        # the percentiles of a skew statistic can miss the estimate itself
        low, high = np.minimum(low, point), np.maximum(high, point)
        rows += [(name, index, float(point[k]), float(low[k]), float(high[k]), float(alone[index][k]), len(blocks))
                 for k, name in enumerate(blocks.names)]  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


_MORRIS: dict[str, Callable[[np.ndarray, int], np.ndarray]] = {
    "mu_star": lambda effects, axis: np.abs(effects).mean(axis=axis),
    "mu": lambda effects, axis: effects.mean(axis=axis),
    "sigma": lambda effects, axis: effects.std(axis=axis, ddof=1),
}


def _elementary_effects(blocks: Blocks, trajectory: int) -> np.ndarray:
    """Return the effect of every factor in one trajectory: the mean of SALib's analysis of it alone."""
    salib = library("SALib.analyze.morris")
    with warnings.catch_warnings():
        # a single trajectory has no spread, and none is asked for
        warnings.simplefilter("ignore", RuntimeWarning)
        found = salib.analyze(
            _problem(blocks), blocks.factors[trajectory], blocks.means[trajectory], num_resamples=2,
            num_levels=blocks.levels, seed=_SEED,
        )  # fmt: skip
    return np.asarray(found["mu"], dtype=float)


def _morris_noise(blocks: Blocks) -> np.ndarray:
    """Return the standard deviation of an elementary effect that the finite number of runs alone brings."""
    step = blocks.levels / (2.0 * (blocks.levels - 1.0))
    change = np.diff(blocks.luck, axis=1)
    count = np.isfinite(change).sum(axis=2)
    if count.min() < 2:
        return np.full(len(blocks.names), math.nan)
    variance = np.nanvar(change, axis=2, ddof=1) / count
    moved = np.abs(np.diff(blocks.factors, axis=1)) > 0
    return np.array([math.sqrt(variance[moved[:, :, k]].mean()) / step if moved[:, :, k].any() else math.nan
                     for k in range(len(blocks.names))])  # fmt: skip
