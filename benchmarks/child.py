"""What ``python -m benchmarks`` measures in a process of its own: memory, and the first call."""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

SCENARIO = "ukraine-2025"
STEPS = 13
"""Weeks of the runs whose memory is read: what is kept of a run does not depend on their number."""
LATER = 7


def calls() -> dict[str, float]:
    """Seconds of the first call, import included, and of later ones: one run each."""
    begun = time.perf_counter()
    from diplomacy_abm import run_ensemble

    run_ensemble(SCENARIO, runs=1)
    first = time.perf_counter() - begun
    later = []
    for _ in range(LATER):
        begun = time.perf_counter()
        run_ensemble(SCENARIO, runs=1)
        later.append(time.perf_counter() - begun)
    return {"first": first, "later": statistics.median(later)}


def memory(runs: int) -> dict[str, Any]:
    """Stream an ensemble, count its outcomes, and return the peak of the process's memory in bytes."""
    from diplomacy_abm import stream_ensemble

    counted: Counter[str] = Counter()
    table = 0
    for part in stream_ensemble(SCENARIO, runs=runs, steps=STEPS, workers=2):
        counted.update(part.runs["outcome"].astype(str))
        table += int(part.runs.memory_usage(index=False).sum())
    return {"runs": runs, "counted": counted.total(), "peak": peak(), "bytes_a_run": table / runs}


def peak() -> int:
    """Largest memory of this process so far, in bytes."""
    # a child's ru_maxrss begins at the peak of the parent that forked it, so the kernel's own line comes first
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text("utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    import resource

    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return largest if sys.platform == "darwin" else largest * 1024


def main(words: list[str]) -> None:
    """Measure what is asked for and print it as JSON, and whether there was nothing to compile."""
    begun = time.time()
    found = memory(int(words[1])) if words[0] == "memory" else calls()
    from diplomacy_abm.engine.compiled import cache_folder

    # asked afterwards, so that the first call pays for all that it needs
    loaded = all(file.stat().st_mtime < begun for file in cache_folder().rglob("*.nbc"))
    sys.stdout.write(json.dumps(found | {"loaded": loaded}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
