"""Scenarios: one human-readable file becomes one frozen, checked object, and back."""

from diplomacy_abm.scenario.checks import policy_problems
from diplomacy_abm.scenario.errors import Problem, ScenarioError
from diplomacy_abm.scenario.identity import fingerprint
from diplomacy_abm.scenario.io import cases, dumps, library, load, loads, tables_of
from diplomacy_abm.scenario.provenance import SourceRow, sources
from diplomacy_abm.scenario.schema import Scenario
from diplomacy_abm.scenario.settings import with_settings
from diplomacy_abm.scenario.template import template

__all__ = [
    "Problem", "Scenario", "ScenarioError", "SourceRow", "cases", "dumps", "fingerprint", "library", "load", "loads",
    "policy_problems", "sources", "tables_of", "template", "with_settings",
]  # fmt: skip
