"""Runs that cannot be finished, or not even begun, are rows with their reason; the others go on."""

import os

import numpy as np
import pytest

from diplomacy_abm import policy, run_ensemble
from diplomacy_abm.engine.ensemble import nothing_played
from diplomacy_abm.frames import runs_frame
from diplomacy_abm.policies import registry
from diplomacy_abm.scenario import load


class Fuse:
    """Ends the process that asks it in one of the runs; numba does not know it."""

    def burn(self, u: float) -> int:
        if os.environ.get("DIPLOMACY_ABM_TEST_FUSE") == "lit":
            os._exit(1)
        return 0


FUSE = Fuse()


def deadly(values, shares, tones, precision, u, view, weights):
    """Ask the fuse."""
    return FUSE.burn(u)


@pytest.mark.slow
def test_an_ensemble_outlives_workers_that_die(monkeypatch):
    # a policy of another test that cannot be sent to processes would have all of it played in this one
    monkeypatch.setattr(registry, "_own", {})
    monkeypatch.setattr(registry, "_files", [])
    policy("deadly")(deadly)
    try:
        calm = run_ensemble("minimal", 6, seed=3, steps=4, policies={"BET": "deadly"}, keep=("events",), workers=2)
        monkeypatch.setenv("DIPLOMACY_ABM_TEST_FUSE", "lit")
        dead = run_ensemble("minimal", 6, seed=3, steps=4, policies={"BET": "deadly"}, keep=("events",), workers=2)
    finally:
        registry.forget("deadly")
    assert set(calm.runs["status"]) == {"ok"}
    assert set(dead.runs["status"]) == {"failed"}
    assert dead.runs["reason"].str.contains("died 3 times").all()
    assert dead.runs["run"].tolist() == list(range(6))
    assert dead.events.empty


def test_a_run_that_cannot_begin_is_a_row(monkeypatch):
    import diplomacy_abm.model

    usual = diplomacy_abm.model.DiplomacyModel.__init__

    def fails_at_two(self, dispute, seed, run, *rest, **settings):
        if run == 2:
            raise ArithmeticError("no such world")
        usual(self, dispute, seed, run, *rest, **settings)

    monkeypatch.setattr(diplomacy_abm.model.DiplomacyModel, "__init__", fails_at_two)
    done = run_ensemble("minimal", 4, seed=3, steps=3, engine="mesa", keep=("steps", "events"))
    assert done.runs["status"].tolist() == ["ok", "ok", "failed", "ok"]
    assert done.runs["reason"].iloc[2] == "at the start: ArithmeticError: no such world"
    assert set(done.steps["run"]) == {0, 1, 3}
    assert np.isnan(done.runs["mean_escalation"].iloc[2])


def test_what_was_not_played_is_never_and_no_number():
    row = runs_frame(load("minimal"), 1, 0, nothing_played(1), ["why"]).iloc[0]
    assert (row["status"], row["reason"], row["outcome"], row["first_formal_host"]) == ("failed", "why", "", "")
    assert row["first_formal"] == row["end_step"] == -1
    assert np.isnan(row["front_end"])
