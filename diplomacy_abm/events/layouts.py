"""The columns of every layout that is read or written, and how a file tells which one it has."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from diplomacy_abm.intake.clean import one_line

LayoutName = Literal["gdelt", "icews", "polecat", "ucdp", "acled", "viina"]

GDELT_COLUMNS = (
    "GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate", "Actor1Code", "Actor1Name", "Actor1CountryCode",
    "Actor1KnownGroupCode", "Actor1EthnicCode", "Actor1Religion1Code", "Actor1Religion2Code", "Actor1Type1Code",
    "Actor1Type2Code", "Actor1Type3Code", "Actor2Code", "Actor2Name", "Actor2CountryCode", "Actor2KnownGroupCode",
    "Actor2EthnicCode", "Actor2Religion1Code", "Actor2Religion2Code", "Actor2Type1Code", "Actor2Type2Code",
    "Actor2Type3Code", "IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale",
    "NumMentions", "NumSources", "NumArticles", "AvgTone", "Actor1Geo_Type", "Actor1Geo_FullName",
    "Actor1Geo_CountryCode", "Actor1Geo_ADM1Code", "Actor1Geo_ADM2Code", "Actor1Geo_Lat", "Actor1Geo_Long",
    "Actor1Geo_FeatureID", "Actor2Geo_Type", "Actor2Geo_FullName", "Actor2Geo_CountryCode", "Actor2Geo_ADM1Code",
    "Actor2Geo_ADM2Code", "Actor2Geo_Lat", "Actor2Geo_Long", "Actor2Geo_FeatureID", "ActionGeo_Type",
    "ActionGeo_FullName", "ActionGeo_CountryCode", "ActionGeo_ADM1Code", "ActionGeo_ADM2Code", "ActionGeo_Lat",
    "ActionGeo_Long", "ActionGeo_FeatureID", "DATEADDED", "SOURCEURL",
)  # fmt: skip
"""GDELT 2.0 events: tab separated, no header."""

ICEWS_COLUMNS = (
    "Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code",
    "Intensity", "Target Name", "Target Sectors", "Target Country", "Story ID", "Sentence Number", "Publisher", "City",
    "District", "Province", "Country", "Latitude", "Longitude",
)  # fmt: skip
"""ICEWS coded events: tab separated with a header."""

POLECAT_COLUMNS = (
    "Event ID", "Event Date", "Event Type", "Event Intensity", "Quad Code", "Contexts", "Actor Name", "Actor Country",
    "Actor Title", "Actor Name Raw", "Recipient Name", "Recipient Country", "Recipient Title", "Recipient Name Raw",
    "Country", "Raw Placename", "Publication Date", "Language", "Version",
)  # fmt: skip
"""POLECAT (PLOVER events): the columns that we write; its own files hold more."""


@dataclass(frozen=True)
class Layout:
    """What is needed of a layout to read it."""

    name: LayoutName
    title: str
    """For options, and for people."""
    needed: tuple[str, ...]
    optional: tuple[str, ...] = ()
    """Names of columns, as the source spells them; without `needed` a file is not of this layout."""
    quoted: bool = False
    """Whether fields may be quoted, and then hold separators and line ends."""


LAYOUTS: dict[str, Layout] = {
    layout.name: layout
    for layout in (
        Layout(
            "gdelt", "GDELT 2.0 events",
            ("GLOBALEVENTID", "SQLDATE", "Actor1CountryCode", "Actor2CountryCode", "EventCode"),
            ("Actor1KnownGroupCode", "Actor2KnownGroupCode", "IsRootEvent", "EventRootCode", "QuadClass",
             "GoldsteinScale"),
        ),
        Layout(
            "icews", "ICEWS coded events",
            ("Event ID", "Event Date", "Source Country", "CAMEO Code", "Target Country"),
            ("Source Name", "Target Name", "Intensity"),
        ),
        Layout(
            "polecat", "POLECAT (PLOVER) events",
            ("Event ID", "Event Date", "Event Type", "Actor Country", "Recipient Country"),
            ("Event Intensity", "Quad Code"),
        ),
        Layout(
            "ucdp", "UCDP GED",
            ("id", "type_of_violence", "side_a", "side_b", "date_start", "best", "deaths_a", "deaths_b"),
            ("gwnoa", "gwnob", "country_id", "date_prec", "country"), quoted=True,
        ),
        Layout(
            "acled", "ACLED",
            ("event_id_cnty", "event_date", "event_type", "sub_event_type", "actor1", "actor2", "fatalities"),
            ("country",), quoted=True,
        ),
        Layout(
            "viina", "VIINA 2.0, one event a day and place",
            ("event_id_1pd", "date", "a_rus_init_b", "a_ukr_init_b"),
            ("t_airstrike_b", "t_uav_b", "t_artillery_b", "t_firefight_b", "t_raid_b", "t_armor_b", "t_ied_b",
             "t_occupy_b", "t_property_b", "t_arrest_b", "t_retreat_b", "t_san_b", "t_mil_b"), quoted=True,
        ),
    )
}  # fmt: skip
"""All layouts that are read, by name."""


@dataclass(frozen=True)
class Shape:
    """How one file is to be read."""

    layout: Layout
    """Its layout."""
    separator: str
    """One sign."""
    columns: tuple[str, ...]
    """Names of all its columns in their order."""
    header: bool
    """Whether its first line names them."""

    @property
    def used(self) -> dict[str, int]:
        """Place of every column that is needed, in their order in the file."""
        wanted = {*self.layout.needed, *self.layout.optional}
        return {name: place for place, name in enumerate(self.columns) if name in wanted}


# GDELT 1 has the same first 34 columns, and these numbers of columns without and with the address of the source
_GDELT_1 = (57, 58)


def shape_of(first: str, origin: str, wanted: str = "auto") -> Shape:
    """Tell from its first line, without byte-order mark and line end, how a file is to be read.

    ValueError in one line if the file has no layout that is known, or not the one wanted.
    """
    for separator in ("\t", ",", ";"):
        found = _named(_names(first, separator), separator, wanted)
        if found:
            return found
    gdelt = LAYOUTS["gdelt"]
    count = len(first.split("\t"))
    if wanted in ("gdelt", "auto") and _is_gdelt(first.split("\t")):
        columns = GDELT_COLUMNS if count not in _GDELT_1 else (*GDELT_COLUMNS[:35], *map(str, range(35, count)))
        return Shape(gdelt, "\t", columns, header=False)
    raise ValueError(_unknown(first, max((_names(first, sign) for sign in "\t,;"), key=len), origin, wanted))


def shape_of_names(names: Sequence[str], origin: str, wanted: str = "auto") -> Shape:
    """Tell from the names of its columns how a table is to be read; the rest as :func:`shape_of`."""
    found = _named(names, ",", wanted)
    if found is None:
        raise ValueError(_unknown(", ".join(names), names, origin, wanted))
    return found


def _candidates(wanted: str) -> list[Layout]:
    return list(LAYOUTS.values()) if wanted == "auto" else [LAYOUTS[wanted]]


def _named(names: Sequence[str], separator: str, wanted: str) -> Shape | None:
    for layout in _candidates(wanted):
        spelled = {name.casefold(): name for name in (*layout.needed, *layout.optional)}
        columns = tuple(spelled.get(name.casefold(), name) for name in names)
        if set(layout.needed) <= set(columns):
            return Shape(layout, separator, columns, header=True)
    return None


def _names(first: str, separator: str) -> list[str]:
    try:
        return [name.strip() for name in next(csv.reader([first], delimiter=separator), [])]
    except csv.Error:
        return []


def _is_gdelt(fields: Sequence[str]) -> bool:
    sizes = (len(GDELT_COLUMNS), *_GDELT_1)
    return len(fields) in sizes and fields[0].strip().isdecimal() and len(fields[1].strip()) == 8


def _unknown(first: str, names: Sequence[str], origin: str, wanted: str) -> str:
    """Say what a file lacks of the layout that was asked for, or of the one it comes nearest to."""
    there = {one.casefold() for one in names}

    def lacking(layout: Layout) -> list[str]:
        return [name for name in layout.needed if name.casefold() not in there]

    nearest = max(_candidates(wanted), key=lambda layout: 1 - len(lacking(layout)) / len(layout.needed))
    if wanted != "auto":
        return f"{origin}: is not {nearest.title}; its first line lacks the columns {', '.join(lacking(nearest))}"
    if 2 * len(lacking(nearest)) <= len(nearest.needed):
        missing = ", ".join(lacking(nearest))
        return f"{origin}: looks like {nearest.title}, but its first line lacks the columns {missing}"
    known = ", ".join(LAYOUTS)
    return f"{origin}: is none of the layouts known ({known}); it begins with {one_line(first, 60)!r}"
