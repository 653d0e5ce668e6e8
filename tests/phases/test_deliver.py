"""Phase 1: what pipelines bring or fail to bring, and what the calendar does."""

import numpy as np
import pytest

from diplomacy_abm.phases.deliver import apply_event, arrive, deliver, happen, shift_credibility
from diplomacy_abm.rules.numeric import logistic
from diplomacy_abm.vocabulary import Effect, Line, Variable
from tests.phases.scene import Scene, changed, copied

WATCHED = ("support", "capability", "standing", "leverage", "reliable", "unreliable", "bias", "trust", "private_cost",
           "refusal", "sanctions", "line")  # fmt: skip


def applied(variable, change, before=None):
    """The event on ALF (toward MED where it is about two) and what it moved."""
    scene = Scene()
    for name, place, value in before or ():
        getattr(scene.s, name)[place] = value
    kept = {name: copied(scene.s, name) for name in WATCHED}
    apply_event(scene.s, scene.c, Variable[variable.upper()], scene.ALF, scene.MED, change)
    return scene, {
        (name, place): (kept[name][place], copied(scene.s, name)[place])
        for name in WATCHED
        for place in changed(kept[name], copied(scene.s, name))
    }


ALF, BET, MED = 0, 1, 2


@pytest.mark.parametrize(
    ("variable", "field", "place", "start", "change", "wanted"),
    [
        ("support", "support", (ALF, MED), 0.3, 0.2, 0.5), ("support", "support", (ALF, MED), 0.9, 0.2, 1.0),
        ("support", "support", (ALF, MED), 0.1, -0.2, 0.0), ("capability", "capability", (ALF,), 1.0, 0.25, 1.25),
        ("capability", "capability", (ALF,), 1.0, -3.0, 1e-6), ("capability", "capability", (ALF,), 1.0, 2e6, 1e6),
        ("standing", "standing", (ALF,), 0.0, -0.1, -0.1), ("leverage", "leverage", (ALF, MED), 0.2, 0.3, 0.5),
        ("leverage", "leverage", (ALF, MED), 0.2, -0.3, 0.0), ("leverage", "leverage", (ALF, MED), 0.9, 0.3, 1.0),
        ("bias", "bias", (ALF,), 0.5, 0.2, 0.7), ("bias", "bias", (ALF,), 0.5, 0.9, 1.0),
        ("bias", "bias", (ALF,), -0.5, -0.9, -1.0), ("trust", "trust", (ALF, MED), -1.0, 0.5, -0.5),
        ("cost", "private_cost", (ALF,), 0.2, 0.1, 0.3), ("cost", "private_cost", (ALF,), 0.2, -0.5, 0.005),
        ("cost", "private_cost", (ALF,), 0.2, 0.9, 0.95), ("refusal_cost", "refusal", (ALF,), 0.2, 0.1, 0.3),
        ("refusal_cost", "refusal", (ALF,), 0.9, 0.3, 1.0), ("refusal_cost", "refusal", (ALF,), 0.1, -0.3, 0.0),
        ("sanctions", "sanctions", (ALF,), 0.2, 0.1, 0.3), ("sanctions", "sanctions", (ALF,), 0.2, -0.5, 0.0),
        ("sanctions", "sanctions", (ALF,), 0.8, 0.5, 1.0), ("talk_line", "line", (ALF, Line.TALK), 0.5, 1.0, 1.5),
        ("aid_line", "line", (ALF, Line.AID), 0.5, -1.0, -0.5),
    ],
)  # fmt: skip
def test_an_event_moves_its_variable_within_its_bounds_and_nothing_else(variable, field, place, start, change, wanted):
    _, moved = applied(variable, change, [(field, place, start)])
    assert moved == {(field, place): (start, pytest.approx(wanted))}


def test_credibility_moves_the_mean_of_the_record_of_the_one_who_believes_and_keeps_its_weight():
    scene, moved = applied("credibility", 0.2)
    s = scene.s
    weight = s.reliable[MED, ALF] + s.unreliable[MED, ALF]
    assert set(moved) <= {("reliable", (MED, ALF)), ("unreliable", (MED, ALF))}
    scene = Scene()
    s = scene.s
    s.reliable[ALF, MED], s.unreliable[ALF, MED] = 6.0, 2.0
    shift_credibility(s, ALF, MED, -0.25)
    assert (s.reliable[ALF, MED], s.unreliable[ALF, MED]) == pytest.approx((4.0, 4.0))
    shift_credibility(s, ALF, MED, 2.0)
    assert (s.reliable[ALF, MED], s.unreliable[ALF, MED]) == pytest.approx((8.0, 0.0))
    shift_credibility(s, ALF, MED, -2.0)
    assert (s.reliable[ALF, MED], s.unreliable[ALF, MED]) == pytest.approx((0.0, 8.0))
    s.reliable[ALF, MED] = s.unreliable[ALF, MED] = 0.0
    shift_credibility(s, ALF, MED, 0.5)
    assert (s.reliable[ALF, MED], s.unreliable[ALF, MED]) == (0.0, 0.0)
    assert weight >= 0.0


def pipeline(credibility, lump=1.0, rate=0.25, first=0, last=10, key=5):
    scene = Scene(delivery_lump=lump)
    s = scene.s
    s.n_pipelines = 1
    s.pl_supplier[0], s.pl_recipient[0], s.pl_label[0], s.pl_key[0] = scene.MED, scene.ALF, 7, key
    s.pl_rate[0], s.pl_first[0], s.pl_last[0], s.pl_credibility[0] = rate, first, last, credibility
    s.capability[scene.ALF] = 2.0
    return scene


