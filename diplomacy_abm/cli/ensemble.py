"""``diplomacy-abm ensemble``: many runs, counted."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from diplomacy_abm.cli.lazy import InterruptedWorkError
from diplomacy_abm.cli.options import load_scenario, normalised, scenario_options
from diplomacy_abm.cli.progress import compile_first as _compile
from diplomacy_abm.cli.progress import progress
from diplomacy_abm.cli.text import say
from diplomacy_abm.intake.clean import one_line

if TYPE_CHECKING:
    from diplomacy_abm.results import Ensemble
    from diplomacy_abm.results.stream import EnsembleWriter
    from diplomacy_abm.scenario import Scenario

# Runs between two moves of the progress bar, and what Ctrl-C can cost.
_CHUNK = {"batch": 250, "mesa": 5}


_EXAMPLES = """\b
Examples:
  diplomacy-abm ensemble ukraine-2025 --runs 1000
  diplomacy-abm ensemble ukraine-2025 --runs 1000 --keep-steps --out out/origin
  diplomacy-abm ensemble ukraine-2025 --runs 1000 --without TUR --format json
  diplomacy-abm ensemble ukraine-2025 --runs 1000 --parameters central
"""


@click.command(epilog=_EXAMPLES)
@scenario_options
@click.option("--runs", type=click.IntRange(1, 10**9), default=1000, show_default=True, help="How many runs.")
@click.option("--engine", type=click.Choice(["batch", "mesa"]), default="batch", show_default=True,
              help="The compiled loop, or the same rules through the Mesa model (slow).")  # fmt: skip
@click.option("--keep-steps", is_flag=True, help="Keep every step of every run (fan charts need it).")
@click.option("--keep-events", is_flag=True, help="Keep every event of every run.")
def ensemble(
    scenario: str,
    seed: int | None,
    steps: int | None,
    settings: dict[str, Any],
    policies: dict[str, str],
    without: tuple[str, ...],
    parameters: str | None,
    format_: str,
    out: Path | None,
    runs: int,
    engine: str,
    keep_steps: bool,
    keep_events: bool,
) -> None:
    """Run SCENARIO many times under one seed and count how it ends.

    A run that fails is a row of the table, not the end of the work. Ctrl-C keeps the runs that are done.
    """
    from diplomacy_abm.results.export import ensure_writable
    from diplomacy_abm.results.stream import EnsembleWriter

    if out is not None:
        ensure_writable(out)
    loaded = load_scenario(scenario, policies, without, parameters)
    # without a folder there is nowhere to keep them
    keep = tuple(name for name, wanted in (("steps", keep_steps), ("events", keep_events)) if wanted and out)
    chosen = {"seed": seed, "steps": steps, "policies": policies, "without": without, "settings": settings}
    with EnsembleWriter(out) as writer:
        complete = _computed(loaded, runs, chosen | {"engine": engine, "keep": keep}, writer)
        result = writer.result
        command = normalised(
            "ensemble", scenario, runs=runs, seed=result.seed, steps=steps, set=settings, policy=policies,
            without=without, parameters=parameters, engine=engine, keep_steps=keep_steps, keep_events=keep_events,
        )  # fmt: skip
        writer.finish(command, requested=runs)
    _print(result, format_)
    if not complete:
        raise InterruptedWorkError(f"Interrupted after {len(result)} of {runs} runs; these are kept.")
    if result.finished.empty:
        raise click.ClickException(f"all {runs} runs failed; the first because: {result.runs['reason'].iloc[0]}")


def _computed(scenario: Scenario, runs: int, settings: dict[str, Any], writer: EnsembleWriter) -> bool:
    """Compute in chunks that are written as they come; tell whether all were done before the user stopped it."""
    from diplomacy_abm import run_ensemble
    from diplomacy_abm.policies.registry import own

    size, failed = _CHUNK[settings["engine"]], 0
    try:
        if settings["engine"] == "batch" and not set(settings["policies"].values()) & set(own()):
            _compile()
        with progress(runs) as advance:
            for first in range(0, runs, size):
                count = min(size, runs - first)
                part = run_ensemble(scenario, runs=count, first=first, **settings)
                writer.add(part)
                failed += len(part) - len(part.finished)
                advance(count, failed)
    except KeyboardInterrupt:
        if not writer.parts:
            raise
        return False
    return True


def _untried(row: Mapping[Any, Any]) -> str:
    """Say how many runs of a class stand on an agreement that is too young to tell."""
    from diplomacy_abm.results.quantities import HELD

    return f"; {row['young']} of them signed less than {HELD} weeks before the end" if row["young"] else ""


def _print(result: Ensemble, format_: str) -> None:
    from diplomacy_abm.analysis.parts import outcomes_of
    from diplomacy_abm.cli.text import as_json, table, wrapped
    from diplomacy_abm.results.card import card, to_json
    from diplomacy_abm.results.sides import sides_of, worded
    from diplomacy_abm.scenario.sample import CENTRAL, name_in, sets_in

    shares = outcomes_of(result.runs, card(result.scenario).step_days)
    failed = len(result) - len(result.finished)
    sample = name_in(result.scenario)
    if format_ == "json":
        document = {"scenario": to_json(result.scenario), "seed": result.seed, "runs": len(result), "failed": failed}
        document |= {"parameters": sample or CENTRAL, "sets": sets_in(result.scenario)}
        document |= {"policies": dict(result.policies), "without": list(result.without)}
        say(as_json(document | {"outcomes": shares.to_dict("records")}))
        return
    lost = f", {failed} failed" if failed else ""
    head = f"{card(result.scenario).title}: {len(result)} runs, seed {result.seed}{lost}."
    say(wrapped(f"{head} {_told(result)}".strip()) + "\n")
    if result.finished.empty:
        return
    rows = [
        (
            worded(row["outcome"], sides_of(result.scenario)),
            f"{row['count']:>5d}",
            f"{100 * row['share']:5.1f} %",
            f"{100 * row['low']:.1f} to {100 * row['high']:.1f} %{_untried(row)}",
            row["part"],
        )
        for row in shares.to_dict("records")
    ]
    split = any(shares["part"])
    columns = ("outcome", " runs", " share", "95 % interval", "luck : parameters" if split else "")
    say(table(columns, rows))


def _told(result: Ensemble) -> str:
    """Say where the numbers of the runs come from."""
    from diplomacy_abm.analysis.parts import RUNS_A_SET
    from diplomacy_abm.scenario.sample import name_in, sets_in

    sets = sets_in(result.scenario)
    if not sets:
        return "All runs have the same central parameters, so the intervals are luck and nothing else."
    name = one_line(Path(name_in(result.scenario)).name)
    told = f"Each run has one of the {sets} sets of parameters of {name};"
    if len(result.finished) < RUNS_A_SET * sets:
        return f"{told} intervals are luck alone, what parameters add takes {RUNS_A_SET * sets} runs."
    return f"{told} an interval is where the share lies under one of them, nobody knows which."
