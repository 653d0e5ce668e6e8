"""Phase 5: who comes, what is tabled, how it is answered, and what is learned from answers."""

import pytest

from diplomacy_abm.phases.negotiate import (
    answer_separable,
    carry_text,
    check_report,
    comes,
    heard_text,
    learn_from_answer,
    negotiate,
    note_snubs,
    offered_level,
    open_round,
    truce_first,
    try_ceasefire,
    try_separable,
    try_settlement,
    who_proposes,
)
from diplomacy_abm.phases.text import best_item, heard_share, item_worth, open_item, text_level
from diplomacy_abm.state import GRID
from diplomacy_abm.vocabulary import Effect, TalkForm
from tests.phases.scene import Scene, of_side_a


@pytest.fixture
def war():
    scene = Scene("ukraine-2025").assessed().waiting(20)
    for a in range(2 + scene.c.n_issues):
        scene.s.on[a] = 0
        scene.s.rejected[a] = -999
    return scene


def both_come(scene, first="propose", second="attend"):
    scene.moves(scene.a, first, scene.b)
    scene.moves(scene.b, second, scene.a)


def eager(scene, value=9.0):
    """All say yes to everything (or no, where it is negative)."""
    for i in range(scene.c.n):
        scene.s.standing[i] = value


@pytest.mark.parametrize(("move", "there"), [("propose", True), ("attend", True), ("concede", True), ("none", False),
                                             ("threaten", False), ("court", False), ("walk_out", False)])  # fmt: skip
def test_who_proposes_attends_or_yields_is_at_the_table(small, move, there):
    small.moves(small.a, move, small.b)
    assert comes(small.s, small.c, small.a) is there


def test_attendance_is_remembered(small):
    s = small.s
    s.attend[small.a] = s.attend[small.b] = 0.5
    small.moves(small.a, "attend", small.b)
    negotiate(*small.all, small.log)
    assert s.attend[small.a] > 0.5 > s.attend[small.b]
    assert s.attend[small.a] - 0.5 == pytest.approx(0.5 - s.attend[small.b])
    assert s.form == TalkForm.NONE
    assert s.last_early == 20
    assert s.rounds == 0


@of_side_a
def test_two_who_come_hold_a_round(small):
    s, before = small.s, {}
    eager(small, -9.0)
    both_come(small)
    s.first_formal, s.rounds, s.invited_until = -1, 2, -1
    before = s.trust[small.a, small.b], s.trust[small.b, small.a]
    negotiate(*small.all, small.log)
    assert (s.rounds, s.in_session, s.first_formal) == (3, 1, 20)
    assert s.last_round == s.last_contact == s.last_early == 20
    assert (s.form, s.first_form, s.first_host) == (TalkForm.DIRECT, TalkForm.DIRECT, -1)
    assert s.trust[small.a, small.b] > before[0]
    assert s.trust[small.b, small.a] > before[1]
    round_ = small.events(Effect.ROUND)[0]
    assert round_[1:] == (small.a, small.b, TalkForm.DIRECT, 3.0)
    assert s.tired[small.a] > 0.0


@pytest.mark.parametrize(("trust", "invited", "form"), [(-3.0, 20, TalkForm.PROXIMITY), (3.0, 20, TalkForm.DIRECT),
                                                       (-3.0, 19, TalkForm.DIRECT)])  # fmt: skip
def test_a_host_keeps_those_apart_who_do_not_trust_each_other(small, trust, invited, form):
    s = small.s
    small.p.proximity_trust = 0.5
    s.trust[small.a, small.b] = s.trust[small.b, small.a] = trust
    s.host, s.invited_until, s.first_formal = small.MED, invited, -1
    eager(small, -9.0)
    both_come(small)
    open_round(*small.all, small.log)
    assert s.form == form
    assert s.first_host == (small.MED if invited >= 20 else -1)


@pytest.mark.parametrize(("ceasefire", "tried"), [(0, 1), (1, 0)])
def test_small_items_are_tried_in_the_margins_of_a_war_only(war, ceasefire, tried):
    s = war.s
    for i in (war.a, war.b):
        for k in range(war.c.n_issues):
            war.c.gain[i, k] = 0.9
    eager(war)
    # nothing larger is signed while nobody has anything to gain by it
    s.on[1] = ceasefire
    both_come(war)
    negotiate(*war.all, war.log)
    assert s.partial_deals == (tried if s.on[0] == 0 and s.on[1] == ceasefire else 0)


