"""Tables and figures of the question: what guarantees do to signing and to breach."""

import pandas as pd

from diplomacy_abm.analysis.intervals import clustered_share
from diplomacy_abm.analysis.paired import paired
from diplomacy_abm.analysis.regression import regress
from diplomacy_abm.analysis.study import clusters, essentials
from diplomacy_abm.analysis.survival import curves, durations
from diplomacy_abm.plots.style import GREEN, GREY, ORANGE, SKY, VERMILION, new_figure, styled

YEAR = 52
FIVE = 5 * YEAR
BITE = 0.35
"""The default of the parameter `deterrence`."""
COLOURS = (GREY, SKY, GREEN, ORANGE, VERMILION)
ARMS = {
    "words": (GREY, "neither bites"),
    "monitors": (SKY, "monitors alone"),
    "guarantor": (ORANGE, "guarantor alone"),
    "together": (VERMILION, "both"),
}

HALF_LIVES = ("none", "52 w", "34 w", "13 w", "2 w")
"""Of the weekly rates in design-duration.toml."""


FEWEST = 30
"""Settlements standing at the beginning of a year below which the figure leaves the year out; the table has it."""


def early(runs):
    """Runs whose first settlement comes in the first five years, so that five years of it can be seen."""
    return runs[runs["first_settlement"].between(0, FIVE - 1)]


def shares(runs):
    """Signing and breach by name: one number a case, 1 where it happened, and what makes cases no strangers."""
    signed = early(runs)
    weeks, broken = durations(signed, "peace")
    everybody, signers = clusters(runs), clusters(runs)[runs.index.isin(signed.index)]
    return {
        "signed within five years": (runs.index.isin(signed.index), everybody),
        "broken within a year": (broken & (weeks <= YEAR), signers),
        "broken within five years": (broken & (weeks <= FIVE), signers),
        "at peace after ten years": ((runs["outcome"] == "settlement held").to_numpy(), everybody),
    }


def by_cell(store, keys):
    """One row for every cell and quantity, with an interval that knows of the sets of parameters."""
    rows = []
    for key, runs in store.finished().groupby(keys, sort=False):
        for name, (happened, groups) in shares(runs).items():
            found = clustered_share(happened.astype(float), groups)
            rows.append((*key, name, *found[:3], len(happened)))
    return pd.DataFrame(rows, columns=[*keys, "quantity", "estimate", "low", "high", "n"])


def yearly(store):
    """Share of the settlements that stand at the beginning of a year and are broken within it."""
    runs = store.finished()
    rows = []
    for coverage, cell in early(runs[runs["bite"] == BITE]).groupby("coverage"):
        weeks, broken = durations(cell, "peace")
        for year in range(1, 6):
            standing = weeks > (year - 1) * YEAR
            ended = (broken & (weeks <= year * YEAR))[standing].astype(float)
            found = clustered_share(ended, clusters(cell)[standing])
            rows.append((coverage, year, *found[:3], len(ended)))
    return pd.DataFrame(rows, columns=["coverage", "year", "estimate", "low", "high", "n"])


def survival(store):
    """Kaplan-Meier curves of peace, at every half-year."""
    found = curves(store, "peace", by=["coverage", "bite"])
    weeks = range(0, FIVE + 1, YEAR // 2)
    parts = []
    for _, curve in found.groupby(["coverage", "bite"], sort=False):
        place = curve["week"].searchsorted(list(weeks), side="right") - 1
        part = curve.iloc[place].assign(week=list(weeks))
        parts.append(part[["coverage", "bite", "week", "estimate", "low", "high", "n"]])
    return pd.concat(parts, ignore_index=True)


def tables(stores):
    """Every number of the README."""
    main = stores["design"]
    together = "draw" if "draw" in main.finished() else "run"
    cox = regress(main, "duration: peace", interactions=[("coverage", "bite")], cluster=together)
    sides = paired(stores["design-one-sided"], ["ever: settlement", "outcome: settlement held"])
    return {
        "coverage-and-bite": by_cell(main, ["coverage", "bite"]),
        "survival": survival(main),
        "hazard-by-year": yearly(main),
        "cox": essentials(cox),
        "one-sided": by_cell(stores["design-one-sided"], ["arm"]),
        "one-sided-paired": essentials(sides),
        "monitors": by_cell(stores["design-monitors"], ["arm", "capacity"]),
        "duration": by_cell(stores["design-duration"], ["capacity", "fade"]),
    }


def figures(stores, tables):
    """Survival by coverage and bite; monitors; fading."""
    with styled():
        return {
            "survival": survival_figure(tables["survival"]),
            "coverage-and-bite": lines_figure(tables["coverage-and-bite"]),
            "monitors": monitors_figure(tables["monitors"], tables["hazard-by-year"]),
            "duration": duration_figure(tables["duration"]),
        }


def band(ax, part, x, colour, label, marker=""):
    """A line with its interval."""
    ax.plot(part[x], part["estimate"] * 100, color=colour, label=label, marker=marker, markersize=3.5)
    ax.fill_between(part[x], part["low"] * 100, part["high"] * 100, color=colour, alpha=0.18, linewidth=0)


def survival_figure(table):
    """Peace over five years, a panel for each bite."""
    figure = new_figure(2.9)
    bites = sorted(table["bite"].unique())
    axes = figure.subplots(1, len(bites), sharey=True)
    for ax, bite in zip(axes, bites, strict=True):
        for colour, (coverage, part) in zip(COLOURS, table[table["bite"] == bite].groupby("coverage"), strict=True):
            band(ax, part.assign(year=part["week"] / YEAR), "year", colour, f"{coverage:g}")
        ax.set(title=f"bite {bite:g}", xlabel="years since signature", xlim=(0, 5), ylim=(0, 100))
    axes[0].set_ylabel("settlements still in force (%)")
    handles, labels = axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, title="coverage promised to both", ncols=5, loc="outside lower center")
    return figure


