"""Phase 7: how the week's moves change the world, one mechanism at a time."""

import math
from itertools import pairwise

import pytest
from scipy.special import ndtri

from diplomacy_abm.draws import uniform
from diplomacy_abm.phases.common import bears, side_capability
from diplomacy_abm.phases.update import (
    change_leader,
    salvo_on,
    update,
    update_escalation,
    update_front,
    update_leaders,
    update_lines,
    update_party,
    update_relations,
    update_salvos,
    update_support,
    update_track,
)
from diplomacy_abm.rules.contest import salvo_ratio
from diplomacy_abm.state import LOOKBACK
from diplomacy_abm.vocabulary import Effect, Line, Track
from tests.phases.scene import Scene, changed, copied, of_side_a


@pytest.fixture
def small():
    return Scene().assessed().waiting()


@pytest.fixture
def war():
    return Scene("ukraine-2025").assessed().waiting()


def test_escalation_between_equals_at_rest_stays_and_a_push_of_one_side_is_felt_by_it(small):
    s, p, a, b = small.s, small.p, small.a, small.b
    p.fight_sd = 0.0
    s.rest[a] = s.rest[b] = small.c.rest[a]
    for i, j in ((a, b), (b, a)):
        s.escalation[i, j] = small.c.rest[a]
    update_escalation(*small.all)
    assert s.escalation[a, b] == pytest.approx(small.c.rest[a])
    assert s.escalation[b, a] == pytest.approx(small.c.rest[b])
    assert s.intensity == pytest.approx(small.c.rest[a])
    s.push[a] = 0.1
    update_escalation(*small.all)
    assert s.escalation[a, b] == pytest.approx(small.c.rest[a] + 0.1)
    assert s.escalation[b, a] == pytest.approx(small.c.rest[b])
    assert s.intensity == pytest.approx(0.5 * (s.escalation[a, b] + s.escalation[b, a]))
    assert s.push[a] == 0.0


def test_a_line_on_fighting_moves_the_level_to_which_a_party_returns(small):
    s, p, c, a = small.s, small.p, small.c, small.a
    p.fight_sd, s.line[a, Line.FIGHT] = 0.1, 1.0
    update_escalation(*small.all)
    assert s.rest[a] == pytest.approx(min(1.0, c.rest[a] + 0.1))
    s.line[a, Line.FIGHT] = -50.0
    update_escalation(*small.all)
    assert s.rest[a] == 0.0
    s.line[a, Line.FIGHT] = 50.0
    update_escalation(*small.all)
    assert s.rest[a] == 1.0


def test_who_is_out_of_the_war_escalates_against_nobody(small):
    s, c = small.s, small.c
    c.active[small.b] = 0
    before = copied(s, "escalation")
    s.push[small.a] = 0.2
    update_escalation(*small.all)
    assert changed(before, copied(s, "escalation")) == set()


def test_strikes_fall_when_they_are_chosen_and_not_in_a_pause(small):
    s, p, a, b = small.s, small.p, small.a, small.b
    p.salvo_floor = 0.25
    sizes = {}
    for move in ("hold", "strike", "offensive", "restrain"):
        small.moves(a, move, b)
        update_salvos(*small.all, 1.0)
        sizes[move] = s.salvo[a], s.struck, s.missiles + s.drones
    assert sizes["restrain"] == (0.0, 0, 0.0)
    assert sizes["strike"] == sizes["offensive"]
    assert sizes["strike"][0] > 0.0
    assert sizes["strike"][1] == 1
    assert sizes["hold"][0] == pytest.approx(0.25 * sizes["strike"][0])
    assert sizes["hold"][1] == 0


def test_only_side_as_strikes_are_counted_for_the_record(small):
    s, p = small.s, small.p
    p.salvo_floor = 0.0
    small.moves(small.b, "strike", small.a)
    update_salvos(*small.all, 1.0)
    assert (s.missiles, s.drones, s.struck) == (0.0, 0.0, 1)
    assert salvo_on(s, small.c, small.a) == s.salvo[small.b] > 0.0
    assert salvo_on(s, small.c, small.b) == s.salvo[small.a] == 0.0
    p.missiles_mean = p.drones_mean = 200.0
    small.moves(small.a, "strike", small.b)
    update_salvos(*small.all, 1.0)
    whole = s.missiles + s.drones
    assert whole > 0.0
    update_salvos(*small.all, 0.0)
    assert s.missiles + s.drones == 0.0


