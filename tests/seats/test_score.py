"""Goal scores: read off results they are what the state of the run says, and they mean what they are said to mean."""

from __future__ import annotations

import dataclasses
from functools import cache

import numpy as np
import pytest

from diplomacy_abm import api
from diplomacy_abm.model import DiplomacyModel
from diplomacy_abm.phases.begin import begin
from diplomacy_abm.phases.observe import war_utility
from diplomacy_abm.seats import goal_score, goal_scores, goal_weeks, goal_weights
from diplomacy_abm.seats.goals import (
    alignment_with_a,
    applause,
    concern_for_a,
    ease,
    is_aligned,
    trade_with_parties,
    week_levels,
    weigh_goals,
)
from diplomacy_abm.seats.score import _Scorer
from diplomacy_abm.state import GOALS, STATE, Metric, view
from diplomacy_abm.vocabulary import Goal
from tests.phases.scene import Scene

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


# --- levels by hand


def war():
    """A week of the war with numbers that differ from each other."""
    scene = Scene("ukraine-2025").assessed().waiting(20)
    s, p = scene.s, scene.p
    p.standing_sd, s.on[0] = 0.05, 0
    for name, value in {
        "P_CONTEST": 0.6, "HURT_A": 1.2, "WEARY_A": 1.4, "HURT_B": 2.0, "WEARY_B": 1.0, "INTENSITY": 0.35,
        "STANDING_A": 0.05, "STANDING_B": -0.15, "SUPPORT_A": 0.2, "SUPPORT_B": 0.7,
    }.items():  # fmt: skip
        s.metric[Metric[name]] = value
    return scene


def levels_of(scene, i):
    levels = np.full(GOALS, np.nan)
    week_levels(*scene.all, i, levels)
    return dict(zip(Goal, levels, strict=True))


def test_what_a_week_is_worth_to_the_parties_by_hand():
    scene = war()
    s, c = scene.s, scene.c
    a, b = c.lead[0], c.lead[1]
    s.sanctions[a] = 0.3
    found = levels_of(scene, a)
    assert found[Goal.SECURITY] == pytest.approx(0.6)
    assert found[Goal.WELFARE] == pytest.approx(1.0 / (1.0 + 1.3))
    assert found[Goal.STANDING] == pytest.approx(0.5 + 0.5 * 0.05 / 0.1)
    assert (found[Goal.ALLIANCE], found[Goal.PEACE], found[Goal.COMMERCE]) == pytest.approx((0.2, 0.65, 0.7))
    other = levels_of(scene, b)
    assert other[Goal.SECURITY] == pytest.approx(0.4)
    assert other[Goal.WELFARE] == pytest.approx(1.0 / (1.0 + 1.5))
    assert other[Goal.STANDING] == pytest.approx(0.5 - 0.5 * 0.15 / 0.2)
    assert (other[Goal.ALLIANCE], other[Goal.COMMERCE]) == pytest.approx((0.7, 1.0 - s.sanctions[b]))
    for i, level in ((a, found), (b, other)):
        assert level[Goal.ISSUE] == pytest.approx(war_utility(*scene.all, i, 0.6))
    # the terms of a settlement, of twenty-one levels
    s.on[0], s.settlement_q, s.utility[a, 7], s.utility[b, 7] = 1, 7 / 20, 0.81, 0.12
    assert (levels_of(scene, a)[Goal.ISSUE], levels_of(scene, b)[Goal.ISSUE]) == pytest.approx((0.81, 0.12))


