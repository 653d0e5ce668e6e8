"""A game on the compiled week: what :class:`~diplomacy_abm.seats.game.Game` is, without the Mesa model behind it.

Weeks are played by the compiled rules, so only the held seats cost Python time. Briefings, menus and results are the
same to the last bit, but for the rows of ``Run.state``, which are left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from diplomacy_abm.agents import StateAgent
from diplomacy_abm.model import Choices, DiplomacyModel
from diplomacy_abm.phases.summary import SUMMARY, summarize
from diplomacy_abm.policies.registry import by_number
from diplomacy_abm.seats.game import Game
from diplomacy_abm.vocabulary import ActorIndex, ActorLabel

if TYPE_CHECKING:
    from diplomacy_abm.scenario import Scenario
    from diplomacy_abm.seats.stepping import Stepper


class QuickModel:
    """What a game asks of a model, on a stepper that has begun a run and is used by one model at a time."""

    def __init__(self, stepper: Stepper) -> None:
        self.stepper = stepper
        self.dispute: Scenario = stepper.dispute
        self.labels = [ActorLabel(label) for label in stepper.dispute.actors]
        self.s, self.c, self.p = stepper.s, stepper.c, stepper.p
        self.metrics = stepper.metrics
        self.state_log: list[Any] = []
        self._begun = False
        self.agents = [self._agent(i, label) for i, label in enumerate(self.labels) if self.c.active[i]]

    def _agent(self, i: int, label: ActorLabel) -> StateAgent:
        # an agent that Mesa knows nothing of: it answers for its menu, goals and channels, and is never stepped
        agent = StateAgent.__new__(StateAgent)
        agent.model = cast(DiplomacyModel, self)
        agent.index, agent.label = ActorIndex(i), label
        agent.policy = by_number(int(self.c.policy[i]))
        return agent

    @property
    def now(self) -> int:
        """Number of steps played so far."""
        return int(self.s.step)

    def open_week(self) -> None:
        """Play the week up to the choice; the stepper has done so for the first week when it began."""
        if self._begun:
            self.stepper.open()
        self._begun = True

    def close_week(self, choices: Choices | None = None) -> None:
        """Put choices from outside in the place of the actors' own, and play the rest of the week."""
        for label, chosen in (choices or {}).items():
            for channel, (move, target) in chosen.items():
                self.s.move[self.labels.index(label), channel] = move
                self.s.target[self.labels.index(label), channel] = target
        self.stepper.close()

    def events(self) -> np.ndarray:
        """The event log so far, shape (events, 8)."""
        return self.stepper.log[: self.s.n_events]

    def summary(self) -> np.ndarray:
        """The summary row, shape (1, len(SUMMARY))."""
        row = np.zeros((1, len(SUMMARY)))
        summarize(self.s, self.c, row[0])
        return row

    def release(self) -> None:
        """Nothing is held."""


class QuickGame(Game):
    """A game on the compiled week.

    Parameters
    ----------
    stepper
        Made for the scenario, with the policies of the run; one game at a time.
    seats, seed, run
        As in :class:`~diplomacy_abm.seats.game.Game`.
    """

    def __init__(self, stepper: Stepper, seats: Iterable[str], seed: int, run: int) -> None:
        self._stepper = stepper
        super().__init__(stepper.dispute, seats, seed, run, policies=stepper.policies, without=stepper.without)

    def _made(self, dispute: Scenario) -> DiplomacyModel:
        self._stepper.start(self.seed, self.index)
        return cast(DiplomacyModel, QuickModel(self._stepper))
