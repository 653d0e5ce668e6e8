"""Phase 4: what each move does to the world, and to nobody else's part of it."""

import numpy as np
import pytest

from diplomacy_abm.moves import by_name
from diplomacy_abm.phases.act import (
    act,
    act_diplomatic,
    act_mediation,
    act_military,
    act_support,
    add_pipeline,
    carry_message,
    exchange_prisoners,
    let_one_do,
    log_moves,
    more_trusted,
    note_answer,
    sound,
    spend_leverage,
    stand_behind,
)
from diplomacy_abm.phases.choose import prepare_choice
from diplomacy_abm.phases.text import best_item
from diplomacy_abm.phases.weigh import hold_over, wanted_level, worth_of_coming
from diplomacy_abm.rules import message
from diplomacy_abm.rules.mediation import dilution
from diplomacy_abm.vocabulary import Channel, Effect, Goal, Line
from tests.phases.scene import Scene, changed, copied, of_side_a


@pytest.fixture
def war():
    """The war with patrons."""
    scene = Scene("ukraine-2025")
    scene.all_wait()
    return scene


@pytest.fixture
def small():
    scene = Scene()
    scene.all_wait()
    return scene


def size(move):
    return by_name(move).size


@of_side_a
def test_waiting_is_not_logged_and_an_offensive_is_logged_with_the_strikes_beside_it(small):
    log_moves(small.s, small.c, small.log)
    assert small.names() == []
    small.moves(small.a, "offensive", small.b)
    small.moves(small.b, "strike", small.a)
    log_moves(small.s, small.c, small.log)
    assert [one[:3] for one in small.events()] == [
        (Effect.OFFENSIVE, small.a, small.b), (Effect.STRIKE, small.a, small.b), (Effect.STRIKE, small.b, small.a)
    ]  # fmt: skip
    assert [one[4] for one in small.events()] == [size("offensive"), 1.0, size("strike")]


def test_who_is_out_of_the_war_is_not_logged(small):
    small.moves(small.a, "strike", small.b)
    small.c.active[small.a] = 0
    log_moves(small.s, small.c, small.log)
    assert small.names() == []


def test_a_package_lifts_support_to_what_is_wanted_or_more_and_never_lowers_it(war):
    s, i, j = war.s, war.DEU, war.UKR
    war.moves(i, "pledge", j)
    s.support[i, j] = 0.0
    wanted = wanted_level(*war.all, i, j)
    assert wanted > 0.0
    act_support(*war.all, i)
    assert wanted <= s.support[i, j] <= 1.0
    s.support[i, j] = 0.99
    act_support(*war.all, i)
    assert s.support[i, j] >= 0.99


def test_a_package_beyond_what_is_usual_comes_as_arms_later(war):
    s, p, i, j = war.s, war.p, war.DEU, war.UKR
    s.line[i, Line.AID], p.pledge_lead, p.pledge_credibility = 8.0, 10.0, 0.6
    before = s.n_pipelines
    war.moves(i, "pledge", j)
    act_support(*war.all, i)
    extra = wanted_level(*war.all, i, j) - war.c.alignment[i, j]
    assert extra > 0.0
    slot = next(k for k in range(s.n_pipelines) if s.pl_supplier[k] == i and s.pl_first[k] == s.step + 10.0)
    assert s.n_pipelines in (before, before + 1)
    assert s.pl_recipient[slot] == j
    assert s.pl_credibility[slot] == 0.6
    assert s.pl_last[slot] == s.pl_first[slot] + size("pledge")
    assert 0.0 < s.pl_rate[slot] <= war.c.arms[i]


def test_a_surge_comes_at_once_and_surely(war):
    s, i, j = war.s, war.DEU, war.UKR
    n = s.n_pipelines
    war.moves(i, "surge", j)
    act_support(*war.all, i)
    assert s.n_pipelines == n + 1
    assert (s.pl_supplier[n], s.pl_recipient[n], s.pl_rate[n]) == (i, j, war.c.arms[i])
    assert war.c.arms[i] > 0.0
    assert (s.pl_first[n], s.pl_last[n], s.pl_credibility[n]) == (s.step + 1.0, s.step + 1.0 + size("surge"), 1.0)


def test_a_cut_takes_its_share_of_support_and_of_the_word_on_what_is_to_come(war):
    s, i, j = war.s, war.USA, war.UKR
    share = size("cut_back")
    s.support[i, j], s.line[i, Line.AID], s.window, s.refused[i, j] = 0.8, 0.5, -99, 7
    credit = copied(s, "pl_credibility")
    war.moves(i, "cut_back", j)
    act_support(*war.all, i)
    assert s.support[i, j] == pytest.approx(0.8 * (1.0 - share))
    assert s.line[i, Line.AID] == -0.5
    assert (s.window, s.refused[i, j]) == (s.step, -999)
    for k in range(s.n_pipelines):
        theirs = s.pl_supplier[k] == i and s.pl_recipient[k] == j
        assert s.pl_credibility[k] == pytest.approx(credit[k] * ((1.0 - share) if theirs else 1.0))


