"""What all estimates share: intervals are of 95 % unless asked otherwise, and the same call gives the same numbers."""

import inspect
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from diplomacy_abm import analysis
from diplomacy_abm.analysis import (
    adequacy,
    blocks,
    boxes,
    claims,
    compare,
    discovery,
    hindcast,
    intervals,
    lifetimes,
    paired,
    parts,
    patterns,
    players,
    posterior,
    proportions,
    ranked,
    readings,
    regression,
    scoring,
    sensitivity,
    study,
    survival,
)
from diplomacy_abm.results import summaries

MODULES = (
    adequacy, blocks, boxes, claims, compare, discovery, hindcast, intervals, lifetimes, paired, parts, patterns,
    players, posterior, proportions, ranked, readings, regression, scoring, sensitivity, study, survival, summaries,
)  # fmt: skip


def with_level(module):
    """Functions and methods of a module that take a level and have one when it is not given."""
    owners = [module, *(one for _, one in inspect.getmembers(module, inspect.isclass))]
    for owner in owners:
        for name, function in inspect.getmembers(owner, inspect.isfunction):
            level = inspect.signature(function).parameters.get("level")
            if function.__module__ == module.__name__ and level and level.default is not inspect.Parameter.empty:
                yield f"{owner.__name__}.{name}", level.default


def test_an_interval_is_of_95_percent_unless_asked_otherwise():
    found = dict(pair for module in MODULES for pair in with_level(module))
    assert len(found) > 30
    # the bars of a reliability diagram are of 90 % by custom
    assert found.pop("diplomacy_abm.analysis.scoring.consistency_band") == 0.9
    assert {name: level for name, level in found.items() if level != 0.95} == {}


def test_no_module_of_analysis_is_left_out_here():
    names = {path.stem for path in Path(analysis.__path__[0]).glob("*.py")} - {"__init__"}
    unseen = names - {module.__name__.rpartition(".")[2] for module in MODULES}
    assert [name for name in unseen if list(with_level(import_module(f"diplomacy_abm.analysis.{name}")))] == []


@pytest.mark.parametrize("lag", [1, 4])
def test_autocorrelation_is_that_of_statsmodels(lag):
    stattools = pytest.importorskip("statsmodels.tsa.stattools")
    series = np.cumsum(np.random.default_rng(4).standard_normal((3, 60)), axis=1)
    found = patterns.autocorrelation(series, lag)
    assert found == pytest.approx([stattools.acf(row, nlags=lag, fft=False)[lag] for row in series])
    assert np.isnan(patterns.autocorrelation(np.ones((1, 9)), lag)).all()


def test_dispersion_is_that_of_the_negative_binomial_by_moments():
    """By hand: mean 2, variance 8 / 2 = 4, so 4 / (4 - 2); counts that do not vary are not over-dispersed."""
    assert patterns.dispersion(np.array([[0.0, 2.0, 4.0]])) == pytest.approx(2.0)
    assert np.isinf(patterns.dispersion(np.array([[3.0, 3.0, 3.0]])))
    assert np.isnan(patterns.dispersion(np.zeros((1, 3))))


def test_a_median_of_few_runs_has_no_interval_and_one_of_six_has():
    values = np.array([3.0, 1.0, 2.0, 6.0, 5.0, np.nan, 4.0])
    assert patterns.median_of(values).value == 3.5
    assert np.isnan(patterns.median_of(values[:-1]).value)
    # six runs: the chance that all lie on one side of the median is 2 / 64, so the ends are the interval of 95 %
    assert (patterns.median_of(values).low, patterns.median_of(values).high) == (1.0, 6.0)


def test_a_median_of_clusters_weighs_runs_and_not_values():
    values, clusters = np.repeat(np.arange(8.0), 5), np.repeat(np.arange(8), 5)
    found = patterns.clustered_median(values, clusters)
    assert found.value == 3.5
    assert found.low <= 2.0 < 5.0 <= found.high
    # as if each run had given its value once
    once = patterns.clustered_median(np.arange(8.0), np.arange(8))
    assert (found.low, found.high) == (once.low, once.high)
    assert np.isnan(patterns.clustered_median(values[:25], clusters[:25]).value)
    assert patterns.clustered_median(values[:30], clusters[:30]).value == 2.5


def test_the_weeks_around_an_event_are_those_that_fit_into_the_run():
    series = np.arange(20.0).reshape(2, 10)
    run, week = np.array([0, 0, 0, 1]), np.array([1, 2, 7, 5])
    before, after = patterns.around(series, run, week, 2, 3)
    assert (before[1], after[1]) == (0 + 1, 3 + 4 + 5)
    assert (before[3], after[3]) == (13 + 14, 16 + 17 + 18)
    assert np.isnan([before[0], after[0], before[2], after[2]]).all()
