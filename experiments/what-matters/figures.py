"""Tables and figures of the question: which numbers matter most, and where agreements live."""

from functools import cache
from textwrap import fill

import pandas as pd

from diplomacy_abm.analysis.boxes import Cases
from diplomacy_abm.analysis.discovery import clustered_share, discover
from diplomacy_abm.analysis.regression import regress
from diplomacy_abm.analysis.sensitivity import sensitivity
from diplomacy_abm.analysis.study import essentials, labels
from diplomacy_abm.plots.discovery import box_view
from diplomacy_abm.plots.sensitivity import convergence_curves
from diplomacy_abm.plots.style import BLACK, BLUE, GREY, SKY, VERMILION, new_figure, styled
from diplomacy_abm.results.quantities import quantity

OUTCOMES = {
    "ever: formal": "formal talks",
    "ever: ceasefire": "ceasefire",
    "ever: settlement": "settlement",
    "ever: breach": "settlement broken",
}
SHARED = ("ever: formal", "ever: ceasefire", "ever: settlement")
"""Outcomes whose variance is shared out; broken settlements are too few at a point for that."""
SOUGHT = ("ever: settlement", "outcome: settlement held", "ever: ceasefire")
HALVES = {
    "seen_cost": (0.047, "coming cheap", "coming dear"),
    "decisiveness": (1.0, "strength decides little", "strength decides much"),
    "ceasefire_cost": (0.07, "ceasefire cheap", "ceasefire dear"),
    "surprise": (0.25, "surprise small", "surprise large"),
    "capacity_usa": (0.4, "weak guarantor", "strong guarantor"),
}
"""Where the space is cut for the shares that the README states, and what the halves are called: at the median of the
posterior, at the defaults, at the scenario's value."""
SHOWN = 10


def corners(points):
    """Parts of the space, by name, as flags over the points."""
    below = {name: points[name] <= half[0] for name, half in HALVES.items()}
    found = {"everywhere": points["seen_cost"] > 0}
    for name, (_, low, high) in HALVES.items():
        found |= {low: below[name], high: ~below[name]}
    little, small = below["decisiveness"], below["surprise"]
    return found | {
        "strength decides little, surprise small": little & small,
        "strength decides much, surprise large": ~little & ~small,
    }


@cache
def indices(store):
    """Sensitivity of every outcome."""
    return {name: sensitivity(store, name) for name in (OUTCOMES if store.sampling["method"] == "morris" else SHARED)}


def stacked(store, part):
    """One of the tables of the indices for all outcomes."""
    parts = {name: getattr(found, part) for name, found in indices(store).items()}
    return pd.concat(parts, names=["quantity"]).reset_index(0).reset_index(drop=True)


def shares(store):
    """Shares of outcomes in corners of the space, with intervals for points and luck in common."""
    runs, points = store.finished(), store.points.set_index("point")
    rows = []
    for corner, inside in corners(points).items():
        here = runs[inside.loc[runs["point"]].to_numpy()]
        for name in ("ever: formal", *SOUGHT):
            places = points.index.get_indexer(here["point"])
            cases = Cases(points, places, here["run"].to_numpy(), quantity(here, name))
            rows.append((corner, name, *clustered_share(cases, cases.hit >= 0, 0.95)))
    return pd.DataFrame(rows, columns=["corner", "quantity", "estimate", "low", "high", "n"])


@cache
def boxes(store):
    """Boxes in which agreements live."""
    return {name: discover(store, name, most=1) for name in SOUGHT}


def tables(stores):
    """Every number of the README."""
    screening, sobol, sample = (stores[name] for name in ("design-screening", "design", "design-discovery"))
    found = boxes(sample)
    said = [
        (method, name, found.verdict.text, found.noise.text)
        for method, store in (("screening", screening), ("sobol", sobol))
        for name, found in indices(store).items()
    ]
    return {
        "screening": stacked(screening, "table").drop(columns="noise"),
        "sobol": stacked(sobol, "table").drop(columns="noise"),
        "corners": shares(sample),
        # no table to replay: a small sample has four points a term, too few for intervals over points
        "relapse-detail": essentials(regress(sample, "relapse", standardise=True, cluster="point")),
        "adequacy-detail": pd.DataFrame(said, columns=["method", "quantity", "sample", "luck"]),
        "convergence-detail": stacked(sobol, "growth"),
        "boxes-detail": pd.concat({name: x.figures for name, x in found.items()}, names=["quantity"]).reset_index(0),
        "limits-detail": pd.concat({name: x.limits for name, x in found.items()}, names=["quantity"]).reset_index(0),
        "words-detail": pd.DataFrame([(name, text) for name, x in found.items() for text in x.text],
                                     columns=["quantity", "text"]),
    }  # fmt: skip


