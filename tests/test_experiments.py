"""The examination behind the validation page; the folders of the gallery have a test of their own."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def load(name):
    spec = importlib.util.spec_from_file_location(f"experiment_{name}", ROOT / "experiments" / name / "run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
def test_the_patterns_of_the_origin_scenario_hold():
    """No claim fails; the null mediator changes nothing at all. 400 runs decide less than the page's 1,000."""
    behaviour = load("behaviour")
    claims = {claim.id: claim for claim in behaviour.examine(behaviour.played(400))}
    assert [claim.id for claim in claims.values() if claim.status == "fail"] == []
    assert claims["P15"].status == "pass"
    assert claims["P7"].status == "pass"
    assert {claims[name].status for name in ("P1a", "R2", "R3", "R4")} == {"pass"}
