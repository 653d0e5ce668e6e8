"""How fast the engines are, measured side by side in one session: the machinery of ``python -m benchmarks``.

What is compared takes turns, so that all share the machine's moods, and is reported as a ratio.
"""

from __future__ import annotations

import itertools
import json
import math
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import build, phase_times, toy
from benchmarks.cases import sized

if TYPE_CHECKING:
    from diplomacy_abm.engine.batch import Work
    from diplomacy_abm.engine.compiled import Kernel
    from diplomacy_abm.scenario import Scenario

SCENARIO = "ukraine-2025"
MESA_BAR = 300.0
"""Least ratio of runs per second, batch engine over `mesa.batch_run` on the same cores."""
C_BAR = 1.2
"""Largest ratio of time, batch engine over the exact C version."""

Say = Callable[[str], None]
Clock = Callable[[], float]
Section = dict[str, Any]


@dataclass(frozen=True)
class Effort:
    """How long to measure.

    Attributes
    ----------
    repeats
        Turns of everything that is compared.
    seconds
        What one turn of the batch engine should take, about.
    mesa_runs, mesa_repeats
        Runs for each process of `mesa.batch_run`, and its turns; a run takes seconds.
    sizes
        Numbers of actors.
    memory_runs
        Numbers of runs whose peak memory is read.
    calls
        Fresh processes that find the kernel in the cache.
    cold
        Whether to compile once more, into an empty cache and with a clock in it.
    """

    repeats: int = 9
    seconds: float = 0.4
    mesa_runs: int = 3
    mesa_repeats: int = 3
    sizes: tuple[int, ...] = (7, 20, 50)
    memory_runs: tuple[int, ...] = (1_000, 10_000, 100_000)
    calls: int = 3
    cold: bool = True


QUICK = Effort(3, 0.05, 1, 1, (7, 20, 50), (1_000, 10_000), 1, False)
"""A look of about a minute."""


def alternate(calls: Mapping[str, Clock], repeats: int) -> dict[str, list[float]]:
    """Let calls take turns; each returns the seconds that count."""
    times: dict[str, list[float]] = {label: [] for label in calls}
    for _ in range(repeats):
        for label, call in calls.items():
            times[label].append(call())
    return times


def spread(values: Sequence[float]) -> dict[str, float]:
    """Return the best (least) and the median of some times."""
    return {"best": min(values), "median": statistics.median(values)}


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> dict[str, float]:
    """Return how many times as long ours takes: of the best, and the median over the turns."""
    turns = [a / b for a, b in zip(ours, theirs, strict=True)]
    return {"best": min(ours) / min(theirs), "median": statistics.median(turns)}


def work_of(scenario: Scenario, runs: int) -> Work:
    """The first runs of a scenario, summaries only."""
    from diplomacy_abm.engine.batch import Work
    from diplomacy_abm.tables import case_record, parameter_record, seed_words

    words = seed_words(scenario.scenario.seed)
    return Work(case_record(scenario), parameter_record(scenario), *words, 0, runs, False, False)


