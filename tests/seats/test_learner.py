"""The worked example: without experience it is the quantal policy, with it it beats doing nothing; results hold."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import diplomacy_abm
from diplomacy_abm import api
from diplomacy_abm.scenario import with_settings
from diplomacy_abm.seats import Game

pytest.importorskip("pettingzoo", reason="needs the extra rl")

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from experiments.learner.learner import Learner, Seat, Trainer, draw, situation  # noqa: E402

ORIGIN = api.resolve("ukraine-2025", steps=12)


def test_without_experience_it_is_the_quantal_policy():
    """The chances are those that the model's agent reports, week after week, where λ is the central one."""
    game = Game(with_settings(ORIGIN, {"parameters.sample": "central"}), ["TUR"], seed=3)
    while not game.over:
        options = game.briefing("TUR").options["mediation"]
        learner = Learner.blank(options)
        chances = learner.chances(
            learner.rows(o.move for o in options), np.array([o.value for o in options]),
            np.ones(len(options), bool), np.zeros(5),
        )  # fmt: skip
        np.testing.assert_allclose(chances, [o.probability for o in options], rtol=1e-9, atol=1e-15)
        game.play()


def test_briefing_and_environment_lead_to_the_same_choices():
    env = diplomacy_abm.parallel_env(ORIGIN, {"TUR": ["mediation"]}, seed=4)
    seat = Seat(env, "TUR")
    rng = np.random.default_rng(1)
    learner = Learner.blank(seat.actions)
    learner.table[:] = rng.normal(0.0, 2.0, learner.table.shape)
    rows = learner.rows(action.move for action in seat.actions)
    game = Game(ORIGIN, ["TUR"], seed=4)
    seen, infos = env.reset(seed=4)
    while not game.over:
        u = float(rng.random())
        briefing = game.briefing("TUR")
        told = briefing.options["mediation"][learner.choose(briefing, u)["mediation"]]
        info = infos["TUR"]
        place = draw(
            learner.chances(rows, info["action_values"], info["action_mask"] == 1, seat.situation(seen["TUR"])), u
        )  # fmt: skip
        assert (seat.actions[place].move, seat.actions[place].target) == (told.move, told.target)
        game.play({"TUR": {"mediation": briefing.options["mediation"].index(told)}})
        seen, _, _, _, infos = env.step({"TUR": place})


def test_situations_are_told_apart():
    assert list(situation(False, False, False, 0.0)) == [1, 0, 0, 0, 0]
    assert list(situation(False, True, True, 1.0)) == [0, 1, 0, 0, 0.5]
    assert list(situation(False, True, False, 0.0)) == [0, 0, 1, 0, 0]
    assert list(situation(True, True, True, 2.0)) == [0, 0, 0, 1, 1.0]


def test_training_is_deterministic_and_moves_the_table(tmp_path):
    tables = []
    for _ in range(2):
        trainer = Trainer(diplomacy_abm.parallel_env(ORIGIN, {"TUR": ["mediation"]}, seed=9), "TUR", 1)
        trainer.train(60)
        tables.append(trainer.learner.table.copy())
    np.testing.assert_array_equal(tables[0], tables[1])
    assert np.abs(tables[0]).max() > 0.05
    trainer.learner.frame().to_csv(tmp_path / "table.csv", index=False)
    again = Learner.read(tmp_path / "table.csv")
    assert again.moves == trainer.learner.moves
    np.testing.assert_allclose(again.table, trainer.learner.table)


def test_a_reward_for_one_move_is_learned():
    """In a made-up seat where only one of three moves pays, its chance rises to nearly 1."""

    class Made:
        """Three moves, always open, of equal worth by reckoning; the third pays."""

        agents: tuple[str, ...] = ()

        class stepper:  # noqa: N801
            class c:  # noqa: N801
                horizon = 10

        def observation_names(self, label):
            return ["in_session", "invited", "host_is_self"]

        def actions(self, label):
            from diplomacy_abm.seats.actions import Action

            return (tuple(Action("mediation", move, None, "") for move in ("stand_by", "convene", "formulate")),)

        def reset(self, seed=None, options=None):
            self.agents, self.week = ("MED",), 0
            return self._seen(), self._infos()

        def step(self, actions):
            self.week += 1
            paid = 0.1 if actions["MED"] == 2 else 0.0
            self.agents = () if self.week == 10 else self.agents
            return self._seen(), {"MED": paid}, {}, {}, self._infos()

        def _seen(self):
            return {"MED": {"observation": np.zeros(3)}}

        def _infos(self):
            return {"MED": {"action_mask": np.ones(3), "action_values": np.zeros(3), "score": 0.0}}

    trainer = Trainer(Made(), "MED", 3)
    trainer.train(600)
    chances = trainer.learner.chances(trainer.moves, np.zeros(3), np.ones(3, bool), situation(False, False, False, 0))
    assert chances[2] > 0.95


def test_the_committed_result_beats_random_and_status_quo_with_an_interval():
    folder = ROOT / "results" / "learner"
    gains = pd.read_csv(folder / "gains.csv")
    assert set(gains["training"]) == {1, 2, 3}
    against = gains[gains["against"].isin(["random", "status-quo"])]
    assert len(against) == 6
    assert (against["low"] > 0.0).all()
    assert (gains["n"] >= 500).all()
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["seed"] not in manifest["training_seeds"]


@pytest.mark.slow
def test_the_committed_table_still_beats_them_on_other_luck():
    env = diplomacy_abm.parallel_env("ukraine-2025", {"TUR": ["mediation"]}, seed=31)
    seat = Seat(env, "TUR")
    learner = Learner.read(ROOT / "results" / "learner" / "table-1.csv")
    rows = learner.rows(action.move for action in seat.actions)
    rng = np.random.default_rng(0)

    def learned(seen, info):
        open_ = info["action_mask"] == 1
        return draw(learner.chances(rows, info["action_values"], open_, seat.situation(seen)), rng.random())

    def at_random(seen, info):
        return int(rng.choice(np.flatnonzero(info["action_mask"])))

    scores = {
        name: np.array([seat.play(choose, 31, run)[0]["score"] for run in range(240)])
        for name, choose in (("learned", learned), ("random", at_random), ("idle", lambda seen, info: 0))
    }
    for name in ("random", "idle"):
        gap = scores["learned"] - scores[name]
        assert gap.mean() > 3.0 * gap.std(ddof=1) / len(gap) ** 0.5
