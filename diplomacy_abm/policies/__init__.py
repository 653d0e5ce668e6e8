"""How an actor chooses from its menu; the place where users extend the model.

``policies.llm`` is the player that asks a language model. It holds a seat rather than a place in the engines, so it
lives with the seats (:mod:`diplomacy_abm.seats.llm`) and is only named here.
"""

from importlib import import_module
from typing import Any

from diplomacy_abm.policies.registry import get, names, policy

__all__ = ["get", "names", "policy"]


def __getattr__(name: str) -> Any:
    """Resolve ``llm`` when it is first asked for."""
    if name == "llm":
        return import_module("diplomacy_abm.seats.llm")
    raise AttributeError(f"module 'diplomacy_abm.policies' has no attribute {name!r}")
