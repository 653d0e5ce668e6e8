"""Kill commands and their workers at random moments; let several processes compile one cold cache."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import tempfile
import time
from collections import Counter
from pathlib import Path

from benchmarks.commands import begun, children, contents, inputs, removed

COMMANDS = {
    "sweep": ["sweep", "design.toml", "--out", "OUT"],
    "sweep in processes": ["sweep", "own.toml", "--workers", "2", "--out", "OUT"],
    "run": ["run", "minimal", "--seed", "1", "--out", "OUT"],
    "ensemble": ["ensemble", "minimal", "--runs", "400", "--keep-steps", "--out", "OUT"],
    "calibrate": ["calibrate", "study.toml", "--out", "OUT"],
    "validate": ["validate", "--runs", "20", "--only", "P17", "--figure", "OUT.png"],
    "events import": ["events", "import", "a.tab", "--out", "OUT.csv"],
}
GROW = ("sweep", "sweep in processes", "calibrate")
"""Commands whose folder grows; what the others write is there as a whole or not at all."""
WORKERS = "sweep in processes"
PATIENCE = 900.0


def done(words: list[str], folder: Path, **environment: str) -> tuple[int, str]:
    """Run a command to its end; return its code and what it said on stderr."""
    child = begun(words, folder, **environment)
    _, said = child.communicate(timeout=PATIENCE)
    return child.returncode, said


def to(words: list[str], name: str) -> tuple[list[str], str]:
    """Return a command that writes under a name, and where."""
    written = [word.replace("OUT", name) for word in words]
    return written, written[-1]


class Trial:
    """One command: what it makes undisturbed, and what comes of killing it."""

    def __init__(self, name: str, folder: Path, luck: random.Random, found: Counter[str]) -> None:
        self.name, self.folder, self.luck, self.found = name, folder, luck, found
        words, place = to(COMMANDS[name], f"whole-{name.replace(' ', '-')}")
        begin = time.perf_counter()
        code, said = done(words, folder)
        if code:
            raise RuntimeError(f"{name} does not run: {said}")
        self.span = time.perf_counter() - begin
        self.wanted = contents(folder / place)

    def killed(self, number: int) -> None:
        """Kill the command with all its processes, and run it again."""
        words, place = to(COMMANDS[self.name], f"out-{number}")
        child = self._begun_and_running(words, place)
        os.killpg(child.pid, signal.SIGKILL)
        child.communicate()
        self.found["tried"] += 1
        left = contents(self.folder / place)
        if self.name not in GROW and left and left != self.wanted:
            self._tell("half", sorted(left))
        code, said = done(words, self.folder)
        self._compare(place, code, said)

    def _begun_and_running(self, words: list[str], place: str) -> subprocess.Popen[str]:
        """Begin the command and return it at a random moment of its life; on a busy machine it takes some tries."""
        while True:
            begin = time.perf_counter()
            child = begun(words, self.folder)
            moment = begin + self.luck.uniform(0.2, 1.0) * self.span
            while child.poll() is None and time.perf_counter() < moment:
                time.sleep(0.02)
            if child.poll() is None:
                return child
            child.communicate()
            # nothing was killed: it was quicker than before
            self.span = time.perf_counter() - begin
            removed(self.folder / place)

    def worker_killed(self, number: int) -> None:
        """Kill one worker; the command itself goes on to the same end."""
        words, place = to(COMMANDS[self.name], f"out-{number}")
        child = begun(words, self.folder)
        while child.poll() is None and not children(child.pid):
            time.sleep(0.02)
        time.sleep(self.luck.uniform(0.0, 0.4) * self.span)
        playing = children(child.pid)
        if playing:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.luck.choice(playing), signal.SIGKILL)
        self.found["workers killed"] += bool(playing)
        _, said = child.communicate(timeout=PATIENCE)
        self.found["tried"] += 1
        self._compare(place, child.returncode, said)

    def _compare(self, place: str, code: int, said: str) -> None:
        if "Traceback" in said:
            self._tell("tracebacks", said.strip()[-300:])
        made = contents(self.folder / place)
        if code or made != self.wanted:
            names = sorted(name for name in made.keys() | self.wanted.keys() if made.get(name) != self.wanted.get(name))
            self._tell("differ", (code, names, said.strip()[-300:]))
        removed(self.folder / place)

    def _tell(self, what: str, details: object) -> None:
        self.found[what] += 1
        print(f"{self.name}: {what}: {details}")


def kills(count: int, seed: int = 2) -> Counter[str]:
    """Kill commands and workers at random moments, go on, and compare with what was never disturbed."""
    luck, found = random.Random(seed), Counter({"tried": 0, "differ": 0, "half": 0, "tracebacks": 0})
    kinds = [*COMMANDS, "workers"]
    with tempfile.TemporaryDirectory() as place:
        inputs(Path(place))
        for k, name in enumerate(kinds):
            times = count // len(kinds) + (k < count % len(kinds))
            if not times:
                continue
            trial = Trial(WORKERS if name == "workers" else name, Path(place), luck, found)
            for number in range(times):
                (trial.worker_killed if name == "workers" else trial.killed)(number)
    return found


def cold_cache(processes: int) -> Counter[str]:
    """Let processes begin at once where nothing is compiled, and two more where everything is."""
    found: Counter[str] = Counter({"tried": processes, "differ": 0})
    words = ["ensemble", "minimal", "--runs", "20", "--format", "json"]
    with tempfile.TemporaryDirectory() as place:
        cache = Path(place) / "cache"
        several = [begun(words, Path(place), DIPLOMACY_ABM_CACHE=str(cache)) for _ in range(processes)]
        answers = [child.communicate(timeout=PATIENCE)[0] for child in several]
        found["failed"] = sum(child.returncode != 0 for child in several)
        left = [path for path in cache.rglob("*") if ".tmp." in path.name]
        found["half files left"] = len(left)
        for _ in range(2):
            child = begun(words, Path(place), DIPLOMACY_ABM_CACHE=str(cache))
            answers.append(child.communicate(timeout=PATIENCE)[0])
            found["failed"] += child.returncode != 0
        found["differ"] = len(set(answers)) - 1
    return found
