"""The compiled engine beside the same model in C: whether the bytes are the same, and how fast each is.

``python benchmarks/compare_c.py [scenario] [--runs N] [--repeats K]`` builds the yardstick into a temporary folder,
compares every byte of summaries, metrics and events, then times both in turn, on one thread and on two.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

Kernel = Callable[..., None]


def work_of(name: str, runs: int, keep: bool) -> Any:
    """The runs of a shipped scenario, with or without their metrics and events."""
    from diplomacy_abm.engine.batch import Work
    from diplomacy_abm.scenario import load
    from diplomacy_abm.tables import case_record, parameter_record

    dispute = load(name)
    seed = dispute.scenario.seed
    return Work(
        case=case_record(dispute), parameters=parameter_record(dispute), seed_low=seed & 0xFFFFFFFF,
        seed_high=seed >> 32, first=0, runs=runs, keep_steps=keep, keep_events=keep,
    )  # fmt: skip


def first_difference(ours: Any, theirs: Any) -> str:
    """Where two chunks of runs differ first, as one line; empty when all bytes are the same."""
    from diplomacy_abm.phases.summary import SUMMARY
    from diplomacy_abm.state import EVENT_FIELDS, METRICS

    tables = [("steps", METRICS, ours.steps, theirs.steps), ("summary", SUMMARY, ours.summary, theirs.summary)]
    tables += [
        (f"events of run {r}", EVENT_FIELDS, a, b) for r, (a, b) in enumerate(zip(ours.logs, theirs.logs, strict=True))
    ]
    for title, columns, a, b in tables:
        if a.shape != b.shape:
            return f"{title}: shapes {a.shape} and {b.shape}"
        if a.tobytes() != b.tobytes():
            unequal = np.argwhere(a.view(np.int64) != b.view(np.int64))[0]
            *place, column = (int(x) for x in unequal)
            return f"{title}: at {place}, {columns[column]}: {a[tuple(unequal)]!r} here, {b[tuple(unequal)]!r} in C"
    return ""


def compare(name: str, runs: int, kernel: Kernel, other: Kernel) -> str:
    """Play the same runs with two kernels; return their first difference."""
    from diplomacy_abm.engine.batch import play_chunk

    work = work_of(name, runs, keep=True)
    return first_difference(play_chunk(kernel, work, 0, runs), play_chunk(other, work, 0, runs))


def rates(name: str, runs: int, repeats: int, kernels: dict[str, Kernel], threads: int) -> dict[str, float]:
    """Best runs a second of each kernel; the kernels take turns, so that all share the machine's moods."""
    from diplomacy_abm.engine.batch import play

    work = work_of(name, runs, keep=False)
    best = dict.fromkeys(kernels, 0.0)
    for _ in range(repeats):
        for label, kernel in kernels.items():
            begun = time.perf_counter()
            for _ in play(kernel, work, workers=threads, chunk=max(1, min(64, runs // threads))):
                pass
            best[label] = max(best[label], runs / (time.perf_counter() - begun))
    return best


def main() -> int:
    """Compare, then time, and print a table."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    import diplomacy_abm.policies  # noqa: F401  (before the phases, which import a module of it)
    from benchmarks.build import FLAGS, build, load
    from diplomacy_abm.engine.weeks import kernel

    parser = argparse.ArgumentParser(description="The compiled engine beside the same model in C.")
    parser.add_argument("scenario", nargs="?", default="ukraine-2025")
    parser.add_argument("--runs", type=int, default=256)
    parser.add_argument("--repeats", type=int, default=7)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        try:
            kernels = {"numba": kernel()} | {f"C {v}": load(build(Path(folder), v)) for v in FLAGS}
        except RuntimeError as error:
            print(f"Error: {error}", file=sys.stderr)
            return 1
        different = compare(given.scenario, 32, kernels["numba"], kernels["C exact"])
        print(different or f"{given.scenario}: 32 runs, the same bytes")
        for threads in (1, 2):
            found = rates(given.scenario, given.runs, given.repeats, kernels, threads)
            for label, rate in found.items():
                share = found["C exact"] / rate
                print(f"{threads} threads  {label:<8}  {rate:8.0f} runs/s  {share:5.2f} times the time of C exact")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