def test_a_salvo_on_a_party_is_the_mean_over_those_who_strike_it(war):
    s, c = war.s, war.c
    parties = [i for i in range(c.n) if c.party[i] == 1]
    for i in parties:
        s.salvo[i] = 1.0 + i
    for i in parties:
        enemies = [1.0 + j for j in parties if c.side[j] != c.side[i]]
        assert salvo_on(s, c, i) == pytest.approx(sum(enemies) / len(enemies))


def still(p):
    """Parameters at which a party's own week changes nothing by chance."""
    p.standing_sd = 0.0


@of_side_a
def test_a_week_of_usual_violence_does_usual_damage(small):
    s, p, a = small.s, small.p, small.a
    still(p)
    s.salvo[small.b], s.offensive[a], s.demand[a] = 1.0, 0.0, 0.0
    s.hurt[a] = s.weariness[a] = 1.0
    p.weariness_gain = 1.0
    update_party(*small.all, a, 1.0, 1.0)
    assert s.damage[a] == pytest.approx(1.0)
    assert s.damage_total[0] == pytest.approx(1.0)
    assert (s.hurt[a], s.weariness[a]) == pytest.approx((1.0, 1.0))
    assert s.capability[a] == pytest.approx(1.0)


def test_more_violence_hurts_more_and_less_lets_it_heal(small):
    s, p, a = small.s, small.p, small.a
    still(p)
    found = []
    for ground in (0.5, 1.0, 2.0):
        s.hurt[a] = s.capability[a] = 1.0
        s.salvo[small.b] = 1.0
        update_party(*small.all, a, ground, ground)
        found.append((s.damage[a], s.hurt[a], -s.capability[a]))
    assert found[0] < found[1] < found[2]
    assert all(x[k] <= y[k] for x, y in pairwise(found) for k in range(3))
    assert found[0][1] < 1.0 < found[2][1]


@of_side_a
def test_damage_is_summed_by_side(small):
    s = small.s
    still(small.p)
    for i in (small.a, small.b, small.b):
        update_party(*small.all, i, 1.0, 1.0)
    assert s.damage_total[0] == pytest.approx(s.damage[small.a])
    assert s.damage_total[1] >= s.damage[small.b] > 0.0


def test_a_demand_that_is_not_met_is_paid_for_as_it_is_forgotten(small):
    s, a = small.s, small.a
    still(small.p)
    found = []
    for demand in (0.0, 0.2):
        s.standing[a], s.demand[a] = 0.3, demand
        update_party(*small.all, a, 1.0, 1.0)
        found.append(s.standing[a])
    assert s.demand[a] == pytest.approx(0.2 * s.keep)
    assert found[0] - found[1] == pytest.approx(0.2 * (1.0 - s.keep))


def test_offers_fade_and_guarantees_return_to_what_is_usual_unless_a_settlement_holds(small):
    s, c, a = small.s, small.c, small.a
    still(small.p)
    c.guarantee[a] = 0.1
    for on in (0, 1):
        s.on[0], s.guaranteed[a], s.inducement[a], s.pressure[a], s.ag_induce[a] = on, 0.5, 0.4, 0.3, 0.2
        s.refusal[a] = 0.9
        update_party(*small.all, a, 1.0, 1.0)
        assert 0.0 < s.inducement[a] < 0.4
        assert 0.0 < s.pressure[a] < 0.3
        assert 0.0 < s.ag_induce[a] < 0.2
        assert small.p.refusal_cost < s.refusal[a] < 0.9
        assert (0.1 < s.guaranteed[a] < 0.5) if on == 0 else s.guaranteed[a] == 0.5


def front_of(scene, **state):
    s, p = scene.s, scene.p
    p.front_noise = 1e-9
    for name, value in state.items():
        getattr(s, name)[scene.a] = value
    s.front = 0.5
    update_front(*scene.all, 1.0)
    return s.front - 0.5


@of_side_a
def test_the_stronger_side_takes_ground_and_equals_take_none():
    def moved(strength):
        scene = Scene().assessed()
        scene.s.power = 0.0
        return front_of(scene, capability=strength)

    assert moved(1.0) == pytest.approx(0.0, abs=1e-7)
    assert moved(1.5) > 1e-4
    assert moved(1.0 / 1.5) == pytest.approx(-moved(1.5), rel=1e-3)


