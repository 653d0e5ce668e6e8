"""From a scenario to the arrays of :mod:`diplomacy_abm.state`; the one place where labels become indices."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from diplomacy_abm.moves import IDLE, catalogue
from diplomacy_abm.parameters import PARAMETERS
from diplomacy_abm.policies.registry import NO_MEDIATION, get
from diplomacy_abm.scenario.sample import sample_of, sets_of_runs
from diplomacy_abm.state import CASE, FIRST_ISSUE_SLOT
from diplomacy_abm.vocabulary import Covers, Goal, Line, Variable

if TYPE_CHECKING:
    from diplomacy_abm.scenario import Scenario

MEDIATORS_OWN = ("leverage", "credibility", "bias")
"""Variables of events that change what only a mediator has."""

PARAMETER_RECORD = np.dtype([(name, np.float64) for name in PARAMETERS])
"""The parameters of one run, one float each."""


def actor_key(label: str) -> int:
    """Key of an actor's random streams: a hash of its label, so that it keeps its luck whoever else takes part."""
    return zlib.crc32(label.encode())


def seed_words(seed: int) -> tuple[int, int]:
    """Split a seed of up to 64 bits into its two halves."""
    if not 0 <= seed < 2**64:
        raise ValueError(f"seed: {seed} is out of range, must be from 0 to 2^64 - 1")
    return seed & 0xFFFFFFFF, seed >> 32


def case_record(
    scenario: Scenario, policies: Mapping[str, str] | None = None, without: Iterable[str] = ()
) -> np.ndarray:
    """Return the case of a scenario, shape (1,) and dtype ``state.CASE``, with policies that replace its own.

    Actors in `without` take no part; their indices stay, so nobody else's luck changes. ValueError in one line for an
    unknown actor or policy, or when a lead is to be left out.
    """
    case = np.zeros(1, CASE)
    c = case[0]
    labels = list(scenario.actors)
    _fill_frame(c, scenario, labels)
    names = _policies(scenario, labels, policies or {})
    aside = _aside(scenario, names)
    for i, label in enumerate(labels):
        _fill_actor(c, scenario, labels, i, label, label not in aside)
    for i, one in enumerate(labels):
        for j, other in enumerate(labels):
            if i != j:
                c["trust"][i, j] = scenario.trust(one, other)
                c["escalation"][i, j] = scenario.escalation(one, other)
    _fill_allegiance(c)
    _fill_partners(c)
    _fill_soundings(c, scenario, labels, aside)
    for i, label in enumerate(labels):
        c["policy"][i] = get(names[label]).number
    _leave_out(c, labels, without)
    _fill_issues(c, scenario)
    _fill_pipelines(c, scenario, labels)
    _fill_deals(c, scenario, labels, aside)
    _fill_events(c, scenario, labels, aside)
    _fill_moves(c)
    return case


def _position(labels: Sequence[str], label: str, what: str) -> int:
    if label not in labels:
        raise ValueError(f"{what}: there is no actor {label!r}, must be one of {', '.join(labels)}")
    return labels.index(label)


def _fill_frame(c: np.void, scenario: Scenario, labels: Sequence[str]) -> None:
    c["n"] = len(labels)
    c["n_issues"] = len(scenario.issues)
    c["horizon"] = scenario.scenario.horizon
    c["days"] = scenario.scenario.step_days
    c["lead"] = [labels.index(scenario.sides["A"].lead), labels.index(scenario.sides["B"].lead)]
    c["front"] = scenario.front.share
    c["momentum"] = scenario.front.momentum
    c["prisoners"] = scenario.prisoners.stock
    keys = [actor_key(label) for label in labels]
    if len(set(keys)) != len(keys):
        raise ValueError("actors: two labels share a random stream; rename one of them")
    c["key"][: len(labels)] = keys
    c["active"][: len(labels)] = 1


