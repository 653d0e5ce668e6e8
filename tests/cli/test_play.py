"""A seat at the terminal: fed by a pipe it plays, saves, resumes and compares, within 80 columns."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner

from diplomacy_abm import api
from diplomacy_abm.cli import main
from diplomacy_abm.cli import play as command
from diplomacy_abm.scenario import load, template
from diplomacy_abm.seats import Game, goal_score


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def play(typed, *words):
    return CliRunner().invoke(main, ["play", *words], input=typed)


def test_own_policys_choices_play_the_run_of_the_same_seed(tmp_path):
    done = play("skip 8\n", "minimal", "--as", "MED", "--steps", "8", "--seed", "3", "--compare", "20")
    assert done.exit_code == 0, done.output
    run = api.run("minimal", seed=3, steps=8)
    assert run.summary["outcome"] in done.output
    score = goal_score(run, "MED").total
    assert f"Your goal score as {run.scenario.actors['MED'].name} is {score:.3f} of 1" in done.output
    assert "are the same to the last event" in " ".join(done.output.split())
    assert (tmp_path / "minimal-MED.game.json").exists()


def test_a_choice_is_carried_out_and_told_where_it_leads(tmp_path):
    typed = "".join("1\n" for _ in range(6))
    done = play(typed, "minimal", "--as", "MED", "--steps", "6", "--seed", "1", "--compare", "10", "--game", "a.json")
    assert done.exit_code == 0, done.output
    history = json.loads((tmp_path / "a.json").read_text())["history"]
    assert [week["MED"]["mediation"][0] for week in history] == ["shuttle"] * 6
    text = " ".join(done.output.split())
    assert "The two histories part in week" in text
    shares = [float(x) for x in re.findall(r"(\d+\.\d) %", done.output.split("share with quantal")[1])]
    assert sum(shares) == pytest.approx(100.0, abs=0.5)


def test_names_in_brackets_are_shown_as_they_are(tmp_path):
    text = template("brackets")
    for name in sorted(set(re.findall(r'^(?:name|title|label) = "(.*)"', text, re.MULTILINE))):
        text = text.replace(f'= "{name}"', f'= "{name} [/red] [bold"')
    (tmp_path / "brackets.toml").write_text(text.replace('name = "brackets [/red] [bold"', 'name = "brackets"'))
    label = next(iter(load(tmp_path / "brackets.toml").actors))
    done = play("i\na\nw\nq\n", "brackets.toml", "--as", label, "--steps", "3")
    assert done.exit_code == 0, done.output
    assert done.output.count("[/red] [bold") > 4
    done = play("skip 9\n", "brackets.toml", "--as", label, "--steps", "3", "--compare", "3", "--game", "b.json")
    assert done.exit_code == 0, done.output


def test_a_game_is_saved_after_each_week_and_goes_on():
    first = play("1\n2\n", "ukraine-2025", "--as", "VAT", "--steps", "5", "--seed", "2", "--game", "v.json")
    assert first.exit_code == 0
    assert "The game is kept after 2 weeks" in " ".join(first.output.split())
    second = play("q\n", "--game", "v.json")
    assert second.exit_code == 0
    assert "Week 3 of 5" in second.output
    third = play("\n\n\n", "--game", "v.json", "--compare", "0")
    assert third.exit_code == 0, third.output
    assert "The end" in third.output
    whole = play("1\n2\n\n\n\n", "ukraine-2025", "--as", "VAT", "--steps", "5", "--seed", "2", "--compare", "0")
    assert whole.exit_code == 0
    assert whole.output.split("The end")[1] == third.output.split("The end")[1]


def test_asking_changes_nothing_and_every_answer_fits_in_80_columns():
    typed = "a\ni\nw\nh\n?\nbananas\n99\n-1\n\n" + "skip 20\n"
    done = play(typed, "ukraine-2025", "--as", "UKR", "--steps", "4", "--seed", "2", "--compare", "10")
    assert done.exit_code == 0, done.output
    assert "'bananas' is no choice here" in done.output
    assert "chance" in done.output
    assert "your true cost of war" in " ".join(done.output.split())
    assert max(len(line) for line in done.output.splitlines()) <= 80
    assert "are the same to the last event" in " ".join(done.output.split())
    assert "\x1b[" not in done.output


def test_skip_leaves_the_rest_of_the_week_to_the_policy():
    done = play("0\nskip 2\nq\n", "ukraine-2025", "--as", "UKR", "--steps", "6", "--seed", "2", "--game", "s.json")
    assert "after 2 weeks" in " ".join(done.output.split())
    game = Game.resume("s.json")
    assert [list(week.get("UKR", {})) for week in game.history] == [["military"], []]


def test_messages_to_others_are_not_told():

    game = Game("ukraine-2025", ["VAT"], seed=20, steps=8)
    while not game.over:
        game.play()
    from diplomacy_abm.seats.terminal.sheet import news

    run = game.result()
    assert (run.events["move"] == "message").any()
    shuttles = run.events["move"] == "shuttle"
    from dataclasses import replace

    bare = replace(run, events=run.events[~shuttles])
    assert "tells" not in " ".join(news(bare, "ESP", 20))
    assert "tells" in " ".join(news(bare, "RUS", 20))


def test_ctrl_c_keeps_the_game(monkeypatch):
    lines = iter(["1\n"])

    def read(prompt, console):
        try:
            return next(lines)
        except StopIteration:
            raise KeyboardInterrupt from None

    monkeypatch.setattr(command, "read_line", read)
    done = play("", "minimal", "--as", "MED", "--game", "c.json")
    assert done.exit_code == 130
    assert "the game is kept after 1 weeks" in done.output
    assert "--game c.json" in done.output
    assert Game.resume("c.json").step == 1


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "name a scenario and --as ACTOR"),
        (["minimal"], "--as ACTOR"),
        (["minimal", "--as", "XXX"], "no actor 'XXX'"),
        (["minimal", "--as", "MED", "--resume"], "there is no saved game"),
        (["--game", "none.json"], "there is no saved game"),
        (["minimal", "--as", "MED", "--without", "MED"], "no actor 'MED'"),
        (["atlantis", "--as", "MED"], "atlantis"),
    ],
)
def test_what_cannot_be_played_is_one_line(words, says):
    done = play("", *words)
    assert done.exit_code == 2
    assert says in done.output
    assert len(done.output.strip().splitlines()) == 1


def test_a_saved_game_is_not_played_over():
    assert play("q\n", "minimal", "--as", "MED").exit_code == 0
    again = play("q\n", "minimal", "--as", "MED")
    assert again.exit_code == 2
    assert "--resume goes on with it" in again.output
    assert play("q\n", "minimal", "--as", "MED", "--resume").exit_code == 0
    other = play("q\n", "minimal", "--as", "ALF", "--game", "minimal-MED.game.json")
    assert "you are MED in this game" in other.output