def test_no_ground_changes_hands_where_the_guns_are_silent():
    scene = Scene().assessed()
    scene.s.capability[scene.a], scene.s.front = 3.0, 0.5
    update_front(*scene.all, 0.0)
    assert scene.s.front == 0.5
    assert scene.s.fronts[scene.s.step] == 0.5


def test_parties_learn_from_the_front_that_a_side_is_stronger_than_they_thought():
    views = {}
    for power in (-1.0, 1.0):
        scene = Scene().assessed()
        s, p = scene.s, scene.p
        p.front_noise = 0.001
        s.power = power
        for i in (scene.a, scene.b):
            s.power_mean[i] = s.power_seen[i] = 0.0
        before = copied(s, "power_var")
        update_front(*scene.all, 1.0)
        views[power] = [s.power_mean[scene.a], s.power_mean[scene.b], s.power_seen[scene.a]]
        assert s.power_var[scene.a] < before[scene.a] + p.power_sd**2
    assert all(low < high for low, high in zip(views[-1.0], views[1.0], strict=True))


def test_trust_returns_to_where_it_began_from_both_sides(small):
    s, a, b = small.s, small.a, small.b
    prior = s.trust_prior[a, b]
    s.trust[a, b], s.trust[b, a] = prior + 2.0, s.trust_prior[b, a] - 2.0
    mediator = s.trust[small.MED, a] = s.trust_prior[small.MED, a] + 1.0
    update_relations(*small.all)
    assert prior < s.trust[a, b] < prior + 2.0
    assert s.trust_prior[b, a] - 2.0 < s.trust[b, a] < s.trust_prior[b, a]
    assert s.trust[small.MED, a] == mediator


def test_leverage_grows_back_and_offers_of_monitors_fade(small):
    s, c, m = small.s, small.c, small.MED
    c.leverage[m, small.a] = c.leverage[m, small.b] = 0.5
    s.leverage[m, small.a], s.leverage[m, small.b], s.monitoring = 0.1, 0.5, 0.4
    update_relations(*small.all)
    assert 0.1 < s.leverage[m, small.a] < 0.5
    assert s.leverage[m, small.b] == pytest.approx(0.5)
    assert 0.0 < s.monitoring < 0.4


@pytest.mark.parametrize(("age", "sitting"), [(4, 1), (5, 0)])
def test_a_session_runs_out(small, age, sitting):
    s = small.s
    small.p.session_memory = 4.0
    s.step, s.last_round, s.in_session = 20, 20 - age, 1
    s.answer[small.MED, small.a] = s.answer[small.MED, small.b] = 1
    update_relations(*small.all)
    assert s.in_session == sitting
    answer = 1 if sitting else -1
    assert [s.answer[small.MED, j] for j in (small.a, small.b)] == [answer, answer], "a yes is to one session"


def test_a_yes_before_any_session_lasts(small):
    s = small.s
    s.step, s.last_round, s.in_session, s.answer[small.MED, small.a] = 20, -99, 0, 1
    update_relations(*small.all)
    assert s.answer[small.MED, small.a] == 1


def test_support_in_packages_runs_down_and_any_other_returns_to_its_usual_level(war):
    s, c = war.s, war.c
    i = next(m for m in range(c.n) if c.patron[m] == 1 and c.arms[m] > 0.0)
    others = [m for m in range(c.n) if c.patron[m] == 1 and c.arms[m] <= 0.0]
    assert {war.USA, war.TUR} <= set(others)
    for m in (i, *others):
        s.support[m, war.UKR] = 0.5
    update_support(*war.all)
    kept = s.support[i, war.UKR] / 0.5
    assert 0.0 < kept < 1.0
    for m in others:
        usual = c.alignment[m, war.UKR]
        assert s.support[m, war.UKR] == pytest.approx(usual + kept * (0.5 - usual))
    s.support[war.USA, war.UKR] = 0.5 * c.alignment[war.USA, war.UKR]
    update_support(*war.all)
    assert 0.5 < s.support[war.USA, war.UKR] / c.alignment[war.USA, war.UKR] < 1.0
    missing = 1.0
    for m in range(c.n):
        if c.patron[m] == 1 and c.active[m] == 1:
            missing *= 1.0 - s.support[m, war.UKR]
    assert s.pooled[war.UKR] == pytest.approx(1.0 - missing)