def _fill_actor(c: np.void, scenario: Scenario, labels: Sequence[str], i: int, label: str, mediates: bool) -> None:
    actor = scenario.actors[label]
    # what only a mediator has; a patron or a party keeps its guarantee
    guarantee = actor.guarantee if mediates or set(actor.seats) & {"party", "patron"} else 0.0
    leverage, credibility = (actor.leverage, actor.credibility) if mediates else ({}, {})
    c["party"][i] = actor.is_party
    c["patron"][i] = "patron" in actor.seats
    c["mediator"][i] = "mediator" in actor.seats and mediates
    c["side"][i] = {"A": 0, "B": 1, None: -1}[actor.side] if actor.is_party else -1
    c["veto"][i] = actor.is_party and actor.veto
    for seat, members, count in (
        ("patron", "patrons", "n_patrons"), ("mediator", "mediators", "n_mediators"), ("party", "parties", "n_parties")
    ):
        if c[seat][i]:
            c[members][c[count]] = i
            c[count] += 1
    for field, value in (
        ("capability", actor.capability), ("sustainable", actor.sustainable), ("dependence", actor.aid_dependence),
        ("cost", actor.cost), ("cost_sd", actor.cost_sd), ("hawkishness", actor.hawkishness),
        ("patience", actor.patience), ("rest", actor.escalation_rest), ("guarantee", guarantee),
        ("arms", actor.arms_capacity * c["days"] / 7.0), ("bias", actor.bias), ("accuracy", actor.accuracy),
        ("optimism", actor.optimism), ("tenure", actor.tenure), ("weariness", actor.weariness),
    ):  # fmt: skip
        c[field][i] = value
    for line in Line:
        if line.name.lower() in actor.lines:
            c["line"][i, line] = actor.lines[line.name.lower()]  # type: ignore[index]
            c["line_set"][i, line] = 1
    for goal in Goal:
        c["goal"][i, goal] = dict(actor.goals).get(goal.name.lower(), 0.0)  # type: ignore[call-overload]
    for k, issue in enumerate(scenario.issues):
        c["ideal"][i, k] = actor.positions.get(issue, 0.0)
        c["salience"][i, k] = actor.salience.get(issue, 0.0)
        c["gain"][i, k] = actor.gains.get(issue, 0.0)
    for field, table in (
        ("leverage", leverage), ("support", actor.support), ("alignment", actor.alignment),
        ("commerce", actor.commerce),
    ):  # fmt: skip
        for other, value in table.items():
            c[field][i, labels.index(other)] = value
    for other, value in credibility.items():
        c["credibility"][labels.index(other), i] = value


def _fill_allegiance(c: np.void) -> None:
    """Note the side that each patron is aligned with most; -1 for one aligned with neither alike."""
    for i in range(c["n"]):
        sides = [
            sum(float(c["alignment"][i, j]) for j in range(c["n"]) if c["party"][j] and c["side"][j] == side)
            for side in range(2)
        ]
        c["allegiance"][i] = -1 if sides[0] == sides[1] else int(sides[1] > sides[0])


def _fill_soundings(c: np.void, scenario: Scenario, labels: Sequence[str], aside: Collection[str]) -> None:
    c["answer"][:] = -1
    for sounding in scenario.soundings:
        if sounding.mediator in aside:
            continue
        m, j = labels.index(sounding.mediator), labels.index(sounding.party)
        c["answer"][m, j] = sounding.answer == "yes"
        c["asked"][m, j] = _since_start(c, scenario, sounding.date)


def _fill_partners(c: np.void) -> None:
    """List whom each party may visit: patrons aligned with it, and mediators."""
    for i in range(c["n"]):
        for j in range(c["n"]):
            if j != i and ((
                    c["patron"][j] and c["alignment"][j, i] > 0.0 and c["allegiance"][j] == c["side"][i]
                ) or c["mediator"][j]):
                c["partners"][i, c["n_partners"][i]] = j
                c["n_partners"][i] += 1


def event_room(case: np.ndarray) -> int:
    """Rows that the event log of one run can need at most."""
    c = case[0]
    a_step = 12 * int(c["n"]) + 64 + 3 * (2 + int(c["n_issues"])) + 8
    return int(c["horizon"]) * a_step + int(c["n_events"])


def _policies(scenario: Scenario, labels: Sequence[str], policies: Mapping[str, str]) -> dict[str, str]:
    """Return the policy of each actor by name."""
    for label in policies:
        _position(labels, label, "policy")
    return {label: policies.get(label, scenario.actors[label].policy) for label in labels}


def _aside(scenario: Scenario, policies: Mapping[str, str]) -> set[str]:
    """Return the actors whose mediator's seat stands empty."""
    aside = {label for label, name in policies.items() if name == NO_MEDIATION}
    for label in sorted(aside):
        if "mediator" not in scenario.actors[label].seats:
            holders = ", ".join(scenario.seated("mediator")) or "nobody"
            raise ValueError(f"policy: {label} holds no mediator's seat that could stand empty; {holders} can")
    return aside


def _leave_out(c: np.void, labels: Sequence[str], without: Iterable[str]) -> None:
    for label in without:
        i = _position(labels, label, "without")
        if i in c["lead"]:
            raise ValueError(f"without: {label} leads a side and cannot be left out; a dispute needs both leads")
        c["active"][i] = 0


def _fill_issues(c: np.void, scenario: Scenario) -> None:
    for k, issue in enumerate(scenario.issues.values()):
        c["separable"][k] = issue.separable
        c["indivisible"][k] = issue.indivisible
        c["covers"][k] = Covers[issue.covers.upper()]
        c["humanitarian"][k] = issue.kind == "humanitarian"
        c["term"][k] = _steps(c, issue.term)


def _steps(c: np.void, weeks: float) -> int:
    """Weeks in steps, at least one step if there is any time at all."""
    return 0 if weeks == 0 else max(1, round(weeks * 7 / float(c["days"])))


def _since_start(c: np.void, scenario: Scenario, date: object) -> int:
    """Step in which a date falls."""
    return (date - scenario.scenario.start).days // int(c["days"])  # type: ignore[operator]


