"""Phase 6: agreements are kept, suspended, broken, renewed; what that does to trust, strength and credit."""

import math

import pytest

from diplomacy_abm.moves import by_name
from diplomacy_abm.phases.comply import (
    both_want,
    breach_hazard,
    break_agreement,
    comply,
    exposed_share,
    keep_or_break,
    lapse,
    life_of,
    margin_of,
    renew,
    seen_margin,
    while_suspended,
)
from diplomacy_abm.phases.sign import sign_ceasefire, sign_settlement, weight_of
from diplomacy_abm.vocabulary import Effect
from tests.phases.scene import Scene, copied


@pytest.fixture
def truce():
    """The small war under a ceasefire for which the mediator answers."""
    scene = Scene().assessed()
    scene.s.step = 1
    sign_ceasefire(*scene.all, scene.log, scene.MED, scene.MED)
    scene.s.step, scene.s.n_events = 10, 0
    return scene


@pytest.fixture
def peace():
    scene = Scene().assessed()
    scene.s.step = 1
    sign_settlement(*scene.all, scene.log, 10, scene.a, scene.MED)
    scene.s.step, scene.s.n_events = 10, 0
    return scene


@pytest.fixture
def deals():
    """The origin war, in which a deal on its first separable issue is in force."""
    scene = Scene("ukraine-2025").assessed()
    s, c = scene.s, scene.c
    for a in range(2 + c.n_issues):
        s.on[a] = 0
    s.step = 10
    return scene


def in_force(scene, issue, by=-1, until=0):
    s = scene.s
    a = 2 + issue
    s.on[a], s.since[a], s.until[a], s.suspended[a], s.by[a] = 1, 1, until, 0, by
    for j in (scene.a, scene.b):
        s.distrust[a, j] = s.leaning[a, j] = 0.0
    return a


def first(scene, condition):
    return next(k for k in range(scene.c.n_issues) if condition(scene.c, k))


@pytest.mark.parametrize(("ceasefire", "covers", "rests"), [(1, True, True), (0, True, False), (1, False, False)])
def test_a_truce_on_part_of_the_violence_rests_under_a_ceasefire(deals, ceasefire, covers, rests):
    s = deals.s
    a = in_force(deals, first(deals, lambda c, k: c.separable[k] == 1 and (c.covers[k] > 0) is covers), until=10)
    s.on[1], s.since[1], s.until[1], s.suspended[1] = ceasefire, 10, 0, 0
    comply(*deals.all, deals.log)
    assert (s.on[a] == 1 and s.until[a] == 10 and deals.names() == []) is rests
    assert {one[3] for one in deals.events()} == (set() if rests else {a})


@pytest.mark.parametrize(("leaning", "held"), [(60.0, 1), (-60.0, 0)])
def test_a_leader_who_means_to_keep_it_does_and_one_who_does_not_breaks_it(truce, leaning, held):
    s = truce.s
    s.leaning[1, truce.a], s.leaning[1, truce.b] = leaning, 60.0
    for _ in range(300):
        comply(*truce.all, truce.log)
        s.step += 1
    assert s.on[1] == held
    assert s.breaches == 1 - held
    breaches = truce.events(Effect.BREACH)
    assert [one[1:4] for one in breaches] == [(truce.a, truce.b, 1)] * (1 - held)


def test_the_will_to_keep_lowers_the_hazard(truce):
    s = truce.s
    hazards = []
    for leaning in (-60.0, -5.0, 60.0):
        s.leaning[1, truce.a] = leaning
        hazards.append(breach_hazard(*truce.all, 1, truce.a))
    assert hazards[0] >= hazards[1] >= hazards[2] >= 0.0
    assert hazards[0] > hazards[2]
    assert hazards[0] <= 1.0


