"""Stores: what a reader gets, what it never gets, and what it is told."""

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from diplomacy_abm import load_design, open_store, sweep
from diplomacy_abm.results import ResultsError, manifest
from diplomacy_abm.results.parts import as_parquet, clear_aside, part_path, read_part, stamp_of, write_aside
from diplomacy_abm.results.sound import as_text
from tests.experiment.designs import design_of
from tests.experiment.stores import content, differing, small


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The small study, played; nobody writes into it."""
    folder = tmp_path_factory.mktemp("made")
    sweep(small(folder), folder / "out")
    return folder


@pytest.fixture
def copy(made, tmp_path):
    """A store of one's own."""
    shutil.copytree(made, tmp_path / "copy")
    return tmp_path / "copy"


def again(copy: Path, **settings):
    return sweep(copy / "design.toml", copy / "out", **settings)


def edit(copy: Path, **changes) -> None:
    path = copy / "out" / "manifest.json"
    path.write_text(as_text(json.loads(path.read_text("utf-8")) | changes), "utf-8")


def test_a_store_describes_its_study(tmp_path):
    store = sweep(design_of(tmp_path, ("study", "runs", 3)), tmp_path / "out")
    assert (store.name, store.title) == ("small-study", "A small study")
    assert store.arms == {"with": "with MED", "without": "without"}
    assert list(store.factors) == ["accuracy", "reach", "curvature", "hope"]
    assert store.factors["reach"]["values"] == [0.5, 1.5]
    assert store.factors["curvature"]["distribution"] == {"uniform": [1.0, 3.0]}
    assert [factor["kind"] for factor in store.factors.values()] == ["grid", "grid", "sampled", "sampled"]
    assert store.outcomes == ["ever: formal", "exchanges"]
    assert store.sampling["method"] == "latin-hypercube"
    assert store.scenario.actors["MED"].seats == ("mediator",)
    assert list(store.points) == ["point", "accuracy", "reach", "curvature", "hope"]
    runs = store.runs()
    assert len(runs) == 2 * 48 * 3
    values = runs[runs["arm"] == "with"].drop_duplicates("point").reset_index(drop=True)[list(store.points)]
    assert values.equals(store.points)
    assert runs.groupby(["arm", "point"])["run"].agg(list).map(tuple).unique().tolist() == [(0, 1, 2)]


def test_columns_can_be_chosen_and_wrong_ones_are_named(made):
    store = open_store(made / "out")
    assert list(store.runs(["run", "outcome"])) == ["run", "outcome"]
    assert list(store.finished(["outcome"])) == ["outcome"]
    with pytest.raises(ResultsError, match="runs have no column 'outcom'"):
        store.runs(["outcom"])


def test_what_was_not_kept_is_one_line(tmp_path):
    store = sweep(small(tmp_path, runs=2, keep=[]), tmp_path / "out")
    with pytest.raises(ResultsError, match=r'steps were not kept; put keep = \["steps"\]'):
        store.steps()


def test_parts_have_the_encodings_that_keep_them_small(made):
    part = part_path(made / "out", "runs", 0)
    with pq.ParquetFile(part) as file:
        columns = [file.metadata.row_group(0).column(index) for index in range(file.metadata.num_columns)]
    found = {column.path_in_schema: (column.compression, column.encodings) for column in columns}
    assert {compression for compression, _ in found.values()} == {"ZSTD"}
    assert "BYTE_STREAM_SPLIT" in found["mean_escalation"][1]
    assert any("DICTIONARY" in name for name in found["outcome"][1])
    assert not any("DICTIONARY" in name for name in (*found["mean_escalation"][1], *found["end_step"][1]))


