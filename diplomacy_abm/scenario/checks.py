"""What must hold between the tables of a scenario; each check yields the problems it finds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from diplomacy_abm.parameters import PARAMETERS
from diplomacy_abm.scenario.errors import Problem, nearest, shown
from diplomacy_abm.scenario.provenance import missing_sources, unknown_sources
from diplomacy_abm.scenario.sample import read_draws

if TYPE_CHECKING:
    from diplomacy_abm.scenario.schema import Actor, Deal, Event, Scenario

ACTORS, ISSUES, PIPELINES, EVENTS = 64, 12, 32, 64
"""How much the arrays of a run hold."""
TOLERANCE = 1e-6
"""How far a sum of saliences may be from 1."""
_LABEL = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,31}")
_TAKEN = ("settlement", "ceasefire")
_PARTY_ONLY = ("positions", "salience", "gains", "escalation_rest", "weariness")
_MEDIATOR_ONLY = ("leverage", "credibility", "bias", "accuracy")
_PATRON_ONLY = ("support", "alignment", "arms_capacity")
_LARGEST = {"capability": 1000.0, "trust": 10.0, "bias": 2.0, "talk_line": 4.0, "aid_line": 4.0}


def problems_of(scenario: Scenario) -> list[Problem]:
    """Return everything that is wrong between the tables of a scenario, in the order of the file."""
    checks = (
        _sizes, _labels, _sides, _actors, _relations, _pipelines, _deals, _soundings, _events, _parameters,
        missing_sources, unknown_sources,
    )  # fmt: skip
    return [problem for check in checks for problem in check(scenario)]


def policy_problems(scenario: Scenario, known: Iterable[str]) -> list[Problem]:
    """Return a problem for each actor whose policy is none of the known names.

    The scenario does not know the policies that users add, so whoever holds their list asks.
    """
    names = list(known)
    return [
        Problem(f"actors.{label}.policy", f"is {shown(actor.policy)}, no such policy; {nearest(actor.policy, names)}")
        for label, actor in scenario.actors.items()
        if actor.policy not in names
    ]


def _stranger(place: str, label: str | None, known: Iterable[str], what: str) -> Iterator[Problem]:
    names = list(known)
    if label not in names:
        yield Problem(place, f"is {shown(label)}, must be {what} of this scenario; {nearest(str(label), names)}")


def _sizes(scenario: Scenario) -> Iterator[Problem]:
    limits = (
        ("actors", scenario.actors, ACTORS),
        ("issues", scenario.issues, ISSUES),
        ("pipelines", scenario.pipelines, PIPELINES),
        ("events", scenario.events, EVENTS),
    )
    for place, entries, most in limits:
        if len(entries) > most:
            yield Problem(place, f"has {len(entries)} entries, must have at most {most}")
    if not scenario.issues:
        yield Problem("issues", "is empty, must have at least 1 issue")


def _labels(scenario: Scenario) -> Iterator[Problem]:
    for table, labels in (("actors", scenario.actors), ("issues", scenario.issues)):
        for label in labels:
            if not _LABEL.fullmatch(label):
                yield Problem(
                    f"{table}.{label}",
                    "is no label, must be a letter followed by at most 31 letters, digits, '-' or '_'",
                )
    for name in scenario.issues:
        if name in _TAKEN:
            yield Problem(f"issues.{name}", "is a name of agreements, must be another")


def _sides(scenario: Scenario) -> Iterator[Problem]:
    for name in ("A", "B"):
        if name not in scenario.sides:
            yield Problem(f"sides.{name}", "is missing and must be given")
            continue
        lead = scenario.sides[name].lead
        place = f"sides.{name}.lead"
        parties = scenario.parties(name)
        if not parties:
            yield Problem(f"sides.{name}", "has no party, must have at least 1")
        elif lead not in parties:
            yield Problem(
                place, f"is {shown(lead)}, must be a party of side {name}; {nearest(lead, parties)}"
            )
        elif not scenario.actors[lead].veto:
            yield Problem(f"actors.{lead}.veto", f"is false, must be true: {lead} leads side {name}")


def _actors(scenario: Scenario) -> Iterator[Problem]:
    for label, actor in scenario.actors.items():
        place = f"actors.{label}"
        yield from _seats(place, actor)
        if actor.is_party:
            yield from _stakes(place, actor, scenario)
        for key in ("leverage", "credibility", "support", "alignment", "commerce"):
            for target in getattr(actor, key):
                if target == label:
                    yield Problem(f"{place}.{key}.{target}", f"names {label} itself, must be another actor")
                else:
                    yield from _toward(f"{place}.{key}.{target}", target, scenario)


def _toward(place: str, target: str, scenario: Scenario) -> Iterator[Problem]:
    parties = scenario.seated("party")
    if target not in parties:
        found = "is not a party" if target in scenario.actors else "no such actor"
        yield Problem(place, f"{found}, must be a party; {nearest(target, parties)}")


def _seats(place: str, actor: Actor) -> Iterator[Problem]:
    seats, given = actor.seats, actor.model_fields_set
    if not seats:
        yield Problem(f"{place}.seats", "is empty, must hold at least 1 of party, patron, mediator, observer")
    if len(set(seats)) < len(seats):
        yield Problem(f"{place}.seats", "names a seat twice, must name each once")
    if actor.is_party and actor.side is None:
        yield Problem(f"{place}.side", 'is missing, must be "A" or "B" for a party')
    if not actor.is_party and actor.side is not None:
        yield Problem(f"{place}.side", f"is {shown(actor.side)}, must be left out: {_only('party')}")
    if not actor.is_party and actor.veto:
        yield Problem(f"{place}.veto", f"is true, must be left out: {_only('party')}")
    for seat, keys in (("party", _PARTY_ONLY), ("mediator", _MEDIATOR_ONLY), ("patron", _PATRON_ONLY)):
        for key in keys:
            if key in given and seat not in seats and getattr(actor, key):
                yield Problem(f"{place}.{key}", f"is given, must be left out: {_only(seat)}")


def _only(seat: str) -> str:
    return f"the actor has no seat as {seat}"


def _stakes(place: str, actor: Actor, scenario: Scenario) -> Iterator[Problem]:
    for key in ("positions", "salience"):
        table = getattr(actor, key)
        for issue in scenario.issues:
            if issue not in table:
                yield Problem(f"{place}.{key}.{issue}", "is missing, must be given for every issue")
    for key in ("positions", "salience", "gains"):
        for issue in getattr(actor, key):
            if issue not in scenario.issues:
                yield Problem(
                    f"{place}.{key}.{issue}", f"no such issue; {nearest(issue, scenario.issues)}"
                )
            elif key == "gains" and not scenario.issues[issue].separable:
                yield Problem(f"{place}.gains.{issue}", "is given, must be left out: the issue is not separable")
    total = sum(actor.salience.values())
    if actor.salience and abs(total - 1.0) > TOLERANCE:
        yield Problem(f"{place}.salience", f"sums to {total:.6g}, must sum to 1")


def _relations(scenario: Scenario) -> Iterator[Problem]:
    for one, others in scenario.relations.items():
        yield from _stranger(f"relations.{one}", one, scenario.actors, "an actor")
        for other in others:
            yield from _stranger(f"relations.{one}.{other}", other, scenario.actors, "an actor")
            if one == other:
                yield Problem(f"relations.{one}.{other}", "is a relation with itself, must name two actors")


def _pipelines(scenario: Scenario) -> Iterator[Problem]:
    seen: set[tuple[str, str, str]] = set()
    for number, pipeline in enumerate(scenario.pipelines, start=1):
        place = f"pipelines.{number}"
        # the three name the random stream of the deliveries
        name = (pipeline.supplier, pipeline.recipient, pipeline.label)
        if name in seen:
            yield Problem(f"{place}.label", f"is {shown(pipeline.label)} again, must differ between two of a pair")
        seen.add(name)
        yield from _stranger(f"{place}.supplier", pipeline.supplier, scenario.seated("patron"), "a patron")
        yield from _stranger(f"{place}.recipient", pipeline.recipient, scenario.seated("party"), "a party")
        if pipeline.supplier == pipeline.recipient:
            yield Problem(f"{place}.recipient", "is the supplier itself, must be another actor")
        if pipeline.announced > scenario.scenario.start:
            yield Problem(
                f"{place}.announced",
                f"is {pipeline.announced}, must not be after the start ({scenario.scenario.start})",
            )


def _deals(scenario: Scenario) -> Iterator[Problem]:
    taken: set[str] = set()
    for number, deal in enumerate(scenario.deals, start=1):
        place = f"deals.{number}"
        yield from _deal(place, deal, scenario)
        slot = deal.issue or deal.kind
        if slot in taken:
            yield Problem(place, f"is a second deal on {slot}, must be one at most")
        taken.add(slot)


def _deal(place: str, deal: Deal, scenario: Scenario) -> Iterator[Problem]:
    if deal.kind == "issue":
        separable = [name for name, issue in scenario.issues.items() if issue.separable]
        yield from _stranger(f"{place}.issue", deal.issue, separable, "a separable issue")
    elif deal.issue is not None:
        yield Problem(f"{place}.issue", f"is {shown(deal.issue)}, must be left out of a {deal.kind}")
    if deal.mediator is not None:
        yield from _stranger(f"{place}.mediator", deal.mediator, scenario.seated("mediator"), "a mediator")
    start = scenario.scenario.start
    if deal.until is not None and deal.until <= start:
        yield Problem(f"{place}.until", f"is {deal.until}, must be after the start ({start})")


def _soundings(scenario: Scenario) -> Iterator[Problem]:
    leads = [side.lead for side in scenario.sides.values()]
    first: dict[tuple[str, str], int] = {}
    for k, sounding in enumerate(scenario.soundings, start=1):
        place = f"soundings.{k}"
        yield from _stranger(f"{place}.mediator", sounding.mediator, scenario.seated("mediator"), "a mediator")
        yield from _stranger(f"{place}.party", sounding.party, leads, "a lead")
        if sounding.date > scenario.scenario.start:
            yield Problem(f"{place}.date", f"is {sounding.date}, must not be later than the start of the scenario")
        pair = (sounding.mediator, sounding.party)
        if first.setdefault(pair, k) != k:
            yield Problem(place, f"{pair[0]} has asked {pair[1]} in soundings.{first[pair]}; keep the last answer only")


def _events(scenario: Scenario) -> Iterator[Problem]:
    from diplomacy_abm.scenario.schema import DYADIC

    start = scenario.scenario.start
    for number, event in enumerate(scenario.events, start=1):
        place = f"events.{number}"
        if event.date < start:
            yield Problem(f"{place}.date", f"is {event.date}, must not be before the start ({start})")
        most = _LARGEST.get(event.variable, 1.0)
        least = 0.0 if event.variable == "leader" else -most
        if not least <= event.change <= most:
            yield Problem(
                f"{place}.change", f"is {shown(event.change)}, must be from {least:g} to {most:g} for {event.variable}"
            )
        yield from _who(place, event, scenario)
        if event.variable in DYADIC:
            anyone = event.variable == "trust"
            among = scenario.actors if anyone else scenario.seated("party")
            yield from _stranger(f"{place}.target", event.target, among, "an actor" if anyone else "a party")
            if event.target == event.actor:
                yield Problem(f"{place}.target", "is the actor itself, must be another actor")
        elif event.target is not None:
            yield Problem(
                f"{place}.target", f"is {shown(event.target)}, must be left out: {event.variable} has no target"
            )


def _who(place: str, event: Event, scenario: Scenario) -> Iterator[Problem]:
    if event.variable == "trust":
        among: Iterable[str] = scenario.actors
        what = "an actor"
    elif event.variable in ("support", "aid_line"):
        among, what = scenario.seated("patron"), "a patron"
    elif event.variable in ("leverage", "credibility", "bias"):
        among, what = scenario.seated("mediator"), "a mediator"
    elif event.variable == "leader":
        among, what = scenario.actors, "an actor"
    else:
        among, what = scenario.seated("party"), "a party"
    yield from _stranger(f"{place}.actor", event.actor, among, what)


def _parameters(scenario: Scenario) -> Iterator[Problem]:
    if scenario.parameters.sample:
        try:
            read_draws(scenario.parameters.sample)
        except ValueError as error:
            yield Problem("parameters.sample", str(error).removeprefix("draws: "))
    for name, value in scenario.parameters.values.items():
        place = f"parameters.{name}"
        known: Any = PARAMETERS.get(name)
        if known is None:
            yield Problem(place, f"unknown parameter; {_near_parameter(name)}")
        elif not known.low <= value <= known.high:
            yield Problem(place, f"is {shown(value)}, must be from {known.low:g} to {known.high:g}")


def _near_parameter(name: str) -> str:
    text = nearest(name, PARAMETERS)
    # more than a hundred names would bury the message
    return text if text.startswith("did you mean") else "the names are in docs/parameters.md"
