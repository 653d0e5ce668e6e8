"""The design of a study in words and tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from diplomacy_abm.report.elements import Items, Section, Table, Text, count, listed, number, sentence
from diplomacy_abm.report.reading import Reading

_METHODS = {
    "latin-hypercube": "a Latin hypercube of {points} points",
    "random": "{points} random points",
    "sobol": "{points} points of Sobol’s quasi-random sequence",
    "saltelli": "Saltelli’s scheme with N = {points}, {rows} points",
    "morris": "Morris’s scheme with {points} trajectories on {levels} levels, {rows} points",
}


def question(study: Reading) -> Section:
    """Question and expectation, as the design has them."""
    about = study.design["study"]
    section = Section("Question")
    section.add(Text(about["question"]))
    if about.get("expectation"):
        section.add(Text(f"What one would expect: {about['expectation']}"))
    return section


def design(study: Reading) -> Section:
    """Scenario, arms, factors, sampling, runs and seed."""
    section = Section("Design")
    section.add(Text(_setting(study)), Text(_size(study)))
    if study.design.get("settings"):
        settings = [_setting_words(place, value) for place, value in study.design["settings"].items()]
        section.add(Text("In all arms:"), Items(settings))
    if len(study.arms) > 1 or _changes(next(iter(study.design["arms"].values()))):
        section.add(_arms(study))
    if study.factors:
        section.add(_factors(study))
    if study.method and study.sampled:
        section.add(Text(_sampling(study)))
    return section


def _setting(study: Reading) -> str:
    scenario, about = study.scenario, study.design["study"]
    horizon = about.get("horizon") or scenario.horizon
    start = f"{scenario.start.day} {scenario.start:%B %Y}"
    return (
        f"Scenario: {scenario.title} ({scenario.name}), from {start}. A run lasts at most {horizon} {study.weeks}; "
        f"every point of every arm plays {count(study.manifest['runs'])} runs under seed {study.manifest['seed']}. "
        "Run k has the same luck in every arm and at every point, so that they are compared run against run."
    )


def _size(study: Reading) -> str:
    arms, points, runs = len(study.arms), len(study.points), study.manifest["runs"]
    product = f"{arms} arm{'s' * (arms > 1)} × {count(points)} point{'s' * (points > 1)} × {count(runs)} runs"
    planned, there, finished = arms * points * runs, len(study.runs()), len(study.finished())
    text = f"{product} = {count(planned)} runs"
    if there < planned:
        text += f", of which {count(there)} have been played so far"
    return sentence(f"{text}; {'all' if finished == planned else count(finished)} finished without failure")


def _changes(arm: Mapping[str, Any]) -> list[str]:
    words = [f"without {listed(arm['without'])}"] if arm.get("without") else []
    words += [_setting_words(place, value) for place, value in arm.get("set", {}).items()]
    words += [f"{actor} chooses by the policy {name}" for actor, name in arm.get("policy", {}).items()]
    return words


def _setting_words(place: str, value: Any) -> str:
    return f"{place} = {value:g}" if isinstance(value, float) else f"{place} = {value}"


def _arms(study: Reading) -> Table:
    rows = [
        (arm["label"], name, "; ".join(_changes(arm)) or "the scenario as it is")
        for name, arm in study.design["arms"].items()
    ]
    caption = "The arms. The first is the one that others are compared with."
    return Table(caption, ("Arm", "Name", "What differs"), rows, 2)


def _factors(study: Reading) -> Table:
    rows = []
    for name, factor in study.factors.items():
        does = [*(f"sets {place}" for place in factor.get("set") or ()),
                *(f"multiplies {place}" for place in factor.get("multiply") or ())]  # fmt: skip
        rows.append((factor.get("label") or name, factor.get("unit") or "–", _values(factor), "; ".join(does)))
    return Table("The factors.", ("Factor", "Unit", "Values", "What it does"), rows, 3)


def _values(factor: Mapping[str, Any]) -> str:
    if factor.get("values"):
        values = factor["values"]
        said = [_value(value) for value in values]
        return f"{said[0]}, {said[1]}, …, {said[-1]} ({len(said)} values)" if len(said) > 7 else ", ".join(said)
    law = factor["distribution"]
    name = next(key for key in law if key not in ("low", "high"))
    ends = law[name]
    between = f"{name} ({', '.join(_value(value) for value in ends)})"
    limits = [f"{side} {_value(law[side])}" for side in ("low", "high") if law.get(side) is not None]
    return between + (f", cut at {' and '.join(limits)}" if limits else "")


def _value(value: Any) -> str:
    return number(float(value)) if isinstance(value, int | float) and not isinstance(value, bool) else str(value)


def _sampling(study: Reading) -> str:
    from diplomacy_abm.results.problem import sample_rows

    table = study.sampling or {}
    how = _METHODS[table["method"]].format(
        points=count(table["points"]), rows=count(sample_rows(study.design)), levels=table.get("levels", 4)
    )
    text = f"The factors with a distribution are drawn by {how} (seed {table.get('seed', 1)})"
    return sentence(f"{text}, crossed with the listed values of the others" if study.grid else text)