def test_the_manifest_names_no_machine_hour_or_place(made):
    text = (made / "out" / "manifest.json").read_text("utf-8")
    found = json.loads(text)
    assert set(found) == {
        "format", "kind", "name", "title", "fingerprint", "scenario_fingerprint", "seed", "runs", "points", "parts",
        "keep", "columns", "command", "versions", "code", "git", "scenario", "design", "checksum",
    }  # fmt: skip
    assert found["kind"] == "study"
    assert found["command"] == ["sweep", "design.toml"]
    assert found["fingerprint"] == load_design(made / "design.toml").fingerprint
    assert found["git"] is None or set(found["git"]) == {"commit", "dirty"}
    assert {"pandas", "pyarrow", "numba", "diplomacy-abm"} <= set(found["versions"])
    assert str(made) not in text


@pytest.mark.slow
def test_the_same_study_elsewhere_has_the_same_bytes(made, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    sweep(small(tmp_path / "elsewhere"), tmp_path / "elsewhere" / "deep" / "out")
    assert differing(made / "out", tmp_path / "elsewhere" / "deep" / "out") == []
    assert (made / "out" / "design.toml").read_bytes() == (made / "design.toml").read_bytes()


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-7])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def garbled(path: Path) -> None:
    text = bytearray(path.read_bytes())
    text[40] ^= 0xFF
    path.write_bytes(bytes(text))


def foreign(path: Path) -> None:
    path.write_bytes(as_parquet(read_part(path), "another study", 1))


def misplaced(path: Path) -> None:
    shutil.copy(path.with_name("part-00002.parquet"), path)


def shortened(path: Path) -> None:
    stamp = stamp_of(path)[0]
    text = as_parquet(read_part(path).slice(3), stamp.study, stamp.part)
    with pq.ParquetFile(pa.BufferReader(text)) as file:
        table = file.read()
    table = table.replace_schema_metadata(
        {b"diplomacy_abm": json.dumps({"study": stamp.study, "part": stamp.part, "rows": stamp.rows}).encode()}
    )
    pq.write_table(table, path)


def other_columns(path: Path) -> None:
    stamp = stamp_of(path)[0]
    path.write_bytes(as_parquet(read_part(path).drop_columns(["outcome"]), stamp.study, stamp.part))


@pytest.mark.slow
@pytest.mark.parametrize("harm", [truncated, emptied, garbled, foreign, misplaced, shortened, other_columns])
def test_a_damaged_part_is_played_again_and_never_read(made, copy, harm):
    harm(part_path(copy / "out", "runs", 1))
    store = open_store(copy / "out")
    if harm is garbled:
        # only its checksum tells; opening does not read what may be gigabytes
        with pytest.raises(ResultsError, match=r"part-00001.parquet: is damaged; delete it"):
            store.runs()
    else:
        assert store.parts == tuple(number for number in range(12) if number != 1)
        assert not store.complete
        assert any("part-00001.parquet" in warning for warning in store.warnings)
        assert len(store.runs()) == 720 - 20
    assert again(copy).complete
    assert differing(made / "out", copy / "out") == []


@pytest.mark.slow
@pytest.mark.parametrize("harm", [truncated, foreign, Path.unlink])
def test_damaged_steps_are_played_again(made, copy, harm):
    harm(part_path(copy / "out", "steps", 1))
    store = open_store(copy / "out")
    assert 1 not in store.parts
    assert len(store.steps().drop_duplicates(["arm", "point", "run"])) == 700
    assert again(copy).complete
    assert differing(made / "out", copy / "out") == []


@pytest.mark.slow
def test_half_written_files_are_not_read_and_go_when_the_store_is_whole(made, copy):
    part = part_path(copy / "out", "runs", 4)
    half = part.read_bytes()[:500]
    part.unlink()
    (part.parent / f"{part.name}.00000000-1.tmp").write_bytes(half)
    assert 4 not in open_store(copy / "out").parts
    assert len(open_store(copy / "out").runs()) == 620
    again(copy)
    assert differing(made / "out", copy / "out") == []


