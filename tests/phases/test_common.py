"""What several phases ask of the state."""

import math

import pytest

from diplomacy_abm.phases.common import (
    bears,
    believed,
    draw,
    draw_leanings,
    in_steps,
    know_answer,
    move_trust,
    paused,
    remains,
    rests,
    row_of,
    since,
    steps_back,
    trust_in,
)
from diplomacy_abm.phases.weigh import assess_coming
from diplomacy_abm.vocabulary import Effect, Line


@pytest.mark.parametrize(("slot", "covers", "ceasefire", "rest"), [
    (2, 1, 1, True), (2, 0, 1, False), (2, 1, 0, False), (0, 1, 1, False), (1, 1, 1, False),
])  # fmt: skip
def test_only_truces_on_part_of_the_violence_rest_and_only_under_a_ceasefire(small, slot, covers, ceasefire, rest):
    s, c = small.s, small.c
    for k in range(c.n_issues):
        c.covers[k] = covers
    s.on[1] = ceasefire
    assert bool(rests(s, c, slot)) is rest


@pytest.mark.parametrize("settled", [0, 1])
def test_what_can_be_hoped_of_a_table_is_of_the_best_item_there(small, settled):
    s, i = small.s, small.a
    s.on[0], s.best_chance[i], s.best_surplus[i] = settled, 0.3, 0.2
    s.deal_chance[i] = s.deal_surplus[i] = s.hope[i] = 9.0
    assess_coming(*small.all, i)
    assert s.deal_chance[i] >= 0.3
    if settled:
        # under a settlement there is nothing beside it to hope for
        assert (s.deal_chance[i], s.deal_surplus[i], s.hope[i], s.side_gain[i]) == (0.3, 0.2, 0.0, 0.0)
        assert s.promise[i] > 0.0


@pytest.mark.parametrize("word", [0.0, 0.25, 1.0])
def test_trust_closes_the_gap_to_certainty_as_far_as_a_mediator_vouches(small, word):
    s, i, j = small.s, small.a, small.b
    s.trust[i, j], s.vouched[i] = 0.0, word
    assert trust_in(s, i, j) == pytest.approx(0.5 + 0.5 * word)


def test_a_record_of_no_cases_is_no_credit_and_a_move_is_felt_by_its_weight(small):
    s, c, p, i, m = small.s, small.c, small.p, small.a, small.MED
    s.reliable[i, m], s.unreliable[i, m] = 3.0, 1.0
    assert believed(s, i, m) == pytest.approx(0.75)
    s.reliable[i, m] = s.unreliable[i, m] = 0.0
    assert believed(s, i, m) == 0.0
    moved = []
    for scale in (0.0, 0.5, 1.0):
        s.trust[i, small.b] = 0.0
        move_trust(s, c, p, i, small.b, row_of(c, Effect.BREACH), scale)
        moved.append(s.trust[i, small.b])
    assert moved[0] == 0.0 > moved[1]
    assert moved[2] == pytest.approx(2.0 * moved[1])


@pytest.mark.parametrize("days", [7.0, 14.0])
def test_weeks_and_steps(small, days):
    s, c, p = small.s, small.c, small.p
    c.days, s.step, p.lookback, p.line_life = days, 30, 12.0, 20.0
    assert in_steps(c, 6.0) == 6.0 * 7.0 / days
    assert since(s, c, 20) == 10.0 * days / 7.0
    assert steps_back(c, p) == round(12.0 * 7.0 / days)
    assert remains(c, p, 20.0 * 7.0 / days) == pytest.approx(0.5)
    assert remains(c, p, 519.0 * 7.0 / days) > 0.0 == remains(c, p, 520.0 * 7.0 / days)


def test_a_leaning_is_drawn_around_the_trust_of_the_enemys_lead(small):
    s, c = small.s, small.c
    draw_leanings(s, c, 1)
    for i, j in ((small.a, small.b), (small.b, small.a)):
        u = draw(s, c, j, 160 + 1)
        assert s.leaning[1, j] == pytest.approx(s.trust[i, j] + math.log(u / (1.0 - u)))


@pytest.mark.parametrize(("tone", "pauses"), [(3.0, True), (0.0, False), (-1.0, False)])
def test_to_hold_fire_is_no_pause(small, tone, pauses):
    small.s.last_hostility[small.a] = tone
    assert paused(small.s, small.a) is pauses


def test_aid_and_coercion_are_lines_of_patrons_and_only_mediators_engage(small):
    c = small.c
    c.party[small.MED], c.patron[small.MED], c.mediator[small.MED] = 0, 1, 0
    assert [line for line in Line if bears(c, small.MED, line)] == [Line.AID, Line.COERCE]
    assert not {Line.AID, Line.COERCE, Line.ENGAGE} & {line for line in Line if bears(c, small.a, line)}


def test_a_public_answer_is_known_to_every_mediator_with_its_week(small):
    s, c = small.s, small.c
    know_answer(s, c, small.a, 0)
    for x in range(c.n_mediators):
        assert (s.answer[c.mediators[x], small.a], s.asked[c.mediators[x], small.a]) == (0, s.step)
