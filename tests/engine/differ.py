"""Play a run in both engines, keep the whole state after every step, and name the first thing that differs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from diplomacy_abm.engine.weeks import kernel
from diplomacy_abm.model import DiplomacyModel
from diplomacy_abm.phases.summary import SUMMARY
from diplomacy_abm.policies.registry import own_functions
from diplomacy_abm.scenario import Scenario
from diplomacy_abm.scenario.sample import first_set
from diplomacy_abm.state import ACTORS, EVENT_FIELDS, ISSUES, METRICS, SLOTS, STATE
from diplomacy_abm.tables import case_record, event_room, parameter_record, seed_words
from diplomacy_abm.vocabulary import CUSTOM


@dataclass(frozen=True)
class Trace:
    """A run with its whole state after each step: ``states[t]``, ``metrics[t]``, ``log[row]``, ``summary``."""

    states: np.ndarray
    metrics: np.ndarray
    log: np.ndarray
    summary: np.ndarray


@dataclass(frozen=True)
class Choice:
    """What is played: a scenario, and what a caller may replace in it."""

    scenario: Scenario
    seed: int = 0
    policies: Mapping[str, str] | None = None
    without: tuple[str, ...] = ()
    parameters: Mapping[str, object] | None = None

    def replaced(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)[2:]}


@dataclass(frozen=True)
class Difference:
    """Where two traces part: step, variable and place, and the two values as they are in the machine."""

    step: int
    variable: str
    place: str
    left: float
    right: float

    def __str__(self) -> str:
        at = f" of {self.place}" if self.place else ""
        return f"step {self.step}: {self.variable}{at} is {self.left!r} on the left, {self.right!r} on the right"


def mesa_trace(choice: Choice, run: int = 0) -> Trace:
    """Play one run in the Mesa model."""
    model = DiplomacyModel(choice.scenario, choice.seed, run, collect=False, **choice.replaced())
    states = []
    while not model.s.ended:
        model.step()
        states.append(model.s._array.copy())
    trace = Trace(
        np.concatenate(states), model.metrics[: model.now].copy(), model.events().copy(), model.summary()[0]
    )  # fmt: skip
    model.release()
    return trace


def batch_traces(choice: Choice, runs: Iterable[int] = (0,)) -> list[Trace]:
    """Play consecutive runs in the compiled loop."""
    wanted = list(runs)
    assert wanted == list(range(wanted[0], wanted[0] + len(wanted)))
    case = case_record(choice.scenario, choice.policies, choice.without)
    parameters = parameter_record(
        choice.scenario, choice.parameters, first_set(choice.scenario, choice.seed, wanted[0]), len(wanted)
    )
    n, horizon = len(wanted), int(case["horizon"][0])
    record, summary = np.zeros(1, STATE), np.zeros((n, len(SUMMARY)))
    steps = np.full((n, horizon, len(METRICS)), np.nan)
    logs = np.full((n, event_room(case), len(EVENT_FIELDS)), -1.0)
    counts = np.zeros(n, np.int64)
    snaps = np.zeros((n, horizon), STATE)
    custom = own_functions() if int(case["policy"].max()) >= CUSTOM else ()
    kernel(custom)(
        record, record.view(np.uint8), case, parameters, len(parameters) > 1, wanted[0], *seed_words(choice.seed),
        summary, steps, logs, counts, snaps,
    )  # fmt: skip
    ends = [int(row[SUMMARY.index("end_step")]) + 1 for row in summary]
    return [
        Trace(snaps[r, :end], steps[r, :end], logs[r, : counts[r]], summary[r]) for r, end in enumerate(ends)
    ]  # fmt: skip


def first_difference(scenario: Scenario, left: Trace, right: Trace) -> Difference | None:
    """Return the first step, variable and actor that differ in one bit or more, or None."""
    labels = list(scenario.actors)
    for step in range(min(len(left.states), len(right.states))):
        one, other = left.states[step], right.states[step]
        if one.tobytes() != other.tobytes():
            return next(_differences(labels, list(scenario.issues), step, one, other))
    if len(left.states) != len(right.states):
        return Difference(min(len(left.states), len(right.states)), "length", "", len(left.states), len(right.states))
    for name in ("metrics", "log", "summary"):
        one, other = getattr(left, name), getattr(right, name)
        if one.shape != other.shape:
            return Difference(-1, f"length of {name}", "", len(one), len(other))
        if one.tobytes() != other.tobytes():
            return _in_table(name, one, other)
    return None


def _differences(labels: list[str], issues: list[str], step: int, one: np.void, other: np.void) -> Iterator[Difference]:
    for name in STATE.names or ():
        a, b = np.atleast_1d(one[name]), np.atleast_1d(other[name])
        for index in np.argwhere(a.view(np.int64) != b.view(np.int64)):
            at = tuple(int(x) for x in index)
            place = _place(labels, issues, np.shape(one[name]), at)
            yield Difference(step, name, place, a[at].item(), b[at].item())


def _place(labels: list[str], issues: list[str], shape: tuple[int, ...], at: tuple[int, ...]) -> str:
    """Say an index in words: actors and issues by label, anything else by number."""
    agreements = ["settlement", "ceasefire", *issues]
    words = {ACTORS: labels, ISSUES: issues, SLOTS: agreements}
    parts = []
    for size, x in zip(shape, at, strict=False):
        known = words.get(size, [])
        parts.append(known[x] if x < len(known) else str(x))
    return ", ".join(parts)


def _in_table(name: str, one: np.ndarray, other: np.ndarray) -> Difference:
    """First cell that differs in the metrics, the log or the summary of a run."""
    columns = {"metrics": METRICS, "log": EVENT_FIELDS, "summary": SUMMARY}[name]
    a, b = np.atleast_2d(one), np.atleast_2d(other)
    row, column = np.argwhere(a.view(np.int64) != b.view(np.int64))[0]
    step = int(row) if name == "metrics" else int(a[row, 0]) if name == "log" else -1
    return Difference(step, f"{name}.{columns[column]}", "", a[row, column].item(), b[row, column].item())
