"""Phase 2 and the start of a run: what is seen, what the war is worth, and what each would offer."""

import math

import numpy as np
import pytest

from diplomacy_abm.phases.begin import (
    begin_pipelines,
    coercion_on,
    conceded_earlier,
    issue_position,
    pool_support,
    prior_power,
    stretch,
    tabulate_packages,
)
from diplomacy_abm.phases.common import aged, draw, emit, log_outcome, remains, side_capability, violence_factor
from diplomacy_abm.phases.observe import (
    all_accept,
    assess_front,
    assess_offer,
    assess_packages,
    assess_war,
    assess_zone,
    believe,
    believe_all,
    breach_feared,
    coming_shift,
    forecast,
    margin_spread,
    observe,
    public_slope,
    read_battlefield,
    signing_margin,
    trust_with_word,
    war_utility,
)
from diplomacy_abm.rules.agreement import concession_cost
from diplomacy_abm.state import AGES, GRID, HORIZONS, LOOKBACK, PIPELINE_SUBJECT
from diplomacy_abm.vocabulary import Effect
from tests.phases.scene import Scene, copied, of_side_a


@pytest.fixture
def small():
    return Scene().assessed()


@pytest.fixture
def war():
    return Scene("ukraine-2025").assessed()


def test_a_run_begins_with_the_case(war):
    s, c = war.s, war.c
    for i in range(c.n):
        assert s.capability[i] == c.capability[i]
        assert (s.hurt[i], s.weariness[i]) == (1.0, 1.0)
        assert s.bias[i] == c.bias[i]
        assert 0.005 <= s.private_cost[i] <= 0.95
        for j in range(c.n):
            if i != j:
                assert s.support[i, j] == c.support[i, j]
                assert s.leverage[i, j] == c.leverage[i, j]
                assert s.trust_prior[i, j] == s.trust[i, j]
    assert (s.front, s.prisoners) == (c.front, c.prisoners)
    assert (s.last_round, s.last_contact, s.last_early, s.host, s.victor) == (-99, -99, -99, -1, -1)
    assert s.intensity == pytest.approx(0.5 * (s.escalation[war.a, war.b] + s.escalation[war.b, war.a]))


def test_credibility_is_a_record_of_so_many_cases(war):
    s, c, m = war.s, war.c, war.TUR
    for lead in (war.a, war.b):
        total = s.reliable[lead, m] + s.unreliable[lead, m]
        assert total == pytest.approx(war.p.credibility_record)
        assert s.reliable[lead, m] / total == pytest.approx(c.credibility[lead, m])


def test_coercion_is_what_the_enemies_do_times_their_strength(small):
    s = small.s
    s.escalation[small.b, small.a], s.capability[small.b] = 0.4, 2.5
    assert coercion_on(s, small.c, small.a) == pytest.approx(1.0)
    assert coercion_on(s, small.c, small.MED) == 0.0
    small.c.active[small.b] = 0
    assert coercion_on(s, small.c, small.a) == 0.0


def test_support_of_several_patrons_fills_up_to_a_whole(war):
    s, c, j = war.s, war.c, war.UKR
    patrons = [m for m in range(c.n) if c.patron[m] == 1 and c.active[m] == 1]
    for m in patrons:
        s.support[m, j] = 0.0
    assert pool_support(s, c, j) == pytest.approx(0.0)
    s.support[patrons[0], j] = 0.5
    assert pool_support(s, c, j) == pytest.approx(0.5)
    s.support[patrons[1], j] = 0.5
    assert pool_support(s, c, j) == pytest.approx(0.75)
    c.active[patrons[1]] = 0
    assert pool_support(s, c, j) == pytest.approx(0.5)


def test_pipelines_of_those_who_take_part_are_there_in_order(war):
    s, c = war.s, war.c
    assert c.n_pipelines >= 2
    begin_pipelines(s, c)
    assert s.n_pipelines == c.n_pipelines
    gone = c.pl_supplier[0]
    kept = [k for k in range(c.n_pipelines) if c.pl_supplier[k] != gone]
    c.active[gone] = 0
    begin_pipelines(s, c)
    assert s.n_pipelines == len(kept)
    assert [s.pl_label[n] for n in range(len(kept))] == [PIPELINE_SUBJECT + k for k in kept]
    for name in ("supplier", "recipient", "rate", "first", "last", "credibility", "key"):
        of_case, of_state = getattr(c, f"pl_{name}"), getattr(s, f"pl_{name}")
        assert [of_state[n] for n in range(len(kept))] == [of_case[k] for k in kept]


