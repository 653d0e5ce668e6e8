"""The commands around a study: what they print, what they refuse, what a bar shows, and ensembles that stream."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import diplomacy_abm.cli.ensemble
from diplomacy_abm import open_store, run_ensemble
from diplomacy_abm.cli.progress import bar, left_text
from diplomacy_abm.results import read
from diplomacy_abm.results.stream import EnsembleWriter
from tests.cli.stand import call
from tests.experiment.stores import small


@pytest.fixture
def design(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return small(tmp_path, runs=4, keep=[]).relative_to(tmp_path)


@pytest.mark.slow
def test_a_dry_run_says_how_large_the_study_is_and_plays_nothing(design: Path) -> None:
    done = call("sweep", str(design), "--dry-run")
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert lines[:2] == ["small: A small study", "3 points x 2 arms x 4 runs = 24 runs in 2 parts"]
    assert lines[2].startswith("time: about ")
    assert lines[3].startswith("disk: about ")
    assert os.listdir() == ["design.toml"]


@pytest.mark.slow
def test_a_sweep_says_what_it_did_what_was_there_and_what_is_next(design: Path) -> None:
    done = call("sweep", str(design), "--shard", "2/2")
    assert done.exit_code == 0, done.output
    assert "3 points x 2 arms x 4 runs = 24 runs in 2 parts" in done.stderr
    assert done.stdout.splitlines() == [
        "small: shard 2 of 2, 12 runs in out/small.",
        "Next: the other shards; 1 of 2 parts are missing.",
    ]
    done = call("sweep", str(design))
    assert "12 of 24 runs are there already" in done.stderr
    assert done.stdout.splitlines() == ["small: 24 runs in out/small.", "Next: diplomacy-abm report out/small"]
    assert open_store("out/small").complete


@pytest.mark.slow
def test_the_command_in_the_manifest_has_the_runs_that_were_asked_for(design: Path) -> None:
    call("sweep", str(design), "--runs", "2", "--workers", "1", "--out", "few")
    assert open_store("few").manifest["command"] == ["sweep", "design.toml", "--runs", "2"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--shard", "3/2"], "'3/2' is not I/N with I from 1 to N"),
        (["--shard", "two"], "'two' is not I/N"),
        (["--runs", "0"], "1<=x<="),
        (["--dask", "nowhere", "--workers", "0"], "1<=x<="),
    ],
)
def test_wrong_options_are_one_line(design: Path, words: list[str], told: str) -> None:
    done = call("sweep", str(design), *words)
    assert done.exit_code == 2
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_missing_design_is_one_line(tmp_path: Path) -> None:
    done = call("sweep", str(tmp_path / "nothing.toml"))
    assert done.exit_code == 2
    assert done.stderr.strip() == "Error: nothing.toml: no such file, must be a design file"


def test_the_script_for_slurm_names_no_place_of_this_machine(design: Path) -> None:
    done = call("slurm", str(design.absolute()), "--shards", "2", "--cpus", "3", "--time", "02:00:00", "--runs", "9")
    assert done.exit_code == 0, done.output
    assert str(Path.cwd()) not in done.stdout
    lines = done.stdout.splitlines()
    assert {"#SBATCH --array=1-2", "#SBATCH --cpus-per-task=3", "#SBATCH --time=02:00:00"} <= set(lines)
    assert "diplomacy-abm sweep design.toml --out out/small --runs 9 \\" in lines
    assert '    --shard "$SLURM_ARRAY_TASK_ID/2" --workers "${SLURM_CPUS_PER_TASK:-3}"' in lines


def test_no_more_shards_than_parts(design: Path) -> None:
    done = call("slurm", str(design), "--shards", "50")
    assert "the study has 2 parts: 2 shards instead of 50" in done.stderr
    assert "--array=1-2\n" in done.stdout


@pytest.mark.slow
def test_a_store_is_exported_and_what_is_odd_about_it_is_said(design: Path) -> None:
    call("sweep", str(design), "--out", "s", "--shard", "1/2")
    done = call("export", "s", "--out", "csv")
    assert done.stdout.splitlines() == ["csv/points.csv", "csv/runs.csv"]
    assert done.stderr.strip() == "Warning: s: 1 of 2 parts are there; the same sweep plays the others"
    assert call("export", "s", "--format", "netcdf", "--out", "x.nc").stdout.strip() == "x.nc"
    assert Path("x.nc").stat().st_size > 1000
    assert call("export", "csv", "--out", "y").exit_code == 2


def test_the_bar_shows_runs_rate_time_left_and_failures() -> None:
    from rich.console import Console

    told = io.StringIO()
    with bar(1000, 200, Console(file=told, force_terminal=True, width=120, color_system=None)) as shown:
        task = shown.add_task("runs", total=1000, completed=200, failed=0)
        shown.update(task, advance=100, failed=7)
        shown.refresh()
    assert "300/1000" in told.getvalue()
    assert "runs/s" in told.getvalue()
    assert " left" in told.getvalue()
    assert "7 failed" in told.getvalue()


def test_time_left_is_that_of_the_runs_of_this_call() -> None:
    assert left_text(100, 300, 20.0) == "0:01:00 left"
    assert left_text(1, 7200, 1.0) == "2:00:00 left"
    assert left_text(0, 300, 20.0) == ""


@pytest.mark.slow
def test_an_ensemble_goes_to_disk_chunk_by_chunk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(diplomacy_abm.cli.ensemble._CHUNK, "batch", 10)
    held = []
    usual = EnsembleWriter.add

    def add(self: EnsembleWriter, part: object) -> None:
        usual(self, part)  # type: ignore[arg-type]
        held.append([kept.steps is None and kept.events is None for kept in self.parts])

    monkeypatch.setattr(EnsembleWriter, "add", add)
    words = ("ensemble", "minimal", "--runs", "35", "--steps", "9", "--keep-steps", "--keep-events")
    done = call(*words, "--out", str(tmp_path / "out"))
    assert done.exit_code == 0, done.output
    assert [len(parts) for parts in held] == [1, 2, 3, 4]
    assert all(all(parts) for parts in held)
    with pq.ParquetFile(tmp_path / "out" / "steps.parquet") as file:
        assert file.num_row_groups == 4
    found = read(tmp_path / "out")
    direct = run_ensemble("minimal", 35, steps=9, keep=("steps", "events"))
    assert found.steps.equals(direct.steps)
    assert found.events.equals(direct.events)
    assert found.runs["run"].tolist() == list(range(35))
    assert os.listdir(tmp_path) == ["out"]


@pytest.mark.slow
def test_an_ensemble_that_fails_midway_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(diplomacy_abm.cli.ensemble._CHUNK, "batch", 10)

    def full(self: EnsembleWriter, kind: str, frame: object) -> None:
        raise OSError(28, "No space left on device", "steps.parquet")

    monkeypatch.setattr(EnsembleWriter, "_append", full)
    done = call("ensemble", "minimal", "--runs", "15", "--steps", "4", "--keep-steps", "--out", str(tmp_path / "out"))
    assert done.exit_code == 2
    assert done.stderr.strip().splitlines()[-1].endswith("the disk is full; nothing was put there")
    assert os.listdir(tmp_path) == []
