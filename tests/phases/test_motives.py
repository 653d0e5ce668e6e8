"""What moves do for their maker: each rule is asked with the circumstances that the description names."""

import math

import pytest

from diplomacy_abm.moves import by_name, catalogue
from diplomacy_abm.phases.begin import coercion_on
from diplomacy_abm.phases.common import believed, crowding
from diplomacy_abm.phases.sign import ceasefire_chance, ceasefire_margin_of
from diplomacy_abm.phases.text import best_item, item_worth
from diplomacy_abm.phases.weigh import (
    assess_coming,
    assess_text,
    excess_of,
    hold_over,
    motives,
    own_war_cost,
    pledged_by,
    restraint_of,
    visited_both,
    wanted_level,
    worth_of_coming,
)
from diplomacy_abm.rules import move_value as value
from diplomacy_abm.rules.attendance import open_question, sounded_chance
from diplomacy_abm.rules.contest import worn_by_attack
from diplomacy_abm.rules.mediation import both_come, dilution, sway
from diplomacy_abm.rules.support import wanted_sanctions
from diplomacy_abm.state import GRID
from diplomacy_abm.vocabulary import Goal, Line
from tests.phases.scene import Scene, of_side_a


@pytest.fixture
def war():
    return Scene("ukraine-2025").assessed().waiting(20)


def does(scene, i, name, j=-1):
    return motives(*scene.all, i, catalogue().index(by_name(name)), j)


def mediated(scene, m):
    """Mediator m among leads whose attendance, credit and answers are known."""
    s, c, p = scene.all
    p.prospect_floor, p.silence, p.visit_memory, s.prospect, s.stake = 0.2, 20.0, 6.0, 0.4, 0.5
    s.attend[scene.a], s.attend[scene.b] = 0.3, 0.6
    for lead, credit in ((scene.a, 0.6), (scene.b, 0.4)):
        s.reliable[lead, m], s.unreliable[lead, m] = 10.0 * credit, 10.0 * (1.0 - credit)
        s.answer[m, lead], s.asked[m, lead] = 1, s.step
    s.guaranteed[scene.a], s.guaranteed[scene.b], c.guarantee[m] = 0.3, 0.5, 0.8
    return p.prospect_floor + 0.8 * 0.4


def test_what_mediators_do_is_worth_what_its_rule_says(small):
    s, p, m = small.s, small.p, small.MED
    near = mediated(small, m)
    assert near == pytest.approx(0.52)
    sure = sounded_chance(1.0, 1.0)
    wanted = value.convene_motives(0.5, near, 0.3 * 0.6, both_come(sure, sure), p.host_honour)
    assert does(small, m, "convene") == pytest.approx(wanted)
    assert does(small, m, "guarantee") == pytest.approx(value.guarantee_motives(p.guarantee_gain, 0.8 - 0.3, near))
    s.text_worth = 0.07
    assert does(small, m, "formulate") == pytest.approx(value.formulate_motives(0.4, 0.07))


@pytest.mark.parametrize(
    ("ago", "window", "answer", "occasion"),
    [(10, -99, 1, 0.5), (30, -99, 1, 1.0), (1, -99, -1, None), (3, 18, 1, 1.0), (10, 13, 1, 0.5), (1, 18, 1, 0.05)],
)
def test_a_visit_is_as_urgent_as_silence_doubt_or_a_window_make_it(small, ago, window, answer, occasion):
    s, p, m, j = small.s, small.p, small.MED, small.a
    mediated(small, m)
    s.visited[m, j], s.window, s.answer[m, j] = s.step - ago, window, answer
    if occasion is None:
        occasion = open_question(sounded_chance(0.0, -1.0))
        assert occasion > 0.5
    if answer >= 0:
        occasion = max(occasion, open_question(sounded_chance(1.0, 1.0)))
    assert does(small, m, "shuttle", j) == pytest.approx(value.visit_motives(p.shuttle_gain, 0.5, 0.6, occasion))


def test_a_host_hands_over_by_what_both_think_of_the_other(war):
    s, p, m, j = war.s, war.p, war.TUR, war.USA
    mediated(war, m)
    for lead, credit in ((war.a, 0.7), (war.b, 0.9)):
        s.reliable[lead, j], s.unreliable[lead, j] = 10.0 * credit, 10.0 * (1.0 - credit)
    s.answer[m, war.a], s.answer[m, war.b] = 1, -1
    s.asked[m, war.a] = s.step
    wanted = value.hand_over_motives(p.hand_over_gain, 0.4, 0.7, p.host_honour * 1.0 * 0.5)
    assert does(war, m, "hand_over", j) == pytest.approx(wanted)


