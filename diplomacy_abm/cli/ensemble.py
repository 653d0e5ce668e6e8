"""``diplomacy-abm ensemble``: many runs, counted."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from diplomacy_abm.cli.lazy import InterruptedWorkError
from diplomacy_abm.cli.options import load_scenario, normalised, scenario_options

if TYPE_CHECKING:
    from diplomacy_abm.results import Ensemble
    from diplomacy_abm.scenario import Scenario

# Runs between two moves of the progress bar, and what Ctrl-C can cost.
_CHUNK = {"batch": 250, "mesa": 5}


_EXAMPLES = """\b
Examples:
  diplomacy-abm ensemble ukraine-2025 --runs 200
  diplomacy-abm ensemble ukraine-2025 --runs 1000 --keep-steps --out out/origin
  diplomacy-abm ensemble ukraine-2025 --runs 1000 --without TUR --format json
"""


@click.command(short_help="Run a scenario many times and count how it ends.", epilog=_EXAMPLES)
@scenario_options
@click.option("--runs", type=click.IntRange(min=1), required=True, help="How many runs.")
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
    from diplomacy_abm.results.export import ensure_writable, write_ensemble

    if out is not None:
        ensure_writable(out)
    keep = tuple(name for name, wanted in (("steps", keep_steps), ("events", keep_events)) if wanted)
    chosen = {"seed": seed, "steps": steps, "policies": policies, "without": without, "settings": settings}
    result, complete = _computed(
        load_scenario(scenario, policies, without), runs, engine, chosen | {"engine": engine, "keep": keep}
    )
    if out is not None:
        command = normalised(
            "ensemble", scenario, runs=runs, seed=result.seed, steps=steps, set=settings, policy=policies,
            without=without, engine=engine, keep_steps=keep_steps, keep_events=keep_events,
        )  # fmt: skip
        write_ensemble(result, out, command, requested=runs)
    _print(result, format_)
    if not complete:
        raise InterruptedWorkError(f"Interrupted after {len(result)} of {runs} runs; these are kept.")
    if result.finished.empty:
        raise click.ClickException(f"all {runs} runs failed; the first because: {result.runs['reason'].iloc[0]}")


def _computed(scenario: Scenario, runs: int, engine: str, settings: dict[str, Any]) -> tuple[Ensemble, bool]:
    """Compute in chunks; tell whether all the runs were done before the user stopped it."""
    from diplomacy_abm import run_ensemble
    from diplomacy_abm.results.ensemble import joined

    parts: list[Ensemble] = []
    size = _CHUNK[engine]
    try:
        if engine == "batch":
            _compile()
        with _progress(runs) as advance:
            for first in range(0, runs, size):
                count = min(size, runs - first)
                parts.append(run_ensemble(scenario, runs=count, first=first, **settings))
                advance(count)
    except KeyboardInterrupt:
        if not parts:
            raise
        return joined(parts), False
    return joined(parts), True


def _compile() -> None:
    """Have the kernel before the runs begin, with a word where it takes long."""
    from diplomacy_abm.engine.compiled import is_compiled, kernel

    if not is_compiled():
        click.echo("compiling (once, about half a minute)", err=True)
    # before the bar, so that its rate is of the runs alone
    kernel()


@contextlib.contextmanager
def _progress(total: int) -> Iterator[Callable[[int], None]]:
    """Show a bar on a terminal, nothing in a pipe."""
    if not sys.stderr.isatty():
        yield lambda count: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TimeRemainingColumn
    from rich.text import Text

    class Rate(ProgressColumn):
        """Runs per second since the start."""

        def render(self, task: Task) -> Text:
            return Text(rate_text(task.completed, task.elapsed or 0.0))

    columns = (BarColumn(), MofNCompleteColumn(), Rate(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("runs", total=total)
        yield lambda count: bar.advance(task, count)


def rate_text(runs: float, seconds: float) -> str:
    """Return how many runs a second were done, in three figures; nothing before the first."""
    if runs <= 0 or seconds <= 0:
        return ""
    rate = runs / seconds
    return f"{rate:,.0f} runs/s" if rate >= 100 else f"{rate:.3g} runs/s"


def _print(result: Ensemble, format_: str) -> None:
    from diplomacy_abm.cli.text import as_json, table, wrapped
    from diplomacy_abm.results.card import card, to_json
    from diplomacy_abm.results.summaries import outcome_shares

    shares = outcome_shares(result.runs)
    failed = len(result) - len(result.finished)
    if format_ == "json":
        document = {
            "scenario": to_json(result.scenario),
            "seed": result.seed,
            "runs": len(result),
            "failed": failed,
        }
        document |= {"policies": dict(result.policies), "without": list(result.without)}
        click.echo(as_json(document | {"outcomes": shares.to_dict("records")}))
        return
    lost = f", {failed} failed" if failed else ""
    click.echo(wrapped(f"{card(result.scenario).title}: {len(result)} runs, seed {result.seed}{lost}.") + "\n")
    if result.finished.empty:
        return
    rows = [
        (
            row["outcome"],
            f"{row['count']:>5d}",
            f"{100 * row['share']:5.1f} %",
            f"{100 * row['low']:.1f} to {100 * row['high']:.1f} %",
        )
        for row in shares.to_dict("records")
    ]
    click.echo(table(("outcome", " runs", " share", "95 % interval (Wilson)"), rows))
