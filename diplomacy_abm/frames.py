"""From the arrays of a run to labelled, tidy frames."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from diplomacy_abm.moves import catalogue
from diplomacy_abm.phases.choose import POLICY_FAULT
from diplomacy_abm.phases.record import ACTOR_FAULT
from diplomacy_abm.phases.summary import SUMMARY
from diplomacy_abm.scenario.sample import first_set, sets_in, sets_of_runs
from diplomacy_abm.state import FIRST_ISSUE_SLOT, GRID, METRICS, PIPELINE_SUBJECT, EventField
from diplomacy_abm.vocabulary import OUTCOME_NAMES, Effect, Line, Outcome, TalkForm

if TYPE_CHECKING:
    from diplomacy_abm.scenario import Scenario

WHOLE = {
    "track", "form", "missiles", "drones", "deals", "ceasefire", "settlement", "end_step", "track_max",
    "track_max_step", "first_contact", "first_early", "first_formal", "rounds", "talk_weeks",
    "talk_weeks_with_strikes", "exchanges", "ceasefires", "first_ceasefire", "ceasefire_weeks", "settlements",
    "first_settlement", "first_breach", "partial_deals", "first_partial", "partial_weeks", "breaches",
    "ceasefire_stood", "settlement_stood", "draw",
}  # fmt: skip
"""Columns that hold whole numbers."""

ACTOR_VARIABLES = (
    "capability", "hurt", "weariness", "standing", "guarantee", "power_mean", "power_var", "chance", "demand", "tired",
)  # fmt: skip
"""Of a party: `chance` is side A's chance to prevail as the party sees it."""
LINE_VARIABLES = tuple(f"line.{line.name.lower()}" for line in Line)
"""Lines of policy, of those on whose moves they bear."""


def lines_of(scenario: Scenario, label: str) -> tuple[Line, ...]:
    """Lines of policy that bear on what an actor does, by its seats."""
    actor = scenario.actors[label]
    lead = label in {side.lead for side in scenario.sides.values()}
    held = {
        Line.FIGHT: actor.is_party, Line.TALK: lead, Line.EXCHANGE: lead, Line.ENGAGE: "mediator" in actor.seats,
        Line.AID: "patron" in actor.seats, Line.COERCE: "patron" in actor.seats,
    }  # fmt: skip
    return tuple(line for line in Line if held[line])


def dates(scenario: Scenario, steps: Sequence[int] | np.ndarray) -> list[str]:
    """Dates (ISO) on which steps begin."""
    start, days = scenario.scenario.start, scenario.scenario.step_days
    return [(start + dt.timedelta(days=int(step) * days)).isoformat() for step in steps]


def events_frame(scenario: Scenario, log: np.ndarray) -> pd.DataFrame:
    """Label an event log of shape (events, 8), columns as in ``state.EVENT_FIELDS``."""
    labels = [*scenario.actors, ""]
    moves = catalogue()
    rows = log[:, :6].astype(int)
    step, actor, target, move, accepted, _ = rows.T if len(rows) else np.zeros((6, 0), dtype=int)
    return pd.DataFrame(
        {
            "step": step,
            "date": dates(scenario, step),
            "actor": [labels[i] for i in actor],
            "target": [labels[i] for i in target],
            "channel": [moves[x].channel.name.lower() for x in move],
            "move": [moves[x].name for x in move],
            "cameo": [moves[x].cameo for x in move],
            "goldstein": [moves[x].goldstein for x in move],
            "accepted": [{1: "yes", 0: "no"}.get(x, "") for x in accepted],
            "subject": [_subject(scenario, moves[x].effect, row) for x, row in zip(move, log, strict=True)],
            "via": [
                "" if moves[x].effect == Effect.EXOGENOUS else labels[int(row[EventField.VIA])]
                for x, row in zip(move, log, strict=True)
            ],
            "value": log[:, EventField.VALUE] if len(log) else np.zeros(0),
        }
    )


def _subject(scenario: Scenario, effect: Effect, row: np.ndarray) -> str:
    code, via = int(row[EventField.SUBJECT]), int(row[EventField.VIA])
    if effect == Effect.EXOGENOUS:
        return scenario.events[via].label
    if effect == Effect.ROUND:
        return TalkForm(code).name.lower()
    if effect == Effect.END:
        return OUTCOME_NAMES[Outcome(code)]
    if code < 0:
        return ""
    if code >= PIPELINE_SUBJECT:
        return scenario.pipelines[code - PIPELINE_SUBJECT].label
    return ("settlement", "ceasefire", *scenario.issues)[code]


def steps_frame(scenario: Scenario, metrics: np.ndarray) -> pd.DataFrame:
    """Label the metrics of one run, shape (steps, len(METRICS))."""
    frame = pd.DataFrame(metrics, columns=list(METRICS))
    frame["form"] = [TalkForm(int(x)).name.lower() for x in frame["form"]]
    for name in WHOLE & set(METRICS) - {"form"}:
        frame[name] = frame[name].astype(int)
    frame.insert(0, "date", dates(scenario, range(len(frame))))
    frame.insert(0, "step", range(len(frame)))
    return frame


