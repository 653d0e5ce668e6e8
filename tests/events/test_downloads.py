"""Event files in the shapes in which repositories and interfaces hand them out; counts from hand-made truth."""

from __future__ import annotations

import gzip
import io
import json
import pickle
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from diplomacy_abm.cli import main
from diplomacy_abm.events import import_events
from diplomacy_abm.events.aggregate import read_table
from diplomacy_abm.events.layouts import ICEWS_COLUMNS

HEAD = "\t".join(ICEWS_COLUMNS)
ACLED_HEAD = "event_id_cnty,event_date,event_type,sub_event_type,actor1,actor2,country,fatalities\n"


def icews(number: int, date: str, source: str, target: str, code: str = "190", quote: str = "") -> str:
    cells = dict.fromkeys(ICEWS_COLUMNS, "")
    cells |= {
        "Event ID": str(number), "Event Date": date, "Source Name": "Vladimir \\\"V\\\" Putin" if quote else "V Putin",
        "Source Country": source, "CAMEO Code": code, "Intensity": "-10.0", "Target Country": target,
    }  # fmt: skip
    unquoted = ("Event ID", "Intensity", "CAMEO Code")
    return "\t".join(value if name in unquoted else f"{quote}{value}{quote}" for name, value in cells.items())


def counted(path: Path, **settings: object) -> dict[tuple[str, str, str], int]:
    table = import_events([path], every="day", **settings).table  # type: ignore[arg-type]
    rows = table[["period", "source", "target", "events"]].itertuples(index=False)
    return {(str(period.date()), source, target): events for period, source, target, events in rows}


def skips(path: Path) -> dict[str, int]:
    (report,) = import_events([path]).files
    return {reason: tally.count for reason, tally in report.skipped.items()}


def written(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


RUS, UKR = "Russian Federation", "Ukraine"
TRUTH = {("2022-03-01", "RUS", "UKR"): 2, ("2022-03-02", "UKR", "RUS"): 1}


@pytest.mark.parametrize("quote", ["", '"'])
@pytest.mark.parametrize("dates", [("2022-03-01", "2022-03-02"), ("3/1/2022", "3/2/2022")])
def test_icews_as_repositories_serve_it(tmp_path, quote, dates):
    one, two = dates
    path = written(
        tmp_path, "events.tab", HEAD, icews(1, one, RUS, UKR, quote=quote), icews(2, one, RUS, UKR, quote=quote),
        icews(3, two, UKR, RUS, quote=quote),
    )  # fmt: skip
    assert counted(path) == TRUTH


def test_the_order_of_a_date_is_that_of_the_others_in_its_file(tmp_path):
    rows = ["3/1/2022", "13/3/2022", "2022-04-05", "14/03/2022 0:00:00"]
    path = written(tmp_path, "a.tab", HEAD, *(icews(k, date, RUS, UKR) for k, date in enumerate(rows)))
    assert {day for day, _, _ in counted(path)} == {"2022-01-03", "2022-03-13", "2022-04-05", "2022-03-14"}
    (report,) = import_events([path]).files
    assert report.noted["date read with the day first"].lines == [2, 3, 5]


def test_where_no_date_tells_only_icews_has_an_order_and_two_orders_are_none(tmp_path):
    lines = [f"UKR{k},{date},Battles,Armed clash,Military Forces of Russia,Military Forces of Ukraine,Ukraine,3"
             for k, date in enumerate(("1/2/2022", "1/3/2022"))]  # fmt: skip
    path = written(tmp_path, "acled.csv", ACLED_HEAD.strip(), *lines)
    assert skips(path) == {"no date that can be read": 2}
    telling = lines[0].replace("UKR0", "UKR9").replace("/2/", "/22/")
    path = written(tmp_path, "more.csv", ACLED_HEAD.strip(), *lines, telling)
    assert {day for day, _, _ in counted(path)} == {"2022-01-02", "2022-01-03", "2022-01-22"}
    both = ("13/1/2022", "1/13/2022", "1/2/2022")
    path = written(tmp_path, "both.tab", HEAD, *(icews(k, date, RUS, UKR) for k, date in enumerate(both)))
    assert {day for day, _, _ in counted(path)} == {"2022-01-13"}
    assert skips(path) == {"no date that can be read": 1}


def test_a_header_without_a_column_says_which_is_missing(tmp_path):
    path = written(tmp_path, "a.tab", HEAD.replace("CAMEO Code\t", ""), "1")
    with pytest.raises(ValueError, match=r"a.tab: looks like ICEWS coded events, but .* lacks the columns CAMEO Code$"):
        import_events([path])


def test_a_year_of_another_age_is_one_skipped_row(tmp_path):
    lines = [f"UKR{k},{date},Battles,Armed clash,Military Forces of Russia,Military Forces of Ukraine,Ukraine,3"
             for k, date in enumerate(("0025-01-02", "2025-01-02", "9999-12-31"))]  # fmt: skip
    path = written(tmp_path, "acled.csv", ACLED_HEAD.strip(), *lines)
    assert counted(path) == {("2025-01-02", "RUS", "UKR"): 1, ("2025-01-02", "UKR", "RUS"): 1}
    assert skips(path) == {"no date that can be read": 2}


def answer(*dates: str) -> dict[str, object]:
    names = ACLED_HEAD.strip().split(",")
    rows = [(f"UKR{k}", date, "Battles", "Armed clash", "Military Forces of Russia", "Military Forces of Ukraine",
             "Ukraine", 3) for k, date in enumerate(dates)]  # fmt: skip
    return {"success": True, "count": len(rows), "data": [dict(zip(names, row, strict=True)) for row in rows]}


@pytest.mark.parametrize("indent", [None, 1])
def test_the_answer_of_acleds_interface_is_read(tmp_path, indent):
    path = tmp_path / "acled.json"
    path.write_text(json.dumps(answer("2025-01-02", "2025-01-02", "no date"), indent=indent), "utf-8")
    found = import_events([path], every="day")
    assert found.table["events"].tolist() == [2, 2]
    assert found.table["fatalities"].tolist() == [3.0, 3.0]
    assert (found.files[0].layout, found.rows, found.used) == ("acled", 3, 2)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"success": false, "error": "access denied"}', "JSON without rows of events .it says: access denied."),
        ('{"data": [1, 2]}', "JSON without rows of events"),
        ('{"data": [', "is not JSON"),
        ("[" * 100_000, "nested deeper"),
        ('{"data": [{"a": 1}]}', "none of the layouts known"),
    ],
)
def test_an_answer_that_is_none_is_one_line(tmp_path, text, says):
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(ValueError, match=says) as error:
        import_events([tmp_path / "a.json"])
    assert "\n" not in str(error.value)


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


