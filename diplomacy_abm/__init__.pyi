# The one list of public names, for type checkers and for the loader in __init__.py.
from . import analysis, handover, narrate, plots, policies, results, scenario, seats, why
from .analysis.compare import compare
from .api import run, run_ensemble, stream_ensemble
from .conformance import PolicyError, check_policy
from .experiment.design import load_design
from .experiment.runner import sweep
from .model import DiplomacyModel
from .policies import policy
from .results import Ensemble, Run
from .results.store import open_store
from .scenario import Scenario, ScenarioError, library, load
from .seats.harness import score_players
from .seats.llm import llm_player
from .seats.rl import parallel_env

__version__: str

__all__ = [
    "DiplomacyModel", "Ensemble", "PolicyError", "Run", "Scenario", "ScenarioError", "analysis", "check_policy",
    "compare", "handover", "library", "llm_player", "load", "load_design", "narrate", "open_store", "parallel_env",
    "plots", "policies", "policy", "results", "run", "run_ensemble", "scenario", "score_players", "seats",
    "stream_ensemble", "sweep", "why",
]
