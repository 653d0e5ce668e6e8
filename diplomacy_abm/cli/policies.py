"""``diplomacy-abm policies``: the ways of choosing."""

from __future__ import annotations

import click

from diplomacy_abm.cli.text import as_json, say, table

_EXAMPLES = """\b
Examples:
  diplomacy-abm policies
  diplomacy-abm run ukraine-2025 --policy RUS=hawk --policy UKR=tit-for-tat
"""


@click.command(short_help="List the ways in which an actor can choose.", epilog=_EXAMPLES)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True,
              help="What to print.")  # fmt: skip
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
