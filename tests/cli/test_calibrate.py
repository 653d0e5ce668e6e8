"""``diplomacy-abm calibrate``: what it prints, writes and refuses."""

import json

import pytest

from tests.calibration.studies import study_file
from tests.cli.stand import call


@pytest.fixture
def study(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return study_file(tmp_path)


def test_it_writes_tables_and_figures_and_says_where(study, tmp_path):
    done = call("calibrate", "study.toml", "--rounds", "2")
    assert done.exit_code == 0, done.output
    assert "small: 240 runs, 2 rounds" in done.stdout
    assert "exchange_cost" in done.stdout
    assert "fights *" in done.stdout
    assert "round 0 of at most 2: the prior" in done.stderr
    folder = tmp_path / "out" / "small"
    tables, figures = ("posterior", "predictive"), ("marginals", "pairs", "predictive")
    for name in (*(f"{x}.csv" for x in tables), *(f"{x}.png" for x in figures), "particles.parquet"):
        assert (folder / name).stat().st_size > 0, name
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest["command"] == ["calibrate", "study.toml", "--rounds", "2"]
    again = call("calibrate", "study.toml", "--rounds", "2", "--format", "json")
    assert "there already" in again.stderr
    told = json.loads(again.stdout)
    assert [row["parameter"] for row in told["posterior"]] == ["exchange_cost", "seen_cost"]
    assert told["before"]["exchange_cost"] == 0.08


def test_recovery_prints_coverage(study, tmp_path):
    words = ("calibrate", "study.toml", "--recover", "2", "--population", "20", "--rounds", "1")
    done = call(*words)
    assert done.exit_code == 0, done.output
    assert "share of 2 known sets" in done.stdout
    assert "95% interval" in done.stdout
    assert (tmp_path / "out" / "small-recovery" / "recovery.png").exists()
    told = json.loads(call(*words, "--format", "json").stdout)
    assert told["sets"] == 2
    assert {row["interval"] for row in told["coverage"]} == {0.5, 0.8, 0.95}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nothing.toml"], "nothing.toml: no such file, must be a study file"),
        (["study.toml", "--recover", "1"], "x>=2"),
        (["study.toml", "--population", "3"], "x>=20"),
        (["study.toml", "--format", "xml"], "'xml'"),
    ],
)
def test_what_is_wrong_is_one_line(study, words, told):
    done = call("calibrate", *words)
    assert done.exit_code == 2
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_all_problems_of_a_file_are_told(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    study_file(tmp_path, parameters__seen_cost__prior={}, statistics__talks__series="round")
    done = call("calibrate", "study.toml")
    assert done.exit_code == 2
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == ["Error", "Error"]


def test_ctrl_c_says_that_rounds_are_kept(study, monkeypatch):
    def stop(*args, **named):
        raise KeyboardInterrupt

    monkeypatch.setattr("diplomacy_abm.calibration.runner.Keeper.put", stop)
    done = call("calibrate", "study.toml")
    assert done.exit_code == 130
    assert "the same command goes on" in done.stderr