def test_only_files_of_dead_writers_are_cleared_away(tmp_path, monkeypatch):
    (tmp_path / "runs").mkdir()
    monkeypatch.setattr("diplomacy_abm.results.parts._lives", lambda process: process == 7)
    from diplomacy_abm.results.parts import _host

    for name in (f"part-00000.parquet.{_host()}-7.tmp", f"part-00001.parquet.{_host()}-8.tmp", "x.0badbeef-8.tmp"):
        (tmp_path / "runs" / name).touch()
    clear_aside(tmp_path)
    assert {path.name.rpartition("-")[2] for path in (tmp_path / "runs").iterdir()} == {"7.tmp", "8.tmp"}
    assert (tmp_path / "runs" / "x.0badbeef-8.tmp").exists()
    clear_aside(tmp_path, everything=True)
    assert not any((tmp_path / "runs").iterdir())


def test_a_writer_that_was_taken_for_dead_writes_again(tmp_path, monkeypatch):
    import os

    usual, calls = os.replace, []

    def cleared_once(one, other):
        calls.append(one)
        if len(calls) == 1:
            os.unlink(one)
        return usual(one, other)

    monkeypatch.setattr(os, "replace", cleared_once)
    write_aside(tmp_path / "a", b"text")
    assert content(tmp_path) == {"a": b"text"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("study", "settings", "told"),
    [
        ({"seed": 5}, {}, r"another design \(they differ in study.seed\)"),
        ({"horizon": 21}, {}, r"another design \(they differ in study.horizon\)"),
        ({}, {"runs": 7}, "with 120 runs a point, not 7"),
    ],
)
def test_another_study_is_refused_in_one_line_that_says_what_differs(copy, study, settings, told):
    before = content(copy / "out")
    small(copy, "other.toml", **study)
    with pytest.raises(ResultsError, match=told) as error:
        sweep(copy / "other.toml", copy / "out", **settings)
    assert "\n" not in str(error.value)
    assert "name another folder" in str(error.value)
    assert content(copy / "out") == before


@pytest.mark.slow
def test_words_that_change_no_result_are_brought_up_to_date(made, copy):
    small(copy, title="A better title", caveats=["It is small."])
    store = again(copy)
    assert store.title == "A better title"
    assert store.design["study"]["caveats"] == ["It is small."]
    assert set(differing(made / "out", copy / "out")) == {"design.toml", "manifest.json"}


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["version", "code"])
def test_a_store_of_another_version_or_code_says_so_and_takes_no_new_runs(copy, kind):
    found = open_store(copy / "out").manifest
    if kind == "version":
        edit(copy, versions=found["versions"] | {"diplomacy-abm": "0.0.1"})
        told = "made by version 0.0.1 of diplomacy-abm, this is"
    else:
        edit(copy, code="0123456789abcdef")
        told = r"made by other code of version .* \(0123456789abcdef, this is "
    with pytest.raises(ResultsError, match=told):
        again(copy)
    assert any(pd.Series(open_store(copy / "out").warnings).str.contains(told))


def test_runs_of_a_store_of_other_code_can_still_be_read(made, copy, monkeypatch):
    monkeypatch.setattr(manifest, "code_hash", lambda: "0123456789abcdef")
    store = open_store(copy / "out")
    assert store.complete
    assert len(store.warnings) == 1
    assert store.runs().equals(open_store(made / "out").runs())


def test_a_manifest_that_lacks_something_is_one_line(copy):
    path = copy / "out" / "manifest.json"
    whole = json.loads(path.read_text("utf-8"))
    for name in ("columns", "design"):
        path.write_text(json.dumps({key: value for key, value in whole.items() if key != name}), "utf-8")
        with pytest.raises(ResultsError, match=f"has no '{name}'; it was made by another version, or cut short"):
            open_store(copy / "out")


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("points", "3", "points: is \"3\", must be a whole number"),
        ("design", {"study": {"name": "a", "title": 1}, "arms": {}}, "design.study.title: is 1"),
        ("scenario", [], "scenario: is a list, must be a table"),
        ("keep", ["x"], "keep.1"),
    ],
)
def test_a_manifest_of_another_hand_is_one_line_with_its_place(copy, name, value, says):
    edit(copy, **{name: value})
    with pytest.raises(ResultsError, match=says) as error:
        open_store(copy / "out")
    assert "\n" not in str(error.value)


