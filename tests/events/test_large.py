"""What takes longer: memory that does not grow with the file, and the acts of a whole study."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from diplomacy_abm import sweep
from diplomacy_abm.events import aggregate_result, export_events, import_events
from diplomacy_abm.events.outgoing import acts_of
from tests.events.make_files import gdelt_row
from tests.experiment.stores import small

pytestmark = pytest.mark.slow

READ = """
import resource, sys
from diplomacy_abm.events import import_events
found = import_events([sys.argv[1]], ("RUS", "UKR"))
print(found.used, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def peak(path: Path, rows: int) -> int:
    """Megabytes that reading a file of so many rows takes."""
    padding = "x" * 300
    with path.open("w", encoding="utf-8") as file:
        for number in range(rows):
            row = gdelt_row(number, "RUS", "UKR" if number % 2 else "TUR", "190", SOURCEURL=padding)
            file.write(row + "\n")
    done = subprocess.run(
        [sys.executable, "-c", READ, os.fspath(path)],
        capture_output=True, text=True, check=True, env={**os.environ, "POLARS_MAX_THREADS": "2"},
    )  # fmt: skip
    used, megabytes = map(int, done.stdout.split())
    assert used == rows // 2
    return megabytes


def test_memory_does_not_grow_with_the_file(tmp_path: Path):
    few, many = peak(tmp_path / "few.CSV", 40_000), peak(tmp_path / "many.CSV", 400_000)
    grown = (tmp_path / "many.CSV").stat().st_size - (tmp_path / "few.CSV").stat().st_size
    assert grown > 150e6
    # eight bytes for an event counted, and what the allocator keeps; a reader of the whole file would hold it all
    assert many - few < 50


def test_a_study_is_exported_part_by_part(tmp_path: Path):
    store = sweep(small(tmp_path, runs=3), tmp_path / "out")
    parts = list(acts_of(store))
    assert len(parts) == len(store.parts) > 1
    assert {case.count("/") for part in parts for case in part["case"]} == {2}
    written, _ = export_events(store, tmp_path / "acts.tab", "icews")
    back = import_events([tmp_path / "acts.tab"], ("ALF", "BET", "MED"))
    assert back.used == written == sum(map(len, parts))
    assert aggregate_result(store)["events"].sum() == written
    assert aggregate_result(store, by_run=True)["case"].nunique() == 2 * 3 * 3