def test_nothing_is_broken_in_the_week_it_is_signed(truce):
    s = truce.s
    s.leaning[1, truce.a] = s.leaning[1, truce.b] = -60.0
    s.since[1] = s.step
    comply(*truce.all, truce.log)
    assert (s.on[1], truce.names()) == (1, [])


def test_who_is_out_or_not_concerned_breaks_nothing(truce):
    s, c = truce.s, truce.c
    s.leaning[1, truce.a] = s.leaning[1, truce.b] = -60.0
    c.active[truce.a] = c.active[truce.b] = 0
    for _ in range(50):
        comply(*truce.all, truce.log)
        s.step += 1
    assert s.on[1] == 1


def test_a_breach_costs_trust_standing_strength_and_the_credit_of_who_answers(truce):
    s, p, a, b, m = truce.s, truce.p, truce.a, truce.b, truce.MED
    p.breach_anger, p.surprise, p.credibility_step = 0.1, 0.2, 0.5
    before = {name: copied(s, name) for name in ("trust", "standing", "capability", "unreliable", "reliable", "push")}
    s.first_breach, s.window, s.ag_floor[a] = -1, -99, 0.4
    break_agreement(*truce.all, truce.log, 1, a)
    assert (s.on[1], s.breaches, s.last_breach, s.window, s.first_breach) == (0, 1, 10, 10, -1)
    # what was broken rests like what was turned down
    assert s.rejected[1] == 10
    assert s.trust[b, a] < before["trust"][b, a]
    assert s.trust[a, b] == before["trust"][a, b]
    assert s.standing[b] == pytest.approx(before["standing"][b] - 0.1)
    assert s.standing[a] == before["standing"][a]
    exposed = exposed_share(truce.c, 1)
    assert s.capability[b] == pytest.approx(before["capability"][b] * (1.0 - exposed * 0.2))
    assert s.capability[a] == before["capability"][a]
    assert s.unreliable[b, m] == pytest.approx(before["unreliable"][b, m] + 0.5)
    assert s.unreliable[a, m] == before["unreliable"][a, m]
    assert s.reliable[b, m] == before["reliable"][b, m]
    assert s.push[a] > before["push"][a]
    assert s.push[b] > before["push"][b]
    assert [s.ag_floor[i] for i in range(truce.c.n)] == [0.0] * truce.c.n


def test_a_broken_settlement_is_remembered_as_the_first_breach(peace):
    s = peace.s
    s.first_breach = -1
    break_agreement(*peace.all, peace.log, 0, peace.b)
    assert (s.on[0], s.first_breach) == (0, 10)
    s.step = 20
    break_agreement(*peace.all, peace.log, 0, peace.b)
    assert s.first_breach == 10


def test_the_more_violence_an_agreement_covers_the_more_a_breach_finds_off_guard(deals):
    c = deals.c
    covering = exposed_share(c, 2 + first(deals, lambda c, k: c.covers[k] > 0))
    assert 1.0 == exposed_share(c, 0) > exposed_share(c, 1) > covering > 0.0
    assert exposed_share(c, 2 + first(deals, lambda c, k: c.covers[k] == 0)) == 0.0


def test_each_kind_of_agreement_has_its_life(deals):
    c, p = deals.c, deals.p
    assert [life_of(c, p, a) for a in (0, 1)] == [p.life_settlement, p.life_ceasefire]
    assert life_of(c, p, 2 + first(deals, lambda c, k: c.covers[k] > 0)) == p.life_truce
    k = first(deals, lambda c, k: c.covers[k] == 0)
    c.days, c.term[k] = 14, 9
    assert life_of(c, p, 2 + k) == 18.0
    c.term[k] = 0
    assert life_of(c, p, 2 + k) == p.default_term


