"""The humanitarian track: prisoner exchanges, apart from the talks."""


def exchange_value(gain: float, stock: float, cost: float, help_of_mediator: float) -> float:
    """Value of exchanging this week: y·min(2, stock) - cost·(1 - help).

    Label: eq:exchange. Ours; rate checked against 66 exchanges in 41 months (2022 - July 2025).
    `gain` y of a usual batch, `stock` of prisoners in units of the usual one, `cost` of dealing with the enemy,
    `help_of_mediator` in [0, 1] = effect·κ. Special cases: -cost with nobody to exchange.
    """
    batch = stock if stock < 2.0 else 2.0
    return gain * batch - cost * (1.0 - help_of_mediator)


def stock_after(stock: float, inflow: float, intensity: float, released: float) -> float:
    """Stock of prisoners after a week: (1 - released)·stock + inflow·intensity.

    Label: eq:prisoners. `released` 0.2 in a week with an exchange, else 0. Special case: constant without either.
    """
    return (1.0 - released) * stock + inflow * intensity
