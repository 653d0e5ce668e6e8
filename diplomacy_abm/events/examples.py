"""Real series that ship with the package."""

from __future__ import annotations

from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from diplomacy_abm.events.aggregate import read_table

if TYPE_CHECKING:
    import pandas as pd

SERIES = {
    "ukraine-strikes": (
        "Missiles and long-range drones launched at Ukraine, by the week, 3 October 2022 to 16 November 2025. "
        "P. Ivaniuk, Massive Missile Attacks on Ukraine (ODC-BY 1.0), from reports of the Ukrainian Air Force"
    ),
}
"""Names, and what each is and where it is from."""


def real_series(name: str) -> pd.DataFrame:
    """Return a shipped series as a table with ``every``, ``period`` and its columns.

    Raises
    ------
    ValueError
        In one line, if there is none of this name.
    """
    if name not in SERIES:
        raise ValueError(f"no real series {name!r}; there are {', '.join(SERIES)}")
    with as_file(files("diplomacy_abm.events") / "data" / f"{name}.csv") as path:
        return read_table(path)
