"""Phase 8: metrics, counts, the end of a run, and its row in the summary."""

import numpy as np
import pytest

from diplomacy_abm.phases.record import (
    ACTOR_FAULT,
    check_actors,
    check_bounds,
    check_end,
    classify,
    count_peace,
    count_talks,
    due_within_a_year,
    record,
    write_metrics,
)
from diplomacy_abm.phases.summary import SUMMARY, summarize
from diplomacy_abm.state import METRICS
from diplomacy_abm.vocabulary import Effect, Outcome, Track
from tests.phases.scene import Scene, of_side_a


@pytest.fixture
def small():
    return Scene().assessed().waiting()


@pytest.fixture
def war():
    return Scene("ukraine-2025").assessed()


def metrics(scene):
    write_metrics(*scene.all)
    return dict(zip(METRICS, map(float, scene.s.metric), strict=True))


@of_side_a
def test_each_metric_is_what_its_name_says(war):
    s, a, b = war.s, war.a, war.b
    s.track, s.form, s.front, s.p, s.zone, s.missiles, s.drones = 3, 2, 0.61, 0.57, 0.03, 12.0, 340.0
    s.intensity, s.ground, s.escalation[a, b], s.escalation[b, a] = 0.4, 0.5, 0.3, 0.2
    s.trust[a, b], s.trust[b, a] = 0.0, np.log(0.25 / 0.75)
    for name, values in {
        "hurt": (1.1, 1.2), "weariness": (1.3, 1.4), "standing": (0.1, -0.1), "attend": (0.2, 0.3),
        "pooled": (0.4, 0.5), "chance": (0.6, 0.7),
    }.items():  # fmt: skip
        getattr(s, name)[a], getattr(s, name)[b] = values
    s.belief_mean[a, b], s.belief_var[a, b], s.belief_mean[b, a], s.belief_var[b, a] = 0.11, 0.002, 0.13, 0.004
    wanted = {
        "track": 3, "form": 2, "front": 0.61, "p_contest": 0.57, "intensity": 0.2, "esc_ab": 0.15, "esc_ba": 0.1,
        "trust_ab": 0.5, "trust_ba": 0.25, "hurt_a": 1.1, "hurt_b": 1.2, "weary_a": 1.3, "weary_b": 1.4,
        "standing_a": 0.1, "standing_b": -0.1, "attend_a": 0.2, "attend_b": 0.3, "support_a": 0.4, "support_b": 0.5,
        "zone": 0.03, "missiles": 12.0, "drones": 340.0, "belief_mean_ab": 0.11, "belief_var_ab": 0.002,
        "belief_mean_ba": 0.13, "belief_var_ba": 0.004, "power_view_a": 0.6, "power_view_b": 0.7,
    }  # fmt: skip
    found = metrics(war)
    assert {name: found[name] for name in wanted} == pytest.approx(wanted)
    assert found["cap_a"] == pytest.approx(sum(s.capability[i] for i in range(war.c.n) if war.c.side[i] == 0
                                               and war.c.party[i] == 1))  # fmt: skip


def test_deals_in_force_are_counted_without_those_that_are_suspended(war):
    s, c = war.s, war.c
    for a in range(2 + c.n_issues):
        s.on[a] = s.suspended[a] = 0
    assert metrics(war)["deals"] == 0.0
    s.on[2] = s.on[3] = s.on[4] = s.suspended[4] = 1
    assert metrics(war)["deals"] == 2.0
    s.on[1] = 1
    found = metrics(war)
    assert (found["deals"], found["ceasefire"], found["settlement"]) == (2.0, 1.0, 0.0)
    s.on[0], s.on[1] = 1, 0
    found = metrics(war)
    assert (found["ceasefire"], found["settlement"]) == (0.0, 1.0)


@of_side_a
def test_arms_due_are_those_of_the_coming_year_to_a_side(small):
    s = small.s
    s.step, s.n_pipelines = 10, 3
    for k, (recipient, first, last) in enumerate(((small.a, 0, 21), (small.b, 0, 500), (small.a, 0, 10))):
        s.pl_recipient[k], s.pl_rate[k], s.pl_first[k], s.pl_last[k] = recipient, 0.1, first, last
    assert due_within_a_year(s, small.c, 0) == pytest.approx(0.1 * 10)
    assert due_within_a_year(s, small.c, 1) == pytest.approx(0.1 * 52)


