"""The names of a view, and reading them in plain runs: what :mod:`diplomacy_abm.policies.known` lets an actor know."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from diplomacy_abm.moves import catalogue
from diplomacy_abm.phases.menu import is_lead
from diplomacy_abm.policies import known
from diplomacy_abm.policies.past import kept, row_before
from diplomacy_abm.vocabulary import Channel, Line, TalkForm, Track

NUMBER, FLAG, ACTOR, TRACK, FORM = "number", "flag", "actor", "track", "form"
"""Kinds of a name: a number, true or false, and words: an actor's label, how far diplomacy is, how the parties meet."""

_PUBLIC_KINDS = {"track": TRACK, "form": FORM, "in_session": FLAG, "stuck": FLAG}

FIELDS = {
    **{name: (field, "", _PUBLIC_KINDS.get(name, NUMBER)) for name, field in known.PUBLIC},
    **{name: (field, "party", NUMBER) for name, field in known.OWN_PARTY},
    **{name: (field, "lead", NUMBER) for name, field in known.OWN_LEAD},
}  # fmt: skip
"""Names that are a field of the state: the field, who knows it ("" everybody), and the kind."""

WORKED: dict[str, tuple[Callable[..., Any], str]] = {
    "week": (known.one_week, NUMBER), "enemy": (known.one_enemy, ACTOR), "host": (known.one_host, ACTOR),
    "intensity": (known.one_intensity, NUMBER), "on_table": (known.one_on_table, FLAG),
    "invited": (known.one_invited, FLAG), "ceasefire": (known.one_ceasefire, FLAG),
    "settlement": (known.one_settlement, FLAG), "weeks_since_round": (known.one_weeks_since_round, NUMBER),
    "ground": (known.one_ground, NUMBER), "advance": (known.one_advance, NUMBER),
    "power_sd": (known.one_power_sd, NUMBER), "bias": (known.one_bias, NUMBER),
}  # fmt: skip
"""Names that a function of ``(s, c, p, i)`` works out, and their kind."""

LINES = {f"line_{line.name.lower()}": line for line in Line}

PLACE = ("actor", "channel", "luck")
"""Whose menu it is and on which channel, and the uniform draw of this decision."""

PARTIES = dict(known.PARTY)
"""Names with an actor behind them, ``view.burden["RUS"]``: what everybody knows of a party, and its field."""

RELATIONS: dict[str, Callable[..., float]] = {
    name.removeprefix("each_"): function
    for name, function in vars(known).items()
    if name.startswith("each_") and name != "each_due"
}  # fmt: skip
"""Names with another actor behind them, ``view.trust["RUS"]``: what one knows of one's relation with it."""

MOVES = ("last_moves", "last_tones", "history")
"""Names with an actor, or an actor and a channel, behind them."""

ONE = (*PLACE, *WORKED, *FIELDS, *LINES)
EACH = (*PARTIES, "due", *RELATIONS, *MOVES)


@dataclass(frozen=True)
class Scene:
    """What a view reads from: views of the records, the moves of past weeks, labels, and whose menu this is."""

    s: Any
    c: Any
    p: Any
    h: Any
    labels: Sequence[str]
    i: int
    channel: int
    luck: float


def holds(c: Any, i: int, who: str) -> bool:
    """Whether i is of those who know a field of :data:`FIELDS`."""
    return who == "" or bool(c.party[i] == 1 and (who == "party" or is_lead(c, i)))


def one(scene: Scene, name: str) -> Any:
    """Return what a plain name of a view means now."""
    s, c, p, i = scene.s, scene.c, scene.p, scene.i
    if name in PLACE:
        return {"actor": scene.labels[i], "channel": Channel(scene.channel).name.lower(), "luck": scene.luck}[name]
    if name in LINES:
        return float(known.line_of(s, c, i, LINES[name]))
    if name in WORKED:
        function, kind = WORKED[name]
        return _told(scene, function(s, c, p, i), kind)
    field, who, kind = FIELDS[name]
    if not holds(c, i, who):
        return float("nan")
    found = getattr(s, field)
    return _told(scene, found[i] if who else found, kind)


