"""The start of a run: every field of a used record is set again, and what is drawn hangs on its spread."""

import numpy as np
import pytest

from diplomacy_abm.phases.begin import begin, begin_deals, issue_position, tabulate_ages, tabulate_packages
from diplomacy_abm.phases.common import aged, steps_back
from diplomacy_abm.phases.observe import assess_front
from diplomacy_abm.state import AGES, GRID, LOOKBACK, STATE, view
from diplomacy_abm.vocabulary import Line
from tests.phases.scene import Scene, of_side_a

NEVER = ("last_round", "last_contact", "last_early", "last_offer", "last_breach", "last_exchange", "window")
NONE_YET = (
    "host", "invited_until", "coordinated_until", "text_by", "text_item", "victor", "outcome", "track_max_step",
    "first_contact", "first_early", "first_formal", "first_host", "first_ceasefire", "first_settlement",
    "first_breach", "first_partial",
)  # fmt: skip


def begun(scene, run=0, seed=7):
    s = view(np.zeros(1, STATE))
    s.seed_low, s.seed_high, s.run = seed, 0, run
    begin(s, scene.c, scene.p)
    return s


@pytest.fixture
def small():
    return Scene()


@pytest.fixture
def war():
    return Scene("ukraine-2025")


def test_nothing_has_happened_yet(small):
    s = begun(small)
    assert {name: getattr(s, name) for name in NEVER} == dict.fromkeys(NEVER, -99)
    assert {name: getattr(s, name) for name in NONE_YET} == dict.fromkeys(NONE_YET, -1)
    assert (s.factor, s.settlement_q) == (1.0, -1.0)
    for i in range(small.c.n):
        assert (s.report[i], s.reporter[i]) == (-1, -1)
        # longer ago than anything is remembered
        assert s.worked[i] < -500
        for j in range(small.c.n):
            if i != j:
                assert s.pressed[i, j] < -500
                assert s.refused[i, j] < -500
                assert s.visited[i, j] == -99


def test_a_record_that_was_used_before_begins_like_a_fresh_one(small):
    fresh = begun(small)
    used = np.zeros(1, STATE)
    s = view(used)
    for name in ("trust", "support", "leverage", "ledger", "reliable", "unreliable", "belief_mean", "belief_var",
                 "escalation", "trust_prior"):  # fmt: skip
        for i in range(small.c.n):
            for j in range(small.c.n):
                getattr(s, name)[i, j] = 0.77
    for name in ("pressed", "refused", "visited", "answer", "asked"):
        for i in range(small.c.n):
            for j in range(small.c.n):
                getattr(s, name)[i, j] = 7
    s.seed_low, s.seed_high, s.run = 7, 0, 0
    begin(s, small.c, small.p)
    assert used.tobytes() == fresh._array.tobytes()


def drawn(scene, read, runs=400):
    return np.array([read(begun(scene, run)) for run in range(runs)])


def test_private_costs_scatter_around_what_is_known_as_far_as_is_said(small):
    c, a, runs = small.c, small.a, 300
    c.cost[a], c.cost_sd[a] = 0.3, 0.05
    found = drawn(small, lambda s: s.private_cost[a], runs)
    assert abs(found.mean() - 0.3) < 4 * 0.05 / np.sqrt(runs)
    assert found.std() == pytest.approx(0.05, rel=0.2)
    c.cost_sd[a] = 5.0
    wild = drawn(small, lambda s: s.private_cost[a], 40)
    assert (wild.min(), wild.max()) == (0.005, 0.95)
    s = begun(small)
    assert (s.public_mean[a], s.public_var[a]) == (0.3, 25.0)


@of_side_a
def test_what_has_no_spread_begins_at_what_is_given(small):
    p, c, a, b = small.p, small.c, small.a, small.b
    p.trust_spread = p.standing_sd = p.power_sd = 0.0
    s = begun(small)
    assert s.trust[a, b] == pytest.approx(np.log(c.trust[a, b] / (1.0 - c.trust[a, b])))
    assert (s.standing[a], s.power) == (0.0, 0.0)
    assert s.attend[a] == p.attend_start
    assert s.refusal[a] == p.refusal_cost
    assert s.guaranteed[a] == c.guarantee[a]
    assert s.power_seen[a] == pytest.approx(0.5 * c.optimism[a])
    assert s.power_mean[a] == pytest.approx(0.5 * c.optimism[a])
    assert s.power_mean[b] == pytest.approx(-0.5 * c.optimism[b])


