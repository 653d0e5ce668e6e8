"""The benchmark of importing events: its ways of reading agree, and its page says what was measured."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import events

ROOT = Path(__file__).resolve().parents[2]


def test_the_file_has_the_layout_and_doubles(tmp_path: Path):
    events.generate(tmp_path / "a.CSV", 2000)
    rows = [line.split("\t") for line in (tmp_path / "a.CSV").read_text("utf-8").splitlines()]
    assert {len(row) for row in rows} == {61}
    assert len({row[0] for row in rows}) == 1998


def test_all_ways_count_the_same(tmp_path: Path):
    events.generate(tmp_path / "a.CSV", 6000)
    counts = events.ours(tmp_path / "a.CSV")
    assert sum(counts.values()) > 100
    assert events.with_pandas(tmp_path / "a.CSV", None) == counts
    assert events.with_pandas(tmp_path / "a.CSV", 1500) == counts


def test_the_page_takes_the_best_turn_and_says_the_median():
    one = {"seconds": 2.0, "processor": 3.0, "peak": 100.0, "counts": {}}
    slow = {"seconds": 4.0, "processor": 5.0, "peak": 150.0, "counts": {}}
    pandas = {"seconds": 8.0, "processor": 9.0, "peak": 600.0, "counts": {}}
    found = {way: [one, slow] if way.startswith("ours") else [pandas, pandas] for way in events.WAYS}
    text = events.page(found, 1000, 0.5, 2)
    assert "| `events import` | 500 (333) | 2.0 (3.0) | 3.0 (4.0) | 150 |" in text
    assert "Beside plain pandas: 4.0 times the rows a second, 33% of the processor's work, 25% of the memory." in text


@pytest.mark.slow
def test_the_script_runs():
    script = ROOT / "benchmarks" / "events.py"
    done = subprocess.run(
        [sys.executable, str(script), "--rows", "3000", "--turns", "1"], capture_output=True, text=True, check=False,
        cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "3,000 rows" in done.stdout
