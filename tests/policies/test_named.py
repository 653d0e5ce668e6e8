"""Policies with names, interpreted: what they are given, what they remember, and what they are told when they fail."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pytest

from diplomacy_abm import api
from diplomacy_abm.conformance import PolicyError, check_policy
from diplomacy_abm.model import DiplomacyModel
from diplomacy_abm.policies import get, names, policy, views
from diplomacy_abm.policies.forms import PolicyFaultError, is_named
from diplomacy_abm.policies.named import Past
from diplomacy_abm.policies.past import KEPT
from diplomacy_abm.policies.views import Scene, View
from diplomacy_abm.seats.briefing import Briefing, brief
from diplomacy_abm.vocabulary import Channel

pytestmark = pytest.mark.usefixtures("own_policies_forgotten")


def plays(function: Any, actor: str = "ALF", steps: int = 8, name: str = "mine", **more: Any) -> Any:
    if name not in names():
        policy(name, more.pop("memory", None))(function)
    return api.run("minimal", 3, steps=steps, policies={actor: name, **more})


# --- forms


def test_menu_usual_is_the_default_and_menu_best_the_best_response():
    pairs = ((lambda menu, view: menu.usual, "quantal"), (lambda menu, view: menu.best, "best-response"))
    for function, built_in in pairs:
        ours = plays(function, steps=30, name=f"my-{built_in}")
        assert ours.events.equals(api.run("minimal", 3, steps=30, policies={"ALF": built_in}).events)


def test_a_class_begins_anew_in_each_run_and_for_each_actor():
    made = []

    @policy("counting")
    class Counting:
        def __init__(self):
            self.asked = 0
            made.append(self)

        def choose(self, menu, view):
            self.asked += 1
            return menu[0]

    assert get("counting").named
    for run in range(2):
        api.run("minimal", 3, run, steps=5, policies={"ALF": "counting", "BET": "counting"})
    assert [one.asked for one in made] == [15, 15, 15, 15]


def test_a_function_has_the_memory_that_it_was_registered_with():
    first: dict[str, Any] = {"weeks": 0, "seen": []}
    told = []

    def remember(menu, view, memory):
        memory.weeks += 1
        memory.seen.append(view.week)
        told.append((memory.weeks, len(memory.seen)))
        return menu[0]

    policy("remember", memory=first)(remember)
    for _ in range(2):
        api.run("minimal", 3, steps=2, policies={"ALF": "remember"})
    assert told == [(k, k) for k in range(1, 7)] * 2
    assert first == {"weeks": 0, "seen": []}


def test_a_function_of_numbers_is_no_policy_with_names():
    assert is_named(lambda menu, view: menu[0])
    assert not is_named(lambda values, shares, tones, precision, u, view, weights: 0)
    assert not is_named(lambda *_: 0)
    assert not is_named(lambda values, *_: 0)


class NoChoose:
    pass


class Needy:
    def __init__(self, limit):
        self.limit = limit

    def choose(self, menu, view):
        return menu[0]


@pytest.mark.parametrize(
    ("function", "memory", "words"),
    [
        (lambda menu: menu[0], None, r"takes 1 arguments, must take \(menu, view\), \(menu, view, memory\) or"),
        (lambda menu, view, memory: menu[0], None, r'takes a memory, so say what is in it: @policy\(.x., memory='),
        (lambda menu, view: menu[0], {"a": 0}, "takes no memory, so do not say what is in it"),
        (NoChoose, None, r"the class NoChoose needs a method choose\(self, menu, view\)"),
        (Needy, None, r"Needy\(\) must be made without arguments, for every run anew"),
        (3, None, "is no function and no class"),
    ],
)
def test_what_is_of_no_form_is_refused_in_one_line(function: Any, memory: Any, words: str):
    with pytest.raises(ValueError, match=words) as raised:
        policy("x", memory)(function)
    assert "\n" not in str(raised.value)
    assert "x" not in names()


# --- what a policy is given


def test_options_say_what_the_menu_of_the_agent_says():
    seen: list[Any] = []

    def look(menu, view):
        seen.append(([(o.move, o.target, o.value, o.tone, o.chance, o.terms) for o in menu], view.channel))
        return menu.usual

    policy("look")(look)
    model = DiplomacyModel("ukraine-2025", 3, policies={"USA": "look"}, collect=False)
    agent = next(agent for agent in model.agents if agent.label == "USA")
    for _ in range(3):
        seen.clear()
        model.open_week()
        assert len(seen) == len(agent.channels)
        for told, channel in seen:
            listed = agent.menu(Channel[channel.upper()])
            assert told == [(o.move, o.target, o.value, o.tone, o.probability, o.terms) for o in listed]
            assert math.fsum(option[4] for option in told) == pytest.approx(1.0)
            for option in told:
                total = 0.0
                for term in option[5].values():
                    total += term
                assert total == option[2]
        model.close_week()


def scenes(model: DiplomacyModel) -> Iterator[tuple[str, View]]:
    past = Past()
    for i, label in enumerate(model.labels):
        if model.c.active[i]:
            scene = Scene(model.s, model.c, model.p, past.h, [*map(str, model.labels)], i, 0, 0.5)
            yield str(label), View(scene)


def same(one: Any, other: Any) -> bool:
    return one == other or (isinstance(one, float) and math.isnan(one) and other is None)


@pytest.mark.parametrize("name", ["minimal", "ukraine-2025", "camp-david-1978"])
def test_a_view_tells_what_a_briefing_tells_and_nothing_else(name: str):
    model = DiplomacyModel(name, 5, collect=False)
    for _ in range(12):
        model.step()
    model.open_week()
    for label, view in scenes(model):
        known = brief(model, label)
        check_plain(view, known)
        check_each(view, known, [*map(str, model.labels)])
        assert [view.actor, view.week] == [label, known.step]


def check_plain(view: View, known: Briefing) -> None:
    """Every plain name is in the briefing with the same value, or follows from what is; the rest is not known."""
    told = {**known.public, **known.own}
    own = {"actor", "channel", "luck", "week", "enemy", "weeks_since_round", "ground", "advance", "ceasefire"}
    for name in set(views.ONE) - own - {"settlement"}:
        assert same(getattr(view, name), told.get(name)), name
    in_force = {deal["subject"] for deal in known.agreements}
    assert view.ceasefire == ("ceasefire" in in_force)
    assert view.settlement == ("settlement" in in_force)
    side = known.public["parties"].get(known.actor, {}).get("side")
    assert same(view.ground, {"A": told["front"], "B": 1.0 - told["front"]}.get(side))
    assert same(view.advance, {"A": told["momentum"], "B": -told["momentum"]}.get(side))
    # nothing of the briefing but the parties and relations, which come by actor, has no name
    assert set(told) - {"parties", "toward"} <= set(views.ONE)


def check_each(view: View, known: Briefing, labels: list[str]) -> None:
    for name in (*views.PARTIES, "due"):
        for label in labels:
            told = known.public["parties"].get(label, {}).get(name)
            assert same(getattr(view, name)[label], told), (name, label)
    in_briefing = {"given": "support"}
    for name in views.RELATIONS:
        for label in labels:
            told = known.own["toward"].get(label, {}).get(in_briefing.get(name, name))
            assert same(getattr(view, name)[label], told), (name, label)
    every = {name for relation in known.own["toward"].values() for name in relation}
    assert every <= {in_briefing.get(name, name) for name in views.RELATIONS}


def test_others_secrets_are_veiled():
    model = DiplomacyModel("ukraine-2025", 5, collect=False)
    for _ in range(12):
        model.step()
    view = dict(scenes(model))
    assert math.isnan(view["TUR"].own_cost)
    assert math.isnan(view["TUR"].hope)
    assert not math.isnan(view["RUS"].own_cost)
    assert math.isnan(view["TUR"].trust["RUS"])
    assert not math.isnan(view["RUS"].trust["UKR"])
    assert view["RUS"].trust["UKR"] != view["UKR"].trust["RUS"]
    assert math.isnan(view["USA"].line_fight)
    assert math.isnan(view["RUS"].answer["USA"]) == (model.c.mediator[[*map(str, model.labels)].index("USA")] == 0)
    assert math.isnan(view["CHN"].answer["TUR"])


def test_last_moves_and_history_tell_what_the_events_told():
    told: list[tuple[int, Any, Any, list[str], float]] = []

    def look(menu, view):
        if view.channel == "military":
            mediation = view.last_moves["MED", "mediation"]
            told.append((view.week, view.last_moves["BET"], mediation, view.history["BET"], view.last_tones["BET"]))
        return menu.usual

    weeks = KEPT * 2 + 20
    policy("look-back")(look)
    run = api.run("minimal", 7, steps=weeks, policies={"ALF": "look-back", "BET": "random", "MED": "random"})
    events = run.events

    def did(actor: str, channel: str, week: int, idle: str) -> str:
        rows = events[(events["actor"] == actor) & (events["channel"] == channel) & (events["step"] == week)]
        moves = [move for move in rows["move"] if move != "strike" or "offensive" not in set(rows["move"])]
        return moves[0] if moves else idle

    assert told[0][1:] == (None, None, [], 0.0)
    assert len({row[1] for row in told}) > 2
    tone = {"hold": 0.0, "strike": -10.0, "offensive": -10.0, "restrain": 9.0}
    past = []
    for week, last, mediation, history, last_tone in told[1:]:
        past.append(did("BET", "military", week - 1, "hold"))
        assert (last, history) == (past[-1], past[-KEPT:])
        assert mediation == did("MED", "mediation", week - 1, "stand_by")
        assert last_tone == tone[last]
    assert len(past) > KEPT


def test_the_luck_of_a_decision_is_its_draw():
    lucks: list[float] = []

    def look(menu, view):
        lucks.append(view.luck)
        return menu[0]

    plays(look, steps=40)
    assert len(set(lucks)) == len(lucks) == 120
    assert 0.4 < sum(lucks) / len(lucks) < 0.6


# --- what goes wrong is one line


def bug_of(kind: str) -> Any:
    def wrong(menu, view):
        if kind == "actor":
            return view.trust["ALV"]
        if kind == "name":
            return view.fronts
        if kind == "set":
            view.week = 3
        if kind == "zero":
            return menu[0] if view.week < 2 else 1 / 0
        if kind == "channel":
            return view.last_moves["ALF", "naval"]
        return {"none": None, "place": 0}[kind]

    return wrong


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("actor", r"KeyError: view\.trust\['ALV'\]: no such actor; did you mean 'ALF'\?$"),
        ("name", r"AttributeError: view has no 'fronts'; did you mean 'front'\?$"),
        ("set", r"AttributeError: view\.week cannot be set; what a policy remembers goes into its memory$"),
        ("zero", "ZeroDivisionError: division by zero$"),
        ("channel", "KeyError: 'naval' is no channel, choose from military, humanitarian, diplomatic, support, "),
        ("none", "returned None for BET in week 0, military; must return an option of the menu$"),
        ("place", "returned 0 for BET in week 0, military; must return an option of the menu$"),
    ],
)
def test_a_bug_is_one_line_with_its_file_and_line(kind: str, words: str):
    with pytest.raises(PolicyFaultError, match=r"^policy 'mine' \(test_named\.py, line \d+\): " + words) as raised:
        plays(bug_of(kind), "BET")
    assert "\n" not in str(raised.value)
    line = int(str(raised.value).split("line ")[1].split(")")[0])
    start = bug_of("x").__code__.co_firstlineno
    assert start <= line < start + 14
    if kind == "zero":
        assert line == start + 8


def test_an_option_of_another_week_is_refused():
    kept: list[Any] = []

    def stale(menu, view):
        kept.append(menu[0])
        return kept[0]

    with pytest.raises(PolicyFaultError, match="returned an option of another menu for ALF in week 0, humanitarian"):
        plays(stale)


def test_a_bug_in_numbers_is_one_line_too():
    def wrong(values, shares, tones, precision, u, view, weights):
        return 1 // 0

    with pytest.raises(PolicyFaultError, match=r"^policy 'mine' \(test_named\.py, line \d+\): ZeroDivisionError: "):
        plays(wrong)


def test_a_failed_run_says_which_line():
    policy("late-bug")(bug_of("zero"))
    runs = api.run_ensemble("minimal", 2, 3, steps=4, policies={"ALF": "late-bug"}).runs
    assert list(runs["status"]) == ["failed", "failed"]
    assert runs["reason"].str.match(r"^step 2: policy 'late-bug' \(test_named\.py, line \d+\): ZeroDivisionError").all()


def test_few_runs_are_interpreted_at_once_and_it_is_said(caplog: pytest.LogCaptureFixture):
    policy("few")(lambda menu, view: menu.usual)
    with caplog.at_level("WARNING"):
        few = api.run_ensemble("minimal", 2, 3, steps=5, policies={"ALF": "few"})
    assert "policy 'few' runs interpreted: for so few runs that is quicker" in caplog.text
    assert few.runs.equals(api.run_ensemble("minimal", 2, 3, steps=5, engine="mesa").runs)


# --- the contract


def test_the_contract_is_kept_by_what_chooses_by_its_view_and_memory():
    told = check_policy(lambda menu, view: menu.usual)
    assert told[0].startswith("returns an option of its menu: 420 menus of minimal, in the seats of ALF, BET, MED")
    assert told[-1].startswith("compiles: no (")


def test_chance_of_its_own_and_memory_outside_are_refused():
    import random

    with pytest.raises(PolicyError, match=r"in the same run played again; chance must come from view\.luck alone"):
        check_policy(lambda menu, view: random.choice(menu))
    asked: list[int] = []

    def outside(menu, view):
        asked.append(1)
        return menu[len(asked) // 400 % 2 * (len(menu) - 1)]

    with pytest.raises(PolicyError, match="what is remembered belongs into the memory"):
        check_policy(outside)


def test_the_contract_can_be_tried_in_a_scenario_and_a_seat():
    def by_name(menu, view):
        return menu[0] if view.burden["RUS"] > 0 else menu.best

    with pytest.raises(PolicyError, match=r"^policy 'by_name' .*no such actor, choose from ALF, BET, MED$"):
        check_policy(by_name)
    told = check_policy(by_name, scenario="ukraine-2025", actors=["TUR"])
    assert told[0].endswith("menus of ukraine-2025, in the seats of TUR")


def test_in_seats_it_plays_interpreted_and_the_same_run():
    from diplomacy_abm.seats.stepping import Stepper

    @policy("seated", memory={"weeks": 0})
    def seated(menu, view, memory):
        memory.weeks += view.channel == "military"
        busy = view.last_moves["BET", "military"] == "strike" or memory.weeks % 3 == 0
        return menu.usual if busy else menu[0]

    chosen = {"ALF": "seated", "MED": "random"}
    stepper = Stepper(api.resolve("minimal", steps=25), chosen)
    for run in (0, 1, 0):
        stepper.start(3, run)
        while not stepper.s.ended:
            stepper.close()
            if not stepper.s.ended:
                stepper.open()
        assert stepper.result().events.equals(api.run("minimal", 3, run, steps=25, policies=chosen).events)
