"""Acts by day, week or month and directed dyad: how many of each quad class, mean Goldstein weight, deaths.

A table of aggregates has one row for each period in which a source did anything to a target. ``every`` says how long
periods are, ``period`` is the first day of one (weeks begin on Monday).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from diplomacy_abm.events.codes import QUADS
from diplomacy_abm.intake.clean import one_line
from diplomacy_abm.intake.extras import pl
from diplomacy_abm.intake.gate import kind_in
from diplomacy_abm.results.sound import whole_file

if TYPE_CHECKING:
    import pandas as pd

Every = Literal["day", "week", "month"]
EVERY: tuple[Every, ...] = ("day", "week", "month")

COLUMNS = ("every", "period", "source", "target", "events", *QUADS, "weighed", "mean_goldstein", "fatalities")
"""Columns of a table of aggregates; ``weighed`` counts the acts that have a Goldstein weight; ``mean_goldstein`` and
``fatalities`` are empty where no act has any."""

_STEP = {"day": "1d", "week": "1w", "month": "1mo"}
_SUMS = ("events", *QUADS, "weight", "weighed", "fatalities", "counted")
_MANY = 64


class Tallies:
    """Sums of acts by period and directed dyad; what it holds grows with those, not with the acts.

    `by` are columns of the acts that are kept apart besides, such as ``run``.
    """

    def __init__(self, every: Every = "week", by: Sequence[str] = ()) -> None:
        self.every = every
        self._keys = (*by, "period", "source", "target")
        self._parts: list[pl.DataFrame] = []

    def add(self, acts: pl.DataFrame) -> None:
        """Count acts, a frame with ``date, source, target, quad, goldstein, fatalities``."""
        if not len(acts):
            return
        quad, weight, dead = pl.col("quad"), pl.col("goldstein"), pl.col("fatalities")
        self._parts.append(
            acts.with_columns(period=pl.col("date").dt.truncate(_STEP[self.every]))
            .group_by(*self._keys)
            .agg(
                pl.len().cast(pl.Int64).alias("events"),
                *((quad == number).sum().cast(pl.Int64).alias(name) for number, name in enumerate(QUADS, start=1)),
                weight.sum().alias("weight"),
                weight.count().cast(pl.Int64).alias("weighed"),
                dead.sum().alias("fatalities"),
                dead.count().cast(pl.Int64).alias("counted"),
            )
        )
        if len(self._parts) > _MANY:
            self._parts = [self._joined()]

    def _joined(self) -> pl.DataFrame:
        return pl.concat(self._parts).group_by(*self._keys).agg(*(pl.col(name).sum() for name in _SUMS))

    def frame(self) -> pd.DataFrame:
        """Return the table of aggregates."""
        import pandas as pd
        by = self._keys[:-3]
        if not self._parts:
            return pd.DataFrame(columns=[*by, *COLUMNS])
        whole = self._joined().sort(*self._keys)
        shown = whole.with_columns(
            every=pl.lit(self.every),
            mean_goldstein=pl.when(pl.col("weighed") > 0).then(pl.col("weight") / pl.col("weighed")),
            fatalities=pl.when(pl.col("counted") > 0).then(pl.col("fatalities")),
        ).select(*by, *COLUMNS)
        # through plain lists: the way over Arrow would make dates into objects
        table = pd.DataFrame({name: shown[name].to_list() for name in shown.columns})
        return _typed(table)


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    # pandas 3 picks the unit by what it is given; tables that say the same should be the same
    table["period"] = pd.to_datetime(table["period"]).astype("datetime64[ns]")
    for name in ("events", *QUADS, "weighed"):
        table[name] = table[name].astype("int64")
    for name in ("mean_goldstein", "fatalities"):
        table[name] = table[name].astype("float64")
    return table


def write_aggregates(table: pd.DataFrame, path: str | os.PathLike[str]) -> Path:
    """Write a table of aggregates as Parquet or CSV, by the suffix (else ValueError); aside first, then renamed."""
    target = Path(path)
    if target.suffix not in (".parquet", ".csv"):
        raise ValueError(f"{target}: ends in {target.suffix or 'nothing'!r}, must end in .parquet or .csv")
    dated = table.assign(period=table["period"].dt.date)
    with whole_file(target) as aside:
        if target.suffix == ".csv":
            dated.to_csv(aside, index=False, lineterminator="\n", encoding="utf-8")
        else:
            dated.to_parquet(aside, index=False, compression="zstd")
    return target


def read_table(path: str | os.PathLike[str]) -> pd.DataFrame:
    """Read a table whose columns ``every`` and ``period`` say when: aggregates, or series of counts.

    ValueError in one line if the file is no such table.
    """
    import pandas as pd

    source = Path(path)
    try:
        if source.suffix == ".parquet":
            table = pd.read_parquet(source)
        else:
            texts = {"source": str, "target": str, "every": str}
            table = pd.read_csv(source, dtype=texts, keep_default_na=False, na_values={
                name: [""] for name in ("mean_goldstein", "fatalities")
            })  # fmt: skip
    except FileNotFoundError:
        raise ValueError(f"{source}: no such file") from None
    except (OSError, ValueError, OverflowError) as error:
        kind = "" if source.suffix == ".parquet" or not source.is_file() else kind_in(source)
        told = f"is {kind}" if kind else f"cannot be read as a table: {one_line(str(error).splitlines()[0], 120)}"
        raise ValueError(f"{source}: {told}") from None
    for name in ("every", "period"):
        if name not in table:
            raise ValueError(f"{source}: has no column {name!r}; `events import` writes such tables")
    kinds = set(table["every"].unique())
    if len(kinds) > 1 or not kinds <= set(EVERY):
        found = ", ".join(sorted(map(str, kinds)))
        raise ValueError(f"{source}: column every is {found}, must be one of day, week, month")
    try:
        table["period"] = pd.to_datetime(table["period"], format="%Y-%m-%d").astype("datetime64[ns]")
    except ValueError:
        raise ValueError(f"{source}: column period holds what is no date like 2025-11-17") from None
    return table


def read_aggregates(path: str | os.PathLike[str]) -> pd.DataFrame:
    """Read a table of aggregates that :func:`write_aggregates` wrote.

    ValueError in one line if the file is no such table, or holds several of them.
    """
    table = read_table(path)
    lacking = [name for name in COLUMNS if name not in table]
    if lacking:
        raise ValueError(f"{path}: lacks the column {lacking[0]!r} of a table that `events import` writes")
    try:
        typed = _typed(table)
    except (ValueError, TypeError):
        raise ValueError(f"{path}: holds a text where there must be a number") from None
    keys = ["period", "source", "target"]
    twice = typed[typed.duplicated(keys)]
    if len(twice):
        day, source, target = twice.iloc[0][keys]
        raise ValueError(f"{path}: has more than one row for {source} > {target} of {day.date()}; must be one series")
    return typed


def is_table(path: str | os.PathLike[str]) -> bool:
    """Tell whether a file is a table with ``every`` and ``period`` rather than events of some source."""
    source = Path(path)
    if source.suffix == ".parquet":
        return True
    if source.suffix != ".csv" or not source.is_file():
        return False
    with source.open("rb") as file:
        head = file.readline().decode("utf-8", errors="replace").removeprefix("\ufeff").strip().split(",")
    return {"every", "period"} <= set(head)


def periods(table: pd.DataFrame) -> pd.DatetimeIndex:
    """Return all periods from the first to the last of a table, those without acts included."""
    import pandas as pd

    if table.empty:
        raise ValueError("there are no events in this table")
    frequency = {"day": "D", "week": "W-MON", "month": "MS"}[str(table["every"].iloc[0])]
    return pd.date_range(table["period"].min(), table["period"].max(), freq=frequency)


def dyad(table: pd.DataFrame, source: str, target: str, index: pd.DatetimeIndex | None = None) -> pd.DataFrame:
    """Return what one did to the other in every period, by default from the first to the last, zeros where nothing.

    Columns: ``events``, the quad classes, ``weighed`` (acts that have a Goldstein weight), ``net`` (the sum of these
    weights) and ``fatalities``.
    """
    chosen = table[(table["source"] == source) & (table["target"] == target)].set_index("period")
    frame = chosen[["events", *QUADS, "weighed"]].copy()
    frame["net"] = chosen["mean_goldstein"] * chosen["weighed"]
    frame["fatalities"] = chosen["fatalities"]
    return frame.reindex(periods(table) if index is None else index).fillna(0.0)