@of_side_a
def test_the_contract_curve_runs_from_one_sides_ideal_to_the_others(small):
    s, c, p = small.s, small.c, small.p
    p.curvature = 1.5
    tabulate_packages(s, c, p)
    assert s.package[0, 0] == pytest.approx(c.ideal[small.a, 0])
    assert s.package[GRID - 1, 0] == pytest.approx(c.ideal[small.b, 0])
    assert s.utility[small.a, 0] == pytest.approx(1.0)
    assert s.utility[small.b, GRID - 1] == pytest.approx(1.0)
    mine = [s.utility[small.a, q] for q in range(GRID)]
    theirs = [s.utility[small.b, q] for q in range(GRID)]
    assert mine == sorted(mine, reverse=True)
    assert theirs == sorted(theirs)


def test_with_loss_in_proportion_the_issue_that_means_more_to_the_other_goes_first(war):
    c, p, a, b = war.c, war.p, war.a, war.b
    p.curvature = 1.0
    for k in range(c.n_issues):
        c.salience[a, k] = c.salience[b, k] = 0.0
        c.indivisible[k] = 0
    c.salience[a, 0], c.salience[b, 0], c.salience[a, 1], c.salience[b, 1] = 0.8, 0.2, 0.2, 0.8
    for k in (0, 1):
        c.ideal[a, k], c.ideal[b, k] = 1.0, 0.0
    assert conceded_earlier(c, 1, 0, a, b)
    assert not conceded_earlier(c, 0, 1, a, b)
    assert (stretch(c, 0, a, b), stretch(c, 1, a, b)) == (pytest.approx(1.0), pytest.approx(1.0))
    c.ideal[a, 0], c.ideal[b, 0] = 0.0, 1.0
    assert stretch(c, 0, a, b) == pytest.approx(1.0)
    c.ideal[a, 0], c.ideal[b, 0] = 1.0, 0.0
    half = [issue_position(c, p, 0.5, k, a, b) for k in (0, 1)]
    assert half == pytest.approx([1.0, 0.0])
    assert [issue_position(c, p, 0.75, k, a, b) for k in (0, 1)] == pytest.approx([0.5, 0.0])
    c.salience[a, 1] = c.salience[b, 1] = c.salience[a, 0]
    c.salience[b, 0] = c.salience[a, 0]
    assert conceded_earlier(c, 0, 1, a, b)
    assert not conceded_earlier(c, 1, 0, a, b)


@of_side_a
def test_optimism_is_taken_for_ones_own_strength(small):
    c = small.c
    c.optimism[small.a], c.optimism[small.b] = 0.3, 0.2
    assert (prior_power(c, small.a), prior_power(c, small.b)) == (0.3, -0.2)


def test_strength_of_a_side_is_that_of_its_parties_who_take_part(war):
    s, c = war.s, war.c
    for side in range(2):
        members = [i for i in range(c.n) if c.party[i] == 1 and c.side[i] == side]
        assert side_capability(s, c, side) == pytest.approx(sum(s.capability[i] for i in members))
    c.active[war.RUS] = 0
    assert side_capability(s, c, 0) == pytest.approx(sum(s.capability[i] for i in range(c.n) if c.party[i] == 1
                                                         and c.side[i] == 0 and i != war.RUS))  # fmt: skip


def test_what_was_learned_is_half_gone_after_its_half_life(small):
    c, p, s = small.c, small.p, small.s
    p.line_life = 20.0
    assert remains(c, p, 0.0) == pytest.approx(1.0)
    assert remains(c, p, 20.0) == pytest.approx(0.5)
    assert remains(c, p, 40.0) == pytest.approx(0.25)
    assert remains(c, p, 521.0) == 0.0
    c.days = 14.0
    assert remains(c, p, 10.0) == pytest.approx(0.5)
    c.days, s.step = 7.0, AGES + 30
    assert aged(s, c, p, s.step - AGES - 10) == pytest.approx(remains(c, p, AGES + 10.0))
    assert aged(s, c, p, s.step - 3) == s.left[3]


