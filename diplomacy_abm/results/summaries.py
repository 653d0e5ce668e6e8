"""What an ensemble says in a few figures: shares of outcomes with intervals, and waiting times."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from diplomacy_abm.results.quantities import HELD, first_times
from diplomacy_abm.vocabulary import OUTCOME_NAMES

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from diplomacy_abm.results.ensemble import Ensemble


_STOOD = {"ceasefire": "ceasefire_stood", "settlement held": "settlement_stood"}
"""Classes that say that something stands, and the column with the weeks for which it has stood."""


def outcome_shares(runs: pd.DataFrame, level: float = 0.95, step_days: int = 7) -> pd.DataFrame:
    """Share of each outcome class among the finished runs, with Wilson's interval.

    One row for every outcome class, in the order of the vocabulary, absent ones included: outcome, count, n, share,
    low, high, and ``young``: runs of the class whose agreement has stood for fewer than
    :data:`~diplomacy_abm.results.quantities.HELD` weeks, so that nobody knows whether it holds.
    """
    import pandas as pd
    from scipy.stats import binomtest

    finished = runs[runs["status"] == "ok"]
    n = len(finished)
    rows = []
    for name in OUTCOME_NAMES.values():
        of_class = finished[finished["outcome"] == name]
        count, young = len(of_class), _young(of_class, name, step_days)
        if n:
            interval = binomtest(count, n).proportion_ci(level, method="wilson")
            rows.append((name, count, n, count / n, interval.low, interval.high, young))
        else:
            rows.append((name, 0, 0, float("nan"), 0.0, 1.0, 0))
    return pd.DataFrame(rows, columns=["outcome", "count", "n", "share", "low", "high", "young"])


def _young(runs: pd.DataFrame, name: str, step_days: int) -> int:
    """Count the runs of a class whose agreement is untried; tables of earlier versions do not tell."""
    column = _STOOD.get(name, "")
    return int((runs[column] * step_days < HELD * 7).sum()) if column in runs else 0


def waiting(runs: pd.DataFrame, what: str, level: float = 0.95) -> pd.DataFrame:
    """Kaplan–Meier curve: share of runs in which something, a key of `WAITS`, has not happened yet.

    A run in which it never happens is censored at its last step. Columns step, waiting, low, high (log-log Greenwood
    band); the first row is step 0 with everybody waiting.
    """
    import pandas as pd

    finished = runs[runs["status"] == "ok"]
    if finished.empty:
        return pd.DataFrame({"step": [0], "waiting": [1.0], "low": [1.0], "high": [1.0]})
    when, happened = first_times(finished, what)
    curve = kaplan_meier(when, happened, level)
    return curve.rename(columns={"time": "step", "estimate": "waiting"})[["step", "waiting", "low", "high"]]


def kaplan_meier(times: np.ndarray, ended: np.ndarray, level: float = 0.95) -> pd.DataFrame:
    """Kaplan–Meier curve of durations, at least one, censored where the end was not seen.

    Columns time, estimate, low, high (Greenwood's band on the log(-log) scale), and n, the number at risk; time 0 with
    all of them first. Where Greenwood's formula gives no band, at 0 and 1, it is the curve itself.
    """
    import numpy as np
    import pandas as pd
    from scipy.stats import CensoredData, ecdf

    survival = ecdf(CensoredData.right_censored(times, ~ended)).sf
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The confidence interval is undefined", RuntimeWarning)
        interval = survival.confidence_interval(level, method="log-log")
    low, high = interval.low.probabilities, interval.high.probabilities
    low = np.where(np.isnan(low), survival.probabilities, low)
    high = np.where(np.isnan(high), survival.probabilities, high)
    at_risk = len(times) - np.searchsorted(np.sort(times), survival.quantiles)
    return pd.DataFrame(
        {
            "time": np.concatenate([[0.0], survival.quantiles]),
            "estimate": np.concatenate([[1.0], survival.probabilities]),
            "low": np.concatenate([[1.0], low]),
            "high": np.concatenate([[1.0], high]),
            "n": np.concatenate([[len(times)], at_risk]),
        }
    )


def fan(ensemble: Ensemble, column: str, over: str = "") -> pd.DataFrame:
    """Quantiles of a column over the runs still going, step by step: step, q05, q25, q50, q75, q95.

    The ensemble has its steps kept; `over` is a column to divide by, if any.
    """
    import pandas as pd

    if ensemble.steps is None:
        raise ValueError("the steps of this ensemble were not kept; run it with keep=('steps',) or --keep-steps")
    values = ensemble.steps[column]
    if over:
        values = values / ensemble.steps[over]
    by_step = values.groupby(ensemble.steps["step"])
    wanted = {"q05": 0.05, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q95": 0.95}
    quantiles = {name: by_step.quantile(share) for name, share in wanted.items()}
    return pd.DataFrame(quantiles).rename_axis("step").reset_index()
