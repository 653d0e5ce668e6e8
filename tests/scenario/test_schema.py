"""The schema says what the reference page says: keys, defaults, ranges and weights."""

import copy
import re

import pytest

from diplomacy_abm.parameters import PARAMETERS
from diplomacy_abm.scenario import Scenario, load, schema, with_settings
from diplomacy_abm.scenario.schema import usual_goals
from diplomacy_abm.scenario.template import json_schema, template
from tests.scenario.page import PAGE, rows_of

TABLES = {
    "[scenario]": schema.Header, "[issues.": schema.Issue, "[actors.": schema.Actor, "[[pipelines]]": schema.Pipeline,
    "[[deals]]": schema.Deal,
}  # fmt: skip
"""Headings of the page, and what they describe."""
DEPENDENT = ("veto", "sustainable", "alignment")


def told(cell: str) -> object:
    """Return the default that a cell states, None where it states none."""
    plain = cell.strip("`").replace("−", "-")
    if plain in ("true", "false"):
        return plain == "true"
    if re.fullmatch(r"-?[\d.]+", plain):
        return float(plain)
    return "" if plain == "empty" else plain if cell[:1] == "`" else None


@pytest.mark.parametrize("head", TABLES)
def test_the_page_gives_the_defaults_of_the_schema(head: str) -> None:
    fields = TABLES[head].model_fields
    found = {row[0].strip("`"): told(row[2]) for row in rows_of(head) if len(row) == 4}
    # some defaults hang on other keys
    found = {name: value for name, value in found.items() if value is not None and name not in DEPENDENT}
    assert found
    assert found == {name: fields[name].default for name in found}


def test_the_page_gives_the_defaults_of_the_small_tables() -> None:
    found = {row[0]: told(row[2]) for row in rows_of("[prisoners]")}
    assert found["`stock` in `[prisoners]`"] == schema.Prisoners().stock
    assert (found["`share` in `[front]`"], found["`momentum` in `[front]`"]) == (0.5, 0.0)
    assert (schema.Front().share, schema.Front().momentum) == (0.5, 0.0)


def test_the_page_names_every_key() -> None:
    models = (*TABLES.values(), schema.Side, schema.Relation, schema.Sounding, schema.Event, schema.Prisoners,
              schema.Front)  # fmt: skip
    keys = {key for model in models for key in model.model_fields} | set(schema.Scenario.model_fields)
    assert [key for key in sorted(keys) if not re.search(rf"`\[*{key}\]*[.`]", PAGE)] == []


def test_weights_of_goals_are_those_of_the_page() -> None:
    seats = {"party": ("party", "mediator", "patron"), "mediator, not party": ("patron", "mediator"),
             "patron only": ("patron",), "observer": ("observer",)}  # fmt: skip
    rows = rows_of("[actors.")
    head = next(row for row in rows if row[0] == "seat")
    for said, held in seats.items():
        weights = next(row for row in rows if row[0] == said)
        assert usual_goals(held) == {goal: float(weight) for goal, weight in zip(head[1:], weights[1:], strict=True)}


# --- what is filled in, and whole scenarios


def test_values_left_out_are_filled_in(full_tables) -> None:
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


def test_a_key_that_is_given_is_not_filled_in(full_tables) -> None:
    tables = copy.deepcopy(full_tables)
    extra = {"name": "Third", "seats": ["party"], "side": "A", "veto": False, "capability": 0.5, "sustainable": 0.4,
             "positions": {"province": 0.5, "exchange": 0.5}, "salience": {"province": 0.5, "exchange": 0.5},
             "goals": {"peace": 0.9}, "sources": {"default": "judgement"}}  # fmt: skip
    tables["actors"]["THI"] = extra
    tables["actors"]["PAT"]["alignment"] = {"BET": 0.7, "ALF": 0.1}
    scenario = Scenario(**tables)
    third = scenario.actors["THI"]
    assert (third.veto, third.sustainable, third.goals["peace"], third.goals["security"]) == (False, 0.4, 0.9, 1.0)
    assert scenario.actors["PAT"].alignment == {"BET": 0.7, "ALF": 0.1}
    assert scenario.parties("A") == ("ALF", "THI")
    assert scenario.seated("party") == ("ALF", "BET", "THI")
    pairs = {(a, b): scenario.enemies(a, b) for a in scenario.actors for b in scenario.actors}
    assert {pair for pair, hostile in pairs.items() if hostile} == {
        ("ALF", "BET"), ("BET", "ALF"), ("THI", "BET"), ("BET", "THI")
    }  # fmt: skip


