"""The search against posteriors that are known: normal numbers around normal parameters."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from diplomacy_abm.calibration.distance import Ruler
from diplomacy_abm.calibration.smc import (
    Plan,
    Search,
    draws,
    effective_size,
    next_tolerance,
    posterior_of,
    reweighed,
    systematic,
    walk_factor,
)
from tests.calibration.studies import normal_model

RECORD = np.array([1.5, -0.5])
PLAN = Plan(population=600, replicates=2, rounds=8, moves=2, keep=0.6, acceptance=0.02)


def search(plan=PLAN, record=RECORD, kind="direct", seed=(3,)):
    def measure(points, statistics):
        if kind == "direct":
            return Ruler.direct(record, np.ones(2), [None, None], statistics)
        return Ruler.regression(record, np.ones(2), points, statistics)

    return Search(plan, normal_model, 2, measure, seed)


@pytest.mark.parametrize("kind", ["direct", "regression"])
def test_it_finds_a_posterior_that_is_known(kind):
    """Prior N(0, 1), one observation with noise N(0, 1): mean x/2, standard deviation .707."""
    means, deviations = [], []
    for seed in range(12):
        found = search(Plan(500, 2, 6, 2, 0.6, acceptance=0.1), kind=kind, seed=(seed,))
        rounds = list(found.rounds())
        posterior = posterior_of(rounds[-1], found.ruler(rounds[0]))
        means.append(posterior.weights @ posterior.points)
        deviations.append(np.sqrt(posterior.weights @ (posterior.points - means[-1]) ** 2))
        assert draws(posterior, 500, np.random.default_rng(1)).shape == (500, 2)
    # the mean of twelve searches; one of them has an error of about .08
    assert np.mean(means, axis=0) == pytest.approx(RECORD / 2, abs=0.07)
    assert np.mean(deviations, axis=0) == pytest.approx([0.707, 0.707], abs=0.05)


def test_the_tolerance_falls_and_round_0_is_the_prior():
    rounds = list(search().rounds())
    tolerances = [found.tolerance for found in rounds]
    assert tolerances == sorted(tolerances, reverse=True)
    assert np.isinf(tolerances[0])
    assert len(set(tolerances)) == len(tolerances)
    assert abs(rounds[0].points.mean()) < 0.1
    assert rounds[0].points.std() == pytest.approx(1.0, abs=0.06)


@pytest.mark.parametrize("cut", [1, 3])
def test_taken_up_again_it_ends_the_same(cut):
    whole = list(search().rounds())
    rest = list(search().rounds(whole[:cut]))
    assert len(rest) == len(whole) - cut
    for one, other in zip(whole[cut:], rest, strict=True):
        for name in ("points", "statistics", "weights", "tolerance", "accepted"):
            assert np.array_equal(getattr(one, name), getattr(other, name)), name


def test_another_seed_is_another_sample():
    one, other = (next(iter(search(seed=seed).rounds())) for seed in ((3,), (4,)))
    assert not np.array_equal(one.points, other.points)


def test_it_stops_at_the_rounds_the_tolerance_or_when_nothing_moves():
    assert list(search(Plan(50, 1, 2)).rounds())[-1].index == 2
    near = list(search(Plan(200, 2, 50, 1, 0.5, tolerance=1.0)).rounds())[-1]
    assert near.tolerance == 1.0
    assert list(search(Plan(50, 1, 50, acceptance=0.999)).rounds())[-1].index == 1


def test_a_model_that_cannot_reach_the_record_still_ends():
    far = search(Plan(60, 1, 4, acceptance=0.0), np.array([50.0, 50.0]))
    rounds = list(far.rounds())
    assert rounds[-1].index == 4
    assert np.isfinite(rounds[-1].tolerance)


def test_moves_leave_the_prior_as_it_is_where_everything_is_near():
    """With no tolerance at all Metropolis and Hastings must sample the prior."""
    flat = search(Plan(4000, 1, 1))
    first = next(iter(flat.rounds()))
    points, statistics = first.points, first.statistics
    factor = walk_factor(points, first.weights)
    for move in range(5):
        points, statistics, share = flat._moved(
            np.random.default_rng(move), flat.ruler(first), np.inf, points, statistics, factor, move
        )
        assert 0.1 < share < 0.9
    assert points.mean(axis=0) == pytest.approx([0, 0], abs=0.06)
    assert points.std(axis=0) == pytest.approx([1, 1], abs=0.05)


@settings(max_examples=40, deadline=None)
@given(arrays(float, (30, 2), elements=st.floats(0, 10)), st.floats(0.2, 0.95))
def test_the_tolerance_keeps_no_less_than_its_share(distances, keep):
    weights = np.full(30, 1 / 30)
    found = next_tolerance(weights, distances, np.inf, keep)
    left = effective_size(reweighed(weights, distances, np.inf, found))
    assert found in distances
    assert left >= keep * 30 - 1e-9 or found == distances.max()


def test_weights_count_the_near_replicates():
    distances = np.array([[0.1, 0.2, 9.0], [0.3, 9.0, 9.0], [9.0, 9.0, 9.0]])
    weights = reweighed(np.full(3, 1 / 3), distances, np.inf, 1.0)
    assert weights == pytest.approx([2 / 3, 1 / 3, 0.0])
    assert reweighed(weights, distances, 1.0, 0.25) == pytest.approx([1.0, 0.0, 0.0])


@settings(max_examples=40, deadline=None)
@given(arrays(float, 20, elements=st.floats(0.01, 1)), st.floats(0, 0.999))
def test_systematic_resampling_gives_each_its_share_to_within_one(raw, u):
    weights = raw / raw.sum()
    counts = np.bincount(systematic(weights, u), minlength=20)
    assert counts.sum() == 20
    assert (np.abs(counts - 20 * weights) < 1 + 1e-6).all()


def test_runs_are_never_played_twice():
    """Rounds, moves and replicates number their runs without an overlap."""
    seen = []

    def record(points, first):
        seen.append(range(first, first + len(points)))
        return normal_model(points, first)

    plan = Plan(50, 3, 4, moves=2, acceptance=0.0)
    found = Search(plan, record, 2, search().measure, (1,))
    last = list(found.rounds())[-1]
    numbers = [number for span in seen for number in span]
    assert len(set(numbers)) == len(numbers)
    assert max(numbers) + 1 == plan.first_run(last.index + 1)
