"""``diplomacy-abm crises``: crises of International Crisis Behavior, played, forecast and scored."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from diplomacy_abm.cli.options import format_option, together
from diplomacy_abm.cli.text import say

if TYPE_CHECKING:
    import pandas as pd

    from diplomacy_abm.crises.reading import Crises

_EXAMPLES = """\b
Examples:
  diplomacy-abm crises example my-crises.csv
  diplomacy-abm crises my-crises.csv
  diplomacy-abm crises icb1v14.csv --without-mediators --format json
  diplomacy-abm crises score icb1v14.csv
  diplomacy-abm crises score my-crises.csv --format json --scores scores.json > forecasts.json
"""
_KEYS = ("crisno", "agreement", "tension_reduced", "days_median")


class _Group(click.Group):
    """A group whose first word may be a file: then it forecasts it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the command that forecasts where none is named."""
        if args and args[0] not in self.commands and args[0] not in ("-h", "--help"):
            args = ["forecast", *args]
        return super().parse_args(ctx, args)


_options = together(
    click.argument("file", type=click.Path(path_type=Path)),
    click.option("--runs", type=click.IntRange(1, 10**6), default=200, show_default=True, help="Runs of each crisis."),
    click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=13, show_default=True, help="Seed."),
    click.option("--workers", type=click.IntRange(1, 4096), help="Threads [default: one a processor]."),
    format_option,
)
"""What both commands have."""


@click.group(cls=_Group, epilog=_EXAMPLES,
             subcommand_metavar="[forecast | score] FILE [OPTIONS]")  # fmt: skip
def crises() -> None:
    """Play each crisis of a file of International Crisis Behavior, and say how the model expects it to end.

    FILE is ICB's system-level table as users download it (crisno, yrtrig, powdissy, viol, protrac, gravcr, cractr,
    noactr, hetero, mediate, medstyle ...) or the compact layout of docs/crises.md. A code book turns columns into a
    scenario; its levels and slopes were estimated on half of ICB's crises. ICB's data are not part of this package.

    `crises FILE` is short for `crises forecast FILE`. `crises score FILE` also scores.
    """


@crises.command("forecast", epilog=_EXAMPLES)
@_options
@click.option("--without-mediators", "without", is_flag=True,
              help="Leave the mediators out and keep everything else, the luck too.")  # fmt: skip
def forecast(file: Path, runs: int, seed: int, workers: int | None, format_: str, without: bool) -> None:
    r"""Forecast each crisis of FILE.

    \b
    JSON is a list with one object a crisis, in the order of the file:
      crisno           as in the file
      agreement        chance of a formal or semi-formal agreement
      tension_reduced  chance that tension is reduced over five years
      days_median      median of the length, and days_q25, days_q75 its quartiles
      runs             runs that were finished
    Crises that are left out, and why, are told on stderr.
    """
    from diplomacy_abm.cli.progress import playing
    from diplomacy_abm.cli.text import as_json
    from diplomacy_abm.crises import forecast as forecast_of
    from diplomacy_abm.crises import read_crises

    found = read_crises(file)
    _tell(found)
    with playing(runs * len(found.crises)) as report:
        made = forecast_of(found.crises, None, runs, seed, workers, without, report)
    say(as_json(_rounded(made)) if format_ == "json" else _table(made))


@crises.command("score", epilog=_EXAMPLES)
@_options
@click.option("--scores", "out", type=click.Path(path_type=Path, dir_okay=False), metavar="OUT.json",
              help="Write the scores there as JSON.")  # fmt: skip
def score(file: Path, runs: int, seed: int, workers: int | None, format_: str, out: Path | None) -> None:
    r"""Forecast each crisis of FILE, and score the forecasts where FILE says how it ended.

    \b
    With --format json, stdout is a list with one object a crisis, in the order of the file:
      [{"crisno": 1, "agreement": 0.31, "tension_reduced": 0.55, "days_median": 84.0}, ...]
    agreement and tension_reduced are chances, days_median is in days. The scores (AUC, Brier, log score, calibration
    slope; rank correlation of the length) of the model, of the base rate, of two rates by mediation and of a
    regression on the same columns go to stderr as a table, and to --scores as JSON: a list of objects with outcome,
    forecaster, n and the scores. Without --format json the table of scores is what stdout has.

    The model's links and the other forecasters were fitted on the same half of ICB's crises; scores on that half are
    too good. Where FILE does not say how crises ended, there are forecasts and no scores.
    """
    from diplomacy_abm.cli.progress import playing
    from diplomacy_abm.cli.text import as_json
    from diplomacy_abm.crises import read_crises, score_file
    from diplomacy_abm.results.parts import write_aside

    found = read_crises(file)
    _tell(found)  # what is wrong with it is told before the compiler runs
    with playing(runs * len(found.crises)) as report:
        result = score_file(file, runs, seed, workers, report)
    if out is not None:
        write_aside(out, (as_json(result.scores) + "\n").encode())
    told = _scores(result.scores) if result.scores else "The file does not say how its crises ended: no scores."
    if format_ == "json":
        say(as_json(_rounded(result.forecasts[list(_KEYS)])))
    say(told, err=format_ == "json")


@crises.command("example")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
def example(out: Path) -> None:
    """Write a table of invented crises in the compact layout to OUT, to try the commands on."""
    from importlib.resources import files

    from diplomacy_abm.results.parts import write_aside

    if out.exists():
        raise click.ClickException(f"{out}: is there already; name another file")
    write_aside(out, files("diplomacy_abm.crises").joinpath("invented.csv").read_bytes())


def _tell(found: Crises) -> None:
    """Say on stderr which crises are left out and why, and what was taken for missing codes."""
    for line in (*found.left_out, *found.notes):
        say(line, err=True)


def _rounded(table: pd.DataFrame) -> list[dict[str, Any]]:
    digits = {"agreement": 4, "tension_reduced": 4}
    return [
        {str(k): int(x) if k in ("crisno", "runs") else round(float(x), digits.get(str(k), 1)) for k, x in row.items()}
        for row in table.to_dict("records")
    ]


def _table(found: pd.DataFrame) -> str:
    from diplomacy_abm.cli.text import table

    rows = [
        (f"{row['crisno']:.0f}", f"{row['agreement']:.2f}", f"{row['tension_reduced']:.2f}",
         f"{row['days_median']:.0f}", f"{row['days_q25']:.0f} to {row['days_q75']:.0f}")
        for row in found.to_dict("records")
    ]  # fmt: skip
    return table(("crisis", "agreement", "tension reduced", "days", "half of the runs"), rows)


def _scores(found: list[dict[str, Any]]) -> str:
    from diplomacy_abm.cli.text import table

    keys = ("auc", "brier", "log_score", "calibration_slope", "rank_correlation")
    rows = [
        (row["outcome"].replace("_", " "), row["forecaster"], str(row["n"]), *(_figure(row.get(key)) for key in keys))
        for row in found
    ]  # fmt: skip
    return table(("outcome", "forecaster", "crises", *(key.replace("_", " ") for key in keys)), rows)


def _figure(value: float | None) -> str:
    return "" if value is None or math.isnan(value) else f"{value:.3f}"
