"""Values set by their dotted place, and values read at one."""

import datetime as dt

import pytest

from diplomacy_abm.parameters import PARAMETERS
from diplomacy_abm.scenario import Scenario, ScenarioError, load, sources, tables_of
from diplomacy_abm.scenario.settings import value_at, value_of, with_settings


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


def test_an_entry_of_a_list_is_the_one_that_was_counted(origin):
    changed = with_settings(origin, {"pipelines.3.lead": 17})
    assert [line.lead for line in changed.pipelines] == [
        17 if k == 3 else line.lead for k, line in enumerate(origin.pipelines, start=1)
    ]


def test_a_place_may_lie_deep_but_not_without_end(minimal):
    """Eight keys are looked for, and nine are no place at all."""
    for count, told in ((8, "actors.MED.bias is 0.0, not a table"), (9, "is no dotted place")):
        with pytest.raises(ScenarioError, match=told):
            with_settings(minimal, {".".join(["actors", "MED", "bias", *"abcdefgh"][:count]): 1})


def test_a_place_that_begins_with_an_actor_is_told_what_it_lacks(minimal):
    with pytest.raises(ScenarioError, match=r"MED\.bias: unknown key; did you mean actors\.MED\.bias\?"):
        with_settings(minimal, {"MED.bias": 0.1})


def test_a_table_set_whole_and_words_are_not_marked_as_numbers(minimal):
    whole = with_settings(minimal, {"issues.province": {"label": "The province"}, "actors.MED.sources.bias": "a poll"})
    assert whole.issues["province"].sources == {}
    assert whole.actors["MED"].sources == minimal.actors["MED"].sources | {"bias": "a poll"}
    drawn = with_settings(minimal, {"parameters.sample": "ukraine"})
    assert drawn.parameters.sources == minimal.parameters.sources


@pytest.mark.parametrize(
    ("text", "value"),
    [("1", 1), ("[1, 2]", [1, 2]), ("{ a = 1 }", {"a": 1}), ("2026-01-05", dt.date(2026, 1, 5)), ("true", True),
     ("hawk", "hawk"), ("1\nother = 2", "1\nother = 2"), ("", "")],
)  # fmt: skip
def test_a_text_is_one_value_or_stays_a_text(text, value):
    assert value_of(text) == value


VALUES = {
    "scenario.horizon": 104, "actors.MED.leverage.ALF": 0.02, "actors.ALF.tenure": 260, "actors.ALF.patience": 0.995,
    "pipelines.1.lead": 4, "events.1.change": -0.1, "deals.1.mediator": "MED", "sides.B.lead": "BET",
    "relations.ALF.BET.trust": 0.2, "relations.ALF.MED.trust": 0.5, "relations.MED.ALF.escalation": 0.0,
    "relations.BET.ALF.sources": {"default": "judgement: an invented case"},
    "parameters.curvature": 1.0, "parameters.fatigue": PARAMETERS["fatigue"].default,
}  # fmt: skip
"""What stands in the teaching case with one of everything, or holds by default."""
NOTHING = (
    "scenario.no_such", "actors.XXX.cost", "actors.MED.leverage.XXX", "actors.MED.is_party", "pipelines.0.lead",
    "pipelines.2.lead", "pipelines.x.lead", "relations.ALF.XXX.trust", "relations.XXX.ALF.trust",
    "relations.ALF.MED.love", "parameters.no_such", "parameters.curvature.more", "no_such.place",
)  # fmt: skip


def test_what_stands_at_a_place_is_the_scenarios_value_or_the_default(full_tables):
    scenario = Scenario(**full_tables)
    assert {place: value_at(scenario, place) for place in VALUES} == VALUES
    assert {place: value_at(scenario, place) for place in NOTHING} == dict.fromkeys(NOTHING)


def test_what_was_set_stands_there(minimal):
    scenario = load("minimal")
    for place in ("actors.ALF.cost", "front.share", "relations.ALF.MED.trust", "parameters.honour"):
        assert value_at(with_settings(minimal, {place: 0.31}), place) == 0.31
    assert tables_of(scenario) == tables_of(minimal)
