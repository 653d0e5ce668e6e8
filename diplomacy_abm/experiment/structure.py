"""What must hold between the tables of a design, whatever its scenario; each check yields the problems it finds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, combinations

from diplomacy_abm.experiment.schema import LAWS, DesignFile, Distribution, Factor, Sampling
from diplomacy_abm.phases.summary import SUMMARY
from diplomacy_abm.scenario.errors import Problem, shown

STUDY_NAME = re.compile(r"[a-z0-9-]+")
ARM_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
FACTOR_NAME = re.compile(r"[a-z][a-z0-9_]*")
RUN_COLUMNS = frozenset(("arm", "point", "run", "seed", "status", "reason", *SUMMARY))
"""Columns of the table of runs that a factor's column stands beside."""
ESTIMATE_COLUMNS = frozenset(("estimate", "low", "high", "n", "outcome", "quantity"))
"""Columns of the tables of estimates, likewise."""
_SAMPLER_KEYS = {"levels": "morris", "second_order": "saltelli"}
_ARITY = {"uniform": 2, "loguniform": 2, "normal": 2, "triangular": 3, "integers": 2}
_SHAPE = {
    "uniform": "[lowest, highest]",
    "loguniform": "[lowest, highest]",
    "normal": "[mean, standard deviation]",
    "triangular": "[lowest, mode, highest]",
    "integers": "[lowest, highest]",
}


def problems_of(tables: DesignFile) -> list[Problem]:
    """Return what is wrong between the tables of a design, in the order of the file."""
    checks = (_names, _factors, _places, _sampling)
    return [problem for check in checks for problem in check(tables)]


def _names(tables: DesignFile) -> Iterator[Problem]:
    name = tables.study.name
    if not STUDY_NAME.fullmatch(name):
        yield Problem("study.name", f"is {shown(name)}, must be small letters, digits and '-'")
    for arm in tables.arms:
        if not ARM_NAME.fullmatch(arm):
            yield Problem(f"arms.{arm}", "is no name of an arm, must be letters, digits, '-' or '_'")
    for factor in tables.factors:
        place = f"factors.{factor}"
        if not FACTOR_NAME.fullmatch(factor):
            yield Problem(place, "is no name of a factor, must be a small letter, then small letters, digits or '_'")
        elif factor in RUN_COLUMNS:
            yield Problem(place, "is a column of the table of runs, must be another name")
        elif factor in ESTIMATE_COLUMNS:
            yield Problem(place, "is a column of tables of estimates, must be another name")


def _factors(tables: DesignFile) -> Iterator[Problem]:
    for name in tables.factors:
        yield from factor_problems(tables, name)


def factor_problems(tables: DesignFile, name: str) -> Iterator[Problem]:
    """Yield what is wrong with a factor by itself."""
    factor, place = tables.factors[name], f"factors.{name}"
    yield from _one_of(place, factor, ("set", "multiply"))
    yield from _one_of(place, factor, ("values", "range", "distribution"))
    for key in ("set", "multiply"):
        places = getattr(factor, key)
        if len(set(places)) < len(places):
            yield Problem(f"{place}.{key}", "names a place twice, must name each once")
    if factor.values is not None:
        yield from _levels(f"{place}.values", factor.values, factor)
    if factor.range is not None and not factor.range.start < factor.range.stop:
        yield Problem(
            f"{place}.range", f"is from {factor.range.start:g} to {factor.range.stop:g}, must be from less to more"
        )
    if factor.distribution is not None:
        yield from _distribution(f"{place}.distribution", factor.distribution, factor)


def _one_of(place: str, factor: Factor, keys: tuple[str, ...]) -> Iterator[Problem]:
    given = [key for key in keys if getattr(factor, key) not in (None, ())]
    if len(given) != 1:
        found = f"has {' and '.join(given)}" if given else f"has no {' and no '.join(keys)}"
        yield Problem(place, f"{found}, must have exactly one of {', '.join(keys[:-1])} and {keys[-1]}")


def _levels(place: str, levels: tuple[object, ...], factor: Factor) -> Iterator[Problem]:
    if not levels:
        yield Problem(place, "is empty, must hold at least 1 value")
    kinds = {_kind(level) for level in levels}
    if len(kinds) > 1:
        yield Problem(place, f"holds {' and '.join(sorted(kinds))}, must hold values of one kind")
    if len({(_kind(level), level) for level in levels}) < len(levels):
        yield Problem(place, "holds a value twice, must hold each once")
    if factor.multiply and kinds - {"numbers"}:
        yield Problem(place, f"holds {min(kinds - {'numbers'})}, must hold numbers to multiply by")


def _kind(level: object) -> str:
    if isinstance(level, bool):
        return "true or false"
    return "texts" if isinstance(level, str) else "numbers"