def test_a_changed_manifest_is_refused(copy):
    path = copy / "out" / "manifest.json"
    path.write_text(path.read_text("utf-8").replace("A small study", "A smell study"), "utf-8")
    with pytest.raises(ResultsError, match=r"manifest\.json: is not as it was written"):
        open_store(copy / "out")
    path.write_text('{"a":' * 5000, "utf-8")
    with pytest.raises(ResultsError, match="nested deeper"):
        open_store(copy / "out")


@pytest.mark.parametrize("harm", [truncated, emptied])
def test_damaged_points_are_one_line(copy, harm):
    harm(copy / "out" / "points.parquet")
    with pytest.raises(ResultsError, match=r"points.parquet: is damaged"):
        open_store(copy / "out")


def test_points_of_another_study_are_refused(copy):
    path = copy / "out" / "points.parquet"
    path.write_bytes(as_parquet(read_part(path), "another", 0))
    with pytest.raises(ResultsError, match=r"points.parquet: belongs to another study"):
        open_store(copy / "out")


@pytest.mark.slow
def test_a_report_on_a_damaged_store_says_so_on_the_terminal(copy):
    from click.testing import CliRunner

    from diplomacy_abm.cli import main

    truncated(part_path(copy / "out", "runs", 1))
    done = CliRunner().invoke(main, ["report", str(copy / "out")])
    assert done.exit_code == 0, done.output
    assert "Warning: out/runs/part-00001.parquet: is damaged" in done.stderr
    assert "11 of 12 parts" in done.stderr


def test_what_is_no_study_is_refused(made, copy, tmp_path):
    with pytest.raises(ResultsError, match="no such folder"):
        open_store(tmp_path / "nothing")
    with pytest.raises(ResultsError, match=r"holds no manifest.json"):
        open_store(tmp_path)
    edit(copy, kind="run")
    with pytest.raises(ResultsError, match="is not that of a study"):
        open_store(copy / "out")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "scenario.toml").write_text("dear", "utf-8")
    with pytest.raises(ResultsError, match=r"holds scenario.toml and no study; name a new or empty folder"):
        sweep(made / "design.toml", tmp_path / "mine")
    assert (tmp_path / "mine" / "scenario.toml").read_text("utf-8") == "dear"


def test_the_git_state_is_that_of_a_checkout_and_nothing_elsewhere(tmp_path):
    import subprocess

    design = tmp_path / "design.toml"
    design.write_text("x", "utf-8")
    assert manifest.git_state(design) is None
    who = ["-c", "user.name=a", "-c", "user.email=a@b"]
    for words in (["init", "-q"], ["add", "."], [*who, "commit", "-q", "-m", "x"]):
        subprocess.run(["git", "-C", tmp_path, *words], check=True, capture_output=True)
    clean = manifest.git_state(design)
    assert clean is not None
    assert isinstance(clean["commit"], str)
    assert len(clean["commit"]) == 40
    assert clean["dirty"] is False
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "new").touch()
    assert manifest.git_state(design) == clean
    design.write_text("y", "utf-8")
    assert manifest.git_state(design) == clean | {"dirty": True}
    (tmp_path / ".gitignore").write_text("design.toml\nhidden.toml\n", "utf-8")
    (tmp_path / "hidden.toml").touch()
    assert manifest.git_state(tmp_path / "hidden.toml") is None


