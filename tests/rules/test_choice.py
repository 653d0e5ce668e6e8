"""Quantal response over nested menus, and values told goal by goal."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplomacy_abm.model import DiplomacyModel
from diplomacy_abm.moves import catalogue
from diplomacy_abm.phases.menu import fill_menu, holds_channel
from diplomacy_abm.phases.weigh import NOTHING, circumstance
from diplomacy_abm.phases.weigh import motives as weigh_up
from diplomacy_abm.rules.choice import choice_weight, goal_term, move_value, nest_share
from diplomacy_abm.state import CHANNELS
from diplomacy_abm.vocabulary import Goal

values = st.lists(st.floats(-1.0, 1.0), min_size=2, max_size=12)
number = st.floats(-10.0, 10.0)
motive_list = st.lists(number, min_size=8, max_size=8)


@given(values, st.floats(0.0, 25.0))
def test_mckelvey_palfrey_weights(worth, precision):
    """McKelvey & Palfrey (1995): probabilities proportional to exp(precision x value)."""
    best = max(worth)
    weights = [choice_weight(v, best, precision, 1.0) for v in worth]
    exact = [math.exp(precision * v) for v in worth]
    for w, e in zip(weights, exact, strict=True):
        assert w / sum(weights) == pytest.approx(e / sum(exact), rel=1e-9)


@given(values, st.floats(0.01, 1.0))
def test_weights_are_the_shares_without_precision_and_the_best_alone_with_much(worth, share):
    best = max(worth)
    assert all(choice_weight(v, best, 0.0, share) == share for v in worth)
    assert all(choice_weight(v, best, 1e6, share) < 1e-20 for v in worth if v < best - 1e-3)
    assert choice_weight(best, best, 1e6, share) == share


@given(st.floats(-1.0, 1.0), st.floats(0.0, 1.0), st.floats(0.0, 200.0))
def test_weight_rises_with_value(value, step, precision):
    best = value + step
    assert 0.0 <= choice_weight(value, best, precision, 1.0) <= choice_weight(best, best, precision, 1.0) == 1.0


def chances(families, precision):
    """Chance of each family and of each member, as the menu works them out."""
    best = max(max(members) for members in families)
    weights = []
    for members in families:
        top = max(members)
        share = nest_share(sum(choice_weight(v, top, precision, 1.0) for v in members))
        weights.append([choice_weight(v, best, precision, share) for v in members])
    total = sum(map(sum, weights))
    return [sum(w) / total for w in weights], [[w / total for w in members] for members in weights]


worth_list = st.lists(st.floats(-0.2, 0.2), min_size=1, max_size=5)


@given(worth_list, worth_list, worth_list, st.floats(0.0, 0.3), st.floats(0.0, 100.0))
def test_a_worse_target_takes_from_its_own_family_only(one, two, three, gap, precision):
    """Regularity of the nested logit: a family is worth its best member, whatever else stands in it."""
    before, members = chances([one, two, three], precision)
    after, with_it = chances([[*one, max(one) - gap], two, three], precision)
    assert after == pytest.approx(before, abs=1e-9)
    for old, new in zip(members[0], with_it[0][:-1], strict=True):
        assert new <= old + 1e-12
    assert with_it[1:] == [pytest.approx(w, abs=1e-9) for w in members[1:]]


@given(worth_list, worth_list, st.floats(0.0, 100.0))
def test_a_family_weighs_as_its_best_member(one, two, precision):
    families, members = chances([one, two], precision)
    odds = math.exp(precision * (max(one) - max(two)))
    assert families[0] == pytest.approx(odds / (1.0 + odds), abs=1e-9)
    for chance, value in zip(members[0], one, strict=True):
        within = math.exp(precision * value) / sum(math.exp(precision * v) for v in one)
        assert chance == pytest.approx(within * families[0], abs=1e-9)


def test_mcfadden_red_bus_family_share_keeps_the_place_of_a_move():
    """McFadden (1974): aiming one move at ten targets must not make it ten times as likely."""
    assert nest_share(1.0) == 1.0
    assert nest_share(10.0) == pytest.approx(0.1)
    families, _ = chances([[0.0] * 10, [0.0]], 20.0)
    assert families == pytest.approx([0.5, 0.5])


@given(motive_list, motive_list, number, number)
def test_the_terms_sum_to_the_value_to_the_bit(weights, motives, circumstance, cost):
    """What `why` shows for each goal adds up, from left to right, to the number by which the move is chosen."""
    terms = [goal_term(w, m) for w, m in zip(weights, motives, strict=True)]
    value = move_value(*terms, circumstance, cost)
    total = terms[0]
    for term in [*terms[1:], circumstance, -cost]:
        total = total + term
    assert value == total
    for goal in Goal:
        assert terms[goal] == weights[goal] * motives[goal]
        without = [0.0 if g == goal else w for g, w in enumerate(weights)]
        assert goal_term(without[goal], motives[goal]) == 0.0


@given(st.lists(st.floats(0.0, 2.0), min_size=8, max_size=8))
def test_doing_nothing_is_worth_nothing(weights):
    terms = [goal_term(w, m) for w, m in zip(weights, NOTHING, strict=True)]
    assert move_value(*terms, 0.0, 0.0) == 0.0
    assert len(NOTHING) == len(Goal)


@pytest.mark.parametrize("week", [0, 6])
def test_every_value_on_a_menu_is_the_sum_of_its_terms_to_the_bit(week):
    """Each actor's menus in the origin scenario, of the phases in plain Python: nothing but the terms makes a value."""
    model = DiplomacyModel("ukraine-2025", run=1, collect=False)
    for _ in range(week):
        model.step()
    model.open_week()
    s, c, p = model.s, model.c, model.p
    assert s.on[0] == s.on[1] == 0
    seen = set()
    for i in range(c.n):
        for channel in filter(lambda channel: holds_channel(c, i, channel), range(CHANNELS)):
            fill_menu(s, c, p, i, channel)
            assert s.alt_move[0] == c.idle[channel]
            assert s.alt_value[0] == 0.0
            for x in range(s.n_alternatives):
                move, target = s.alt_move[x], s.alt_target[x]
                total = 0.0
                for goal, motive in enumerate(weigh_up(s, c, p, i, move, target)):
                    total = total + c.goal[i, goal] * motive
                total = total + circumstance(s, c, p, i, move) - c.mv_cost[move]
                assert s.alt_value[x] == total, (i, catalogue()[move].name)
                seen.add(catalogue()[move].name)
    assert {"strike", "offensive", "exchange", "propose", "threaten", "pledge", "shuttle"} <= seen
