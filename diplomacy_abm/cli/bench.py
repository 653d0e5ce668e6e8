"""``diplomacy-abm bench``: how fast the engines are here."""

from __future__ import annotations

from pathlib import Path

import click

from diplomacy_abm.cli.text import say

_EXAMPLES = """\b
Examples:
  diplomacy-abm bench --quick
  diplomacy-abm bench --format json
  diplomacy-abm bench --write
"""


@click.command(short_help="Measure how fast the engines are here.", epilog=_EXAMPLES)
@click.option("--quick", is_flag=True, help="Few and short turns, no compile: about a minute, and rougher.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True,
              help="What to print.")  # fmt: skip
@click.option("--write", is_flag=True, help="Write docs/performance.md of the source tree too.")
def bench(quick: bool, format_: str, write: bool) -> None:
    """Measure side by side how fast the engines are on this machine: some minutes, on one that is idle.

    Compared are the batch engine, the plain Mesa model under `mesa.batch_run`, the same model in C, and a toy in
    other frameworks where they are installed; then memory, and the first call against later ones. The C version and
    the toy need the source tree.
    """
    from diplomacy_abm.bench import NEEDS_TREE, QUICK, Effort, measure
    from diplomacy_abm.bench_page import page, setting, tables
    from diplomacy_abm.cli.text import as_json, table, wrapped
    from diplomacy_abm.results.parts import write_aside

    to_write = Path(__file__).resolve().parents[2] / "docs" / "performance.md"
    if write and not to_write.with_name("odd.md").is_file():
        raise click.UsageError(f"--write {NEEDS_TREE}")
    found = measure(QUICK if quick else Effort(), lambda text: say(text, err=True))
    if write:
        write_aside(to_write, page(found).encode())
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
