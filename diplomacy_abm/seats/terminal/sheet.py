"""What a person at a seat reads, as tables and paragraphs for rich; nothing here asks or decides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from diplomacy_abm.seats.briefing import Briefing, Option, meanings_of
from diplomacy_abm.vocabulary import Track

if TYPE_CHECKING:
    from diplomacy_abm.results import Run
    from diplomacy_abm.scenario import Scenario

MOST_TOLD = 8
"""Paragraphs of news told at once."""

_PARTY_COLUMNS = (
    ("burden", "burden"), ("standing", "standing"), ("attendance", "comes"), ("support", "support"),
    ("capability", "strength"), ("due", "due"), ("guaranteed", "covered"),
)  # fmt: skip
"""What the table of parties shows of each, and under which short heading."""

_YOUR_SUPPORT = "your support of this party (0-1)"

_SHARES = {
    "front", "chance_a", "prospect", "attendance", "support", "sanctions", "guaranteed", "trust", "credibility",
    "best_chance", "intensity",
}  # fmt: skip


def number(name: str, value: float) -> str:
    """Write a number of a briefing: shares in per cent, the others with as many digits as they need."""
    if name in _SHARES:
        return f"{100 * value:.0f} %"
    return f"{value:.3f}" if abs(value) < 0.1 else f"{value:.2f}"


def shown(scenario: Scenario, name: str, value: Any) -> str:
    """Write any value of the public part of a briefing."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return number(name, value)
    return name_of(scenario, value) if name == "host" else plain(str(value))


def plain(word: str) -> str:
    """Write a name of the catalogue as words."""
    return word.replace("_", " ")


def name_of(scenario: Scenario, label: str | None) -> str:
    """Return the name of an actor, or nobody."""
    return scenario.actors[label].name if label in scenario.actors else "nobody"


def week_number(scenario: Scenario, briefing: Briefing) -> str:
    """Say which week of how many it is."""
    word = "Week" if scenario.scenario.step_days == 7 else "Step"
    return f"{word} {briefing.step + 1} of {scenario.scenario.horizon} · {briefing.date}"


def news(run: Run, label: str, weeks: int) -> list[str]:
    """Tell the last weeks of a run as an actor could see them, at most :data:`MOST_TOLD` paragraphs."""
    from diplomacy_abm.narrate import story

    if weeks < 1 or len(run.steps) == 0:
        return []
    events = run.events
    hidden = (events["move"] == "message") & (events["actor"] != label) & (events["target"] != label)
    told = story(replace(run, events=events[~hidden]))[1:-1][-weeks:]
    left = len(told) - MOST_TOLD
    return [f"… {left} earlier paragraphs are left out …", *told[-MOST_TOLD:]] if left > 1 else told


def situation(scenario: Scenario, briefing: Briefing) -> Iterator[Any]:
    """Give what everybody knows, in a line and a table."""
    public = briefing.public
    track = Track[public["track"].upper()].name.lower()
    side_a = scenario.sides["A"].label
    parts = [f"Talks: {plain(track)}"]
    if public["host"]:
        hosting = "session hosted by" if public["in_session"] else "invitation of"
        parts.append(f"{hosting} {name_of(scenario, public['host'])}")
    parts.append(f"front: {number('front', public['front'])} held by {side_a}{', stuck' if public['stuck'] else ''}")
    parts.append(f"chance that {side_a} prevails: {number('chance_a', public['chance_a'])}")
    parts.append(f"intensity of fighting: {public['intensity']:.2f}")
    yield Text(" · ".join(parts))
    yield parties(scenario, public["parties"])
    for deal in briefing.agreements:
        yield Text(agreement(scenario, deal))


def parties(scenario: Scenario, views: Mapping[str, Mapping[str, Any]]) -> Table:
    """Set the parties side by side."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("party", min_width=8)
    for _, heading in _PARTY_COLUMNS:
        table.add_column(heading, justify="right")
    for label, view in views.items():
        table.add_row(name_of(scenario, label), *(number(name, view[name]) for name, _ in _PARTY_COLUMNS))
    return table


def agreement(scenario: Scenario, deal: Mapping[str, Any]) -> str:
    """Say in a line what is in force."""
    subject = deal["subject"]
    what = f"deal on {scenario.issues[subject].label}" if subject in scenario.issues else subject
    from diplomacy_abm.narrate.names import covered

    word = "week" if scenario.scenario.step_days == 7 else "step"
    until = f" until {word} {deal['until'] + 1}" if deal["until"] > 0 else ""
    since = f"since {word} {deal['since'] + 1}" if deal["since"] > 0 else "since the start"
    state = "suspended" if deal["suspended"] else "in force"
    by = f", in the name of {name_of(scenario, deal['mediator'])}" if deal["mediator"] else ""
    violence = covered(scenario, subject)
    covers = f"; it covers {violence}" if violence else ""
    return f"{what[:1].upper()}{what[1:]}: {state} {since}{until}{by}{covers}."


def own(scenario: Scenario, briefing: Briefing) -> Table:
    """Give what only this actor knows."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(min_width=24)
    table.add_column(justify="right")
    table.add_column(style="dim")
    said = meanings_of(scenario)
    for name, value in briefing.own.items():
        if name != "toward":
            table.add_row(plain(name), number(name, value), said[name])
    for other, relation in briefing.own["toward"].items():
        for name, value in relation.items():
            meaning = _YOUR_SUPPORT if name == "support" else said[name]
            table.add_row(f"{plain(name)}, {name_of(scenario, other)}", number(name, value), meaning)
    return table


def meanings(scenario: Scenario, briefing: Briefing) -> Table:
    """Say what the words of the public part mean, with their numbers."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(min_width=24)
    table.add_column(justify="right")
    table.add_column(style="dim")
    said = meanings_of(scenario)
    for name, value in briefing.public.items():
        if name != "parties":
            table.add_row(plain(name), shown(scenario, name, value), said[name])
    first = next(iter(briefing.public["parties"].values()))
    headings = dict(_PARTY_COLUMNS)
    for name in first:
        if name != "side":
            table.add_row(headings.get(name, plain(name)), "", said[name])
    return table


def goals(scenario: Scenario, label: str) -> Text:
    """Say what counts in the goal score of an actor, the weightiest first."""
    from diplomacy_abm.seats.score import goal_weights

    weights = sorted(goal_weights(scenario, label).items(), key=lambda item: -item[1])
    return Text("What counts for you: " + ", ".join(f"{name} {100 * weight:.0f} %" for name, weight in weights) + ".")


def menu(scenario: Scenario, options: Iterable[Option], default: int, advised: bool) -> Table:
    """List the moves that are open, with what they mean and, when asked, what they are worth."""
    table = Table(box=None, pad_edge=False, show_header=advised, header_style="dim")
    table.add_column("", justify="right", style="bold")
    table.add_column("move", min_width=12)
    if advised:
        table.add_column("worth", justify="right")
        table.add_column("chance", justify="right")
    table.add_column("" if not advised else "meaning", style="dim")
    before = None
    for place, option in enumerate(options):
        target = f" → {name_of(scenario, option.target)}" if option.target else ""
        cells = [str(place), f"{plain(option.move)}{target}"]
        if advised:
            mark = " ←" if place == default else ""
            cells += [f"{option.value:+.3f}", f"{100 * option.probability:.0f} %{mark}"]
        # several targets of one move share its meaning
        table.add_row(*cells, option.meaning if option.move != before else "")
        before = option.move
    return table
