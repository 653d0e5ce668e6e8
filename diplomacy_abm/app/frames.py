"""A run as the page reads it: a head, and one compact frame a week. One schema for the live page and the replay.

The head names everything once: actors, issues, moves, and the *layout*, the list of all numbers that a frame
holds. A frame then is a list of whole numbers in that order (``v``, each times its scale), the week's events
(``e``), agreements (``g``), pipelines (``p``) and what is left in them (``l``), the menus with values and
probabilities (``c``), and the story (``s``). ``docs/how-to/watch-and-play.md`` describes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from diplomacy_abm.frames import WHOLE, dates, lines_of
from diplomacy_abm.moves import catalogue
from diplomacy_abm.phases.observe import signing_margin
from diplomacy_abm.phases.weigh import wanted_level
from diplomacy_abm.results.card import to_json
from diplomacy_abm.rules.mediation import credibility
from diplomacy_abm.rules.numeric import logistic
from diplomacy_abm.rules.support import due_between
from diplomacy_abm.state import FIRST_ISSUE_SLOT, GRID, METRICS, PIPELINE_SUBJECT
from diplomacy_abm.vocabulary import Line

if TYPE_CHECKING:
    from diplomacy_abm.moves import Move
    from diplomacy_abm.scenario import Scenario
    from diplomacy_abm.vocabulary import ActorLabel


class Played(Protocol):
    """A run that can be looked at: the Mesa model, or the compiled week (:mod:`diplomacy_abm.app.quick`)."""

    dispute: Scenario
    labels: list[ActorLabel]
    s: Any
    c: Any
    p: Any
    log: np.ndarray
    metrics: np.ndarray

    @property
    def now(self) -> int:
        """Number of steps played so far."""

    def open_week(self) -> None:
        """Play the week up to the choice."""

    def close_week(self) -> None:
        """Play the rest of the week."""

    def events(self) -> np.ndarray:
        """Return the event log so far."""

    def release(self) -> None:
        """Let go of what is held."""


FORMAT = 1
"""Version of the schema; a page refuses another."""
KIND = "diplomacy_abm watch"

SCALE = 10_000
COARSE = 1_000
ARMS_SCALE = 100_000
VALUE_SCALE = 10_000
CHANCE_SCALE = 1_000

GLOBAL = {
    "p": SCALE, "momentum": COARSE, "stuck": 1, "prisoners": COARSE, "prospect": COARSE, "host": 1, "in_session": 1,
    "invited": 1, "text_by": 1,
}  # fmt: skip
"""Numbers of the whole dispute beside the metrics, with the scale of each."""
PARTY = {
    "capability": SCALE, "hurt": COARSE, "weariness": COARSE, "weight": COARSE, "standing": SCALE, "attend": COARSE,
    "refusal": SCALE, "pooled": COARSE, "sanctions": COARSE, "guaranteed": COARSE, "inducement": SCALE,
    "pressure": SCALE, "private_cost": SCALE, "public_mean": SCALE, "war": SCALE, "to_come": SCALE, "chance": SCALE,
    "demand": SCALE, "tired": COARSE,
}  # fmt: skip
"""Numbers of a party."""
LEAD = {"best_q": 1, "best_chance": COARSE, "best_surplus": SCALE, "hope": SCALE, "wish": SCALE}
"""Numbers of a lead: the package that it would table (concession level), its chance and surplus, hope of talks, and
what coming is worth to it."""
LINES = {line: f"line_{line.name.lower()}" for line in Line}
"""Lines of policy, of those on whose moves they bear."""
ENEMY = {"trust": COARSE, "escalation": COARSE, "belief_mean": SCALE, "belief_sd": SCALE}
"""Numbers of a party toward an enemy."""
PATRON = {"support": COARSE}
WANTED = {"wanted": COARSE}
"""Support that a patron wants to give."""
SOUNDED = {"answer": 1}
"""What a lead last told a mediator in secret: 1 it would come if the other did, 0 it would not, -1 never asked."""
MEDIATOR = {"leverage": SCALE, "credibility": COARSE}
MARGIN = {"margin": COARSE}
"""Public margin of signing a package: by lead and concession level."""

LINE_OF = {name: line for line, name in LINES.items()}

Key = tuple[str, int, int]
"""A number of the layout: its name, and the actors (or the level) that it is about, -1 where there is none."""


def layout(model: Played) -> dict[Key, int]:
    """Return the numbers of a frame, in their order, each with its scale."""
    c = model.c
    found: dict[Key, int] = {(name, -1, -1): 1 if name in WHOLE | {"form"} else SCALE for name in METRICS}
    found |= {(name, -1, -1): scale for name, scale in GLOBAL.items()}
    here = [i for i in range(c.n) if c.active[i] == 1]
    parties = [i for i in here if c.party[i] == 1]
    leads = [int(c.lead[0]), int(c.lead[1])]
    found |= {(name, i, -1): scale for i in parties for name, scale in PARTY.items()}
    found |= {(name, i, -1): scale for i in leads for name, scale in LEAD.items()}
    found |= {(LINES[line], i, -1): COARSE for i in here for line in lines_of(model.dispute, model.labels[i])}
    for names, pairs in (
        (ENEMY, [(i, j) for i in parties for j in parties if c.side[i] != c.side[j]]),
        (PATRON, [(i, j) for i in here for j in parties if i != j and _backs(model, i, j)]),
        (WANTED, [(i, j) for i in here for j in parties if _backs(model, i, j) and c.allegiance[i] == c.side[j]]),
        (SOUNDED, [(i, j) for i in here for j in leads if i != j and c.mediator[i] == 1]),
        (MEDIATOR, [(i, j) for i in here for j in parties if i != j and _mediates(model, i, j)]),
        (MARGIN, [(i, q) for i in leads for q in range(GRID)]),
    ):
        found |= {(name, i, j): scale for i, j in pairs for name, scale in names.items()}
    return found


def _backs(model: Played, i: int, j: int) -> bool:
    c = model.c
    return bool(c.patron[i] == 1 and (c.alignment[i, j] > 0.0 or c.support[i, j] > 0.0))


def _mediates(model: Played, i: int, j: int) -> bool:
    c = model.c
    return bool((c.mediator[i] == 1 and c.credibility[j, i] > 0.0) or c.leverage[i, j] > 0.0)


def head(model: Played, keys: Mapping[Key, int], seed: int, run: int, extra: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a page needs to know before the first week.

    Parameters
    ----------
    model
        At its start.
    keys
        Of :func:`layout`.
    seed, run
        Which luck.
    extra
        What was changed: ``policies``, ``without``, ``parameters``, ``settings``.
    """
    dispute, c = model.dispute, model.c
    scenario = to_json(dispute) | {"question": dispute.scenario.question, "end": dates(dispute, [int(c.horizon)])[0]}
    return {
        "format": FORMAT,
        "kind": KIND,
        "scenario": {name: scenario[name] for name in scenario if name not in ("actors", "issues")},
        "seed": str(seed),  # a script's numbers end at 2^53
        "run": run,
        **extra,
        "actors": [_actor(model, i) for i in range(c.n)],
        "leads": [int(c.lead[0]), int(c.lead[1])],
        "issues": _issues(model),
        "curve": np.round(np.asarray(model.s.package)[:, : c.n_issues], 3).tolist(),
        "moves": [_move(move) for move in catalogue()],
        "pipelines": [line.label for line in dispute.pipelines],
        "events": [event.label for event in dispute.events],
        "scales": {"arms": ARMS_SCALE, "value": VALUE_SCALE, "chance": CHANCE_SCALE},
        "layout": [[name, i, j, scale] for (name, i, j), scale in keys.items()],
    }


