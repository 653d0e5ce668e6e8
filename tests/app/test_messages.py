"""What a tab may say: right messages are read, wrong ones are one clear line, and nothing unbounded gets in."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplomacy_abm.app import messages
from diplomacy_abm.app.setup import SETTABLE, prepared
from tests.app.house import ORIGIN, SMALL

OFFERED = {"ukraine-2025": ORIGIN, "minimal": SMALL}


def test_a_seed_may_come_as_text_because_a_script_cannot_hold_it():
    said = messages.read(json.dumps({"do": "begin", "scenario": "minimal", "seed": "9223372036854775807"}))
    assert said.seed == 2**63 - 1


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({}, "do"),
        ([], "message"),
        ({"do": "sing"}, "must be one of 'begin', 'step'"),
        ({"do": "begin"}, "scenario"),
        ({"do": "begin", "scenario": "minimal", "seed": -1}, "must be at least 0"),
        ({"do": "begin", "scenario": "minimal", "steps": 10**9}, "must be at most 1040"),
        ({"do": "begin", "scenario": "minimal", "colour": "red"}, "colour"),
        ({"do": "begin", "scenario": "minimal", "parameters": {"cover": "much"}}, "parameters.cover"),
        ({"do": "step", "weeks": 0}, "weeks"),
        ({"do": "step", "weeks": 53}, "must be at most 52"),
        ({"do": "distribution", "runs": 10**6}, "must be at most 2000"),
        ({"do": "join", "code": "../../etc", "seat": "TUR"}, "code: must be six letters or digits"),
        ({"do": "choose", "week": 0, "choices": {"mediation": -1}}, "mediation"),
        ({"do": "choose", "week": 0, "choices": {"mediation": "1"}}, "mediation"),
        ({"do": "host", "scenario": "minimal", "seat": "<b>"}, "seat: must be the label of an actor"),
        ({"do": "begin", "scenario": "minimal", "seed": 10**20}, "seed: must be below 18,446,744,073,709,551,616"),
        ({"do": "begin", "scenario": "a" * 81}, "scenario: must have at most 80 letters"),
    ],
)
def test_a_wrong_message_is_one_line_that_names_the_place(document, words):
    wanted = re.escape(words)
    with pytest.raises(ValueError, match=wanted) as told:
        messages.read(json.dumps(document))
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("text", ["", "{", "nul", '{"do": "begin"', "[" * 100_000])
def test_what_is_no_json_is_said_to_be_none(text):
    with pytest.raises(ValueError, match=r"not JSON|bytes"):
        messages.read(text)


def test_a_message_that_is_too_large_is_refused_by_its_size():
    text = json.dumps({"do": "begin", "scenario": "x" * messages.MAX_BYTES})
    with pytest.raises(ValueError, match="must be at most 65536"):
        messages.read(text)


@given(st.recursive(st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=8),
                    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
                    max_leaves=12))  # fmt: skip
def test_whatever_is_sent_is_read_or_refused_in_a_line(document):
    told = "read"
    try:
        messages.read(json.dumps(document))
    except ValueError as error:
        told = str(error)
    assert told
    assert "\n" not in told


def begin(**more: object) -> messages.Begin:
    return messages.Begin.model_validate({"do": "begin", "scenario": "minimal", **more})


def test_names_from_a_tab_are_cleaned():
    text = json.dumps({"do": "begin", "scenario": "minimal\u202e", "without": ["\x1b[2JMED"]})
    said = messages.read(text)
    assert (said.scenario, said.without) == ("minimal", ["MED"])
    with pytest.raises(ValueError, match="is not") as error:
        messages.read("\u202e")
    assert "\u202e" not in str(error.value)
    with pytest.raises(ValueError, match="nothing that this can take") as error:
        messages.read(json.dumps({"do": "leave", "\u202e\x1b[2J" + "x" * 9000: 1}))
    assert not {"\u202e", "\x1b"} & set(str(error.value))
    assert len(str(error.value)) <= 300


def test_added_actors_join_the_scenario_with_their_means():
    added = [
        {"label": "QAT", "name": "Qatar", "role": "mediator", "credibility": 0.7},
        {"label": "KOR", "name": "Korea", "role": "patron", "client": "ALF", "support": 0.4},
    ]
    scenario = prepared(begin(added=added), OFFERED)
    assert dict(scenario.actors["QAT"].credibility) == {"ALF": 0.7, "BET": 0.7}
    assert dict(scenario.actors["KOR"].support) == {"ALF": 0.4}
    assert "QAT" not in SMALL.actors


@pytest.mark.parametrize(
    ("added", "words"),
    [
        ({"label": "MED", "name": "Twin", "role": "mediator"}, "there is an actor MED already"),
        ({"label": "KOR", "name": "Korea", "role": "patron", "client": "MED"}, "cannot back 'MED'"),
        ({"label": "KOR", "name": "Korea", "role": "patron", "client": "XXX"}, "must back a party: ALF, BET"),
    ],
)
def test_an_actor_that_cannot_be_added_says_why(added, words):
    with pytest.raises(ValueError, match=words):
        prepared(begin(added=[added]), OFFERED)


@pytest.mark.parametrize("place", ["scenario.horizon", "actors.MED.name", "actors.MED", "actors.MED.leverage.ALF.x"])
def test_only_the_means_of_actors_can_be_set(place):
    with pytest.raises(ValueError, match="cannot be set here"):
        prepared(begin(settings={place: 1.0}), OFFERED)
    assert "leverage" in SETTABLE


def test_only_scenarios_on_offer_can_be_run():
    with pytest.raises(ValueError, match="must be one of ukraine-2025, minimal"):
        prepared(begin(scenario="/etc/passwd"), OFFERED)
