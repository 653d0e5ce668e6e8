"""The humanitarian track: prisoner exchanges, apart from the talks."""


def exchange_value(gain: float, stock: float, cost: float, help_of_mediator: float) -> float:
    """Value of exchanging this week.

    Label: eq:exchange.
    Source: Ours (judgement); rate checked against 66 exchanges in 41 months (2022 - July 2025).

    y·min(2, stock) - cost·(1 - help). `gain` y of a usual batch, `cost` of dealing with the enemy, in units of the
    stake; `stock` ≥ 0 of prisoners in usual batches; `help_of_mediator` in [0, 1] = effect·κ.
    Special cases: -cost with nobody to exchange and nobody to help.
    Status: checked by ``test_humanitarian.test_exchange_value_is_capped_at_two_batches``.
    """
    batch = stock if stock < 2.0 else 2.0
    return gain * batch - cost * (1.0 - help_of_mediator)


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
