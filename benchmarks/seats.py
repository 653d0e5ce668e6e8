"""Steps a second of the seats: compiled, plain, and the Mesa path of a game. ``python benchmarks/seats.py``.

Time is processor time, so other work on the machine counts for little; threads add up.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import diplomacy_abm
from diplomacy_abm.seats import Game, score_ensemble

SCENARIO = "ukraine-2025"
SEATS = {"one mediator": ["ARE"], "mediator and patron": ["TUR"], "both leads": ["RUS", "UKR"]}


def environment(seats: list[str], engine: str, sampled: bool) -> Callable[[int], int]:
    """Return a function that plays some steps of an environment and returns how many."""
    env = diplomacy_abm.parallel_env(SCENARIO, seats, seed=1, engine=engine)

    def play(steps: int) -> int:
        done, (_, infos) = 0, env.reset(seed=1)
        while done < steps:
            actions = {a: env.action_space(a).sample(infos[a]["action_mask"]) for a in env.agents} if sampled else {}
            _, _, _, _, infos = env.step(actions)
            done += 1
            if not env.agents:
                _, infos = env.reset()
        return done

    return play


def game(steps: int) -> int:
    """Play some weeks of a game through the Mesa model, with a briefing each."""
    done = 0
    while done < steps:
        played = Game(SCENARIO, ["TUR"], seed=1, run=done)
        while not played.over and done < steps:
            played.briefing("TUR")
            played.play()
            done += 1
        played.release()
    return done


def scored(runs: int) -> int:
    """Play some runs with the scores of all actors; return their weeks."""
    found = score_ensemble(SCENARIO, diplomacy_abm.load(SCENARIO).actors, runs, seed=1)
    return int((found.runs["end_step"] + 1).sum())


def rate(play: Callable[[int], int], amount: int) -> float:
    """Return steps a second of one processor, the best of three; the first call warms up."""
    play(max(1, amount // 10))
    best = 0.0
    for _ in range(3):
        begun = time.process_time()
        done = play(amount)
        best = max(best, done / (time.process_time() - begun))
    return best


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=5000, help="steps of a measurement; a hundredth where plain")
    steps = parser.parse_args().steps
    print(f"{'':44}{'steps a second':>16}")
    for name, seats in SEATS.items():
        for engine, part in (("compiled", 1), ("plain", 100)):
            speed = rate(environment(seats, engine, sampled=True), max(20, steps // part))
            print(f"parallel_env, {name}, {engine:20}"[:44].ljust(44) + f"{speed:16,.0f}")
    speed = rate(environment(["TUR"], "compiled", sampled=False), steps)
    print("parallel_env, own policies, compiled".ljust(44) + f"{speed:16,.0f}")
    print("Game with a briefing a week (Mesa)".ljust(44) + f"{rate(game, max(20, steps // 100)):16,.0f}")
    print("score_ensemble, all actors scored".ljust(44) + f"{rate(scored, max(4, steps // 20)):16,.0f}")


if __name__ == "__main__":
    main()
