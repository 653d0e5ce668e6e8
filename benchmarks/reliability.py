"""Measure how reliable we are: mutated inputs, kills at random moments, full disks, memory of long ensembles.

``python -m benchmarks.reliability --mutations 1000 --kills 100 --corners 200 --stream 1000000`` is the whole of it,
and takes about an hour; smaller numbers take less. Every part has a fixed seed. A part ends with what was tried and
what went wrong: tracebacks, messages that nobody can read, damage that was taken for sound, files lost or doubled.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from click.testing import CliRunner

from diplomacy_abm import api
from diplomacy_abm.cli import main
from diplomacy_abm.parameters import PARAMETERS
from diplomacy_abm.results import write_ensemble, write_run
from diplomacy_abm.scenario import template
from diplomacy_abm.seats import Game

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
WARS = ("ukraine-2022", "ukraine-2025")


def mutated(content: bytes, luck: random.Random) -> bytes:
    """Return a file with one thing wrong with it."""
    place = luck.randrange(max(1, len(content)))
    words = [b"-1", b"1e999", b"NaN", b"null", b'"', b"9" * 400, b"true"]
    wrong: list[Callable[[], bytes]] = [
        lambda: content[:place],
        lambda: content[:place] + bytes([content[place] ^ (1 << luck.randrange(8))]) + content[place + 1 :],
        lambda: content[:place] + b"\0" + content[place:],
        lambda: content[:place] + content[place : place + 400] + content[place:],
        lambda: content[:place] + b"[" * 100_000 + content[place:],
        lambda: content[:place] + "\u202e\x1b[2J".encode() + content[place:],
        lambda: content[:place] + b"\xff\xfe" + content[place:],
        lambda: content[:place] + luck.choice(words) + content[place:],
        lambda: b"",
    ]
    return luck.choice(wrong)() if content else b"\0"


def originals(folder: Path) -> Iterator[tuple[str, Path, list[str]]]:
    """Yield each kind of input: its name, the file to harm, and the command that reads it."""
    (folder / "case.toml").write_text(template("trial"), "utf-8")
    yield "scenario", folder / "case.toml", ["scenarios", "check", str(folder / "case.toml")]
    (folder / "design.toml").write_text(DESIGN, "utf-8")
    yield "design", folder / "design.toml", ["sweep", str(folder / "design.toml"), "--dry-run"]
    game = Game("minimal", ["MED"], seed=1, steps=4)
    game.play()
    game.save(folder / "game.json")
    yield "saved game", folder / "game.json", ["play", "--game", str(folder / "game.json"), "--compare", "0"]
    run = write_run(api.run("minimal", seed=1, steps=8), folder / "run")
    for name in ("steps.csv", "events.csv", "summary.json", "manifest.json"):
        yield f"run: {name}", run / name, ["events", "export", str(run), "--out", str(folder / "o.tab")]
    many = write_ensemble(api.run_ensemble("minimal", 4, seed=1, steps=8, keep=("steps", "events")), folder / "many")
    for name in ("runs.csv", "events.parquet", "manifest.json"):
        yield f"ensemble: {name}", many / name, ["events", "export", str(many), "--out", str(folder / "o.tab")]
    words = ["sweep", str(folder / "design.toml"), "--out", str(folder / "store")]
    CliRunner().invoke(main, words, catch_exceptions=False)
    for name in ("manifest.json", "points.parquet", "runs/part-00000.parquet"):
        yield f"store: {name}", folder / "store" / name, ["export", str(folder / "store"), "--out", str(folder / "csv")]
    for name in ("events.2022.tab", "acled.csv", "ged.csv"):
        shutil.copy(ROOT / "tests" / "events" / "files" / name, folder / name)
        yield f"events: {name}", folder / name, ["events", "import", str(folder / name), "--out", str(folder / "o.csv")]


SUMMED = ("run: ", "ensemble: ", "store: ")
"""Kinds with checksums: where they are taken, what comes out must be what comes out of the sound one."""


def result(words: list[str], folder: Path) -> tuple[int, str, BaseException | None, bytes]:
    """Run a command; return code, what it said, what it raised, and what it wrote."""
    for name in ("o.tab", "o.csv"):
        (folder / name).unlink(missing_ok=True)
    done = CliRunner().invoke(main, words, input="q\n")
    made = b"".join((folder / name).read_bytes() for name in ("o.tab", "o.csv") if (folder / name).exists())
    if words[0] == "export":
        made = (folder / "csv" / "runs.csv").read_bytes() if (folder / "csv" / "runs.csv").exists() else b""
        shutil.rmtree(folder / "csv", ignore_errors=True)
    raised = None if isinstance(done.exception, SystemExit) else done.exception
    return done.exit_code, done.stderr, raised, made


def mutations(count: int, seed: int = 1) -> Counter[str]:
    """Harm files of all kinds one after the other and count what comes of it."""
    luck, found = random.Random(seed), Counter[str]()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        kinds = [(kind, path, path.read_bytes(), words) for kind, path, words in originals(folder)]
        sound = {kind: result(words, folder)[3] for kind, _, _, words in kinds}
        for number in range(count):
            kind, path, content, words = kinds[number % len(kinds)]
            harmed = mutated(content, luck)
            path.write_bytes(harmed)
            code, said, raised, made = result(words, folder)
            path.write_bytes(content)
            found["tried"] += 1
            longest = max(map(len, said.splitlines() or [""]))
            if raised is not None:
                found["tracebacks"] += 1
                print(f"{kind}: {type(raised).__name__}: {str(raised)[:150]}")
            elif code and (not said.strip() or longest > 320 or "\x1b" in said or "\u202e" in said):
                found["unreadable"] += 1
                print(f"{kind}: said {said[:150]!r}")
            elif code:
                found["refused"] += 1
            elif kind.startswith(SUMMED) and made != sound[kind] and harmed != content and not said.strip():
                found["silent"] += 1
                print(f"{kind}: taken for sound")
            else:
                found["taken"] += 1
    return found


def contents(folder: Path) -> dict[str, bytes]:
    """Return all files of a folder by name."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def kills(count: int, seed: int = 2) -> Counter[str]:
    """Kill commands at random moments, go on, and compare with what was never disturbed."""
    luck, found = random.Random(seed), Counter[str]()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "design.toml").write_text(DESIGN, "utf-8")
        shutil.copy(ROOT / "tests" / "events" / "files" / "events.2022.tab", folder / "a.tab")
        commands = {
            "sweep": ["sweep", "design.toml", "--out"],
            "run": ["run", "minimal", "--seed", "1", "--out"],
            "ensemble": ["ensemble", "minimal", "--runs", "400", "--keep-steps", "--out"],
            "events import": ["events", "import", "a.tab", "--out"],
        }
        for name, words in commands.items():
            whole = "whole.csv" if name == "events import" else f"whole-{name}"
            begin = time.perf_counter()
            subprocess.run([*PROGRAM, *words, whole], cwd=folder, check=True, capture_output=True)
            span = time.perf_counter() - begin
            wanted = contents(folder / whole) if (folder / whole).is_dir() else {"": (folder / whole).read_bytes()}
            for number in range(count // len(commands)):
                out = folder / ("out.csv" if name == "events import" else f"out-{name}-{number}")
                child = subprocess.Popen([*PROGRAM, *words, out.name], cwd=folder, stdout=subprocess.DEVNULL,
                                         stderr=subprocess.DEVNULL, start_new_session=True)  # fmt: skip
                time.sleep(luck.uniform(0.3, 1.0) * span)
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
                again = subprocess.run([*PROGRAM, *words, out.name], cwd=folder, capture_output=True, check=False)
                made = contents(out) if out.is_dir() else {"": out.read_bytes() if out.exists() else b""}
                found["tried"] += 1
                found["differ"] += again.returncode != 0 or made != wanted
                for path in (out,):
                    shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    return found


def full_disks() -> Counter[str]:
    """Let every writer run out of room; count messages without a path and files that are left half written."""
    found = Counter[str]()

    def narrow() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))

    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "design.toml").write_text(DESIGN, "utf-8")
        write_run(api.run("ukraine-2025", seed=1, steps=30), folder / "made")
        for words in (
            ["run", "ukraine-2025", "--out", "out-run"], ["ensemble", "minimal", "--runs", "400", "--out", "out-many"],
            ["ensemble", "minimal", "--runs", "50", "--keep-steps", "--out", "out-steps"], ["plot", "made"],
            ["sweep", "design.toml", "--out", "out-store"], ["events", "export", "made", "--out", "out.tab"],
            ["replay", "minimal", "--seed", "1", "--out", "out.html"],
        ):  # fmt: skip
            before = set(os.listdir(folder))
            done = subprocess.run([*PROGRAM, *words], cwd=folder, capture_output=True, text=True, check=False,
                                  preexec_fn=narrow)  # fmt: skip
            last = (done.stderr.strip().splitlines() or [""])[-1]
            found["tried"] += 1
            fine = done.returncode != 0 and "full" in last and "Traceback" not in done.stderr
            left = {name for name in set(os.listdir(folder)) - before if name != "out-store"}
            if not fine or left:
                found["wrong"] += 1
                print(f"{' '.join(words[:2])}: {last[:150]!r}, left {sorted(left)}")
    return found


