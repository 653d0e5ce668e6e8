"""Pages and folders for readers: the report of a study, and the results of a question made again."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from diplomacy_abm.report.folder import remake
    from diplomacy_abm.report.page import write_report

_HOMES = {"remake": "folder", "write_report": "page"}

__all__ = ["remake", "write_report"]


def __getattr__(name: str) -> Any:
    """Load what is asked for at its first use."""
    if name in _HOMES:
        return getattr(import_module(f"diplomacy_abm.report.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