def test_sanctions_are_counted_with_who_laid_them_and_lifted_as_far_as_laid(war):
    s, i, j = war.s, war.USA, war.RUS
    step = size("sanction")
    s.ledger[i, j], s.sanctions[j] = 0.0, 0.1
    war.moves(i, "sanction", j)
    act_support(*war.all, i)
    assert (s.ledger[i, j], s.sanctions[j]) == pytest.approx((step, 0.1 + step))
    s.sanctions[j] = 1.0
    act_support(*war.all, i)
    assert (s.ledger[i, j], s.sanctions[j]) == pytest.approx((step, 1.0))
    war.moves(i, "relieve", j)
    act_support(*war.all, i)
    left = step - min(size("relieve"), step)
    assert (s.ledger[i, j], s.sanctions[j]) == pytest.approx((left, 1.0 - min(size("relieve"), step)))
    s.ledger[i, j], s.sanctions[j] = 0.0, 0.4
    act_support(*war.all, i)
    assert (s.ledger[i, j], s.sanctions[j]) == (0.0, 0.4)


def test_pressing_a_client_makes_staying_away_dearer_by_the_hold_over_it(war):
    s, i, j = war.s, war.USA, war.UKR
    s.refusal[j], s.pressed[i, j] = 0.1, -99
    war.moves(i, "press_to_talk", j)
    hold = hold_over(s, war.c, i, j)
    act_support(*war.all, i)
    assert hold > 0.0
    assert s.refusal[j] == pytest.approx(0.1 + size("press_to_talk") * hold)
    assert s.pressed[i, j] == s.step


def test_a_promise_covers_part_of_what_is_missing_as_far_as_it_is_trusted(war):
    s, c, i, j = war.s, war.c, war.USA, war.UKR
    c.guarantee[i], s.guaranteed[j] = 0.8, 0.2
    war.moves(i, "promise_guarantee", j)
    act_support(*war.all, i)
    assert s.guaranteed[j] == pytest.approx(0.2 + size("promise_guarantee") * 0.6 * war.trust(j, i))
    s.guaranteed[j] = 0.9
    act_support(*war.all, i)
    assert s.guaranteed[j] == 0.9


def test_a_new_pipeline_takes_the_first_slot_that_has_run_out(small):
    s = small.s
    s.step, s.n_pipelines = 10, 3
    for k, last in enumerate((20, 10, 5)):
        s.pl_last[k] = last
    add_pipeline(s, small.c, small.MED, small.a, 0.5, 2.0, 6.0, 0.7)
    assert s.n_pipelines == 3
    assert (s.pl_supplier[1], s.pl_recipient[1], s.pl_rate[1]) == (small.MED, small.a, 0.5)
    assert (s.pl_first[1], s.pl_last[1], s.pl_credibility[1], s.pl_label[1]) == (12.0, 16.0, 0.7, -1)
    assert (s.pl_last[0], s.pl_last[2]) == (20, 5)
    s.pl_last[2] = 20
    add_pipeline(s, small.c, small.MED, small.a, 0.5, 2.0, 6.0, 0.7)
    assert s.n_pipelines == 4


def test_no_pipeline_is_added_where_there_is_no_room(small):
    s = small.s
    room = len(s.pl_rate)
    s.n_pipelines = room
    for k in range(room):
        s.pl_last[k] = 99
    before = copied(s, "pl_rate")
    add_pipeline(s, small.c, small.MED, small.a, 0.5, 2.0, 6.0, 0.7)
    assert s.n_pipelines == room
    assert changed(before, copied(s, "pl_rate")) == set()


def believe_it(scene, m, a, b):
    """Both leads believe mediator m so far."""
    for lead, credit in ((scene.a, a), (scene.b, b)):
        scene.s.reliable[lead, m], scene.s.unreliable[lead, m] = 10.0 * credit, 10.0 * (1.0 - credit)


def test_a_visit_is_a_contact_with_a_sounding_and_a_message(small):
    s, m = small.s, small.MED
    s.step = 8
    small.moves(m, "shuttle", small.a)
    act_mediation(*small.all, small.log, m)
    assert (s.last_contact, s.visited[m, small.a]) == (8, 8)
    assert small.names() == [Effect.SOUNDING, Effect.MESSAGE]
    assert all(one[1:3] == (m, small.a) for one in small.events())
    assert s.asked[m, small.a] == 8
    assert s.answer[m, small.a] in (0, 1)


