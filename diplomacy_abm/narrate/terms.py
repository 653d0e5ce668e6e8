"""Terms of a settlement in the words of the issues."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplomacy_abm.narrate.names import Names
from diplomacy_abm.phrases import listed, series

if TYPE_CHECKING:
    import pandas as pd

_STEPS = (
    (0.2, "as {B} wants"), (0.4, "nearer to {B}"), (0.6, "halfway"), (0.8, "nearer to {A}"), (1.01, "as {A} wants"),
)  # fmt: skip
"""Up to which position on an issue what is said; 1 is what side A wants."""


def terms(names: Names, packages: pd.DataFrame | None, level: float) -> str:
    """Say what a settlement gives whom, issue by issue; empty where the packages are not known.

    Parameters
    ----------
    names : Names
        Of the scenario.
    packages : pandas.DataFrame or None
        Position on each issue (columns) at each level of concession (index).
    level : float
        Of the settlement, from 0 (side A's best) to 1.
    """
    if packages is None or not 0.0 <= level <= 1.0:
        return ""
    row = packages.iloc[round(level * (len(packages) - 1))]
    sides = {side: names.who.sides[side].label for side in ("A", "B")}
    groups: dict[str, list[str]] = {}
    for issue, position in row.items():
        words = next(words for limit, words in _STEPS if float(position) < limit)
        groups.setdefault(words, []).append(names.issue(str(issue)))
    told = []
    for _, words in _STEPS:
        if words in groups:
            join = series if any(" and " in issue for issue in groups[words]) else listed
            told.append(f"{join(groups[words])} {words.format(**sides)}")
    return "; ".join(told)
