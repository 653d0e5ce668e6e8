"""What moves are worth to those who make them: signs and comparisons that hold whatever the parameters are."""

import pytest

from diplomacy_abm.moves import by_name, catalogue
from diplomacy_abm.phases.act import add_pipeline
from diplomacy_abm.phases.weigh import (
    chance_as_sounded,
    chance_other_comes,
    circumstance,
    conceded_level,
    exchange_motives,
    lean_to,
    motives,
    own_war_cost,
    wanted_level,
    weigh,
    worth_of_coming,
)
from diplomacy_abm.state import GRID
from diplomacy_abm.vocabulary import Channel, Goal, Line
from tests.phases.scene import Scene, of_side_a


@pytest.fixture
def war():
    return Scene("ukraine-2025").assessed().waiting(20)


def row(name):
    return catalogue().index(by_name(name))


def worth(scene, i, name, j=-1):
    return weigh(*scene.all, i, row(name), j)


def does(scene, i, name, j=-1):
    return dict(zip(Goal, motives(*scene.all, i, row(name), j), strict=True))


@pytest.mark.parametrize("channel", [channel for channel in Channel if channel != Channel.OUTCOME])
def test_waiting_is_worth_nothing(small, channel):
    assert weigh(*small.all, small.a, small.c.idle[channel], -1) == 0.0


def test_a_value_is_the_goals_times_what_the_move_does_for_them_less_its_cost(small):
    s, c, p, a = small.s, small.c, small.p, small.a
    for move in ("strike", "restrain", "exchange", "propose"):
        weights = [c.goal[a, goal] for goal in Goal]
        done = motives(*small.all, a, row(move), small.b)
        total = sum(w * m for w, m in zip(weights, done, strict=True))
        wanted = total + circumstance(s, c, p, a, row(move)) - by_name(move).cost
        assert worth(small, a, move, small.b) == pytest.approx(wanted)


def test_lines_bear_on_the_moves_that_they_name(small):
    s, p, a, m = small.s, small.p, small.a, small.MED
    p.mood_sd, p.engage_sd = 0.1, 0.01
    for move, line, i, spread in (
        ("offensive", Line.FIGHT, a, 0.1), ("exchange", Line.EXCHANGE, a, 0.1), ("propose", Line.TALK, a, 0.1),
        ("attend", Line.TALK, a, 0.1), ("concede", Line.TALK, a, 0.1), ("shuttle", Line.ENGAGE, m, 0.01),
    ):  # fmt: skip
        s.line[i, line] = 2.0
        assert circumstance(*small.all, i, row(move)) == pytest.approx(2.0 * spread), move
    assert circumstance(*small.all, a, row("strike")) == 0.0
    assert circumstance(*small.all, m, row("stand_by")) == 0.0


def test_prisoners_are_worth_more_the_more_there_are_and_with_help(small):
    s, p, a, m = small.s, small.p, small.a, small.MED
    p.exchange_help, p.visit_memory = 0.5, 6.0
    s.prisoners, s.visited[m, a], s.visited[m, small.b] = 0.5, -99, -99
    few = sum(exchange_motives(*small.all, a, row("exchange")))
    p.exchange_cost, kept = 5.0, p.exchange_cost
    assert sum(exchange_motives(*small.all, a, row("exchange"))) < few
    p.exchange_cost = kept
    s.prisoners = 1.0
    many = sum(exchange_motives(*small.all, a, row("exchange")))
    assert many > few
    p.exchange_help = 0.0
    assert sum(exchange_motives(*small.all, a, row("exchange"))) == many
    p.exchange_help = 0.5
    s.visited[m, a] = s.visited[m, small.b] = 20
    assert sum(exchange_motives(*small.all, a, row("exchange"))) > many
    assert does(small, a, "exchange", small.b)[Goal.WELFARE] == exchange_motives(*small.all, a, row("exchange"))[2]


def test_a_dear_war_makes_violence_dearer(small):
    s, a = small.s, small.a
    before, cost = worth(small, a, "strike", small.b), own_war_cost(*small.all, a)
    s.private_cost[a] *= 3.0
    assert own_war_cost(*small.all, a) > cost
    assert worth(small, a, "strike", small.b) < before


def test_an_offensive_that_goes_on_has_no_cost_of_starting(small):
    s, a = small.s, small.a
    s.offensive[a] = 0.0
    new = worth(small, a, "offensive", small.b)
    s.offensive[a] = 1.0
    assert worth(small, a, "offensive", small.b) > new


def test_a_pause_is_worth_more_when_the_enemy_pauses(small):
    s, a, b = small.s, small.a, small.b
    s.last_hostility[b] = -9.0
    alone = worth(small, a, "restrain", b)
    s.last_hostility[b] = 3.0
    assert worth(small, a, "restrain", b) > alone


def test_a_threat_is_worth_less_the_more_is_threatened_already(small):
    s, a, b = small.s, small.a, small.b
    s.public_mean[a], s.private_cost[a] = 0.3, 0.05
    s.demand[a] = 0.0
    first = worth(small, a, "threaten", b)
    s.demand[a] = 0.5
    assert worth(small, a, "threaten", b) < first


def sounded(scene, m, a, b, step=20):
    s = scene.s
    for lead, answer in ((scene.a, a), (scene.b, b)):
        s.answer[m, lead], s.asked[m, lead] = answer, step