def test_a_promise_of_a_patron_is_worth_what_is_missing(war):
    s, p, i, j = war.s, war.p, war.USA, war.UKR
    s.prospect, s.guaranteed[j], war.c.guarantee[i] = 0.4, 0.3, 0.8
    assert does(war, i, "promise_guarantee", j) == pytest.approx(value.guarantee_motives(p.guarantee_gain, 0.5, 0.4))


@pytest.mark.parametrize(("momentum", "danger"), [(2.0, 0.5), (1.0, 0.0), (3.0, 1.0)])
def test_a_surge_answers_ground_that_is_being_lost(war, momentum, danger):
    s, c, p, i, j = war.s, war.c, war.p, war.DEU, war.UKR
    s.momentum = momentum if c.side[j] == 1 else -momentum
    c.arms[i], s.capability[j] = 0.001, 2.0
    size = by_name("surge").size
    s.n_pipelines, s.pl_supplier[0], s.pl_recipient[0] = 1, i, j
    s.pl_rate[0], s.pl_first[0], s.pl_last[0] = 0.25 * 0.001, 15, s.step + size
    relief = min(100.0 * size * 0.001 / 2.0, 1.0)
    wanted = value.surge_motives(p.pledge_gain * wanted_level(*war.all, i, j), danger, 0.25, relief)
    assert does(war, i, "surge", j) == (pytest.approx(wanted) if danger else (0.0,) * 8)


def test_what_is_still_owed_is_what_is_yet_to_come(small):
    s, i, j = small.s, small.MED, small.a
    s.step, s.n_pipelines = 10, 4
    for k, (who, whom, first, last) in enumerate(((i, j, 0, 14), (i, j, 12, 20), (i, j, 0, 10), (i, small.b, 0, 99))):
        s.pl_supplier[k], s.pl_recipient[k], s.pl_rate[k] = who, whom, 0.5
        s.pl_first[k], s.pl_last[k] = first, last
    assert pledged_by(s, i, j) == pytest.approx(0.5 * 4 + 0.5 * 8)
    assert pledged_by(s, i, small.b) == pytest.approx(0.5 * 89)


def test_sanctions_answer_the_excess_as_far_as_trade_allows(war):
    s, c, p, i, j = war.s, war.c, war.p, war.USA, war.a
    s.escalation[j, war.b], s.escalation[war.b, j], c.rest[j], c.rest[war.b] = 0.9, 0.4, 0.7, 0.4
    assert excess_of(s, c, j) == pytest.approx(0.3)
    assert excess_of(s, c, war.b) == pytest.approx(-0.5)
    c.rest[j] = 1.0
    assert excess_of(s, c, j) == pytest.approx(0.5)
    c.commerce[i, j], s.line[i, Line.COERCE], s.ledger[i, j] = 0.2, 0.0, 0.1
    size = by_name("sanction").size
    wanted = wanted_sanctions(0.5, 0.2, 0.0) - 0.1
    welcome = believed(s, j, i)
    assert welcome == pytest.approx(0.4)
    expected = value.sanction_motives(p.sanction_gain, wanted, size, 0.2, welcome)
    assert does(war, i, "sanction", j) == pytest.approx(expected)
    c.mediator[i] = 0
    expected = value.sanction_motives(p.sanction_gain, wanted, size, 0.2, 0.0)
    assert does(war, i, "sanction", j) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("slot", "weeks", "pause", "held"),
    [(None, 0, False, 0.0), (None, 0, True, 0.5), (1, 5, False, 0.25), (0, 10, True, 0.5), (1, 30, True, 1.0)],
)
def test_restraint_is_how_long_an_agreement_has_stood_or_a_pause(small, slot, weeks, pause, held):
    s, p, j = small.s, small.p, small.a
    p.silence = 20.0
    s.last_hostility[j] = 3.0 if pause else -9.0
    if slot is not None:
        s.on[slot], s.since[slot] = 1, s.step - weeks
    assert restraint_of(*small.all, j) == pytest.approx(held)


