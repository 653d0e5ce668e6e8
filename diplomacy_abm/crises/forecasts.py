"""Forecasts of crises by the model, with the links as they were estimated, and how good forecasts of anybody are."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

from diplomacy_abm.analysis.scoring import brier, log_score
from diplomacy_abm.crises.baselines import OUTCOMES, Baselines, happened
from diplomacy_abm.crises.book import Values, book
from diplomacy_abm.crises.play import SEED, Runs, played
from diplomacy_abm.crises.reading import Crises, read_crises
from diplomacy_abm.crises.scenario import scenario_of
from diplomacy_abm.intake.arguments import RUNS as MOST_RUNS
from diplomacy_abm.intake.arguments import maybe, whole
from diplomacy_abm.intake.gate import toml_of

if TYPE_CHECKING:
    import pandas as pd

    from diplomacy_abm.crises.reading import Crisis


MODEL = "model"


def scores(crises: Sequence[Crisis], by_forecaster: Mapping[str, pd.DataFrame]) -> list[dict[str, Any]]:
    """Score forecasters on the crises whose end is known, from forecasts of a row a crisis with the columns `OUTCOMES`.

    One entry an outcome and forecaster: ``n`` and, for the two that are yes or no, ``share`` (of yes), ``auc``,
    ``brier``, ``log_score``, ``calibration_slope``; for the days ``rank_correlation`` (Spearman). What cannot be told
    (no known end, all ends alike, all forecasts alike) is NaN.
    """
    found = []
    for outcome in OUTCOMES:
        y = happened(crises, outcome)
        known = ~np.isnan(y)
        for name, table in by_forecaster.items():
            p = table[outcome].to_numpy(float)[known]
            told = lengths(p, y[known]) if outcome == "days_median" else chances(p, y[known])
            found.append({"outcome": outcome, "forecaster": name, "n": int(known.sum()), **told})
    return found


def chances(p: np.ndarray, y: np.ndarray) -> dict[str, float]:
    """Scores of forecasts of a yes or no."""
    if not len(y):
        return dict.fromkeys(("share", "auc", "brier", "log_score", "calibration_slope"), float("nan"))
    return {
        "share": float(y.mean()), "auc": auc(p, y), "brier": brier(p, y), "log_score": log_score(p, y),
        "calibration_slope": calibration_slope(p, y),
    }  # fmt: skip


def lengths(p: np.ndarray, y: np.ndarray) -> dict[str, float]:
    """Rank correlation of forecast and real lengths."""
    if len(y) < 3 or len(np.unique(p)) < 2 or len(np.unique(y)) < 2:
        return {"rank_correlation": float("nan")}
    from scipy.stats import spearmanr

    return {"rank_correlation": float(spearmanr(p, y).statistic)}


def auc(p: np.ndarray, y: np.ndarray) -> float:
    """Chance that a crisis that came to it was given more than one that did not; .5 knows nothing."""
    if len(np.unique(y)) < 2:
        return float("nan")
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(y, p))


def calibration_slope(p: np.ndarray, y: np.ndarray) -> float:
    """Slope of what happened on the log-odds of the forecasts (Cox 1958): 1 is right, below 1 too sure."""
    if len(np.unique(y)) < 2 or np.ptp(p) < 1e-9:
        return float("nan")
    from sklearn.linear_model import LogisticRegression

    kept = np.clip(p, 1e-6, 1.0 - 1e-6)
    # a very weak ridge: forecasts that tell all apart have no finite slope
    found = LogisticRegression(C=1e4, max_iter=5000).fit(np.log(kept / (1.0 - kept))[:, None], y)
    return float(found.coef_[0, 0])


RUNS = 200
"""Runs of each crisis, unless told otherwise."""


@dataclass(frozen=True)
class Fitted:
    """What was estimated: values of the code book, baselines of the same crises, and on what."""

    estimates: Values
    baselines: Baselines
    about: Mapping[str, Any]


@dataclass(frozen=True)
class Result:
    """Forecasts of a file, and their scores where the file says how its crises ended."""

    file: Crises
    forecasts: pd.DataFrame
    scores: list[dict[str, Any]]


@lru_cache(maxsize=1)
def shipped() -> Fitted:
    """Return what ships: fitted on half of ICB's crises by ``experiments/crises/run.py``."""
    return fitted_of(toml_of(files("diplomacy_abm.crises").joinpath("fitted.toml").read_text("utf-8")))


