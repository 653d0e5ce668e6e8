"""Phase 5: who comes, what is tabled, how it is answered, and what is learned from answers."""

import math

import pytest

from diplomacy_abm.moves import by_name
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
    table_text,
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


@of_side_a
@pytest.mark.parametrize(("margin", "level"), [(0.0, 10), (1e-9, 12)])
def test_who_gains_nothing_by_conceding_tables_its_best_offer(small, monkeypatch, margin, level):
    small.s.best_q[small.a] = 10
    small.moves(small.a, "concede", small.b)
    monkeypatch.setattr("diplomacy_abm.phases.negotiate.signing_margin", lambda *_: margin)
    monkeypatch.setattr("diplomacy_abm.phases.negotiate.conceded_level", lambda *_: 12)
    assert offered_level(small.s, small.c, small.a) == level


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


@pytest.mark.parametrize(("first", "second"), [("attend", "none"), ("none", "attend"), ("attend", "attend")])
def test_attendance_and_what_tires_are_those_of_who_came(small, first, second):
    """A week counts as one of `attend_memory`; a round in vain is one failure more for each who came to it."""
    s, p = small.s, small.p
    p.attend_memory, s.keep = 0.2, 0.5
    eager(small, -9.0)
    both_come(small, first, second)
    for i in (small.a, small.b):
        s.attend[i], s.tired[i] = 0.5, 2.0
    negotiate(*small.all, small.log)
    for i, move in ((small.a, first), (small.b, second)):
        came = move == "attend"
        assert s.attend[i] == pytest.approx(0.6 if came else 0.4)
        assert s.tired[i] == pytest.approx(1.0 + came)


@pytest.mark.parametrize(("chance", "form"), [(0.49, TalkForm.PROXIMITY), (0.51, TalkForm.DIRECT)])
def test_those_are_kept_apart_whose_mean_trust_is_below_the_bound(small, chance, form):
    s = small.s
    small.p.proximity_trust, s.host, s.invited_until = 0.5, small.MED, 20
    s.trust[small.a, small.b] = math.log((chance + 0.2) / (0.8 - chance))
    s.trust[small.b, small.a] = math.log((chance - 0.2) / (1.2 - chance))
    eager(small, -9.0)
    both_come(small)
    before = s.trust[small.a, small.b], s.trust[small.b, small.a]
    open_round(*small.all, small.log)
    assert s.form == form
    row = by_name("round")
    step = small.p.trust_gain * row.trust * row.goldstein / 10.0
    assert (s.trust[small.a, small.b] - before[0], s.trust[small.b, small.a] - before[1]) == pytest.approx((step, step))


@pytest.mark.parametrize(("host", "until", "by"), [("MED", 20, "MED"), ("MED", 19, None)])
def test_a_deal_in_the_margins_is_answered_for_by_the_host_while_its_invitation_stands(small, host, until, by):
    s, c = small.s, small.c
    c.separable[0], c.covers[0], c.gain[small.a, 0], c.gain[small.b, 0] = 1, 0, 0.9, 0.9
    small.p.deal_cost, small.p.ceasefire_cost = 0.0, 99.0
    s.host, s.invited_until, s.rejected[2] = getattr(small, host), until, -999
    for i in (small.a, small.b):
        s.war[i] = 99.0
        for q in range(GRID):
            s.agreed[i, q] = -9.0
    both_come(small)
    try_separable(*small.all, small.log, s.host if until >= 20 else -1)
    assert s.by[2] == (getattr(small, by) if by else -1)
    s.on[2], s.partial_deals = 0, 0
    negotiate(*small.all, small.log)
    assert (s.on[2], s.by[2]) == (1, getattr(small, by) if by else -1)


@pytest.mark.parametrize(("surplus", "truce", "offers"), [(0.1, False, [0]), (0.0, False, []), (0.0, True, [1])])
def test_a_proposer_tables_only_what_pays_for_itself(small, monkeypatch, surplus, truce, offers):
    s, i = small.s, small.a
    both_come(small, "propose", "attend")
    s.text_by, s.best_surplus[i], s.best_chance[i] = -1, surplus, 0.5
    monkeypatch.setattr("diplomacy_abm.phases.negotiate.truce_first", lambda *_: 1.0 if truce else 0.0)
    for margin, found in ((0.01, offers), (0.0, [] if truce else offers)):
        monkeypatch.setattr("diplomacy_abm.phases.negotiate.ceasefire_margin_of", lambda *_, margin=margin: margin)
        s.n_events = 0
        open_round(*small.all, small.log)
        assert [one[3] for one in small.events(Effect.OFFER)] == found
    s.on[1], s.n_events = 1, 0
    open_round(*small.all, small.log)
    assert [one[3] for one in small.events(Effect.OFFER)] == ([0] if surplus > 0.0 else [])