def test_what_a_client_has_to_lose_is_what_it_could_not_do_without_or_leverage(war):
    s, c, i, j = war.s, war.c, war.USA, war.UKR
    s.leverage[i, j], s.support[i, j], s.pooled[j] = 0.0, 0.2, 0.2
    assert hold_over(s, c, i, j) == pytest.approx(0.2)
    # who carries less than a third of it cannot stop it alone
    s.pooled[j] = 0.9
    alone = hold_over(s, c, i, j)
    assert alone == pytest.approx(0.2 * 0.6 / 0.9)
    s.leverage[i, j], s.bias[i] = 0.95, 0.0
    assert hold_over(s, c, i, j) > alone


@pytest.mark.parametrize(("worked", "known", "free"), [(14, 1, False), (13, 0, False), (20, 1, False), (20, 1, True)])
def test_mediators_of_late_are_counted_unless_they_coordinate(war, worked, known, free):
    s, p = war.s, war.p
    p.visit_memory, p.overlap = 6.0, 0.5
    for m in range(war.c.n):
        s.worked[m] = -999
    s.worked[war.TUR], s.worked[war.USA] = worked, 20
    s.coordinated_until = 20 if free else 19
    assert crowding(*war.all) == (1.0 if free else pytest.approx(dilution(1 + known, 0.5)))


@pytest.mark.parametrize(("first", "second", "both"), [(14, 20, 1), (20, 14, 1), (13, 20, 0), (20, 13, 0)])
def test_both_leads_were_visited_of_late(small, first, second, both):
    s, m = small.s, small.MED
    small.p.visit_memory = 6.0
    s.visited[m, small.a], s.visited[m, small.b] = first, second
    assert visited_both(*small.all, m) == both


def test_violence_is_weighed_by_what_it_does_and_costs(small):
    s, c, p, a, b = small.s, small.c, small.p, small.a, small.b
    cost, push = own_war_cost(*small.all, a), by_name("strike").push
    strike = value.strike_motives(
        p.strike_gain, c.hawkishness[a], cost, p.strike_retaliation, s.pooled[a], p.strike_blame, push
    )
    assert does(small, a, "strike", b) == pytest.approx(strike)
    size = by_name("restrain").size
    s.hope[a] = 0.05
    for hostility, spared, hope in ((3.0, cost * p.strike_retaliation, 0.05), (-9.0, 0.0, 0.0)):
        s.last_hostility[b] = hostility
        pause = value.restrain_motives(
            p.restraint_exposure * size, s.pooled[a], p.restraint_praise, by_name("restrain").push, hope, spared
        )
        assert does(small, a, "restrain", b) == pytest.approx(pause)


@of_side_a
def test_who_cannot_spare_the_strength_does_not_attack_all_year(war):
    """The extra losses of an offensive cost it the strength by which it would win."""
    s, p, i = war.s, war.p, war.a
    base = does(war, i, "offensive", war.b)
    p.attrition *= 2.0
    dearer = does(war, i, "offensive", war.b)
    fields = [x for x in range(len(base)) if base[x] != dearer[x]]
    assert fields == [Goal.SECURITY]
    worn = worn_by_attack(
        0.5 * p.attrition, coercion_on(s, war.c, i) * s.ground, p.offensive_losses, s.capability[i], p.planning,
        s.power_slope[i],
    )  # fmt: skip
    assert worn > 0.0
    assert base[Goal.SECURITY] - dearer[Goal.SECURITY] == pytest.approx(worn)


def test_a_lever_is_worth_pulling_where_the_other_would_sign(small):
    """It takes both: leaning on the readier side brings nothing while the other stays away from the terms."""
    s, m, a, b = small.s, small.MED, small.a, small.b
    s.leverage[m, a] = 0.1
    found = []
    for pressed in (-5.0, 0.0, 5.0):
        s.pressure[b] = pressed
        found.append(does(small, m, "press", a)[Goal.PEACE])
    assert found[0] == pytest.approx(0.0, abs=1e-6)
    assert found[0] < found[1] < found[2]


