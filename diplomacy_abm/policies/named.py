"""Policies with names in plain runs: a menu of options, a view of the week, and a memory of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

import numpy as np

from diplomacy_abm.moves import catalogue
from diplomacy_abm.phases.choose import fill_view, prepare_choice
from diplomacy_abm.phases.common import draw
from diplomacy_abm.phases.menu import fill_menu
from diplomacy_abm.policies import builtin, forms
from diplomacy_abm.policies.chances import chances
from diplomacy_abm.policies.forms import PolicyFaultError
from diplomacy_abm.policies.past import PAST, note
from diplomacy_abm.policies.terms import terms_of
from diplomacy_abm.policies.views import Scene, View
from diplomacy_abm.state import VIEW, view
from diplomacy_abm.vocabulary import Channel

OPTION = ("move", "target", "value", "tone", "chance", "terms")
"""What an option says of itself."""


class Option:
    """A move toward a target that is open now.

    Attributes
    ----------
    move, target
        Name of the move; label of whom it is aimed at, or None.
    value
        What it is worth to the actor over doing nothing, in units of the stake.
    tone
        Goldstein weight of the move, from -10 (hostile) to 10 (friendly).
    chance
        How likely a quantal player, the default, takes it.
    terms
        What the value is made of: one number for each goal, the ``circumstances`` and the ``cost``.
    """

    __slots__ = ("_menu", "move", "place", "target", "tone", "value")

    def __init__(self, menu: Menu, place: int, move: str, target: str | None, value: float, tone: float) -> None:
        self._menu, self.place = menu, place
        self.move, self.target, self.value, self.tone = move, target, value, tone

    @property
    def chance(self) -> float:
        """How likely a quantal player takes it."""
        return self._menu.chances[self.place]

    @property
    def terms(self) -> dict[str, float]:
        """What the value is made of, in the order in which it is added up."""
        return self._menu.terms(self.place)

    def __repr__(self) -> str:
        """Name the move and its target."""
        return f"<{self.move}{' ' + self.target if self.target else ''}, value {self.value:.4f}>"


class Menu(tuple[Option, ...]):
    """The options of a menu in their order; the first does nothing.

    Attributes
    ----------
    best
        The option of the highest value, the first of equals.
    usual
        What the default, quantal response, takes by the luck of this decision.
    """

    def __new__(cls, scene: Scene) -> Menu:
        """List what stands in the state."""
        s, n = scene.s, scene.s.n_alternatives
        moves, labels = catalogue(), scene.labels
        self = super().__new__(cls)
        listed = super().__new__(
            cls,
            [
                Option(self, x, moves[s.alt_move[x]].name, labels[s.alt_target[x]] if s.alt_target[x] >= 0 else None,
                       s.alt_value[x], s.alt_tone[x])
                for x in range(n)
            ],
        )  # fmt: skip
        for option in listed:
            option._menu = listed
        listed._scene = scene
        listed._chances = None
        listed._rows = [(s.alt_move[x], s.alt_target[x]) for x in range(n)]
        listed._shares = s.alt_share[:n].tolist()
        return listed

    _scene: Scene
    _chances: list[float] | None
    _rows: list[tuple[int, int]]
    _shares: list[float]

    @property
    def chances(self) -> list[float]:
        """How likely a quantal player takes each option."""
        if self._chances is None:
            values = [option.value for option in self]
            self._chances = chances(values, self._shares, self._scene.p.lambda_choice)
        return self._chances

    @property
    def best(self) -> Option:
        """The option of the highest value, the first of equals."""
        return max(self, key=lambda option: option.value)

    @property
    def usual(self) -> Option:
        """What the default takes by the luck of this decision."""
        values, weights = np.array([option.value for option in self]), np.zeros(len(self))
        shares, scene = np.array(self._shares), self._scene
        place = builtin.quantal(values, shares, values, scene.p.lambda_choice, scene.luck, np.zeros(VIEW), weights)
        return self[place]

    def terms(self, place: int) -> dict[str, float]:
        """Return the terms of an option."""
        scene = self._scene
        return terms_of(scene.s, scene.c, scene.p, scene.i, *self._rows[place])


class Past:
    """The moves of past weeks in a plain run, for all its players."""

    def __init__(self) -> None:
        self.h = view(np.zeros(1, PAST))

    def note(self, s: Any, c: Any) -> None:
        """Note what was done last week, before anybody chooses."""
        note(s, c, self.h)

    def kept(self) -> np.ndarray:
        """Return a copy of it."""
        return np.array(self.h._array)

    def put_back(self, kept: np.ndarray) -> None:
        """Take a copy for what was."""
        self.h._array[...] = kept


class Player:
    """A policy with names in the seat of one actor for one run; it is called as a policy of numbers is.

    `records` are views of the state, the case and the parameters, `past` the moves of past weeks, `i` the actor's
    place.
    """

    def __init__(
        self, name: str, policy: Any, records: tuple[Any, Any, Any], past: Past, labels: Sequence[str], i: int
    ) -> None:
        self.name, self.policy = name, policy
        self.records, self.past, self.labels, self.i = records, past, [*map(str, labels)], i
        try:
            self.choose, self.memory = forms.begun(policy)
        except Exception as error:
            raise forms.fault(name, policy, error) from error

    def __call__(
        self, values: Any, shares: Any, tones: Any, precision: float, u: float, seen: Any, weights: Any
    ) -> int:
        """Return the place of the choice on the menu that stands in the state."""
        return self.answer(Channel(int(seen[builtin.CHANNEL])))

    def kept(self) -> dict[str, Any]:
        """Return a copy of the memory."""
        return {} if self.memory is None else deepcopy(vars(self.memory))

    def put_back(self, kept: dict[str, Any]) -> None:
        """Take a copy for the memory."""
        if self.memory is not None:
            vars(self.memory).clear()
            vars(self.memory).update(deepcopy(kept))

    def answer(self, channel: Channel) -> int:
        """Return the place of the choice on the menu of a channel, which stands in the state."""
        s, c, p = self.records
        scene = Scene(s, c, p, self.past.h, self.labels, self.i, int(channel), draw(s, c, self.i, channel))
        menu = Menu(scene)
        try:
            chosen = self.choose(menu, View(scene))
        except Exception as error:
            raise forms.fault(self.name, self.policy, error) from error
        if not isinstance(chosen, Option) or chosen._menu is not menu:
            told = "an option of another menu" if isinstance(chosen, Option) else _shown(chosen)
            raise PolicyFaultError(
                f"policy {self.name!r} ({forms.where(self.policy)}): returned {told} for {self.labels[self.i]} in week "
                f"{s.step}, {channel.name.lower()}; must return an option of the menu"
            )
        return chosen.place


class Table:
    """Who chooses for each actor in plain weeks that are played without the Mesa model (``engine.weeks``).

    `records` are views of the state, the case and the parameters.
    """

    def __init__(self, records: tuple[Any, Any, Any], labels: Sequence[str]) -> None:
        self.records, self.labels, self.past = records, labels, Past()
        self.players: list[Any] = []

    def sit_down(self) -> None:
        """Begin a run: every policy of one's own is made anew, with an empty memory."""
        from diplomacy_abm.policies.registry import players

        c = self.records[1]
        self.players = players([int(c.policy[i]) for i in range(c.n)], self.records, self.labels, self.past)

    def prepare(self, s: Any, c: Any, p: Any) -> None:
        """Note what was done last week, then prepare the choice as usual."""
        self.past.note(s, c)
        prepare_choice(s, c, p)

    def decide(self, s: Any, c: Any, p: Any, i: int, channel: int) -> int:
        """Place of actor i's choice on its menu of a channel, as :func:`diplomacy_abm.phases.choose.decide`."""
        fill_menu(s, c, p, i, channel)
        fill_view(s, c, i, channel)
        n = s.n_alternatives
        menu = s.alt_value[:n], s.alt_share[:n], s.alt_tone[:n]
        choice = self.players[i](*menu, p.lambda_choice, draw(s, c, i, channel), s.seen, s.alt_weight[:n])
        if not 0 <= int(choice) < n:
            raise ValueError(f"policy of {self.labels[i]} returned {choice} on a menu of {n} alternatives")
        return int(choice)


def _shown(value: object) -> str:
    from diplomacy_abm.intake.clean import one_line

    return one_line(repr(value), 60)
