"""The fixture files: every layout exactly as its source has it, with the nasty cases of real downloads.

``python -m tests.events.make_files`` writes them. They are invented: no row is taken from any data set.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from diplomacy_abm.events.layouts import GDELT_COLUMNS, ICEWS_COLUMNS, POLECAT_COLUMNS

FOLDER = Path(__file__).with_name("files")

UCDP_COLUMNS = (
    "id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id", "conflict_new_id",
    "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id", "side_a_new_id", "side_a",
    "side_b_dset_id", "side_b_new_id", "side_b", "number_of_sources", "source_article", "source_office",
    "source_date", "source_headline", "source_original", "where_prec", "where_coordinates", "where_description",
    "adm_1", "adm_2", "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region",
    "event_clarity", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians",
    "deaths_unknown", "best", "high", "low", "gwnoa", "gwnob",
)  # fmt: skip
ACLED_COLUMNS = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type",
    "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting",
    "iso", "region", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision",
    "source", "source_scale", "notes", "fatalities", "tags", "timestamp",
)  # fmt: skip
VIINA_COLUMNS = (
    "event_id_1pd", "date", "ADM1_NAME", "asciiname", "longitude", "latitude", "GEO_PRECISION", "n_reports",
    "t_mil_b", "t_airstrike_b", "t_airalert_b", "t_uav_b", "t_aad_b", "t_artillery_b", "t_firefight_b", "t_raid_b",
    "t_occupy_b", "t_armor_b", "t_arrest_b", "t_ied_b", "t_cyber_b", "t_hospital_b", "t_milcas_b", "t_civcas_b",
    "t_retreat_b", "t_loc_b", "t_san_b", "t_property_b", "t_control_b", "a_rus_b", "a_rus_init_b", "a_ukr_b",
    "a_ukr_init_b", "a_civ_b", "a_other_b",
)  # fmt: skip


def line(columns: Sequence[str], separator: str = "\t", **values: object) -> str:
    """A row with the values given; fields that hold the separator, a quote or a line end are quoted in CSV."""
    unknown = set(values) - {name.replace(" ", "_") for name in columns}
    assert not unknown, unknown
    fields = [str(values.get(name.replace(" ", "_"), "")) for name in columns]
    if separator != "\t":
        fields = [f'"{field.replace(chr(34), chr(34) * 2)}"' if set(field) & {separator, '"', "\n"} else field
                  for field in fields]  # fmt: skip
    return separator.join(fields)


def gdelt_row(number: int, one: str, other: str, code: str, **more: object) -> str:
    root = code[:2]
    values = {
        "GLOBALEVENTID": number, "SQLDATE": 20251117, "MonthYear": 202511, "Year": 2025, "FractionDate": 2025.8685,
        "Actor1Code": f"{one}GOV", "Actor1Name": one, "Actor1CountryCode": one, "Actor1Type1Code": "GOV",
        "Actor2Code": f"{other}GOV", "Actor2Name": other, "Actor2CountryCode": other, "IsRootEvent": 1,
        "EventCode": code, "EventBaseCode": code[:3], "EventRootCode": root, "QuadClass": 4, "GoldsteinScale": -10.0,
        "NumMentions": 4, "NumSources": 1, "NumArticles": 4, "AvgTone": -2.5, "ActionGeo_CountryCode": "UP",
        "DATEADDED": 20251117001500, "SOURCEURL": "https://example.org/a",
    }  # fmt: skip
    return line(GDELT_COLUMNS, **{**values, **more})


def gdelt() -> bytes:
    """Lines: 1 sound, 2 the same event again, 3 a tab within a text, 4 Latin-1, 5 and 6 lost zeros, 7 no such day,
    8 no such code, 9 no target, 10 an organisation, 11 Romania by its CAMEO code, 12 empty, 13 a quad class that is not
    the root's, 14 without a weight, 15 not a root event, 16 a region."""
    rows = [
        gdelt_row(101, "RUS", "UKR", "190"),
        gdelt_row(101, "RUS", "UKR", "190"),
        gdelt_row(102, "RUS", "UKR", "190", Actor1Name="RUSSIA\tMOSCOW"),
        gdelt_row(103, "UKR", "RUS", "195", Actor2Name="SÃO TOMÉ"),
        gdelt_row(104, "TUR", "RUS", "43", EventRootCode="4", QuadClass=1, GoldsteinScale=2.8),
        gdelt_row(105, "TUR", "UKR", "10", EventRootCode="1", QuadClass=1, GoldsteinScale=0.0),
        gdelt_row(106, "RUS", "UKR", "190", SQLDATE=20251345),
        gdelt_row(107, "RUS", "UKR", "999", EventRootCode="99"),
        gdelt_row(108, "RUS", "", "190"),
        gdelt_row(109, "", "RUS", "163", Actor1Code="IGOEUREEC", Actor1KnownGroupCode="EEC", GoldsteinScale=-8.0),
        gdelt_row(110, "ROM", "UKR", "073", QuadClass=2, GoldsteinScale=7.4),
        "",
        gdelt_row(111, "TUR", "RUS", "093", QuadClass=2, GoldsteinScale=-2.0),
        gdelt_row(112, "RUS", "UKR", "016", QuadClass="", GoldsteinScale=""),
        gdelt_row(113, "UKR", "RUS", "190", IsRootEvent=0),
        gdelt_row(114, "EUR", "RUS", "111"),
    ]
    encoded = [row.encode("latin-1" if "SÃO" in row else "utf-8") for row in rows]
    return b"\n".join(encoded) + b"\n"


