"""One run as a stack of panels over the same weeks, the last of them who moved on which channel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from diplomacy_abm.moves import catalogue
from diplomacy_abm.plots import style
from diplomacy_abm.results.card import card
from diplomacy_abm.results.sides import sides_of, worded

if TYPE_CHECKING:
    import pandas as pd

    from diplomacy_abm.results import Run


#: Moves that leave things as they are; the raster stays blank.
PASSIVE = frozenset(move.name for move in catalogue() if move.idle)


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


#: A page of A4 or letter paper holds this much, in inches.
MAX_HEIGHT = 9.8

_LEGEND: dict[str, Any] = {"loc": "upper left", "bbox_to_anchor": (1.005, 1.03), "borderaxespad": 0.0}

# what is marked on the talk track: move -> (legend label, marker, colour)
_MARKS: dict[str, tuple[str, str, str]] = {
    "round": ("round of talks", "|", style.BLACK),
    "sign": ("deal signed", "^", style.GREEN),
    "breach": ("deal broken", "X", style.VERMILION),
    "lapse": ("deal lapsed", "v", style.ORANGE),
    "exchange_held": ("prisoner exchange", ".", style.GREY),
}


def dates(frame: pd.DataFrame) -> Any:
    """Return the dates of a frame as an array that matplotlib can place."""
    import pandas as pd

    return pd.to_datetime(frame["date"]).to_numpy()


def talk_track(run: Run, ax: Axes | None = None) -> Axes:
    """Draw the track as a ladder of steps, with rounds, deals, breaches and exchanges marked."""
    ax = style.axes_or_new(ax)
    steps = run.steps
    when, track = dates(steps), steps["track"].to_numpy()
    ax.step(when, track, where="post", color=style.BLACK, label="track", zorder=3)
    ax.fill_between(when, track, step="post", color=style.PALE, alpha=0.6, linewidth=0)
    level = dict(zip(steps["step"], track, strict=True))
    _draw_standing(run, ax, level)
    for move, (label, marker, colour) in _MARKS.items():
        rows = run.events[run.events["move"] == move].drop_duplicates(["step", "subject"])
        if rows.empty:
            continue
        # exchanges and rounds have lanes below and above the ladder, so that nothing hides the steps
        lane = {"exchange_held": -0.45, "round": 5.45}.get(move)
        heights = [level.get(step, 0) + 0.02 if lane is None else lane for step in rows["step"]]
        size = {"|": 6, ".": 4}.get(marker, 6)
        (drawn,) = ax.plot(dates(rows), heights, marker, color=colour, markersize=size, label=label)
        drawn.set(zorder=4, clip_on=False, markeredgewidth=1.0 if marker == "|" else 0.4)
    ax.set_yticks(range(6), style.TRACK_NAMES)
    ax.set_ylim(-0.7, 5.8)
    ax.set_title("Talk track")
    ax.legend(**_LEGEND)
    return ax


def _draw_standing(run: Run, ax: Axes, level: dict[int, int]) -> None:
    """Mark the start where a deal was in force then: it may be broken before any is signed."""
    from diplomacy_abm.narrate.agreements import agreements

    if any(one.start < 0 for one in agreements(run)):
        first = run.steps.iloc[:1]
        (drawn,) = ax.plot(dates(first), [level[int(first["step"].iloc[0])] + 0.02], "^", color=style.GREEN,
                           markersize=6, markerfacecolor="white", label="deal in force\nat the start")  # fmt: skip
        drawn.set(zorder=4, clip_on=False)


def _both_ways(run: Run, ax: Axes | None, column: str, word: str, title: str) -> Axes:
    """Draw what each side does to the other, or thinks of it, from 0 to 1."""
    ax = style.axes_or_new(ax)
    a, b = _side_labels(run)
    # the first line is broader, so that it shows on both sides of one that runs over it
    for side, way, width, label in (("A", "ab", 2.2, f"{a} {word} {b}"), ("B", "ba", 1.2, f"{b} {word} {a}")):
        ax.plot(dates(run.steps), run.steps[f"{column}_{way}"].to_numpy(), color=style.SIDE_COLOURS[side],
                linewidth=width, label=label)  # fmt: skip
    ax.set_title(title)
    ax.set_ylim(0, 1)
    ax.legend(**_LEGEND)
    return ax


def escalation(run: Run, ax: Axes | None = None) -> Axes:
    """Draw how hard each side coerces the other."""
    return _both_ways(run, ax, "esc", "on", "Escalation")


def trust(run: Run, ax: Axes | None = None) -> Axes:
    """Draw the trust between the leads, and each lead's trust in the chief mediator where it is recorded."""
    ax = _both_ways(run, ax, "trust", "in", "Trust")
    chief = chief_mediator(run)
    who = card(run.scenario)
    for side, dots in (("A", (0, (1.2, 1.8))), ("B", (1.5, (1.2, 1.8)))):
        # the dots of one stand in the gaps of the other
        lead = who.sides[side].lead
        state = run.state
        rows = state[(state["variable"] == "credibility") & (state["actor"] == chief) & (state["target"] == lead)]
        if not rows.empty:
            label = f"{who.actor_name(lead)} in {who.actor_name(chief)}"
            ax.plot(dates(rows), rows["value"].to_numpy(), linestyle=dots, color=style.SIDE_COLOURS[side],
                    linewidth=1.8, label=label)  # fmt: skip
    ax.legend(**_LEGEND)
    return ax


