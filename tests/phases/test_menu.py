"""What is on a menu and what is not, and what a choice leaves in the state."""

import math

import pytest

from diplomacy_abm.moves import by_name, catalogue
from diplomacy_abm.phases.choose import POLICY_FAULT, choose, decide, fill_view, take
from diplomacy_abm.phases.common import crowding, draw
from diplomacy_abm.phases.menu import (
    add,
    aimed_at,
    fill_menu,
    holds_channel,
    legal,
    on_the_table,
    room_for_pipeline,
    share_families,
)
from diplomacy_abm.phases.weigh import excess_of, hold_over, pledged_by, restraint_of, visited_both, worth_of_coming
from diplomacy_abm.state import ALTERNATIVES
from diplomacy_abm.vocabulary import CUSTOM, Aim, Channel, Line, Policy
from tests.phases.scene import Scene, of_side_a


@pytest.fixture
def war():
    scene = Scene("ukraine-2025").assessed().waiting(20)
    scene.s.on[0] = scene.s.on[1] = 0
    return scene


def row(name):
    return catalogue().index(by_name(name))


def may(scene, i, move, j=-1):
    return bool(legal(*scene.all, i, row(move), j))


def menu(scene, i, channel):
    fill_menu(*scene.all, i, channel)
    s = scene.s
    return [(catalogue()[s.alt_move[x]].name, s.alt_target[x]) for x in range(s.n_alternatives)]


def test_who_acts_on_a_channel(war):
    c = war.c
    assert holds_channel(c, war.UKR, Channel.MILITARY)
    assert not holds_channel(c, war.TUR, Channel.MILITARY)
    assert holds_channel(c, war.TUR, Channel.MEDIATION)
    assert not holds_channel(c, war.UKR, Channel.MEDIATION)
    assert holds_channel(c, war.USA, Channel.SUPPORT)
    assert holds_channel(c, war.a, Channel.HUMANITARIAN)
    assert holds_channel(c, war.b, Channel.HUMANITARIAN)
    assert not holds_channel(c, war.USA, Channel.HUMANITARIAN)
    assert not holds_channel(c, war.UKR, Channel.OUTCOME)


@pytest.mark.parametrize("slot", [0, 1])
def test_violence_is_no_choice_under_a_ceasefire_or_settlement(small, slot):
    assert menu(small, small.a, Channel.MILITARY)[0] == ("hold", -1)
    assert {name for name, _ in menu(small, small.a, Channel.MILITARY)} == {"hold", "strike", "offensive", "restrain"}
    small.s.on[slot] = 1
    assert menu(small, small.a, Channel.MILITARY) == [("hold", -1)]


@pytest.mark.parametrize(("prisoners", "age", "open_"), [(0.3, 99, True), (0.2, 99, False), (0.3, 8, False),
                                                        (0.3, 9, True)])  # fmt: skip
def test_prisoners_are_exchanged_while_there_are_some_and_no_breach_is_fresh(small, prisoners, age, open_):
    s = small.s
    small.p.suspend_limit = 8.0
    s.prisoners, s.last_breach = prisoners, 20 - age
    assert may(small, small.a, "exchange", small.b) is open_
    assert may(small, small.a, "no_exchange")


@pytest.mark.parametrize(
    ("state", "moves"),
    [
        ({}, {"propose"}), ({"invited_until": 20}, {"propose", "attend"}), ({"invited_until": 19}, {"propose"}),
        ({"in_session": 1}, {"propose", "attend", "concede"}),
        ({"in_session": 1, "last_round": 19, "affront": 16}, {"propose", "attend", "concede", "walk_out"}),
        ({"in_session": 1, "last_round": 19, "affront": 15}, {"propose", "attend", "concede"}),
        ({"in_session": 1, "last_round": 18, "affront": 16}, {"propose", "attend", "concede"}),
        ({"last_round": 19, "affront": 20}, {"propose"}),
    ],
)  # fmt: skip
def test_coming_to_the_table_needs_an_invitation_or_a_session_and_leaving_it_an_affront(small, state, moves):
    s = small.s
    small.p.session_memory = 4.0
    s.in_session, s.invited_until = 0, -1
    for name, value in state.items():
        if name == "affront":
            s.affront[small.a] = value
        else:
            setattr(s, name, value)
    asked = ("propose", "attend", "concede", "walk_out")
    assert {move for move in asked if may(small, small.a, move, small.b)} == moves
    assert not any(may(small, small.MED, move, small.b) for move in asked)
    assert not any(may(small, small.a, move, small.MED) for move in asked)
    s.on[0] = 1
    assert not any(may(small, small.a, move, small.b) for move in (*asked, "threaten"))
    assert may(small, small.a, "court", small.MED)


