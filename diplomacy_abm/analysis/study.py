"""What the analysis reads: the runs of a study, its arms and its factors, from a store or from a plain table."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from diplomacy_abm.results.quantities import RUN_COLUMNS, quantity
from diplomacy_abm.results.sides import PLAIN, Sides, marked, sides_of, sides_on

if TYPE_CHECKING:
    from typing import Protocol, TypeAlias

    from diplomacy_abm.results.store import Store

    class Stored(Protocol):
        """A store, or what reads one: beside the runs it has the store's arms, factors and scenario."""

        def runs(self) -> pd.DataFrame:
            """Return the runs, finished and failed."""

    Source: TypeAlias = Stored | pd.DataFrame

ARM = "base"
"""Name of the only arm of runs that have none."""


@dataclass(frozen=True, eq=False)
class Study:
    """Runs, and what tells them apart."""

    runs: pd.DataFrame
    """One row a finished run, with the columns ``arm``, ``run`` and those of the factors."""
    arms: list[str]
    """Names in the order of the study; the first is the base of comparisons."""
    factors: list[str]
    """Columns that hold the factors."""
    step_days: int = 7
    """Days in a step."""
    sides: Sides = PLAIN
    """What the two sides are called."""

    def values(self, rows: pd.DataFrame, name: str) -> np.ndarray:
        """Return a quantity of some of the runs."""
        return quantity(rows, name, self.step_days)

    def keys(self, by: str | Sequence[str] | None) -> list[str]:
        """Return the factors to tell apart: those named, or all; ValueError in one line if one is not a factor."""
        if by is None:
            return list(self.factors)
        wanted = named(by)
        for name in wanted:
            if name not in self.factors:
                raise ValueError(f"there is no factor {name!r}; {_nearest(name, self.factors, 'factors')}")
        return wanted

    def arm(self, name: str | None) -> str:
        """Return the name of an arm, the first one by default.

        Raises
        ------
        ValueError
            If there is no such arm, in one line.
        """
        if name is None:
            return self.arms[0]
        if name not in self.arms:
            raise ValueError(f"there is no arm {name!r}; {_nearest(name, self.arms, 'arms')}")
        return name

    def cells(self, by: Sequence[str]) -> Iterator[tuple[tuple[Any, ...], pd.DataFrame]]:
        """Go through the combinations of the values of some factors, with their runs."""
        if not by:
            yield (), self.runs
            return
        yield from self.runs.groupby(list(by), sort=True, observed=True)


def in_order(table: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return a table of estimates with the arms in the order of the study, and what its sides are called."""
    places = {arm: place for place, arm in enumerate(study.arms)}
    return marked(table.sort_values("arm", key=lambda x: x.map(places), kind="stable", ignore_index=True), study.sides)


def clusters(runs: pd.DataFrame) -> np.ndarray:
    """Return what makes runs no strangers: the set of parameters that they took, or else their luck, the run index."""
    several = "draw" in runs and len(runs["draw"].unique()) > 1
    return np.asarray(runs["draw" if several else "run"])


def study_of(source: Source) -> Study:
    """Return the finished runs of a study with its arms and factors.

    In a table with one row a run every column that is not one of the runs table is a factor, and arms come in the order
    of their first rows; without a column ``arm`` there is one arm. ValueError in one line without a finished run.
    """
    if isinstance(source, pd.DataFrame):
        runs = source if "arm" in source else source.assign(arm=ARM)
        factors = [str(name) for name in runs.columns if name not in RUN_COLUMNS]
        arms, step_days = [str(name) for name in pd.unique(runs["arm"])], 7
        sides = sides_on(source)
    else:
        store: Any = source
        runs = store.runs()
        arms, factors, step_days = list(store.arms), list(store.factors), store.scenario.step_days
        sides = sides_of(store.scenario)
    if "status" in runs:
        runs = runs[runs["status"] == "ok"]
    if runs.empty:
        raise ValueError("there is no finished run to analyse")
    present = set(runs["arm"].unique())
    return Study(runs, [name for name in arms if name in present], factors, step_days, sides)


def typical(runs: pd.DataFrame) -> pd.Series:
    """Return the run that is told or drawn for all: the first with the commonest ending and about the median of rounds.

    The number of rounds is the one nearest to the median of all the runs.
    """
    ordered = runs.sort_values([name for name in ("point", "run") if name in runs], ignore_index=True)
    usual = ordered[ordered["outcome"] == ordered["outcome"].mode()[0]]
    return usual.loc[(usual["rounds"] - ordered["rounds"].median()).abs().idxmin()]


def labels(store: Store) -> dict[str, str]:
    """Return what figures and tables call the arms and factors of a store: name to label, with units."""
    names = {name: str(label) for name, label in store.arms.items()}
    for name, factor in store.factors.items():
        label, unit = factor.get("label") or name, factor.get("unit") or ""
        names[name] = f"{label} ({unit})" if unit else str(label)
    return names


def essentials(table: pd.DataFrame) -> pd.DataFrame:
    """Keep keys, estimate, low, high and n of a table of estimates, and drop what else hangs on the runs."""
    return table.drop(columns=[name for name in DETAILS if name in table])


DETAILS = (
    "base", "other", "gained", "lost", "changed", "p", "p_holm", "statistic", "events", "runs", "luck", "parameters",
    "same",
)  # fmt: skip
"""Columns of tables of estimates that are neither keys nor estimate, low, high and n."""


def named(names: str | Sequence[str]) -> list[str]:
    """Return a list of names, one name included."""
    return [names] if isinstance(names, str) else list(names)


def _nearest(name: str, known: Sequence[str], what: str) -> str:
    near = difflib.get_close_matches(name, known, 1, 0.5)
    return f"did you mean {near[0]!r}?" if near else f"{what} are {', '.join(known) or 'none'}"