def test_a_mediator_divides_its_concern_by_its_bias_and_a_patron_by_its_alignment():
    """By hand: (1 + .4)/2 = .7 for side A, and .1 of .1 + .3 is a quarter."""
    scene = war()
    c = scene.c
    a, b, m, patron = c.lead[0], c.lead[1], scene.VAT, scene.DEU
    c.bias[m], c.patron[m] = 0.4, 0
    found = levels_of(scene, m)
    assert found[Goal.SECURITY] == pytest.approx(0.7 * 0.6 + 0.3 * 0.4)
    assert found[Goal.WELFARE] == pytest.approx(0.7 / 2.3 + 0.3 / 2.5)
    terms = [war_utility(*scene.all, i, 0.6) for i in (a, b)]
    assert found[Goal.ISSUE] == pytest.approx(0.7 * terms[0] + 0.3 * terms[1])
    assert (found[Goal.STANDING], found[Goal.ALLIANCE], found[Goal.PRESTIGE]) == (0.0, 0.0, 0.0)
    c.mediator[patron], c.patron[patron] = 0, 1
    for j in range(c.n):
        c.alignment[patron, j] = 0.0
    c.alignment[patron, a], c.alignment[patron, b] = 0.1, 0.3
    assert concern_for_a(c, patron) == pytest.approx(0.25)
    found = levels_of(scene, patron)
    assert found[Goal.SECURITY] == found[Goal.ALLIANCE] == pytest.approx(0.25 * 0.6 + 0.75 * 0.4)
    # of who takes part
    c.active[b] = 0
    assert alignment_with_a(c, patron) == 1.0
    c.active[a] = 0
    assert (alignment_with_a(c, patron), is_aligned(c, patron)) == (0.5, False)


def test_trade_is_open_as_far_as_those_it_is_with_are_not_sanctioned():
    scene = war()
    s, c, i = scene.s, scene.c, scene.VAT
    a, b = c.lead[0], c.lead[1]
    for j in range(c.n):
        c.commerce[i, j] = 0.0
    assert (trade_with_parties(c, i), levels_of(scene, i)[Goal.COMMERCE]) == (0.0, 0.0)
    c.commerce[i, a], c.commerce[i, b], s.sanctions[a], s.sanctions[b] = 0.1, 0.3, 0.8, 0.2
    assert trade_with_parties(c, i) == pytest.approx(0.4)
    assert levels_of(scene, i)[Goal.COMMERCE] == pytest.approx(1.0 - (0.08 + 0.06) / 0.4)
    c.active[a] = 0
    assert levels_of(scene, i)[Goal.COMMERCE] == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("last_round", "host", "until", "on", "by", "there"),
    [
        (19, True, 19, 0, False, 1.0), (18, True, 19, 0, False, 0.0), (19, False, 19, 0, False, 0.0),
        (19, True, 18, 0, False, 0.0), (0, False, 0, 1, True, 1.0), (0, False, 0, 0, True, 0.0),
        (0, False, 0, 1, False, 0.0),
    ],
)  # fmt: skip
@pytest.mark.parametrize("slot", ["first", "last"])
def test_prestige_is_a_round_in_ones_house_or_an_agreement_in_ones_name(
    last_round, host, until, on, by, there, slot
):
    scene = war()
    s, c, m = scene.s, scene.c, scene.TUR
    for a in range(2 + c.n_issues):
        s.on[a], s.by[a] = 0, -1
    a = 0 if slot == "first" else 1 + c.n_issues
    s.last_round, s.host, s.invited_until = last_round, m if host else scene.ARE, until
    s.on[a], s.by[a], s.settlement_q = on, m if by else scene.ARE, 0.5
    assert levels_of(scene, m)[Goal.PRESTIGE] == there


def test_goals_without_a_quantity_leave_their_weight_to_the_others():
    """By hand, of eight equal weights: a party has no prestige, one that only mediates no standing or alliance."""
    scene = Scene("ukraine-2025")
    c, weights = scene.c, np.zeros(GOALS)

    def counting(i):
        for goal in Goal:
            c.goal[i, goal] = 0.5
        weigh_goals(c, i, weights)
        kept = {goal for goal, weight in zip(Goal, weights, strict=True) if weight > 0.0}
        assert weights.sum() == pytest.approx(1.0)
        assert {round(weight, 9) for weight in weights} <= {0.0, round(1.0 / len(kept), 9)}
        return set(Goal) - kept

    m, patron, party = scene.VAT, scene.DEU, scene.UKR
    c.mediator[party], c.mediator[m], c.patron[m], c.mediator[patron] = 0, 1, 0, 0
    for j in range(c.n):
        c.commerce[m, j] = c.commerce[patron, j] = 0.0
    assert counting(party) == {Goal.PRESTIGE}
    assert counting(m) == {Goal.STANDING, Goal.ALLIANCE, Goal.COMMERCE}
    assert counting(patron) == {Goal.STANDING, Goal.PRESTIGE, Goal.COMMERCE}
    c.commerce[patron, party] = 0.05
    assert counting(patron) == {Goal.STANDING, Goal.PRESTIGE}
    for j in range(c.n):
        c.alignment[patron, j] = 0.0
    assert counting(patron) == {Goal.STANDING, Goal.PRESTIGE, Goal.ALLIANCE}
    for goal in Goal:
        c.goal[m, goal] = 0.0
    weigh_goals(c, m, weights)
    assert weights.tolist() == [0.0] * GOALS