def test_a_good_war_to_come_lowers_the_margin_of_keeping_a_settlement(peace):
    s, j = peace.s, peace.a
    own, seen = margin_of(*peace.all, 0, j), seen_margin(*peace.all, 0, j)
    s.to_come[j] += 0.1
    assert margin_of(*peace.all, 0, j) == pytest.approx(own - 0.1)
    assert seen_margin(*peace.all, 0, j) == pytest.approx(seen)
    s.after_peace[j] += 0.2
    assert seen_margin(*peace.all, 0, j) == pytest.approx(seen - 0.2)
    s.ag_induce[j] += 0.3
    assert seen_margin(*peace.all, 0, j) == pytest.approx(seen + 0.1)


def test_what_guards_the_other_side_deters(peace):
    s, j, i = peace.s, peace.a, peace.b
    s.guaranteed[i] = s.ag_cover[i] = 0.0
    bare = margin_of(*peace.all, 0, j)
    s.ag_cover[i] = 0.5
    covered = margin_of(*peace.all, 0, j)
    s.guaranteed[i] = 0.9
    assert bare < covered < margin_of(*peace.all, 0, j)


def test_a_dearer_war_raises_the_margin_of_keeping_a_ceasefire(truce):
    s, j = truce.s, truce.a
    before = margin_of(*truce.all, 1, j), seen_margin(*truce.all, 1, j)
    s.private_cost[j] *= 2.0
    assert margin_of(*truce.all, 1, j) > before[0]
    assert seen_margin(*truce.all, 1, j) == before[1]
    s.public_mean[j] *= 2.0
    assert seen_margin(*truce.all, 1, j) > before[1]


def test_a_deal_with_a_mediator_may_be_suspended_and_one_without_is_broken(deals):
    s, p = deals.s, deals.p
    k = first(deals, lambda c, k: c.separable[k] == 1 and c.covers[k] == 0 and c.humanitarian[k] == 0)
    p.suspend_share = 1.0
    found = {}
    for by in (deals.TUR, -1):
        a = in_force(deals, k, by)
        s.n_events = 0
        s.leaning[a, deals.a] = -60.0
        s.leaning[a, deals.b] = 60.0
        before = s.trust[deals.b, deals.a]
        for _ in range(400):
            keep_or_break(*deals.all, deals.log, a, deals.a)
            s.step += 1
            if deals.events():
                break
        found[by] = deals.names(), s.on[a], s.suspended[a]
        assert s.trust[deals.b, deals.a] < before
    assert found[deals.TUR] == ([Effect.SUSPEND], 1, 1)
    assert found[-1] == ([Effect.BREACH], 0, 0)


def ended(scene, a, by):
    """How the agreement of a slot ends when lead A means to break it."""
    s = scene.s
    s.by[a], s.suspended[a], s.n_events = by, 0, 0
    s.distrust[a, scene.a], s.leaning[a, scene.a] = 0.0, -60.0
    for _ in range(400):
        keep_or_break(*scene.all, scene.log, a, scene.a)
        s.step += 1
        if scene.events():
            break
    return scene.names()


@pytest.mark.parametrize(("slot", "effect"), [(0, Effect.BREACH), (1, Effect.BREACH), (2, Effect.SUSPEND)])
def test_only_deals_are_suspended_the_first_as_well(small, slot, effect):
    small.p.suspend_share, small.s.on[slot] = 1.0, 1
    small.c.gain[small.a, 0] = small.c.gain[small.b, 0] = 0.1
    assert ended(small, slot, small.MED) == [effect]
    assert (small.s.on[slot], small.s.suspended[slot]) == ((1, 1) if effect == Effect.SUSPEND else (0, 0))


def test_a_humanitarian_deal_is_safe_while_people_come_home_under_it(deals):
    s, p = deals.s, deals.p
    p.visit_memory = 6.0
    k = first(deals, lambda c, k: c.humanitarian[k] == 1)
    a = in_force(deals, k)
    p.suspend_share = 0.0
    s.leaning[a, deals.a] = -60.0
    for _ in range(200):
        s.last_exchange = s.step - 6
        keep_or_break(*deals.all, deals.log, a, deals.a)
        s.step += 1
    assert s.on[a] == 1
    for _ in range(400):
        keep_or_break(*deals.all, deals.log, a, deals.a)
        s.step += 1
    assert s.on[a] == 0


