"""What statistics reaches without a model: a base rate, two rates by mediation, a regression on the same columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from diplomacy_abm.crises.book import book
from diplomacy_abm.crises.scenario import opens, stay

if TYPE_CHECKING:
    import pandas as pd

    from diplomacy_abm.crises.reading import Crisis

OUTCOMES = ("agreement", "tension_reduced", "days_median")
NAMES = ("base rate", "two rates by mediation", "regression")
PENALTY = 1.0
"""Inverse strength of the ridge (L2) of the logistic regression, on columns scaled to 0 to 1: scikit-learn's own."""


def columns_of(crisis: Crisis) -> dict[str, float]:
    """Return the columns that the model's links use, scaled as there, and who mediates when and how."""
    scaled = {link.column: link.x(crisis.value(link.column)) for link in book().links}
    here = crisis.mediated
    about = {
        "formulation or more": float(crisis.drafts),
        "mediator's day, log": float(np.log1p(opens(crisis))) / 7.0 if here else 0.0,
        "mediator's days, log": float(np.log1p(7 * stay(crisis))) / 7.0 if here else 0.0,
    }
    return scaled | about


def happened(crises: Sequence[Crisis], outcome: str) -> np.ndarray:
    """Return what happened, NaN where it is not known."""
    name = "days" if outcome == "days_median" else outcome
    return np.array([np.nan if getattr(c, name) is None else float(getattr(c, name)) for c in crises])


@dataclass(frozen=True)
class Baselines:
    """Rates and coefficients, by outcome; plain numbers, so that they can be shipped without the rows behind them."""

    rates: Mapping[str, tuple[float, float, float]]
    """Base rate, rate without and with a mediator; medians for the days."""
    coefficients: Mapping[str, Mapping[str, float]]
    """Of the logistic regression, or of a linear one of the logarithm of days + 7; with an ``intercept``."""

    def forecasts(self, crises: Sequence[Crisis]) -> dict[str, pd.DataFrame]:
        """Forecasts of each baseline, one row a crisis."""
        import pandas as pd

        mediated = np.array([int(crisis.mediated) for crisis in crises])
        rows = [columns_of(crisis) for crisis in crises]
        found = {}
        for name in NAMES:
            columns = {}
            for outcome in OUTCOMES:
                base, *two = self.rates[outcome]
                if name == NAMES[0]:
                    columns[outcome] = np.full(len(crises), base)
                elif name == NAMES[1]:
                    columns[outcome] = np.array(two)[mediated]
                else:
                    columns[outcome] = self._regressed(outcome, rows)
            found[name] = pd.DataFrame(columns)
        return found

    def _regressed(self, outcome: str, rows: Sequence[Mapping[str, float]]) -> np.ndarray:
        given = self.coefficients[outcome]
        score = np.array([given["intercept"] + sum(given[key] * x for key, x in row.items()) for row in rows])
        if outcome == "days_median":
            return np.maximum(np.exp(score) - 7.0, 0.0)
        return 1.0 / (1.0 + np.exp(-score))


def fitted(crises: Sequence[Crisis]) -> Baselines:
    """Fit all baselines on crises whose end is known; ValueError if there are too few, or all ended alike."""
    mediated = np.array([crisis.mediated for crisis in crises])
    names = list(columns_of(crises[0]))
    x = np.array([list(columns_of(crisis).values()) for crisis in crises])
    rates, coefficients = {}, {}
    for outcome in OUTCOMES:
        y = happened(crises, outcome)
        known = ~np.isnan(y)
        groups = [y[known], y[known & ~mediated], y[known & mediated]]
        if min(map(len, groups)) < 2 or len(np.unique(y[known])) < 2:
            raise ValueError(f"crises: too few known ends to fit a baseline of {outcome}, must have both kinds")
        middle = np.median if outcome == "days_median" else np.mean
        base, without, with_ = (float(middle(group)) for group in groups)
        rates[outcome] = (base, without, with_)
        coefficients[outcome] = dict(zip(["intercept", *names], _regression(outcome, x[known], y[known]), strict=True))
    return Baselines(rates, coefficients)


def _regression(outcome: str, x: np.ndarray, y: np.ndarray) -> list[float]:
    """Intercept and coefficients."""
    from sklearn.linear_model import LogisticRegression, Ridge

    if outcome == "days_median":
        found: Any = Ridge(alpha=1.0).fit(x, np.log(y + 7.0))
        return [float(found.intercept_), *map(float, found.coef_)]
    found = LogisticRegression(C=PENALTY, max_iter=5000).fit(x, y)
    return [float(found.intercept_[0]), *map(float, found.coef_[0])]
