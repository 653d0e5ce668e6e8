"""Whether a study can be played: its scenario, priors, series and record are tried before any run."""

from __future__ import annotations

import csv
import datetime as dt
import math
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from diplomacy_abm.calibration.measures import Reading
from diplomacy_abm.calibration.priors import Prior
from diplomacy_abm.calibration.schema import LAWS, PriorTable, StatisticTable, StudyFile
from diplomacy_abm.calibration.simulate import names
from diplomacy_abm.calibration.study import Statistic, Study, StudyError, settled, with_history
from diplomacy_abm.parameters import PARAMETERS
from diplomacy_abm.scenario import Scenario, ScenarioError, library, load
from diplomacy_abm.scenario.errors import Problem, nearest, shown
from diplomacy_abm.scenario.io import read_text

STUDY_NAME = re.compile(r"[a-z0-9-]+")
STATISTIC_NAME = re.compile(r"[a-z][a-z0-9_]*")
COLUMNS = ("round", "particle", "replicate", "weight", "distance")
"""Columns of the particles that a statistic must not be called by."""
_REGRESSION = 'summary = "regression"'
_LEAST_MASS = 1e-6
"""Share of a prior that must lie in its range."""


def prepared(tables: StudyFile, text: str, folder: Path, origin: str) -> Study:
    """Return the study of a file whose tables are right by themselves; StudyError with one line for each problem."""
    problems = list(_names(tables))
    try:
        scenario = _scenario(tables, folder)
    except ScenarioError as error:
        told = [Problem("calibration.scenario", line) for line in error.problems]
        raise StudyError(origin, [*problems, *told]) from None
    priors, more = _priors(tables)
    problems += more
    statistics, more = _statistics(tables, scenario, folder)
    problems += more
    if problems:
        raise StudyError(origin, dict.fromkeys(problems))
    return Study(tables, text, origin, scenario, tuple(priors), tuple(statistics))


def _names(tables: StudyFile) -> Iterator[Problem]:
    if not STUDY_NAME.fullmatch(tables.calibration.name):
        found = f"is {shown(tables.calibration.name)}, must be small letters, digits and '-'"
        yield Problem("calibration.name", found)
    for table in ("parameters", "statistics"):
        if not getattr(tables, table):
            yield Problem(table, "is empty, must have at least 1 entry")
    for name in tables.statistics:
        if not STATISTIC_NAME.fullmatch(name):
            yield Problem(f"statistics.{name}", "is no name, must be a small letter, then small letters, digits or '_'")
        elif name in COLUMNS or name in tables.parameters:
            yield Problem(f"statistics.{name}", "is a column of the table of particles, must be another name")
    if tables.statistics and not any(row.weight > 0 for row in tables.statistics.values()):
        yield Problem("statistics", "have all the weight 0, must have one at least with more")
    if tables.calibration.summary == "regression":
        for name, row in tables.statistics.items():
            # the regression decides how much a statistic says; a weight or a scale would silently do nothing
            if row.weight not in (0.0, 1.0):
                yield Problem(f"statistics.{name}.weight", f"is {row.weight:g}, must be 0 or 1 with {_REGRESSION}")
            if row.scale is not None:
                yield Problem(f"statistics.{name}.scale", f"is {row.scale:g}, must be left out with {_REGRESSION}")


def _scenario(tables: StudyFile, folder: Path) -> Scenario:
    name = tables.calibration.scenario
    if name in library():
        scenario = load(name)
    elif (folder / name).is_file():
        scenario = load(folder / name)
    else:
        found = f"no such scenario, or file beside this one; {nearest(name, library())}"
        raise ScenarioError(name, [Problem("", found)])
    history = tables.calibration.history
    if history is not None:
        if not (folder / history).is_file():
            raise ScenarioError(history, [Problem("", "no such history beside this file")])
        scenario = with_history(scenario, read_text(folder / history, history, StudyError), history)
    return settled(scenario, tables)


def _priors(tables: StudyFile) -> tuple[list[Prior], list[Problem]]:
    priors, problems = [], []
    for name, row in tables.parameters.items():
        place = f"parameters.{name}"
        if name not in PARAMETERS:
            near = nearest(name, PARAMETERS)
            hint = near if near.startswith("did you mean") else "the names are in docs/parameters.md"
            problems.append(Problem(place, f"unknown parameter; {hint}"))
            continue
        if f"parameters.{name}" in tables.settings:
            problems.append(Problem(place, "is among the settings too, must be sought or set"))
        wrong = list(_law(f"{place}.prior", row.prior))
        problems += wrong
        if not wrong:
            prior = _cut(name, row.prior)
            problems += _mass(f"{place}.prior", prior)
            priors.append(prior)
    return priors, problems


def _law(place: str, row: PriorTable) -> Iterator[Problem]:
    """Yield what is wrong with a prior by itself."""
    if len(row.laws) != 1:
        found = f"has {' and '.join(row.laws)}" if row.laws else "names none"
        yield Problem(place, f"{found}, must have exactly one of {', '.join(LAWS)}")
        return
    law = row.laws[0]
    numbers = getattr(row, law)
    if len(numbers) != LAWS[law].count(",") + 1:
        yield Problem(f"{place}.{law}", f"has {len(numbers)} numbers, must be {LAWS[law]}")
        return
    one, two = numbers[0], numbers[-1]
    if law in ("uniform", "loguniform", "triangular") and not one < two:
        yield Problem(f"{place}.{law}", f"goes from {one:g} to {two:g}, must go from less to more")
    elif law == "triangular" and not one <= numbers[1] <= two:
        yield Problem(f"{place}.{law}", f"has its mode at {numbers[1]:g}, must be from {one:g} to {two:g}")
    elif law in ("loguniform", "lognormal", "beta") and one <= 0:
        yield Problem(f"{place}.{law}", f"has {one:g} first, must be above 0")
    elif law in ("normal", "lognormal", "beta") and two <= 0:
        yield Problem(f"{place}.{law}", f"has {two:g} last, must be above 0")


