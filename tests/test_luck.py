"""Luck is named: nobody's draws depend on who else takes part, on workers, on chunks, or on the process."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from diplomacy_abm import api, draws
from diplomacy_abm.model import DiplomacyModel
from diplomacy_abm.phases import begin, common, deliver
from diplomacy_abm.scenario import Scenario
from diplomacy_abm.scenario.io import build, tables_of
from diplomacy_abm.tables import actor_key, case_record
from diplomacy_abm.vocabulary import Decision

ROOT = Path(__file__).resolve().parents[1]
NULL_MEDIATOR = {
    "name": "Nobody", "seats": ["mediator"], "accuracy": 0.9, "bias": 0.5, "goals": {"peace": 1.0, "prestige": 1.0},
    "sources": {"default": "judgement: a test"},
}  # fmt: skip
OBSERVER = {"name": "Nobody", "seats": ["observer"], "sources": {"default": "judgement: a test"}}
NULL_PATRON = {"name": "Nobody", "seats": ["patron"], "sources": {"default": "judgement: a test"}}

Name = tuple[str, int, int]


def test_keys_come_from_labels_not_from_places():
    case = case_record(api.resolve("minimal"))[0]
    assert [int(key) for key in case["key"][:3]] == [actor_key(label) for label in ("ALF", "BET", "MED")]
    assert len(set(Decision)) == len(list(Decision))


# --- who else takes part ---


@contextmanager
def recorded(labels: list[str]) -> Iterator[dict[Name, float]]:
    """Keep every draw by the name of its owner, its decision and its step."""
    owner = {actor_key(label): label for label in labels}
    seen: dict[Name, float] = {}
    original = draws.uniform

    def watched(low: int, high: int, run: int, actor: int, decision: int, step: int) -> float:
        value = original(low, high, run, actor, decision, step)
        name = owner.get(int(actor), f"pipeline {actor}"), int(decision), int(step)
        assert seen.setdefault(name, value) == value
        return value

    with pytest.MonkeyPatch.context() as patch:
        for module in (common, begin, deliver):
            patch.setattr(module, "uniform", watched)
        yield seen


def draws_of(scenario: Scenario, without: tuple[str, ...] = ()) -> dict[Name, float]:
    with recorded(list(scenario.actors)) as seen:
        DiplomacyModel(scenario, 12, without=without, collect=False).play().release()
    return seen


def test_without_an_actor_the_others_draw_what_they_drew():
    scenario = api.resolve("ukraine-2025", steps=8)
    base, arm = draws_of(scenario), draws_of(scenario, ("TUR",))
    common_names = base.keys() & arm.keys()
    assert all(base[name] == arm[name] for name in common_names)
    choices = {name for name in base if name[1] <= Decision.MEDIATION and name[0] != "TUR"}
    assert len(choices) > 100
    assert choices <= common_names
    assert {name[0] for name in base if name[1] <= Decision.MEDIATION} - {
        name[0] for name in arm if name[1] <= Decision.MEDIATION
    } == {"TUR"}


def test_one_more_actor_at_the_front_leaves_every_draw():
    scenario = api.resolve("ukraine-2025", steps=8)
    base, arm = draws_of(scenario), draws_of(joined(scenario, OBSERVER))
    assert base == {name: value for name, value in arm.items() if name[0] != "AAA"}


def test_no_two_decisions_share_a_draw():
    seen = draws_of(api.resolve("ukraine-2025", steps=8))
    assert len(set(seen.values())) == len(seen)


def joined(scenario: Scenario, actor: dict[str, Any]) -> Scenario:
    """The scenario with one more actor, first in the table."""
    tables = tables_of(scenario)
    return build({**tables, "actors": {"AAA": actor, **tables["actors"]}}, "joined")


def outcomes(scenario: Scenario, runs: int, **more: Any) -> pd.DataFrame:
    return api.run_ensemble(scenario, runs, 21, **more).runs


@pytest.mark.parametrize("actor", [NULL_MEDIATOR, OBSERVER, NULL_PATRON], ids=["mediator", "observer", "patron"])
@pytest.mark.parametrize("name", ["minimal", "ukraine-2025"])
def test_an_inert_actor_changes_nothing(name: str, actor: dict[str, Any]):
    """Fey & Ramsay (2010): a mediator without information, leverage or guarantee has no effect; here exactly none."""
    scenario = api.resolve(name, steps=104)
    base = outcomes(scenario, 50)
    with_one = joined(scenario, actor)
    pd.testing.assert_frame_equal(outcomes(with_one, 50), base, check_exact=True)
    pd.testing.assert_frame_equal(outcomes(with_one, 50, without=("AAA",)), base, check_exact=True)
    assert base["mean_escalation"].nunique() == 50


def test_a_mediator_that_lost_everything_may_as_well_stay_away():
    nothing = {f"actors.MED.{table}.{party}": 0.0 for table in ("leverage", "credibility") for party in ("ALF", "BET")}
    scenario = api.resolve("minimal", {**nothing, "actors.MED.guarantee": 0.0})
    present, absent = outcomes(scenario, 50), outcomes(scenario, 50, without=("MED",))
    pd.testing.assert_frame_equal(present, absent, check_exact=True)


@pytest.mark.parametrize("kept", ["leverage", "credibility", "guarantee"])
def test_the_test_of_the_null_mediator_can_fail(kept: str):
    tables = {"leverage": {"ALF": 0.3, "BET": 0.3}, "credibility": {"ALF": 0.9, "BET": 0.9}}
    settings: dict[str, Any] = {
        f"actors.MED.{name}.{party}": value if name in (kept, "credibility") else 0.0
        for name, table in tables.items()
        for party, value in table.items()
    }
    settings["actors.MED.guarantee"] = 0.9 if kept == "guarantee" else 0.0
    scenario = api.resolve("minimal", settings)
    assert not outcomes(scenario, 50).equals(outcomes(scenario, 50, without=("MED",)))


# --- workers, chunks, processes ---


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_workers_do_not_matter(workers: int):
    kept = {"steps": 5, "keep": ("steps", "events")}
    base = api.run_ensemble("minimal", 300, 5, **kept, workers=1)
    other = api.run_ensemble("minimal", 300, 5, **kept, workers=workers)
    for name in ("runs", "steps", "events"):
        pd.testing.assert_frame_equal(getattr(other, name), getattr(base, name), check_exact=True)


def test_a_run_is_the_same_alone_and_among_many():
    many = api.run_ensemble("minimal", 400, 5, steps=20).runs
    alone = api.run_ensemble("minimal", 1, 5, steps=20, first=399).runs
    pd.testing.assert_frame_equal(alone, many.iloc[[399]].reset_index(drop=True), check_exact=True)


WRITE = """
import sys
from diplomacy_abm import run
done = run("ukraine-2025", seed=17, run=3, steps=12, without=["ESP"], policies={"RUS": "hawk"})
for frame in (done.events, done.steps, done.state):
    sys.stdout.buffer.write(frame.to_csv(index=False, lineterminator="\\n").encode())
"""


def test_processes_and_hash_seeds_write_the_same_bytes():
    printed = []
    for hash_seed in ("0", "4711"):
        done = subprocess.run(
            [sys.executable, "-c", WRITE], cwd=ROOT, capture_output=True, check=False,
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr.decode()
        printed.append(done.stdout)
    assert len(printed[0]) > 10_000
    assert hashlib.sha256(printed[0]).hexdigest() == hashlib.sha256(printed[1]).hexdigest()
    here = api.run("ukraine-2025", 17, 3, 12, without=["ESP"], policies={"RUS": "hawk"})
    text = "".join(frame.to_csv(index=False, lineterminator="\n") for frame in (here.events, here.steps, here.state))
    assert printed[0].decode() == text
