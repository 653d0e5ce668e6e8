"""What agreements are worth, and what a signature changes."""

import math

import pytest

from diplomacy_abm.moves import by_name
from diplomacy_abm.phases.observe import advance_of, assess_war
from diplomacy_abm.phases.sign import (
    answerable,
    best_deal,
    ceasefire_chance,
    ceasefire_margin_of,
    deal_chance,
    deal_gain,
    keeping_ceasefire,
    open_slot,
    own_toll,
    sign_ceasefire,
    sign_deal,
    sign_settlement,
    weight_of,
)
from diplomacy_abm.state import GRID
from diplomacy_abm.vocabulary import Effect
from tests.phases.scene import Scene, copied, of_side_a


@pytest.fixture
def small():
    scene = Scene().assessed()
    scene.s.step = 6
    return scene


@pytest.fixture
def war():
    scene = Scene("ukraine-2025").assessed()
    for a in range(2 + scene.c.n_issues):
        scene.s.on[a] = 0
    scene.s.step = 6
    return scene


def separable(scene, covered=False):
    c = scene.c
    return next(k for k in range(c.n_issues) if c.separable[k] == 1 and (c.covers[k] > 0) == covered)


@of_side_a
def test_a_halt_takes_from_who_advances_and_spares_who_retreats(small):
    s, p = small.s, small.p
    p.momentum_lost, s.momentum = 0.5, 0.4
    assert advance_of(*small.all, small.a) == pytest.approx(0.2)
    assert advance_of(*small.all, small.b) == pytest.approx(-0.2)
    s.momentum = 0.0
    s.offensive[small.a] = 1.0
    won = p.planning * p.front_speed * s.intensity * p.offensive_boost * s.p
    assert won > 0.01
    assert advance_of(*small.all, small.a) == pytest.approx(won)
    assert advance_of(*small.all, small.b) == pytest.approx(-won)
    s.offensive[small.a], s.offensive[small.b] = 0.0, 1.0
    assert advance_of(*small.all, small.a) < 0.0 < advance_of(*small.all, small.b)


@of_side_a
def test_who_attacks_wants_no_ceasefire_and_who_is_attacked_does(small):
    s = small.s
    still = [ceasefire_margin_of(*small.all, i, s.private_cost[i]) for i in (small.a, small.b)]
    s.offensive[small.a] = 1.0
    attacker, attacked = (ceasefire_margin_of(*small.all, i, s.private_cost[i]) for i in (small.a, small.b))
    assert attacker < still[0]
    assert attacked > still[1]


@of_side_a
def test_terms_harden_with_the_front(small):
    """A settlement halts as a ceasefire does: what an advance promises is worth as much as war."""
    s, a, b = small.s, small.a, small.b
    assess_war(*small.all, a)
    still = s.war[a], s.war_public[a]
    s.offensive[a] = 1.0
    assess_war(*small.all, a)
    gained = advance_of(*small.all, a)
    assert gained > 0.01
    assert (s.war[a] - still[0], s.war_public[a] - still[1]) == pytest.approx((gained, gained))
    assess_war(*small.all, b)
    assert advance_of(*small.all, b) == pytest.approx(-gained)


@of_side_a
def test_what_makes_a_ceasefire_better_for_its_signatory(small):
    s, i = small.s, small.a
    cost = s.private_cost[i]
    base = ceasefire_margin_of(*small.all, i, cost)
    assert ceasefire_margin_of(*small.all, i, 2.0 * cost) > base
    for name, sign in (("pressure", 1), ("inducement", 1), ("standing", 1), ("demand", -1)):
        getattr(s, name)[i] += 0.1
        assert ceasefire_margin_of(*small.all, i, cost) == pytest.approx(base + 0.1 * sign), name
        getattr(s, name)[i] -= 0.1
    small.p.ceasefire_cost = 0.2
    bare = ceasefire_margin_of(*small.all, i, cost)
    s.cover[i] = 0.5
    assert ceasefire_margin_of(*small.all, i, cost) == pytest.approx(bare + 0.1)
    s.momentum = 0.5
    assert ceasefire_margin_of(*small.all, i, cost) < bare + 0.1


