"""Which phase of a step takes the time: the C version and the compiled engine with a clock read between the phases."""

import ctypes
import re
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

CLOCK = """
#define _POSIX_C_SOURCE 200809L
#include <stdint.h>
#include <time.h>
double phase_seconds[16];
static double clock_last;
double clock_lap(int64_t phase)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    double now = t.tv_sec + 1e-9 * t.tv_nsec;
    if (phase >= 0) phase_seconds[phase] += now - clock_last;
    clock_last = now;
    return now;
}
"""
_STEP = re.compile(r"(static void step\([^)]*\)\n\{\n)(.*?)(\n\})", re.DOTALL)


def phase_names() -> list[str]:
    """The phases in the order of play."""
    import diplomacy_abm.policies  # noqa: F401  (before the phases, which import a module of it)
    from diplomacy_abm.phases.step import STEP

    return [phase.__name__ for phase in STEP]


def with_clocks(text: str, phases: list[str]) -> str:
    """Return the C file with a clock after each phase of the step."""

    def clocked(found: re.Match[str]) -> str:
        body = found[2]
        for x, name in enumerate(phases):
            call = re.compile(rf"^    {name}\(.*?\);$", re.MULTILINE | re.DOTALL)
            body, count = call.subn(lambda call, x=x: f"{call[0]}\n    clock_lap({x});", body)
            if count != 1:
                raise RuntimeError(f"the step in C calls {name} {count} times")
        return f"{found[1]}    clock_lap(-1);\n{body}{found[3]}"

    changed, count = _STEP.subn(clocked, text)
    if count != 1:
        raise RuntimeError("the C file has no step")
    return CLOCK + changed


def engine_with_clocks(lap: Any, phases: list[str]) -> Callable[..., None]:
    """Compile the loop over runs with the same clock after each phase; nothing of it is kept in the cache."""
    import numba
    from numba.extending import register_jitable

    from diplomacy_abm.engine import compiled
    from diplomacy_abm.phases import step as plain

    compiled.prepare()
    lines = ["def step(s, c, p, log):", "    lap(-1)"]
    for x, name in enumerate(phases):
        lines += [f"    {name}(s, c, p, log)", f"    lap({x})"]
    space = {name: getattr(plain, name) for name in phases} | {"lap": lap, "__name__": __name__}
    exec("\n".join(lines), space)
    stepping = register_jitable(**compiled.OPTIONS)(space["step"])
    span = compiled.specialise(compiled.span, step=stepping)
    loop = numba.njit(nogil=True, error_model="numpy")(span)
    with compiled.indices_as_they_are():
        compiled.compile_as_one(loop, compiled.span_signature())
    return loop


def shares(works: Mapping[str, Any], engine: bool) -> list[dict[str, Any]]:
    """Play each work on one thread; return the seconds a run that each phase takes.

    Parameters
    ----------
    works
        What to play, by its label.
    engine
        Whether to time the compiled engine besides, for which it compiles once more.
    """
    from benchmarks.build import build, load
    from benchmarks.to_c import c_text
    from diplomacy_abm.engine.batch import play_chunk

    phases = phase_names()
    rows = []
    with tempfile.TemporaryDirectory() as name:
        source = Path(name) / "clocked.c"
        source.write_text(with_clocks(c_text(), phases), encoding="utf-8")
        library = build(Path(name), "exact", source)
        clock = ctypes.CDLL(str(library))
        clock.clock_lap.argtypes, clock.clock_lap.restype = [ctypes.c_int64], ctypes.c_double
        spans = {"C exact": load(library)}
        if engine:
            spans["batch engine"] = engine_with_clocks(clock.clock_lap, phases)
        spent = (ctypes.c_double * len(phases)).in_dll(clock, "phase_seconds")
        for label, work in works.items():
            best: dict[str, list[float]] = {}
            for _ in range(4):
                for what, span in spans.items():
                    for x in range(len(phases)):
                        spent[x] = 0.0
                    play_chunk(span, work, 0, work.runs)
                    turn = [seconds / work.runs for seconds in spent]
                    best[what] = [min(pair) for pair in zip(best.get(what, turn), turn, strict=True)]
            rows += [
                {"case": label, "what": what, "seconds_a_run": dict(zip(phases, seconds, strict=True))}
                for what, seconds in best.items()
            ]
    return rows
