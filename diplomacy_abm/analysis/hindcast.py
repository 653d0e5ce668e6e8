"""How good the answers to dated questions were, beside a base rate and persistence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from diplomacy_abm.analysis.intervals import cluster_error, clustered_mean
from diplomacy_abm.analysis.scoring import (
    Parts,
    bootstrapped,
    brier,
    categories,
    corp,
    log_score,
    murphy,
    reliability_test,
    skill,
)

FORECASTS = {"model": "p", "base rate": "base", "persistence": "persistence"}
"""Forecasters, and their columns in a table of questions."""
BASELINE = "baseline "
"""Columns that begin so hold probabilities of further references."""
MEASURES = ("brier", "log", "reliability", "resolution", "uncertainty", "p of reliability")


def resolved(table: pd.DataFrame) -> pd.DataFrame:
    """Return the questions of which the answer is known.

    One row a question: ``id``, ``scenario``, ``topic``, ``answer`` (yes, no, unresolved), ``p``, ``base``,
    ``persistence``.
    """
    return table[table["answer"].isin(("yes", "no"))].reset_index(drop=True)


def _came(known: pd.DataFrame) -> np.ndarray:
    """Return 1 where a question was answered with yes, else 0."""
    return (known["answer"] == "yes").to_numpy(float)


def scores(table: pd.DataFrame, level: float = 0.95, draws: int = 2000, seed: int = 0) -> pd.DataFrame:
    """Score every forecaster on the questions that are resolved.

    Parameters
    ----------
    table : pandas.DataFrame
        As in :func:`resolved`.
    level : float
        Confidence level of the bootstrap.
    draws, seed : int
        Of the bootstrap over starts: questions asked from one scenario share its runs and its war, and are drawn
        together.

    Returns
    -------
    pandas.DataFrame
        Rows ``forecaster``, ``measure``, ``estimate``, ``low``, ``high``. Measures are those of :data:`MEASURES`,
        the parts by CORP and without an interval, the p value that of
        :func:`~diplomacy_abm.analysis.scoring.reliability_test`. For the model there is its skill over each reference
        besides: over the ``base rate``, ``persistence``, and ``the share of yes``, which knows how often yes came in
        these very questions.

    Notes
    -----
    Samples drawn with repetition look less reliable, and better at telling cases apart, than what they are drawn from:
    a bootstrap pushes both parts upward, and its percentile intervals miss the truth. What luck does to reliability
    is told by the test.
    """
    known = resolved(table)
    y, starts = _came(known), known["scenario"].to_numpy()
    rows: list[tuple[Any, ...]] = []
    for name, column in FORECASTS.items():
        told = _measured(known[column].to_numpy(float), y, starts, level, draws, seed)
        rows += [(name, measure, *one) for measure, one in zip(MEASURES, told, strict=True)]
    references = {name: known[column].to_numpy(float) for name, column in FORECASTS.items() if name != "model"}
    found = bootstrapped(_skills(known["p"].to_numpy(float), list(references.values()), y), starts, level, draws, seed)
    over = [f"skill over {name}" for name in (*references, "the share of yes")]
    rows += [("model", measure, *one[:3]) for measure, one in zip(over, found, strict=True)]
    return pd.DataFrame(rows, columns=["forecaster", "measure", "estimate", "low", "high"])


def _measured(
    p: np.ndarray, y: np.ndarray, starts: np.ndarray, level: float, draws: int, seed: int
) -> list[tuple[float, ...]]:
    """Return the :data:`MEASURES` of one forecaster, each with its interval."""

    def losses(pick: np.ndarray) -> list[float]:
        return [brier(p[pick], y[pick]), log_score(p[pick], y[pick])]

    lost = bootstrapped(losses, starts, level, draws, seed)
    alone = (*corp(p, y)[1:], reliability_test(p, y, draws, seed))
    return [*(one[:3] for one in lost), *((value, np.nan, np.nan) for value in alone)]


def _skills(p: np.ndarray, references: list[np.ndarray], y: np.ndarray) -> Callable[[np.ndarray], list[float]]:
    def found(pick: np.ndarray) -> list[float]:
        own, happened = brier(p[pick], y[pick]), y[pick]
        share = np.full(len(pick), happened.mean())
        return [skill(own, brier(other, happened)) for other in (*(one[pick] for one in references), share)]

    return found


ALL = "all"
"""Name of all sets of questions together."""


def sets_of(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the resolved questions set by set, after all of them together where there are several sets."""
    known = resolved(table)
    parts = {str(name): here for name, here in known.groupby("set", sort=False)}
    return parts if len(parts) == 1 else {ALL: known, **parts}


