"""The coder: applies the code book to a file of facts."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from diplomacy_abm.coding import codebook as book
from diplomacy_abm.scenario.io import build, dumps

if TYPE_CHECKING:
    from diplomacy_abm.coding.facts import Fact, Facts, MediatorFacts, Party
    from diplomacy_abm.scenario.schema import Scenario

_HEAD = """\
# Made by the code book (docs/coding.md) from the facts of the case; do not edit.
# diplomacy-abm scenarios code {origin} makes it again.

"""


def scenario_of(facts: Facts) -> Scenario:
    """Return the scenario that the code book makes of the facts; every number names its rule and the fact behind it."""
    return build(code(facts), facts.case.name)


def coded_text(facts: Facts, origin: str | None = None) -> str:
    """Return the scenario file that the code book makes of the facts; the same facts give the same text.

    `origin` is the name of the file of facts, for the line that says what makes it again; else the name of the case.
    """
    return _HEAD.format(origin=origin or facts.case.name) + dumps(scenario_of(facts))


def code(facts: Facts) -> dict[str, Any]:
    """Return the plain tables of the scenario that the code book makes of the facts."""
    level = book.violence(book.yearly(float(facts.fighting.deaths.value), float(facts.fighting.weeks.value)))
    tables: dict[str, Any] = {
        "scenario": _header(facts),
        "sides": {name: {"lead": side.lead, "label": side.label} for name, side in facts.sides.items()},
        "issues": {name: _issue(facts, name) for name in facts.issues},
        "actors": {label: _party(facts, label, level) for label in facts.parties}
        | {label: _mediator(facts, row) for label, row in facts.mediators.items()}
        | {label: _patron(facts, row.name, row.support) for label, row in facts.patrons.items()},
        "relations": _relations(facts),
        "front": _front(facts),
        "parameters": _uncounted(),
    }
    if facts.in_force:
        tables["deals"] = [_deal(facts, number) for number in range(len(facts.in_force))]
    return tables


def _header(facts: Facts) -> dict[str, Any]:
    case = facts.case
    return {
        "name": case.name, "title": case.title, "question": case.question, "start": case.start, "step_days": 7,
        "horizon": book.HORIZON, "seed": seed_of(case.start), "description": case.text,
    }  # fmt: skip


def seed_of(start: dt.date) -> int:
    """Return the seed of a case: the digits of its first day."""
    return int(start.strftime("%Y%m%d"))


def _said(facts: Facts, fact: Fact[Any], rule: str, judgement: bool = True) -> str:
    """Return the source of a coded number: the rule, the fact, where the fact comes from, whether it was checked."""
    value = ", ".join(fact.value) if isinstance(fact.value, tuple) else _plain(fact.value)
    noted = "" if fact.checked else " (not checked)"
    step = "; the step from fact to number is judgement" if judgement else ""
    return f"code book, {rule}: {value}; {facts.cited(fact.source)}{noted}{step}"


def _plain(value: Any) -> str:
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _issue(facts: Facts, name: str) -> dict[str, Any]:
    issue = facts.issues[name]
    table: dict[str, Any] = {"label": issue.label, "kind": issue.kind}
    if issue.separable:
        table |= {"separable": True, "covers": issue.covers, "term": book.TERM}
        table["sources"] = {"term": "judgement: code book, issues: the model's own default"}
    return table


def strength(party: Party, irregular_enemy: bool) -> float:
    """Return what a party has before the root is taken, in whatever unit the case is measured."""
    if party.cinc is not None and party.miles is not None:
        return book.brought_to_bear(party.cinc.value, party.miles.value)
    if party.soldiers is None:  # the facts were checked
        raise ValueError(f"{party.name}: neither cinc nor soldiers")
    spending = None if party.spending is None else party.spending.value
    return book.raised(party.soldiers.value, spending, irregular_enemy)


def _against_guerrillas(facts: Facts, party: Party) -> bool:
    return not party.irregular and any(
        other.irregular for other in facts.parties.values() if other.side != party.side
    )  # fmt: skip


def _total(facts: Facts, side: str) -> float:
    rows = [facts.parties[label] for label in facts.parties_of(side)]
    return sum(strength(row, _against_guerrillas(facts, row)) for row in rows)


def _capability(facts: Facts, label: str) -> tuple[float, str]:
    """Return a party's strength and its source: its part of its side, where side B as a whole is 1."""
    party = facts.parties[label]
    whole = 1.0 if party.side == "B" else book.theatre(_total(facts, "A"), _total(facts, "B"))
    value = whole * strength(party, _against_guerrillas(facts, party)) / _total(facts, party.side)
    fact = party.cinc or party.soldiers
    if fact is None:  # the facts were checked
        raise ValueError(f"{label}: neither cinc nor soldiers")
    far = f", {party.miles.value:g} miles away" if party.cinc is not None and party.miles is not None else ""
    paid = f", spending {party.spending.value:g}" if party.spending is not None else ""
    return round(value, 4), _said(facts, fact, f"strength{far}{paid}, as a part of side B")


