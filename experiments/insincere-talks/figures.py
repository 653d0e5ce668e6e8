"""Tables and figures of the study of insincere talks."""

import numpy as np
import pandas as pd

from diplomacy_abm.analysis.intervals import clustered_mean, clustered_share
from diplomacy_abm.analysis.paired import paired
from diplomacy_abm.analysis.parts import sign_stability
from diplomacy_abm.analysis.proportions import estimates
from diplomacy_abm.analysis.study import clusters, essentials, labels
from diplomacy_abm.plots import style
from diplomacy_abm.plots.comparison import along
from diplomacy_abm.plots.words import COLOURS, MARKS
from diplomacy_abm.results.quantities import quantity

AHEAD, QUARTER, PAUSE = 13, 13, 8
"""Weeks: in which an end is looked for, without a round, over which change is measured."""
STEPS = ["arm", "point", "run", "step", "form", "ceasefire", "settlement", "zone"]
TALKS = ["rounds", "agreement", "ever: settlement", "talks without agreement", "damage_a", "damage_b"]
GAINS = ["front_end", "cap_ratio_end", "damage_a", "damage_b", "agreement"]
PRESSED = ["rounds", "agreement", "talks without agreement"]
USUAL = 0.2
"""Default of what a client that talks is worth to a patron."""
WAITERS = ["nobody waits", "Ukraine waits", "Russia waits", "both wait"]
PROMISES = (
    ("rounds that end the war", "Rounds that end the war", "% of rounds", 100.0),
    (
        "times likelier after a round",
        "What a round in vain foretells",
        f"an end within {AHEAD} weeks is … times\nas likely as after a week without",
        1.0,
    ),
)


def tables(stores):
    """Return what the study found."""
    talks, waiting, press = stores["design"], stores["design-waiting"], stores["design-press"]
    return {
        "talks": estimates(talks, TALKS),
        "promise": promise(talks),
        "dearer": essentials(paired(ends(talks), TALKS, by="trust")),
        "dearer-detail": stability(ends(talks)),
        "press": estimates(press, PRESSED),
        "press-paired": pressed(press),
        "gains": essentials(paired(waiting, GAINS, None)),
        "waiting": estimates(waiting, GAINS),
        "comers": comers(waiting),
        "pause": pause(waiting),
    }


def pressed(store):
    """Change under the same luck when patrons wish for talks so many times as much as by default."""
    runs = store.finished()
    runs["arm"] = [f"{press / USUAL:g} times" for press in runs["press"]]
    return essentials(paired(runs.drop(columns=["press", "point"]), PRESSED, base="1 times"))


def ends(store):
    """Runs in which refusing is free, and the same where it costs a tenth of the stake, with what talks do to trust."""
    runs = store.finished()
    runs = runs[runs["refusal"].isin([0.0, 0.1])]
    runs = runs.assign(trust=runs["arm"], arm=np.where(runs["refusal"] > 0.0, "dear", "free"))
    return runs.drop(columns=["refusal", "point"]).sort_values("arm", ascending=False, kind="stable")


def stability(runs):
    """Share of the sets of parameters in which what a dear refusal changes has its sign."""
    rows = []
    for trust, cell in runs.groupby("trust", sort=False) if "draw" in runs else []:
        free, dear = (cell[cell["arm"] == arm].set_index("run").sort_index() for arm in ("free", "dear"))
        for name in TALKS:
            found = sign_stability(quantity(dear, name) - quantity(free, name), free["draw"].to_numpy())
            rows.append({"trust": trust, "quantity": name, **found})
    return pd.DataFrame(rows, columns=["trust", "quantity", "effect", "same", "other", "sets"])


def marked(store, more=()):
    """Weeks of all runs: at war when they began, a round held, the war ended; and whose runs belong together."""
    runs = store.finished()
    together = runs[["arm", "point", "run"]].assign(group=clusters(runs))
    steps = store.steps([*STEPS, *more]).merge(together, on=["arm", "point", "run"])
    keys = [steps[name] for name in ("arm", "point", "run")]
    quiet = (steps["ceasefire"] == 1) | (steps["settlement"] == 1)
    war = ~quiet.groupby(keys).shift(fill_value=False)
    held = steps["form"].isin(["direct", "proximity"])
    return steps.assign(war=war, held=held, ended=war & quiet)


