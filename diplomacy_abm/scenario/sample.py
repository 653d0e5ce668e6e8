"""Posterior samples in a file: sets of parameters, of which each run of an ensemble takes one."""

from __future__ import annotations

import csv
import hashlib
import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from diplomacy_abm.intake.clean import one_line
from diplomacy_abm.intake.gate import UnfitError, text_of
from diplomacy_abm.parameters import PARAMETERS

if TYPE_CHECKING:
    from diplomacy_abm.scenario.schema import Scenario

CENTRAL = "central"
"""The word for no sample: every run has the numbers of the scenario and of ``docs/parameters.md``."""
_FITTED = "# estimated on "
_FOLDER = Path(__file__).parents[1] / "calibration" / "data"


def shipped_draws() -> list[str]:
    """Return the names of the samples that ship."""
    return sorted(path.stem for path in _FOLDER.glob("*.csv"))


def read_draws(source: str | os.PathLike[str]) -> dict[str, np.ndarray]:
    """Read a sample of parameters: a CSV file with a column for each parameter and a row for each set.

    The name of one that ships (:func:`shipped_draws`), or a file, in which lines that begin with # are skipped;
    ``NAME:20`` takes the first 20 sets. ValueError in one line if there is none, or it cannot be used.
    """
    path, most = _place(source)
    try:
        seen = path.stat()
        found = _read(path, seen.st_mtime_ns, seen.st_size)
        return {name: values[:most] for name, values in found.items()}
    except OSError:
        names = ", ".join(shipped_draws())
        raise ValueError(f"draws: {source}: no such file of draws, or it cannot be read; there is {names}") from None


def _place(source: str | os.PathLike[str]) -> tuple[Path, int | None]:
    """Return the file of a sample, and how many of its sets are wanted."""
    name, _, count = os.fspath(source).rpartition(":")
    most = int(count) if name and count.isdigit() and int(count) > 0 else None
    name = name if most is not None else os.fspath(source)
    return (_FOLDER / f"{name}.csv" if name in shipped_draws() else Path(name)), most


@lru_cache(maxsize=16)
def _read(path: Path, _changed: int, _size: int) -> dict[str, np.ndarray]:
    """Read a file; one that was changed is read again."""
    try:
        lines = [line for line in text_of(path).splitlines() if line.strip() and line[0] != "#"]
        head, *rows = list(csv.reader(lines)) or [[]]
    except (UnfitError, csv.Error) as error:
        raise ValueError(f"draws: {path.name}: {one_line(error, 100)}") from None
    _check_head(head, path.name)
    if not rows:
        raise ValueError(f"draws: {path.name}: has no row, must have one at least")
    values = np.array([_numbers(row, head, f"draws: {path.name}: row {k}") for k, row in enumerate(rows, start=1)])
    columns = np.ascontiguousarray(values.T)
    # after the copy, which could be written again
    columns.flags.writeable = False
    return {name: columns[k] for k, name in enumerate(head)}


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

    A run of one index has the same set in every call, so arms that are compared share it.
    """
    return {name: values[sets_of_runs(len(values), runs, first)] for name, values in read_draws(source).items()}


def estimated_in(source: str) -> dict[str, str]:
    """Return which parameters of a sample were fitted and on what, as its remarks say (``# estimated on X: a, b``)."""
    if not source:
        return {}
    found = {}
    for line in text_of(_place(source)[0]).splitlines():
        if line.startswith(_FITTED):
            what, _, names = line.removeprefix(_FITTED).partition(": ")
            found.update(dict.fromkeys((name.strip() for name in names.split(",")), what))
    return found


def sets_in(scenario: Any) -> int:
    """Return how many sets the sample of a scenario has; 0 where it names none, or is only the card of one."""
    name = name_in(scenario)
    return len(next(iter(read_draws(name).values()))) if name else 0


def first_set(scenario: Scenario, seed: int, run: int = 0) -> int:
    """Return which set of the sample of a scenario a run takes.

    Run r takes set r under the scenario's own seed, and n sets on under a seed n above it, counted round: so another
    seed is other luck and another set, a thousand runs of any seed take each set as often, and arms that share seed
    and run share the set.
    """
    return (run + seed - scenario.scenario.seed) % max(sets_in(scenario), 1)


def name_in(scenario: Any) -> str:
    """Return the name of the sample of a scenario; empty where it names none, or is only the card of one."""
    return str(getattr(getattr(scenario, "parameters", None), "sample", ""))


def sample_of(scenario: Scenario) -> dict[str, np.ndarray]:
    """Return what the runs of a scenario draw: its sample, without what the scenario states itself."""
    name = scenario.parameters.sample
    stated = scenario.parameters.values
    return {key: values for key, values in read_draws(name).items() if key not in stated} if name else {}


def hash_of(source: str) -> str:
    """Return the SHA-256 of the numbers of a sample, as 64 hexadecimal digits; remarks and layout do not count."""
    digest = hashlib.sha256()
    for name, values in sorted(read_draws(source).items()):
        digest.update(name.encode())
        digest.update(values.astype("<f8").tobytes())
    return digest.hexdigest()
