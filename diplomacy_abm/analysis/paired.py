"""Differences between the arms of a study, run against run: the same run index has the same luck in every arm."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from diplomacy_abm.analysis.intervals import clustered_mean, holm, paired_shares
from diplomacy_abm.analysis.study import named, study_of
from diplomacy_abm.results.quantities import describe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diplomacy_abm.analysis.study import Source, Study


def paired(
    source: Source,
    quantities: str | Sequence[str],
    by: str | Sequence[str] | None = (),
    base: str | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Compare every arm with the base arm under the same luck.

    Parameters
    ----------
    source : Store or pandas.DataFrame
        A study with at least two arms.
    quantities : str or sequence of str
        Names as in :func:`diplomacy_abm.results.quantities.known`.
    by : str, sequence of str or None
        Factors to tell apart; ``None`` stands for all of them, so that every point is a row. Points that differ
        in other factors only are pooled.
    base : str, optional
        The arm that others are compared with, the first one by default.
    level : float
        Confidence level, in (0, 1).

    Returns
    -------
    pandas.DataFrame
        One row for every arm but the base, every cell of `by` and every quantity: arm, the factors, quantity,
        base and other (the two means), estimate (other - base) with low and high, gained and lost (pairs in
        which the quantity is higher, or lower, than in the base arm), changed (their share of the pairs), p, p_holm,
        which is p adjusted for the number of rows (Holm 1979; call a difference a finding by this one), and n, the
        number of pairs.

    Raises
    ------
    ValueError
        In one line, for unknown names and for a study with a single arm.

    Notes
    -----
    A pair is the same run at the same point in the two arms; where the quantity has no meaning in one of them
    (as "relapse" without a settlement) the pair is left out, and what remains is a comparison within runs that
    have it in both arms. Numbers: Student's interval and test on the pairs' own differences. Shares: the
    interval of Newcombe (1998, method 10) and McNemar's exact test. Where points are pooled, the pairs of one run
    index share their luck: Student's interval is then on sums within run indices, Newcombe's is taken at the
    effective sample size, and the tests are Student's. Where no pair differs, the interval of a number has no
    width; that of a share says how rare a difference may still be.
    """
    study = study_of(source)
    reference, factors = study.arm(base), study.keys(by)
    others = [arm for arm in study.arms if arm != reference]
    if not others:
        raise ValueError(f"paired: the study has the one arm {reference!r}, nothing to compare it with")
    rows = []
    for key, cell in study.cells(factors):
        for arm in others:
            left, right = _matched(study, cell, reference, arm)
            rows += [(arm, *key, name, *_row(study, name, left, right, level)) for name in named(quantities)]
    columns = ["base", "other", "estimate", "low", "high", "gained", "lost", "changed", "p", "n"]
    table = pd.DataFrame(rows, columns=["arm", *factors, "quantity", *columns])
    table.insert(list(table.columns).index("p") + 1, "p_holm", holm(table["p"].to_numpy(dtype=float)))
    places = {arm: place for place, arm in enumerate(study.arms)}
    return table.sort_values("arm", key=lambda x: x.map(places), kind="stable", ignore_index=True)


def _matched(study: Study, cell: pd.DataFrame, base: str, arm: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows of two arms in the same order, those that have a partner only."""
    keys = ["point", "run"] if "point" in cell else [*study.factors, "run"]
    left, right = (cell[cell["arm"] == name].set_index(keys) for name in (base, arm))
    for name, side in ((base, left), (arm, right)):
        if not side.index.is_unique:
            raise ValueError(f"paired: arm {name!r} has a run twice at the same point")
    common = left.index.intersection(right.index, sort=False)
    return left.loc[common], right.loc[common]


def _row(study: Study, name: str, left: pd.DataFrame, right: pd.DataFrame, level: float) -> tuple[object, ...]:
    base, other = study.values(left, name), study.values(right, name)
    both = ~(np.isnan(base) | np.isnan(other))
    base, other = base[both], other[both]
    runs = left.index.get_level_values("run").to_numpy()[both]
    if not len(runs):
        return *([np.nan] * 5), 0, 0, np.nan, np.nan, 0
    gap = other - base
    if describe(name).kind == "share":
        found = paired_shares(base, other, runs, level)
    else:
        found = clustered_mean(gap, runs, level)
    gained, lost = int((gap > 0).sum()), int((gap < 0).sum())
    changed = (gained + lost) / len(gap)
    means = float(base.mean()), float(other.mean())
    return *means, found.value, found.low, found.high, gained, lost, changed, found.p, len(gap)