@of_side_a
@pytest.mark.parametrize(("under_way", "near"), [(0.0, 0), (0.7, 0), (0.0, 1)])
def test_an_offensive_is_worth_the_ground_it_can_expect(small, under_way, near):
    """By hand: its ground is weeks x speed x fighting x boost x size x the chance to prevail as its maker sees it."""
    s, c, p = small.s, small.c, small.p
    i = c.lead[near]
    s.chance[i], s.offensive[i], s.intensity, p.attrition = 0.6, under_way, 0.5, 0.0
    p.planning, p.front_speed, p.offensive_boost, p.offensive_losses, p.campaign_start = 10.0, 0.02, 3.0, 0.4, 0.01
    row, cost = by_name("offensive"), own_war_cost(*small.all, i)
    strike = does(small, i, "strike", c.lead[1 - near])
    ground = 10.0 * 0.02 * 0.5 * 3.0 * row.size * (0.6 if near == 0 else 0.4)
    found = does(small, i, "offensive", c.lead[1 - near])
    security = strike[Goal.SECURITY] + ground * (0.5 + c.hawkishness[i]) - (0.0 if under_way else 0.01)
    assert found[Goal.SECURITY] == pytest.approx(security)
    assert found[Goal.WELFARE] == pytest.approx(strike[Goal.WELFARE] - cost * 0.4 * row.size)
    assert (found[Goal.ALLIANCE], found[Goal.PEACE]) == pytest.approx((strike[Goal.ALLIANCE], -row.push))


@pytest.mark.parametrize(("accord", "suspended", "times"), [(0, 0, 1.0), (1, 0, 1.5), (1, 1, 1.0)])
def test_people_come_home_more_easily_under_an_accord_and_with_the_best_helper(war, accord, suspended, times):
    s, c, p, i = war.s, war.c, war.p, war.a
    p.exchange_frame, p.exchange_gain, p.exchange_cost, p.exchange_help, s.prisoners = 0.5, 0.1, 0.02, 0.5, 1.2
    k = next(k for k in range(c.n_issues) if c.humanitarian[k] == 1)
    s.on[2 + k], s.suspended[2 + k] = accord, suspended
    for m in range(c.n):
        s.visited[m, war.a] = s.visited[m, war.b] = -99
    for m, credit in ((war.TUR, 0.8), (war.ARE, 0.4), (war.SAU, 0.9)):
        s.reliable[i, m], s.unreliable[i, m] = 10.0 * credit, 10.0 * (1.0 - credit)
        s.visited[m, war.a] = s.visited[m, war.b] = 18
    c.active[war.SAU] = 0
    gain = 0.1 * by_name("exchange").size * times
    wanted = value.exchange_motives(gain, 1.2, 0.02, 0.5 * 0.8)
    assert does(war, i, "exchange", war.b) == pytest.approx(wanted)


def at_the_table(scene):
    """Lead a before talks in which everything that coming hangs on is known."""
    s, p, a, b, m = scene.s, scene.p, scene.a, scene.b, scene.MED
    p.side_benefit, p.ripeness, p.seen_cost, p.cover, p.seen_relief, p.talk_image = 0.3, 0.2, 0.05, 0.6, 0.4, 0.02
    p.fruitless_cost, p.shield, p.momentum_lost, p.rounds_expected, s.factor = 0.01, 0.5, 0.5, 3.0, 0.5
    s.toll[a], s.toll[b], s.pooled[a], s.pooled[b], s.private_cost[a] = 2.0, 3.0, 0.4, 0.2, 0.1
    s.belief_var[a, b], s.power_var[b], s.power_slope[b], s.shift[a], s.side_gain[a] = 0.0004, 0.04, 0.2, 0.03, 0.015
    s.momentum, s.weight[a], s.attend[a], s.attend[b], s.tired[a], s.refusal[a] = 0.3, 1.5, 0.4, 0.6, 2.0, 0.04
    s.deal_chance[a], s.promise[a], s.invited_until, s.in_session, s.host = 0.5, 0.2, -1, 0, -1
    s.offensive[a] = s.offensive[b] = 0.0
    s.reliable[a, m], s.unreliable[a, m] = 7.0, 3.0
    s.answer[m, b], s.asked[m, b] = 1, s.step
    return s, p, a, b, m


