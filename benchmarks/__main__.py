"""``python -m benchmarks``: how fast the engines are here, measured side by side."""

from __future__ import annotations

from pathlib import Path

import click

from benchmarks import speed
from benchmarks.speed_page import page, setting, tables
from diplomacy_abm.cli.text import as_json, say, table, wrapped
from diplomacy_abm.results.parts import write_aside


@click.command()
@click.option("--quick", is_flag=True, help="Few and short turns, no compile: about a minute, and rougher.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True,
              help="What to print.")  # fmt: skip
@click.option("--write", is_flag=True, help="Write docs/performance.md too.")
def bench(quick: bool, format_: str, write: bool) -> None:
    """Measure side by side how fast the engines are on this machine: some minutes, on one that is idle.

    Compared are the batch engine, the plain Mesa model under `mesa.batch_run`, the same model in C, and a toy in
    other frameworks where they are installed; then memory, and the first call against later ones.
    """
    found = speed.measure(speed.QUICK if quick else speed.Effort(), lambda text: say(text, err=True))
    if write:
        write_aside(Path(__file__).resolve().parents[1] / "docs" / "performance.md", page(found).encode())
        say("Wrote docs/performance.md.", err=True)
    if format_ == "json":
        say(as_json(found))
        return
    say(wrapped(f"{setting(found)}. Best (median).") + "\n")
    for one in tables(found):
        say(one.title)
        if one.rows:
            say(table(one.head, one.rows))
        for note in one.notes:
            say(wrapped(note))
        say()


if __name__ == "__main__":
    bench()
