"""``diplomacy-abm moves`` and ``policies``: what actors can do, and how they choose."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from diplomacy_abm.cli.options import format_option
from diplomacy_abm.cli.text import as_json, say, table

if TYPE_CHECKING:
    from diplomacy_abm.moves import Move


_EXAMPLES_OF_POLICIES = """\b
Examples:
  diplomacy-abm policies
  diplomacy-abm run ukraine-2025 --policy RUS=hawk --policy UKR=tit-for-tat
"""


@click.command(epilog=_EXAMPLES_OF_POLICIES)
@format_option
def policies(format_: str) -> None:
    """List the built-in policies with their meaning.

    A policy is how an actor chooses among the moves open to it. A scenario names one for each actor.
    """
    from diplomacy_abm.policies import registry

    meanings = {name: registry.get(name).meaning for name in registry.names()}
    if format_ == "json":
        say(as_json([{"name": name, "meaning": meaning} for name, meaning in meanings.items()]))
    else:
        say(table(("policy", "meaning"), meanings.items()))


_CHANNELS = ("military", "humanitarian", "diplomatic", "support", "mediation", "outcome")


_EXAMPLES = """\b
Examples:
  diplomacy-abm moves
  diplomacy-abm moves --channel mediation --format json
"""


@click.command(epilog=_EXAMPLES)
@click.option("--channel", type=click.Choice(_CHANNELS), help="Only this channel.")
@format_option
def moves(channel: str | None, format_: str) -> None:
    """Show the moves that actors can make and what can follow from them.

    Each has the code of the CAMEO event ontology and the Goldstein weight from -10 (hostile) to 10. An actor
    makes one move on each of its channels a step; the channel `outcome` holds what follows from moves.
    """
    from diplomacy_abm.moves import catalogue

    rows = [_row(move) for move in catalogue()]
    rows = [row for row in rows if channel in (None, row["channel"])]
    if format_ == "json":
        say(as_json(rows))
        return
    head = ("channel", "move", "aimed at", "CAMEO", "Goldstein", "meaning")
    cells = [
        (
            row["channel"],
            row["name"],
            row["aim"].replace("_", " ") if row["channel"] != "outcome" else "",
            row["cameo"],
            f"{row['goldstein']:+.1f}",
            row["meaning"],
        )
        for row in rows
    ]
    say(table(head, cells))


def _row(move: Move) -> dict[str, Any]:
    """Return a move as plain values, words of the vocabulary by their names."""
    words = {name: getattr(move, name).name.lower() for name in ("channel", "effect", "aim")}
    return asdict(move) | words
