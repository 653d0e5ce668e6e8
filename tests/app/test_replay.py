"""The replay file: small, whole, the run that it says; and the words that the page shows are about rules there are."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from diplomacy_abm import api
from diplomacy_abm.app import page
from diplomacy_abm.app.controls import GROUPS, groups
from diplomacy_abm.app.document import unpack
from diplomacy_abm.app.recorder import watch
from diplomacy_abm.app.replay import of_folder, write
from diplomacy_abm.cli import main
from diplomacy_abm.moves import Kind, by_name, catalogue
from diplomacy_abm.parameters import PARAMETERS
from diplomacy_abm.registry import RULES
from diplomacy_abm.results import write_run
from diplomacy_abm.state import METRICS
from tests.fixtures_frames import resealed


def invoke(*words: object):
    return CliRunner().invoke(main, [str(word) for word in words])


def told(path: Path) -> dict:
    block = r'<script type="application/json" id="document">(.*?)</script>'
    found = re.search(block, path.read_text("utf-8"), re.DOTALL)
    return json.loads(found[1])


def test_a_scenario_and_a_seed_make_a_file(tmp_path: Path):
    out = tmp_path / "deep" / "replay.html"
    done = invoke("replay", "minimal", "--seed", 3, "--steps", 6, "--out", out)
    assert done.exit_code == 0, done.output
    arm = told(out)["arms"][0]
    assert unpack(arm["weeks"]) == json.loads(json.dumps(watch("minimal", seed=3, steps=6).play().weeks))
    assert arm["head"]["seed"] == "3"
    assert [path.name for path in out.parent.iterdir()] == ["replay.html"], "nothing is left aside"


def test_the_same_run_gives_the_same_bytes(tmp_path: Path):
    for name in ("a.html", "b.html"):
        assert invoke("replay", "minimal", "--seed", 3, "--steps", 6, "--out", tmp_path / name).exit_code == 0
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_the_file_asks_for_nothing_from_elsewhere(tmp_path: Path):
    write([watch("minimal", steps=3).play()], tmp_path / "r.html")
    text = (tmp_path / "r.html").read_text("utf-8")
    places = set(re.findall(r"""(?:https?|wss?):/{2}[^\s"'`)<]+""", text))
    assert places == {"http://www.w3.org/2000/svg"}, "only the name of SVG, which nobody loads"
    assert not re.findall(r"""(?:src|href)=["'](?!data:|#)""", text)


def test_words_in_a_scenario_cannot_end_the_block_of_data(tmp_path: Path):
    bad = "</script><script>alert(1)</script>"
    scenario = api.resolve("minimal", {"scenario.title": bad, "actors.MED.name": bad}, steps=3)
    write([watch(scenario).play()], tmp_path / "r.html", [bad])
    assert bad not in (tmp_path / "r.html").read_text("utf-8")
    assert told(tmp_path / "r.html")["arms"][0]["head"]["scenario"]["title"] == bad


@pytest.mark.slow
def test_ten_actors_and_two_years_stay_under_half_a_megabyte(tmp_path: Path):
    scenario = api.resolve("ukraine-2025")
    absent = ["ESP", "POL", "PRK", "CHN", "VAT"]
    assert len(scenario.actors) - len(absent) == 10
    write([watch(scenario, seed=7, without=absent).play()], tmp_path / "ten.html")
    write([watch(scenario, seed=7).play()], tmp_path / "all.html")
    assert (tmp_path / "ten.html").stat().st_size < 450_000
    assert (tmp_path / "all.html").stat().st_size < 500_000


def folder_of(tmp_path: Path) -> Path:
    run = api.run("minimal", seed=4, run=2, steps=6, without=["MED"], settings={"actors.ALF.cost": 0.2})
    return write_run(run, tmp_path / "run", [])


def test_a_run_folder_is_played_again(tmp_path: Path):
    folder = folder_of(tmp_path)
    done = invoke("replay", folder, "--out", tmp_path / "r.html")
    assert done.exit_code == 0, done.output
    assert "Note" not in done.output
    document = told(tmp_path / "r.html")
    assert document["notes"] == []
    head = document["arms"][0]["head"]
    assert (head["seed"], head["run"], head["without"]) == ("4", 2, ["MED"])


def test_a_run_that_goes_differently_now_says_so(tmp_path: Path):
    folder = folder_of(tmp_path)
    events = (folder / "events.csv").read_text()
    (folder / "events.csv").write_text(events.replace(",strike,", ",offensive,", 1))
    resealed(folder)
    recorder, notes = of_folder(folder)
    assert len(recorder.weeks) == 6
    assert len(notes) == 1
    assert "goes differently now" in notes[0]
    assert "the code has changed" in notes[0]
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["versions"]["diplomacy-abm"] = "0.0.1"
    resealed(folder, versions=manifest["versions"])
    assert "diplomacy-abm 0.0.1 then" in of_folder(folder)[1][0]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nowhere"], "no such scenario or file"),
        (["minimal", "--without", "ALF"], "leads a side"),
        (["minimal", "--beside-without", "XXX"], "no actor 'XXX'"),
        (["FOLDER"], "holds no manifest.json"),
        (["FOLDER", "--seed", "1"], "--seed does not go with a folder"),
    ],
)
def test_what_cannot_be_replayed_is_one_line(tmp_path: Path, words, message):
    (tmp_path / "empty").mkdir()
    words = [str(tmp_path / "empty") if word == "FOLDER" else word for word in words]
    done = invoke("replay", *words, "--out", tmp_path / "r.html")
    assert done.exit_code != 0
    assert message in done.output
    assert len(done.output.strip().splitlines()) == 1
    assert not (tmp_path / "r.html").exists()


