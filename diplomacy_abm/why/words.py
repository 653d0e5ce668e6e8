"""The answer to a why in words and tables."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from diplomacy_abm import phrases
from diplomacy_abm.narrate import told_event
from diplomacy_abm.results.card import ScenarioCard, card
from diplomacy_abm.why.changed import NUMBERS
from diplomacy_abm.why.choices import TERMS
from diplomacy_abm.why.flips import REACH

if TYPE_CHECKING:
    from diplomacy_abm.agents import Alternative
    from diplomacy_abm.why.answer import ChannelWhy, Why
    from diplomacy_abm.why.changed import Changed

MOST_OPTIONS = 10
"""Options of a menu that are shown, the best ones."""
MOST_FLIPS = 3
MOST_EVENTS = 4
_HEADS = {"circumstances": "line"}


def text(why: Why, width: int) -> str:
    """Return the answer, wrapped."""
    who = card(why.scenario)
    name = phrases.with_article(who.actor_name(why.actor))
    word = "week" if who.step_days == 7 else "step"
    when = f"{word} {why.week} ({why.date})"
    head = f"{phrases.sentence(name)[:-1]}, {when} of {who.title}, seed {why.seed}, run {why.run}."
    told = [head, *([f"Note: {why.note}"] if why.note else [])]
    if why.policy != "quantal":
        told.append(f"It plays {why.policy}; the chances are those of quantal response to the same values.")
    told.append("Values are in thousandths of what is at stake, over doing nothing; a value is the sum of its terms.")
    parts = [_wrapped(line, width) for line in told]
    if not why.channels:
        parts.append(_wrapped(f"{name} has no seat that lets it act.", width))
    if why.broke:
        kept = "Whether it keeps an agreement is no move of a menu: it is drawn from what keeping is worth to it."
        parts += ["", _wrapped(" ".join((*why.broke, kept)), width)]
    for one in why.channels:
        parts += ["", *_channel(who, one, width)]
        if why.yielded and one.channel == "mediation":
            parts.append(_wrapped(why.yielded, width))
    return "\n".join(parts)


def _channel(who: ScenarioCard, one: ChannelWhy, width: int) -> Iterator[str]:
    act = told_act(who, one.chosen.move, str(one.chosen.target or ""))
    yield _wrapped(f"{one.channel.capitalize()}: it chose to {act} (chance {_chance(one.chosen)}).", width)
    yield from _table(one, width)
    if len(one.menu) == 1:
        yield _wrapped("There was nothing else to choose from.", width)
        return
    yield _wrapped(_flips(who, one), width)
    if one.changed is not None:
        yield _wrapped(told_changed(who, one, one.changed), width)


def told_act(who: ScenarioCard, move: str, target: str) -> str:
    """Say what somebody would do, as it stands after "to"."""
    name = phrases.with_article(who.actor_name(target)) if target else ""
    return phrases.ACTS.get(move, move.replace("_", " ")).format(t=name)


def _chance(option: Alternative) -> str:
    chance = 100.0 * option.probability
    return f"{chance:.0f} %" if chance >= 0.5 else "< 0.5 %"


def _table(one: ChannelWhy, width: int) -> Iterator[str]:
    """Yield the menu, the best options first, with the terms that are not nothing."""
    shown = sorted(range(len(one.menu)), key=lambda x: -one.menu[x].value)[:MOST_OPTIONS]
    shown += [] if one.place in shown else [one.place]
    names = [name for name in TERMS if any(one.menu[x].terms[name] != 0.0 for x in shown)]
    rows = [["", "value", "chance", *(_HEADS.get(name, name) for name in names)]]
    for x in shown:
        option = one.menu[x]
        mark = ">" if x == one.place else " "
        terms = [_amount(option.terms[name]) if option.terms[name] != 0.0 else "·" for name in names]
        label = f"{mark} {option.move.replace('_', ' ')} {option.target or ''}".rstrip()
        rows.append([label, _amount(option.value), _chance(option), *terms])
    sizes = [max(len(row[x]) for row in rows) for x in range(len(rows[0]))]
    for row in rows:
        cells = [f"{row[0]:<{sizes[0]}}", *(f"{cell:>{size}}" for cell, size in zip(row[1:], sizes[1:], strict=True))]
        yield "  ".join(cells).rstrip()
    left = len(one.menu) - len(shown)
    if left:
        yield _wrapped(f"  and {left} more, none of them worth more than the last of these.", width)


def _amount(value: float) -> str:
    return f"{1000.0 * value:+.1f}"


def told_flips(who: ScenarioCard, one: ChannelWhy) -> str:
    """Say which input would have flipped the choice."""
    if one.usual is not None:
        return "A person chose this, and no number of the model would have flipped it."
    found = [
        f"{flip.name} at {flip.after:.2f} instead of {flip.before:.2f} (then it would "
        f"{told_act(who, flip.move, flip.target)})"
        for flip in one.flips[:MOST_FLIPS]
    ]
    if found:
        return f"With the same luck it would have chosen otherwise with {'; or with '.join(found)}."
    return f"No input of its own, moved by up to {REACH:.0f} of its usual spreads, would have changed that."


def _flips(who: ScenarioCard, one: ChannelWhy) -> str:
    """Say what would have flipped the choice, an input or the worth of the move."""
    told = [told_flips(who, one)]
    if one.margin is not None:
        loss = one.margin.before - one.margin.after
        told.append(
            f"The nearest change of a term: any of them {1000.0 * loss:.1f} lower{_largest(one.chosen.terms, loss)}, "
            f"and it would {told_act(who, one.margin.move, one.margin.target)}."
        )
    best = max(option.value for option in one.menu)
    if one.chosen.value < best:
        told.append(f"It was not its best move, which was worth {1000.0 * (best - one.chosen.value):.1f} more.")
    return " ".join(told)


def _largest(terms: Mapping[str, float], loss: float) -> str:
    """Name the largest term that speaks for a move, and where it would have to be."""
    name = max(terms, key=lambda term: terms[term])
    if terms[name] <= 0.0:
        return ""
    word = _HEADS.get(name, name)
    return f", such as its {word} term at {_amount(terms[name] - loss)} instead of {_amount(terms[name])}"


def told_changed(who: ScenarioCard, one: ChannelWhy, found: Changed) -> str:
    """Say how the run went on with the choice and without."""
    word = "weeks" if who.step_days == 7 else "steps"
    act = told_act(who, found.instead_move, found.instead_target)
    other = "its next best move" if one.usual in (None, one.place) else "what its own policy would have done"
    told = [f"Beside {other}, to {act}, under the same luck, {found.weeks} {word} on:"]
    for events, only in ((found.only_with, "only as it was"), (found.only_instead, "only with the other")):
        if events:
            told.append(f"{only}: {_events(who, events)};")
    names = {"A": who.sides["A"].label, "B": who.sides["B"].label}
    numbers = [f"{NUMBERS[name].format(**names)} {a:.3f} instead of {b:.3f}" for name, (a, b) in found.numbers.items()]
    if numbers:
        told.append(f"{', '.join(numbers)};")
    if len(told) == 1:
        told.append("nothing that shows.")
    return " ".join(told).rstrip(";.") + "."


def _events(who: ScenarioCard, events: Iterable[Mapping[str, Any]]) -> str:
    """Tell events, those that are the same once with all their weeks."""
    weeks: dict[str, list[str]] = {}
    for row in events:
        weeks.setdefault(told_event(who, row), []).append(str(row["step"] + 1))
    word = "week" if who.step_days == 7 else "step"
    told = [
        f"{what} ({word if len(when) == 1 else word + 's'} {phrases.listed(when)})"
        for what, when in list(weeks.items())[:MOST_EVENTS]
    ]
    more = len(weeks) - len(told)
    return ", ".join(told) + (f" and {more} more" if more else "")


def _wrapped(paragraph: str, width: int) -> str:
    return textwrap.fill(paragraph, width, break_long_words=False, break_on_hyphens=False)
