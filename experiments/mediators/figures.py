"""Tables and figures on the worth of mediators and on their number."""

import numpy as np
import pandas as pd

from diplomacy_abm.analysis.paired import paired
from diplomacy_abm.analysis.parts import sign_stability
from diplomacy_abm.analysis.proportions import estimates
from diplomacy_abm.analysis.study import essentials, labels
from diplomacy_abm.plots import style
from diplomacy_abm.plots.comparison import along
from diplomacy_abm.plots.words import COLOURS
from diplomacy_abm.results.quantities import quantity

SHARES = ["agreement", "ever: settlement", "outcome: settlement held", "ever: ceasefire", "ever: formal"]
NUMBERS = ["partial_deals", "exchanges per month"]
WORDS = ["none", "one", "two", "three", "four", "five", "six"]
PANELS = {
    "ever: settlement": ("settlement", 100, "percentage points"), "agreement": ("agreement", 100, "percentage points"),
    "partial_deals": ("partial deals", 1, "deals in two years"),
}  # fmt: skip


def worth(store):
    """Each mediator taken from all five, and each added to none."""
    parts = []
    for base, kind, rest in (("all", "taken from all five", "no-"), ("none", "added to none", "only-")):
        table = essentials(paired(store, SHARES + NUMBERS, base=base))
        whole = {"all": ["usa-gone", "none"], "none": ["all"]}[base]
        chosen = table[table["arm"].str.startswith(rest) | table["arm"].isin(whole)]
        parts.append(chosen.assign(change=kind))
    return pd.concat(parts, ignore_index=True)


def alone_signs(store):
    """Share of the sets of parameters in which what a mediator alone adds to none has its sign."""
    runs, keys = store.finished(), ["point", "run"]
    none = runs[runs["arm"] == "none"].set_index(keys)
    rows = []
    for arm in [name for name in store.arms if name.startswith("only-")] if "draw" in runs else []:
        here = runs[runs["arm"] == arm].set_index(keys).loc[none.index]
        for name in ("agreement", "ever: settlement", "ever: formal"):
            found = sign_stability(quantity(here, name) - quantity(none, name), none["draw"].to_numpy())
            rows.append({"arm": arm, "quantity": name, **found})
    return pd.DataFrame(rows, columns=["arm", "quantity", "effect", "same", "other", "sets"])


def one_more(store):
    """Difference that the n-th mediator makes, at each overlap."""
    runs, parts = store.finished(), []
    for number in range(1, len(WORDS)):
        two = [WORDS[number - 1], WORDS[number]]
        table = paired(runs[runs["arm"].isin(two)], ["agreement", "ever: settlement"],
                       by="overlap", base=two[0])  # fmt: skip
        parts.append(essentials(table).drop(columns="arm").assign(mediator=number))
    return pd.concat(parts, ignore_index=True)


def tables(stores):
    """All tables of the folder."""
    number = estimates(stores["design-number"], ["agreement", "ever: settlement", "partial_deals", "rounds"])
    null = paired(stores["design-null"], [*SHARES, *NUMBERS, "rounds", "mean_escalation", "damage_a", "trust_ab_end"])
    return {
        "levels": estimates(stores["design"], SHARES + NUMBERS),
        "worth": worth(stores["design"]),
        "alone-detail": alone_signs(stores["design"]),
        "number": number.assign(mediators=[WORDS.index(arm) for arm in number["arm"]]).drop(columns="arm"),
        "one-more": one_more(stores["design-number"]),
        "why": essentials(paired(stores["design-why"], ["agreement", "ever: settlement"], by=None)),
        "null": null[["quantity", "estimate", "low", "high", "changed", "n"]],
    }  # fmt: skip


def dots(ax, rows, names, scale, colours=None):
    """Draw differences with their intervals, a row for each."""
    place = np.arange(len(rows))
    value, low, high = (scale * rows[name].to_numpy() for name in ("estimate", "low", "high"))
    for x in place:
        colour = COLOURS[1] if colours is None else colours[x]
        ax.plot([low[x], high[x]], [x, x], color=colour, linewidth=1.6, solid_capstyle="butt")
        ax.plot(value[x], x, "o", color=colour, markersize=4.5)
    ax.axvline(0, color=style.GREY, linewidth=0.9, zorder=0)
    ax.set_yticks(place, names)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.grid(axis="y", visible=False)


def figure_worth(table, names):
    """Mediators taken away and alone, for three quantities."""
    with style.styled():
        figure = style.new_figure(5.4)
        grid = figure.subplots(2, 3, sharey="row", sharex="col", height_ratios=[7, 6])
        for line, (kind, rows) in enumerate(table.groupby("change", sort=False)):
            for column, (quantity, (title, scale, unit)) in enumerate(PANELS.items()):
                ax, here = grid[line][column], rows[rows["quantity"] == quantity]
                dots(ax, here, [names[arm] for arm in here["arm"]], scale)
                if line == 0:
                    ax.set_title(title)
                else:
                    ax.set_xlabel(unit)
            grid[line][0].set_ylabel({"taken from all five": "difference from all five",
                                      "added to none": "difference from no mediator"}[kind])  # fmt: skip
    return figure


def figure_number(table):
    """Agreement by the number of mediators, one line for each overlap."""
    with style.styled():
        figure = style.new_figure(3.4)
        for ax, quantity in zip(figure.subplots(1, 2), ("agreement", "ever: settlement"), strict=True):
            rows = table[table["quantity"] == quantity]
            lines = rows.assign(arm=[f"{overlap:g}" for overlap in rows["overlap"]]).drop(columns="overlap")
            along(lines, "mediators", ax, {"mediators": "number of mediators"}, legend=False)
        figure.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=4,
                      title="what is left of an effect beside one more mediator")  # fmt: skip
    return figure


def figure_why(table, names):
    """Settlements against no mediator, where partial deals are signed and where they are not."""
    worlds = {0.09: "partial deals at .09 each", 1.0: "no partial deals"}
    with style.styled():
        figure = style.new_figure(2.3)
        for ax, (cost, title) in zip(figure.subplots(1, 2, sharey=True, sharex=True), worlds.items(), strict=True):
            rows = table[(table["quantity"] == "ever: settlement") & (table["deal_cost"] == cost)]
            dots(ax, rows, [names[arm] for arm in rows["arm"]], 100)
            ax.set_title(title)
        figure.supxlabel("settlements, difference from no mediator (percentage points, 95 % interval)", fontsize=8)
    return figure


def figures(stores, tables):
    """All figures of the folder."""
    return {
        "worth": figure_worth(tables["worth"], labels(stores["design"])),
        "number": figure_number(tables["number"]),
        "why": figure_why(tables["why"], labels(stores["design-why"])),
    }
