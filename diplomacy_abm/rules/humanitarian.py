"""The humanitarian track: prisoner exchanges, apart from the talks."""


def stock_after(stock: float, inflow: float, intensity: float, released: float) -> float:
    """Stock of prisoners after a week.

    Label: eq:prisoners.
    Source: Ours (judgement).

    (1 - released)·stock + inflow·intensity. `released` share in [0, 1], 0 without an exchange; `inflow` ≥ 0 in
    batches a week at full `intensity`.
    Special cases: constant without either.
    Status: checked by ``test_humanitarian.test_stock_is_kept_filled_and_released``.
    """
    return (1.0 - released) * stock + inflow * intensity