def test_arms_need_capacity_room_and_a_war(war):
    s, c, i, j = war.s, war.c, war.DEU, war.UKR
    assert may(war, i, "pledge", j)
    assert may(war, i, "surge", j)
    c.arms[i] = 0.0
    assert not may(war, i, "pledge", j)
    assert not may(war, i, "surge", j)
    s.momentum = -3.0 if c.side[j] == 0 else 3.0
    assert not {"pledge", "surge"} & {move for move, _ in menu(war, i, Channel.SUPPORT)}
    c.arms[i], s.on[0] = 0.1, 1
    assert not may(war, i, "surge", j)
    s.on[0], s.n_pipelines = 0, len(s.pl_rate)
    for k in range(s.n_pipelines):
        s.pl_last[k] = 21
    assert not room_for_pipeline(s)
    assert not may(war, i, "pledge", j)
    s.pl_last[3] = 20
    assert room_for_pipeline(s)
    assert may(war, i, "pledge", j)


def test_a_client_that_refused_of_late_is_cut_while_it_still_has_much(war):
    s, c, i, j = war.s, war.c, war.USA, war.UKR
    war.p.visit_memory = 6.0
    s.refused[i, j], s.support[i, j], s.line[i, Line.AID] = 14, 0.6 * c.alignment[i, j], 0.0
    assert may(war, i, "cut_back", j)
    for name, value in (("refused", 13), ("support", 0.4 * c.alignment[i, j])):
        before = getattr(s, name)[i, j]
        getattr(s, name)[i, j] = value
        assert not may(war, i, "cut_back", j), name
        getattr(s, name)[i, j] = before
    s.line[i, Line.AID] = -1.0
    assert not may(war, i, "cut_back", j)
    s.line[i, Line.AID], s.on[0] = 0.0, 1
    assert not may(war, i, "cut_back", j)


def test_sanctions_need_trade_and_a_war_and_relief_restraint(war):
    s, c, i, j = war.s, war.c, war.USA, war.RUS
    c.commerce[i, j], s.ledger[i, j], s.last_hostility[j] = 0.2, 0.0, -1.0
    assert may(war, i, "sanction", j)
    assert not may(war, i, "relieve", j)
    s.ledger[i, j] = 0.1
    assert not may(war, i, "relieve", j)
    s.last_hostility[j] = 1.0
    assert restraint_of(*war.all, j) == 0.5
    assert may(war, i, "relieve", j)
    war.p.silence, s.on[1], s.since[1] = 16.0, 1, 8
    assert restraint_of(*war.all, j) == 0.75
    s.last_hostility[j] = -1.0
    assert restraint_of(*war.all, j) == 0.75
    s.since[1] = 16
    assert restraint_of(*war.all, j) == 0.25
    s.since[1] = -20
    assert restraint_of(*war.all, j) == 1.0
    assert may(war, i, "relieve", j)
    s.since[1] = 20
    assert not may(war, i, "relieve", j)
    assert not may(war, i, "sanction", j)
    s.on[1], c.commerce[i, j] = 0, 0.0
    assert not may(war, i, "sanction", j)


