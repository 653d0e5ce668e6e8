"""Lessons: text files that are read or refused in one line, and name only what there is."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from diplomacy_abm import api
from diplomacy_abm.app import lessons, page
from diplomacy_abm.app.lessons import LessonError, change, load, parse, places, shipped
from diplomacy_abm.cli import main
from diplomacy_abm.moves import catalogue
from diplomacy_abm.parameters import PARAMETERS
from diplomacy_abm.scenario.io import library

GOOD = """title: T
minutes: 3
== One
scenario: minimal
week: first shuttle
highlight: MED, story

A paragraph
of two lines.

Another.
== Two
ask: Does it matter?

- Yes => So you think.
- No => So you think.
"""


def test_a_lesson_is_read():
    lesson = parse(GOOD, "7-mine.txt")
    assert (lesson["name"], lesson["title"], lesson["minutes"], lesson["anywhere"]) == ("mine", "T", 3, False)
    one, two = lesson["steps"]
    assert one["text"] == ["A paragraph of two lines.", "Another."]
    assert (one["week"], one["highlight"]) == ("first shuttle", ["MED", "story"])
    assert two["answers"] == [["Yes", "So you think."], ["No", "So you think."]]


def test_changes_are_read():
    text = "without MED, policy ALF=hawk, deterrence=0.2, actors.MED.bias=0.4"
    assert change(text, "here") == {
        "without": ["MED"], "policies": {"ALF": "hawk"}, "parameters": {"deterrence": 0.2},
        "settings": {"actors.MED.bias": 0.4},
    }  # fmt: skip
    assert change("", "here") == {}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("title: T\n", "", "has no title"),
        ("minutes: 3", "minutes: few", "line 2: minutes 'few', must be a whole number"),
        ("scenario: minimal", "scene: minimal", "line 4: there is no key 'scene'"),
        ("first shuttle", "firstly", "line 5: week 'firstly', must be a number"),
        ("MED, story", "MED, the story", "'the story' is no part of the page"),
        (" => So you think.\n- No", "\n- No", "line 15: an answer is"),
        ("- No => So you think.\n", "", "needs two answers or more"),
        ("ask: Does it matter?", "lane: Trust", "has answers and no 'ask'"),
        ("scenario: minimal\n", "", "the first step must name its scenario"),
        ("minutes: 3", "anywhere: yes", "cannot have scenario"),
        ("== One", "= One", "line 3: must be one of title"),
    ],
)
def test_what_is_no_lesson_is_one_line(old: str, new: str, message: str):
    assert old in GOOD
    with pytest.raises(LessonError) as refused:
        parse(GOOD.replace(old, new, 1), "x.txt")
    assert message in str(refused.value)
    assert "x.txt" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path):
    with pytest.raises(LessonError, match=r"none\.txt: No such file"):
        load(tmp_path / "none.txt")
    (tmp_path / "bytes.txt").write_bytes(b"\xff\xfe")
    with pytest.raises(LessonError, match="is not text"):
        load(tmp_path / "bytes.txt")
    (tmp_path / "long.txt").write_text(GOOD + "x" * lessons.MAX_BYTES)
    with pytest.raises(LessonError, match="must be at most"):
        load(tmp_path / "long.txt")
    (tmp_path / "good.txt").write_text(GOOD)
    assert load(tmp_path / "good.txt")["title"] == "T"


def test_the_page_is_served_with_a_lesson_of_ones_own(tmp_path: Path, monkeypatch):
    seen = []
    monkeypatch.setattr("diplomacy_abm.app.server.serve", lambda house, *_rest: seen.append(house.lessons))
    (tmp_path / "mine.txt").write_text(GOOD)
    (tmp_path / "bad.txt").write_text("nothing")
    words = ["app", "minimal", "--games", str(tmp_path), "--lesson", str(tmp_path / "mine.txt")]
    assert CliRunner().invoke(main, words).exit_code == 0
    assert [lesson["name"] for lesson in seen[0]] == ["mine"]
    refused = CliRunner().invoke(main, [*words[:-1], str(tmp_path / "bad.txt")])
    assert refused.exit_code == 1
    assert "bad.txt, line 1" in refused.output
    assert len(refused.output.strip().splitlines()) == 1


def test_shipped_lessons_name_only_what_there_is():
    found = shipped()
    assert [lesson["name"] for lesson in found] == ["mediator", "commitment", "information", "reading"]
    moves, scenario = {move.name for move in catalogue()}, ""
    for lesson in found:
        for kind, name in places(lesson):
            if kind == "scenario":
                scenario = name
                assert name in library()
            known = {"actor": set(api.resolve(scenario).actors) if scenario else set(), "move": moves,
                     "parameter": set(PARAMETERS), "scenario": {name}}[kind]  # fmt: skip
            assert name in known, (lesson["name"], kind, name)


def test_lanes_and_panels_of_the_lessons_are_on_the_page():
    series, main = page.asset("series.js"), page.asset("main.js")
    for lesson in shipped():
        for step in lesson["steps"]:
            assert "lane" not in step or f'name: "{step["lane"]}"' in series
            assert "panel" not in step or f'"{step["panel"]}"' in main
        words = [word for word in lesson["steps"][0].get("highlight", ()) if word in lessons.PARTS]
        assert all(f"{word}:" in page.asset("lesson.js") for word in words)


def test_the_live_page_has_all_lessons_and_a_replay_those_for_any_run():
    own = parse(GOOD, "own.txt")
    assert '"name":"own"' in page.live_page([own])
    assert '"name":"mediator"' in page.live_page()
    text = page.replay_page(file_of("ukraine-2025", "7"))
    assert '"name":"reading"' in text
    assert '"name":"mediator"' not in text


def file_of(scenario: str, seed: str, answers: tuple = (), **changed) -> dict:
    """Return what lessons look at in the document of a replay."""
    head = {"scenario": {"name": scenario}, "seed": seed, "run": 0, "actors": [{"label": "MED", "name": "Medonia"}],
            "policies": {}, "without": [], "parameters": {}, "settings": {}}  # fmt: skip
    return {"format": 1, "answers": [{"change": change} for change in answers], "arms": [{"head": head | changed}]}


WITHOUT = {"without": ["MED"]}


def test_a_file_of_the_run_of_a_lesson_has_the_lesson_as_far_as_it_goes():
    mediator, *_, reading = shipped()
    whole = lessons.for_replay(mediator, file_of("minimal", "1", (WITHOUT,)))
    titles = [step["title"] for step in mediator["steps"]]
    end = titles.index("A war that is not invented")
    assert [step["title"] for step in whole["steps"]] == titles[:end]
    assert whole["steps"][-1]["pairs"] == WITHOUT
    assert lessons.for_replay(mediator, file_of("minimal", "1")) is None, "no guess without an answer"
    for other in (file_of("minimal", "2", (WITHOUT,)), file_of("minimal", "1", (WITHOUT,), without=["MED"]),
                  file_of("ukraine-2025", "1"), file_of("minimal", "1", run=3)):  # fmt: skip
        assert lessons.for_replay(mediator, other) is None
    told = lessons.for_replay(reading, file_of("minimal", "2", (WITHOUT, {"parameters": {"deterrence": 0.2}})))
    assert told["steps"][:-1] == reading["steps"]
    assert told["steps"][-1]["pairs"] == WITHOUT
    assert "with Medonia and without" in told["steps"][-1]["title"]
