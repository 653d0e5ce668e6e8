"""What a player is told of the own moves: what came of them week by week, and the turning points at the end."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from diplomacy_abm import api
from diplomacy_abm.app.crowd import first_steps
from diplomacy_abm.app.debrief import FIRSTS, debrief, remembered
from diplomacy_abm.app.rooms import Rooms
from diplomacy_abm.narrate import history
from tests.app.test_rooms import Tab, token

ORIGIN = api.resolve("ukraine-2025", {"parameters.sample": "central"}, steps=16)
"""With talks more often than not; run 0 has a set of parameters in which the table is dear."""
SEED = 2


@pytest.fixture(scope="module")
def eventful():
    """Return a seed whose default players have talks at Türkiye's, a deal, an offer and causes of three actors."""
    for seed in range(10, 100):
        run = api.run(ORIGIN, seed=seed, keep_choices=True)
        told = history(run).told
        causes = " ".join(turn.cause for turn in told)
        named = sum(f"{actor.name}:" in causes for actor in ORIGIN.actors.values())
        if run.summary["first_formal_host"] == "TUR" and {"deal", "offer"} <= {x.kind for x in told} and named >= 3:
            return seed
    raise AssertionError("no run has all of it")


def game(folder: Path, label: str, weeks: int, seed: int = SEED):
    room = Rooms(folder).open(ORIGIN, label, seed=seed)
    tab = Tab()
    room.sit(label, tab.send, token(label))
    for week in range(weeks):
        room.choose(label, week, {})
    return room, [said for said in tab.heard if said["is"] == "played"]


def place_of(room, label: str, move: str, target: str | None) -> int:
    options = room.game.briefing(label).options["mediation"]
    return next(k for k, option in enumerate(options) if (option.move, option.target) == (move, target))


def test_a_mediator_hears_what_its_envoy_brought_home(tmp_path):
    room, _ = game(tmp_path, "TUR", 0)
    tab = Tab()
    room.sit("TUR", tab.send, token("TUR"))
    room.choose("TUR", 0, {"mediation": place_of(room, "TUR", "shuttle", "UKR")})
    told = next(text for text in tab.last("played")["did"] if "sends an envoy" in text)
    assert told.startswith("Türkiye sends an envoy to Ukraine; Ukraine tells Türkiye in secret whether it would come")
    room.choose("TUR", 1, {"mediation": 0})
    assert not any("envoy" in text for text in tab.last("played")["did"]), "of a week in which nothing was done"


def test_what_changed_is_what_the_seat_saw_change(tmp_path):
    _, played = game(tmp_path, "RUS", 6)
    changes = [text for said in played for text in said["did"] if text.startswith("That week")]
    assert changes
    for text in changes:
        then, now = re.search(r"from (\S+) to (\S+)\.$", text).groups()
        assert then != now
    assert max(len([t for t in said["did"] if t.startswith("That week")]) for said in played) <= 3


def test_a_game_played_again_remembers_what_was_weighed(tmp_path):
    room, _ = game(tmp_path, "TUR", 5)
    found = remembered(room.path)
    assert found.events.equals(room.game.result().events)
    assert set(found.choices["step"]) >= set(range(5))


def test_the_debrief_tells_turning_points_beside_default_players(tmp_path, eventful):
    room, _ = game(tmp_path, "TUR", 16, eventful)
    run = remembered(room.path)
    default = api.run(ORIGIN, seed=eventful)
    assert run.events.equals(default.events), "a seat that leaves everything to its policy"
    firsts = {column: [5, 7] for column in FIRSTS.values()}
    told = debrief(run, "TUR", ("TUR",), default, firsts, 10)
    assert told
    assert [turn["week"] for turn in told] == sorted(turn["week"] for turn in told)
    talks = next(turn for turn in told if turn["kind"] == "talks")
    first = int(default.summary["first_formal"])
    assert talks["week"] == first
    usual = f"had formal talks in week {first + 1}; it came 5 times in 10 default games, usually by week 8."
    assert usual in talks["usual"]
    assert sum(bool(turn["usual"]) for turn in told if turn["kind"] == "talks") == 1
    assert talks["yours"], "it invited them"
    assert {"deal", "offer"} <= {turn["kind"] for turn in told}


def test_nobody_is_told_what_moved_a_person(tmp_path, eventful):
    room, _ = game(tmp_path, "TUR", 16, eventful)
    run = remembered(room.path)
    firsts = {column: [0, -1] for column in FIRSTS.values()}
    names = {f"{actor.name}:": label for label, actor in ORIGIN.actors.items()}

    def explained(seats: tuple[str, ...]) -> set[str]:
        told = " ".join(turn["cause"] for turn in debrief(run, "TUR", seats, run, firsts, 10))
        return {name for name in names if name in told}

    everybody = explained(())
    assert len(everybody) >= 3
    for name in everybody:
        assert explained((names[name],)) == everybody - {name}


def test_first_steps_count_the_runs_that_had_one():
    import pandas as pd

    table = pd.DataFrame({"first_formal": [3, -1, 5, 9], "first_breach": [-1] * 4, "first_formal_host": ["TUR"] * 4})
    assert first_steps(table) == {"first_formal": [3, 5], "first_breach": [0, -1]}


@pytest.mark.slow
def test_all_firsts_are_columns_of_runs():
    assert set(FIRSTS.values()) <= set(first_steps(api.run_ensemble(ORIGIN, 4, seed=1).runs))