def test_nobody_bargains_under_a_settlement(small):
    small.s.on[0] = 1
    both_come(small)
    negotiate(*small.all, small.log)
    assert small.names() == []


def test_a_round_that_ends_in_a_signature_tires_nobody(small):
    s = small.s
    eager(small)
    both_come(small)
    s.tired[small.a] = 0.0
    negotiate(*small.all, small.log)
    assert s.settlements + s.ceasefires == 1
    assert s.tired[small.a] == 0.0


def test_who_stays_away_until_the_invitation_runs_out_has_answered(small):
    s, m = small.s, small.MED
    small.moves(small.a, "attend", small.b)
    s.host, s.invited_until, s.last_round = m, 20, -99
    s.answer[m, small.a] = s.answer[m, small.b] = 1
    note_snubs(*small.all)
    assert (s.answer[m, small.b], s.asked[m, small.b]) == (0, 20)
    assert (s.answer[m, small.a], s.asked[m, small.a]) == (1, 20)
    s.answer[m, small.b], s.invited_until = 1, 21
    note_snubs(*small.all)
    assert s.answer[m, small.b] == 1
    s.invited_until, s.last_round = 20, 19
    note_snubs(*small.all)
    assert s.answer[m, small.b] == 1


@pytest.mark.parametrize(
    ("pressed", "until", "refused"),
    [(8, 20, True), (7, 20, False), (20, 20, False), (8, 21, False), (8, 19, False)],
)
def test_who_pressed_of_late_and_in_vain_knows_it_was_refused_when_the_invitation_runs_out(
    war, pressed, until, refused
):
    s = war.s
    war.p.visit_memory = 12.0
    s.invited_until, s.host, s.last_round = until, -1, -99
    s.pressed[war.USA, war.UKR], s.refused[war.USA, war.UKR] = pressed, -999
    note_snubs(*war.all)
    assert (s.refused[war.USA, war.UKR] == 20) is refused


def test_who_made_the_move_of_proposing_proposes(small):
    both_come(small, "propose", "attend")
    assert who_proposes(small.s, small.c) == small.a
    both_come(small, "attend", "concede")
    assert who_proposes(small.s, small.c) == small.b
    both_come(small, "attend", "attend")
    found = set()
    for week in range(40):
        small.s.step = week
        found.add(who_proposes(small.s, small.c))
    assert found == {small.a, small.b}


@of_side_a
def test_who_came_to_concede_tables_less_for_itself_if_that_still_pays(small):
    s = small.s
    for side, move in ((small.a, 1), (small.b, -1)):
        s.best_q[side], s.war[side] = 10, -9.0
        small.moves(side, "concede", small.b if side == small.a else small.a)
        assert (offered_level(s, small.c, side) - 10) * move > 0
        s.war[side] = 9.0
        assert offered_level(s, small.c, side) == 10
    small.moves(small.a, "propose", small.b)
    s.war[small.a] = -9.0
    assert offered_level(s, small.c, small.a) == 10


@pytest.mark.parametrize(("value", "on"), [(9.0, 1), (-9.0, 0)])
def test_a_settlement_needs_a_yes_of_all_whose_consent_is_needed(small, value, on):
    s = small.s
    eager(small, value)
    s.rejected[0] = -999
    try_settlement(*small.all, small.log, small.a, 10, -1)
    assert s.on[0] == on
    assert s.last_offer == 20
    answers = [Effect.ACCEPT, Effect.SIGN] if on else [Effect.REJECT]
    assert small.names() == [Effect.OFFER, *answers]
    assert small.events()[0][4] == pytest.approx(0.5)
    assert (s.rejected[0] == 20) is (on == 0)


def test_one_no_is_enough(war):
    s = war.s
    eager(war)
    veto = [i for i in range(war.c.n) if war.c.veto[i] == 1 and i != war.a]
    s.standing[veto[-1]] = -9.0
    try_settlement(*war.all, war.log, war.a, 10, -1)
    try_ceasefire(*war.all, war.log, war.a, -1)
    assert (s.on[0], s.on[1]) == (0, 0)
    assert (s.rejected[0], s.rejected[1]) == (20, 20)
    assert len(war.events(Effect.REJECT)) == 2