def _move(move: Move) -> list[Any]:
    """Return name, channel, meaning, kind of arrow and equation of a move, and whether it is drawn with a deal."""
    told = move.told
    return [move.name, move.channel.name.lower(), move.meaning, str(told.kind or ""), told.rule, int(told.deal)]


def _actor(model: Played, i: int) -> dict[str, Any]:
    label = model.labels[i]
    actor = model.dispute.actors[label]
    return {
        "label": label,
        "name": actor.name,
        "seats": list(actor.seats),
        "side": actor.side or "",
        "here": bool(model.c.active[i] == 1),
        "veto": actor.is_party and actor.veto,
        "policy": actor.policy,
        "goals": {name: weight for name, weight in actor.goals.items() if weight > 0.0},
        "bias": actor.bias,
        "accuracy": actor.accuracy,
        "guarantee": actor.guarantee,
        "arms": actor.arms_capacity,
    }


def _issues(model: Played) -> list[dict[str, Any]]:
    a, b = (model.dispute.actors[model.labels[int(i)]] for i in model.c.lead)
    return [
        {
            "name": name,
            "label": issue.label,
            "separable": issue.separable,
            "ideal": [a.positions.get(name, 0.0), b.positions.get(name, 0.0)],
            "salience": [a.salience.get(name, 0.0), b.salience.get(name, 0.0)],
        }
        for name, issue in model.dispute.issues.items()
    ]


