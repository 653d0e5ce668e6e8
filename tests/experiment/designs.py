"""A small design with one of everything, edits of it, and random designs."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import tomli_w
from hypothesis import strategies as st

from diplomacy_abm.experiment.design import Design, load_design

Tables = dict[str, Any]

FULL: Tables = {
    "study": {
        "name": "small-study",
        "title": "A small study",
        "question": "Does the mediator matter?",
        "scenario": "minimal",
        "runs": 40,
        "horizon": 26,
        "seed": 5,
        "outcomes": ["ever: formal", "exchanges"],
    },
    "settings": {"actors.MED.bias": 0.1, "parameters.overlap": 0.6},
    "arms": {
        "with": {"label": "with MED"},
        "without": {"without": ["MED"], "set": {"actors.ALF.cost": 0.2}, "policy": {"BET": "hawk"}},
    },
    "factors": {
        "accuracy": {"set": "actors.MED.accuracy", "values": [0.5, 0.75, 1.0]},
        "reach": {
            "label": "reach of the mediator",
            "multiply": ["actors.MED.leverage.ALF", "actors.MED.leverage.BET"],
            "range": {"from": 0.5, "to": 1.5, "steps": 2},
        },
        "curvature": {"set": "parameters.curvature", "distribution": {"uniform": [1.0, 3.0]}},
        "hope": {
            "set": "parameters.prospect_floor",
            "distribution": {"normal": [0.2, 0.1], "low": 0.0, "high": 1.0},
        },
    },
    "sampling": {"method": "latin-hypercube", "points": 8, "seed": 3},
}


def edited(*edits: tuple[Any, ...]) -> Tables:
    """The full design with places changed: each edit is keys, then the new value; ``...`` takes the place away."""
    tables = copy.deepcopy(FULL)
    for *keys, last, value in edits:
        table: Any = tables
        for key in keys:
            table = table.setdefault(key, {})
        if value is ...:
            del table[last]
        else:
            table[last] = value
    return tables


def written(folder: Path, tables: Tables, name: str = "design.toml") -> Path:
    """Write a design and return its path."""
    path = folder / name
    path.write_text(tomli_w.dumps(tables), encoding="utf-8")
    return path


def design_of(folder: Path, *edits: tuple[Any, ...]) -> Design:
    """Return the full design, edited, as it is read from a file."""
    return load_design(written(folder, edited(*edits)))


def one_factor(**factor: Any) -> Tables:
    """A design with a single factor and one arm."""
    tables = edited(("arms", ...), ("factors", {"x": factor}))
    if "distribution" not in factor:
        del tables["sampling"]
    return tables


@st.composite
def designs(draw: st.DrawFn) -> Tables:
    """Designs that can be played, of all sizes."""
    tables = edited(("study", "runs", draw(st.integers(1, 2500))))
    tables["study"]["keep"] = draw(st.sampled_from([[], ["steps"], ["events", "steps"]]))
    tables["study"]["seed"] = draw(st.integers(0, 2**40))
    if draw(st.booleans()):
        del tables["arms"]
    method = draw(st.sampled_from(["latin-hypercube", "random", "sobol", "saltelli", "morris"]))
    points = 2 ** draw(st.integers(1, 5)) if method in ("sobol", "saltelli") else draw(st.integers(1, 30))
    tables["sampling"] = {"method": method, "points": points, "seed": draw(st.integers(0, 2**40))}
    dropped = draw(st.sets(st.sampled_from(list(FULL["factors"]))))
    for name in dropped:
        del tables["factors"][name]
    if {"curvature", "hope"} <= dropped:
        del tables["sampling"]
    return tables
