"""``diplomacy-abm hindcast``."""

import json

import pytest
from click.testing import CliRunner
from hindcast.made import TEXT, tally

from diplomacy_abm.cli import main
from diplomacy_abm.hindcast import play

ASK = play.ask


@pytest.fixture
def call(monkeypatch, tmp_path):
    """Call the command on the small file, with counts made up."""
    monkeypatch.setattr(play, "ask", lambda *_args, **_named: tally())
    monkeypatch.setattr("diplomacy_abm.cli.progress.compile_first", lambda: None)
    path = tmp_path / "mine.toml"
    path.write_text(TEXT, "utf-8")
    return lambda *words: CliRunner().invoke(
        main, ["hindcast", "--questions", str(path), *map(str, words)], env={"COLUMNS": "100"}
    )


def test_the_text_has_questions_topics_scores_and_the_caveat(call):
    done = call("--runs", 100)
    assert done.exit_code == 0, done.output
    assert "Made up: 5 questions, 4 with a known answer, 100 runs of 1 scenario." in done.output
    assert "0.600" in done.output
    assert "open" in done.output
    assert "mean forecast" in done.output
    assert "Medonia  <- came true" in done.output
    assert "Of 1 question that ask for a name the answer is known. It got 0.500 on average" in done.output
    assert "0.425" in done.output, "the Brier score of (.4², .3², .8², .9²)/4"
    assert "say nothing about the model" in " ".join(done.output.split())


def test_a_skill_that_has_no_meaning_is_left_empty(call, monkeypatch):
    """Persistence that is always right leaves nothing to save."""
    right = TEXT.replace('answer = "yes"', 'answer = "no"')
    monkeypatch.setattr("diplomacy_abm.hindcast.questions.read_text", lambda *_: right)
    done = call()
    assert done.exit_code == 0, done.output
    line = next(line for line in done.output.splitlines() if "skill over persistence" in line)
    assert line.split("skill over persistence")[1].strip() == ""


def test_the_json_is_whole(call):
    done = call("--format", "json")
    shown = json.loads(done.stdout)
    assert [row["id"] for row in shown["questions"]] == ["round", "two", "war", "settled", "open"]
    assert shown["questions"][-1]["brier"] is None
    assert shown["labels"][0]["label"] == "Medonia"
    scores = {(row["set"], row["forecaster"], row["measure"]): row for row in shown["scores"]}
    assert scores["chosen", "model", "brier"]["estimate"] == pytest.approx(0.425)
    assert scores["chosen", "model", "brier"]["low"] is None, "one start gives no interval"
    assert shown["scenarios"]["minimal"]["runs"] == 100


def test_a_sample_reaches_the_runs_the_text_and_the_manifest(call, tmp_path, monkeypatch):
    monkeypatch.setattr(play, "ask", ASK)
    (tmp_path / "sample.csv").write_text("fatigue,deal_cost\n0.2,0.1\n0.3,0.05\n", "utf-8")
    done = call("--runs", "20", "--parameters", tmp_path / "sample.csv", "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert "one of the 2 sets of parameters of sample.csv" in " ".join(done.output.split())
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert manifest["draws"] == {"name": "sample.csv", "sets": 2}
    assert manifest["command"][-2:] == ["--parameters", "sample.csv"]
    assert str(tmp_path) not in json.dumps(manifest)


def test_the_text_tells_the_test_of_reliability(call):
    lines = call().output.splitlines()
    head = next(line for line in lines if line.startswith("questions") and "forecast" in line)
    assert head.split()[-4:] == ["reliability", "p", "resolution", "uncertainty"]
    place = head.index(" p ") + 1
    row = next(line for line in lines if line.startswith("chosen (4)") and " model " in line)
    assert 0.0 <= float(row[place:].split()[0]) <= 1.0


def test_the_folder_names_no_place(call, tmp_path):
    done = call("--out", tmp_path / "out", "--runs", 7)
    assert done.exit_code == 0, done.output
    manifest = (tmp_path / "out" / "manifest.json").read_text("utf-8")
    assert json.loads(manifest)["command"] == ["hindcast", "--questions", "mine.toml", "--runs", "7"]
    assert str(tmp_path) not in manifest


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--scenario", "ukraine-2025"), "no question is asked from 'ukraine-2025'; choose from minimal"),
        (("--runs", "0"), "--runs"),
        (("--parameters-of", "nowhere"), "no such scenario or file"),
        (("--parameters", "nowhere.csv"), "draws: nowhere.csv: no such file of draws"),
        (("--questions", "none.toml"), "none.toml: no such file of questions"),
    ],
)
def test_a_mistake_is_one_line(call, words, told):
    done = call(*words)
    assert done.exit_code != 0
    assert told in done.output
    assert len(done.output.strip().splitlines()) == 1
    assert "Traceback" not in done.output


def test_a_bad_file_is_told_line_by_line(call, tmp_path):
    bad = tmp_path / "bad.toml"
    bad.write_text(TEXT.replace('answer = "yes"', 'answer = "yess"'), "utf-8")
    done = call("--questions", bad)
    assert done.exit_code == 2
    assert all(line.startswith("Error: bad.toml: questions.") for line in done.output.strip().splitlines())


@pytest.mark.slow
def test_the_shipped_questions_are_asked_of_every_start():
    done = CliRunner().invoke(main, ["hindcast", "--runs", "20", "--format", "json"])
    shown = json.loads(done.stdout)
    assert len(shown["scenarios"]) == 10
    assert all(row["runs"] == 20 and row["failed"] == 0 for row in shown["scenarios"].values())
    assert len({row["id"] for row in shown["labels"]}) == 9
    assert {row["id"] for row in shown["labels"] if row["came"] == ""} == {"2025-11-host"}
