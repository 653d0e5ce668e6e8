"""A seat sees what its actor may know and no more: changing what is private to others changes nothing it sees."""

from __future__ import annotations

import json

import numpy as np
import pytest

from diplomacy_abm import api
from diplomacy_abm.app.rooms import Watch
from diplomacy_abm.app.veil import SeatView
from diplomacy_abm.seats import Game

ORIGIN = api.resolve("ukraine-2025", steps=10)


def watched(label: str, weeks: int = 3) -> tuple[Game, Watch]:
    watch = Watch()
    game = Game(ORIGIN, [label], seed=20, watcher=watch)
    for _ in range(weeks):
        game.play()
    return game, watch


@pytest.mark.parametrize("label", ["RUS", "UKR", "TUR", "USA", "DEU"])
def test_what_is_private_to_others_does_not_show(label):
    game, watch = watched(label)
    before = SeatView(watch.recorder, label).opening()
    s, labels = game.model.s, game.model.labels
    i = labels.index(label)
    others = np.array([j for j in range(len(labels)) if j != i])
    private = ("private_cost", "war", "to_come", "refusal", "inducement", "pressure", "demand", "tired")
    for name in (*private, "chance", "power_mean", "power_var", "line"):
        np.asarray(getattr(s, name))[others] += 0.3
    for name in ("trust", "belief_mean", "belief_var", "leverage", "support", "ledger"):
        np.asarray(getattr(s, name))[others] *= 0.7
    for name in ("best_q", "best_chance", "best_surplus", "hope", "wish"):
        np.asarray(getattr(s, name))[others] += 1
    told = np.asarray(s.answer)
    told[np.ix_(others, others)] = 1 - told[np.ix_(others, others)]
    watch.recorder.opened()
    after = SeatView(watch.recorder, label).opening()
    keys = list(watch.recorder.keys)
    # what is public follows from private numbers only through deeds, which have not been done yet
    changed = [keys[k] for k, (x, y) in enumerate(zip(before["v"], after["v"], strict=True)) if x != y]
    assert changed == [key for key in changed if key[1] == i and key[0] == "margin"]
    assert after["c"] == before["c"]


@pytest.mark.parametrize("secret", ["message", "sounding"])
@pytest.mark.parametrize("label", ["RUS", "TUR"])
def test_messages_and_answers_to_others_are_not_heard(label, secret):
    game, watch = watched(label, 10)
    view = SeatView(watch.recorder, label)
    weeks = view.catch_up()
    names = [move[0] for move in watch.recorder.head["moves"]]
    all_messages = [e for week in watch.recorder.weeks for e in week["e"] if names[e[2]] == secret]
    heard = [e for week in weeks for e in week["e"] if names[e[2]] == secret]
    i = game.model.labels.index(label)
    assert [e[:6] for e in heard] == [e[:6] for e in all_messages if i in e[:2]]
    assert len(all_messages) > len(heard)
    told = " ".join(week["s"] for week in weeks)
    for e in all_messages:
        one, other = (game.model.dispute.actors[game.model.labels[x]].name for x in e[:2])
        if i not in e[:2]:
            assert f"{one} tells {other}" not in told
            assert f"{one} sounds {other}" not in told
            assert f"{other} courts {one} and" not in told
    # the omniscient story tells what the seat's does not
    whole = " ".join(week["s"] for week in watch.recorder.weeks)
    if label == "RUS":
        assert " sounds Ukraine" in whole
        assert " sounds Ukraine" not in told


def test_values_of_others_events_are_empty_but_terms_are_public():
    _, watch = watched("TUR", 10)
    view = SeatView(watch.recorder, "TUR")
    names = [move[0] for move in watch.recorder.head["moves"]]
    for week in view.catch_up():
        for actor, target, move, *_, value in week["e"]:
            mine = actor == view.i or (names[move] == "message" and target == view.i)
            assert (value is not None) is (names[move] == "offer" or mine)


def test_the_head_hides_goals_and_leanings_of_others():
    _, watch = watched("TUR", 0)
    head = SeatView(watch.recorder, "TUR").head
    for actor in head["actors"]:
        own = actor["label"] == "TUR"
        assert bool(actor["goals"]) is own
        assert (actor["bias"] is not None) is own
    json.dumps(head, allow_nan=False)


def test_menus_are_ones_own():
    _, watch = watched("USA", 4)
    view = SeatView(watch.recorder, "USA")
    weeks = view.catch_up()
    assert {menu[0] for week in weeks for menu in week["c"]} == {view.i}
    assert len({menu[0] for menu in watch.recorder.weeks[0]["c"]}) > 3


def test_catching_up_tells_each_week_once():
    game, watch = watched("TUR", 2)
    view = SeatView(watch.recorder, "TUR")
    assert [week["t"] for week in view.catch_up()] == [0, 1]
    assert view.catch_up() == []
    game.play()
    assert [week["t"] for week in view.catch_up()] == [2]