def chief_mediator(run: Run) -> str:
    """Return the mediator whose name is on most rounds, or else the first of the scenario, or ``""``."""
    who = card(run.scenario)
    present = [label for label in who.holders("mediator") if label not in run.without]
    rounds = run.events[run.events["move"] == "round"]
    counts = rounds["via"].value_counts()
    ranked = sorted(present, key=lambda label: -int(counts.get(label, 0)))
    return ranked[0] if ranked else ""


def front(run: Run, ax: Axes | None = None) -> Axes:
    """Draw the front, and the ratio of capabilities on a second scale."""
    ax = style.axes_or_new(ax)
    a, b = _side_labels(run)
    when = dates(run.steps)
    (ground,) = ax.plot(when, run.steps["front"].to_numpy(), color=style.BLACK, label=f"share held\nby {a} (left)")
    other = ax.twinx()
    ratio = run.steps["cap_a"].to_numpy() / run.steps["cap_b"].to_numpy()
    label = f"capability\n{a} / {b}\n(right)"
    (power,) = other.plot(when, ratio, color=style.ORANGE, label=label)
    other.grid(False)
    other.yaxis.set_major_formatter("{x:.2f}")
    for scale in (ax, other):
        _widen(scale, 0.06)
    other.spines["right"].set_visible(True)
    other.tick_params(axis="y", colors="#9C6C00")
    ax.set_title("Front and capability")
    ax.legend(handles=[ground, power], **(_LEGEND | {"bbox_to_anchor": (1.085, 1.03)}))
    return ax


def _widen(ax: Axes, least: float) -> None:
    """Give the scale a least span, so that noise does not look like movement."""
    low, high = ax.get_ylim()
    missing = max(0.0, least - (high - low)) / 2
    ax.set_ylim(low - missing, high + missing)


def hurt(run: Run, ax: Axes | None = None) -> Axes:
    """Draw hurt (fast) and weariness (slow) of both sides; 1 is the damage at the start."""
    ax = style.axes_or_new(ax)
    a, b = _side_labels(run)
    when = dates(run.steps)
    for side, name, dashes in (("a", a, (0, (3, 3))), ("b", b, (3, (3, 3)))):
        colour = style.SIDE_COLOURS[side.upper()]
        ax.plot(when, run.steps[f"hurt_{side}"].to_numpy(), color=colour, linewidth=0.9, label=f"hurt, {name}")
        label = f"weariness, {name}"
        ax.plot(when, run.steps[f"weary_{side}"].to_numpy(), linestyle=dashes, color=colour, linewidth=1.7,
                label=label)  # fmt: skip
    ax.set_ylim(bottom=0)
    ax.set_title("Hurt and weariness")
    ax.legend(**_LEGEND)
    return ax


def figure_run(run: Run) -> Figure:
    """Draw one run as six aligned panels.

    Parameters
    ----------
    run : Run
        A finished run.

    Returns
    -------
    matplotlib.figure.Figure
        Talk track, escalation, trust, front and capability, hurt and weariness, moves.
    """
    who = card(run.scenario)
    heights = [1.7, 1.0, 1.0, 1.0, 1.0, 0.5 + 0.2 * len(who.actors)]
    with style.styled():
        figure = style.new_figure(min(1.12 * sum(heights) + 0.5, MAX_HEIGHT))
        panels = figure.subplots(6, 1, sharex=True, height_ratios=heights)
        drawers = (talk_track, escalation, trust, front, hurt, moves_raster)
        for draw, ax in zip(drawers, panels, strict=True):
            draw(run, ax)
        when = dates(run.steps)
        panels[0].set_xlim(when[0], when[-1] + np.timedelta64(who.step_days, "D"))
        style.time_axis(panels[-1])
        outcome = worded(str(run.summary.get("outcome", "")), sides_of(run.scenario))
        style.heading(figure, f"{who.title}: seed {run.seed}, run {run.run}: {outcome}")
        figure.align_ylabels(panels)
        figure.draw_without_rendering()
    return figure


def _side_labels(run: Run) -> tuple[str, str]:
    sides = card(run.scenario).sides
    return sides["A"].label, sides["B"].label