def scores_by_set(table: pd.DataFrame, draws: int = 2000) -> pd.DataFrame:
    """Return :func:`scores` for all questions and for each set of them, with columns ``set`` and ``n`` in front."""
    found = []
    for name, here in sets_of(table).items():
        rows = scores(here, draws=draws)
        rows.insert(0, "n", len(here))
        rows.insert(0, "set", name)
        found.append(rows)
    return pd.concat(found, ignore_index=True)


def independent(table: pd.DataFrame) -> float:
    """Return how many independent questions the resolved ones are worth.

    Their number over the design effect: by how much the variance of the model's mean loss over the base rate's, with
    questions of one start hanging together, exceeds that of as many strangers (Kish 1965). Never more than there are.
    """
    known = resolved(table)
    y = _came(known)
    gap = np.square(known["p"].to_numpy(float) - y) - np.square(known["base"].fillna(0.5).to_numpy(float) - y)
    n, alone = len(gap), float(gap.var())
    error, starts = cluster_error(gap, known["scenario"].to_numpy())
    if starts < 2 or alone == 0.0:
        return float(min(n, starts))
    return min(float(n), alone / (error * error))


def softened(table: pd.DataFrame) -> np.ndarray:
    """Return persistence as a probability: how often it was right for questions asked from the other starts.

    Notes
    -----
    (right + 1)/(n + 2) of the other starts (Laplace); no number where there is no other.
    """
    known = resolved(table)
    said, y = known["persistence"].to_numpy(float), _came(known)
    starts = known["scenario"].to_numpy()
    found = np.full(len(known), np.nan)
    for start in dict.fromkeys(starts):
        here, rest = starts == start, (starts != start) & np.isfinite(said)
        if rest.any():
            right = (float((said[rest] == y[rest]).sum()) + 1.0) / (float(rest.sum()) + 2.0)
            found[here] = np.where(said[here] == 1.0, right, 1.0 - right)
    return found


def gaps_by_start(table: pd.DataFrame) -> pd.DataFrame:
    """Compare the model with each reference question by question, with intervals over starts.

    Columns that begin with ``baseline `` are references too. One row a reference: ``reference``, ``n`` questions for
    which it says something, ``starts``, ``independent`` (:func:`independent` of these), mean Brier score of ``model``
    and ``other``, their difference ``gap`` (below 0 where the model is better) with ``low``, ``high`` and ``p`` of
    Student's test over starts.
    """
    known = resolved(table)
    references = {name: known[column].to_numpy(float) for name, column in FORECASTS.items() if name != "model"}
    references["softened persistence"] = softened(table)
    told = [str(name) for name in known.columns if str(name).startswith(BASELINE)]
    references |= {name.removeprefix(BASELINE): known[name].to_numpy(float) for name in told}
    y, own = _came(known), known["p"].to_numpy(float)
    rows = []
    for name, p in references.items():
        here = np.isfinite(p)
        if here.any():
            mine, other = np.square(own[here] - y[here]), np.square(p[here] - y[here])
            starts = known["scenario"].to_numpy()[here]
            found = clustered_mean(mine - other, starts)
            worth = independent(known[here])
            rows.append((name, int(here.sum()), len(set(starts)), worth, mine.mean(), other.mean(), *found))
    columns = ["reference", "n", "starts", "independent", "model", "other", "gap", "low", "high", "p"]
    return pd.DataFrame(rows, columns=columns)