def promise(store):
    """How often rounds end the war, in their week or soon after, and how often there was nothing to agree on."""
    weeks = marked(store)
    run = [weeks[name] for name in ("arm", "point", "run")]
    # the next end of the war after this week
    coming = weeks["step"].where(weeks["ended"]).groupby(run).bfill().groupby(run).shift(-1)
    weeks["soon"] = (coming - weeks["step"] <= AHEAD).astype(float)
    weeks["ends"] = weeks["ended"].astype(float)
    weeks["before"] = weeks["zone"].groupby(run).shift()
    weeks["void"] = (weeks["before"] < 0.0).astype(float)
    weeks["whole"] = weeks["step"] + AHEAD <= weeks["step"].groupby(run).transform("max")
    weeks = weeks[weeks["war"]].merge(store.points, on="point")
    held = weeks[weeks["held"]]
    vain = held[~held["ended"] & held["whole"]]
    idle = weeks[~weeks["held"] & weeks["whole"]]
    keys = ["arm", "refusal"]
    parts = [
        shares(held, "ends", "rounds that end the war", keys),
        shares(held.dropna(subset="before"), "void", "rounds with nothing to agree on", keys),
        shares(vain, "soon", "end soon after a round", keys),
        shares(idle, "soon", "end soon without a round", keys),
        likelier(vain, idle, "times likelier after a round", keys),
    ]
    return pd.concat(parts, ignore_index=True)


def shares(rows, column, name, keys):
    """Share of ones by some keys; a set of parameters is a cluster."""
    found = [
        (*key, name, *clustered_share(cell[column].to_numpy(), cell["group"].to_numpy())[:3], len(cell))
        for key, cell in rows.groupby(keys, sort=False)
    ]
    return pd.DataFrame(found, columns=[*keys, "measure", "estimate", "low", "high", "n"])


