"""A small learner for a mediator's seat: a softmax policy with a table of preferences, trained by policy gradient.

The chance of a move m toward a target is proportional to exp(λ V + θ[move, situation]), times the share that its
family leaves it: the nested quantal response of the model with V the worth of the move by the actor's own reckoning
(all of which the seat knows), plus a table of what experience adds. With θ = 0 and the model's λ it is the quantal
policy. θ is learned by REINFORCE (Williams 1992, Machine Learning 8, pp. 229-256) with Adam's steps (Kingma & Ba 2015)
and a baseline by week; λ stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from diplomacy_abm.parameters import PARAMETERS

SITUATIONS = ("nothing open", "own invitation", "other's invitation", "session", "per deal in force")
"""What the table tells apart: the first four exclude each other, the last counts partial deals in force, in halves."""

PRECISION = PARAMETERS["lambda_choice"].default
"""λ, so that without experience the learner is the quantal policy."""
FLOOR = 60.0
"""Exponents below this are cut, as in the model's own choice."""

DISCOUNT = 0.95
"""Of a reward a week later: credit for a move reaches some twenty weeks."""

RATE = 0.1
"""Length of Adam's steps."""

BATCH = 20
"""Runs between two steps."""


@dataclass
class Learner:
    """A table of preferences over the moves of one channel.

    Parameters
    ----------
    moves
        Names of the moves, the rows of the table.
    table
        Preferences, shape (moves, situations).
    """

    moves: tuple[str, ...]
    table: np.ndarray

    @classmethod
    def blank(cls, actions: Iterable[Any]) -> Learner:
        """Return a learner without experience for the actions of a channel."""
        moves = tuple(dict.fromkeys(action.move for action in actions))
        return cls(moves, np.zeros((len(moves), len(SITUATIONS))))

    def chances(self, moves: np.ndarray, values: np.ndarray, open_: np.ndarray, situation: np.ndarray) -> np.ndarray:
        """Return the chance of each choice.

        Parameters
        ----------
        moves
            For each choice the row of its move.
        values
            Worth by the actor's own reckoning.
        open_
            Which choices are on the menu.
        situation
            As :func:`situation` gives it.
        """
        best, members = np.full(len(self.moves), -np.inf), np.zeros(len(self.moves))
        np.maximum.at(best, moves[open_], values[open_])
        np.add.at(members, moves[open_], np.exp(np.maximum(PRECISION * (values - best[moves])[open_], -FLOOR)))
        worth = (self.table @ situation)[moves] + PRECISION * values
        weights = np.exp(np.maximum(worth - worth[open_].max(), -FLOOR)) / np.maximum(members[moves], 1.0)
        weights[~open_] = 0.0
        return weights / weights.sum()

    def rows(self, moves: Iterable[str]) -> np.ndarray:
        """Return the rows of some moves."""
        return np.array([self.moves.index(move) for move in moves])

    def choose(self, briefing: Any, u: float) -> dict[str, int]:
        """Choose from a briefing, for a player in a :class:`diplomacy_abm.seats.Game`.

        Parameters
        ----------
        briefing
            Of a seat with the channel of mediation.
        u
            A uniform draw.
        """
        options = briefing.options["mediation"]
        public = briefing.public
        deals = [deal for deal in briefing.agreements if deal["subject"] not in ("settlement", "ceasefire")]
        seen = situation(
            public["in_session"], public["invited"], public["host"] == briefing.actor,
            sum(0.5 if deal["suspended"] else 1.0 for deal in deals),
        )  # fmt: skip
        values = np.array([option.value for option in options])
        chances = self.chances(
            self.rows(option.move for option in options), values, np.ones(len(options), bool), seen
        )  # fmt: skip
        return {"mediation": draw(chances, u)}

    def frame(self) -> pd.DataFrame:
        """Return the table with its labels."""
        return pd.DataFrame(self.table, columns=list(SITUATIONS)).assign(move=self.moves)[["move", *SITUATIONS]]

    @classmethod
    def read(cls, path: str | Path) -> Learner:
        """Read a table that :meth:`frame` gave."""
        frame = pd.read_csv(path)
        return cls(tuple(frame["move"]), frame[list(SITUATIONS)].to_numpy(dtype=float))


def situation(in_session: bool, invited: bool, own_host: bool, deals: float) -> np.ndarray:
    """Return which situation it is, as the weights of the columns of the table."""
    seen = np.zeros(len(SITUATIONS))
    seen[3 if in_session else (1 if own_host else 2) if invited else 0] = 1.0
    seen[4] = 0.5 * deals
    return seen


def draw(chances: np.ndarray, u: float) -> int:
    """Draw a choice by inversion."""
    return int(min(np.searchsorted(np.cumsum(chances), u * chances.sum(), side="right"), len(chances) - 1))