def test_guarantees_monitors_and_a_dear_war_keep_a_ceasefire(small):
    s, j, i = small.s, small.a, small.b
    cost = s.public_mean[j]
    s.guaranteed[i] = s.monitoring = s.monitored[1] = 0.0
    base = keeping_ceasefire(*small.all, j, cost)
    assert keeping_ceasefire(*small.all, j, 2.0 * cost) > base
    s.guaranteed[i] = 0.5
    guarded = keeping_ceasefire(*small.all, j, cost)
    s.monitoring = 0.5
    watched = keeping_ceasefire(*small.all, j, cost)
    assert base < guarded
    assert base < watched
    s.monitoring, s.monitored[1] = 0.0, 0.5
    assert keeping_ceasefire(*small.all, j, cost) == pytest.approx(watched)


def test_the_chance_of_a_ceasefire_grows_with_the_price_the_other_is_believed_to_pay(small):
    s, i, j = small.s, small.a, small.b
    found = []
    for cost in (0.01, 0.12, 0.6):
        s.belief_mean[i, j] = cost
        found.append(ceasefire_chance(*small.all, i))
    assert 0.0 <= found[0] <= found[1] <= found[2] <= 1.0
    assert found[0] < found[2]


def test_a_deal_is_worth_what_it_brings_less_its_price_at_home(war):
    s, c, p, i = war.s, war.c, war.p, war.a
    k = separable(war)
    c.gain[i, k], p.deal_cost, s.cover[i] = 0.5, 0.1, 0.0
    assert deal_gain(*war.all, i, k, 0.1, 1.0) == pytest.approx(0.4)
    assert deal_gain(*war.all, i, k, 0.1, 0.0) == pytest.approx(0.5)
    s.cover[i] = 0.5
    assert deal_gain(*war.all, i, k, 0.1, 1.0) == pytest.approx(0.45)


def test_a_truce_spares_more_of_a_dearer_war_and_needs_trust(war):
    s, i = war.s, war.a
    k = separable(war, covered=True)
    s.trust[i, war.b] = 0.0
    base = deal_gain(*war.all, i, k, 0.1, 0.0)
    assert deal_gain(*war.all, i, k, 0.3, 0.0) > base
    s.trust[i, war.b] = -3.0
    assert deal_gain(*war.all, i, k, 0.1, 0.0) < base


def test_the_public_expects_a_yes_to_what_pays(war):
    k = separable(war)
    found = []
    for gain in (-0.5, 0.5):
        war.c.gain[war.b, k] = gain
        found.append(deal_chance(*war.all, war.b, k))
    assert found[0] < 0.01
    assert found[1] > 0.99


def test_side_deals_are_hoped_for_by_what_they_bring_and_only_open_ones(war):
    s, c, i, j = war.s, war.c, war.a, war.b
    for k in range(c.n_issues):
        c.gain[i, k] = c.gain[j, k] = -1.0
    assert best_deal(*war.all, i) == 0.0
    k = separable(war)
    c.gain[i, k] = c.gain[j, k] = 0.4
    s.standing[i] = 0.0
    hoped = best_deal(*war.all, i)
    assert hoped == pytest.approx(deal_gain(*war.all, i, k, s.private_cost[i], 1.0), rel=0.05)
    s.on[2 + k] = 1
    assert best_deal(*war.all, i) == 0.0


def test_an_end_of_the_war_weighs_more_than_a_deal(war):
    k = separable(war)
    war.c.gain[war.a, k] = war.c.gain[war.b, k] = 0.001
    assert weight_of(*war.all, 0) == weight_of(*war.all, 1) == 1.0
    assert 0.0 < weight_of(*war.all, 2 + k) < 1.0
    light = weight_of(*war.all, 2 + k)
    war.c.gain[war.b, k] = 0.01
    assert weight_of(*war.all, 2 + k) > light


