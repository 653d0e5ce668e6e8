"""Results of a run and of an ensemble as labelled arrays of xarray."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from diplomacy_abm.results.card import card
from diplomacy_abm.results.quantities import describe
from diplomacy_abm.results.sides import sides_of

if TYPE_CHECKING:
    import xarray as xr

    from diplomacy_abm.results.ensemble import Ensemble
    from diplomacy_abm.results.run import Run


def run_arrays(run: Run) -> xr.Dataset:
    """Return the steps and the state of a run.

    Columns of ``steps`` along step, with ``date`` as a coordinate; variables of ``state`` along step and actor, or
    step, actor and target, NaN where a pair has no such value.
    """
    import pandas as pd
    import xarray as xr

    data = xr.Dataset.from_dataframe(run.steps.set_index("step"))
    data = data.assign_coords(date=("step", pd.to_datetime(run.steps["date"]).to_numpy()))
    # not all actors have each variable, and an array that is added takes the labels that are there
    labels = {key: [label for label in run.state[key].unique() if label] for key in ("actor", "target")}
    for name, rows in run.state.groupby("variable"):
        keys = ["step", "actor", "target"] if (rows["target"] != "").any() else ["step", "actor"]
        values = xr.DataArray.from_series(rows.set_index(keys)["value"]).reindex({key: labels[key] for key in keys[1:]})
        known = str(name) if str(name) not in data.variables else f"state_{name}"
        data[known] = values
    return data.assign_attrs(_heading(run) | {"run": run.run})


def ensemble_arrays(ensemble: Ensemble) -> xr.Dataset:
    """Return the runs of an ensemble and, where they were kept, their steps.

    Columns of ``runs`` along run, those of ``steps`` along run and step, NaN after the end of a run. Where both have a
    name, that of the steps begins with ``step_``.
    """
    import xarray as xr

    data = xr.Dataset.from_dataframe(ensemble.runs.set_index("run"))
    if ensemble.steps is not None:
        steps = xr.Dataset.from_dataframe(ensemble.steps.set_index(["run", "step"]))
        named = steps.rename({name: f"step_{name}" for name in steps.data_vars if name in data})
        # a run that failed has no steps
        data = data.merge(named, join="outer")
    for name in data.data_vars:
        data[name].attrs |= _told(str(name), ensemble)
    return data.assign_attrs(_heading(ensemble))


def _told(name: str, ensemble: Ensemble) -> dict[str, Any]:
    try:
        known = describe(name, card(ensemble.scenario).step_days, sides_of(ensemble.scenario))
    except ValueError:
        return {}
    return {"long_name": known.label, "units": known.unit or "1"}


def _heading(result: Run | Ensemble) -> dict[str, Any]:
    who = card(result.scenario)
    return {"title": who.title, "scenario": who.name, "fingerprint": who.fingerprint, "seed": str(result.seed)}

