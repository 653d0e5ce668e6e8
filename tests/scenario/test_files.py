"""Files in and out, and fingerprints: what holds for every scenario and for the shipped ones."""

import copy
import datetime as dt
import json
import pickle
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import scenarios

from diplomacy_abm.parameters import PARAMETERS
from diplomacy_abm.scenario import Scenario, ScenarioError, fingerprint, sources, with_settings
from diplomacy_abm.scenario.identity import canonical
from diplomacy_abm.scenario.io import build, cases, dumps, library, load, loads, tables_of
from diplomacy_abm.scenario.starts import starts

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ("minimal", "ukraine-2022", "ukraine-2025")


@settings(max_examples=60, deadline=None)
@given(scenarios())
def test_every_scenario_reads_back_equal(scenario: Scenario):
    again = loads(dumps(scenario))
    assert again == scenario
    assert again.fingerprint == scenario.fingerprint
    assert hash(again) == hash(scenario)


@settings(max_examples=30, deadline=None)
@given(scenarios(max_actors=8))
def test_every_scenario_travels_between_processes(scenario: Scenario):
    assert pickle.loads(pickle.dumps(scenario)) == scenario
    assert copy.deepcopy(scenario) == scenario


@settings(max_examples=40, deadline=None)
@given(scenarios(max_actors=6), st.data())
def test_every_number_that_is_changed_changes_the_fingerprint(scenario: Scenario, data: st.DataObject):
    rows = [row for row in sources(scenario) if row.place.startswith(("actors.", "front.", "prisoners.", "relations."))]
    rows = [row for row in rows if ".salience." not in row.place]
    row = data.draw(st.sampled_from(rows))
    # in range for every key, and never the value itself
    other: float = 7 if row.value != 7 else 8  # whole numbers
    if not row.place.endswith(".tenure"):
        other = row.value * 0.5 + (0.251 if row.value != 0.502 else 0.2)
    changed = with_settings(scenario, {row.place: other})
    assert changed.fingerprint != scenario.fingerprint
    assert with_settings(changed, {row.place: row.value}).fingerprint == scenario.fingerprint


def test_the_library_holds_the_shipped_scenarios():
    assert library() == [*sorted(SHIPPED), *cases()]
    assert len(cases()) >= 8
    assert cases() == sorted(cases())
    for name in library():
        assert load(name).name == name


def test_a_file_is_read_by_path_too(tmp_path, minimal):
    path = tmp_path / "copy.toml"
    path.write_text(dumps(minimal), "utf-8")
    assert load(path) == load(str(path)) == minimal


def test_a_shipped_name_comes_before_a_file_so_called(tmp_path, monkeypatch, minimal):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "minimal").write_text("no scenario", "utf-8")
    (tmp_path / starts()[0]).write_text("no scenario", "utf-8")
    assert load("minimal") == minimal
    assert load(starts()[0]).name == starts()[0]


def test_a_file_of_facts_is_no_scenario_and_says_what_to_do():
    with pytest.raises(ScenarioError) as caught:
        loads('[case]\nname = "x"\n', "x.toml")
    assert caught.value.problems == (
        "x.toml: is a file of facts, must be a scenario; make one: diplomacy-abm scenarios code x.toml --out FILE",
    )
    # neither is one that is merely empty, or holds both
    for text, told in (("", "scenario: is missing"), ('[case]\n[scenario]\nname = "x"\n', "case: unknown key")):
        with pytest.raises(ScenarioError, match=told) as caught:
            loads(text)
        assert "a file of facts" not in str(caught.value)


def test_tables_say_what_the_file_says_and_no_more(full_tables):
    """Defaults stay out; what was read again is the same scenario, whatever the order and kind of its lists."""
    assert tables_of(Scenario(**full_tables)) == full_tables
    listed = copy.deepcopy(full_tables) | {"pipelines": tuple(full_tables["pipelines"])}
    assert build(listed, "x") == Scenario(**full_tables)


def test_a_scenario_cannot_be_changed(minimal):
    with pytest.raises(ValueError, match="frozen"):
        minimal.front.share = 0.7
    with pytest.raises(TypeError, match="with_settings"):
        minimal.actors["MED"].leverage["ALF"] = 0.9
    actors = minimal.actors
    ways = (
        lambda: actors.pop("MED"), actors.clear, actors.popitem, lambda: actors.update(X=1),
        lambda: actors.setdefault("X", 1), lambda: actors.__delitem__("MED"), lambda: actors.__ior__({"X": 1}),
    )  # fmt: skip
    for way in ways:
        with pytest.raises(TypeError, match="with_settings"):
            way()
    assert list(actors) == ["ALF", "BET", "MED"]
    assert copy.copy(actors) is copy.deepcopy(actors) is actors


def test_whole_numbers_stand_for_the_same_decimals(full_tables):
    full_tables = copy.deepcopy(full_tables)
    full_tables["actors"]["ALF"]["capability"] = 1
    whole = Scenario(**full_tables)
    full_tables["actors"]["ALF"]["capability"] = 1.0
    assert isinstance(whole.actors["ALF"].capability, float)
    assert whole.fingerprint == Scenario(**full_tables).fingerprint


# --- fingerprints


def test_fingerprints_are_the_same_in_every_process():
    """They name results on other machines and in other years: a change here breaks what people have cited."""
    code = "from diplomacy_abm.scenario import *; print(*[load(n).fingerprint for n in library()])"
    prints = {
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
        ).stdout
        for seed in ("0", "1")
    }  # fmt: skip
    assert prints == {" ".join(load(name).fingerprint for name in library()) + "\n"}


