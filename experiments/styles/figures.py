"""Tables and figures of the question: what a mediator's style buys, a signature or peace."""

import numpy as np
import pandas as pd

from diplomacy_abm.analysis.intervals import clustered_share
from diplomacy_abm.analysis.paired import paired
from diplomacy_abm.analysis.parts import sign_stability
from diplomacy_abm.analysis.study import clusters, essentials, labels
from diplomacy_abm.analysis.survival import differences, durations
from diplomacy_abm.plots.style import BLACK, BLUE, ORANGE, SKY, VERMILION, new_figure, styled

FIVE_YEARS = 260
WINDOWS = {"design": 104, "design-crisis": 52, "design-fade": 52}
"""Weeks in which a settlement counts; five years to watch it are left after them."""
SIGNED, KEPT = "settlement signed", "of these, in force five years later"
USUAL_COST = 0.09
"""The default of the parameter `deal_cost`."""
BASE = "facilitation"
"""The style that others are compared with."""


def shares(runs, window):
    """Flags of signing and of what is left of it after five years, with what makes their runs no strangers."""
    signed = runs[runs["first_settlement"].between(0, window - 1)]
    first = runs[["first_settlement", "first_ceasefire"]].astype(float).where(lambda x: x >= 0, np.inf).min(axis=1)
    weeks, broken = durations(signed, "peace")
    return {
        SIGNED: (runs.index.isin(signed.index), clusters(runs)),
        "ceasefire or settlement": (first.to_numpy() < window, clusters(runs)),
        KEPT: (~(broken & (weeks <= FIVE_YEARS)), clusters(signed)),
    }


def by_cell(store, window, factors):
    """One row for every style, cell and quantity, with its interval."""
    rows = []
    for key, runs in store.finished().groupby(["arm", *factors], sort=False, observed=True):
        for name, (flags, sets) in shares(runs, window).items():
            rows.append((*key, name, *clustered_share(flags.astype(float), sets)[:3], len(flags)))
    return pd.DataFrame(rows, columns=["arm", *factors, "quantity", "estimate", "low", "high", "n"])


def signs(store, window):
    """Share of the sets of parameters in which a style signs more, or less, than facilitation, by leverage."""
    runs = store.finished()
    runs["signed"] = runs["first_settlement"].between(0, window - 1).astype(float)
    keys, rows = ["deal_cost", "leverage", "run"], []
    tables = {arm: here.set_index(keys) for arm, here in runs.groupby("arm", sort=False)}
    for arm, level in [(arm, level) for arm in tables if arm != BASE for level in sorted(runs["leverage"].unique())]:
        here, base = (tables[name].xs(level, level="leverage", drop_level=False) for name in (arm, BASE))
        gaps = (here["signed"] - base["signed"].loc[here.index]).to_numpy()
        rows.append({"arm": arm, "leverage": level, **sign_stability(gaps, clusters(here.reset_index()))})
    return pd.DataFrame(rows)


def signed_more(store, window):
    """Settlements within the window, difference from facilitation under the same luck."""
    runs = store.finished()
    late = ~runs["first_settlement"].between(0, window - 1)
    return essentials(paired(runs.assign(first_settlement=runs["first_settlement"].mask(late, -1)),
                             "ever: settlement", by=None, base=BASE))  # fmt: skip


def peace_longer(store):
    """Mean weeks of peace within five years of the first settlement, difference from facilitation."""
    return essentials(differences(store, "peace", FIVE_YEARS, by=None, base=BASE))


def tables(stores):
    """All tables of the folder."""
    found = {}
    for name, key in {"origin": "design", "crisis": "design-crisis", "fade": "design-fade"}.items():
        store = stores[key]
        found[name] = by_cell(store, WINDOWS[key], list(store.factors))
        found[f"{name}-signed-more"] = signed_more(store, WINDOWS[key])
        found[f"{name}-peace-longer"] = peace_longer(store)
    found["origin-signs-detail"] = signs(stores["design"], WINDOWS["design"])
    return found


def dots(ax, rows, arms, key, colours):
    """Draw shares with intervals, a line of the panel for each style and a colour for each level."""
    levels = sorted(rows[key].unique())
    for k, level in enumerate(levels):
        shift = 0.22 * (k - 0.5 * (len(levels) - 1))
        here = rows[rows[key] == level].set_index("arm").loc[arms]
        place = np.arange(len(arms)) + shift
        ax.hlines(place, 100 * here["low"], 100 * here["high"], color=colours[k], linewidth=1.4)
        ax.plot(100 * here["estimate"], place, "o", markersize=3.8, color=colours[k], label=f"{level:g}")
    ax.set_ylim(len(arms) - 0.5, -0.5)
    ax.grid(axis="y", visible=False)


def figure_styles(found, names, word):
    """Signatures beside what is left of them, by style and leverage."""
    arms = list(names)
    with styled():
        figure = new_figure(3.2)
        for ax, quantity in zip(figure.subplots(1, 2, sharey=True), (SIGNED, KEPT), strict=True):
            rows = found[(found["quantity"] == quantity) & (found["deal_cost"] == USUAL_COST)]
            dots(ax, rows, arms, "leverage", (SKY, BLUE, BLACK))
            ax.set_xlim(0, None)
            ax.set_title(quantity)
            ax.set_xlabel("% of runs" if quantity == SIGNED else "% of the settlements")
            ax.set_yticks(range(len(arms)), [names[arm] for arm in arms])
        figure.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=3, title=word)
    return figure


def figure_fade(found, names):
    """What is left of settlements after five years, by how fast rewards fade."""
    with styled():
        figure = new_figure(2.8)
        ax = figure.subplots()
        rows = found[found["quantity"] == KEPT]
        for k, (arm, colour) in enumerate(zip(names, (SKY, VERMILION, ORANGE), strict=True)):
            here = rows[rows["arm"] == arm]
            place = np.arange(len(here)) + 0.06 * (k - 1)
            ax.vlines(place, 100 * here["low"], 100 * here["high"], color=colour, linewidth=1.4)
            ax.plot(place, 100 * here["estimate"], marker="osD"[k], markersize=4, color=colour, label=names[arm])
        ax.set_xticks(range(len(here)), [f"{x:g}" for x in here["fade"]])
        ax.set_ylim(0, None)
        ax.set_xlabel("share of a reward that fades in a week, after signature")
        ax.set_ylabel("settlements in force\nafter five years (%)")
        figure.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=3)
    return figure


def figures(stores, tables):
    """All figures of the folder."""
    return {
        "origin": figure_styles(tables["origin"], labels_of(stores["design"]), "leverage, times the scenario's"),
        "crisis": figure_styles(tables["crisis"], labels_of(stores["design-crisis"]), "leverage (stake)"),
        "fade": figure_fade(tables["fade"], labels_of(stores["design-fade"])),
    }


def labels_of(store):
    """Labels of the arms in their order."""
    words = labels(store)
    return {arm: words[arm] for arm in store.arms}