def wanted(scene, k, sign):
    """Let both leads gain from issue k, or neither."""
    for j in (scene.a, scene.b):
        scene.c.gain[j, k], scene.s.standing[j] = 5.0 * sign, 0.0


@pytest.mark.parametrize(("sign", "on", "effect"), [(1.0, 1, Effect.RENEW), (-1.0, 0, Effect.LAPSE)])
def test_a_term_that_ends_is_renewed_when_both_want_it(deals, sign, on, effect):
    s, c = deals.s, deals.c
    k = first(deals, lambda c, k: c.separable[k] == 1)
    c.term[k] = 13
    a = in_force(deals, k, until=10)
    wanted(deals, k, sign)
    assert both_want(*deals.all, a) is (sign > 0)
    before = s.trust[deals.a, deals.b], s.trust[deals.b, deals.a]
    comply(*deals.all, deals.log)
    assert (s.on[a], deals.names()) == (on, [effect])
    assert s.until[a] == (23 if on else 10)
    after = s.trust[deals.a, deals.b], s.trust[deals.b, deals.a]
    assert all((x > y) == (sign > 0) for x, y in zip(after, before, strict=True)) or sign < 0


def test_one_lead_alone_does_not_renew(deals):
    k = first(deals, lambda c, k: c.separable[k] == 1)
    a = in_force(deals, k)
    wanted(deals, k, 1.0)
    deals.c.gain[deals.b, k] = -5.0
    assert not both_want(*deals.all, a)
    wanted(deals, k, 1.0)
    deals.c.gain[deals.a, k] = -5.0
    assert not both_want(*deals.all, a)


def test_a_deal_without_a_term_of_its_own_is_renewed_for_the_usual_one(deals):
    k = first(deals, lambda c, k: c.separable[k] == 1)
    deals.c.term[k], deals.p.default_term = 0, 26.0
    a = in_force(deals, k, until=10)
    wanted(deals, k, 1.0)
    renew(*deals.all, deals.log, a)
    assert deals.s.until[a] == 36
    assert deals.events(Effect.RENEW)[0][4] == 26.0


@pytest.mark.parametrize(
    ("by", "sign", "weeks", "on", "suspended", "names"),
    [
        ("TUR", 1.0, 2, 1, 0, [Effect.RESUME]), ("TUR", -1.0, 2, 1, 3, []), (None, 1.0, 2, 1, 3, []),
        ("TUR", -1.0, 8, 0, 0, [Effect.LAPSE]), (None, 1.0, 8, 0, 0, [Effect.LAPSE]),
    ],
)  # fmt: skip
def test_a_suspended_deal_is_mended_by_its_mediator_or_lapses_in_the_end(deals, by, sign, weeks, on, suspended, names):
    s, p = deals.s, deals.p
    p.suspend_limit = 8.0
    k = first(deals, lambda c, k: c.separable[k] == 1)
    a = in_force(deals, k, -1 if by is None else getattr(deals, by))
    s.suspended[a] = weeks
    wanted(deals, k, sign)
    comply(*deals.all, deals.log)
    assert (s.on[a], s.suspended[a], deals.names()) == (on, suspended, names)


def test_a_lapse_is_no_breach_and_takes_the_floor_of_the_burden_with_it(truce):
    s = truce.s
    s.ag_floor[truce.a] = 0.4
    lapse(*truce.all, truce.log, 1)
    assert (s.on[1], s.breaches, s.ag_floor[truce.a], truce.names()) == (0, 0, 0.0, [Effect.LAPSE])


