"""Asking a run why an actor did what it did in a week."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from diplomacy_abm.frames import dates
from diplomacy_abm.intake.arguments import whole
from diplomacy_abm.intake.clean import one_line
from diplomacy_abm.narrate import history
from diplomacy_abm.phrases import sentence, with_article
from diplomacy_abm.results.card import card
from diplomacy_abm.scenario.errors import actor_meant
from diplomacy_abm.why.again import again, difference
from diplomacy_abm.why.answer import ChannelWhy, Why
from diplomacy_abm.why.changed import changed
from diplomacy_abm.why.flips import Opening, flips, margin

if TYPE_CHECKING:
    from diplomacy_abm.agents import Alternative, StateAgent
    from diplomacy_abm.model import Choices, DiplomacyModel
    from diplomacy_abm.results import Run
    from diplomacy_abm.vocabulary import Channel

WEEKS_ON = 8
"""Weeks over which it is told what a choice changed."""

Heard = dict[Any, tuple[tuple[Any, ...], int]]
"""By channel the menu and the place of what was chosen."""


def why(run: Run, week: int, actor: str, weeks_on: int = WEEKS_ON) -> Why:
    """Say why an actor did what it did in a week.

    Parameters
    ----------
    run
        Played or read; it is played again up to the week, by the same seed and luck.
    week
        Counted from 1, as the history tells them.
    actor
        Label of the actor.
    weeks_on
        Weeks over which it is told what each choice changed, the week itself included.

    Returns
    -------
    Why
        By channel the menu with its terms, what would have flipped the choice, and what it changed.

    Raises
    ------
    ValueError
        In one line, for a week or an actor that the run does not have.
    """
    played = len(run.steps)
    word = "weeks" if card(run.scenario).step_days == 7 else "steps"
    number = whole(week, "week", 1, 10**6)
    if number > played:
        raise ValueError(f"week: {number} is out of range, the run has {played} {word}: must be from 1 to {played}")
    on = whole(weeks_on, "weeks_on", 1, 10**4)
    model = again(run, number - 1)
    note = difference(run, model)
    if model.now < number - 1:
        raise ValueError(f"week: played again the run ends after {model.now} {word}; {note}")
    agent = _agent(model, actor)
    answers = asked(model, agent.label, on)
    seats = model.dispute
    result = Why(
        scenario=seats, seed=run.seed, run=run.run, week=number, date=dates(seats, [number - 1])[0],
        actor=agent.label, policy=run.policies.get(agent.label, seats.actors[agent.label].policy), note=note,
        channels=answers, broke=_broke(run, number - 1, str(agent.label)),
        yielded=_yielded(run, number - 1, str(agent.label), answers),
    )  # fmt: skip
    model.release()
    return result


def asked(
    model: DiplomacyModel, actor: str, weeks_on: int = WEEKS_ON, outside: Choices | None = None
) -> tuple[ChannelWhy, ...]:
    """Say why an actor does what it does in the week before which a model stands; the week is opened.

    Parameters
    ----------
    model
        Before a week.
    actor, weeks_on
        As in :func:`why`.
    outside
        What people choose in this week, in the place of the actors' own choices. No input flips what a person chose;
        what it changed is told beside what the actor's own policy would have done.

    Raises
    ------
    ValueError
        In one line, for an actor that takes no part.
    """
    agent = _agent(model, actor)
    opening = Opening(model)
    heard: Heard = {}

    def listen(one: StateAgent, channel: Channel, place: int) -> None:
        if one is agent:
            heard[channel] = (tuple(one.listed()), place)

    model.listener = listen
    model.open_week()
    model.listener = None
    model.place(outside or {})
    own = (outside or {}).get(agent.label, {})
    opened, remembered = model._records[0].copy(), model.minds()
    return tuple(_answer(model, opening, agent, channel, (opened, remembered), heard, on=weeks_on, own=own.get(channel))
                 for channel in heard)  # fmt: skip


def _answer(
    model: DiplomacyModel, opening: Opening, agent: StateAgent, channel: Channel, opened: Any, heard: Heard, on: int,
    own: tuple[int, int] | None,
) -> ChannelWhy:  # fmt: skip
    """Answer for one channel; `own` is what a person chose on it."""
    menu, place = heard[channel]
    usual, loss, nearest = place, None, []
    if own is not None:
        place = next(x for x, option in enumerate(menu) if _choice(model, option) == own)
    else:
        taken = _choice(model, menu[place])
        loss = margin(opening, agent, channel, place, taken)
        nearest = flips(opening, agent, channel, taken)
    state, remembered = opened
    model._records[0][...] = state
    model.recall(remembered)
    others = [option for x, option in enumerate(menu) if x != place]
    followed = None
    if others:
        best = menu[usual] if usual != place else max(others, key=lambda option: option.value)
        words = (best.move, str(best.target or ""))
        followed = changed(model, agent.label, channel, _choice(model, best), words, on)
    return ChannelWhy(channel.name.lower(), menu, place, loss, tuple(nearest), followed, None if own is None else usual)


def _broke(run: Run, step: int, actor: str) -> tuple[str, ...]:
    """Return what an actor broke in a step, with the cause that the history gives."""
    found = [turn for turn in history(run).turns if (turn.step, turn.kind, turn.actor) == (step, "breach", actor)]
    return tuple(f"{turn.text} Why – {sentence(turn.cause)}" if turn.cause else turn.text for turn in found)


def _yielded(run: Run, step: int, actor: str, answers: tuple[ChannelWhy, ...]) -> str:
    """Return to whom a mediator left what it had chosen: of several invitations or texts in a week one is taken up."""
    for one in answers:
        if one.channel == "mediation" and one.chosen.move in ("convene", "formulate"):
            here = run.events[(run.events["step"] == step) & (run.events["move"] == one.chosen.move)]
            first = [str(label) for label in here["actor"]]
            if first and actor not in first:
                what = "invitations" if one.chosen.move == "convene" else "texts"
                name = with_article(card(run.scenario).actor_name(first[0]))
                return f"It was not taken up: of the {what} of this week that of {name} was, whom both trust more."
    return ""


def _choice(model: DiplomacyModel, option: Alternative) -> tuple[int, int]:
    from diplomacy_abm.moves import catalogue

    row = next(x for x, move in enumerate(catalogue()) if move.name == option.move)
    return row, [*map(str, model.labels)].index(option.target) if option.target else -1


def _agent(model: DiplomacyModel, actor: object) -> StateAgent:
    """Return the agent of a label."""
    label = one_line(actor, 60)
    found: dict[str, Any] = {str(agent.label): agent for agent in model.agents}
    if label not in found:
        absent = label in map(str, model.labels)
        names = {one: model.dispute.actors[one].name for one in found}
        meant = "" if absent else actor_meant(label, names)
        hint = meant or f"choose from {', '.join(found)}"
        told = "takes no part in this run" if absent else "is not in this run"
        raise ValueError(f"actor: {label!r} {told}; {hint}")
    return found[label]
