"""What is wrong with a scenario is told in one line: the place, what is there, what may be."""

import datetime as dt
import math
import pickle
from pathlib import Path

import pytest

from diplomacy_abm.scenario import Problem, Scenario, ScenarioError, load, loads
from diplomacy_abm.scenario.errors import actor_meant, nearest, shown

FILES = Path(__file__).resolve().parents[1] / "scenarios"
DAY = dt.date(2025, 6, 1)
SOUNDING = {"mediator": "MED", "party": "ALF", "answer": "yes", "date": dt.date(2025, 1, 1), "source": "judgement"}

ONE_TABLE = [
    (("scenario", "titel", "x"), "scenario.titel: unknown key; did you mean title?"),
    (("scenario", "title", ...), "scenario.title: is missing and must be given"),
    (("scenario", "title", "  "), 'scenario.title: is " ", must be a text that is not empty'),
    (("scenario", "start", "2025-01-06"),
     'scenario.start: is "2025-01-06", must be a date such as 2025-11-17, without quotes'),
    (("scenario", "start", dt.datetime(2025, 1, 6, 12)),
     "scenario.start: is 2025-01-06 12:00:00, must be a date such as 2025-11-17, without quotes"),
    (("scenario", "step_days", 7.5), "scenario.step_days: is 7.5, must be a whole number"),
    (("scenario", "step_days", 0), "scenario.step_days: is 0, must be from 1 to 31"),
    (("scenario", "horizon", 0), "scenario.horizon: is 0, must be from 1 to 10000"),
    (("scenario", "seed", -1), "scenario.seed: is -1, must be from 0 to 9223372036854775807"),
    (("sides", "A", "label", ...), "sides.A.label: is missing and must be given"),
    (("sides", "C", {"lead": "ALF", "label": "C"}), 'sides.C: unknown name, must be "A" or "B"'),
    (("actors", "ALF", "capabilty", 1.0), "actors.ALF.capabilty: unknown key; did you mean capability?"),
    (("actors", "ALF", "capability", "strong"), 'actors.ALF.capability: is "strong", must be a number'),
    (("actors", "ALF", "capability", True), "actors.ALF.capability: is true, must be a number"),
    (("actors", "ALF", "capability", math.nan), "actors.ALF.capability: is nan, must be a finite number"),
    (("actors", "ALF", "capability", math.inf), "actors.ALF.capability: is inf, must be a finite number"),
    (("actors", "ALF", "capability", 0.0), "actors.ALF.capability: is 0.0, must be above 0 and at most 1000"),
    (("actors", "ALF", "sustainable", 0), "actors.ALF.sustainable: is 0, must be above 0 and at most 1000"),
    (("actors", "ALF", "aid_dependence", 1.0), "actors.ALF.aid_dependence: is 1.0, must be at least 0 and below 1"),
    (("actors", "ALF", "cost", 0.0), "actors.ALF.cost: is 0.0, must be above 0 and below 1"),
    (("actors", "ALF", "cost_sd", -0.1), "actors.ALF.cost_sd: is -0.1, must be from 0 to 0.5"),
    (("actors", "ALF", "hawkishness", 2), "actors.ALF.hawkishness: is 2, must be from 0 to 1"),
    (("actors", "ALF", "patience", 1.0), "actors.ALF.patience: is 1.0, must be above 0 and below 1"),
    (("actors", "ALF", "escalation_rest", 1.1), "actors.ALF.escalation_rest: is 1.1, must be from 0 to 1"),
    (("actors", "ALF", "positions", {"province": 1.5, "exchange": 1.0}),
     "actors.ALF.positions.province: is 1.5, must be from 0 to 1"),
    (("actors", "ALF", "gains", {"exchange": -0.1}), "actors.ALF.gains.exchange: is -0.1, must be from 0 to 1000"),
    (("actors", "ALF", "goals", {"peace": -1}), "actors.ALF.goals.peace: is -1, must be from 0 to 1000"),
    (("actors", "ALF", "goals", {"fame": 1}),
     "actors.ALF.goals.fame: unknown name, must be \"issue\", \"security\", \"welfare\", \"standing\", \"alliance\", "
     "\"peace\", \"prestige\" or \"commerce\""),
    (("actors", "ALF", "goals", 1.0), "actors.ALF.goals: is 1.0, must be a table"),
    (("actors", "ALF", "seats", "party"), 'actors.ALF.seats: is "party", must be a list'),
    (("actors", "ALF", "seats", ["partei"]),
     'actors.ALF.seats.1: is "partei", must be "party", "patron", "mediator" or "observer"'),
    (("actors", "ALF", "side", "C"), 'actors.ALF.side: is "C", must be "A" or "B"'),
    (("actors", "ALF", "veto", "yes"), 'actors.ALF.veto: is "yes", must be true or false'),
    (("actors", "ALF", 3), "actors.ALF: is 3, must be a table"),
    (("actors", "MED", "bias", 3), "actors.MED.bias: is 3, must be from -1 to 1"),
    (("actors", "MED", "accuracy", 0.4), "actors.MED.accuracy: is 0.4, must be from 0.5 to 1"),
    (("actors", "MED", "leverage", {"ALF": 1.2}), "actors.MED.leverage.ALF: is 1.2, must be from 0 to 1"),
    (("actors", "MED", "credibility", {"ALF": "high"}), 'actors.MED.credibility.ALF: is "high", must be a number'),
    (("actors", "MED", "guarantee", 1.5), "actors.MED.guarantee: is 1.5, must be from 0 to 1"),
    (("actors", "MED", "sources", {"default": 3}), "actors.MED.sources.default: is 3, must be a text in quotes"),
    (("actors", "MED", "sources", {"default": ""}),
     'actors.MED.sources.default: is "", must be a text that is not empty'),
    (("issues", "exchange", "kind", "human"),
     'issues.exchange.kind: is "human", must be "substantive", "humanitarian", "strikes", "shipping", "sanctions" '
     'or "security"'),
    (("issues", "exchange", "covers", "air"),
     'issues.exchange.covers: is "air", must be "none", "strikes" or "ground"'),
    (("issues", "exchange", "term", -1), "issues.exchange.term: is -1, must be from 0 to 5200"),
    (("relations", "ALF", "BET", {"trust": 1.0}), "relations.ALF.BET.trust: is 1.0, must be above 0 and below 1"),
    (("relations", "ALF", "BET", {"escalation": 2}), "relations.ALF.BET.escalation: is 2, must be from 0 to 1"),
    (("relations", "ALF", "BET", {"love": 1}),
     "relations.ALF.BET.love: unknown key; known here: trust, escalation, sources"),
    (("pipelines", 0, "amount", 0), "pipelines.1.amount: is 0, must be above 0 and at most 1000"),
    (("pipelines", 0, "span", 0), "pipelines.1.span: is 0, must be from 1 to 5200"),
    (("pipelines", 0, "source", ...), "pipelines.1.source: is missing and must be given"),
    (("deals", 0, "kind", "truce"), 'deals.1.kind: is "truce", must be "issue", "ceasefire" or "settlement"'),
    (("events", 0, "variable", "mood"),
     'events.1.variable: is "mood", must be "support", "capability", "standing", "leverage", "credibility", "bias", '
     '"trust", "cost", "refusal_cost", "sanctions", "talk_line", "aid_line" or "leader"'),
    (("actors", "ALF", "lines", {"war": 1.0}),
     'actors.ALF.lines.war: unknown name, must be "fight", "talk", "exchange", "engage", "aid" or "coerce"'),
    (("actors", "ALF", "lines", {"talk": 4.5}), "actors.ALF.lines.talk: is 4.5, must be from -4 to 4"),
    (("actors", "ALF", "optimism", 3.0), "actors.ALF.optimism: is 3.0, must be from -2 to 2"),
    (("actors", "ALF", "weariness", 6.0), "actors.ALF.weariness: is 6.0, must be from 0 to 5"),
    (("front", {"momentum": 3.5}), "front.momentum: is 3.5, must be from -3 to 3"),
    (("actors", "ALF", "tenure", -1), "actors.ALF.tenure: is -1, must be from 0 to 5200"),
    (("soundings", [{**SOUNDING, "answer": "perhaps"}]),
     'soundings.1.answer: is "perhaps", must be "yes" or "no"'),
    (("soundings", [{key: value for key, value in SOUNDING.items() if key != "source"}]),
     "soundings.1.source: is missing and must be given"),
    (("prisoners", {"stock": -1}), "prisoners.stock: is -1, must be from 0 to 1000"),
    (("front", {"share": 1}), "front.share: is 1, must be above 0 and below 1"),
    (("parameters", "curvature", "x"), 'parameters.curvature: is "x", must be a number'),
    (("pipeline", []), "pipeline: unknown key; did you mean pipelines?"),
    (("sides", ...), "sides: is missing and must be given"),
]  # fmt: skip

