"""From cited facts to a scenario: one code book for every case, and no look at how a case ended."""

from diplomacy_abm.coding.coder import code, coded_text, scenario_of
from diplomacy_abm.coding.facts import (
    Facts,
    FactsError,
    facts_named,
    facts_of,
    facts_template,
    facts_text,
    read_facts,
    unchecked,
)

__all__ = [
    "Facts", "FactsError", "code", "coded_text", "facts_named", "facts_of", "facts_template", "facts_text",
    "read_facts", "scenario_of", "unchecked",
]  # fmt: skip
