"""What an actor may know in a week, and what it may do.

Public are the front, strength, standing at home, attendance, support, agreements, pledged arms, all moves, and what
the public believes of each party's cost of war. An actor's own are its cost of war, its beliefs, its trust, what it
expects of a deal, what it has been promised, and the messages that it sent or received (``docs/odd.md``, sensing).
So are its lines of policy, its view of power, what it owes for a demand, and what it was asked or told in secret.
Nothing else about others is in a briefing, so a player cannot know more than the built-in policies do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from diplomacy_abm.agents import StateAgent
from diplomacy_abm.frames import dates, events_frame, lines_of
from diplomacy_abm.moves import by_name, catalogue
from diplomacy_abm.phases.menu import on_the_table
from diplomacy_abm.phases.weigh import wanted_level
from diplomacy_abm.policies.known import answer, answer_weeks, may_sound
from diplomacy_abm.results.sides import sides_of
from diplomacy_abm.rules.mediation import credibility
from diplomacy_abm.rules.numeric import logistic
from diplomacy_abm.state import FIRST_ISSUE_SLOT, EventField
from diplomacy_abm.vocabulary import Channel, TalkForm, Track

if TYPE_CHECKING:
    from diplomacy_abm.model import DiplomacyModel
    from diplomacy_abm.scenario import Scenario

MEMORY = 8
"""Weeks of events that a briefing repeats."""

SECRET = ("message", "sounding")
"""Events that only their actor and their target know of."""

MEANINGS: dict[str, str] = {
    "track": "how far diplomacy has come",
    "form": "how the parties met last week",
    "host": "who holds an open invitation or hosts the session, if anybody",
    "in_session": "whether a session is open",
    "on_table": "whether something was offered in talks that still go on",
    "invited": "whether an invitation is open",
    "front": "share of the contested ground held by side A (0-1)",
    "stuck": "whether the front has hardly moved of late",
    "momentum": "how the front moves: above 0 toward side A, in spans that count as a move (-3 to 3)",
    "chance_a": "chance that side A would prevail in a decisive fight, by what can be counted (0-1)",
    "intensity": "mean intensity of fighting (0-1)",
    "prisoners": "prisoners held, in usual batches",
    "prospect": "chance that a deal would be signed by both, as the public sees it (0-1)",
    "zone": "width of the zone of agreement as the public sees it, in stakes; below 0 there is none",
    "capability": "military strength in the theatre (1 is usually the weaker lead at the start)",
    "burden": "how heavy the war weighs, 1 at the start",
    "standing": "room at home for signing, around 0, in stakes",
    "attendance": "expected chance of coming to the table (0-1)",
    "support": "support from all patrons together, or yours to this party (0-1)",
    "sanctions": "sanctions in force (0-1)",
    "guaranteed": "guarantee coverage promised (0-1)",
    "public_cost": "cost of war per week's usual burden as the public believes, in stakes",
    "due": "strength that pledged arms are to add within a year",
    "own_cost": "your true cost of war, in stakes; nobody else knows it",
    "war_value": "what going on with the war is worth to you (utility; 1 is all you want)",
    "war_to_come": "the same with power as it is forecast",
    "best_chance": "chance that your best offer would be accepted, as you see it (0-1)",
    "best_surplus": "what you would gain by having it signed, in stakes",
    "hope": "what you hope for from coming to the table, in stakes",
    "wish": "what coming to the table is worth to you if the other comes, in stakes; below 0: rather stay away",
    "tired": "fruitless rounds that still tell on you, in rounds",
    "demand": "what dropping your threats and demands would cost you at home, in stakes",
    "chance_view": "chance that side A would prevail as you see it, with your own signs of strength (0-1)",
    "power_mean": "hidden part of the ratio of strength as you see it, in logs; above 0 it is for side A",
    "power_sd": "how unsure you are of it (standard deviation)",
    "line_fight": "how bent on fighting your leadership is now, in usual swings; 0 is its average",
    "line_talk": "how ready to talk your leadership is now, in usual swings; 0 is its average",
    "line_exchange": "how ready to exchange prisoners your leadership is now, in usual swings; 0 is its average",
    "line_engage": "how much your leadership cares to mediate now, in usual swings; 0 is its average",
    "line_aid": "how generous your leadership is with aid now, in usual swings; 0 is its average",
    "line_coerce": "how ready to impose sanctions your leadership is now, in usual swings; 0 is its average",
    "wanted": "support that you want to give this party now (0-1)",
    "ledger": "sanctions on this party that are your own (0-1)",
    "answer": "what was last said in secret, mediator and party alone, on whether the party would come if its enemy "
    "did: 1 yes, -1 no, 0 not asked",
    "answer_weeks": "how many weeks old that answer is",
    "refusal": "what a refusal to talk costs you, in stakes",
    "inducement": "rewards on offer to you if you sign, in stakes",
    "pressure": "pressure on you to sign, in stakes",
    "trust": "your trust that the other keeps its word (0-1)",
    "belief_mean": "your belief about the other's cost of war, in stakes",
    "belief_sd": "how sure you are of it (standard deviation)",
    "credibility": "how far you believe this mediator, or as a mediator are believed by this party (0-1)",
    "leverage": "leverage over this party, in stakes",
    "bias": "your leaning: above 0 toward side A (-1 to 1)",
}
"""What the names in a briefing mean, in plain words with units."""


def meanings_of(scenario: Scenario) -> dict[str, str]:
    """Return :data:`MEANINGS` with the sides by their names."""
    side_a = sides_of(scenario)[0]
    return {name: text.replace("side A", side_a) for name, text in MEANINGS.items()}


@dataclass(frozen=True)
class Option:
    """A legal move: its name, target and meaning, what it is worth by the actor's own reckoning, and how likely
    the quantal policy takes it.
    """  # noqa: D205

    move: str
    target: str | None
    meaning: str
    value: float
    probability: float


@dataclass(frozen=True)
class Briefing:
    """What an actor knows at the start of a week and may do in it."""

    actor: str
    """Label of the actor."""
    name: str
    seats: tuple[str, ...]
    goals: Mapping[str, float]
    """Its display name, its seats, and the weights of its goals."""
    step: int
    date: str
    """The week, counted from 0, and the day on which it begins."""
    public: Mapping[str, Any]
    """What everybody knows; names as in :data:`MEANINGS`. ``parties`` holds a mapping for each party."""
    own: Mapping[str, Any]
    """What only this actor knows; ``toward`` holds a mapping for each other actor that it has a relation with."""
    agreements: tuple[Mapping[str, Any], ...]
    """Agreements in force: subject, since and until which step (0: until broken), mediator, whether suspended."""
    events: tuple[Mapping[str, Any], ...]
    """What happened in the last weeks as this actor could see it, columns as in ``Run.events``."""
    options: Mapping[str, tuple[Option, ...]]
    """Legal moves by channel; the first of each channel does nothing."""
    default: Mapping[str, int]
    """What the actor's own policy chooses, by channel."""


