"""The scripts in ``examples/`` run as a reader would run them, and say something."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
SCRIPTS = sorted(EXAMPLES.glob("*.py"))
SLOW = {"mediator_worth", "sweep"}
"""Scripts with the batch engine, which compiles at its first use."""


def named() -> list[object]:
    marks = dict.fromkeys(SLOW, pytest.mark.slow)
    return [pytest.param(script, id=script.stem, marks=marks.get(script.stem, ())) for script in SCRIPTS]


def play(script: Path, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning:__main__", os.fspath(script)],
        cwd=folder, capture_output=True, text=True, check=False, env={**os.environ, "MPLBACKEND": "Agg"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("script", named())
def test_script_runs_and_says_something(script: Path, tmp_path: Path):
    said = play(script, tmp_path)
    assert len(said.splitlines()) >= 2
    assert "nan" not in said.lower().split()


def test_slow_ones_are_there():
    assert {script.stem for script in SCRIPTS} >= SLOW


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_script_has_a_docstring_and_names_its_seed(script: Path):
    text = script.read_text("utf-8")
    assert ast.get_docstring(ast.parse(text))
    assert "seed" in text.lower()