def _told(scene: Scene, found: Any, kind: str) -> Any:
    if kind == FLAG:
        return bool(found)
    if kind == ACTOR:
        return scene.labels[found] if found >= 0 else None
    if kind == TRACK:
        return Track(int(found)).name.lower()
    return TalkForm(int(found)).name.lower() if kind == FORM else found


class ByActor:
    """A name of a view that takes an actor behind it, such as ``view.trust["RUS"]``."""

    __slots__ = ("_name", "_scene")

    def __init__(self, scene: Scene, name: str) -> None:
        self._scene, self._name = scene, name

    def __getitem__(self, key: Any) -> Any:
        """Return what is known of an actor; with a channel, as in ``view.last_moves["RUS", "diplomatic"]``, there."""
        scene, name = self._scene, self._name
        label, channel = key if isinstance(key, tuple) else (key, None)
        j = _index(scene, label, name)
        if name in MOVES:
            return _moves(scene, name, j, scene.channel if channel is None else _channel(channel))
        if channel is not None:
            raise KeyError(f"view.{name} takes an actor, no channel")
        if name in PARTIES:
            return getattr(scene.s, PARTIES[name])[j] if known.is_party(scene.c, j) else float("nan")
        if name != "due" and (j == scene.i or scene.c.active[j] == 0):
            return float("nan")
        function = known.each_due if name == "due" else RELATIONS[name]
        return function(scene.s, scene.c, scene.p, scene.i, j)

    def __iter__(self) -> Iterator[str]:
        """Labels of the actors that take part."""
        return (label for j, label in enumerate(self._scene.labels) if self._scene.c.active[j] == 1)

    def __repr__(self) -> str:
        """Show what is known of each actor."""
        return f"{self._name}: " + ", ".join(f"{label} {self[label]}" for label in self)


def _index(scene: Scene, label: Any, name: str) -> int:
    if label in scene.labels:
        return scene.labels.index(label)
    near = difflib.get_close_matches(str(label), scene.labels, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else f", choose from {', '.join(scene.labels)}"
    raise KeyError(f"view.{name}[{label!r}]: no such actor{hint}")


def _channel(name: Any) -> int:
    channels = [channel.name.lower() for channel in Channel if channel != Channel.OUTCOME]
    if name not in channels:
        raise KeyError(f"{name!r} is no channel, choose from {', '.join(channels)}")
    return channels.index(name)


def _moves(scene: Scene, name: str, j: int, channel: int) -> Any:
    h, moves = scene.h, catalogue()
    weeks = kept(h) if scene.c.active[j] == 1 else 0
    if name == "history":
        return [moves[row_before(h, j, channel, back)].name for back in range(weeks, 0, -1)]
    if weeks == 0:
        return None if name == "last_moves" else 0.0
    last = moves[row_before(h, j, channel, 1)]
    return last.name if name == "last_moves" else last.goldstein


class View:
    """What an actor sees of its week, by name; it is read when it is asked for.

    Numbers, words and flags are attributes (``view.week``, ``view.front``); what is known of an actor has its label
    behind it (``view.trust["RUS"]``). What the actor may not know is not a number (NaN).
    """

    __slots__ = ("_scene",)

    def __init__(self, scene: Scene) -> None:
        object.__setattr__(self, "_scene", scene)

    def __getattr__(self, name: str) -> Any:
        """Return what a name means now."""
        if name in EACH:
            return ByActor(self._scene, name)
        if name in ONE:
            return one(self._scene, name)
        near = difflib.get_close_matches(name, (*ONE, *EACH), n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise AttributeError(f"view has no {name!r}{hint}")

    def __setattr__(self, name: str, value: Any) -> None:
        """Refuse: a view is for reading."""
        raise AttributeError(f"view.{name} cannot be set; what a policy remembers goes into its memory")

    def __dir__(self) -> list[str]:
        """Names that can be asked for."""
        return sorted((*ONE, *EACH))

    def __repr__(self) -> str:
        """Say whose view this is."""
        return f"<view of {self.actor}, week {self.week}, {self.channel}>"
