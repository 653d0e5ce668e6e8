"""Learning about hidden power from the front."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplomacy_abm.rules.contest import contest_success, front_drift
from diplomacy_abm.rules.power import front_gain, front_slope, power_forecast, power_variance

unit = st.floats(0.0, 1.0)
keep = st.floats(0.0, 0.999)
log_ratio = st.floats(-1.0, 1.0)


@given(log_ratio, log_ratio, keep)
def test_beliefs_fall_back_to_what_is_usual(mean, prior, rho):
    """Without a front to look at the mean returns to the prior: each side thinks of itself as it likes to."""
    assert power_forecast(mean, prior, rho) - prior == pytest.approx(rho * (mean - prior), abs=1e-12)
    assert power_forecast(prior, prior, rho) == pytest.approx(prior, abs=1e-12)


@given(keep, st.floats(0.0, 1.0), st.floats(0.01, 1.0))
def test_doubt_grows_back_to_the_spread_of_hidden_power(rho, variance, spread):
    wider = power_variance(variance, rho, spread)
    assert wider - spread**2 == pytest.approx(rho**2 * (variance - spread**2), abs=1e-12)
    assert power_variance(spread**2, rho, spread) == pytest.approx(spread**2)
    assert power_variance(0.0, 0.0, spread) == pytest.approx(spread**2)


@given(st.floats(0.001, 0.2), unit, st.floats(0.2, 3.0), st.floats(-1.0, 1.0), unit, unit, st.floats(0.0, 2.0))
def test_front_slope_is_the_derivative_of_the_drift(speed, intensity, decisiveness, hidden, a, b, boost):
    def drift(eta):
        return front_drift(contest_success(1.1, 1.0, decisiveness, eta), intensity, a, b, speed, boost)

    chance = contest_success(1.1, 1.0, decisiveness, hidden)
    slope = front_slope(speed, intensity, decisiveness, chance, boost * (a + b))
    small = 1e-4
    measured = (drift(hidden + small) - drift(hidden - small)) / (2.0 * small)
    assert slope == pytest.approx(measured, rel=1e-5, abs=1e-9)
    assert front_slope(speed, 0.0, decisiveness, chance, boost) == 0.0


@given(st.floats(1e-4, 1.0), st.floats(1e-4, 0.1), st.floats(1e-5, 0.1))
def test_the_gain_is_that_of_kalman(variance, slope, noise):
    """Kalman (1960): the gain minimises the variance of what is left, (1 - K H)² s² + K² σ²."""

    def left(k):
        return (1.0 - k * slope) ** 2 * variance + k * k * noise * noise

    gain = front_gain(variance, slope, noise)
    assert left(gain) == pytest.approx((1.0 - gain * slope) * variance)
    assert left(gain) <= left(1.01 * gain)
    assert left(gain) <= left(0.99 * gain)


@given(st.floats(1e-4, 1.0), st.floats(1e-3, 0.1))
def test_front_gain_has_its_limits(variance, slope):
    assert front_gain(variance, 0.0, 0.01) == 0.0
    assert front_gain(variance, 0.0, 0.0) == 0.0
    assert front_gain(variance, slope, 0.0) == pytest.approx(1.0 / slope)
    assert front_gain(0.0, slope, 0.01) == 0.0


def test_the_front_ends_mutual_optimism():
    """Slantchev (2003), Powell (2004): two sides that each think themselves the stronger agree in time."""
    true = 0.1
    speed, noise, spread = 0.05, 0.002, 0.5
    views = {"a": [0.6, spread**2], "b": [-0.6, spread**2]}
    gaps = []
    for _ in range(150):
        chance = contest_success(1.0, 1.0, 1.0, true)
        moved = front_drift(chance, 1.0, 0.0, 0.0, speed, 0.0)
        for view in views.values():
            seen = contest_success(1.0, 1.0, 1.0, view[0])
            slope = front_slope(speed, 1.0, 1.0, seen, 0.0)
            gain = front_gain(view[1], slope, noise)
            view[0] += gain * (moved - front_drift(seen, 1.0, 0.0, 0.0, speed, 0.0))
            view[1] *= 1.0 - gain * slope
        gaps.append(views["a"][0] - views["b"][0])
    assert all(later < sooner for sooner, later in pairwise(gaps))
    assert 0.0 <= gaps[-1] < 0.02
    assert views["a"][0] == pytest.approx(true, abs=0.02)