def figures(stores, tables):
    """Screening, Sobol indices with their convergence, and where agreements live."""
    names = {name: fill(label.split(" (")[0], 30) for name, label in labels(stores["design-screening"]).items()}
    with styled():
        return {
            "screening": screening_figure(tables["screening"], names),
            "sobol": sobol_figure(stacked(stores["design"], "table"), names),
            "convergence": convergence_figure(indices(stores["design"]), names),
            "where": where_figure(boxes(stores["design-discovery"]), labels(stores["design-discovery"])),
        }


def screening_figure(table, names):
    """The factors that move each outcome most, and in which direction."""
    figure = new_figure(6.4)
    for ax, (name, title) in zip(figure.subplots(2, 2).flat, OUTCOMES.items(), strict=True):
        rows = table[table["quantity"] == name].pivot_table(["estimate", "low", "high"], "factor", "index")
        top = rows.sort_values(("estimate", "mu_star"), ascending=False).head(SHOWN)[::-1]
        up = top["estimate", "mu"] > 0
        for raises, colour, said in ((True, BLUE, "raises"), (False, VERMILION, "lowers")):
            part = top[up == raises]
            places = [list(top.index).index(x) for x in part.index]
            ax.barh(places, part["estimate", "mu_star"] * 100, color=colour, height=0.6, label=said)
        ax.hlines(range(len(top)), top["low", "mu_star"] * 100, top["high", "mu_star"] * 100, color=BLACK, linewidth=1)
        ax.set_yticks(range(len(top)), [names[x] for x in top.index], fontsize=6.5)
        ax.set(title=title, xlabel="change over the range (points)", xlim=(0, None))
        ax.grid(axis="y", visible=False)
    handles, said = figure.axes[0].get_legend_handles_labels()
    figure.legend(handles, said, title="a larger value (on balance)", ncols=2, loc="outside lower center")
    return figure


def sobol_figure(table, names):
    """S1 and ST of the twelve factors for each outcome; the tick is what luck alone would give."""
    figure = new_figure(4.4)
    order = table[table["index"] == "ST"].groupby("factor")["estimate"].max().sort_values().index
    axes = figure.subplots(1, len(SHARED), sharey=True)
    for ax, name in zip(axes, SHARED, strict=True):
        for index, colour, shift, said in (("S1", BLUE, 0.19, "S1: by itself"), ("ST", SKY, -0.19, "ST: with others")):
            rows = table[(table["quantity"] == name) & (table["index"] == index)].set_index("factor").loc[order]
            places = [place + shift for place in range(len(order))]
            ax.barh(places, rows["estimate"], height=0.36, color=colour, label=said)
            ax.hlines(places, rows["low"], rows["high"], color=BLACK, linewidth=0.9)
        ax.plot(rows["noise"], places, "|", color=VERMILION, markeredgewidth=1.5, label="ST that luck alone would give")
        ax.axvline(0, color=GREY, linewidth=0.7)
        ax.set(title=OUTCOMES[name], xlim=(-0.06, None))
        ax.grid(axis="y", visible=False)
    axes[0].set_yticks(range(len(order)), [names[x] for x in order], fontsize=7)
    axes[1].set_xlabel("share of the variance between points, 95 % interval")
    figure.legend(*axes[0].get_legend_handles_labels(), ncols=3, loc="outside lower center")
    return figure


def convergence_figure(found, names):
    """The largest total indices for growing parts of the sample."""
    figure = new_figure(4.2)
    for ax, name in zip(figure.subplots(1, 2), ("ever: settlement", "ever: ceasefire"), strict=True):
        convergence_curves(found[name].growth, {key: label.replace("\n", " ") for key, label in names.items()}, ax)
        ax.set(title=OUTCOMES[name], ylim=(0, 1.2))
        ax.legend(fontsize=6.5, loc="upper left", bbox_to_anchor=(0.0, -0.16))
    return figure


def where_figure(found, names):
    """Points in the plane on which most hangs, with the boxes."""
    figure = new_figure(3.6)
    for ax, name in zip(figure.subplots(1, 2), ("outcome: settlement held", "ever: ceasefire"), strict=True):
        box_view(found[name], {key: fill(label, 42) for key, label in names.items()}, ax)
        ax.set_title(found[name].label)
        ax.legend(fontsize=6, loc="upper left", bbox_to_anchor=(0.0, -0.2))
        bar = figure.axes[-1]
        bar.set_ylabel(bar.get_ylabel().replace("\n", " "), fontsize=7)
    return figure