def brief(model: DiplomacyModel, label: str, memory: int = MEMORY) -> Briefing:
    """Return the briefing of an actor between the two halves of a week, with the events of the last `memory` weeks."""
    agent = agent_of(model, label)
    actor = model.dispute.actors[label]
    options = {channel.name.lower(): legal_options(agent, channel) for channel in agent.channels}
    return Briefing(
        actor=label,
        name=actor.name,
        seats=tuple(actor.seats),
        goals=agent.goals,
        step=model.now,
        date=dates(model.dispute, [model.now])[0],
        public=public_view(model),
        own=own_view(model, agent.index),
        agreements=agreements(model),
        events=seen_events(model, agent.index, memory),
        options=options,
        default={channel.name.lower(): chosen(model, agent, channel) for channel in agent.channels},
    )


def agent_of(model: DiplomacyModel, label: str) -> StateAgent:
    """Return the agent of a label."""
    return next(agent for agent in model.agents if agent.label == label)


def legal_options(agent: StateAgent, channel: Channel) -> tuple[Option, ...]:
    """Return the menu of an actor on a channel with the moves' meanings."""
    return tuple(
        Option(entry.move, entry.target, by_name(entry.move).meaning, entry.value, entry.probability)
        for entry in agent.menu(channel)
    )


def chosen(model: DiplomacyModel, agent: StateAgent, channel: Channel) -> int:
    """Return the place on the menu of what the agent has chosen."""
    move = catalogue()[int(model.s.move[agent.index, channel])].name
    target = int(model.s.target[agent.index, channel])
    label = model.labels[target] if target >= 0 else None
    return next(x for x, option in enumerate(agent.menu(channel)) if (option.move, option.target) == (move, label))


def public_view(model: DiplomacyModel) -> dict[str, Any]:
    """What everybody knows."""
    s, c = model.s, model.c
    open_table = bool(s.in_session) or s.invited_until >= s.step
    return {
        "track": Track(int(s.track)).name.lower(),
        "form": TalkForm(int(s.form)).name.lower(),
        "host": model.labels[int(s.host)] if open_table and s.host >= 0 else None,
        "in_session": bool(s.in_session),
        "on_table": bool(on_the_table(s, c, model.p)),
        "invited": bool(s.invited_until >= s.step),
        "front": float(s.front),
        "stuck": bool(s.stuck),
        "momentum": float(s.momentum),
        "chance_a": float(s.p),
        "intensity": float(s.intensity * s.ground),
        "prisoners": float(s.prisoners),
        "prospect": float(s.prospect),
        "zone": float(s.zone),
        "parties": {
            model.labels[i]: party_view(model, i) for i in range(c.n) if c.party[i] == 1 and c.active[i] == 1
        },
    }


def party_view(model: DiplomacyModel, i: int) -> dict[str, Any]:
    """What everybody knows of a party."""
    s = model.s
    return {
        "side": "AB"[int(model.c.side[i])],
        "capability": float(s.capability[i]),
        "burden": float(s.weight[i]),
        "standing": float(s.standing[i]),
        "attendance": float(s.attend[i]),
        "support": float(s.pooled[i]),
        "sanctions": float(s.sanctions[i]),
        "guaranteed": float(s.guaranteed[i]),
        "public_cost": float(s.public_mean[i]),
        "due": due_within(model, i, 52.0 * 7.0 / float(model.c.days)),
    }


