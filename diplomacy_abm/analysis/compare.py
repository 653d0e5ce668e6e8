"""Paired comparison of two arms that share their luck."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from diplomacy_abm.vocabulary import OUTCOME_NAMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diplomacy_abm.results import Ensemble

COUNTED = (
    "rounds", "exchanges", "ceasefires", "ceasefire_weeks", "settlements", "partial_deals", "breaches", "end_step",
    "mean_escalation", "damage_a", "damage_b", "trust_ab_end", "trust_ba_end", "front_end", "cap_ratio_end",
)  # fmt: skip
"""Numbers of a run that are compared as they are."""

EVER = ("first_formal", "first_ceasefire", "first_settlement", "first_breach", "first_partial")
"""First steps of events that are compared as 'it happened' (0 or 1)."""


def compare(base: Ensemble, arm: Ensemble, level: float = 0.95, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """Compare two arms run by run.

    Parameters
    ----------
    base, arm
        Ensembles with the same seed and the same runs; runs that failed in either are left out.
    level
        Confidence level of the intervals, in (0, 1).
    columns
        Columns of ``runs`` to compare; the usual ones and all outcome classes by default.

    Returns
    -------
    pandas.DataFrame
        One row a quantity: base, arm, difference (arm - base) with low and high of its paired Student interval,
        ``changed`` the share of runs in which the quantity differs, and n the number of pairs. Outcome classes
        and first steps are compared as shares of runs.

    Raises
    ------
    ValueError
        If the arms do not share seed and runs, in one line.

    Notes
    -----
    The two arms share every random draw that both make, so the difference of a pair has far less variance than
    that of two strangers; the interval uses the pairs' own differences. Where no pair differs it has no width.
    """
    if base.seed != arm.seed:
        raise ValueError(f"compare: seeds {base.seed} and {arm.seed} differ, the arms must share their luck")
    both = base.finished.merge(arm.finished, on="run", suffixes=("_base", "_arm"), validate="one_to_one")
    if both.empty:
        raise ValueError("compare: the arms have no finished run in common")
    rows = [_row(name, x, y, level) for name, x, y in _quantities(both, columns)]
    return pd.DataFrame(rows, columns=["quantity", "base", "arm", "difference", "low", "high", "changed", "n"])


def _quantities(both: pd.DataFrame, columns: Sequence[str] | None) -> list[tuple[str, np.ndarray, np.ndarray]]:
    pairs: list[tuple[str, np.ndarray, np.ndarray]] = []

    def add(name: str, left: pd.Series, right: pd.Series) -> None:
        pairs.append((name, left.to_numpy(dtype=float), right.to_numpy(dtype=float)))

    wanted = columns if columns is not None else ("outcome", *EVER, *COUNTED)
    for column in wanted:
        if f"{column}_base" not in both:
            raise ValueError(f"compare: there is no column {column!r} in runs")
        left, right = both[f"{column}_base"], both[f"{column}_arm"]
        if column == "outcome":
            for name in OUTCOME_NAMES.values():
                add(f"outcome: {name}", left == name, right == name)
        elif column.startswith("first_") and column not in ("first_formal_form", "first_formal_host"):
            add(f"ever: {column.removeprefix('first_')}", left >= 0, right >= 0)
        else:
            add(column, left, right)
    return pairs


def _row(name: str, base: np.ndarray, arm: np.ndarray, level: float) -> tuple[object, ...]:
    from scipy.stats import t

    gap = arm - base
    n = len(gap)
    mean = float(gap.mean())
    half = float(t.ppf(0.5 + level / 2.0, n - 1)) * float(gap.std(ddof=1)) / math.sqrt(n) if n > 1 else math.inf
    changed = float((gap != 0).mean())
    return name, float(base.mean()), float(arm.mean()), mean, mean - half, mean + half, changed, n
