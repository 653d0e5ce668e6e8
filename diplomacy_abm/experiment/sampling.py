"""The points of a design: the listed values crossed, and crossed with the sample of the others."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

from diplomacy_abm.results.problem import sample_rows, unit_sample

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from diplomacy_abm.experiment.design import Design
    from diplomacy_abm.experiment.schema import Distribution

DIGITS = 12
"""Significant digits of a sampled value; beyond them the libraries of two machines may differ."""
_EDGE = 2.0**-40
"""How near to 0 and 1 a rank may come where the distribution has no end."""


def points_of(design: Design) -> pd.DataFrame:
    """Return the points of a design, the same on every machine.

    ``point``, counted from 0, and one column a factor in the order of the file. The crossed factors vary slowest, the
    first of them slowest of all; each cell of their grid holds the whole sample in order.
    """
    import pandas as pd

    tables = design.tables
    ranks = unit_sample(design.plain())
    drawn = {
        name: values_at(factor.distribution, ranks[:, k])
        for k, name in enumerate(tables.sampled)
        if (factor := tables.factors[name]).distribution is not None
    }
    cells = list(product(*(tables.factors[name].levels for name in tables.crossed)))
    columns: dict[str, list[Any]] = {}
    for name in tables.factors:
        if name in drawn:
            columns[name] = drawn[name] * len(cells)
        else:
            at = tables.crossed.index(name)
            columns[name] = [cell[at] for cell in cells for _ in range(len(ranks))]
    frame = pd.DataFrame(columns, columns=list(tables.factors))
    frame.insert(0, "point", range(len(cells) * len(ranks)))
    return frame


def number_of_points(design: Design) -> int:
    """Return how many points a design has, without making them."""
    count = sample_rows(design.plain())
    for name in design.tables.crossed:
        count *= len(design.tables.factors[name].levels)
    return count


def values_at(distribution: Distribution, ranks: np.ndarray) -> list[Any]:
    """Return the quantiles of a distribution at ranks from 0 to 1, numbers rounded to :data:`DIGITS` digits."""
    import numpy as np

    law, numbers = distribution.law, distribution.numbers
    if law in ("integers", "choice"):
        listed = numbers if law == "choice" else range(numbers[0], numbers[1] + 1)
        return [listed[k] for k in np.minimum((ranks * len(listed)).astype(int), len(listed) - 1)]
    low, high = _ends(distribution)
    found = np.clip(_quantiles(distribution, np.clip(ranks, 0.0, 1.0)), low, high)
    return [min(max(float(f"{x:.{DIGITS}g}"), low), high) for x in found]


def _quantiles(distribution: Distribution, ranks: np.ndarray) -> np.ndarray:
    import numpy as np
    from scipy import stats

    law, numbers = distribution.law, distribution.numbers
    if law == "uniform":
        return numbers[0] + (numbers[1] - numbers[0]) * ranks
    if law == "loguniform":
        return np.exp(np.log(numbers[0]) + (np.log(numbers[1]) - np.log(numbers[0])) * ranks)
    if law == "triangular":
        low, mode, high = numbers
        return stats.triang.ppf(ranks, (mode - low) / (high - low), low, high - low)
    mean, sd = numbers
    low, high = _ends(distribution)
    if np.isinf(low):
        ranks = np.maximum(ranks, _EDGE)
    if np.isinf(high):
        ranks = np.minimum(ranks, 1.0 - _EDGE)
    return stats.truncnorm.ppf(ranks, (low - mean) / sd, (high - mean) / sd, mean, sd)


def _ends(distribution: Distribution) -> tuple[float, float]:
    """Return the lowest and the highest value, infinite where there is none."""
    if distribution.law != "normal":
        return float(distribution.numbers[0]), float(distribution.numbers[-1])
    infinity = float("inf")
    low, high = distribution.low, distribution.high
    return -infinity if low is None else low, infinity if high is None else high
