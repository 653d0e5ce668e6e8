"""Files of questions: what is asked, from which scenario, how it reads off a run, and what came of it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, Strict, model_validator

from diplomacy_abm.analysis.readings import NEVER, NO_HOST, Reading, refused
from diplomacy_abm.experiment.design import fitted
from diplomacy_abm.scenario.errors import FileError, Problem, nearest, shown
from diplomacy_abm.scenario.io import read_tables, read_text
from diplomacy_abm.scenario.messages import KeyTables, dotted, known_keys
from diplomacy_abm.scenario.types import Amount, Remark, Share, Table, Text

if TYPE_CHECKING:
    from diplomacy_abm.scenario import Scenario

ANSWERS = ("yes", "no", "unresolved")
_DAYS = {"week": 7.0, "month": 365.25 / 12.0, "year": 365.25}


class QuestionsError(FileError):
    """A file of questions cannot be used; see :class:`~diplomacy_abm.scenario.errors.FileError`."""


def _some(value: int) -> int:
    if value < 1:
        raise refused("at least 1")
    return value


class Base(Table):
    """``base``: what a reference class says, without any model."""

    class_: Text = Field(alias="class")
    source: Text
    per: Literal["week", "month", "year", "time", "question"]
    seen: Amount | None = None
    of: Amount | None = None
    """Cases so far, and weeks, months, years or times looked at."""
    rate: Share | None = None
    """Or a probability, per year (or week, month) or of the question itself."""
    times: Annotated[int, AfterValidator(_some)] = 1
    """At least so many cases in the window; how often in a row, per time."""
    kept: bool = False
    """Whether the question is that it does not happen."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        counted = self.seen is not None and self.of is not None
        if counted == (self.rate is not None):
            raise refused("a base with rate, or with seen and of")
        if counted and self.per == "question":
            raise refused("a base with seen and of per week, month, year or time")
        return self

    def probability(self, days: float) -> float:
        """Return the probability of yes over a window of `days`.

        Notes
        -----
        Counts per week, month or year: a Poisson rate of (seen + ½)/of (Jeffreys' prior), and at least `times` of
        them. Per time: (seen + 1)/(of + 2), Laplace's rule of succession, to the power of `times`. A rate per year is
        a chance 1 - (1 - rate)^years.
        """
        if self.rate is not None:
            chance = self.rate if self.per in ("question", "time") else self._over(days)
        elif self.per == "time":
            assert self.seen is not None
            assert self.of is not None
            chance = ((self.seen + 1.0) / (self.of + 2.0)) ** self.times
        else:
            chance = self._poisson(days)
        return 1.0 - chance if self.kept else chance

    def _over(self, days: float) -> float:
        assert self.rate is not None
        return 1.0 - (1.0 - self.rate) ** (days / _DAYS[self.per])

    def _poisson(self, days: float) -> float:
        assert self.seen is not None
        assert self.of is not None
        expected = (self.seen + 0.5) / self.of * days / _DAYS[self.per]
        fewer = sum(expected**k / math.factorial(k) for k in range(self.times))
        return 1.0 - math.exp(-expected) * fewer


class Persistence(Table):
    """``persistence``: the answer if things go on as they were when the question was asked, and why."""

    answer: Literal["yes", "no"]
    why: Text


class Market(Table):
    """``market``: what a market or a crowd said on the day of asking, or near it, where that can be cited."""

    price: Share
    source: Text


class Question(Table):
    """``[[questions]]``: one question."""

    id: Text
    question: Text
    topic: Text
    set: Text = "chosen"
    scenario: Text
    asked: dt.date
    resolves: dt.date
    reading: Reading
    answer: Text
    source: Remark = ""
    base: Base | None = None
    persistence: Persistence | None = None
    market: Market | None = None
    note: Remark = ""

    @property
    def resolved(self) -> bool:
        """Whether the answer is known."""
        return self.answer != "unresolved"

    @property
    def dated(self) -> Reading:
        """The reading with all its dates."""
        return self.reading.dated(self.asked, self.resolves)

    @property
    def days(self) -> int:
        """Days of the window in which it must happen; from asking to resolution where there is no window."""
        parts = list(self.dated.simple())
        first = min((one.begin for one in parts if one.begin is not None), default=self.asked)
        last = max((one.to for one in parts if one.to is not None), default=self.resolves)
        return (last - first).days + 1


class Heading(Table):
    """``[file]``: what the file is about."""

    title: Text
    about: Remark = ""


