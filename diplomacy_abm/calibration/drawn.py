"""Posterior samples in a file: sets of parameters, of which each run of an ensemble takes one."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from diplomacy_abm.intake.clean import one_line
from diplomacy_abm.intake.gate import UnfitError, text_of
from diplomacy_abm.parameters import PARAMETERS

if TYPE_CHECKING:
    import pandas as pd

DIGITS = 4
"""Significant digits of a value in a file."""
_FOLDER = Path(__file__).parent / "data"


def shipped_draws() -> list[str]:
    """Return the names of the samples that ship."""
    return sorted(path.stem for path in _FOLDER.glob("*.csv"))


def read_draws(source: str | os.PathLike[str]) -> dict[str, np.ndarray]:
    """Read a sample of parameters: a CSV file with a column for each parameter and a row for each set.

    Parameters
    ----------
    source : str or path
        The name of a sample that ships (:func:`shipped_draws`), or a file. Lines that begin with # are skipped.

    Returns
    -------
    dict of str to numpy.ndarray
        One value a set, by parameter.

    Raises
    ------
    ValueError
        In one line, if there is no such sample, or it cannot be used.
    """
    path = _FOLDER / f"{source}.csv" if str(source) in shipped_draws() else Path(source)
    try:
        lines = [line for line in text_of(path).splitlines() if line.strip() and line[0] != "#"]
        head, *rows = list(csv.reader(lines)) or [[]]
    except OSError:
        names = ", ".join(shipped_draws())
        raise ValueError(f"draws: {source}: no such file of draws, or it cannot be read; there is {names}") from None
    except (UnfitError, csv.Error) as error:
        raise ValueError(f"draws: {path.name}: {one_line(error, 100)}") from None
    _check_head(head, path.name)
    if not rows:
        raise ValueError(f"draws: {path.name}: has no row, must have one at least")
    values = np.array([_numbers(row, head, f"draws: {path.name}: row {k}") for k, row in enumerate(rows, start=1)])
    return dict(zip(head, values.T.copy(), strict=True))


def _check_head(head: list[str], name: str) -> None:
    from diplomacy_abm.scenario.errors import nearest

    if not head:
        raise ValueError(f"draws: {name}: is empty, must have a column for each parameter")
    for column in head:
        if column not in PARAMETERS:
            told = one_line(repr(column), 60)
            raise ValueError(f"draws: {name}: {told} is no parameter; {nearest(column, PARAMETERS)}")
    if len(set(head)) < len(head):
        raise ValueError(f"draws: {name}: names a parameter twice")


def _numbers(row: list[str], head: list[str], where: str) -> list[float]:
    if len(row) != len(head):
        raise ValueError(f"{where}: has {len(row)} values, must have {len(head)}")
    found = []
    for name, text in zip(head, row, strict=True):
        try:
            value = float(text)
        except ValueError:
            raise ValueError(f"{where}: {name} is {one_line(repr(text), 60)}, must be a number") from None
        low, high = PARAMETERS[name].low, PARAMETERS[name].high
        if not low <= value <= high:
            raise ValueError(f"{where}: {name} is {value:g}, must be from {low:g} to {high:g}")
        found.append(value)
    return found


def sets_of_runs(number: int, runs: int, first: int = 0) -> np.ndarray:
    """Return which set each run takes, shape (runs,): one after the other, and from the first again."""
    return (first + np.arange(runs)) % number


def drawn(source: str | os.PathLike[str], runs: int, first: int = 0) -> dict[str, np.ndarray]:
    """Return one set of parameters for each run, as :func:`~diplomacy_abm.run_ensemble` takes them.

    Parameters
    ----------
    source : str or path
        As in :func:`read_draws`.
    runs : int
        Number of runs.
    first : int
        Index of the first run. A run of one index has the same set in every call, so arms that are compared share it.
    """
    return {name: values[sets_of_runs(len(values), runs, first)] for name, values in read_draws(source).items()}


def thinned(particles: pd.DataFrame, names: list[str], number: int, seed: int) -> pd.DataFrame:
    """Return so many sets of equal weight, in random order, from weighted ones.

    Systematic resampling (Kitagawa 1996): a set comes up as often as its weight says, give or take one, so that few
    sets stand for many. The order is random, so that any first part of the table is a sample too.

    Parameters
    ----------
    particles : pandas.DataFrame
        ``weight`` and a column for each parameter.
    names : list of str
        The parameters.
    number, seed : int
        Sets to return, and the seed.
    """
    rng = np.random.default_rng(seed)
    edges = np.cumsum(particles["weight"].to_numpy(float))
    marks = (np.arange(number) + rng.random()) / number * edges[-1]
    rows = np.minimum(np.searchsorted(edges, marks, side="right"), len(edges) - 1)
    return particles[names].iloc[rng.permutation(rows)].reset_index(drop=True)