def test_the_floor_of_the_burden_outlives_a_deal_on_an_issue(deals):
    s = deals.s
    a = in_force(deals, first(deals, lambda c, k: c.separable[k] == 1))
    s.ag_floor[deals.a] = 0.4
    while_suspended(*deals.all, deals.log, a)
    lapse(*deals.all, deals.log, a)
    assert s.ag_floor[deals.a] == 0.4


def test_only_leads_break_a_deal_and_any_party_a_ceasefire_and_nobody_twice(deals, monkeypatch):
    s, c = deals.s, deals.c
    ally, asked = next(i for i in range(c.n) if c.patron[i] == 1), []
    c.party[ally], c.side[ally], deals.p.suspend_share = 1, c.side[deals.a], 0.0
    a = in_force(deals, first(deals, lambda c, k: c.covers[k] == 0 and c.humanitarian[k] == 0))
    s.on[1], s.since[1], leads = 1, 1, {deals.a, deals.b}
    monkeypatch.setattr("diplomacy_abm.phases.comply.breach_hazard", lambda s, c, p, a, j: asked.append((a, j)) or 0.0)
    comply(*deals.all, deals.log)
    assert set(asked) == {(a, j) for j in leads} | {(1, j) for j in (*leads, ally)}
    monkeypatch.setattr("diplomacy_abm.phases.comply.breach_hazard", lambda *_: 1.0)
    comply(*deals.all, deals.log)
    assert [one[3] for one in deals.events(Effect.BREACH)] == [1, a]


def test_what_is_in_force_at_the_start_may_be_broken_in_the_first_week(truce, monkeypatch):
    monkeypatch.setattr("diplomacy_abm.phases.comply.breach_hazard", lambda *_: 1.0)
    truce.s.step = truce.s.since[1] = 0
    comply(*truce.all, truce.log)
    assert [one[1] for one in truce.events(Effect.BREACH)] == [min(truce.a, truce.b)]


def test_the_margin_of_keeping_is_what_peace_is_worth_less_war_and_surprise_and_what_breaking_costs(peace):
    """By hand, for a settlement in the middle, and for a truce on an issue with monitors."""
    s, c, p, j, i = peace.s, peace.c, peace.p, peace.a, peace.b
    p.honour, p.deterrence, p.detection, s.monitored[0], s.ag_induce[j] = 0.01, 0.2, 0.1, 0.5, 0.03
    s.utility[j, 10], s.surprise[i], s.to_come[j], s.after_peace[j] = 0.6, 0.04, 0.5, 0.45
    s.guaranteed[i], s.ag_cover[i], s.guaranteed[j], s.ag_cover[j] = 0.1, 0.2, 0.3, 0.25
    broken = 0.01 + 0.2 * 0.3 + 0.1 * 0.5
    assert margin_of(*peace.all, 0, j) == pytest.approx(0.6 + 0.03 - 0.5 - 0.04 + broken)
    assert seen_margin(*peace.all, 0, j) == pytest.approx(0.6 + 0.03 - 0.45 - 0.04 + broken)
    # what a breaker was promised under the settlement is forfeit too
    s.ag_cover[j] = 0.7
    assert margin_of(*peace.all, 0, j) == pytest.approx(0.6 + 0.03 - 0.5 - 0.04 + broken + 0.2 * 0.4)
    c.covers[0], c.gain[j, 0], s.monitored[2] = 0, 0.07, 0.5
    assert margin_of(*peace.all, 2, j) == pytest.approx(0.07 + 0.005 + 0.1 * 0.5)


