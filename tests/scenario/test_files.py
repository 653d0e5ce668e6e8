"""Files in and out, fingerprints, settings, sources: what holds for every scenario and for the shipped ones."""

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
from diplomacy_abm.scenario import (
    Scenario,
    ScenarioError,
    cases,
    dumps,
    fingerprint,
    library,
    load,
    loads,
    sources,
    tables_of,
    template,
    with_settings,
)
from diplomacy_abm.scenario.identity import canonical

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


def test_a_scenario_cannot_be_changed(minimal):
    with pytest.raises(ValueError, match="frozen"):
        minimal.front.share = 0.7
    with pytest.raises(TypeError, match="with_settings"):
        minimal.actors["MED"].leverage["ALF"] = 0.9
    with pytest.raises(TypeError, match="with_settings"):
        minimal.actors.pop("MED")


def test_whole_numbers_stand_for_the_same_decimals(full_tables):
    full_tables = copy.deepcopy(full_tables)
    full_tables["actors"]["ALF"]["capability"] = 1
    whole = Scenario(**full_tables)
    full_tables["actors"]["ALF"]["capability"] = 1.0
    assert isinstance(whole.actors["ALF"].capability, float)
    assert whole.fingerprint == Scenario(**full_tables).fingerprint


def test_values_left_out_are_filled_in(full_tables):
    scenario = Scenario(**full_tables)
    assert scenario.actors["ALF"].veto
    assert not scenario.actors["MED"].veto
    assert scenario.actors["ALF"].sustainable == scenario.actors["ALF"].capability
    assert scenario.actors["PAT"].alignment == {"BET": 0.4}
    assert list(scenario.actors["MED"].goals) == list(scenario.actors["ALF"].goals)
    assert scenario.trust("MED", "ALF") == 0.5
    bare = Scenario(**{table: rows for table, rows in full_tables.items() if table != "relations"})
    assert bare.trust("ALF", "BET") == 0.2
    assert bare.escalation("ALF", "BET") == bare.actors["ALF"].escalation_rest
    assert bare.escalation("MED", "BET") == 0.0


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


def test_the_canonical_content_is_plain_json(origin):
    assert json.loads(json.dumps(canonical(origin))) == canonical(origin)


# --- settings


def test_settings_change_a_value_and_say_so_in_the_sources(origin):
    changed = with_settings(origin, {"actors.TUR.leverage.RUS": 0.8, "pipelines.1.lead": "52", "scenario.horizon": 10})
    assert changed.actors["TUR"].leverage == {"RUS": 0.8, "UKR": 0.03}
    assert changed.pipelines[0].lead == 52
    assert changed.scenario.horizon == 10
    rows = {row.place: row for row in sources(changed)}
    assert rows["actors.TUR.leverage.RUS"].source == "judgement: set by hand for this run"
    assert rows["actors.TUR.leverage.UKR"].source == origin.actors["TUR"].sources["leverage"]
    assert origin.actors["TUR"].leverage["RUS"] == 0.03


@pytest.mark.parametrize(
    ("place", "value"),
    [("front.share", 0.6), ("prisoners.stock", 2.0), ("parameters.fatigue", 0.3), ("relations.RUS.UKR.trust", 0.3),
     ("issues.black_sea.term", 20), ("actors.RUS.cost", 0.2)],
)  # fmt: skip
def test_in_every_table_a_value_that_was_set_says_so(origin, place, value):
    rows = {row.place: row.source for row in sources(with_settings(origin, {place: value}))}
    assert rows[place] == "judgement: set by hand for this run"
    before = {row.place: row.source for row in sources(origin)}
    assert {other for other in before if rows.get(other) != before[other]} <= {place}


def test_a_seed_is_a_number_of_63_bits(minimal):
    for seed in (0, 2**63 - 1):
        assert with_settings(minimal, {"scenario.seed": seed}).scenario.seed == seed
    for seed in (-1, 2**63):
        with pytest.raises(ScenarioError, match="must be from 0 to 9223372036854775807"):
            with_settings(minimal, {"scenario.seed": seed})


@pytest.mark.parametrize(
    ("text", "value"), [("0.8", 0.8), ("1", 1.0), ("1e-1", 0.1), (".5", None), ("high", None), ("true", None)]
)
def test_texts_are_read_as_toml_values(minimal, text, value):
    if value is None:
        with pytest.raises(ScenarioError, match=r"actors\.MED\.leverage\.ALF: is .*, must be a number"):
            with_settings(minimal, {"actors.MED.leverage.ALF": text})
    else:
        assert with_settings(minimal, {"actors.MED.leverage.ALF": text}).actors["MED"].leverage["ALF"] == value