def test_an_invitation_stands_as_long_as_its_size_says_and_its_author_is_the_host(war):
    s, weeks = war.s, int(size("convene"))
    s.step, s.invited_until, s.invitations, s.host = 5, 4, 0, war.TUR
    war.moves(war.ARE, "convene")
    act_mediation(*war.all, war.log, war.ARE)
    assert (s.host, s.invited_until, s.invitations) == (war.ARE, 5 + weeks, 1)


@pytest.mark.parametrize("days", [7.0, 9.0, 14.0])
def test_an_invitation_in_other_steps_stands_for_about_as_many_weeks(small, days):
    s, m = small.s, small.MED
    small.c.days, s.step, s.invited_until = days, 10, -1
    small.moves(m, "convene")
    act_mediation(*small.all, small.log, m)
    assert s.invited_until == 10 + int(size("convene") * 7.0 / days + 0.5)


@pytest.mark.parametrize(
    ("trust", "out", "host"), [((0.5, 0.5), None, "ARE"), ((0.9, 0.5), None, "TUR"), ((0.5, 0.5), "ARE", "TUR")]
)
def test_of_several_invitations_the_one_of_whom_both_trust_most_goes_out(war, trust, out, host):
    s, c = war.assessed().s, war.c
    waits = c.idle[Channel.MEDIATION]
    s.step, s.invited_until, s.invitations, s.n_events = 5, 4, 0, 0
    believe_it(war, war.TUR, *trust)
    believe_it(war, war.ARE, 0.6, 0.6)
    assert more_trusted(s, c, war.TUR, war.ARE) is (trust[0] == 0.9)
    assert not more_trusted(s, c, war.TUR, war.TUR)
    war.moves(war.TUR, "convene")
    war.moves(war.ARE, "convene")
    war.moves(war.SAU, "shuttle", war.UKR)
    if out is not None:
        c.active[getattr(war, out)] = 0
    act(*war.all, war.log)
    chosen = getattr(war, host)
    other = war.TUR if host == "ARE" else war.ARE
    assert (s.host, s.invitations) == (chosen, 1)
    assert s.move[other, Channel.MEDIATION] == waits != s.move[chosen, Channel.MEDIATION]
    assert s.move[war.SAU, Channel.MEDIATION] != waits
    assert [one[1] for one in war.events(Effect.CONVENE)] == [chosen]
    assert s.worked[other] != 5


def test_without_an_invitation_nobody_is_held_back(war):
    war.moves(war.TUR, "shuttle", war.UKR)
    moves = copied(war.s, "move")
    let_one_do(war.s, war.c, Effect.CONVENE)
    assert changed(moves, copied(war.s, "move")) == set()


def test_inducements_and_pressure_are_bought_with_leverage(small):
    s, p, m, j = small.s, small.p, small.MED, small.b
    p.leverage_wear = 0.5
    for reward, field in ((True, "inducement"), (False, "pressure")):
        s.leverage[m, j], s.factor = 0.4, 1.0
        for name in ("inducement", "pressure"):
            getattr(s, name)[j] = 0.1
        spend_leverage(*small.all, m, j, 0.5, reward)
        gained = getattr(s, field)[j] - 0.1
        other = "pressure" if reward else "inducement"
        assert gained > 0.0
        assert getattr(s, other)[j] == 0.1
        assert s.leverage[m, j] == pytest.approx(0.4 - 0.5 * gained)
        # half the effect where mediators stand in each other's way
        s.leverage[m, j], s.factor, getattr(s, field)[j] = 0.4, 0.5, 0.0
        spend_leverage(*small.all, m, j, 0.5, reward)
        assert getattr(s, field)[j] == pytest.approx(0.5 * gained)


@pytest.mark.parametrize(("move", "field"), [("induce", "inducement"), ("press", "pressure")])
def test_the_moves_that_spend_leverage_do(small, move, field):
    s, m = small.s, small.MED
    s.leverage[m, small.b], s.factor = 0.4, 1.0
    small.moves(m, move, small.b)
    act_mediation(*small.all, small.log, m)
    assert getattr(s, field)[small.b] > 0.0
    assert s.leverage[m, small.b] < 0.4
    assert getattr(s, field)[small.a] == 0.0


def test_a_guarantee_fills_part_of_what_is_missing_as_far_as_each_believes_it(small):
    s, c, m = small.s, small.c, small.MED
    c.guarantee[m], s.factor, s.monitoring = 0.6, 1.0, 0.0
    s.guaranteed[small.a], s.guaranteed[small.b] = 0.2, 0.9
    believe_it(small, m, 0.8, 0.5)
    small.moves(m, "guarantee")
    act_mediation(*small.all, small.log, m)
    assert s.guaranteed[small.a] == pytest.approx(0.2 + size("guarantee") * 0.4 * 0.8)
    assert s.guaranteed[small.b] == 0.9
    assert s.monitoring == pytest.approx(0.6 * 0.5)
    s.monitoring = 0.5
    act_mediation(*small.all, small.log, m)
    assert s.monitoring == 0.5


