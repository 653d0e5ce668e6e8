"""The little that a reader of results needs to know about a scenario: who is who, and when.

A result folder holds this card in its manifest, so that figures and stories can be made again from the folder
alone, long after the scenario file has changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from diplomacy_abm.intake.gate import Loose, Word, checked
from diplomacy_abm.results.sound import MANIFEST, ResultsError


@dataclass(frozen=True)
class ActorCard:
    """An actor's display name, seats and side (empty for actors who take no side)."""

    name: str
    seats: tuple[str, ...]
    side: str


@dataclass(frozen=True)
class SideCard:
    """A side's lead actor and display label."""

    lead: str
    label: str


@dataclass(frozen=True)
class ScenarioCard:
    """Names, seats, sides and the calendar of a scenario."""

    name: str
    title: str
    """As in the scenario file."""
    fingerprint: str
    """Hash of the canonical content; identifies the scenario."""
    start: date
    """Date of the first step."""
    step_days: int
    """Days in a step."""
    horizon: int
    """Steps the scenario asks for."""
    sides: Mapping[str, SideCard]
    """``"A"`` and ``"B"``."""
    actors: Mapping[str, ActorCard]
    """By actor label, in the order of the scenario."""
    issues: Mapping[str, str] = field(default_factory=dict)
    """Display label of every issue."""

    def actor_name(self, label: str) -> str:
        """Return the display name of an actor, or the label itself where it is not in the scenario."""
        actor = self.actors.get(label)
        return actor.name if actor else label

    def holders(self, seat: str) -> list[str]:
        """Return the labels of the actors that hold a seat."""
        return [label for label, actor in self.actors.items() if seat in actor.seats]


def _seat_name(seat: Any) -> str:
    return str(seat.name).lower() if hasattr(seat, "name") else str(seat)


def _fingerprint(scenario: Any) -> str:
    value = getattr(scenario, "fingerprint", "")
    return str(value() if callable(value) else value)


def card(scenario: Any) -> ScenarioCard:
    """Return the card of a scenario; a card is returned as it is.

    Parameters
    ----------
    scenario : Scenario or ScenarioCard
        What a result holds in its attribute ``scenario``.
    """
    if isinstance(scenario, ScenarioCard):
        return scenario
    header = getattr(scenario, "scenario", scenario)
    return ScenarioCard(
        name=header.name,
        title=header.title,
        fingerprint=_fingerprint(scenario),
        start=header.start,
        step_days=header.step_days,
        horizon=header.horizon,
        sides={key: SideCard(side.lead, side.label) for key, side in scenario.sides.items()},
        actors={
            label: ActorCard(actor.name, tuple(_seat_name(seat) for seat in actor.seats), actor.side or "")
            for label, actor in scenario.actors.items()
        },
        issues={name: issue.label for name, issue in scenario.issues.items()},
    )


def to_json(scenario: Any) -> dict[str, Any]:
    """Return the card of a scenario as plain JSON values."""
    known = card(scenario)
    return {
        "name": known.name,
        "title": known.title,
        "fingerprint": known.fingerprint,
        "start": known.start.isoformat(),
        "step_days": known.step_days,
        "horizon": known.horizon,
        "sides": {key: {"lead": side.lead, "label": side.label} for key, side in known.sides.items()},
        "actors": {
            label: {"name": actor.name, "seats": list(actor.seats), "side": actor.side}
            for label, actor in known.actors.items()
        },
        "issues": dict(known.issues),
    }


def _day(text: str) -> str:
    return date.fromisoformat(text).isoformat()


_Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]


class _ActorFile(Loose):
    name: Word
    seats: list[Word]
    side: Literal["", "A", "B"]


class _SideFile(Loose):
    lead: _Key
    label: Word


class CardFile(Loose):
    """A card as a manifest holds it."""

    name: Word
    title: Word
    fingerprint: Word
    start: Annotated[str, AfterValidator(_day)]
    step_days: Annotated[int, Field(ge=1, le=31)]
    horizon: Annotated[int, Field(ge=1, le=10_000)]
    sides: dict[Literal["A", "B"], _SideFile]
    actors: dict[_Key, _ActorFile]
    issues: dict[_Key, Word]


def from_json(values: Any, origin: str = MANIFEST) -> ScenarioCard:
    """Return the card that :func:`to_json` wrote; ResultsError in one line if it is none."""
    return card_of(checked(CardFile, values, ResultsError, f"{origin}: scenario"))


def card_of(found: CardFile) -> ScenarioCard:
    """Return a card that was read and checked."""
    return ScenarioCard(
        name=found.name,
        title=found.title,
        fingerprint=found.fingerprint,
        start=date.fromisoformat(found.start),
        step_days=found.step_days,
        horizon=found.horizon,
        sides={key: SideCard(side.lead, side.label) for key, side in found.sides.items()},
        actors={label: ActorCard(actor.name, tuple(actor.seats), actor.side) for label, actor in found.actors.items()},
        issues=dict(found.issues),
    )
