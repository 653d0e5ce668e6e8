"""What is written to the log: each event with everybody and everything that it names."""

import pytest

from diplomacy_abm.moves import by_name, catalogue
from diplomacy_abm.phases.act import carry_message, log_moves, note_answer
from diplomacy_abm.phases.comply import break_agreement, keep_or_break, lapse, renew, while_suspended
from diplomacy_abm.phases.negotiate import answer_separable, open_round, try_ceasefire, try_settlement
from diplomacy_abm.phases.observe import signing_margin
from diplomacy_abm.phases.record import check_end
from diplomacy_abm.phases.sign import ceasefire_margin_of, deal_gain
from diplomacy_abm.phases.update import change_leader
from diplomacy_abm.state import GRID, EventField
from diplomacy_abm.vocabulary import Effect, Outcome, TalkForm
from tests.phases.scene import Scene


def rows(scene):
    """The log as (step, effect, actor, target, accepted, subject, via, value)."""
    found = []
    for row in scene.log[: scene.s.n_events]:
        effect = catalogue()[int(row[EventField.MOVE])].effect
        ends = [int(row[field]) for field in (EventField.ACTOR, EventField.TARGET, EventField.ACCEPTED,
                                              EventField.SUBJECT, EventField.VIA)]  # fmt: skip
        found.append((int(row[EventField.STEP]), effect, *ends, pytest.approx(float(row[EventField.VALUE]))))
    return found


@pytest.fixture
def war():
    """Week 20 of a war in which all say yes to everything."""
    scene = Scene("ukraine-2025").assessed().waiting(20)
    for a in range(2 + scene.c.n_issues):
        scene.s.on[a] = 0
    agreeing(scene, 9.0)
    return scene


def agreeing(scene, standing):
    for i in range(scene.c.n):
        scene.s.standing[i] = standing


def leads(scene):
    return scene.c.lead[0], scene.c.lead[1]


@pytest.mark.parametrize(("standing", "answer", "yes"), [(9.0, Effect.ACCEPT, 1), (-9.0, Effect.REJECT, 0)])
def test_a_package_is_tabled_answered_and_signed(small, standing, answer, yes):
    s, a, b, host = small.s, small.a, small.b, small.MED
    agreeing(small, standing)
    margin = signing_margin(s, b, 5, s.war[b])
    try_settlement(*small.all, small.log, a, 5, host)
    level = 5 / (GRID - 1)
    wanted = [(20, Effect.OFFER, a, -1, -1, 0, host, level), (20, answer, b, a, yes, 0, host, margin)]
    assert rows(small) == wanted + [(20, Effect.SIGN, *leads(small), -1, 0, host, level)] * yes


def test_a_mediators_package_is_answered_by_all_whose_consent_is_needed(small):
    m = small.MED
    agreeing(small, 9.0)
    try_settlement(*small.all, small.log, m, GRID - 1, -1)
    answers = [row[1:5] for row in rows(small)[1:-1]]
    assert answers == [(Effect.ACCEPT, lead, m, 1) for lead in leads(small)]
    assert rows(small)[0][1:] == (Effect.OFFER, m, -1, -1, 0, -1, 1.0)
    assert rows(small)[-1][1:] == (Effect.SIGN, *leads(small), -1, 0, m, 1.0)


@pytest.mark.parametrize(("standing", "answer", "yes"), [(9.0, Effect.ACCEPT, 1), (-9.0, Effect.REJECT, 0)])
def test_a_ceasefire_is_proposed_answered_and_signed(small, standing, answer, yes):
    s, a, b, host = small.s, small.a, small.b, small.MED
    agreeing(small, standing)
    margin = ceasefire_margin_of(*small.all, b, s.private_cost[b])
    try_ceasefire(*small.all, small.log, a, host)
    wanted = [(20, Effect.OFFER, a, -1, -1, 1, host, -1.0), (20, answer, b, a, yes, 1, host, margin)]
    assert rows(small) == wanted + [(20, Effect.SIGN, *leads(small), -1, 1, host, -1.0)] * yes


@pytest.mark.parametrize("refuses", [None, 0, 1])
def test_a_deal_is_answered_by_both_leads_with_their_mediator_and_signed(war, refuses):
    s, c, m = war.s, war.c, war.TUR
    k = next(k for k in range(c.n_issues) if c.separable[k] == 1)
    if refuses is not None:
        s.standing[c.lead[refuses]] = -9.0
    gains = [deal_gain(*war.all, i, k, s.private_cost[i], 1.0) + s.standing[i] for i in leads(war)]
    answer_separable(*war.all, war.log, k, m, war.ARE)
    wanted = []
    for side, (i, gain) in enumerate(zip(leads(war), gains, strict=True)):
        yes = side != refuses
        wanted.append((20, Effect.ACCEPT if yes else Effect.REJECT, i, m, int(yes), 2 + k, m, gain))
    signed = [(20, Effect.SIGN, *leads(war), -1, 2 + k, m, -1.0)]
    assert rows(war) == wanted + (signed if refuses is None else [])


