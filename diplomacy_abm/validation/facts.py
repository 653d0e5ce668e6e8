"""What is claimed, by whom, and what the source leaves open: the reading of ``facts.toml``."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from importlib.resources import files
from typing import Any

from diplomacy_abm.analysis import intervals
from diplomacy_abm.validation.arms import Arm, Lab

Measure = Callable[[Lab], intervals.Estimate]

KINDS = ("required", "built in", "calibrated", "emergent")
"""How much a pass is worth: our own bar, a rule that says so, a parameter fitted to it, or rules together."""

THEMES = ("agency", "talks", "mediation", "support", "durability", "war")
"""Parts of the battery in the order in which their claims are printed; each is measured in the module of its name."""

_ALSO = {"character": "agency"}
"""Further modules that measure, with their part."""

_RANGES: dict[str, Callable[[Any], intervals.Range]] = {
    "at_least": lambda x: (float(x), math.inf),
    "at_most": lambda x: (-math.inf, float(x)),
    "exactly": lambda x: (float(x), float(x)),
    "range": lambda x: (float(x[0]), float(x[1])),
    "share": lambda x: intervals.share_range(*x),
    "rate": lambda x: intervals.rate_range(*x),
    "gap": lambda x: intervals.gap_range(*x),
    "median": intervals.median_range,
    "share_limit": lambda x: intervals.share_limit(*x),
    "lasting": lambda x: intervals.lasting_range(*x),
}
"""How an expected range is given: a sign, a range, or the counts it is worked out from."""


@dataclass(frozen=True)
class Fact:
    """A claim before it is measured."""

    id: str
    theme: str
    claim: str
    kind: str
    source: str
    """Short name, group, statement, one of `KINDS`, and where it comes from."""
    expected: intervals.Range
    """What the source leaves open."""
    where: str
    """Scenario, or scenarios, it is measured in."""
    unit: str
    note: str
    explanation: str
    """Unit of the figures; how it is measured; why the model may miss it."""
    measure: Measure
    """Works it out in a laboratory."""
    null: tuple[Arm, Arm] | None = None
    """The null arm of a claim on mediation and the arm without the mediator."""


_measures: dict[str, tuple[str, Measure, tuple[Arm, Arm] | None]] = {}


def measures(name: str, null: tuple[Arm, Arm] | None = None) -> Callable[[Measure], Measure]:
    """Register a function as what measures a claim; used as a decorator.

    A claim on mediation has the arm with a mediator that has nothing, and the arm without it.
    """

    def register(function: Measure) -> Measure:
        measured(function.__module__, {name: function}, null)
        return function

    return register


def measured(module: str, rows: Mapping[str, Measure], null: tuple[Arm, Arm] | None = None) -> None:
    """Register what measures claims in one expression; the words of each stand in ``facts.toml``."""
    for name, function in rows.items():
        if name in _measures and _measures[name][1] is not function:
            raise ValueError(f"claim {name} is measured twice")
        theme = module.rpartition(".")[2]
        _measures[name] = (_ALSO.get(theme, theme), function, null)


@lru_cache(maxsize=1)
def facts() -> dict[str, Fact]:
    """Return every claim by its id, in the order of the file.

    ValueError in one line where the file and the functions that measure do not fit together.
    """
    for module in (*THEMES, *_ALSO):
        import_module(f"diplomacy_abm.validation.{module}")
    text = files("diplomacy_abm.validation").joinpath("facts.toml").read_text("utf-8")
    tables = tomllib.loads(text)
    missing = sorted(set(tables) ^ set(_measures))
    if missing:
        raise ValueError(f"facts.toml: {missing[0]} is a claim without a measure, or a measure without a claim")
    return {name: _fact(name, table) for name, table in tables.items()}


def _fact(name: str, table: Mapping[str, Any]) -> Fact:
    theme, measure, null = _measures[name]
    kinds = [kind for kind in _RANGES if kind in table]
    unknown = set(table) - set(_RANGES) - {"claim", "kind", "source", "where", "unit", "note", "explanation"}
    if len(kinds) != 1 or unknown:
        raise ValueError(f"facts.toml: {name} must have one of {', '.join(_RANGES)} and no {', '.join(unknown)}")
    if table.get("kind") not in KINDS:
        raise ValueError(f"facts.toml: {name} must have a kind, one of {', '.join(KINDS)}")
    return Fact(
        name, theme, table["claim"], table["kind"], table["source"], _RANGES[kinds[0]](table[kinds[0]]), table["where"],
        table.get("unit", ""), table.get("note", ""), " ".join(table.get("explanation", "").split()), measure, null,
    )  # fmt: skip
