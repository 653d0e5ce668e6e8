"""``diplomacy-abm export``: a store as CSV or NetCDF."""

from __future__ import annotations

from pathlib import Path

import click

from diplomacy_abm.cli.text import say

_EXAMPLES = """\b
Examples:
  diplomacy-abm export out/arms --out out/arms-csv
  diplomacy-abm export out/arms --format netcdf --out out/arms.nc
"""


@click.command(short_help="Write a store as CSV or NetCDF.", epilog=_EXAMPLES)
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
    from diplomacy_abm.results.store import open_store

    opened = open_store(store)
    for warning in opened.warnings:
        say(f"Warning: {warning}", err=True)
    written = opened.to_csv(out) if format_ == "csv" else [opened.to_netcdf(out)]
    for path in written:
        say(path)