def test_a_move_is_logged_with_whom_it_is_toward_and_its_size_and_strikes_go_on_beside_an_offensive(small):
    a, b, m = small.a, small.b, small.MED
    small.moves(b, "offensive", a)
    small.moves(m, "convene")
    log_moves(small.s, small.c, small.log)
    wanted = [
        (20, Effect.OFFENSIVE, b, a, -1, -1, -1, by_name("offensive").size),
        (20, Effect.STRIKE, b, a, -1, -1, -1, 1.0), (20, Effect.CONVENE, m, -1, -1, -1, -1, by_name("convene").size),
    ]  # fmt: skip
    assert rows(small) == wanted


def test_a_round_names_its_form_its_host_and_its_number(small):
    s = small.s
    agreeing(small, -9.0)
    s.rounds, s.host, s.invited_until = 4, small.MED, 20
    s.trust[small.a, small.b] = s.trust[small.b, small.a] = 5.0
    open_round(*small.all, small.log)
    assert rows(small)[0] == (20, Effect.ROUND, *leads(small), -1, TalkForm.DIRECT, small.MED, 5.0)


@pytest.mark.parametrize("slot", [0, 1, 2])
def test_an_agreement_ends_with_who_broke_it_who_answered_for_it_and_what_it_was(small, slot):
    s, a, b, m = small.s, small.a, small.b, small.MED
    s.on[slot], s.by[slot] = 1, m
    break_agreement(*small.all, small.log, slot, a)
    assert rows(small) == [(20, Effect.BREACH, a, b, -1, slot, m, -1.0)]
    s.n_events, s.on[slot] = 0, 1
    lapse(*small.all, small.log, slot)
    assert rows(small) == [(20, Effect.LAPSE, *leads(small), -1, slot, m, -1.0)]


def test_a_deal_is_suspended_resumed_and_renewed_with_its_mediator(war):
    s, c, p, m = war.s, war.c, war.p, war.TUR
    k = next(k for k in range(c.n_issues) if c.separable[k] == 1 and c.covers[k] == 0 and c.humanitarian[k] == 0)
    slot = 2 + k
    s.on[slot], s.by[slot], s.suspended[slot], p.suspend_share = 1, m, 0, 1.0
    s.leaning[slot, war.a], s.distrust[slot, war.a] = -60.0, 0.0
    while not s.n_events and s.step < 900:
        s.step += 1
        keep_or_break(*war.all, war.log, slot, war.a)
    assert rows(war) == [(s.step, Effect.SUSPEND, war.a, war.b, -1, slot, m, -1.0)]
    assert s.suspended[slot] == 1
    s.n_events = 0
    while_suspended(*war.all, war.log, slot)
    assert rows(war) == [(s.step, Effect.RESUME, *leads(war), -1, slot, m, -1.0)]
    assert s.suspended[slot] == 0
    s.n_events, c.term[k] = 0, 7
    renew(*war.all, war.log, slot)
    assert rows(war) == [(s.step, Effect.RENEW, *leads(war), -1, slot, m, 7.0)]
    assert s.until[slot] == s.step + 7


def test_what_a_mediator_hears_and_says_names_whom_it_is_about(small):
    m, a, b = small.MED, small.a, small.b
    note_answer(small.s, small.c, small.log, m, a, False)
    assert rows(small) == [(20, Effect.SOUNDING, m, a, 0, -1, -1, -1.0)]
    small.s.n_events = 0
    carry_message(*small.all, small.log, m, a)
    (row,) = rows(small)
    assert row[:7] == (20, Effect.MESSAGE, m, a, -1, -1, b)


def test_a_leader_who_goes_is_named(small):
    change_leader(*small.all, small.log, small.b)
    assert rows(small) == [(20, Effect.NEW_LEADER, small.b, -1, -1, -1, -1, -1.0)]


@pytest.mark.parametrize("side", [0, 1])
def test_a_victory_names_winner_and_loser_and_an_end_its_class(small, side):
    s, c = small.s, small.c
    s.victor, s.front = -1, float(1 - side)
    check_end(*small.all, small.log)
    outcome = (Outcome.VICTORY_A, Outcome.VICTORY_B)[side]
    assert rows(small) == [
        (20, Effect.VICTORY, c.lead[side], c.lead[1 - side], -1, -1, -1, float(1 - side)),
        (20, Effect.END, -1, -1, -1, outcome, -1, 20.0),
    ]
    assert s.ended == 1