def due_within(model: DiplomacyModel, i: int, steps: float) -> float:
    """Strength that pipelines hold for party i within some steps, as pledged."""
    from diplomacy_abm.rules.support import due_between

    s = model.s
    return float(
        sum(
            due_between(s.pl_rate[k], s.pl_first[k], s.pl_last[k], float(s.step), s.step + steps)
            for k in range(s.n_pipelines)
            if s.pl_recipient[k] == i
        )
    )


def own_view(model: DiplomacyModel, i: int) -> dict[str, Any]:
    """What only actor i knows."""
    s, c = model.s, model.c
    own: dict[str, Any] = {}
    if c.party[i] == 1:
        own |= {"own_cost": float(s.private_cost[i]), "refusal": float(s.refusal[i])}
        own |= {"war_value": float(s.war[i]), "war_to_come": float(s.to_come[i])}
        own |= {"inducement": float(s.inducement[i]), "pressure": float(s.pressure[i])}
        own |= {"demand": float(s.demand[i]), "chance_view": float(s.chance[i])}
        own |= {"power_mean": float(s.power_mean[i]), "power_sd": float(s.power_var[i]) ** 0.5}
        if i in (int(c.lead[0]), int(c.lead[1])):
            own |= {"best_chance": float(s.best_chance[i]), "best_surplus": float(s.best_surplus[i])}
            own |= {"hope": float(s.hope[i]), "wish": float(s.wish[i]), "tired": float(s.tired[i])}
    if c.mediator[i] == 1:
        own["bias"] = float(s.bias[i])
    for line in lines_of(model.dispute, model.labels[i]):
        own[f"line_{line.name.lower()}"] = float(s.line[i, line])
    toward = {model.labels[j]: relation_view(model, i, j) for j in range(c.n) if j != i and c.active[j] == 1}
    own["toward"] = {label: relation for label, relation in toward.items() if relation}
    return own


def relation_view(model: DiplomacyModel, i: int, j: int) -> dict[str, float]:
    """What actor i knows of its relation with j."""
    s, c = model.s, model.c
    view: dict[str, float] = {}
    if c.party[i] == 1 and c.party[j] == 1 and c.side[i] != c.side[j]:
        view |= {"trust": logistic(float(s.trust[i, j])), "belief_mean": float(s.belief_mean[i, j])}
        view |= {"belief_sd": float(s.belief_var[i, j]) ** 0.5}
    if c.party[i] == 1 and c.mediator[j] == 1:
        view["credibility"] = credibility(float(s.reliable[i, j]), float(s.unreliable[i, j]))
    if c.mediator[i] == 1 and c.party[j] == 1:
        view["credibility"] = credibility(float(s.reliable[j, i]), float(s.unreliable[j, i]))
    if c.party[j] == 1 and s.leverage[i, j] > 0.0:
        view["leverage"] = float(s.leverage[i, j])
    if c.patron[i] == 1 and c.party[j] == 1:
        view["support"] = float(s.support[i, j])
        if c.allegiance[i] == c.side[j] and c.alignment[i, j] > 0.0:
            view["wanted"] = float(wanted_level(s, c, model.p, i, j))
        elif c.allegiance[i] == 1 - c.side[j]:
            view["ledger"] = float(s.ledger[i, j])
    if may_sound(c, i, j):
        view |= {"answer": answer(s, i, j), "answer_weeks": float(answer_weeks(s, c, i, j))}
    elif may_sound(c, j, i):
        view |= {"answer": answer(s, j, i), "answer_weeks": float(answer_weeks(s, c, j, i))}
    return view


def agreements(model: DiplomacyModel) -> tuple[dict[str, Any], ...]:
    """Agreements in force."""
    s = model.s
    subjects = ["settlement", "ceasefire", *model.dispute.issues]
    return tuple(
        {
            "subject": subjects[a],
            "since": int(s.since[a]),
            "until": int(s.until[a]),
            "mediator": model.labels[int(s.by[a])] if s.by[a] >= 0 else None,
            "suspended": bool(s.suspended[a] > 0),
        }
        for a in range(FIRST_ISSUE_SLOT + len(model.dispute.issues))
        if s.on[a] == 1
    )


def seen_events(model: DiplomacyModel, i: int, memory: int) -> tuple[Mapping[str, Any], ...]:
    """Events of the last weeks that actor i could see: all but others' secrets, and no value that is not its own."""
    log = model.events()
    recent = log[log[:, EventField.STEP] >= model.now - memory]
    frame = events_frame(model.dispute, recent)
    label = model.labels[i]
    hidden = frame["move"].isin(SECRET) & (frame["actor"] != label) & (frame["target"] != label)
    rows = frame[~hidden].drop(columns=["value"]).to_dict("records")
    return tuple({str(name): value for name, value in row.items()} for row in rows)