def coming(scene, other, credit, promise=0.2, chance=0.5, backed=0.0):
    """What coming does, by hand, for a lead as of :func:`at_the_table`."""
    spread = ((3.0 * 0.9) ** 2 * 0.0004 + 0.2**2 * 0.04) ** 0.5
    lost = -0.5 * 0.3 if scene.c.side[scene.a] == 0 else 0.5 * 0.3
    seen = 0.05 * (1.0 - 0.5 * 0.6 * 0.5 * credit) * (1.0 - 0.4 * 0.5) * (1.0 - 0.4)
    approval = 0.5 * 0.02 * (0.4 + credit)
    issue = other * (promise + 0.3 * spread)
    security = other * 0.3 * (0.03 + max(lost, 0.0))
    welfare = other * 0.015 + 0.2 * 0.1 * 2.0 * 0.8 * (1.0 - 0.3) * chance
    standing = 0.04 * other + approval - seen - 0.01 * 2.0 - backed
    return issue, security, welfare, standing, 0.0, 0.0, 0.0, 0.0


def test_coming_is_worth_what_can_be_had_there_less_what_it_costs_to_be_seen(small):
    s, p, a, b, m = at_the_table(small)
    assert does(small, a, "propose", b) == pytest.approx(coming(small, 0.6, 0.0))
    assert does(small, a, "attend", b) == pytest.approx(coming(small, 0.6, 0.0))
    # a host that is believed has heard that the other would come
    s.invited_until, s.host = s.step, m
    heard = 0.6 + 0.7 * 1.0 * 0.4
    refusal = 0.04 * heard
    attend = does(small, a, "attend", b)
    assert attend == pytest.approx(coming(small, heard, 0.7))
    assert does(small, a, "propose", b)[Goal.ISSUE] == pytest.approx(coming(small, 0.6, 0.0)[Goal.ISSUE])
    s.hope[a] = 0.02
    row = by_name("walk_out")
    wanted = value.walk_out_motives(row.size, small.c.hawkishness[a], refusal, 0.02)
    assert does(small, a, "walk_out", b) == pytest.approx(wanted)
    weights = [small.c.goal[a, goal] for goal in Goal]
    s.line[a, Line.TALK], p.mood_sd = 2.0, 0.01
    told = sum(w * x for w, x in zip(weights, coming(small, 0.8, 0.7), strict=True))
    assert worth_of_coming(*small.all, a, m, 0.8) == pytest.approx(told + 0.02)


def test_yielding_has_the_chance_and_the_margin_of_its_own_terms(small):
    s, p, a, b, _ = at_the_table(small)
    s.invited_until, s.in_session, p.lambda_accept = -1, 1, 5.0
    steps = round(by_name("concede").size * (GRID - 1))
    s.best_q[a] = 10
    q = 10 + steps if small.c.side[a] == 0 else 10 - steps
    for level in range(GRID):
        s.agreed[a, level], s.agreed[b, level], s.conceded[a, level], s.conceded[b, level] = 0.5, 0.5, 0.02, 0.02
    s.agreed[a, q], s.conceded[a, q], s.war[a], s.pressure[a], s.standing[a] = 0.55, 0.05, 0.4, 0.01, 0.02
    s.war_public[b], s.belief_mean[a, b], s.pressure[b], s.standing[b] = 0.45, s.public_mean[b], 0.0, 0.0
    spread = ((3.0 * 0.9) ** 2 * 0.0004 + 0.2**2 * 0.04) ** 0.5
    slope = 5.0 / (1.0 + math.pi / 8.0 * 25.0 * spread**2) ** 0.5
    chance = 1.0 / (1.0 + math.exp(-slope * (0.5 - 0.45 - 0.02)))
    promise = (1.0 - (1.0 - chance) ** 3) * (0.55 - (0.4 - 0.01) - 0.05 + 0.02)
    wanted = coming(small, 0.6, 0.0, promise, chance, (0.05 - 0.02) * (1.0 - chance))
    assert does(small, a, "concede", b) == pytest.approx(wanted)


def test_what_can_be_hoped_for_is_the_better_of_a_settlement_and_a_ceasefire(small):
    """The chance of a deal within the rounds that are expected, times what it brings, if the other comes."""
    s, _, a, b, m = at_the_table(small)
    s.belief_mean[a, b] = s.private_cost[a] = s.public_mean[b] = 0.5
    truce = ceasefire_chance(*small.all, a), ceasefire_margin_of(*small.all, a, 0.5)
    assert min(truce) > 0.05
    for surplus, ceasefire, wanted in (
        (0.0, 0, truce), (-9.0, 0, truce), (9.0, 0, (0.4, 9.0)), (0.0, 1, (0.4, 0.0)),
    ):  # fmt: skip
        s.best_chance[a], s.best_surplus[a], s.on[1] = 0.4, surplus, ceasefire
        for until, host, other in ((-1, -1, 0.6), (s.step, m, 0.6 + 0.7 * 0.4)):
            s.invited_until, s.host = until, host
            assess_coming(*small.all, a)
            assert (s.deal_chance[a], s.deal_surplus[a]) == pytest.approx(wanted)
            assert s.promise[a] == pytest.approx((1.0 - (1.0 - wanted[0]) ** 3) * max(wanted[1], 0.0))
            assert s.hope[a] == pytest.approx(other * s.promise[a])


