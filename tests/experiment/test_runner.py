"""Playing studies: the store is the same however it is played, whoever is killed meanwhile, and where it stops."""

import os
import resource
import signal
import stat
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from diplomacy_abm import load_design, open_store, policy, run_ensemble, sweep
from diplomacy_abm.experiment.plan import Plan, plan
from diplomacy_abm.experiment.runner import Progress, SweepError, SweepInterrupted
from diplomacy_abm.policies import registry
from diplomacy_abm.results.parts import DiskFullError, write_aside
from tests.experiment.designs import written
from tests.experiment.stores import MAIN, SMALL, begun, content, differing, ended, environment, slow, small

DEADLY = """
import os

from diplomacy_abm import policy


@policy("by-text")
def by_text(values, shares, tones, precision, u, view, weights):
    return os._exit(9) if len(str(u)) else 0
"""


@pytest.fixture(autouse=True)
def same_policies():
    known = set(registry.names())
    yield
    for name in reversed(registry.names()):
        if name not in known:
            registry.forget(name)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The small study and its store, played without disturbance."""
    folder = tmp_path_factory.mktemp("whole")
    sweep(small(folder), folder / "out")
    return folder


@pytest.mark.slow
def test_runs_steps_and_events_are_those_of_an_ensemble(whole):
    store = open_store(whole / "out")
    assert store.complete
    assert store.warnings == []
    kept = {"runs": store.runs(), "steps": store.steps(), "events": store.events()}
    for arm, without in (("with", ()), ("without", ("MED",))):
        for point, trust in enumerate([0.1, 0.4, 0.7]):
            settings = {"relations.ALF.BET.trust": trust}
            direct = run_ensemble("minimal", 120, None, 20, None, without, settings, keep=("steps", "events"))
            for kind, ours in kept.items():
                found = ours[(ours["arm"] == arm) & (ours["point"] == point)].reset_index(drop=True)
                theirs = getattr(direct, kind)
                assert list(found) == ["arm", "point", *(["trust"] if kind == "runs" else []), *theirs]
                assert found[list(theirs)].equals(theirs)
                assert kind != "runs" or set(found["trust"]) == {trust}


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 3])
def test_the_number_of_workers_changes_no_byte(whole, tmp_path, workers):
    sweep(whole / "design.toml", tmp_path / "out", workers=workers)
    assert differing(whole / "out", tmp_path / "out") == []


@pytest.mark.slow
def test_shards_in_any_order_make_the_same_store(whole, tmp_path):
    for number in (3, 1, 2):
        store = sweep(whole / "design.toml", tmp_path / "out", shard=(number, 3))
        assert store.complete == (number == 2)
    assert differing(whole / "out", tmp_path / "out") == []


@pytest.mark.slow
def test_shards_at_the_same_moment_make_the_same_store(whole, tmp_path):
    words = ("sweep", whole / "design.toml", "--out", tmp_path / "out", "--shard")
    shards = [begun(*words, f"{number}/3", cwd=tmp_path) for number in (1, 2, 3)]
    for process in shards:
        _, told = process.communicate(timeout=120)
        assert process.returncode == 0, told
    assert differing(whole / "out", tmp_path / "out") == []


@pytest.mark.slow
def test_the_array_job_of_slurm_makes_the_same_store(whole, tmp_path):
    (tmp_path / "design.toml").write_bytes((whole / "design.toml").read_bytes())
    done = ended("slurm", "design.toml", "--shards", "4", cwd=tmp_path)
    assert os.fspath(tmp_path) not in done.stdout
    (tmp_path / "job.sh").write_text(done.stdout, "utf-8")
    command = tmp_path / "bin" / "diplomacy-abm"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{MAIN}" "$@"\n', "utf-8")
    command.chmod(command.stat().st_mode | stat.S_IXUSR)
    path = f"{command.parent}{os.pathsep}{os.environ['PATH']}"
    for task in (2, 4, 1, 3):
        subprocess.run(
            ["bash", "job.sh"], cwd=tmp_path, check=True, capture_output=True,
            env=environment() | {"PATH": path, "SLURM_ARRAY_TASK_ID": str(task), "SLURM_CPUS_PER_TASK": "1"},
        )  # fmt: skip
    assert differing(whole / "out", tmp_path / "out" / "small") == []


@pytest.mark.slow
def test_a_main_process_that_is_killed_at_any_moment_is_taken_up_again(whole, tmp_path):
    design = small(tmp_path, horizon=104, runs=400)
    sweep(design, tmp_path / "calm")
    random = np.random.default_rng(11)
    words = ("sweep", design, "--out", tmp_path / "out", "--workers", "2")
    seen: set[int] = set()
    midway = 0
    for _ in range(7):
        process = begun(*words, cwd=tmp_path)
        # the moments from the making of the folder on are of interest, not those of the imports
        while process.poll() is None and len(list(tmp_path.glob("out/runs/*.parquet"))) <= len(seen):
            time.sleep(0.002)
        time.sleep(float(random.uniform(0.0, 0.3)))
        midway += process.poll() is None
        process.kill()
        process.communicate()
        kept = set(open_store(tmp_path / "out").parts)
        assert seen <= kept
        seen = kept
    assert midway >= 3
    assert ended(*words, cwd=tmp_path).returncode == 0
    assert differing(tmp_path / "calm", tmp_path / "out") == []


@pytest.mark.slow
def test_a_main_process_that_is_killed_while_it_begins_is_taken_up_again(whole, tmp_path):
    words = ("sweep", whole / "design.toml", "--out", tmp_path / "out")
    for delay in (0.0, 0.001, 0.003, 0.01, 0.02):
        process = begun(*words, cwd=tmp_path)
        while process.poll() is None and not (tmp_path / "out").exists():
            time.sleep(0.0005)
        time.sleep(delay)
        process.kill()
        process.communicate()
        for path in (tmp_path / "out").glob("*") if delay < 0.02 else ():
            # nothing that a reader knows is ever half there
            if path.is_file() and not path.name.endswith((".tmp", "json")):
                assert path.read_bytes() == (whole / "out" / path.name).read_bytes()
    assert ended(*words, cwd=tmp_path).returncode == 0
    assert differing(whole / "out", tmp_path / "out") == []


@pytest.mark.slow
def test_worker_processes_that_are_killed_lose_nothing(tmp_path):
    design = slow(tmp_path)
    sweep(design, tmp_path / "calm", workers=2)
    random = np.random.default_rng(3)
    process = begun("sweep", design, "--out", tmp_path / "out", "--workers", "2", cwd=tmp_path)
    killed = 0
    while process.poll() is None and killed < 4:
        time.sleep(float(random.uniform(0.5, 1.5)))
        workers = children(process.pid)
        if workers:
            killed += 1
            os.kill(int(random.choice(workers)), signal.SIGKILL)
    _, told = process.communicate(timeout=300)
    assert process.returncode == 0, told
    assert killed
    store = open_store(tmp_path / "out")
    assert set(store.runs()["status"]) == {"ok"}
    assert differing(tmp_path / "calm", tmp_path / "out") == []


def children(process: int) -> list[int]:
    """Processes that a process spawned to play."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            state = (place / "stat").read_text().rpartition(")")[2].split()
            words = (place / "cmdline").read_text()
        except OSError:
            continue
        if state[1] == str(process) and state[0] != "Z" and "spawn_main" in words:
            found.append(int(place.name))
    return found