def _distribution(place: str, row: Distribution, factor: Factor) -> Iterator[Problem]:
    if len(row.laws) != 1:
        found = f"has {' and '.join(row.laws)}" if row.laws else "names none"
        yield Problem(place, f"{found}, must have exactly one of {', '.join(LAWS)}")
        return
    law, numbers = row.law, row.numbers
    if law != "normal" and (row.low is not None or row.high is not None):
        yield Problem(place, f"has low or high, must be left out of {law}: only normal is cut")
    if law == "choice":
        yield from _levels(f"{place}.choice", numbers, factor)
    elif len(numbers) != _ARITY[law]:
        yield Problem(f"{place}.{law}", f"has {len(numbers)} numbers, must be {_SHAPE[law]}")
    elif law == "normal":
        yield from _normal(place, row)
    elif not numbers[0] < numbers[-1]:
        yield Problem(f"{place}.{law}", f"goes from {numbers[0]:g} to {numbers[-1]:g}, must go from less to more")
    elif law == "loguniform" and numbers[0] <= 0:
        yield Problem(f"{place}.{law}", f"begins at {numbers[0]:g}, must begin above 0")
    elif law == "triangular" and not numbers[0] <= numbers[1] <= numbers[2]:
        found = f"has its mode at {numbers[1]:g}, must be from {numbers[0]:g} to {numbers[2]:g}"
        yield Problem(f"{place}.{law}", found)


def _normal(place: str, row: Distribution) -> Iterator[Problem]:
    mean, sd = row.numbers
    low = mean if row.low is None else row.low
    high = mean if row.high is None else row.high
    if sd <= 0:
        yield Problem(f"{place}.normal", f"has the standard deviation {sd:g}, must be above 0")
    if row.low is not None and row.high is not None and not row.low < row.high:
        yield Problem(place, f"is cut at low {row.low:g} and high {row.high:g}, must be from less to more")
    elif sd > 0 and (low > mean + 5 * sd or high < mean - 5 * sd):
        yield Problem(place, "is cut more than 5 standard deviations from its mean, must keep some of it")


def _places(tables: DesignFile) -> Iterator[Problem]:
    """Yield the places that two parts of a design would set, one over the other."""
    for (one, first), (other, second) in combinations(tables.factors.items(), 2):
        for place, taken in _shared(first.places, second.places):
            found = f"changes {place}, which factor {one} changes{taken}; must be one of them"
            yield Problem(f"factors.{other}", found)
    for arm, row in tables.arms.items():
        own = (*row.set, *(f"actors.{label}.policy" for label in row.policy))
        for name, factor in tables.factors.items():
            for place, taken in _shared(factor.places, own):
                yield Problem(f"factors.{name}", f"changes {place}, which arm {arm} sets{taken}; must be one of them")
    given = chain(
        (("settings", place) for place in tables.settings),
        ((f"arms.{arm}.set", place) for arm, row in tables.arms.items() for place in row.set),
        ((f"factors.{name}", place) for name, factor in tables.factors.items() for place in factor.places),
    )
    for where, place in given:
        if place == "scenario.seed":
            yield Problem(where, "changes scenario.seed, must be left out: the seed is study.seed")
        elif place == "scenario.horizon" and tables.study.horizon is not None:
            yield Problem(where, "changes scenario.horizon, must be left out: study.horizon is given")


def _shared(mine: tuple[str, ...], others: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for place in mine:
        for other in others:
            if place == other:
                yield place, ""
            elif place.startswith(f"{other}.") or other.startswith(f"{place}."):
                yield place, f" at {other}"


def _sampling(tables: DesignFile) -> Iterator[Problem]:
    sampling, sampled = tables.sampling, tables.sampled
    if sampling is None:
        if sampled:
            yield Problem("sampling", f"is missing, must be given: factor {sampled[0]} has a distribution")
        return
    if not sampled:
        yield Problem("sampling", "is given, must be left out: no factor has a distribution")
    for key, method in _SAMPLER_KEYS.items():
        if key in sampling.model_fields_set and sampling.method != method:
            yield Problem(f"sampling.{key}", f"is given, must be left out: only {method} uses it")
    yield from _sizes(sampling)
    if sampling.method != "morris":
        return
    for name in sampled:
        row = tables.factors[name].distribution
        if row is not None and row.laws == ("normal",) and (row.low is None or row.high is None):
            yield Problem(
                f"factors.{name}.distribution", "has no ends, must have low and high: Morris steps from end to end"
            )


def _sizes(sampling: Sampling) -> Iterator[Problem]:
    points = sampling.points
    if sampling.method in ("sobol", "saltelli") and points & (points - 1):
        near = 1 << (points.bit_length() - 1)
        who = "Saltelli's" if sampling.method == "saltelli" else "Sobol's"
        yield Problem(
            "sampling.points",
            f"is {points}, must be a power of two such as {near} or {2 * near}: {who} sequence is even only then",
        )
    if sampling.method == "morris" and sampling.levels % 2:
        yield Problem("sampling.levels", f"is {sampling.levels}, must be even: Morris steps over half of the levels")
