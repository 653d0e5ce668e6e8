"""Small studies in files, the command line as a process of its own, and stores compared byte by byte."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.experiment.designs import Tables, written

ROOT = Path(__file__).resolve().parents[2]
MAIN = "from diplomacy_abm.cli import main; main()"

SMALL: Tables = {
    "study": {
        "name": "small",
        "title": "A small study",
        "question": "Does the mediator matter?",
        "scenario": "minimal",
        "runs": 120,
        "horizon": 20,
        "keep": ["steps", "events"],
    },
    "arms": {"with": {"label": "with MED"}, "without": {"without": ["MED"]}},
    "factors": {"trust": {"label": "trust", "set": "relations.ALF.BET.trust", "values": [0.1, 0.4, 0.7]}},
}
"""Twelve parts: each point of each arm is cut after a hundred runs."""

BY_TEXT = '''
"""A policy that numba cannot compile."""

import json
import os
import time

from diplomacy_abm import policy


@policy("by-text")
def by_text(values, shares, tones, precision, u, view, weights):
    """First or last, by way of a text."""
    return json.loads(json.dumps(0 if u < 0.5 else len(values) - 1))
'''


def small(folder: Path, name: str = "design.toml", **study: Any) -> Path:
    """Write the small study, some keys of its first table changed."""
    return written(folder, SMALL | {"study": SMALL["study"] | study}, name)


def slow(folder: Path, policies: str = BY_TEXT, runs: int = 3, points: int = 6) -> Path:
    """Write a study whose runs go through the Mesa model in processes, a few runs to a part."""
    (folder / "policies.py").write_text(policies, "utf-8")
    tables = {
        "study": SMALL["study"] | {"runs": runs, "horizon": 6, "keep": ["events"], "policies": ["policies.py"]},
        "arms": {f"arm{number}": {"policy": {"BET": "by-text"}} for number in range(points)},
    }
    return written(folder, tables)


def content(store: Path) -> dict[str, bytes]:
    """Every file of a store."""
    return {path.relative_to(store).as_posix(): path.read_bytes() for path in store.rglob("*") if path.is_file()}


def differing(one: Path, other: Path) -> list[str]:
    """Names of the files in which two stores differ."""
    a, b = content(one), content(other)
    return sorted(name for name in a.keys() | b.keys() if a.get(name) != b.get(name))


def _listens() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def begun(*words: str | Path, cwd: Path, **settings: Any) -> subprocess.Popen[str]:
    """Start the command line in a process of its own."""
    # what runs in the background of a script is deaf to Ctrl-C, and its children with it
    settings.setdefault("preexec_fn", _listens)
    return subprocess.Popen(
        [sys.executable, "-c", MAIN, *map(str, words)], cwd=cwd, text=True, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, env=environment(), **settings,
    )  # fmt: skip


def ended(*words: str | Path, cwd: Path, **settings: Any) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    process = begun(*words, cwd=cwd, **settings)
    out, err = process.communicate(timeout=300)
    return subprocess.CompletedProcess(words, process.returncode, out, err)


def environment() -> dict[str, str]:
    """What processes of these tests are started with."""
    return {**os.environ, "PYTHONPATH": os.fspath(ROOT)}