@pytest.mark.slow
def test_a_policy_that_kills_its_worker_leaves_failed_rows(tmp_path):
    (tmp_path / "policies.py").write_text(DEADLY, "utf-8")
    study = SMALL["study"] | {"runs": 2, "horizon": 4, "keep": [], "policies": ["policies.py"]}
    arms = {"calm": {}, "deadly": {"policy": {"BET": "by-text"}}}
    store = sweep(written(tmp_path, {"study": study, "arms": arms}), tmp_path / "out", workers=1)
    assert store.complete
    runs = store.runs()
    assert runs.groupby("arm")["status"].unique().map(list).to_dict() == {"calm": ["ok"], "deadly": ["failed"]}
    assert "died 3 times" in runs["reason"].iloc[-1]


@pytest.mark.slow
def test_a_cluster_of_two_workers_one_of_them_killed(whole, tmp_path):
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as cluster:
        told: list[Progress] = []

        def kill_one(state: Progress) -> None:
            told.append(state)
            if len(told) == 2:
                os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)

        store = sweep(whole / "design.toml", tmp_path / "out", dask=cluster.scheduler_address, report=kill_one)
    assert store.complete
    assert told[-1].runs == 720
    assert differing(whole / "out", tmp_path / "out") == []


@pytest.mark.slow
def test_no_cluster_is_one_line(whole, tmp_path, monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr("diplomacy_abm.experiment.cluster._PATIENCE", "1s")
    with pytest.raises(SweepError, match=r"^no dask scheduler answers at tcp://127.0.0.1:1 .*0 of 12 parts are kept"):
        sweep(whole / "design.toml", tmp_path / "out", dask="tcp://127.0.0.1:1")


def test_without_distributed_the_extra_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(SweepError, match=r"diplomacy-abm\[cluster\]"):
        sweep(small(tmp_path), tmp_path / "out", dask="tcp://127.0.0.1:1")


@pytest.mark.slow
def test_a_full_disk_stops_with_one_line_and_the_same_command_goes_on(whole, tmp_path):
    words = ("sweep", whole / "design.toml", "--out", tmp_path / "out")
    largest = max(len(text) for text in content(whole / "out").values())

    def limited() -> None:
        # a real limit of the system: no file may grow beyond this
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest - 1, resource.RLIM_INFINITY))

    stopped = ended(*words, cwd=tmp_path, preexec_fn=limited)
    assert stopped.returncode == 2
    line = stopped.stderr.strip().splitlines()[-1]
    assert line.startswith("Error: ")
    assert "the disk is full" in line
    assert line.endswith(" of 12 parts are kept; the same command goes on from there")
    assert not open_store(tmp_path / "out").complete
    assert ended(*words, cwd=tmp_path).returncode == 0
    assert differing(whole / "out", tmp_path / "out") == []