def test_sanctions_need_a_target_that_does_more_than_it_suffers(war):
    s, c, i, j, other = war.s, war.c, war.USA, war.RUS, war.UKR
    c.commerce[i, j] = c.commerce[i, other] = 0.2
    s.escalation[j, other], s.escalation[other, j], c.rest[j], c.rest[other] = 0.8, 0.5, 0.7, 0.6
    assert excess_of(s, c, j) == pytest.approx(0.1)
    assert may(war, i, "sanction", j)
    assert not may(war, i, "sanction", other)
    # more at rest and less now is no excess, nor the other way round
    s.escalation[j, other] = 0.4
    assert not may(war, i, "sanction", j)
    s.escalation[j, other], c.rest[j] = 0.8, 0.6
    assert not may(war, i, "sanction", j)


def test_pressing_needs_a_hold(war):
    s, i, j = war.s, war.USA, war.UKR
    s.support[i, j], s.leverage[i, j] = 0.0, 0.1
    assert may(war, i, "press_to_talk", j)
    s.leverage[i, j] = 0.0
    assert not may(war, i, "press_to_talk", j)
    assert hold_over(s, war.c, i, j) == 0.0
    s.support[i, j] = 0.1
    assert may(war, i, "press_to_talk", j)
    s.on[1] = 1
    assert not may(war, i, "press_to_talk", j)


def offered(scene, age=0):
    s = scene.s
    scene.p.session_memory = 4.0
    s.in_session, s.last_offer = 1, s.step - age


@pytest.mark.parametrize(("age", "there"), [(4, True), (5, False)])
def test_an_offer_is_on_the_table_while_talks_go_on(small, age, there):
    offered(small, age)
    assert on_the_table(*small.all) is there
    small.s.in_session = 0
    assert not on_the_table(*small.all)


def test_guarantees_add_to_what_is_there(war):
    s, c, i, j = war.s, war.c, war.USA, war.UKR
    offered(war)
    c.guarantee[i], s.guaranteed[j] = 0.5, 0.4
    assert may(war, i, "promise_guarantee", j)
    s.guaranteed[j] = 0.5
    assert not may(war, i, "promise_guarantee", j)


def known(scene, m, a=1.0, b=1.0):
    scene.s.reliable[scene.a, m], scene.s.reliable[scene.b, m] = a, b


def test_what_a_mediator_may_do_hangs_on_who_believes_it_and_what_it_heard(small):
    s, c, m, a, b = small.s, small.c, small.MED, small.a, small.b
    known(small, m)
    s.invited_until, s.answer[m, a], s.answer[m, b] = 19, 1, 0
    assert may(small, m, "stand_by")
    assert may(small, m, "shuttle", a)
    assert may(small, m, "convene")
    s.invited_until = 20
    assert not may(small, m, "convene")
    s.invited_until, s.answer[m, b] = 19, -1
    assert not may(small, m, "convene")
    s.answer[m, b] = 1
    known(small, m, 1.0, 0.0)
    assert not may(small, m, "convene")
    assert may(small, m, "shuttle", a)
    assert not may(small, m, "shuttle", b)
    known(small, m)
    s.on[0] = 1
    assert menu(small, m, Channel.MEDIATION) == [("stand_by", -1)]
    assert c.mediator[m] == 1


def test_a_text_needs_a_session_or_visits_to_both(small):
    s, m = small.s, small.MED
    small.p.visit_memory = 6.0
    known(small, m)
    s.in_session, s.visited[m, small.a], s.visited[m, small.b] = 0, 14, 13
    assert not visited_both(*small.all, m)
    assert not may(small, m, "formulate")
    s.visited[m, small.b] = 14
    assert visited_both(*small.all, m)
    assert may(small, m, "formulate")
    s.visited[m, small.a], s.in_session = -99, 1
    assert may(small, m, "formulate")
    known(small, m, 0.0, 1.0)
    assert not may(small, m, "formulate")


def test_leverage_and_guarantees_need_an_offer_and_something_to_give(small):
    s, c, m = small.s, small.c, small.MED
    offered(small)
    s.leverage[m, small.a], s.leverage[m, small.b] = 0.02, 0.01
    for move in ("induce", "press"):
        assert may(small, m, move, small.a)
        assert not may(small, m, move, small.b)
    c.guarantee[m], s.guaranteed[small.a], s.guaranteed[small.b] = 0.5, 0.6, 0.4
    assert may(small, m, "guarantee")
    s.guaranteed[small.b] = 0.5
    assert not may(small, m, "guarantee")
    s.guaranteed[small.b], s.in_session = 0.4, 0
    assert not any(may(small, m, move, small.a) for move in ("induce", "press", "guarantee"))