@pytest.mark.parametrize(("edit", "line"), ONE_TABLE, ids=lambda value: None)
def test_what_is_wrong_is_said_in_one_line(edited, edit, line):
    with pytest.raises(ScenarioError) as caught:
        Scenario(**edited(*edit))
    assert f"scenario: {line}" in caught.value.problems
    assert all("\n" not in problem for problem in caught.value.problems)


SLIPS = [
    (("sides", "A", "lable"), "label"), (("actors", "MED", "accurcy"), "accuracy"),
    (("issues", "province", "trem"), "term"), (("relations", "ALF", "BET", "trsut"), "trust"),
    (("pipelines", 0, "amont"), "amount"), (("deals", 0, "untill"), "until"),
    (("events", 0, "chnge"), "change"), (("prisoners", "stok"), "stock"),
    (("front", "momentun"), "momentum"), (("scenario", "horizn"), "horizon"), (("frnt",), "front"),
]  # fmt: skip


@pytest.mark.parametrize(("place", "meant"), SLIPS, ids=[meant for _, meant in SLIPS])
def test_a_slip_in_a_key_is_met_with_the_key_in_every_table(edited, place, meant):
    with pytest.raises(ScenarioError, match=f"unknown key; did you mean {meant}\\?"):
        Scenario(**edited(*place, 1))


