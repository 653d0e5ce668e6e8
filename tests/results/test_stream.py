"""An ensemble folder that is written while its runs are played."""

from __future__ import annotations

import errno
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from diplomacy_abm.results import Ensemble, read, write_ensemble
from diplomacy_abm.results.sound import DiskFullError
from diplomacy_abm.results.stream import EnsembleWriter
from tests.fixtures_frames import made_up_ensemble, made_up_run


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def chunks() -> list[Ensemble]:
    """Two chunks of an ensemble that keeps its steps."""
    part = made_up_ensemble(6)
    late = part.steps["run"] >= 3
    return [
        replace(part, runs=part.runs.iloc[:3], steps=part.steps[~late]),
        replace(part, runs=part.runs.iloc[3:], steps=part.steps[late].reset_index(drop=True)),
    ]


def test_a_folder_that_is_written_piece_by_piece_is_that_of_the_whole(tmp_path: Path) -> None:
    with EnsembleWriter(tmp_path / "out") as writer:
        for chunk in chunks():
            writer.add(chunk)
            assert not (tmp_path / "out").exists()
        writer.finish(["ensemble"], 6)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    found, whole = read(tmp_path / "out"), made_up_ensemble(6)
    pd.testing.assert_frame_equal(found.runs, whole.runs, check_exact=True)
    pd.testing.assert_frame_equal(found.steps, whole.steps, check_exact=True)
    assert found.events is None
    assert writer.result.steps is None
    assert list(writer.result.runs["run"]) == list(range(6))


def test_what_breaks_off_leaves_nothing_and_an_earlier_result_as_it_was(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="in the middle"), EnsembleWriter(tmp_path / "out") as writer:  # noqa: PT012
        writer.add(chunks()[0])
        raise RuntimeError("in the middle")
    assert list(tmp_path.iterdir()) == []
    before = contents(write_ensemble(made_up_ensemble(5), tmp_path / "out"))
    with pytest.raises(RuntimeError), EnsembleWriter(tmp_path / "out") as writer:  # noqa: PT012
        writer.add(chunks()[0])
        raise RuntimeError
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert contents(tmp_path / "out") == before


def test_without_a_folder_chunks_are_only_counted(tmp_path: Path) -> None:
    with EnsembleWriter(None) as writer:
        for chunk in chunks():
            writer.add(chunk)
        writer.finish([], 6)
    assert len(writer.result.runs) == 6
    assert list(tmp_path.iterdir()) == []


def test_events_are_kept_too_and_each_chunk_is_a_row_group(tmp_path: Path) -> None:
    events = [made_up_run(26).events.assign(run=number) for number in (0, 3)]
    with EnsembleWriter(tmp_path / "out") as writer:
        for chunk, frame in zip(chunks(), events, strict=True):
            writer.add(replace(chunk, events=frame))
        writer.finish([], 9)
    found = read(tmp_path / "out")
    assert isinstance(found, Ensemble)
    pd.testing.assert_frame_equal(found.events, pd.concat(events, ignore_index=True), check_exact=True)
    for name in ("steps", "events"):
        layout = pq.read_metadata(tmp_path / "out" / f"{name}.parquet")
        assert layout.num_row_groups == 2
        assert layout.row_group(0).column(0).compression == "ZSTD"
    # an index of rows is no column
    assert pq.read_schema(tmp_path / "out" / "steps.parquet").names == list(found.steps)
    assert '"runs_requested": 9' in (tmp_path / "out" / "manifest.json").read_text("utf-8")


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_given: object, **_named: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(pq.ParquetWriter, "write_table", full)
    with pytest.raises(DiskFullError, match="out: the disk is full"), EnsembleWriter(tmp_path / "out") as writer:
        writer.add(chunks()[0])
    assert list(tmp_path.iterdir()) == []
