"""What all estimates share: intervals are of 95 % unless asked otherwise."""

import inspect
from importlib import import_module
from pathlib import Path

from diplomacy_abm import analysis
from diplomacy_abm.analysis import (
    adequacy,
    blocks,
    boxes,
    claims,
    compare,
    discovery,
    hindcast,
    intervals,
    lifetimes,
    paired,
    parts,
    patterns,
    players,
    posterior,
    proportions,
    ranked,
    readings,
    regression,
    scoring,
    sensitivity,
    study,
    survival,
)
from diplomacy_abm.results import summaries

MODULES = (
    adequacy, blocks, boxes, claims, compare, discovery, hindcast, intervals, lifetimes, paired, parts, patterns,
    players, posterior, proportions, ranked, readings, regression, scoring, sensitivity, study, survival, summaries,
)  # fmt: skip


def with_level(module):
    """Functions and methods of a module that take a level and have one when it is not given."""
    owners = [module, *(one for _, one in inspect.getmembers(module, inspect.isclass))]
    for owner in owners:
        for name, function in inspect.getmembers(owner, inspect.isfunction):
            level = inspect.signature(function).parameters.get("level")
            if function.__module__ == module.__name__ and level and level.default is not inspect.Parameter.empty:
                yield f"{owner.__name__}.{name}", level.default


def test_an_interval_is_of_95_percent_unless_asked_otherwise():
    found = dict(pair for module in MODULES for pair in with_level(module))
    assert len(found) > 30
    # the bars of a reliability diagram are of 90 % by custom
    assert found.pop("diplomacy_abm.analysis.scoring.consistency_band") == 0.9
    assert {name: level for name, level in found.items() if level != 0.95} == {}


def test_no_module_of_analysis_is_left_out_here():
    names = {path.stem for path in Path(analysis.__path__[0]).glob("*.py")} - {"__init__"}
    unseen = names - {module.__name__.rpartition(".")[2] for module in MODULES}
    assert [name for name in unseen if list(with_level(import_module(f"diplomacy_abm.analysis.{name}")))] == []
