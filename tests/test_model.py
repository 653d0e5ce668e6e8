"""The Mesa model: Mesa's own habits work, the order of play is the one that is written down, a seed is a run."""

from __future__ import annotations

import ast
import gc
import inspect
import weakref
from functools import reduce

import mesa
import numpy as np
import pandas as pd
import pytest

from diplomacy_abm import api
from diplomacy_abm import model as model_module
from diplomacy_abm.agents import MediatorAgent, StateAgent
from diplomacy_abm.frames import runs_frame
from diplomacy_abm.model import DiplomacyModel
from diplomacy_abm.moves import by_name, catalogue
from diplomacy_abm.phases import step as step_module
from diplomacy_abm.phases.step import STEP
from diplomacy_abm.state import EVENT_FIELDS, METRICS
from diplomacy_abm.tables import seed_words
from diplomacy_abm.vocabulary import Aim, Channel, Goal, Line, Track

ORIGIN = api.resolve("ukraine-2025", steps=6)
SMALL = api.resolve("minimal", steps=10)


def mediator(model: DiplomacyModel, label: str) -> MediatorAgent:
    return next(agent for agent in model.agents if agent.label == label)


# --- Mesa's habits ---


def test_it_is_a_mesa_model_with_an_agent_for_each_actor():
    model = DiplomacyModel(ORIGIN, 1)
    assert isinstance(model, mesa.Model)
    assert [agent.label for agent in model.agents] == list(ORIGIN.actors)
    for agent in model.agents:
        actor = ORIGIN.actors[agent.label]
        assert isinstance(agent, MediatorAgent) == ("mediator" in actor.seats)
        assert type(agent) in (StateAgent, MediatorAgent)
        assert agent.goals == {name: actor.goals.get(name, 0.0) for name in agent.goals}
        assert model.labels[agent.index] == agent.label


def test_step_by_step_to_the_end():
    model = DiplomacyModel(SMALL, 1)
    for played in range(1, 11):
        assert model.running
        model.step()
        assert model.now == played
    assert not model.running
    before = model.s._array.tobytes(), len(model.events())
    model.step()
    assert (model.s._array.tobytes(), len(model.events())) == before


def test_play_is_stepping_to_the_end():
    one, other = DiplomacyModel(SMALL, 1).play(), DiplomacyModel(SMALL, 1)
    for _ in range(10):
        other.step()
    assert one.s._array.tobytes() == other.s._array.tobytes()
    assert one.events().tobytes() == other.events().tobytes()


def test_data_collector_holds_what_the_run_records():
    model = DiplomacyModel(SMALL, 2).play()
    frame = model.datacollector.get_model_vars_dataframe()
    assert list(frame.columns) == list(METRICS)
    assert frame.to_numpy().tobytes() == model.metrics[:10].tobytes()
    steps = api.run(SMALL, 2).steps
    np.testing.assert_array_equal(frame["front"], steps["front"])
    agents = model.datacollector.get_agent_vars_dataframe()
    assert list(agents.columns) == ["capability", "hurt", "weariness", "standing"]
    assert len(agents) == 10 * len(SMALL.actors)
    ident = {agent.label: agent.unique_id for agent in model.agents}
    first = agents.xs(ident["ALF"], level="AgentID")
    np.testing.assert_array_equal(first["capability"], steps["cap_a"])
    np.testing.assert_array_equal(first["standing"], steps["standing_a"])


def test_collecting_changes_nothing():
    assert DiplomacyModel(SMALL, 1, collect=False).datacollector is None
    with_it, without = DiplomacyModel(SMALL, 1).play(), DiplomacyModel(SMALL, 1, collect=False).play()
    assert with_it.s._array.tobytes() == without.s._array.tobytes()


def test_released_models_are_let_go():
    models = [DiplomacyModel(SMALL, seed) for seed in range(3)]
    held = [weakref.ref(model) for model in models]
    for model in models:
        model.step()
        model.release()
        assert len(model.agents) == 0
        assert model not in getattr(mesa.Agent, "_ids", {})
    del model, models
    gc.collect()
    assert [ref() for ref in held] == [None] * 3


def test_run_lets_its_model_go():
    gc.collect()
    before = len(getattr(mesa.Agent, "_ids", {}))
    api.run(SMALL, 1)
    api.run_ensemble(SMALL, 2, engine="mesa")
    assert len(getattr(mesa.Agent, "_ids", {})) == before


# --- the order of play ---