def test_enemies_draw_their_trust_and_learn_of_hidden_power_with_the_noise_they_know_of(small):
    p, a, b, m = small.p, small.a, small.b, small.MED
    p.trust_spread, p.power_sd = 0.5, 0.2
    trust = drawn(small, lambda s: s.trust[a, b], 300)
    assert trust.std() == pytest.approx(0.5, rel=0.2)
    assert drawn(small, lambda s: s.trust[m, a], 5).std() == 0.0
    power = drawn(small, lambda s: s.power, 300)
    error = drawn(small, lambda s: s.power_mean[a] - 0.5 * small.c.optimism[a], 300)
    assert power.std() == pytest.approx(0.2, rel=0.2)
    assert np.corrcoef(power, error)[0, 1] == pytest.approx(np.sqrt(0.5), abs=0.12)
    assert begun(small).power_var[a] == pytest.approx(0.02)


def test_a_lucky_draw_is_more_trust_and_more_of_what_else_begins_by_chance(small, monkeypatch):
    """Each draw at one deviation above its mean, and the same below it."""
    p, c, a, b = small.p, small.c, small.a, small.b
    p.trust_spread, p.standing_sd, p.power_sd, c.cost[a], c.cost_sd[a] = 0.5, 0.04, 0.2, 0.3, 0.05
    for sign, u in ((1.0, 0.8413447460685429), (-1.0, 0.15865525393145707)):
        for module in ("begin", "common"):
            monkeypatch.setattr(f"diplomacy_abm.phases.{module}.uniform", lambda *_, u=u: u)
        s = begun(small)
        assert s.trust[a, b] == pytest.approx(np.log(c.trust[a, b] / (1.0 - c.trust[a, b])) + sign * 0.5, abs=1e-6)
        assert (s.standing[a], s.private_cost[a]) == pytest.approx((sign * 0.04, 0.3 + sign * 0.05), abs=1e-6)
        prior = c.optimism[a] if c.side[a] == 0 else -c.optimism[a]
        assert (s.power, s.power_mean[a]) == pytest.approx((sign * 0.2, 0.5 * (sign * 0.4 + prior)), abs=1e-6)


def test_lines_are_given_or_drawn_for_those_on_whom_they_bear(small):
    c, a, b, m = small.c, small.a, small.b, small.MED
    c.line_set[a, Line.TALK], c.line[a, Line.TALK] = 1, 1.25
    s = begun(small)
    assert s.line[a, Line.TALK] == 1.25
    found = drawn(small, lambda s: s.line[b, Line.TALK], 300)
    assert abs(found.mean()) < 4 / np.sqrt(300)
    assert found.std() == pytest.approx(1.0, rel=0.2)
    assert s.line[m, Line.TALK] == s.line[b, Line.AID] == 0.0
    assert s.line[m, Line.ENGAGE] != 0.0


@pytest.mark.parametrize("days", [7.0, 14.0, 31.0])
def test_the_momentum_of_the_weeks_before_fades_as_they_pass(small, days):
    """A front that then stands still has all of it in the first step and none after the look-back."""
    c, p = small.c, small.p
    c.days, c.momentum, c.front = days, -2.0, 0.4
    s = begun(small)
    back = steps_back(c, p)
    found = []
    for s.step in range(back + 2):
        assess_front(s, c, p)
        found.append(s.momentum)
        s.fronts[s.step % LOOKBACK] = s.front
    assert s.front == 0.4
    assert found == pytest.approx([-2.0 * max(1.0 - k / back, 0.0) for k in range(back + 2)])


def test_a_front_without_momentum_has_a_past_that_is_the_same_to_the_bit(small):
    s = begun(small)
    assert small.c.momentum == 0.0
    assert set(s.fronts.tolist()) == {float(small.c.front)}


def test_weariness_begins_where_the_scenario_says(small):
    small.c.weariness[small.a] = 1.35
    s = begun(small)
    assert (s.hurt[small.a], s.weariness[small.a], s.weariness[small.b]) == (1.0, 1.35, 1.0)


def test_the_resting_level_follows_the_line_on_fighting(small):
    c, p, a = small.c, small.p, small.a
    p.fight_sd = 0.1
    c.line_set[a, Line.FIGHT], c.line[a, Line.FIGHT], c.rest[a] = 1, 2.0, 0.5
    assert begun(small).rest[a] == pytest.approx(0.7)
    c.line[a, Line.FIGHT] = 9.0
    assert begun(small).rest[a] == 1.0
    c.line[a, Line.FIGHT] = -9.0
    assert begun(small).rest[a] == 0.0