@pytest.mark.parametrize(
    ("name", "value", "fine"),
    [
        ("front", 1.0, True), ("front", 1.01, False), ("front", -0.01, False), ("front", np.nan, False),
        ("trust_ab", 1.5, False), ("cap_a", 0.0, False), ("attend_a", -0.1, False), ("zone", 1e13, False),
        ("zone", -5.0, True), ("standing_a", -3.0, True), ("hurt_a", np.inf, False),
    ],
)  # fmt: skip
def test_a_metric_out_of_its_bounds_is_the_fault_of_the_run(small, name, value, fine):
    metrics(small)
    small.s.fault = 0
    small.s.metric[METRICS.index(name)] = value
    check_bounds(small.s)
    assert small.s.fault == (0 if fine else METRICS.index(name) + 1)


def test_the_first_fault_stays(small):
    small.s.fault = 77
    small.s.metric[METRICS.index("front")] = 9.0
    check_bounds(small.s)
    check_actors(small.s, small.c)
    assert small.s.fault == 77


@pytest.mark.parametrize(
    ("field", "value"),
    [("standing", 1e7), ("standing", -1e7), ("standing", np.nan), ("capability", 0.0), ("hurt", -0.1),
     ("weariness", -0.1), ("guaranteed", -0.1), ("guaranteed", 1.1), ("attend", -0.1)],
)  # fmt: skip
def test_a_party_out_of_its_bounds_is_named(small, field, value):
    s = small.s
    s.fault = 0
    check_actors(s, small.c)
    assert s.fault == 0
    getattr(s, field)[small.b] = value
    check_actors(s, small.c)
    assert s.fault == ACTOR_FAULT + small.b


@pytest.mark.parametrize(
    ("field", "value", "toward_lead"),
    [("support", 1.1, True), ("support", -0.1, True), ("leverage", 1.1, True), ("leverage", -0.1, True),
     ("trust", 2e3, True), ("trust", -2e3, True), ("reliable", -0.1, False), ("unreliable", -0.1, False)],
)  # fmt: skip
def test_what_ties_an_actor_to_a_lead_is_checked_too(small, field, value, toward_lead):
    s, m = small.s, small.MED
    s.fault = 0
    place = (m, small.b) if toward_lead else (small.b, m)
    getattr(s, field)[place] = value
    check_actors(s, small.c)
    assert s.fault == ACTOR_FAULT + m


def test_firsts_and_peaks_of_the_track(small):
    s = small.s
    s.track_max, s.track_max_step, s.first_contact, s.first_early, s.last_early = 0, -1, -1, -1, -99
    tracks = [Track.NO_CONTACT, Track.CONTACTS, Track.FORMAL_TALKS, Track.FORMAL_TALKS, Track.CONTACTS]
    for week, track in enumerate(tracks):
        s.step, s.track = week, track
        if week == 1:
            s.last_early = 1
        count_talks(s, small.c)
    assert (s.track_max, s.track_max_step) == (Track.FORMAL_TALKS, 2)
    assert (s.first_contact, s.first_early) == (1, 1)


@pytest.mark.parametrize(("round_", "struck", "weeks"), [(5, 1, (1, 1)), (5, 0, (1, 0)), (4, 1, (0, 0))])
def test_talk_weeks_are_told_apart_by_strikes(small, round_, struck, weeks):
    s = small.s
    s.step, s.last_round, s.struck, s.talk_weeks, s.talk_strikes = 5, round_, struck, 0, 0
    count_talks(s, small.c)
    assert (s.talk_weeks, s.talk_strikes) == weeks


def test_weeks_of_agreements_and_escalation_are_summed(small):
    s = small.s
    s.ceasefire_weeks, s.partial_weeks, s.peak_escalation, s.sum_escalation = 3, 4, 0.25, 1.0
    index = METRICS.index
    s.metric[index("deals")], s.on[1] = 2.0, 1
    s.metric[index("esc_ab")], s.metric[index("esc_ba")], s.metric[index("intensity")] = 0.2, 0.3, 0.4
    count_peace(s, small.c)
    assert (s.ceasefire_weeks, s.partial_weeks) == (4, 5)
    assert (s.peak_escalation, s.sum_escalation) == pytest.approx((0.3, 1.4))
    s.metric[index("deals")], s.on[1], s.metric[index("esc_ab")], s.metric[index("esc_ba")] = 0.0, 0, 0.35, 0.1
    count_peace(s, small.c)
    assert (s.ceasefire_weeks, s.partial_weeks, s.peak_escalation) == (4, 5, pytest.approx(0.35))


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        ({"victor": 0, "settlements": 1}, Outcome.VICTORY_A), ({"victor": 1}, Outcome.VICTORY_B),
        ({"settlement": 1, "settlements": 1}, Outcome.SETTLEMENT_HELD),
        ({"settlements": 1, "ceasefire": 1}, Outcome.SETTLEMENT_RELAPSED),
        ({"ceasefire": 1, "rounds": 3}, Outcome.CEASEFIRE), ({"rounds": 1}, Outcome.FORMAL_TALKS_ONLY),
        ({"first_early": 0}, Outcome.EARLY_DISCUSSIONS_ONLY), ({}, Outcome.NO_CONTACT),
    ],
)  # fmt: skip
def test_the_class_of_a_run_is_the_most_that_came_of_it(small, state, outcome):
    s, state = small.s, dict(state)
    s.victor, s.settlements, s.rounds, s.first_early = -1, 0, 0, -1
    s.on[0], s.on[1] = state.pop("settlement", 0), state.pop("ceasefire", 0)
    for name, value in state.items():
        setattr(s, name, value)
    assert classify(s) == outcome


