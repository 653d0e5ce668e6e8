"""Turning points of a run: what happened, who brokered it, what moved whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from diplomacy_abm.moves import Kind, catalogue
from diplomacy_abm.narrate.agreements import Agreement, agreements
from diplomacy_abm.narrate.brokers import Brokers
from diplomacy_abm.narrate.causes import Causes
from diplomacy_abm.narrate.fronts import reversals
from diplomacy_abm.narrate.names import Names, rows_of
from diplomacy_abm.narrate.sessions import sessions
from diplomacy_abm.phrases import listed, sentence
from diplomacy_abm.results.card import card
from diplomacy_abm.vocabulary import Channel

if TYPE_CHECKING:
    from diplomacy_abm.results import Run

LONG = 26
"""Steps after which the same act of a backer is news again."""

STANDS = 3
"""Steps for which an invitation stands."""

Event = dict[str, Any]


@dataclass(frozen=True)
class Turn:
    """A turning point.

    Parameters
    ----------
    step : int
        When, counted from 0.
    kind : str
        What kind of turning point: contact, sounding, invitation, talks, offer, deal, breach, end of a deal, front,
        backer, leader, event, victory.
    text : str
        What happened, a sentence or more.
    cause : str
        What moved whom; empty where nothing is known.
    broker : str
        Who brokered it and by what; empty where nobody did.
    actor : str
        Label of whose choice it was, for a why; empty where it was nobody's.
    """

    step: int
    kind: str
    text: str
    cause: str = ""
    broker: str = ""
    actor: str = ""


class Tellings:
    """What the finders of turning points share.

    Parameters
    ----------
    run : Run
        With or without choices and packages; without them causes and terms are left out.
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        self.names = Names(card(run.scenario))
        self.events: list[Event] = rows_of(run.events)
        self.causes = Causes(run.choices, self.names.name)
        self.brokers = Brokers(self.names, self.events)
        self.leads = [side.lead for side in self.names.who.sides.values()]

    def of(self, *moves: str) -> list[Event]:
        """Return the events of some kinds."""
        return [event for event in self.events if event["move"] in moves]

    def moved(self, step: int, actor: str, channel: str, *moves: str, own: bool = False) -> str:
        """Say what moved an actor to one of some moves, with its name."""
        why = self.causes.told(step, actor, channel, *moves, own=own)
        return f"{self.names.name(actor)}: {why}" if why else ""


def turns(run: Run) -> list[Turn]:
    """Return the turning points of a run in their order."""
    told = Tellings(run)
    found = [
        *_contact(told), *_soundings(told), *_invitations(told), *sessions(told), *_deals(told), *_backers(told),
        *_leaders(told), *_outside(told), *reversals(told), *_victory(told),
    ]  # fmt: skip
    return sorted(found, key=lambda turn: turn.step)


def _contact(told: Tellings) -> list[Turn]:
    """The first week in which the sides are in contact, if they were not from the start."""
    first = int(told.run.summary.get("first_contact", -1))
    return [Turn(first, "contact", "The sides are in contact for the first time.")] if first > 0 else []


def _soundings(told: Tellings) -> list[Turn]:
    """The first answer of each lead in secret, and the first time that both tell the same mediator yes."""
    seen: set[str] = set()
    word: dict[tuple[str, str], str] = {}
    visits = {(event["step"], event["actor"], event["target"]) for event in told.of("shuttle")}
    found = []
    both = False
    for event in told.of("sounding"):
        mediator, lead, answer = event["actor"], event["target"], event["accepted"]
        word[mediator, lead] = answer
        others = [other for other in told.leads if other != lead]
        if not both and answer == "yes" and all(word.get((mediator, other)) == "yes" for other in others):
            both = True
            text = sentence(f"{told.names.name(mediator)} now has both in secret: each would come if the other did")
        elif lead not in seen:
            would = "would come" if answer == "yes" else "would not come even"
            text = sentence(f"{told.names.name(lead)} tells {told.names.name(mediator)} in secret that it {would} if "
                            f"{told.names.enemy(lead)} did")  # fmt: skip
        else:
            continue
        seen.add(lead)
        step = event["step"]
        asked = told.moved(step, mediator, "mediation", "shuttle", own=True)
        went = told.moved(step, lead, "diplomatic", "court", own=True)
        by = mediator if (step, mediator, lead) in visits else lead
        found.append(Turn(step, "sounding", text, asked or went, actor=by))
    return found


