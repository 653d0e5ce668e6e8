"""Who moved on which channel in which week."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patches import Patch

from diplomacy_abm.plots import style
from diplomacy_abm.results.card import card

if TYPE_CHECKING:
    import pandas as pd

    from diplomacy_abm.results import Run

#: Moves that leave things as they are; the raster stays blank.
PASSIVE = frozenset({"hold", "no_exchange", "none", "no_support", "stand_by"})


def active_moves(events: pd.DataFrame) -> pd.DataFrame:
    """Return the moves of actors that change something, without what follows from them."""
    return events[events["channel"].isin(list(style.CHANNEL_COLOURS)) & ~events["move"].isin(list(PASSIVE))]


def moves_raster(run: Run, ax: Axes | None = None) -> Axes:
    """Draw a cell for every actor, channel and week in which the actor moved.

    A lane holds one channel of one actor, in the colour of the channel: full where the move is hostile
    (Goldstein weight below zero), pale where it is not.
    """
    import pandas as pd
    from matplotlib.dates import date2num

    ax = style.axes_or_new(ax, 3.0)
    who = card(run.scenario)
    moves = active_moves(run.events)
    actors = [label for label in who.actors if label in set(moves["actor"])]
    seen = set(zip(moves["actor"], moves["channel"], strict=True))
    lanes = [(actor, channel) for actor in actors for channel in style.CHANNEL_COLOURS if (actor, channel) in seen]
    column = {step: index for index, step in enumerate(run.steps["step"])}
    cells = np.ones((max(len(lanes), 1), len(column), 3))
    worst = moves.groupby(["actor", "channel", "step"])["goldstein"].min().reset_index()
    row = {lane: index for index, lane in enumerate(lanes)}
    for move in worst.to_dict("records"):
        lane = (move["actor"], move["channel"])
        if lane in row and move["step"] in column:
            shade = _shade(style.CHANNEL_COLOURS[move["channel"]], hostile=move["goldstein"] < 0)
            cells[row[lane], column[move["step"]]] = shade
    start = date2num(pd.to_datetime(run.steps["date"]).iloc[0])
    end = start + who.step_days * len(column)
    extent = (start, end, max(len(lanes), 1), 0)
    ax.imshow(cells, aspect="auto", interpolation="nearest", extent=extent, zorder=1)
    ax.xaxis_date()
    ax.grid(False)
    _name_actors(ax, [who.actor_name(a) for a in actors], [sum(lane[0] == a for lane in lanes) for a in actors])
    ax.set_title("Moves (full colour: hostile; pale: not)")
    used = {channel for _, channel in lanes}
    handles = [Patch(color=colour, label=name) for name, colour in style.CHANNEL_COLOURS.items() if name in used]
    ax.legend(handles=handles, loc="upper left", bbox_to_anchor=(1.005, 1.0), borderaxespad=0.0)
    return ax


def _shade(colour: str, hostile: bool) -> np.ndarray:
    rgb = np.array(to_rgb(colour))
    return rgb if hostile else 1 - 0.5 * (1 - rgb)


def _name_actors(ax: Axes, names: list[str], lanes: list[int]) -> None:
    """Put each actor's name at the middle of its lanes, and a rule under them."""
    bottom = np.cumsum(lanes)
    ax.set_yticks(bottom - np.array(lanes) / 2, names)
    ax.tick_params(axis="y", length=0)
    for edge in bottom[:-1]:
        ax.axhline(edge, color=style.GREY, linewidth=0.4, zorder=2)
