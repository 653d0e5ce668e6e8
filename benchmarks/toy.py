"""A small model of the same shape in several frameworks: seven actors, twelve moves toward six targets, 104 weeks.

Each actor weighs its 72 alternatives by six goals, chooses by a logit rule and changes trust, arms under way and the
state of the talks. All versions call the functions below with the same numbers from the same small generator, so they
give the same answer; only what carries the loop differs: a compiled loop, Mesa agents, agentpy agents.
"""

import math
import time
from collections.abc import Callable
from statistics import median
from typing import Any

ACTORS, MOVES, TARGETS, WEEKS = 7, 12, 6, 104
GOALS = (1.0, 0.8, 0.6, 0.5, 0.3, 0.2)
PRECISION = 2.0
MASK = 0xFFFFFFFF


def next_word(word: int) -> int:
    """The next state of a linear congruential generator on 32 bits."""
    return (1664525 * word + 1013904223) & MASK


def worth(move: int, trust: float, arms: float, hurt: float, talks: float) -> float:
    """Weigh one alternative by six goals."""
    force = move / MOVES - 0.5
    gain = GOALS[0] * force * (arms - hurt)
    safety = -GOALS[1] * force * force
    wealth = -GOALS[2] * hurt * (0.5 + force)
    standing = GOALS[3] * (0.5 - abs(force)) * trust
    friends = GOALS[4] * (trust - 0.5) * (0.5 - force)
    peace = GOALS[5] * talks * (0.5 - force)
    return gain + safety + wealth + standing + friends + peace


def next_trust(trust: float, move: int) -> float:
    """Trust after a move."""
    return 0.95 * trust + 0.05 * (1.0 - move / (MOVES - 1.0))


def next_arms(arms: float, move: int) -> float:
    """Arms under way after the own move."""
    return 0.9 * arms + 0.02 * move


def next_talks(talks: float, first: int, second: int) -> float:
    """Progress of the talks after the moves of the two who talk."""
    return 0.9 * talks + (0.1 if first + second < MOVES else 0.0)




def pick_plain(me: int, row: Any, arms: float, hurt: float, talks: float, u: float) -> tuple[int, int]:
    """Choose a move and a target by a logit rule, in plain Python."""
    weights = []
    total = 0.0
    for move in range(MOVES):
        for other in range(ACTORS):
            if other != me:
                total += math.exp(PRECISION * worth(move, row[other], arms, hurt, talks))
                weights.append((total, move, other))
    place = u * total
    for reached, move, other in weights:
        if reached > place:
            return move, other
    return weights[-1][1], weights[-1][2]


def compiled() -> Callable[[int], float]:  # noqa: C901 (one flat loop is the point of it)
    """Return the toy as one compiled loop over runs; the answer is the sum of what trust came to."""
    import numba
    import numpy as np

    jit = numba.njit
    word_, worth_, trust_, arms_, talks_ = (jit(f) for f in (next_word, worth, next_trust, next_arms, next_talks))

    @jit
    def play(runs: int) -> float:  # noqa: C901 (as above)
        answer = 0.0
        sums = np.zeros(MOVES * TARGETS)
        for run in range(runs):
            trust, arms, hurt = np.full((ACTORS, ACTORS), 0.5), np.full(ACTORS, 0.5), np.zeros(ACTORS)
            words, move, target = np.zeros(ACTORS, np.int64), np.zeros(ACTORS, np.int64), np.zeros(ACTORS, np.int64)
            talks = 0.0
            for i in range(ACTORS):
                words[i] = 1000 * run + i
            for _ in range(WEEKS):
                for i in range(ACTORS):
                    words[i] = word_(words[i])
                    total, x = 0.0, 0
                    for m in range(MOVES):
                        for j in range(ACTORS):
                            if j != i:
                                total += math.exp(PRECISION * worth_(m, trust[i, j], arms[i], hurt[i], talks))
                                sums[x] = total
                                x += 1
                    place = words[i] / 4294967296.0 * total
                    x = 0
                    while x < MOVES * TARGETS - 1 and sums[x] <= place:
                        x += 1
                    other = x % TARGETS
                    move[i], target[i] = x // TARGETS, other + (1 if other >= i else 0)
                for i in range(ACTORS):
                    hurt[i] = 0.9 * hurt[i]
                for i in range(ACTORS):
                    j = target[i]
                    trust[j, i] = trust_(trust[j, i], move[i])
                    hurt[j] += 0.01 * move[i]
                    arms[i] = arms_(arms[i], move[i])
                talks = talks_(talks, move[0], move[1])
            for i in range(ACTORS):
                for j in range(ACTORS):
                    answer += trust[i, j]
        return answer

    return play