def test_an_event_that_finds_no_room_is_dropped_and_not_counted(small):
    s, log = small.s, np.zeros((1, 8))
    s.step, s.n_events = 4, 0
    emit(s, log, 1, 2, 3, 1, 5, 6, 0.5)
    emit(s, log, 9, 9, 9, 9, 9, 9, 9.0)
    assert s.n_events == 1
    assert log.tolist() == [[4, 1, 2, 3, 1, 5, 6, 0.5]]


@pytest.mark.parametrize(("effect", "accepted"), [(Effect.ACCEPT, 1), (Effect.REJECT, 0), (Effect.OFFER, -1)])
def test_answers_are_logged_as_yes_or_no(small, effect, accepted):
    log_outcome(small.s, small.c, small.log, effect, 0, 1, 0, -1, 0.0)
    assert small.log[small.s.n_events - 1, 4] == accepted


def test_agreements_leave_less_of_the_violence_each_kind_what_it_covers(war):
    s, c, p = war.s, war.c, war.p
    p.truce_violence, p.ceasefire_violence, p.settlement_violence = 0.5, 0.2, 0.1
    for a in range(2 + c.n_issues):
        s.on[a] = s.suspended[a] = 0
    assert [violence_factor(s, c, p, strikes) for strikes in (True, False)] == [1.0, 1.0]
    for covers, strikes in ((1, True), (2, False)):
        k = next((k for k in range(c.n_issues) if c.covers[k] == covers), None)
        if k is None:
            c.covers[0] = covers
            k = 0
        s.on[2 + k] = 1
        assert violence_factor(s, c, p, strikes) == 0.5
        assert violence_factor(s, c, p, not strikes) == 1.0
        s.suspended[2 + k] = 1
        assert violence_factor(s, c, p, strikes) == 1.0
        s.on[2 + k] = s.suspended[2 + k] = 0
    s.on[1] = 1
    assert violence_factor(s, c, p, True) == 0.2
    s.on[0] = 1
    assert violence_factor(s, c, p, False) == 0.1


def test_the_battlefield_tells_who_bears_the_war_lightly(small):
    s, p, a, b = small.s, small.p, small.a, small.b
    p.battlefield_noise, p.belief_drift = 1e-4, 0.0
    for cost in (0.05, 0.3):
        s.private_cost[b], s.public_mean[b], s.public_var[b] = cost, 0.12, 0.0025
        s.belief_mean[a, b], s.belief_var[a, b] = 0.12, 0.0025
        s.belief_mean[b, a], before = 0.12, s.belief_mean[small.MED, b]
        read_battlefield(*small.all)
        assert s.public_mean[b] == pytest.approx(cost, abs=0.04)
        assert s.belief_mean[a, b] == pytest.approx(cost, abs=0.04)
        assert s.public_var[b] < 0.0025
        assert s.belief_var[a, b] < 0.0025
        assert s.belief_mean[small.MED, b] == before


def test_without_fighting_nothing_is_learned_and_beliefs_grow_vague(small):
    s, p, a, b = small.s, small.p, small.a, small.b
    p.belief_drift = 0.01
    s.intensity = 0.0
    s.public_mean[b], s.public_var[b], s.belief_var[a, b] = 0.12, 0.0025, 0.0025
    read_battlefield(*small.all)
    assert s.public_mean[b] == pytest.approx(0.12, abs=2e-3)
    assert 0.0025 < s.public_var[b] <= 0.0026 + 1e-12
    assert 0.0025 < s.belief_var[a, b] <= 0.0026 + 1e-12


def test_momentum_and_stalemate_are_read_from_the_front(small):
    s, p = small.s, small.p
    p.stuck, p.lookback = 0.01, 13.0
    for now, stuck, sign in ((0.505, 1, 1), (0.52, 0, 1), (0.495, 1, -1), (0.48, 0, -1), (0.5, 1, 0)):
        for x in range(len(s.fronts)):
            s.fronts[x] = 0.5
        s.front, s.step = now, 30
        assess_front(*small.all)
        assert s.stuck == stuck
        assert np.sign(s.momentum) == sign


