"""What moves do for their maker: each rule is asked with the circumstances that the description names."""

import pytest

from diplomacy_abm.moves import by_name, catalogue
from diplomacy_abm.phases.begin import coercion_on
from diplomacy_abm.phases.common import believed, crowding
from diplomacy_abm.phases.weigh import (
    excess_of,
    hold_over,
    motives,
    own_war_cost,
    pledged_by,
    restraint_of,
    visited_both,
    wanted_level,
)
from diplomacy_abm.rules import move_value as value
from diplomacy_abm.rules.attendance import open_question, sounded_chance
from diplomacy_abm.rules.contest import worn_by_attack
from diplomacy_abm.rules.mediation import both_come, dilution
from diplomacy_abm.rules.support import wanted_sanctions
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
