"""``diplomacy-abm run``: one run, told on a page."""

from __future__ import annotations

import contextlib
import shlex
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from diplomacy_abm.cli.options import load_scenario, normalised, scenario_options
from diplomacy_abm.cli.text import say

if TYPE_CHECKING:
    from diplomacy_abm.results import Run


_EXAMPLES = """\b
Examples:
  diplomacy-abm run ukraine-2025 --seed 7
  diplomacy-abm run ukraine-2025 --seed 7 --weekly
  diplomacy-abm run ukraine-2025 --seed 7 --without TUR
  diplomacy-abm run ukraine-2025 --policy RUS=hawk --set actors.TUR.leverage.RUS=0.8
  diplomacy-abm run minimal --steps 26 --out out/minimal
"""


@click.command(epilog=_EXAMPLES)
@scenario_options
@click.option("--run", "index", type=click.IntRange(0, 2**32 - 1), default=0, show_default=True,
              help="Which run of the seed; run 7 here is run 7 of an ensemble.")
@click.option("--weekly", "kind", flag_value="weekly", help="Tell every week instead of a page.")
@click.option("--full", "kind", flag_value="full", help="Tell all turning points, on more than a page.")
@click.option("--brief", "kind", flag_value="brief", help="Tell it in five lines.")
@click.option("--keep-choices", is_flag=True,
              help="With --out, keep every menu with its values: choices.csv.")  # fmt: skip
def run(
    scenario: str,
    seed: int | None,
    steps: int | None,
    settings: dict[str, Any],
    policies: dict[str, str],
    without: tuple[str, ...],
    parameters: str | None,
    format_: str,
    out: Path | None,
    index: int,
    kind: str | None,
    keep_choices: bool,
) -> None:
    """Run SCENARIO once and tell its history on a page: what turned, who brokered it, what moved whom.

    SCENARIO is a name from `diplomacy-abm scenarios list` or a TOML file. The same seed gives the same run,
    byte for byte; taking an actor out leaves everybody else's luck as it was.
    """
    import diplomacy_abm
    from diplomacy_abm.results.export import ensure_writable, write_run

    if keep_choices and out is None:
        raise click.UsageError("--keep-choices goes with --out DIR, where they are kept")
    if out is not None:
        ensure_writable(out)
    loaded = load_scenario(scenario, policies, without, parameters)
    with _waiting():
        result = diplomacy_abm.run(
            loaded, seed=seed, run=index, steps=steps, policies=policies, without=without, settings=settings,
            keep_choices=keep_choices or (kind != "weekly" and format_ == "text"),
        )  # fmt: skip
    command = normalised(
        "run", scenario, seed=result.seed, run=index, steps=steps, set=settings, policy=policies, without=without,
        parameters=parameters, keep_choices=keep_choices,
    )  # fmt: skip
    if out is not None:
        write_run(result if keep_choices else replace(result, choices=None), out, command)
    print_run(result, format_, kind, str(out) if out is not None else shlex.join(given_again(scenario, command)))


def given_again(scenario: str, command: list[str]) -> list[str]:
    """Return what `why` takes to play the same run: the scenario as it was typed, and the options that matter."""
    given = [word for word in command[2:] if word != "--keep-choices"]
    for option, usual in (("--run", "0"), ("--steps", None)):
        if option in given and usual in (None, given[given.index(option) + 1]):
            at = given.index(option)
            given = given[:at] + given[at + 2 :]
    return [scenario, *given]


def print_run(result: Run, format_: str, kind: str | None, source: str) -> None:
    """Tell a run on a page, in full, in five lines or week by week, or print it as JSON."""
    from diplomacy_abm.cli.text import as_json, width, wrapped

    if format_ == "json":
        say(as_json(document_of(result)))
        return
    from diplomacy_abm.narrate import history, story

    if kind != "weekly":
        page = history(result)
        tell = {"full": page.full, None: page.text}.get(kind)
        say(tell(width(), source) if tell else "\n".join(wrapped(line) for line in page.brief))
        return
    heading, *weeks, outcome = story(result)
    say(wrapped(heading) + "\n")
    for week in weeks:
        say(wrapped(week))
    say("\n" + wrapped(outcome))


def document_of(result: Run) -> dict[str, Any]:
    """Return a run as it is printed in JSON."""
    from diplomacy_abm.results.card import to_json

    document: dict[str, Any] = {"scenario": to_json(result.scenario), "seed": result.seed, "run": result.run}
    document |= {"policies": dict(result.policies), "without": list(result.without)}
    return document | {"summary": dict(result.summary), "events": result.events.to_dict("records")}


def _waiting() -> contextlib.AbstractContextManager[Any]:
    """Show a spinner on a terminal, nothing in a pipe."""
    if not sys.stderr.isatty():
        return contextlib.nullcontext()
    from rich.console import Console

    return Console(stderr=True).status("running")
