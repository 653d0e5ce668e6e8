"""Escalation points and rationality of choices: the published weights, and known answers of quantal response."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diplomacy_abm.analysis.players import (
    Decision,
    escalation_class,
    escalation_points,
    escalation_table,
    frame,
    relative_precision,
)
from diplomacy_abm.moves import Rung, catalogue
from diplomacy_abm.vocabulary import Channel


def decision(place, worth=(0.0, 0.05, -0.1), shares=(1.0, 0.5, 0.5), precision=20.0, run=0):
    moves = ("hold", "strike", "restrain")[: len(worth)]
    return Decision(run, 0, "A", "military", place, moves, (None, "B", "B")[: len(worth)], worth, shares, precision)


def drawn(relative, n=4000, seed=1, runs=40):
    """Choices of a quantal player with a given relative precision, from menus of many kinds."""
    rng = np.random.default_rng(seed)
    made = []
    for index in range(n):
        worth = tuple(rng.normal(0.0, 0.05, 3))
        empty = decision(0, worth, precision=float(rng.uniform(10, 30)), run=index % runs)
        place = int(rng.choice(3, p=empty.probabilities(relative)))
        made.append(decision(place, worth, precision=empty.precision, run=empty.run))
    return made


def test_published_weights():
    points = {name: row["points"] for name, row in escalation_table()["class"].items()}
    assert points == {
        "nuclear": 60, "violent": 28, "non_violent": 12, "posturing": 4, "status_quo": 0, "de_escalation": -2,
    }  # fmt: skip


def test_the_classes_are_those_that_a_row_may_name():
    assert list(escalation_table()["class"]) == list(Rung)


def test_the_nearest_action_of_every_move_is_in_its_class():
    table = escalation_table()
    for move in catalogue():
        if move.chosen:
            ladder = move.told.ladder
            assert ladder.nearest in table["class"][ladder.rung]["actions"], move.name
            assert ladder.reason.endswith("."), move.name
            assert ladder.other != ladder.rung, move.name
            assert escalation_class(move.name) == ladder.rung
            assert escalation_class(move.name, other=True) == (ladder.other or ladder.rung)


def test_what_nobody_chooses_has_no_class():
    with pytest.raises(KeyError, match="sign"):
        escalation_class("sign")


def test_friendly_and_hostile_moves_stand_on_their_sides():
    for move in catalogue():
        if move.channel in (Channel.MILITARY, Channel.DIPLOMATIC, Channel.MEDIATION) and move.goldstein <= -7.0:
            assert escalation_points(move.name) > 0.0
        if move.channel == Channel.MILITARY and move.goldstein > 0.0:
            assert escalation_points(move.name) < 0.0
    assert (escalation_class("offensive"), escalation_points("offensive")) == ("violent", 28.0)
    assert escalation_points("threaten") == 12.0
    assert escalation_points("threaten", other=True) == 4.0
    assert escalation_points("strike", other=True) == 28.0


def test_measures_of_a_decision():
    row = frame([decision(2)]).iloc[0]
    chances = np.array([1.0, 0.5 * math.e, 0.5 * math.exp(-2.0)])
    chances /= chances.sum()
    assert row["regret"] == pytest.approx(0.15)
    assert not row["is_best"]
    assert row["probability"] == pytest.approx(chances[2])
    assert row["log_likelihood"] == pytest.approx(math.log(chances[2]))
    assert row["expected"] == pytest.approx(float(chances @ np.log(chances)))
    assert (row["escalation_class"], row["escalation"], row["target"]) == ("de_escalation", -2.0, "B")
    assert frame([decision(1)]).iloc[0]["is_best"]


def test_no_decisions_give_an_empty_frame():
    assert list(frame([]).columns)[:4] == ["run", "step", "seat", "channel"]
    assert math.isnan(relative_precision([]).value)


@pytest.mark.parametrize("relative", [-0.5, 0.0, 0.5, 1.0, 2.0])
def test_the_precision_that_made_the_choices_is_found_again(relative):
    found = relative_precision(drawn(relative))
    assert found.low < relative < found.high
    assert found.high - found.low < 0.25


def test_runs_of_one_set_of_parameters_count_once():
    decisions = drawn(1.0, n=400, runs=40)
    as_sets = [dataclasses.replace(one, run=one.run % 4) for one in decisions]
    assert relative_precision(decisions, sets=4) == relative_precision(as_sets)
    assert relative_precision(decisions, sets=4) != relative_precision(decisions)


def test_intervals_of_the_precision_hold_their_level():
    """Of 60 intervals of 95 %, at least 51 hold the truth: fewer would happen once in 4,000 times."""
    held = 0
    for seed in range(60):
        found = relative_precision(drawn(1.0, n=400, seed=seed + 100, runs=40))
        held += found.low <= 1.0 <= found.high
    assert held >= 51


def test_best_and_worst_responders():
    menus = [(0.0, 0.05, -0.1), (0.0, -0.02, 0.3)]
    best = [decision(int(np.argmax(worth)), worth) for worth in menus]
    worst = [decision(int(np.argmin(worth)), worth) for worth in menus]
    assert relative_precision(best).value == math.inf
    assert relative_precision(worst).value == -math.inf


def test_what_says_nothing_is_left_out():
    assert math.isnan(relative_precision([decision(0, (0.0,), (1.0,)), decision(1, (0.1, 0.1, 0.1))]).value)


def test_one_run_has_no_interval():
    found = relative_precision(drawn(1.0, n=200, runs=1))
    assert math.isfinite(found.value)
    assert (found.low, found.high) == (-math.inf, math.inf)


@settings(max_examples=60)
@given(
    st.lists(st.floats(-1, 1), min_size=3, max_size=3), st.floats(0.1, 50.0), st.integers(0, 2), st.floats(-3, 3)
)
def test_probabilities_are_probabilities_and_better_is_likelier_by_share(worth, precision, place, relative):
    chances = decision(place, tuple(worth), precision=precision).probabilities(relative)
    assert chances.sum() == pytest.approx(1.0)
    assert (chances >= 0.0).all()
    if relative >= 0.0 and worth[1] >= worth[2]:
        assert chances[1] >= chances[2]
    row = frame([decision(place, tuple(worth), precision=precision)]).iloc[0]
    assert row["regret"] >= 0.0
    assert row["log_likelihood"] <= 0.0
    assert row["expected"] <= 1e-12
