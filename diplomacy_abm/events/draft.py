"""A first scenario from aggregates of events: what they can say is filled in, the rest is marked for editing."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from diplomacy_abm.events.actors import name_of
from diplomacy_abm.events.aggregate import periods
from diplomacy_abm.events.starting import FEWEST, Interval, Mean, means

if TYPE_CHECKING:
    import pandas as pd

Means = Mapping[tuple[str, str], Mean]

_LABEL = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,31}")
_EDIT = "judgement: a placeholder of this draft; put yours here"


def draft(name: str, table: pd.DataFrame, actors: Sequence[str], origin: str) -> str:
    """Return the commented text of a scenario from aggregates.

    The first two actors are the parties that fight, the first leads side A; `origin` says where the events are from.
    ValueError in one line if there are fewer than two actors, a label cannot stand in a scenario, or the parties' acts
    on each other are too few.
    """
    if len(actors) < 2:
        raise ValueError(f"a scenario needs at least two actors, the first two its parties; given: {', '.join(actors)}")
    for label in actors:
        if not _LABEL.fullmatch(label):
            raise ValueError(f"actor {label!r} is no label of a scenario: a letter, then letters, digits, '-' or '_'")
    known = means(table, actors)
    one, two = actors[0], actors[1]
    if (one, two) not in known and (two, one) not in known:
        raise ValueError(
            f"the events hold fewer than {FEWEST} weighted acts of {one} and {two} on each other; "
            "the first two actors must be the parties that fight"
        )
    return "\n".join(_lines(name, table, actors, known, origin)) + "\n"


def _text(value: str) -> str:
    """Return a TOML string; JSON's escapes are TOML's."""
    return json.dumps(value, ensure_ascii=False)


def _lines(name: str, table: pd.DataFrame, actors: Sequence[str], known: Means, origin: str) -> Iterator[str]:
    first, last = _span(table)
    one, two = actors[0], actors[1]
    yield f"# {name_of(one)} and {name_of(two)}, begun from coded events."
    yield "#"
    yield f"# Events: {origin}, {first} to {last}, by the {table['every'].iloc[0]}."
    yield "# Trust and escalation come from the mean Goldstein weight of what each did to the other; the rule and its"
    yield "# limits: docs/event-data.md. Everything else is a placeholder: search for EDIT. Every key, its unit and its"
    yield "# range: docs/scenario-files.md."
    yield from _rival(table, actors)
    yield from _header(name, one, two, last, origin)
    for side, label in (("A", one), ("B", two)):
        yield from ("", f"[sides.{side}]", f"lead = {_text(label)}", f"label = {_text(name_of(label))}")
    yield from ("", "# EDIT: what they fight over. 1 is what side A wants, 0 what side B wants.")
    yield from ("", "[issues.dispute]")
    yield 'label = "What they fight over"'
    for side, label, enemy in (("A", one, two), ("B", two, one)):
        yield from _party(side, label, known.get((label, enemy)), origin)
    for label in actors[2:]:
        yield from _other(label, one, two, known, origin)
    yield from _relations(actors, known, origin)


def _span(table: pd.DataFrame) -> tuple[dt.date, dt.date]:
    """Return the first day of the first period and the last day of the last."""
    index = periods(table)
    every = str(table["every"].iloc[0])
    first, last = index[0].date(), index[-1].date()
    if every == "month":
        later = (last.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
        return first, later - dt.timedelta(days=1)
    return first, last + dt.timedelta(days=6 if every == "week" else 0)


def _rival(table: pd.DataFrame, actors: Sequence[str]) -> Iterator[str]:
    """Yield a warning where another pair than the first two has more material conflict."""
    fights = table.groupby(["source", "target"])["material_conflict"].sum()
    both = {
        (one, two): int(fights.get((one, two), 0)) + int(fights.get((two, one), 0))
        for place, one in enumerate(actors)
        for two in actors[place + 1 :]
    }
    chosen = (actors[0], actors[1])
    most = max(both, key=lambda pair: both[pair])
    if both[most] > both[chosen]:
        yield "#"
        yield f"# Note: {most[0]} and {most[1]} have more material conflict ({both[most]} acts) than the parties of"
        yield f"# this draft, the first two actors named ({both[chosen]} acts)."


def _header(name: str, one: str, two: str, last: dt.date, origin: str) -> Iterator[str]:
    yield from ("", "[scenario]", f"name = {_text(name)}")
    yield f"title = {_text(f'{name_of(one)} and {name_of(two)}, a draft from coded events')}"
    yield 'question = ""                   # EDIT'
    yield f"start = {last + dt.timedelta(days=1)}              # the day after the last period of the events"
    yield from ("step_days = 7", "horizon = 104", "seed = 1")
    yield f"description = {_text(f'A draft made by diplomacy-abm scenarios new from {origin}.')}"


def _party(side: str, label: str, mean: Mean | None, origin: str) -> Iterator[str]:
    yield from ("", f"[actors.{label}]", f"name = {_text(name_of(label))}", 'seats = ["party"]', f'side = "{side}"')
    yield "capability = 1.0                # EDIT: strength in the theatre; only the ratio of the sides matters"
    yield "cost = 0.13                     # EDIT: what war costs it, as a share of the stake"
    yield "cost_sd = 0.05                  # EDIT: how uncertain the others are about that cost"
    yield "hawkishness = 0.5               # EDIT"
    yield f"positions = {{ dispute = {1.0 if side == 'A' else 0.0} }}"
    yield "salience = { dispute = 1.0 }"
    if mean:
        yield f"escalation_rest = {mean.escalation:.2f}          # as it began; EDIT where it would settle by itself"
        yield f"sources.escalation_rest = {_text(_source(mean, '-mean/10', mean.escalation_interval, origin))}"
    yield f"sources.default = {_text(_EDIT)}"


def _other(label: str, one: str, two: str, known: Means, origin: str) -> Iterator[str]:
    """Yield an actor who does not fight; its seat follows from whom it was friendly to."""
    toward = {party: known.get((label, party)) for party in (one, two)}
    yield from ("", f"[actors.{label}]", f"name = {_text(name_of(label))}")
    friends = [party for party, mean in toward.items() if mean and mean.value > 0]
    foes = [party for party, mean in toward.items() if mean and mean.value < 0]
    if len(friends) == 2:
        yield from _mediator(toward[one], toward[two], known, origin)
    elif friends and foes:
        mean = toward[friends[0]]
        assert mean is not None
        low_high = mean.interval and (mean.interval[0] / 10, mean.interval[1] / 10)
        yield 'seats = ["patron"]              # EDIT: friendly to one party and hostile to the other'
        yield f"support = {{ {friends[0]} = {min(1.0, mean.value / 10):.2f} }}"
        yield f"sources.support = {_text(_source(mean, 'mean/10', low_high or None, origin))}"
    else:
        yield 'seats = ["observer"]            # EDIT: the events say too little, or are not friendly to any party'


def _mediator(to_one: Mean | None, to_two: Mean | None, known: Means, origin: str) -> Iterator[str]:
    assert to_one is not None
    assert to_two is not None
    means_ = (to_one, to_two)
    bias = max(-1.0, min(1.0, (to_one.value - to_two.value) / 20))
    yield 'seats = ["mediator"]            # EDIT: friendly to both parties'
    parties = [mean.target for mean in means_]
    yield f"leverage = {{ {parties[0]} = 0.02, {parties[1]} = 0.02 }}   # EDIT: what it can offer or withhold"
    yield f"credibility = {{ {', '.join(f'{mean.target} = {mean.trust:.2f}' for mean in means_)} }}"
    yield f"bias = {bias:.2f}"
    yield "accuracy = 0.6                  # EDIT: chance that what it learns of a party is right; 0.5 is nothing"
    said = "; ".join(_source(mean, "½ + mean/20, as trust", mean.trust_interval, origin) for mean in means_)
    yield f"sources.credibility = {_text(said)}"
    yield f"sources.bias = {_text(f'half the difference of the two means over ten, a judgement; {origin}')}"
    yield f"sources.default = {_text(_EDIT)}"


def _relations(actors: Sequence[str], known: Means, origin: str) -> Iterator[str]:
    enemies = {(actors[0], actors[1]), (actors[1], actors[0])}
    yield from ("", "# How they see each other: relations.I.J is what I thinks of J and does to J.")
    for one in actors:
        for other in actors:
            back, forth = known.get((other, one)), known.get((one, other))
            if back is None and not (forth and (one, other) in enemies):
                continue
            yield from ("", f"[relations.{one}.{other}]")
            if back:
                yield f"trust = {back.trust:.2f}{_within(back.trust_interval)}"
                yield f"sources.trust = {_text(_source(back, '½ + mean/20', back.trust_interval, origin))}"
            if forth and (one, other) in enemies:
                yield f"escalation = {forth.escalation:.2f}{_within(forth.escalation_interval)}"
                yield f"sources.escalation = {_text(_source(forth, '-mean/10', forth.escalation_interval, origin))}"


def _within(interval: Interval | None) -> str:
    return f"                    # 95 % interval: {interval[0]:.2f} to {interval[1]:.2f}" if interval else ""


def _source(mean: Mean, rule: str, interval: Interval | None, origin: str) -> str:
    within = ", too few periods for an interval"
    if interval:
        within = f", 95 % interval of the value {interval[0]:.2f} to {interval[1]:.2f}"
    return (
        f"{origin}: mean Goldstein weight {mean.value:+.2f} over {mean.events} acts of {mean.source} toward "
        f"{mean.target}{within}; {rule}, a judgement (docs/event-data.md)"
    )