class _Actor:
    """What an actor is and does, whatever framework calls it."""

    def begin(self, index: int, run: int) -> None:
        self.index, self.word = index, 1000 * run + index
        self.trust, self.arms, self.hurt = [0.5] * ACTORS, 0.5, 0.0
        self.move = self.target = 0

    def choose(self) -> None:
        self.word = next_word(self.word)
        self.move, self.target = pick_plain(
            self.index, self.trust, self.arms, self.hurt, self.model.talks, self.word / 4294967296.0
        )

    def recover(self) -> None:
        self.hurt = 0.9 * self.hurt

    def act(self) -> None:
        other = self.model.actors_[self.target]
        other.trust[self.index] = next_trust(other.trust[self.index], self.move)
        other.hurt += 0.01 * self.move
        self.arms = next_arms(self.arms, self.move)


def in_mesa() -> Callable[[int], float]:
    """Return the toy as a Mesa model with plain agents."""
    import mesa

    class Actor(_Actor, mesa.Agent):
        pass

    class Toy(mesa.Model):
        def __init__(self, run: int) -> None:
            super().__init__(rng=0)
            self.talks = 0.0
            self.actors_ = [Actor(self) for _ in range(ACTORS)]
            for x, actor in enumerate(self.actors_):
                actor.begin(x, run)

        def step(self) -> None:
            self.agents.do("choose")
            self.agents.do("recover")
            self.agents.do("act")
            self.talks = next_talks(self.talks, self.actors_[0].move, self.actors_[1].move)

    def play(runs: int) -> float:
        answer = 0.0
        for run in range(runs):
            model = Toy(run)
            for _ in range(WEEKS):
                model.step()
            answer += sum(sum(actor.trust) for actor in model.actors_)
            model.remove_all_agents()
            mesa.Agent._ids.pop(model, None)
        return answer

    return play


def in_agentpy() -> Callable[[int], float]:
    """Return the toy as an agentpy model."""
    import agentpy

    class Actor(_Actor, agentpy.Agent):
        pass

    class Toy(agentpy.Model):
        def setup(self) -> None:
            self.talks = 0.0
            self.actors = agentpy.AgentList(self, ACTORS, Actor)
            self.actors_ = list(self.actors)
            for x, actor in enumerate(self.actors_):
                actor.begin(x, self.p["run"])

        def step(self) -> None:
            self.actors.choose()
            self.actors.recover()
            self.actors.act()
            self.talks = next_talks(self.talks, self.actors_[0].move, self.actors_[1].move)

    def play(runs: int) -> float:
        answer = 0.0
        for run in range(runs):
            model = Toy({"run": run, "steps": WEEKS, "seed": 1})
            model.run(display=False)
            answer += sum(sum(actor.trust) for actor in model.actors_)
        return answer

    return play


VERSIONS: dict[str, tuple[Callable[[], Callable[[int], float]], int]] = {
    "compiled loop": (compiled, 500), "Mesa": (in_mesa, 1), "agentpy": (in_agentpy, 1)
}  # fmt: skip
"""Each version, and how many runs a turn of it plays."""


def peers(repeats: int) -> dict[str, Any]:
    """Let the versions that can run here take turns; microseconds for one actor and week."""
    playing, left_out = {}, []
    for name, (make, runs) in VERSIONS.items():
        try:
            playing[name] = (make(), runs)
        except ImportError:
            left_out.append(f"{name} was left out: it is not installed")
    answers = {name: play(2) for name, (play, _) in playing.items()}
    taken: dict[str, list[float]] = {name: [] for name in playing}
    for _ in range(repeats):
        for name, (play, runs) in playing.items():
            begun = time.perf_counter()
            play(runs)
            taken[name].append((time.perf_counter() - begun) / (runs * ACTORS * WEEKS))
    base = taken["compiled loop"]
    rows = [
        {"what": name, "seconds": {"best": min(times), "median": median(times)},
         "over_compiled": {"best": min(times) / min(base),
                           "median": median(a / b for a, b in zip(times, base, strict=True))}}
        for name, times in taken.items()
    ]  # fmt: skip
    same = len({round(answer, 9) for answer in answers.values()}) == 1
    return {"rows": rows, "same_answer": same, "skipped": left_out}
