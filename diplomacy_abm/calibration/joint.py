"""Joint samples of all parameters: the posterior where there is one, stated ranges with dependence elsewhere."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from diplomacy_abm.parameters import PARAMETERS

if TYPE_CHECKING:
    import pandas as pd

    from diplomacy_abm.parameters import Parameter

DIGITS = 4
"""Significant digits of a value in a file."""
SETS = 100
"""Sets of a joint sample: few, so that runs of one set come again soon and luck can be told from parameters."""
RULES = Path(__file__).parent / "ranges.toml"
JUDGED, KNOWN = 2.0, 4.0 / 3.0
"""By how many times a number may be off where no range is stated: a judgement, and one from data or the literature."""
_SLACK = 1e-3
_NUMBER = r"(?:\d[\d,]*(?:\.\d+)?|\.\d+)"
_STATED = re.compile(rf"(?<![\d.–-])({_NUMBER}) ?[-–] ?({_NUMBER})(?![\d.]*[-–\d])")


@dataclass(frozen=True)
class Range:
    """Between which ends a parameter is drawn, and why: ``stated``, ``judged``, or ``known``."""

    low: float
    middle: float
    high: float
    why: str

    def at(self, u: np.ndarray) -> np.ndarray:
        """Return the quantiles at u in (0, 1): half of them on each side of the middle."""
        if not self.low < self.middle < self.high:
            return self.low + u * (self.high - self.low)
        below = np.clip(2.0 * u, 0.0, 1.0)
        above = np.clip(2.0 * u - 1.0, 0.0, 1.0)
        if self.low <= 0.0:
            return self.low + below * (self.middle - self.low) + above * (self.high - self.middle)
        under, over = np.log(self.middle / self.low), np.log(self.high / self.middle)
        return self.low * np.exp(below * under + above * over)


def stated_range(row: Parameter) -> tuple[float, float] | None:
    """Return the range that the source of a parameter names, if its default lies within.

    Examples
    --------
    >>> stated_range(PARAMETERS["talk_image"])
    (0.0, 0.04)
    """
    for low, high in _STATED.findall(row.source):
        ends = float(low.replace(",", "")), float(high.replace(",", ""))
        if row.low <= ends[0] <= row.default <= ends[1] <= row.high and ends[0] < ends[1]:
            return ends
    return None


def ranges(rules: Mapping[str, Any]) -> dict[str, Range]:
    """Return the range of every parameter that is not fixed; see ``ranges.toml``."""
    found = {}
    for name, row in PARAMETERS.items():
        if row.fixed:
            continue
        ends, why = rules["ranges"].get(name) or stated_range(row), "stated"
        if ends is None:
            judged = row.source.startswith("judgement")
            ends, why = _about(row, JUDGED if judged else KNOWN), "judged" if judged else "known"
        found[name] = Range(float(ends[0]), row.default, float(ends[1]), why)
    return found


def _about(row: Parameter, times: float) -> tuple[float, float]:
    """Return the ends so many times under and over the default, in odds for a share, within the bounds."""
    x = row.default
    if row.unit == "share" and row.high <= 1.0 and 0.0 < x < 1.0:
        odds = x / (1.0 - x)
        ends = tuple(each / (1.0 + each) for each in (odds / times, odds * times))
    else:
        ends = min(x / times, x * times), max(x / times, x * times)
    return max(row.low, ends[0]), min(row.high, ends[1])


def joint_sample(
    posterior: Mapping[str, np.ndarray] | None = None, number: int = SETS, seed: int = 1,
    rules: Mapping[str, Any] | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Return so many sets of all parameters that are not fixed, one row a set, fitted ones first.

    Of the fitted parameters (one value a set) the first sets are taken in their order, which must say nothing; `rules`
    are tables as in ``ranges.toml``, which is read by default.

    A Gaussian copula with the rank correlations of ``together`` (Spearman's, turned into normal ones by 2 sin(pi r /
    6)), given the ranks of what was fitted, whose own dependence is kept as it is. Each column that is not fitted is
    stratified: its k-th smallest value lies in the k-th of `number` equal parts (McKay, Beckman and Conover 1979; Iman
    and Conover 1982).
    """
    import pandas as pd
    from scipy.special import ndtri

    rng = np.random.default_rng(seed)
    laws = rules if rules is not None else tomllib.loads(RULES.read_text("utf-8"))
    fitted = {name: np.asarray(values)[:number] for name, values in (posterior or {}).items()}
    if any(len(values) < number for values in fitted.values()):
        raise ValueError(f"joint: the posterior has fewer than {number} sets; take fewer")
    drawn = {name: law for name, law in ranges(laws).items() if name not in fitted}
    scores = [ndtri((_ranks(values) + 0.5) / number) for values in fitted.values()]
    given = np.column_stack(scores) if scores else np.zeros((number, 0))
    wanted = _correlation([*fitted, *drawn], laws["together"], given)
    normal = _conditional(given, wanted, rng)
    strata = (np.apply_along_axis(_ranks, 0, normal) + rng.random(normal.shape)) / number
    columns = {name: law.at(strata[:, k]) for k, (name, law) in enumerate(drawn.items())}
    return pd.DataFrame({**fitted, **columns})


def _ranks(values: np.ndarray) -> np.ndarray:
    return np.argsort(np.argsort(values, kind="stable"), kind="stable")


def _correlation(names: list[str], together: list[Mapping[str, Any]], given: np.ndarray) -> np.ndarray:
    """Return the normal correlations wanted; those of what was fitted are as they are there."""
    found = np.eye(len(names))
    for group in together:
        places = [names.index(name) for name in group["names"] if name in names]
        for i in places:
            for j in places:
                if i != j:
                    found[i, j] = 2.0 * np.sin(np.pi * float(group["rank"]) / 6.0)
    k = given.shape[1]
    if k:
        # fitted columns may say the same
        found[:k, :k] = (1.0 - _SLACK) * np.atleast_2d(np.corrcoef(given, rowvar=False)) + _SLACK * np.eye(k)
    alone = np.eye(len(names))
    alone[:k, :k] = found[:k, :k]
    while np.linalg.eigvalsh(found).min() < _SLACK / 2.0:
        # wishes that cannot hold beside each other and the posterior are weakened alike
        found = 0.95 * found + 0.05 * alone
    return found


def _conditional(given: np.ndarray, wanted: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Draw standard normals that hang together as wanted, given those of the first columns."""
    k = given.shape[1]
    slope = np.linalg.solve(wanted[:k, :k], wanted[:k, k:]) if k else np.zeros((0, len(wanted)))
    left = wanted[k:, k:] - wanted[k:, :k] @ slope
    noise = rng.standard_normal((len(given), len(left))) @ np.linalg.cholesky(left).T
    return np.asarray(given @ slope + noise)


def thinned(particles: pd.DataFrame, names: list[str], number: int, seed: int) -> pd.DataFrame:
    """Return so many sets of equal weight, in random order, from weighted ones.

    Systematic resampling (Kitagawa 1996): a set comes up as often as its ``weight`` says, give or take one, so that few
    sets stand for many. The order is random, so that any first part of the table is a sample too.
    """
    rng = np.random.default_rng(seed)
    edges = np.cumsum(particles["weight"].to_numpy(float))
    marks = (np.arange(number) + rng.random()) / number * edges[-1]
    rows = np.minimum(np.searchsorted(edges, marks, side="right"), len(edges) - 1)
    return particles[names].iloc[rng.permutation(rows)].reset_index(drop=True)