def test_deals_in_force_at_the_start_are_in_force(small):
    s, c = small.s, small.c
    c.deal_on[0], c.deal_until[0], c.deal_mediator[0], c.deal_monitored[0], c.deal_guarantee[0] = 1, 9, 2, 0.4, 0.6
    begin_deals(s, c, small.p)
    assert (s.on[0], s.until[0], s.by[0], s.monitored[0], s.settlement_q) == (1, 9, 2, 0.4, 0.5)
    assert (s.on[1], s.by[1]) == (0, -1)
    assert s.rejected[0] == s.rejected[1] < -500
    assert s.ag_cover[small.a] == 0.6
    assert s.ag_floor[small.a] > 0.0
    assert (s.ag_cover[small.MED], s.ag_floor[small.MED]) == (0.0, 0.0)
    c.deal_on[0], c.deal_on[1] = 0, 1
    s.on[0] = 0
    begin_deals(s, c, small.p)
    assert (s.on[1], s.ag_cover[small.a]) == (1, 0.0)


@pytest.mark.parametrize(("humanitarian", "last"), [(1, -1), (0, -99)])
def test_a_humanitarian_deal_in_force_at_the_start_has_been_kept(small, humanitarian, last):
    s, c = small.s, small.c
    s.last_exchange = -99
    c.deal_on[2], c.humanitarian[0] = 1, humanitarian
    begin_deals(s, c, small.p)
    assert s.last_exchange == last


def test_waiting_costs_by_patience(small):
    c, p, a = small.c, small.p, small.a
    c.patience[a], p.terms_interval = 0.99, 10.0
    s = begun(small)
    assert s.over_interval[a] == pytest.approx(0.99**10)
    assert [s.until_interval[a, h] for h in (1, 2, 3)] == pytest.approx([1.0, 0.99**10, 0.99**20])
    assert [s.past_interval[a, h] for h in (1, 2)] == pytest.approx([0.99**10, 0.99**20])
    assert s.left[0] == 1.0


def test_what_waiting_leaves_is_counted_in_intervals_from_now(small):
    s, c, p, i = small.s, small.c, small.p, small.a
    c.patience[i], p.terms_interval = 0.9, 2.0
    tabulate_ages(*small.all)
    assert s.over_interval[i] == pytest.approx(0.81)
    assert [s.until_interval[i, h] for h in (1, 2, 3)] == pytest.approx([1.0, 0.81, 0.9**4])
    assert [s.past_interval[i, h] for h in (1, 2, 3)] == pytest.approx([0.81, 0.9**4, 0.9**6])


@pytest.mark.parametrize("indivisible", [1, 0])
def test_an_indivisible_issue_goes_to_one_side_as_a_whole(small, indivisible):
    s, c, p = small.s, small.c, small.p
    for k in range(c.n_issues):
        c.indivisible[k] = 0
    c.indivisible[0], p.curvature = indivisible, 2.0
    tabulate_packages(*small.all)
    ends = {float(c.ideal[small.a, 0]), float(c.ideal[small.b, 0])}
    assert ({s.package[q, 0] for q in range(GRID)} <= ends) is bool(indivisible)


def test_another_run_or_seed_is_another_draw(small):
    costs = {begun(small, run, seed).private_cost[small.a] for run in (0, 1) for seed in (7, 8)}
    assert len(costs) == 4
    assert begun(small).private_cost[small.a] == begun(small).private_cost[small.a]


def test_a_run_begins_with_what_follows_from_its_start(war):
    """What the later phases compare with: the usual violence, the support at the start, what a week leaves."""
    c, p = war.c, war.p
    p.line_life, p.ceasefire_violence, c.deal_on[1] = 20.0, 0.25, 1
    s = begun(war)
    assert s.keep == pytest.approx(0.5 ** (c.days / 7.0 / 20.0))
    assert s.ground == 0.25
    assert s.n_pipelines == c.n_pipelines > 0
    i, j = war.a, war.b
    enemies = [x for x in range(c.n) if c.party[x] == 1 and c.side[x] != c.side[i]]
    assert s.usual[i] == pytest.approx(sum(c.escalation[x, i] * c.capability[x] for x in enemies))
    assert s.usual[i] > 0.0
    missing = np.prod([1.0 - c.support[m, j] for m in range(c.n) if c.patron[m] == 1 and c.active[m] == 1])
    assert (s.pooled[j], s.pooled_start[j]) == pytest.approx((1.0 - missing, 1.0 - missing))
    assert all(s.affront[x] < -500 for x in range(c.n))
    assert (s.leaning[1, i], s.leaning[1, j]) != (0.0, 0.0)
    assert s.ag_floor[i] >= 1.0


def test_the_lines_that_drift_are_those_that_bear_on_actors_who_take_part(war):
    c = war.c
    c.active[war.DEU] = 0
    s = begun(war)
    found = [(int(s.line_actor[k]), int(s.line_kind[k])) for k in range(s.n_lines)]
    wanted = set()
    for i in range(c.n):
        kinds = {Line.FIGHT, Line.TALK, Line.EXCHANGE} if c.party[i] == 1 else set()
        kinds |= {Line.AID, Line.COERCE} if c.patron[i] == 1 else set()
        kinds |= {Line.ENGAGE} if c.mediator[i] == 1 else set()
        wanted |= {(i, int(kind)) for kind in kinds if i != war.DEU}
    assert len(found) == len(set(found))
    assert set(found) == wanted
    assert [s.line_key[k] for k in range(s.n_lines)] == [c.key[i] for i, _ in found]


