"""A hindcast: the questions with what the ensembles, a base rate and persistence say of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from diplomacy_abm.scenario.sample import sets_in

if TYPE_CHECKING:
    from diplomacy_abm.hindcast.play import Tally
    from diplomacy_abm.hindcast.questions import Question, QuestionFile

COLUMNS = (
    "id", "set", "question", "topic", "scenario", "asked", "resolves", "answer", "p", "low", "high", "runs", "base",
    "persistence", "market", "brier", "source", "note",
)  # fmt: skip

LABEL_COLUMNS = (
    "id", "set", "question", "scenario", "asked", "resolves", "label", "came", "p", "low", "high", "runs",
)  # fmt: skip


@dataclass(frozen=True)
class Hindcast:
    """Questions asked and, where the answer is known, what each forecast lost."""

    file: QuestionFile
    """The questions."""
    table: pd.DataFrame
    """One row a yes-or-no question, columns as in :data:`COLUMNS`; ``low`` and ``high`` are Wilson's interval of the
    share of runs, which says how many runs there were and nothing about the model; runs with one set of parameters
    count for as many strangers as they are worth."""
    labels: pd.DataFrame
    """One row for each label that a question which asks for one can have: columns as in :data:`LABEL_COLUMNS`;
    ``came`` is yes for the one that came true, no for the others, empty where that is not known."""
    tallies: dict[str, Tally]
    """By scenario."""
    draws: str = ""
    """Name of the sample of parameters of which each run took one set; empty where all runs had the same."""
    sets: int = 0
    """How many sets the sample has."""


def hindcast(
    file: QuestionFile, runs: int = 10_000, seed: int | None = None, scenarios: tuple[str, ...] = (),
    parameters_of: str | None = None, workers: int | None = None, report: Callable[[int], None] | None = None,
    parameters: str | None = None,
) -> Hindcast:  # fmt: skip
    """Ask all questions of a file, or those asked from some scenarios, of `runs` of each.

    The ``[parameters]`` of a scenario `parameters_of`, such as one that was calibrated, are laid over those of every
    start. `parameters` is another sample than the scenarios name: one that ships, a CSV file, or ``central`` for none;
    each run takes one set of it, one after the other. `report` is called with the runs of each finished block.
    """
    from diplomacy_abm.hindcast.play import ask

    over = {**settings_of(parameters_of), **({} if parameters is None else {"parameters.sample": parameters})}
    rows: list[tuple[Any, ...]] = []
    labels: list[tuple[Any, ...]] = []
    tallies = {}
    for name in scenarios or file.scenarios:
        questions = file.asked_from(name)
        if not questions:
            raise ValueError(f"--scenario: no question is asked from {name}; choose from {', '.join(file.scenarios)}")
        tally = tallies[name] = ask(questions, runs, seed, over, workers, report)
        for question in questions:
            if question.reading.is_label:
                labels += _labels(question, tally)
            else:
                rows.append(_row(question, tally))
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    named = pd.DataFrame(labels, columns=list(LABEL_COLUMNS))
    sampled = [tally.scenario for tally in tallies.values() if tally.scenario.parameters.sample]
    if not sampled:
        return Hindcast(file, table, named, tallies)
    samples = sorted({Path(one.parameters.sample).name for one in sampled})
    return Hindcast(file, table, named, tallies, " and ".join(samples), max(map(sets_in, sampled)))


def settings_of(parameters: str | None) -> Mapping[str, Any]:
    """Return the parameters that a scenario states, by dotted place."""
    if parameters is None:
        return {}
    from diplomacy_abm.scenario import load

    stated = load(parameters).parameters.model_dump()
    return {f"parameters.{name}": value for name, value in stated.items() if name not in ("sources", "sample")}


def _row(question: Question, tally: Tally) -> tuple[Any, ...]:
    found = tally.share(question.id, "yes")
    base = question.base.probability(question.days) if question.base else None
    persistent = None if question.persistence is None else float(question.persistence.answer == "yes")
    market = question.market.price if question.market else None
    loss = (found.value - (question.answer == "yes")) ** 2 if question.resolved else None
    return (
        question.id, question.set, question.question, question.topic, question.scenario, question.asked.isoformat(),
        question.resolves.isoformat(), question.answer, *found[:3], tally.runs, base, persistent, market, loss,
        question.source, question.note,
    )  # fmt: skip


def _labels(question: Question, tally: Tally) -> list[tuple[Any, ...]]:
    from diplomacy_abm.hindcast.questions import labels_of

    names = {label: actor.name for label, actor in tally.scenario.actors.items()}
    counts = tally.counts[question.id]
    rows = []
    for label in sorted({*labels_of(tally.scenario), *counts}, key=lambda label: (-counts[label], label)):
        came = ("yes" if label == question.answer else "no") if question.resolved else ""
        rows.append((
            question.id, question.set, question.question, question.scenario, question.asked.isoformat(),
            question.resolves.isoformat(), names.get(label, label), came,
            *tally.share(question.id, label)[:3], tally.runs,
        ))  # fmt: skip
    return rows
