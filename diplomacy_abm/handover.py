"""To other programs in a line each: ArviZ, EMAworkbench, SALib. Labelled arrays are ``to_xarray()`` of results.

What is handed over to EMAworkbench and SALib is a function of numbers in a scenario: ``{"actors.TUR.leverage.RUS":
0.4}`` in, means of quantities over some runs out. All calls share their luck (the same seed and runs), so two points
differ by the values and by what follows from them; that the mean is of so many runs is part of the answer.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from SALib import ProblemSpec

    from diplomacy_abm.api import ScenarioLike
    from diplomacy_abm.results.calibrated import Calibrated

__all__ = ["ema_model", "inference_data", "response", "salib_problem"]

Ranges = Mapping[str, tuple[float, float]]


def response(
    scenario: ScenarioLike, quantities: Sequence[str], runs: int = 100, **options: Any
) -> Callable[[Mapping[str, float]], dict[str, float]]:
    """Return the function from values in a scenario to means of quantities.

    Parameters
    ----------
    scenario : str, path or Scenario
        What is played.
    quantities : sequence of str
        Names as in :func:`diplomacy_abm.results.quantities.known`; of a share the mean is a share of runs, 0 to 1.
    runs : int
        Runs of a point.
    **options
        Of :func:`diplomacy_abm.run_ensemble`, such as ``policies`` or ``steps``.

    Returns
    -------
    callable
        From values by dotted place (as ``settings`` of :func:`diplomacy_abm.run`) to means by quantity; NaN where a
        quantity has a meaning in no run.

    Raises
    ------
    ValueError
        In one line, for a quantity that is not known.
    """
    from diplomacy_abm.api import run_ensemble
    from diplomacy_abm.results.quantities import describe, quantity
    from diplomacy_abm.scenario import Scenario, load

    known = [describe(name).name for name in quantities]
    loaded = scenario if isinstance(scenario, Scenario) else load(scenario)
    fixed = dict(options.pop("settings", None) or {})

    def means(values: Mapping[str, float]) -> dict[str, float]:
        table = run_ensemble(loaded, runs=runs, settings=fixed | dict(values), **options).runs
        found = {name: quantity(table, name, loaded.scenario.step_days) for name in known}
        return {name: _mean(column) for name, column in found.items()}

    return means


def _see_that_they_fit(scenario: ScenarioLike, ranges: Ranges) -> None:
    """Try both ends of every range, so that a misspelt place is told now and not after a sample was drawn."""
    from diplomacy_abm.scenario import Scenario, load, with_settings

    loaded = scenario if isinstance(scenario, Scenario) else load(scenario)
    given: dict[str, Any] = dict(ranges)
    for place, bounds in given.items():
        if not (isinstance(bounds, (tuple, list)) and len(bounds) == 2 and bounds[0] < bounds[1]):
            raise ValueError(f"ranges: {place}: is {bounds!r}, must be (low, high) with low below high")
        for value in bounds:
            with_settings(loaded, {place: float(value)})


def _mean(values: np.ndarray) -> float:
    import numpy as np

    meant = values[~np.isnan(values)]
    return float(meant.mean()) if len(meant) else float("nan")


def plain_name(name: str) -> str:
    """Return a name that a program takes for a variable: ``actors.TUR.leverage.RUS`` as ``actors__TUR__leverage__RUS``.

    Scenario.with_ reads places spelt so.
    """
    return "".join(x if x.isalnum() or x == "_" else "__" if x == "." else "_" for x in name).strip("_")


def salib_problem(
    scenario: ScenarioLike, ranges: Ranges, quantities: str | Sequence[str], runs: int = 100, **options: Any
) -> tuple[ProblemSpec, Callable[[np.ndarray], np.ndarray]]:
    """Return a problem of SALib and the function that evaluates it.

    Parameters
    ----------
    scenario, runs, **options
        As for :func:`response`.
    ranges : mapping of str to (low, high)
        Values by dotted place.
    quantities : str or sequence of str
        The outputs.

    Returns
    -------
    SALib.ProblemSpec, callable
        ``problem.sample_sobol(64).evaluate(model).analyze_sobol()``; the callable takes one row a point and returns one
        row a point, or a vector for one quantity.

    Raises
    ------
    ValueError
        In one line, for a quantity or a place that is not known, and for a range that does not fit.
    """
    import numpy as np
    from SALib import ProblemSpec

    wanted = [quantities] if isinstance(quantities, str) else list(quantities)
    means = response(scenario, wanted, runs, **options)
    _see_that_they_fit(scenario, ranges)
    places = list(ranges)
    problem = ProblemSpec({"names": places, "bounds": [list(ranges[place]) for place in places], "outputs": wanted})

    def model(points: np.ndarray) -> np.ndarray:
        rows = [list(means(dict(zip(places, map(float, row), strict=True))).values()) for row in np.atleast_2d(points)]
        found = np.array(rows)
        return found[:, 0] if found.shape[1] == 1 else found

    return problem, model


def ema_model(
    scenario: ScenarioLike, ranges: Ranges, quantities: Sequence[str], runs: int = 100, levers: Ranges | None = None,
    name: str = "diplomacy", **options: Any,
) -> Any:  # fmt: skip
    """Return a model of the EMA workbench, with uncertainties, levers and outcomes.

    Parameters
    ----------
    scenario, runs, **options
        As for :func:`response`.
    ranges : mapping of str to (low, high)
        Uncertainties: values by dotted place; the workbench calls them by :func:`plain_name`.
    quantities : sequence of str
        The outcomes, called likewise.
    levers : mapping of str to (low, high), optional
        What somebody could choose.
    name : str
        Of the model, letters and digits only.

    Returns
    -------
    ema_workbench.Model
        For ``perform_experiments(model, scenarios=100)`` with its sequential evaluator.

    Raises
    ------
    ModuleNotFoundError
        In one line, where the workbench is not installed.
    """
    ema = _needed("ema_workbench")
    known = list(quantities)
    means = response(scenario, known, runs, **options)
    _see_that_they_fit(scenario, dict(ranges) | dict(levers or {}))
    places = {plain_name(place): place for place in [*ranges, *(levers or {})]}

    def played(**values: float) -> dict[str, float]:
        found = means({places[one]: float(value) for one, value in values.items()})
        return {plain_name(one): mean for one, mean in found.items()}

    model = ema.Model(name, function=played)
    model.uncertainties = [ema.RealParameter(plain_name(place), *ranges[place]) for place in ranges]
    model.levers = [ema.RealParameter(plain_name(place), *bounds) for place, bounds in (levers or {}).items()]
    model.outcomes = [ema.ScalarOutcome(plain_name(one)) for one in known]
    return model


def inference_data(source: Calibrated | str | os.PathLike[str], draws: int = 1000, seed: int = 1) -> Any:
    """Return draws of a calibration as ArviZ knows them.

    Parameters
    ----------
    source : Calibrated or str or path
        A calibration, from :func:`diplomacy_abm.results.calibrated.open_calibration`, or a sample of parameters: the
        name of one that ships, or a file.
    draws : int
        Draws from a calibration's weighted particles, with replacement. A sample is handed over as it is.
    seed : int
        Of these draws.

    Returns
    -------
    arviz.InferenceData
        From ArviZ 1 on an ``xarray.DataTree``. Group ``posterior``, one chain; of a calibration also ``prior``,
        ``posterior_predictive`` (statistics) and ``observed_data``. One chain of independent draws has no R-hat.

    Raises
    ------
    ModuleNotFoundError
        In one line, where ArviZ is not installed.
    """
    arviz = _needed("arviz")
    groups = _groups(source, draws, seed)
    # before ArviZ 1 the groups were keywords
    old = str(arviz.__version__).startswith("0.")
    return arviz.from_dict(**groups) if old else arviz.from_dict(groups)


def _groups(source: Any, draws: int, seed: int) -> dict[str, dict[str, np.ndarray]]:
    """Return the groups: arrays of one chain by name."""
    import numpy as np

    if not hasattr(source, "particles"):
        from diplomacy_abm.scenario.sample import read_draws

        return {"posterior": {name: values[None, :] for name, values in read_draws(source).items()}}
    particles, predicted = source.particles, source.predicted
    weights = particles["weight"].to_numpy(dtype=float)
    rows = np.random.default_rng(seed).choice(len(particles), draws, p=weights / weights.sum())
    names, statistics = list(source.labels), [name for name in source.statistic_labels if name in predicted]
    record = source.predictive.set_index("statistic")["observed"]
    return {
        "posterior": {name: particles[name].to_numpy(dtype=float)[rows][None, :] for name in names},
        "prior": {name: source.prior[name].to_numpy(dtype=float)[None, :] for name in names},
        "posterior_predictive": {name: predicted[name].to_numpy(dtype=float)[None, :] for name in statistics},
        "observed_data": {name: np.array([float(record[name])]) for name in statistics},
    }


def _needed(module: str) -> Any:
    """Import what is no dependency of the package."""
    from importlib import import_module

    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name != module:
            raise
        raise ModuleNotFoundError(f"{module} is not installed; pip install {module.replace('_', '-')}") from None
