"""The ruler: scales, weights, missing statistics, and the regression that makes summaries."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from diplomacy_abm.calibration.distance import Ruler, spread

PRIOR = np.random.default_rng(3).normal(size=(200, 4))


def test_the_scale_is_the_deviation_of_a_normal_sample_and_shrugs_at_outliers():
    x = np.random.default_rng(1).normal(5, 2, 20000)
    assert spread(x) == pytest.approx(2.0, rel=0.03)
    x[:200] = 1e6
    assert spread(x) == pytest.approx(2.0, rel=0.05)


def test_where_most_values_are_equal_the_standard_deviation_is_the_scale():
    x = np.array([0.0] * 90 + [10.0] * 10)
    assert spread(x) == pytest.approx(3.0)
    assert spread(np.zeros(5)) == 1.0


def test_weights_scales_and_what_does_not_count():
    prior = np.random.default_rng(2).normal(size=(500, 3))
    ruler = Ruler.direct(np.zeros(3), np.array([4.0, 1.0, 0.0]), [2.0, 1.0, None], prior)
    assert ruler(np.array([1.0, 0.0, 99.0])) == pytest.approx(2.0 * 1.0 / 2.0)
    assert ruler(np.array([0.0, 3.0, np.nan])) == pytest.approx(3.0)
    assert ruler(np.array([0.0, np.nan, 0.0])) == np.inf


@settings(max_examples=50, deadline=None)
@given(arrays(float, 4, elements=st.floats(-50, 50)), arrays(float, 4, elements=st.floats(-50, 50)))
def test_a_distance_is_one(x, record):
    ruler = Ruler.direct(record, np.ones(4), [None] * 4, PRIOR)
    assert ruler(record) == 0.0
    assert ruler(x) >= 0.0
    assert ruler(x) == pytest.approx(Ruler.direct(x, np.ones(4), [None] * 4, PRIOR)(record))


def test_the_regression_finds_the_posterior_mean_and_ignores_noise():
    rng = np.random.default_rng(5)
    points = rng.standard_normal((8000, 2))
    told = points[:, :1] + rng.standard_normal((8000, 1)), points[:, 1:] * 3.0 + 1.0, rng.standard_normal((8000, 4))
    prior = np.hstack(told)
    record = np.array([1.0, 4.0, 9.0, -9.0, 0.0, 0.0])
    ruler = Ruler.regression(record, np.ones(6), points, prior)
    # posterior means: half of what was seen for the first, exactly read for the second
    assert ruler.vector(np.array([1.0, 2.5, 0.0, 0.0, 0.0, 0.0])) == pytest.approx([0.5, 0.5], abs=0.06)
    assert ruler.target == pytest.approx([0.5, 1.0], abs=0.15)


def test_the_regression_needs_no_run_that_lacks_a_statistic():
    rng = np.random.default_rng(6)
    points = rng.standard_normal((2000, 1))
    prior = points + 0.1 * rng.standard_normal((2000, 1))
    prior[::7] = np.nan
    ruler = Ruler.regression(np.zeros(1), np.ones(1), points, prior)
    assert ruler.vector(np.array([1.0])) == pytest.approx([1.0], abs=0.05)
    assert ruler(np.array([[np.nan]]))[0] == np.inf
