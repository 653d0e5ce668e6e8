"""Hand-over to xarray, ArviZ, EMAworkbench and SALib; what does not install is skipped."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest

import diplomacy_abm as da
from diplomacy_abm import handover
from diplomacy_abm.results import Ensemble, Run
from diplomacy_abm.scenario.sample import read_draws

RANGES = {"actors.ALF.cost": (0.06, 0.24), "actors.MED.leverage.ALF": (0.0, 0.2)}


@cache
def one() -> Run:
    return da.run("minimal", seed=3, steps=20)


@cache
def many() -> Ensemble:
    return da.run_ensemble("minimal", runs=6, steps=20, keep=("steps",))


def test_a_run_is_arrays_along_step_actor_and_target() -> None:
    data = one().to_xarray()
    assert (data["front"].to_numpy() == one().steps["front"].to_numpy()).all()
    row = one().state.query("variable == 'trust' and step == 7 and actor == 'ALF' and target == 'BET'")
    assert float(data["trust"].sel(step=7, actor="ALF", target="BET")) == row["value"].iloc[0]
    assert data["date"].to_numpy()[1] - data["date"].to_numpy()[0] == np.timedelta64(7, "D")
    assert data.attrs["scenario"] == "minimal"


def test_an_ensemble_is_arrays_along_run_and_step() -> None:
    data = many().to_xarray()
    assert dict(data.sizes) == {"run": 6, "step": 20}
    np.testing.assert_array_equal(data["rounds"], many().runs["rounds"])
    np.testing.assert_array_equal(data["front"].transpose("run", "step"), many().array("front"))
    assert data["damage_a"].attrs["long_name"] == "damage to Alfland"


def test_the_response_is_the_mean_of_the_runs_with_those_values() -> None:
    means = handover.response("minimal", ["rounds", "agreement"], runs=8, steps=20)
    got = means({"actors.ALF.cost": 0.24})
    runs = da.run_ensemble("minimal", runs=8, steps=20, settings={"actors.ALF.cost": 0.24}).runs
    assert got["rounds"] == runs["rounds"].mean()
    assert 0.0 <= got["agreement"] <= 1.0
    assert means({"actors.ALF.cost": 0.24}) == got
    with pytest.raises(ValueError, match="there is no quantity 'roundz'; did you mean 'rounds'"):
        handover.response("minimal", ["roundz"])


def test_salib_samples_evaluates_and_analyses() -> None:
    problem, model = handover.salib_problem("minimal", RANGES, "rounds", runs=4, steps=15)
    problem.sample_sobol(2, calc_second_order=False, seed=1).evaluate(model)
    assert problem.results.shape == (8,)
    first = dict(zip(RANGES, problem.samples[0], strict=True))
    assert problem.results[0] == handover.response("minimal", ["rounds"], 4, steps=15)(first)["rounds"]
    _, two = handover.salib_problem("minimal", RANGES, ["rounds", "exchanges"], runs=2, steps=10)
    assert two(problem.samples[:3]).shape == (3, 2)


@pytest.mark.parametrize(
    ("ranges", "told"),
    [
        ({"actors.MED.leverag.ALF": (0.0, 0.2)}, "actors.MED.leverag: unknown key; did you mean leverage?"),
        ({"actors.MED.leverage.ALF": (0.0, 3.0)}, "must be from 0 to 1"),
        ({"actors.ALF.cost": (0.2, 0.1)}, "must be .low, high. with low below high"),
        ({"actors.ALF.cost": 0.2}, "must be .low, high. with low below high"),
    ],
)
def test_ranges_that_do_not_fit_are_told_before_anything_is_sampled(ranges: dict[str, object], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        handover.salib_problem("minimal", ranges, "rounds")  # type: ignore[arg-type]


def test_the_workbench_plays_uncertainties_and_levers() -> None:
    ema = pytest.importorskip("ema_workbench")
    cost, lever = ({name: RANGES[name]} for name in RANGES)
    model = handover.ema_model("minimal", cost, ["rounds", "ever: formal"], runs=4, levers=lever, steps=15)
    experiments, outcomes = ema.perform_experiments(model, scenarios=2, policies=2)
    assert len(experiments) == 4
    assert set(outcomes) == {"rounds", "ever__formal"}
    row = experiments.iloc[0]
    values = {name: float(row[handover.plain_name(name)]) for name in RANGES}
    wanted = handover.response("minimal", ["rounds"], 4, steps=15)(values)["rounds"]
    assert outcomes["rounds"][0] == wanted


def test_arviz_has_the_draws() -> None:
    az = pytest.importorskip("arviz")
    data = handover.inference_data("ukraine-2022-2025")
    sample = read_draws("ukraine-2022-2025")
    for name, values in sample.items():
        np.testing.assert_array_equal(np.asarray(data["posterior"][name])[0], values)
    assert len(az.summary(data, kind="stats")) == len(sample)


class Calibration:
    """The tables of a calibration, as :class:`~diplomacy_abm.results.calibrated.Calibrated` reads them."""

    labels = {"a": "first"}  # noqa: RUF012
    statistic_labels = {"s": "a statistic"}  # noqa: RUF012
    particles = pd.DataFrame({"weight": [0.0, 3.0, 1.0], "a": [1.0, 2.0, 3.0]})
    prior = pd.DataFrame({"a": [0.0, 9.0]})
    predicted = pd.DataFrame({"a": [2.0, 3.0], "s": [5.0, 6.0]})
    predictive = pd.DataFrame({"statistic": ["s"], "observed": [5.5]})


def test_a_calibrations_particles_are_drawn_by_their_weights() -> None:
    groups = handover._groups(Calibration(), 4000, 1)
    drawn = groups["posterior"]["a"]
    assert drawn.shape == (1, 4000)
    assert set(np.unique(drawn)) == {2.0, 3.0}
    assert np.mean(drawn == 2.0) == pytest.approx(0.75, abs=0.03)
    assert groups["prior"]["a"].tolist() == [[0.0, 9.0]]
    assert groups["posterior_predictive"]["s"].tolist() == [[5.0, 6.0]]
    assert groups["observed_data"]["s"].tolist() == [5.5]


def test_what_is_not_installed_is_said_in_a_line() -> None:
    with pytest.raises(ModuleNotFoundError, match="no_such_library is not installed; pip install no-such-library"):
        handover._needed("no_such_library")


def test_names_are_such_as_programs_take() -> None:
    assert handover.plain_name("actors.TUR.leverage.RUS") == "actors__TUR__leverage__RUS"
    assert handover.plain_name("ever: formal").isidentifier()
