"""The command that remakes the gallery: every folder is there once, and the designs fit into the time."""

import subprocess
import sys
from pathlib import Path

import pytest

from experiments.__main__ import ASIDE, OWN, designed, share_of

ROOT = Path(__file__).parents[1]


def test_every_folder_that_can_be_remade_is_remade_once():
    there = {path.parent.name for path in (ROOT / "experiments").glob("*/run.py")}
    assert set(designed()) | set(OWN) | set(ASIDE) == there
    assert not set(designed()) & set(OWN)


def test_the_share_fills_the_time_and_no_more():
    assert share_of({"a": 100.0, "b": 300.0}, 1.0, 100.0) == 1.0
    assert share_of({"a": 3e6, "b": 9e6}, 10.0, 1000.0) == pytest.approx(0.05)


def test_a_folder_that_is_not_there_is_told_in_one_line():
    done = subprocess.run(
        [sys.executable, "-m", "experiments", "--only", "nowhere", "--dry-run"], cwd=ROOT, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith("Error: nowhere: no such folder here; choose from ")
    assert len(done.stderr.splitlines()) == 1
