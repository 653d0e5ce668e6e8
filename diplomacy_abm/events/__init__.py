"""Coded events in and out: what a run did in the columns of the field's data sets, and theirs as aggregates.

Nothing here runs a model. ``outgoing`` turns results into CAMEO-coded dyadic acts, ``incoming`` reads GDELT, ICEWS,
POLECAT, UCDP GED, ACLED and VIINA, ``diagnostics`` describes series of either, ``starting`` makes first values of
trust and escalation.
"""

from importlib import import_module
from typing import Any

_HOMES = {
    "aggregate_result": "outgoing",
    "compare": "comparison",
    "export_events": "writers",
    "import_events": "incoming",
    "read_aggregates": "aggregate",
    "real_series": "examples",
    "write_aggregates": "aggregate",
}

__all__ = [
    "aggregate_result", "compare", "export_events", "import_events", "read_aggregates", "real_series",
    "write_aggregates",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Load a function, and the libraries behind it, at its first use."""
    if name in _HOMES:
        return getattr(import_module(f"diplomacy_abm.events.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
