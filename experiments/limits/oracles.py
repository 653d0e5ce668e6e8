"""Independent libraries: bargaining solutions by negmas, logit quantal response by pygambit."""

from __future__ import annotations

import numpy as np


def bargaining_points(gains: np.ndarray) -> dict[str, tuple[int, ...]]:
    """Indices of the Nash, Kalai-Smorodinsky and Pareto packages among those listed, by negmas.

    Parameters
    ----------
    gains : numpy.ndarray
        Shape (2, packages): what each side has of a package over war.
    """
    from negmas.outcomes import make_issue, make_os
    from negmas.preferences import MappingUtilityFunction
    from negmas.preferences.ops import kalai_points, ks_points, nash_points, pareto_frontier

    space = make_os([make_issue(gains.shape[1], "package")])
    both = [
        MappingUtilityFunction({(k,): float(x) for k, x in enumerate(row)}, reserved_value=0.0, outcome_space=space)
        for row in gains
    ]
    points, places = pareto_frontier(both, [(k,) for k in range(gains.shape[1])])
    # stated, since the library else measures from the worst package where every one is better than war
    ranges = [(0.0, float(row[(gains > 0.0).all(axis=0)].max())) for row in gains]
    named = {"pareto": tuple(sorted(int(place) for place in places))}
    for name, find in (("nash", nash_points), ("kalai-smorodinsky", ks_points), ("egalitarian", kalai_points)):
        found = find(both, points, ranges=ranges, outcome_space=space)
        named[name] = tuple(int(places[place]) for _, place in found)
    return named


def quantal_response(
    worth: tuple[float, float], audience: tuple[float, float], precision: float
) -> tuple[float, float]:
    """Chances that the two come to the table in the logit quantal response equilibrium, by pygambit.

    Coming pays `worth` if the other comes too, and costs `audience` in any case; staying away pays nothing.
    """
    import pygambit

    own = np.array([[worth[0] - audience[0], -audience[0]], [0.0, 0.0]])
    other = np.array([[worth[1] - audience[1], 0.0], [-audience[1], 0.0]])
    game = pygambit.Game.from_arrays(own, other)
    found = pygambit.qre.logit_solve_lambda(game, precision)[-1].profile
    first, second = (found[next(iter(player.strategies))] for player in game.players)
    return float(first), float(second)
