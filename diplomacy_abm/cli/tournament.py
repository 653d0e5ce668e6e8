"""``diplomacy-abm tournament``: all policies in all seats."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from diplomacy_abm.cli.options import complete_scenario, format_option, seed_option, steps_option
from diplomacy_abm.cli.text import say

if TYPE_CHECKING:
    from diplomacy_abm.seats.tournament import Tournament

_EXAMPLES = """\b
Examples:
  diplomacy-abm tournament ukraine-2025 --runs 300 --out out/tournament
  diplomacy-abm tournament minimal --runs 100 --policy quantal --policy random
  diplomacy-abm tournament ukraine-2025 --seat TUR --seat USA --format json
"""


@click.command(epilog=_EXAMPLES)
@click.argument("scenario", default="ukraine-2025", required=False, shell_complete=complete_scenario)
@click.option("--runs", type=click.IntRange(2, 10**9), default=300, show_default=True, help="Runs of each pairing.")
@seed_option
@steps_option
@click.option("--seat", "seats", multiple=True, metavar="ACTOR", help="Play for this seat only; repeatable.")
@click.option("--policy", "policies", multiple=True, metavar="NAME",
              help="A policy that takes part, or FILE.py:NAME of yours; repeatable [default: the built-in ones].")
@format_option
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
              help="Write tables, figures and a manifest.")
def tournament(
    scenario: str, runs: int, seed: int | None, steps: int | None, seats: tuple[str, ...], policies: tuple[str, ...],
    format_: str, out: Path | None,
) -> None:  # fmt: skip
    """Let every policy play every seat of SCENARIO, one seat at a time, and the two leads play every pair.

    The yardstick of a seat is its own policy: the same runs with the same luck. The standings are by the goal score
    of the seat, its share of what it wants; the tables also hold what the world gets.
    """
    from diplomacy_abm.cli.progress import progress
    from diplomacy_abm.results.export import ensure_known
    from diplomacy_abm.seats import tournament as play

    if out is not None:
        ensure_known(out, "standings.csv")
    loaded, names = _loaded(scenario, steps, policies)
    total = play.pairings(loaded, seats or None, names)
    with progress(total * runs) as advance:
        found = play.tournament(
            loaded, runs, seed, seats or None, names, report=lambda done: advance(done, 0)
        )  # fmt: skip
    if out is not None:
        _write(found, out, scenario, steps, seats, policies)
    _print(found, format_)


def _loaded(scenario: str, steps: int | None, policies: tuple[str, ...]) -> tuple[Any, list[str] | None]:
    from diplomacy_abm.api import resolve
    from diplomacy_abm.cli.options import own_policy

    names = [own_policy(name) if ".py:" in name else name for name in policies]
    return resolve(scenario, None, steps), names or None


def _write(
    found: Tournament, out: Path, scenario: str, steps: int | None, seats: tuple[str, ...], policies: tuple[str, ...]
) -> None:
    from diplomacy_abm.cli.options import normalised
    from diplomacy_abm.seats.curated import manifest_of, write_curated
    from diplomacy_abm.seats.tournament import figures_of, tables_of

    names = tuple(Path(name).name if ".py:" in name else name for name in policies)
    words = normalised(
        "tournament", scenario, runs=found.runs, seed=found.seed, steps=steps, seat=seats, policy=names
    )  # fmt: skip
    manifest = manifest_of(["diplomacy-abm", *words], found.scenario, found.seed, found.runs)
    write_curated(out, tables_of(found), figures_of(found), manifest)


def _print(found: Tournament, format_: str) -> None:
    from diplomacy_abm.cli.text import as_json, table, wrapped

    if format_ == "json":
        tables = {"standings": found.standings, "seats": found.seats, "goals": found.goals, "leads": found.leads}
        document: dict[str, Any] = {"scenario": found.scenario.name, "seed": found.seed, "runs": found.runs}
        say(as_json(document | {name: frame.to_dict("records") for name, frame in tables.items()}))
        return
    title = found.scenario.scenario.title
    say(wrapped(f"{title}: {found.runs} runs of each pairing, seed {found.seed}.") + "\n")
    rows = [
        (
            str(row["rank"]), row["policy"], f"{100 * row['estimate']:+6.2f}",
            f"{100 * row['low']:+6.2f} to {100 * row['high']:+6.2f}", f"{row['best']:>4d}", f"{row['above']:>5d}",
            f"{row['below']:d} of {row['seats']}",
        )
        for row in found.standings.to_dict("records")
    ]  # fmt: skip
    head = ("", "policy", "  gain", "95 % interval", "best", "above", "below own policy in")
    say(table(head, rows))
    say("\n" + wrapped(
        "gain: in goal score over the seats' own policies, in hundredths, mean over the seats; best: seats in which "
        "no other policy scores higher; above, below: seats with an interval clear of 0."
    ))  # fmt: skip