def test_settings_reach_dates_tables_and_texts(minimal):
    changed = with_settings(
        minimal,
        {
            "scenario.start": "2026-01-05",
            "scenario.title": "2026",
            "actors.MED.credibility": "{ ALF = 0.1 }",
            "actors.ALF.policy": "hawk",
            "parameters.surprise": 0.3,
            "relations.ALF.MED.trust": 0.7,
        },
    )
    assert changed.scenario.start == dt.date(2026, 1, 5)
    assert changed.scenario.title == "2026"
    assert changed.actors["MED"].credibility == {"ALF": 0.1}
    assert changed.actors["ALF"].policy == "hawk"
    assert changed.parameters.values == {"curvature": 1.0, "surprise": 0.3}
    assert changed.trust("ALF", "MED") == 0.7


def test_no_settings_change_nothing(minimal):
    assert with_settings(minimal, {}) is with_settings(minimal, None) is minimal


@pytest.mark.parametrize(
    ("place", "value", "line"),
    [
        ("horizon", 3, "settings: horizon: is no dotted place, must be like actors.TUR.leverage.RUS"),
        ("actors..bias", 3, "settings: actors..bias: is no dotted place, must be like actors.TUR.leverage.RUS"),
        ("actors.MDE.bias", 0, "settings: actors.MDE.bias: no actor MDE; did you mean MED?"),
        ("issues.provinse.term", 0, "settings: issues.provinse.term: no issue provinse; did you mean province?"),
        ("sides.C.lead", "ALF", "settings: sides.C.lead: no side C; known here: A, B"),
        ("pipelines.1.lead", 0, "settings: pipelines.1.lead: the scenario has no pipelines"),
        ("actors.MED.bias.x", 0, "settings: actors.MED.bias.x: actors.MED.bias is 0.0, not a table"),
        ("actors.MED.levrage", 0.1,
         "minimal with settings: actors.MED.levrage: unknown key; did you mean leverage?"),
        ("actors.MED.bias", 3, "minimal with settings: actors.MED.bias: is 3, must be from -1 to 1"),
        ("zzz.MED.bias", 3, "minimal with settings: zzz: unknown key; known here: scenario, sides, actors, issues, "
                             "relations, pipelines, deals, soundings, events, prisoners, front, parameters"),
    ],
)  # fmt: skip
def test_settings_that_do_not_fit_are_said_in_one_line(minimal, place, value, line):
    with pytest.raises(ScenarioError) as caught:
        with_settings(minimal, {place: value})
    assert caught.value.problems == (line,)


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("pipelines.99.lead", "settings: pipelines.99.lead: 99 is no entry of pipelines, must be from 1 to 9"),
        ("pipelines.0.lead", "settings: pipelines.0.lead: 0 is no entry of pipelines, must be from 1 to 9"),
        ("pipelines.1", "settings: pipelines.1: is a whole entry, must name a key of it, like pipelines.1.label"),
    ],
)
def test_entries_of_lists_are_counted_from_one(origin, place, line):
    with pytest.raises(ScenarioError) as caught:
        with_settings(origin, {place: 3})
    assert caught.value.problems == (line,)


# --- sources


@pytest.mark.parametrize("name", SHIPPED)
def test_every_number_of_a_shipped_file_has_its_source(name):
    scenario = load(name)
    rows = sources(scenario)
    numbers = list(_numbers(tables_of(scenario)))
    # partial tables of goals are listed in full
    assert {place for place, _ in numbers} <= {row.place for row in rows}
    assert all(row.source for row in rows)
    assert {row.kind for row in rows} <= {"estimated", "taken", "partly", "judgement", "choice"}
    assert {row.place for row in rows if row.kind == "choice"} <= {
        "scenario.step_days", "scenario.horizon", "scenario.seed"
    }  # fmt: skip


def _numbers(value, place=""):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _numbers(inner, f"{place}.{key}" if place else key)
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            yield from _numbers(inner, f"{place}.{number}")
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield place, value


def test_sources_of_single_keys_come_before_those_of_their_table(origin):
    rows = {row.place: row for row in sources(origin)}
    assert rows["actors.UKR.capability"].source.startswith("judgement: the unit")
    assert rows["actors.UKR.hawkishness"].kind == "judgement"
    assert rows["actors.FRA.support.UKR"].kind == "taken"
    assert rows["pipelines.1.amount"].kind == "partly"


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


# --- the template


def test_the_template_runs_as_it_is():
    scenario = loads(template("my-war"), "my-war.toml")
    assert scenario.name == "my-war"
    assert scenario.fingerprint == load("minimal").fingerprint
    assert template("my-war").count("#") > 20


def test_the_page_on_scenario_files_names_every_key():
    from diplomacy_abm.scenario import schema

    page = (ROOT / "docs" / "scenario-files.md").read_text("utf-8")
    models = (
        schema.Header, schema.Side, schema.Actor, schema.Issue, schema.Relation, schema.Pipeline, schema.Deal,
        schema.Sounding,
        schema.Event, schema.Prisoners, schema.Front,
    )  # fmt: skip
    keys = {key for model in models for key in model.model_fields} | set(schema.Scenario.model_fields)
    assert [key for key in sorted(keys) if not re.search(rf"`\[*{key}\]*[.`]", page)] == []