def test_a_fingerprint_of_a_fixed_scenario():
    """A known answer, so that the canonical form cannot drift unseen."""
    text = (Path(__file__).parent / "known.toml").read_text("utf-8")
    assert loads(text).fingerprint == "21c26cdd9478fca8f2a40f520ea4de50db39e61cc1f8fdeb8d4b2427019bc3b8"


def test_keys_that_came_later_leave_old_fingerprints_alone(minimal):
    """Results that were published name their scenario by them."""
    usual = with_settings(minimal, {"front.momentum": 0.0, "actors.ALF.weariness": 1.0})
    assert usual.fingerprint == minimal.fingerprint
    changed = [{"front.momentum": 1.0}, {"front.momentum": -1.0}, {"actors.ALF.weariness": 1.2}]
    assert len({with_settings(minimal, change).fingerprint for change in changed} | {minimal.fingerprint}) == 4


def test_words_for_readers_leave_the_fingerprint_alone(full_tables):
    scenario = Scenario(**full_tables)
    tables = copy.deepcopy(full_tables)
    tables["scenario"] |= {"name": "x", "title": "y", "question": "z", "description": "w"}
    tables["sides"]["A"]["label"] = "The other label"
    tables["actors"]["MED"] |= {"name": "Renamed", "sources": {"default": "cited somewhere"}}
    tables["issues"]["province"]["label"] = "Renamed"
    tables["pipelines"][0]["source"] = "another"
    assert Scenario(**tables).fingerprint == fingerprint(scenario)
    commented = "# a comment\n" + dumps(scenario).replace("\n[", "\n\n# another\n\n[")
    assert loads(commented).fingerprint == fingerprint(scenario)


def test_order_of_actors_counts_and_order_of_seats_does_not(full_tables):
    before = Scenario(**full_tables).fingerprint
    tables = copy.deepcopy(full_tables)
    tables["actors"]["MED"]["seats"] = ["observer", "mediator"]
    one = Scenario(**tables).fingerprint
    tables["actors"]["MED"]["seats"] = ["mediator", "observer"]
    assert Scenario(**tables).fingerprint == one
    tables = copy.deepcopy(full_tables)
    tables["actors"] = dict(reversed(tables["actors"].items()))
    assert Scenario(**tables).fingerprint != before


def test_a_relation_of_which_nothing_is_said_leaves_the_fingerprint_alone(full_tables):
    bare = {**full_tables, "relations": full_tables["relations"] | {"MED": {}}}
    assert Scenario(**bare).fingerprint == Scenario(**full_tables).fingerprint


def test_the_numbers_of_a_sample_are_in_the_fingerprint(tmp_path, minimal):
    """By what they are, not by the name of their file."""
    prints = []
    for name, value in (("a", 0.2), ("b", 0.2), ("c", 0.3)):
        (tmp_path / name).write_text(f"# {name}\nfatigue\n{value}\n", "utf-8")
        prints.append(with_settings(minimal, {"parameters.sample": str(tmp_path / name)}).fingerprint)
    assert prints[0] == prints[1]
    assert len({*prints, minimal.fingerprint}) == 3


def test_the_canonical_content_is_plain_json(origin):
    assert json.loads(json.dumps(canonical(origin))) == canonical(origin)


# --- the origin scenario


def test_the_origin_scenario_is_the_war_it_says(origin):
    assert origin.scenario.start == dt.date(2025, 11, 17)
    assert {"UKR", "RUS", "TUR", "USA", "FRA", "ESP"} <= set(origin.actors)
    assert set(origin.issues) == {
        "territory", "security", "prisoners", "black_sea", "energy_strikes", "sanctions", "reconstruction"
    }  # fmt: skip
    assert (origin.sides["A"].lead, origin.sides["B"].lead) == ("RUS", "UKR")
    assert set(origin.actors["USA"].seats) == {"patron", "mediator"}
    assert set(origin.actors["TUR"].commerce) == {"RUS", "UKR"}
    assert origin.actors["TUR"].support["UKR"] > 0
    assert origin.actors["TUR"].arms_capacity == 0


def test_the_letter_of_intent_spans_ten_years(origin):
    letter = [line for line in origin.pipelines if line.label.startswith("Letter of intent")]
    assert len(letter) == 3
    assert {(line.supplier, line.recipient) for line in letter} == {("FRA", "UKR")}
    assert {line.announced for line in letter} == {origin.scenario.start}
    assert {line.lead + line.span for line in letter} == {520}


def test_what_keeps_a_party_at_its_level_is_counted_once(origin):
    """Level without pipelines and what the pipelines of the year hold up add to the strength at the start."""
    production = PARAMETERS["production"].default
    for label in ("RUS", "UKR"):
        held = sum(
            line.amount * line.credibility / line.span / production
            for line in origin.pipelines
            if line.recipient == label and line.span == 52
        )
        actor = origin.actors[label]
        assert actor.sustainable + held == pytest.approx(actor.capability, abs=0.005)


def test_nothing_in_the_shipped_files_names_a_later_day():
    """The calendar may look ahead; what is said to have happened may not."""
    for name in SHIPPED:
        text = (ROOT / "diplomacy_abm" / "scenario" / "library" / f"{name}.toml").read_text("utf-8")
        said = [line for line in text.splitlines() if re.match(r"^(until|date) = ", line) is None]
        late = [d for line in said for d in re.findall(r"20\d\d-\d\d-\d\d", line) if d > "2025-11-17"]
        assert late == []