def without_each(table: pd.DataFrame, group: str = "scenario") -> pd.DataFrame:
    """Skill of the model over the base rate with one group of questions, by a column, left out at a time.

    The group left out, ``n`` questions that are left, Brier scores of ``model`` and ``base rate``, ``skill``.
    """
    known = resolved(table)
    rows = []
    for name in dict.fromkeys(known[group]):
        rest = known[known[group] != name]
        if not rest.empty:
            y = _came(rest)
            own, other = (brier(rest[FORECASTS[one]].to_numpy(float), y) for one in ("model", "base rate"))
            rows.append((name, len(rest), own, other, skill(own, other)))
    return pd.DataFrame(rows, columns=[group, "n", "model", "base rate", "skill"])


def against_market(table: pd.DataFrame) -> pd.DataFrame:
    """Brier scores on the questions with a price of a ``market`` or a crowd's forecast; empty where there are none.

    One row a forecaster, the market last: ``forecaster``, ``n``, ``brier``, ``mean`` forecast.
    """
    known = resolved(table)
    priced = known[known["market"].notna()]
    y = _came(priced)
    rows = []
    for name, column in {**FORECASTS, "market": "market"}.items() if len(priced) else ():
        p = priced[column].to_numpy(float)
        rows.append((name, len(priced), brier(p, y), float(p.mean())))
    return pd.DataFrame(rows, columns=["forecaster", "n", "brier", "mean"])


def by_group(table: pd.DataFrame, group: str) -> pd.DataFrame:
    """Scores within groups of questions by a column, such as ``topic`` or ``scenario``.

    The group, ``n``, ``yes`` (share of yes), ``forecast`` (mean of the model's), and the Brier score of each
    forecaster; too few questions for intervals.
    """
    known = resolved(table)
    rows = []
    for name, here in known.groupby(group, sort=False):
        y = _came(here)
        losses = [brier(here[column].to_numpy(float), y) for column in FORECASTS.values()]
        rows.append((name, len(here), y.mean(), here["p"].mean(), *losses))
    return pd.DataFrame(rows, columns=[group, "n", "yes", "forecast", *(f"brier {name}" for name in FORECASTS)])


def binned_parts(table: pd.DataFrame, bins: int = 5) -> Parts:
    """Take the model's Brier score apart by bins, as Murphy (1973) did."""
    known = resolved(table)
    return murphy(known["p"].to_numpy(float), _came(known), bins)


def label_scores(labels: pd.DataFrame) -> pd.DataFrame:
    """Score the questions that ask for a label, where it is known.

    `labels` has a row for each label of each question: ``id``, ``label``, ``came`` (yes for the one that came true),
    ``p``, and what else is to be kept. One row a question: ``label`` that came true, ``p`` that was given to it,
    ``brier`` over all labels (0 is best, 2 is worst), and that of giving each label the same chance, ``brier evenly``.
    """
    rows = []
    for _, here in labels[labels["came"].isin(("yes", "no"))].groupby("id", sort=False):
        happened = int(np.flatnonzero(here["came"] == "yes")[0])
        p, evenly = here["p"].to_numpy(float), np.full(len(here), 1.0 / len(here))
        rows.append({**here.iloc[happened].to_dict(), "brier": categories(p, happened),
                     "brier evenly": categories(evenly, happened)})  # fmt: skip
    return pd.DataFrame(rows)


def misses(table: pd.DataFrame, worst: int = 8) -> pd.DataFrame:
    """Return the questions on which the model lost most."""
    known = resolved(table)
    loss = np.square(known["p"] - (known["answer"] == "yes"))
    return known.assign(loss=loss).nlargest(worst, "loss")