@pytest.mark.parametrize("days", [7.0, 14.0])
def test_the_hazard_is_a_logit_for_truces_and_one_over_the_life_for_what_leaders_mean_to_break(deals, days):
    """Two weeks of a hazard are 1 - (1 - h)^2; a leaning counts in units of the hidden terms and by what it covers."""
    s, c, p, j = deals.s, deals.c, deals.p, deals.a
    c.days, p.temper, p.life_truce, p.life_ceasefire = days, 0.1, 20.0, 50.0
    steps = days / 7.0
    k = first(deals, lambda c, k: c.covers[k] > 0)
    margin = margin_of(*deals.all, 2 + k, j)
    kept = (1.0 + math.exp(-margin / 0.1)) ** (-1.0 / 20.0)
    assert breach_hazard(*deals.all, 2 + k, j) == pytest.approx(1.0 - kept**steps)
    margin = seen_margin(*deals.all, 1, j)
    for beyond, hazard in ((-0.01, 1.0 / 50.0), (0.01, 0.0)):
        s.leaning[1, j] = (beyond - margin) / s.spread[j]
        assert breach_hazard(*deals.all, 1, j) == pytest.approx(1.0 - (1.0 - hazard) ** steps)
    k = first(deals, lambda c, k: c.covers[k] == 0)
    c.gain[deals.a, k] = c.gain[deals.b, k] = 0.01
    weight = weight_of(*deals.all, 2 + k)
    assert 0.0 < weight < 1.0
    margin = seen_margin(*deals.all, 2 + k, j)
    for beyond, breaks in ((-0.001, True), (0.001, False)):
        s.leaning[2 + k, j] = (beyond - margin) / (s.spread[j] * weight)
        assert (breach_hazard(*deals.all, 2 + k, j) > 0.0) is breaks


@pytest.mark.parametrize(("luck", "names"), [(0.19, [Effect.SUSPEND]), (0.2, [Effect.BREACH]), (0.39, [Effect.BREACH]),
                                            (0.4, [])])  # fmt: skip
def test_of_the_weeks_in_which_a_deal_fails_the_first_part_suspends_it(deals, monkeypatch, luck, names):
    s, p = deals.s, deals.p
    p.suspend_share = 0.5
    a = in_force(deals, first(deals, lambda c, k: c.separable[k] == 1 and c.humanitarian[k] == 0), deals.TUR)
    monkeypatch.setattr("diplomacy_abm.phases.comply.breach_hazard", lambda *_: 0.4)
    monkeypatch.setattr("diplomacy_abm.phases.comply.draw", lambda *_: luck)
    before = s.trust[deals.b, deals.a]
    keep_or_break(*deals.all, deals.log, a, deals.a)
    assert deals.names() == names
    if names == [Effect.SUSPEND]:
        row = by_name("suspend")
        moved = p.trust_loss * row.trust * row.goldstein / 10.0
        assert s.trust[deals.b, deals.a] - before == pytest.approx(moved) != 0.0


def test_a_breach_is_an_attack_by_as_much_as_was_covered(deals):
    """All of the strength is off guard under a settlement, .6 under a ceasefire, a quarter under a truce."""
    s, p, a, b = deals.s, deals.p, deals.a, deals.b
    p.surprise, p.breach_anger, push = 0.2, 0.1, by_name("offensive").push
    covering, other = (2 + first(deals, lambda c, k, x=x: (c.covers[k] > 0) is x) for x in (True, False))
    for slot, exposed in ((0, 1.0), (1, 0.6), (covering, 0.25), (other, 0.0)):
        s.push[a], s.push[b], s.capability[b], s.standing[b], s.trust[b, a] = 0.01, 0.02, 2.0, 0.3, 0.4
        s.ag_floor[a] = s.ag_induce[a] = 0.4
        weight = weight_of(*deals.all, slot)
        break_agreement(*deals.all, deals.log, slot, a)
        assert (s.push[a], s.push[b]) == pytest.approx((0.01 + exposed * push, 0.02 + exposed * push))
        assert s.capability[b] == pytest.approx(2.0 * (1.0 - 0.2 * exposed))
        assert s.standing[b] == pytest.approx(0.3 - 0.1 * weight)
        row = by_name("breach")
        assert s.trust[b, a] == pytest.approx(0.4 + p.trust_loss * weight * row.trust * row.goldstein / 10.0)
        assert (s.ag_floor[a], s.ag_induce[a]) == ((0.0, 0.0) if slot < 2 else (0.4, 0.4))
    assert weight < 1.0