class QuestionFile(Table):
    """A whole file of questions."""

    file: Heading
    questions: Annotated[tuple[Question, ...], Strict(False)]

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Names of the scenarios from which it asks, in the order of the file."""
        return tuple(dict.fromkeys(question.scenario for question in self.questions))

    def asked_from(self, scenario: str) -> tuple[Question, ...]:
        """Return the questions asked from a scenario."""
        return tuple(question for question in self.questions if question.scenario == scenario)


_TABLES: KeyTables = {"file": (1, Heading), "questions": (2, Question)}
_INNER: dict[str, Any] = {"reading": Reading, "base": Base, "persistence": Persistence, "market": Market}
_PARTS = ("all", "any", "none")


def load_questions(path: Path | None = None) -> QuestionFile:
    """Read a file of questions, by default the one that ships, and check it.

    QuestionsError with one line for each problem, all at once.
    """
    if path is None:
        text = (files("diplomacy_abm.hindcast") / "questions.toml").read_text("utf-8")
        return questions_in(text, "questions.toml")
    if not path.is_file():
        raise QuestionsError(str(path), [Problem("", "no such file of questions")])
    return questions_in(read_text(path, path.name, QuestionsError), path.name)


def questions_in(text: str, origin: str = "questions") -> QuestionFile:
    """Read questions from TOML text; `origin` is what messages call it."""
    found = fitted(QuestionFile, read_tables(text, origin, QuestionsError), origin, QuestionsError, _keys_at)
    problems = list(_problems(found))
    if problems:
        raise QuestionsError(origin, problems)
    return found


def _keys_at(place: Sequence[Any]) -> list[str]:
    """Return the keys that a table of the file may have; the place is that of the table."""
    inner = [part for part in place[2:] if not isinstance(part, int) and part not in _PARTS]
    if place[:1] == ("questions",) and inner:
        model = _INNER.get(str(inner[0]))
        return [] if model is None else [field.alias or name for name, field in model.model_fields.items()]
    return known_keys(place, QuestionFile, _TABLES)


def _problems(found: QuestionFile) -> Iterator[Problem]:
    from diplomacy_abm.scenario import load

    seen: set[str] = set()
    known: dict[str, Any] = {}
    for number, question in enumerate(found.questions, start=1):
        place = dotted(("questions", number - 1))
        if question.id in seen:
            yield Problem(f"{place}.id", f"is {shown(question.id)} again, must differ between questions")
        seen.add(question.id)
        if question.scenario not in known:
            try:
                known[question.scenario] = load(question.scenario)
            except ValueError as error:
                known[question.scenario] = None
                yield Problem(f"{place}.scenario", str(error).splitlines()[0])
        if known[question.scenario] is not None:
            yield from _asked(place, question, known[question.scenario])


def _asked(place: str, question: Question, scenario: Scenario) -> Iterator[Problem]:
    """What does not fit between a question and its scenario."""
    start = scenario.scenario.start
    if question.asked != start:
        yield Problem(f"{place}.asked", f"is {question.asked}, must be the start of {question.scenario} ({start})")
    if question.resolves <= question.asked:
        yield Problem(f"{place}.resolves", f"is {question.resolves}, must be after {question.asked}")
    if question.resolved and not question.source.strip():
        yield Problem(f"{place}.source", "is missing and must be given where the answer is known")
    label = question.reading.is_label
    if question.resolved and not label and (question.base is None or question.persistence is None):
        key = "base" if question.base is None else "persistence"
        yield Problem(f"{place}.{key}", "is missing and must be given where the answer is known")
    allowed = (*labels_of(scenario), "unresolved") if label else ANSWERS
    if question.answer not in allowed:
        named = ", ".join(f'"{word}"' for word in allowed)
        yield Problem(f"{place}.answer", f"is {shown(question.answer)}, must be one of {named}")
    if question.dated.last > question.resolves:
        yield Problem(f"{place}.reading", f"looks at {question.dated.last}, must not look past {question.resolves}")
    yield from _names(place, question, scenario)


def labels_of(scenario: Scenario) -> tuple[str, ...]:
    """Return what ``host_of`` can say in a scenario: a mediator, nobody, or that it did not come in time."""
    return (*scenario.seated("mediator"), NO_HOST, NEVER)


def _names(place: str, question: Question, scenario: Scenario) -> Iterator[Problem]:
    """Labels in a reading that its scenario does not have."""
    slots = [*scenario.issues, "ceasefire", "settlement"]
    for one in question.reading.simple():
        if question.reading.parts and one.is_label:
            yield Problem(f"{place}.reading", "has host_of in a part, must have it alone")
        for subject in (*one.subject, *([one.deal] if one.deal else [])):
            if subject not in slots:
                yield Problem(f"{place}.reading", f"no issue {shown(subject)}; {nearest(subject, slots)}")
        for via in one.via:
            if via not in scenario.actors:
                yield Problem(f"{place}.reading.via", f"no actor {shown(via)}; {nearest(via, scenario.actors)}")
