"""Players behind one interface: policies, functions, transcripts."""

from __future__ import annotations

import errno
import json
import re

import pytest

from diplomacy_abm import api
from diplomacy_abm.seats import Game
from diplomacy_abm.seats.llm import LanguageModel
from diplomacy_abm.seats.mock import PERSONAS, mock_endpoint, rule
from diplomacy_abm.seats.players import FunctionPlayer, Player, default_of, play_game, player_of, policies_of
from diplomacy_abm.seats.transcript import Transcript, read_transcript

SHORT = api.resolve("ukraine-2025", steps=6)


@pytest.mark.parametrize("name", ["own", "hawk", "status-quo"])
def test_a_policy_in_a_seat_plays_as_a_policy_of_the_run(name):
    players = {"UKR": player_of(name)}
    run = play_game(Game(SHORT, ["UKR"], seed=2, policies=policies_of(players)), players)
    alone = api.run(SHORT, seed=2, policies={} if name == "own" else {"UKR": name})
    assert run.events.equals(alone.events)
    assert run.steps.equals(alone.steps)


def test_a_function_chooses_and_the_rest_is_left_to_the_policy():
    never = FunctionPlayer("never", lambda briefing: {"military": 0})
    run = play_game(Game(SHORT, ["UKR"], seed=2), {"UKR": never})
    assert run.events.query("actor == 'UKR' and channel == 'military'").empty
    assert not run.events.query("actor == 'UKR' and channel == 'humanitarian'").empty


def test_a_watcher_sees_every_channel_before_the_week_is_played():
    seen = []
    game = Game(SHORT, ["TUR"], seed=2)
    play_game(game, {"TUR": Player()}, lambda game, choices: seen.append((game.step, choices["TUR"])))
    assert [step for step, _ in seen] == list(range(6))
    assert {channel for _, chosen in seen for channel in chosen} == {"support", "mediation"}


def test_the_default_is_that_of_the_briefing():
    game = Game(SHORT, ["UKR"], seed=2)
    for _ in range(3):
        assert default_of(game, "UKR") == dict(game.briefing("UKR").default)
        game.play()


def test_a_choice_off_the_menu_is_one_line():
    wild = FunctionPlayer("wild", lambda briefing: {"military": 99})
    with pytest.raises(ValueError, match=r"week 1: UKR\.military: 99 is not on the menu"):
        play_game(Game(SHORT, ["UKR"], seed=2), {"UKR": wild})


def test_a_function_of_a_file(tmp_path):
    (tmp_path / "mine.py").write_text("def still(briefing):\n    return {'military': 0}\nx = 3\n")
    assert player_of(f"{tmp_path}/mine.py:still").name == "still"
    for name in ("gone", "x"):
        with pytest.raises(ValueError, match=f"mine.py: has no function '{name}'"):
            player_of(f"{tmp_path}/mine.py:{name}")
    with pytest.raises(ValueError, match="no file"):
        player_of(f"{tmp_path}/other.py:still")
    (tmp_path / "bad.py").write_text("1 / 0")
    with pytest.raises(ValueError, match=r"bad\.py: ZeroDivisionError"):
        player_of(f"{tmp_path}/bad.py:still")


@pytest.mark.parametrize("text", ["hawkk", "", "llm", "gpt:x"])
def test_what_is_no_player(text):
    with pytest.raises(ValueError, match=r"no player .* must be own, a policy"):
        player_of(text)


def transcript_of(tmp_path, persona="mock-conciliator"):
    with mock_endpoint() as url:
        player = LanguageModel({"base_url": url, "model": persona}, tmp_path / "t.jsonl")
        for index in (0, 1):
            play_game(Game(SHORT, ["TUR"], seed=2, run=index), {"TUR": player})
        player.close()
    return tmp_path / "t.jsonl"


def test_a_transcript_holds_several_games(tmp_path):
    path = transcript_of(tmp_path)
    for index in (1, 0):
        game = Game(SHORT, ["TUR"], seed=2, run=index)
        run = play_game(game, {"TUR": player_of(f"replay:{path}")})
        assert set(run.events.query("actor == 'TUR' and channel == 'mediation'")["move"]) <= set(
            PERSONAS["mock-conciliator"]
        )


@pytest.mark.parametrize(
    ("seat", "seed", "run", "steps"), [("USA", 2, 0, 6), ("TUR", 3, 0, 6), ("TUR", 2, 2, 6), ("TUR", 2, 0, 7)]
)
def test_another_game_is_not_in_a_transcript(tmp_path, seat, seed, run, steps):
    path = transcript_of(tmp_path)
    game = Game(api.resolve("ukraine-2025", steps=steps), [seat], seed=seed, run=run)
    with pytest.raises(ValueError, match=r"holds no game of .* it holds TUR, seed 2, run 0; TUR, seed 2, run 1"):
        play_game(game, {seat: player_of(f"replay:{path}")})