def icews_row(number: int, day: str, one: str, other: str, code: object, **more: object) -> str:
    values = {
        "Event_ID": number, "Event_Date": day, "Source_Name": one, "Source_Sectors": "Government",
        "Source_Country": one, "Event_Text": "An act", "CAMEO_Code": code, "Intensity": "", "Target_Name": other,
        "Target_Country": other, "Story_ID": 1, "Sentence_Number": 2, "Publisher": "Example Daily",
        "Country": "Ukraine", "Latitude": "50.45", "Longitude": "30.52",
    }  # fmt: skip
    return line(ICEWS_COLUMNS, **{**values, **more})


def icews() -> bytes:
    """Lines: 1 header, 2 sound, 3 the same number on another day, 4 the same number and day, 5 and 6 and 7 codes
    whose zero is lost, 8 sanctions without an intensity, 9 an organisation by its name, 10 Türkiye in Latin-1,
    11 header again, 12 one country, 13 too few columns; line ends are those of Windows."""
    russia, ukraine = "Russian Federation", "Ukraine"
    rows = [
        "\t".join(ICEWS_COLUMNS),
        icews_row(1, "2022-03-01", russia, ukraine, 190, Intensity="-10.0"),
        icews_row(1, "2022-03-02", russia, ukraine, 190, Intensity="-10.0"),
        icews_row(1, "2022-03-01", russia, ukraine, 190, Intensity="-10.0"),
        icews_row(2, "2022-03-03", "Turkey", russia, 43, Intensity="2.8"),
        icews_row(3, "2022-03-03", "Turkey", ukraine, 10, Intensity="0.0"),
        icews_row(4, "2022-03-03", russia, ukraine, 841, Intensity="7.0"),
        icews_row(5, "2022-03-03", "United States", russia, 163),
        icews_row(6, "2022-03-03", "", russia, 112, Source_Name="European Union", Intensity="-2.0"),
        icews_row(7, "2022-03-04", "Türkiye", russia, 40, Intensity="1.0"),
        "\t".join(ICEWS_COLUMNS),
        icews_row(8, "2022-03-04", ukraine, ukraine, 111, Intensity="-2.0"),
        icews_row(9, "2022-03-04", russia, ukraine, 190).rsplit("\t", 3)[0],
    ]
    encoded = [row.encode("latin-1" if "Türkiye" in row else "utf-8") for row in rows]
    return b"\r\n".join(encoded) + b"\r\n"


