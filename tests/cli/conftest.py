"""The stand-in as a fixture."""

from __future__ import annotations

import pytest

import diplomacy_abm
import diplomacy_abm.scenario
from tests.cli.stand import Stand
from tests.fixtures_frames import CARD


@pytest.fixture
def stand(monkeypatch: pytest.MonkeyPatch) -> Stand:
    """Put the stand-in where the commands look for the model."""
    stand = Stand()
    monkeypatch.setattr(diplomacy_abm, "run", stand.run, raising=False)
    monkeypatch.setattr(diplomacy_abm, "run_ensemble", stand.run_ensemble, raising=False)
    monkeypatch.setattr(diplomacy_abm.scenario, "load", lambda name: CARD)
    monkeypatch.setattr("diplomacy_abm.cli.ensemble._compile", lambda: None)
    return stand
