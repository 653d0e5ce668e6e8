"""Random valid scenarios for hypothesis.

Hypothesis draws the structure (who sits where, how many issues, pipelines, deals, events), so that it shrinks; the
several hundred numbers come from one generator seeded by hypothesis, which keeps drawing fast.
"""

from __future__ import annotations

import datetime as dt
import math
import random
from typing import Any

from hypothesis import strategies as st

from diplomacy_abm.parameters import PARAMETERS
from diplomacy_abm.scenario import Scenario
from diplomacy_abm.vocabulary import Goal, Line, Policy

POLICIES = tuple(policy.name.lower().replace("_", "-") for policy in Policy)
KINDS = ("substantive", "humanitarian", "strikes", "shipping", "sanctions", "security")
LINES = tuple(line.name.lower() for line in Line)
GOALS = tuple(goal.name.lower() for goal in Goal)
START = dt.date(2025, 1, 6)
SOURCES = {"default": "judgement: drawn at random"}


class Numbers:
    """Draws numbers; one in eight lies at an end of its range, where formulas break first."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def between(self, low: float, high: float, ends: bool = True) -> float:
        if ends and self.random.random() < 0.125:
            return self.random.choice((low, high))
        return low + (high - low) * self.random.random()

    def whole(self, low: int, high: int) -> int:
        return self.random.randint(low, high)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def pick(self, items: Any) -> Any:
        return self.random.choice(list(items))

    def some(self, items: Any, low: float = 0.0, high: float = 1.0, share: float = 0.7) -> dict[str, float]:
        """A table of numbers for some of the items."""
        return {item: self.between(low, high) for item in items if self.chance(share)}

    def shares(self, items: Any) -> dict[str, float]:
        """A table of shares that sum to 1; some may be 0."""
        names = list(items)
        raw = [0.0 if self.chance(0.1) else self.random.random() for _ in names]
        raw[0] += 0.01
        total = math.fsum(raw)
        return {name: value / total for name, value in zip(names, raw, strict=True)}

    def parameter(self, name: str) -> float:
        """A value in the range of a parameter: near the default, at an end, or anywhere on a log scale."""
        row = PARAMETERS[name]
        kind = self.random.random()
        if kind < 0.5:
            return min(row.high, max(row.low, row.default * self.between(0.7, 1.4)))
        if kind < 0.6:
            return self.pick((row.low, row.high))
        if row.low > 0 and row.high / row.low > 100:
            value = math.exp(self.between(math.log(row.low), math.log(row.high), ends=False))
            return min(row.high, max(row.low, value))
        return self.between(row.low, row.high, ends=False)


@st.composite
def scenarios(draw: st.DrawFn, min_actors: int = 2, max_actors: int = 20, max_issues: int = 6) -> Scenario:
    """Build valid scenarios of `min_actors` to `max_actors` actors, with whatever a file may hold."""
    total = draw(st.integers(max(2, min_actors), max_actors), label="actors")
    n_a = draw(st.integers(1, min(4, total - 1)), label="parties of A")
    n_b = draw(st.integers(1, min(4, total - n_a)), label="parties of B")
    n_issues = draw(st.integers(1, max_issues), label="issues")
    numbers = Numbers(draw(st.integers(0, 2**32 - 1), label="numbers"))
    sides = {f"P{i}": "A" if i < n_a else "B" for i in range(n_a + n_b)}
    others = [f"Q{i}" for i in range(total - n_a - n_b)]
    leads = {"A": numbers.pick(list(sides)[:n_a]), "B": numbers.pick(list(sides)[n_a:])}
    issues = {f"issue_{k}": _issue(numbers) for k in range(n_issues)}
    actors = {label: _party(numbers, label, sides, issues, leads) for label in sides}
    actors |= {label: _other(numbers, label, sides) for label in others}
    labels = list(actors)
    numbers.random.shuffle(labels)
    actors = {label: actors[label] for label in labels}
    step_days = draw(st.sampled_from((7, 7, 7, 1, 3, 14, 30)), label="step_days")
    return Scenario(
        scenario={
            "name": "random", "title": "A random scenario", "start": START, "step_days": step_days,
            "horizon": draw(st.integers(1, 60), label="horizon"), "seed": numbers.whole(0, 2**63 - 1),
        },
        sides={side: {"lead": leads[side], "label": f"Side {side}"} for side in ("A", "B")},
        actors=actors,
        issues=issues,
        relations=_relations(numbers, labels),
        pipelines=_pipelines(numbers, actors, list(sides), draw(st.integers(0, 6), label="pipelines")),
        deals=_deals(numbers, actors, issues),
        soundings=_soundings(numbers, actors, leads),
        events=[
            event
            for _ in range(draw(st.integers(0, 6), label="events"))
            if (event := _event(numbers, actors, list(sides))) is not None
        ],
        prisoners={"stock": numbers.between(0.0, 4.0), "sources": SOURCES},
        front={
            "share": numbers.between(0.03, 0.97), "momentum": numbers.pick((0.0, -3.0, 1.5)), "sources": SOURCES,
        },
        parameters=_parameters(numbers, draw(st.integers(0, 12), label="parameters")),
    )  # fmt: skip


def _parameters(numbers: Numbers, many: int) -> dict[str, Any]:
    names = numbers.random.sample(list(PARAMETERS), many)
    return {**{name: numbers.parameter(name) for name in names}, "sources": SOURCES}


def _issue(numbers: Numbers) -> dict[str, Any]:
    return {
        "label": "An issue",
        "separable": numbers.chance(0.5),
        "indivisible": numbers.chance(0.2),
        "kind": numbers.pick(KINDS),
        "covers": numbers.pick(("none", "none", "strikes", "ground")),
        "term": numbers.pick((0, 1, 4, 17)),
        "sources": SOURCES,
    }


def _goals(numbers: Numbers) -> dict[str, float]:
    return numbers.some(GOALS, 0.0, 1.5, share=0.9)


def _party(
    numbers: Numbers, label: str, sides: dict[str, str], issues: dict[str, dict[str, Any]], leads: dict[str, str]
) -> dict[str, Any]:
    separable = [name for name, issue in issues.items() if issue["separable"]]
    capability = math.exp(numbers.between(math.log(0.2), math.log(5.0)))
    side = sides[label]
    party = {
        "name": label,
        "seats": ["party"],
        "side": side,
        "veto": label in leads.values() or numbers.chance(0.6),
        "policy": numbers.pick(POLICIES) if numbers.chance(0.5) else "quantal",
        "capability": capability,
        "aid_dependence": numbers.between(0.0, 0.9),
        "cost": numbers.between(0.01, 0.6),
        "cost_sd": numbers.between(0.0, 0.2),
        "hawkishness": numbers.between(0.0, 1.0),
        "patience": numbers.between(0.9, 0.9999),
        "escalation_rest": numbers.between(0.0, 1.0),
        "guarantee": numbers.between(0.0, 1.0),
        "optimism": numbers.between(-2.0, 2.0) if numbers.chance(0.2) else numbers.between(0.0, 0.6),
        "tenure": numbers.pick((0, 1, 20, 260, 5200)),
        "weariness": numbers.pick((1.0, 1.0, 0.4, 1.4)),
        "lines": numbers.some(LINES, -4.0, 4.0, share=0.2),
        "goals": _goals(numbers),
        "positions": {name: numbers.between(0.0, 1.0) for name in issues},
        "salience": numbers.shares(issues),
        "gains": numbers.some(separable, 0.0, 0.3),
        "commerce": numbers.some([other for other in sides if other != label], share=0.2),
        "sources": SOURCES,
    }
    if numbers.chance(0.5):
        party["sustainable"] = capability * numbers.between(0.5, 1.5)
    return party


def _other(numbers: Numbers, label: str, sides: dict[str, str]) -> dict[str, Any]:
    seats = numbers.pick((["mediator"], ["patron"], ["mediator", "patron"], ["observer"]))
    other: dict[str, Any] = {
        "name": label,
        "seats": seats,
        "policy": numbers.pick(POLICIES) if numbers.chance(0.3) else "quantal",
        "hawkishness": numbers.between(0.0, 1.0),
        "tenure": numbers.pick((0, 1, 20, 260, 5200)),
        "lines": numbers.some(LINES, -4.0, 4.0, share=0.2),
        "goals": _goals(numbers),
        "commerce": numbers.some(sides, share=0.5),
        "sources": SOURCES,
    }
    if "mediator" in seats:
        other |= {
            "leverage": numbers.some(sides, 0.0, 0.3),
            "credibility": numbers.some(sides),
            "bias": numbers.between(-1.0, 1.0),
            "accuracy": numbers.between(0.5, 1.0),
        }
    if "patron" in seats:
        other |= {"support": numbers.some(sides, share=0.5), "arms_capacity": numbers.between(0.0, 0.02)}
        if numbers.chance(0.5):
            other["alignment"] = numbers.some(sides, share=0.5)
    if seats != ["observer"]:
        other["guarantee"] = numbers.between(0.0, 1.0)
    return other


def _relations(numbers: Numbers, labels: list[str]) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for one in labels:
        for other in labels:
            if one != other and numbers.chance(0.4):
                relation = {"trust": numbers.between(0.02, 0.98), "sources": SOURCES}
                if numbers.chance(0.7):
                    relation["escalation"] = numbers.between(0.0, 1.0)
                table.setdefault(one, {})[other] = relation
    return table


def _seated(actors: dict[str, Any], seat: str) -> list[str]:
    return [label for label, actor in actors.items() if seat in actor["seats"]]


def _pipelines(numbers: Numbers, actors: dict[str, Any], parties: list[str], many: int) -> list[dict[str, Any]]:
    suppliers = _seated(actors, "patron")
    return [
        {
            "supplier": numbers.pick(suppliers),
            "recipient": numbers.pick(parties),
            "label": f"Arms {number}",
            "amount": numbers.between(0.001, 0.8),
            "lead": numbers.whole(0, 60),
            "span": numbers.pick((1, 4, 52, 364)),
            "credibility": numbers.between(0.0, 1.0),
            "announced": START - dt.timedelta(days=numbers.whole(0, 700)),
            "source": "judgement: drawn at random",
        }
        for number in range(many if suppliers else 0)
    ]


def _deals(numbers: Numbers, actors: dict[str, Any], issues: dict[str, Any]) -> list[dict[str, Any]]:
    slots = [("issue", name) for name, issue in issues.items() if issue["separable"] and numbers.chance(0.4)]
    slots += [(kind, None) for kind in ("ceasefire", "settlement") if numbers.chance(0.1)]
    deals = []
    for kind, issue in slots:
        deal: dict[str, Any] = {
            "kind": kind,
            "monitored": numbers.between(0.0, 1.0),
            "guarantee": numbers.between(0.0, 1.0),
            "source": "judgement: drawn at random",
        }
        if issue:
            deal["issue"] = issue
        if numbers.chance(0.5):
            deal["until"] = START + dt.timedelta(days=numbers.whole(1, 300))
        mediators = _seated(actors, "mediator")
        if mediators and numbers.chance(0.5):
            deal["mediator"] = numbers.pick(mediators)
        deals.append(deal)
    return deals


def _soundings(numbers: Numbers, actors: dict[str, Any], leads: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "mediator": mediator, "party": party, "answer": numbers.pick(("yes", "no")),
            "date": START - dt.timedelta(days=numbers.whole(0, 400)), "source": "judgement: drawn at random",
        }
        for mediator in _seated(actors, "mediator")
        for party in leads.values()
        if numbers.chance(0.3)
    ]  # fmt: skip


def _event(numbers: Numbers, actors: dict[str, Any], parties: list[str]) -> dict[str, Any] | None:
    of_seat = {
        "support": "patron", "leverage": "mediator", "credibility": "mediator", "bias": "mediator",
        "aid_line": "patron",
    }  # fmt: skip
    of_parties = ("capability", "standing", "cost", "refusal_cost", "sanctions", "talk_line")
    variable = numbers.pick((*of_seat, "trust", *of_parties))
    if variable == "trust":
        among = list(actors)
    else:
        among = _seated(actors, of_seat[variable]) if variable in of_seat else parties
    if not among:
        return None
    actor = numbers.pick(among)
    event = {
        "date": START + dt.timedelta(days=numbers.whole(0, 400)),
        "label": f"Something happens to {variable}",
        "actor": actor,
        "variable": variable,
        "change": numbers.between(-0.5, 0.5),
        "source": "judgement: drawn at random",
    }
    if variable in ("support", "leverage", "credibility"):
        event["target"] = numbers.pick(parties)
    elif variable == "trust":
        event["target"] = numbers.pick([other for other in actors if other != actor])
    return event
