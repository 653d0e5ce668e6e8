"""Importing a large GDELT file: rows a second and peak memory, ours beside plain pandas in the same run.

``python benchmarks/events.py [--rows N] [--turns K] [--write]`` makes a file of N rows in a temporary folder, lets each
way of reading it take its turn in a process of its own, checks that they count the same, and removes the file.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

ACTORS = ("RUS", "UKR", "TUR", "USA")
PAGE = Path(__file__).resolve().parents[1] / "docs" / "performance-events.md"
WAYS = {
    "ours": "`events import`",
    "ours-one": "`events import`, one thread",
    "pandas": "pandas, the columns needed",
    "pandas-chunks": "pandas, the columns needed, in chunks of 500,000",
}
_COUNTRIES = ("RUS", "UKR", "TUR", "USA", "FRA", "DEU", "CHN", "GBR", "POL", "ISR", "", "EUR")
_CODES = (
    ("010", 1, 0.0), ("042", 1, 1.9), ("043", 1, 2.8), ("036", 1, 4.0), ("051", 1, 3.4), ("057", 1, 8.0),
    ("073", 2, 7.4), ("111", 3, -2.0), ("112", 3, -2.0), ("138", 3, -7.0), ("173", 4, -5.0), ("190", 4, -10.0),
)  # fmt: skip
_DAYS = [f"2025{month:02}{day:02}" for month in range(1, 13) for day in range(1, 29)]


def tails(number: int, draws: random.Random) -> list[str]:
    """What follows the date in a row: 59 fields of the usual lengths."""
    made = []
    for _ in range(number):
        one, other = draws.choice(_COUNTRIES), draws.choice(_COUNTRIES)
        code, quad, weight = draws.choice(_CODES)
        place = "\t".join(("4", "Kyiv, Kyyiv, Misto, Ukraine", "UP", "UP12", "25106", "50.4333", "30.5167", "-1044367"))
        made.append(
            "\t".join(
                (
                    "202511", "2025", "2025.8685", f"{one}GOV", f"{one} MINISTRY", one, "", "", "", "", "GOV", "", "",
                    f"{other}GOV", f"{other} MINISTRY", other, "", "", "", "", "GOV", "", "", "1", code, code, code[:2],
                    str(quad), str(weight), "10", "2", "10", f"{draws.uniform(-8, 4):.12f}", place, place, place,
                    "20251117001500", f"https://www.example.org/news/world/2025/11/17/{draws.getrandbits(96):x}.html",
                )
            )
        )  # fmt: skip
    return made


def generate(path: Path, rows: int) -> None:
    """Write a file in GDELT's layout; one row in a thousand is there twice."""
    draws = random.Random(1)
    kinds = tails(20_000, draws)
    with path.open("w", encoding="utf-8") as file:
        for first in range(0, rows, 50_000):
            lines = []
            for number in range(first, min(first + 50_000, rows)):
                event = 1_000_000_000 + number - (number % 1000 == 999)
                lines.append(f"{event}\t{draws.choice(_DAYS)}\t{draws.choice(kinds)}\n")
            file.writelines(lines)


def named(total: pd.Series) -> dict[str, int]:
    return {f"{one}>{other}": int(events) for (one, other), events in total.items()}


def ours(path: Path) -> dict[str, int]:
    from diplomacy_abm.events import import_events

    table = import_events([path], ACTORS, "week").table
    return named(table.groupby(["source", "target"])["events"].sum())


def with_pandas(path: Path, chunk: int | None) -> dict[str, int]:
    """The same counts the way one writes it with pandas: read, drop doubles, choose, group."""
    import pandas as pd

    columns = {
        0: "id", 1: "day", 7: "source", 17: "target", 26: "code", 28: "root", 29: "quad", 30: "goldstein",
    }  # fmt: skip
    settings = {
        "sep": "\t", "header": None, "usecols": list(columns), "names": [columns.get(at, str(at)) for at in range(61)],
        "dtype": {"code": str, "root": str, "day": str}, "quoting": 3,
    }  # fmt: skip
    parts: Iterator[pd.DataFrame] | Sequence[pd.DataFrame]
    parts = pd.read_csv(path, chunksize=chunk, **settings) if chunk else [pd.read_csv(path, **settings)]
    tables = []
    seen: set[int] = set()
    for part in parts:
        kept = part[part["source"].isin(ACTORS) & part["target"].isin(ACTORS) & (part["source"] != part["target"])]
        kept = kept.drop_duplicates("id")
        if chunk:
            kept = kept[~kept["id"].isin(seen)]
            seen.update(kept["id"])
        week = pd.to_datetime(kept["day"], format="%Y%m%d").dt.to_period("W")
        quads = pd.get_dummies(kept["quad"])
        grouped = quads.assign(events=1, net=kept["goldstein"]).groupby([week, kept["source"], kept["target"]]).sum()
        tables.append(grouped)
    return named(pd.concat(tables).groupby(level=[1, 2])["events"].sum())


