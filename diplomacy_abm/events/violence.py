"""Readers of events of violence: UCDP GED, ACLED, VIINA.

None of them codes in CAMEO; each kind of event gets the code whose description fits, and with it a quad class and a
Goldstein weight. Deaths count against the target. What both sides did to each other is an act in each direction.
"""

from __future__ import annotations

from typing import Any

from diplomacy_abm.events.reading import (
    NO_DATE,
    NO_SOURCE,
    NO_TARGET,
    Settings,
    acts,
    column,
    days,
    first_of,
    mapped,
    numbers,
    quads,
    weights,
)
from diplomacy_abm.intake.extras import pl

FIGHT, ONE_SIDED = "190", "180"

ACLED_CODES = {
    ("battles", ""): "190",
    ("explosions/remote violence", ""): "190",
    ("explosions/remote violence", "air/drone strike"): "195",
    ("explosions/remote violence", "shelling/artillery/missile attack"): "194",
    ("explosions/remote violence", "grenade"): "193",
    ("explosions/remote violence", "remote explosive/landmine/ied"): "183",
    ("explosions/remote violence", "suicide bomb"): "1831",
    ("explosions/remote violence", "chemical weapon"): "2041",
    ("violence against civilians", ""): "180",
    ("violence against civilians", "attack"): "182",
    ("violence against civilians", "sexual violence"): "1821",
    ("violence against civilians", "abduction/forced disappearance"): "181",
    ("protests", ""): "141",
    ("riots", ""): "145",
    ("strategic developments", "agreement"): "057",
    ("strategic developments", "arrests"): "173",
    ("strategic developments", "looting/property destruction"): "171",
}
"""ACLED's event types and, where it matters, sub-types as CAMEO codes; an empty sub-type stands for the others."""

VIINA_CODES = (
    ("t_airstrike_b", "195"), ("t_uav_b", "195"), ("t_artillery_b", "194"), ("t_armor_b", "194"),
    ("t_firefight_b", "193"), ("t_raid_b", "190"), ("t_ied_b", "183"), ("t_occupy_b", "192"),
    ("t_property_b", "171"), ("t_arrest_b", "173"), ("t_san_b", "163"), ("t_retreat_b", "0874"), ("t_mil_b", "190"),
)  # fmt: skip
"""VIINA's flags as CAMEO codes, in the order in which they count where several are set."""

_WIDEST = {"day": 1, "week": 3, "month": 4}
"""Largest ``date_prec`` of UCDP that still fits a period: 1 the day, 2 two to six days, 3 the week, 4 the month."""