def test_lines_drift_for_those_on_whom_they_bear(small):
    s, p = small.s, small.p
    before = copied(s, "line")
    update_lines(*small.all)
    moved = changed(before, copied(s, "line"))
    assert {(i, line) for i in (small.a, small.b) for line in (Line.FIGHT, Line.TALK, Line.EXCHANGE)} <= moved
    assert (small.MED, Line.ENGAGE) in moved
    assert not {(small.MED, Line.FIGHT), (small.a, Line.ENGAGE), (small.a, Line.AID), (small.b, Line.COERCE)} & moved
    assert p.line_life > 0.0


def test_a_leader_who_goes_takes_along_what_it_felt_and_owed(small):
    s, a = small.s, small.a
    s.step, s.demand[a], s.tired[a], s.standing[a] = 7, 0.3, 0.4, 99.0
    lines = copied(s, "line")
    small.s.on[1] = 1
    s.leaning[1, a], s.distrust[1, a] = 40.0, 0.0
    change_leader(*small.all, small.log, a)
    assert (s.demand[a], s.tired[a], s.window) == (0.0, 0.0, 7)
    assert abs(s.standing[a]) < 10.0 * small.p.standing_sd + 1e-9
    assert (a, Line.FIGHT) in changed(lines, copied(s, "line"))
    assert s.leaning[1, a] != 40.0
    assert [one[:2] for one in small.events()] == [(Effect.NEW_LEADER, a)]


def test_a_new_leader_of_a_bystander_opens_no_window(small):
    s = small.s
    s.step, s.window = 7, -99
    change_leader(*small.all, small.log, small.MED)
    assert s.window == -99
    assert small.names() == [Effect.NEW_LEADER]


@pytest.mark.parametrize(("tenure", "gone"), [(1e-9, True), (0.0, False), (1e9, False)])
def test_leaders_go_by_their_tenure(small, tenure, gone):
    for i in range(small.c.n):
        small.c.tenure[i] = tenure
    update_leaders(*small.all, small.log)
    assert (len(small.events(Effect.NEW_LEADER)) == small.c.n) is gone
    assert bool(small.events()) is gone


@pytest.mark.parametrize(
    ("state", "track"),
    [
        ({"settlement": 1, "ceasefire": 1}, Track.SETTLEMENT), ({"ceasefire": 1, "in_session": 1}, Track.CEASEFIRE),
        ({"last_round": 50}, Track.FORMAL_TALKS), ({"in_session": 1}, Track.FORMAL_TALKS),
        ({"last_early": 46, "last_contact": 50}, Track.EARLY_DISCUSSIONS), ({"last_early": 45}, Track.NO_CONTACT),
        ({"last_contact": 46}, Track.CONTACTS), ({"last_contact": 45}, Track.NO_CONTACT), ({}, Track.NO_CONTACT),
    ],
)  # fmt: skip
def test_the_track_is_the_highest_rung_that_holds(small, state, track):
    s, state = small.s, dict(state)
    small.p.track_memory = 4.0
    s.step, s.last_round, s.last_early, s.last_contact, s.in_session = 50, 0, 0, 0, 0
    s.on[0], s.on[1] = state.pop("settlement", 0), state.pop("ceasefire", 0)
    for name, value in state.items():
        setattr(s, name, value)
    update_track(*small.all)
    assert s.track == track


def test_cover_and_words_of_the_week_are_gone_after_it(small):
    s = small.s
    s.cover[small.a], s.vouched[small.b] = 0.4, 0.5
    update(*small.all, small.log)
    assert (s.cover[small.a], s.vouched[small.b]) == (0.0, 0.0)
    assert s.ground == 1.0


def test_under_a_ceasefire_less_is_done_on_the_ground(small):
    s = small.s
    s.on[1] = 1
    update(*small.all, small.log)
    assert s.ground == small.p.ceasefire_violence < 1.0
    s.on[0] = 1
    update(*small.all, small.log)
    assert s.ground == small.p.settlement_violence
    assert side_capability(s, small.c, 0) > 0.0


def exact(scene, days=14.0):
    """Two-week steps, in which a weekly rate of .1 is one of .19."""
    scene.c.days = days
    return scene.s, scene.c, scene.p


