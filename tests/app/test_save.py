"""What is on the page as files: the replay of a run, of a pair, of a finished game, and tables."""

from __future__ import annotations

import io
import json

import pandas as pd
import pytest

from diplomacy_abm import api
from diplomacy_abm.app.document import unpack
from diplomacy_abm.app.recorder import watch
from tests.app.house import SMALL
from tests.app.test_server import MINE, begun, hear


def document_in(text: str) -> dict:
    return json.loads(text.split('id="document">', 1)[1].split("</script>", 1)[0])


def test_a_run_is_played_to_its_end_and_saved_as_a_replay(socket):
    begun(socket, seed=4)
    socket.send_json({"do": "step", "weeks": 3})
    hear(socket, "weeks")
    socket.send_json({"do": "save", "what": "replay"})
    assert [week["t"] for week in hear(socket, "weeks")["arms"][0]] == [3, 4, 5, 6, 7]
    said = hear(socket, "saved")
    assert said["name"] == "minimal-4-0.html"
    found = document_in(said["text"])
    assert unpack(found["arms"][0]["weeks"]) == json.loads(json.dumps(watch(SMALL, seed=4).play().weeks))


@pytest.mark.slow
def test_a_replay_takes_along_the_pairs_of_its_own_setup(socket):
    begun(socket, seed=1)
    socket.send_json({"do": "pairs", "change": {"without": ["MED"]}, "n": 20})
    found = hear(socket, "pairs", 3000)
    begun(socket, seed=1, run=3, beside={"without": ["MED"]})
    socket.send_json({"do": "save", "what": "replay"})
    (answer,) = document_in(hear(socket, "saved")["text"])["answers"]
    assert answer["change"] == {"without": ["MED"]}
    assert answer["pairs"] == found["pairs"]
    begun(socket, seed=2)
    socket.send_json({"do": "save", "what": "replay"})
    assert document_in(hear(socket, "saved")["text"])["answers"] == []


def test_a_pair_is_saved_with_both_runs(socket):
    begun(socket, seed=4, beside={"without": ["MED"]})
    socket.send_json({"do": "save", "what": "replay"})
    assert [arm["head"]["without"] for arm in document_in(hear(socket, "saved")["text"])["arms"]] == [[], ["MED"]]
    socket.send_json({"do": "save", "what": "events"})
    table = pd.read_csv(io.StringIO(hear(socket, "saved")["text"]))
    assert set(table["which"]) == {"left", "right"}
    assert table["note"].str.contains("no forecast").all()


def test_tables_hold_what_a_run_holds(socket):
    begun(socket, seed=4)
    run = api.run(SMALL, seed=4)
    for what, frame in (("weeks", run.steps), ("events", run.events)):
        socket.send_json({"do": "save", "what": what})
        said = hear(socket, "saved")
        assert said["name"] == f"minimal-4-0-{what}.csv"
        table = pd.read_csv(io.StringIO(said["text"])).drop(columns=["which", "note"])
        pd.testing.assert_frame_equal(table, pd.read_csv(io.StringIO(frame.to_csv(index=False))))


def test_a_finished_game_becomes_a_replay_and_one_that_goes_on_does_not(socket):
    socket.send_json({"do": "host", "scenario": "minimal", "seat": "MED", "token": MINE})
    code = hear(socket, "game")["code"]
    for week in range(8):
        socket.send_json({"do": "save", "what": "replay"})
        while (said := socket.receive_json())["is"] != "error":
            assert said["is"] != "saved"
        assert "not over yet" in said["text"]
        socket.send_json({"do": "choose", "week": week})
        hear(socket, "played")
    socket.send_json({"do": "save", "what": "replay"})
    said = hear(socket, "saved")
    assert said["name"] == f"minimal-game-{code}.html"
    found = document_in(said["text"])
    assert found["notes"] == ["A game: Medonia was played by people."]
    assert found["arms"][0]["weeks"][-1]["z"]
