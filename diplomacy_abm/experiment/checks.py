"""Whether a design can be played: its scenario, policies, places and points are tried before any run.

Files of its own that register policies are run once in a process.
"""

from __future__ import annotations

import linecache
import logging
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from diplomacy_abm.experiment.design import Design, DesignError, study_settings
from diplomacy_abm.experiment.plan import PARAMETERS, Plan, factor_settings, plan, split_parameters
from diplomacy_abm.experiment.sampling import number_of_points, values_at
from diplomacy_abm.experiment.schema import Arm, DesignFile, Factor
from diplomacy_abm.experiment.structure import factor_problems, problems_of
from diplomacy_abm.intake.clean import one_line
from diplomacy_abm.policies import registry
from diplomacy_abm.scenario import Scenario, ScenarioError, library, load, policy_problems, with_settings
from diplomacy_abm.scenario.errors import Problem, nearest, shown
from diplomacy_abm.scenario.io import read_text
from diplomacy_abm.scenario.settings import value_at


def register(texts: Mapping[str, str]) -> None:
    """Register the policies of some files, Python by the name of the file, in this process.

    The same text is run once; afterwards only what it registered is put back where it is missing, so that what was
    compiled for its functions stays of use. ValueError in one line for whatever a file raises.
    """
    for name, text in texts.items():
        wanted = _policies_of(name, text)
        known = registry.own()
        registry.adopt({key: policy for key, policy in wanted.items() if known.get(key) is not policy})


@lru_cache(maxsize=64)
def _policies_of(name: str, text: str) -> Mapping[str, Any]:
    """Run a file and return what it registered."""
    before = registry.own()
    # errors of its policies name their line, and policies with names are compiled from their text
    linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
    try:
        exec(compile(text, name, "exec"), {"__name__": f"study:{name}", "__file__": name})
    except Exception as error:  # noqa: BLE001 (whatever a user's file raises is told in one line)
        raise ValueError(f"{type(error).__name__}: {error}") from None
    return {key: policy for key, policy in registry.own().items() if before.get(key) is not policy}


log = logging.getLogger("diplomacy_abm")

MOST_POINTS = 1_000_000
"""Points of a design at most; more are a slip of the pen."""
_VALUES = 12
"""Values of a factor that are tried; of one with more only the ends."""
_TRIED = 48
"""Points that are tried beside the ends of each factor; a scenario is checked as a whole for each."""


def prepared(tables: DesignFile, text: str, folder: Path, origin: str, trust: bool = False) -> Design:
    """Return the design of a file whose tables are right by themselves; DesignError with one line for each problem."""
    problems = problems_of(tables)
    policy_texts, more = _policy_files(tables, folder, origin, trust)
    problems += more
    problems += _outcomes(tables)
    try:
        base = _scenario(tables, folder)
    except ScenarioError as error:
        told = [Problem("study.scenario", line) for line in error.problems]
        raise DesignError(origin, [*problems, *told]) from None
    problems += _changes(tables, base)
    design = Design(tables, text, folder, origin, base, policy_texts)
    problems = problems or _points(design)
    if problems:
        raise DesignError(origin, dict.fromkeys(problems))
    return design


def _scenario(tables: DesignFile, folder: Path) -> Scenario:
    name = tables.study.scenario
    if name in library():
        return load(name)
    path = folder / name
    if path.exists():
        return load(path)
    raise ScenarioError(name, [Problem("", f"no such scenario, or file beside this one; {nearest(name, library())}")])


def _policy_files(
    tables: DesignFile, folder: Path, origin: str, trust: bool
) -> tuple[dict[str, str], list[Problem]]:
    """Read and run the files that register policies, where the design is the caller's own or trusted."""
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    home = folder.resolve()
    if tables.study.policies and not (trust or home.is_relative_to(Path.cwd())):
        told = f"{shown(tables.study.policies[0])} is Python and would be run; this design lies outside the folder you "
        return texts, [Problem("study.policies", f"{told}work in: read it, then give --trust (trust=True)")]
    if tables.study.policies:
        log.info("%s: running the Python of %s", one_line(origin, 60), one_line(", ".join(tables.study.policies), 120))
    for number, name in enumerate(tables.study.policies, start=1):
        place = f"study.policies.{number}"
        if not (folder / name).is_file() or not (folder / name).resolve().is_relative_to(home):
            problems.append(Problem(place, f"is {shown(name)}, must be a Python file beside this one"))
            continue
        try:
            texts[name] = read_text(folder / name, name, DesignError)
            register({name: texts[name]})
        except ValueError as error:
            problems.append(Problem(place, str(error)))
    return texts, problems


def _outcomes(tables: DesignFile) -> Iterator[Problem]:
    from diplomacy_abm.results.quantities import describe

    for number, name in enumerate(tables.study.outcomes, start=1):
        try:
            describe(name)
        except ValueError as error:
            yield Problem(f"study.outcomes.{number}", str(error))


