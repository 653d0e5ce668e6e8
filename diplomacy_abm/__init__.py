"""A laboratory for mediated diplomacy in a war that goes on.

Importing the package loads nothing heavy; names are resolved when they are first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from diplomacy_abm.analysis.compare import compare
    from diplomacy_abm.api import run, run_ensemble, stream_ensemble
    from diplomacy_abm.conformance import PolicyError, check_policy
    from diplomacy_abm.experiment.design import load_design
    from diplomacy_abm.experiment.runner import sweep
    from diplomacy_abm.model import DiplomacyModel
    from diplomacy_abm.policies import policy
    from diplomacy_abm.results import Ensemble, Run
    from diplomacy_abm.results.store import open_store
    from diplomacy_abm.scenario import Scenario, ScenarioError, library, load
    from diplomacy_abm.seats.harness import score_players
    from diplomacy_abm.seats.llm import llm_player
    from diplomacy_abm.seats.rl import parallel_env

__version__ = "0.1.0"

_HOMES = {
    "DiplomacyModel": "diplomacy_abm.model",
    "Ensemble": "diplomacy_abm.results",
    "Run": "diplomacy_abm.results",
    "Scenario": "diplomacy_abm.scenario",
    "ScenarioError": "diplomacy_abm.scenario",
    "PolicyError": "diplomacy_abm.conformance",
    "check_policy": "diplomacy_abm.conformance",
    "compare": "diplomacy_abm.analysis.compare",
    "library": "diplomacy_abm.scenario",
    "llm_player": "diplomacy_abm.seats.llm",
    "load": "diplomacy_abm.scenario",
    "load_design": "diplomacy_abm.experiment.design",
    "open_store": "diplomacy_abm.results.store",
    "parallel_env": "diplomacy_abm.seats.rl",
    "policy": "diplomacy_abm.policies",
    "run": "diplomacy_abm.api",
    "run_ensemble": "diplomacy_abm.api",
    "score_players": "diplomacy_abm.seats.harness",
    "stream_ensemble": "diplomacy_abm.api",
    "sweep": "diplomacy_abm.experiment.runner",
}

__all__ = [
    "DiplomacyModel", "Ensemble", "PolicyError", "Run", "Scenario", "ScenarioError", "check_policy", "compare",
    "library", "llm_player", "load", "load_design", "open_store", "parallel_env", "policy", "run", "run_ensemble",
    "score_players", "stream_ensemble", "sweep",
]  # fmt: skip


_MODULES = ("analysis", "handover", "narrate", "plots", "policies", "results", "scenario", "seats", "why")
"""Parts of the package that are found under it without an import of their own."""


def __getattr__(name: str) -> Any:
    """Resolve a public name when it is first asked for."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    if name in _MODULES:
        return import_module(f"diplomacy_abm.{name}")
    raise AttributeError(f"module 'diplomacy_abm' has no attribute {name!r}")


def __dir__() -> list[str]:
    """List the public names."""
    return sorted([*__all__, *_MODULES, "__version__"])