def likelier(some, others, name, keys):
    """How many times likelier an end soon is, with the percentiles of a bootstrap over sets of parameters."""
    rows = []
    cells = dict(list(others.groupby(keys, sort=False)))
    for key, cell in some.groupby(keys, sort=False):
        sums = pd.concat([one.groupby("group")["soon"].agg(["sum", "size"]) for one in (cell, cells[key])], axis=1)
        sums = sums.fillna(0.0).to_numpy()
        weights = np.random.default_rng(1).multinomial(len(sums), np.full(len(sums), 1.0 / len(sums)), 1000)
        drawn, whole = weights @ sums, sums.sum(axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            sample = (drawn[:, 0] / drawn[:, 1]) / (drawn[:, 2] / drawn[:, 3])
        # a sample without any end says nothing, which leaves the interval open
        sample = np.where(np.isnan(sample), np.inf, sample)
        low, high = np.quantile(sample, [0.025, 0.975], method="nearest")
        rows.append((*key, name, (whole[0] / whole[1]) / (whole[2] / whole[3]), low, high, len(cell)))
    return pd.DataFrame(rows, columns=[*keys, "measure", "estimate", "low", "high", "n"])


def comers(store):
    """How readily each lead comes (its moving average) in weeks at war, and by how much A exceeds B."""
    weeks = marked(store, ["attend_a", "attend_b"])
    weeks = weeks[weeks["war"]].merge(store.points, on="point")
    weeks["a less b"] = weeks["attend_a"] - weeks["attend_b"]
    return averages(weeks, ["attend_a", "attend_b", "a less b"], ["arm", "for_a", "for_b"])


def pause(store):
    """Change over the weeks after a round, after the start of a ceasefire, and after a quarter without a round."""
    weeks = marked(store, ["front", "cap_a", "cap_b"])
    groups = weeks.groupby(["arm", "point", "run"])
    for name in ("front", "cap_a", "cap_b"):
        weeks[f"change of {name}"] = 100.0 * (groups[name].shift(-PAUSE) - groups[name].shift(1))
    since = weeks["step"].where(weeks["held"]).groupby([weeks[name] for name in ("arm", "point", "run")]).ffill()
    idle = weeks["step"] - since.fillna(-1.0)
    begun = weeks["ended"] & (weeks["ceasefire"] == 1)
    kinds = {
        "a round": weeks["war"] & weeks["held"] & ~weeks["ended"],
        "a ceasefire": begun,
        "a quarter without rounds": weeks["war"] & (idle >= QUARTER) & (weeks["step"] % PAUSE == 0),
    }
    weeks["after"] = ""
    for name, chosen in kinds.items():
        weeks.loc[chosen, "after"] = name
    changes = [f"change of {name}" for name in ("front", "cap_a", "cap_b")]
    weeks = weeks[weeks["after"] != ""].dropna(subset=changes).merge(store.points, on="point")
    return averages(weeks, changes, ["for_a", "for_b", "after"])


def averages(rows, columns, keys):
    """Means by some keys; a set of parameters is a cluster."""
    found = [
        (*key, name, *clustered_mean(cell[name].to_numpy(), cell["group"].to_numpy())[:3], len(cell))
        for key, cell in rows.groupby(keys, sort=False)
        for name in columns
    ]
    return pd.DataFrame(found, columns=[*keys, "measure", "estimate", "low", "high", "n"])


def figures(stores, tables):
    """Draw talks and what they promise, and who gains."""
    with style.styled():
        return {
            "promise": promise_figure(stores["design"], tables),
            "gains": gains_figure(tables["gains"]),
            "pause": pause_figure(tables["pause"]),
        }


def promise_figure(store, tables):
    """Rounds, agreements, and what a round promises, along the cost of refusing."""
    figure = style.new_figure(4.9)
    panels = figure.subplots(2, 2)
    names = labels(store)
    for ax, name in zip(panels[0], ("rounds", "agreement"), strict=True):
        along(tables["talks"][tables["talks"]["quantity"] == name], "refusal", ax, names, legend=False)
    for ax, (name, title, unit, scale) in zip(panels[1], PROMISES, strict=True):
        rows = tables["promise"][tables["promise"]["measure"] == name]
        for index, (arm, cell) in enumerate(rows.groupby("arm", sort=False)):
            line(ax, cell["refusal"] + 0.001 * (index - 0.5), cell, index, names[arm], scale)
        ax.set(title=title, xlabel=names["refusal"], ylabel=unit, ylim=(0.0, None))
    panels[1, 1].axhline(1.0, color=style.GREY, lw=0.8)
    panels[0, 0].set_title("Rounds")
    panels[0, 1].set_title("Agreements")
    for ax in panels.flat:
        ax.set_xticks([0.0, 0.02, 0.04, 0.06, 0.08, 0.1], ["0", "0.02", "0.04", "0.06", "0.08", "0.1"])
    figure.legend(*panels[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return figure


def line(ax, x, rows, index, label, scale=1.0):
    """Estimates with their intervals along a factor."""
    middle, low, high = (scale * rows[name].to_numpy() for name in ("estimate", "low", "high"))
    ax.errorbar(x, middle, [middle - low, high - middle], color=COLOURS[index], marker=MARKS[index], markersize=4,
                linewidth=1.1, capsize=2, label=label)  # fmt: skip


def gains_figure(table):
    """What a dear refusal changes for each side, by who waits for arms."""
    figure = style.new_figure(2.7)
    shown = (("front_end", "Ground of Russia", 100.0, "points of the contested ground"),
             ("cap_ratio_end", "Russia over Ukraine", 1.0, "ratio of strength at the end"),
             ("damage_a", "Damage", 1.0, "weeks of the war as it began"))  # fmt: skip
    panels = figure.subplots(1, 3, sharey=True)
    for ax, (name, title, scale, unit) in zip(panels, shown, strict=True):
        sides = [(name, style.BLACK, 0.0, "both")]
        if name == "damage_a":
            colours = style.SIDE_COLOURS
            sides = [("damage_a", colours["A"], -0.12, "to Russia"), ("damage_b", colours["B"], 0.12, "to Ukraine")]
        for which, colour, shift, label in sides:
            rows = table[table["quantity"] == which]
            y = 2.0 * (rows["for_a"] > 0.1) + (rows["for_b"] > 0.1) + shift
            middle, low, high = (scale * rows[column].to_numpy() for column in ("estimate", "low", "high"))
            ax.errorbar(middle, y, xerr=[middle - low, high - middle], fmt="o", ms=4, color=colour, label=label)
        ax.axvline(0.0, color=style.GREY, lw=0.8)
        ax.set(title=title, xlabel=unit)
        ax.locator_params(axis="x", nbins=4)
    panels[0].set_yticks(range(4), WAITERS)
    panels[0].set_ylim(3.5, -0.5)
    figure.legend(*panels[2].get_legend_handles_labels(), loc="outside lower right", ncols=2)
    return figure


def pause_figure(table):
    """Change of strength and of the front over eight weeks, by what came before and who waits."""
    figure = style.new_figure(2.9)
    panels = figure.subplots(1, 3, sharey=True)
    titles = {
        "change of front": "Ground of Russia",
        "change of cap_a": "Strength of Russia",
        "change of cap_b": "Strength of Ukraine",
    }
    for ax, (measure, title) in zip(panels, titles.items(), strict=True):
        for index, kind in enumerate(("a quarter without rounds", "a round", "a ceasefire")):
            rows = table[(table["measure"] == measure) & (table["after"] == kind)]
            y = 2.0 * (rows["for_a"] > 0.1) + (rows["for_b"] > 0.1) + 0.2 * (index - 1)
            middle, low, high = (rows[column].to_numpy() for column in ("estimate", "low", "high"))
            ax.errorbar(middle, y, xerr=[middle - low, high - middle], fmt=MARKS[index], ms=4, color=COLOURS[index],
                        label=f"after {kind}")  # fmt: skip
        ax.axvline(0.0, color=style.GREY, lw=0.8)
        ax.set(title=title, xlabel="points of ground" if "front" in measure else "0.01 of the unit")
    panels[0].set_yticks(range(4), WAITERS)
    panels[0].set_ylim(3.5, -0.5)
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
    return figure
