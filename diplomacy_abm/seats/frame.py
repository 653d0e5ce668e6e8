"""The week just played, as a line of the story and as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from diplomacy_abm.results import Run


def text(run: Run) -> str:
    """Tell the last week of a run; before the first one the heading."""
    from diplomacy_abm.narrate import story

    if len(run.steps) == 0:
        from diplomacy_abm.results.card import card

        return f"{card(run.scenario).title}: seed {run.seed}, run {run.run}; nothing has been played yet."
    told = story(run)
    return "\n".join(told[-2:]) if run.summary["outcome"] else told[-2]


def picture(run: Run) -> np.ndarray:
    """Draw the relations after the last week, as an array of red, green and blue, shape (height, width, 3)."""
    from diplomacy_abm.plots import figure_network
    from diplomacy_abm.plots.style import new_figure

    if len(run.steps) == 0:
        figure = new_figure(3.6)
        figure.text(0.5, 0.5, text(run), ha="center", va="center", wrap=True)
    else:
        figure = figure_network(run)
    figure.set_dpi(110)
    figure.canvas.draw()
    return np.asarray(figure.canvas.buffer_rgba())[..., :3].copy()  # type: ignore[attr-defined]
