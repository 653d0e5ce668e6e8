"""The seats as a PettingZoo environment: :func:`diplomacy_abm.parallel_env`.

What a seat sees is its briefing as numbers (:mod:`.observation`), what it can do is a fixed list of moves with a mask
(:mod:`.actions`), what it is paid each week is the change of its goal score (:mod:`.goals`), so that the sum over a
run is the goal score. Weeks are played by the compiled rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from gymnasium.error import InvalidAction, ResetNeeded
from gymnasium.spaces import Box, Dict, Discrete, MultiDiscrete
from pettingzoo import ParallelEnv

from diplomacy_abm.api import ScenarioLike, resolve, seed_of
from diplomacy_abm.intake.arguments import RUNS, SEEDS, names, whole
from diplomacy_abm.intake.clean import one_line
from diplomacy_abm.seats.actions import Action, Choices, channels_of
from diplomacy_abm.seats.observation import Observer
from diplomacy_abm.seats.score import GOAL_NAMES
from diplomacy_abm.seats.stepping import Stepper
from diplomacy_abm.state import GOALS
from diplomacy_abm.vocabulary import OUTCOME_NAMES, Channel, Outcome

if TYPE_CHECKING:
    from diplomacy_abm.results import Run


Seats = Iterable[str] | Mapping[str, Iterable[str]]

RENDER_MODES = ("ansi", "rgb_array")


class ActionError(InvalidAction, ValueError):
    """An action, or an agent, that does not exist; the message is one line and nothing was played."""


class OverError(ResetNeeded, ValueError):
    """A step where there is no week to play; the message is one line."""


class SeatsEnv(ParallelEnv):
    """One run of a scenario with some seats held by learners; made by :func:`diplomacy_abm.parallel_env`."""

    metadata: ClassVar[dict[str, Any]] = {
        "name": "diplomacy_abm_v0", "render_modes": list(RENDER_MODES), "render_fps": 4
    }  # fmt: skip

    def __init__(
        self,
        scenario: ScenarioLike,
        seats: Seats,
        seed: int | None = None,
        steps: int | None = None,
        policies: Mapping[str, str] | None = None,
        without: Iterable[str] = (),
        settings: Mapping[str, Any] | None = None,
        parameters: Mapping[str, object] | None = None,
        render_mode: str | None = None,
        engine: str = "compiled",
    ) -> None:
        if render_mode is not None and render_mode not in RENDER_MODES:
            raise ValueError(f"render_mode: {render_mode!r} is unknown, must be one of {', '.join(RENDER_MODES)}")
        dispute = resolve(scenario, settings, steps)
        self.render_mode = render_mode
        self.stepper = Stepper(dispute, policies, without, parameters, engine, keep_state=render_mode is not None)
        self._labels = list(dispute.actors)
        self._choices = dict(self._held(seats))
        self.possible_agents: list[str] = list(self._choices)
        self.agents: list[str] = []
        self._seed = seed_of(dispute, seed)
        self._next_run = 0
        s, c, p = self.stepper.s, self.stepper.c, self.stepper.p
        self._observers = {
            label: Observer(s, c, p, self.stepper.words, held.i, dispute) for label, held in self._choices.items()
        }
        self._action_spaces = {label: _action_space(held) for label, held in self._choices.items()}
        self._observation_spaces = {label: self._observation_space(label) for label in self._choices}
        self._prepare()

    def _held(self, seats: Seats) -> Iterable[tuple[str, Choices]]:
        """Check the seats and list their choices."""
        wanted = seats if isinstance(seats, Mapping) else dict.fromkeys(names(seats, "seats"))
        if isinstance(seats, str) or not wanted:
            raise ValueError("seats: name at least one actor, in a list")
        c = self.stepper.c
        there = [label for i, label in enumerate(self._labels) if c.active[i] == 1]
        for label, named in wanted.items():
            if label not in there:
                raise ValueError(f"seat: there is no actor {label!r} in this game, must be one of {', '.join(there)}")
            i = self._labels.index(label)
            channels = channels_of(c, i)
            if not channels:
                raise ValueError(f"seat: {label} only observes and has no moves; choose a party, patron or mediator")
            yield label, Choices(c, self._labels, i, _chosen(label, channels, named))

    def _prepare(self) -> None:
        held = list(self._choices.values())
        weights = np.array([_weights(self.stepper, choices.i) for choices in held])
        self._seats = np.array([choices.i for choices in held], np.int64)
        self._weights = weights
        self._levels = np.zeros((len(held), GOALS))
        self._masks = {label: np.zeros(choices.count, np.int8) for label, choices in self._choices.items()}
        self._values = {label: np.zeros(choices.count) for label, choices in self._choices.items()}
        self._means = np.zeros((len(held), GOALS))

    def observation_space(self, agent: str) -> Any:
        """Return the space of what a seat sees; the same object at every call."""
        return self._observation_spaces[self._known(agent)]

    def action_space(self, agent: str) -> Any:
        """Return the space of what a seat can do; the same object at every call."""
        return self._action_spaces[self._known(agent)]

    def actions(self, agent: str) -> tuple[tuple[Action, ...], ...]:
        """Return what the numbers of an action mean: for each channel its moves in the order of their numbers."""
        return self._choices[self._known(agent)].actions

    def observation_names(self, agent: str) -> tuple[str, ...]:
        """Return what the numbers of an observation are, in their order."""
        return self._observers[self._known(agent)].names

    def _known(self, agent: str) -> str:
        if agent not in self.possible_agents:
            there = ", ".join(self.possible_agents)
            raise ActionError(f"agent: {one_line(repr(agent), 60)} holds no seat here, must be one of {there}")
        return agent

    def reset(self, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[dict, dict]:
        """Begin a run.

        Parameters
        ----------
        seed
            Begin with run 0 under this seed. Without one the next run under the seed of before is played, so an
            environment is a stream of runs that differ in their luck.
        options
            ``{"run": 7}`` plays run 7 of the seed: the same luck as run 7 of an ensemble.

        Returns
        -------
        observations, infos
            By agent.
        """
        given: Any = options
        # options of other environments may come along, so unknown ones are left alone
        if given is not None and not isinstance(given, Mapping):
            raise ValueError(f'options: {one_line(options, 60)} cannot be used, must be like {{"run": 7}}')
        first = 0 if seed is not None else self._next_run
        run = whole((options or {}).get("run", first), "run", 0, RUNS - 1)
        if seed is not None:
            self._seed = whole(seed, "seed", 0, SEEDS - 1)
        self._next_run = run + 1
        self.agents = list(self.possible_agents)
        self._means[:] = 0.0
        self.stepper.start(self._seed, run)
        return self._observe(), {label: self._info(label) for label in self.agents}

    def step(self, actions: Mapping[str, Any]) -> tuple[dict, dict, dict, dict, dict]:
        """Play a week.

        Parameters
        ----------
        actions
            By agent the number of its choice, or one number for each of its channels. What is not on the menu does
            nothing and is noted in ``infos[agent]["illegal"]``; an agent left out, or None, chooses by the actor's
            own policy.

        Returns
        -------
        observations, rewards, terminations, truncations, infos
            By agent. A run that ends before the horizon terminates, one that reaches it is truncated.

        Raises
        ------
        ActionError
            In one line, if there is no such agent, or an action is not in its space; nothing is played then.
        OverError
            If the run is over, or none has begun.
        """
        stepper = self.stepper
        chosen = self._read(actions)
        illegal = {label: self._choose(label, chosen.get(label)) for label in self.agents}
        stepper.close()
        stepper.note_levels(self._seats, self._levels)
        ended, horizon = bool(stepper.s.ended), int(stepper.c.horizon)
        early = ended and (stepper.s.step < horizon or stepper.s.victor >= 0)
        # the last week of a run that ends early stands for what is left of the horizon
        share = (1.0 + (horizon - stepper.s.step if ended else 0)) / horizon
        self._means += share * self._levels
        rewards = dict(zip(self.agents, (share * (self._levels * self._weights).sum(axis=1)).tolist(), strict=True))
        live, self.agents = self.agents, [] if ended else self.agents
        if not ended:
            stepper.open()
        observations = self._observe(live)
        infos = {label: self._info(label, illegal[label]) for label in live}
        terminations, truncations = dict.fromkeys(live, early), dict.fromkeys(live, ended and not early)
        return observations, rewards, terminations, truncations, infos

    def render(self) -> Any:
        """Return the week just played as text (``ansi``) or as a picture of the relations (``rgb_array``)."""
        from diplomacy_abm.seats.env import picture, text

        if self.render_mode is None:
            return None
        return (text if self.render_mode == "ansi" else picture)(self.result())

    def close(self) -> None:
        """Do nothing: there is nothing to let go of."""

    def result(self) -> Run:
        """Return the run so far as labelled frames; those of the state are kept only with a render mode."""
        return self.stepper.result()

    def _observation_space(self, label: str) -> Any:
        names = self._observers[label].names
        seen = Box(-np.inf, np.inf, (len(names),), np.float32)
        if len(self._choices[label].channels) > 1:
            return seen
        return Dict({"observation": seen, "action_mask": Box(0, 1, (self._choices[label].count,), np.int8)})

    def _observe(self, live: list[str] | None = None) -> dict[str, Any]:
        """Observations, with the masks brought up to date; when the run is over, doing nothing is all that is left."""
        over = bool(self.stepper.s.ended)
        observations: dict[str, Any] = {}
        for label in self.agents if live is None else live:
            held, mask, values = self._choices[label], self._masks[label], self._values[label]
            if over:
                mask[:] = 0
                values[:] = 0.0
                mask[held.starts[:-1]] = 1
            else:
                self.stepper.mark(held.places, held.table, mask, values)
            seen = self._observers[label].read()
            single = len(held.channels) == 1
            observations[label] = {"observation": seen, "action_mask": mask.copy()} if single else seen
        return observations

    def _read(self, actions: Mapping[str, Any]) -> dict[str, list[int]]:
        """Return actions as numbers, one for each channel; those of the actors' own policies are left out."""
        if not self.agents:
            raise OverError("the run is over, or none has begun; call reset()")
        given: Any = actions
        if not isinstance(given, Mapping):
            raise ActionError(f"actions: is {one_line(actions, 60)}, must be actions by agent")
        return {label: self._numbers(self._known(label), action)
                for label, action in actions.items() if self._known(label) and action is not None}  # fmt: skip

    def _numbers(self, label: str, action: Any) -> list[int]:
        sizes = [len(rows) for rows in self._choices[label].rows]
        found = action.tolist() if isinstance(action, (np.ndarray, np.generic)) else action
        chosen = [found] if len(sizes) == 1 else found
        if not isinstance(chosen, (list, tuple)) or len(chosen) != len(sizes):
            form = ", ".join(f"{channel.name.lower()} below {n}"
                             for channel, n in zip(self._choices[label].channels, sizes, strict=True))  # fmt: skip
            raise ActionError(f"{label}: action is {one_line(action, 60)}, must be {len(sizes)} whole numbers: {form}")
        numbers = [each.item() if isinstance(each, np.integer) else each for each in chosen]
        for channel, x, size in zip(self._choices[label].channels, numbers, sizes, strict=True):
            if type(x) is not int or not 0 <= x < size:
                told = f"action is {one_line(repr(x), 60)}, must be a whole number from 0 to {size - 1}"
                raise ActionError(f"{label}.{channel.name.lower()}: {told}")
        return numbers

    def _choose(self, label: str, chosen: list[int] | None) -> bool:
        """Put a choice into the state; return whether something was not on the menu."""
        if chosen is None:
            return False
        held, mask, s = self._choices[label], self._masks[label], self.stepper.s
        illegal = False
        for menu, (channel, x) in enumerate(zip(held.channels, chosen, strict=True)):
            rows, start = held.rows[menu], held.starts[menu]
            fine = mask[start + x] == 1
            illegal = illegal or not fine
            s.move[held.i, channel], s.target[held.i, channel] = rows[x if fine else 0]
        return illegal

    def _info(self, label: str, illegal: bool = False) -> dict[str, Any]:
        held, s = self._choices[label], self.stepper.s
        info: dict[str, Any] = {"illegal": illegal}
        mask, values = self._masks[label], self._values[label]
        if len(held.channels) == 1:
            info["action_mask"], info["action_values"] = mask.copy(), values.copy()
        else:
            parts = [slice(held.starts[m], held.starts[m + 1]) for m in range(len(held.channels))]
            info["action_mask"] = tuple(mask[part].copy() for part in parts)
            info["action_values"] = tuple(values[part].copy() for part in parts)
        if s.ended:
            x = self.possible_agents.index(label)
            info["outcome"] = OUTCOME_NAMES[Outcome(s.outcome)]
            info["score"] = float(self._means[x] @ self._weights[x])
            counts = [(goal, y) for y, goal in enumerate(GOAL_NAMES) if self._weights[x, y] > 0.0]
            info["levels"] = {goal: float(self._means[x, y]) for goal, y in counts}
        else:
            own = [
                held.index[m].get((int(s.move[held.i, channel]), int(s.target[held.i, channel])), 0)
                for m, channel in enumerate(held.channels)
            ]
            info["own_choice"] = own[0] if len(own) == 1 else np.array(own)
        return info


