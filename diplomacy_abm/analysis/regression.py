"""What an outcome depends on: a regression on the factors and arms of a study."""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from diplomacy_abm.analysis.intervals import normal_quantile
from diplomacy_abm.analysis.study import study_of
from diplomacy_abm.analysis.survival import durations
from diplomacy_abm.intake.extras import library
from diplomacy_abm.results.quantities import describe
from diplomacy_abm.results.sides import marked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diplomacy_abm.analysis.study import Source, Study

COLUMNS = ["outcome", "term", "measure", "estimate", "low", "high", "p", "n"]


def regress(
    source: Source, outcome: str, factors: str | Sequence[str] | None = None,
    interactions: Sequence[tuple[str, str]] = (), standardise: bool = False, cluster: str = "run",
    level: float = 0.95,
) -> pd.DataFrame:  # fmt: skip
    """Regress an outcome on the arms and factors of a study.

    Parameters
    ----------
    source : Store or pandas.DataFrame
        A study.
    outcome : str
        A quantity: logit for shares, least squares for numbers and times. ``"duration: war"`` and the other
        spells of :mod:`diplomacy_abm.analysis.survival`: Cox's proportional hazards.
    factors : str, sequence of str or None
        Factors to put in; all by default. The arms are always in, where there are several. A factor of texts,
        and the arms, become one term for each value but the first.
    interactions : sequence of pairs of str
        Products to add; each of a pair is a factor or ``"arm"``.
    standardise : bool
        Measure numeric factors in standard deviations of the study, so that their sizes can be compared.
    cluster : str
        Rows with the same value are not independent: ``"run"`` for the luck shared by all arms and points,
        ``"point"`` where each point has a few runs only.
    level : float
        Confidence level, in (0, 1).

    Returns
    -------
    pandas.DataFrame
        outcome, term, measure, estimate, low, high, p, n. Measures: ``log odds`` and ``marginal effect`` (average
        marginal effect on the share; for an arm or a value of a text factor the average difference) of a logit,
        ``slope`` of least squares, ``log hazard`` of Cox's model, where a positive term ends the spell sooner.
        There are no marginal effects where there are interactions.

    Raises
    ------
    ValueError
        In one line: unknown names, an outcome or factor with one value only, terms that determine each other,
        an outcome that some terms predict without error (separation), fewer than two clusters.

    Notes
    -----
    Covariances are sandwiches summed within clusters with normal quantiles; with few clusters, below about 30,
    they are too narrow. Spells that are cut off before the first one ends tell nothing about the hazard and are
    left out of Cox's model and of n.
    """
    study = study_of(source)
    spell = outcome.removeprefix("duration: ") if outcome.startswith("duration: ") else ""
    runs = study.runs
    if spell:
        y, ended = durations(runs, spell)
    else:
        y, ended = study.values(runs, outcome), np.ones(len(runs), dtype=bool)
    meant = ~np.isnan(y)
    runs, y, ended = runs[meant], y[meant], ended[meant]
    _check_outcome(outcome, y, ended, runs, cluster)
    if spell:
        # who leaves before the first end is in no risk set: it bears on no hazard, and its score residual is 0/0
        seen = ended | (y >= y[ended].min())
        runs, y, ended = runs[seen], y[seen], ended[seen]
    x = design_matrix(study, runs, study.keys(factors), interactions, standardise)
    groups = pd.factorize(runs[cluster])[0]
    if spell:
        found = _cox(x, y, ended, groups, outcome)
    elif describe(outcome).kind == "share":
        found = _logit(x, y, groups, outcome, margins=not interactions)
    else:
        found = _least_squares(x, y, groups)
    z = normal_quantile(level)
    rows = []
    for term, measure, estimate, error in found:
        p = math.erfc(abs(estimate) / error / math.sqrt(2.0)) if error > 0 else math.nan
        rows.append((outcome, term, measure, estimate, estimate - z * error, estimate + z * error, p, len(y)))
    return marked(pd.DataFrame(rows, columns=COLUMNS), study.sides)


def design_matrix(
    study: Study, runs: pd.DataFrame, factors: Sequence[str], interactions: Sequence[tuple[str, str]] = (),
    standardise: bool = False,
) -> pd.DataFrame:  # fmt: skip
    """Terms of a regression as columns, without the constant.

    ValueError in one line for a factor with one value, unknown names, and terms that determine each other.
    """
    groups: dict[str, pd.DataFrame] = {}
    if len(study.arms) > 1:
        groups["arm"] = _dummies("arm", runs["arm"], study.arms)
    for name in factors:
        values = runs[name]
        if values.nunique() < 2:
            raise ValueError(f"regress: factor {name!r} has one value only, {values.iloc[0]}")
        if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
            numbers = values.astype(float)
            spread = numbers.std(ddof=0) if standardise else 1.0
            centre = numbers.mean() if standardise else 0.0
            groups[name] = pd.DataFrame({name: (numbers - centre) / spread})
        else:
            groups[name] = _dummies(name, values, [str(x) for x in pd.unique(study.runs[name])])
    for one, other in interactions:
        for name in (one, other):
            if name not in groups:
                raise ValueError(f"regress: no term {name!r} for an interaction; terms are {', '.join(groups)}")
        left, right = groups[one], groups[other]
        groups[f"{one} × {other}"] = pd.DataFrame({f"{a} × {b}": left[a] * right[b] for a in left for b in right})
    if not groups:
        raise ValueError("regress: the study has one arm and no factor, there is nothing to regress on")
    x = pd.concat(groups.values(), axis=1)
    names = list(map(str, x.columns))
    lone = [name for name in names if x[name].nunique() < 2]
    if lone:
        raise ValueError(f"regress: {lone[0]!r} is the same in all runs in which the outcome has a meaning")
    if np.linalg.matrix_rank(np.column_stack([np.ones(len(x)), x / x.std()])) <= x.shape[1]:
        raise ValueError(f"regress: the terms {', '.join(names)} determine each other; leave one out")
    return x