def fitted_of(tables: Mapping[str, Any]) -> Fitted:
    """Read the tables that :func:`tables_of` makes."""
    rates = {name: (row["all"], row["without"], row["with"]) for name, row in tables["rates"].items()}
    return Fitted(tables["values"], Baselines(rates, tables["regression"]), tables["about"])


def tables_of(fitted: Fitted) -> dict[str, Any]:
    """Return plain tables, to be written as TOML; six decimals."""
    rates = {
        name: dict(zip(("all", "without", "with"), (round(x, 6) for x in row), strict=True))
        for name, row in fitted.baselines.rates.items()
    }
    return {
        "about": dict(fitted.about),
        "values": {name: round(value, 6) for name, value in fitted.estimates.items()},
        "rates": rates,
        "regression": {
            outcome: {name: round(x, 6) for name, x in row.items()}
            for outcome, row in fitted.baselines.coefficients.items()
        },
    }


def forecast(
    crises: Sequence[Crisis], values: Values | None = None, runs: int = RUNS, seed: int = SEED,
    workers: int | None = None, without: bool = False, report: Callable[[int], None] | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Play crises and say what the model expects of each, by values of the code book, those that ship by default.

    A crisis has the same luck whatever else is in the file; `without` leaves the mediators out and keeps everything
    else, the luck too. `report` is called with the number of runs of each crisis that is done. Columns: ``crisno``;
    chances of ``agreement`` and ``tension_reduced``; ``days_median``, ``days_q25``, ``days_q75`` of the length; and the
    ``runs`` that were finished.
    """
    import pandas as pd

    used = shipped().estimates if values is None else values
    count, first = whole(runs, "runs", 1, MOST_RUNS), whole(seed, "seed", 0, 2**32 - 1)
    threads = maybe(workers, "workers", 1, 4096)
    pairs = [(crisis, scenario_of(crisis, book().quantities(crisis, used))) for crisis in crises]
    found = played(pairs, count, first, threads, without, report)
    rows = [_row(crisis, one, used) for crisis, one in zip(crises, found, strict=True)]
    return pd.DataFrame(rows).astype({"crisno": int, "runs": int})


def _row(crisis: Crisis, found: Runs, values: Values) -> dict[str, float]:
    """Turn the runs of a crisis into its forecast; the two links to the record shift levels and nothing else."""
    tension = chance(found.tension_reduced)
    odds = tension / (1.0 - tension) * math.exp(values["outcome tension"])
    factor = math.exp(values["outcome length"])
    quartiles = found.opened + factor * np.quantile(found.days, (0.25, 0.5, 0.75))
    days = dict(zip(("days_q25", "days_median", "days_q75"), map(float, quartiles), strict=True))
    return {
        "crisno": crisis.crisno, "agreement": chance(found.agreement),
        "tension_reduced": odds / (1.0 + odds), **days, "runs": len(found.days),
    }  # fmt: skip


def chance(hits: np.ndarray) -> float:
    """Share of yes, half a run added to either side, so that no forecast is sure."""
    return float((hits.sum() + 0.5) / (len(hits) + 1.0))


def score_file(
    path: str | os.PathLike[str], runs: int = RUNS, seed: int = SEED, workers: int | None = None,
    report: Callable[[int], None] | None = None,
) -> Result:  # fmt: skip
    """Forecast the crises of a file (:func:`forecast`), and score the forecasts where the file says how they ended.

    Scores are those of the model and of the baselines that were fitted on the crises that the model was fitted on. They
    say something of crises that were not among these.
    """
    used = shipped()
    file = read_crises(path)
    table = forecast(file.crises, used.estimates, runs, seed, workers, report=report)
    known = any(x is not None for c in file.crises for x in (c.agreement, c.tension_reduced, c.days))
    found = scores(file.crises, {MODEL: table, **used.baselines.forecasts(file.crises)}) if known else []
    return Result(file, table, found)
