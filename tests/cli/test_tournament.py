"""The tournament as a command: standings in text and JSON, a folder with tables, figures and a manifest."""

from __future__ import annotations

import json

import pandas as pd
from click.testing import CliRunner

from diplomacy_abm.cli import main

FEW = ["tournament", "minimal", "--runs", "6", "--steps", "8", "--policy", "quantal", "--policy", "random"]


def test_standings_are_printed_and_written(tmp_path):
    done = CliRunner().invoke(main, [*FEW, "--out", str(tmp_path / "t")])
    assert done.exit_code == 0, done.output
    assert "6 runs of each pairing" in done.output
    assert sorted(path.name for path in (tmp_path / "t").iterdir()) == [
        "goals.csv", "leads.csv", "leads.png", "manifest.json", "seats.csv", "seats.png", "standings.csv",
    ]  # fmt: skip
    manifest = json.loads((tmp_path / "t" / "manifest.json").read_text())
    assert manifest["command"].startswith("diplomacy-abm tournament minimal")
    assert str(tmp_path) not in json.dumps(manifest)
    table = pd.read_csv(tmp_path / "t" / "standings.csv")
    assert list(table["rank"]) == [1, 2]


def test_json_holds_all_tables():
    done = CliRunner().invoke(main, [*FEW, "--seat", "MED", "--format", "json"])
    assert done.exit_code == 0, done.output
    document = json.loads(done.output)
    assert {"standings", "seats", "goals", "leads"} <= set(document)
    assert {row["seat"] for row in document["seats"]} == {"MED"}


def test_a_wrong_seat_is_one_line():
    done = CliRunner().invoke(main, [*FEW, "--seat", "XXX"])
    assert done.exit_code == 2
    assert "must be one of ALF, BET, MED" in done.output
    assert len(done.output.strip().splitlines()) == 1