def lines_figure(table):
    """Signing, breach and peace against coverage, a line for each bite."""
    figure = new_figure(2.9)
    names = ["signed within five years", "broken within five years", "at peace after ten years"]
    notes = ["% of runs", "% of settlements signed", "% of runs"]
    axes = figure.subplots(1, 3)
    for ax, name, note in zip(axes, names, notes, strict=True):
        rows = table[table["quantity"] == name]
        for colour, (bite, part) in zip((GREY, SKY, ORANGE, VERMILION), rows.groupby("bite"), strict=True):
            band(ax, part, "coverage", colour, f"{bite:g}", "o")
        ax.set(title=name, xlabel="coverage", ylabel=note, ylim=(0, 102))
    handles, labels = axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, title="bite (stake)", ncols=4, loc="outside lower center")
    return figure


def monitors_figure(table, years):
    """What monitors and a guarantor do alone; the hazard by the age of the peace."""
    figure = new_figure(3.0)
    left, right = figure.subplots(1, 2)
    rows = table[(table["quantity"] == "broken within five years") & (table["capacity"] > 0)]
    for arm, (colour, label) in ARMS.items():
        band(left, rows[rows["arm"] == arm], "capacity", colour, label, "o")
    left.set(title="Guarantor and monitors", xlabel="most that a mediator can guarantee",
             ylabel="broken within five years (% of settlements)", ylim=(0, 130),
             xticks=sorted(rows["capacity"].unique()), yticks=range(0, 101, 20))  # fmt: skip
    left.legend(loc="upper right", ncols=2)
    for colour, (coverage, part) in zip(COLOURS, years[years["n"] >= FEWEST].groupby("coverage"), strict=True):
        right.errorbar(part["year"] + (coverage - 0.5) / 5, part["estimate"] * 100,
                       [(part["estimate"] - part["low"]) * 100, (part["high"] - part["estimate"]) * 100],
                       color=colour, marker="o", markersize=3.5, label=f"{coverage:g}")  # fmt: skip
    right.set(title="Does peace consolidate?", xlabel="year after signature", ylabel="broken in that year (%)",
              ylim=(0, 75), xticks=range(1, 6))  # fmt: skip
    right.legend(title="coverage", ncols=3, loc="upper right")
    return figure


def duration_figure(table):
    """Signing, breach and peace against how fast a promise fades, a line for each capacity."""
    figure = new_figure(2.9)
    names = ["signed within five years", "broken within five years", "at peace after ten years"]
    notes = ["% of runs", "% of settlements signed", "% of runs"]
    for ax, name, note in zip(figure.subplots(1, 3), names, notes, strict=True):
        rows = table[table["quantity"] == name]
        for colour, (capacity, part) in zip((SKY, GREEN, VERMILION), rows.groupby("capacity"), strict=True):
            band(ax, part.assign(place=range(len(part))), "place", colour, f"{capacity:g}", "o")
        ax.set(title=name, xlabel="half-life of a promise", ylabel=note, ylim=(0, 102))
        ax.set_xticks(range(len(HALF_LIVES)), HALF_LIVES)
    handles, labels = figure.axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, title="promised, times the scenario's", ncols=3, loc="outside lower center")
    return figure
