"""Measures on acts: out of character or not, spells, conduct by week, hazards by age. No claim is made here."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

EUROPE = ("FRA", "ESP", "GBR", "DEU", "POL", "EUU")
WEST = ("USA", "TUR", *EUROPE)
"""Members of NATO or the European Union in the origin case, and the Union itself."""

Acts = pd.DataFrame
"""Acts of runs, one a row: ``run, step, actor, target, move, subject``."""


def by_run(acts: Acts, runs: Collection[int]) -> np.ndarray:
    """Return how many acts each run has, in the order of the runs."""
    places = pd.Index(list(runs)).get_indexer(pd.Index(acts["run"]))
    return np.bincount(places, minlength=len(runs)).astype(float)


def acts_of(acts: Acts, moves: Collection[str], actors: Collection[str], target: str) -> Acts:
    """Return the acts of some kinds by some actors toward one target."""
    rows = acts["move"].isin(list(moves)) & acts["actor"].isin(list(actors)) & (acts["target"] == target)
    return acts[rows]


def eased_for_nothing(acts: Acts, peaceful: Collection[tuple[int, int]], actors: Collection[str], target: str) -> Acts:
    """Return the acts of easing sanctions on a target in weeks that begin without an agreement or a pause of its own.

    `acts` has the moves ``relieve`` and ``restrain``; `peaceful` the run and week of those that ended in agreement.
    """
    eased = acts_of(acts, ("relieve",), actors, target)
    paused = acts[(acts["move"] == "restrain") & (acts["actor"] == target)]
    good = set(peaceful) | set(zip(paused["run"], paused["step"], strict=True))
    before = zip(eased["run"], eased["step"] - 1, strict=True)
    return eased[[week not in good for week in before]]


def without_an_offer(acts: Acts, moves: Collection[str], memory: int) -> Acts:
    """Return the acts that come when nothing (a move ``offer``) was put on the table in the weeks before."""
    offers = set(zip(*(acts.loc[acts["move"] == "offer", name] for name in ("run", "step")), strict=True))
    wanted = acts[acts["move"].isin(list(moves))]
    bare = [
        not any((run, week - back) in offers for back in range(memory + 1))
        for run, week in zip(wanted["run"], wanted["step"], strict=True)
    ]
    return wanted[bare]


def broken_early(acts: Acts, subject: str, limit: int) -> Acts:
    """Return the breaches of a deal within some weeks of its signature or in a week with an exchange."""
    signed = acts[(acts["move"] == "sign") & (acts["subject"] == subject)]
    held = acts[acts["move"] == "exchange_held"]
    exchanges = set(zip(held["run"], held["step"], strict=True))
    broken = acts[(acts["move"] == "breach") & (acts["subject"] == subject)]
    bad = [
        (run, week) in exchanges or bool(((signed["run"] == run) & (week - signed["step"]).between(0, limit)).any())
        for run, week in zip(broken["run"], broken["step"], strict=True)
    ]
    return broken[bad]


def spells(on: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Row and length of each run of true values along the rows of (rows, weeks); what the end cuts off is left out."""
    edges = np.diff(np.pad(on.astype(int), ((0, 0), (1, 1))), axis=1)
    row, start = np.nonzero(edges == 1)
    _, end = np.nonzero(edges == -1)
    whole = end < on.shape[1]
    return row[whole], (end - start)[whole]


def conduct(acts: Acts, runs: Collection[int], weeks: int, weight: Mapping[str, float]) -> np.ndarray:
    """Sum of the Goldstein weights of acts by run and week, 0 where there was none; rows in the order of the runs."""
    table = np.zeros((len(runs), weeks))
    rows = pd.Index(list(runs)).get_indexer(pd.Index(acts["run"]))
    np.add.at(table, (rows, acts["step"].to_numpy()), acts["move"].map(weight).to_numpy(dtype=float))
    return table


def correlation(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Correlation of two tables row by row, over the columns known in both; NaN where one does not vary."""
    found = np.full(len(one), np.nan)
    for row, (x, y) in enumerate(zip(one, other, strict=True)):
        known = ~np.isnan(x) & ~np.isnan(y)
        if known.sum() > 2 and x[known].std() > 0.0 and y[known].std() > 0.0:
            found[row] = np.corrcoef(x[known], y[known])[0, 1]
    return found


def at_risk_and_broken(
    signed: tuple[np.ndarray, np.ndarray], broken: tuple[np.ndarray, np.ndarray], end: np.ndarray, first: int, last: int
) -> tuple[np.ndarray, np.ndarray]:
    """Breaches of agreements of some ages, and the weeks for which agreements of these ages were watched; by run.

    Signatures and breaches are rows and weeks, `end` is the last week of each run, and ages are from `first` to below
    `last` weeks.
    """
    broke, watched = np.zeros(len(end)), np.zeros(len(end))
    for row in np.unique(signed[0]):
        starts = np.sort(signed[1][signed[0] == row])
        ends = np.sort(broken[1][broken[0] == row])
        for place, start in enumerate(starts):
            limit = starts[place + 1] if place + 1 < len(starts) else np.inf
            later = ends[(ends > start) & (ends <= limit)]
            fails = len(later) > 0
            stop = later[0] if fails else min(end[row], limit)
            age = stop - start
            watched[row] += max(min(age, last) - first, 0)
            broke[row] += fails and first <= age < last
    return broke, watched