def test_a_host_that_hands_over_names_the_next_and_they_keep_out_of_each_others_way(war):
    s = war.s
    s.step = 3
    war.moves(war.TUR, "hand_over", war.ARE)
    act_mediation(*war.all, war.log, war.TUR)
    assert (s.host, s.coordinated_until) == (war.ARE, 3 + int(size("hand_over")))


def test_a_text_gives_cover_and_a_word_for_both_as_far_as_its_author_is_believed(small):
    s, p, m = small.s, small.p, small.MED
    p.cover, p.vouch, s.factor = 0.5, 0.8, 1.0
    believe_it(small, m, 0.8, 0.4)
    stand_behind(*small.all, m)
    assert s.cover[small.a] == pytest.approx(0.4)
    assert s.cover[small.b] == pytest.approx(0.2)
    assert s.vouched[small.a] == pytest.approx(2.0 * s.vouched[small.b])
    assert 0.0 < s.vouched[small.a] <= 0.8 * 0.8
    s.factor = 0.5
    stand_behind(*small.all, m)
    assert s.cover[small.a] == pytest.approx(0.2)


@pytest.mark.parametrize(("credit", "author"), [(0.5, "ARE"), (0.9, "TUR")])
def test_the_text_on_the_table_is_that_of_the_better_believed_and_the_only_one(war, credit, author):
    s = war.assessed().s
    s.n_events = 0
    believe_it(war, war.TUR, credit, credit)
    believe_it(war, war.ARE, 0.7, 0.7)
    for m in (war.TUR, war.ARE):
        war.moves(m, "formulate")
    act(*war.all, war.log)
    assert s.text_by == getattr(war, author)
    assert [one[1] for one in war.events(Effect.FORMULATE)] == [s.text_by]


@pytest.mark.parametrize("mood", [-3.0, -0.5, 0.5, 3.0])
def test_a_lead_says_yes_where_coming_is_worth_it_if_the_other_comes(small, mood):
    """The answer supposes that the other comes; it costs nothing, so that it is the truth."""
    s, p, m, i = small.assessed().s, small.p, small.MED, small.a
    s.line[i, Line.TALK], s.n_events, p.mood_sd = mood, 0, 0.2
    sound(*small.all, small.log, m, i)
    assert s.answer[m, i] == int(worth_of_coming(*small.all, i, m, 1.0) > 0.0) == int(mood > 0.0)


def test_who_goes_to_a_mediator_to_say_that_it_would_come_says_so(war):
    """A host that is believed only adds to the worth of coming."""
    s, i = war.assessed().s, war.UKR
    for mood in (-2.0, -1.0, -0.3, 0.0, 0.3, 1.0, 2.0):
        s.line[i, Line.TALK] = mood
        prepare_choice(*war.all)
        war.moves(i, "court", war.TUR)
        s.answer[war.TUR, i] = -1
        act_diplomatic(*war.all, war.log, i)
        assert s.answer[war.TUR, i] == (1 if s.wish[i] > 0.0 else -1)


@pytest.mark.parametrize(("yes", "number"), [(True, 1), (False, 0)])
def test_an_answer_is_noted_with_its_week(small, yes, number):
    s, m = small.s, small.MED
    s.step = 6
    note_answer(s, small.c, small.log, m, small.a, yes)
    assert (s.answer[m, small.a], s.asked[m, small.a]) == (number, 6)
    assert small.log[0, 4] == number
    assert small.names() == [Effect.SOUNDING]


def test_a_message_moves_the_belief_toward_what_is_said_and_narrows_it(small):
    s, c, m, j, other = small.s, small.c, small.MED, small.a, small.b
    c.accuracy[m], s.bias[m] = 1.0, 0.0
    for strong in (True, False):
        believe_it(small, m, 0.9, 0.9)
        s.n_events = 0
        s.belief_mean[j, other], s.belief_var[j, other] = c.cost[other], c.cost_sd[other] ** 2
        s.public_mean[other] = c.cost[other]
        s.private_cost[other] = c.cost[other] * (0.5 if strong else 1.5)
        carry_message(*small.all, small.log, m, j)
        said = small.events(Effect.MESSAGE)[0][4]
        assert (s.report[j], s.reporter[j]) == (int(said), m)
        assert said in ((1.0,) if strong else (0.0, 1.0))
        assert (s.belief_mean[j, other] < c.cost[other]) == bool(said)
        assert s.belief_var[j, other] < c.cost_sd[other] ** 2
        assert (s.told[j] < c.cost[other]) == bool(said)


