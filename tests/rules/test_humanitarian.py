"""The humanitarian track."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplomacy_abm.rules.humanitarian import exchange_value, stock_after

unit = st.floats(0.0, 1.0)


@given(unit, st.floats(0.0, 10.0), unit, unit)
def test_exchange_value_is_capped_at_two_batches(gain, stock, cost, helped):
    value = exchange_value(gain, stock, cost, helped)
    assert -cost - 1e-12 <= value <= 2.0 * gain + 1e-12
    assert exchange_value(gain, 0.0, cost, 0.0) == -cost
    assert exchange_value(gain, 5.0, cost, helped) == exchange_value(gain, 2.0, cost, helped)
    assert exchange_value(gain, stock, cost, 1.0) >= value


@given(st.floats(0.0, 100.0), st.floats(0.0, 5.0), unit, unit)
def test_stock_is_kept_filled_and_released(stock, inflow, intensity, released):
    after = stock_after(stock, inflow, intensity, released)
    assert after >= 0.0
    assert stock_after(stock, inflow, 0.0, 0.0) == stock
    assert stock_after(stock, 0.0, intensity, 0.2) == pytest.approx(0.8 * stock)


def test_stock_settles_where_inflow_meets_release():
    stock = 0.0
    for _ in range(400):
        stock = stock_after(stock, 0.12, 0.5, 0.2 * 0.35)
    assert stock == pytest.approx(0.06 / 0.07, rel=1e-3)
