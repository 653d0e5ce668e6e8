"""The mediator's word: Kydd's two thresholds."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from diplomacy_abm.rules.message import (
    credence_of_restraint,
    credence_of_vouching,
    information,
    restraint_threshold,
    signal_strong,
    vouching_limit,
)

unit = st.floats(0.0, 1.0)
accuracy = st.floats(0.5, 1.0)
cost = st.floats(0.01, 0.5)


@given(st.booleans(), st.floats(1e-9, 1.0 - 1e-9))
def test_signal_is_true_at_full_accuracy_and_a_coin_at_one_half(strong, u):
    assert signal_strong(strong, 1.0, u) is strong
    assert signal_strong(strong, 0.5, u) is (strong if u < 0.5 else not strong)


@given(accuracy)
def test_information_runs_from_zero_to_one(alpha):
    assert 0.0 <= information(alpha) <= 1.0
    assert information(0.5) == 0.0
    assert information(1.0) == 1.0


def honest_gain(bias, error, mediator_cost, own, low, high):
    """What a mediator gains by saying "weak" over counselling restraint, when its signal is weak.

    After "weak" the listener demands p + high and meets a strong enemy, hence war, with probability `error`;
    after "strong" it demands p + low and is accepted. The position p itself cancels.
    """
    mine, theirs = 0.5 * (1.0 + bias), 0.5 * (1.0 - bias)
    said_weak = (1.0 - error) * (mine * high - theirs * high) + error * (-mine * own - theirs * low - mediator_cost)
    said_strong = mine * low - theirs * low
    return said_weak - said_strong


@given(st.floats(0.01, 0.4), unit, cost, cost, st.floats(0.05, 0.5), st.floats(0.01, 0.5))
def test_kydd_restraint_threshold_is_where_honesty_begins_to_pay(error, mediator_cost, own, low, gap, above):
    """Kydd (2003): counsel of restraint is believed from a mediator biased toward the listener, at least so much."""
    threshold = restraint_threshold(error, mediator_cost, own, low, low + gap)
    assume(threshold < 2.0)
    assert threshold >= 0.0
    assert honest_gain(threshold, error, mediator_cost, own, low, low + gap) == pytest.approx(0.0, abs=1e-7)
    assert honest_gain(threshold + above, error, mediator_cost, own, low, low + gap) > 0.0
    assert honest_gain(threshold - above, error, mediator_cost, own, low, low + gap) < 0.0


@given(unit, cost, cost, st.floats(0.01, 0.5))
def test_restraint_needs_no_bias_without_error_and_is_never_believed_without_a_gap(mediator_cost, own, low, gap):
    assert restraint_threshold(0.0, mediator_cost, own, low, low + gap) == 0.0
    assert restraint_threshold(0.3, mediator_cost, own, low, low) == 2.0


def lie_gain(bias, loss, gain, failure, war):
    """What a mediator gains by vouching falsely: the listener loses, the exploiter gains, the deal fails, war rests."""
    return -0.5 * (1.0 + bias) * loss + 0.5 * (1.0 - bias) * gain - failure + war


@given(st.floats(0.01, 2.0), st.floats(0.01, 2.0), unit, unit)
def test_kydd_vouching_limit_is_where_lying_begins_to_pay(loss, gain, failure, war):
    """Kydd (2006): vouching is believed by both when the bias is at most so large, either way."""
    limit = vouching_limit(loss, gain, failure, war)
    assert lie_gain(-limit, loss, gain, failure, war) == pytest.approx(0.0, abs=1e-9)
    assert lie_gain(-limit + 0.01, loss, gain, failure, war) < 0.0
    assert lie_gain(-limit - 0.01, loss, gain, failure, war) > 0.0
    assert vouching_limit(loss, gain, failure + 0.1, war) > limit
    assert vouching_limit(loss, gain, failure, war + 0.1) < limit


def test_kydd_one_that_only_wants_peace_is_not_believed():
    """Kydd (2006): a mediator must care about the deal and not find war too costly."""
    assert vouching_limit(0.3, 0.3, 0.0, 0.1) < 0.0
    assert vouching_limit(0.3, 0.3, 0.1, 0.0) > 0.0
    assert vouching_limit(0.3, 0.3, 0.1, 0.1) == pytest.approx(0.0)


@given(st.floats(-1.0, 1.0), st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.floats(0.1, 100.0))
def test_kydd_two_thresholds_have_opposite_sign_in_bias(bias, step, threshold, precision):
    """More bias toward the listener makes counsel of restraint more credible, and vouching for the enemy less."""
    assert (
        credence_of_restraint(bias + step, threshold, precision)
        >= credence_of_restraint(bias, threshold, precision) - 1e-12
    )
    size = abs(bias)
    assert (
        credence_of_vouching(size + step, threshold, precision)
        <= credence_of_vouching(size, threshold, precision) + 1e-12
    )
    assert credence_of_vouching(bias, threshold, precision) == credence_of_vouching(-bias, threshold, precision)


def test_credence_is_a_step_for_a_precise_mediator_and_one_half_at_the_threshold():
    assert credence_of_restraint(0.3, 0.2, 1000.0) == pytest.approx(1.0)
    assert credence_of_restraint(0.1, 0.2, 1000.0) == pytest.approx(0.0)
    assert credence_of_vouching(0.1, 0.2, 1000.0) == pytest.approx(1.0)
    assert credence_of_vouching(-0.3, 0.2, 1000.0) == pytest.approx(0.0)
    assert credence_of_restraint(0.2, 0.2, 6.0) == credence_of_vouching(0.2, 0.2, 6.0) == 0.5
