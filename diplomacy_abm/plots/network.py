"""The relations of one week as a network: the sides face each other, mediators between, backers behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch
from matplotlib.patheffects import Stroke, withStroke

from diplomacy_abm.plots import style
from diplomacy_abm.results.card import ScenarioCard, card

if TYPE_CHECKING:
    from diplomacy_abm.results import Run

Point = tuple[float, float]

COLOURS = matplotlib.colormaps["PuOr"]
TRUST_RANGE = Normalize(0.0, 1.0)
_ROW = 0.55
# mediators keep off the line between the sides, where the two thickest ties run
_GAP = 0.52
# support that would be too thin to see is not drawn
_LEAST_SUPPORT = 0.02


def positions(
    who: ScenarioCard, support: dict[tuple[str, str], float], without: tuple[str, ...] = ()
) -> dict[str, Point]:
    """Place the actors in five columns: backers of A, parties of A, mediators, parties of B, backers of B.

    Parameters
    ----------
    who : ScenarioCard
        Seats and sides.
    support : dict of (patron, client) to float
        Support in the week drawn; it decides behind whom a patron stands.
    without : tuple of str
        Actors that are left out.
    """
    columns: dict[int, list[str]] = {-2: [], -1: [], 0: [], 1: [], 2: []}
    for label, actor in who.actors.items():
        if label in without:
            continue
        if "party" in actor.seats:
            columns[-1 if actor.side == "A" else 1].append(label)
        elif "mediator" in actor.seats or "patron" not in actor.seats:
            columns[0].append(label)
        else:
            columns[_back_column(who, label, support)].append(label)
    columns[0].sort(key=lambda label: "mediator" not in who.actors[label].seats)
    return {
        label: (float(column), _height(column, row, len(labels)))
        for column, labels in columns.items()
        for row, label in enumerate(labels)
    }


def _height(column: int, row: int, rows: int) -> float:
    if column:
        return _ROW * ((rows - 1) / 2 - row)
    above = (rows + 1) // 2
    return _GAP + _ROW * (above - 1 - row) if row < above else -_GAP - _ROW * (row - above)


def _back_column(who: ScenarioCard, patron: str, support: dict[tuple[str, str], float]) -> int:
    given = {client: value for (giver, client), value in support.items() if giver == patron}
    client = max(given, key=lambda label: given[label], default="")
    if not client or client not in who.actors:
        return 0
    return -2 if who.actors[client].side == "A" else 2


def values_at(run: Run, step: int, variable: str) -> dict[tuple[str, str], float]:
    """Return the values of a dyadic state variable in one step, by (actor, target)."""
    rows = run.state[(run.state["step"] == step) & (run.state["variable"] == variable)]
    pairs = zip(rows["actor"], rows["target"], rows["value"], strict=True)
    return {(actor, target): float(value) for actor, target, value in pairs if target}


def relations_network(
    run: Run, step: int | None = None, ax: Axes | None = None, places: dict[str, Point] | None = None
) -> Axes:
    """Draw the relations of one step.

    Colour is trust (how far the actor at the tail believes the one at the head). Width is escalation between
    the sides and support from a patron; ties to mediators have one width.

    Parameters
    ----------
    run : Run
        A finished run.
    step : int, optional
        Which step; the last one by default.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    places : dict of str to (float, float), optional
        Where the actors stand, from :func:`positions`; by default as the support of the step has it.
    """
    ax = style.axes_or_new(ax, 4.6)
    step = _known_step(run, step)
    who = card(run.scenario)
    support = values_at(run, step, "support")
    places = positions(who, support, run.without) if places is None else places
    for tail, head, value, width, bend in _ties(run, step, who, support, places):
        _draw_tie(ax, places[tail], places[head], value, width, bend)
    _draw_nodes(ax, who, places)
    heights = [y for _, y in places.values()]
    ax.set_xlim(-2.55, 2.55)
    ax.set_ylim(min(heights) - 0.4, max(heights) + 0.42)
    ax.set_axis_off()
    title: dict[str, Any] = {"title": "Width of a tie", "title_fontsize": 7.5, "alignment": "left"}
    ax.legend(handles=_width_legend(), loc="upper left", bbox_to_anchor=(0.0, 1.0), **title)
    return ax


def _known_step(run: Run, step: int | None) -> int:
    steps = run.state["step"]
    wanted = int(steps.max()) if step is None else int(step)
    if not (steps == wanted).any():
        raise ValueError(f"step {wanted} is not in this run; it has steps {int(steps.min())} to {int(steps.max())}")
    return wanted


def _ties(
    run: Run, step: int, who: ScenarioCard, support: dict[tuple[str, str], float], places: dict[str, Point]
) -> list[tuple[str, str, float | None, float, float]]:
    """List the ties as (tail, head, trust or None, width, bend)."""
    trust = values_at(run, step, "trust")
    credibility = values_at(run, step, "credibility")
    escalation = values_at(run, step, "escalation")
    parties = [label for label in who.holders("party") if label in places]
    ties: list[tuple[str, str, float | None, float, float]] = []
    for tail in parties:
        for head in parties:
            if who.actors[tail].side != who.actors[head].side:
                width = _escalation_width(escalation.get((tail, head), 0.0))
                ties.append((tail, head, trust.get((tail, head)), width, 0.13))
    mediators = [label for label in who.holders("mediator") if label in places and label not in parties]
    pairs = [(party, mediator) for party in parties for mediator in mediators if (mediator, party) in credibility]
    ties += [(party, mediator, credibility[mediator, party], 1.3, 0.0) for party, mediator in pairs]
    drawn = {frozenset(tie[:2]) for tie in ties}
    for pair, value in support.items():
        if value > _LEAST_SUPPORT and set(pair) <= set(places):
            # a mediator that also arms a party has both ties: its support bends away from the straight one
            bend = -0.15 if frozenset(pair) in drawn else 0.0
            ties.append((*pair, trust.get(pair), _support_width(value), bend))
    return ties


def _escalation_width(value: float) -> float:
    return 1.0 + 6.0 * value


def _support_width(value: float) -> float:
    return 0.8 + 4.0 * value


def _draw_tie(ax: Axes, tail: Point, head: Point, value: float | None, width: float, bend: float) -> None:
    colour = style.GREY if value is None else COLOURS(TRUST_RANGE(value))
    arrow = FancyArrowPatch(
        tail,
        head,
        connectionstyle=f"arc3,rad={bend}",
        arrowstyle="-|>" if bend else "-",
        mutation_scale=7 + 1.3 * width,
        linewidth=width,
        color=colour,
        shrinkA=15,
        shrinkB=17 if bend else 15,
        zorder=2 if bend else 1,
    )
    # the middle of a diverging scale is nearly white: a thin dark edge keeps the tie visible
    arrow.set_path_effects([Stroke(linewidth=width + 0.9, foreground="#555555"), Stroke(linewidth=width)])
    ax.add_patch(arrow)


def _draw_nodes(ax: Axes, who: ScenarioCard, places: dict[str, Point]) -> None:
    halo = [withStroke(linewidth=2.5, foreground="white")]
    for label, (x, y) in places.items():
        actor = who.actors[label]
        edge = style.SIDE_COLOURS.get(actor.side, style.PURPLE if "mediator" in actor.seats else style.GREY)
        ax.plot(
            [x],
            [y],
            "o",
            markersize=24,
            markerfacecolor="white",
            markeredgecolor=edge,
            markeredgewidth=1.8,
            zorder=3,
        )
        ax.text(x, y, label, ha="center", va="center", fontsize=7.5, fontweight="bold", zorder=4)
        # names of mediators above the line between the sides stand over them, clear of their ties
        over = x == 0 and y > 0
        stand: Any = {"xytext": (0, 15), "va": "bottom"} if over else {"xytext": (0, -15), "va": "top"}
        ax.annotate(
            actor.name,
            (x, y),
            textcoords="offset points",
            ha="center",
            fontsize=7.5,
            zorder=5,
            path_effects=halo,
            **stand,
        )


def _width_legend() -> list[Line2D]:
    colour = "#888888"
    return [
        Line2D([], [], color=colour, linewidth=_escalation_width(0.6), label="escalation .6 (sides)"),
        Line2D([], [], color=colour, linewidth=_support_width(0.6), label="support .6 (patrons; grey)"),
        Line2D([], [], color=colour, linewidth=1.3, label="mediator (one width)"),
    ]


def figure_network(run: Run, step: int | None = None) -> Figure:
    """Draw the relations of one step with the scale of trust.

    Parameters
    ----------
    run : Run
        A finished run.
    step : int, optional
        Which step; the last one by default.
    """
    step = _known_step(run, step)
    who = card(run.scenario)
    with style.styled():
        heights = [y for _, y in positions(who, values_at(run, step, "support"), run.without).values()]
        figure = style.new_figure(min(max(2.1 + 1.55 * (max(heights) - min(heights)), 3.6), 8.5))
        ax = figure.add_subplot()
        relations_network(run, step, ax)
        bar = figure.colorbar(ScalarMappable(TRUST_RANGE, COLOURS), ax=ax, shrink=0.7, aspect=28, pad=0.01)
        bar.set_label("trust of the tail in the head\n(of a party in a mediator: credibility)")
        bar.outline.set_visible(False)
        day = run.state.loc[run.state["step"] == step, "date"].iloc[0]
        figure.suptitle(f"{who.title}: relations in the week of {str(day)[:10]}", fontsize=9.5, x=0.01, ha="left")
        figure.draw_without_rendering()
    return figure
