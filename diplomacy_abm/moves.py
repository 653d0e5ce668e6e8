"""The catalogue of moves, read from ``moves.toml``."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from string import Formatter
from typing import Any

from diplomacy_abm.vocabulary import Aim, Channel, Effect, Goal

IDLE = (Effect.HOLD, Effect.NO_EXCHANGE, Effect.NONE, Effect.NO_SUPPORT, Effect.STAND_BY)
"""What an actor does on each channel when it does nothing, in the order of the channels."""

BECAUSE = (*(goal.name.lower() for goal in Goal), "circumstances")
"""What can speak for a move."""
_PLACES = {"would": "t", "did": "a t", "mutual": "a", "happens": "a t s the label"}
"""What a text may leave open."""


class Kind(StrEnum):
    """Kinds of acts, as the page draws them; it has a glyph for each."""

    FIRE = "fire"
    PRESS = "press"
    ARMS = "arms"
    CUT = "cut"
    VISIT = "visit"
    OFFER = "offer"
    SHUTTLE = "shuttle"
    INVITE = "invite"
    PROMISE = "promise"
    PEOPLE = "people"


class Rung(StrEnum):
    """Classes of the ladder of escalation; ``analysis/escalation.toml`` has their points."""

    NUCLEAR = "nuclear"
    VIOLENT = "violent"
    NON_VIOLENT = "non_violent"
    POSTURING = "posturing"
    STATUS_QUO = "status_quo"
    DE_ESCALATION = "de_escalation"


@dataclass(frozen=True)
class Ladder:
    """Where a move stands on the ladder of escalation: its class, the nearest action there, why, another reading."""

    rung: Rung
    nearest: str
    reason: str
    other: Rung | None = None


@dataclass(frozen=True)
class Told:
    """What is told of a move and no rule reads; the columns are explained at the top of ``moves.toml``."""

    would: str = ""
    did: tuple[str, str] | None = None
    mutual: str = ""
    happens: str = ""
    early: bool = False
    brings: tuple[str, ...] = ()
    because: Mapping[str, str] = field(default_factory=dict, hash=False)
    kind: Kind | None = None
    deal: bool = False
    rule: str = ""
    ladder: Ladder | None = None


@dataclass(frozen=True)
class Move:
    """One row of the catalogue; the columns are explained at the top of ``moves.toml``."""

    name: str
    channel: Channel
    effect: Effect
    aim: Aim
    family: str
    size: float
    push: float
    cost: float
    trust: float
    cameo: str
    goldstein: float
    meaning: str
    told: Told = Told()

    @property
    def chosen(self) -> bool:
        """Whether it is an act that somebody chooses, and not what follows from moves."""
        return self.channel != Channel.OUTCOME

    @property
    def idle(self) -> bool:
        """Whether it is to do nothing."""
        return self.effect in IDLE


def read_catalogue(text: str, origin: str = "moves.toml") -> tuple[Move, ...]:
    """Read a catalogue from TOML text with one ``[[move]]`` table per move.

    ValueError in one line if a row is not of the form that the file's head explains, or a channel has no idle move.
    """
    try:
        rows = tomllib.loads(text).get("move", [])
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{origin}: not TOML: {error}") from None
    moves: list[Move] = []
    for number, row in enumerate(rows, start=1):
        place = f"{origin}: move {number} ({row.get('name', 'no name')})"
        moves.append(_move(dict(row), place))
    names = [move.name for move in moves]
    if len(set(names)) != len(names):
        raise ValueError(f"{origin}: a move name stands twice, names must differ")
    for move in moves:
        unknown = [name for name in move.told.brings if name not in names]
        if unknown:
            raise ValueError(f"{origin}: move {move.name}: brings: there is no move {unknown[0]!r}")
    for idle in IDLE:
        if not any(move.effect == idle for move in moves):
            raise ValueError(f"{origin}: no move with effect {idle.name.lower()!r}, every channel needs its idle move")
    return tuple(moves)


def _number(value: object, place: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{place}: is {value!r}, must be a number")
    return float(value)


def _text(value: object, place: str, key: str = "") -> str:
    if not isinstance(value, str):
        raise ValueError(f"{place}: is {value!r}, must be a text")
    try:
        found = [name for _, name, _, _ in Formatter().parse(value) if name is not None]
    except ValueError as error:
        raise ValueError(f"{place}: is {value!r}, {error}") from None
    allowed = _PLACES.get(key, "").split()
    unknown = [name for name in found if name not in allowed]
    if unknown:
        may = " or ".join(f"{{{name}}}" for name in allowed) or "nothing in braces"
        raise ValueError(f"{place}: has {{{unknown[0]}}}, may have {may}")
    return value


def _flag(value: object, place: str) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{place}: is {value!r}, must be true or false")
    return value


def _one_of(value: object, allowed: Iterable[str], place: str) -> str:
    if value not in (words := list(allowed)):
        raise ValueError(f"{place}: is {value!r}, must be one of {', '.join(words)}")
    return str(value)


def _table(value: object, place: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"{place}: is {value!r}, must be a table")
    return dict(value)


def _texts(value: object, place: str, key: str = "") -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError(f"{place}: is {value!r}, must be a list of texts")
    return tuple(_text(each, place, key) for each in value)


def _ladder(value: object, place: str) -> Ladder:
    row = _table(value, place)
    missing = [key for key in ("class", "nearest", "reason") if key not in row]
    if missing:
        raise ValueError(f"{place}: {missing[0]} is missing")
    rung = Rung(_one_of(row.pop("class"), Rung, f"{place}.class"))
    other = Rung(_one_of(row.pop("other"), Rung, f"{place}.other")) if "other" in row else None
    nearest, reason = (_text(row.pop(key), f"{place}.{key}") for key in ("nearest", "reason"))
    if row:
        raise ValueError(f"{place}: unknown key {next(iter(row))!r}")
    return Ladder(rung, nearest, reason, other)


def _told(row: dict[str, object], place: str) -> Told:
    """Take what is told of a move out of its row."""
    found: dict[str, Any] = {}
    for key in ("would", "mutual", "happens", "rule"):
        if key in row:
            found[key] = _text(row.pop(key), f"{place}: {key}", key)
    if "did" in row:
        found["did"] = _texts(row.pop("did"), f"{place}: did", "did")
        if len(found["did"]) != 2:
            raise ValueError(f"{place}: did: has {len(found['did'])} texts, must be two: by one, by several")
    if "brings" in row:
        found["brings"] = _texts(row.pop("brings"), f"{place}: brings")
    for key in ("early", "deal"):
        found[key] = _flag(row.pop(key, False), f"{place}: {key}")
    because = _table(row.pop("because", {}), f"{place}: because")
    found["because"] = {
        _one_of(term, BECAUSE, f"{place}: because"): _text(words, f"{place}: because.{term}")
        for term, words in because.items()
    }
    if "kind" in row:
        found["kind"] = Kind(_one_of(row.pop("kind"), Kind, f"{place}: kind"))
    if "ladder" in row:
        found["ladder"] = _ladder(row.pop("ladder"), f"{place}: ladder")
    return Told(**found)


def _move(row: dict[str, object], place: str) -> Move:
    try:
        values = {
            "name": row.pop("name"),
            "channel": Channel[str(row.pop("channel")).upper()],
            "effect": Effect[str(row.pop("effect")).upper()],
            "aim": Aim[str(row.pop("aim", "nobody")).upper()],
            "meaning": row.pop("meaning"),
            "cameo": row.pop("cameo", ""),
        }
        values["family"] = row.pop("family", values["name"])
        for key in ("size", "push", "cost", "trust", "goldstein"):
            values[key] = _number(row.pop(key, 0.0), f"{place}: {key}")
        values["told"] = _told(row, place)
    except KeyError as error:
        raise ValueError(f"{place}: {error.args[0]} is missing or not a word of the vocabulary") from None
    if row:
        raise ValueError(f"{place}: unknown key {next(iter(row))!r}")
    if values["channel"] != Channel.OUTCOME:
        missing = [key for key in ("would", "ladder") if not getattr(values["told"], key)]
        if missing:
            raise ValueError(f"{place}: {missing[0]} is missing; what somebody chooses is told by it")
    return Move(**values)  # type: ignore[arg-type]


@lru_cache(maxsize=1)
def catalogue() -> tuple[Move, ...]:
    """Return the catalogue that ships with the package, in its order."""
    return read_catalogue(files("diplomacy_abm").joinpath("moves.toml").read_text(encoding="utf-8"))


def by_name(name: str) -> Move:
    """Return a move of the shipped catalogue by its name."""
    for move in catalogue():
        if move.name == name:
            return move
    raise KeyError(name)