def _invitations(told: Tellings) -> list[Turn]:
    """Invitations that brought no round: who asked, and who stayed away."""
    rounds = {event["step"] for event in told.of("round")}
    came = {(event["step"], event["actor"]) for event in told.of("attend", "propose", "concede")}
    found = []
    for event in told.of("convene"):
        step, host = event["step"], event["actor"]
        ahead = range(step, step + STANDS + 1)
        if any(at in rounds for at in ahead):
            continue
        there = [lead for lead in told.leads if any((at, lead) in came for at in ahead)]
        away = [lead for lead in told.leads if lead not in there]
        who = "nobody comes" if away else "they do not meet"
        who = f"{told.names.names(away)} stays away" if there and away else who
        words = told.brokers.words(step, host)
        found.append(
            Turn(step, "invitation", sentence(f"{told.names.name(host)} invites both in vain; {who}"),
                 told.moved(step, host, "mediation", "convene"), listed(words) if words else "", host)
        )  # fmt: skip
    return found


def _deals(told: Tellings) -> list[Turn]:
    """How agreements ended; their signing is told with the talks."""
    return [_ended(told, one) for one in agreements(told.run) if one.how in ("breach", "lapse")]


def _ended(told: Tellings, one: Agreement) -> Turn:
    end = one.end or 0
    what = f"{told.names.the(one.subject)}{', in force at the start,' if one.start < 0 else ''}"
    age = f"after {told.names.weeks(end - max(one.start, 0))}"
    if one.how == "lapse":
        return Turn(end, "end of a deal", sentence(f"{what} lapses {age}"))
    return Turn(end, "breach", sentence(f"{told.names.name(one.by)} breaks {what} {age}"), _since(told, one),
                actor=one.by)  # fmt: skip


def _since(told: Tellings, one: Agreement) -> str:
    """Say what had changed since an agreement was signed, seen from who broke it."""
    start, end = max(one.start, 0), one.end or 0
    steps, names = told.run.steps, told.names
    side = names.who.actors[one.by].side if one.by in names.who.actors else "A"
    changed = []
    if any(start < event["step"] <= end and event["actor"] == one.by for event in told.of("new_leader")):
        changed.append("a new leader had come")
    moved = 100.0 * (float(steps["front"].iloc[end]) - float(steps["front"].iloc[start]))
    own = moved if side == "A" else -moved
    if abs(own) >= 0.5:
        changed.append(f"the front had moved {abs(own):.1f} points {'its way' if own > 0 else 'against it'}")
    kept = "trust_ba" if side == "A" else "trust_ab"
    lost = float(steps[kept].iloc[start]) - float(steps[kept].iloc[max(end - 1, start)])
    if lost >= 0.03:
        changed.append(f"the enemy's trust in it had fallen by {lost:.2f}")
    state = told.run.state
    leaning = state[(state["variable"] == f"leaning.{one.subject}") & (state["actor"] == one.by)]
    before = leaning[leaning["step"] < end]["value"]
    if len(before) and float(before.iloc[-1]) < 0.0:
        changed.append("its leader had little will to keep it")
    return f"{names.name(one.by)}: {listed(changed[:3])}" if changed else ""


_BACKERS = {
    move.name: move.told.did[0]
    for move in catalogue()
    if move.channel == Channel.SUPPORT and move.told.did is not None and move.told.kind != Kind.ARMS
}
"""Acts of backers but for packages of arms, which are told with the season."""


def _backers(told: Tellings) -> list[Turn]:
    """Changes of a backer's line: an act toward a party that it has not done for long; those of a week together."""
    last: dict[tuple[str, str, str], int] = {}
    fresh: dict[tuple[int, str, str], list[str]] = {}
    for event in told.of(*_BACKERS):
        key = (event["move"], event["actor"], event["target"])
        news = event["step"] - last.get(key, -LONG) >= LONG
        last[key] = event["step"]
        if news:
            fresh.setdefault((event["step"], event["move"], event["target"]), []).append(event["actor"])
    found = []
    for (step, move, target), actors in fresh.items():
        text = _BACKERS[move].format(a=told.names.name(actors[0]), t=told.names.name(target))
        if len(actors) > 1:
            text += f"; so {'does' if len(actors) == 2 else 'do'} {told.names.names(actors[1:])}"
        cause = told.moved(step, actors[0], "support", move)
        found.append(Turn(step, "backer", sentence(text), cause, actor=actors[0]))
    return found


def _leaders(told: Tellings) -> list[Turn]:
    return [
        Turn(event["step"], "leader", f"{sentence(told.names.name(event['actor']))[:-1]} has a new leader.", "", "",
             event["actor"])
        for event in told.of("new_leader")
    ]


def _outside(told: Tellings) -> list[Turn]:
    """Dated events from outside, each label once."""
    first: dict[str, int] = {}
    for event in told.of("exogenous"):
        first.setdefault(str(event["subject"]), event["step"])
    return [Turn(step, "event", sentence(label)) for label, step in first.items()]


def _victory(told: Tellings) -> list[Turn]:
    return [
        Turn(event["step"], "victory", sentence(f"{told.names.name(event['actor'])} wins the war"))
        for event in told.of("victory")
    ]