def test_a_sure_delivery_adds_its_amount_to_who_gets_it_and_is_logged():
    scene = pipeline(1.0)
    others = copied(scene.s, "capability")
    arrive(*scene.all, scene.log, 0)
    assert scene.s.capability[scene.ALF] == 2.25
    assert changed(others, copied(scene.s, "capability")) == {(scene.ALF,)}
    assert scene.events() == [(Effect.DELIVER, scene.MED, scene.ALF, 7, 0.25)]


def test_a_delivery_that_slips_brings_nothing_and_is_logged():
    scene = pipeline(0.0)
    arrive(*scene.all, scene.log, 0)
    assert scene.s.capability[scene.ALF] == 2.0
    assert scene.events() == [(Effect.SLIP, scene.MED, scene.ALF, 7, 0.25)]


def test_deliveries_come_in_lumps_that_are_worth_as_much_over_time():
    came, amounts, weeks = 0, set(), 400
    scene = pipeline(1.0, lump=4.0)
    for week in range(weeks):
        scene.s.step = week
        scene.s.n_events = 0
        arrive(*scene.all, scene.log, 0)
        came += len(scene.events())
        amounts |= {value for *_, value in scene.events()}
    assert amounts == {1.0}
    assert abs(came / weeks - 0.25) < 4 * np.sqrt(0.25 * 0.75 / weeks)
    assert scene.s.capability[scene.ALF] == pytest.approx(2.0 + came)


@pytest.mark.parametrize(("step", "arrives"), [(2, False), (3, True), (5, True), (6, False)])
def test_a_pipeline_delivers_from_its_first_week_to_the_one_before_its_last(step, arrives):
    scene = pipeline(1.0, first=3, last=6)
    scene.s.step = step
    deliver(*scene.all, scene.log)
    assert bool(scene.events(Effect.DELIVER)) is arrives


def test_nothing_flows_through_an_empty_pipeline():
    scene = pipeline(1.0, rate=0.0)
    deliver(*scene.all, scene.log)
    assert scene.events() == []


def dated(actor_active=1, step=4):
    scene = Scene()
    c, s = scene.c, scene.s
    c.n_events = 2
    for k, (week, change) in enumerate(((4, 0.3), (5, 0.4))):
        c.ex_step[k], c.ex_actor[k], c.ex_target[k] = week, scene.ALF, scene.BET
        c.ex_variable[k], c.ex_change[k] = Variable.STANDING, change
    c.active[scene.ALF] = actor_active
    s.step, s.window, s.standing[scene.ALF] = step, -99, 0.0
    happen(s, c, scene.p, scene.log)
    return scene


def test_the_calendar_holds_on_its_day_opens_a_window_and_is_logged():
    scene = dated()
    assert scene.s.standing[scene.ALF] == pytest.approx(0.3)
    assert scene.s.window == 4
    assert scene.events() == [(Effect.EXOGENOUS, scene.ALF, scene.BET, -1, 0.3)]
    assert scene.log[0, 6] == 0
    assert dated(step=5).log[0, 6] == 1


@pytest.mark.parametrize("given", [{"actor_active": 0}, {"step": 3}])
def test_on_other_days_and_to_those_who_are_out_nothing_happens(given):
    scene = dated(**given)
    assert (scene.events(), scene.s.window, scene.s.standing[scene.ALF]) == ([], -99, 0.0)


def voted(chance, variable="leader", step=4):
    scene = Scene()
    s, c = scene.s, scene.c
    c.n_events, c.ex_step[0], c.ex_actor[0], c.ex_target[0] = 1, 4, scene.ALF, -1
    c.ex_variable[0], c.ex_change[0] = Variable[variable.upper()], chance
    s.step, s.demand[scene.ALF] = step, 0.3
    lines = copied(s, "line")
    happen(*scene.all, scene.log)
    return scene, changed(lines, copied(s, "line"))


def test_a_vote_brings_a_new_leader_by_its_chance():
    scene, lines = voted(1.0)
    assert scene.names() == [Effect.EXOGENOUS, Effect.NEW_LEADER]
    assert scene.events(Effect.NEW_LEADER)[0][1] == scene.ALF
    assert scene.s.demand[scene.ALF] == 0.0
    assert (scene.ALF, Line.FIGHT) in lines
    assert {i for i, _ in lines} == {scene.ALF}
    for given in ({"chance": 0.0}, {"chance": 1.0, "variable": "standing"}, {"chance": 1.0, "step": 3}):
        scene, lines = voted(**given)
        assert scene.events(Effect.NEW_LEADER) == []
        assert (lines, scene.s.demand[scene.ALF]) == (set(), 0.3)


def test_a_vote_is_lost_as_often_as_its_chance_says():
    scene, weeks = Scene(), 400
    c, s = scene.c, scene.s
    c.n_events, c.ex_actor[0], c.ex_target[0] = 1, scene.ALF, -1
    c.ex_variable[0], c.ex_change[0] = Variable.LEADER, 0.3
    new = 0
    for week in range(weeks):
        s.step = c.ex_step[0] = week
        s.n_events = 0
        happen(*scene.all, scene.log)
        new += len(scene.events(Effect.NEW_LEADER))
    assert abs(new / weeks - 0.3) < 4 * np.sqrt(0.3 * 0.7 / weeks)


def test_logistic_of_trust_is_a_chance():
    assert 0.0 < logistic(Scene().s.trust[ALF, BET]) < 1.0
