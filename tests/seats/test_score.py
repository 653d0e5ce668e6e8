"""Goal scores: read off results they are what the state of the run says, and they mean what they are said to mean."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from diplomacy_abm import api
from diplomacy_abm.model import DiplomacyModel
from diplomacy_abm.seats import goal_score, goal_scores, goal_weeks, goal_weights
from diplomacy_abm.seats.goals import applause, ease, week_levels
from diplomacy_abm.state import GOALS
from diplomacy_abm.vocabulary import Goal

ORIGIN = api.resolve("ukraine-2025", steps=40)


@cache
def from_state(number):
    """Levels of every actor and week of a case straight from the state, and the run as results."""
    scenario, seed, index, policies, parameters = CASES[number]
    model = DiplomacyModel(scenario, seed, index, policies, (), parameters, keep_state=True, collect=False)
    weeks = []
    while not model.s.ended:
        model.step()
        levels = np.zeros((len(model.labels), GOALS))
        for i in range(len(model.labels)):
            week_levels(model.s, model.c, model.p, i, levels[i])
        weeks.append(levels)
    run = api.result_of(model, seed, index, policies)
    model.release()
    return np.array(weeks), run


EASY = {
    "honour": 0.0, "ceasefire_cost": 0.0, "concession_cost": 0.0, "seen_cost": 0.0, "life_ceasefire": 5.0,
    "life_settlement": 5.0,
}  # fmt: skip
DOVES = dict.fromkeys(("RUS", "UKR"), "dove")
CASES = [
    (ORIGIN, 3, 0, {}, None),
    # everybody at random: deals of all kinds, sanctions, hand-overs
    *((ORIGIN, 5, run, dict.fromkeys(ORIGIN.actors, "random"), None) for run in (6, 21)),
    (api.resolve("minimal", steps=40), 2, 0, {}, {"curvature": 1.0}),
    # peace within reach and words that do not bind: settlements and ceasefires are signed and broken
    *((ORIGIN, 1, run, DOVES, EASY) for run in (0, 3, 7)),
]


@pytest.mark.parametrize("number", range(len(CASES)))
def test_results_tell_the_same_as_the_state(number):
    scenario, _, _, _, parameters = CASES[number]
    weeks, run = from_state(number)
    for i, label in enumerate(scenario.actors):
        told = goal_weeks(run, label, parameters)
        for goal in goal_weights(scenario, label):
            np.testing.assert_array_equal(told[goal], weeks[:, i, Goal[goal.upper()]], err_msg=f"{label} {goal}")


def test_the_cases_hold_what_is_hard_to_read_from_results():
    signed, ended, moves = set(), set(), set()
    for number in range(len(CASES)):
        _, run = from_state(number)
        signed |= set(run.events.query("move == 'sign'")["subject"])
        ended |= set(run.events.query("move in ('breach', 'lapse')")["subject"])
        moves |= set(run.events["move"])
    assert {"settlement", "ceasefire"} <= signed
    assert signed - {"settlement", "ceasefire"}
    assert {"settlement", "ceasefire"} & ended
    assert {"sanction", "relieve", "round", "hand_over"} <= moves


def test_a_score_is_the_weighted_mean_over_the_horizon_with_the_last_week_kept():
    run = api.run("minimal", seed=1, parameters={"implementation": 4.0, "ceasefire_cost": 0.0})
    weeks = goal_weeks(run, "MED")
    horizon, played = run.scenario.scenario.horizon, len(run.steps)
    score = goal_score(run, "MED")
    kept = weeks["score"].sum() + (horizon - played) * weeks["score"].iloc[-1]
    assert score.total == pytest.approx(kept / horizon)
    assert score.total == pytest.approx(sum(score.weights[goal] * level for goal, level in score.levels.items()))
    assert sum(score.weights.values()) == pytest.approx(1.0)


def test_goals_without_a_quantity_are_left_out():
    assert "prestige" not in goal_weights(ORIGIN, "UKR")
    assert "standing" not in goal_weights(ORIGIN, "TUR")
    assert "commerce" not in goal_weights(ORIGIN, "VAT")
    assert "alliance" not in goal_weights(ORIGIN, "VAT")
    with pytest.raises(ValueError, match="no actor 'XXX'"):
        goal_weights(ORIGIN, "XXX")


def test_levels_stay_between_0_and_1_and_move_the_right_way():
    weeks, _ = from_state(1)
    assert weeks.min() >= 0.0
    assert weeks.max() <= 1.0
    assert ease(1.0, 1.0) == 0.5
    assert ease(0.0, 0.0) == 1.0
    assert applause(0.0, 0.05) == 0.5
    assert applause(0.1, 0.05) > 0.5 > applause(-0.1, 0.05)


def test_one_sides_chance_is_the_others_risk():
    _, run = from_state(0)
    sides = [goal_weeks(run, label)["security"] for label in ("RUS", "UKR")]
    np.testing.assert_allclose(sides[0] + sides[1], 1.0)


def test_an_ensemble_is_scored_run_by_run():
    few = api.resolve("ukraine-2025", steps=12)
    many = api.run_ensemble(few, 3, seed=3, engine="mesa", keep=("steps", "events"))
    scores = goal_scores(many, "TUR")
    assert list(scores["run"]) == [0, 1, 2]
    one = goal_score(api.run(few, seed=3, run=2), "TUR")
    assert scores["score"].iloc[2] == one.total
    assert scores["prestige"].iloc[2] == one.levels["prestige"]
    with pytest.raises(ValueError, match="keep"):
        goal_scores(api.run_ensemble(few, 1, seed=3, engine="mesa"), "TUR")