def test_the_order_is_the_one_that_is_written_down():
    assert [phase.__name__ for phase in STEP] == [
        "deliver", "observe", "choose", "act", "negotiate", "comply", "update", "record",
    ]  # fmt: skip


def test_the_compiled_step_plays_the_same_list():
    tree = ast.parse(inspect.getsource(step_module.step))
    called = [node.value.func.id for node in tree.body[0].body if isinstance(node.value, ast.Call)]
    assert called == [phase.__name__ for phase in STEP]


def test_the_mesa_model_plays_the_list(monkeypatch: pytest.MonkeyPatch):
    played: list[str] = []

    def told(phase):
        def wrapped(*args):
            played.append(phase.__name__)
            phase(*args)

        return phase if phase is model_module.choose else wrapped

    class Model(DiplomacyModel):
        def _let_choose(self) -> None:
            played.append("choose")
            super()._let_choose()

    monkeypatch.setattr(model_module, "STEP", tuple(told(phase) for phase in STEP))
    model = Model(SMALL, 1)
    model.step()
    model.step()
    assert played == [phase.__name__ for phase in STEP] * 2


def test_the_order_in_which_agents_choose_does_not_matter():
    class Backward(DiplomacyModel):
        def _let_choose(self) -> None:
            agents = list(self.agents)
            for agent in agents:
                agent.remove()
            for agent in reversed(agents):
                self.register_agent(agent)
            super()._let_choose()

    one, other = DiplomacyModel(ORIGIN, 3).play(), Backward(ORIGIN, 3).play()
    assert [agent.label for agent in other.agents] in (list(ORIGIN.actors), list(ORIGIN.actors)[::-1])
    assert one.metrics.tobytes() == other.metrics.tobytes()
    assert one.events().tobytes() == other.events().tobytes()


# --- what agents see ---


def test_menus_are_legal_and_their_probabilities_sum_to_one():
    model = DiplomacyModel(ORIGIN, 4, collect=False)
    for _ in range(3):
        model.step()
        for agent in model.agents:
            actor = ORIGIN.actors[agent.label]
            for channel in list(Channel)[:-1]:
                menu = agent.menu(channel)
                assert bool(menu) == (channel in agent.channels)
                if not menu:
                    continue
                assert menu[0].move == catalogue()[model.c.idle[channel]].name
                assert menu[0].target is None
                assert menu[0].value == 0.0
                assert sum(entry.probability for entry in menu) == pytest.approx(1.0, abs=1e-12)
                assert all(0.0 <= entry.probability <= 1.0 for entry in menu)
                assert len({(entry.move, entry.target) for entry in menu}) == len(menu)
                for entry in menu:
                    move = by_name(entry.move)
                    assert move.channel == channel
                    assert entry.tone == move.goldstein
                    assert (entry.target is None) == (move.aim == Aim.NOBODY)
                    assert entry.target != agent.label
                    if move.aim == Aim.ENEMY:
                        assert ORIGIN.actors[entry.target].side not in (None, actor.side)
                    elif move.aim == Aim.PARTY:
                        assert entry.target in {side.lead for side in ORIGIN.sides.values()}
                    elif move.aim == Aim.MEDIATOR:
                        assert "mediator" in ORIGIN.actors[entry.target].seats


@pytest.mark.parametrize("policy", ["quantal", "random"])
@pytest.mark.parametrize("name", ["minimal", "ukraine-2025"])
def test_the_terms_of_every_alternative_are_its_value_to_the_bit(name: str, policy: str):
    """From left to right, in whole runs; random play leads to what nobody would choose."""
    scenario = api.resolve(name)
    model = DiplomacyModel(scenario, 4, policies=dict.fromkeys(scenario.actors, policy), collect=False)
    order = [*(goal.name.lower() for goal in Goal), "circumstances", "cost"]
    counted = dict.fromkeys(order, 0)
    while not model.s.ended:
        model.open_week()
        for agent in model.agents:
            for channel in agent.channels:
                for entry in agent.menu(channel):
                    assert list(entry.terms) == order
                    assert reduce(float.__add__, entry.terms.values()) == entry.value
                    assert entry.terms["cost"] <= 0.0
                    for term, value in entry.terms.items():
                        counted[term] += value != 0.0
        model.close_week()
    model.release()
    if name == "ukraine-2025":
        assert all(count > 0 for count in counted.values()), counted


