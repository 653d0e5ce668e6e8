"""``seat`` and ``players``: options reach the game, transcripts lie beside the run, errors are one line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from diplomacy_abm import api
from diplomacy_abm.results import read
from diplomacy_abm.seats.mock import mock_endpoint
from tests.cli.stand import call


@pytest.fixture
def model(tmp_path):
    with mock_endpoint() as url:
        path = tmp_path / "model.toml"
        path.write_text(f'base_url = "{url}"\nmodel = "mock-conciliator"\n')
        yield str(path)


SHORT = ("ukraine-2025", "--steps", "4", "--seed", "7")


def test_a_policy_in_a_seat_is_the_run_with_that_policy(tmp_path):
    done = call("seat", *SHORT, "--seat", "UKR=hawk", "--out", str(tmp_path / "out"))
    assert done.exit_code == 0, done.output
    assert "Outcome after 4 weeks" in done.output
    alone = api.run("ukraine-2025", seed=7, steps=4, policies={"UKR": "hawk"})
    kept = read(tmp_path / "out")
    assert list(kept.events["move"]) == list(alone.events["move"])
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_model_plays_and_is_played_again(model, tmp_path):
    done = call("seat", *SHORT, "--seat", f"TUR=llm:{model}", "--out", str(tmp_path / "out"))
    assert done.exit_code == 0, done.output
    assert "TUR (mock-conciliator): decisions 8, chosen 8, replaced 0" in " ".join(done.output.split())
    transcript = tmp_path / "out.transcripts" / "TUR.jsonl"
    again = call("seat", *SHORT, "--seat", f"TUR=replay:{transcript}", "--out", str(tmp_path / "again"))
    assert again.exit_code == 0, again.output
    for name in ("events.csv", "steps.csv", "state.csv", "summary.json"):
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "again" / name).read_bytes()
    command = json.loads((tmp_path / "out" / "manifest.json").read_text())["command"]
    assert command[-2:] == ["--seat", "TUR=llm:model.toml"]
    assert str(tmp_path) not in " ".join(command)


def test_json_names_the_players_and_their_accounts(model, tmp_path):
    done = call(
        "seat", *SHORT, "--seat", f"TUR=llm:{model}", "--seat", "UKR=own", "--out", str(tmp_path / "out"), "--format",
        "json",
    )  # fmt: skip
    document = json.loads(done.output)
    assert document["seats"] == {"TUR": "mock-conciliator", "UKR": "own"}
    assert document["accounts"]["TUR"]["calls"] == 4
    assert document["summary"]["end_step"] == 3


def test_the_question_is_shown_without_asking(tmp_path):
    path = tmp_path / "model.toml"
    path.write_text('base_url = "http://127.0.0.1:9/v1"\nmodel = "m"\n')
    done = call("seat", *SHORT, "--seat", f"TUR=llm:{path}", "--show-prompt", "TUR")
    assert done.exit_code == 0, done.output
    document = json.loads(done.output.split("[user]\n")[1])
    assert document["you"]["label"] == "TUR"
    assert document["actors"]["TUR"] == "Türkiye"


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--seat", "TUR"], "is not NAME=VALUE"),
        (["--seat", "TUR=own", "--seat", "TUR=hawk"], "TUR is named twice"),
        (["--seat", "TUR=nobody"], "no player 'nobody'"),
        (["--seat", "XXX=own"], "no actor 'XXX'"),
        (["--seat", "TUR=llm:m.toml"], "needs --out DIR"),
        (["--seat", "TUR=llm:gone.toml", "--out", "o"], "gone.toml: no such file"),
        (["--seat", "TUR=replay:gone.jsonl"], "gone.jsonl: no such file"),
        (["--seat", "TUR=own", "--show-prompt", "TUR"], "no language model sits at 'TUR'"),
        ([], "Missing option '--seat'"),
    ],
)
def test_errors_are_one_line(args, says):
    done = call("seat", *SHORT, *args)
    assert done.exit_code == 2
    assert says in done.output
    assert len(done.output.strip().splitlines()) == 1
    assert not Path("o").exists()


def test_players_are_scored_and_written(model, tmp_path):
    args = ("--seat", "TUR", "--player", "own", "--player", f"llm:{model}", "--runs", "2")
    done = call("players", *SHORT, *args, "--out", str(tmp_path / "out"))
    assert done.exit_code == 0, done.output
    assert "Seat TUR, 2 runs:" in done.output
    assert "llm:model.toml" in done.output
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"scores.csv", "moves.csv", "players.png", "manifest.json", "model.jsonl"} <= names
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    again = call("players", *SHORT, *args, "--out", str(tmp_path / "out"))
    assert again.exit_code == 0, again.output
    after = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    # nothing was asked again; only the account says so
    assert {name for name in before if before[name] != after[name]} == {"manifest.json"}


def test_players_as_json():
    args = ("--seat", "TUR", "--player", "own", "--player", "dove", "--runs", "1", "--format", "json")
    done = call("players", *SHORT, *args)
    document = json.loads(done.output)
    assert {row["player"] for row in document["table"]} == {"own", "dove"}
    assert document["accounts"] == {}


def test_a_player_named_twice_is_one_line():
    done = call("players", *SHORT, "--seat", "TUR", "--player", "own", "--player", "own")
    assert done.exit_code == 2
    assert "two players have the same name" in done.output


def test_ctrl_c_keeps_the_transcript_and_the_command_goes_on(model, tmp_path, monkeypatch):
    from diplomacy_abm.seats.llm import LanguageModel

    asked = LanguageModel.choose

    def stop(self, briefing):
        if briefing.step == 2:
            raise KeyboardInterrupt
        return asked(self, briefing)

    args = ("seat", *SHORT, "--seat", f"TUR=llm:{model}", "--out", str(tmp_path / "out"))
    monkeypatch.setattr(LanguageModel, "choose", stop)
    done = call(*args)
    assert done.exit_code == 130
    assert "Interrupted in week 3. The transcripts are kept" in done.output
    monkeypatch.setattr(LanguageModel, "choose", asked)
    done = call(*args)
    assert done.exit_code == 0, done.output
    assert "recorded 2, calls 2" in " ".join(done.output.split())


def test_ctrl_c_among_players_says_what_is_kept(monkeypatch):
    from diplomacy_abm.seats import harness

    def stop(*_args, **_more):
        raise KeyboardInterrupt

    monkeypatch.setattr(harness, "play_one", stop)
    done = call("players", *SHORT, "--seat", "TUR", "--player", "own", "--runs", "1")
    assert done.exit_code == 130
    assert "Interrupted. Nothing was written." in done.output
