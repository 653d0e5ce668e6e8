"""How the numbers of a curated table are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

DIGITS = 4
"""Significant digits of the numbers in a table."""


def rounded(table: pd.DataFrame) -> pd.DataFrame:
    """Round numbers to a few significant digits, so that a table reads well and its bytes do not hang on the last."""
    result = table.copy()
    for name in result.select_dtypes("float"):
        result[name] = [float(f"{x:.{DIGITS}g}") for x in result[name]]
    return result