def outlook(model: Played) -> dict[Key, float]:
    """What the leads saw when they chose: public margins of all packages, their own best offers, hope of talks.

    A round changes these within the week (a text, a reward), so they are taken before it.
    """
    s = model.s
    leads = [int(i) for i in model.c.lead]
    seen = {("margin", i, q): float(signing_margin(s, i, q, s.war_public[i])) for i in leads for q in range(GRID)}
    return seen | {(name, i, -1): float(getattr(s, name)[i]) for i in leads for name in LEAD}


def numbers(model: Played, keys: Mapping[Key, int], early: Mapping[Key, float]) -> list[int]:
    """Return the numbers of the week just played, in the order of the layout, scaled and rounded."""
    metric = dict(zip(METRICS, model.s.metric, strict=True))
    return [round(scale * _number(model, key, metric, early)) for key, scale in keys.items()]


def _number(model: Played, key: Key, metric: Mapping[str, Any], early: Mapping[Key, float]) -> float:
    name, i, j = key
    s = model.s
    if key in early:
        return early[key]
    if i < 0:
        return _of_all(s, name, metric)
    if j < 0:
        return float(s.line[i, LINE_OF[name]]) if name in LINE_OF else float(getattr(s, name)[i])
    if name == "wanted":
        return float(wanted_level(s, model.c, model.p, i, j))
    if name == "trust":
        return float(logistic(float(s.trust[i, j])))
    if name == "escalation":
        return float(s.escalation[i, j]) * float(s.ground)
    if name == "belief_sd":
        return float(s.belief_var[i, j]) ** 0.5
    if name == "credibility":
        return float(credibility(float(s.reliable[j, i]), float(s.unreliable[j, i])))
    return float(getattr(s, name)[i, j])


def _of_all(s: Any, name: str, metric: Mapping[str, Any]) -> float:
    if name in metric:
        return float(metric[name])
    if name == "invited":
        return float(_invited(s))
    if name == "host" and not (s.in_session or _invited(s)):
        return -1.0
    return float(getattr(s, name))


def _invited(s: Any) -> bool:
    """Whether an invitation was open in the week just played; the clock stands at the next one."""
    return bool(s.invited_until >= max(s.step - 1, 0))


def events(model: Played, first: int) -> list[list[float | int]]:
    """Return the events from row `first` of the log on: actor, target, move, answer, subject, via, value."""
    found: list[list[float | int]] = []
    for row in model.log[first : model.s.n_events]:
        value = round(float(row[7]), 3)
        found.append([*(int(x) for x in row[1:7]), int(value) if value == int(value) else value])
    return found


def agreements(model: Played) -> list[list[int]]:
    """Return the agreements in force: slot, since, until (0: until broken), whether suspended, who answers for it."""
    s = model.s
    return [
        [a, int(s.since[a]), int(s.until[a]), int(s.suspended[a] > 0), int(s.by[a])]
        for a in range(FIRST_ISSUE_SLOT + model.c.n_issues)
        if s.on[a] == 1
    ]


def pipelines(model: Played) -> tuple[list[list[int]], list[int]]:
    """Return the pipelines that are not empty to the digits shown, and what each still holds.

    A pipeline is supplier, recipient, label (-1: pledged in the run), all that it delivers, first and last step,
    credibility in thousandths.
    """
    s = model.s
    lines, left = [], []
    for k in range(s.n_pipelines):
        rate, first, last = float(s.pl_rate[k]), float(s.pl_first[k]), float(s.pl_last[k])
        rest = round(due_between(rate, first, last, float(s.step), last) * ARMS_SCALE)
        if rest <= 0:
            continue
        whole = due_between(rate, first, last, first, last)
        lines.append(
            [
                int(s.pl_supplier[k]), int(s.pl_recipient[k]), max(int(s.pl_label[k]) - PIPELINE_SUBJECT, -1),
                round(whole * ARMS_SCALE), round(first), round(last), round(1000 * float(s.pl_credibility[k])),
            ]
        )  # fmt: skip
        left.append(rest)
    return lines, left