def ucdp(frame: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """Read UCDP GED.

    Fighting (types 1 and 2) is an act in each direction; each side's dead count against it, civilians and the unknown
    half in each. One-sided violence (type 3) goes from side A to the country where it happened.
    """
    kind = column(frame, "type_of_violence").str.strip_chars().str.slice(0, 1)
    best, own, other = (numbers(column(frame, name)) for name in ("best", "deaths_a", "deaths_b"))
    own, other = own.fill_null(0.0), other.fill_null(0.0)
    rest = (best - own - other).clip(lower_bound=0.0) / 2
    one, two = _party(frame, "side_a", "gwnoa", settings), _party(frame, "side_b", "gwnob", settings)
    place = _party(frame, "country", "country_id", settings)
    alone = kind == "3"
    precision = numbers(column(frame, "date_prec"))
    common: dict[str, Any] = {
        "date": days(frame["date_start"]),
        "quad": pl.lit(4, pl.Int8),
        "remark": first_of(((precision > _WIDEST[settings.every]).fill_null(False), _coarse(settings))),
    }
    wrong = first_of(
        (pl.col("date").is_null(), NO_DATE),
        (~kind.is_in(["1", "2", "3"]).fill_null(False), "no such type of violence"),
        ((best.is_null() | (best < 0)), "no number of deaths that can be read"),
        (pl.col("source").is_null(), NO_SOURCE),
        (pl.col("target").is_null(), NO_TARGET),
    )
    there = acts(
        frame, wrong, ("id",), source=one, target=_chosen(alone, place, two),
        goldstein=_chosen(alone, _weight(frame, ONE_SIDED), _weight(frame, FIGHT)),
        fatalities=_chosen(alone, best, other + rest), **common,
    )  # fmt: skip
    back = acts(
        frame, wrong, ("id",), source=two, target=one, goldstein=_weight(frame, FIGHT), fatalities=own + rest, **common
    )  # fmt: skip
    # a row that is skipped is skipped once
    return pl.concat([there, back.filter(~alone.fill_null(False) & back["reason"].is_null())])


def _coarse(settings: Settings) -> str:
    return f"dated no closer than a {settings.every}, counted on its first day"


def _party(frame: pl.DataFrame, name: str, number: str, settings: Settings) -> pl.Series:
    """Return who a side is: by its number, or else by its name."""
    by_number = mapped(column(frame, number), settings.resolver.number, pl.String)
    return by_number.fill_null(mapped(column(frame, name), settings.resolver.body, pl.String))


def _chosen(condition: pl.Series, yes: pl.Series, no: pl.Series) -> pl.Series:
    return pl.select(pl.when(condition).then(yes).otherwise(no))[:, 0]


def _weight(frame: pl.DataFrame, code: str) -> pl.Series:
    return weights(pl.Series([code] * len(frame), dtype=pl.String), "gdelt")


def acled(frame: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """Read ACLED.

    Battles and agreements are acts in each direction, with the dead half in each; all else goes from actor 1 to
    actor 2.
    """
    kinds = frame["event_type"].fill_null("") + "|" + frame["sub_event_type"].fill_null("")
    code = mapped(kinds, _acled_code, pl.String)
    mutual = code.is_in(["190", "057"]) & (frame["event_type"].str.to_lowercase() != "explosions/remote violence")
    mutual = mutual.fill_null(False)
    dead = numbers(frame["fatalities"])
    one, two = (mapped(frame[name], settings.resolver.body, pl.String) for name in ("actor1", "actor2"))
    common: dict[str, Any] = {
        "date": days(frame["event_date"]),
        "quad": quads(code),
        "goldstein": weights(code, "gdelt"),
        "fatalities": _chosen(mutual, dead / 2, dead),
    }
    wrong = first_of(
        (pl.col("date").is_null(), NO_DATE),
        (code.is_null(), "kind of event without a CAMEO code"),
        ((dead.is_null() | (dead < 0)), "no number of deaths that can be read"),
        (pl.col("source").is_null(), NO_SOURCE),
        (pl.col("target").is_null(), NO_TARGET),
    )
    there = acts(frame, wrong, ("event_id_cnty",), source=one, target=two, **common)
    back = acts(frame, wrong, ("event_id_cnty",), source=two, target=one, **common)
    return pl.concat([there, back.filter(mutual & back["reason"].is_null())])


def _acled_code(both: str) -> str | None:
    kind, _, finer = (part.strip().casefold() for part in both.partition("|"))
    return ACLED_CODES.get((kind, finer)) or ACLED_CODES.get((kind, ""))


def viina(frame: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """Read VIINA, one event a day and place.

    The side whose flag of initiative is set is the source; where both are, there is an act in each direction. VIINA
    does not count deaths.
    """
    code = _viina_code(frame)
    begun = {side: _flag(frame, f"a_{side}_init_b") for side in ("rus", "ukr")}
    both = begun["rus"] & begun["ukr"]
    common: dict[str, Any] = {"date": days(frame["date"]), "quad": quads(code), "goldstein": weights(code, "gdelt")}
    wrong = first_of(
        (pl.col("date").is_null(), NO_DATE),
        (code.is_null(), "no flag of an act that has a CAMEO code"),
        (~begun["rus"] & ~begun["ukr"], "no side flagged as the one that began"),
    )
    side = {name: pl.Series([name] * len(frame), dtype=pl.String) for name in ("RUS", "UKR")}
    one = _chosen(begun["rus"], side["RUS"], side["UKR"])
    two = _chosen(begun["rus"], side["UKR"], side["RUS"])
    there = acts(frame, wrong, ("event_id_1pd",), source=one, target=two, **common)
    back = acts(frame, wrong, ("event_id_1pd",), source=side["UKR"], target=side["RUS"], **common)
    return pl.concat([there, back.filter(both & back["reason"].is_null())])


def _flag(frame: pl.DataFrame, name: str) -> pl.Series:
    """Return a flag; 1, 1.0 and TRUE are set, everything else is not."""
    return column(frame, name).str.strip_chars().str.to_lowercase().is_in(["1", "1.0", "true"]).fill_null(False)


def _viina_code(frame: pl.DataFrame) -> pl.Series:
    set_ = (pl.when(_flag(frame, flag)).then(pl.lit(code)) for flag, code in VIINA_CODES)
    found: pl.Series = pl.select(pl.coalesce(*set_, pl.Series([None] * len(frame), dtype=pl.String)))[:, 0]
    return found
