"""Stores for other programs: CSV and NetCDF."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplomacy_abm.intake.extras import library
from diplomacy_abm.results.export import ResultsError, ensure_known
from diplomacy_abm.results.sound import whole_file

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import xarray as xr

    from diplomacy_abm.results.store import Store

_MISSING = -(2**31)
_DIMENSIONS = ["arm", "point", "run"]


def write_csv(store: Store, folder: Path) -> list[Path]:
    """Write points, runs and what was kept as CSV files; part by part, so that memory stays bounded."""
    ensure_known(folder, "points.csv")
    written = [folder / "points.csv"]
    with whole_file(written[0]) as aside:
        store.points.to_csv(aside, index=False, lineterminator="\n", encoding="utf-8")
    for kind in ("runs", *store.manifest["keep"]):
        written.append(folder / f"{kind}.csv")
        with whole_file(written[-1]) as aside, aside.open("w", encoding="utf-8", newline="") as file:
            for index, table in enumerate(store.tables(kind)):
                table.to_pandas().to_csv(file, index=False, lineterminator="\n", header=index == 0)
    return written


def write_netcdf(store: Store, file: Path) -> Path:
    """Write the runs as one NetCDF file."""
    if file.is_dir():
        raise ResultsError(f"{file}: is a folder; NetCDF needs a file")
    data = as_dataset(store)
    whole = {
        name: {"dtype": "int32", "_FillValue": _MISSING}
        for name, variable in data.data_vars.items()
        if variable.attrs.get("whole_numbers")
    }
    with whole_file(file) as aside:
        data.to_netcdf(aside, engine="scipy", format="NETCDF3_64BIT", encoding=whole)
    return file


def as_dataset(store: Store) -> xr.Dataset:
    """Return the runs of a store, one at least, as labelled arrays.

    Dimensions arm, point and run; factors are coordinates of the points. Numbers of failed runs, and of runs that are
    not there yet, are NaN; texts of the latter are empty. ``status`` tells the ones from the others.
    """
    import numpy as np
    xr = library("xarray")

    runs = store.runs()
    if runs.empty:
        raise ResultsError(f"{store.path}: has no runs yet")
    arms = list(store.arms)
    numbers = np.arange(store.manifest["runs"])
    points = store.points
    at = (runs["arm"].map(arms.index).to_numpy(), runs["point"].to_numpy(), runs["run"].to_numpy())
    shape = (len(arms), len(points), len(numbers))
    failed = (runs["status"] != "ok").to_numpy()
    variables = {
        name: (_DIMENSIONS, _spread(runs[name], at, shape, failed), _attributes(store, name, runs[name]))
        for name in map(str, runs)
        if name not in (*_DIMENSIONS, *store.factors, "seed")
    }
    coordinates: dict[str, Any] = {
        "arm": ("arm", arms, {"long_name": "arm of the study"}),
        "arm_label": ("arm", list(store.arms.values()), {"long_name": "label of the arm"}),
        "point": ("point", points["point"].to_numpy(), {"long_name": "point of the design"}),
        "run": ("run", numbers, {"long_name": "run under the seed; the same number has the same luck"}),
    }
    for name, factor in store.factors.items():
        values = points[name].to_numpy()
        told = {"long_name": factor["label"], "units": factor["unit"] or "1"}
        coordinates[name] = ("point", values.astype(int) if values.dtype == bool else values, told)
    return xr.Dataset(variables, coordinates, _heading(store))


def _spread(
    column: pd.Series, at: tuple[np.ndarray, np.ndarray, np.ndarray], shape: tuple[int, ...], failed: np.ndarray
) -> np.ndarray:
    """Lay a column out as an array over arm, point and run."""
    import numpy as np

    if column.dtype.kind in "iuf":
        numbers = np.full(shape, np.nan)
        numbers[at] = np.where(failed, np.nan, column.to_numpy(dtype=float))
        return numbers
    texts = np.full(shape, "", dtype=object)
    texts[at] = column.to_numpy(dtype=object)
    return texts.astype(str)


def _attributes(store: Store, name: str, column: pd.Series) -> dict[str, Any]:
    from diplomacy_abm.results.quantities import describe
    from diplomacy_abm.results.sides import sides_of

    texts = {
        "status": "ok, failed, or empty for a run that is not there yet",
        "reason": "why the run failed",
        "outcome": "class of the outcome",
        "first_formal_form": "form of the first formal talks",
        "first_formal_host": "host of the first formal talks",
    }
    if name in texts:
        return {"long_name": texts[name]}
    try:
        known = describe(name, store.scenario.step_days, sides_of(store.scenario))
    except ValueError:
        return {"long_name": name.replace("_", " ")}
    told: dict[str, Any] = {"long_name": known.label, "units": known.unit or "1"}
    if column.dtype.kind in "iu":
        told |= {"whole_numbers": 1, "comment": "-1: never"} if name.startswith(("first_", "track_max_")) else {
            "whole_numbers": 1
        }
    return told


def _heading(store: Store) -> dict[str, Any]:
    manifest = store.manifest
    return {
        "title": store.title,
        "study": store.name,
        "question": store.design["study"]["question"],
        "fingerprint": manifest["fingerprint"],
        "scenario": manifest["scenario"]["name"],
        "scenario_fingerprint": manifest["scenario_fingerprint"],
        "seed": str(manifest["seed"]),
        "runs_per_point": int(manifest["runs"]),
        "code": manifest["code"],
        "versions": json.dumps(manifest["versions"]),
    }
