"""What the commands on events share: options, results and event files by their path."""

from __future__ import annotations

import contextlib
import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from diplomacy_abm.cli.options import together
from diplomacy_abm.cli.text import say
from diplomacy_abm.intake.clean import one_line

if TYPE_CHECKING:
    import pandas as pd

    from diplomacy_abm.events.incoming import Imported
    from diplomacy_abm.results import Ensemble, Run
    from diplomacy_abm.results.store import Store

FORMATS = ("auto", "gdelt", "icews", "polecat", "ucdp", "acled", "viina")


def read_actors(_ctx: click.Context, _param: click.Parameter, text: str | None) -> tuple[str, ...]:
    """Turn ``UKR,RUS,TUR`` into labels."""
    if text is None:
        return ()
    from diplomacy_abm.events.actors import checked_actors

    try:
        return checked_actors(text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


def read_aliases(_ctx: click.Context, _param: click.Parameter, texts: tuple[str, ...]) -> dict[str, str]:
    """Turn ``LABEL=NAME`` texts into a mapping from name to label."""
    aliases = {}
    for text in texts:
        label, sign, name = text.partition("=")
        if not sign or not label.strip() or not name.strip():
            raise click.BadParameter(f"{text!r} is not LABEL=NAME; for example --alias 'RUS=Wagner Group'")
        aliases[name.strip()] = label.strip()
    return aliases


def _read_date(_ctx: click.Context, _param: click.Parameter, text: str | None) -> dt.date | None:
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text!r} is no date; it must be like 2025-11-17") from None


reading_options = together(
    click.option("--format", "--layout", "layout", type=click.Choice(FORMATS), default="auto", show_default=True,
                 help="Layout of the files; auto tells by the first line of each."),
    click.option("--alias", "aliases", multiple=True, callback=read_aliases, metavar="LABEL=NAME",
                 help="An actor as the source spells it; repeatable."),
    click.option("--since", callback=_read_date, metavar="DATE", help="First day that counts."),
    click.option("--until", callback=_read_date, metavar="DATE", help="Last day that counts."),
    click.option("--root-only", is_flag=True, help="Of GDELT only root events."),
)  # fmt: skip
"""How event files are read."""


def imported(files: Sequence[Path], actors: tuple[str, ...], every: Any, reading: dict[str, Any]) -> Imported:
    """Read event files, with a count of rows on a terminal."""
    from diplomacy_abm.events import import_events

    with _counting() as tell:
        result: Imported = import_events(files, actors, every, tell=tell, **reading)
    return result


@contextlib.contextmanager
def _counting() -> Any:
    """Show the rows read on a terminal, nothing in a pipe."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.text import Text

    with Console(stderr=True).status("reading") as status:

        def tell(name: str, rows: int) -> None:
            # a name in brackets is no mark-up
            status.update(Text(one_line(f"{name}: {rows:,} rows", 100)))

        yield tell


def told(found: Imported) -> str:
    """Return what became of the rows of each file, for people."""
    from diplomacy_abm.cli.text import table

    parts = []
    for report in found.files:
        head = f"{report.name} ({report.layout}): {report.used:,} of {report.rows:,} rows counted"
        lines = report.lines()
        parts.append(f"{head}\n{table(('', 'rows', 'first lines', 'why'), lines)}" if lines else head)
    if found.left:
        parts.append("not read\n" + table(("", "why"), found.left.items()))
    return "\n\n".join(parts)


def aggregates(
    files: Sequence[Path], actors: tuple[str, ...], every: str, reading: dict[str, Any]
) -> tuple[pd.DataFrame, str]:
    """Return a table of aggregates from files of events, or from one that ``events import`` wrote, and a report."""
    from diplomacy_abm.events.aggregate import is_table, read_table

    if len(files) == 1 and is_table(files[0]):
        return read_table(files[0]), ""
    for file in files:
        if is_table(file):
            raise click.UsageError(f"{file} is a table of aggregates; name it alone, or files of events only")
    found = imported(files, actors, every, reading)
    if found.table.empty:
        say(told(found) + "\n", err=True)
        raise click.ClickException("no row of these files could be counted")
    return found.table, told(found)


def store_at(directory: Path) -> Store:
    """Open a store, and say what is amiss with it."""
    from diplomacy_abm.results.store import open_store

    store = open_store(directory)
    for warning in store.warnings:
        say(f"Warning: {warning}", err=True)
    return store


def result_of(directory: Path) -> Run | Ensemble | Store:
    """Open a result folder: of a run, an ensemble or a study."""
    from diplomacy_abm.results import read
    from diplomacy_abm.results.store import POINTS

    if (directory / POINTS).is_file():
        return store_at(directory)
    return read(directory)
