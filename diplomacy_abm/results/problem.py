"""The sample of a design on the unit cube, and the problem that SALib knows it by.

Both come from the plain tables of a design, so that whoever plays a study and whoever reads its store agree on them.
A factor is sampled as its rank, a number from 0 to 1, which its distribution turns into a value: indices of
sensitivity then mean the same for every distribution.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from diplomacy_abm.intake.extras import library

if TYPE_CHECKING:
    import numpy as np


def sampled_factors(design: Mapping[str, Any]) -> list[str]:
    """Return the names of the factors of a design that are drawn from a distribution, in order."""
    return [name for name, factor in design.get("factors", {}).items() if factor.get("distribution")]


def salib_problem(design: Mapping[str, Any]) -> dict[str, Any]:
    """Return the problem of a design as SALib wants it, on the unit cube.

    Parameters
    ----------
    design : mapping
        The plain tables of a design, as a store holds them.

    Returns
    -------
    dict
        num_vars, names and bounds.
    """
    names = sampled_factors(design)
    return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0] for _ in names]}


def unit_sample(design: Mapping[str, Any]) -> np.ndarray:
    """Return the sample of a design, given by its plain tables, as ranks from 0 to 1, the same on every machine.

    One row a point of the sample and one column a sampled factor; a design without such factors has one row and no
    columns.
    """
    import numpy as np

    problem = salib_problem(design)
    width = problem["num_vars"]
    if not width:
        return np.zeros((1, 0))
    table = design["sampling"]
    method, points = table["method"], int(table["points"])
    random = np.random.default_rng(int(table.get("seed", 1)))
    if method == "random":
        return random.random((points, width))
    if method == "latin-hypercube":
        from scipy.stats import qmc

        return qmc.LatinHypercube(width, seed=random).random(points)
    if method == "sobol":
        from scipy.stats import qmc

        return qmc.Sobol(width, seed=random).random(points)
    return _salib_sample(method, problem, points, table, random)


def _salib_sample(
    method: str, problem: dict[str, Any], points: int, table: Mapping[str, Any], random: np.random.Generator
) -> np.ndarray:
    if method == "saltelli":
        second = bool(table.get("second_order", False))
        return library("SALib.sample.sobol").sample(problem, points, calc_second_order=second, seed=random)
    return library("SALib.sample.morris").sample(problem, points, num_levels=int(table.get("levels", 4)), seed=random)


def sample_rows(design: Mapping[str, Any]) -> int:
    """Return the number of rows that :func:`unit_sample` has, without drawing it."""
    width = len(sampled_factors(design))
    if not width:
        return 1
    table = design["sampling"]
    points = int(table["points"])
    if table["method"] == "saltelli":
        return points * (2 * width + 2 if table.get("second_order", False) else width + 2)
    return points * (width + 1) if table["method"] == "morris" else points