@of_side_a
@pytest.mark.parametrize(
    ("front", "weak", "victor"),
    [(0.97, None, 0), (0.03, None, 1), (0.5, "b", 0), (0.5, "a", 1), (0.5, None, -1), (0.93, None, -1)],
)
def test_a_war_is_won_by_ground_or_by_the_enemys_exhaustion(small, front, weak, victor):
    s, p = small.s, small.p
    p.front_bound, p.capability_floor = 0.95, 0.1
    s.front, s.step = front, 3
    if weak:
        s.capability[getattr(small, weak)] = 0.05
    check_end(*small.all, small.log)
    assert (s.victor, s.ended) == (victor, int(victor >= 0))
    won = [Effect.VICTORY, Effect.END] if victor >= 0 else []
    assert small.names() == won
    if won:
        assert small.events()[0][1:3] == ((small.a, small.b) if victor == 0 else (small.b, small.a))
        assert small.events()[0][3:] == (-1, pytest.approx(front))
        assert small.events()[1][3] == s.outcome


@pytest.mark.parametrize(("age", "over"), [(25, 0), (26, 1)])
def test_a_settlement_that_was_carried_out_ends_the_war(small, age, over):
    s, p = small.s, small.p
    p.implementation = 26.0
    s.on[0], s.step, s.since[0] = 1, 50, 50 - age
    check_end(*small.all, small.log)
    assert s.ended == over
    assert s.outcome == (Outcome.SETTLEMENT_HELD if over else -1)


@pytest.mark.parametrize(("before", "over"), [(1, 1), (2, 0)])
def test_a_run_ends_with_its_horizon(small, before, over):
    s = small.s
    s.step = small.c.horizon - before
    record(*small.all, small.log)
    assert s.ended == over
    assert s.step == small.c.horizon - before + 1


@of_side_a
def test_the_summary_says_what_the_state_holds(small):
    s, c = small.s, small.c
    numbers = {
        "outcome": 5, "track_max": 3, "track_max_step": 8, "first_contact": 2, "first_early": 4, "first_formal": 6,
        "rounds": 7, "talk_weeks": 9, "exchanges": 11, "ceasefires": 12, "first_ceasefire": 13, "ceasefire_weeks": 14,
        "settlements": 15, "first_settlement": 16, "first_breach": 17, "settlement_q": 0.25, "partial_deals": 18,
        "first_partial": 19, "partial_weeks": 20, "peak_escalation": 0.75, "breaches": 21, "fault": 0,
    }  # fmt: skip
    for name, value in numbers.items():
        setattr(s, name, value)
    s.first_form, s.first_host, s.talk_strikes, s.step, s.sum_escalation = 1, 2, 10, 40, 20.0
    s.front, s.damage_total[0], s.damage_total[1] = 0.6, 3.5, 4.5
    s.trust[small.a, small.b], s.trust[small.b, small.a] = 0.0, np.log(3.0)
    s.capability[small.a], s.capability[small.b] = 3.0, 1.5
    s.on[1], s.since[1], s.on[0], s.since[0] = 1, 30, 0, 5
    row = np.full(len(SUMMARY), np.nan)
    summarize(s, c, row)
    found = dict(zip(SUMMARY, row, strict=True))
    wanted = numbers | {
        "end_step": 39, "first_formal_form": 1, "first_formal_host": 2, "talk_weeks_with_strikes": 10,
        "mean_escalation": 0.5, "damage_a": 3.5, "damage_b": 4.5, "trust_ab_end": 0.5, "trust_ba_end": 0.75,
        "front_end": 0.6, "cap_ratio_end": 2.0, "ceasefire_stood": 10, "settlement_stood": 0,
    }  # fmt: skip
    assert {name: found[name] for name in wanted} == pytest.approx(wanted)
    s.on[0] = 1
    summarize(s, c, row)
    assert row[SUMMARY.index("settlement_stood")] == 35
    s.on[1] = 0
    summarize(s, c, row)
    assert row[SUMMARY.index("ceasefire_stood")] == 0