@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize(("bias", "honest"), [(0.25, True), (0.15, False)])
def test_counsel_of_restraint_is_honest_from_kydds_threshold_on(small, side, bias, honest):
    """By hand: costs of .2 and .4, error .1, k of .06: .1 (.06 + .25) / (.9 x .4 - .2 - .05 x .1) = .2."""
    s, c, p, m = small.s, small.c, small.p, small.MED
    j, other = c.lead[side], c.lead[1 - side]
    c.accuracy[m], c.cost[other], c.cost_sd[other], p.kydd_war, p.lambda_message = 0.9, 0.3, 0.1, 0.06, 1e4
    s.public_mean[j] = s.public_mean[other] = 0.3
    s.private_cost[other] = 0.5
    s.bias[m] = bias if side == 0 else -bias
    said = []
    for s.step in range(300):
        s.n_events = 0
        carry_message(*small.all, small.log, m, j)
        said.append(small.events(Effect.MESSAGE)[0][4])
    # it hears one time in ten that the other is strong, and says so
    assert np.mean(said) == (pytest.approx(0.1, abs=0.06) if honest else 1.0)


def test_a_message_is_heard_at_one_deviation_from_what_is_known_and_weighs_what_it_tells(small):
    s, c, m, j, other = small.s, small.c, small.MED, small.a, small.b
    c.accuracy[m], c.cost[other], c.cost_sd[other], s.bias[m] = 1.0, 0.3, 0.1, 1.0
    believe_it(small, m, 0.5, 0.5)
    s.private_cost[other], s.public_mean[other] = 0.1, 0.3
    s.belief_mean[j, other], s.belief_var[j, other] = 0.4, 0.01
    carry_message(*small.all, small.log, m, j)
    assert s.told[j] == pytest.approx(0.2)
    gain = 1.0 - s.belief_var[j, other] / 0.01
    assert 0.0 < gain < 1.0
    assert s.belief_mean[j, other] == pytest.approx(0.4 - gain * 0.2)


def test_a_message_of_one_whom_nobody_believes_changes_no_belief(small):
    s, m, j, other = small.s, small.MED, small.a, small.b
    s.reliable[j, m], s.unreliable[j, m] = 0.0, 5.0
    before = s.belief_mean[j, other], s.belief_var[j, other]
    carry_message(*small.all, small.log, m, j)
    assert (s.belief_mean[j, other], s.belief_var[j, other]) == before
    assert s.reporter[j] == -1


def test_a_walk_out_ends_the_session_and_the_invitation(small):
    s, p, i = small.s, small.p, small.a
    p.walk_out_drop = 0.4
    s.in_session, s.invited_until, s.attend[i], s.trust[small.b, i] = 1, 9, 0.5, 0.0
    s.step, s.answer[small.MED, i], s.answer[small.MED, small.b] = 7, 1, 1
    small.moves(i, "walk_out", small.b)
    act_diplomatic(*small.all, small.log, i)
    assert (s.in_session, s.invited_until) == (0, -1)
    assert s.attend[i] == pytest.approx(0.3)
    assert (s.answer[small.MED, i], s.asked[small.MED, i], s.answer[small.MED, small.b]) == (0, 7, 1)
    assert s.trust[small.b, i] < 0.0


def test_a_threat_binds_its_author_and_others_take_it_for_more_resolved(small):
    s, i, j = small.s, small.a, small.b
    s.demand[i], s.prospect, s.toll[i] = 0.02, 0.5, 3.0
    believed, public, narrow = s.belief_mean[j, i], s.public_mean[i], s.public_var[i]
    small.moves(i, "threaten", j)
    act_diplomatic(*small.all, small.log, i)
    assert s.demand[i] == pytest.approx(0.02 + size("threaten"))
    assert s.belief_mean[j, i] < believed
    assert s.public_mean[i] < public
    assert 0.0 <= s.public_var[i] <= narrow
    assert s.trust[j, i] < s.trust_prior[j, i]
    assert s.push[i] == pytest.approx(by_name("threaten").push)


@pytest.mark.parametrize("move", ["propose", "attend", "concede"])
def test_coming_to_the_table_is_a_contact(small, move):
    small.s.step = 7
    small.moves(small.a, move, small.b)
    act_diplomatic(*small.all, small.log, small.a)
    assert small.s.last_contact == 7


def test_courting_an_ally_lifts_its_line_on_aid_and_nothing_else(war):
    s, i, j = war.s, war.UKR, war.USA
    lines, s.step = copied(s, "line"), 5
    war.moves(i, "court", j)
    act_diplomatic(*war.all, war.log, i)
    assert changed(lines, copied(s, "line")) == {(j, Line.AID)}
    assert s.line[j, Line.AID] == pytest.approx(lines[j, Line.AID] + size("court"))
    assert s.visited[i, j] == 5


