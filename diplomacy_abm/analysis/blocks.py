"""The runs of a Saltelli or Morris design as the blocks that its indices are made of.

A block of a Saltelli design is one row of each of its matrices (A, the A with one column of B, …, B); a block of
a Morris design is a trajectory. A block counts only if every point of it has a finished run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from diplomacy_abm.results.problem import sampled_factors
from diplomacy_abm.results.quantities import quantity as column_of

if TYPE_CHECKING:
    from diplomacy_abm.results.store import Store

METHODS = ("saltelli", "morris")


@dataclass(frozen=True)
class Blocks:
    """Values of one quantity over the blocks of a sample."""

    method: str
    """``"saltelli"`` or ``"morris"``."""
    names: tuple[str, ...]
    """The sampled factors, in the order of the sample."""
    means: np.ndarray
    """Mean over the runs, ``[block, place in the block]``."""
    factors: np.ndarray
    """What the factors were set to, ``[block, place, factor]``."""
    luck: np.ndarray
    """Value of every run, ``[block, place, run]``; NaN where a run failed or has no such value."""
    planned: int
    """Blocks that the design has; those without a finished run at some point are left out."""
    second_order: bool = False
    """Whether a Saltelli design has the rows for indices of pairs."""
    levels: int = 4
    """Levels of a Morris design."""

    def __len__(self) -> int:
        """Return the number of blocks that count."""
        return len(self.means)

    def first(self, count: int) -> Blocks:
        """Return the first blocks only: a smaller sample of the same structure."""
        return replace(self, means=self.means[:count], factors=self.factors[:count], luck=self.luck[:count])


def grid_factors(store: Store) -> list[str]:
    """Return the names of the factors that are crossed, in the order of the design."""
    return [name for name, factor in store.factors.items() if factor["kind"] == "grid"]


def chosen_arm(store: Store, arm: str | None) -> str:
    """Return the arm asked for, or the first; ValueError where the store has no such arm."""
    if arm is None:
        return next(iter(store.arms))
    if arm not in store.arms:
        raise ValueError(f"{store.name}: no arm {arm!r}; the arms are {', '.join(store.arms)}")
    return arm


def block_size(sampling: Mapping[str, Any], factors: int) -> int:
    """Return how many points a block of a Saltelli or Morris design has."""
    if sampling["method"] == "morris":
        return factors + 1
    return (2 if sampling.get("second_order") else 1) * factors + 2


def blocks_of(
    store: Store, quantity: str, arm: str | None = None, at: Mapping[str, Any] | None = None
) -> Blocks:  # fmt: skip
    """Read one quantity of a Saltelli or Morris store, block by block.

    `at` has one value for every factor of the grid, where there are such. ValueError in one line if the design is of
    another kind, such a value is missing, or no block is complete.
    """
    sampling = store.sampling or {}
    method = sampling.get("method", "no sampling")
    if method not in METHODS:
        raise ValueError(f"{store.name}: sensitivity needs the sampling saltelli or morris; this design has {method}")
    names = sampled_factors(store.design)
    points = _points_at(store, at)
    size = block_size(sampling, len(names))
    planned = len(points) // size
    luck = _by_run(store, quantity, chosen_arm(store, arm), points["point"].to_numpy())
    luck = luck[: planned * size].reshape(planned, size, luck.shape[1])
    whole = np.isfinite(luck).any(axis=2).all(axis=1)
    if not whole.any():
        raise ValueError(f"{store.name}: no block of the {method} sample has a value of {quantity!r} at every point")
    luck = luck[whole]
    factors = np.column_stack([_numbers(points[name]) for name in names])
    return Blocks(
        method=method,
        names=tuple(names),
        means=np.nanmean(luck, axis=2),
        factors=factors[: planned * size].reshape(planned, size, len(names))[whole],
        luck=luck,
        planned=planned,
        second_order=bool(sampling.get("second_order")),
        levels=int(sampling.get("levels", 4)),
    )


def _points_at(store: Store, at: Mapping[str, Any] | None) -> pd.DataFrame:
    """Return the points of one cell of the grid, in the order of the sample."""
    points = store.points.sort_values("point")
    wanted = dict(at or {})
    grid = grid_factors(store)
    for name in grid:
        values = points[name].unique().tolist()
        if len(values) > 1 and name not in wanted:
            raise ValueError(f"{store.name}: say at which {name} (one of {', '.join(map(str, values))})")
    for name, value in wanted.items():
        if name not in grid:
            raise ValueError(f"{store.name}: no grid factor {name!r}; there are {', '.join(grid) or 'none'}")
        points = points[points[name] == value]
        if points.empty:
            raise ValueError(f"{store.name}: no point has {name} = {value}")
    return points


def _by_run(store: Store, quantity: str, arm: str, points: np.ndarray) -> np.ndarray:
    """Return the quantity as ``[point, run]``, NaN where there is no value."""
    runs = store.finished()
    runs = runs[runs["arm"] == arm]
    values = column_of(runs, quantity, store.scenario.step_days)
    table = np.full((len(points), 1 + int(runs["run"].max() if len(runs) else 0)), np.nan)
    place = pd.Index(points).get_indexer(runs["point"])
    known = place >= 0
    table[place[known], runs["run"].to_numpy()[known]] = values[known]
    return table


def _numbers(column: pd.Series) -> np.ndarray:
    """Return a factor as numbers; the choices of a factor of words are numbered in their order of appearance."""
    if pd.api.types.is_numeric_dtype(column):
        return column.to_numpy(dtype=float)
    return pd.factorize(column)[0].astype(float)