class Seat:
    """A mediator's channel in an environment, as the learner sees it."""

    def __init__(self, env: Any, label: str) -> None:
        self.env, self.label = env, label
        self.actions = env.actions(label)[0]
        names = list(env.observation_names(label))
        self.columns = [names.index(name) for name in ("in_session", "invited", "host_is_self")]
        general = ("agreement.settlement", "agreement.ceasefire")
        self.deals = [x for x, name in enumerate(names) if name.startswith("agreement.") and name not in general]

    def situation(self, observation: Any) -> np.ndarray:
        """Return the situation of an observation."""
        seen = observation["observation"]
        in_session, invited, own = (bool(seen[x]) for x in self.columns)
        return situation(in_session, invited, own, float(seen[self.deals].sum()))

    def play(self, choose: Callable[[Any, Any], int], seed: int, run: int) -> tuple[dict[str, Any], np.ndarray]:
        """Play a run to its end; return its last info and how often each choice was made."""
        seen, infos = self.env.reset(seed=seed, options={"run": run})
        made = np.zeros(len(self.actions))
        while self.env.agents:
            chosen = choose(seen[self.label], infos[self.label])
            made[chosen] += 1
            seen, _, _, _, infos = self.env.step({self.label: chosen})
        return infos[self.label], made


@dataclass
class Episode:
    """What a run leaves to learn from: one row a week."""

    situations: np.ndarray
    choices: np.ndarray
    chances: np.ndarray
    returns: np.ndarray
    score: float


class Trainer:
    """Improves a learner run by run.

    Parameters
    ----------
    env
        An environment in which one seat with one channel is held.
    label
        The seat.
    seed
        Of the learner's own draws.
    """

    def __init__(self, env: Any, label: str, seed: int) -> None:
        self.env = env
        self.seat = Seat(env, label)
        self.learner = Learner.blank(self.seat.actions)
        self.moves = self.learner.rows(action.move for action in self.seat.actions)
        self.is_move = np.eye(len(self.learner.moves))[self.moves]
        self.rng = np.random.default_rng(seed)
        self.baseline: np.ndarray = np.zeros(0)
        self.seen = 0
        self.gradient = np.zeros_like(self.learner.table)
        self.first, self.second = np.zeros_like(self.gradient), np.zeros_like(self.gradient)
        self.steps = 0

    def episode(self) -> Episode:
        """Play the next run of the environment."""
        label, env = self.seat.label, self.env
        seen, infos = env.reset()
        horizon = int(env.stepper.c.horizon)
        rows: list[tuple[np.ndarray, int, np.ndarray]] = []
        rewards: list[float] = []
        while env.agents:
            where, info = self.seat.situation(seen[label]), infos[label]
            chances = self.learner.chances(self.moves, info["action_values"], info["action_mask"] == 1, where)
            chosen = draw(chances, self.rng.random())
            rows.append((where, chosen, chances))
            seen, paid, _, _, infos = env.step({label: chosen})
            rewards.append(paid[label] * horizon)
        returns = np.zeros(len(rewards) + 1)
        for week in range(len(rewards) - 1, -1, -1):
            returns[week] = rewards[week] + DISCOUNT * returns[week + 1]
        situations, choices, chances_ = (np.array(column) for column in zip(*rows, strict=True))
        return Episode(situations, choices, chances_, returns[:-1], float(infos[label]["score"]))

    def learn(self, episode: Episode) -> None:
        """Take a run into account; every :data:`BATCH` runs the table moves."""
        weeks = len(episode.returns)
        if len(self.baseline) < weeks:
            self.baseline = np.concatenate([self.baseline, np.zeros(weeks - len(self.baseline))])
        advantage = episode.returns - self.baseline[:weeks]
        self.seen += 1
        self.baseline[:weeks] += advantage * max(1.0 / self.seen, 0.01)
        if self.seen <= BATCH:
            return  # the baseline settles first
        surprise = self.is_move[episode.choices] - episode.chances @ self.is_move
        self.gradient += np.einsum("t,tm,ts->ms", advantage, surprise, episode.situations)
        if self.seen % BATCH == 0:
            self._move()

    def _move(self) -> None:
        """One step of Adam up the gradient."""
        self.steps += 1
        g = self.gradient / BATCH
        self.first += 0.1 * (g - self.first)
        self.second += 0.01 * (g * g - self.second)
        scale = np.sqrt(self.second / (1.0 - 0.99**self.steps)) + 1e-6
        self.learner.table += RATE * self.first / (1.0 - 0.9**self.steps) / scale
        self.gradient[:] = 0.0

    def train(self, runs: int, report: Callable[[int, float], None] | None = None) -> list[float]:
        """Train on some runs; return their goal scores in order."""
        scores: list[float] = []
        for run in range(runs):
            episode = self.episode()
            self.learn(episode)
            scores.append(episode.score)
            if report is not None and (run + 1) % 500 == 0:
                report(run + 1, float(np.mean(scores[-500:])))
        return scores
