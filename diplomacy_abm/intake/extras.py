"""Libraries that only some commands need: loaded at first use, and named with their extra where they are missing."""

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

__all__ = ["EXTRAS", "MissingExtraError", "library", "missing", "pl"]

EXTRAS = {
    "polars": "events", "sklearn": "study", "statsmodels": "study", "xarray": "study", "SALib": "study",
    "pettingzoo": "rl", "gymnasium": "rl", "distributed": "cluster", "dask_jobqueue": "cluster",
}  # fmt: skip
"""By the name under which it is imported, the extra of this package that installs it."""


class MissingExtraError(ImportError):
    """A library of an extra is not installed; the message is one line that says how to get it."""


def missing(name: str) -> MissingExtraError:
    """Return the error that says which extra brings a library that is not there."""
    extra = EXTRAS[name.partition(".")[0]]
    return MissingExtraError(
        f"this needs {name.partition('.')[0]}, which is not installed: pip install 'diplomacy-abm[{extra}]'", name=name
    )


class _Library(ModuleType):
    """A module that is imported when something of it is first asked for."""

    def __getattr__(self, attribute: str) -> Any:
        try:
            module = import_module(self.__name__)
        except ModuleNotFoundError as error:
            if error.name and self.__name__.startswith(error.name):
                raise missing(self.__name__) from None
            raise
        found = getattr(module, attribute)
        setattr(self, attribute, found)
        return found


def library(name: str) -> Any:
    """Return a module of an extra by its dotted name without importing it yet.

    MissingExtraError in one line when something of it is asked for and it is not installed.
    """
    return _Library(name)


if not TYPE_CHECKING:
    pl = library("polars")
