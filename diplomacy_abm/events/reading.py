"""From the columns of a source to acts: who did what to whom on which day.

An *act* is a row with ``line, date, source, target, quad, goldstein, fatalities, key, reason, remark``. Where `reason`
is not null the row is skipped for it; `key` is what makes an event the same event. Each distinct text of a column is
looked up once for a block, in plain Python, so that one rule serves all layouts.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from diplomacy_abm.events.actors import Resolver
from diplomacy_abm.events.codes import Dialect, codebook, normal_code
from diplomacy_abm.intake.extras import pl

ACT = ("line", "date", "source", "target", "quad", "goldstein", "fatalities", "key", "reason", "remark")

NO_DATE = "no date that can be read"
NO_CODE = "no such CAMEO code"
NO_SOURCE = "source is no known country or alias"
NO_TARGET = "target is no known country or alias"

_FIRST_YEAR, _LAST_YEAR = 1700, 2200
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\.0)?")
_WORDED = ("%d %B %Y", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%d-%B-%Y")


@dataclass(frozen=True)
class Settings:
    """What the user asked for."""

    resolver: Resolver = field(default_factory=Resolver)
    """Who is who."""
    every: str = "week"
    """``day``, ``week`` or ``month``."""
    root_only: bool = False
    """Whether only root events of GDELT count."""


@lru_cache(maxsize=65536)
def day(text: str) -> dt.date | None:
    """Return the day of a text, or None.

    ``2025-11-17`` with or without an hour, ``20251117`` and ``17 November 2025`` are read. ``11/12/2025`` is not:
    nobody can tell which is the month; where the others in its file tell, it has been rewritten before.
    """
    bare = text.strip()
    try:
        compact = _COMPACT.fullmatch(bare)
        if compact:
            return _near(dt.date(*map(int, compact.groups())))
        if bare[:4].isdecimal():
            return _near(dt.date.fromisoformat(bare[:10])) if bare[4:5] == "-" else None
    except ValueError:
        return None
    for form in _WORDED:
        try:
            return _near(dt.datetime.strptime(bare, form).date())
        except ValueError:
            continue
    return None


def _near(date: dt.date) -> dt.date | None:
    """Return a date that events can have; a year such as 0025 is a slip, and more than a table of dates can hold."""
    return date if _FIRST_YEAR <= date.year <= _LAST_YEAR else None


def column(frame: pl.DataFrame, name: str) -> pl.Series:
    """Return a column, or nulls where the file does not have it."""
    if name in frame.columns:
        return frame[name]
    return pl.Series(name, [None] * len(frame), dtype=pl.String)


def mapped(texts: pl.Series, function: Callable[[str], Any], kind: Any) -> pl.Series:
    """Look each distinct text up once."""
    found = texts.drop_nulls().unique()
    keys = found.to_list()
    if not keys:
        return texts.cast(kind)
    return texts.replace_strict(keys, [function(key) for key in keys], default=None, return_dtype=kind)


def days(texts: pl.Series) -> pl.Series:
    """Return dates; null where a text is none."""
    return mapped(texts, day, pl.Date)


def numbers(texts: pl.Series) -> pl.Series:
    """Return numbers; null where a text is none, or is not finite."""
    values = texts.str.strip_chars().cast(pl.Float64, strict=False)
    return pl.select(pl.when(values.is_finite()).then(values).otherwise(None))[:, 0].rename(texts.name)


def codes(frame: pl.DataFrame, name: str, root: str = "") -> pl.Series:
    """Return CAMEO codes with their zeros; null where there is no such code."""
    roots = column(frame, root).fill_null("")
    joined = (frame[name] + "|" + roots) if root else frame[name] + "|"
    return mapped(joined, lambda both: normal_code(*both.split("|")), pl.String)


def quads(known: pl.Series) -> pl.Series:
    """Return the quad classes of codes."""
    return mapped(known, lambda code: codebook()[code].quad, pl.Int8)


def weights(known: pl.Series, dialect: Dialect) -> pl.Series:
    """Return the Goldstein weights of codes."""
    return mapped(known, lambda code: codebook()[code].weights[dialect], pl.Float64)


def first_of(*pairs: tuple[pl.Expr | pl.Series, str]) -> pl.Expr:
    """Return the text of the first condition that holds, or null."""
    return pl.coalesce(*(pl.when(condition).then(pl.lit(text)) for condition, text in pairs), pl.lit(None, pl.String))


def acts(frame: pl.DataFrame, reason: pl.Expr, key: Sequence[str], **columns: pl.Series | pl.Expr) -> pl.DataFrame:
    """Put the columns of acts together.

    `reason` is why a row is skipped, null where it is not; `key` the columns that together are unique to an event. The
    others are ``date``, ``source``, ``target``, ``quad``, ``goldstein`` and, where there are any, ``fatalities``,
    ``remark``.
    """
    given: dict[str, Any] = {
        "fatalities": pl.lit(None, pl.Float64),
        "remark": pl.lit(None, pl.String),
        **columns,
        "key": pl.struct(*key).hash(),
    }
    made = frame.with_columns(**given)
    return made.with_columns(reason=reason).select(ACT)