def test_a_host_hands_over_to_one_whom_both_believe_while_its_invitation_stands(war):
    s, m, other = war.s, war.TUR, war.ARE
    known(war, other)
    s.host, s.invited_until = m, 20
    assert may(war, m, "hand_over", other)
    s.host = other
    assert not may(war, m, "hand_over", other)
    s.host, s.invited_until = m, 19
    assert not may(war, m, "hand_over", other)
    s.invited_until = 20
    known(war, other, 1.0, 0.0)
    assert not may(war, m, "hand_over", other)


def test_aims_name_the_kind_of_party(war):
    s, c = war.s, war.c
    assert aimed_at(s, c, Aim.ENEMY, war.UKR, war.RUS)
    assert not aimed_at(s, c, Aim.ENEMY, war.UKR, war.UKR)
    assert not aimed_at(s, c, Aim.ENEMY, war.TUR, war.RUS)
    assert aimed_at(s, c, Aim.CLIENT, war.USA, war.UKR)
    assert not aimed_at(s, c, Aim.CLIENT, war.USA, war.RUS)
    rival = next(aim for aim in Aim if aim not in (Aim.NOBODY, Aim.PARTY, Aim.MEDIATOR, Aim.PARTNER, Aim.ENEMY,
                                                   Aim.CLIENT))  # fmt: skip
    assert aimed_at(s, c, rival, war.USA, war.RUS)
    assert not aimed_at(s, c, rival, war.USA, war.UKR)


def test_the_first_of_every_menu_is_to_do_nothing(war):
    s, c = war.s, war.c
    for over in (0, 1):
        s.on[0] = over
        for i in range(c.n):
            for channel in Channel:
                if channel != Channel.OUTCOME and holds_channel(c, i, channel):
                    fill_menu(*war.all, i, channel)
                    assert s.alt_move[0] == c.idle[channel]
                    assert s.alt_value[0] == 0.0


def test_a_full_menu_takes_no_more(small):
    s = small.s
    s.n_alternatives = ALTERNATIVES
    add(*small.all, small.a, 0, -1)
    assert s.n_alternatives == ALTERNATIVES


def test_a_family_is_chosen_no_more_often_because_it_has_more_members(war):
    s = war.s
    fill_menu(*war.all, war.USA, Channel.SUPPORT)
    n = s.n_alternatives
    assert n > 2
    for x in range(n):
        same = [y for y in range(n) if s.alt_family[y] == s.alt_family[x]]
        best = max(same, key=lambda y: s.alt_value[y])
        assert s.alt_weight[best] == pytest.approx(1.0)
        members = sum(s.alt_weight[y] for y in same)
        assert s.alt_share[x] <= 1.0
        assert s.members[s.alt_family[x]] == pytest.approx(members)
        assert all((s.alt_weight[y] <= s.alt_weight[best]) for y in same)


@of_side_a
def test_the_view_is_that_of_the_actors_side(small):
    s, a, b = small.s, small.a, small.b
    s.momentum, s.p, s.stuck, s.last_round, s.in_session = 0.3, 0.7, 1, 15, 1
    s.last_hostility[a], s.last_hostility[b], s.weight[a] = -2.0, -9.0, 1.7
    s.standing[a], s.hope[a] = 0.11, 0.22
    fill_view(s, small.c, a, Channel.DIPLOMATIC)
    wanted = [1.7, 0.3, -9.0, 1, 0.11, 0.7, 1, 5, 0.22, Channel.DIPLOMATIC]
    assert [s.seen[x] for x in range(10)] == pytest.approx(wanted)
    fill_view(s, small.c, b, Channel.MILITARY)
    assert (s.seen[1], s.seen[2], s.seen[5], s.seen[9]) == pytest.approx((-0.3, -2.0, 0.3, Channel.MILITARY))
    fill_view(s, small.c, small.MED, Channel.MEDIATION)
    assert s.seen[0] == 1.0


