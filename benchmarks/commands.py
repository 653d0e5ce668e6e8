"""The command line as processes of its own, and small inputs for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import tomli_w

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = [sys.executable, "-c", "from diplomacy_abm.cli import main; main()"]
DESIGN = """[study]
name = "small"
title = "Small"
question = "Does the mediator matter?"
scenario = "minimal"
runs = 40
horizon = 20
keep = ["steps"]
[arms.with]
[arms.without]
without = ["MED"]
[factors.trust]
set = "relations.ALF.BET.trust"
values = [0.1, 0.3, 0.5]
"""
"""A study in threads."""
OWN_POLICY = '''"""A policy that numba cannot compile."""

import json

from diplomacy_abm import policy


@policy("by-text")
def by_text(values, shares, tones, precision, u, view, weights):
    """First or last, by way of a text."""
    return json.loads(json.dumps(0 if u < 0.5 else len(values) - 1))
'''
OWN_DESIGN = """[study]
name = "own"
title = "Own"
question = "Does a worker matter?"
scenario = "minimal"
runs = 12
horizon = 12
keep = ["events"]
policies = ["policies.py"]
"""
"""A study in processes; its arms are added."""
CALIBRATION = {
    "calibration": {
        "name": "small", "title": "A small calibration", "question": "How dear are exchanges?", "scenario": "minimal",
        "horizon": 30, "seed": 11, "population": 40, "replicates": 2, "rounds": 3, "moves": 1, "keep": 0.5,
        "acceptance": 0.0, "draws": 60,
    },
    "parameters": {
        "exchange_cost": {"prior": {"lognormal": [0.08, 0.4]}, "source": "judgement"},
        "seen_cost": {"prior": {"uniform": [0.0, 0.1]}, "source": "judgement"},
    },
    "statistics": {
        "exchanges": {
            "label": "exchanges", "series": "exchanges", "measure": "total", "observed": 10, "source": "made up",
        },
        "talks": {"label": "talks", "series": "rounds", "measure": "total", "observed": 2, "source": "made up"},
    },
}  # fmt: skip


def inputs(folder: Path) -> None:
    """Put the small inputs into a folder."""
    (folder / "design.toml").write_text(DESIGN, "utf-8")
    (folder / "policies.py").write_text(OWN_POLICY, "utf-8")
    arms = "".join(f'[arms.arm{number}]\npolicy = {{ BET = "by-text" }}\n' for number in range(8))
    (folder / "own.toml").write_text(OWN_DESIGN + arms, "utf-8")
    (folder / "study.toml").write_text(tomli_w.dumps(CALIBRATION), "utf-8")
    shutil.copy(ROOT / "tests" / "events" / "files" / "events.2022.tab", folder / "a.tab")


def contents(place: Path) -> dict[str, bytes]:
    """Return all files of a folder by name, or one file; nothing where there is nothing."""
    if place.is_dir():
        return {path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()}
    return {"": place.read_bytes()} if place.exists() else {}


def removed(place: Path) -> None:
    """Remove a file or a folder."""
    shutil.rmtree(place) if place.is_dir() else place.unlink(missing_ok=True)


def begun(words: list[str], cwd: Path, **environment: str) -> subprocess.Popen[str]:
    """Begin a command in a process group of its own."""
    return subprocess.Popen(
        [*PROGRAM, *words], cwd=cwd, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        start_new_session=True, env={**os.environ, **environment},
    )  # fmt: skip


def children(process: int) -> list[int]:
    """Return the processes that a process spawned to play."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            state = (place / "stat").read_text("utf-8").rpartition(")")[2].split()
            words = (place / "cmdline").read_text("utf-8")
        except OSError:
            continue
        if state[1] == str(process) and state[0] != "Z" and "spawn_main" in words:
            found.append(int(place.name))
    return found
