"""What reads results stands above them; a result finds it when it is asked for."""

from collections.abc import Callable
from importlib import import_module
from typing import Any


def above(module: str, name: str) -> Callable[..., Any]:
    """Return a function of a module that reads results, such as a plot.

    Parameters
    ----------
    module
        Within the package.
    name
        Of the function.
    """
    found: Callable[..., Any] = getattr(import_module(f"diplomacy_abm.{module}"), name)
    return found
