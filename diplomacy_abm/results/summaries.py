"""What an ensemble says in a few figures: shares of outcomes with intervals, and waiting times."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from diplomacy_abm.vocabulary import OUTCOME_NAMES

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from diplomacy_abm.results.ensemble import Ensemble

#: Ways to wait: what is waited for, and the columns of ``runs`` whose first step (-1 = never) tells when.
WAITS: dict[str, tuple[str, ...]] = {
    "end of the war": ("first_ceasefire", "first_settlement", "victory"),
    "general ceasefire": ("first_ceasefire",),
    "settlement": ("first_settlement",),
    "formal talks": ("first_formal",),
}


def outcome_shares(runs: pd.DataFrame, level: float = 0.95) -> pd.DataFrame:
    """Share of each outcome class among the finished runs, with Wilson's interval.

    Parameters
    ----------
    runs : pandas.DataFrame
        One row a run, with ``status`` and ``outcome``.
    level : float
        Confidence level of the interval, in (0, 1).

    Returns
    -------
    pandas.DataFrame
        One row for every outcome class, in the order of the vocabulary, absent ones included:
        outcome, count, n, share, low, high.
    """
    import pandas as pd
    from scipy.stats import binomtest

    finished = runs[runs["status"] == "ok"]
    n = len(finished)
    rows = []
    for name in OUTCOME_NAMES.values():
        count = int((finished["outcome"] == name).sum())
        if n:
            interval = binomtest(count, n).proportion_ci(level, method="wilson")
            rows.append((name, count, n, count / n, interval.low, interval.high))
        else:
            rows.append((name, 0, 0, float("nan"), 0.0, 1.0))
    return pd.DataFrame(rows, columns=["outcome", "count", "n", "share", "low", "high"])


def waiting(runs: pd.DataFrame, what: str, level: float = 0.95) -> pd.DataFrame:
    """Kaplan–Meier curve: share of runs in which something has not happened yet.

    A run in which it never happens is censored at its last step.

    Parameters
    ----------
    runs : pandas.DataFrame
        One row a run.
    what : str
        A key of :data:`WAITS`.
    level : float
        Confidence level of the log-log Greenwood band.

    Returns
    -------
    pandas.DataFrame
        step, waiting, low, high; the first row is step 0 with everybody waiting.
    """
    import numpy as np
    import pandas as pd
    from scipy.stats import CensoredData, ecdf

    finished = runs[runs["status"] == "ok"]
    if finished.empty:
        return pd.DataFrame({"step": [0], "waiting": [1.0], "low": [1.0], "high": [1.0]})
    when, happened = _first_times(finished, WAITS[what])
    sample = CensoredData.right_censored(when, ~happened)
    survival = ecdf(sample).sf
    with warnings.catch_warnings():
        # where nobody or everybody has left, Greenwood's formula gives no band; it is filled in below
        warnings.filterwarnings("ignore", "The confidence interval is undefined", RuntimeWarning)
        interval = survival.confidence_interval(level, method="log-log")
    low, high = interval.low.probabilities, interval.high.probabilities
    low = np.where(np.isnan(low), survival.probabilities, low)
    high = np.where(np.isnan(high), survival.probabilities, high)
    return pd.DataFrame(
        {
            "step": np.concatenate([[0.0], survival.quantiles]),
            "waiting": np.concatenate([[1.0], survival.probabilities]),
            "low": np.concatenate([[1.0], low]),
            "high": np.concatenate([[1.0], high]),
        }
    )


def _first_times(runs: pd.DataFrame, columns: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Return the step of the first of several events, or the last step, and whether one happened."""
    import numpy as np

    end = runs["end_step"].to_numpy(dtype=float)
    first = np.full(len(runs), np.inf)
    for column in columns:
        if column == "victory":
            won = runs["outcome"].str.startswith("victory").to_numpy()
            first = np.where(won, np.minimum(first, end), first)
        else:
            step = runs[column].to_numpy(dtype=float)
            first = np.where(step >= 0, np.minimum(first, step), first)
    happened = np.isfinite(first)
    return np.where(happened, first, end), happened


def fan(ensemble: Ensemble, column: str, over: str = "") -> pd.DataFrame:
    """Quantiles over the runs still going, step by step.

    Parameters
    ----------
    ensemble : Ensemble
        With its steps kept.
    column : str
        A column of the steps.
    over : str
        Column to divide by, if any.

    Returns
    -------
    pandas.DataFrame
        step, q05, q25, q50, q75, q95.
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