def _changes(tables: DesignFile, base: Scenario) -> Iterator[Problem]:
    """Yield what the scenario does not bear: settings, arms, factors in every arm."""
    settings = study_settings(tables)
    wrong = _tried(base, settings, "settings")
    yield from wrong
    scenario = base if wrong else with_settings(base, settings)
    sound = [name for name in tables.factors if not any(factor_problems(tables, name))]
    for number, (name, arm) in enumerate(tables.arms.items()):
        place = f"arms.{name}"
        yield from _people(place, arm, scenario)
        wrong = _tried(scenario, arm.set, f"{place}.set")
        yield from wrong
        changed = scenario if wrong else with_settings(scenario, arm.set)
        for factor in sound:
            # a parameter may be the same in every arm
            if number == 0 or not all(place.startswith(PARAMETERS) for place in tables.factors[factor].places):
                yield from _factor(tables, factor, changed)


def _tried(scenario: Scenario, settings: Mapping[str, Any], where: str) -> list[Problem]:
    """Return what is wrong with a scenario with some settings."""
    if not settings:
        return []
    try:
        changed = with_settings(scenario, settings)
    except ScenarioError as error:
        return [Problem(f"{where}: {problem.place}", problem.message) for problem in error.found]
    found = policy_problems(changed, registry.names())
    return [Problem(f"{where}: {problem.place}", problem.message) for problem in found]


def _people(place: str, arm: Arm, scenario: Scenario) -> Iterator[Problem]:
    """Yield the actors and policies of an arm that are not there."""
    leads = {side.lead for side in scenario.sides.values()}
    for number, label in enumerate(arm.without, start=1):
        if label not in scenario.actors:
            found = f"is {shown(label)}, must be an actor of the scenario; {nearest(label, scenario.actors)}"
            yield Problem(f"{place}.without.{number}", found)
        elif label in leads:
            yield Problem(f"{place}.without.{number}", f"is {shown(label)}, must not be the lead of a side")
    for label, policy in arm.policy.items():
        if label not in scenario.actors:
            yield Problem(f"{place}.policy.{label}", f"no such actor; {nearest(label, scenario.actors)}")
        if policy not in registry.names():
            found = f"is {shown(policy)}, no such policy; {nearest(policy, registry.names())}"
            yield Problem(f"{place}.policy.{label}", found)


def _factor(tables: DesignFile, name: str, scenario: Scenario) -> Iterator[Problem]:
    """Yield what the scenario of an arm does not bear of a factor by itself."""
    factor = tables.factors[name]
    where = f"factors.{name}.{'set' if factor.set else 'multiply'}"
    base = {}
    for place in factor.multiply:
        number = base[place] = value_at(scenario, place)
        # a place that does not exist gets the better message from the attempt
        wrong = _tried(scenario, {place: 0.5 if number is None else number}, where)
        if not wrong and (isinstance(number, bool) or not isinstance(number, (int, float))):
            found = "holds no number" if number is None else f"is {shown(number)}"
            wrong = [Problem(f"{where}: {place}", f"{found}, must be a number to multiply")]
        yield from wrong
        if wrong:
            return
    for value in _some_values(factor):
        wrong = _tried(scenario, factor_settings(tables, {name: value}, base), where)
        yield from wrong
        if any(problem.message.startswith("no ") for problem in wrong):
            return


def _some_values(factor: Factor) -> list[Any]:
    """Return values to try: all, where they are few, or the ends."""
    if factor.distribution is None:
        values = list(factor.levels)
        return values if len(values) <= _VALUES or isinstance(values[0], str) else [min(values), max(values)]
    if factor.distribution.law == "choice":
        return list(factor.distribution.numbers)
    import numpy as np

    # half of a thousandth at either end stands for an end that is not there
    open_ended = factor.distribution.law == "normal"
    return values_at(factor.distribution, np.array([0.0005, 0.9995] if open_ended else [0.0, 1.0]))


def _points(design: Design) -> list[Problem]:
    """Try some points of every arm: factors may break the scenario together that do not break it alone.

    Parameters are checked one by one, so points that differ in nothing else are as good as one.
    """
    number = number_of_points(design)
    if number > MOST_POINTS:
        return [Problem("", f"has {number} points, must have at most {MOST_POINTS}")]
    if not design.factors:
        return []
    # the points are the same for any number of runs
    layout = plan(design, runs=1)
    ends = set(_open_ends(layout))
    chosen = sorted({*ends, *range(0, number, max(1, number * len(design.arms) // _TRIED))})
    problems: list[Problem] = []
    for arm in design.arms:
        seen: set[str] = set()
        for point in chosen:
            rest = repr(split_parameters(layout.changes(arm, point))[0].settings)
            if rest in seen and point not in ends:
                continue
            seen.add(rest)
            row = ", ".join(f"{name} = {layout.points[name].iloc[point]}" for name in design.factors)
            problems += _tried(design.scenario, layout.changes(arm, point).settings, f"point {point} of {arm} ({row})")
            if problems:
                # the others would most likely say the same
                return problems[:1]
    return problems


def _open_ends(layout: Plan) -> Iterator[int]:
    """Yield the points with the lowest and the highest value of factors whose distribution has no end."""
    for name, factor in layout.design.factors.items():
        row = factor.distribution
        if row is not None and row.law == "normal" and None in (row.low, row.high):
            yield from (int(layout.points[name].argmin()), int(layout.points[name].argmax()))
