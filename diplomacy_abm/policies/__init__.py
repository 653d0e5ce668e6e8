"""How an actor chooses from its menu; the place where users extend the model."""

from diplomacy_abm.policies.contract import PolicyError, check_policy
from diplomacy_abm.policies.registry import get, names, policy

__all__ = ["PolicyError", "check_policy", "get", "names", "policy"]
