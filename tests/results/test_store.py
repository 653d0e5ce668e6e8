"""Stores: what a reader gets, what it never gets, and what it is told."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from diplomacy_abm import load_design, open_store, sweep
from diplomacy_abm.results import ResultsError, manifest
from diplomacy_abm.results.parts import as_parquet, part_path, read_part, stamp_of
from diplomacy_abm.results.sound import as_text
from diplomacy_abm.results.store import Store, sound_parts
from tests.experiment.designs import design_of
from tests.experiment.stores import content, differing, small


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


@pytest.mark.parametrize(
    ("harm", "kind", "told"),
    [
        (truncated, "runs", "out/runs/part-00001.parquet: is damaged, or no part of a store"),
        (truncated, "steps", "out/steps/part-00001.parquet: is damaged, or no part of a store"),
        (foreign, "runs", "out/runs/part-00001.parquet: belongs to another study or place"),
        (misplaced, "events", "out/events/part-00001.parquet: belongs to another study or place"),
        (shortened, "runs", "out/runs/part-00001.parquet: holds 17 rows, must be 20"),
        (other_columns, "runs", "out/runs/part-00001.parquet: has other columns than the study"),
        (Path.unlink, "events", "out/events/part-00001.parquet: is missing"),
    ],
)  # fmt: skip
def test_a_damaged_part_is_not_read_and_told(copy, harm, kind, told):
    harm(part_path(copy / "out", kind, 1))
    store = open_store(copy / "out")
    assert store.parts == tuple(number for number in range(12) if number != 1)
    assert not store.complete
    folder = copy / "out"
    assert store.warnings == [told, f"{folder}: 11 of 12 parts are there; the same sweep plays the others"]
    assert repr(store) == "Store('small', 120 runs a point, 11 of 12 parts)"
    assert len(store.runs()) == 700
    assert len(store.steps().drop_duplicates(["arm", "point", "run"])) == 700


def test_what_only_a_checksum_tells_is_seen_by_whoever_looks_deep(copy):
    garbled(part_path(copy / "out", "runs", 1))
    folder = copy / "out"
    found = open_store(folder).manifest
    assert sound_parts(folder, found, [0, 1, 2]) == ([0, 1, 2], [])
    whole, problems = sound_parts(folder, found, [0, 1, 2, 12], deep=True)
    assert whole == [0, 2]
    assert problems == [
        "out/runs/part-00001.parquet: is damaged; delete it and play the study again into this store",
        "out/runs/part-00012.parquet: the study has no such part",
    ]


def test_a_store_in_which_nothing_is_played_yet_has_columns_and_no_rows(copy):
    shutil.rmtree(copy / "out" / "runs")
    store = open_store(copy / "out")
    assert (store.parts, store.complete) == ((), False)
    assert list(store.runs()) == list(store.manifest["columns"]["runs"])
    assert list(store.steps(["front", "run"])) == ["front", "run"]
    assert store.runs().empty
    with pytest.raises(ResultsError, match="has no runs yet"):
        store.to_xarray()


def test_runs_that_failed_are_there_and_not_finished(copy):
    part = part_path(copy / "out", "runs", 0)
    stamp, _ = stamp_of(part)
    frame = read_part(part).to_pandas()
    frame.loc[5, ["status", "reason"]] = ["failed", "made to fail\x1b[2J"]
    part.write_bytes(as_parquet(pa.Table.from_pandas(frame, preserve_index=False), stamp.study, stamp.part))
    store = open_store(copy / "out")
    assert (len(store.runs()), len(store.finished())) == (720, 719)
    assert store.finished().index.tolist() == list(range(719))
    assert store.finished(["run", "status", "run"]).columns.tolist() == ["run", "status", "run"]
    # what is shown is fit to be shown
    assert store.runs()["reason"][5] == "made to fail"


def test_points_that_are_missing_are_told(copy):
    (copy / "out" / "points.parquet").unlink()
    with pytest.raises(ResultsError, match=r"out: points\.parquet is missing from this study"):
        open_store(copy / "out")


def test_a_store_is_drawn_by_its_arms_and_its_first_factor(made, monkeypatch):
    store = open_store(made / "out")
    asked = []
    monkeypatch.setattr("diplomacy_abm.results.store.above",
                        lambda module, name: lambda *given, **_: asked.append((name, *given[1:])) or name)  # fmt: skip

    def drawn(**design):
        asked.clear()
        changed = Store(store.path, {**store.manifest, "design": store.design | design}, store.parts)
        return changed.plot(["rounds"]), [row for row in asked if row[0] in ("paired", "estimates")]

    one_arm = {"arms": {"with": {"label": "x"}}}
    assert drawn() == ("figure_effects", [("paired", ["rounds"], "trust")])
    assert drawn(factors={}) == ("figure_differences", [("paired", ["rounds"])])
    one_value = {"trust": store.factors["trust"] | {"values": [0.1]}}
    assert drawn(factors=one_value) == ("figure_differences", [("paired", ["rounds"])])
    assert drawn(**one_arm) == ("small_multiples", [("estimates", ["rounds"], "trust")])
    with pytest.raises(ValueError, match="one arm and no factor, so there is nothing to compare"):
        drawn(**one_arm, factors={})


def test_a_notebook_is_told_what_a_study_is(made, monkeypatch):
    def nothing(self):
        raise ValueError("nothing to draw")

    monkeypatch.setattr(Store, "plot", nothing)
    store = open_store(made / "out")
    bare = Store(store.path, {**store.manifest, "design": store.design | {"factors": {}}}, store.parts)
    assert "<td>factors</td><td>trust</td>" in store._repr_html_()
    assert "<td>factors</td><td>none</td>" in bare._repr_html_()
    assert repr(store) == "Store('small', 120 runs a point, complete)"


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
