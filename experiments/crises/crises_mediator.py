"""What a mediator does when it is dealt out at random, beside the gap between mediated and other crises."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
import pandas as pd

from diplomacy_abm.crises.baselines import happened
from diplomacy_abm.crises.book import Book, Values
from diplomacy_abm.crises.play import played
from diplomacy_abm.crises.reading import Crisis

OUTCOMES = ("agreement", "tension_reduced")


def given(crisis: Crisis) -> Crisis:
    """Return a crisis with a mediator: its own, else one that formulates, of the usual day and days."""
    return crisis if crisis.mediated else dataclasses.replace(crisis, codes={**crisis.codes, "mediated": 1.0})


def both_ways(book: Book, crises: Sequence[Crisis], values: Values, runs: int) -> tuple[np.ndarray, np.ndarray]:
    """Play every crisis with a mediator and without, same luck; shares, shape (outcomes, crises) each.

    What the column of mediation says of readiness stays with the crisis, so that only the mediator differs.
    """
    from diplomacy_abm.crises.scenario import scenario_of

    pairs = [(given(crisis), scenario_of(given(crisis), book.quantities(crisis, values))) for crisis in crises]
    arms = []
    for without in (False, True):
        found = [
            [getattr(one, name).mean() for name in OUTCOMES] for one in played(pairs, runs, without=without)
        ]
        arms.append(np.array(found).T)
    return arms[0], arms[1]


def effects(book: Book, crises: Sequence[Crisis], values: Values, table: pd.DataFrame, runs: int) -> pd.DataFrame:
    """Return gaps with selection, in record and model, and effects under random assignment, in shares of crises."""
    mediated = np.array([crisis.mediated for crisis in crises])
    with_, without = both_ways(book, crises, values, runs)
    rows = []
    for k, outcome in enumerate(OUTCOMES):
        y, p, gain = happened(crises, outcome), table[outcome].to_numpy(), with_[k] - without[k]
        known = ~np.isnan(y)
        rows += [
            (outcome, "gap in the record", *_gap(y[mediated & known], y[~mediated & known])),
            (outcome, "gap in the forecasts, cross-validated", *_gap(p[mediated], p[~mediated])),
            (outcome, "effect, mediator dealt out at random", *_mean(gain)),
            (outcome, "effect on crises that were mediated", *_mean(gain[mediated])),
            (outcome, "effect on crises that were not", *_mean(gain[~mediated])),
            (outcome, "selection: mediated less other crises, all without a mediator",
             *_gap(without[k][mediated], without[k][~mediated])),
        ]  # fmt: skip
    return pd.DataFrame(rows, columns=["outcome", "what", "difference", "low", "high"])


def _gap(one: np.ndarray, other: np.ndarray) -> tuple[float, float, float]:
    """Difference of two means with its 95 % interval over crises."""
    error = 1.96 * np.sqrt(one.var(ddof=1) / len(one) + other.var(ddof=1) / len(other))
    gap = float(one.mean() - other.mean())
    return gap, gap - error, gap + error


def _mean(gain: np.ndarray) -> tuple[float, float, float]:
    error = 1.96 * gain.std(ddof=1) / np.sqrt(len(gain))
    return float(gain.mean()), float(gain.mean() - error), float(gain.mean() + error)