def test_equals_have_even_chances_and_hidden_power_is_in_the_eye_of_the_beholder(small):
    s, a, b = small.s, small.a, small.b
    s.power_mean[a], s.power_mean[b], s.power_seen[a] = 0.5, -0.5, 0.0
    assess_front(*small.all)
    assert s.p == pytest.approx(0.5)
    assert s.chance[a] > 0.5 > s.chance[b]
    assert s.chance_seen[a] == pytest.approx(0.5)
    assert s.chance[a] + s.chance[b] == pytest.approx(1.0)


def arms(scene, recipient, rate, first, last, credibility):
    s = scene.s
    s.n_pipelines = 1
    s.pl_recipient[0], s.pl_rate[0], s.pl_first[0], s.pl_last[0] = recipient, rate, first, last
    s.pl_credibility[0] = credibility


@of_side_a
def test_arms_that_are_believed_to_come_shift_the_forecast_to_who_gets_them(small):
    s, p = small.s, small.p
    p.terms_interval = 13.0
    small.s.n_pipelines = 0
    forecast(*small.all)
    assert [s.horizon_p[h] for h in range(HORIZONS)] == pytest.approx([0.5] * HORIZONS)
    arms(small, small.a, 0.1, 0, 27, 0.5)
    forecast(*small.all)
    assert s.ahead[0, 0] == pytest.approx(1.0)
    assert s.ahead[0, 1] == pytest.approx(1.0 + 0.5 * 0.1 * 13)
    assert s.ahead[0, 2] == pytest.approx(s.ahead[0, HORIZONS - 1]) == pytest.approx(1.0 + 0.5 * 0.1 * 26)
    assert [s.ahead[1, h] for h in range(HORIZONS)] == pytest.approx([1.0] * HORIZONS)
    assert s.horizon_p[0] < s.horizon_p[1] < s.horizon_p[2] == s.horizon_p[HORIZONS - 1]
    arms(small, small.b, 0.1, 0, 27, 0.5)
    forecast(*small.all)
    assert s.horizon_p[1] < 0.5
    arms(small, small.a, 0.1, 0, 1, 1.0)
    forecast(*small.all)
    assert s.horizon_p[HORIZONS - 1] == pytest.approx(0.5)


@of_side_a
def test_the_lottery_of_war_is_worth_the_chance_to_win_it(small):
    for chance in (0.0, 0.3, 1.0):
        assert war_utility(*small.all, small.a, chance) == pytest.approx(chance)
        assert war_utility(*small.all, small.b, chance) == pytest.approx(1.0 - chance)


def test_who_gains_strength_has_a_better_war_to_come_and_the_other_a_worse_one(small):
    s = small.s
    arms(small, small.a, 0.05, 0, 30, 1.0)
    forecast(*small.all)
    rise, fall = (coming_shift(*small.all, i, war_utility(*small.all, i, s.horizon_p[0])) for i in (small.a, small.b))
    assert rise > 0.0 > fall
    for i in (small.a, small.b):
        assess_war(*small.all, i)
        assert s.to_come[i] == pytest.approx(s.war[i] + s.shift[i])
        assert s.to_come_public[i] == pytest.approx(s.war_public[i] + s.shift[i])


@of_side_a
def test_a_party_that_bears_less_or_thinks_itself_stronger_has_a_better_war(small):
    s, a = small.s, small.a
    assess_war(*small.all, a)
    base, public = s.war[a], s.war_public[a]
    s.private_cost[a] *= 0.5
    assess_war(*small.all, a)
    assert s.war[a] > base
    assert s.war_public[a] == pytest.approx(public)
    s.chance[a] += 0.1
    better = s.war[a]
    assess_war(*small.all, a)
    assert s.war[a] == pytest.approx(better + 0.1)
    s.public_mean[a] *= 2.0
    assess_war(*small.all, a)
    assert s.war_public[a] < public
    weight = s.weight[a]
    s.sanctions[a] = 0.5
    assess_war(*small.all, a)
    assert s.weight[a] == pytest.approx(weight * (1.0 + 0.5 * small.p.sanction_weight))


def test_a_mediators_word_raises_trust_and_lowers_the_breach_that_is_feared(small):
    s, a, b = small.s, small.a, small.b
    s.trust[a, b], s.vouched[a], s.spread[b] = -1.0, 0.0, 0.05
    assert trust_with_word(s, a, b) == -1.0
    feared = breach_feared(*small.all, a, 0.0)
    s.vouched[a] = 0.5
    assert trust_with_word(s, a, b) > -1.0
    assert breach_feared(*small.all, a, 0.0) < feared
    assert breach_feared(*small.all, a, 0.5) < breach_feared(*small.all, a, -0.5)


