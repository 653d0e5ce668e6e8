"""Paired comparison of two ensembles that share their luck."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from diplomacy_abm.analysis.intervals import clustered_mean
from diplomacy_abm.analysis.paired import adjusted
from diplomacy_abm.analysis.parts import parts, same_sign
from diplomacy_abm.phrases import counted
from diplomacy_abm.results.above import shown
from diplomacy_abm.results.quantities import describe, quantity
from diplomacy_abm.results.sides import marked, sides_of, sides_on
from diplomacy_abm.vocabulary import OUTCOME_NAMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from diplomacy_abm.results import Ensemble

USUAL = (
    "outcome", "first_formal", "first_ceasefire", "first_settlement", "first_breach", "first_partial",
    "rounds", "exchanges", "ceasefires", "ceasefire_weeks", "settlements", "partial_deals", "breaches", "end_step",
    "mean_escalation", "damage_a", "damage_b", "trust_ab_end", "trust_ba_end", "front_end", "cap_ratio_end",
)  # fmt: skip
"""What is compared where nothing else is asked for."""
_FIRST = {
    f"first_{event}": f"ever: {event}" for event in ("contact", "early", "formal", "ceasefire", "settlement", "partial")
}  # fmt: skip
_FIRST["first_breach"] = "ever: settlement broken"
"""Columns that hold a first step are compared as shares of runs."""


class Comparison(pd.DataFrame):
    """The table of :func:`compare`, which can draw itself; cut or changed it is a plain table."""

    @property
    def _constructor(self) -> type[pd.DataFrame]:
        return pd.DataFrame

    def __copy__(self) -> Comparison:
        return _as_comparison(self.copy(deep=False))

    def __deepcopy__(self, memo: object = None) -> Comparison:
        return _as_comparison(self.copy(deep=True))

    def plot(self) -> Figure:  # type: ignore[override]
        """Draw the differences with their intervals, one panel for each unit; the usual ones of those that changed."""
        from diplomacy_abm.plots.comparison import figure_differences

        table = pd.DataFrame(self).rename(columns={"arm": "other", "difference": "estimate"})
        table = table[table["changed"] > 0]
        if table.empty:
            raise ValueError("compare: no quantity differs in any pair of runs, so there is nothing to draw")
        return figure_differences(marked(table.assign(arm="changed"), sides_on(self)))

    def __repr__(self) -> str:
        """Name the comparison in one line; printed, it is its table."""
        if self.empty:
            return "Comparison(nothing)"
        moved, pairs = int((self["p_holm"] < 0.05).sum()), counted(int(self["n"].max()), "pair")
        return f"Comparison({counted(len(self), 'quantity', 'quantities')}, {pairs}, {moved} moved at 5 % after Holm)"

    def __str__(self) -> str:
        """Show differences and intervals whole, in words."""
        return self._essentials().to_string(index=False)

    def _repr_html_(self) -> str:
        """Show the table and the figure in a notebook."""
        return f"{self._essentials().to_html(index=False)}{shown('', {}, self.plot)}"

    def _essentials(self) -> pd.DataFrame:
        """Return what a reader needs: what is compared in words, the difference with its interval, p, pairs."""
        sides = sides_on(self)
        words = [describe(name, sides=sides) for name in self["quantity"]]
        table = pd.DataFrame(self)[["base", "arm", "difference", "low", "high", "p_holm", "n"]].round(4)
        table.insert(0, "quantity", [f"{one.label}{' (share)' if one.kind == 'share' else ''}" for one in words])
        return table


def _as_comparison(table: pd.DataFrame) -> Comparison:
    """Return a table as a comparison; a plain construction forgets what the sides are called."""
    found = Comparison(table)
    found.attrs = dict(table.attrs)
    return found


def compare(base: Ensemble, arm: Ensemble, level: float = 0.95, columns: Sequence[str] | None = None) -> Comparison:
    """Compare two arms run by run.

    Parameters
    ----------
    base, arm
        Ensembles with the same seed and the same runs; runs that failed in either are left out.
    level
        Confidence level of the intervals, in (0, 1).
    columns
        Columns of ``runs`` or other quantities to compare; the usual ones and all outcome classes by default.

    Returns
    -------
    Comparison
        A :class:`pandas.DataFrame` whose ``plot()`` draws the differences. One row a quantity: base, arm, difference
        (arm - base) with low and high of its paired Student interval, ``changed`` the share of runs in which the
        quantity differs, p of Student's test on the pairs, p_holm, which is p adjusted for the number of rows (Holm
        1979; call a difference a finding by this one), n the number
        of pairs, ``parameters`` the standard deviation of the true difference between sets of parameters, and ``same``
        the chance that a set has its sign (:func:`~diplomacy_abm.analysis.parts.same_sign`).
        Outcome classes and first steps are compared as shares of runs.

    Raises
    ------
    ValueError
        If the arms do not share seed and runs, or a quantity is not known, in one line.

    Notes
    -----
    The two arms share every random draw that both make, so the difference of a pair has far less variance than
    that of two strangers; the interval uses the pairs' own differences. Where no pair differs it has no width.
    Runs with one set of parameters are no strangers: the sets are then the clusters of the interval and the test, which
    are those of the mean over all that the parameters may be.
    Arms of a stored study are compared by :func:`diplomacy_abm.analysis.paired.paired`.
    """
    if base.seed != arm.seed:
        raise ValueError(f"compare: seeds {base.seed} and {arm.seed} differ, the arms must share their luck")
    left, right = (one.finished.set_index("run") for one in (base, arm))
    if not (left.index.is_unique and right.index.is_unique):
        raise ValueError("compare: a run is there twice in one of the arms")
    common = left.index.intersection(right.index)
    if common.empty:
        raise ValueError("compare: the arms have no finished run in common")
    left, right = left.loc[common], right.loc[common]
    names = _names(USUAL if columns is None else columns)
    draws = left["draw"].to_numpy() if "draw" in left and "draw" in right else None
    rows = [_row(name, quantity(left, name), quantity(right, name), draws, level) for name in names]
    head = ["quantity", "base", "arm", "difference", "low", "high", "changed", "p", "n", "parameters", "same"]
    return _as_comparison(marked(adjusted(pd.DataFrame(rows, columns=head)), sides_of(base.scenario)))


def _names(columns: Sequence[str]) -> list[str]:
    """Names of the quantities for columns of ``runs``."""
    names: list[str] = []
    for column in columns:
        if column == "outcome":
            names += [f"outcome: {name}" for name in OUTCOME_NAMES.values()]
        else:
            name = _FIRST.get(column, column)
            try:
                names.append(describe(name).name)
            except ValueError as error:
                hint = str(error).partition("; ")[2]
                raise ValueError(f"compare: there is no column {column!r} in runs; {hint}") from None
    return names


def _row(
    name: str, base: np.ndarray, arm: np.ndarray, draws: np.ndarray | None, level: float
) -> tuple[object, ...]:
    both = ~(np.isnan(base) | np.isnan(arm))
    base, arm = base[both], arm[both]
    if not len(base):
        return name, *([float("nan")] * 7), 0, float("nan"), float("nan")
    gap = arm - base
    sets = None if draws is None else draws[both]
    several = sets is not None and len(np.unique(sets)) > 1
    estimate = clustered_mean(gap, sets if sets is not None and several else np.arange(len(gap)), level)
    spread = parts(gap, sets if several else None).parameters
    means, changed = (float(base.mean()), float(arm.mean())), float((gap != 0).mean())
    return name, *means, *estimate[:3], changed, estimate.p, len(gap), spread, same_sign(estimate, spread, level)