def test_a_slip_in_a_sounding_is_met_likewise(edited):
    with pytest.raises(ScenarioError, match=r"soundings\.1\.anwser: unknown key; did you mean answer\?"):
        Scenario(**edited("soundings", [{**SOUNDING, "anwser": "no"}]))


def test_a_file_that_is_not_toml_names_the_line():
    with pytest.raises(ScenarioError) as caught:
        load(FILES / "syntax.toml")
    assert caught.value.problems == ("syntax.toml: line 3, column 9: not TOML: invalid value",)


def test_all_problems_of_a_file_are_told_at_once():
    with pytest.raises(ScenarioError) as caught:
        load(FILES / "nearly.toml")
    assert caught.value.problems == (
        "nearly.toml: scenario.title: is missing and must be given",
        'nearly.toml: scenario.start: is "2025-01-06", must be a date such as 2025-11-17, without quotes',
        "nearly.toml: scenario.titel: unknown key; did you mean title?",
        "nearly.toml: actors.ALF.capability: is -1, must be above 0 and at most 1000",
        "nearly.toml: actors.ALF.positions.province: is 1.5, must be from 0 to 1",
        'nearly.toml: issues.province.separable: is "no", must be true or false',
    )
    assert str(caught.value) == "\n".join(caught.value.problems)


def test_files_that_are_not_there_or_not_texts(tmp_path):
    with pytest.raises(ScenarioError, match=r"^ukraine: no such scenario or file; did you mean ukraine-2025\?$"):
        load("ukraine")
    with pytest.raises(ScenarioError, match="is a folder, must be a scenario file"):
        load(tmp_path)
    (tmp_path / "latin.toml").write_bytes(b'title = "\xfcber"')
    with pytest.raises(ScenarioError, match="byte 9: is not UTF-8"):
        load(tmp_path / "latin.toml")


def test_an_empty_file_says_what_must_be_there():
    with pytest.raises(ScenarioError) as caught:
        loads("", "empty.toml")
    assert caught.value.problems == tuple(
        f"empty.toml: {table}: is missing and must be given" for table in ("scenario", "sides", "actors", "issues")
    )


def test_an_error_survives_the_way_between_processes():
    error = ScenarioError("a.toml", [Problem("front.share", "is 2, must be above 0 and below 1")])
    again = pickle.loads(pickle.dumps(error))
    assert (again.problems, str(again), again.origin) == (error.problems, str(error), "a.toml")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"), ({"a": 1}, "a table"), ([1], "a list"), ((1,), "a list"), (1.5, "1.5"), ("a\nb", '"a b"'),
        (10**5000, "a number of thousands of digits"), ("x" * 38, f'"{"x" * 38}"'), ("x" * 39, f'"{"x" * 36}...'),
    ],
    ids=lambda value: "x",
)  # fmt: skip
def test_a_value_is_shown_as_it_would_stand_and_in_forty_signs(value, text):
    assert shown(value) == text


def test_a_word_nearly_right_is_met_with_the_right_one_else_with_all_there_are():
    names = [f"name_{k:02}" for k in range(24)]
    assert nearest("CURVATUR", ["Curvature", "other"]) == "did you mean Curvature?"
    assert nearest("zzz", names) == f"known here: {', '.join(names)}"
    assert nearest("zzz", [*names, "more"]) == f"known here: {', '.join(names)}, …"
    assert nearest("zzz", []) == "nothing is known here"
    # of two that are near, the nearest
    assert nearest("leverage", ["average", "leverages"]) == "did you mean leverages?"


@pytest.mark.parametrize(
    ("word", "meant"),
    [("russia", "RUS (Russia)"), ("RUSS", "RUS (Russia)"), ("Ukrane", "UKR (Ukraine)"), ("UKR", "UKR (Ukraine)"),
     ("Zimbabwe", ""), ("U", "")],
)  # fmt: skip
def test_an_actor_is_meant_by_label_or_name(word, meant):
    assert actor_meant(word, {"RUS": "Russia", "UKR": "Ukraine"}) == (f"did you mean {meant}?" if meant else "")


def test_of_very_many_problems_fifty_are_told_and_the_rest_counted():
    for count, more in ((50, []), (51, ["f.toml: and 1 more"]), (2050, ["f.toml: and 2,000 more"])):
        error = ScenarioError("f.toml", [Problem(f"p{k}", "is wrong") for k in range(count)])
        assert len(error.problems) == count
        assert str(error).splitlines() == [*error.problems[:50], *more]
    assert error.named("other.toml").problems[0] == "other.toml: p0: is wrong"


def test_names_and_places_without_end_leave_room_for_what_is_wrong():
    (line,) = ScenarioError("f" * 5000, [Problem("p" * 5000, "is wrong")]).problems
    origin, place, told = line.split(": ")
    assert (len(origin), len(place), told) == (100, 100, "is wrong")
    assert ScenarioError("", [Problem("", "is wrong")]).problems == ("is wrong",)