def player(kernel: Kernel, work: Work, threads: int) -> Clock:
    """Return a call that plays the work once and gives the seconds it took."""
    from diplomacy_abm.engine.batch import CHUNK, play

    # several chunks a thread, so that one slow chunk at the end does not leave a thread idle
    chunk = max(1, min(CHUNK, work.runs // (8 * threads)))

    def call() -> float:
        begun = time.perf_counter()
        for _ in play(kernel, work, threads, chunk):
            pass
        return time.perf_counter() - begun

    return call


def fitting(kernel: Kernel, scenario: Scenario, seconds: float) -> int:
    """Number of runs, a multiple of 16, that take about so many seconds on one thread."""
    call = player(kernel, work_of(scenario, 8), 1)
    call()
    return 16 * max(1, round(seconds / (2 * call())))


@contextmanager
def c_kernels() -> Iterator[dict[str, Kernel] | str]:
    """Give the yardstick made of today's sources, exact and fast, or why it is not to be had."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            made = {f"C {v}": build.load(build.build(folder, v)) for v in build.FLAGS}
        except RuntimeError as error:
            yield f"the C version was left out: {error}"
            return
        yield made


def beside_c(effort: Effort, kernel: Kernel, say: Say) -> Section:
    """Time the compiled engine and the same model in C, by number of actors and threads."""
    rows: list[dict[str, Any]] = []
    with c_kernels() as found:
        others = {} if isinstance(found, str) else found
        for actors in effort.sizes:
            say(f"{actors} actors" + (" beside C" if others else ""))
            scenario = sized(actors)
            work = work_of(scenario, fitting(kernel, scenario, effort.seconds))
            for threads in (1, 2):
                calls = {label: player(k, work, threads) for label, k in {"batch engine": kernel, **others}.items()}
                times = alternate(calls, effort.repeats)
                rows += [
                    {"actors": actors, "threads": threads, "what": label, "runs": work.runs, "seconds": spread(taken)}
                    | ({"ours_over_this": ratio(times["batch engine"], taken)} if others else {})
                    for label, taken in times.items()
                ]
        same = _same_bytes(kernel, others) if others else None
    return {"rows": rows, "bar": C_BAR, "same_bytes": same, "skipped": found if isinstance(found, str) else ""}


def _same_bytes(kernel: Kernel, others: Mapping[str, Kernel]) -> bool:
    from diplomacy_abm.engine.batch import play_chunk
    from diplomacy_abm.scenario import load

    work = work_of(load(SCENARIO), 16)
    ours, theirs = (play_chunk(k, work, 0, work.runs).summary for k in (kernel, others["C exact"]))
    return ours.tobytes() == theirs.tobytes()


def growth(rows: Sequence[Mapping[str, Any]]) -> Section:
    """Cost of a run against the number of actors, one thread, from the rows of :func:`beside_c`."""
    ours = [row for row in rows if row["what"] == "batch engine" and row["threads"] == 1]
    cost = {row["actors"]: row["seconds"]["best"] / row["runs"] for row in ours}
    sizes = sorted(cost)
    steps = [
        {"from": a, "to": b, "exponent": math.log(cost[b] / cost[a]) / math.log(b / a)}
        for a, b in itertools.pairwise(sizes)
    ]
    whole = math.log(cost[sizes[-1]] / cost[sizes[0]]) / math.log(sizes[-1] / sizes[0]) if steps else math.nan
    rows_ = [{"actors": n, "seconds_a_run": cost[n]} for n in sizes]
    return {"rows": rows_, "steps": steps, "exponent": whole}


def by_phase(effort: Effort) -> Section:
    """Time each phase in the C version and, where there is time to compile it, in the batch engine."""
    runs = max(8, round(200 * effort.seconds))
    cases = {"7 actors": sized(7), SCENARIO: sized(0), "50 actors": sized(50)}
    try:
        found = phase_times.shares({label: work_of(case, runs) for label, case in cases.items()}, effort.cold)
    except RuntimeError as error:
        return {"rows": [], "skipped": f"the time by phase was left out: {error}"}
    return {"rows": found, "skipped": ""}


def child(*words: str, cache: str | None = None) -> dict[str, Any]:
    """Run :mod:`benchmarks.child` in a fresh process and return what it measured."""
    surroundings = dict(os.environ) | ({"DIPLOMACY_ABM_CACHE": cache} if cache else {})
    root = str(Path(__file__).resolve().parents[1])
    surroundings["PYTHONPATH"] = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    command = [sys.executable, "-m", "benchmarks.child", *words]
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise ValueError(f"bench: a fresh process failed: {last}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def warm_child(*words: str) -> dict[str, Any]:
    """Return what a fresh process measured that had nothing to compile."""
    found = child(*words)
    # a compile takes memory and time of its own; after one the kernel is in the cache
    return found if found["loaded"] else child(*words)


def memory(effort: Effort, say: Say) -> Section:
    """Peak memory of a fresh process against its number of runs."""
    rows = []
    for runs in effort.memory_runs:
        say(f"memory of {runs:,} runs")
        rows.append(warm_child("memory", str(runs)))
    return {"rows": rows}


def first_calls(effort: Effort, say: Say) -> Section:
    """Seconds of the first call after the install, of the first in a fresh process, and of later ones."""
    found: Section = {"cold": None, "skipped": "" if effort.cold else "the compile into an empty cache was left out"}
    if effort.cold:
        say("first call with an empty cache (compiling)")
        with tempfile.TemporaryDirectory() as folder:
            found["cold"] = child("calls", cache=folder)["first"]
    say("first call of a fresh process")
    warm = [warm_child("calls") for _ in range(effort.calls)]
    found["warm"] = spread([one["first"] for one in warm])
    found["later"] = spread([one["later"] for one in warm])
    return found


def machine() -> dict[str, Any]:
    """Describe the machine and the software, without a name of either host or user."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    versions = {name: metadata.version(name) for name in ("numba", "numpy", "mesa")}
    return {
        "processor": _processor(), "cores": usable, "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(), "compiler": _compiler(), **versions,
    }  # fmt: skip


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def _compiler() -> str:
    found = next((path for name in ("cc", "gcc", "clang") if (path := shutil.which(name))), None)
    if found is None:
        return "none"
    done = subprocess.run([found, "--version"], capture_output=True, text=True, check=False)
    name, _, rest = (done.stdout.splitlines() or ["unknown"])[0].partition(" ")
    return f"{Path(name).name} {rest.split()[-1] if rest else ''}".strip()


def measure(effort: Effort, say: Say = lambda _: None) -> dict[str, Any]:
    """Measure everything that can be measured here.

    Parameters
    ----------
    effort
        How long to measure.
    say
        Told in a few words what comes next.

    Returns
    -------
    dict
        Plain numbers and texts, ready for JSON; times in seconds.
    """
    from benchmarks.beside_mesa import beside_mesa
    from diplomacy_abm.engine.cache import is_compiled, kernel

    if not is_compiled():
        say("compiling (once, about half a minute)")
    compiled = kernel()
    found: dict[str, Any] = {"machine": machine(), "repeats": effort.repeats}
    found["mesa"] = beside_mesa(effort, compiled, say)
    found["c"] = beside_c(effort, compiled, say)
    found["growth"] = growth(found["c"]["rows"])
    say("where the time goes")
    found["phases"] = by_phase(effort)
    say("the toy in other frameworks")
    found["peers"] = toy.peers(effort.repeats)
    found["memory"] = memory(effort, say)
    found["calls"] = first_calls(effort, say)
    return found