def corners(count: int, runs: int = 50, seed: int = 3) -> Counter[str]:
    """Play the shipped wars with every parameter at one of its ends, or in the middle."""
    luck, found = random.Random(seed), Counter[str]()
    for number in range(count):
        at = {name: luck.choice([row.low, row.high, row.default]) for name, row in PARAMETERS.items()}
        played = api.run_ensemble(WARS[number % 2], runs, seed=number, parameters=at)
        found["tried"] += runs
        found["failed runs"] += int((played.runs["status"] != "ok").sum())
    return found


def streamed(runs: int) -> Counter[str]:
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


PARTS: dict[str, tuple[str, Callable[[int], Counter[str]]]] = {
    "mutations": ("mutated files of all kinds", mutations),
    "kills": ("SIGKILLs at random moments, then the same command again", kills),
    "disks": ("writers on a full disk", lambda _count: full_disks()),
    "corners": ("corners of the parameters, 50 runs each", corners),
    "stream": ("runs streamed", streamed),
}


def table(found: dict[str, tuple[Counter[str], float]]) -> str:
    """Return what was measured as a table in Markdown."""
    lines = ["| part | tried | found | seconds |", "|---|---|---|---|"]
    for name, (counts, seconds) in found.items():
        rest = ", ".join(f"{key}: {value:,}" for key, value in counts.items() if key != "tried")
        lines.append(f"| {PARTS[name][0]} | {counts['tried']:,} | {rest or 'nothing wrong'} | {seconds:.0f} |")
    return "\n".join(lines)


def measured() -> None:
    """Measure the parts that the command line asks for, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, usual in (("mutations", 100), ("kills", 8), ("disks", 1), ("corners", 8), ("stream", 20_000)):
        parser.add_argument(f"--{name}", type=int, default=usual, help=f"{PARTS[name][0]} [{usual}]; 0 for none")
    parser.add_argument("--json", action="store_true", help="print the counts instead of a table")
    asked = vars(parser.parse_args())
    found = {}
    for name, (_, play) in PARTS.items():
        if asked[name] > 0:
            begin = time.perf_counter()
            found[name] = (play(asked[name]), time.perf_counter() - begin)
            print(f"{name}: {dict(found[name][0])}", file=sys.stderr, flush=True)
    print(json.dumps({name: dict(counts) for name, (counts, _) in found.items()}) if asked["json"] else table(found))


if __name__ == "__main__":
    measured()
