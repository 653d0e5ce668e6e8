"""What ``python -m benchmarks`` measured as tables, for the terminal and for ``docs/performance.md``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from benchmarks.speed import SCENARIO

Found = Mapping[str, Any]


class Table(NamedTuple):
    """A titled table; without rows only its notes are shown."""

    title: str
    head: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    notes: list[str]


def tables(found: Found) -> Iterator[Table]:
    """Give the tables of a measurement in the order in which they are read."""
    yield _mesa(found["mesa"])
    yield _beside_c(found["c"])
    yield _growth(found["growth"])
    yield _phases(found["phases"])
    yield _peers(found["peers"])
    yield _memory(found["memory"])
    yield _calls(found["calls"])


def setting(found: Found) -> str:
    """Say in a sentence on what the figures were made."""
    m = found["machine"]
    return (
        f"{m['processor']}, {m['cores']} cores, {m['system']}; Python {m['python']}, numba {m['numba']}, "
        f"numpy {m['numpy']}, mesa {m['mesa']}, C compiler {m['compiler']}; {found['repeats']} turns each"
    )


def _both(values: Mapping[str, float], digits: int = 2) -> str:
    return f"{values['best']:.{digits}f} ({values['median']:.{digits}f})"


def _rate(seconds: Mapping[str, float], runs: int = 1) -> str:
    best, median = runs / seconds["best"], runs / seconds["median"]
    return f"{best:,.0f} ({median:,.0f})" if median >= 100 else f"{best:.3g} ({median:.3g})"


def _verdict(kept: bool) -> str:
    return "kept" if kept else "MISSED"


def _mesa(section: Found) -> Table:
    rows = [
        (
            str(row["workers"]), _rate(row["mesa_seconds_a_run"]), _rate(row["batch_seconds_a_run"]),
            f"{row['ratio']['best']:,.0f} ({row['ratio']['median']:,.0f})",
        )
        for row in section["rows"]
    ]  # fmt: skip
    notes = [section["skipped"]] if section["skipped"] else []
    if rows:
        worst = min(min(row["ratio"].values()) for row in section["rows"])
        notes = [
            f"Bar: at least {section['bar']:.0f} times the runs per second, {_verdict(worst >= section['bar'])}. A "
            "hand-written idiomatic Mesa model can be up to twice as fast as one over shared rules, as this one is.",
            f"Mesa played {' and '.join(str(row['mesa_runs']) for row in section['rows'])} runs a turn, timed by the "
            f"week and told by the run of {section['weeks_a_run']:.0f} weeks; the start of its processes is left out.",
        ]
    head = ("cores", "mesa.batch_run, runs/s", "batch engine, runs/s", "times as fast")
    return Table(f"{SCENARIO}: the plain-Python Mesa model and the batch engine", head, rows, notes)


def _beside_c(section: Found) -> Table:
    rows = [
        (
            str(row["actors"]), str(row["threads"]), row["what"], _rate(row["seconds"], row["runs"]),
            _both(row["ours_over_this"]) if "ours_over_this" in row else "",
        )
        for row in section["rows"]
    ]  # fmt: skip
    notes = [section["skipped"]] if section["skipped"] else []
    beside = [max(row["ours_over_this"].values()) for row in section["rows"] if row["what"] == "C exact"]
    if beside:
        same = "the same bytes" if section["same_bytes"] else "DIFFERENT BYTES"
        notes.append(
            f"Bar: at most {section['bar']:g} times the time of C exact, {_verdict(max(beside) <= section['bar'])} "
            f"(largest {max(beside):.2f}). C exact and the batch engine give {same}; C fast does not try to."
        )
    head = ("actors", "threads", "what", "runs/s", "time of the batch engine over this")
    return Table("The batch engine and the same model in C", head, rows, notes)


def _growth(section: Found) -> Table:
    rows = [(str(row["actors"]), f"{1e6 * row['seconds_a_run']:,.0f}") for row in section["rows"]]
    parts = ", ".join(f"{step['exponent']:.2f} from {step['from']} to {step['to']}" for step in section["steps"])
    note = f"The cost of a run grows like the number of actors to the power {section['exponent']:.2f} ({parts})."
    return Table("Cost of a run against the number of actors", ("actors", "µs a run, one thread"), rows, [note])


def _phases(section: Found) -> Table:
    title = "Where the time goes"
    if not section["rows"]:
        return Table(title, (), [], [section["skipped"]])
    columns = [row["seconds_a_run"] for row in section["rows"]]
    rows = [
        (phase, *(f"{1e6 * column[phase]:,.0f} ({column[phase] / sum(column.values()):.0%})" for column in columns))
        for phase in columns[0]
    ]
    rows.append(("all", *(f"{1e6 * sum(column.values()):,.0f}" for column in columns)))
    head = ("phase", *(f"{row['case']}, {row['what']}" for row in section["rows"]))
    note = "Microseconds a run on one thread, with a clock between the phases: the best turn of each phase."
    return Table(title, head, rows, [note])


def _peers(section: Found) -> Table:
    rows = [
        (row["what"], f"{1e6 * row['seconds']['best']:.2f} ({1e6 * row['seconds']['median']:.2f})",
         f"{row['over_compiled']['best']:.0f} ({row['over_compiled']['median']:.0f})")
        for row in section["rows"]
    ]  # fmt: skip
    notes = list(section["skipped"])
    if rows:
        notes.insert(0, "A toy of 7 actors, 12 moves toward 6 targets, 104 weeks; "
                     + ("all give the same answer." if section["same_answer"] else "the answers DIFFER."))  # fmt: skip
    return Table("Other frameworks on a small model", ("what", "µs an actor and week", "times the time"), rows, notes)


def _memory(section: Found) -> Table:
    rows = [(f"{row['runs']:,}", f"{row['peak'] / 1e6:,.0f}") for row in section["rows"]]
    each = section["rows"][-1]["bytes_a_run"]
    notes = [
        "Peak of a fresh process that streams the runs and counts the outcomes, two threads; libraries included.",
        f"`run_ensemble` keeps its table of one row a run besides, {each:.0f} bytes a run; `stream_ensemble` does not.",
    ]
    return Table("Memory against the number of runs", ("runs", "peak, MB"), rows, notes)


def _calls(section: Found) -> Table:
    rows = []
    if section["cold"] is not None:
        rows.append(("first call after the install (compiles once)", f"{section['cold']:.1f} s"))
    warm, later = section["warm"], section["later"]
    rows.append(("first call of a fresh process, imports included", f"{warm['best']:.2f} ({warm['median']:.2f}) s"))
    rows.append(("every later call", f"{1e3 * later['best']:.1f} ({1e3 * later['median']:.1f}) ms"))
    notes = [section["skipped"]] if section["skipped"] else []
    return Table("The first call and the later ones, one run each", ("call", "time"), rows, notes)


_INTRODUCTION = """# Performance

