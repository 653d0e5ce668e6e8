"""The relations of one week as a network: the sides face each other, mediators between, backers behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch
from matplotlib.text import Annotation

from diplomacy_abm.plots import style
from diplomacy_abm.plots.words import wrapped
from diplomacy_abm.results.card import ScenarioCard, card

if TYPE_CHECKING:
    from diplomacy_abm.results import Run

Point = tuple[float, float]

# one hue from light to dark, cut off where it would be too light to see on white
COLOURS = LinearSegmentedColormap.from_list("trust", matplotlib.colormaps["YlGnBu"](np.linspace(0.22, 1.0, 64)))
TRUST_RANGE = Normalize(0.0, 1.0)
_COLUMNS = {-2: -2.75, -1: -1.5, 0: 0.0, 1: 1.5, 2: 2.75}
"""Where the columns stand: the parties so far from the mediators that no tie runs through a name."""
_ROW = 0.48
# mediators keep off the line between the sides, where the two thickest ties run
_GAP = 0.78
# support that would be too thin to see is not drawn
_LEAST_SUPPORT = 0.02


def positions(
    who: ScenarioCard, support: dict[tuple[str, str], float], without: tuple[str, ...] = ()
) -> dict[str, Point]:
    """Place the actors in five columns: backers of A, parties of A, mediators, parties of B, backers of B.

    Support in the week drawn decides behind whom a patron stands.
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
        label: (_COLUMNS[column], _height(column, row, len(labels)))
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
    """Draw the relations of one step, by default the last.

    Colour is trust (how far the actor at the tail believes the one at the head). Width is escalation between the sides
    and support from a patron, which is grey; ties to mediators have one width. Between the leads both stand in numbers.
    Actors stand at `places` from :func:`positions`; by default as the support of the step has it.
    """
    ax = style.axes_or_new(ax, 4.6)
    step = _known_step(run, step)
    who = card(run.scenario)
    support = values_at(run, step, "support")
    places = positions(who, support, run.without) if places is None else places
    names = _draw_names(ax, who, places)
    for tail, head, value, width, bend in _ties(run, step, who, support, places):
        _draw_tie(ax, names[tail], names[head], value, width, bend)
    _draw_numbers(ax, run, step, who, places)
    heights = [y for _, y in places.values()]
    ax.set_xlim(-3.3, 3.3)
    ax.set_ylim(min(heights) - 0.7, max(heights) + 0.3)
    ax.set_axis_off()
    ax.legend(
        handles=_width_legend(), loc="lower center", ncols=3, fontsize=7.5, borderaxespad=0.0
    )
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
                ties.append((tail, head, trust.get((tail, head)), width, 0.1))
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


def _draw_tie(ax: Axes, tail: Annotation, head: Annotation, value: float | None, width: float, bend: float) -> None:
    colour = style.GREY if value is None else COLOURS(TRUST_RANGE(value))
    arrow = FancyArrowPatch(
        tail.xy, head.xy, connectionstyle=f"arc3,rad={bend}", arrowstyle="-|>" if bend else "-",
        mutation_scale=6 + 1.3 * width, linewidth=width, color=colour, patchA=tail.get_bbox_patch(),
        patchB=head.get_bbox_patch(), shrinkA=1.5, shrinkB=2.5 if bend else 1.5, zorder=2 if bend else 1,
    )  # fmt: skip
    ax.add_patch(arrow)


def _draw_names(ax: Axes, who: ScenarioCard, places: dict[str, Point]) -> dict[str, Annotation]:
    """Write every actor's name in a box, at which its ties end."""
    found = {}
    for label, (x, y) in places.items():
        actor = who.actors[label]
        edge = style.SIDE_COLOURS.get(actor.side, style.PURPLE if "mediator" in actor.seats else style.GREY)
        box: dict[str, Any] = {"boxstyle": "round,pad=0.35", "facecolor": "white", "edgecolor": edge, "linewidth": 1.5}
        found[label] = ax.annotate(
            wrapped(actor.name, 14), (x, y), ha="center", va="center", fontsize=7.5, zorder=4, bbox=box,
            fontweight="bold" if "party" in actor.seats else "normal",
        )  # fmt: skip
    return found


def _draw_numbers(ax: Axes, run: Run, step: int, who: ScenarioCard, places: dict[str, Point]) -> None:
    """Write between the leads how hard each coerces the other and how far it trusts it."""
    trust, escalation = values_at(run, step, "trust"), values_at(run, step, "escalation")
    leads = (who.sides["A"].lead, who.sides["B"].lead)
    (left, low), (right, high) = places[leads[0]], places[leads[1]]
    for (tail, head), above in ((leads, -1), (leads[::-1], 1)):
        said = [f"{word} {found[tail, head]:.2f}" for word, found in (("escalation", escalation), ("trust", trust))
                if (tail, head) in found]  # fmt: skip
        ax.annotate(", ".join(said), ((left + right) / 2, (low + high) / 2), xytext=(0, 21 * above), fontsize=6.5,
                    textcoords="offset points", ha="center", va="center", color="#444444", zorder=5)  # fmt: skip


def _width_legend() -> list[Line2D]:
    colour = "#888888"
    return [
        Line2D([], [], color=colour, linewidth=_escalation_width(0.6), label="escalation of 0.6 between the sides"),
        Line2D([], [], color=colour, linewidth=_support_width(0.6), label="support of 0.6 from a backer"),
        Line2D([], [], color=colour, linewidth=1.3, label="tie to a mediator"),
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
        figure = style.new_figure(min(max(1.75 + 1.0 * (max(heights) - min(heights)), 3.4), 8.5))
        ax = figure.add_subplot()
        relations_network(run, step, ax)
        place: dict[str, Any] = {"location": "bottom", "shrink": 0.45, "aspect": 40, "pad": 0.03}
        bar = figure.colorbar(ScalarMappable(TRUST_RANGE, COLOURS), ax=ax, **place)
        bar.set_label("trust of the tail in the head; of a party in a mediator: its credibility", fontsize=7.5)
        bar.outline.set_visible(False)
        day = run.state.loc[run.state["step"] == step, "date"].iloc[0]
        style.heading(figure, f"{who.title}: relations in the week of {str(day)[:10]}")
        figure.draw_without_rendering()
    return figure