def test_what_is_taken_is_what_stood_there(small):
    fill_menu(*small.all, small.a, Channel.MILITARY)
    take(small.s, small.a, Channel.MILITARY, 2)
    assert small.s.move[small.a, Channel.MILITARY] == small.s.alt_move[2]
    assert small.s.target[small.a, Channel.MILITARY] == small.s.alt_target[2]


def test_everybody_chooses_on_the_channels_of_its_seats_and_who_is_out_waits(small):
    s, c = small.s, small.c
    c.active[small.b] = 0
    small.moves(small.b, "strike", small.a)
    choose(*small.all, small.log)
    assert s.move[small.b, Channel.MILITARY] == c.idle[Channel.MILITARY]
    assert s.move[small.MED, Channel.MILITARY] == c.idle[Channel.MILITARY]
    legal_now = {}
    for channel in (Channel.MILITARY, Channel.DIPLOMATIC):
        legal_now[channel] = {name for name, _ in menu(small, small.a, channel)}
        assert catalogue()[s.move[small.a, channel]].name in legal_now[channel]


def test_a_policy_off_its_menu_is_a_fault_and_nothing_is_done(small, monkeypatch):
    s, c = small.s, small.c
    c.policy[small.a] = CUSTOM
    for wrong in (-1, 99):
        monkeypatch.setattr("diplomacy_abm.phases.choose.custom_policy", lambda *_, wrong=wrong: wrong)
        s.fault = 0
        assert decide(*small.all, small.a, Channel.MILITARY) == 0
        assert s.fault == POLICY_FAULT
    monkeypatch.setattr("diplomacy_abm.phases.choose.custom_policy", lambda *_: 1)
    s.fault = 0
    assert decide(*small.all, small.a, Channel.MILITARY) == 1
    assert s.fault == 0


def test_arms_owed_are_those_not_yet_come(small):
    s, m, a = small.s, small.MED, small.a
    s.n_pipelines = 3
    for k, (recipient, first, last) in enumerate(((a, 0, 30), (a, 25, 30), (small.b, 0, 30))):
        s.pl_supplier[k], s.pl_recipient[k], s.pl_rate[k] = m, recipient, 0.5
        s.pl_first[k], s.pl_last[k] = first, last
    assert pledged_by(s, m, a) == pytest.approx(0.5 * 10 + 0.5 * 5)
    s.step = 30
    assert pledged_by(s, m, a) == 0.0


def test_mediators_at_work_of_late_stand_in_each_others_way_unless_they_coordinate(war):
    s, c, p = war.s, war.c, war.p
    p.visit_memory, p.overlap = 6.0, 0.5
    for x in range(c.n_mediators):
        s.worked[c.mediators[x]] = -999
    s.coordinated_until = -1
    assert crowding(*war.all) == pytest.approx(1.0)
    s.worked[war.TUR] = 20
    alone = crowding(*war.all)
    s.worked[war.ARE] = 14
    assert crowding(*war.all) < alone
    s.worked[war.ARE] = 13
    assert crowding(*war.all) == alone
    s.worked[war.ARE], s.coordinated_until = 20, 20
    assert crowding(*war.all) == 1.0


def test_a_family_has_the_weight_of_its_best_member_and_is_shared_by_what_members_are_worth(war):
    """By hand: of two that differ by 1/lambda the worse one weighs 1/e."""
    s, c, p = war.s, war.c, war.p
    moves = [row(name) for name in ("stand_by", "shuttle", "shuttle", "convene")]
    p.lambda_choice, s.n_alternatives = 50.0, 4
    for x, (move, worth) in enumerate(zip(moves, (0.0, 0.1, 0.12, 0.3), strict=True)):
        s.alt_move[x], s.alt_value[x] = move, worth
    share_families(s, c, p)
    both = 1.0 / (1.0 + math.exp(-1.0))
    assert [s.alt_share[x] for x in range(4)] == pytest.approx([1.0, both, both, 1.0])
    s.alt_move[2] = row("press")
    share_families(s, c, p)
    assert [s.alt_share[x] for x in range(4)] == [1.0] * 4


