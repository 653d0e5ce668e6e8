"""Measure how reliable we are: mutated inputs, kills at random moments, full disks, a crowd on the page, memory.

``python -m benchmarks.reliability`` tries a little of each in some minutes. ``--write`` takes the full sizes, some two
hours, and writes the table of docs/reliability.md; a size that is given counts in both. Every part has a fixed seed. A
part ends with what was tried and what went wrong: tracebacks, messages that nobody can read, damage that was taken for
sound, files lost or doubled.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks.commands import ROOT
from benchmarks.disks import full_disks
from benchmarks.kills import cold_cache, kills
from benchmarks.mutations import mutations
from benchmarks.tabs import crowd_of_tabs
from diplomacy_abm import api
from diplomacy_abm.parameters import PARAMETERS

WARS = ("ukraine-2022", "ukraine-2025")
PAGE = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- measured -->", "<!-- /measured -->"

Found = Counter[str]


def corners(count: int, runs: int = 50, seed: int = 3) -> Found:
    """Play the shipped wars with every parameter at one of its ends, or in the middle."""
    luck, found = random.Random(seed), Counter({"tried": 0, "failed runs": 0, "not finite": 0})
    for number in range(count):
        at = {name: luck.choice([row.low, row.high, row.default]) for name, row in PARAMETERS.items()}
        for war in WARS:
            played = api.run_ensemble(war, runs, seed=number, parameters=at).runs
            found["tried"] += runs
            found["failed runs"] += int((played["status"] != "ok").sum())
            found["not finite"] += int((~np.isfinite(played.select_dtypes("number"))).any(axis=1).sum())
    return found


def streamed(runs: int) -> Found:
    """Stream an ensemble and compare the memory after a tenth of it with that at the end."""

    def memory() -> int:
        pages = int(Path("/proc/self/statm").read_text("utf-8").split()[1])
        return pages * resource.getpagesize()

    done, early, most = 0, 0, 0
    for part in api.stream_ensemble("minimal", runs, seed=1, steps=10):
        done += len(part)
        now = memory()
        early = max(early, now) if done <= runs // 10 else early
        most = max(most, now)
    return Counter({"tried": done, "MB after a tenth": early // 2**20, "MB at most": most // 2**20})


class Part(NamedTuple):
    """What is tried, how much of it usually and in full, and by what."""

    told: str
    usual: int
    full: int
    play: Callable[[int], Found]


PARTS = {
    "mutations": Part("mutated files of all kinds; seed 1", 100, 1000, mutations),
    "kills": Part(
        "SIGKILLs at random moments over `sweep` in threads and in processes, `run`, `ensemble`, `calibrate`, "
        "`validate` and `events import`, then the same command again; and of single workers; seed 2", 8, 100, kills,
    ),
    "disks": Part("writers on a full disk", 1, 1, lambda _count: full_disks()),
    "cold": Part("processes that begin at once on one cold cache", 2, 6, cold_cache),
    "corners": Part("runs at corners of all parameters, 50 for each of the two shipped wars; seed 3", 8, 200, corners),
    "stream": Part("runs streamed (`minimal`, 10 steps)", 20_000, 1_000_000, streamed),
    "minutes": Part("tabs on one page; seed 4", 1, 60, lambda minutes: crowd_of_tabs(60, minutes)),
}  # fmt: skip


def rows_of(found: dict[str, tuple[Found, float]]) -> dict[str, str]:
    """Return what was measured as rows of a table in Markdown."""
    rows = {}
    for name, (counts, seconds) in found.items():
        rest = ", ".join(f"{key}: {value:,}" for key, value in counts.items() if key != "tried")
        rows[name] = f"| {PARTS[name].told} | {counts['tried']:,} | {rest} | {seconds:.0f} |"
    return rows


def table(rows: dict[str, str]) -> str:
    """Return a table in the order of the parts."""
    head = ["| part | tried | found | seconds |", "|---|---|---|---|"]
    return "\n".join([*head, *(rows[name] for name in PARTS if name in rows)])


def written(found: dict[str, tuple[Found, float]]) -> str:
    """Return the page with what was measured in its place; a part that was left out keeps its row."""
    text = PAGE.read_text("utf-8")
    there = text[text.index(BEGIN) : text.index(END)].splitlines()
    kept = {name: line for name, part in PARTS.items() for line in there if line.startswith(f"| {part.told} |")}
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
    made = f"{BEGIN}\nOn {machine}.\n\n{table(kept | rows_of(found))}\n{END}"
    return re.sub(f"{BEGIN}.*{END}", lambda _: made, text, flags=re.DOTALL)


def measured() -> None:
    """Measure the parts that the command line asks for, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, part in PARTS.items():
        parser.add_argument(f"--{name}", type=int, help=f"{part.told} [{part.usual:,}; in full {part.full:,}]; 0: none")
    parser.add_argument("--write", action="store_true", help="take the full sizes and write docs/reliability.md")
    parser.add_argument("--json", action="store_true", help="print the counts instead of a table")
    asked = vars(parser.parse_args())
    found = {}
    for name, part in PARTS.items():
        usual = part.full if asked["write"] else part.usual
        count = usual if asked[name] is None else asked[name]
        if count > 0:
            begin = time.perf_counter()
            found[name] = (part.play(count), time.perf_counter() - begin)
            print(f"{name}: {dict(found[name][0])}", file=sys.stderr, flush=True)
    if asked["write"]:
        PAGE.write_text(written(found), "utf-8")
    told = {name: dict(counts) for name, (counts, _) in found.items()}
    print(json.dumps(told) if asked["json"] else table(rows_of(found)))


if __name__ == "__main__":
    measured()