def turn(way: str, path: Path) -> None:
    """One way's turn, in a process of its own: prints seconds, megabytes and counts."""
    begun = time.perf_counter()
    counts = ours(path) if way.startswith("ours") else with_pandas(path, 500_000 if way.endswith("chunks") else None)
    seconds = time.perf_counter() - begun
    used = resource.getrusage(resource.RUSAGE_SELF)
    found = {"seconds": seconds, "processor": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss / 1024}
    print(json.dumps(found | {"counts": dict(sorted(counts.items()))}))


def measured(path: Path, turns: int) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {way: [] for way in WAYS}
    for number in range(turns):
        for way in WAYS:
            threads = {"POLARS_MAX_THREADS": "1"} if way == "ours-one" else {}
            done = subprocess.run(
                [sys.executable, __file__, "--turn", way, "--file", os.fspath(path)],
                capture_output=True, text=True, check=True, env={**os.environ, **threads},
            )  # fmt: skip
            found[way].append(json.loads(done.stdout))
            print(f"turn {number + 1}: {way}: {found[way][-1]['seconds']:.1f} s", file=sys.stderr)
    counts = [one["counts"] for way in found.values() for one in way]
    if any(one != counts[0] for one in counts):
        raise SystemExit("the ways of reading do not count the same")
    return found


HEAD = """# Performance: importing events

Made by `python benchmarks/events.py --write`; do not edit. A generated file in GDELT's layout is read by each way in a
process of its own, in turns; all count the same events by week and directed dyad of four actors, each event once. Every
figure is from one session on one machine. `events import` also checks every row and tells what it skipped.

Made on: {machine}; {rows:,} rows, {size:,.0f} MB, {turns} turns each.

Each pair is the best turn and, in brackets, the median. Seconds depend on what else the machine does; trust the ratios,
and the processor's own seconds (of all threads, start of the interpreter and its libraries included). Peak memory is
the largest resident set of the process.

| way | rows a second | seconds | processor seconds | peak memory, MB |
|---|---|---|---|---|
"""


def page(found: dict[str, list[dict[str, Any]]], rows: int, size: float, turns: int) -> str:
    libraries = ", ".join(f"{name} {version(name)}" for name in ("polars", "pandas", "numpy"))
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}; Python {platform.python_version()}"
    lines = [HEAD.format(machine=f"{machine}, {libraries}", rows=rows, size=size, turns=turns).rstrip()]
    for way, label in WAYS.items():
        best, middle = best_of(found[way], "seconds")
        least, usual = best_of(found[way], "processor")
        peak = max(one["peak"] for one in found[way])
        lines.append(
            f"| {label} | {rows / best:,.0f} ({rows / middle:,.0f}) | {best:.1f} ({middle:.1f}) | "
            f"{least:.1f} ({usual:.1f}) | {peak:,.0f} |"
        )
    speed = best_of(found["pandas"], "seconds")[0] / best_of(found["ours"], "seconds")[0]
    work = best_of(found["pandas"], "processor")[0] / best_of(found["ours"], "processor")[0]
    memory = max(one["peak"] for one in found["ours"]) / max(one["peak"] for one in found["pandas"])
    lines += [
        "",
        f"Beside plain pandas: {speed:.1f} times the rows a second, {1 / work:.0%} of the processor's work, "
        f"{memory:.0%} of the memory.",
        "",
    ]
    return "\n".join(lines)


def best_of(turns: list[dict[str, Any]], name: str) -> tuple[float, float]:
    """The least and the median over the turns."""
    values = [one[name] for one in turns]
    return min(values), statistics.median(values)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.name}")
    parser.add_argument("--turn", choices=list(WAYS), help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.turn:
        turn(given.turn, given.file)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "20251117.export.CSV"
        generate(path, given.rows)
        size = path.stat().st_size / 1e6
        text = page(measured(path, given.turns), given.rows, size, given.turns)
    print(text)
    if given.write:
        aside = PAGE.with_suffix(".md.part")
        aside.write_text(text, encoding="utf-8")
        os.replace(aside, PAGE)


if __name__ == "__main__":
    main()
