"""What holds in every run of every scenario: bounds, order, agreements that make sense, books that balance."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diplomacy_abm import api
from diplomacy_abm.moves import catalogue
from diplomacy_abm.phases.summary import SUMMARY
from diplomacy_abm.scenario import Scenario
from diplomacy_abm.state import CEASEFIRE_SLOT, METRICS, SETTLEMENT_SLOT
from diplomacy_abm.tables import case_record, parameter_record
from diplomacy_abm.vocabulary import Channel, Effect, Outcome, TalkForm, Track
from tests.engine.differ import Choice, Trace, batch_traces
from tests.strategies import scenarios

CHECKED = settings(
    max_examples=25, deadline=None, derandomize=True, database=None, print_blob=False,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)  # fmt: skip
EFFECTS = np.array([move.effect for move in catalogue()])
CHANNELS = np.array([move.channel for move in catalogue()])


class Played:
    """A run with its scenario, and its log by columns."""

    def __init__(self, choice: Choice, trace: Trace) -> None:
        self.scenario, self.choice, self.trace, self.states = choice.scenario, choice, trace, trace.states
        self.case = case_record(choice.scenario, choice.policies, choice.without)[0]
        self.parameters = parameter_record(choice.scenario, choice.parameters)[0]
        self.n = len(choice.scenario.actors)
        self.active = self.case["active"][: self.n] == 1
        self.parties = np.flatnonzero((self.case["party"][: self.n] == 1) & self.active)
        self.leads = [int(i) for i in self.case["lead"]]
        whole = trace.log[:, :7].astype(int)
        self.step, self.actor, self.target, self.move, self.accepted, self.subject, self.via = whole.T
        self.value = trace.log[:, 7]
        self.effect = EFFECTS[self.move]
        self.summary = dict(zip(SUMMARY, trace.summary, strict=True))
        self.metrics = {name: trace.metrics[:, x] for x, name in enumerate(METRICS)}

    def when(self, effect: Effect) -> np.ndarray:
        return self.effect == effect

    def enemies(self) -> list[tuple[int, int]]:
        side = self.case["side"]
        return [(i, j) for i in self.parties for j in self.parties if side[i] != side[j]]


@st.composite
def played(draw: st.DrawFn, horizon: int = 30, parameters: dict[str, float] | None = None) -> Played:
    scenario = draw(scenarios())
    leads = {side.lead for side in scenario.sides.values()}
    free = [label for label in scenario.actors if label not in leads]
    absent = draw(st.sets(st.sampled_from(free), max_size=2)) if free else set()
    short = api.resolve(scenario, steps=min(horizon, scenario.scenario.horizon))
    choice = Choice(short, draw(st.integers(0, 2**64 - 1)), None, tuple(sorted(absent)), parameters)
    return Played(choice, batch_traces(choice)[0])


def within(values: np.ndarray, low: float, high: float) -> bool:
    return bool(np.all((values >= low) & (values <= high)))


@CHECKED
@given(played())
def test_numbers_stay_in_their_bounds(run: Played):
    states, n = run.states, run.n
    assert np.isfinite(run.trace.metrics).all()
    for i, j in run.enemies():
        log_odds = states["trust"][:, i, j]
        assert np.all(np.abs(log_odds) < 700.0)
        assert within(states["escalation"][:, i, j], 0.0, 1.0)
    for name in ("trust_ab", "trust_ba"):
        assert np.all((run.metrics[name] > 0.0) & (run.metrics[name] < 1.0)), name
    for name in ("support", "leverage"):
        assert within(states[name][:, :n, :n], 0.0, 1.0), name
    for name in ("reliable", "unreliable"):
        assert within(states[name][:, :n, :n], 0.0, np.inf), name
    shares = ("pooled", "attend", "guaranteed", "sanctions", "cover", "vouched")
    for name in (*shares, "chance", "best_chance", "deal_chance"):
        assert within(states[name][:, run.parties], 0.0, 1.0), name
    for name in ("capability", "hurt", "weariness", "damage", "private_cost", "power_var", "demand", "tired"):
        assert within(states[name][:, run.parties], 0.0, np.inf), name
    assert np.all(states["capability"][:, run.parties] > 0.0)
    for name in ("front", "p", "prospect", "horizon_p", "intensity", "monitoring"):
        assert within(states[name], 0.0, 1.0), name
    assert within(states["ledger"][:, :n, :n], 0.0, 1.0)
    assert within(states["answer"][:, :n, :n], -1, 1)
    assert np.isfinite(states["line"][:, :n]).all()
    assert within(states["bias"][:, :n], -1.0, 1.0)
    assert within(states["prisoners"], 0.0, np.inf)
    assert within(states["fault"], 0, 0)
    for i, j in run.enemies():
        assert np.all(states["belief_var"][:, i, j] >= 0.0)


@CHECKED
@given(played())
def test_leverage_never_exceeds_what_the_mediator_brought(run: Played):
    if any(event.variable == "leverage" for event in run.scenario.events):
        return
    brought = run.case["leverage"][: run.n, : run.n]
    assert np.all(run.states["leverage"][:, : run.n, : run.n] <= brought + 1e-15)


@CHECKED
@given(played())
def test_events_are_in_order_and_name_those_who_take_part(run: Played):
    assert np.all(np.diff(run.step) >= 0)
    assert within(run.step, 0, len(run.states) - 1)
    assert set(np.unique(run.accepted)) <= {-1, 0, 1}
    answers = run.when(Effect.ACCEPT) | run.when(Effect.REJECT)
    np.testing.assert_array_equal(run.accepted >= 0, answers | run.when(Effect.SOUNDING))
    np.testing.assert_array_equal(run.accepted[answers] == 1, run.when(Effect.ACCEPT)[answers])
    assert within(run.actor, -1, run.n - 1)
    assert within(run.target, -1, run.n - 1)
    nobody = run.actor == -1
    np.testing.assert_array_equal(nobody, run.when(Effect.END))
    assert run.active[run.actor[~nobody]].all()
    aimed = (run.target >= 0) & ~run.when(Effect.EXOGENOUS)
    assert run.active[run.target[aimed]].all()
    assert np.all(run.actor[aimed] != run.target[aimed])
    assert run.when(Effect.END).sum() == 1
    assert run.when(Effect.END)[-1]
    assert int(run.subject[-1]) == int(run.summary["outcome"])


@CHECKED
@given(played())
def test_each_actor_makes_at_most_one_move_a_channel_and_step(run: Played):
    chosen = CHANNELS[run.move] != Channel.OUTCOME
    rows = np.column_stack([run.step, run.actor, CHANNELS[run.move]])
    # whoever attacks on the ground strikes beside it: both are told, the strike last
    attacks = run.when(Effect.OFFENSIVE)
    beside = np.append(False, attacks[:-1])
    assert run.when(Effect.STRIKE)[beside].all()
    np.testing.assert_array_equal(rows[beside], rows[attacks])
    alone = rows[chosen & ~beside]
    assert len(np.unique(alone, axis=0)) == len(alone)


@CHECKED
@given(played())
def test_a_lead_answers_a_mediator_that_asks_or_that_it_visits(run: Played):
    """No answer without a visit in the same week, and what was said stands in the state."""
    sounded = run.when(Effect.SOUNDING)
    rows = zip(run.step, run.actor, run.target, run.effect, strict=True)
    visits = {
        (step, actor, target) if effect == Effect.SHUTTLE else (step, target, actor)
        for step, actor, target, effect in rows
        if effect in (Effect.SHUTTLE, Effect.COURT)
    }
    for step, m, j in zip(run.step[sounded], run.actor[sounded], run.target[sounded], strict=True):
        assert (step, m, j) in visits
        assert run.case["mediator"][m] == 1
        assert j in run.leads
        assert run.states["asked"][step, m, j] == step


@CHECKED
@given(played())
def test_only_who_imposed_sanctions_eases_them(run: Played):
    """What an actor has eased never exceeds what it has imposed, and the ledger is what is left."""
    if any(event.variable == "sanctions" for event in run.scenario.events):
        return
    ledger = run.states["ledger"][:, : run.n, : run.n]
    total = ledger.sum(axis=1)
    np.testing.assert_allclose(run.states["sanctions"][:, run.parties], total[:, run.parties], rtol=0.0, atol=1e-12)


@CHECKED
@given(played())
def test_agreements_exclude_each_other_and_the_fighting(run: Played):
    on = run.states["on"]
    settled, ceased = on[:, SETTLEMENT_SLOT] == 1, on[:, CEASEFIRE_SLOT] == 1
    started_both = run.case["deal_on"][0] == 1 and run.case["deal_on"][1] == 1
    if not started_both:
        assert not (settled & ceased).any()
    before = run.case["deal_on"][:2].any(), *(settled | ceased)[:-1]
    violent = np.isin(run.effect, (Effect.STRIKE, Effect.OFFENSIVE, Effect.RESTRAIN))
    assert not np.array(before)[run.step[violent]].any()


@CHECKED
@given(played())
def test_the_track_is_what_the_agreements_say(run: Played):
    on, track = run.states["on"], run.states["track"]
    settled, ceased = on[:, SETTLEMENT_SLOT] == 1, on[:, CEASEFIRE_SLOT] == 1
    np.testing.assert_array_equal(track == Track.SETTLEMENT, settled)
    np.testing.assert_array_equal(track == Track.CEASEFIRE, ceased & ~settled)
    rounds = np.isin(np.arange(len(track)), run.step[run.when(Effect.ROUND)])
    assert np.all(track[rounds] >= Track.FORMAL_TALKS)
    np.testing.assert_array_equal(run.metrics["track"], track)
    assert run.summary["track_max"] == track.max()
    met = np.isin(run.metrics["form"], (TalkForm.DIRECT, TalkForm.PROXIMITY))
    np.testing.assert_array_equal(met, rounds)


@CHECKED
@given(played())
def test_signatures_need_talks_and_answers(run: Played):
    talked = set(run.step[run.when(Effect.ROUND)])
    signed = run.when(Effect.SIGN)
    written = {step: set() for step in run.step}
    for step, author in zip(run.step[run.when(Effect.FORMULATE)], run.actor[run.when(Effect.FORMULATE)], strict=True):
        written[step].add(author)
    for step, via in zip(run.step[signed], run.via[signed], strict=True):
        # without a round it is a mediator's text of this week, in its name
        assert step in talked or via in written[step]
    for step, subject in zip(run.step[signed], run.subject[signed], strict=True):
        answered = (run.step == step) & (run.subject == subject)
        assert not (answered & run.when(Effect.REJECT)).any()
        assert (answered & run.when(Effect.ACCEPT)).any()
    assert run.summary["settlements"] == (signed & (run.subject == 0)).sum()
    assert run.summary["ceasefires"] == (signed & (run.subject == 1)).sum()
    assert run.summary["partial_deals"] == (signed & (run.subject >= 2)).sum()
    assert run.summary["rounds"] == run.when(Effect.ROUND).sum()
    assert run.summary["exchanges"] == run.when(Effect.EXCHANGE_HELD).sum()
    assert run.summary["breaches"] == run.when(Effect.BREACH).sum()


@CHECKED
@given(played())
def test_agreements_begin_and_end_by_events(run: Played):
    """Between two steps a slot opens only with a signature and closes only by breach, lapse or a settlement."""
    slots = 2 + len(run.scenario.issues)
    before = np.vstack([run.case["deal_on"][:slots], run.states["on"][:-1, :slots]])
    after = run.states["on"][:, :slots]
    for step, slot in np.argwhere(before != after):
        told = run.effect[(run.step == step) & (run.subject == slot)]
        if after[step, slot] == 1:
            assert Effect.SIGN in told
        else:
            ended = {Effect.BREACH, Effect.LAPSE} & set(told)
            settled = run.effect[(run.step == step) & (run.subject == SETTLEMENT_SLOT)]
            assert ended or (slot != SETTLEMENT_SLOT and Effect.SIGN in settled)


@CHECKED
@given(played())
def test_summary_agrees_with_the_run(run: Played):
    assert run.summary["end_step"] == len(run.states) - 1
    assert run.summary["fault"] == 0
    assert Outcome(int(run.summary["outcome"])) in Outcome
    assert run.summary["front_end"] == run.metrics["front"][-1]
    assert run.summary["ceasefire_weeks"] == run.metrics["ceasefire"].sum()
    assert run.summary["partial_weeks"] == (run.metrics["deals"] > 0).sum()
    assert run.summary["mean_escalation"] == pytest.approx(run.metrics["intensity"].mean())
    assert run.summary["peak_escalation"] == np.maximum(run.metrics["esc_ab"], run.metrics["esc_ba"]).max()
    won = {Outcome.VICTORY_A, Outcome.VICTORY_B}
    assert run.when(Effect.VICTORY).any() == (Outcome(int(run.summary["outcome"])) in won)
    for name in ("first_contact", "first_early", "first_formal", "first_ceasefire", "first_settlement", "first_breach"):
        assert -1 <= run.summary[name] < len(run.states), name


@CHECKED
@given(played(parameters={"production": 0.0, "attrition": 0.0, "surprise": 0.0}))
def test_without_production_losses_and_surprise_arms_change_by_deliveries_alone(run: Played):
    booked = np.zeros((len(run.states), run.n))
    arrived = run.when(Effect.DELIVER)
    np.add.at(booked, (run.step[arrived], run.target[arrived]), run.value[arrived])
    for event in run.scenario.events:
        if event.variable == "capability":
            return
    strength = np.vstack([run.case["capability"][: run.n], run.states["capability"][:, : run.n]])
    np.testing.assert_allclose(np.diff(strength, axis=0), booked, rtol=1e-9, atol=1e-12)


@CHECKED
@given(played())
def test_the_book_of_prisoners_balances(run: Played):
    stock = np.append(run.case["prisoners"], run.states["prisoners"])
    a, b = run.leads
    start = 0.5 * (run.case["escalation"][a, b] + run.case["escalation"][b, a])
    fought = np.append(start, (run.states["intensity"] * run.states["ground"])[:-1])
    held = np.isin(np.arange(len(run.states)), run.step[run.when(Effect.EXCHANGE_HELD)])
    released = np.where(held, run.parameters["exchange_release"], 0.0)
    inflow = run.parameters["prisoner_inflow"] * run.case["days"] / 7.0 * fought
    # a deal in force at the start dampens the violence of the first week, which only the state knows
    begin = 1 if run.case["deal_on"].any() else 0
    expected = (1.0 - released) * stock[:-1] + inflow
    np.testing.assert_allclose(stock[1:][begin:], expected[begin:], rtol=1e-12, atol=1e-15)


@cache
def heavy() -> Scenario:
    return api.resolve("ukraine-2025", steps=60)


@pytest.mark.parametrize("party", ["RUS", "UKR"])
def test_without_one_party_at_the_table_only_a_mediators_text_is_signed(party: str):
    share = {"policies": {party: "status-quo"}, "keep": ("events",), "moves": ("sign", "formulate")}
    found = api.run_ensemble(heavy(), 60, 3, **share)
    assert (found.runs["rounds"] == 0).all()
    texts = found.events.query("move == 'formulate'").set_index(["run", "step"])["actor"]
    signed = found.events.query("move == 'sign'")
    assert len(signed) > 0
    for row in signed.itertuples():
        assert row.via in set(texts.loc[[(row.run, row.step)]])
    mediators = heavy().seated("mediator")
    alone = api.run_ensemble(heavy(), 60, 3, policies={party: "status-quo"}, without=mediators).runs
    assert (alone[["rounds", "settlements", "ceasefires", "partial_deals"]] == 0).all().all()
    assert api.run_ensemble(heavy(), 60, 3, without=mediators).runs["rounds"].sum() > 0


def test_arms_arrive_in_the_origin_scenario():
    """The balance above is no empty one."""
    choice = Choice(heavy(), 3, parameters={"production": 0.0, "attrition": 0.0})
    run = Played(choice, batch_traces(choice)[0])
    arrived = run.when(Effect.DELIVER)
    assert arrived.sum() > 3
    assert np.all(run.value[arrived] > 0.0)
    spoilt = Played(choice, replace(run.trace, log=run.trace.log[~arrived]))
    assert not spoilt.when(Effect.DELIVER).any()