def _chosen(label: str, channels: list[Channel], named: Iterable[str] | None) -> list[Channel]:
    if named is None:
        return channels
    by_name = {channel.name.lower(): channel for channel in channels}
    wanted = [named] if isinstance(named, str) else list(named)
    for name in wanted:
        if name not in by_name:
            raise ValueError(f"seats: {label} has no channel {name!r}, must be one of {', '.join(by_name)}")
    if not wanted:
        raise ValueError(f"seats: name at least one channel of {label}, of {', '.join(by_name)}")
    return [channel for name, channel in by_name.items() if name in wanted]


def _weights(stepper: Stepper, i: int) -> np.ndarray:
    from diplomacy_abm.seats.goals import weigh_goals

    weights = np.zeros(GOALS)
    weigh_goals(stepper.c, i, weights)
    return weights


def _action_space(held: Choices) -> Any:
    sizes = [len(rows) for rows in held.rows]
    return Discrete(sizes[0]) if len(sizes) == 1 else MultiDiscrete(sizes)


def text(run: Run) -> str:
    """Tell the last week of a run; before the first one the heading."""
    from diplomacy_abm.narrate import story

    if len(run.steps) == 0:
        from diplomacy_abm.results.card import card

        return f"{card(run.scenario).title}: seed {run.seed}, run {run.run}; nothing has been played yet."
    told = story(run)
    return "\n".join(told[-2:]) if run.summary["outcome"] else told[-2]


def picture(run: Run) -> np.ndarray:
    """Draw the relations after the last week, as an array of red, green and blue, shape (height, width, 3)."""
    from diplomacy_abm.plots import figure_network
    from diplomacy_abm.plots.style import new_figure

    if len(run.steps) == 0:
        figure = new_figure(3.6)
        figure.text(0.5, 0.5, text(run), ha="center", va="center", wrap=True)
    else:
        figure = figure_network(run)
    figure.set_dpi(110)
    figure.canvas.draw()
    return np.asarray(figure.canvas.buffer_rgba())[..., :3].copy()  # type: ignore[attr-defined]
