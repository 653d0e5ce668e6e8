"""What reads results stands above them; a result finds it when it is asked for."""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def above(module: str, name: str) -> Callable[..., Any]:
    """Return a function of a module of the package that reads results, such as a plot."""
    found: Callable[..., Any] = getattr(import_module(f"diplomacy_abm.{module}"), name)
    return found


def shown(head: str, rows: Mapping[str, Any], draw: Callable[[], Any] | None = None) -> str:
    """Return what a notebook shows: a line, a small table, a figure where it can be drawn."""
    cells = "".join(
        f"<tr><td>{html.escape(str(name))}</td><td>{html.escape(str(value))}</td></tr>" for name, value in rows.items()
    )
    return f"<p>{html.escape(head)}</p><table>{cells}</table>{_picture(draw) if draw else ''}"


def _picture(draw: Callable[[], Any]) -> str:
    """Return a figure as an element of a page."""
    try:
        figure = draw()
    except ValueError as error:
        return f"<p>{html.escape(str(error))}</p>"
    data = io.BytesIO()
    figure.savefig(data, format="png", dpi=80)
    return f'<img alt="figure" src="data:image/png;base64,{base64.b64encode(data.getvalue()).decode()}">'