def test_the_margin_of_signing_is_the_agreement_against_the_war_the_price_at_home_and_standing(small):
    s, a = small.s, small.a
    q = 7
    s.agreed[a, q], s.conceded[a, q], s.pressure[a], s.standing[a] = 0.6, 0.05, 0.02, 0.03
    assert signing_margin(s, a, q, 0.5) == pytest.approx(0.6 - (0.5 - 0.02) - 0.05 + 0.03)


@of_side_a
def test_packages_are_worth_more_when_the_other_will_keep_them(small):
    s, a, b = small.s, small.a, small.b
    assess_packages(*small.all, a)
    base, price = copied(s, "agreed")[a], copied(s, "conceded")[a]
    s.inducement[a] = 0.1
    assess_packages(*small.all, a)
    assert (copied(s, "agreed")[a] > base).all()
    s.inducement[a], s.trust[a, b] = 0.0, s.trust[a, b] + 5.0
    assess_packages(*small.all, a)
    # the best package for it is one that it would not see broken
    assert s.agreed[a, 0] >= base[0]
    s.demand[a] = 0.1
    assess_packages(*small.all, a)
    assert copied(s, "conceded")[a] == pytest.approx(price + 0.1)


def test_what_is_believed_of_an_enemys_cost_moves_its_war_as_seen(small):
    s, a, b = small.s, small.a, small.b
    s.belief_mean[a, b] = s.public_mean[b]
    believe(*small.all, a, b)
    assert s.their_war[b] == pytest.approx(s.war_public[b])
    s.belief_mean[a, b] += 0.1
    believe(*small.all, a, b)
    assert s.their_war[b] < s.war_public[b]
    slope = s.their_slope[b]
    s.belief_var[a, b] *= 100.0
    believe(*small.all, a, b)
    assert s.their_slope[b] != slope
    assert margin_spread(s, small.p, b, 0.01) > margin_spread(s, small.p, b, 0.0)


def test_an_offer_is_made_of_what_one_gains_and_the_chance_of_a_yes(small):
    s, a, b = small.s, small.a, small.b
    for q in range(GRID):
        s.agreed[a, q], s.conceded[a, q] = 1.0 - q / (GRID - 1), 0.0
        s.agreed[b, q], s.conceded[b, q] = q / (GRID - 1), 0.0
    s.war[a], s.pressure[a], s.standing[a], s.standing[b], s.pressure[b] = 0.2, 0.0, 0.0, 0.0, 0.0
    s.war_public[b], s.belief_mean[a, b], s.public_mean[b] = 0.425, 0.12, 0.12
    s.belief_var[a, b], s.power_var[b], small.p.lambda_accept = 0.0, 0.0, 20000.0
    assess_offer(*small.all, a)
    assert s.best_q[a] == 9
    assert s.best_chance[a] > 0.99
    assert s.best_surplus[a] == pytest.approx(1.0 - 9 / 20 - 0.2)
    believe_all(*small.all, a)
    assert all_accept(s, small.c, a, 9) > 0.99
    assert all_accept(s, small.c, a, 8) < 0.01


def test_the_zone_of_agreement_is_what_the_worse_off_gains_at_best(small):
    s, a, b = small.s, small.a, small.b
    for q in range(GRID):
        s.agreed[a, q], s.agreed[b, q] = 1.0 - q / (GRID - 1), q / (GRID - 1)
        s.conceded[a, q] = s.conceded[b, q] = 0.0
    for i in (a, b):
        s.war_public[i], s.pressure[i], s.standing[i] = 0.4, 0.0, 0.0
    assess_zone(*small.all)
    assert s.zone == pytest.approx(0.1)
    assert s.public_q == GRID // 2
    assert 0.0 < s.prospect <= 1.0
    s.war_public[a] = s.war_public[b] = 0.6
    before = s.prospect
    assess_zone(*small.all)
    assert s.zone == pytest.approx(-0.1)
    assert s.prospect < before
    assert public_slope(s, small.p, a) > 0.0


