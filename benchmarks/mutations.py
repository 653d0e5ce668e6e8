"""Harm files of all kinds in one place each, and see what the command says that reads them."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from click.testing import CliRunner

from benchmarks.commands import DESIGN, ROOT, inputs
from diplomacy_abm import api
from diplomacy_abm.cli import main
from diplomacy_abm.results import write_ensemble, write_run
from diplomacy_abm.scenario import template
from diplomacy_abm.seats import Game
from diplomacy_abm.seats.mock import mock_endpoint


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
    yield from _models(folder)
    for name in ("events.2022.tab", "acled.csv", "ged.csv"):
        shutil.copy(ROOT / "tests" / "events" / "files" / name, folder / name)
        yield f"events: {name}", folder / name, ["events", "import", str(folder / name), "--out", str(folder / "o.csv")]


def _models(folder: Path) -> Iterator[tuple[str, Path, list[str]]]:
    """Yield what belongs to language models, coded cases, forecasts and calibrations."""
    inputs(folder)
    out = ["--out", str(folder / "model")]
    with mock_endpoint() as url:
        (folder / "model.toml").write_text(f'base_url = "{url}"\nmodel = "mock-conciliator"\n', "utf-8")
        seat = ["seat", "minimal", "--steps", "3", "--seat"]
        CliRunner().invoke(main, [*seat, f"ALF=llm:{folder / 'model.toml'}", *out], catch_exceptions=False)
    transcript = folder / "model.transcripts" / "ALF.jsonl"
    yield "transcript", transcript, [*seat, f"ALF=replay:{transcript}"]
    yield "model", folder / "model.toml", [*seat, f"ALF=llm:{folder / 'model.toml'}", "--show-prompt", "ALF"]
    shutil.copy(ROOT / "diplomacy_abm" / "coding" / "facts" / "beagle-1978.toml", folder / "facts.toml")
    yield "facts", folder / "facts.toml", ["scenarios", "code", str(folder / "facts.toml")]
    shutil.copy(ROOT / "diplomacy_abm" / "hindcast" / "questions.toml", folder / "questions.toml")
    words = ["hindcast", "--scenario", "ukraine-2025", "--runs", "10", "--questions", str(folder / "questions.toml")]
    yield "questions", folder / "questions.toml", words
    words = ["calibrate", str(folder / "study.toml"), "--rounds", "1", "--population", "20", "--out"]
    yield "calibration study", folder / "study.toml", [*words, str(folder / "calibration")]


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
    for name in ("csv", "calibration"):
        shutil.rmtree(folder / name, ignore_errors=True)
    raised = None if isinstance(done.exception, SystemExit) else done.exception
    return done.exit_code, done.stderr, raised, made


def mutations(count: int, seed: int = 1) -> Counter[str]:
    """Harm files of all kinds one after the other and count what comes of it."""
    luck = random.Random(seed)
    found = Counter({"tried": 0, "refused": 0, "taken": 0, "tracebacks": 0, "unreadable": 0, "silent": 0})
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