@pytest.mark.parametrize("item", [-1, 0, 1, 2, 3])
def test_a_text_puts_its_item_to_the_parties(war, monkeypatch, item):
    monkeypatch.setattr("diplomacy_abm.phases.negotiate.best_item", lambda *_: item)
    eager(war, -9.0)
    table_text(*war.all, war.log, war.TUR, -1)
    assert {one[3] for one in war.events(Effect.REJECT)} == ({item} if item >= 0 else set())


def test_a_coin_decides_who_proposes_where_both_or_neither_would(small):
    both_come(small, "propose", "concede")
    first = sum(who_proposes(small.s, small.c) == small.c.lead[0] for small.s.step in range(600))
    assert abs(first / 600 - 0.5) < 4 * (0.25 / 600) ** 0.5


@pytest.mark.parametrize(("luck", "yes"), [(0.62, 1), (0.625, 0)])
@pytest.mark.parametrize("what", ["settlement", "ceasefire", "deal"])
def test_a_party_says_yes_by_a_logit_of_its_own_margin(small, monkeypatch, luck, yes, what):
    """sigma(5 x .1) is .6225: what it does not know of itself is nothing."""
    s, p = small.s, small.p
    p.lambda_accept, s.standing[small.a], s.standing[small.b] = 5.0, 0.0, 0.0
    monkeypatch.setattr("diplomacy_abm.phases.negotiate.draw", lambda *_: luck)
    for name in ("signing_margin", "ceasefire_margin_of", "deal_gain"):
        monkeypatch.setattr(f"diplomacy_abm.phases.negotiate.{name}", lambda *_: 0.1)
    {
        "settlement": lambda: try_settlement(*small.all, small.log, small.a, 5, -1),
        "ceasefire": lambda: try_ceasefire(*small.all, small.log, small.a, -1),
        "deal": lambda: answer_separable(*small.all, small.log, 0, -1, -1),
    }[what]()
    assert s.on[{"settlement": 0, "ceasefire": 1, "deal": 2}[what]] == yes


def test_the_agenda_by_hand(small, monkeypatch):
    s, p, i = small.s, small.p, small.a
    p.lambda_accept, s.best_chance[i], s.best_surplus[i] = 8.0, 0.5, 0.3
    monkeypatch.setattr("diplomacy_abm.phases.negotiate.ceasefire_chance", lambda *_: 0.4)
    monkeypatch.setattr("diplomacy_abm.phases.negotiate.ceasefire_margin_of", lambda *_: 0.25)
    assert truce_first(*small.all, i) == pytest.approx(1.0 / (1.0 + math.exp(-8.0 * (0.1 - 0.15))))


def doubted(scene):
    """Lead b, whose margin at level 10 is .05 in public, and what a and the public know of its cost and of power."""
    s, p, a, b = scene.s, scene.p, scene.a, scene.b
    p.shield, p.lambda_accept, s.toll[b], s.pooled[b], s.power_slope[b] = 0.5, 8.0, 2.0, 0.4, 0.2
    s.agreed[b, 10], s.conceded[b, 10], s.war_public[b], s.pressure[b], s.standing[b] = 0.5, 0.05, 0.4, 0.0, 0.0
    s.public_mean[b], s.public_var[b], s.belief_mean[a, b], s.belief_var[a, b] = 0.1, 0.0009, 0.13, 0.0004
    s.power_var[b], s.power_mean[a], s.power_var[a] = 0.04, 0.1, 0.03
    return s, p, a, b


def slope_of(variance):
    return 8.0 / (1.0 + math.pi / 8.0 * 64.0 * (1.6**2 * variance + 0.2**2 * 0.04)) ** 0.5