def test_observing_twice_with_nothing_new_gives_the_same(small):
    small.p.belief_drift = 0.0
    small.s.intensity = 0.0
    observe(*small.all, small.log)
    first = copied(small.s, "war"), copied(small.s, "agreed")
    observe(*small.all, small.log)
    assert copied(small.s, "war") == pytest.approx(first[0], abs=1e-3)
    assert copied(small.s, "agreed") == pytest.approx(first[1], abs=1e-2)


def test_draws_are_named_by_actor_decision_and_step(small):
    s, c = small.s, small.c
    one = draw(s, c, small.a, 3)
    assert one == draw(s, c, small.a, 3)
    others = [draw(s, c, small.b, 3), draw(s, c, small.a, 4)]
    s.step += 1
    others.append(draw(s, c, small.a, 3))
    assert len({one, *others}) == 4


def test_what_a_week_of_fighting_teaches_by_hand(small, monkeypatch):
    """Two weeks at .4 x .5 of full fighting: noise .01 / (.4 + .001), drift twice .02 squared, then Kalman."""
    s, c, p, a, b = small.s, small.c, small.p, small.a, small.b
    p.battlefield_noise, p.belief_drift, c.days, s.intensity, s.ground = 0.01, 0.02, 14.0, 0.4, 0.5
    s.private_cost[b], s.public_mean[b], s.public_var[b] = 0.3, 0.12, 0.002
    s.belief_mean[a, b], s.belief_var[a, b] = 0.15, 0.003
    monkeypatch.setattr("diplomacy_abm.phases.observe.noise", lambda *_: 0.5)
    read_battlefield(*small.all)
    variance = 0.01 / (0.4 + 0.001)
    seen = 0.3 + 0.5 * variance**0.5
    for before, doubt, found in (
        (0.12, 0.0028, (s.public_mean[b], s.public_var[b])), (0.15, 0.0038, (s.belief_mean[a, b], s.belief_var[a, b])),
    ):  # fmt: skip
        gain = doubt / (doubt + variance)
        assert found == pytest.approx((before + gain * (seen - before), (1.0 - gain) * doubt))


@pytest.mark.parametrize(("moved", "stuck"), [(0.0099, 1), (-0.0099, 1), (0.0101, 0), (-0.0101, 0)])
def test_the_front_is_read_over_the_look_back_and_power_from_the_ratio_of_strength(small, moved, stuck):
    s, p, a, b = small.s, small.p, small.c.lead[0], small.c.lead[1]
    p.stuck, p.lookback, p.decisiveness, small.c.days, s.step = 0.01, 5.0, 2.0, 7.0, 30
    for x in range(LOOKBACK):
        s.fronts[x] = 0.9
    s.fronts[30 - 1 - 5], s.front = 0.5, 0.5 + moved
    s.capability[a], s.capability[b], s.power_mean[b], s.power_seen[b] = 3.0, 1.5, 0.1, -0.2
    assess_front(*small.all)
    assert s.momentum == pytest.approx(moved / 0.01)
    assert s.stuck == stuck
    chances = [1.0 / (1.0 + math.exp(-2.0 * (math.log(2.0) + x))) for x in (0.0, 0.1, -0.2)]
    assert (s.p, s.chance[b], s.chance_seen[b]) == pytest.approx(chances)


