"""Files as they are downloaded: what is counted, what is skipped, and why, line by line."""

from __future__ import annotations

import datetime as dt
import gzip
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from diplomacy_abm.events import import_events
from diplomacy_abm.events.incoming import Imported
from diplomacy_abm.events.skips import BY_CHOICE
from tests.events.make_files import FILES, FOLDER, gdelt, gdelt_row

NAMES = list(FILES)
GDELT, ICEWS, POLECAT, UCDP, ACLED, VIINA = NAMES
LAYOUT_OF = dict(zip(NAMES, ("gdelt", "icews", "polecat", "ucdp", "acled", "viina"), strict=True))


def reading(name: str, **settings: object) -> Imported:
    return import_events([FOLDER / name], **settings)  # type: ignore[arg-type]


def skipped(found: Imported) -> dict[str, list[int]]:
    (report,) = found.files
    return {reason: tally.lines for reason, tally in report.skipped.items()}


def noted(found: Imported) -> dict[str, list[int]]:
    (report,) = found.files
    return {remark: tally.lines for remark, tally in report.noted.items()}


def row(found: Imported, source: str, target: str) -> pd.Series:
    table = found.table
    (chosen,) = (one for _, one in table[(table["source"] == source) & (table["target"] == target)].iterrows())
    return chosen


@pytest.mark.parametrize("name", NAMES)
def test_the_files_are_those_that_the_script_makes(name: str):
    assert (FOLDER / name).read_bytes() == FILES[name]()


@pytest.mark.parametrize("name", NAMES)
def test_the_layout_is_told_by_the_first_line(name: str):
    (report,) = reading(name).files
    assert report.layout == LAYOUT_OF[name]


@pytest.mark.parametrize("name", NAMES)
def test_every_row_is_counted_or_told(name: str):
    (report,) = reading(name).files
    assert report.rows == report.used + sum(tally.count for tally in report.skipped.values())
    assert report.used > 0


def test_gdelt():
    found = reading(GDELT)
    assert skipped(found) == {
        "the same event again": [2],
        "wrong number of columns": [3],
        "no date that can be read": [7],
        "no such CAMEO code": [8],
        "target is no known country or alias": [9],
        "empty line": [12],
        "source is no known country or alias": [16],
    }
    assert noted(found) == {"not UTF-8, taken for Windows-1252": [4]}
    assert row(found, "EUU", "RUS")["mean_goldstein"] == -8.0
    assert row(found, "ROU", "UKR")["material_cooperation"] == 1


def test_gdelt_trusts_the_quad_class_of_the_row_and_finds_a_missing_weight():
    found = reading(GDELT)
    # 43 hosts a visit, 093 investigates: class 3 by its root, 2 in the row
    classes = ["verbal_cooperation", "material_cooperation", "verbal_conflict"]
    assert row(found, "TUR", "RUS")[classes].tolist() == [1, 1, 0]
    # 190 has -10; 016 without a weight has GDELT's -2, ICEWS's would be +3.4
    assert row(found, "RUS", "UKR")["mean_goldstein"] == pytest.approx((-10 - 2) / 2)
    assert row(found, "RUS", "UKR")["verbal_cooperation"] == 1


def test_gdelt_root_events_only():
    found = reading(GDELT, root_only=True)
    assert skipped(found)["not a root event"] == [15]
    assert row(found, "UKR", "RUS")["events"] == 1


def test_icews():
    found = reading(ICEWS)
    assert skipped(found) == {
        "the same event again": [4],
        "header again": [11],
        "within one actor": [12],
        "wrong number of columns": [13],
    }
    assert noted(found) == {"not UTF-8, taken for Windows-1252": [10]}
    # the number 1 stands for two events on two days; 841 is 0841, return of persons
    assert row(found, "RUS", "UKR")[["events", "material_conflict", "material_cooperation"]].tolist() == [3, 2, 1]
    assert row(found, "USA", "RUS")["mean_goldstein"] == -6.5
    assert row(found, "TUR", "UKR")["verbal_cooperation"] == 1
    assert row(found, "EUU", "RUS")["verbal_conflict"] == 1


def test_polecat():
    found = reading(POLECAT)
    assert skipped(found) == {"no such PLOVER type": [6], "target is no known country or alias": [7]}
    assert noted(found) == {"several actors, one act for each pair": [3]}
    dyads = set(zip(found.table["source"], found.table["target"], strict=True))
    assert dyads == {
        ("RUS", "UKR"), ("TUR", "RUS"), ("TUR", "UKR"), ("UNO", "RUS"), ("UNO", "UKR"), ("RUS", "TUR"),
        ("USA", "RUS"), ("UKR", "RUS"),
    }  # fmt: skip
    assert row(found, "USA", "RUS")["material_conflict"] == 1
    assert row(found, "UKR", "RUS")["material_cooperation"] == 1


