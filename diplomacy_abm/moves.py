"""The catalogue of moves, read from ``moves.toml``."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from diplomacy_abm.vocabulary import Aim, Channel, Effect

IDLE = (Effect.HOLD, Effect.NO_EXCHANGE, Effect.NONE, Effect.NO_SUPPORT, Effect.STAND_BY)
"""What an actor does on each channel when it does nothing, in the order of the channels."""


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
    for idle in IDLE:
        if not any(move.effect == idle for move in moves):
            raise ValueError(f"{origin}: no move with effect {idle.name.lower()!r}, every channel needs its idle move")
    return tuple(moves)


def _number(value: object, place: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{place}: is {value!r}, must be a number")
    return float(value)


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
    except KeyError as error:
        raise ValueError(f"{place}: {error.args[0]} is missing or not a word of the vocabulary") from None
    if row:
        raise ValueError(f"{place}: unknown key {next(iter(row))!r}")
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