def test_a_transcript_that_ends_early_or_names_another_move_is_said(tmp_path):
    path = transcript_of(tmp_path)
    lines = path.read_text("utf-8").splitlines()
    # the last line is cut, as after a crash: it is left out
    path.write_text("\n".join(lines[:5]) + "\n" + lines[5][:20])
    with pytest.raises(ValueError, match="holds nothing for week 3"):
        play_game(Game(SHORT, ["TUR"], seed=2), {"TUR": player_of(f"replay:{path}")})
    other = json.loads(lines[2]) | {"choices": {"mediation": ["dance", None]}}
    path.write_text("\n".join([*lines[:2], json.dumps(other)]) + "\n")
    with pytest.raises(ValueError, match="dance in week 1 is not on the menu"):
        play_game(Game(SHORT, ["TUR"], seed=2), {"TUR": player_of(f"replay:{path}")})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "not a transcript of a language model"),
        ("{}\n", "line 1: is no record"),
        ("no\n", "line 1: column 1: is not JSON"),
        ('{"kind": "game"}\n', "not a transcript of a language model"),
        ('{"kind": "game", "what": "diplomacy_abm transcript", "format": 9}\n', "written in format 9"),
        ("[" * 100_000 + "\n", "line 1: is nested deeper than 40 levels"),
        ("{" + "\n", "line 1: column 2: is not JSON"),
        ('{"kind": []}\n', "line 1: is no record, must be a table whose kind is one of game, call, choice"),
    ],
)
def test_what_is_no_transcript(tmp_path, text, says):
    (tmp_path / "t.jsonl").write_text(text)
    with pytest.raises(ValueError, match=says):
        read_transcript(tmp_path / "t.jsonl")
    with pytest.raises(ValueError, match="no such file"):
        read_transcript(tmp_path / "other.jsonl")


HEAD = {"kind": "game", "what": "diplomacy_abm transcript", "format": 1, "scenario": "x", "fingerprint": "f",
        "seat": "TUR", "seed": 2, "run": 0, "player": {}}  # fmt: skip
CHOICE = {"kind": "choice", "step": 0, "seat": "TUR", "choices": {"mediation": ["hold", None]},
          "by": {"mediation": "model"}, "why": ""}  # fmt: skip


@pytest.mark.parametrize(
    ("head", "choice", "says"),
    [
        ({"seed": "2"}, {}, 'line 1: seed: is "2", must be a whole number'),
        ({"player": None}, {}, "line 1: player: is None, must be a table"),
        ({"run": -1}, {}, "line 1: run: "),
        ({"seat": None}, {}, "line 1: seat: "),
        ({}, {"seat": "RUS"}, "line 2: seat: RUS has no game before this line"),
        ({}, {"choices": {"mediation": "hold"}}, "line 2: choices.mediation: "),
        ({}, {"choices": {"mediation": ["hold"]}}, "line 2: choices.mediation"),
        ({}, {"choices": [1]}, "line 2: choices: "),
        ({}, {"step": 1.5}, "line 2: step: "),
        ({}, {"by": {"mediation": 1}}, "line 2: by.mediation: "),
        ({}, {"why": {}}, "line 2: why: "),
        ({}, {"kind": "chojce"}, "line 2: is no record"),
        ({}, {"more": "\ud800"}, "line 2: holds half a sign"),
        ({}, {"more": json.loads("[" * 50 + "]" * 50)}, "line 2: is nested deeper than 40 levels"),
    ],
)
def test_a_damaged_transcript_is_one_line_with_its_place(tmp_path, head, choice, says):
    path = tmp_path / "t.jsonl"
    path.write_text(f"{json.dumps(HEAD)}\n{json.dumps(CHOICE)}\n")
    assert len(read_transcript(path)) == 2
    path.write_text(f"{json.dumps(HEAD | head)}\n{json.dumps(CHOICE | choice)}\n")
    with pytest.raises(ValueError, match=re.escape(f"t.jsonl: not a transcript: {says}")) as error:
        read_transcript(path)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("name", sorted((HEAD.keys() | CHOICE.keys()) - {"what", "format", "scenario"}))
def test_a_key_that_is_missing_is_one_line(tmp_path, name):
    path = tmp_path / "t.jsonl"
    lines = [{key: value for key, value in record.items() if key != name} for record in (HEAD, CHOICE)]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    with pytest.raises(ValueError, match=r"not a transcript: line [12]: ") as error:
        read_transcript(path)
    assert "\n" not in str(error.value)


def test_a_line_of_a_transcript_that_is_too_long_or_of_another_code(tmp_path, monkeypatch):
    path = tmp_path / "t.jsonl"
    path.write_bytes(json.dumps(HEAD).encode() + b"\nab\xff\n")
    with pytest.raises(ValueError, match="line 2: byte 2: is not UTF-8"):
        read_transcript(path)
    monkeypatch.setattr("diplomacy_abm.seats.transcript.LONGEST", 20)
    with pytest.raises(ValueError, match="line 1: has more than 20 bytes"):
        read_transcript(path)


def test_a_full_disk_says_that_the_transcript_is_kept(tmp_path):
    transcript = Transcript(tmp_path / "t.jsonl")
    transcript.write(HEAD)
    transcript.write(CHOICE)

    class Full:
        def writelines(self, lines):
            raise OSError(errno.ENOSPC, "No space left on device")

    transcript._file, file = Full(), transcript._file
    file.close()
    with pytest.raises(ValueError, match=r"t.jsonl: the disk is full; what was answered so far is kept"):
        transcript.write(CHOICE)
    assert len(read_transcript(tmp_path / "t.jsonl")) == 2


def test_the_rule_of_a_stand_in():
    menu = [{"number": 0, "move": "hold"}, {"number": 1, "move": "strike"}, {"number": 2, "move": "restrain"}]
    document = {"menu": {"military": menu, "support": [{"number": 0, "move": "no_support"}]}}
    assert rule(document, PERSONAS["mock-conciliator"]) == {"military": 2, "support": 0}
    assert rule(document, PERSONAS["mock-hardliner"]) == {"military": 1, "support": 0}


def test_a_stand_in_of_another_name_is_not_there():
    with mock_endpoint() as url, pytest.raises(ValueError, match="no model 'other', there are mock-conciliator"):
        LanguageModel({"base_url": url, "model": "other"}).choose(Game(SHORT, ["TUR"], seed=2).briefing("TUR"))
