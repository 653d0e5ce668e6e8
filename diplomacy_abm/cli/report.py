"""``diplomacy-abm report`` and ``export``: a study as one page, and for other programs."""

from __future__ import annotations

from pathlib import Path

import click

from diplomacy_abm.cli.event_files import store_at
from diplomacy_abm.cli.text import say

_EXAMPLES_OF_EXPORT = """\b
Examples:
  diplomacy-abm export out/arms --out out/arms-csv
  diplomacy-abm export out/arms --format netcdf --out out/arms.nc
"""


@click.command(epilog=_EXAMPLES_OF_EXPORT)
@click.argument("store", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--format", "format_", type=click.Choice(["csv", "netcdf"]), default="csv", show_default=True,
              help="A folder of CSV files, or one NetCDF file.")  # fmt: skip
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="PATH",
              help="Folder for CSV, file for NetCDF; what is there is replaced.")  # fmt: skip
def export(store: Path, format_: str, out: Path) -> None:
    """Write the study in DIR for other programs.

    CSV: points, runs, and steps and events where they were kept. NetCDF: the runs as arrays with the dimensions
    arm, point and run. The store itself is Parquet, which pandas, polars, duckdb and R read without any of this.
    """
    opened = store_at(store)
    written = opened.to_csv(out) if format_ == "csv" else [opened.to_netcdf(out)]
    for path in written:
        say(path)


_EXAMPLES = """\b
Examples:
  diplomacy-abm report out/arms
  diplomacy-abm report out/arms --out arms.html
"""


@click.command(epilog=_EXAMPLES)
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Where to write it [default: DIR/report.html].")  # fmt: skip
@click.option("--pool", is_flag=True, help="Tell means over all points instead of the scenario's own values.")
def report(directory: Path, out: Path | None, pool: bool) -> None:
    """Write the study in DIR as one HTML page that needs no other file.

    DIR is a folder that `sweep` made, finished or not. The page has the question, the design, the outcomes of every
    arm, the typical run told by its turning points, comparisons, figures along the factors, sensitivity and scenario
    discovery where the factors were sampled, the runs that failed, caveats, and how to make it all again. That one
    run is played again, no other. Where factors were varied, outcomes and comparisons are at the scenario's own
    values, and by level; --pool averages over the design.
    """
    from diplomacy_abm.report import write_report

    say(write_report(store_at(directory), out, pool=pool))