def test_the_code_hash_follows_what_can_change_a_result(tmp_path):
    root = Path(manifest.__file__).parents[1]
    names = {path.relative_to(root).as_posix() for path in manifest._sources(root)}
    assert {"rules/contest.py", "phases/act.py", "moves.toml", "tables.py", "engine/batch.py", "frames.py"} <= names
    assert not {name for name in names if name.startswith(("cli/", "plots/", "analysis/", "report/"))}
    assert not {name for name in names if "library" in name or "pool" in name}
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "a.py").touch()
    assert [path.name for path in manifest._sources(tmp_path)] == ["a.py"]


def test_csv_reads_back_as_the_store(made, tmp_path):
    store = open_store(made / "out")
    names = [path.name for path in store.to_csv(tmp_path / "csv")]
    assert names == ["points.csv", "runs.csv", "steps.csv", "events.csv"]
    runs = pd.read_csv(tmp_path / "csv" / "runs.csv", keep_default_na=False, float_precision="round_trip")
    numbers = store.runs().select_dtypes("number")
    assert np.array_equal(runs[list(numbers)].astype(float), numbers.astype(float))
    assert runs["outcome"].tolist() == store.runs()["outcome"].tolist()
    assert len(pd.read_csv(tmp_path / "csv" / "events.csv", low_memory=False)) == len(store.events())


def test_netcdf_reads_back_as_the_runs(made, copy, tmp_path):
    import xarray as xr

    part_path(copy / "out", "runs", 3).unlink()
    for folder in (made, copy):
        store = open_store(folder / "out")
        file = store.to_netcdf(tmp_path / f"{folder.name}.nc")
        with xr.open_dataset(file, engine="scipy") as data:
            assert data.attrs["fingerprint"] == store.manifest["fingerprint"]
            assert dict(data.sizes) == {"arm": 2, "point": 3, "run": 120}
            assert data["trust"].dims == ("point",)
            assert data["front_end"].attrs["long_name"] == "contested ground held by Alfland at the end"
            assert data["ceasefire_weeks"].attrs["units"] == "weeks"
            assert data["rounds"].attrs["units"] == "1"
            assert "comment" not in data["rounds"].attrs
            assert data["first_formal"].attrs["comment"] == "-1: never"
            assert np.issubdtype(data["rounds"].encoding["dtype"], np.integer)
            assert set(data.data_vars) == set(store.runs()) - {"arm", "point", "run", "seed", "trust"}
            assert (data.attrs["runs_per_point"], data.attrs["scenario"]) == (120, "minimal")
            table = data.to_dataframe().reset_index()
        there = table[table["status"] != ""].reset_index(drop=True)
        runs = store.runs()
        assert len(there) == len(runs)
        for name in runs.drop(columns="seed"):
            assert np.array_equal(there[name], runs[name], equal_nan=runs[name].dtype.kind == "f"), name


def test_netcdf_needs_a_file(made, tmp_path):
    with pytest.raises(ResultsError, match="is a folder; NetCDF needs a file"):
        open_store(made / "out").to_netcdf(tmp_path)


def test_failed_runs_are_no_numbers_in_netcdf(copy, tmp_path):
    import xarray as xr

    part = part_path(copy / "out", "runs", 0)
    stamp, _ = stamp_of(part)
    frame = read_part(part).to_pandas()
    frame.loc[5, ["status", "reason"]] = ["failed", "made to fail"]
    part.write_bytes(as_parquet(pa.Table.from_pandas(frame, preserve_index=False), stamp.study, stamp.part))
    file = open_store(copy / "out").to_netcdf(tmp_path / "x.nc")
    with xr.open_dataset(file, engine="scipy") as data:
        one = data.isel(arm=0, point=0, run=5)
        assert str(one["status"].item()) == "failed"
        assert str(one["reason"].item()) == "made to fail"
        assert np.isnan(one["exchanges"])
        assert np.isnan(one["front_end"])
        assert not np.isnan(data["exchanges"].isel(arm=0, point=0, run=6))