def test_circumstances_are_the_line_that_bears_on_a_move():
    model = DiplomacyModel(SMALL, 5, collect=False)
    model.open_week()
    agent = mediator(model, "MED")
    before = {(entry.move, entry.target): entry for entry in agent.menu(Channel.MEDIATION)}
    model.s.line[agent.index, Line.ENGAGE] += 1.0
    after = {(entry.move, entry.target): entry for entry in agent.menu(Channel.MEDIATION)}
    moved = {move: entry.terms["circumstances"] - before[move].terms["circumstances"] for move, entry in after.items()}
    assert moved.pop(("stand_by", None)) == 0.0
    assert set(moved) >= {("shuttle", "ALF"), ("shuttle", "BET")}
    np.testing.assert_allclose(list(moved.values()), model.p.engage_sd, rtol=1e-9)
    for move, entry in after.items():
        assert {**entry.terms, "circumstances": 0.0} == {**before[move].terms, "circumstances": 0.0}


def test_seats_open_channels():
    model = DiplomacyModel(ORIGIN, 4, collect=False)
    leads = {side.lead for side in ORIGIN.sides.values()}
    for agent in model.agents:
        seats = ORIGIN.actors[agent.label].seats
        wanted = set()
        if "party" in seats:
            wanted |= {Channel.MILITARY, Channel.DIPLOMATIC}
        if agent.label in leads:
            wanted.add(Channel.HUMANITARIAN)
        if "patron" in seats:
            wanted.add(Channel.SUPPORT)
        if "mediator" in seats:
            wanted.add(Channel.MEDIATION)
        assert set(agent.channels) == wanted, agent.label


def test_looking_at_menus_changes_nothing():
    one, other = DiplomacyModel(SMALL, 5, collect=False), DiplomacyModel(SMALL, 5, collect=False)
    while not one.s.ended:
        one.step()
        other.step()
        for agent in other.agents:
            for channel in agent.channels:
                agent.menu(channel)
    assert one.metrics.tobytes() == other.metrics.tobytes()
    assert one.events().tobytes() == other.events().tobytes()


def test_moves_made_are_moves_on_the_menu():
    class Watching(DiplomacyModel):
        open = None

        def _let_choose(self) -> None:
            model_module.prepare_choice(self.s, self.c, self.p)
            self.open = {
                (agent.index, channel): {(entry.move, entry.target) for entry in agent.menu(channel)}
                for agent in self.agents
                for channel in agent.channels
            }
            super()._let_choose()

    model = Watching(SMALL, 6, policies=dict.fromkeys(SMALL.actors, "random"), collect=False)
    while not model.s.ended:
        model.step()
        for (i, channel), menu in model.open.items():
            target = int(model.s.target[i, channel])
            made = catalogue()[model.s.move[i, channel]].name, model.labels[target] if target >= 0 else None
            assert made in menu


def test_mediators_know_their_standing_with_the_parties():
    model = DiplomacyModel(ORIGIN, 1)
    for label, actor in ORIGIN.actors.items():
        if "mediator" in actor.seats:
            for lead in ("RUS", "UKR"):
                agent = mediator(model, label)
                assert agent.credibility(lead) == pytest.approx(actor.credibility.get(lead, 0.0))
                assert agent.leverage(lead) == actor.leverage.get(lead, 0.0)


def test_leverage_is_spent_by_using_it():
    model = DiplomacyModel(api.resolve("minimal", {"actors.MED.leverage.ALF": 0.3}, 6), 1, collect=False)
    med = mediator(model, "MED")
    for agent in model.agents:
        agent.policy = lambda values, *_: 0
    model.step()
    assert med.leverage("ALF") == 0.3
    # a mediator presses with something on the table only
    model.s.in_session, model.s.last_round, model.s.last_offer = 1, model.now, model.now

    def press(values, shares, tones, *_):
        names = [catalogue()[x].name for x in model.s.alt_move[: len(values)]]
        return names.index("press") if "press" in names else 0

    med.policy = press
    model.step()
    assert (model.events()[:, EVENT_FIELDS.index("move")] == [m.name for m in catalogue()].index("press")).any()
    assert med.leverage("ALF") < 0.3


def test_an_absent_actor_has_no_agent_and_does_nothing():
    model = DiplomacyModel(ORIGIN, 1, without=["TUR"], collect=False).play()
    assert "TUR" not in {agent.label for agent in model.agents}
    absent = model.labels.index("TUR")
    log = model.events()
    assert not (log[:, 1] == absent).any()
    assert not (log[:, 2] == absent).any()


def test_track_is_a_word():
    model = DiplomacyModel(SMALL, 1)
    model.step()
    assert isinstance(model.track, Track)
    assert model.track == Track(int(model.metrics[0, 0]))


