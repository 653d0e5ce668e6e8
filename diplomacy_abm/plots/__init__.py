"""Figures of finished results: every function takes a result, and an axes if it is one panel.

No model is run and no state of pyplot is touched: figures are :class:`matplotlib.figure.Figure` objects on
the Agg canvas, so that they can be drawn in threads, on servers and in tests.
"""

from importlib import import_module
from typing import Any

_HOMES = {
    "animate": "animation",
    "figure_run": "run_panels",
    "figure_network": "network",
    "figure_ensemble": "ensemble",
    "figure_effects": "comparison",
    "save": "style",
}

__all__ = ["animate", "figure_effects", "figure_ensemble", "figure_network", "figure_run", "save"]


def __getattr__(name: str) -> Any:
    """Load a figure function, and matplotlib with it, at its first use."""
    if name in _HOMES:
        return getattr(import_module(f"diplomacy_abm.plots.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)