def polecat_row(number: object, one: str, other: str, kind: str, quad: str, weight: float, **more: object) -> str:
    values = {
        "Event_ID": number, "Event_Date": "2023-05-02", "Event_Type": kind, "Event_Intensity": weight,
        "Quad_Code": quad, "Contexts": "military;diplomatic", "Actor_Name": one, "Actor_Country": one,
        "Recipient_Name": other, "Recipient_Country": other, "Country": "UKR", "Publication_Date": "2023-05-03",
        "Language": "en", "Version": "NGEC",
    }  # fmt: skip
    return line(POLECAT_COLUMNS, **{**values, **more})


def polecat() -> bytes:
    """Lines: 1 header, 2 sound, 3 two actors and two recipients, 4 several with a stroke, 5 sanctions, which the rows
    call material conflict, 6 no such type, 7 no recipient, 8 without a quad class."""
    rows = [
        "\t".join(POLECAT_COLUMNS),
        polecat_row("a1", "RUS", "UKR", "ASSAULT", "MATERIAL CONFLICT", -10.0),
        polecat_row("a2", "TUR;UNO", "RUS; UKR", "CONSULT", "VERBAL COOPERATION", 2.5),
        polecat_row("a3", "RUS | None", "TUR", "AGREE", "Verbal Cooperation", 3.0),
        polecat_row("a4", "USA", "RUS", "SANCTION", "MATERIAL CONFLICT", -5.0),
        polecat_row("a5", "RUS", "UKR", "SNEEZE", "MATERIAL CONFLICT", -5.0),
        polecat_row("a6", "RUS", "", "THREATEN", "VERBAL CONFLICT", -4.0),
        polecat_row("a7", "UKR", "RUS", "retreat", "", 6.0),
    ]
    return ("\n".join(rows) + "\n").encode()


def ucdp_row(number: int, kind: int, dead: tuple[int, int, int, int], **more: object) -> str:
    a, b, civilians, unknown = dead
    values = {
        "id": number, "relid": f"UKR-{number}", "year": 2022, "type_of_violence": kind,
        "conflict_name": "Russia - Ukraine",
        "dyad_name": "Government of Russia (Soviet Union) - Government of Ukraine",
        "side_a": "Government of Russia (Soviet Union)", "side_b": "Government of Ukraine",
        "source_headline": 'Shelling near "the bridge", officials say', "country": "Ukraine", "country_id": 369,
        "date_prec": 1, "date_start": "2022-03-01 00:00:00.000", "date_end": "2022-03-01 00:00:00.000",
        "deaths_a": a, "deaths_b": b, "deaths_civilians": civilians, "deaths_unknown": unknown,
        "best": sum(dead), "high": sum(dead), "low": sum(dead), "gwnoa": 365, "gwnob": 369,
    }  # fmt: skip
    return line(UCDP_COLUMNS, ",", **{**values, **more})


def ucdp() -> bytes:
    """Lines: 1 header, 2 HXL tags, 3 sound with all four kinds of dead, 4 one-sided, 5 a line end within a text (and
    6), 7 a side that is no state, 8 dated to the year, 9 no number, 10 again the event of line 3."""
    tags = ",".join(f"#{name}" if name in ("id", "year", "country") else "" for name in UCDP_COLUMNS)
    rows = [
        ",".join(UCDP_COLUMNS),
        tags,
        ucdp_row(1, 1, (10, 20, 4, 2)),
        ucdp_row(2, 3, (0, 0, 7, 0), side_b="Civilians", gwnob=""),
        ucdp_row(3, 1, (0, 3, 0, 0), where_description="north of\nthe river"),
        ucdp_row(4, 1, (1, 1, 0, 0), side_b="DPR", gwnob=""),
        ucdp_row(5, 1, (5, 0, 0, 0), date_prec=5),
        ucdp_row(6, 1, (0, 0, 0, 0), best="many"),
        ucdp_row(1, 1, (10, 20, 4, 2)),
    ]
    return ("\n".join(rows) + "\n").encode()


