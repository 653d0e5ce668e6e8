"""Quantal response."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplomacy_abm.rules.choice import choice_weight

values = st.lists(st.floats(-1.0, 1.0), min_size=2, max_size=12)


@given(values, st.floats(0.0, 25.0))
def test_mckelvey_palfrey_weights(worth, precision):
    """McKelvey & Palfrey (1995): probabilities proportional to exp(precision x value)."""
    best = max(worth)
    weights = [choice_weight(v, best, precision, 1.0) for v in worth]
    exact = [math.exp(precision * v) for v in worth]
    for w, e in zip(weights, exact, strict=True):
        assert w / sum(weights) == pytest.approx(e / sum(exact), rel=1e-9)


@given(values, st.floats(0.01, 1.0))
def test_weights_are_the_shares_without_precision_and_the_best_alone_with_much(worth, share):
    best = max(worth)
    assert all(choice_weight(v, best, 0.0, share) == share for v in worth)
    assert all(choice_weight(v, best, 1e6, share) < 1e-20 for v in worth if v < best - 1e-3)
    assert choice_weight(best, best, 1e6, share) == share


@given(st.floats(-1.0, 1.0), st.floats(0.0, 1.0), st.floats(0.0, 200.0))
def test_weight_rises_with_value(value, step, precision):
    best = value + step
    assert 0.0 <= choice_weight(value, best, precision, 1.0) <= choice_weight(best, best, precision, 1.0) == 1.0


def test_mcfadden_red_bus_family_share_keeps_the_place_of_a_move():
    """McFadden (1974): aiming one move at ten targets must not make it ten times as likely."""
    other = choice_weight(0.0, 0.0, 20.0, 1.0)
    family = sum(choice_weight(0.0, 0.0, 20.0, 0.1) for _ in range(10))
    assert family == pytest.approx(other)