def test_what_a_mediator_heard_is_believed_while_it_is_fresh(small):
    m, a = small.MED, small.a
    sounded(small, m, 1, 0)
    yes, no = chance_as_sounded(*small.all, m, a), chance_as_sounded(*small.all, m, small.b)
    assert yes > 0.9
    assert no < 0.1
    sounded(small, m, 1, 0, step=0)
    assert no < chance_as_sounded(*small.all, m, small.b) < chance_as_sounded(*small.all, m, a) < yes
    sounded(small, m, -1, -1)
    assert no < chance_as_sounded(*small.all, m, a) < yes


def test_an_invitation_is_worth_more_after_two_yeses(small):
    m = small.MED
    small.s.stake = 0.5
    found = []
    for answers in ((0, 0), (1, 0), (1, 1)):
        sounded(small, m, *answers)
        found.append(worth(small, m, "convene"))
    assert found[0] <= found[1] < found[2]


def test_the_hosts_word_counts_for_who_wonders_whether_the_other_comes(small):
    s, m, a, b = small.s, small.MED, small.a, small.b
    s.attend[b], s.host = 0.3, m
    assert chance_other_comes(*small.all, a, False) == 0.3
    sounded(small, m, 1, 1)
    assert chance_other_comes(*small.all, a, True) > 0.3
    sounded(small, m, 0, 0)
    assert chance_other_comes(*small.all, a, True) < 0.3
    s.host = -1
    assert chance_other_comes(*small.all, a, True) == 0.3


def test_coming_is_worth_more_when_the_other_comes_and_something_can_be_had(small):
    s, a = small.s, small.a
    s.promise[a] = 0.2
    assert worth_of_coming(*small.all, a, -1, 0.9) > worth_of_coming(*small.all, a, -1, 0.1)
    little = worth_of_coming(*small.all, a, -1, 0.5)
    s.promise[a] = 0.4
    assert worth_of_coming(*small.all, a, -1, 0.5) > little
    s.tired[a] = 5.0
    assert worth_of_coming(*small.all, a, -1, 0.5) < worth_of_coming(*small.all, small.a, -1, 0.9)


@of_side_a
def test_yielding_moves_toward_the_other_side_and_not_beyond_its_ideal(small):
    s = small.s
    s.best_q[small.a] = s.best_q[small.b] = 10
    assert conceded_level(s, small.c, small.a, 0.1) == 12
    assert conceded_level(s, small.c, small.b, 0.1) == 8
    s.best_q[small.a], s.best_q[small.b] = GRID - 2, 1
    assert conceded_level(s, small.c, small.a, 0.5) == GRID - 1
    assert conceded_level(s, small.c, small.b, 0.5) == 0


@of_side_a
def test_bias_leans_to_one_side_and_away_from_the_other(small):
    s, m = small.s, small.MED
    s.bias[m] = 0.4
    assert (lean_to(s, small.c, m, small.a), lean_to(s, small.c, m, small.b)) == (0.4, -0.4)


def test_a_patron_in_the_mood_wants_more_for_its_client_and_fills_the_gap(war):
    s, i, j = war.s, war.USA, war.UKR
    found = []
    for mood in (-2.0, 0.0, 2.0):
        s.line[i, Line.AID] = mood
        found.append((wanted_level(*war.all, i, j), worth(war, i, "pledge", j)))
    assert found[0] < found[1] < found[2]
    s.support[i, j] = 1.0
    assert worth(war, i, "pledge", j) < found[2][1]


def test_who_refused_of_late_is_worth_cutting(war):
    s, i, j = war.s, war.USA, war.UKR
    war.p.visit_memory = 6.0
    s.refused[i, j] = -999
    calm = worth(war, i, "cut_back", j)
    s.refused[i, j] = 20
    assert worth(war, i, "cut_back", j) > calm


def test_sanctions_hurt_who_trades_and_relief_pays_restraint(war):
    s, c, i, j = war.s, war.c, war.USA, war.RUS
    c.commerce[i, j] = 0.1
    little = worth(war, i, "sanction", j)
    c.commerce[i, j] = 0.9
    assert worth(war, i, "sanction", j) < little
    s.ledger[i, j], s.last_hostility[j] = 0.3, -9.0
    hard = worth(war, i, "relieve", j)
    s.last_hostility[j] = 3.0
    assert worth(war, i, "relieve", j) > hard


def test_a_surge_answers_a_danger_only(war):
    s, i, j = war.s, war.DEU, war.UKR
    s.n_pipelines = 0
    s.momentum = 0.0
    assert set(does(war, i, "surge", j).values()) == {0.0}
    s.momentum = 3.0 if war.c.side[j] == 1 else -3.0
    assert does(war, i, "surge", j)[Goal.ALLIANCE] > 0.0
    add_pipeline(s, war.c, i, j, war.c.arms[i], 1.0, 99.0, 1.0)
    assert does(war, i, "surge", j)[Goal.ALLIANCE] == 0.0, "what is on its way already is not sent twice"


@pytest.mark.parametrize("move", ["induce", "press"])
def test_leverage_is_worth_more_where_more_is_at_stake(small, move):
    s, m = small.s, small.MED
    s.leverage[m, small.a], s.stake = 0.5, 0.1
    little = worth(small, m, move, small.a)
    s.stake = 5.0
    assert worth(small, m, move, small.a) >= little
