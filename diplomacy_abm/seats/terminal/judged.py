"""How a person did, in words and tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from diplomacy_abm.seats.terminal.sheet import name_of, plain

if TYPE_CHECKING:
    from diplomacy_abm.results import Run
    from diplomacy_abm.scenario import Scenario
    from diplomacy_abm.seats.verdict import Parting, Verdict

_MOST = 4
"""Events of a parting that are told."""


def ending(run: Run) -> Text:
    """Tell how the run ended."""
    from diplomacy_abm.narrate import outcome

    return Text(outcome(run))


def judged(run: Run, found: Verdict) -> Iterator[Any]:
    """Tell how the run compares with those of the own policy."""
    policy = run.policies.get(found.actor, run.scenario.actors[found.actor].policy)
    who, n = name_of(run.scenario, found.actor), len(found.scores)
    yield Text(
        f"Your goal score as {who} is {found.score.total:.3f} of 1. In {n:,} runs with the policy {policy} in your "
        f"seat it is {found.scores.mean():.3f} on average; {found.percentile:.0f} % of them score lower than you."
    )
    yield levels(found, policy)
    yield outcomes(run, found, policy)
    same = _ended(run, found.same_luck.summary["outcome"])
    yield Text(f"The same luck with the policy {policy} in your seat: {same}, goal score {found.same_score.total:.3f}.")
    yield Text(parted(run.scenario, found.parting, policy))


def _ended(run: Run, outcome: str) -> str:
    """Name an outcome class by the names of the sides."""
    from diplomacy_abm.results.sides import sides_of, worded

    return worded(outcome, sides_of(run.scenario))


def levels(found: Verdict, policy: str) -> Table:
    """Set the goals side by side: weight, yours, the own policy's mean."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("goal", "weight", "you", f"{policy} (mean)", "same luck"):
        table.add_column(heading, justify="left" if heading == "goal" else "right")
    for goal, weight in sorted(found.score.weights.items(), key=lambda item: -item[1]):
        table.add_row(
            goal, f"{100 * weight:.0f} %", f"{found.score.levels[goal]:.3f}", f"{found.levels[goal]:.3f}",
            f"{found.same_score.levels[goal]:.3f}",
        )  # fmt: skip
    return table


def outcomes(run: Run, found: Verdict, policy: str) -> Table:
    """List how often each outcome comes about, yours marked."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("outcome")
    table.add_column(f"share with {policy}", justify="right")
    table.add_column("")
    yours = run.summary["outcome"]
    for outcome in dict.fromkeys([*found.outcomes, yours]):
        share = found.outcomes.get(outcome, 0.0)
        table.add_row(_ended(run, outcome), f"{100 * share:.1f} %", "← yours" if outcome == yours else "")
    return table


def parted(scenario: Scenario, found: Parting | None, policy: str) -> str:
    """Say where the two histories part, and over what."""
    if found is None:
        return f"Your run and that of {policy} are the same to the last event."
    word = "week" if scenario.scenario.step_days == 7 else "step"
    yours, theirs = (_told(scenario, events) for events in (found.own, found.other))
    return (
        f"The two histories part in {word} {found.step + 1} ({found.date}). "
        f"Only in yours: {yours}. Only in the other: {theirs}."
    )


def _told(scenario: Scenario, events: Any) -> str:
    if not events:
        return "nothing"
    told = [_event(scenario, event) for event in events[:_MOST]]
    more = len(events) - len(told)
    return "; ".join(told) + (f"; and {more} more" if more else "")


def _event(scenario: Scenario, event: Any) -> str:
    actor = f"{name_of(scenario, event['actor'])}: " if event["actor"] else ""
    target = f" → {name_of(scenario, event['target'])}" if event["target"] else ""
    subject = f" ({plain(event['subject'])})" if event["subject"] else ""
    return f"{actor}{plain(event['move'])}{target}{subject}"
