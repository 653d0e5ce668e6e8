"""The fixed list of choices of a seat: every move toward every target that could ever be on its menus.

A menu of the model changes from week to week; learners want one list for the whole run and a mask that says what is
open now. The list of a channel begins with the move that does nothing, as every menu does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from diplomacy_abm.moves import by_name, catalogue
from diplomacy_abm.phases.menu import holds_channel
from diplomacy_abm.state import ACTORS, MOVES
from diplomacy_abm.vocabulary import Aim, Channel, Variable


@dataclass(frozen=True)
class Action:
    """A choice of a seat: the channel, the move, its target (None: nobody), and its meaning in a sentence."""

    channel: str
    move: str
    target: str | None
    meaning: str

    def __str__(self) -> str:
        """Name the move and its target."""
        return f"{self.move} {self.target}" if self.target else self.move


def channels_of(c: Any, i: int) -> list[Channel]:
    """Channels on which actor i acts."""
    return [channel for channel in Channel if channel != Channel.OUTCOME and holds_channel(c, i, channel)]


def rows_of(c: Any, i: int, channel: Channel) -> list[tuple[int, int]]:
    """Moves (rows of the catalogue) and targets (indices, -1 nobody) that could be on a menu of actor i."""
    return [
        (move, target)
        for move in c.ch_move[c.ch_first[channel] : c.ch_first[channel + 1]].tolist()
        for target in targets_of(c, i, Aim(c.mv_aim[move]))
    ]


def targets_of(c: Any, i: int, aim: Aim) -> Iterator[int]:
    """Whom a move of actor i could ever be aimed at, by its aim."""
    if aim == Aim.NOBODY:
        yield -1
        return
    parties = [int(j) for j in c.parties[: c.n_parties] if c.active[j] == 1 and j != i]
    if aim == Aim.PARTY:
        yield from (int(j) for j in c.lead if j != i)
    elif aim == Aim.MEDIATOR:
        yield from (int(j) for j in c.mediators[: c.n_mediators] if c.active[j] == 1 and j != i)
    elif aim == Aim.PARTNER:
        yield from (j for j in partners_of(c, i) if c.active[j] == 1)
    elif aim == Aim.ENEMY:
        yield from (j for j in parties if c.party[i] == 1 and c.side[j] != c.side[i])
    else:
        clients = [j for j in parties if may_support(c, i, j)]
        rival = {1 - int(c.side[j]) for j in clients}
        yield from (clients if aim == Aim.CLIENT else (j for j in parties if int(c.side[j]) in rival))


def partners_of(c: Any, i: int) -> list[int]:
    """Whom party i may visit."""
    return [int(c.partners[i, x]) for x in range(c.n_partners[i])]


def may_support(c: Any, i: int, j: int) -> bool:
    """Whether actor i supports party j or can come to do so in the run: by an event, or courted by the party."""
    courted = i in partners_of(c, j)
    begins = any(
        (c.ex_variable[k], c.ex_actor[k], c.ex_target[k]) == (Variable.SUPPORT, i, j)
        for k in range(c.n_events)
    )
    return bool(c.support[i, j] > 0.0 or c.alignment[i, j] > 0.0 or begins or courted)


class Choices:
    """The fixed lists of one seat, channel by channel, on the channels that are held from outside.

    ``rows`` has for each channel its moves and targets; the first one does nothing. ``places`` and ``table`` are what
    :func:`diplomacy_abm.engine.weeks.mark_menus` takes, places counted over all channels.
    """

    def __init__(self, c: Any, labels: list[str], i: int, channels: list[Channel]) -> None:
        self.i = i
        self.channels = channels
        self.rows = [rows_of(c, i, channel) for channel in channels]
        self.actions = tuple(
            tuple(self._action(labels, channel, *row) for row in rows)
            for channel, rows in zip(channels, self.rows, strict=True)
        )
        self.places = np.array([(i, channel) for channel in channels], np.int64)
        self.table = np.full((len(channels), MOVES, ACTORS + 1), -1, np.int64)
        self.starts = np.concatenate([[0], np.cumsum([len(rows) for rows in self.rows])])
        self.index: list[dict[tuple[int, int], int]] = []
        for menu, rows in enumerate(self.rows):
            self.index.append({row: x for x, row in enumerate(rows)})
            for x, (move, target) in enumerate(rows):
                self.table[menu, move, target + 1] = self.starts[menu] + x

    @property
    def count(self) -> int:
        """Number of choices on all channels together."""
        return int(self.starts[-1])

    @staticmethod
    def _action(labels: list[str], channel: Channel, move: int, target: int) -> Action:
        name = catalogue()[move].name
        return Action(channel.name.lower(), name, labels[target] if target >= 0 else None, by_name(name).meaning)