@pytest.mark.parametrize(
    ("wish", "credit", "asked"),
    [(0.1, 0.5, True), (-0.1, 0.5, False), (0.0, 0.5, False), (0.01, 0.02, True), (0.1, 0.0, False)],
)
def test_who_wishes_for_talks_is_asked_by_the_mediator_it_courts(small, wish, credit, asked):
    s, m = small.s, small.MED
    s.wish[small.a] = wish
    believe_it(small, m, credit, 0.5)
    small.moves(small.a, "court", m)
    act_diplomatic(*small.all, small.log, small.a)
    assert bool(small.events(Effect.SOUNDING)) is asked


def test_military_moves_leave_their_impulse_and_an_offensive_its_size(small):
    s, i, j = small.s, small.a, small.b
    s.demand[i], s.campaign_weeks, s.push[i] = 0.3, 4, 0.01
    small.moves(i, "strike", j)
    act_military(*small.all, i)
    assert (s.offensive[i], s.demand[i], s.campaign_weeks) == (0.0, 0.3, 4)
    assert s.push[i] == pytest.approx(0.01 + by_name("strike").push)
    assert s.last_hostility[i] == by_name("strike").goldstein
    small.moves(i, "offensive", j)
    act_military(*small.all, i)
    assert (s.offensive[i], s.demand[i], s.campaign_weeks) == (size("offensive"), 0.0, 5)


def test_a_pause_is_seen_by_the_enemy_as_what_it_is(small):
    s, i, j = small.s, small.a, small.b
    before = s.trust[j, i], s.trust[i, j]
    small.moves(i, "restrain", j)
    act_military(*small.all, i)
    assert s.trust[j, i] > before[0]
    assert s.trust[i, j] == before[1]
    assert s.last_hostility[i] > 0.0


@pytest.mark.parametrize(("both", "held"), [(True, 1), (False, 0)])
def test_prisoners_are_exchanged_when_both_leads_are_ready(small, both, held):
    s, p = small.s, small.p
    p.prisoner_inflow, p.exchange_release = 0.0, 0.25
    s.prisoners, s.step, s.exchanges, s.last_contact = 1.0, 9, 2, -99
    before = s.trust[small.a, small.b], s.trust[small.b, small.a]
    small.moves(small.a, "exchange", small.b)
    if both:
        small.moves(small.b, "exchange", small.a)
    exchange_prisoners(*small.all, small.log)
    assert s.exchanges == 2 + held
    assert len(small.events(Effect.EXCHANGE_HELD)) == held
    assert (s.last_exchange == 9, s.last_contact == 9) == (both, both)
    assert (s.trust[small.a, small.b] > before[0], s.trust[small.b, small.a] > before[1]) == (both, both)
    assert (s.prisoners < 1.0) == both


def test_moves_take_effect_in_one_call_for_all(small):
    s, m = small.assessed().s, small.MED
    s.step = 2
    small.moves(m, "shuttle", small.b)
    small.moves(small.a, "offensive", small.b)
    act(*small.all, small.log)
    assert s.worked[m] == 2
    assert small.names()[:3] == [Effect.OFFENSIVE, Effect.STRIKE, Effect.SHUTTLE]
    assert s.push[small.a] > 0.0
    assert s.visited[m, small.b] == 2


def test_all_channels_take_effect_in_the_week_and_the_text_of_the_last_is_gone(war):
    """A patron out of the war does nothing; two mediators at work leave each other a part of their effect."""
    s, c, p = war.assessed().s, war.c, war.p
    s.step, s.text_by, s.demand[war.a], p.overlap, s.coordinated_until = 5, war.SAU, 0.0, 0.5, -1
    for m in range(c.n):
        s.worked[m] = -999
    war.moves(war.USA, "sanction", war.a)
    war.moves(war.DEU, "sanction", war.a)
    war.moves(war.a, "threaten", war.b)
    war.moves(war.TUR, "shuttle", war.UKR)
    war.moves(war.ARE, "shuttle", war.UKR)
    c.active[war.DEU] = 0
    act(*war.all, war.log)
    assert (s.ledger[war.USA, war.a], s.ledger[war.DEU, war.a]) == (size("sanction"), 0.0)
    assert s.demand[war.a] == size("threaten")
    assert s.factor == pytest.approx(dilution(2, 0.5)) != 1.0
    assert s.text_by == -1


def test_relief_leaves_no_less_than_no_sanctions(war):
    s, i, j = war.s, war.USA, war.RUS
    s.ledger[i, j], s.sanctions[j] = size("relieve"), 0.5 * size("relieve")
    war.moves(i, "relieve", j)
    act_support(*war.all, i)
    assert (s.ledger[i, j], s.sanctions[j]) == (0.0, 0.0)