def test_visits_are_to_allied_patrons_and_to_mediators_who_are_believed(war):
    s, c, i = war.s, war.c, war.UKR
    for j in range(c.n):
        s.reliable[i, j] = 0.0
    s.reliable[i, war.TUR] = s.reliable[i, war.ARE] = 1.0
    c.active[war.ARE] = 0
    visited = {j for name, j in menu(war, i, Channel.DIPLOMATIC) if name == "court"}
    allies = {j for j in range(c.n) if c.patron[j] == 1 and c.allegiance[j] == c.side[i] and c.alignment[j, i] > 0.0}
    assert {war.DEU, war.USA} <= allies
    assert visited == allies | {war.TUR}
    c.alignment[war.DEU, i] = 0.0
    assert war.DEU not in {j for name, j in menu(war, i, Channel.DIPLOMATIC) if name == "court"}


def test_a_chair_is_handed_to_other_mediators_who_take_part(war):
    s, c, m = war.s, war.c, war.TUR
    s.host, s.invited_until = m, 20
    others = {c.mediators[x] for x in range(c.n_mediators)} - {m}
    for j in others:
        known(war, j)
    c.active[war.ARE] = 0
    assert {j for name, j in menu(war, m, Channel.MEDIATION) if name == "hand_over"} == others - {war.ARE}


def test_a_menu_names_tone_and_target_of_each_move_toward_who_takes_part(war):
    s, c, i = war.s, war.c, war.UKR
    fill_menu(*war.all, i, Channel.MILITARY)
    found = {catalogue()[s.alt_move[x]].name: (s.alt_target[x], s.alt_tone[x]) for x in range(s.n_alternatives)}
    assert found == {name: (-1 if name == "hold" else war.RUS, by_name(name).goldstein) for name in found}
    c.active[war.RUS] = 0
    assert [name for name, _ in menu(war, i, Channel.MILITARY)] == ["hold"]


@pytest.mark.parametrize("policy", list(Policy))
def test_each_policy_is_asked_by_its_number_with_the_menu_that_there_is(small, monkeypatch, policy):
    names = {Policy.RANDOM: "random_move"}
    asked = []
    for each in Policy:
        name = names.get(each, each.name.lower())
        monkeypatch.setattr(
            f"diplomacy_abm.phases.choose.builtin.{name}",
            lambda values, shares, tones, precision, u, seen, weights, name=name: asked.append(
                (name, len(values), len(shares), len(tones), precision, u, len(weights))
            ) or 1,
        )  # fmt: skip
    small.c.policy[small.a] = policy
    assert decide(*small.all, small.a, Channel.MILITARY) == 1
    n, u = small.s.n_alternatives, draw(small.s, small.c, small.a, Channel.MILITARY)
    assert asked == [(names.get(policy, policy.name.lower()), n, n, n, small.p.lambda_choice, u, n)]


def test_a_choice_just_off_the_menu_is_a_fault(small, monkeypatch):
    small.c.policy[small.a] = CUSTOM + 3
    asked = []
    monkeypatch.setattr("diplomacy_abm.phases.choose.custom_policy", lambda number, *_: asked.append(number) or 4)
    assert decide(*small.all, small.a, Channel.MILITARY) == 0
    assert small.s.n_alternatives == 4
    assert (small.s.fault, asked) == (POLICY_FAULT, [3])


def test_nobody_wishes_for_talks_under_a_settlement_and_who_is_out_aims_at_nobody(small):
    s, c = small.s, small.c
    c.active[small.b] = 0
    small.moves(small.b, "strike", small.a)
    choose(*small.all, small.log)
    assert s.wish[small.a] == worth_of_coming(*small.all, small.a, -1, 1.0) != 0.0
    assert s.target[small.b, Channel.MILITARY] == -1
    s.on[0] = 1
    choose(*small.all, small.log)
    assert s.wish[small.a] == 0.0