TABLE = "\n".join([HEAD, icews(1, "2022-03-01", RUS, UKR), icews(2, "2022-03-01", RUS, UKR),
                   icews(3, "2022-03-02", UKR, RUS)]).encode()  # fmt: skip


def test_of_an_archive_the_tables_are_read_and_the_rest_is_named(tmp_path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("x.tab", TABLE)
    path = zipped(
        tmp_path / "a.zip",
        {
            "data/events.tab": TABLE, "codebook.pdf": b"%PDF-1.7 ...", "more.zip": inner.getvalue(),
            ".DS_Store": b"\0\0\0\1Bud1", "__MACOSX/data/._events.tab": b"\0\5\x16\7", "README.txt": b"Read me first.",
            "empty.tab": b"", "data/again.tab.gz": gzip.compress(TABLE), "frame.pkl": pickle.dumps({"a": 1}),
        },
    )  # fmt: skip
    assert counted(path) == TRUTH
    found = import_events([path])
    assert [report.name for report in found.files] == ["a.zip:data/events.tab", "a.zip:data/again.tab.gz"]
    assert {name.removeprefix("a.zip:"): why.split(";")[0].split(",")[0] for name, why in found.left.items()} == {
        "codebook.pdf": "is a PDF document",
        "more.zip": "is an archive within an archive",
        ".DS_Store": "is left there by an operating system",
        "__MACOSX/data/._events.tab": "is left there by an operating system",
        "README.txt": "is none of the layouts known (gdelt",
        "empty.tab": "is empty",
        "frame.pkl": "is a Python pickle",
    }
    shown = CliRunner().invoke(main, ["events", "import", str(path), "--out", str(tmp_path / "t.csv")])
    assert shown.exit_code == 0
    assert "not read\n" in shown.output
    assert "is a PDF document" in shown.output


def test_an_archive_without_a_table_says_what_it_holds(tmp_path):
    with pytest.raises(ValueError, match=r"a.zip:codebook.pdf: is a PDF document; nor is there a table in the 1 other"):
        import_events([zipped(tmp_path / "a.zip", {"codebook.pdf": b"%PDF-1.7", "b.pdf": b"%PDF-1.7"})])
    with pytest.raises(ValueError, match="holds no file"):
        import_events([zipped(tmp_path / "b.zip", {})])


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.bin", pickle.dumps({"a": 1}), "is a Python pickle, which may run code and is never loaded"),
        ("a.bin", pickle.dumps([1], protocol=2), "is a Python pickle"),
        ("a.pkl", b"(lp0\n.", "is a Python pickle"),
        ("a.csv", b"%PDF-1.4", "is a PDF document"),
        ("a.csv", b"\xd0\xcf\x11\xe0\xa1\xb1", "is an Excel workbook; export it as CSV"),
        ("a.csv", b"PAR1....", "is a Parquet file; export it as CSV"),
        ("a.csv", b"<!DOCTYPE html><html>", "is a web page"),
        ("a.csv", b"abc\0def", "is no text"),
        ("a.csv", b"BZh91AY", "is a bzip2 file"),
    ],
)
def test_what_is_no_text_is_refused_by_name(tmp_path, name, content, says):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ValueError, match=f"{name}: {says}"):
        import_events([tmp_path / name])


def test_a_workbook_is_told_from_an_archive(tmp_path):
    path = zipped(tmp_path / "GEDEvent.xlsx", {"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"})
    with pytest.raises(ValueError, match=r"GEDEvent.xlsx: is an Excel workbook; export it as CSV"):
        import_events([path])


class Trap:
    def __reduce__(self):
        return (Path("sprung").touch, ())


def test_a_pickle_is_never_loaded(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("trap.pkl", "trap.csv", "trap.parquet", "trap.toml", "trap.json"):
        Path(name).write_bytes(pickle.dumps(Trap()))
        for words in (
            ["events", "import", name, "--out", "t.csv"], ["run", name], ["play", "--game", name, "minimal"],
            ["hindcast", "--parameters", name], ["calibrate", name], ["sweep", name],
        ):  # fmt: skip
            done = CliRunner().invoke(main, words)
            assert done.exit_code != 0
            assert isinstance(done.exception, SystemExit), (words, done.exception)
    with pytest.raises(ValueError, match="is a Python pickle"):
        read_table("trap.csv")
    assert not Path("sprung").exists()


def test_a_gzip_file_is_known_by_its_first_bytes(tmp_path):
    (tmp_path / "events.tab").write_bytes(gzip.compress(TABLE))
    assert counted(tmp_path / "events.tab") == TRUTH
    (tmp_path / "cut.tab.gz").write_bytes(gzip.compress(TABLE)[:60])
    with pytest.raises(ValueError, match=r"cut.tab.gz: is damaged"):
        import_events([tmp_path / "cut.tab.gz"])