Made by `python -m benchmarks --write`; do not edit. Every figure is from one session on one machine, in which what
is compared took turns.

Made on: {setting}.

## How to read it

- Each pair is the **best** turn and, in brackets, the **median**. The best says what the code can do, the median what
  the machine gave it. Ratios are of the two best, in brackets the median over the turns of the ratio within a turn.
- Trust the ratios. Runs per second depend on the processor and on what else it does.
- *C exact* is the same model in C with `-O3 -ffp-contract=off` (and two flags that let a square root be one
  instruction), made from the rules and phases by `benchmarks/to_c.py`; it gives the same bytes. *C fast* is the same
  file with `-Ofast`, which may reorder sums and so gives other numbers. Neither is part of the product.
- Scenarios of 7, 20 and 50 actors are `{scenario}` with fewer actors, or with copies of its mediators and patrons.
- To measure again, some minutes on a machine that does nothing else: `python -m benchmarks`; rougher, in about a
  minute: `python -m benchmarks --quick`. The toy is played in agentpy where that is installed.
"""

_WHY = """## Why it is fast

- The two halves of a week are compiled from the very rules and phases that the Mesa model calls, and a loop over runs
  calls them by their addresses; it never meets a Python object. Seats, scores and the page call the same two. What
  Mesa spends on attribute access, method calls and boxed numbers is the first of the tables.
- The state of a run is one record in one contiguous block, padded to one size: one pointer for the compiler, one
  compile for all scenarios, nothing allocated within a run.
- What does not depend on the alternative is worked out before the loop over alternatives, and what one exponential
  can do for all is one flat loop. The exponential is made of sums and products, so that it gives the same bits on every
  processor and the compiler can put several in one instruction.
- Threads take chunks of runs with Python's lock released. Runs share nothing, so two threads do twice the work.
- No arithmetic is reordered: `fastmath` would change results for little.

## Why it is not faster

C with the same flags is the practical limit of this algorithm; the tables show how near the engine comes. Beyond it lie
other algorithms: several runs side by side in the lanes of a vector unit, or single precision. Both would need rules
of their own beside those of the Mesa model, and the numbers would no longer be the same.
"""


def page(found: Found) -> str:
    """Return the text of ``docs/performance.md``."""
    parts = [_INTRODUCTION.format(setting=setting(found), scenario=SCENARIO).rstrip(), _WHY.rstrip()]
    shown = [_markdown(table) for table in tables(found)]
    return "\n\n".join([parts[0], *shown, parts[1], _hot(found["phases"])]).rstrip() + "\n"


def _markdown(table: Table) -> str:
    lines = [f"## {table.title}", ""]
    if table.rows:
        lines += ["| " + " | ".join(table.head) + " |", "|" + "---|" * len(table.head)]
        lines += ["| " + " | ".join(row) + " |" for row in table.rows] + [""]
    return "\n".join([*lines, "\n\n".join(table.notes)]).rstrip()


_WORK = {
    "deliver": "arms that arrive and dated events",
    "observe": "beliefs about the other side, and what war and each settlement are worth over the horizons",
    "choose": "the worth of every move toward every target for every actor, and the draw among them",
    "act": "what the chosen moves change",
    "negotiate": "rounds of talks, offers and answers",
    "comply": "whether agreements hold",
    "update": "trust, support, standing and weariness for every pair or actor",
    "record": "the metrics of the week",
}
"""What the work of each phase is, in few words."""


def _hot(section: Found) -> str:
    """Say in words which phases take most, and where the engine is behind C."""
    if not section["rows"]:
        return ""
    lines = ["## What that time is spent on", ""]
    by_case: dict[str, dict[str, Mapping[str, float]]] = {}
    for row in section["rows"]:
        by_case.setdefault(row["case"], {})[row["what"]] = row["seconds_a_run"]
    for case, found in by_case.items():
        inside = found["C exact"]
        whole = sum(inside.values())
        first = sorted(inside, key=lambda phase: -inside[phase])[:3]
        told = "; ".join(f"{inside[phase] / whole:.0%} in *{phase}*, {_WORK[phase]}" for phase in first)
        ours = found.get("batch engine")
        if ours:
            behind = sum(ours.values()) - whole
            most = max(ours, key=lambda phase: ours[phase] - inside[phase])
            told += f". The engine takes {sum(ours.values()) / whole:.2f} times the time of C"
            if behind > 0:
                told += f"; {(ours[most] - inside[most]) / behind:.0%} of what it takes more is in *{most}*"
        lines.append(f"- **{case}**: {told}.")
    return "\n".join(lines)
