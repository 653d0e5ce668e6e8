"""The benchmark command: what it measures and says, never how long it took."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import diplomacy_abm.policies  # noqa: F401
from benchmarks import child, speed, toy
from benchmarks.__main__ import bench as command
from benchmarks.build import compiler
from benchmarks.cases import sized
from benchmarks.phase_times import with_clocks
from benchmarks.speed_page import page, tables
from benchmarks.to_c import c_text
from diplomacy_abm.cli.progress import rate_text
from diplomacy_abm.phases.step import STEP
from diplomacy_abm.scenario import load

PAIR = {"best": 0.5, "median": 0.75}
SMALL = speed.Effort(2, 0.001, 1, 1, (2, 7), (10,), 1, False)
FOUND = {
    "machine": {"processor": "P", "cores": 2, "system": "S", "python": "3", "numba": "1", "numpy": "2", "mesa": "3",
                "compiler": "cc 1"},
    "repeats": 2,
    "mesa": {"rows": [{"workers": 1, "mesa_runs": 1, "batch_runs": 16, "mesa_seconds_a_run": PAIR,
                       "batch_seconds_a_run": PAIR, "ratio": {"best": 400.0, "median": 500.0}}],
             "bar": 300.0, "weeks_a_run": 104.0, "skipped": ""},
    "c": {"rows": [{"actors": 7, "threads": 1, "what": what, "runs": 16, "seconds": PAIR,
                    "ours_over_this": {"best": 1.0, "median": 1.3}} for what in ("batch engine", "C exact")],
          "bar": 1.2, "same_bytes": True, "skipped": ""},
    "growth": {"rows": [{"actors": 7, "seconds_a_run": 1e-3}], "steps": [], "exponent": 0.7},
    "phases": {"rows": [{"case": "7 actors", "what": what, "seconds_a_run": {f.__name__: time for f in STEP}}
                        for what, time in (("C exact", 1e-4), ("batch engine", 2e-4))], "skipped": ""},
    "peers": {"rows": [{"what": "Mesa", "seconds": PAIR, "over_compiled": PAIR}], "same_answer": True,
              "skipped": ["agentpy was left out: it is not installed"]},
    "memory": {"rows": [{"runs": 10, "counted": 10, "peak": 200_000_000, "bytes_a_run": 300.0}]},
    "calls": {"cold": 30.0, "skipped": "", "warm": PAIR, "later": PAIR},
}  # fmt: skip


@pytest.fixture
def instant(monkeypatch):
    monkeypatch.setattr(speed, "measure", lambda effort, say: FOUND)


@pytest.mark.parametrize("actors", [2, 3, 7, 14, 15, 16, 20, 50, 64])
def test_a_sized_scenario_has_so_many_actors_and_both_parties(actors):
    scenario = sized(actors)
    assert len(scenario.actors) == actors
    assert [side.lead for side in scenario.sides.values()] == ["RUS", "UKR"]
    assert scenario.fingerprint == sized(actors).fingerprint


def test_size_nought_is_the_scenario_itself():
    assert sized(0) == load(speed.SCENARIO)


@pytest.mark.parametrize("actors", [-1, 1, 65])
def test_other_sizes_are_refused(actors):
    with pytest.raises(ValueError, match="must be from 2 to 64"):
        sized(actors)


def test_calls_take_turns_and_ratios_are_of_the_same_turn():
    order, ticks = [], iter(range(1, 100))

    def call(name):
        order.append(name)
        return float(next(ticks))

    times = speed.alternate({"a": lambda: call("a"), "b": lambda: call("b")}, 3)
    assert order == ["a", "b"] * 3
    assert times == {"a": [1.0, 3.0, 5.0], "b": [2.0, 4.0, 6.0]}
    assert speed.ratio(times["b"], times["a"]) == {"best": 2.0, "median": 4 / 3}
    assert speed.spread(times["a"]) == {"best": 1.0, "median": 3.0}


def test_growth_is_the_power_that_a_power_law_was_made_with():
    shared = {"what": "batch engine", "threads": 1, "runs": 10}
    rows = [shared | {"actors": n, "seconds": {"best": n**1.5}} for n in (7, 20, 50)]
    found = speed.growth(rows)
    assert found["exponent"] == pytest.approx(1.5)
    assert [step["exponent"] for step in found["steps"]] == pytest.approx([1.5, 1.5])


def test_the_page_has_all_tables_and_no_placeholder():
    text = page(FOUND)
    assert all(f"## {table.title}" in text for table in tables(FOUND))
    assert "{" not in text
    assert "nan" not in text


def test_bars_are_judged():
    notes = {table.title: " ".join(table.notes) for table in tables(FOUND)}
    mesa, in_c = (next(text for title, text in notes.items() if part in title) for part in ("plain-Python", "in C"))
    assert "kept" in mesa
    assert "twice as fast" in mesa
    assert "MISSED" in in_c


@pytest.mark.usefixtures("instant")
def test_the_command_prints_tables_or_json():
    told = CliRunner().invoke(command, ["--quick"])
    assert told.exit_code == 0, told.output
    assert "mesa.batch_run, runs/s" in told.output
    assert json.loads(CliRunner().invoke(command, ["--format", "json"]).stdout) == FOUND


def test_the_c_file_gets_one_clock_for_each_phase():
    phases = [phase.__name__ for phase in STEP]
    text = with_clocks(c_text(), phases)
    assert [text.count(f"clock_lap({x});") for x in range(len(phases))] == [1] * len(phases)
    with pytest.raises(RuntimeError, match="calls nothing 0 times"):
        with_clocks(c_text(), ["nothing"])


def test_every_version_of_the_toy_that_runs_here_gives_the_same_answer():
    found = toy.peers(1)
    assert found["same_answer"]
    assert {row["what"] for row in found["rows"]} >= {"compiled loop", "Mesa"}


def test_peak_memory_is_that_of_this_process():
    assert 1e7 < child.peak() < 1e12


def test_machine_names_neither_host_nor_user():
    import getpass
    import platform

    words = " ".join(str(value) for value in speed.machine().values()).split()
    assert platform.node() not in words
    assert getpass.getuser() not in words


def test_rate_has_three_figures():
    assert rate_text(0, 1.0) == ""
    assert rate_text(1, 2.0) == "0.5 runs/s"
    assert rate_text(123_456, 10.0) == "12,346 runs/s"


@pytest.mark.slow
@pytest.mark.skipif(compiler() is None, reason="no C compiler (cc, gcc or clang) found")
def test_beside_c_has_a_row_for_each_size_thread_and_version():
    from diplomacy_abm.engine.weeks import kernel

    found = speed.beside_c(SMALL, kernel(), lambda text: None)
    assert found["same_bytes"]
    assert [(row["actors"], row["threads"]) for row in found["rows"][::3]] == [(2, 1), (2, 2), (7, 1), (7, 2)]


def test_batch_run_collects_the_last_week_of_each_run():
    import mesa

    from benchmarks.beside_mesa import BatchRunModel

    batch_run = getattr(mesa, "batch_run", None) or pytest.skip("this mesa has no batch_run")
    rows = batch_run(BatchRunModel, {"actors": 2, "run": [0, 1], "steps": 3}, display_progress=False)
    assert [row["weeks"] for row in rows] == [3, 3]
    assert rows[0]["begun"] < rows[0]["ended"] <= rows[1]["begun"] < rows[1]["ended"]


@pytest.mark.slow
def test_mesa_plays_under_batch_run_beside_the_engine():
    from benchmarks.beside_mesa import beside_mesa
    from diplomacy_abm.engine.weeks import kernel

    found = beside_mesa(SMALL, kernel(), lambda text: None, steps=3)
    assert found["skipped"] or [row["workers"] for row in found["rows"]] == [1, 2]
    assert found["skipped"] or found["weeks_a_run"] == 3.0


@pytest.mark.slow
def test_fresh_processes_measure_memory_and_calls():
    assert speed.memory(SMALL, lambda text: None)["rows"][0]["counted"] == 10
    assert set(speed.first_calls(SMALL, lambda text: None)["warm"]) == {"best", "median"}


@pytest.mark.slow
def test_is_compiled_knows_an_empty_cache_and_the_word_is_said_once(tmp_path):
    script = (
        "from diplomacy_abm.engine.compiled import cache_folder\n"
        "from diplomacy_abm.engine.weeks import is_compiled\n"
        "import pathlib\n"
        "folder = cache_folder(); (folder / 'other').mkdir(parents=True); (folder / 'other' / 'x.nbi').touch()\n"
        "before = is_compiled()\n"
        "from diplomacy_abm.cli import main\n"
        "main(['ensemble', 'minimal', '--runs', '2'], standalone_mode=False)\n"
        "print(before, is_compiled())\n"
    )
    root = str(Path(toy.__file__).parents[1])
    surroundings = {"DIPLOMACY_ABM_CACHE": str(tmp_path), "PYTHONPATH": root}
    first = subprocess.run([sys.executable, "-c", script], env=surroundings, capture_output=True, text=True, check=True)
    assert first.stdout.splitlines()[-1] == "False True"
    assert first.stderr.count("compiling (once") == 1
    later = script.replace("(parents=True)", "(parents=True, exist_ok=True)")
    second = subprocess.run([sys.executable, "-c", later], env=surroundings, capture_output=True, text=True, check=True)
    assert second.stdout.splitlines()[-1] == "True True"
    assert second.stderr == ""


@pytest.mark.slow
def test_seats_and_scores_compile_no_week_again(tmp_path):
    """What an ensemble compiled serves whoever plays week by week, and the tournament."""
    script = (
        "from diplomacy_abm import load, run_ensemble\n"
        "from diplomacy_abm.app.quick import noting\n"
        "from diplomacy_abm.engine.compiled import cache_folder\n"
        "from diplomacy_abm.seats import score_ensemble\n"
        "from diplomacy_abm.seats.stepping import Stepper\n"
        "made = lambda: {path.name.split('-')[0] for path in cache_folder().rglob('*.nbc')}\n"
        "run_ensemble('minimal', 2)\n"
        "first = made()\n"
        "score_ensemble('minimal', ['MED'], 2)\n"
        "Stepper(load('minimal')).start(1, 0)\n"
        "noting()\n"
        "print(*sorted(first), '|', *sorted(made() - first))\n"
    )
    surroundings = {"DIPLOMACY_ABM_CACHE": str(tmp_path), "PYTHONPATH": str(Path(toy.__file__).parents[1])}
    told = subprocess.run([sys.executable, "-c", script], env=surroundings, capture_output=True, text=True, check=True)
    first, later = (set(half.split()) for half in told.stdout.splitlines()[-1].split("|"))
    assert first == {"weeks.start", "weeks.open_week", "weeks.close_week", "weeks.note_nothing", "weeks.loop"}
    assert later == {"kernel.note_scores", "kernel.note_levels", "weeks.lay_menu", "quick.note_menus"}