def test_escalation_by_hand(small):
    """What each does answers what the other does, tires, and returns to its own resting level."""
    s, c, p = exact(small)
    a, b = small.a, small.b
    p.reaction, p.fatigue, p.fight_sd = 0.1, 0.19, 0.2
    k, f = 0.19, 1.0 - 0.81**2
    s.rest[a], s.rest[b], c.rest[a], c.rest[b] = 0.4, 0.6, 0.4, 0.6
    s.line[a, Line.FIGHT], s.line[b, Line.FIGHT] = 0.5, 0.0
    s.escalation[a, b], s.escalation[b, a], s.push[a], s.push[b] = 0.5, 0.3, 0.02, -0.01
    update_escalation(*small.all)
    # its line has moved its resting level by .1, which it is at once and returns to from now on
    own = 0.5 + k * 0.3 - f * 0.5 + (f * 0.4 - k * 0.6) + 0.02 + 0.1
    other = 0.3 + k * 0.5 - f * 0.3 + (f * 0.6 - k * 0.4) - 0.01
    assert (s.escalation[a, b], s.escalation[b, a]) == pytest.approx((own, other))
    assert (s.rest[a], s.rest[b], s.push[a], s.push[b]) == pytest.approx((0.5, 0.6, 0.0, 0.0))
    assert s.intensity == pytest.approx(0.5 * (own + other))


@of_side_a
def test_salvos_by_hand(small, monkeypatch):
    """Half of a salvo is missiles and half is drones; counts are of side A alone, in the rear and by its escalation."""
    s, _, p = exact(small)
    a, b = small.a, small.b
    p.missile_dispersion, p.drone_dispersion, p.missiles_mean, p.drones_mean = 2.0, 8.0, 100.0, 300.0
    p.salvo_floor, s.escalation[a, b] = 0.25, 0.6
    luck = {14: 0.7, 16: 0.4, 15: 0.5, 17: 0.5}
    monkeypatch.setattr("diplomacy_abm.phases.update.draw", lambda s, c, i, decision: luck[int(decision)])
    small.moves(a, "strike", b)
    update_salvos(*small.all, 0.5)
    missile, drone = salvo_ratio(2.0, 0.7), salvo_ratio(8.0, 0.4)
    assert missile != pytest.approx(drone)
    assert (s.salvo[a], s.salvo[b]) == pytest.approx((0.5 * (missile + drone), 0.125 * (missile + drone)))
    # the median of a count is its mean, rounded
    assert s.missiles == round(100.0 * 0.5 * 0.6 * 2.0 * missile)
    assert s.drones == round(300.0 * 0.5 * 0.6 * 2.0 * drone)


def test_a_week_of_a_party_by_hand(small, monkeypatch):
    s, c, p = exact(small)
    a, b = small.a, small.b
    monkeypatch.setattr("diplomacy_abm.phases.update.noise", lambda *_: 0.5)
    s.escalation[b, a], s.capability[b], s.usual[a], s.salvo[b], p.strike_share = 0.5, 1.2, 0.8, 1.5, 0.3
    s.capability[a], c.sustainable[a], c.dependence[a], s.pooled[a], s.pooled_start[a] = 0.9, 1.1, 0.5, 0.2, 0.4
    p.production, p.attrition, p.offensive_losses, s.offensive[a] = 0.1, 0.1, 0.4, 0.5
    s.hurt[a], s.weariness[a], p.hurt_rate, p.weariness_rate, p.weariness_gain = 1.2, 1.3, 0.1, 0.1, 1.5
    p.standing_sd, p.standing_weariness, s.weight[a], s.keep = 0.1, -0.2, 1.4, 0.6
    s.standing[a], s.demand[a] = 0.3, 0.05
    s.refusal[a], p.refusal_cost, p.refusal_fade = 0.5, 0.1, 0.1
    s.inducement[a], s.pressure[a], s.ag_induce[a] = 0.2, 0.3, 0.4
    p.offer_fade = p.inducement_fade = p.guarantee_fade = 0.1
    s.guaranteed[a], c.guarantee[a], s.on[0] = 0.5, 0.1, 0
    update_party(*small.all, a, 0.5, 0.25)
    coercion, rate = 0.6 * 0.5, 0.19
    damage = coercion / 0.8 * (0.7 + 0.3 * 1.5 * 0.25 / 0.5)
    assert (s.damage[a], s.damage_total[c.side[a]]) == pytest.approx((damage, damage))
    level = 1.1 * (1.0 - 0.5 * 0.5)
    lost = coercion * (1.0 + 0.4 * 0.5) - 0.8
    assert s.capability[a] == pytest.approx(0.9 + rate * (level - 0.9) - rate * lost)
    assert s.hurt[a] == pytest.approx(1.2 + rate * (damage - 1.2))
    assert s.weariness[a] == pytest.approx(1.3 + rate * (1.5 * damage - 1.3))
    assert s.standing[a] == pytest.approx(0.6 * 0.3 + 0.1 * 0.8 * 0.5 + 0.4 * -0.2 * 0.4 - 0.4 * 0.05)
    assert s.demand[a] == pytest.approx(0.6 * 0.05)
    assert s.refusal[a] == pytest.approx(0.5 - rate * 0.4)
    assert (s.inducement[a], s.pressure[a], s.ag_induce[a]) == pytest.approx((0.81 * 0.2, 0.81 * 0.3, 0.81 * 0.4))
    assert s.guaranteed[a] == pytest.approx(0.5 - rate * 0.4)


