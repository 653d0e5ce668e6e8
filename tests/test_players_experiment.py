"""The experiment on players: its script, and that the committed results are whole and said as they are."""

from __future__ import annotations

import json
import re
from pathlib import Path
from runpy import run_path

import pandas as pd
import pytest

from diplomacy_abm import api
from diplomacy_abm.policies.registry import BUILTIN
from diplomacy_abm.seats import Game
from diplomacy_abm.seats.harness import MEASURES
from diplomacy_abm.seats.mock import PERSONAS, mock_endpoint
from diplomacy_abm.seats.players import FunctionPlayer, play_game
from tests.test_gallery import is_in, stated

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "experiments" / "players"
RESULTS = ROOT / "results" / "players"
SCRIPT = run_path(str(FOLDER / "run.py"))
PERSON = run_path(str(FOLDER / "person.py"))


def test_the_line_up_has_every_kind_of_player(tmp_path):
    with mock_endpoint() as url:
        names = set(SCRIPT["lineup"](url, out=tmp_path))
    assert names >= set(BUILTIN) - {"quantal"} | {"own policy (quantal)", "scripted person"}
    assert names >= {f"{persona} (no LLM)" for persona in PERSONAS}


@pytest.mark.parametrize("seat", ["UKR", "TUR", "USA"])
def test_the_scripted_person_plays_any_seat(seat):
    game = Game(api.resolve("ukraine-2025", steps=12), [seat], seed=4)
    run = play_game(game, {seat: FunctionPlayer("person", PERSON["choose"])})
    assert len(run.steps) == 12
    assert run.events.query("actor == @seat and move == 'offensive'").empty


def test_the_committed_results_are_whole():
    table = pd.read_csv(RESULTS / "scores.csv")
    manifest = json.loads((RESULTS / "manifest.json").read_text("utf-8"))
    with mock_endpoint() as url:
        players = SCRIPT["lineup"](url)
    assert set(table["player"]) == set(players)
    assert set(table["seat"]) == set(SCRIPT["SEATS"])
    assert set(table["measure"]) == set(MEASURES)
    seats = [len(player.seats or SCRIPT["SEATS"]) for player in players.values()]
    assert len(table) == sum(seats) * len(MEASURES)
    assert (manifest["kind"], manifest["seed"]) == ("players", SCRIPT["SEED"])
    for persona in PERSONAS:
        account = manifest["accounts"][f"{persona} (no LLM)"]
        assert account["calls"] >= account["decisions"] / 3
        assert account["chosen"] + account["replaced"] == account["decisions"]
    known = table.dropna(subset=["estimate", "low", "high"])
    assert (known["low"] <= known["estimate"] + 1e-3 * known["estimate"].abs() + 1e-9).all()
    moves = pd.read_csv(RESULTS / "moves.csv")
    assert (moves.groupby(["player", "seat", "channel"])["share"].sum() - 1.0).abs().max() < 1e-3


def test_numbers_of_the_readme_are_in_the_table():
    readme = (FOLDER / "README.md").read_text("utf-8")
    table = pd.read_csv(RESULTS / "scores.csv")
    gaps = table[["gap", "gap_low", "gap_high"]].set_axis(["estimate", "low", "high"], axis=1)
    rows = pd.concat([table[["estimate", "low", "high"]], gaps]).to_numpy(dtype=float)
    found = stated(readme)
    assert len(found) >= 6
    assert [numbers for numbers in found if not is_in(numbers, rows)] == []
    for image in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", readme):
        assert (FOLDER / image).is_file()
    assert "no language model" in readme


@pytest.mark.slow
def test_committed_scores_agree_with_a_fresh_run():
    """Other luck, fewer runs: estimates differ by no more than four standard errors, but for one in fifty."""
    kept = pd.read_csv(RESULTS / "scores.csv")
    SCRIPT["play"].__globals__["SEED"] = 90210
    fresh = SCRIPT["play"](8, 52).table
    both = kept.merge(fresh, on=["player", "seat", "measure"], suffixes=("", "_new")).dropna(
        subset=["low", "high", "low_new", "high_new"]
    )
    error = ((both["high"] - both["low"]) ** 2 + (both["high_new"] - both["low_new"]) ** 2) ** 0.5 / (2 * 1.96)
    far = both[(both["estimate"] - both["estimate_new"]).abs() > 4.0 * error + 1e-3]
    assert len(both) > 200
    assert len(far) <= len(both) // 50, far[["player", "seat", "measure", "estimate", "estimate_new"]].to_string()
