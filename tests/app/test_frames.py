"""Frames say what the model says: numbers, menus, stories; packing loses nothing; runs part where they part."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diplomacy_abm import api
from diplomacy_abm.app import frames
from diplomacy_abm.app.document import document, pack, parting, unpack
from diplomacy_abm.app.recorder import watch
from diplomacy_abm.model import DiplomacyModel
from diplomacy_abm.narrate import story

WEEKS = 30


@pytest.fixture(scope="module")
def recorder():
    return watch("ukraine-2025", seed=7, steps=WEEKS).play()


@pytest.fixture(scope="module")
def run():
    return api.run("ukraine-2025", seed=7, steps=WEEKS)


def number(recorder, week: int, *key: object) -> float:
    name, i, j = (*key, -1, -1)[:3]
    place = list(recorder.keys).index((name, i, j))
    return recorder.weeks[week]["v"][place] / recorder.keys[name, i, j]


def test_nobody_is_invited_before_the_first_week():
    model = DiplomacyModel("minimal", seed=1, collect=False)
    assert not frames._invited(model.s)
    model.s.invited_until = 0
    assert frames._invited(model.s)


def test_watching_changes_nothing(recorder, run):
    assert recorder.played_events().equals(run.events)
    assert recorder.over
    assert len(recorder.weeks) == len(run.steps)


@pytest.mark.parametrize("name", ["front", "intensity", "trust_ab", "cap_b", "standing_a", "zone", "track", "missiles"])
def test_the_numbers_of_a_week_are_its_metrics(recorder, run, name):
    scale = recorder.keys[name, -1, -1]
    for week in range(WEEKS):
        assert number(recorder, week, name) == pytest.approx(float(run.steps[name][week]), abs=0.51 / scale)


def test_dyads_are_those_of_the_state(recorder, run):
    labels = recorder.model.labels
    rus, ukr, tur, deu = (labels.index(label) for label in ("RUS", "UKR", "TUR", "DEU"))
    for variable, i, j in (("trust", rus, ukr), ("escalation", ukr, rus), ("support", deu, ukr), ("leverage", tur, rus),
                           ("credibility", tur, ukr)):  # fmt: skip
        rows = run.state.query(f"variable == {variable!r} and actor == {labels[i]!r} and target == {labels[j]!r}")
        for week in (0, 11, WEEKS - 1):
            expected = float(rows[rows["step"] == week]["value"].iloc[0])
            assert number(recorder, week, variable, i, j) == pytest.approx(expected, abs=6e-4), variable


def test_every_event_stands_in_its_week(recorder, run):
    labels = [*recorder.model.labels, ""]
    names = [move[0] for move in recorder.head["moves"]]
    seen = [
        (week["t"], labels[actor], labels[target], names[move])
        for week in recorder.weeks for actor, target, move, *_ in week["e"]
    ]  # fmt: skip
    assert seen == list(run.events[["step", "actor", "target", "move"]].itertuples(index=False, name=None))


def test_menus_are_those_of_the_agents_and_name_what_was_chosen(recorder):
    model = DiplomacyModel("ukraine-2025", seed=7, collect=False)
    lists = [entry for week in recorder.weeks[:6] for entry in week.get("n", [])]
    names = [move[0] for move in recorder.head["moves"]]
    for week in recorder.weeks[:6]:
        model.open_week()
        told = {(i, channel): menu for i, channel, *menu in week["c"]}
        for agent in model.agents:
            for channel in agent.channels:
                chosen, which, values, chances = told[agent.index, int(channel)]
                menu = agent.menu(channel)
                labels = [*model.labels, None]
                assert [(names[m], labels[t]) for m, t in lists[which]] == [(e.move, e.target) for e in menu]
                assert values == [round(e.value * frames.VALUE_SCALE) for e in menu]
                assert chances == [round(e.probability * frames.CHANCE_SCALE) for e in menu]
                assert lists[which][chosen][0] == model.s.move[agent.index, channel]
                assert lists[which][chosen][1] == model.s.target[agent.index, channel]
        model.close_week()


def test_the_story_is_the_one_that_run_tells(recorder, run):
    told = [week["s"] for week in recorder.weeks if not week["q"]]
    in_full = [text.partition("). ")[2] for text in story(run)[1:-1] if "Nothing new" not in text]
    assert told == in_full
    assert recorder.weeks[-1]["z"]["text"] == run.history().facts()["outcome"]


def test_pipelines_empty_as_time_goes(recorder):
    whole = {tuple(line[:3]): line[3] for line in recorder.weeks[0]["p"]}
    for before, after in zip(recorder.weeks, recorder.weeks[1:], strict=False):
        left = {(*line[:3], line[4], line[5]): rest for line, rest in zip(before["p"], before["l"], strict=True)}
        for line, rest in zip(after["p"], after["l"], strict=True):
            assert 0 < rest <= left.get((*line[:3], line[4], line[5]), rest)
    assert len(whole) >= 5


def test_a_document_is_json_that_unpacks_to_the_same_frames(recorder):
    text = json.dumps(document([recorder]), allow_nan=False)
    weeks = json.loads(text)["arms"][0]["weeks"]
    assert unpack(weeks) == json.loads(json.dumps(recorder.weeks))


WEEK = st.fixed_dictionaries(
    {
        "v": st.lists(st.integers(-(10**9), 10**9), min_size=3, max_size=3), "p": st.lists(st.integers(), max_size=2),
        "l": st.lists(st.integers(), max_size=2), "g": st.lists(st.integers(), max_size=2), "s": st.text(),
    }
)  # fmt: skip


@given(st.lists(WEEK, max_size=6))
@settings(max_examples=60)
def test_packing_loses_nothing(weeks):
    assert unpack(pack(weeks)) == weeks


def test_runs_with_the_same_luck_part_where_somebody_first_acts_otherwise():
    one, twin = (watch("ukraine-2025", seed=1, steps=12).play() for _ in range(2))
    assert parting(one, twin) is None
    other = watch("ukraine-2025", seed=1, steps=12, without=["TUR"]).play()
    where = parting(one, other)
    assert where is not None
    for week in range(where + 1):
        there = [[move for move in _deeds(arm, week) if "TUR" not in move[:1]] for arm in (one, other)]
        assert (there[0] == there[1]) is (week < where)


def _deeds(recorder, week):
    labels = [*recorder.model.labels, ""]
    events = recorder.weeks[week]["e"]
    return [(labels[e[0]], labels[e[1]], e[2], e[3], e[4]) for e in events if labels[e[0]]]


def test_a_change_that_changes_nothing_parts_nothing():
    plain = watch("minimal", seed=2, steps=20).play()
    same = watch("minimal", seed=2, steps=20, parameters={"cover": 0.4}).play()
    assert plain.weeks == same.weeks
    assert parting(plain, same) is None