def test_the_value_of_a_war_by_hand(small):
    """One issue with loss in proportion: the war is worth the chance to win it, less its cost to its expected end."""
    s, c, p, i = small.s, small.c, small.p, small.a
    side, a, b = c.side[i], c.lead[0], c.lead[1]
    s.p, s.chance[i], s.chance_seen[i], s.intensity, s.front, s.momentum = 0.6, 0.7, 0.65, 0.5, 0.55, 0.2
    p.curvature, p.decisiveness, p.shield, p.sanction_weight = 1.0, 2.0, 0.5, 0.4
    p.front_speed, p.front_bound = 0.02, 0.95
    p.momentum_lost, p.standing_sd, p.power_sd, p.surprise = 0.1, 0.03, 0.3, 0.2
    s.offensive[a] = s.offensive[b] = 0.0
    s.hurt[i], s.weariness[i], s.ag_floor[i], s.sanctions[i], s.pooled[i], c.patience[i] = 1.0, 1.0, 1.5, 0.5, 0.4, 0.99
    s.public_mean[i], s.private_cost[i], c.cost_sd[i], c.optimism[i] = 0.1, 0.08, 0.02, 0.25
    for h in range(HORIZONS):
        s.horizon_p[h] = 0.6
    assess_war(*small.all, i)
    weight, weeks = 1.5 * 1.2, (0.95 - 0.55) / (0.02 * 0.5 * 0.1)
    toll = weight * (1.0 - 0.99**weeks)
    assert (s.weight[i], s.toll[i]) == pytest.approx((weight, toll))
    toward = 1.0 if side == 0 else -1.0
    worth = [x if side == 0 else 1.0 - x for x in (0.6, 0.7, 0.65)]
    gained = toward * 0.1 * 0.2
    assert s.war[i] == pytest.approx(worth[1] - 0.08 * toll * 0.8 + gained)
    assert s.war_public[i] == pytest.approx(worth[2] - 0.1 * toll * 0.8 + gained)
    slope = toward * 2.0 * 0.6 * 0.4
    assert s.power_slope[i] == pytest.approx(slope)
    hidden = math.sqrt(0.03**2 + (0.02 * toll * 0.8) ** 2 + (0.3 * slope) ** 2)
    assert s.spread[i] == pytest.approx(math.sqrt(3.0) / math.pi * hidden)
    assert s.shift[i] == 0.0
    prior = toward * 0.25
    assert s.after_peace[i] == pytest.approx(worth[0] + slope * prior - 0.1 * toll * 0.8)
    odds = worth[0] / (1.0 - worth[0]) * 0.8**2
    assert s.surprise[i] == pytest.approx(worth[0] - odds / (1.0 + odds))


@of_side_a
@pytest.mark.parametrize(("chances", "shift"), [
    ((0.5, 0.6, 0.9), 0.9 * (0.8 * 0.9 - 0.6)), ((0.5, 0.5, 0.9), 0.9 * (0.8 * 0.9 - 0.5)),
    ((0.5, 0.3, 0.2), 0.72 * -0.2), ((0.5, 0.2, 0.9), 0.9 * (0.8 * 0.9 - 0.2)), ((0.5, 0.1, 0.4), 0.72 * -0.4),
])  # fmt: skip
def test_the_largest_shift_within_an_interval_by_hand(small, chances, shift):
    """Terms stand for an interval, in which a tenth is forgotten before it begins and a fifth while it lasts."""
    s, i = small.s, small.a
    small.p.curvature, s.over_interval[i] = 1.0, 0.8
    for h in range(HORIZONS):
        s.until_interval[i, h], s.past_interval[i, h] = 0.9, 0.72
        s.horizon_p[h] = chances[min(h, 2)]
    assert coming_shift(*small.all, i, 0.5) == pytest.approx(shift)


@pytest.mark.parametrize(("word", "trust"), [(0.0, 0.5), (0.25, 0.625), (0.8, 0.9)])
def test_a_word_closes_the_gap_of_trust_by_its_part(small, word, trust):
    s, a, b = small.s, small.a, small.b
    s.trust[a, b], s.vouched[a], s.spread[b] = 0.0, word, 0.05
    assert trust_with_word(s, a, b) == pytest.approx(math.log(trust / (1.0 - trust)))
    assert breach_feared(*small.all, a, 0.02) == pytest.approx(1.0 / (1.0 + math.exp(0.4) * trust / (1.0 - trust)))


def test_what_a_package_is_worth_by_hand(small):
    s, p, a, b, q = small.s, small.p, small.a, small.b, 7
    p.honour, p.deterrence, p.detection, s.monitoring, p.concession_cost = 0.01, 0.2, 0.1, 0.5, 0.1
    s.guaranteed[a], s.guaranteed[b], s.inducement[a], s.inducement[b] = 0.3, 0.1, 0.02, 0.03
    s.utility[a, q], s.utility[b, q], s.after_peace[b], s.to_come_public[a], s.surprise[a] = 0.6, 0.5, 0.7, 0.45, 0.04
    s.spread[b], s.trust[a, b], s.vouched[a], s.cover[a], s.demand[a] = 0.05, 0.3, 0.0, 0.4, 0.015
    assess_packages(*small.all, a)
    keeping = 0.5 + 0.03 - 0.7 - 0.04 + 0.01 + 0.2 * 0.3 + 0.1 * 0.5
    breach = 1.0 / (1.0 + math.exp(keeping / 0.05 + 0.3))
    assert s.agreed[a, q] == pytest.approx((1.0 - breach) * 0.62 + breach * (0.45 - 0.04))
    assert s.conceded[a, q] == pytest.approx(concession_cost(0.1, 0.6, 0.4) + 0.015)