def test_what_a_relation_says_comes_before_what_is_usual(minimal) -> None:
    changed = with_settings(minimal, {"relations.MED.ALF.escalation": 0.1, "relations.ALF.BET.trust": 0.35})
    assert (changed.escalation("MED", "ALF"), changed.escalation("MED", "BET")) == (0.1, 0.0)
    assert (changed.trust("ALF", "BET"), changed.trust("ALF", "MED")) == (0.35, 0.5)


def test_a_sample_by_the_word_central_is_none(minimal) -> None:
    tables = {"sample": "central", "curvature": 1.0, "sources": {"curvature": "x"}}
    found = schema.ParameterTable(**tables)
    assert (found.sample, found.values, found.sources) == ("", {"curvature": 1.0}, {"curvature": "x"})
    assert found.model_dump() == {"curvature": 1.0, "sources": {"curvature": "x"}}
    drawn = schema.ParameterTable(sample="ukraine", curvature=1.0)
    assert drawn.model_dump() == {"sample": "ukraine", "curvature": 1.0}


def test_a_scenario_draws_its_first_week(minimal, monkeypatch) -> None:
    """The figure itself is the network's; here only that it is that of the beginning."""
    monkeypatch.setattr("diplomacy_abm.api.run", lambda scenario, steps: (scenario, steps))
    monkeypatch.setattr("diplomacy_abm.plots.figure_network", lambda played, week: (played, week))
    assert minimal.plot() == ((minimal, 1), 0)


def test_a_minus_zero_is_a_zero(full_tables) -> None:
    """The same number under another sign would be another fingerprint."""
    prints = set()
    for zero in (0.0, -0.0):
        tables = copy.deepcopy(full_tables)
        tables["actors"]["MED"]["bias"] = zero
        prints.add(Scenario(**tables).fingerprint)
    assert len(prints) == 1


# --- the file to begin with, and the schema that editors read


def test_the_template_runs_as_it_is() -> None:
    from diplomacy_abm.scenario import loads

    scenario = loads(template("my-war"), "my-war.toml")
    assert scenario.name == "my-war"
    assert scenario.fingerprint == load("minimal").fingerprint
    assert template("my-war").count("#") > 20


def test_an_editor_is_told_what_a_file_holds() -> None:
    found = json_schema()
    assert found["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert found["title"] == "A scenario of diplomacy_abm"
    for told_in in (found, *found["$defs"].values()):
        assert told_in["description"]
        assert "``" not in told_in["description"]
    table = found["$defs"]["ParameterTable"]
    assert set(table["properties"]) == {*PARAMETERS, "sample", "sources"}
    assert "by name" in table["description"]
    fatigue = PARAMETERS["fatigue"]
    row = table["properties"]["fatigue"]
    assert (row["minimum"], row["maximum"], row["default"]) == (fatigue.low, fatigue.high, fatigue.default)
    assert row["description"].startswith(fatigue.note)


@pytest.mark.parametrize(
    ("key", "ends"),
    [
        ("cost", {"exclusiveMinimum": 0, "exclusiveMaximum": 1}), ("hawkishness", {"minimum": 0, "maximum": 1}),
        ("aid_dependence", {"minimum": 0, "exclusiveMaximum": 1}),
        ("capability", {"exclusiveMinimum": 0, "maximum": 1000}), ("bias", {"minimum": -1, "maximum": 1}),
    ],
)  # fmt: skip
def test_an_editor_is_told_which_ends_of_a_range_are_left_out(key: str, ends: dict[str, float]) -> None:
    found = json_schema()["$defs"]["Actor"]["properties"][key]
    assert {name: found[name] for name in found if name.endswith("imum")} == ends