def test_who_was_never_believed_loses_no_credit_by_a_breach(truce):
    s, b, m = truce.s, truce.b, truce.MED
    s.reliable[b, m], s.unreliable[b, m] = 0.0, 0.5
    break_agreement(*truce.all, truce.log, 1, truce.a)
    assert s.unreliable[b, m] == 0.5


@pytest.mark.parametrize(("weeks", "active", "on"), [(7, 1, 1), (8, 1, 0), (2, 0, 1)])
def test_a_suspension_may_last_as_long_as_its_limit_and_is_mended_by_who_is_there(deals, weeks, active, on):
    s, c = deals.s, deals.c
    deals.p.suspend_limit = 8.0
    k = first(deals, lambda c, k: c.separable[k] == 1)
    a = in_force(deals, k, deals.TUR)
    c.active[deals.TUR], s.suspended[a] = active, weeks
    wanted(deals, k, -1.0 if active else 1.0)
    while_suspended(*deals.all, deals.log, a)
    assert (s.on[a], s.suspended[a]) == (on, weeks + 1 if on else 0)


@pytest.mark.parametrize(("ends", "move"), [(renew, "renew"), (lapse, "lapse")])
def test_renewal_and_lapse_are_felt_by_both_by_what_the_deal_weighs(deals, ends, move):
    s, c, p, row = deals.s, deals.c, deals.p, by_name(move)
    k = first(deals, lambda c, k: c.separable[k] == 1)
    a = in_force(deals, k, until=10)
    wanted(deals, k, 1.0)
    c.gain[deals.a, k], c.gain[deals.b, k], p.lambda_accept, p.renewal_cost = 0.02, 0.03, 1e6, 0.0
    s.suspended[a], c.days, c.term[k], p.default_term = 3, 10.0, 0, 26.0
    before = s.trust[deals.a, deals.b], s.trust[deals.b, deals.a]
    ends(*deals.all, deals.log, a)
    scaled = weight_of(*deals.all, a) * row.trust * row.goldstein / 10.0
    moved = scaled * (p.trust_gain if scaled > 0.0 else p.trust_loss)
    after = s.trust[deals.a, deals.b], s.trust[deals.b, deals.a]
    assert after == pytest.approx((before[0] + moved, before[1] + moved))
    assert (s.on[a], s.suspended[a]) == ((1, 3) if move == "renew" else (0, 0))
    # 26 weeks are 18.2 steps of ten days
    assert s.until[a] == (s.step + 18 if move == "renew" else 10)


@pytest.mark.parametrize(("luck", "yes"), [(0.62, True), (0.63, False)])
def test_who_is_asked_whether_to_go_on_answers_by_a_logit_of_what_it_gains(deals, monkeypatch, luck, yes):
    """A gain of .1 less a tenth of a price of .2 at home, and .02 of standing: sigma(5 x .1) is .6225."""
    s, p = deals.s, deals.p
    k = first(deals, lambda c, k: c.separable[k] == 1 and c.covers[k] == 0)
    a = in_force(deals, k)
    p.lambda_accept, p.deal_cost, p.renewal_cost = 5.0, 0.2, 0.1
    for j in (deals.a, deals.b):
        deals.c.gain[j, k], s.standing[j], s.cover[j] = 0.1, 0.02, 0.0
    monkeypatch.setattr("diplomacy_abm.phases.comply.draw", lambda *_: luck)
    assert both_want(*deals.all, a) is yes
    p.lambda_accept = 5.0 * 0.1 / margin_of(*deals.all, 1, deals.a)
    monkeypatch.setattr("diplomacy_abm.phases.comply.margin_of", lambda *_: 0.5 / p.lambda_accept)
    assert both_want(*deals.all, 1) is yes