@pytest.mark.parametrize(("beyond", "share"), [(0.25, 0.25), (3.0, 1.0)])
def test_a_package_sends_the_share_of_capacity_by_which_it_is_beyond_the_usual(war, beyond, share):
    """Where a quarter more than usual is wanted it is a quarter, and all that there is where much more is."""
    s, c, p, i, j = war.s, war.c, war.p, war.DEU, war.UKR
    c.alignment[i, j], p.aid_sd, s.line[i, Line.AID] = 0.2, 0.5, 2.0 * np.log(1.0 + beyond)
    p.counter_support = p.substitution = s.n_pipelines = 0
    assert wanted_level(*war.all, i, j) == pytest.approx(0.2 * (1.0 + beyond))
    war.moves(i, "pledge", j)
    act_support(*war.all, i)
    assert s.pl_rate[0] == pytest.approx(c.arms[i] * share)


def test_what_is_sent_has_draws_of_its_own_by_who_sends_it_and_when(small):
    """The number of a stream has 32 bits."""
    s, c, m = small.s, small.c, small.MED
    keys = []
    for c.key[m], s.step in ((7, 5), (7, 6), (0xFFFFFFFF, 2)):
        s.n_pipelines = 0
        add_pipeline(s, c, m, small.a, 0.5, 2.0, 6.0, 0.7)
        keys.append(int(s.pl_key[0]))
    assert keys == [12, 13, 1]


@pytest.mark.parametrize("days", [7.0, 9.0, 14.0])
def test_those_who_hand_over_keep_out_of_each_others_way_for_about_as_many_weeks(war, days):
    s = war.s
    war.c.days, s.step = days, 3
    war.moves(war.TUR, "hand_over", war.ARE)
    act_mediation(*war.all, war.log, war.TUR)
    assert s.coordinated_until == 3 + int(size("hand_over") * 7.0 / days + 0.5)


def test_a_guarantee_covers_less_where_mediators_stand_in_each_others_way(small):
    s, m = small.s, small.MED
    small.c.guarantee[m], s.factor, s.monitoring = 0.6, 0.5, 0.0
    s.guaranteed[small.a] = s.guaranteed[small.b] = 0.2
    believe_it(small, m, 0.8, 0.5)
    small.moves(m, "guarantee")
    act_mediation(*small.all, small.log, m)
    assert s.guaranteed[small.a] == pytest.approx(0.2 + size("guarantee") * 0.5 * 0.4 * 0.8)
    assert s.monitoring == pytest.approx(0.6 * 0.5 * 0.5)


def test_a_text_is_about_the_best_item_and_vouches_by_what_its_author_stakes_and_knows(small):
    """By hand: with ends of peace and renown that double what it loses by a lie, the limit of its bias follows."""
    s, c, p, m = small.assessed().s, small.c, small.p, small.MED
    c.goal[m, Goal.PRESTIGE], c.goal[m, Goal.PEACE], c.accuracy[m], s.bias[m] = 0.5, 2.0, 0.8, 0.3
    p.kydd_loss, p.kydd_gain, p.kydd_failure, p.kydd_war, p.lambda_message = 0.4, 0.3, 0.2, 0.05, 6.0
    p.vouch, s.text_item, s.coordinated_until = 0.9, -1, -1
    believe_it(small, m, 0.8, 0.4)
    small.moves(m, "formulate")
    s.factor = 0.5
    act_mediation(*small.all, small.log, m)
    assert s.text_item == best_item(*small.all, s.public_q) >= 0
    credence = message.credence_of_vouching(0.3, message.vouching_limit(0.4, 0.3, 0.1, 0.1), 6.0)
    assert 0.05 < credence < 0.95
    word = 0.9 * 0.5 * credence * message.information(0.8)
    assert (s.vouched[small.a], s.vouched[small.b]) == pytest.approx((0.8 * word, 0.4 * word))


def test_leverage_is_worn_down_to_nothing_at_most(small):
    s, p, m, j = small.s, small.p, small.MED, small.b
    p.leverage_wear, s.leverage[m, j], s.factor, s.bias[m] = 9.0, 0.4, 1.0, 0.0
    spend_leverage(*small.all, m, j, 0.5, True)
    assert s.leverage[m, j] == 0.0