def test_ucdp_counts_the_dead_against_those_who_lost_them():
    found = reading(UCDP)
    assert skipped(found) == {
        "row of HXL tags": [2],
        "target is no known country or alias": [7],
        "no number of deaths that can be read": [9],
        "the same event again": [10],
    }
    assert noted(found) == {"dated no closer than a week, counted on its first day": [8]}
    # event 1: Ukraine lost 20 and half of 6, Russia 10 and half of 6; 2: 7 civilians; 3: Ukraine 3; 5: Russia 5
    assert row(found, "RUS", "UKR")["fatalities"] == 20 + 3 + 7 + 3
    assert row(found, "UKR", "RUS")["fatalities"] == 10 + 3 + 5
    assert row(found, "RUS", "UKR")["events"] == 4


def test_ucdp_by_the_month_minds_only_the_year():
    assert noted(reading(UCDP, every="month")) == {"dated no closer than a month, counted on its first day": [8]}


def test_ucdp_side_without_a_state_is_an_alias():
    found = reading(UCDP, aliases={"DPR": "DPR"})
    assert row(found, "RUS", "DPR")["fatalities"] == row(found, "DPR", "RUS")["fatalities"] == 1


def test_acled():
    found = reading(ACLED)
    assert skipped(found) == {
        "kind of event without a CAMEO code": [6],
        "source is no known country or alias": [7],
        "target is no known country or alias": [8],
        "no date that can be read": [9],
    }
    assert row(found, "RUS", "UKR")["fatalities"] == 5 + 3 + 1
    assert row(found, "UKR", "RUS")["fatalities"] == 5
    assert row(found, "RUS", "UKR")["verbal_cooperation"] == 1
    with_alias = reading(ACLED, aliases={"Wagner Group": "RUS"})
    assert row(with_alias, "RUS", "UKR")["fatalities"] == 5 + 3 + 1 + 2


def test_viina():
    found = reading(VIINA)
    assert skipped(found) == {
        "no side flagged as the one that began": [5],
        "no flag of an act that has a CAMEO code": [6],
    }
    assert row(found, "RUS", "UKR")[["events", "material_conflict", "material_cooperation"]].tolist() == [4, 3, 1]
    assert row(found, "UKR", "RUS")["events"] == 2
    # an air strike that damaged property is an air strike: -10, and not -9.2
    assert row(found, "RUS", "UKR")["mean_goldstein"] == pytest.approx((-10 - 10 + 10 - 10) / 4)
    assert found.table["fatalities"].isna().all()


@pytest.mark.parametrize("every", ["day", "week", "month"])
def test_periods_begin_where_they_should(every: str):
    found = reading(ICEWS, every=every)
    first = {"day": "2022-03-01", "week": "2022-02-28", "month": "2022-03-01"}[every]
    assert found.table["period"].min() == pd.Timestamp(first)
    assert set(found.table["every"]) == {every}
    assert found.table["events"].sum() == 8


def test_only_the_actors_asked_for_count_and_the_choice_is_no_fault():
    found = reading(ICEWS, actors=("RUS", "UKR"))
    assert set(found.table["source"]) == {"RUS"}
    (report,) = found.files
    assert report.skipped["not among the actors asked for"].count == 5
    assert report.faults == 3
    assert set(BY_CHOICE) & set(report.skipped)


def test_days_outside_are_left_out():
    found = reading(ICEWS, since=dt.date(2022, 3, 2), until=dt.date(2022, 3, 3))
    assert found.table["events"].sum() == 6
    assert skipped(found)["outside the dates asked for"] == [2, 4, 10]


def test_an_event_in_two_files_counts_once():
    once, twice = import_events([FOLDER / GDELT]), import_events([FOLDER / GDELT, FOLDER / GDELT])
    pd.testing.assert_frame_equal(once.table, twice.table)
    assert twice.files[1].used == 0
    assert twice.files[1].skipped["the same event again"].count == once.used + 1


def test_files_of_several_layouts_make_one_table():
    both = import_events([FOLDER / ICEWS, FOLDER / UCDP])
    assert [report.layout for report in both.files] == ["icews", "ucdp"]
    assert row(both, "RUS", "UKR")["events"] == 3 + 4


