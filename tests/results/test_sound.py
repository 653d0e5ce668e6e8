"""Whether a folder is as it was written: sums, seals, files that are whole or not there, and room on the disk."""

import errno
import hashlib
import json
import math

import pandas as pd
import pytest

from diplomacy_abm.results.sound import (
    DiskFullError,
    FileSum,
    ResultsError,
    as_text,
    cleaned,
    manifest_in,
    own_sum,
    refuse_changed,
    refuse_format,
    refuse_other,
    room,
    rounded,
    sums,
    whole_file,
)


@pytest.mark.parametrize(
    "error",
    [OSError(number, "x") for number in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)]
    + [OSError("[Errno 28] Error writing: No space left on device"), OSError("File too large")],
    ids=str,
)
def test_a_full_disk_is_told_with_what_is_kept(error):
    with pytest.raises(DiskFullError, match=r"^out: the disk is full; nothing was put there$"), room("out"):
        raise error
    with pytest.raises(DiskFullError, match="the disk is full; 3 parts are there"), room("out", "3 parts are there"):
        raise error


def test_what_is_not_about_room_comes_as_it_is():
    with pytest.raises(PermissionError), room("out"):
        raise PermissionError(errno.EACCES, "no")


def test_a_file_is_seen_whole_or_not_at_all(tmp_path):
    target = tmp_path / "deep" / "er" / "table.csv"
    with whole_file(target) as aside:
        # some writers go by the ending
        assert (aside.suffix, aside.parent) == (".csv", target.parent)
        aside.write_text("new", "utf-8")
        assert not target.exists()
    assert [path.name for path in target.parent.iterdir()] == ["table.csv"]
    with pytest.raises(RuntimeError), whole_file(target) as aside:  # noqa: PT012
        aside.write_text("half", "utf-8")
        raise RuntimeError
    assert [path.name for path in target.parent.iterdir()] == ["table.csv"]
    assert target.read_text("utf-8") == "new"
    with pytest.raises(RuntimeError), whole_file(target):
        # nothing was begun
        raise RuntimeError


def test_sums_are_of_all_files_but_the_manifests_and_what_is_half_written(tmp_path):
    for name in ("b.csv", "a.json", "manifest.json", "files.json", "b.csv.0-1.tmp"):
        (tmp_path / name).write_bytes(name.encode())
    (tmp_path / "runs").mkdir()
    assert sums(tmp_path, {"b.csv": 3}) == {
        "a.json": {"bytes": 6, "sha256": hashlib.sha256(b"a.json").hexdigest()},
        "b.csv": {"bytes": 5, "sha256": hashlib.sha256(b"b.csv").hexdigest(), "rows": 3},
    }
    assert list(sums(tmp_path, {})) == ["a.json", "b.csv"]


def test_a_file_that_is_missing_longer_or_other_is_told(tmp_path):
    path = tmp_path / "b.csv"
    said = {"b.csv": FileSum(bytes=1500, sha256=hashlib.sha256(b"x" * 1500).hexdigest())}
    with pytest.raises(ResultsError, match=r"b\.csv is missing from this result folder"):
        refuse_changed(tmp_path, said)
    path.write_bytes(b"x" * 1500)
    refuse_changed(tmp_path, said)
    path.write_bytes(b"x" * 1501)
    with pytest.raises(ResultsError, match="has 1,501 bytes, must have 1,500; it was cut short or changed"):
        refuse_changed(tmp_path, said)
    path.write_bytes(b"y" * 1500)
    with pytest.raises(ResultsError, match="is not as it was written; make the folder again"):
        refuse_other(path, said["b.csv"])


def test_a_manifest_carries_its_own_sum_which_knows_no_order_and_is_not_in_itself(tmp_path):
    manifest = {"format": 2, "b": [1, {"z": "ü"}], "a": None}
    text = as_text(manifest)
    found = json.loads(text)
    assert list(found) == ["format", "b", "a", "checksum"]
    assert text == json.dumps(found, indent=2, ensure_ascii=False) + "\n"
    plain = json.dumps(manifest, sort_keys=True, separators=(",", ":"))
    assert found["checksum"] == own_sum(dict(reversed(manifest.items()))) == hashlib.sha256(
        plain.encode()).hexdigest()[:32]  # fmt: skip
    # sealed again it is the same
    assert as_text(found) == text
    assert as_text({1: {2}}, sorted) == as_text({"1": [2]})
    refuse_format(tmp_path, found, 2)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"format": 3}, "format is 3; this version reads 2"),
        ({"format": "x" * 90}, r"format is x+ … x+; this version"),
        ({"b": 1}, "is not as it was written; make the folder again"),
        ({"checksum": None}, "has no 'checksum'; it was made by another version, or cut short"),
    ],
)  # fmt: skip
def test_a_manifest_of_another_format_or_changed_is_told(tmp_path, changes, told):
    found = json.loads(as_text({"format": 2, "b": 0})) | changes
    found = {name: value for name, value in found.items() if value is not None}
    with pytest.raises(ResultsError, match=told) as raised:
        refuse_format(tmp_path, found, 2)
    said = str(raised.value).removeprefix(f"{tmp_path}/manifest.json: ")
    assert len(said.removeprefix("format is ").removesuffix("; this version reads 2")) <= 60 or "x" not in said


def test_a_folder_without_a_manifest_names_who_makes_one(tmp_path):
    with pytest.raises(ResultsError, match="no such folder; name one that sweep made"):
        manifest_in(tmp_path / "none", "sweep")
    with pytest.raises(ResultsError, match=r"holds no manifest\.json; name a folder that sweep made"):
        manifest_in(tmp_path, "sweep")
    (tmp_path / "manifest.json").write_text("[]", "utf-8")
    with pytest.raises(ResultsError, match=r"manifest\.json: is not a manifest of diplomacy-abm"):
        manifest_in(tmp_path, "sweep")
    (tmp_path / "manifest.json").write_text('{"kind": 1}', "utf-8")
    assert manifest_in(tmp_path, "sweep") == {"kind": 1}


def test_texts_anywhere_in_plain_values_are_made_fit_to_be_shown():
    assert cleaned({"a\x1b[2J": ["b\u202e", {"c": "d\x07"}], "n": 1.5, "none": None, "yes": True}) == {
        "a": ["b", {"c": "d "}], "n": 1.5, "none": None, "yes": True
    }  # fmt: skip


def test_numbers_of_a_table_have_four_digits_and_its_counts_all():
    table = pd.DataFrame({"x": [0.123456, 98765.4, math.nan], "n": [123456, 2, 3], "t": ["1.23456", "a", "b"]})
    found = rounded(table)
    assert found["x"].tolist()[:2] == [0.1235, 98770.0]
    assert math.isnan(found["x"][2])
    assert found[["n", "t"]].equals(table[["n", "t"]])
    assert table["x"][0] == 0.123456
