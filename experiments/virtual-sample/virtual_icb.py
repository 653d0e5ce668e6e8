"""What is known of real crises: small tables of counts, and the joint counts fitted to them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).parent
VIOLENCE = ("none", "minor clashes", "serious clashes", "full-scale war")
ACTORS = ("2", "3-4", "5+")
MEDIATION = ("none", "facilitation", "formulation", "manipulation", "mediated, style not coded")
ROUNDS = 200
"""Rounds of fitting; the margins are met to a millionth of a crisis after some tens."""


def tables() -> pd.DataFrame:
    """Return the small tables of counts, one row a cell; a column that a table does not cross is empty."""
    return pd.read_csv(HERE / "icb.csv", comment="#", keep_default_na=False, dtype=str)


def table(name: str, of: str = "crises") -> pd.DataFrame:
    """Return one of the tables with a column of numbers."""
    every = tables()
    found = every[every["table"] == name].reset_index(drop=True)
    return found.assign(**{of: found[of].astype(int)})


def _margin(name: str, rows: tuple[str, ...], columns: tuple[str, ...]) -> np.ndarray:
    """Counts of a table of two variables, its rows and columns in the order that is asked for."""
    across = "actors" if columns == ACTORS else "mediation"
    counts = table(name).set_index([name.split(maxsplit=1)[0], across])["crises"]
    return np.array([[counts[row, column] for column in columns] for row in rows], dtype=float)


def fitted() -> pd.DataFrame:
    """Joint counts of violence, actors and mediation, fitted to the small tables.

    Iterative proportional fitting (Deming and Stephan 1940) from a table of ones: the counts that meet the three
    tables and say nothing more. Violence by actors and violence by style are met exactly, and so is the number
    mediated among crises with so many actors; which style they got does not hang on the number of actors otherwise.
    """
    joint = proportional(
        np.ones((len(VIOLENCE), len(ACTORS), len(MEDIATION))),
        _margin("violence × actors", VIOLENCE, ACTORS),
        _margin("violence × style", VIOLENCE, MEDIATION),
        _margin("actors × mediated", ACTORS, ("none", "mediated")),
    )
    kinds = pd.MultiIndex.from_product((VIOLENCE, ACTORS, MEDIATION), names=["violence", "actors", "mediation"])
    return pd.DataFrame({"crises": joint.ravel()}, index=kinds).reset_index()


def proportional(joint: np.ndarray, by_actors: np.ndarray, by_style: np.ndarray, mediated: np.ndarray) -> np.ndarray:
    """Scale a table of violence, actors and mediation to three tables in turn, until it meets them all.

    The first column of `by_style` and of `mediated` is no mediation; the second of `mediated` is any.
    """
    for _ in range(ROUNDS):
        joint = joint * (by_actors / joint.sum(axis=2))[:, :, None]
        joint = joint * (by_style / joint.sum(axis=1))[:, None, :]
        seen = joint.sum(axis=0)
        factor = mediated / np.column_stack([seen[:, 0], seen[:, 1:].sum(axis=1)])
        joint = joint * factor[None, :, [0] + [1] * (joint.shape[2] - 1)]
    return joint
