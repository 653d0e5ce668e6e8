"""How long war and peace last: survival curves, tests between arms, and mean durations up to a horizon."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from diplomacy_abm.analysis.lifetimes import Lifetimes
from diplomacy_abm.analysis.study import clusters, study_of
from diplomacy_abm.intake.extras import library
from diplomacy_abm.results.quantities import first_times, peace
from diplomacy_abm.results.summaries import kaplan_meier

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diplomacy_abm.analysis.study import Source, Study

SPELLS: dict[str, str] = {
    "war": "weeks from the start to the first end of the war (ceasefire, settlement or victory)",
    "peace": "weeks from the first settlement to its breach",
    "talks": "weeks from the start to the first formal talks",
    "ceasefire": "weeks from the start to the first general ceasefire",
    "settlement": "weeks from the start to the first settlement",
}
"""What may last, and from when to when."""

_AWAITED = {
    "war": "end of the war", "talks": "formal talks", "ceasefire": "general ceasefire", "settlement": "settlement",
}  # fmt: skip


def durations(runs: pd.DataFrame, what: str) -> tuple[np.ndarray, np.ndarray]:
    """Return how many weeks something, a key of :data:`SPELLS`, lasted in each run and whether its end was seen.

    Weeks begun up to and with the one of the end, or of the end of the run; NaN and false where it never began (peace
    without a settlement). ValueError in one line if `what` is not known.
    """
    if what not in SPELLS:
        raise ValueError(f"there is no spell {what!r}; spells are {', '.join(SPELLS)}")
    if what == "peace":
        return peace(runs)
    step, happened = first_times(runs, _AWAITED[what])
    return step + 1.0, happened


def curves(
    source: Source, what: str, by: str | Sequence[str] | None = (), level: float = 0.95, draws: int = 1000
) -> pd.DataFrame:
    """Kaplan–Meier curves: the share of runs in which a war, or a peace, still lasts.

    Parameters
    ----------
    source : Store or pandas.DataFrame
        A study.
    what : str
        A key of :data:`SPELLS`. A run that ends first is censored there; peace is followed from the first
        settlement on, in the runs that have one.
    by : str, sequence of str or None
        Factors to tell apart; ``None`` stands for all of them. Other points are pooled.
    level : float
        Confidence level of the bands, at each week by itself.
    draws : int
        Bootstrap samples, where points are pooled.

    Returns
    -------
    pandas.DataFrame
        arm, the factors, spell, week, estimate, low, high, and n, the number of runs still at risk; week 0 with
        everybody first.

    Notes
    -----
    The band is Greenwood's on the log(-log) scale. Where points are pooled, runs of the same index share their
    luck, and the band is that of a bootstrap over run indices.
    """
    study = study_of(source)
    factors = study.keys(by)
    parts = []
    for arm, key, lives in _lifetimes(study, what, factors):
        if lives.alone:
            part = kaplan_meier(lives.weeks, lives.ended, level).rename(columns={"time": "week"})
        else:
            part = lives.bootstrap_band(level, draws)
        for place, name in enumerate(factors):
            part.insert(place, name, key[place])
        part.insert(0, "arm", arm)
        part.insert(1 + len(factors), "spell", what)
        parts.append(part)
    if not parts:
        raise ValueError(f"survival: {what!r} begins in no run of the study")
    return pd.concat(parts, ignore_index=True)


def logrank(source: Source, what: str, by: str | Sequence[str] | None = None) -> pd.DataFrame:
    """Test whether the arms differ in how long something lasts.

    Parameters
    ----------
    source : Store or pandas.DataFrame
        A study with at least two arms.
    what : str
        A key of :data:`SPELLS`.
    by : str, sequence of str or None
        Factors to tell apart; all by default. Points cannot be pooled.

    Returns
    -------
    pandas.DataFrame
        The factors, spell, statistic (chi-squared), df, p, and n, the number of runs in all arms. Where it ended in
        no run of any arm, or in all at once, the statistic is 0 and p is 1.

    Raises
    ------
    ValueError
        In one line, with fewer than two arms, or where points would be pooled.

    Notes
    -----
    The test takes the arms for strangers, but they share their luck. Where that makes their durations alike, as
    it mostly does, it is conservative: its p-values are too large. :func:`differences` uses the pairing.
    """
    study = study_of(source)
    factors = study.keys(by)
    rows = []
    for key, cell in study.cells(factors):
        weeks, ended = durations(cell, what)
        began = ~np.isnan(weeks)
        runs = cell[began]
        arms = runs["arm"].nunique()
        if arms < 2:
            where = ", ".join(f"{name} = {value}" for name, value in zip(factors, key, strict=True))
            raise ValueError(f"log-rank: {what!r} begins in fewer than two arms{f' at {where}' if where else ''}")
        if runs.duplicated(["arm", "run"]).any():
            raise ValueError("log-rank: points that share their luck cannot be pooled; name the factors in `by`")
        try:
            survdiff = library("statsmodels.duration.survfunc").survdiff
            statistic, p = survdiff(weeks[began], ended[began].astype(int), runs["arm"].to_numpy(dtype=object))
        except np.linalg.LinAlgError:
            # nothing ended while others still waited: there is nothing in which the arms could differ
            statistic, p = 0.0, 1.0
        rows.append((*key, what, float(statistic), arms - 1, float(p), len(runs)))
    return pd.DataFrame(rows, columns=[*factors, "spell", "statistic", "df", "p", "n"])


def means(
    source: Source, what: str, horizon: int | None = None, by: str | Sequence[str] | None = (),
    level: float = 0.95, draws: int = 2000, seed: int = 0,
) -> pd.DataFrame:  # fmt: skip
    """Mean duration up to a horizon (restricted mean survival time) of every arm.

    Parameters
    ----------
    source : Store or pandas.DataFrame
        A study.
    what : str
        A key of :data:`SPELLS`.
    horizon : int, optional
        Weeks up to which durations count; by default the longest that was seen in every arm and cell.
    by : str, sequence of str or None
        Factors to tell apart; ``None`` stands for all of them. Other points are pooled.
    level : float
        Confidence level.
    draws, seed : int
        Bootstrap samples over run indices, and the seed of their own generator.

    Returns
    -------
    pandas.DataFrame
        arm, the factors, spell, horizon, estimate, low, high, and n, the number of runs.
    """
    study = study_of(source)
    factors = study.keys(by)
    found = list(_lifetimes(study, what, factors))
    limit = _horizon(found, what, horizon)
    rows = []
    for arm, key, lives in found:
        sample = lives.bootstrap_means(lives.clusters, limit, draws, seed)
        low, high = _percentiles(sample, level)
        rows.append((arm, *key, what, limit, lives.mean(limit), low, high, lives.n))
    return pd.DataFrame(rows, columns=["arm", *factors, "spell", "horizon", "estimate", "low", "high", "n"])


def differences(
    source: Source, what: str, horizon: int | None = None, by: str | Sequence[str] | None = (),
    base: str | None = None, level: float = 0.95, draws: int = 2000, seed: int = 0,
) -> pd.DataFrame:  # fmt: skip
    """Difference of every arm from the base arm in the mean duration up to a horizon, under the same luck.

    Parameters
    ----------
    source, what, horizon, by, level, draws, seed
        As in :func:`means`.
    base : str, optional
        The arm that others are compared with, the first one by default.

    Returns
    -------
    pandas.DataFrame
        arm, the factors, spell, horizon, base and other (the two means), estimate (other - base), low, high, and
        n, the number of run indices that were drawn from.

    Notes
    -----
    Run indices are drawn with replacement, and each brings its runs in both arms, so that what the arms share
    cancels (paired bootstrap, percentiles). Peace is followed only in runs with a settlement: which runs these
    are differs between arms, and the difference of their means is not the effect on a given run.
    """
    study = study_of(source)
    factors, reference = study.keys(by), study.arm(base)
    found = list(_lifetimes(study, what, factors))
    limit = _horizon(found, what, horizon)
    bases = {key: lives for arm, key, lives in found if arm == reference}
    rows = []
    for arm, key, lives in found:
        if arm == reference or key not in bases:
            continue
        other = bases[key]
        runs = np.union1d(lives.clusters, other.clusters)
        # the same generator draws the same run indices for both arms
        sample = lives.bootstrap_means(runs, limit, draws, seed) - other.bootstrap_means(runs, limit, draws, seed)
        low, high = _percentiles(sample, level)
        means_ = other.mean(limit), lives.mean(limit)
        rows.append((arm, *key, what, limit, *means_, means_[1] - means_[0], low, high, len(runs)))
    if not rows:
        raise ValueError(f"survival: {what!r} does not begin in arm {reference!r} and in another one")
    columns = ["spell", "horizon", "base", "other", "estimate", "low", "high", "n"]
    return pd.DataFrame(rows, columns=["arm", *factors, *columns])


def _lifetimes(study: Study, what: str, factors: list[str]) -> Iterator[tuple[str, tuple[Any, ...], Lifetimes]]:
    """Durations of each arm and cell in which something began, arm by arm."""
    for arm in study.arms:
        for key, cell in study.cells(factors):
            runs = cell[cell["arm"] == arm]
            weeks, ended = durations(runs, what)
            began = ~np.isnan(weeks)
            if began.any():
                yield arm, key, Lifetimes(weeks[began], ended[began], clusters(runs)[began])


def _horizon(found: list[tuple[str, tuple[Any, ...], Lifetimes]], what: str, wanted: int | None) -> int:
    if not found:
        raise ValueError(f"survival: {what!r} begins in no run of the study")
    longest = min(lives.longest for _, _, lives in found)
    if wanted is None:
        if longest < 1:
            raise ValueError(f"survival: in some arm {what!r} begins in the last week only; give a horizon")
        return longest
    if wanted < 1:
        raise ValueError(f"survival: horizon is {wanted}, must be at least 1 week")
    return wanted


def _percentiles(sample: np.ndarray, level: float) -> tuple[float, float]:
    tail = (1.0 - level) / 2.0
    known = sample[np.isfinite(sample)]
    if not len(known):
        return float("nan"), float("nan")
    return float(np.quantile(known, tail)), float(np.quantile(known, 1.0 - tail))
