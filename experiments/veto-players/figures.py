"""Tables and figures of the study of veto players and spoilers."""

import pandas as pd
import pyarrow.compute as pc

from diplomacy_abm.analysis.intervals import clustered_share
from diplomacy_abm.analysis.paired import paired
from diplomacy_abm.analysis.proportions import estimates
from diplomacy_abm.analysis.study import clusters, essentials
from diplomacy_abm.analysis.survival import curves, differences, means
from diplomacy_abm.plots import style
from diplomacy_abm.plots.comparison import along
from diplomacy_abm.plots.survival import survival_curves
from diplomacy_abm.plots.words import COLOURS, MARKS

PARTIES = ["ALF", "BET", "CAR", "DOR", "ERI"]
YEARS = 520
ENDS = ["ever: settlement", "ever: ceasefire", "victory", "peace weeks"]
SPOILED = ["ever: settlement", "relapse", "peace weeks"]
HEADS = {"two": "two consent", "three": "three", "four": "four", "five": "five"}
CAUSES = {(0.0, 0.001): "All alike", (0.1, 0.001): "Moods", (0.0, 0.05): "Secrets", (0.1, 0.05): "Both"}
KINDS = {
    "like": "like the others", "extreme": "wants all", "careless": "hardly suffers", "hawk": "hawk",
    "total": "all of these",
}  # fmt: skip
SPOILS = (
    ("war weeks", "War", 1.0, "weeks more"),
    ("ever: settlement", "Settlements", 100.0, "points more"),
    ("relapse", "Broken settlements", 100.0, "points more"),
)


def tables(stores):
    """Return what the study found."""
    veto, causes, spoilers = stores["design"], stores["design-causes"], stores["design-spoilers"]
    return {
        "war": means(veto, "war", YEARS, by=None),
        "war-differences": essentials(differences(veto, "war", YEARS, by=None)),
        "ends": estimates(veto, ENDS),
        "relapse": estimates(frequent(veto), "relapse"),
        "causes": means(causes, "war", 260, by=None),
        "causes-differences": essentials(differences(causes, "war", 260, by=None)),
        "spoilers": estimates(spoilers, SPOILED),
        "spoilers-differences": essentials(paired(spoilers, ["war weeks", *SPOILED])),
        "first-breach": first_breach(spoilers),
    }


def frequent(store):
    """Runs of the arms in which settlements are frequent enough for a share of them."""
    runs = store.finished()
    return runs[runs["arm"].isin(["two", "three"]) & (runs["home"] == 0.1)].drop(columns=["home", "point"])


def first_breach(store):
    """Who broke the first settlement, of the runs with a settlement."""
    columns = ["arm", "run", "move", "actor", "subject"]
    parts = [
        part.filter(pc.and_(pc.equal(part["move"], "breach"), pc.equal(part["subject"], "settlement"))).to_pandas()
        for part in store.tables("events", columns)
    ]
    first = pd.concat(parts).drop_duplicates(["arm", "run"]).set_index(["arm", "run"])["actor"]
    runs = store.finished()
    settled = runs[runs["first_settlement"] >= 0]
    rows = []
    for arm in store.arms:
        here = settled[settled["arm"] == arm]
        who = first.reindex(pd.MultiIndex.from_frame(here[["arm", "run"]])).to_numpy()
        for actor in PARTIES:
            found = clustered_share((who == actor).astype(float), clusters(here))
            rows.append((arm, actor, *found[:3], len(here)))
    return pd.DataFrame(rows, columns=["arm", "actor", "estimate", "low", "high", "n"])


def figures(stores, tables):
    """Draw how long wars last, how they end, and what a spoiler changes."""
    with style.styled():
        return {
            "survival": survival(stores["design"]),
            "ends": ends(tables["ends"]),
            "causes": causes(tables["causes"]),
            "spoilers": spoilers(tables["spoilers-differences"].copy()),
        }