# --- a seed is a run ---


def test_same_seed_same_frames_and_other_seeds_other_frames():
    one, again, other = (api.run(SMALL, seed) for seed in (1, 1, 2))
    for name in ("steps", "events", "state"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(again, name), check_exact=True)
        assert not getattr(one, name).equals(getattr(other, name))
    assert one.summary == again.summary
    assert one.summary != other.summary


def test_every_bit_of_the_seed_counts():
    runs = [api.run(SMALL, seed).steps for seed in (0, 1, 2**32, 2**63, 2**64 - 1)]
    for i, one in enumerate(runs):
        for other in runs[:i]:
            assert not one.equals(other)
    assert seed_words(2**33 + 5) == (5, 2)


def test_seed_zero_is_a_seed_and_no_seed_is_the_scenarios():
    assert api.run(SMALL, 0).seed == 0
    assert api.run(SMALL).seed == SMALL.scenario.seed
    assert api.run(SMALL).steps.equals(api.run(SMALL, SMALL.scenario.seed).steps)


@pytest.mark.parametrize("engine", ["batch", "mesa"])
def test_run_of_an_ensemble_is_the_run_of_that_index(engine: str):
    share = {"steps": 12, "policies": {"RUS": "hawk"}, "without": ("ESP",), "parameters": {"cover": 0.7}}
    runs = api.run_ensemble("ukraine-2025", 3, 6, engine=engine, keep=("steps", "events"), **share)
    for r in (0, 2):
        one = api.run("ukraine-2025", 6, r, **share)
        for name in ("steps", "events"):
            frame = getattr(runs, name)
            part = frame[frame["run"] == r].drop(columns="run").reset_index(drop=True)
            pd.testing.assert_frame_equal(part, getattr(one, name), check_exact=True)
        assert one.summary == {name: x.item() if hasattr(x, "item") else x for name, x in runs.runs.loc[r].items()}
        assert (one.summary["run"], one.summary["seed"]) == (r, 6)
    assert runs.runs["mean_escalation"].nunique() == 3


def test_outcomes_are_on_nobodys_menu():
    model = DiplomacyModel(SMALL, 1, collect=False)
    model.step()
    assert [agent.menu(Channel.OUTCOME) for agent in model.agents] == [[], [], []]


def test_a_run_that_leaves_the_numbers_is_a_failed_row():
    model = DiplomacyModel(SMALL, 1, collect=False)
    model.step()
    model.s.hurt[0] = np.nan
    summary = model.play().summary()
    rows = runs_frame(SMALL, 1, 7, np.concatenate([summary, DiplomacyModel(SMALL, 1).play().summary()]))
    assert list(rows["status"]) == ["failed", "ok"]
    assert list(rows["run"]) == [7, 8]
    assert " is not a number" in rows["reason"][0]
    assert (rows["reason"][1], rows["outcome"][0]) == ("", "")
    assert rows["outcome"][1] != ""


def test_frames_of_a_run_have_the_columns_they_promise():
    run = api.run(SMALL, 1)
    assert list(run.steps.columns) == ["step", "date", *METRICS]
    assert list(run.steps["step"]) == list(range(10))
    assert list(run.events.columns) == [
        "step", "date", "actor", "target", "channel", "move", "cameo", "goldstein", "accepted", "subject", "via",
        "value",
    ]  # fmt: skip
    assert list(run.state.columns) == ["step", "date", "variable", "actor", "target", "value"]
    assert not run.state.duplicated(["step", "variable", "actor", "target"]).any()
    assert run.events.iloc[-1][["move", "subject"]].tolist() == ["end", run.summary["outcome"]]
    trust = run.state.query("variable == 'trust' and actor == 'ALF' and target == 'BET'")["value"]
    np.testing.assert_array_equal(trust, run.steps["trust_ab"])


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"seed": -1}, "seed: -1 is out of range"),
        ({"without": ["ALF"]}, "without: ALF leads a side"),
        ({"without": ["XYZ"]}, "without: there is no actor 'XYZ'"),
        ({"policies": {"ALF": "peacenik"}}, "unknown policy 'peacenik'"),
        ({"parameters": {"cover": 2.0}}, "parameters.cover: a value is out of range, must be from 0 to 1"),
    ],
)
def test_what_cannot_be_run_is_refused_in_one_line(wrong: dict[str, object], message: str):
    with pytest.raises(ValueError, match=message) as raised:
        api.run(SMALL, **wrong)
    assert "\n" not in str(raised.value)
