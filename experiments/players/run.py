"""Remake results/players: built-in policies, a scripted person and stand-ins for language models in the same seats.

``python experiments/players/run.py`` runs offline: the language models are rule-based stand-ins served on this
machine. ``--model FILE.toml`` adds a real one, as in docs/how-to/language-models.md; its transcript goes to
``out/players``. ``--player NAME=FILE.py:FUNCTION`` adds any function that takes a briefing.
"""

import argparse
import sys
import zlib
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from runpy import run_path

import numpy as np
import pandas as pd

from diplomacy_abm.api import resolve
from diplomacy_abm.policies import registry
from diplomacy_abm.seats.harness import PlayerScores, score_players
from diplomacy_abm.seats.harness_files import write_scores
from diplomacy_abm.seats.llm import LanguageModel
from diplomacy_abm.seats.mock import PERSONAS, mock_endpoint
from diplomacy_abm.seats.players import FunctionPlayer, player_of

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SCENARIO = "ukraine-2025"
SEATS = ("UKR", "TUR")
"""A party and a mediator."""
SEED = 20251117


def lineup(url, models=(), more=(), out=ROOT / "out" / "players"):
    """Players by name, the scenario's own policy first."""
    players = {"own policy (quantal)": player_of("own")}
    players |= {name: player_of(name) for name in registry.BUILTIN if name != "quantal"}
    players["scripted person"] = FunctionPlayer("scripted person", run_path(str(HERE / "person.py"))["choose"])
    players |= learned()
    for persona in PERSONAS:
        config = {"base_url": url, "model": persona, "budget": {"calls": 10**6, "tokens": 10**10, "seconds": 1e6}}
        players[f"{persona} (no LLM)"] = LanguageModel(config)
    for path in models:
        players[Path(path).stem] = LanguageModel(path, out / f"{Path(path).stem}.jsonl")
    for text in more:
        name, _, place = text.partition("=")
        players[name] = player_of(place)
    return players


def learned(table=ROOT / "results" / "learner" / "table-1.csv"):
    """The learner of experiments/learner in its mediator's seat, where it has been trained."""
    script = ROOT / "experiments" / "learner" / "learner.py"
    if not (table.is_file() and script.is_file()):
        return {}
    learner = run_path(str(script))["Learner"].read(table)

    def choose(briefing):
        # one draw a week and run, the same whoever else plays; the run is told apart by what the seat knows
        key = zlib.crc32(repr((briefing.step, briefing.public["parties"])).encode())
        return learner.choose(briefing, float(np.random.default_rng(key).random()))

    return {"learner": FunctionPlayer("learner", choose, seats=("TUR",))}


def play(runs, steps, models=(), more=(), say=lambda line: None, seats=SEATS, sets=0):
    """Let everybody play, under the first sets of the scenario's sample, or all."""
    dispute = resolve(SCENARIO)
    if sets:
        dispute = resolve(dispute, {"parameters.sample": f"{dispute.parameters.sample}:{sets}"})
    with mock_endpoint() as url:
        players = lineup(url, models, more)
        try:
            return score_players(players, dispute, seats, runs=runs, seed=SEED, steps=steps, report=say)
        finally:
            for player in players.values():
                player.close()


def play_seat(runs, steps, sets, seat):
    """One seat by itself, in a process of its own."""
    return play(runs, steps, say=say, seats=(seat,), sets=sets)


def play_apart(runs, steps, sets):
    """Let everybody play, a process a seat: nobody is compared across seats."""
    with ProcessPoolExecutor(len(SEATS), mp_context=get_context("spawn")) as pool:
        parts = list(pool.map(partial(play_seat, runs, steps, sets), SEATS))
    first = parts[0]
    table, rows, decisions = (pd.concat([getattr(part, name) for part in parts], ignore_index=True)
                              for name in ("table", "runs", "decisions"))  # fmt: skip
    accounts = {name: Counter() for part in parts for name in part.accounts}
    for part in parts:
        for name, account in part.accounts.items():
            accounts[name].update(account)
    return PlayerScores(table, rows, decisions, accounts, {**first.about, "seats": list(SEATS)})


def say(line):
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(description="Remake the results of players.")
    parser.add_argument("--runs", type=int, default=24, help="runs of each player in each seat")
    parser.add_argument("--steps", type=int, default=52, help="weeks of a run")
    parser.add_argument("--sets", type=int, default=0, help="the first so many sets of parameters [default: all]")
    parser.add_argument("--model", action="append", default=[], metavar="FILE.toml", help="a real language model too")
    parser.add_argument("--player", action="append", default=[], metavar="NAME=PLAYER", help="another player too")
    parser.add_argument("--out", type=Path, default=ROOT / "results" / "players", help="folder for tables and figures")
    asked = parser.parse_args()
    try:
        # a model's budget and transcript are one
        alone = asked.model or asked.player
        if alone:
            found = play(asked.runs, asked.steps, asked.model, asked.player, say, sets=asked.sets)
        else:
            found = play_apart(asked.runs, asked.steps, asked.sets)
    except ValueError as error:
        raise SystemExit(f"Error: {error}") from None
    command = ["python", "experiments/players/run.py", "--runs", str(asked.runs), "--steps", str(asked.steps)]
    command += ["--sets", str(asked.sets)] if asked.sets else []
    written = write_scores(found, asked.out, command, everything=False)
    say(f"{len(written)} files in {asked.out.name}")


if __name__ == "__main__":
    main()
