"""What would have flipped a choice: the nearest change of one input, the luck being the same.

The week is opened again and again from the same state, each time with one input of the actor changed, and the choice is
read off. Nothing is said about other inputs: they stay, and what follows from the change within the week follows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from diplomacy_abm.frames import lines_of
from diplomacy_abm.phases.choose import fill_view, prepare_choice
from diplomacy_abm.phases.common import draw
from diplomacy_abm.phases.deliver import deliver
from diplomacy_abm.phases.menu import fill_menu, share_families
from diplomacy_abm.phases.observe import observe
from diplomacy_abm.results.sides import sides_of, with_article
from diplomacy_abm.vocabulary import Channel, Goal, Line

if TYPE_CHECKING:
    from diplomacy_abm.agents import StateAgent
    from diplomacy_abm.model import DiplomacyModel

REACH = 4.0
"""How far an input is moved at most, in its usual spreads."""
_STEPS = tuple(2.0 ** (-k) for k in range(8, -1, -1))
_HALVINGS = 14

Choice = tuple[int, int]
"""Row of the catalogue and index of the target."""


@dataclass(frozen=True)
class Input:
    """One number that bears on the choice: its words, how it is read and written, its spread and bounds."""

    name: str
    read: Callable[[], float]
    write: Callable[[float], None]
    spread: float
    low: float = -1e9
    high: float = 1e9


@dataclass(frozen=True)
class Flip:
    """A change of one input that flips the choice."""

    name: str
    """The input, in words."""
    before: float
    after: float
    """Its value, and the nearest one at which the choice is another."""
    spreads: float
    """Size of the change in usual spreads of the input, by which changes are compared."""
    move: str
    """What is chosen then."""
    target: str
    """Toward whom; empty for nobody."""


class Opening:
    """The opening of a week that can be tried again; the model is left as it was."""

    def __init__(self, model: DiplomacyModel) -> None:
        self.model = model
        self.state, self.case, _ = (record.copy() for record in model._records)
        self._minds = model.minds()
        self._nothing = np.zeros((0, model.log.shape[1]))

    def restore(self) -> None:
        """Put the week's start back."""
        self.model._records[0][...] = self.state
        self.model._records[1][...] = self.case
        self.model.recall(self._minds)

    def chosen(self, agent: StateAgent, channel: Channel, change: Callable[[], None]) -> Choice:
        """Return what the agent chooses when something is changed at the week's start."""
        s, c, p = self.model.s, self.model.c, self.model.p
        self.restore()
        change()
        deliver(s, c, p, self._nothing)
        observe(s, c, p, self._nothing)
        if self.model.past is not None:
            self.model.past.note(s, c)
        prepare_choice(s, c, p)
        self._turn(agent, channel)
        return self.picked(agent, channel)

    def _turn(self, agent: StateAgent, channel: Channel) -> None:
        """Put the menu of a channel into the state; who remembers its choices makes those of this week again."""
        s, c, p = self.model.s, self.model.c, self.model.p
        for earlier in agent.channels:
            if earlier == channel or getattr(agent.policy, "memory", None) is None:
                break
            fill_menu(s, c, p, agent.index, earlier)
            self.picked(agent, earlier)
        fill_menu(s, c, p, agent.index, channel)

    def picked(self, agent: StateAgent, channel: Channel) -> Choice:
        """Return what the agent's policy picks from the menu in the state, with the luck of the week."""
        s, c, p = self.model.s, self.model.c, self.model.p
        fill_view(s, c, agent.index, channel)
        n = s.n_alternatives
        luck = draw(s, c, agent.index, channel)
        place = int(agent.policy(s.alt_value[:n], s.alt_share[:n], s.alt_tone[:n], p.lambda_choice, luck, s.seen,
                                 s.alt_weight[:n]))  # fmt: skip
        return s.alt_move[place], s.alt_target[place]

    def worth_less(self, agent: StateAgent, channel: Channel, place: int, loss: float) -> Choice:
        """Return what the agent chooses when the option of a place is worth less; after :meth:`chosen`."""
        s, c, p = self.model.s, self.model.c, self.model.p
        self.model.recall(self._minds)
        self._turn(agent, channel)
        s.alt_value[place] -= loss
        share_families(s, c, p)
        return self.picked(agent, channel)


