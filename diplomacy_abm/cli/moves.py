"""``diplomacy-abm moves``: the catalogue."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from diplomacy_abm.cli.text import as_json, say, table

if TYPE_CHECKING:
    from diplomacy_abm.moves import Move

_CHANNELS = ("military", "humanitarian", "diplomatic", "support", "mediation", "outcome")


_EXAMPLES = """\b
Examples:
  diplomacy-abm moves
  diplomacy-abm moves --channel mediation --format json
"""


@click.command(short_help="Show the catalogue of moves.", epilog=_EXAMPLES)
@click.option("--channel", type=click.Choice(_CHANNELS), help="Only this channel.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True,
              help="What to print.")  # fmt: skip
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
