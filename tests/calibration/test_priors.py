"""Priors: every law keeps to its range and comes back from the coordinates of the search."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kstest

from diplomacy_abm.calibration.priors import Prior, values_of
from tests.calibration.studies import normals_of

PRIORS = (
    Prior("a", "uniform", (0.1, 0.9), 0.1, 0.9),
    Prior("a", "loguniform", (0.01, 10.0), 0.01, 10.0),
    Prior("a", "triangular", (0.0, 0.2, 1.0), 0.0, 1.0),
    Prior("a", "normal", (0.5, 0.3), 0.0, 1.0),
    Prior("a", "lognormal", (4.0, 0.6), 1.0, 26.0),
    Prior("a", "beta", (2.0, 5.0), 0.0, 1.0),
)


@pytest.mark.parametrize("prior", PRIORS, ids=lambda prior: prior.law)
def test_draws_keep_to_the_range_and_follow_the_law(prior):
    z = np.random.default_rng(3).standard_normal(4000)
    x = prior.from_normal(z)
    assert x.min() >= prior.low
    assert x.max() <= prior.high
    # the cut law itself, from scipy's uncut one
    below, above = prior.whole.cdf(prior.low), prior.whole.cdf(prior.high)
    assert kstest(x, lambda v: (prior.whole.cdf(v) - below) / (above - below)).pvalue > 0.001


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(-4, 4), min_size=len(PRIORS), max_size=len(PRIORS)))
def test_points_come_back_from_parameters(z):
    points = np.array([z])
    assert np.allclose(normals_of(PRIORS, values_of(PRIORS, points)), points, atol=1e-4)


@settings(max_examples=40, deadline=None)
@given(st.floats(-3, 3), st.floats(-3, 3))
def test_the_map_keeps_the_order(one, other):
    low, high = sorted((one, other))
    for prior in PRIORS:
        x = prior.from_normal(np.array([low, high]))
        assert x[0] <= x[1]
