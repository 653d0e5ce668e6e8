"""The Mesa model: the reference that defines what a run means."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

import mesa
import numpy as np

from diplomacy_abm.agents import MediatorAgent, StateAgent
from diplomacy_abm.frames import state_rows
from diplomacy_abm.intake import arguments
from diplomacy_abm.intake.arguments import RUNS, SEEDS, assigned, whole
from diplomacy_abm.phases.begin import begin
from diplomacy_abm.phases.choose import choose, prepare_choice
from diplomacy_abm.phases.step import STEP
from diplomacy_abm.phases.summary import SUMMARY, summarize
from diplomacy_abm.policies.named import Past, Player
from diplomacy_abm.policies.registry import any_named, get, names, players
from diplomacy_abm.scenario import Scenario, load
from diplomacy_abm.scenario.sample import first_set
from diplomacy_abm.state import CHANNELS, EVENT_FIELDS, METRICS, STATE, view
from diplomacy_abm.tables import case_record, event_room, parameter_record, seed_words
from diplomacy_abm.vocabulary import ActorIndex, ActorLabel, Channel, Track

Choices = Mapping[ActorLabel, Mapping[Channel, tuple[int, int]]]
"""By actor and channel, the row of the catalogue of moves and the index of the target (-1: nobody)."""


Listener = Callable[[StateAgent, Channel, int], None]
"""Who looks on while agents choose."""


Rng = int | np.random.Generator | np.random.SeedSequence
"""What Mesa's programs hand over as ``rng``."""


def seed_of(rng: Rng) -> int:
    """Return the seed that stands for what was given as ``rng``; a generator moves on by one draw."""
    if isinstance(rng, np.random.Generator):
        return int(rng.integers(SEEDS, dtype=np.uint64))
    if isinstance(rng, np.random.SeedSequence):
        return int(rng.generate_state(1, np.uint64)[0])
    return whole(rng, "rng", 0, SEEDS - 1)


def _metric(model: DiplomacyModel, x: int) -> float:
    return float(model.s.metric[x])


def _of_agent(agent: StateAgent, name: str) -> float:
    return float(getattr(agent.model.s, name)[agent.index])