def acled_row(name: str, kind: str, finer: str, one: str, other: str, dead: object, **more: object) -> str:
    values = {
        "event_id_cnty": name, "event_date": "16 May 2025", "year": 2025, "time_precision": 1,
        "disorder_type": "Political violence", "event_type": kind, "sub_event_type": finer, "actor1": one,
        "inter1": "State forces", "actor2": other, "iso": 804, "region": "Europe", "country": "Ukraine",
        "admin1": "Donetsk", "location": "Kramatorsk", "latitude": "48.72", "longitude": "37.56", "source": "Example",
        "notes": "A note; with signs, \"quoted\".", "fatalities": dead, "timestamp": 1747700000,
    }  # fmt: skip
    return line(ACLED_COLUMNS, ";", **{**values, **more})


def acled() -> bytes:
    """Lines: 1 header after a byte-order mark, ';' between columns; 2 a battle, 3 shelling, 4 civilians, 5 an
    agreement, 6 a development without a code, 7 a force that is an alias, 8 a protest without a target, 9 a date of
    which nobody knows the month."""
    russia, ukraine = "Military Forces of Russia (2000-)", "Military Forces of Ukraine (2019-)"
    remote = "Explosions/Remote violence"
    rows = [
        ";".join(ACLED_COLUMNS),
        acled_row("UKR1", "Battles", "Armed clash", russia, ukraine, 10),
        acled_row("UKR2", remote, "Shelling/artillery/missile attack", russia, "Civilians (Ukraine)", 3),
        acled_row("UKR3", "Violence against civilians", "Attack", russia, "Civilians (Ukraine)", 1,
                  event_date="2025-05-17"),
        acled_row("UKR4", "Strategic developments", "Agreement", russia, ukraine, 0),
        acled_row("UKR5", "Strategic developments", "Headquarters or base established", russia, ukraine, 0),
        acled_row("UKR6", remote, "Air/drone strike", "Wagner Group", ukraine, 2),
        acled_row("UKR7", "Protests", "Peaceful protest", "Protesters (Ukraine)", "", 0),
        acled_row("UKR8", "Battles", "Armed clash", russia, ukraine, 1, event_date="05/06/2025"),
    ]
    return b"\xef\xbb\xbf" + ("\n".join(rows) + "\n").encode()


def viina_row(number: int, begun: str, *flags: str, **more: object) -> str:
    values: dict[str, object] = dict.fromkeys((name for name in VIINA_COLUMNS if name.endswith("_b")), 0)
    values |= {"event_id_1pd": number, "date": 20240105, "asciiname": "Kherson", "n_reports": 3}
    values |= dict.fromkeys(flags, 1)
    values |= {f"a_{side}_init_b": 1 for side in begun.split()}
    return line(VIINA_COLUMNS, ",", **{**values, **more})


def viina() -> bytes:
    """Lines: 1 header, 2 Russian shelling, 3 a Ukrainian drone with a flag written 1.0, 4 both began, 5 nobody began,
    6 an alert only, 7 a retreat, 8 two flags, of which the air strike counts."""
    rows = [
        ",".join(VIINA_COLUMNS),
        viina_row(1, "rus", "t_mil_b", "t_artillery_b", "a_rus_b"),
        viina_row(2, "", "t_mil_b", t_uav_b="1.0", a_ukr_init_b="1.0"),
        viina_row(3, "rus ukr", "t_mil_b", "t_firefight_b"),
        viina_row(4, "", "t_mil_b", "t_artillery_b"),
        viina_row(5, "rus", "t_airalert_b"),
        viina_row(6, "rus", "t_retreat_b"),
        viina_row(7, "rus", "t_airstrike_b", "t_property_b"),
    ]
    return ("\n".join(rows) + "\n").encode()


FILES = {
    "20251117.export.CSV": gdelt,
    "events.2022.tab": icews,
    "ngecEvents.DV.2023.txt": polecat,
    "ged.csv": ucdp,
    "acled.csv": acled,
    "event_1pd_latest_2024.csv": viina,
}

if __name__ == "__main__":
    for name, make in FILES.items():
        (FOLDER / name).write_bytes(make())