def inputs(model: DiplomacyModel, agent: StateAgent) -> Iterator[Input]:
    """Yield what can be changed: weights of goals, lines of policy, and what the actor has in mind."""
    s, c, p, i = model.s, model.c, model.p, agent.index

    def cell(record: Any, field: str, *place: int) -> tuple[Callable[[], float], Callable[[float], None]]:
        values = getattr(record, field)
        at = place if len(place) > 1 else place[0]
        return lambda: float(values[at]), lambda new: values.__setitem__(at, new)

    for goal in Goal:
        yield Input(f"the weight of its goal {goal.name.lower()}", *cell(c, "goal", i, goal), 0.5, 0.0)
    for line in lines_of(model.dispute, agent.label):
        yield Input(f"its line on {LINE_WORDS[line]} (in spreads)", *cell(s, "line", i, line), 1.0)
    if c.party[i] == 1:
        enemy = c.lead[1 - c.side[i]]
        other = with_article(model.dispute.actors[model.labels[enemy]].name)
        yield Input("its standing at home", *cell(s, "standing", i), max(p.standing_sd, 0.01))
        yield Input("its own cost of war", *cell(s, "private_cost", i), max(c.cost_sd[i], 0.01), 0.001, 0.999)
        strong = f"how strong it takes {sides_of(model.dispute)[0]} to be (log ratio)"
        yield Input(strong, *cell(s, "power_mean", i), max(p.power_sd, 0.01))
        yield Input(f"its trust in {other} (log-odds)", *cell(s, "trust", i, enemy), 1.0)
        if i != enemy:
            yield Input(f"how usual it is that {other} comes", *cell(s, "attend", enemy), 0.25, 0.0, 1.0)
    if c.mediator[i] == 1:
        for side in range(2):
            j = c.lead[side]
            other = with_article(model.dispute.actors[model.labels[j]].name)
            yield Input(f"its leverage over {other}", *cell(s, "leverage", i, j), 0.25, 0.0, 1.0)
            yield Input(f"how usual it is that {other} comes", *cell(s, "attend", j), 0.25, 0.0, 1.0)


LINE_WORDS = {
    Line.FIGHT: "fighting", Line.TALK: "talking", Line.EXCHANGE: "exchanges of prisoners", Line.ENGAGE: "mediating",
    Line.AID: "aid", Line.COERCE: "coercing the other side",
}  # fmt: skip
"""Lines of policy in words; a line is in spreads of its usual law."""


def flips(opening: Opening, agent: StateAgent, channel: Channel, taken: Choice) -> list[Flip]:
    """Return the nearest change of each input that flips a choice, nearest first, from the opening of its week."""
    found = []
    opening.restore()
    for one in list(inputs(opening.model, agent)):
        opening.restore()
        start = one.read()
        sides = [_nearest(opening, agent, channel, taken, one, start, sign) for sign in (1.0, -1.0)]
        found += [min((flip for flip in sides if flip), key=lambda flip: flip.spreads, default=None)]
    opening.restore()
    return sorted((flip for flip in found if flip), key=lambda flip: flip.spreads)


def _nearest(
    opening: Opening, agent: StateAgent, channel: Channel, taken: Choice, one: Input, start: float, sign: float
) -> Flip | None:
    """Return the nearest change of an input in one direction that flips the choice, if one within reach does."""

    def at(spreads: float) -> tuple[float, Choice]:
        value = min(max(start + sign * spreads * one.spread, one.low), one.high)
        return value, opening.chosen(agent, channel, lambda: one.write(value))

    inside = 0.0
    for share in _STEPS:
        outside = share * REACH
        value, choice = at(outside)
        if choice != taken:
            break
        if value in (one.low, one.high):
            return None
        inside = outside
    else:
        return None
    for _ in range(_HALVINGS):
        middle = 0.5 * (inside + outside)
        tried, other = at(middle)
        if other == taken:
            inside = middle
        else:
            outside, value, choice = middle, tried, other
    return Flip(one.name, start, value, abs(value - start) / one.spread, *_words(opening.model, choice))


def margin(opening: Opening, agent: StateAgent, channel: Channel, place: int, taken: Choice) -> Flip | None:
    """Return the least loss of value of what was chosen that flips the choice.

    The value is a sum of terms, so this is the nearest change of any one of them.
    """
    opening.chosen(agent, channel, lambda: None)
    value = float(opening.model.s.alt_value[place])

    def at(loss: float) -> Choice:
        return opening.worth_less(agent, channel, place, loss)

    inside, outside = 0.0, 1e-4
    while at(outside) == taken:
        inside, outside = outside, 2.0 * outside
        if outside > 100.0:
            opening.restore()
            return None
    for _ in range(_HALVINGS):
        middle = 0.5 * (inside + outside)
        inside, outside = (middle, outside) if at(middle) == taken else (inside, middle)
    choice = at(outside)
    opening.restore()
    return Flip("its value", value, value - outside, outside, *_words(opening.model, choice))


def _words(model: DiplomacyModel, choice: Choice) -> tuple[str, str]:
    from diplomacy_abm.moves import catalogue

    move, target = choice
    return catalogue()[move].name, str(model.labels[target]) if target >= 0 else ""
