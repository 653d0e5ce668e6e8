"""The actors as Mesa agents: they hold goals, see their situation, and choose through their policy."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import mesa

from diplomacy_abm.moves import catalogue
from diplomacy_abm.phases.choose import fill_view, take
from diplomacy_abm.phases.common import draw
from diplomacy_abm.phases.menu import fill_menu, holds_channel
from diplomacy_abm.policies.chances import chances
from diplomacy_abm.policies.registry import PolicyFunction
from diplomacy_abm.policies.terms import terms_of
from diplomacy_abm.vocabulary import ActorIndex, ActorLabel, Channel, Goal

if TYPE_CHECKING:
    from diplomacy_abm.model import DiplomacyModel


@dataclass(frozen=True)
class Alternative:
    """One entry of a menu: a move toward a target, what it is worth, and how likely a quantal player takes it.

    ``terms`` is what the value is made of: one term for each goal, the ``circumstances`` and the ``cost`` (never above
    0). Added from left to right they are the value, to the last bit.
    """

    move: str
    target: ActorLabel | None
    value: float
    tone: float
    probability: float
    terms: dict[str, float]


class StateAgent(mesa.Agent):
    """A state in the dispute, as a party, a patron or an observer.

    Parameters
    ----------
    model
        The model it belongs to.
    index
        Its position in the arrays of the state.
    label
        Its label, such as ``"UKR"``.
    policy
        The function by which it chooses.
    """

    model: "DiplomacyModel"

    def __init__(self, model: "DiplomacyModel", index: ActorIndex, label: ActorLabel, policy: PolicyFunction) -> None:
        super().__init__(model)
        self.index = index
        self.label = label
        self.policy = policy

    @property
    def goals(self) -> dict[str, float]:
        """Weights of its goals by name."""
        weights = self.model.c.goal
        return {goal.name.lower(): float(weights[self.index, goal]) for goal in Goal}

    @property
    def channels(self) -> list[Channel]:
        """Channels on which its seats let it act."""
        return [channel for channel in Channel if channel != Channel.OUTCOME and self._holds(channel)]

    def _holds(self, channel: Channel) -> bool:
        return bool(holds_channel(self.model.c, self.index, channel))

    def step(self) -> None:
        """Choose one move on each of its channels, from the state at the start of the step."""
        for channel in self.channels:
            self.choose(channel)

    def choose(self, channel: Channel) -> None:
        """Weigh the menu of a channel and let the policy choose from it."""
        s, c, p = self.model.s, self.model.c, self.model.p
        fill_menu(s, c, p, self.index, channel)
        fill_view(s, c, self.index, channel)
        n = s.n_alternatives
        choice = self.policy(
            s.alt_value[:n], s.alt_share[:n], s.alt_tone[:n], p.lambda_choice,
            draw(s, c, self.index, channel), s.seen, s.alt_weight[:n],
        )  # fmt: skip
        if not 0 <= int(choice) < n:
            raise ValueError(f"policy of {self.label} returned {choice} on a menu of {n} alternatives")
        take(s, self.index, channel, int(choice))
        if self.model.listener is not None:
            self.model.listener(self, channel, int(choice))

    def menu(self, channel: Channel) -> list[Alternative]:
        """What it could do on a channel now, with values and the probabilities of quantal response."""
        if not self._holds(channel):
            return []
        fill_menu(self.model.s, self.model.c, self.model.p, self.index, channel)
        return self.listed()

    def listed(self) -> list[Alternative]:
        """Its menu that stands in the state: of the channel that was filled last."""
        s, c, p = self.model.s, self.model.c, self.model.p
        n = s.n_alternatives
        menu = [(s.alt_move[x], s.alt_target[x], s.alt_value[x], s.alt_tone[x]) for x in range(n)]
        likely = chances(s.alt_value[:n], s.alt_share[:n], p.lambda_choice)
        labels = self.model.labels
        return [
            Alternative(
                catalogue()[move].name,
                labels[target] if target >= 0 else None,
                float(value),
                float(tone),
                chance,
                terms_of(s, c, p, self.index, move, target),
            )
            for (move, target, value, tone), chance in zip(menu, likely, strict=True)
        ]


class MediatorAgent(StateAgent):
    """An actor with a mediator's seat; it may hold other seats beside it."""

    def credibility(self, label: ActorLabel) -> float:
        """How far the party `label` believes it."""
        from diplomacy_abm.phases.common import believed

        return float(believed(self.model.s, self.model.labels.index(label), self.index))

    def leverage(self, label: ActorLabel) -> float:
        """What it can still bring to bear on the party `label`, in units of the stake."""
        return float(self.model.s.leverage[self.index, self.model.labels.index(label)])
