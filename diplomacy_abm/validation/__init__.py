"""The examination of the model: claims from the literature and the case, each measured on simulations.

What is claimed, by whom, and what the source leaves open is data (``facts.toml``); how it is measured is one small
function each in the modules of its theme; which runs it needs is an :class:`~diplomacy_abm.validation.arms.Arm`.
"""

from importlib import import_module
from typing import Any

_HOMES = {"examine": "runner", "facts": "facts"}

__all__ = ["examine", "facts"]


def __getattr__(name: str) -> Any:
    """Load what is asked for at its first use."""
    if name in _HOMES:
        return getattr(import_module(f"diplomacy_abm.validation.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