@pytest.mark.parametrize(("standing", "spread", "level"), [(0.05, 0.05, 0.75), (-0.05, 0.05, 0.25), (0.0, 0.0, 0.5),
                                                          (0.02, 0.0, 1.0), (-0.02, 0.0, 0.0)])  # fmt: skip
def test_applause_by_hand(standing, spread, level):
    assert applause(standing, spread) == pytest.approx(level)


# --- what results say of a week


def scorer(label="TUR"):
    made = _Scorer(ORIGIN, label, (), None)
    s = view(np.zeros(1, STATE))
    begin(s, made.c, made.p)
    for a in range(len(made.slots)):
        s.on[a], s.by[a] = 0, -1
    return made, s


def event(move, **more):
    return {"move": move, "actor": "RUS", "target": "UKR", "subject": "", "via": "", "value": -1.0} | more


def test_a_round_has_its_host_and_a_deal_in_its_margins_is_in_its_name():
    made, s = scorer()
    deal = made.slots[2]
    made._happen(s, 5, event("round", via="TUR"))
    assert (s.last_round, s.host, s.invited_until) == (5, made.labels.index("TUR"), 5)
    made._happen(s, 5, event("sign", subject=deal))
    assert (s.on[2], s.by[2]) == (1, made.labels.index("TUR"))
    made._happen(s, 6, event("sign", subject=deal))
    assert s.by[2] == -1
    made._happen(s, 6, event("sign", subject=deal, via="VAT"))
    assert s.by[2] == made.labels.index("VAT")
    made._happen(s, 7, event("round"))
    assert (s.host, s.invited_until) == (-1, -1)
    made._happen(s, 7, event("sign", subject="ceasefire"))
    assert (s.on[1], s.by[1]) == (1, -1)
    made._happen(s, 8, event("sign", subject="settlement", value=0.35, via="VAT"))
    assert (s.on[0], s.on[1], s.on[2], s.settlement_q) == (1, 0, 0, 0.35)
    made._happen(s, 9, event("breach", subject="settlement"))
    assert s.on[0] == 0


def test_sanctions_are_counted_by_whom_and_no_more_is_eased_than_was_laid():
    made, s = scorer()
    i, j = made.labels.index("USA"), made.labels.index("RUS")
    s.sanctions[j], s.ledger[i, j] = 0.7, 0.1
    made._happen(s, 1, event("sanction", actor="USA", target="RUS", value=0.2))
    assert (s.sanctions[j], s.ledger[i, j]) == pytest.approx((0.9, 0.3))
    made._happen(s, 1, event("sanction", actor="USA", target="RUS", value=0.2))
    assert (s.sanctions[j], s.ledger[i, j]) == pytest.approx((1.0, 0.4))
    made._happen(s, 1, event("relieve", actor="USA", target="RUS", value=0.25))
    assert (s.sanctions[j], s.ledger[i, j]) == pytest.approx((0.75, 0.15))
    made._happen(s, 1, event("relieve", actor="USA", target="RUS", value=0.25))
    assert (s.sanctions[j], s.ledger[i, j]) == pytest.approx((0.6, 0.0))
    made._sanction(s, j, -0.9)
    assert s.sanctions[j] == 0.0
    assert made._actor("nobody") == -1


def test_of_what_is_not_there_there_is_no_score():
    run = api.run("minimal", seed=1, steps=2)
    with pytest.raises(ValueError, match="nothing has been played"):
        goal_score(dataclasses.replace(run, steps=run.steps.iloc[:0]), "MED")
