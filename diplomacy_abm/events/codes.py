"""The codebook: CAMEO codes, their labels, Goldstein weights and quad classes, and PLOVER's types.

A code is a text of digits whose leading zero counts: ``043`` is a visit hosted, ``43`` is what a spreadsheet made of
it. Two dialects of CAMEO are in use and both are kept: that of ICEWS (CAMEO 1.1, Schrodt 2012) and that of GDELT's
look-up tables. Labels 101 and 105 to 108 mean different acts in them, and 15 codes have two Goldstein weights.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal

Dialect = Literal["icews", "gdelt"]

QUADS = ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")
"""Names of the quad classes 1 to 4."""

_LAST_ROOT = {1: 5, 2: 8, 3: 13, 4: 20}

PLOVER_OF_ROOT = {
    "02": "REQUEST", "03": "AGREE", "04": "CONSULT", "05": "SUPPORT", "06": "COOPERATE", "07": "AID", "08": "CONCEDE",
    "09": "ACCUSE", "10": "REQUEST", "11": "ACCUSE", "12": "REJECT", "13": "THREATEN", "14": "PROTEST",
    "15": "MOBILIZE", "16": "SANCTION", "17": "COERCE", "18": "ASSAULT", "19": "ASSAULT", "20": "ASSAULT",
}  # fmt: skip
"""Our reading of CAMEO's roots as PLOVER types, by what the categories say of themselves; 01, a statement as such, has
no type in PLOVER."""

_PLOVER_OF_CODE = {"084": "RETREAT", "086": "RETREAT", "087": "RETREAT"}
"""What PLOVER parted from root 08: people set free, access given, arms laid down."""

PLOVER_QUAD = {
    "AGREE": 1, "CONSULT": 1, "SUPPORT": 1, "CONCEDE": 1, "COOPERATE": 2, "AID": 2, "RETREAT": 2,
    "REQUEST": 3, "ACCUSE": 3, "REJECT": 3, "THREATEN": 3,
    "PROTEST": 4, "SANCTION": 4, "MOBILIZE": 4, "COERCE": 4, "ASSAULT": 4,
}  # fmt: skip
"""Quad class of each PLOVER type (Halterman et al. 2023)."""


@dataclass(frozen=True)
class Code:
    """One CAMEO code."""

    code: str
    """Two to four digits."""
    labels: dict[Dialect, str]
    """What it means, by dialect; empty where the dialect does not have it."""
    weights: dict[Dialect, float]
    """Goldstein weight, from -10 to 10, by dialect."""

    @property
    def root(self) -> str:
        """The first two digits."""
        return self.code[:2]

    @property
    def quad(self) -> int:
        """Quad class, 1 to 4, by the root; GDELT's own rows have theirs in a field, which counts there."""
        return next(quad for quad, last in _LAST_ROOT.items() if int(self.root) <= last)

    @property
    def plover(self) -> str:
        """PLOVER type, or nothing for a mere statement."""
        return _PLOVER_OF_CODE.get(self.code[:3], PLOVER_OF_ROOT.get(self.root, ""))


@lru_cache(maxsize=1)
def codebook() -> dict[str, Code]:
    """Return all codes by their text, in the order of the codebook."""
    return {
        row["code"]: Code(
            row["code"],
            {"icews": row["label_icews"], "gdelt": row["label_gdelt"]},
            {"icews": float(row["goldstein_icews"]), "gdelt": float(row["goldstein_gdelt"])},
        )
        for row in rows("cameo.csv")
    }


def rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a table that ships with this package."""
    text = (files("diplomacy_abm.events") / "data" / name).read_text("utf-8")
    yield from csv.DictReader(text.splitlines())


@lru_cache(maxsize=4096)
def normal_code(text: str, root: str = "") -> str | None:
    """Return a CAMEO code with the zero that a program took for a number's; None where there is none like it.

    The text is as it stands in a file: ``"043"``, ``"43"``, ``"43.0"``. The root code of the same row decides whether
    ``"10"`` is the root 10 or the code 010. Without a root, one or two digits are a code of three (files of events hold
    no bare roots), and digits that would begin with a root above 20 lost a zero.
    """
    digits = text.strip().removesuffix(".0")
    if not digits.isdecimal():
        return None
    known = codebook()
    wanted = root.strip().removesuffix(".0").zfill(2) if root.strip() else ""
    if wanted:
        fitting = [one for one in (digits, f"0{digits}") if one[:2] == wanted and one in known]
        return fitting[0] if fitting else None
    if not digits.startswith("0") and (len(digits) < 3 or int(digits[:2]) > 20):
        digits = digits.zfill(3) if len(digits) < 3 else f"0{digits}"
    return digits if digits in known else None
