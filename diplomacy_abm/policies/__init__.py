"""How an actor chooses from its menu; the place where users extend the model."""

from diplomacy_abm.policies.registry import get, names, policy

__all__ = ["get", "names", "policy"]
