"""Readers of events coded from news: GDELT 2, ICEWS, POLECAT."""

from __future__ import annotations

import re

from diplomacy_abm.events.codes import PLOVER_QUAD
from diplomacy_abm.events.reading import (
    NO_CODE,
    NO_DATE,
    NO_SOURCE,
    NO_TARGET,
    Settings,
    acts,
    codes,
    column,
    days,
    first_of,
    mapped,
    numbers,
    quads,
    weights,
)
from diplomacy_abm.intake.extras import pl

_SEVERAL = re.compile(r"\s*[|;]\s*")


def gdelt(frame: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """Read GDELT events.

    An actor is its country, or its organisation where it has no country. Quad class and Goldstein weight are those
    of the row; the codebook's only where the row has none.
    """
    code = codes(frame, "EventCode", "EventRootCode")
    quad = column(frame, "QuadClass").cast(pl.Int8, strict=False)
    # BigQuery's export has true and false where the file has 1 and 0
    aside = column(frame, "IsRootEvent").str.to_lowercase().is_in(["0", "false"]).fill_null(False)
    return acts(
        frame,
        first_of(
            (pl.col("date").is_null(), NO_DATE),
            (code.is_null(), NO_CODE),
            (aside if settings.root_only else pl.lit(False), "not a root event"),
            (pl.col("source").is_null(), NO_SOURCE),
            (pl.col("target").is_null(), NO_TARGET),
        ),
        ("GLOBALEVENTID",),
        date=days(frame["SQLDATE"]),
        source=_side(frame, "Actor1", settings),
        target=_side(frame, "Actor2", settings),
        quad=pl.select(pl.when(quad.is_between(1, 4)).then(quad).otherwise(quads(code)))[:, 0],
        goldstein=numbers(column(frame, "GoldsteinScale")).fill_null(weights(code, "gdelt")),
    )


def _side(frame: pl.DataFrame, side: str, settings: Settings) -> pl.Series:
    country = mapped(frame[f"{side}CountryCode"], settings.resolver.label, pl.String)
    group = mapped(column(frame, f"{side}KnownGroupCode"), settings.resolver.label, pl.String)
    return country.fill_null(group)


def icews(frame: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """Read ICEWS events.

    An actor is its country, or an organisation or alias by its name where there is no country. The event number is
    unique together with the date only.
    """
    code = codes(frame, "CAMEO Code")

    def side(name: str) -> pl.Series:
        country = mapped(frame[f"{name} Country"], settings.resolver.label, pl.String)
        return country.fill_null(mapped(column(frame, f"{name} Name"), settings.resolver.label, pl.String))

    return acts(
        frame,
        first_of(
            (pl.col("date").is_null(), NO_DATE),
            (code.is_null(), NO_CODE),
            (pl.col("source").is_null(), NO_SOURCE),
            (pl.col("target").is_null(), NO_TARGET),
        ),
        ("Event ID", "Event Date"),
        date=days(frame["Event Date"]),
        source=side("Source"),
        target=side("Target"),
        quad=quads(code),
        goldstein=numbers(column(frame, "Intensity")).fill_null(weights(code, "icews")),
    )


def polecat(frame: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """Read POLECAT events.

    Several actors or recipients in one field make an act for each pair of them. The weight is POLECAT's own
    intensity, which is on another scale than Goldstein's.
    """
    kind = column(frame, "Event Type").str.strip_chars().str.to_uppercase()
    said = mapped(column(frame, "Quad Code"), _quad_of, pl.Int8)
    several = pl.col("source").list.len() * pl.col("target").list.len() > 1
    made = acts(
        frame,
        first_of(
            (pl.col("date").is_null(), NO_DATE),
            (~kind.is_in(list(PLOVER_QUAD)).fill_null(False), "no such PLOVER type"),
            (pl.col("source").list.len().fill_null(0) == 0, NO_SOURCE),
            (pl.col("target").list.len().fill_null(0) == 0, NO_TARGET),
        ),
        ("Event ID",),
        date=days(frame["Event Date"]),
        source=_sides(frame["Actor Country"], settings),
        target=_sides(frame["Recipient Country"], settings),
        quad=said.fill_null(mapped(kind, PLOVER_QUAD.get, pl.Int8)),
        goldstein=numbers(column(frame, "Event Intensity")),
    )
    made = made.with_columns(remark=first_of((several.fill_null(False), "several actors, one act for each pair")))
    return made.explode("source").explode("target")


def _sides(texts: pl.Series, settings: Settings) -> pl.Series:
    """Return the known countries of fields that may hold several."""
    def labels(text: str) -> list[str]:
        found = (settings.resolver.label(part) for part in _SEVERAL.split(text.strip()))
        return list(dict.fromkeys(label for label in found if label))

    return mapped(texts, labels, pl.List(pl.String))


def _quad_of(text: str) -> int | None:
    words = text.casefold()
    for quad, (one, two) in enumerate(
        (("verbal", "coop"), ("material", "coop"), ("verbal", "conf"), ("material", "conf")), start=1
    ):
        if one in words and two in words:
            return quad
    return None