class DiplomacyModel(mesa.Model):
    """One run of a scenario, week by week.

    Parameters
    ----------
    dispute
        The scenario, the name of a shipped one, or the path of a file.
    seed
        Seed of the random streams; the scenario's own by default.
    run
        Index of the run under the seed. The two together say which set it takes of the sample of parameters, if the
        scenario names one (:func:`~diplomacy_abm.scenario.sample.first_set`).
    policies
        Policies by actor label that replace the scenario's own.
    without
        Labels of actors that take no part.
    parameters
        Parameters by name that replace the scenario's own, drawn ones too.
    keep_state
        Whether to keep tidy rows of the state after each step in :attr:`state_log`.
    collect
        Whether to fill Mesa's data collector.
    listener
        Called with the agent, the channel and the place on the menu after each choice, while the menu stands in the
        state (:meth:`diplomacy_abm.agents.StateAgent.listed`). It looks on and changes nothing.
    rng
        Mesa's name for where the luck starts, in the place of a seed: a whole number is the seed itself; from a
        generator or a seed sequence one is drawn.

    Attributes
    ----------
    s, c, p
        Views of the state, the case and the parameters; see :mod:`diplomacy_abm.state`.
    labels
        Labels of the actors in the order of their indices.
    datacollector
        Model variables are the metrics of the step; agent variables capability, hurt, weariness, standing.
    """

    def __init__(
        self,
        dispute: Scenario | str | os.PathLike[str],
        seed: int | None = None,
        run: int = 0,
        policies: Mapping[str, str] | None = None,
        without: Iterable[str] = (),
        parameters: Mapping[str, object] | None = None,
        keep_state: bool = False,
        collect: bool = True,
        listener: Listener | None = None,
        rng: Rng | None = None,
    ) -> None:
        super().__init__(rng=0)
        dispute = dispute if isinstance(dispute, Scenario) else load(dispute)
        policies = assigned(policies, {name: get(name).function for name in names()})
        without, parameters = arguments.names(without, "without"), arguments.numbers_of(parameters)
        if rng is not None:
            if seed is not None:
                raise ValueError("rng and seed are two names for where the luck starts: give one of them")
            seed = seed_of(rng)
        seed = whole(dispute.scenario.seed if seed is None else seed, "seed", 0, SEEDS - 1)
        self.dispute = dispute
        self.labels = [ActorLabel(label) for label in dispute.actors]
        run = whole(run, "run", 0, RUNS - 1)
        self._records = (
            np.zeros(1, STATE), case_record(dispute, policies, without),
            parameter_record(dispute, parameters, first_set(dispute, seed, run)),
        )  # fmt: skip
        self.s, self.c, self.p = (view(record) for record in self._records)
        self.s.seed_low, self.s.seed_high = seed_words(seed)
        self.s.run = run
        self.log = np.full((event_room(self._records[1]), len(EVENT_FIELDS)), -1.0)
        self.metrics = np.zeros((self.c.horizon, len(METRICS)))
        self.keep_state = keep_state
        self.listener = listener
        self.state_log: list[tuple[int, str, str, str, str, float]] = []
        begin(self.s, self.c, self.p)
        numbers = [int(self.c.policy[i]) for i in range(self.c.n)]
        self.past = Past() if any_named(numbers) else None
        seated = players(numbers, (self.s, self.c, self.p), self.labels, self.past)
        for i, label in enumerate(self.labels):
            if self.c.active[i]:
                kind = MediatorAgent if self.c.mediator[i] else StateAgent
                kind(self, ActorIndex(i), label, seated[i])
        self.datacollector = self._collector() if collect else None

    def _collector(self) -> mesa.DataCollector:
        # partials of functions, which a model takes along when it is pickled
        reporters: dict[str, Any] = {name: partial(_metric, x=x) for x, name in enumerate(METRICS)}
        of_agents: dict[str, Any] = {
            name: partial(_of_agent, name=name) for name in ("capability", "hurt", "weariness", "standing")
        }
        return mesa.DataCollector(model_reporters=reporters, agent_reporters=of_agents)

    @property
    def now(self) -> int:
        """Number of steps played so far."""
        return int(self.s.step)

    @property
    def track(self) -> Track:
        """Where diplomacy stands."""
        return Track(self.s.track)

    def step(self) -> None:
        """Play one week: the phases of ``phases.step.STEP``, where each agent chooses for itself."""
        if self.s.ended:
            self.running = False
            return
        self.open_week()
        self.close_week()

    def open_week(self) -> None:
        """Play the phases of a week up to the choice: every agent has chosen, nothing has been done yet."""
        for phase in STEP[: STEP.index(choose)]:
            phase(self.s, self.c, self.p, self.log)
        self._let_choose()

    def close_week(self, choices: Choices | None = None) -> None:
        """Put choices from outside in the place of the agents' own, and play the rest of the week.

        Parameters
        ----------
        choices
            For an actor's label and a channel the row of the catalogue of moves and the index of the target
            (-1: nobody). What is not named stays as the agent chose it; whoever calls sees to it that a choice
            is on the actor's menu (:meth:`diplomacy_abm.agents.StateAgent.menu`).
        """
        played = self.now
        self.place(choices or {})
        for phase in STEP[STEP.index(choose) + 1 :]:
            phase(self.s, self.c, self.p, self.log)
        self.metrics[played] = self.s.metric
        if self.keep_state:
            self.state_log.extend(state_rows(self.dispute, played, self.s))
        if self.datacollector is not None:
            self.datacollector.collect(self)
        if self.s.ended:
            self.running = False

    def place(self, choices: Choices) -> None:
        """Put choices from outside in the place of the agents' own, between the halves of a week."""
        for label, chosen in choices.items():
            for channel, (move, target) in chosen.items():
                self.s.move[self.labels.index(label), channel] = move
                self.s.target[self.labels.index(label), channel] = target

    def minds(self) -> list[Any]:
        """Copies of what policies with names remember, for :meth:`recall` when a state is put back."""
        players = [agent.policy for agent in self.agents if isinstance(agent.policy, Player)]
        past = [] if self.past is None else [(self.past, self.past.kept())]
        return past + [(player, player.kept()) for player in players]

    @staticmethod
    def recall(minds: list[Any]) -> None:
        """Put back what :meth:`minds` copied."""
        for holder, held in minds:
            holder.put_back(held)

    def _let_choose(self) -> None:
        if self.past is not None:
            self.past.note(self.s, self.c)
        prepare_choice(self.s, self.c, self.p)
        for i in range(self.c.n):
            for channel in range(CHANNELS):
                self.s.move[i, channel] = self.c.idle[channel]
                self.s.target[i, channel] = -1
        self.agents.do("step")

    def play(self) -> DiplomacyModel:
        """Play to the end of the run."""
        while not self.s.ended:
            self.step()
        return self

    def events(self) -> np.ndarray:
        """The event log so far, shape (events, 8)."""
        return self.log[: self.s.n_events]

    def summary(self) -> np.ndarray:
        """The summary row, shape (1, len(SUMMARY))."""
        row = np.zeros((1, len(SUMMARY)))
        summarize(self.s, self.c, row[0])
        return row

    def release(self) -> None:
        """Let go of the agents, which Mesa 3.3 would otherwise keep alive for the life of the process."""
        self.remove_all_agents()
        ids = getattr(mesa.Agent, "_ids", None)
        if ids is not None:
            ids.pop(self, None)
