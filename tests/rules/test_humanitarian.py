"""The humanitarian track."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplomacy_abm.rules.humanitarian import stock_after

unit = st.floats(0.0, 1.0)


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