@of_side_a
def test_the_front_and_what_it_teaches_by_hand(small, monkeypatch):
    """Half of the ground is quiet, for two weeks; A attacks with .5, B with .2, and A is stronger than they think."""
    s, c, p = exact(small)
    a, b = small.a, small.b
    monkeypatch.setattr("diplomacy_abm.phases.update.noise", lambda s, c, i, decision: 0.5 if i == a else -1.0)
    p.decisiveness, p.front_speed, p.offensive_boost, p.front_noise = 2.0, 0.02, 3.0, 0.004
    p.power_sd, s.keep = 0.3, 0.8
    s.capability[a], s.capability[b], s.power, s.intensity, s.front = 1.2, 1.0, 0.25, 0.5, 0.5
    s.offensive[a], s.offensive[b], s.step = 0.5, 0.2, LOOKBACK + 3
    views = {a: (0.1, 0.05, 0.02), b: (-0.2, -0.15, 0.03)}
    for i, (mean, shown, variance) in views.items():
        s.power_mean[i], s.power_seen[i], s.power_var[i] = mean, shown, variance
    c.optimism[a], c.optimism[b] = 0.12, 0.16

    def chance(hidden):
        return 1.0 / (1.0 + math.exp(-2.0 * (math.log(1.2) + hidden)))

    def drift(hidden):
        q = chance(hidden)
        return 0.02 * 0.5 * (q - 0.5 + 3.0 * (0.5 * q - 0.2 * (1.0 - q)))

    update_front(*small.all, 0.5)
    noise = 0.004 * math.sqrt(2.0)
    moved = 0.5 * (2.0 * drift(0.25) + 0.5 * noise)
    assert s.front == pytest.approx(0.5 + moved)
    assert s.fronts[3] == s.front
    for i, (mean, shown, variance) in views.items():
        q, prior = chance(mean), 0.12 if i == a else -0.16
        slope = 0.5 * 2.0 * 0.02 * 0.5 * 2.0 * q * (1.0 - q) * (1.0 + 3.0 * 0.7)
        gain = variance * slope / (slope**2 * variance + noise**2)
        for before, found in ((mean, s.power_mean[i]), (shown, s.power_seen[i])):
            learned = before + gain * (moved - 0.5 * 2.0 * drift(before))
            assert found == pytest.approx(prior + 0.8 * (learned - prior))
        left = (1.0 - gain * slope) * variance
        assert s.power_var[i] == pytest.approx(0.64 * left + 0.36 * 0.09)
    assert s.power == pytest.approx(0.8 * 0.25 + 0.6 * 0.3 * -1.0)


def test_trust_leverage_and_monitors_by_hand(small):
    s, c, p = exact(small)
    a, b, m = small.a, small.b, small.MED
    p.trust_recovery = p.leverage_regrowth = p.offer_fade = 0.1
    s.trust[a, b], s.trust_prior[a, b], s.leverage[m, b], c.leverage[m, b], s.monitoring = 1.5, 0.5, 0.2, 0.6, 0.4
    c.active[b] = 0
    update_relations(*small.all)
    assert s.trust[a, b] == 1.5
    c.active[b], s.leverage[m, b], s.monitoring = 1, 0.2, 0.4
    update_relations(*small.all)
    assert s.trust[a, b] == pytest.approx(1.5 - 0.19)
    assert s.leverage[m, b] == pytest.approx(0.2 + 0.19 * 0.4)
    assert s.monitoring == pytest.approx(0.81 * 0.4)


