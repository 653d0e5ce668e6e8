"""Stores for other programs: what was written reads back as the runs."""

import json

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from diplomacy_abm import open_store, sweep
from diplomacy_abm.results import ResultsError
from diplomacy_abm.results.exchange import as_dataset, write_csv
from diplomacy_abm.results.parts import as_parquet, part_path, read_part, stamp_of
from tests.experiment.designs import design_of


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


def test_csv_files_go_only_where_such_files_are(made, tmp_path):
    store = open_store(made / "out")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear", "utf-8")
    with pytest.raises(ResultsError, match=r"exists and holds no points\.csv of an earlier call"):
        store.to_csv(tmp_path / "mine")
    for _ in range(2):
        write_csv(store, tmp_path / "out")
    lines = (tmp_path / "out" / "runs.csv").read_text("utf-8").splitlines()
    # one head, whatever the number of parts
    assert len(lines) == 1 + 720
    assert lines[0].split(",") == list(store.runs())
    assert (tmp_path / "out" / "points.csv").read_text("utf-8") == "point,trust\n0,0.1\n1,0.4\n2,0.7\n"


def test_arrays_say_what_they_are_and_what_made_them(made, copy):
    store = open_store(made / "out")
    data = as_dataset(store)
    assert data["arm"].to_numpy().tolist() == ["with", "without"]
    assert data["arm_label"].to_numpy().tolist() == list(store.arms.values())
    assert (data["run"].to_numpy().tolist(), data["trust"].to_numpy().tolist()) == (list(range(120)), [0.1, 0.4, 0.7])
    assert data["trust"].attrs == {"long_name": "trust", "units": "1"}
    assert data["rounds"].attrs == {"long_name": "rounds of formal talks", "units": "1", "whole_numbers": 1}
    assert data["track_max_step"].attrs["comment"] == "-1: never"
    assert "whole_numbers" not in data["front_end"].attrs
    assert data["status"].attrs == {"long_name": "ok, failed, or empty for a run that is not there yet"}
    heading = data.attrs
    assert (heading["title"], heading["study"], heading["seed"], heading["runs_per_point"]) == (
        "A small study", "small", str(store.manifest["seed"]), 120
    )  # fmt: skip
    assert heading["question"] == "Does the mediator matter?"
    assert json.loads(heading["versions"]) == store.manifest["versions"]
    assert (heading["code"], heading["fingerprint"]) == (store.manifest["code"], store.manifest["fingerprint"])
    assert heading["scenario_fingerprint"] == store.manifest["scenario_fingerprint"]
    # a run that is not there is no number, and no text
    part_path(copy / "out", "runs", 11).unlink()
    half = as_dataset(open_store(copy / "out"))
    gone = half["status"].to_numpy() == ""
    assert gone.sum() == 20
    assert np.isnan(half["rounds"].to_numpy()[gone]).all()
    assert not np.isnan(half["rounds"].to_numpy()[~gone]).any()


def test_a_factor_of_yes_and_no_is_one_and_nought_in_arrays(tmp_path):
    places = {"veto": {"label": "veto", "unit": "yes", "set": "issues.province.indivisible", "values": [False, True]}}
    design = design_of(tmp_path, ("factors", places), ("sampling", ...), ("study", "runs", 2), ("study", "horizon", 4))
    data = sweep(design, tmp_path / "out").to_xarray()
    assert data["veto"].to_numpy().tolist() == [0, 1]
    assert data["veto"].attrs == {"long_name": "veto", "units": "yes"}
    assert data["veto"].dtype.kind == "i"