def _party(facts: Facts, label: str, level: int) -> dict[str, Any]:
    party, years = facts.parties[label], float(facts.fighting.years.value)
    capability, measured = _capability(facts, label)
    weary = _weariness(facts)
    cost = book.war_cost(level, years, float(party.deaths.value), float(party.people.value))
    cost = book.rested_cost(cost, 1.0 if weary is None else weary)
    ranked = party.ranks.value if party.ranks is not None else ()
    apart = {name for name, issue in facts.issues.items() if issue.separable}
    table: dict[str, Any] = {
        "name": party.name, "seats": ["party"], "side": party.side, "veto": party.veto, "capability": capability,
        "aid_dependence": book.DEPENDENCE[party.aid.value], "cost": round(cost, 4),
        "cost_sd": round(book.cost_spread(cost, years), 4), "hawkishness": book.REGIMES[party.regime.value],
        "escalation_rest": book.RESTING[level], "guarantee": book.PLEDGES[party.pledge.value],
        "positions": {name: _ideal(party, name in apart) for name in facts.issues},
        "salience": book.weights(list(facts.issues), ranked),
    }  # fmt: skip
    if apart:
        table["gains"] = {name: book.GAIN for name in facts.issues if name in apart}
    table["sources"] = _party_sources(facts, party, level) | {"capability": measured}
    if weary is not None and facts.fighting.ongoing is not None:
        table["weariness"] = round(weary, 4)
        table["sources"]["weariness"] = _said(facts, facts.fighting.ongoing, "weariness, weeks of fighting as it is")
    line = None if party.leader is None else book.TALK_LINE[party.leader.value]
    if line is not None and party.leader is not None:
        table["lines"] = {"talk": line}
        table["sources"]["lines"] = _said(facts, party.leader, "line on talks, leader")
    return table


def _weariness(facts: Facts) -> float | None:
    ongoing = facts.fighting.ongoing
    return None if ongoing is None else book.weariness(float(ongoing.value))


def _ideal(party: Party, separable: bool) -> float:
    if party.side == "B":
        return 0.0
    return book.NEARER if separable else 1.0


def _party_sources(facts: Facts, party: Party, level: int) -> dict[str, str]:
    fighting = facts.fighting
    rested = "" if fighting.ongoing is None else " before weariness"
    cost = f"cost{rested}, class {book.VIOLENCE[level]!r}, {fighting.years.value:g} years of fighting, own deaths"
    found = {
        "aid_dependence": _said(facts, party.aid, "dependence"),
        "cost": _said(facts, party.deaths, cost),
        "cost_sd": _said(facts, fighting.years, "spread of the cost, years of fighting"),
        "hawkishness": _said(facts, party.regime, "regime"),
        "escalation_rest": _said(facts, fighting.deaths, f"violence, deaths in {fighting.weeks.value:g} weeks"),
        "guarantee": _said(facts, party.pledge, "pledges"),
        "positions": "judgement: code book, positions: the sides stand at the ends of what they dispute",
        "salience": "judgement: code book, weights: equal, as no source ranks the issues",
    }
    if party.ranks is not None:
        found["salience"] = _said(facts, party.ranks, "weights, the issues in the order of a source")
    if any(issue.separable for issue in facts.issues.values()):
        found["gains"] = "judgement: code book, issues: a small direct gain of each deal"
    return found


