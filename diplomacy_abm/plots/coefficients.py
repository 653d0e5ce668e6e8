"""Coefficients of regressions with their intervals."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes

from diplomacy_abm.analysis.regression_text import term_label
from diplomacy_abm.plots import style
from diplomacy_abm.plots.words import COLOURS, MARKS, legend_below, wrapped
from diplomacy_abm.results.quantities import describe
from diplomacy_abm.results.sides import Sides, sides_on

_MEASURES = ("marginal effect", "slope", "log hazard", "log odds")


def coefficients(
    table: pd.DataFrame, ax: Axes | None = None, labels: Mapping[str, str] | None = None, measure: str | None = None
) -> Axes:
    """Draw the terms of one regression or of several, each with its interval; the constant is left out.

    Parameters
    ----------
    table : pandas.DataFrame
        From :func:`diplomacy_abm.analysis.regression.regress`, or several of them, one below the other.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    labels : mapping of str to str, optional
        What to call arms and factors.
    measure : str, optional
        Which measure to draw; marginal effects where there are any.

    Raises
    ------
    ValueError
        If no row has the measure, in one line.
    """
    present = list(pd.unique(table["measure"]))
    wanted = measure or next((x for x in _MEASURES if x in present), "")
    rows = table[(table["measure"] == wanted) & (table["term"] != "constant")]
    if rows.empty:
        raise ValueError(f"coefficients: no term has the measure {wanted!r}; there are {', '.join(present)}")
    outcomes, terms = list(pd.unique(rows["outcome"])), list(pd.unique(rows["term"]))
    ax = style.axes_or_new(ax, 0.9 + 0.2 * len(rows) + 0.15 * len(terms))
    scale, sides = (100.0 if wanted == "marginal effect" else 1.0), sides_on(table)
    for index, outcome in enumerate(outcomes):
        part = rows[rows["outcome"] == outcome]
        shift = 0.22 * (index - (len(outcomes) - 1) / 2)
        places = [terms.index(term) + shift for term in part["term"]]
        middle, low, high = (scale * part[name].to_numpy(dtype=float) for name in ("estimate", "low", "high"))
        ax.errorbar(
            middle, places, xerr=[middle - low, high - middle], fmt=MARKS[index % 7], color=COLOURS[index % 7],
            markersize=4.5, elinewidth=1.3, capsize=2, label=_outcome_label(str(outcome), sides),
        )  # fmt: skip
    ax.axvline(0.0, color=style.GREY, linewidth=0.9, zorder=0)
    ax.set_yticks(range(len(terms)), [wrapped(term_label(term, labels or {}), 40) for term in terms])
    ax.set_ylim(len(terms) - 0.5, -0.5)
    ax.grid(axis="y", visible=False)
    ax.set_xlabel(wrapped(_axis(wanted, [str(x) for x in outcomes], sides), 76))
    legend_below(ax)
    return ax


def _outcome_label(outcome: str, sides: Sides) -> str:
    return outcome if outcome.startswith("duration: ") else describe(outcome, sides=sides).label


def _axis(measure: str, outcomes: list[str], sides: Sides) -> str:
    if measure == "marginal effect":
        text = "average marginal effect (percentage points per unit)"
    elif measure == "slope" and len(outcomes) == 1:
        unit = describe(outcomes[0]).unit
        text = f"slope ({unit} per unit)" if unit else "slope (per unit)"
    else:
        text = f"{measure} (per unit)"
    only = f"{_outcome_label(outcomes[0], sides)}: " if len(outcomes) == 1 else ""
    return f"{only}{text}, 95 % interval"