def runs_frame(
    scenario: Scenario, seed: int, first: int, summary: np.ndarray, reasons: Sequence[str] | None = None
) -> pd.DataFrame:
    """Label the summaries of runs ``first, first + 1, …``, shape (runs, len(SUMMARY)).

    A run with a reason in `reasons`, or with a fault in its summary, is a failed row. Where the scenario names a sample
    of parameters, ``draw`` says which set a run took.
    """
    labels = [*scenario.actors, ""]
    frame = pd.DataFrame(summary, columns=list(SUMMARY))
    fault = frame.pop("fault").astype(int)
    told = [_fault(code, labels) for code in fault]
    if reasons is not None:
        told = [given or own for given, own in zip(reasons, told, strict=True)]
    bad = np.array([text != "" for text in told], dtype=bool)
    outcome = [OUTCOME_NAMES[Outcome(int(x))] if x >= 0 else "" for x in frame["outcome"]]
    frame["outcome"] = ["" if failed else name for failed, name in zip(bad, outcome, strict=True)]
    for name in WHOLE & set(frame.columns):
        frame[name] = frame[name].astype(int)
    frame["first_formal_form"] = [TalkForm(max(int(x), 0)).name.lower() for x in frame["first_formal_form"]]
    frame["first_formal_host"] = [labels[int(x)] for x in frame["first_formal_host"]]
    frame.insert(0, "reason", told)
    frame.insert(0, "status", np.where(bad, "failed", "ok"))
    sets = sets_in(scenario)
    if sets:
        frame.insert(0, "draw", sets_of_runs(sets, len(frame), first_set(scenario, seed, first)))
    frame.insert(0, "seed", seed)
    frame.insert(0, "run", np.arange(first, first + len(frame)))
    return frame


def _fault(code: int, labels: Sequence[str]) -> str:
    if code == POLICY_FAULT:
        return "a policy returned an index off its menu"
    if code >= ACTOR_FAULT:
        return f"a quantity of {labels[code - ACTOR_FAULT]} is not a number or left its bounds"
    return f"{METRICS[code - 1]} is not a number or left its bounds" if code > 0 else ""


def state_rows(scenario: Scenario, step: int, state: Any) -> list[tuple[int, str, str, str, str, float]]:
    """Tidy rows (step, date, variable, actor, target, value) of a state record or its view."""
    from diplomacy_abm.rules.mediation import credibility
    from diplomacy_abm.rules.numeric import logistic

    labels = list(scenario.actors)
    date = dates(scenario, [step])[0]
    rows: list[tuple[int, str, str, str, str, float]] = []
    slots = ("settlement", "ceasefire", *scenario.issues)
    held = [a for a in range(FIRST_ISSUE_SLOT + len(scenario.issues)) if state.on[a] == 1]
    for i, one in enumerate(labels):
        actor = scenario.actors[one]
        if actor.is_party:
            for name in ACTOR_VARIABLES:
                field = "guaranteed" if name == "guarantee" else name
                rows.append((step, date, name, one, "", float(getattr(state, field)[i])))
            rows += [(step, date, f"leaning.{slots[a]}", one, "", float(state.leaning[a, i])) for a in held]
        rows += [
            (step, date, LINE_VARIABLES[line], one, "", float(state.line[i, line])) for line in lines_of(scenario, one)
        ]
        for j, other in enumerate(labels):
            if scenario.enemies(one, other):
                rows.append((step, date, "trust", one, other, logistic(float(state.trust[i, j]))))
                rows.append((step, date, "escalation", one, other, float(state.escalation[i, j]) * float(state.ground)))
            if "patron" in actor.seats and other in actor.alignment:
                rows.append((step, date, "support", one, other, float(state.support[i, j])))
            if other in actor.leverage:
                rows.append((step, date, "leverage", one, other, float(state.leverage[i, j])))
            if other in actor.credibility:
                value = credibility(float(state.reliable[j, i]), float(state.unreliable[j, i]))
                rows.append((step, date, "credibility", one, other, value))
    return rows


def packages_frame(scenario: Scenario, state: Any) -> pd.DataFrame:
    """Label the packages on the contract curve: position on each issue (columns) by level of concession (index)."""
    table = np.asarray(state.package)[:, : len(scenario.issues)].copy()
    levels = np.arange(GRID) / (GRID - 1.0)
    return pd.DataFrame(table, columns=list(scenario.issues), index=pd.Index(levels, name="level"))


def state_frame(rows: list[tuple[int, str, str, str, str, float]]) -> pd.DataFrame:
    """Collect the rows of all steps."""
    return pd.DataFrame(rows, columns=["step", "date", "variable", "actor", "target", "value"])


def summary_of(frame: pd.DataFrame) -> Mapping[str, Any]:
    """Turn a frame of one run into a plain mapping."""
    row = frame.iloc[0].to_dict()
    return {str(name): value.item() if hasattr(value, "item") else value for name, value in row.items()}