@pytest.mark.slow
def test_a_file_holds_the_pairs_that_were_asked_for(tmp_path: Path):
    done = invoke("replay", "minimal", "--steps", 6, "--pairs-without", "MED", "--out", tmp_path / "r.html")
    assert done.exit_code == 0, done.output
    (answer,) = told(tmp_path / "r.html")["answers"]
    assert (answer["n"], answer["change"]) == (1000, {"without": ["MED"]})
    refused = invoke("replay", "minimal", "--steps", 6, "--pairs-without", "ALF", "--out", tmp_path / "no.html")
    assert refused.exit_code != 0
    assert refused.output.strip().startswith("Error: without: ALF leads a side")
    assert len(refused.output.strip().splitlines()) == 1


def test_two_runs_side_by_side_know_where_they_part(tmp_path: Path):
    done = invoke("replay", "minimal", "--steps", 8, "--beside-without", "MED", "--out", tmp_path / "r.html")
    assert done.exit_code == 0, done.output
    document = told(tmp_path / "r.html")
    assert len(document["arms"]) == 2
    assert document["arms"][1]["head"]["without"] == ["MED"]
    assert document["parting"] is not None


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nowhere"], "no such scenario or file"), (["minimal", "--seat", "XXX"], "no seat 'XXX'"),
        (["minimal", "--port", "70000"], "70000"),
        (["minimal", "--host", "203.0.113.9", "--port", "8765"], "203.0.113.9"),
    ],
)  # fmt: skip
def test_an_app_that_cannot_be_served_is_one_line(tmp_path: Path, words, message):
    done = invoke("app", *words, "--games", tmp_path)
    assert done.exit_code != 0
    assert message in done.output.splitlines()[-1]


def test_a_port_that_is_taken_is_one_line(tmp_path: Path):
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = invoke("app", "minimal", "--port", taken.getsockname()[1], "--games", tmp_path)
    assert done.exit_code == 1
    assert "choose another --port" in done.output.splitlines()[-1]


def test_ctrl_c_ends_the_app_in_peace_and_a_host_for_others_is_warned_of(tmp_path: Path, monkeypatch):
    def interrupted(_house: object, host: str, port: int, announce: Callable[[int], None]) -> None:
        assert (host, port) == ("0.0.0.0", 0)
        announce(8123)
        raise KeyboardInterrupt

    monkeypatch.setattr("diplomacy_abm.app.server.serve", interrupted)
    done = invoke("app", "minimal", "--host", "0.0.0.0", "--port", 0, "--games", tmp_path)
    assert done.exit_code == 0
    assert "there is no password" in done.output
    assert "http://127.0.0.1:8123/" in done.output
    assert "games are saved" in done.output


def test_every_rule_that_the_page_names_exists():
    named = set(re.findall(r"eq:[a-z][a-z0-9-]*", "".join(page.asset(name) for name in page.SCRIPTS)))
    assert "eq:choice" in named
    assert named <= set(RULES)


def test_every_move_that_does_something_has_an_arrow_or_brings_what_has_one():
    for move in catalogue():
        if move.chosen and not move.idle:
            assert move.told.kind or any(by_name(name).told.kind for name in move.told.brings), move.name


def test_the_page_has_a_glyph_for_every_kind_of_arrow():
    block = re.search(r"DA\.kinds = \{\n(.*?)\n\};", page.asset("words.js"), re.DOTALL)[1]
    assert re.findall(r"^  (\w+): \{ name: .* glyph: ", block, re.MULTILINE) == list(Kind)
    for kind in Kind:
        assert f".k-{kind}" in page.asset("style.css"), kind


def test_a_document_says_of_each_move_how_it_is_drawn_and_weighed():
    head = watch("minimal", seed=1, steps=1).head
    for move, row in zip(catalogue(), head["moves"], strict=True):
        assert row[:3] == [move.name, move.channel.name.lower(), move.meaning]
        assert row[3:] == [move.told.kind or "", move.told.rule, int(move.told.deal)]
    assert json.loads(json.dumps(head["moves"])) == head["moves"]


def test_every_series_on_the_page_is_a_metric():
    lanes = re.findall(r"of: \[([^\]]+)\]", page.asset("series.js"))
    assert "track" in lanes[0]
    assert {name.strip('" ') for lane in lanes for name in lane.split(",")} <= set(METRICS)


def test_every_parameter_can_be_changed_once():
    found = [row["name"] for group in groups() for row in group["parameters"]]
    assert sorted(found) == sorted(PARAMETERS)
    for group in groups():
        for row in group["parameters"]:
            assert row["low"] <= row["from"] <= row["value"] <= row["to"] <= row["high"]
            assert row["meaning"]
    assert set(GROUPS) == {group["title"] for group in groups()[:-1]}


def test_the_page_has_no_long_script():
    for name in page.SCRIPTS:
        assert len(page.asset(name).splitlines()) <= 400, name
