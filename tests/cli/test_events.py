"""The commands on events, from options to files."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from diplomacy_abm.events import read_aggregates
from diplomacy_abm.results import write_ensemble, write_run
from diplomacy_abm.scenario import load
from tests.cli.stand import Stand, call
from tests.events.made import run_of
from tests.events.make_files import FOLDER
from tests.events.test_comparison import mirror, real, runs
from tests.events.test_starting import war
from tests.fixtures_frames import made_up_ensemble

GDELT = str(FOLDER / "20251117.export.CSV")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_run(run_of(*mirror(60, 1)), tmp_path / "run")
    return tmp_path


@pytest.mark.parametrize("layout", ["icews", "gdelt", "plover"])
def test_a_run_is_exported_and_imported(folder: Path, layout: str):
    out = folder / "acts.txt"
    done = call("events", "export", str(folder / "run"), "--layout", layout, "--out", str(out))
    assert done.exit_code == 0, done.output
    assert "240 acts in the columns of" in done.output
    done = call("events", "import", str(out), "--actors", "RUS,UKR,TUR", "--out", str(folder / "t.parquet"))
    assert done.exit_code == 0, done.output
    assert "240 of 240 rows counted" in done.output
    assert read_aggregates(folder / "t.parquet")["events"].sum() == 240


@pytest.mark.parametrize("by_run", [False, True])
def test_aggregates_are_exported(tmp_path: Path, by_run: bool):
    write_ensemble(runs(3), tmp_path / "all")
    out = tmp_path / "t.parquet"
    more = ("--by-run",) if by_run else ()
    done = call("events", "export", str(tmp_path / "all"), "--layout", "aggregates", *more, "--out", str(out))
    assert done.exit_code == 0, done.output
    table = pd.read_parquet(out)
    assert table["events"].sum() == 3 * 240
    assert ("case" in table) == by_run
    assert len(table) == 60 * 4 * (3 if by_run else 1)


def test_a_scenario_is_played_for_its_export(stand: Stand, tmp_path: Path):
    words = ("made-up", "--seed", "7", "--run", "2", "--layout", "plover")
    done = call("events", "export", *words, "--out", str(tmp_path / "x"))
    assert done.exit_code == 0, done.output
    assert stand.calls[0]["seed"] == 7
    assert stand.calls[0]["run"] == 2


def test_a_folder_has_its_own_seed(folder: Path):
    done = call("events", "export", str(folder / "run"), "--seed", "7", "--out", str(folder / "x"))
    assert done.exit_code == 2
    assert "--seed and --run are for a scenario" in done.stderr


def test_an_ensemble_without_events_says_how_to_keep_them(tmp_path: Path):
    write_ensemble(made_up_ensemble(2, keep=False), tmp_path / "all")
    done = call("events", "export", str(tmp_path / "all"), "--out", str(tmp_path / "x"))
    assert done.exit_code == 2
    assert "--keep-events" in done.stderr


def test_import_tells_what_was_skipped_and_writes_it_down(tmp_path: Path):
    done = call("events", "import", GDELT, "--actors", "Russia,UKR", "--every", "day", "--out", str(tmp_path / "t.csv"),
                "--report", str(tmp_path / "report.json"))  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "no such CAMEO code" in done.output
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    (one,) = report["files"]
    assert one["skipped"]["wrong number of columns"] == {"rows": 1, "first_lines": [3]}
    assert report["rows"] == report["used"] + sum(reason["rows"] for reason in one["skipped"].values())
    table = read_aggregates(tmp_path / "t.csv")
    assert set(table["source"]) == {"RUS", "UKR"}
    assert set(table["every"]) == {"day"}


def test_import_of_nothing_is_an_error_after_its_report(tmp_path: Path):
    done = call("events", "import", GDELT, "--actors", "FRA,CHN", "--out", str(tmp_path / "t.csv"))
    assert done.exit_code == 1
    assert "not among the actors asked for" in done.output
    assert "no table was written" in done.stderr
    assert not (tmp_path / "t.csv").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--actors", "RUS,RUS", "--out", "t.csv"), "names RUS twice"),
        (("--since", "17.11.2025", "--out", "t.csv"), "must be like 2025-11-17"),
        (("--alias", "Wagner", "--out", "t.csv"), "is not LABEL=NAME"),
        (("--out", "t.xlsx"), "must end in .parquet or .csv"),
        (("--format", "acled", "--out", "t.csv"), "is not ACLED"),
        (("--format", "cameo", "--out", "t.csv"), "'cameo' is not one of"),
    ],
)
def test_wrong_options_are_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], told: str):
    monkeypatch.chdir(tmp_path)
    done = call("events", "import", GDELT, *words)
    assert done.exit_code == 2
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_an_alias_names_whom_the_table_does_not_know(tmp_path: Path):
    acled, out = str(FOLDER / "acled.csv"), str(tmp_path / "t.csv")
    done = call("events", "import", acled, "--alias", "RUS=Wagner Group", "--out", out)
    assert done.exit_code == 0, done.output
    table = read_aggregates(tmp_path / "t.csv")
    assert table[table["source"] == "RUS"]["fatalities"].item() == 11


@pytest.fixture
def beside(tmp_path: Path) -> Path:
    from diplomacy_abm.events import write_aggregates

    write_ensemble(runs(4), tmp_path / "all")
    write_aggregates(real(), tmp_path / "real.parquet")
    return tmp_path


def test_compare_prints_and_writes(beside: Path):
    done = call("events", "compare", str(beside / "all"), str(beside / "real.parquet"), "--out", str(beside / "out"))
    assert done.exit_code == 0, done.output
    assert "real series of 60 weeks and 4 runs" in done.output
    table = pd.read_csv(beside / "out" / "diagnostics.csv")
    columns = ["measure", "series", "real", "real_low", "real_high", "model", "model_low", "model_high", "runs"]
    assert list(table) == columns
    assert (beside / "out" / "comparison.png").read_bytes().startswith(b"\x89PNG")
    assert sorted(path.name for path in (beside / "out").iterdir()) == ["comparison.png", "diagnostics.csv"]


def test_compare_with_files_as_downloaded(beside: Path):
    made = beside / "acts.tab"
    assert call("events", "export", str(beside / "all"), "--out", str(made)).exit_code == 0
    done = call("events", "compare", str(beside / "all"), str(made), "--dyad", "UKR,RUS", "--third", "TUR")
    assert done.exit_code == 0, done.output
    assert "TUR > RUS" in done.output
    assert "triangle" in done.output
    assert "rows counted" in done.stderr


def test_compare_with_a_shipped_series(beside: Path):
    done = call("events", "compare", str(beside / "all"), "ukraine-strikes", "--runs", "2")
    assert done.exit_code == 0, done.output
    assert "real series of 163 weeks" in done.output
    assert "missiles" in done.output


def test_a_table_among_files_is_told(beside: Path):
    done = call("events", "compare", str(beside / "all"), str(beside / "real.parquet"), GDELT)
    assert done.exit_code == 2
    assert "is a table of aggregates; name it alone" in done.stderr


def test_a_scenario_begins_from_events(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from diplomacy_abm.events import write_aggregates

    monkeypatch.chdir(tmp_path)
    write_aggregates(war(), tmp_path / "real.csv")
    done = call("scenarios", "new", "my-war", "--from-events", "real.csv", "--actors", "RUS,UKR,TUR,USA")
    assert done.exit_code == 0, done.output
    done = call("scenarios", "check", "my-war.toml")
    assert done.exit_code == 0, done.output
    made = load("my-war.toml")
    assert made.sides["A"].lead == "RUS"
    assert made.escalation("RUS", "UKR") > made.escalation("UKR", "RUS") > 0.2
    again = call("scenarios", "new", "my-war", "--from-events", "real.csv", "--actors", "RUS,UKR")
    assert again.exit_code == 2
    assert "is there already" in again.stderr


def test_a_scenario_from_events_takes_its_name_from_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from diplomacy_abm.events import write_aggregates

    monkeypatch.chdir(tmp_path)
    write_aggregates(war(), tmp_path / "real war.csv")
    done = call("scenarios", "new", "--from-events", "real war.csv", "--actors", "RUS,UKR")
    assert done.exit_code == 0, done.output
    assert load("real-war.toml").name == "real-war"
    nameless = call("scenarios", "new")
    assert nameless.exit_code == 2
    assert "name the scenario" in nameless.stderr


def test_a_scenario_begins_from_files_as_downloaded(tmp_path: Path):
    made = replace(runs(1), events=run_of(*mirror(60, 1)).events.assign(run=0))
    write_ensemble(made, tmp_path / "all")
    call("events", "export", str(tmp_path / "all"), "--layout", "gdelt", "--out", str(tmp_path / "a.CSV"))
    done = call("scenarios", "new", "x", "--from-events", str(tmp_path / "a.CSV"), "--actors", "RUS,UKR", "--out", "-")
    assert done.exit_code == 0, done.output
    assert "[relations.RUS.UKR]" in done.stdout
    assert "rows counted" in done.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--actors", "RUS,UKR"), "--actors needs --from-events"),
        (("--from-events", GDELT), "--from-events needs --actors"),
        (("--from-events", GDELT, "--actors", "RUS"), "--from-events needs --actors"),
        (("--from-events", GDELT, "--actors", "FRA,CHN"), "no row of these files could be counted"),
        (("--from-events", GDELT, "--actors", "RUS,UKR"), "fewer than 10 weighted acts of RUS and UKR"),
    ],
)
def test_a_scenario_that_cannot_begin_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], told: str
):
    monkeypatch.chdir(tmp_path)
    done = call("scenarios", "new", "x", *words)
    assert done.exit_code in (1, 2)
    assert told in done.stderr.splitlines()[-1]
    assert not list(tmp_path.iterdir())
