"""Parts of a store: written so that they are whole or not there, and read with their checksums."""

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from diplomacy_abm.results import parts
from diplomacy_abm.results.parts import (
    as_parquet,
    clear_aside,
    part_numbers,
    part_path,
    read_part,
    stamp_of,
    sync_folder,
    write_aside,
)
from diplomacy_abm.results.sound import DiskFullError, ResultsError
from tests.experiment.stores import content

TABLE = pa.table({"outcome": ["ceasefire", None, "none"], "front": [0.1, 0.2, 0.3]})


def test_parts_have_the_encodings_that_keep_them_small(made):
    part = part_path(made / "out", "runs", 0)
    with pq.ParquetFile(part) as file:
        columns = [file.metadata.row_group(0).column(index) for index in range(file.metadata.num_columns)]
    found = {column.path_in_schema: (column.compression, column.encodings) for column in columns}
    assert {compression for compression, _ in found.values()} == {"ZSTD"}
    assert "BYTE_STREAM_SPLIT" in found["mean_escalation"][1]
    assert any("DICTIONARY" in name for name in found["outcome"][1])
    assert not any("DICTIONARY" in name for name in (*found["mean_escalation"][1], *found["end_step"][1]))


def test_only_files_of_dead_writers_are_cleared_away(tmp_path, monkeypatch):
    (tmp_path / "runs").mkdir()
    monkeypatch.setattr("diplomacy_abm.results.parts._lives", lambda process: process == 7)
    host = parts._host()
    for name in (f"part-00000.parquet.{host}-7.tmp", f"part-00001.parquet.{host}-8.tmp", "x.0badbeef-8.tmp"):
        (tmp_path / "runs" / name).touch()
    clear_aside(tmp_path)
    assert {path.name.rpartition("-")[2] for path in (tmp_path / "runs").iterdir()} == {"7.tmp", "8.tmp"}
    assert (tmp_path / "runs" / "x.0badbeef-8.tmp").exists()
    clear_aside(tmp_path, everything=True)
    assert not any((tmp_path / "runs").iterdir())


def test_a_writer_that_was_taken_for_dead_writes_again(tmp_path, monkeypatch):
    usual, calls = os.replace, []

    def cleared_once(one, other):
        calls.append(one)
        if len(calls) == 1:
            os.unlink(one)
        return usual(one, other)

    monkeypatch.setattr(os, "replace", cleared_once)
    write_aside(tmp_path / "a", b"text")
    assert content(tmp_path) == {"a": b"text"}


def test_a_writer_that_is_cleared_after_three_times_gives_up(tmp_path, monkeypatch):
    tried = []

    def gone(one, other):
        tried.append(one)
        raise FileNotFoundError(one)

    monkeypatch.setattr(os, "replace", gone)
    with pytest.raises(FileNotFoundError):
        write_aside(tmp_path / "a", b"text")
    assert len(tried) == 3
    assert list(tmp_path.iterdir()) == []


def test_a_part_is_on_the_disk_before_it_has_its_name_and_the_name_after(tmp_path, monkeypatch):
    """A power cut leaves the whole part or none."""
    seen, sync, replace = [], os.fsync, os.replace

    def synced(handle):
        seen.append(("folder" if os.path.isdir(f"/proc/self/fd/{handle}") else "file", os.fstat(handle).st_size))
        sync(handle)

    def renamed(one, other):
        seen.append(("name", Path(one).stat().st_size))
        replace(one, other)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "replace", renamed)
    write_aside(tmp_path / "a", b"x" * 5000)
    assert seen[:2] == [("file", 5000), ("name", 5000)]
    assert [what for what, _ in seen[2:]] == ["folder"]
    sync_folder(tmp_path / "no such folder")


def test_where_there_is_no_room_nothing_stays_behind(tmp_path, monkeypatch):
    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFullError, match="the disk is full; nothing was put there"):
        write_aside(tmp_path / "a", b"text")
    assert list(tmp_path.iterdir()) == []


def test_a_process_lives_or_not():
    assert parts._lives(os.getpid())
    child = os.fork()
    if not child:
        os._exit(0)
    os.waitpid(child, 0)
    assert not parts._lives(child)


@pytest.mark.parametrize("error", [PermissionError, OverflowError])
def test_a_process_of_another_user_or_of_no_possible_number_is_taken_for_alive(monkeypatch, error):
    def refused(process, sign):
        raise error

    monkeypatch.setattr(os, "kill", refused)
    assert parts._lives(12345)


def test_numbers_of_parts_are_those_of_their_names_in_order(tmp_path):
    assert part_numbers(tmp_path) == []
    (tmp_path / "runs").mkdir()
    names = ("part-00010.parquet", "part-00002.parquet", "part-123456.parquet", "part-0001.parquet", "part-00003.parq",
             "part-00004.parquet.x-1.tmp", "xpart-00005.parquet")  # fmt: skip
    for name in names:
        (tmp_path / "runs" / name).touch()
    assert part_numbers(tmp_path) == [2, 10, 123456]
    assert [part_path(tmp_path, "runs", number).name for number in (2, 123456)] == [names[1], names[2]]


def test_a_part_reads_back_says_what_it_is_and_has_the_same_bytes_each_time(tmp_path):
    path = tmp_path / "runs" / "part-00007.parquet"
    path.parent.mkdir()
    path.write_bytes(as_parquet(TABLE, "study", 7))
    assert path.read_bytes() == as_parquet(TABLE, "study", 7) != as_parquet(TABLE, "study", 8)
    stamp, schema = stamp_of(path)
    assert (stamp.study, stamp.part, stamp.rows) == ("study", 7, 3)
    assert parts.columns_of(schema) == {"outcome": "string", "front": "double"}
    assert read_part(path).equals(TABLE)
    assert read_part(path, ["front"]).column_names == ["front"]
    # what steers a terminal goes, and what is missing stays so
    path.write_bytes(as_parquet(TABLE.set_column(0, "outcome", pa.array(["a\x1b[2Jb", None, "none"])), "study", 7))
    assert read_part(path).column("outcome").to_pylist() == ["ab", None, "none"]
    assert read_part(path).column("front").to_pylist() == [0.1, 0.2, 0.3]


@pytest.mark.parametrize("folder", ["runs", "rounds", "elsewhere"])
def test_what_is_no_part_is_told_by_its_place_in_the_store(tmp_path, folder):
    path = tmp_path / "out" / folder / "part-00007.parquet"
    path.parent.mkdir(parents=True)
    pq.write_table(TABLE, path)
    where = f"out/{folder}/part-00007.parquet" if folder != "elsewhere" else str(path)
    with pytest.raises(ResultsError) as raised:
        stamp_of(path)
    assert str(raised.value) == f"{where}: is damaged, or no part of a store"
    path.write_bytes(b"PAR1")
    with pytest.raises(ResultsError) as raised:
        read_part(path)
    assert str(raised.value) == f"{where}: is damaged; delete it and play the study again into this store"
    for ask in (stamp_of, read_part):
        with pytest.raises(FileNotFoundError):
            ask(path.with_name("part-00008.parquet"))
