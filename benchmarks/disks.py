"""Let every writer run out of room, and see whether it names the path and what it leaves behind."""

from __future__ import annotations

import resource
import signal
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

from benchmarks.commands import PROGRAM, inputs

ROOM = 100
"""Bytes that a file may have."""
MADE = {
    "made": ["run", "ukraine-2025", "--seed", "1", "--steps", "30", "--out", "made"],
    "many": ["ensemble", "ukraine-2025", "--runs", "20", "--keep-events", "--keep-steps", "--out", "many"],
    "store": ["sweep", "design.toml", "--out", "store"],
}
"""What is written with room enough, for those that read it."""
WRITERS = (
    ["run", "minimal", "--out", "out-run"],
    ["ensemble", "minimal", "--runs", "400", "--out", "out-many"],
    ["ensemble", "minimal", "--runs", "50", "--keep-steps", "--out", "out-steps"],
    ["plot", "made"],
    ["plot", "made", "--animate", "out.gif"],
    ["replay", "minimal", "--seed", "1", "--out", "out.html"],
    ["sweep", "design.toml", "--out", "out-store"],
    ["sweep", "own.toml", "--workers", "2", "--out", "out-own"],
    ["report", "store", "--out", "out-report.html"],
    ["export", "store", "--out", "out-csv"],
    ["export", "store", "--format", "netcdf", "--out", "out.nc"],
    ["events", "export", "made", "--out", "out.tab"],
    ["events", "export", "many", "--layout", "aggregates", "--out", "out.parquet"],
    ["events", "import", "a.tab", "--out", "out.csv"],
    ["events", "import", "a.tab", "--out", "out-in.parquet"],
    ["events", "compare", "many", "ukraine-strikes", "--out", "out-beside"],
    ["calibrate", "study.toml", "--rounds", "1", "--out", "out-calibration"],
    ["validate", "--runs", "20", "--only", "P17", "--figure", "out-claims.png"],
    ["hindcast", "--scenario", "ukraine-2025", "--runs", "20", "--out", "out-hindcast"],
    ["tournament", "minimal", "--runs", "10", "--policy", "quantal", "--policy", "random", "--out", "out-tournament"],
    ["players", "minimal", "--seat", "ALF", "--player", "own", "--runs", "2", "--out", "out-players"],
    ["seat", "minimal", "--seat", "ALF=hawk", "--out", "out-seat"],
    ["seat", "minimal", "--seat", "ALF=llm:model.toml", "--steps", "3", "--out", "out-model"],
    ["play", "minimal", "--as", "ALF", "--game", "out-game.json"],
    ["crises", "example", "out-crises.csv"],
    ["scenarios", "new", "mine", "--out", "out-mine.toml"],
    ["scenarios", "code", "beagle-1978", "--out", "out-code.toml"],
)  # fmt: skip


def full_disks(commands: tuple[list[str], ...] = WRITERS) -> Counter[str]:
    """Let every writer run out of room; count messages without a path and files that are left half written."""
    from diplomacy_abm.seats.mock import mock_endpoint

    found = Counter({"tried": 0, "wrong": 0})
    with tempfile.TemporaryDirectory() as place, mock_endpoint() as url:
        folder = Path(place)
        inputs(folder)
        (folder / "model.toml").write_text(f'base_url = "{url}"\nmodel = "mock-conciliator"\n', "utf-8")
        for name, words in MADE.items():
            if any(name in command for command in commands):
                subprocess.run([*PROGRAM, *words], cwd=folder, capture_output=True, check=True)
        for words in commands:
            before = set(folder.rglob("*"))
            done = subprocess.run(
                [*PROGRAM, *words], cwd=folder, capture_output=True, text=True, check=False, preexec_fn=_narrow,
                input="\n" * 20,
            )  # fmt: skip
            last = (done.stderr.strip().splitlines() or [""])[-1]
            half = [path.name for path in set(folder.rglob("*")) - before if _is_half(path, last)]
            found["tried"] += 1
            if done.returncode == 0 or ": the disk is full" not in last or "Traceback" in done.stderr or half:
                found["wrong"] += 1
                print(f"{' '.join(words)}: {done.returncode}, {last[:200]!r}, left {sorted(half)}")
    return found


def _narrow() -> None:
    # the signal would end the process; without it a write fails as on a full disk
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, ROOM))


def _is_half(path: Path, said: str) -> bool:
    """Whether a file was cut short; a transcript may be, and says so."""
    if not path.is_file() or ("is kept" in said and path.suffix == ".jsonl"):
        return False
    return path.suffix in (".tmp", ".part") or path.name.startswith(".") or path.stat().st_size >= ROOM
