"""From a crisis and its quantities to a scenario: two leads, one stake, and a mediator for its days."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING, Any

from diplomacy_abm.crises.book import Values, book
from diplomacy_abm.scenario import Scenario

if TYPE_CHECKING:
    from diplomacy_abm.crises.reading import Crisis

LASTS, AFTER = 104, 260
"""Weeks in which a crisis can be, and weeks of watching after it: ICB's own five years."""
_BOOK = "code book of the exam on crises (docs/crises.md)"
_FIXED = {"sources": {"default": f"judgement: {_BOOK}, the same for all crises"}}
_MOVED = {"sources": {"default": f"{_BOOK}: a level and slopes estimated on ICB"}}
_LEADS = ("ONE", "TWO")


def scenario_of(crisis: Crisis, quantities: Values) -> Scenario:
    """Return the scenario of a crisis; of its codes only whether, when and in what style it was mediated is read."""
    start = dt.date(min(max(int(crisis.codes.get("year", 2001)), 1800), 2200), 1, 1) + dt.timedelta(opens(crisis))
    strength = math.exp(quantities["ratio"] / 2.0)
    title = f"Crisis {crisis.crisno} of International Crisis Behavior"
    return Scenario(
        scenario={"name": f"crisis-{crisis.crisno}", "title": title, "start": start, "step_days": 7,
                  "horizon": LASTS + AFTER, "seed": crisis.crisno},
        sides={"A": {"lead": "ONE", "label": "The stronger"}, "B": {"lead": "TWO", "label": "The weaker"}},
        issues={"stake": {"label": "What the crisis is about"}},
        actors={
            "ONE": _lead("A", strength, quantities), "TWO": _lead("B", 1.0 / strength, quantities),
            "MED": {"name": "The mediator", "seats": ["mediator"], "accuracy": 0.65,
                    "credibility": dict.fromkeys(_LEADS, 0.0), "leverage": dict.fromkeys(_LEADS, 0.0), **_FIXED},
        },
        relations={
            one: {other: {"trust": quantities["trust"], "escalation": quantities["escalation"], **_MOVED}}
            for one, other in (_LEADS, _LEADS[::-1])
        },
        events=(*_readiness(quantities["readiness"], start), *_presence(crisis, quantities, start)),
        parameters=_parameters(crisis, quantities),
    )  # fmt: skip


def _lead(side: str, strength: float, quantities: Values) -> dict[str, Any]:
    return {
        "name": f"Lead of {side}", "seats": ["party"], "side": side, "capability": strength,
        "cost": min(quantities["cost"], 0.9), "cost_sd": 0.4 * min(quantities["cost"], 0.9),
        "escalation_rest": quantities["rest"], "positions": {"stake": float(side == "A")}, "salience": {"stake": 1.0},
        **_MOVED,
    }  # fmt: skip


def _parameters(crisis: Crisis, quantities: Values) -> dict[str, Any]:
    """What differs from the defaults: nothing ends a run early, and a facilitator's texts are not heard."""
    values = {
        "seen_cost": min(quantities["seen"], 1.0), "cover": quantities["cover"], "fatigue": quantities["fatigue"],
        "implementation": 1040.0, "missiles_mean": 0.0, "drones_mean": 0.0,
    }  # fmt: skip
    if crisis.mediated and not crisis.drafts:
        values |= {"text_weight": 0.0, "vouch": 0.0}
    return {**values, **_MOVED}


def _readiness(shift: float, start: dt.date) -> list[dict[str, Any]]:
    """The selection of who is let mediate: a shift of both leads' lines on talks at the trigger."""
    if shift == 0.0:
        return []
    return [_event(start, "is ready for a third", lead, "talk_line", None, shift) for lead in _LEADS]


def opens(crisis: Crisis) -> int:
    """Return the day of a crisis on which its scenario opens: the trigger, or the mediator's day where there is one.

    Until then the record says that the crisis was on and nothing signed; docs/coding.md has the same rule.
    """
    if not crisis.mediated:
        return 0
    return min(int(crisis.codes.get("mediation_start_day", book().start_day)), 3650)


def stay(crisis: Crisis) -> int:
    """Return the weeks that it is there: its days, and what it needs to get to work; 0 where there is none."""
    if not crisis.mediated:
        return 0
    return book().working_weeks + math.ceil(crisis.codes.get("mediation_days", book().days) / 7)


def _presence(crisis: Crisis, quantities: Values, start: dt.date) -> list[dict[str, Any]]:
    """The mediator is there by being believed, with its leverage, and goes by being believed no more."""
    if not crisis.mediated:
        return []
    last = start + dt.timedelta(weeks=stay(crisis))
    brought = {"credibility": quantities["credibility"], "leverage": min(max(quantities["leverage"], 0.0), 1.0)}
    found = []
    for lead in _LEADS:
        for variable, amount in brought.items():
            if amount > 0.0:
                found.append(_event(start, "comes", "MED", variable, lead, amount))
                if (last - start).days < 7 * (LASTS + AFTER):
                    found.append(_event(last, "leaves", "MED", variable, lead, -1.0))
    return found


def _event(
    date: dt.date, label: str, actor: str, variable: str, target: str | None, change: float
) -> dict[str, Any]:
    return {"date": date, "label": label, "actor": actor, "variable": variable, "change": change,
            "source": _BOOK, **({"target": target} if target else {})}  # fmt: skip