def test_packed_files(tmp_path: Path):
    packed, zipped = tmp_path / "a.CSV.gz", tmp_path / "a.CSV.zip"
    packed.write_bytes(gzip.compress(gdelt()))
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("a.CSV", gdelt())
        archive.writestr("__MACOSX/._a.CSV", b"rubbish")
    plain = import_events([FOLDER / GDELT]).table
    pd.testing.assert_frame_equal(import_events([packed]).table, plain)
    pd.testing.assert_frame_equal(import_events([zipped]).table, plain)


@pytest.mark.parametrize("change", ["bom", "crlf", "no last line end"])
def test_small_differences_of_form_change_nothing(tmp_path: Path, change: str):
    content = {
        "bom": b"\xef\xbb\xbf" + gdelt(),
        "crlf": gdelt().replace(b"\n", b"\r\n"),
        "no last line end": gdelt().removesuffix(b"\n"),
    }[change]
    (tmp_path / "a.CSV").write_bytes(content)
    pd.testing.assert_frame_equal(import_events([tmp_path / "a.CSV"]).table, import_events([FOLDER / GDELT]).table)


@pytest.mark.parametrize("size", [50, 400, 1000])
@pytest.mark.parametrize("name", NAMES)
def test_where_blocks_end_changes_nothing(monkeypatch: pytest.MonkeyPatch, name: str, size: int):
    whole = reading(name)
    monkeypatch.setattr("diplomacy_abm.events.records.BLOCK", size)
    monkeypatch.setattr("diplomacy_abm.events.records.RECORDS", 2)
    cut = reading(name)
    pd.testing.assert_frame_equal(cut.table, whole.table)
    assert cut.files[0].as_dict() == whole.files[0].as_dict()


def test_gdelt_1_has_the_same_first_columns(tmp_path: Path):
    fields = gdelt_row(7, "RUS", "UKR", "190").split("\t")
    # GDELT 1 lacks the three ADM2 columns
    old = [field for place, field in enumerate(fields) if place not in (39, 47, 55)]
    assert len(old) == 58
    (tmp_path / "old.csv").write_text("\t".join(old) + "\n", "utf-8")
    assert row(import_events([tmp_path / "old.csv"]), "RUS", "UKR")["events"] == 1


def test_gdelt_with_a_header_and_commas_as_databases_export_it(tmp_path: Path):
    text = (
        "SQLDATE,GLOBALEVENTID,Actor1CountryCode,Actor2CountryCode,EventCode,IsRootEvent\n"
        "20251117,1,RUS,UKR,190,true\n20251117,2,RUS,UKR,43,false\n"
    )
    (tmp_path / "query.csv").write_text(text, "utf-8")
    assert row(import_events([tmp_path / "query.csv"]), "RUS", "UKR")["events"] == 2
    assert row(import_events([tmp_path / "query.csv"], root_only=True), "RUS", "UKR")["events"] == 1


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b"a,b,c\n1,2,3\n", "is none of the layouts known"),
        (b"\xff\xfea\x00b\x00", "is UTF-16"),
        (b"\x1f\x8b\x08broken", "is damaged"),
        (ACLED.encode() + b"\n", "is none of the layouts known"),
    ],
)
def test_what_cannot_be_read_is_one_line(tmp_path: Path, content: bytes, told: str):
    path = tmp_path / ("x.csv.gz" if content.startswith(b"\x1f") else "x.csv")
    path.write_bytes(content)
    with pytest.raises(ValueError, match=told) as caught:
        import_events([path])
    assert str(caught.value).startswith(path.name)
    assert len(str(caught.value).splitlines()) == 1


def test_a_wrong_layout_names_the_columns_that_lack():
    with pytest.raises(ValueError, match="is not UCDP GED; its first line lacks the columns id, type_of_violence"):
        reading(ACLED, layout="ucdp")


def test_a_quote_left_open_is_told(tmp_path: Path):
    text = (FOLDER / UCDP).read_text("utf-8").replace('"Shelling', '"""Shelling', 1)
    (tmp_path / "ged.csv").write_text(text + "x" * 200_000, "utf-8")
    with pytest.raises(ValueError, match="is a quote left open"):
        import_events([tmp_path / "ged.csv"])


@pytest.mark.parametrize(
    ("settings", "told"), [({"every": "year"}, "day, week, month"), ({"layout": "x"}, "auto or one")]
)
def test_wrong_settings_are_told(settings: dict[str, str], told: str):
    with pytest.raises(ValueError, match=told):
        reading(GDELT, **settings)


def test_no_such_file_and_a_folder(tmp_path: Path):
    with pytest.raises(ValueError, match="No such file"):
        import_events([tmp_path / "none.csv"])
    with pytest.raises(ValueError, match="is a folder"):
        import_events([tmp_path])
