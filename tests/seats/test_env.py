"""The PettingZoo environment: its own suites, the rules and luck of everybody else, nothing private seen."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import diplomacy_abm
from diplomacy_abm import api
from diplomacy_abm.phases.menu import fill_menu
from diplomacy_abm.seats import Game, goal_score
from diplomacy_abm.seats.actions import channels_of

pytest.importorskip("pettingzoo", reason="needs the extra rl")

from pettingzoo.test import api_test, parallel_api_test, parallel_seed_test, seed_test
from pettingzoo.utils.conversions import parallel_to_aec

ORIGIN = api.resolve("ukraine-2025", steps=12)
SEATS = [["VAT"], ["TUR", "UKR"], {"TUR": ["mediation"]}, ["RUS", "UKR", "ARE"]]


def make(seats, **extra):
    return diplomacy_abm.parallel_env(ORIGIN, seats, **extra)


def random_actions(env, infos):
    return {agent: env.action_space(agent).sample(infos[agent]["action_mask"]) for agent in env.agents}


@pytest.mark.parametrize("seats", SEATS, ids=str)
@pytest.mark.filterwarnings("ignore::UserWarning:pettingzoo")
def test_pettingzoos_own_suites_pass(seats, capsys):
    parallel_api_test(make(seats), num_cycles=40)
    parallel_seed_test(lambda: make(seats), num_cycles=40)
    with warnings.catch_warnings():
        # its advice on names and bounds; failures are assertions
        warnings.simplefilter("ignore", UserWarning)
        api_test(parallel_to_aec(make(seats, render_mode="ansi")), num_cycles=40)
        seed_test(lambda: parallel_to_aec(make(seats)), num_cycles=40)
    assert "Passed API test" in capsys.readouterr().out


@pytest.mark.parametrize("engine", ["compiled", "plain"])
def test_choosing_as_ones_policy_would_changes_nothing(engine):
    env = make(["UKR", "TUR"], engine=engine)
    _, infos = env.reset(seed=3, options={"run": 2})
    while env.agents:
        _, _, _, _, infos = env.step({agent: infos[agent]["own_choice"] for agent in env.agents})
        assert not any(info["illegal"] for info in infos.values())
    alone = api.run(ORIGIN, seed=3, run=2)
    assert env.result().events.equals(alone.events)
    assert infos["UKR"]["outcome"] == alone.summary["outcome"]


def test_both_engines_give_the_same_numbers():
    fast, slow = make(["TUR", "RUS"]), make(["TUR", "RUS"], engine="plain")
    seen, infos = fast.reset(seed=5)
    also, told = slow.reset(seed=5)
    for agent in fast.agents:
        fast.action_space(agent).seed(1)
    while fast.agents:
        for agent in fast.agents:
            np.testing.assert_array_equal(seen[agent], also[agent])
            np.testing.assert_array_equal(
                np.concatenate(infos[agent]["action_values"]), np.concatenate(told[agent]["action_values"])
            )
        actions = random_actions(fast, infos)
        seen, paid, _, _, infos = fast.step(actions)
        also, repaid, _, _, told = slow.step(actions)
        assert paid == repaid
    assert slow.agents == []


def test_rewards_add_up_to_the_goal_score_of_the_result():
    env = make(["TUR", "UKR"])
    for seed in range(3):
        _, infos = env.reset(seed=seed)
        earned = dict.fromkeys(env.agents, 0.0)
        while env.agents:
            _, rewards, _, _, infos = env.step(random_actions(env, infos))
            for agent, reward in rewards.items():
                earned[agent] += reward
        for agent, total in earned.items():
            score = goal_score(env.result(), agent)
            assert total == pytest.approx(score.total, rel=1e-12)
            assert infos[agent]["score"] == pytest.approx(score.total, rel=1e-12)
            assert infos[agent]["levels"] == pytest.approx(dict(score.levels))


def flat(briefing, names):
    """The numbers of a briefing by the names of an observation; what it leaves out is 0."""
    public, own = briefing.public, briefing.own
    tracks = ["no_contact", "contacts", "early_discussions", "formal_talks", "ceasefire", "settlement"]
    forms = ["none", "direct", "proximity", "shuttle"]
    told = {name: float(value) for name, value in public.items() if isinstance(value, (bool, float))}
    told |= {"track": tracks.index(public["track"]), "form": forms.index(public["form"])}
    told |= {"host_is_self": public["host"] == briefing.actor}
    told |= {"host_is_other": public["host"] not in (None, briefing.actor)}
    told |= {f"parties.{j}.{n}": v for j, view in public["parties"].items() for n, v in view.items() if n != "side"}
    told |= {name: value for name, value in own.items() if name != "toward"}
    told |= {f"toward.{j}.{name}": value for j, view in own["toward"].items() for name, value in view.items()}
    told |= {f"agreement.{deal['subject']}": 0.5 if deal["suspended"] else 1.0 for deal in briefing.agreements}
    told["time"] = briefing.step / 12
    # support of a party that the actor can never come to support is no number of the observation
    assert {name for name, value in told.items() if value != 0} <= set(names)
    return {name: float(value) for name, value in told.items()}


@pytest.mark.parametrize("label", ["RUS", "UKR", "TUR", "USA", "VAT", "CHN"])
def test_an_observation_is_the_briefing_in_numbers(label):
    env = make([label])
    names = env.observation_names(label)
    game = Game(ORIGIN, [label], seed=5)
    seen, infos = env.reset(seed=5)
    while not game.over:
        numbers = seen[label]["observation"] if isinstance(seen[label], dict) else seen[label]
        assert numbers in env.observation_space(label) or isinstance(seen[label], dict)
        briefing = game.briefing(label)
        told = flat(briefing, names)
        for name, number in zip(names, numbers, strict=True):
            if not name.endswith(".tone"):
                assert number == pytest.approx(told.get(name, 0.0), rel=1e-6, abs=1e-7), name
        masks, values = infos[label]["action_mask"], infos[label]["action_values"]
        masks, values = (masks, values) if isinstance(masks, tuple) else ((masks,), (values,))
        for actions, mask, worth in zip(env.actions(label), masks, values, strict=True):
            menu = {(o.move, o.target): o.value for o in briefing.options[actions[0].channel]}
            there = {(actions[x].move, actions[x].target): worth[x] for x in np.flatnonzero(mask)}
            assert there == menu
        game.play()
        seen, _, _, _, infos = env.step({})


def test_the_moves_of_a_menu_are_always_on_the_list():
    """Menus of every actor, week after week of random play by all: nothing on them is missing from the fixed lists."""
    dispute = api.resolve("ukraine-2025", steps=60)
    actors = list(dispute.actors)
    env = diplomacy_abm.parallel_env(dispute, actors, policies=dict.fromkeys(actors, "random"))
    for seed in range(3):
        _, infos = env.reset(seed=seed)
        while env.agents:
            s, c, p = env.stepper.s, env.stepper.c, env.stepper.p
            for i, label in enumerate(actors):
                masks = infos[label]["action_mask"]
                masks = masks if isinstance(masks, tuple) else (masks,)
                for channel, mask in zip(channels_of(c, i), masks, strict=True):
                    fill_menu(s, c, p, i, channel)
                    assert mask.sum() == s.n_alternatives, (label, channel)
            _, _, _, _, infos = env.step({})


def test_what_is_not_on_the_menu_does_nothing_and_is_noted():
    env = make(["VAT"])
    _, infos = env.reset(seed=1)
    off = int(np.flatnonzero(infos["VAT"]["action_mask"] == 0)[0])
    _, _, _, _, infos = env.step({"VAT": off})
    assert infos["VAT"]["illegal"]
    assert env.result().events.query("actor == 'VAT' and channel == 'mediation'").empty
    _, _, _, _, infos = env.step({"VAT": 0})
    assert not infos["VAT"]["illegal"]


def test_only_the_channels_named_are_held():
    env = make({"TUR": ["mediation"]})
    assert env.action_space("TUR").n == len(env.actions("TUR")[0])
    game = Game(ORIGIN, ["TUR"], seed=6)
    env.reset(seed=6)
    while not game.over:
        game.play({"TUR": {"mediation": 0}})
        env.step({"TUR": 0})
    assert env.result().events.equals(game.result().events)


def test_runs_follow_each_other_and_can_be_named():
    env = make(["VAT"])
    ends = []
    for options in (None, None, {"run": 1}):
        env.reset(seed=9 if not ends else None, options=options)
        while env.agents:
            env.step({})
        ends.append(env.result())
    assert [run.run for run in ends] == [0, 1, 1]
    assert ends[1].steps.equals(ends[2].steps)
    assert not ends[0].steps.equals(ends[1].steps)
    assert ends[1].steps.equals(api.run(ORIGIN, seed=9, run=1).steps)


def test_an_early_end_terminates_and_the_horizon_truncates():
    easy = {"implementation": 1.0, "concession_cost": 0.0, "honour": 1.0}
    dispute = api.resolve("ukraine-2025", steps=30)
    env = diplomacy_abm.parallel_env(
        dispute, ["VAT"], policies=dict.fromkeys(("RUS", "UKR"), "dove"), parameters=easy
    )
    kinds = set()
    for run in range(8):
        env.reset(seed=1, options={"run": run})
        while env.agents:
            _, _, terminated, truncated, infos = env.step({})
        # nothing is left but doing nothing, which is worth nothing
        mask = infos["VAT"]["action_mask"]
        assert mask.sum() == mask[0] == 1
        assert not infos["VAT"]["action_values"].any()
        early = len(env.result().steps) < 30
        assert (terminated["VAT"], truncated["VAT"]) == (early, not early)
        kinds.add(early)
    assert kinds == {True, False}


def test_a_frame_is_a_text_or_a_picture():
    env = make(["VAT"], render_mode="ansi")
    env.reset(seed=1)
    assert "nothing has been played" in env.render()
    env.step({})
    assert env.render().startswith("Week 1")
    drawn = make(["VAT"], render_mode="rgb_array")
    drawn.reset(seed=1)
    blank = drawn.render()
    drawn.step({})
    picture = drawn.render()
    assert picture.dtype == np.uint8
    assert picture.shape[2] == 3
    assert picture.std() > 10.0
    assert blank.std() < picture.std()
    assert make(["VAT"]).render() is None


@pytest.mark.parametrize(
    ("seats", "extra", "says"),
    [
        ([], {}, "name at least one"),
        ("TUR", {}, "in a list"),
        (["XXX"], {}, "no actor 'XXX'"),
        (["TUR"], {"without": ["TUR"]}, "no actor 'TUR'"),
        ({"TUR": ["military"]}, {}, "no channel 'military'"),
        ({"TUR": []}, {}, "at least one channel"),
        (["TUR"], {"render_mode": "human"}, "render_mode"),
        (["TUR"], {"engine": "mesa"}, "engine"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_line(seats, extra, says):
    with pytest.raises(ValueError, match=says) as error:
        make(seats, **extra)
    assert "\n" not in str(error.value)


def test_a_missing_extra_is_said_in_one_line(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "diplomacy_abm.seats.env", None)
    monkeypatch.delitem(sys.modules, "diplomacy_abm.seats.env")
    monkeypatch.setitem(sys.modules, "gymnasium", None)
    monkeypatch.setitem(sys.modules, "gymnasium.spaces", None)
    with pytest.raises(ValueError, match=r"pip install 'diplomacy-abm\[rl\]'"):
        make(["VAT"])


def test_what_is_no_action_is_one_line_and_plays_nothing():
    from gymnasium.error import InvalidAction, ResetNeeded

    env = diplomacy_abm.parallel_env("minimal", ["MED", "ALF"], seed=1, steps=3, engine="plain")
    with pytest.raises(ResetNeeded, match=r"call reset\(\)"):
        env.step({})
    env.reset()
    size = env.action_space("MED").n
    for actions, says in (
        ({"MDE": 0}, "agent: 'MDE' holds no seat here, must be one of MED, ALF"),
        ({"MED": size}, f"MED.mediation: action is {size}, must be a whole number from 0 to {size - 1}"),
        ({"MED": -1}, "action is -1"),
        ({"MED": 0.5}, "action is 0.5"),
        ({"MED": True}, "action is True"),
        ({"MED": "hold"}, "action is 'hold'"),
        ({"MED": np.array([0])}, r"action is \[0\]"),
        ({"ALF": 0}, r"ALF: action is 0, must be 3 whole numbers"),
        ({"ALF": [0]}, r"ALF: action is \[0\], must be 3 whole numbers"),
        ({"ALF": [0, 0, 0, 0]}, r"must be 3 whole numbers"),
        ({"ALF": [0, 10**9, 0]}, r"action is 1000000000"),
        ({"ALF": [0, None, 0]}, r"action is None"),
        (5, "actions: is 5, must be actions by agent"),
    ):
        with pytest.raises(InvalidAction, match=says) as error:
            env.step(actions)
        assert isinstance(error.value, ValueError)
        assert "\n" not in str(error.value)
    assert env.stepper.s.step == 0
    for _ in range(3):
        env.step({"MED": np.int64(0), "ALF": np.zeros(3, np.int32)})
    with pytest.raises(ResetNeeded, match="the run is over"):
        env.step({"MED": 0})
    for ask in (env.action_space, env.observation_space, env.actions, env.observation_names):
        with pytest.raises(ValueError, match="'XXX' holds no seat here"):
            ask("XXX")
    with pytest.raises(ValueError, match=r"options: .* cannot be used"):
        env.reset(options=5)
    with pytest.raises(ValueError, match="seed: is 'x'"):
        env.reset(seed="x")


def test_masks_mean_what_they_say():
    env = diplomacy_abm.parallel_env("minimal", ["MED"], seed=1, steps=8, engine="plain")
    observations, _ = env.reset()
    rng = np.random.default_rng(1)
    while env.agents:
        mask = observations["MED"]["action_mask"]
        wanted = int(rng.choice(len(mask)))
        observations, _, _, _, infos = env.step({"MED": wanted})
        assert infos["MED"]["illegal"] == (mask[wanted] == 0)
