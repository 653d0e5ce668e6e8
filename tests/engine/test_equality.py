"""Both engines give the same bits: whole state, events and summary, however the work is cut up."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diplomacy_abm import api
from diplomacy_abm.engine.batch import Work, play, play_chunk
from diplomacy_abm.engine.weeks import kernel
from diplomacy_abm.policies.registry import BUILTIN
from diplomacy_abm.results import Ensemble
from diplomacy_abm.scenario import Scenario
from diplomacy_abm.scenario.io import build, tables_of
from diplomacy_abm.tables import case_record, parameter_record, seed_words
from tests.engine.differ import Choice, batch_traces, first_difference, mesa_trace
from tests.strategies import scenarios

QUIET = settings(
    deadline=None, derandomize=True, database=None, print_blob=False,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)  # fmt: skip
SEEDS = st.sampled_from((0, 1, 2**32 - 1, 2**32, 2**63, 2**64 - 1)) | st.integers(0, 2**64 - 1)


def assert_same_bits(choice: Choice, runs: range = range(1)) -> None:
    for run, batch in zip(runs, batch_traces(choice, runs), strict=True):
        found = first_difference(choice.scenario, mesa_trace(choice, run), batch)
        assert found is None, f"run {run}: {found} (left Mesa, right batch)"


def assert_same_frames(one: Ensemble, other: Ensemble) -> None:
    for name in ("runs", "steps", "events"):
        left, right = getattr(one, name), getattr(other, name)
        assert (left is None) == (right is None), name
        if left is not None:
            pd.testing.assert_frame_equal(left, right, check_exact=True, obj=name)


@st.composite
def choices(draw: st.DrawFn, horizon: int) -> Choice:
    scenario = draw(scenarios())
    short = api.resolve(scenario, steps=min(horizon, scenario.scenario.horizon))
    labels = list(scenario.actors)
    names = st.dictionaries(st.sampled_from(labels), st.sampled_from(list(BUILTIN)), max_size=4)
    free = [label for label in labels if label not in {side.lead for side in scenario.sides.values()}]
    absent = draw(st.sets(st.sampled_from(free), max_size=3)) if free else set()
    return Choice(short, draw(SEEDS), draw(names), tuple(sorted(absent)))


@settings(QUIET, max_examples=12)
@given(choices(horizon=8), st.integers(0, 2**20))
def test_random_scenarios_give_the_same_bits(choice: Choice, first: int):
    assert_same_bits(choice, range(first, first + 2))


@pytest.mark.slow
@settings(QUIET, max_examples=150)
@given(choices(horizon=40), st.integers(0, 2**32 - 2))
def test_many_random_scenarios_give_the_same_bits(choice: Choice, first: int):
    assert_same_bits(choice, range(first, first + 2))


@pytest.mark.parametrize("name", list(BUILTIN))
def test_every_built_in_policy_gives_the_same_bits(name: str):
    scenario = api.resolve("ukraine-2025", steps=10)
    assert_same_bits(Choice(scenario, 11, dict.fromkeys(scenario.actors, name)))


def test_a_whole_run_of_the_small_scenario_gives_the_same_bits():
    assert_same_bits(Choice(api.resolve("minimal"), 5), range(2))


@pytest.mark.slow
@pytest.mark.parametrize("name", list(BUILTIN))
def test_whole_runs_of_the_origin_scenario_give_the_same_bits(name: str):
    scenario = api.resolve("ukraine-2025")
    assert_same_bits(Choice(scenario, 2, {scenario.sides["A"].lead: name}), range(2))


@pytest.mark.parametrize("engine", ["batch", "mesa"])
def test_frames_of_a_range_are_those_of_the_whole(engine: str):
    share = {"scenario": "minimal", "steps": 12, "seed": 9, "keep": ("steps", "events"), "engine": engine}
    whole = api.run_ensemble(runs=6, **share)
    part = api.run_ensemble(runs=3, first=2, **share)
    assert list(part.runs["run"]) == [2, 3, 4]
    for name in ("runs", "steps", "events"):
        frame = getattr(whole, name)
        wanted = frame[frame["run"].between(2, 4)].reset_index(drop=True)
        pd.testing.assert_frame_equal(getattr(part, name), wanted, check_exact=True, obj=name)


def test_a_crowded_day_is_written_whole_by_both_engines():
    tables = tables_of(api.resolve("minimal", steps=1))
    tables["events"] = [
        {
            "date": tables["scenario"]["start"], "label": f"Event {k}", "actor": "ALF", "variable": "standing",
            "change": 0.001, "source": "judgement: a test",
        }
        for k in range(64)
    ]  # fmt: skip
    share: dict[str, Any] = {"runs": 1, "seed": 1, "keep": ("events",)}
    scenario = build(tables, "crowded")
    batch, plain = (api.run_ensemble(scenario, engine=engine, **share) for engine in ("batch", "mesa"))
    assert plain.events["move"].iloc[-1] == "end"
    assert len(batch.events) == len(plain.events)


def test_frames_of_both_engines_are_equal():
    share = {"scenario": "ukraine-2025", "runs": 3, "steps": 15, "seed": 4, "keep": ("steps", "events")}
    assert_same_frames(api.run_ensemble(engine="batch", **share), api.run_ensemble(engine="mesa", **share))


@pytest.mark.parametrize("keep", [(), ("steps",), ("events",)])
def test_what_is_kept_does_not_change_the_rest(keep: tuple[str, ...]):
    share: dict[str, Any] = {"scenario": "minimal", "runs": 40, "seed": 4}
    full = api.run_ensemble(keep=("steps", "events"), **share)
    part = api.run_ensemble(keep=keep, **share)
    pd.testing.assert_frame_equal(part.runs, full.runs, check_exact=True)
    for name in ("steps", "events"):
        if name in keep:
            pd.testing.assert_frame_equal(getattr(part, name), getattr(full, name), check_exact=True)
        else:
            assert getattr(part, name) is None


@cache
def small_work(runs: int = 50) -> tuple[Work, Scenario]:
    scenario = api.resolve("minimal", steps=30)
    work = Work(case_record(scenario), parameter_record(scenario), *seed_words(77), 0, runs, True, True)
    return work, scenario


@pytest.mark.parametrize(("workers", "chunk"), [(1, 1), (1, 50), (2, 7), (3, 16), (2, 128)])
def test_workers_and_chunks_do_not_matter(workers: int, chunk: int):
    work, _ = small_work()
    reference = next(iter(play(kernel(), work, 1, work.runs)))
    done = list(play(kernel(), work, workers, chunk))
    assert [part.first for part in done] == list(range(0, work.runs, chunk))
    for name in ("summary", "steps"):
        joined = np.concatenate([getattr(part, name) for part in done])
        assert joined.tobytes() == getattr(reference, name).tobytes()
    logs = [log.tobytes() for part in done for log in part.logs or []]
    assert logs == [log.tobytes() for log in reference.logs or []]


def test_reports_count_every_run_once():
    told: list[int] = []
    api.run_ensemble("minimal", 300, steps=3, report=told.append)
    assert sum(told) == 300
    assert len(told) > 1


@pytest.mark.parametrize("engine", ["batch", "mesa"])
def test_a_stream_of_chunks_is_the_whole(engine: str):
    share: dict[str, Any] = {"scenario": "minimal", "steps": 3, "seed": 6, "keep": ("steps", "events")}
    share["engine"] = engine
    runs = 300 if engine == "batch" else 3
    parts = list(api.stream_ensemble(runs=runs, **share))
    assert len(parts) > 1
    whole = api.run_ensemble(runs=runs, **share)
    for name in ("runs", "steps", "events"):
        stacked = pd.concat([getattr(part, name) for part in parts], ignore_index=True)
        pd.testing.assert_frame_equal(stacked, getattr(whole, name), check_exact=True, obj=name)


@pytest.mark.parametrize("engine", ["batch", "mesa"])
def test_a_sweep_by_arrays_equals_separate_calls(engine: str):
    rng = np.random.default_rng(1)
    sweep = {"seen_cost": rng.uniform(0.0, 0.1, 4), "lambda_accept": rng.uniform(10, 60, 4)}
    share: dict[str, Any] = {"scenario": "minimal", "steps": 20, "seed": 8, "keep": ("steps", "events")}
    share["engine"] = engine
    together = api.run_ensemble(runs=4, parameters={**sweep, "cover": 0.6}, **share)
    for r in range(4):
        values = {name: float(array[r]) for name, array in sweep.items()}
        alone = api.run_ensemble(runs=1, first=r, parameters={**values, "cover": 0.6}, **share)
        for name in ("runs", "steps", "events"):
            frame = getattr(together, name)
            wanted = frame[frame["run"] == r].reset_index(drop=True)
            pd.testing.assert_frame_equal(getattr(alone, name), wanted, check_exact=True, obj=name)


def test_a_sweep_is_cut_up_with_its_runs():
    values = np.linspace(0.0, 0.2, 300)
    share: dict[str, Any] = {"scenario": "minimal", "runs": 300, "steps": 12, "seed": 8}
    swept = api.run_ensemble(parameters={"seen_cost": values}, workers=2, **share).runs
    last = api.run_ensemble("minimal", 1, 8, 12, parameters={"seen_cost": values[-1]}, first=299).runs
    pd.testing.assert_frame_equal(swept.iloc[[-1]].reset_index(drop=True), last, check_exact=True)
    constant = api.run_ensemble(parameters={"seen_cost": 0.0}, **share).runs
    assert not swept.equals(constant)


def test_a_sweep_reaches_the_rules():
    values = np.repeat([0.0, 0.5], 60)
    runs = api.run_ensemble("minimal", 120, 3, parameters={"seen_cost": values}).runs
    assert runs["rounds"][:60].mean() > runs["rounds"][60:].mean()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"runs": 0}, "runs: 0 is out of range"),
        ({"engine": "gpu"}, "engine: 'gpu' is unknown"),
        ({"keep": ("bits",)}, "keep: 'bits' is unknown"),
        ({"parameters": {"cover": [0.1, 0.2]}}, "parameters: 2 values for 4 runs"),
        ({"parameters": {"cover": [0.1] * 4, "vouch": [0.1] * 3}}, "arrays of different lengths"),
        ({"parameters": {"cover": [0.1, 0.2, 0.3, 7.0]}}, "parameters.cover: a value is out of range"),
        ({"parameters": {"cover": float("nan")}}, "parameters.cover: a value is out of range"),
        ({"parameters": {"covfefe": 0.1}}, "there is no parameter 'covfefe'"),
        ({"without": ["XYZ"]}, "without: there is no actor 'XYZ'"),
        ({"without": ["ALF"]}, "without: ALF leads a side"),
        ({"policies": {"XYZ": "hawk"}}, "policy: there is no actor 'XYZ'"),
        ({"policies": {"ALF": "hawkk"}}, "did you mean 'hawk'"),
        ({"first": -1}, "first: -1 is out of range"),
        ({"first": 2**32 - 3}, "first: runs 4294967293 to 4294967296 are out of range"),
        ({"seed": -1}, "seed: -1 is out of range"),
        ({"seed": 2**64}, "seed: 18446744073709551616 is out of range"),
    ],
)
def test_what_cannot_be_played_is_refused_in_one_line(wrong: dict[str, Any], message: str):
    with pytest.raises(ValueError, match=message) as raised:
        api.run_ensemble("minimal", **{"runs": 4, **wrong})
    assert "\n" not in str(raised.value)


def test_the_order_of_runs_does_not_matter():
    work, _ = small_work()
    forward = [play_chunk(kernel(), work, r, r + 1) for r in range(work.runs)]
    backward = [play_chunk(kernel(), work, r, r + 1) for r in reversed(range(work.runs))]
    for one, other in zip(forward, reversed(backward), strict=True):
        assert one.summary.tobytes() == other.summary.tobytes()
        assert one.steps.tobytes() == other.steps.tobytes()