@pytest.mark.parametrize(
    ("session", "visited", "settled", "known"),
    [(1, -99, 0, True), (0, 20, 0, True), (0, -99, 0, False), (1, 20, 1, False)],
)  # fmt: skip
def test_what_a_text_is_worth_is_worked_out_where_one_could_be_made(small, session, visited, settled, known):
    s, m = small.s, small.MED
    s.in_session, s.on[0], s.text_worth = session, settled, 9.0
    s.visited[m, small.a] = s.visited[m, small.b] = visited
    assess_text(*small.all)
    both = sum(s.public_mean[i] * s.toll[i] * (1.0 - small.p.shield * s.pooled[i]) for i in (small.a, small.b))
    assert s.stake == pytest.approx(both)
    item = best_item(*small.all, s.public_q)
    assert item >= 0 or settled
    assert s.text_worth == pytest.approx(item_worth(*small.all, item, s.public_q) if known else 0.0)


@pytest.mark.parametrize(
    ("wish", "session", "invited", "told"),
    [(0.1, 0, 0, True), (0.0, 0, 0, False), (0.1, 1, 0, False), (0.1, 0, 1, False)],
)  # fmt: skip
def test_a_visit_to_a_mediator_tells_it_what_it_does_not_know_before_talks(war, wish, session, invited, told):
    s, c, p, i, m = war.s, war.c, war.p, war.a, war.TUR
    p.silence, p.court_gain, s.visited[i, m] = 20.0, 0.3, 15
    s.wish[i], s.in_session, s.invited_until = wish, session, s.step - 1 + invited
    s.reliable[i, m], s.unreliable[i, m], s.answer[m, i] = 6.0, 4.0, -1
    allied = c.alignment[m, i] if c.allegiance[m] == c.side[i] else 0.0
    wanted = value.court_motives(0.3, allied, 0.6 if told else 0.0, 0.25)
    assert does(war, i, "court", m) == pytest.approx(wanted)


def test_a_visit_to_an_ally_keeps_it_warm(war):
    s, c, p, i, j = war.s, war.c, war.p, war.UKR, war.DEU
    p.silence, p.court_gain, s.visited[i, j], c.alignment[j, i], c.mediator[j] = 20.0, 0.3, 10, 0.4, 0
    assert does(war, i, "court", j) == pytest.approx(value.court_motives(0.3, 0.4, 0.0, 0.5))
    c.allegiance[j] = 1 - c.side[i]
    assert does(war, i, "court", j) == pytest.approx(value.court_motives(0.3, 0.0, 0.0, 0.5))


def test_a_threat_is_for_who_is_more_resolved_than_is_thought_and_has_not_said_so(small):
    s, p, i = small.s, small.p, small.a
    s.public_mean[i], s.private_cost[i], s.toll[i], s.pooled[i], s.demand[i], s.prospect = 0.3, 0.1, 2.0, 0.4, 0.05, 0.4
    p.shield = 0.5
    wanted = value.threaten_motives(0.2 * 2.0 * 0.8 - 0.05, by_name("threaten").size, 0.4)
    assert does(small, i, "threaten", small.b) == pytest.approx(wanted)


