"""``diplomacy-abm why``: why an actor did what it did in a week."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from diplomacy_abm.cli.options import change_options, format_option, load_scenario, seed_option
from diplomacy_abm.cli.text import say

if TYPE_CHECKING:
    from diplomacy_abm.results import Run
    from diplomacy_abm.why import Why

_EXAMPLES = """\b
Examples:
  diplomacy-abm why out/seven --week 30 --actor RUS
  diplomacy-abm why ukraine-2025 --seed 7 --week 12 --actor TUR
  diplomacy-abm why out/seven --week 30 --actor RUS --format json
"""


@click.command(epilog=_EXAMPLES)
@click.argument("source", metavar="DIR|SCENARIO")
@click.option("--week", type=click.IntRange(1, 10_000), required=True, help="Week, counted from 1 as in the history.")
@click.option("--actor", required=True, metavar="LABEL", help="Whose choice.")
@seed_option
@click.option("--run", "index", type=click.IntRange(0, 2**32 - 1), default=0,
              help="Which run of the seed [default: 0].")
@change_options
@format_option
def why(source: str, week: int, actor: str, format_: str, **given: Any) -> None:
    """Show what an actor could do in a week, what each move was worth to it and why, and what it chose.

    DIR is a folder that `run --out` wrote; SCENARIO is a name or a TOML file, played as `diplomacy-abm run` plays it
    with the same options. The run is played again up to the week; if it goes differently now, the first lines say so.
    """
    from diplomacy_abm.cli.text import as_json, width

    answer = run_of(source, given).why(week, actor)
    say(as_json(document_of(answer)) if format_ == "json" else answer.text(width()))


def run_of(source: str, given: dict[str, Any]) -> Run:
    """Return the run of a folder; of a scenario it is played."""
    import diplomacy_abm
    from diplomacy_abm.results import Run, read
    from diplomacy_abm.results.sound import ResultsError

    folder = Path(source)
    if not folder.is_dir():
        scenario = load_scenario(source, given["policies"], given["without"], given["parameters"])
        return diplomacy_abm.run(
            scenario, seed=given["seed"], run=given["index"], policies=given["policies"], without=given["without"],
            settings=given["settings"],
        )  # fmt: skip
    refuse_options(given)
    found = read(folder)
    if not isinstance(found, Run):
        raise ResultsError(f"{folder}: holds an ensemble; name a folder that run --out made, or a scenario and a seed")
    return found


def refuse_options(given: dict[str, Any]) -> None:
    """Say that options of a scenario do not go with a folder, which holds its own run."""
    used = [name.replace("index", "run").replace("settings", "set").replace("policies", "policy")
            for name, value in given.items() if value]  # fmt: skip
    if used:
        raise click.UsageError(f"--{used[0].replace('_', '-')} does not go with a folder, which holds its own run")


def document_of(answer: Why) -> dict[str, Any]:
    """Return an answer as it is printed in JSON."""
    from dataclasses import asdict

    channels = []
    for one in answer.channels:
        told = asdict(one)
        told["chosen"] = told["menu"][one.place]["move"]
        channels.append(told)
    head = {name: getattr(answer, name) for name in ("seed", "run", "week", "date", "actor", "policy", "note")}
    return {**head, "channels": channels}