def _fill_pipelines(c: np.void, scenario: Scenario, labels: Sequence[str]) -> None:
    c["n_pipelines"] = len(scenario.pipelines)
    for k, line in enumerate(scenario.pipelines):
        first = _since_start(c, scenario, line.announced) + _steps(c, line.lead)
        span = _steps(c, line.span)
        c["pl_supplier"][k] = labels.index(line.supplier)
        c["pl_recipient"][k] = labels.index(line.recipient)
        c["pl_rate"][k] = line.amount / span
        c["pl_first"][k] = first
        c["pl_last"][k] = first + span
        c["pl_credibility"][k] = line.credibility
        c["pl_key"][k] = zlib.crc32(f"{line.supplier}>{line.recipient}:{line.label}".encode())


def _fill_deals(c: np.void, scenario: Scenario, labels: Sequence[str], aside: Collection[str]) -> None:
    slots = {"settlement": 0, "ceasefire": 1}
    for deal in scenario.deals:
        if deal.kind == "issue":
            slot = FIRST_ISSUE_SLOT + list(scenario.issues).index(str(deal.issue))
        else:
            slot = slots[deal.kind]
        c["deal_on"][slot] = 1
        c["deal_until"][slot] = max(1, _since_start(c, scenario, deal.until)) if deal.until else 0
        c["deal_mediator"][slot] = labels.index(deal.mediator) if deal.mediator and deal.mediator not in aside else -1
        c["deal_monitored"][slot] = deal.monitored
        c["deal_guarantee"][slot] = deal.guarantee


def _fill_events(c: np.void, scenario: Scenario, labels: Sequence[str], aside: Collection[str]) -> None:
    c["n_events"] = len(scenario.events)
    for k, event in enumerate(scenario.events):
        c["ex_step"][k] = _since_start(c, scenario, event.date)
        c["ex_variable"][k] = Variable[event.variable.upper()]
        c["ex_actor"][k] = labels.index(event.actor)
        c["ex_target"][k] = labels.index(event.target) if event.target else -1
        mediates = event.actor not in aside or event.variable not in MEDIATORS_OWN
        c["ex_change"][k] = event.change if mediates else 0.0


def _fill_moves(c: np.void) -> None:
    moves = catalogue()
    families = list(dict.fromkeys(move.family for move in moves))
    c["n_moves"] = len(moves)
    for x, move in enumerate(moves):
        c["mv_channel"][x] = move.channel
        c["mv_effect"][x] = move.effect
        c["mv_aim"][x] = move.aim
        c["mv_family"][x] = families.index(move.family)
        for field in ("size", "push", "cost", "trust", "goldstein"):
            c[f"mv_{field}"][x] = getattr(move, field)
    for effect in {move.effect for move in moves}:
        c["ef_row"][effect] = next(x for x, move in enumerate(moves) if move.effect == effect)
    by_channel = sorted(range(len(moves)), key=lambda x: moves[x].channel)
    c["ch_move"][: len(moves)] = by_channel
    for channel in range(len(IDLE) + 1):
        c["ch_first"][channel] = sum(move.channel < channel for move in moves)
    for channel, effect in enumerate(IDLE):
        c["idle"][channel] = c["ef_row"][effect]


def parameter_record(
    scenario: Scenario, over: Mapping[str, object] | None = None, first: int | None = None, runs: int = 1
) -> np.ndarray:
    """Return the parameters of the runs of a scenario: one record for all, or one for each in turn, counted round.

    Its ``[parameters]`` replace the defaults, and the sample that it names the others; `over` has values, or arrays
    of one length, by name that replace all these. The runs take the sets of the sample from `first` on
    (:func:`~diplomacy_abm.scenario.sample.first_set`); without it nothing is drawn. There are never more records than
    the sample has sets, unless `over` has arrays of more. ValueError in one line for an unknown parameter, arrays of
    different lengths, or a value out of range.
    """
    arrays = {name: np.atleast_1d(np.asarray(value, dtype=np.float64)) for name, value in (over or {}).items()}
    lengths = {len(array) for array in arrays.values()} - {1}
    if len(lengths) > 1:
        raise ValueError(f"parameters: arrays of different lengths {sorted(lengths)}, must all be of one")
    sample = {} if first is None else sample_of(scenario)
    sets = len(next(iter(sample.values()))) if sample else 1
    record = np.zeros(max(lengths, default=min(sets, runs)), PARAMETER_RECORD)
    for name, row in PARAMETERS.items():
        record[name] = scenario.parameters.values.get(name, row.default)
    if sample and first is not None:
        places = sets_of_runs(sets, len(record), first)
        for name, values in sample.items():
            record[name] = values[places]
    for name, array in arrays.items():
        if name not in PARAMETERS:
            raise ValueError(f"parameters: there is no parameter {name!r}; see docs/parameters.md")
        row = PARAMETERS[name]
        if not bool(np.all((array >= row.low) & (array <= row.high))):
            raise ValueError(f"parameters.{name}: a value is out of range, must be from {row.low:g} to {row.high:g}")
        record[name] = array
    return record