def test_a_patron_wants_to_give_more_against_the_rivals_and_for_lost_friends(war):
    """By hand: mood e^.3, the rival's support up by .1, and of the others' .4 there is .1 left."""
    s, c, p, i, j = war.s, war.c, war.p, war.DEU, war.UKR
    rival = war.c.lead[1 - c.side[j]]
    c.alignment[i, j], p.aid_sd, s.line[i, Line.AID], p.counter_support, p.substitution = 0.2, 0.6, 0.5, 0.5, 0.8
    s.pooled_start[rival], s.pooled[rival] = 0.2, 0.3
    c.support[i, j], s.support[i, j] = 0.5, 0.25
    s.pooled_start[j], s.pooled[j] = 1.0 - 0.5 * 0.6, 1.0 - 0.75 * 0.9
    wanted = 0.2 * math.exp(0.3) * (1.0 + 0.5 * 0.1 + 0.8 * 0.3)
    assert wanted_level(*war.all, i, j) == pytest.approx(wanted)
    gap = (wanted - 0.25) / 0.2
    assert does(war, i, "pledge", j) == pytest.approx(value.package_motives(p.pledge_gain, 0.2, gap))
    # friends who give more than they did are no reason to give less
    s.pooled[j] = 1.0 - 0.75 * 0.3
    assert wanted_level(*war.all, i, j) == pytest.approx(0.2 * math.exp(0.3) * 1.05)


@pytest.mark.parametrize(("refused", "lately"), [(14, True), (13, False)])
def test_a_cut_answers_a_refusal_of_late(war, refused, lately):
    s, c, p, i, j = war.s, war.c, war.p, war.USA, war.UKR
    p.visit_memory, s.refused[i, j], s.support[i, j], s.pooled[j], s.weariness[j] = 6.0, refused, 0.2, 0.9, 1.5
    gap = (wanted_level(*war.all, i, j) - 0.2) / c.alignment[i, j]
    withheld = 0.6 / 0.9 if lately else 0.0
    size = by_name("cut_back").size
    wanted = value.cut_motives(p.pledge_gain, c.alignment[i, j], gap, size, 1.5, 0.2, withheld)
    assert does(war, i, "cut_back", j) == pytest.approx(wanted)


def test_pressure_to_talk_is_for_the_one_on_whom_talks_hang(war):
    """By hand: it would come by one in two, for all that is known, and the other for sure."""
    s, p, i, j = war.s, war.p, war.USA, war.UKR
    other = war.c.lead[1 - war.c.side[j]]
    p.silence, s.pressed[i, j], s.leverage[i, j], s.support[i, j], s.pooled[j] = 20.0, 15, 0.0, 0.2, 0.3
    s.answer[i, j], s.answer[i, other], s.asked[i, other] = -1, 1, s.step
    wanted = value.press_to_talk_motives(p.press_gain, 0.2, 0.2, 0.5, 0.25)
    assert does(war, i, "press_to_talk", j) == pytest.approx(wanted)


def test_easing_sanctions_brings_trade_back_as_far_as_the_other_holds_back(war):
    s, p, i, j = war.s, war.p, war.USA, war.a
    war.c.commerce[i, j], s.ledger[i, j], s.last_hostility[j] = 0.3, 0.4, 3.0
    wanted = value.relieve_motives(p.sanction_gain, 0.4, 0.5, by_name("relieve").size, 0.3)
    assert does(war, i, "relieve", j) == pytest.approx(wanted)


@of_side_a
@pytest.mark.parametrize(("move", "against"), [("press", 0.2), ("induce", -0.2)])
def test_a_lever_raises_the_chance_of_two_yeses_by_what_it_moves(small, move, against):
    s, p, c, m, a, b = small.s, small.p, small.c, small.MED, small.a, small.b
    s.bias[m], s.leverage[m, a], s.stake, c.commerce[m, a], p.lambda_accept, q = 0.2, 0.4, 0.5, 0.3, 4.0, s.public_q
    for i, agreed, war_ in ((a, 0.5, 0.6), (b, 0.5, 0.45)):
        s.agreed[i, q], s.war_public[i], s.pressure[i], s.conceded[i, q], s.standing[i] = agreed, war_, 0.0, 0.0, 0.0
        s.public_var[i] = s.power_var[i] = 0.0
    amount = sway(0.4, 0.2) * by_name(move).size
    yes = [1.0 / (1.0 + math.exp(-4.0 * margin)) for margin in (-0.1 + amount, -0.1, 0.05)]
    wanted = value.lever_motives(0.5, (yes[0] - yes[1]) * yes[2], amount, 0.3, against)
    assert does(small, m, move, a) == pytest.approx(wanted)
    # who is leaned away from is moved by less, and pressing it is no sacrifice
    s.leverage[m, b] = 0.4
    less = does(small, m, move, b)
    assert (less[Goal.ISSUE] == 0.0) is (move == "press")
    assert less[Goal.COMMERCE] == pytest.approx(-sway(0.4, -0.2) * by_name(move).size * c.commerce[m, b])
