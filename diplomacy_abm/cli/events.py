"""``diplomacy-abm events``: coded events out of results, into aggregates, and the two side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from diplomacy_abm.cli.event_files import (
    aggregates,
    imported,
    read_actors,
    reading_options,
    result_of,
    told,
)
from diplomacy_abm.cli.text import say

if TYPE_CHECKING:
    import pandas as pd

    from diplomacy_abm.events.aggregate import Every
    from diplomacy_abm.events.comparison import Comparison
    from diplomacy_abm.events.diagnostics import Estimate

_EXAMPLES = """\b
Examples:
  diplomacy-abm events export ukraine-2025 --seed 7 --layout icews --out run7.tab
  diplomacy-abm events import 20251117*.export.CSV.zip --actors UKR,RUS,TUR --out gdelt.parquet
  diplomacy-abm events compare out/origin gdelt.parquet --out out/beside-gdelt
"""
_EVERY = click.option("--every", type=click.Choice(["day", "week", "month"]), default="week", show_default=True,
                      help="Length of a period.")  # fmt: skip


@click.group(epilog=_EXAMPLES)
def events() -> None:
    """Coded events: what a run did in the columns of ICEWS, GDELT and POLECAT, and real events beside it.

    The columns, the codes and the rules are in docs/event-data.md.
    """


@events.command(epilog="""\b
Examples:
  diplomacy-abm events export ukraine-2025 --seed 7 --layout gdelt --out run7.export.CSV
  diplomacy-abm events export out/origin --layout plover --out origin.txt
  diplomacy-abm events export out/origin --layout aggregates --every month --by-run --out origin.parquet
""")  # fmt: skip
@click.argument("result", metavar="DIR|SCENARIO")
@click.option("--layout", type=click.Choice(["icews", "gdelt", "plover", "aggregates"]), default="icews",
              show_default=True, help="Columns of the file; aggregates are a table by period.")  # fmt: skip
@_EVERY
@click.option("--by-run", is_flag=True, help="In aggregates of many runs, rows for each run.")
@click.option("--seed", type=click.IntRange(0, 2**64 - 1), help="Of a SCENARIO [default: the scenario's].")
@click.option("--run", "index", type=click.IntRange(0, 2**32 - 1),
              help="Of a SCENARIO, which run of the seed [default: 0].")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="File to write; what is there is replaced.")  # fmt: skip
def export(
    result: str, layout: str, every: Every, by_run: bool, seed: int | None, index: int | None, out: Path
) -> None:
    """Write what happened in DIR, or in one run of SCENARIO, as CAMEO-coded acts of one actor on another.

    DIR is a folder of `run --out`, of `ensemble --keep-events --out`, or a store whose events were kept. With the
    layout `aggregates`, a .parquet or .csv with a row for each period and directed dyad, as `events import` writes.
    """
    found: Any
    if Path(result).is_dir():
        if seed is not None or index is not None:
            raise click.UsageError(f"--seed and --run are for a scenario; {result} is a folder")
        found = result_of(Path(result))
    else:
        import diplomacy_abm
        from diplomacy_abm.cli.options import load_scenario

        loaded = load_scenario(result, {}, ())
        found = diplomacy_abm.run(loaded, seed=seed, run=index or 0, policies={}, without=())
    if layout == "aggregates":
        from diplomacy_abm.events import aggregate_result, write_aggregates

        table = aggregate_result(found, every, by_run=by_run)
        write_aggregates(table, out)
        say(f"Wrote {out}: {len(table):,} rows, one for each {every} and directed dyad.")
        return
    from diplomacy_abm.events import export_events

    written, left = export_events(found, out, layout)
    more = f"; {left:,} mere statements have no PLOVER type and are left out" if left else ""
    say(f"Wrote {out}: {written:,} acts in the columns of {layout}{more}.")


@events.command("import", epilog="""\b
Examples:
  diplomacy-abm events import *.export.CSV.zip --actors UKR,RUS,TUR --out gdelt.parquet
  diplomacy-abm events import events.2022.tab --layout icews --every month --out icews.csv
  diplomacy-abm events import GEDEvent_v25_1.csv --actors UKR,RUS --every month --out ged.csv