@pytest.mark.parametrize(("value", "on"), [(9.0, 1), (-9.0, 0)])
def test_a_ceasefire_needs_the_others_yes(small, value, on):
    eager(small, value)
    try_ceasefire(*small.all, small.log, small.a, small.MED)
    assert small.s.on[1] == on
    assert small.s.last_offer == 20
    assert small.events()[0][:4] == (Effect.OFFER, small.a, -1, 1)
    assert small.events()[1][:3] == (Effect.ACCEPT if on else Effect.REJECT, small.b, small.a)


def test_answers_teach_both_the_other_and_the_public(small):
    s, i, j = small.s, small.a, small.b
    q = int(s.public_q)
    for yes in (True, False):
        s.belief_mean[i, j] = s.public_mean[j] = 0.12
        s.belief_var[i, j] = s.public_var[j] = 0.0025
        learn_from_answer(*small.all, j, q, yes)
        # who says yes to a peace bears the war badly
        assert (s.belief_mean[i, j] > 0.12) is yes
        assert (s.public_mean[j] > 0.12) is yes
        assert 0.0 <= s.belief_var[i, j] <= 0.0025
        assert 0.0 <= s.public_var[j] <= 0.0025


def test_a_mediator_that_told_right_gains_credit_and_one_that_told_wrong_loses(small):
    s, p, i, j, m = small.s, small.p, small.a, small.b, small.MED
    p.credibility_step = 0.5
    q = int(s.public_q)
    moved = {}
    for told in (0.3, 0.01):
        for yes in (True, False):
            s.reliable[i, m] = s.unreliable[i, m] = 2.0
            s.reporter[i], s.told[i], s.public_mean[j] = m, told, 0.12
            check_report(*small.all, j, q, yes)
            moved[told, yes] = s.reliable[i, m] - s.unreliable[i, m]
            assert s.reporter[i] == -1
    # told that the other bears the war badly, it should say yes
    assert moved[0.3, True] > 0.0 > moved[0.3, False]
    assert moved[0.01, True] < 0.0 < moved[0.01, False]
    before = s.reliable[i, m]
    check_report(*small.all, j, q, True)
    assert s.reliable[i, m] == before


def gains(war, k, a, b):
    war.c.gain[war.a, k], war.c.gain[war.b, k] = a, b


def test_the_separable_issue_both_can_expect_most_of_is_tried_in_the_margins(war):
    s, c = war.s, war.c
    open_ = [k for k in range(c.n_issues) if c.separable[k] == 1]
    assert len(open_) >= 2
    for k in open_:
        gains(war, k, 0.01, 0.01)
    gains(war, open_[-1], 0.9, 0.9)
    eager(war)
    try_separable(*war.all, war.log, -1)
    assert s.on[2 + open_[-1]] == 1
    assert s.partial_deals == 1
    try_separable(*war.all, war.log, -1)
    assert s.partial_deals == 2
    assert sum(s.on[2 + k] for k in open_) == 2


@of_side_a
@pytest.mark.parametrize(("first", "second", "on"), [(9.0, 9.0, 1), (9.0, -9.0, 0), (-9.0, 9.0, 0)])
def test_a_deal_needs_two_yeses(war, first, second, on):
    s, c = war.s, war.c
    k = next(k for k in range(c.n_issues) if c.separable[k] == 1)
    s.standing[war.a], s.standing[war.b] = first, second
    answer_separable(*war.all, war.log, k, -1, -1)
    assert s.on[2 + k] == on
    assert (s.rejected[2 + k] == 20) is (on == 0)
    assert [one[1] for one in war.events()[:2]] == [war.a, war.b]


def test_what_is_agreed_or_indivisible_is_no_item_any_more(war):
    s, c = war.s, war.c
    k = next(k for k in range(c.n_issues) if c.separable[k] == 1)
    whole = next(k for k in range(c.n_issues) if c.separable[k] == 0)
    assert open_item(s, c, 0)
    assert open_item(s, c, 1)
    assert open_item(s, c, 2 + k)
    assert not open_item(s, c, 2 + whole)
    s.on[2 + k] = s.on[1] = 1
    assert not open_item(s, c, 2 + k)
    assert not open_item(s, c, 1)
    assert open_item(s, c, 0)
    s.on[2 + k] = 0
    for issue in (one for one in range(c.n_issues) if c.separable[one] == 1):
        assert open_item(s, c, 2 + issue) is not (c.covers[issue] > 0), "a ceasefire covers all violence"
    assert {c.covers[one] > 0 for one in range(c.n_issues) if c.separable[one] == 1} == {True, False}
    s.on[2 + k], s.on[1], s.on[0] = 0, 0, 1
    assert not any(open_item(s, c, a) for a in range(2 + c.n_issues))
    assert best_item(s, c, war.p, 10) == -1