def test_support_by_hand_and_only_of_who_takes_part(war):
    s, c, p = exact(war)
    p.support_rate = 0.1
    giver, usual = war.DEU, war.TUR
    c.arms[giver], c.arms[usual], c.alignment[usual, war.UKR] = 0.1, 0.0, 0.3
    for m in (giver, usual):
        s.support[m, war.UKR] = 0.5
    s.support[usual, war.RUS] = 0.0
    c.active[giver] = 0
    update_support(*war.all)
    assert (s.support[giver, war.UKR], s.support[usual, war.UKR]) == pytest.approx((0.5, 0.5 - 0.19 * 0.2))
    c.active[giver] = 1
    update_support(*war.all)
    assert s.support[giver, war.UKR] == pytest.approx(0.81 * 0.5)
    assert s.support[usual, war.RUS] == 0.0


def test_lines_drift_by_normal_shocks_of_their_own(war):
    s, c = war.s, war.c
    s.keep, weeks = 0.6, range(20, 60)
    middles = 0
    for s.step in weeks:
        before = copied(s, "line")
        update_lines(*war.all)
        for k in range(s.n_lines):
            i, x = s.line_actor[k], s.line_kind[k]
            u = uniform(s.seed_low, s.seed_high, s.run, c.key[i], 32 + x, s.step)
            middles += 0.02 < u < 0.98
            assert s.line[i, x] == pytest.approx(0.6 * before[i, x] + 0.8 * ndtri(u), abs=1e-6)
    assert 0 < middles < s.n_lines * len(weeks)


def test_a_new_leader_by_hand(war, monkeypatch):
    """What was the country's in the will to keep stays; a settlement that is not in force is not touched."""
    s, c, p, a = war.s, war.c, war.p, war.a
    for slot in range(2 + c.n_issues):
        s.on[slot] = int(slot in (1, 2))
    p.standing_sd, s.spread[a] = 0.05, 0.05
    for slot in (0, 1, 2):
        s.leaning[slot, a], s.distrust[slot, a] = 1.5, 0.5
    monkeypatch.setattr("diplomacy_abm.phases.update.noise", lambda s, c, i, decision: float(decision))
    luck = {161: 0.8, 162: 0.5}
    monkeypatch.setattr("diplomacy_abm.phases.update.draw", lambda s, c, i, decision: luck[int(decision)])
    change_leader(*war.all, war.log, a)
    assert {x: s.line[a, x] for x in Line if bears(c, a, x)} == {x: 52.0 + x for x in Line if bears(c, a, x)}
    assert s.standing[a] == pytest.approx(0.05 * 51)
    personal = 3.0 / math.pi**2
    for slot, drawn in ((1, math.log(4.0)), (2, 0.0)):
        wanted = 0.5 + math.sqrt(1.0 - personal) * 1.0 + math.sqrt(personal) * drawn
        assert s.leaning[slot, a] == pytest.approx(wanted)
    assert s.leaning[0, a] == 1.5


@pytest.mark.parametrize(("allegiance", "opens"), [(0, True), (1, True), (-1, False)])
def test_a_new_leader_of_who_backs_a_side_opens_a_window(small, allegiance, opens):
    small.c.allegiance[small.MED], small.s.step, small.s.window = allegiance, 7, -99
    change_leader(*small.all, small.log, small.MED)
    assert (small.s.window == 7) is opens


def test_leaders_of_long_tenure_go_as_often_as_it_says(small):
    """With a tenure of five weeks one in five goes in a week, and .36 of them in two."""
    c, s = small.c, small.s
    for days, rate in ((7.0, 0.2), (14.0, 0.36)):
        c.days = days
        gone = 0
        for s.step in range(300):
            s.n_events = 0
            for i in range(c.n):
                c.tenure[i] = 5.0
            update_leaders(*small.all, small.log)
            gone += len(small.events(Effect.NEW_LEADER))
        n = 300 * c.n
        assert abs(gone / n - rate) < 4 * math.sqrt(rate * (1.0 - rate) / n)