def _cut(name: str, row: PriorTable) -> Prior:
    """Return a prior, cut to its range and to that of the parameter."""
    law = row.laws[0]
    known = PARAMETERS[name]
    ends = [(-math.inf if row.low is None else row.low, math.inf if row.high is None else row.high)]
    if law in ("uniform", "loguniform", "triangular"):
        numbers = getattr(row, law)
        ends.append((numbers[0], numbers[-1]))
    low = max(known.low, *(end[0] for end in ends))
    high = min(known.high, *(end[1] for end in ends))
    return Prior(name, law, getattr(row, law), low, high)


def _mass(place: str, prior: Prior) -> Iterator[Problem]:
    """Yield a problem where nothing of a prior is left in its range."""
    known = PARAMETERS[prior.name]
    if not prior.low < prior.high or prior.ends[1] - prior.ends[0] < _LEAST_MASS:
        found = f"has nothing from {max(prior.low, known.low):g} to {min(prior.high, known.high):g}"
        yield Problem(place, f"{found}, must lie within the range {known.low:g} to {known.high:g} of the parameter")


def _statistics(tables: StudyFile, scenario: Scenario, folder: Path) -> tuple[list[Statistic], list[Problem]]:
    found, problems = [], []
    known = names(scenario)
    for name, row in tables.statistics.items():
        place = f"statistics.{name}"
        wrong = []
        if row.series not in known:
            said = f"is {shown(row.series)}, no such series; {nearest(row.series, known)}"
            wrong.append(Problem(f"{place}.series", said))
        if (row.observed is None) == (row.table is None):
            wrong.append(Problem(place, "must have exactly one of observed and table"))
        if (row.table is None) != (row.column is None):
            wrong.append(Problem(place, "must have table and column together"))
        reading, more = _reading(place, row, scenario)
        wrong += more
        if not wrong:
            observed, more = _observed(place, row, scenario, folder, reading)
            wrong += more
            found.append(Statistic(name, row.series, reading, observed, row.scale, row.weight))
        problems += wrong
    return found, problems


def _reading(place: str, row: StatisticTable, scenario: Scenario) -> tuple[Reading, list[Problem]]:
    """Return how a statistic reads its series; the window in steps."""
    head, problems = scenario.scenario, []
    end = head.start + dt.timedelta(days=head.step_days * head.horizon)
    start, stop = row.start or head.start, row.stop or end
    for key, date in (("from", start), ("to", stop)):
        if not head.start <= date <= end:
            problems.append(Problem(f"{place}.{key}", f"is {date}, must be from {head.start} to {end}"))
    first = (start - head.start).days // head.step_days
    last = -(-(stop - head.start).days // head.step_days)
    if not problems and (last - first) // row.every < 2:
        found = f"reads {max(0, last - first)} steps, must read two blocks of {row.every} at least"
        problems.append(Problem(place, found))
    undefined = math.nan if row.undefined is None else row.undefined
    return Reading(row.measure, first, last, row.every, row.lag, row.log, row.detrend, undefined), problems


def _observed(
    place: str, row: StatisticTable, scenario: Scenario, folder: Path, reading: Reading
) -> tuple[float, list[Problem]]:
    """Return the number of the record, as given or measured on a table."""
    if row.observed is not None:
        return row.observed, []
    path = folder / str(row.table)
    if not path.is_file():
        return math.nan, [Problem(f"{place}.table", f"is {shown(row.table)}, must be a CSV file beside this one")]
    try:
        record = read_record(path, str(row.column), scenario)
    except ValueError as error:
        return math.nan, [Problem(f"{place}.table", str(error))]
    value = float(reading(record[np.newaxis])[0])
    if not math.isfinite(value):
        return value, [Problem(place, f"has no {row.measure} in {row.table}, must have steps enough for one")]
    return value, []


def read_record(path: Path, column: str, scenario: Scenario) -> np.ndarray:
    """Return a column of a CSV file step by step, shape (horizon,); NaN where the file has nothing.

    The file has a column ``date`` (any day of the step, as 2022-02-28) and the one asked for. Rows of one step by the
    scenario's calendar are added up; a row before the start or after the end is left out.
    """
    head = scenario.scenario
    values = np.full(head.horizon, np.nan)
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        known = rows.fieldnames or []
        for name in ("date", column):
            if name not in known:
                raise ValueError(f"{path.name} has no column {name}; it has {', '.join(known)}")
        for number, row in enumerate(rows, start=1):
            try:
                step = (dt.date.fromisoformat(row["date"]) - head.start).days // head.step_days
                value = float(row[column]) if row[column].strip() else math.nan
            except ValueError:
                raise ValueError(f"{path.name}: row {number}: must have a date and a number or nothing") from None
            if 0 <= step < head.horizon and not math.isnan(value):
                values[step] = value if math.isnan(values[step]) else values[step] + value
    return values