def test_a_slot_that_opens_forgets_what_was_in_it(small):
    s = small.s
    s.monitoring, s.suspended[1] = 0.3, 4
    open_slot(s, small.c, 1, 40, small.MED)
    assert (s.on[1], s.since[1], s.until[1], s.suspended[1], s.by[1]) == (1, 6, 40, 0, small.MED)
    assert s.monitored[1] == 0.3
    assert s.distrust[1, small.a] == s.trust[small.b, small.a]
    assert s.distrust[1, small.b] == s.trust[small.a, small.b]
    assert s.leaning[1, small.a] != s.leaning[1, small.b]


def test_a_mediator_answers_for_its_text_and_else_the_host(small):
    assert answerable(small.c, small.MED, -1) == small.MED
    assert answerable(small.c, small.a, small.MED) == small.MED
    assert answerable(small.c, small.a, -1) == -1
    small.c.party[small.MED] = 1
    assert answerable(small.c, small.MED, -1) == -1


@of_side_a
def test_a_settlement_takes_the_place_of_all_else_and_keeps_what_it_was_signed_for(war):
    s, a, b = war.s, war.a, war.b
    s.on[1] = s.on[2] = 1
    s.guaranteed[a], s.inducement[a], s.pressure[a], s.demand[a], s.tired[a] = 0.3, 0.2, 0.1, 0.4, 0.5
    s.settlements, s.first_settlement, s.hurt[a], s.weariness[a] = 0, -1, 1.5, 1.2
    before = s.trust[a, b], s.trust[b, a]
    s.affront[a] = s.affront[b] = 5
    sign_settlement(*war.all, war.log, GRID // 2, war.TUR, -1)
    assert (s.affront[a], s.affront[b]) == (-999, -999)
    assert [s.on[x] for x in range(2 + war.c.n_issues)] == [1] + [0] * (1 + war.c.n_issues)
    assert (s.settlements, s.first_settlement, s.by[0], s.until[0]) == (1, 6, war.TUR, 0)
    assert s.settlement_q == pytest.approx((GRID // 2) / (GRID - 1))
    assert (s.ag_cover[a], s.ag_induce[a], s.inducement[a], s.pressure[a]) == (0.3, 0.2, 0.0, 0.0)
    assert s.ag_floor[a] > 0.0
    assert (s.demand[a], s.tired[a]) == (0.0, 0.0)
    assert s.trust[a, b] > before[0]
    assert s.trust[b, a] > before[1]
    assert war.events() == [(Effect.SIGN, a, b, 0, pytest.approx(s.settlement_q))]
    s.step = 20
    sign_settlement(*war.all, war.log, 0, a, -1)
    assert (s.settlements, s.first_settlement, s.by[0]) == (2, 6, -1)


def test_a_ceasefire_holds_until_it_is_broken(small):
    s = small.s
    s.ceasefires, s.first_ceasefire = 0, -1
    for week in (6, 30):
        s.step = week
        sign_ceasefire(*small.all, small.log, small.a, small.MED)
    assert (s.on[1], s.until[1], s.by[1], s.ceasefires, s.first_ceasefire) == (1, 0, small.MED, 2, 6)
    assert s.ag_floor[small.a] > 0.0
    assert s.ag_floor[small.MED] == 0.0


@pytest.mark.parametrize(("mediator", "host", "by"), [("TUR", -1, "TUR"), (None, "ARE", "ARE"), (None, -1, None)])
def test_a_deal_has_its_term_and_somebody_who_answers_for_it(war, mediator, host, by):
    s, c = war.s, war.c
    k = separable(war)
    c.term[k], s.partial_deals, s.first_partial = 13, 0, -1
    m = getattr(war, mediator) if mediator else -1
    tired = copied(s, "tired")
    sign_deal(*war.all, war.log, k, m, getattr(war, host) if isinstance(host, str) else host)
    assert (s.on[2 + k], s.until[2 + k], s.by[2 + k]) == (1, 19, getattr(war, by) if by else -1)
    assert (s.partial_deals, s.first_partial) == (1, 6)
    assert s.tired[war.a] <= tired[war.a]
    assert war.log[0, 6] == m
    c.term[k], s.step = 0, 9
    sign_deal(*war.all, war.log, k, m, -1)
    assert (s.until[2 + k], s.partial_deals, s.first_partial) == (0, 2, 6)


def hidden(scene, j, cost_variance):
    """Standard deviation of j's margin by hand, where its war weighs 2 x .8 and power changes its value by .2."""
    s, p = scene.s, scene.p
    s.toll[j], s.pooled[j], p.shield, s.power_slope[j], s.power_var[j] = 2.0, 0.4, 0.5, 0.2, 0.04
    return ((2.0 * 0.8) ** 2 * cost_variance + 0.2**2 * 0.04) ** 0.5


def test_a_ceasefire_by_hand(small):
    """Half of what is spared, .6 of a surprise, and what the other would lose by breaking it against its shift."""
    s, p, i, j = small.s, small.p, small.a, small.b
    spread = hidden(small, j, 0.0004)
    hidden(small, i, 0.0)
    p.honour, p.deterrence, p.detection, p.spared_ceasefire, p.ceasefire_cost = 0.01, 0.2, 0.1, 0.7, 0.05
    p.momentum_lost, s.momentum, s.offensive[i], s.offensive[j] = 0.5, 0.02, 0.0, 0.0
    s.guaranteed[i], s.guaranteed[j], s.monitoring, s.monitored[1] = 0.1, 0.3, 0.2, 0.5
    s.surprise[i], s.surprise[j], s.shift[i], s.shift[j], s.spread[j] = 0.03, 0.04, -0.02, 0.06, 0.05
    s.public_mean[j], s.private_cost[j], s.trust[i, j], s.vouched[i] = 0.1, 0.15, 0.4, 0.0
    s.pressure[i], s.inducement[i], s.standing[i], s.demand[i], s.cover[i] = 0.01, 0.02, 0.005, 0.003, 0.4
    keeping = 0.5 * 0.7 * 0.1 * 1.6 - 0.6 * 0.03 + (0.01 + 0.2 * 0.3 + 0.1 * 0.5) - 0.5 * 0.06
    # the surprise that a breaker wins is what its victim loses
    assert keeping_ceasefire(*small.all, j, 0.1) == pytest.approx(keeping)
    breach = 1.0 / (1.0 + math.exp(keeping / 0.05 + 0.4))
    toward = 0.01 if small.c.side[i] == 0 else -0.01
    gain = (0.7 * 0.2 * 1.6 - toward) * (1.0 - breach) - 0.6 * 0.03 * breach - 0.02
    margin = gain - (0.05 * 0.6 + 0.003) + 0.01 + 0.02 + 0.005
    assert ceasefire_margin_of(*small.all, i, 0.2) == pytest.approx(margin)
    assert own_toll(*small.all, i, 0.2) == pytest.approx(0.2 * 1.6)
    p.lambda_accept, s.belief_mean[i, j], s.belief_var[i, j] = 8.0, 0.17, 0.0004
    slope = 8.0 / (1.0 + math.pi / 8.0 * 64.0 * spread**2) ** 0.5
    theirs = ceasefire_margin_of(*small.all, j, 0.17)
    assert ceasefire_chance(*small.all, i) == pytest.approx(1.0 / (1.0 + math.exp(-slope * theirs)))


def test_a_deal_by_hand(war):
    """A truce spares its part of the war and risks a quarter of a surprise; the public's doubt is of that part only."""
    s, c, p, i, j = war.s, war.c, war.p, war.a, war.b
    k, plain = separable(war, covered=True), separable(war)
    spread = hidden(war, i, 0.0004)
    p.spared_truce, p.deal_cost, p.lambda_accept, s.cover[i] = 0.3, 0.05, 8.0, 0.4
    s.surprise[i], s.trust[i, j], s.vouched[i], s.standing[i], s.public_mean[i] = 0.04, 0.0, 0.0, 0.01, 0.1
    s.public_var[i], c.gain[i, k], c.gain[i, plain] = 0.0004, 0.02, 0.02
    gain = 0.02 + 0.3 * 0.1 * 1.6 - 0.25 * 0.04 * 0.5 - 0.05 * 0.6
    assert deal_gain(*war.all, i, k, 0.1, 1.0) == pytest.approx(gain)
    for issue, margin, doubt in ((k, gain + 0.01, 0.3 * spread), (plain, 0.02 - 0.03 + 0.01, 0.0)):
        slope = 8.0 / (1.0 + math.pi / 8.0 * 64.0 * doubt**2) ** 0.5
        assert deal_chance(*war.all, i, issue) == pytest.approx(1.0 / (1.0 + math.exp(-slope * margin)))


def test_a_deal_weighs_by_the_mean_of_what_it_spares_both(war):
    """By hand: .01/.16 beside .3 to one and .02/.32 beside .3 to the other, whose war is twice as dear."""
    s, c, p = war.s, war.c, war.p
    k, plain = separable(war, covered=True), separable(war)
    p.spared_truce, p.shield = 0.3, 0.5
    for i, weight, gain in ((war.a, 1.0, 0.01), (war.b, 2.0, 0.03)):
        s.public_mean[i], s.weight[i], s.pooled[i] = 0.2, weight, 0.4
        c.gain[i, k] = c.gain[i, plain] = gain
    assert weight_of(*war.all, 2 + plain) == pytest.approx(0.5 * (0.01 / 0.16 + 0.03 / 0.32))
    assert weight_of(*war.all, 2 + k) == pytest.approx(0.5 * (0.01 / 0.16 + 0.03 / 0.32) + 0.3)


def test_of_several_deals_the_one_that_is_worth_most_by_its_chance_is_hoped_for(war):
    """A sure small gain is better than a large one that the other will not grant."""
    s, c, p, i, j = war.s, war.c, war.p, war.a, war.b
    p.deal_cost, s.standing[i], s.standing[j] = 0.0, 0.01, 0.0
    open_ = [k for k in range(c.n_issues) if c.separable[k] == 1 and c.covers[k] == 0]
    assert len(open_) >= 2
    for k in range(c.n_issues):
        c.gain[i, k] = c.gain[j, k] = -1.0
    c.gain[i, open_[0]], c.gain[j, open_[0]], c.gain[i, open_[1]], c.gain[j, open_[1]] = 0.1, 0.5, 0.3, -0.5
    assert best_deal(*war.all, i) == pytest.approx(0.1 + 0.01)
    c.separable[open_[0]] = 0
    assert best_deal(*war.all, i) == pytest.approx(0.0, abs=1e-6)


def test_a_signature_makes_up_for_failures_by_its_weight_and_only_an_end_of_the_war_lifts_a_demand(war):
    s, c, p, a, b = war.s, war.c, war.p, war.a, war.b
    k = separable(war)
    c.gain[a, k] = c.gain[b, k] = 0.02
    weight, moved = weight_of(*war.all, 2 + k), by_name("sign")
    assert 0.0 < weight < 1.0
    for play, share, demand in (
        (lambda: sign_deal(*war.all, war.log, k, -1, -1), weight, 0.4),
        (lambda: sign_ceasefire(*war.all, war.log, a, -1), 1.0, 0.0),
    ):
        for i in (a, b):
            s.tired[i], s.demand[i], s.affront[i] = 3.0, 0.4, 5
        before = s.trust[a, b], s.trust[b, a]
        play()
        step = p.trust_gain * share * moved.trust * moved.goldstein / 10.0
        assert (s.trust[a, b] - before[0], s.trust[b, a] - before[1]) == pytest.approx((step, step))
        for i in (a, b):
            assert (s.tired[i], s.demand[i], s.affront[i]) == (pytest.approx(3.0 * (1.0 - share)), demand, -999)


def test_what_was_signed_in_the_first_week_stays_the_first(war):
    s, k = war.s, separable(war)
    s.first_settlement = s.first_ceasefire = s.first_partial = -1
    for s.step in (0, 9):
        sign_deal(*war.all, war.log, k, -1, -1)
        sign_ceasefire(*war.all, war.log, war.a, -1)
        sign_settlement(*war.all, war.log, 10, war.a, -1)
    assert (s.first_settlement, s.first_ceasefire, s.first_partial) == (0, 0, 0)