def test_what_was_turned_down_is_worth_nothing_until_that_is_forgotten(small):
    s, q = small.s, int(small.s.public_q)
    s.rejected[0] = -999
    open_worth = item_worth(*small.all, 0, q)
    assert open_worth > 0.0
    s.rejected[0] = s.step
    assert item_worth(*small.all, 0, q) == 0.0
    s.rejected[0] = s.step - 10
    assert 0.0 < item_worth(*small.all, 0, q) < open_worth


@of_side_a
def test_a_text_is_at_the_level_that_the_solution_names(small):
    s, p, m, a, b = small.s, small.p, small.MED, small.a, small.b
    for q in range(GRID):
        s.agreed[a, q], s.agreed[b, q] = 1.0 - q / (GRID - 1), 0.5 * q / (GRID - 1)
    s.war_public[a] = s.war_public[b] = 0.0
    s.bias[m] = 0.0
    levels = []
    for solution in (0.0, 1.0, 2.0):
        p.text_solution = solution
        levels.append(text_level(*small.all, m))
    # Nash and Kalai-Smorodinsky halve what each can gain, equal gains need two thirds of the way
    assert levels[0] == 10
    assert levels[2] in (13, 14)
    assert abs(levels[1] - 10) <= 1
    p.text_solution, s.bias[m] = 0.0, 0.8
    assert text_level(*small.all, m) < 10


def test_a_text_is_heard_as_far_as_both_believe_its_author(small):
    s, p, m = small.s, small.p, small.MED
    p.text_weight, s.factor = 0.8, 0.5
    s.reliable[small.a, m], s.unreliable[small.a, m] = 3.0, 1.0
    s.reliable[small.b, m], s.unreliable[small.b, m] = 1.0, 1.0
    assert heard_share(*small.all, m) == pytest.approx(0.2)
    p.text_weight, s.factor = 0.0, 1.0
    s.text_by, s.text_item = m, 0
    assert heard_text(*small.all) == -1
    p.text_weight = 1e9
    assert heard_text(*small.all) == m
    s.text_item = -1
    assert heard_text(*small.all) == -1
    s.text_by, s.text_item = -1, 0
    assert heard_text(*small.all) == -1


def test_a_text_between_those_who_do_not_meet_is_shuttle_diplomacy(small):
    s = small.s
    small.p.text_weight = 1e9
    s.text_by, s.text_item, s.last_early = small.MED, 0, -99
    eager(small)
    negotiate(*small.all, small.log)
    assert (s.form, s.last_early, s.rounds) == (TalkForm.SHUTTLE, 20, 0)
    assert s.settlements + s.ceasefires == 1
    assert small.events(Effect.OFFER)[0][1] == small.MED


def test_a_text_that_is_not_heard_changes_nothing(small):
    small.s.text_by = -1
    carry_text(*small.all, small.log)
    assert small.names() == []


def test_the_agenda_is_what_the_proposer_expects_more_of(small):
    s, i = small.s, small.a
    s.best_chance[i], s.best_surplus[i] = 1.0, 5.0
    assert truce_first(*small.all, i) < 1e-6
    s.best_surplus[i] = -5.0
    s.pressure[i] = 9.0
    assert truce_first(*small.all, i) > 0.5


@pytest.mark.parametrize(
    ("answers", "author", "hurt"), [(-9.0, "enemy", True), (9.0, "enemy", False), (-9.0, "mediator", False)]
)
@pytest.mark.parametrize("item", ["settlement", "ceasefire"])
def test_terms_of_the_enemy_that_had_to_be_turned_down_are_an_affront(small, item, answers, author, hurt):
    s, a, b = small.s, small.a, small.b
    eager(small, answers)
    s.affront[a] = s.affront[b] = -999
    by = a if author == "enemy" else small.MED
    if item == "settlement":
        try_settlement(*small.all, small.log, by, 10, -1)
    else:
        try_ceasefire(*small.all, small.log, by, -1)
    assert (s.affront[a], s.affront[b] == 20) == (-999, hurt and item == "settlement")