def test_what_is_known_of_each_pair_is_what_the_scenario_says(war):
    c, i, j, m = war.c, war.a, war.b, war.TUR
    c.answer[m, i], c.asked[m, i], c.cost[j], c.cost_sd[j] = 1, -3, 0.31, 0.05
    s = begun(war)
    assert (s.answer[m, i], s.asked[m, i], s.answer[m, j]) == (1, -3, c.answer[m, j])
    assert (s.belief_mean[i, j], s.belief_var[i, j]) == pytest.approx((0.31, 0.0025))
    assert (s.belief_mean[m, j], s.belief_var[m, j]) == (0.0, 0.0)
    assert s.escalation[i, j] == c.escalation[i, j]
    assert s.leverage[m, i] == c.leverage[m, i]
    assert (s.escalation[i, i], s.trust[i, i]) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("told", "sign"),
    [([(1, -1)], 1), ([(0, -1)], -1), ([(0, -9), (1, -1)], 1), ([(1, -9), (0, -1)], -1), ([(1, -1), (0, -9)], 1),
     ([(1, -1), (1, -1)], 1), ([(1, -1), (0, -1)], 0), ([(-1, -1)], 0), ([(0, -1), (1, -1), (0, -5)], 0)],
)  # fmt: skip
def test_who_has_told_a_mediator_whether_it_would_come_was_in_that_mood(war, told, sign):
    """Its last answer counts, and two that contradict each other in one week say nothing."""
    c, i = war.c, war.a
    for x in range(c.n_mediators):
        c.answer[c.mediators[x], i] = -1
    for x, (answer, asked) in enumerate(told):
        c.answer[c.mediators[x], i], c.asked[c.mediators[x], i] = answer, asked
    war.p.line_life = 1e9  # a mood lasts
    moods = np.array([begun(war, run).line[i, Line.TALK] for run in range(5)])
    assert {float(np.sign(mood)) for mood in moods} == ({float(sign)} if sign else {-1.0, 1.0})
    war.p.line_life = 1e-3  # a mood is gone by the next week, and what is drawn anew has no side
    assert {float(np.sign(begun(war, run).line[i, Line.TALK])) for run in range(5)} == {-1.0, 1.0}


@of_side_a
def test_a_mood_that_was_told_drifts_from_the_week_of_the_answer(small):
    """After 20 weeks with a half-life of 20 half of it is left, and the rest is drawn anew."""
    c, p, i, m = small.c, small.p, small.a, small.MED
    p.line_life, c.days, c.answer[m, i] = 20.0, 7.0, -1
    before = drawn(small, lambda s: s.line[i, Line.TALK], 300)
    c.answer[m, i], c.asked[m, i] = 1, -20
    rest = drawn(small, lambda s: s.line[i, Line.TALK], 300) - 0.5 * np.abs(before)
    assert rest.std() == pytest.approx(np.sqrt(0.75), rel=0.15)
    assert abs(rest.mean()) < 4 * np.sqrt(0.75 / 300)


def test_an_issue_that_means_nothing_to_anybody_stays_where_it_is(small):
    c, p, a, b = small.c, small.p, small.c.lead[0], small.c.lead[1]
    p.curvature = 1.0
    for k in range(c.n_issues):
        c.indivisible[k], c.salience[a, k], c.salience[b, k] = 0, 0.0, 0.0
    assert issue_position(c, p, 0.7, 0, a, b) == c.ideal[a, 0]


def test_what_is_left_of_an_answer_is_in_the_table_by_its_age(small):
    small.p.line_life, small.c.days = 10.0, 7.0
    s = begun(small)
    assert [s.left[age] for age in (0, 1, 10, AGES - 1)] == pytest.approx([0.5 ** (x / 10.0) for x in (0, 1, 10, 63)])
    for s.step in (AGES - 1, AGES, AGES + 1):
        assert aged(s, small.c, small.p, 0) == pytest.approx(0.5 ** (s.step / 10.0))


def test_a_front_that_is_looked_back_at_for_one_step_moved_in_it(small):
    small.c.days, small.p.lookback, small.c.momentum, small.c.front = 7.0, 1.0, -2.0, 0.4
    s = begun(small)
    assert s.fronts[LOOKBACK - 2] - s.fronts[LOOKBACK - 1] == pytest.approx(2.0 * small.p.stuck)