""")  # fmt: skip
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--actors", callback=read_actors, metavar="A,B,…",
              help="Whose acts on each other count [default: everybody's].")  # fmt: skip
@_EVERY
@reading_options
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Table to write, .parquet or .csv; what is there is replaced.")  # fmt: skip
@click.option("--report", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Write what became of the rows as JSON too.")  # fmt: skip
def import_(
    files: tuple[Path, ...], actors: tuple[str, ...], every: str, out: Path, report: Path | None, **reading: Any
) -> None:
    """Count the events of each FILE by period and directed dyad.

    Files of GDELT 2, ICEWS, POLECAT, UCDP GED, ACLED and VIINA as they are downloaded, plain, .gz or .zip. They are
    streamed, and every row that is not counted is told with its reason.
    """
    from diplomacy_abm.events import write_aggregates

    if out.suffix not in (".parquet", ".csv"):
        raise click.BadParameter(f"{out.name!r} must end in .parquet or .csv", param_hint="--out")
    found = imported(files, actors, every, reading)
    say(told(found))
    if report is not None:
        from diplomacy_abm.cli.text import as_json

        totals = {"rows": found.rows, "used": found.used, "table": len(found.table), "left": found.left}
        _replace(report, as_json(totals | {"files": [one.as_dict() for one in found.files]}) + "\n")
    if found.table.empty:
        raise click.ClickException("no row of these files could be counted; no table was written")
    write_aggregates(found.table, out)
    say(f"\nWrote {out}: {len(found.table):,} rows, one for each {every} and directed dyad.")


@events.command(epilog="""\b
Examples:
  diplomacy-abm events compare out/origin gdelt.parquet --out out/beside-gdelt
  diplomacy-abm events compare out/origin ukraine-strikes --out out/beside-strikes
  diplomacy-abm events compare out/origin events.2022.tab --dyad UKR,RUS --third TUR --out out/beside-icews
""")  # fmt: skip
@click.argument("result", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("real", metavar="REAL...", nargs=-1, required=True)
@click.option("--dyad", callback=read_actors, metavar="A,B", help="The two actors [default: the leads of the sides].")
@click.option("--third", help="Third actor of the triangle [default: the mediator with most events].")
@click.option("--runs", type=click.IntRange(1, 10**9), default=200, show_default=True, help="Runs that are looked at.")
@_EVERY
@reading_options
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
              help="Folder for diagnostics.csv and comparison.png.")  # fmt: skip
def compare(
    result: Path,
    real: tuple[str, ...],
    dyad: tuple[str, ...],
    third: str | None,
    runs: int,
    every: str,
    out: Path | None,
    **reading: Any,
) -> None:
    """Set the runs in DIR beside REAL events: responses to each other, persistence, dispersion, burstiness.

    REAL is a table of `events import`, event files as downloaded, a table with the columns every, period and counts
    that a run has too (missiles, drones), or the name of a shipped series: ukraine-strikes.
    """
    from diplomacy_abm.events import compare as compared

    if out is not None:
        from diplomacy_abm.results.export import ensure_known

        ensure_known(out, "diagnostics.csv")
    opened = result_of(result)
    found = compared(opened, _real(real, dyad, third, opened, every, reading), dyad, third or "", runs)
    if out is not None:
        _written(found, out)
    say(_told(found))
    if out is not None:
        say(f"\nWrote {out / 'diagnostics.csv'} and {out / 'comparison.png'}.")


def _real(
    names: tuple[str, ...], dyad: tuple[str, ...], third: str | None, result: Any, every: str, reading: dict[str, Any]
) -> pd.DataFrame:
    from diplomacy_abm.events.examples import SERIES, real_series

    if len(names) == 1 and names[0] in SERIES:
        return real_series(names[0])
    from diplomacy_abm.results.card import card

    labels = dict.fromkeys([*card(result.scenario).actors, *dyad, *filter(None, [third])])
    table, report = aggregates([Path(name) for name in names], tuple(labels), every, reading)
    if report:
        say(report + "\n", err=True)
    return table


def _written(found: Comparison, folder: Path) -> None:
    from diplomacy_abm.plots import save
    from diplomacy_abm.plots.event_series import figure_comparison

    folder.mkdir(parents=True, exist_ok=True)
    _replace(folder / "diagnostics.csv", found.table().to_csv(index=False, lineterminator="\n"))
    save(figure_comparison(found), folder / "comparison.png")


def _replace(path: Path, text: str) -> None:
    """Write a text aside and rename it into place; the folder is made."""
    from diplomacy_abm.results.parts import write_aside

    path.parent.mkdir(parents=True, exist_ok=True)
    write_aside(path, text.encode())


def _told(found: Comparison) -> str:
    from diplomacy_abm.cli.text import table, wrapped

    many = len(found.sides.runs)
    head = ("diagnostic", "real", "95 % interval", "model", "middle 95 %" if many > 1 else "95 % interval", "series")
    rows = [(one.measure, *_cells(one.real), *_cells(one.model), one.series) for one in found.rows]
    runs = f"{many} runs, median and their middle 95 %" if many > 1 else "one run"
    length = f"{len(found.sides.real.series)} {found.sides.every}s"
    title = wrapped(f"{found.sides.title}: real series of {length} and {runs}")
    return "\n\n".join([title, table(head, rows), *map(wrapped, found.remarks)])


def _number(value: float) -> str:
    return "–" if value != value else "∞" if value == float("inf") else f"{value:.2f}"


def _cells(one: Estimate) -> tuple[str, str]:
    within = "" if one.low != one.low else f"{_number(one.low)} to {_number(one.high)}"
    return _number(one.value), within