def _dummies(name: str, values: pd.Series, order: Sequence[str]) -> pd.DataFrame:
    texts = values.astype(str)
    present = [x for x in order if (texts == x).any()]
    return pd.DataFrame({f"{name}: {x}": (texts == x).astype(float) for x in present[1:]}, index=values.index)


def _check_outcome(outcome: str, y: np.ndarray, ended: np.ndarray, runs: pd.DataFrame, cluster: str) -> None:
    if cluster not in runs:
        raise ValueError(f"regress: there is no column {cluster!r} to cluster by; it is 'run' or 'point'")
    if not len(y):
        raise ValueError(f"regress: {outcome!r} has no value in any run")
    if runs[cluster].nunique() < 2:
        other = "; try cluster='point'" if cluster == "run" and "point" in runs else ""
        raise ValueError(f"regress: all runs have the same {cluster}, their spread is unknown{other}")
    if outcome.startswith("duration: "):
        if not ended.any():
            raise ValueError(f"regress: {outcome!r} never ends before the run does, there is nothing to explain")
    elif (y == y[0]).all():
        raise ValueError(f"regress: {outcome!r} is {y[0]:g} in all {len(y)} runs, there is nothing to explain")


Found = list[tuple[str, str, float, float]]


def _terms(names: Sequence[str], measure: str, values: Any, errors: Any) -> Found:
    return [(name, measure, float(v), float(e)) for name, v, e in zip(names, values, errors, strict=True)]


def _with_constant(x: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([pd.Series(1.0, index=x.index, name="constant"), x], axis=1)


def _least_squares(x: pd.DataFrame, y: np.ndarray, groups: np.ndarray) -> Found:
    full = _with_constant(x)
    least = library("statsmodels.regression.linear_model").OLS(y, full)
    fit = least.fit(cov_type="cluster", cov_kwds={"groups": groups})
    return _terms(list(map(str, full.columns)), "slope", fit.params, fit.bse)


def _logit(x: pd.DataFrame, y: np.ndarray, groups: np.ndarray, outcome: str, margins: bool) -> Found:
    logit, wrong = library("statsmodels.discrete.discrete_model").Logit, library("statsmodels.tools.sm_exceptions")
    # steps of Newton's method hang on the scale of the columns
    scale = x.std(ddof=0)
    full = _with_constant(x / scale)
    separated = f"regress: separation, some terms tell without error when {outcome!r} comes; take fewer or coarser ones"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", wrong.PerfectSeparationWarning)
            fit = logit(y, full).fit(
                disp=0, maxiter=100, cov_type="cluster", cov_kwds={"groups": groups}, skip_hessian=False
            )
    except (wrong.PerfectSeparationError, wrong.PerfectSeparationWarning, np.linalg.LinAlgError):
        raise ValueError(separated) from None
    # log odds of 12 for one standard deviation: no study has the runs to know that, the maximum is at infinity
    if not fit.mle_retvals["converged"] or not np.isfinite(fit.bse).all() or np.abs(fit.params.iloc[1:]).max() > 12.0:
        raise ValueError(separated)
    back = np.append(1.0, 1.0 / scale)
    found = _terms(list(map(str, full.columns)), "log odds", fit.params * back, fit.bse * back)
    return found + (_margins(x, fit.params.to_numpy() * back, fit.cov_params().to_numpy() * np.outer(back, back))
                    if margins else [])  # fmt: skip


def _margins(x: pd.DataFrame, params: np.ndarray, covariance: np.ndarray) -> Found:
    """Average marginal effects by the delta method; of terms of 0 and 1 the average difference."""
    full = np.column_stack([np.ones(len(x)), x.to_numpy()])
    found: Found = []
    names = list(map(str, x.columns))
    for place, name in enumerate(names, start=1):
        if ": " in name:
            on, off = full.copy(), full.copy()
            # a run has one value of a text factor: its other terms are 0 on both sides
            rivals = [k for k, other in enumerate(names, start=1) if other.split(": ")[0] == name.split(": ")[0]]
            on[:, rivals], off[:, rivals] = 0.0, 0.0
            on[:, place] = 1.0
            p1, p0 = _chance(on @ params), _chance(off @ params)
            effect = (p1 - p0).mean()
            slope = ((p1 * (1 - p1))[:, None] * on - (p0 * (1 - p0))[:, None] * off).mean(axis=0)
        else:
            p = _chance(full @ params)
            density = p * (1 - p)
            effect = density.mean() * params[place]
            slope = params[place] * ((density * (1 - 2 * p))[:, None] * full).mean(axis=0)
            slope[place] += density.mean()
        found.append((name, "marginal effect", float(effect), math.sqrt(float(slope @ covariance @ slope))))
    return found


def _chance(score: np.ndarray) -> np.ndarray:
    from scipy.special import expit

    return expit(score)


def _cox(x: pd.DataFrame, weeks: np.ndarray, ended: np.ndarray, groups: np.ndarray, outcome: str) -> Found:
    scale = x.std(ddof=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        hazard = library("statsmodels.duration.hazard_regression").PHReg
        fit = hazard(weeks, x / scale, status=ended.astype(int), ties="efron").fit(groups=groups)
    # hazards of e^12 for one standard deviation: the maximum is at infinity
    if not np.isfinite(fit.bse).all() or np.abs(fit.params).max() > 12.0:
        raise ValueError(f"regress: separation, some term tells without error when {outcome!r} ends")
    return _terms(list(map(str, x.columns)), "log hazard", fit.params / scale, fit.bse / scale)