def _mediator(facts: Facts, row: MediatorFacts) -> dict[str, Any]:
    believed = round(book.believed(row.accepted.value, row.brokered.value, row.failed.value), 4)
    leads = [side.lead for side in facts.sides.values()]
    parties = [*leads, *(label for label in facts.parties if label not in leads)]
    held = {label: book.LEVERAGE[row.leverage[label].value] if label in row.leverage else 0.0 for label in parties}
    table: dict[str, Any] = {
        "name": row.name, "seats": ["mediator"], "leverage": held,
        "credibility": dict.fromkeys(parties, believed), "bias": round(book.lean(row.tie_a.value, row.tie_b.value), 4),
        "accuracy": book.ACCURACY[row.standing.value], "guarantee": book.GUARANTEES[row.guarantee.value],
    }  # fmt: skip
    before = "failed before" if row.failed.value else "did not fail before"
    record = f"credibility, {row.brokered.value} agreements brokered, {before}, accepted by"
    named = set(parties) <= set(row.leverage)
    silent = {} if named else {"leverage": "code book, leverage: none, as no source names any"}
    table["sources"] = {
        **{f"leverage.{label}": _said(facts, fact, "leverage") for label, fact in row.leverage.items()},
        **silent,
        "credibility": _said(facts, row.accepted, record),
        "bias": _said(facts, row.tie_a, "bias, tie with A") + "; " + _said(facts, row.tie_b, "tie with B"),
        "accuracy": _said(facts, row.standing, "accuracy"),
        "guarantee": _said(facts, row.guarantee, "guarantees offered"),
    }
    if row.support:
        helped = _patron(facts, row.name, row.support)
        table["seats"] = ["mediator", "patron"]
        table |= {"support": helped["support"], "arms_capacity": helped["arms_capacity"]}
        table["sources"] |= helped["sources"]
    return table


def _patron(facts: Facts, name: str, support: dict[str, Fact[Any]]) -> dict[str, Any]:
    given = {label: book.SUPPORT[fact.value] for label, fact in support.items()}
    return {
        "name": name, "seats": ["patron"], "support": given,
        "arms_capacity": round(book.ARMS_A_WEEK * max(given.values()), 6),
        "sources": {
            **{f"support.{label}": _said(facts, fact, "support") for label, fact in support.items()},
            "arms_capacity": "judgement: code book, arms: a hundredth of full support a week",
        },
    }  # fmt: skip


def _relations(facts: Facts) -> dict[str, Any]:
    """Return what each party thinks of those across: the record of the side it faces."""
    found: dict[str, Any] = {}
    for one, party in facts.parties.items():
        other_side = "B" if party.side == "A" else "A"
        broken = sum(row.broken_by in (other_side, "both") for row in facts.record)
        kept = sum(row.broken_by == "nobody" for row in facts.record)
        names = "; ".join(f"{row.name} ({row.date}), broken by {row.broken_by}" for row in facts.record) or "no record"
        source = f"code book, trust: {kept} kept and {broken} broken of {names}; the weights are judgement"
        row = {"trust": round(book.trust(kept, broken), 4), "sources": {"trust": source}}
        found[one] = dict.fromkeys(facts.parties_of(other_side), row)
    return found


def _front(facts: Facts) -> dict[str, Any]:
    held, gained = facts.fighting.held_by_a, facts.fighting.gained
    table: dict[str, Any] = {
        "share": round(book.front(held.value), 4),
        "sources": {"share": _said(facts, held, "front, share held by A")},
    }
    if gained is not None:
        table["momentum"] = book.MOMENTUM[gained.value]
        table["sources"]["momentum"] = _said(facts, gained, "momentum, ground gained in 13 weeks")
    return table


def _uncounted() -> dict[str, Any]:
    """Leave missiles and drones out: they are counts for comparison with a record and feed nothing back."""
    said = "code book, uncounted: salvos are no fact that it asks for; their counts feed nothing back"
    return {"missiles_mean": 0.0, "drones_mean": 0.0, "sources": {"missiles_mean": said, "drones_mean": said}}


def _deal(facts: Facts, number: int) -> dict[str, Any]:
    row = facts.in_force[number]
    noted = "" if row.checked else " (not checked)"
    table: dict[str, Any] = {
        "kind": row.kind, "monitored": book.MONITORED[row.monitored],
        "source": f"code book, agreements in force, monitored: {row.monitored}: {facts.cited(row.source)}{noted}; "
        "the number is judgement",
    }  # fmt: skip
    return table if row.issue is None else table | {"issue": row.issue}