def test_news_that_the_other_is_weary_weighs_by_credit_and_accuracy_alone(small):
    """By hand: report noise .004 / (.5 x told), so that the gain on a variance of .01 follows."""
    s, c, p, m, j, other = small.s, small.c, small.p, small.MED, small.a, small.b
    c.accuracy[m], c.cost[other], c.cost_sd[other], s.bias[m], p.report_noise = 0.9, 0.3, 0.1, 1.0, 0.004
    p.lambda_message = 0.0  # it counsels restraint against its knowledge half of the time
    s.private_cost[other], s.public_mean[other] = 0.5, 0.3
    told, heard = message.information(0.9), set()
    for s.step in range(40):
        believe_it(small, m, 0.5, 0.5)
        s.belief_mean[j, other], s.belief_var[j, other], s.n_events = 0.4, 0.01, 0
        carry_message(*small.all, small.log, m, j)
        strong = small.events(Effect.MESSAGE)[0][4] == 1.0
        at = 0.3 + (-0.1 if strong else 0.1) * told
        gain = 0.01 / (0.01 + 0.004 / (0.5 * told * (0.5 if strong else 1.0)))
        assert (s.told[j], s.belief_mean[j, other]) == pytest.approx((at, 0.4 + gain * (at - 0.4)))
        assert s.belief_var[j, other] == pytest.approx(0.01 * (1.0 - gain))
        heard.add(strong)
    assert heard == {True, False}


def test_a_word_of_one_who_is_hardly_believed_is_still_heard(small):
    s, m, j, other = small.s, small.MED, small.a, small.b
    small.c.accuracy[m], s.bias[m] = 1.0, 1.0
    believe_it(small, m, 0.02, 0.02)
    before = s.belief_var[j, other]
    carry_message(*small.all, small.log, m, j)
    assert s.reporter[j] == m
    assert s.belief_var[j, other] < before


def test_each_lead_is_told_from_draws_of_its_own(small, monkeypatch):
    """Which draws these are is part of what a seed means."""
    asked = []
    monkeypatch.setattr("diplomacy_abm.phases.act.draw", lambda s, c, i, decision: asked.append((i, decision)) or 0.5)
    for lead in small.c.lead[:2]:
        carry_message(*small.all, small.log, small.MED, lead)
    assert asked == [(small.MED, decision) for decision in (19 + 64, 20 + 64, 19 + 128, 20 + 128)]


def test_a_threat_is_learned_from_as_a_yes_to_its_price(small):
    """By hand: the price is its size times the prospect, and half of what was threatened before."""
    s, p, i, j = small.s, small.p, small.a, small.b
    s.demand[i], s.prospect, s.toll[i], s.pooled[i], p.shield, p.lambda_choice = 0.02, 0.5, 3.0, 0.5, 0.4, 20.0
    s.belief_mean[j, i], s.belief_var[j, i], s.public_mean[i], s.public_var[i] = 0.16, 0.003, 0.12, 0.002
    price, weight = size("threaten") * 0.5 + 0.01, -0.5 * 3.0 * 0.8
    small.moves(i, "threaten", j)
    act_diplomatic(*small.all, small.log, i)
    for mean, variance, gap, found in (
        (0.16, 0.003, 0.04, (s.belief_mean[j, i], s.belief_var[j, i])),
        (0.12, 0.002, 0.0, (s.public_mean[i], s.public_var[i])),
    ):  # fmt: skip
        slope = 20.0 / (1.0 + np.pi / 8.0 * 400.0 * weight**2 * variance) ** 0.5
        chance = 1.0 / (1.0 + np.exp(-slope * (weight * gap - price)))
        step = variance * weight * slope
        wanted = mean + step * (1.0 - chance), variance - step**2 * chance * (1.0 - chance)
        assert found == pytest.approx(wanted)


@pytest.mark.parametrize("move", ["threaten", "walk_out", "restrain"])
def test_a_move_is_felt_by_the_enemys_trust_once(small, move):
    s, p, i, j = small.s, small.p, small.a, small.b
    row = by_name(move)
    scaled = row.trust * row.goldstein / 10.0
    before = s.trust[j, i]
    small.moves(i, move, j)
    (act_military if move == "restrain" else lambda *x: act_diplomatic(*x[:3], small.log, x[3]))(*small.all, i)
    assert s.trust[j, i] - before == pytest.approx(scaled * (p.trust_gain if scaled > 0.0 else p.trust_loss))
    assert scaled != 0.0


@pytest.mark.parametrize(("stock", "batch"), [(3.0, 2.0), (0.5, 0.5)])
def test_an_exchange_brings_home_a_batch_while_the_fighting_takes_new_prisoners(small, stock, batch):
    """By hand: a quarter goes home, and .3 a week come in at .4 x .5 of full fighting, for two weeks."""
    s, p, c = small.s, small.p, small.c
    p.prisoner_inflow, p.exchange_release, c.days, s.intensity, s.ground = 0.3, 0.25, 14.0, 0.4, 0.5
    for ready in (True, False):
        s.prisoners, s.n_events = stock, 0
        small.moves(small.a, "exchange" if ready else "no_exchange", small.b)
        small.moves(small.b, "exchange", small.a)
        exchange_prisoners(*small.all, small.log)
        assert s.prisoners == pytest.approx((0.75 if ready else 1.0) * stock + 0.3 * 2.0 * 0.2)
        assert [one[1:] for one in small.events()] == [(*c.lead[:2], -1, batch)] * ready
