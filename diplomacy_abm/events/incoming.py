"""Event files as users download them, streamed into aggregates."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplomacy_abm.events import news, violence
from diplomacy_abm.events.actors import Resolver
from diplomacy_abm.events.aggregate import EVERY, Every, Tallies
from diplomacy_abm.events.archives import opened, readable
from diplomacy_abm.events.layouts import LAYOUTS
from diplomacy_abm.events.reading import Settings, first_of
from diplomacy_abm.events.records import frames
from diplomacy_abm.events.skips import FileReport
from diplomacy_abm.events.slashes import told_apart
from diplomacy_abm.intake.extras import pl

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

_READERS: dict[str, Callable[[pl.DataFrame, Settings], pl.DataFrame]] = {
    "gdelt": news.gdelt,
    "icews": news.icews,
    "polecat": news.polecat,
    "ucdp": violence.ucdp,
    "acled": violence.acled,
    "viina": violence.viina,
}


@dataclass(frozen=True)
class Imported:
    """Aggregates, and what became of the rows of each file."""

    table: pd.DataFrame
    """Aggregates by period and directed dyad."""
    files: list[FileReport]
    """One for each file, or table in an archive."""
    left: dict[str, str] = field(default_factory=dict)
    """What else the archives hold, and why it was not read, by name."""

    @property
    def rows(self) -> int:
        """Rows of data in all files."""
        return sum(one.rows for one in self.files)

    @property
    def used(self) -> int:
        """Rows that were counted."""
        return sum(one.used for one in self.files)


@dataclass
class _Seen:
    """Keys of the events so far: eight bytes for each one that was counted."""

    keys: np.ndarray | None = None
    fresh: list[np.ndarray] = field(default_factory=list)

    def known(self, keys: pl.Series) -> np.ndarray:
        """Mark the keys that were there before, earlier blocks and files included."""
        import numpy as np

        values = keys.to_numpy()
        _, first = np.unique(values, return_index=True)
        again = np.ones(len(values), dtype=bool)
        again[first] = False
        if self.keys is not None and len(self.keys):
            place = np.searchsorted(self.keys, values)
            place[place == len(self.keys)] = 0
            again |= self.keys[place] == values
        new = values[~again]
        self.keys = new.copy() if self.keys is None else np.concatenate((self.keys, new))
        # two sorted halves merge in one pass
        self.keys.sort(kind="stable")
        return again


def import_events(
    paths: Iterable[str | os.PathLike[str]],
    actors: Sequence[str] = (),
    every: Every = "week",
    *,
    layout: str = "auto",
    aliases: Mapping[str, str] | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
    root_only: bool = False,
    tell: Callable[[str, int], None] | None = None,
) -> Imported:
    """Read event files into aggregates.

    Parameters
    ----------
    paths : iterable of path
        Files as they are downloaded: plain, ``.gz`` or ``.zip``.
    actors : sequence of str
        Labels of the actors whose acts on each other count; all if there are none.
    every : str
        ``day``, ``week`` or ``month``.
    layout : str
        ``gdelt``, ``icews``, ``polecat``, ``ucdp``, ``acled``, ``viina``, or ``auto`` to tell by each file's first
        line.
    aliases : mapping of str to str, optional
        Names of actors as a source spells them, and the label of each.
    since, until : datetime.date, optional
        First and last day that counts.
    root_only : bool
        Whether only root events of GDELT count.
    tell : callable, optional
        Is called with the file's name and the rows so far.

    Returns
    -------
    Imported
        The aggregates and a report for each file. An event counts once, also where files overlap.

    Raises
    ------
    ValueError
        In one line, if a file cannot be read or has no layout that is known.
    """
    _check(every, layout)
    settings = Settings(Resolver(actors, aliases), every, root_only)
    work = _Work(tuple(actors), since, until, Tallies(every))
    reports: list[FileReport] = []
    left: dict[str, str] = {}
    for path in map(Path, paths):
        with readable(path):
            _read(path, layout, settings, work, reports, left, tell)
    return Imported(work.tallies.frame(), reports, left)


def _read(
    path: Path, layout: str, settings: Settings, work: _Work, reports: list[FileReport], left: dict[str, str],
    tell: Callable[[str, int], None] | None,
) -> None:  # fmt: skip
    """Count the tables of one file; of an archive also say what is none."""
    aside: dict[str, str] = {}
    found = 0
    for name, stream, kind in opened(path):
        try:
            if kind:
                raise ValueError(f"{name}: is {kind}")
            report, blocks = frames(name, stream, layout)
        except ValueError as error:
            aside[name] = str(error).removeprefix(f"{name}: ")
            continue
        found += 1
        reports.append(report)
        for block in told_apart(blocks, report):
            work.count(_READERS[report.layout](block, settings), report)
            if tell is not None:
                tell(name, report.rows)
    if not found:
        # one that an operating system left there is not what the user meant
        name, why = next(iter(aside.items()), (path.name, "holds no file"))
        more = f"; nor is there a table in the {len(aside) - 1} other files there" if len(aside) > 1 else ""
        raise ValueError(f"{name}: {why}{more}")
    left.update(aside)


def _check(every: str, layout: str) -> None:
    if every not in EVERY:
        raise ValueError(f"every is {every!r}, must be one of {', '.join(EVERY)}")
    if layout not in (*LAYOUTS, "auto"):
        raise ValueError(f"layout is {layout!r}, must be auto or one of {', '.join(LAYOUTS)}")


@dataclass
class _Work:
    """Acts of one block after the other are sorted out and counted."""

    actors: tuple[str, ...]
    since: dt.date | None
    until: dt.date | None
    tallies: Tallies
    seen: dict[str, _Seen] = field(default_factory=dict)

    def count(self, acts: pl.DataFrame, report: FileReport) -> None:
        """Count the acts that are wanted, and tell the report of the others."""
        faulty = acts.filter(pl.col("reason").is_not_null())
        _told(report.skip, faulty, "reason")
        sound = acts.filter(pl.col("reason").is_null()).with_columns(reason=self._unwanted())
        wanted = sound.filter(pl.col("reason").is_null())
        # a row of several acts is skipped if none of them is wanted
        unwanted = sound.filter(pl.col("reason").is_not_null()).join(wanted, on="line", how="anti")
        _told(report.skip, unwanted, "reason")
        one_each = wanted.unique("line", keep="first", maintain_order=True)
        again = self.seen.setdefault(report.layout, _Seen()).known(one_each["key"])
        repeated = one_each.filter(pl.Series(again))
        _told(report.skip, repeated.with_columns(reason=pl.lit("the same event again")), "reason")
        counted = wanted.join(repeated, on="line", how="anti") if len(repeated) else wanted
        _told(report.note, counted.filter(pl.col("remark").is_not_null()), "remark")
        report.used += len(one_each) - len(repeated)
        self.tallies.add(counted)

    def _unwanted(self) -> pl.Expr:
        source, target, date = pl.col("source"), pl.col("target"), pl.col("date")
        outside: Any = pl.lit(False)
        if self.actors:
            outside = ~(source.is_in(list(self.actors)) & target.is_in(list(self.actors)))
        early: Any = date < self.since if self.since else pl.lit(False)
        late: Any = date > self.until if self.until else pl.lit(False)
        return first_of(
            (outside, "not among the actors asked for"),
            (source == target, "within one actor"),
            (early | late, "outside the dates asked for"),
        )


def _told(tell: Callable[[str, list[int], int], None], rows: pl.DataFrame, column: str) -> None:
    """Tell how many lines there are for each text in a column, and the first of them."""
    if not len(rows):
        return
    by = rows.group_by(column).agg(pl.col("line").n_unique().alias("count"), pl.col("line").unique().sort().head(5))
    for text, count, lines in by.sort(column).iter_rows():
        tell(text, lines, count)