def survival(store):
    """Wars that go on, by the number of parties that must consent."""
    table = curves(store, "war", by=None)
    figure = style.new_figure(5.4)
    panels = figure.subplots(2, 2, sharex=True, sharey=True)
    for row, home in zip(panels, (0.1, 0.3), strict=True):
        for ax, ideal in zip(row, (0.25, 0.0), strict=True):
            cell = table[(table["home"] == home) & (table["ideal"] == ideal)].drop(columns=["home", "ideal"])
            survival_curves(cell, ax, HEADS, at_risk=False)
            ax.get_legend().remove()
            ax.set(xlabel="weeks from the start" if home == 0.3 else "", ylabel="runs still at war (%)")
            ax.set_title(f"{'Members like the lead' if ideal else 'Members want all'}; home cost {home:g}")
    figure.legend(*panels[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=4)
    return figure


def ends(table):
    """What becomes of the war, and how much peace there is, by the number of parties that must consent."""
    figure = style.new_figure(2.9)
    names = {"ever: settlement": "Settlements", "victory": "Victories", "peace weeks": "Peace"}
    for ax, (name, title) in zip(figure.subplots(1, 3), names.items(), strict=True):
        scale = 1.0 if name == "peace weeks" else 100.0
        rows = table[(table["quantity"] == name) & (table["ideal"] == 0.25)]
        for index, (home, cell) in enumerate(rows.groupby("home")):
            middle, low, high = (scale * cell[column].to_numpy() for column in ("estimate", "low", "high"))
            ax.errorbar([2, 3, 4, 5], middle, [middle - low, high - middle], color=COLOURS[index], marker=MARKS[index],
                        markersize=4, capsize=2, label=f"conceding costs {home:g} at home")  # fmt: skip
        ax.set(title=title, xlabel="parties that must consent", xticks=[2, 3, 4, 5])
        ax.set_ylabel("weeks until the first breach" if scale == 1.0 else "% of runs")
        ax.set_ylim(bottom=0.0)
    figure.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return figure


def causes(table):
    """Weeks of war with two and with five vetoes, by what sets the parties apart."""
    figure = style.new_figure(2.9)
    for ax, (key, title) in zip(figure.subplots(1, 4, sharey=True), CAUSES.items(), strict=True):
        cell = table[(table["moods"] == key[0]) & (table["secrets"] == key[1])].copy()
        cell["quantity"] = "war weeks"
        along(cell[["arm", "trust", "quantity", "estimate", "low", "high", "n"]], "trust", ax, HEADS, legend=False)
        ax.set(title=title, xlabel="trust at the start", ylim=(0, 180))
        ax.set_ylabel("weeks of war" if key == (0.0, 0.001) else "")
    figure.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return figure


def spoilers(table):
    """What a fourth member does that is unlike the others, beside one like them without a veto."""
    figure = style.new_figure(2.7)
    panels = figure.subplots(1, 3, sharey=True)
    weeks = table[table["quantity"] == "war weeks"]
    same = set(weeks.loc[weeks["low"] == weeks["high"], "arm"])
    # where no run changes, the interval of a share says only how rare a change may be
    table.loc[table["arm"].isin(same), ["low", "high"]] = 0.0
    for ax, (name, title, scale, unit) in zip(panels, SPOILS, strict=True):
        rows = table[table["quantity"] == name].set_index("arm")
        for seat, colour, shift in (("out", style.GREEN, -0.12), ("in", style.VERMILION, 0.12)):
            arms = [f"{kind}-{seat}" for kind in KINDS if f"{kind}-{seat}" in rows.index]
            y = [list(KINDS).index(arm.split("-")[0]) + shift for arm in arms]
            middle, low, high = (scale * rows.loc[arms, column] for column in ("estimate", "low", "high"))
            ax.errorbar(middle, y, xerr=[middle - low, high - middle], fmt="o", ms=4, color=colour,
                        label="without a veto" if seat == "out" else "with a veto")  # fmt: skip
        ax.axvline(0.0, color=style.BLACK, lw=0.7)
        ax.set(title=title, xlabel=unit)
        ax.set_yticks(range(len(KINDS)), list(KINDS.values()))
    panels[0].set_ylim(len(KINDS) - 0.5, -0.5)
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return figure
