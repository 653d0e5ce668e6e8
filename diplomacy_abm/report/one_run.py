"""One run of a study, told by its turning points: the typical one, played again with its choices."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Any

from diplomacy_abm.analysis.study import typical
from diplomacy_abm.api import run
from diplomacy_abm.experiment.design import DesignError
from diplomacy_abm.experiment.plan import Changes, factor_settings, numbers_to_multiply, split_parameters
from diplomacy_abm.experiment.schema import DesignFile
from diplomacy_abm.report.elements import Heading, Items, Section, Source, Text, count, listed, number
from diplomacy_abm.report.reading import Reading
from diplomacy_abm.results.sides import sides_of, worded
from diplomacy_abm.results.store import DESIGN, SCENARIO
from diplomacy_abm.scenario import load
from diplomacy_abm.scenario.io import read_tables, read_text
from diplomacy_abm.why.told import history_of

if TYPE_CHECKING:
    import pandas as pd

    from diplomacy_abm.results import Run

_COMPARED = ("outcome", "rounds", "exchanges", "partial_deals", "ceasefires", "settlements", "breaches")
_MOST_VALUES = 3
"""Factors whose values are named; of more the number of the point is."""


def one_run(study: Reading) -> Section:
    """Tell the typical run of the first arm, by the turning points that ``Run.story`` has.

    Raises
    ------
    ValueError
        In one line, if it cannot be played again, or goes differently now.
    """
    runs = study.base.finished()
    runs = runs[runs["arm"] == next(name for name in study.arms if name in set(runs["arm"]))]
    row = typical(runs)
    changes = _changes(study, row)
    page = history_of(_again(study, row, changes))
    section = Section("One run", [Text(_which(study, row, runs))])
    for head, points in page.parts(page.told):
        title, _, routine = head.partition(". ")
        section.add(Heading(title), Text(routine))
        if points:
            section.add(Items(points))
    section.add(Heading("How it ended"), *(Text(line) for line in page.aside), Text(page.outcome))
    section.add(Source("Look further", "\n".join(page.next(_command(study, row, changes)))))
    return section


def _which(study: Reading, row: pd.Series, runs: pd.DataFrame) -> str:
    """Say which run it is, and by what rule it was taken."""
    several = f" of the arm “{study.labels[row['arm']]}”" if len(study.arms) > 1 else ""
    values = [f"{study.bare[name]} {number(value) if isinstance(value, float) else value}"
              for name, value in _values(study, row).items()]  # fmt: skip
    named = listed(values) if 0 < len(values) <= _MOST_VALUES else f"point {row['point']}"
    ended = worded(row["outcome"], sides_of(study.scenario))
    like = int((runs["outcome"] == row["outcome"]).sum())
    return (
        f"Run {row['run']}{several}{f' at {named}' if values else ''}. By rule it is the first with the commonest "
        f"ending ({ended}, {count(like)} of {count(len(runs))} runs) and a number of rounds nearest to the median "
        f"({number(float(runs['rounds'].median()))}). It is one of many courses, and no forecast."
    )


def _values(study: Reading, row: pd.Series) -> dict[str, Any]:
    return {name: getattr(row[name], "item", lambda name=name: row[name])() for name in study.factors}


def _changes(study: Reading, row: pd.Series) -> Changes:
    """Return what the arm and the point of a run change in the scenario of the study."""
    tables = DesignFile(**read_tables(read_text(study.path / DESIGN, DESIGN, DesignError), DESIGN, DesignError))
    arm = tables.arms[row["arm"]]
    base = numbers_to_multiply(tables, load(study.path / SCENARIO), arm)
    settings = {**arm.set, **factor_settings(tables, _values(study, row), base)}
    return Changes(settings, dict(arm.policy), tuple(arm.without))


def _again(study: Reading, row: pd.Series, changes: Changes) -> Run:
    """Play a run of the study again; ValueError in one line if it is another one now."""
    rest, numbers = split_parameters(changes)
    played = run(
        load(study.path / SCENARIO), study.manifest["seed"], int(row["run"]), policies=rest.policies,
        without=rest.without, settings=rest.settings, parameters=numbers, keep_choices=True,
    )  # fmt: skip
    if any(played.summary[name] != row[name] for name in _COMPARED):
        raise ValueError("the rules have changed since the study was played, and its runs go differently now")
    return played


def _command(study: Reading, row: pd.Series, changes: Changes) -> str:
    """Return what ``run`` and ``why`` take to play the run again, beside the folder of the study."""
    words = [f"{study.name}/{SCENARIO}", "--seed", str(study.manifest["seed"]), "--run", str(row["run"])]
    for place, value in changes.settings.items():
        words += ["--set", f"{place}={value if isinstance(value, str) else json.dumps(value)}"]
    for actor, policy in changes.policies.items():
        words += ["--policy", f"{actor}={policy}"]
    for actor in changes.without:
        words += ["--without", actor]
    return shlex.join(words)