@pytest.mark.parametrize("yes", [True, False])
def test_what_an_answer_teaches_of_cost_and_of_power_by_hand(small, yes):
    """Moment matching: the mean moves by variance x weight x slope x surprise, the variance by its square."""
    s, _, a, b = doubted(small)
    learn_from_answer(*small.all, b, 10, yes)
    for margin, variance, mean, found in (
        (0.05 + 0.03 * 1.6, 0.0004, 0.13, (s.belief_mean[a, b], s.belief_var[a, b])),
        (0.05, 0.0009, 0.1, (s.public_mean[b], s.public_var[b])),
    ):
        slope = slope_of(variance)
        chance = 1.0 / (1.0 + math.exp(-slope * margin))
        step = variance * 1.6 * slope
        moved = mean + step * ((1.0 - chance) if yes else -chance)
        assert found == pytest.approx((moved, variance - step**2 * chance * (1.0 - chance)))
    # of power the answer says the same, by what power is worth to its author: who is strong says no
    slope = slope_of(0.0004)
    chance = 1.0 / (1.0 + math.exp(-slope * (0.05 + 0.03 * 1.6)))
    step = 0.03 * -0.2 * slope
    assert s.power_mean[a] == pytest.approx(0.1 + step * ((1.0 - chance) if yes else -chance))
    assert s.power_var[a] == pytest.approx(0.03 - step**2 * chance * (1.0 - chance))


@pytest.mark.parametrize("yes", [True, False])
def test_a_report_is_scored_by_hand_against_what_the_public_knew(small, yes):
    s, p, a, b = doubted(small)
    m, p.credibility_step = small.MED, 0.5
    s.reporter[a], s.told[a], s.reliable[a, m], s.unreliable[a, m] = m, 0.13, 2.0, 3.0
    check_report(*small.all, b, 10, yes)
    told, public = (1.0 / (1.0 + math.exp(-slope_of(0.0009) * x)) for x in (0.05 + 0.03 * 1.6, 0.05))
    score = math.log2(told / public if yes else (1.0 - told) / (1.0 - public))
    assert 0.0 < abs(score) < 1.0
    assert s.reliable[a, m] == pytest.approx(2.0 + 0.5 * max(score, 0.0))
    assert s.unreliable[a, m] == pytest.approx(3.0 + 0.5 * max(-score, 0.0))


def test_only_the_answers_of_leads_tell_whether_a_report_was_right(war):
    s, m = war.s, war.TUR
    ally = next(i for i in range(war.c.n) if i not in war.c.lead)
    war.c.party[ally], war.c.side[ally] = 1, war.c.side[war.b]
    s.reporter[war.a] = m
    check_report(*war.all, ally, 10, True)
    assert s.reporter[war.a] == m


def test_items_of_a_text_by_hand(small, monkeypatch):
    """Two chances of a yes times what the item spares both; half of it where a refusal is half forgotten."""
    s, c, p, a, b = small.s, small.c, small.p, small.c.lead[0], small.c.lead[1]
    p.spared_ceasefire, p.spared_truce, p.lambda_accept = 0.7, 0.3, 8.0
    for i in (a, b):
        s.public_mean[i], s.toll[i], s.pooled[i], s.public_var[i], s.power_var[i] = 0.1, 2.0, 0.4, 0.0, 0.0
        s.agreed[i, 10], s.conceded[i, 10], s.pressure[i], s.standing[i] = 0.5, 0.0, 0.0, 0.0
    p.shield, s.war_public[a], s.war_public[b] = 0.5, 0.45, 0.6
    stake = 2 * 0.1 * 2.0 * 0.8
    yes = [1.0 / (1.0 + math.exp(-8.0 * x)) for x in (0.05, -0.1)]
    for slot in (0, 1, 2):
        s.rejected[slot] = -999
    assert item_worth(*small.all, 0, 10) == pytest.approx(yes[0] * yes[1] * stake)
    monkeypatch.setattr(
        "diplomacy_abm.phases.text.ceasefire_margin_of",
        lambda s, c, p, i, cost: (0.05 if i == a else -0.1) + cost - 0.1,
    )
    assert item_worth(*small.all, 1, 10) == pytest.approx(yes[0] * yes[1] * 0.7 * stake)
    monkeypatch.setattr("diplomacy_abm.phases.text.deal_chance", lambda s, c, p, i, k: 0.5 if i == a else 0.4)
    c.gain[a, 0], c.gain[b, 0] = 0.03, 0.05
    for covers, spared in ((1, 0.3 * stake), (0, 0.0)):
        c.covers[0] = covers
        assert item_worth(*small.all, 2, 10) == pytest.approx(0.2 * (0.08 + spared))
    s.rejected[2], whole, s.left[10] = s.step - 10, 0.2 * 0.08, 0.5
    assert item_worth(*small.all, 2, 10) == pytest.approx(0.5 * whole)