def test_the_doubt_about_a_margin_is_of_the_cost_of_war_and_of_power(small):
    s, p, a, b = small.s, small.p, small.a, small.b
    s.toll[b], s.pooled[b], p.shield, s.power_slope[b], s.power_var[b], p.lambda_accept = 2.0, 0.4, 0.5, 0.2, 0.04, 8.0
    variance = 1.6**2 * 0.0004 + 0.2**2 * 0.04
    assert margin_spread(s, p, b, 0.0004) == pytest.approx(variance**0.5)
    slope = 8.0 / math.sqrt(1.0 + math.pi / 8.0 * 64.0 * variance)
    s.public_var[b] = s.belief_var[a, b] = 0.0004
    s.public_mean[b], s.belief_mean[a, b], s.war_public[b] = 0.1, 0.15, 0.5
    assert public_slope(s, p, b) == pytest.approx(slope)
    believe(*small.all, a, b)
    assert (s.their_war[b], s.their_slope[b]) == pytest.approx((0.5 - 0.05 * 1.6, slope))


def test_consent_is_asked_of_all_who_have_a_veto_and_of_ones_own_side_as_the_public_sees_it(war):
    s, c, p, i, j = war.s, war.c, war.p, war.a, war.b
    ally, outsider = [x for x in range(c.n) if x not in c.lead][:2]
    for x in (ally, outsider):
        c.party[x], c.side[x], c.parties[c.n_parties] = 1, c.side[i], x
        c.n_parties += 1
        s.toll[x] = 2.0
    c.veto[ally], c.veto[outsider], p.lambda_accept, q = 1, 0, 4.0, 10
    for x, agreed in ((i, 0.9), (ally, 0.55), (outsider, 0.1), (j, 0.6)):
        s.agreed[x, q], s.conceded[x, q], s.pressure[x], s.standing[x], s.war_public[x] = agreed, 0.0, 0.0, 0.0, 0.5
        s.power_var[x] = s.public_var[x] = s.belief_var[i, x] = 0.0
        s.public_mean[x], s.belief_mean[i, x] = 0.1, 0.1
    s.belief_mean[i, ally] = 0.9
    believe_all(*war.all, i)
    assert s.their_war[ally] == pytest.approx(0.5)
    yes = [1.0 / (1.0 + math.exp(-4.0 * x)) for x in (0.05, 0.1)]
    assert all_accept(s, c, i, q) == pytest.approx(yes[0] * yes[1])
    c.active[ally] = 0
    assert all_accept(s, c, i, q) == pytest.approx(yes[1])
    c.active[ally], c.patience[ally] = 1, c.patience[i]
    for level in range(GRID):
        s.agreed[i, level] = s.agreed[ally, level] = s.agreed[j, level] = -1.0
        s.conceded[i, level] = 0.0
    s.agreed[i, q], s.agreed[ally, q], s.agreed[j, q] = 0.9, 0.55, 0.6
    s.war[i], s.pressure[i], s.standing[i] = 0.2, 0.05, 0.01
    assess_offer(*war.all, i)
    assert s.best_q[i] == q
    assert s.best_chance[i] == pytest.approx(yes[0] * yes[1])
    assert s.best_surplus[i] == pytest.approx(0.9 - (0.2 - 0.05) + 0.01)


def test_the_prospect_is_the_chance_that_both_leads_sign_the_best_package(small):
    s, p, a, b = small.s, small.p, small.a, small.b
    p.lambda_accept = 4.0
    for i in (a, b):
        s.power_var[i] = s.public_var[i] = 0.0
        s.war_public[i], s.pressure[i], s.standing[i] = 0.4, 0.02, 0.01
        for q in range(GRID):
            s.agreed[i, q], s.conceded[i, q] = 0.0, 0.03
    s.agreed[a, 7], s.agreed[b, 7] = 0.5, 0.45
    assess_zone(*small.all)
    yes = [1.0 / (1.0 + math.exp(-4.0 * x)) for x in (0.1, 0.05)]
    assert (s.public_q, s.prospect, s.zone) == (7, pytest.approx(yes[0] * yes[1]), pytest.approx(0.05))