def test_a_full_disk_leaves_nothing_behind(tmp_path, monkeypatch):
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFullError):
        write_aside(tmp_path / "part-00000.parquet", b"x")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_control_c_keeps_what_is_done_and_says_so(tmp_path):
    design = small(tmp_path, horizon=104, runs=400)
    process = begun("sweep", design, "--out", "out", "--workers", "1", cwd=tmp_path)
    while process.poll() is None and not list(tmp_path.glob("out/runs/*.parquet")):
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130, told
    line = told.strip().splitlines()[-1]
    assert line.startswith("Interrupted: ")
    assert line.endswith(" of 24 parts are kept; the same command goes on from there.")
    assert 1 <= len(open_store(tmp_path / "out").parts) < 24


@pytest.mark.slow
def test_control_c_in_processes_ends_them(tmp_path):
    design = slow(tmp_path, runs=60)
    process = begun("sweep", design, "--out", "out", "--workers", "2", cwd=tmp_path, start_new_session=True)
    while process.poll() is None and not children(process.pid):
        time.sleep(0.01)
    time.sleep(2.0)
    os.killpg(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=30)
    assert process.returncode == 130, told
    assert "Traceback" not in told


def test_an_interrupt_from_python_is_a_keyboard_interrupt_with_words(tmp_path):
    def stop(state: Progress) -> None:
        if state.runs:
            raise KeyboardInterrupt

    with pytest.raises(SweepInterrupted, match=r"^interrupted: \d+ of 12 parts are kept"):
        sweep(small(tmp_path), tmp_path / "out", workers=1, report=stop)


@pytest.mark.slow
def test_progress_counts_runs_failures_and_what_was_there(tmp_path):
    design = small(tmp_path, runs=30, keep=[])
    told: list[Progress] = []
    sweep(design, tmp_path / "out", shard=(1, 2), report=told.append)
    assert (told[0].runs, told[-1].runs, told[-1].total) == (0, 90, 90)
    told.clear()
    sweep(design, tmp_path / "out", report=told.append)
    assert (told[0].runs, told[0].earlier, told[-1].runs, told[-1].total) == (90, 90, 180, 180)


@pytest.mark.slow
def test_a_point_that_cannot_be_set_up_is_failed_rows(tmp_path, monkeypatch):
    design = load_design(small(tmp_path, runs=5))
    usual = Plan.changes

    def broken(self, arm, point):
        found = usual(self, arm, point)
        # a checked design has no such point; a store must hold it all the same
        return replace(found, settings={"actors.ALF.capability": -1.0}) if (arm, point) == ("with", 1) else found

    monkeypatch.setattr(Plan, "changes", broken)
    store = sweep(design, tmp_path / "out", workers=1)
    runs = store.runs()
    bad = runs[runs["status"] == "failed"]
    assert list(zip(bad["arm"], bad["point"], bad["run"], strict=True)) == [("with", 1, run) for run in range(5)]
    assert "actors.ALF.capability" in bad["reason"].iloc[0]
    assert bad["mean_escalation"].isna().all()
    assert (bad["first_formal"] == -1).all()
    assert len(store.finished()) == 25
    assert set(store.steps().query("arm == 'with'")["point"]) == {0, 2}


@pytest.mark.slow
def test_policies_of_the_session_go_to_processes_or_stay(tmp_path, caplog):
    slow(tmp_path)
    study = SMALL["study"] | {"runs": 2, "horizon": 4, "keep": []}
    book = {"value": 0}

    @policy("here")
    def here(values, shares, tones, precision, u, view, weights):
        return book["value"]

    design = written(tmp_path, {"study": study, "arms": {"one": {"policy": {"BET": "here"}}}})
    with caplog.at_level("WARNING", "diplomacy_abm"):
        store = sweep(design, tmp_path / "out")
    assert "cannot be sent to processes" in caplog.text
    assert store.complete


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"shard": (3, 2)}, "shard: 3/2 is out of range"),
        ({"workers": 0}, "workers: 0 is out of range"),
        ({"runs": 0}, "runs: 0 is out of range"),
    ],
)
def test_wrong_arguments_are_one_line(tmp_path, settings, told):
    with pytest.raises(ValueError, match=told):
        sweep(small(tmp_path), tmp_path / "out", **settings)
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_threads_of_one_process_may_play_two_studies_at_once(whole, tmp_path):
    other = small(tmp_path, seed=9)
    threads = [
        threading.Thread(target=sweep, args=(whole / "design.toml", tmp_path / "one")),
        threading.Thread(target=sweep, args=(other, tmp_path / "two")),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert differing(whole / "out", tmp_path / "one") == []
    assert open_store(tmp_path / "two").manifest["seed"] == 9
    assert len(plan(load_design(other)).parts) == 12
