"""Results as labelled arrays: every number of the tables at its labels, and what it is called."""

import numpy as np
import pandas as pd
import pytest

from diplomacy_abm.results.arrays import ensemble_arrays, run_arrays
from tests.fixtures_frames import made_up_ensemble, made_up_run

pytest.importorskip("xarray")
RUN, MANY = made_up_run(26), made_up_ensemble(12)


def test_steps_and_state_of_a_run_are_where_their_labels_say():
    data = run_arrays(RUN)
    steps = RUN.steps
    assert np.array_equal(data["front"], steps["front"])
    assert data["front"].dims == ("step",)
    assert pd.DatetimeIndex(data["date"].to_numpy()).strftime("%Y-%m-%d").tolist() == steps["date"].tolist()
    names = set(RUN.state["variable"])
    assert names
    for name in names:
        rows = RUN.state[RUN.state["variable"] == name]
        paired = bool((rows["target"] != "").any())
        array = data[name if name not in steps else f"state_{name}"]
        assert array.dims == (("step", "actor", "target") if paired else ("step", "actor"))
        for row in rows.head(20).itertuples():
            labels = {"step": row.step, "actor": row.actor} | ({"target": row.target} if paired else {})
            assert float(array.sel(labels)) == row.value
        assert int(array.count()) == rows["value"].notna().sum()


def test_a_variable_of_the_state_gives_way_to_a_column_of_its_name():
    state = RUN.state[RUN.state["variable"] == RUN.state["variable"].iloc[0]].assign(variable="front")
    data = run_arrays(RUN.__class__(**{**vars(RUN), "state": state}))
    assert np.array_equal(data["front"], RUN.steps["front"])
    assert int(data["state_front"].count()) == len(state)


def test_runs_and_steps_of_an_ensemble_are_where_their_labels_say():
    data = ensemble_arrays(MANY)
    assert np.array_equal(data["rounds"], MANY.runs["rounds"])
    assert data["front"].dims == ("run", "step")
    row = MANY.steps.iloc[len(MANY.steps) // 2]
    assert float(data["front"].sel(run=row["run"], step=row["step"])) == row["front"]
    shared = (set(MANY.steps) & set(MANY.runs)) - {"run", "step"}
    assert {f"step_{name}" for name in shared} <= set(data.data_vars)
    alone = ensemble_arrays(MANY.__class__(**{**vars(MANY), "steps": None}))
    assert "step" not in alone.sizes


def test_arrays_say_what_they_are():
    data = ensemble_arrays(MANY)
    assert data["end_step"].attrs == {"long_name": "end of the run", "units": "weeks from the start"}
    assert data["rounds"].attrs == {"long_name": "rounds of formal talks", "units": "1"}
    assert data["status"].attrs == {}
    for result, more in ((data, {}), (run_arrays(RUN), {"run": RUN.run})):
        whole = MANY if result is data else RUN
        assert result.attrs == {
            "title": "A made-up war", "scenario": "made-up", "fingerprint": "0" * 16, "seed": str(whole.seed),
        } | more  # fmt: skip
