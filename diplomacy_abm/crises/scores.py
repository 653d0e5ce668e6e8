"""How good forecasts of crises are, and the same for what statistics reaches without a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from diplomacy_abm.analysis.scoring import brier, log_score
from diplomacy_abm.crises.baselines import OUTCOMES, happened

if TYPE_CHECKING:
    import pandas as pd

    from diplomacy_abm.crises.reading import Crisis

MODEL = "model"


def scores(crises: Sequence[Crisis], by_forecaster: Mapping[str, pd.DataFrame]) -> list[dict[str, Any]]:
    """Score forecasters on the crises whose end is known.

    Parameters
    ----------
    crises : sequence of Crisis
        What happened.
    by_forecaster : mapping of str to pandas.DataFrame
        Forecasts with the columns :data:`~diplomacy_abm.crises.baselines.OUTCOMES`, one row a crisis.

    Returns
    -------
    list of dict
        One entry an outcome and forecaster: ``n`` and, for the two that are yes or no, ``share`` (of yes), ``auc``,
        ``brier``, ``log_score``, ``calibration_slope``; for the days ``rank_correlation`` (Spearman). What cannot be
        told (no known end, all ends alike, all forecasts alike) is NaN.
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
