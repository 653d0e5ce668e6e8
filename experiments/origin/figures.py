"""Tables and figures of the origin scenario."""

import numpy as np
import pandas as pd

import diplomacy_abm
from diplomacy_abm.analysis.intervals import clustered_share, wilson
from diplomacy_abm.analysis.proportions import shares_of_outcomes
from diplomacy_abm.analysis.study import typical
from diplomacy_abm.plots import figure_ensemble, figure_network, figure_run, style
from diplomacy_abm.plots.words import COLOURS, DASHES
from diplomacy_abm.results import Ensemble

FIRSTS = {
    "early discussions": "first_early", "formal talks": "first_formal", "partial deal": "first_partial",
    "general ceasefire": "first_ceasefire", "settlement": "first_settlement",
}  # fmt: skip
NOBODY = "no host"
ESTIMATE = ["estimate", "low", "high", "n"]


def share(hits):
    """Share of runs with Wilson's interval and n."""
    found = wilson(float(np.mean(hits)), len(hits))
    return [found.value, found.low, found.high, len(hits)]


def dates(store):
    """The Monday of every step."""
    first = pd.Timestamp(store.scenario.start)
    return pd.Series(first + pd.to_timedelta(store.scenario.step_days * np.arange(store.scenario.horizon), "D"))


def first_steps(stores):
    """Step of the first time, -1 for never, of all that is timed."""
    runs = stores["design"].finished()
    found = {name: runs[column].to_numpy() for name, column in FIRSTS.items()}
    few = stores["design-events"]
    events = few.events(["run", "move", "step"])
    held = events[events["move"] == "exchange_held"].groupby("run")["step"].min()
    found["prisoner exchange"] = held.reindex(few.finished()["run"], fill_value=-1).to_numpy()
    return found


def timing(stores):
    """Share of runs in which something has happened by the end of each calendar month."""
    months = dates(stores["design"]).dt.to_period("M")
    rows = []
    for name, step in first_steps(stores).items():
        for month in months.unique():
            last = months[months == month].index[-1]
            rows.append((str(month), name, *share((step >= 0) & (step <= last))))
    return pd.DataFrame(rows, columns=["month", "event", *ESTIMATE])


def questions(stores):
    """The dated questions of the scenario."""
    monday = dates(stores["design"])
    step = first_steps(stores)
    steps = stores["design"].steps(["run", "step", "ceasefire", "settlement"])

    def by(name, day):
        last = monday[monday <= pd.Timestamp(day)].index[-1]
        return share((step[name] >= 0) & (step[name] <= last))

    ten_months = monday[monday <= pd.Timestamp("2026-09-17")].index[-1]
    peace = steps.assign(peace=(steps["ceasefire"] + steps["settlement"]) > 0)[steps["step"] <= ten_months]
    at_war = ~peace.groupby("run")["peace"].last().to_numpy()
    never = ~peace.groupby("run")["peace"].max().to_numpy()
    rows = [
        *((f"formal talks with both parties within {days} days",
           *by("formal talks", monday[0] + pd.Timedelta(days=days))) for days in (30, 60, 90)),
        ("an exchange of prisoners by the end of 2025", *by("prisoner exchange", "2025-12-31")),
        ("a general ceasefire by the end of 2025", *by("general ceasefire", "2025-12-31")),
        ("at war after ten months (17 September 2026)", *share(at_war)),
        ("at war without a pause for ten months", *share(never)),
        ("a ceasefire or a settlement within the two years",
         *share((step["general ceasefire"] >= 0) | (step["settlement"] >= 0))),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["question", *ESTIMATE])


def rounds_held(store):
    """Every round with its run, month and host by name."""
    events = store.events(["run", "move", "date", "via"])
    rounds = events[events["move"] == "round"]
    names = {label: actor.name for label, actor in store.scenario.actors.items()}
    host = rounds["via"].map(names).fillna(NOBODY)
    return rounds.assign(host=host, month=pd.to_datetime(rounds["date"]).dt.to_period("M").astype(str))


def hosts(stores):
    """Who hosted the first formal round (share of runs that had one) and all rounds (share of rounds)."""
    runs = stores["design"].finished()
    names = {label: actor.name for label, actor in stores["design"].scenario.actors.items()}
    first = runs[runs["first_formal"] >= 0]["first_formal_host"].map(names).fillna(NOBODY)
    rounds = rounds_held(stores["design-events"])
    rows = []
    for host in first.value_counts().index:
        rows.append((host, "first round", *share((first == host).to_numpy())))
        found = clustered_share((rounds["host"] == host).to_numpy(dtype=float), rounds["run"].to_numpy())
        rows.append((host, "all rounds", found.value, found.low, found.high, len(rounds)))
    return pd.DataFrame(rows, columns=["host", "of", *ESTIMATE]).sort_values(["of", "host"], ignore_index=True)


def hosts_by_month(stores):
    """Share of runs with at least one round under a roof in a month; runs that have ended count as without."""
    store = stores["design-events"]
    rounds, runs = rounds_held(store), store.finished()["run"].to_numpy()
    rows = []
    for month in dates(store).dt.to_period("M").astype(str).unique():
        for host in sorted(rounds["host"].unique()):
            here = rounds[(rounds["month"] == month) & (rounds["host"] == host)]
            rows.append((month, host, *share(np.isin(runs, here["run"]))))
    return pd.DataFrame(rows, columns=["month", "host", *ESTIMATE])


def tables(stores):
    """All tables of the folder."""
    outcomes = shares_of_outcomes(stores["design"])
    outcomes["outcome"] = outcomes["quantity"].str.removeprefix("outcome: ")
    return {
        "outcomes": outcomes[["outcome", *ESTIMATE]], "timing": timing(stores), "questions": questions(stores),
        "hosts": hosts(stores), "hosts-by-month": hosts_by_month(stores),
    }  # fmt: skip


def figure_timing(table):
    """Cumulative incidence by calendar month."""
    with style.styled():
        figure = style.new_figure(3.4)
        ax = figure.subplots()
        for index, (name, rows) in enumerate(table.groupby("event", sort=False)):
            end = pd.PeriodIndex(rows["month"], freq="M").to_timestamp("M")
            ax.fill_between(end, 100 * rows["low"], 100 * rows["high"], color=COLOURS[index], alpha=0.18, linewidth=0)
            ax.plot(end, 100 * rows["estimate"], color=COLOURS[index], linestyle=DASHES[index], label=name)
        style.time_axis(ax)
        ax.set_ylim(0, 101)
        ax.set_ylabel("% of runs in which it has happened\nby the end of the month, 95 % interval")
        figure.legend(loc="outside lower center", ncols=3)
    return figure


def figure_hosts(table, by_month):
    """Hosts of the first and of all rounds, and by quarter of the calendar."""
    order = table[table["of"] == "all rounds"].sort_values("estimate", ascending=False)["host"].tolist()
    with style.styled():
        figure = style.new_figure(3.4)
        left, right = figure.subplots(1, 2, width_ratios=[1, 1.5])
        for shift, (kind, colour) in enumerate({"first round": style.SKY, "all rounds": style.BLUE}.items()):
            rows = table[table["of"] == kind].set_index("host").loc[order]
            place = np.arange(len(order)) + 0.36 * shift - 0.18
            reach = 100 * np.abs(rows[["low", "high"]].to_numpy().T - rows["estimate"].to_numpy())
            left.barh(place, 100 * rows["estimate"], 0.34, color=colour, label=kind, xerr=reach,
                      error_kw={"elinewidth": 0.9, "capsize": 1.5})  # fmt: skip
        left.set_yticks(np.arange(len(order)), order)
        left.invert_yaxis()
        left.grid(axis="y", visible=False)
        left.set_xlabel("% of first rounds, % of all rounds")
        left.set_title("Host")
        left.legend(loc="lower right")
        month = pd.PeriodIndex(by_month["month"].unique(), freq="M").to_timestamp()
        below = np.zeros(len(month))
        for index, host in enumerate(order):
            height = 100 * by_month[by_month["host"] == host]["estimate"].to_numpy()
            right.bar(month, height, 24, below, color=COLOURS[index], label=host)
            below = below + height
        right.set_ylim(0, 1.05 * below.max())
        style.time_axis(right)
        right.set_ylabel("% of runs with a round in the month\n(a run with two hosts counts twice)")
        right.set_title("Month by month")
        figure.legend(*right.get_legend_handles_labels(), loc="outside lower center", ncols=3)
    return figure


def figures(stores, tables):
    """All figures of the folder."""
    store = stores["design"]
    runs, scenario = store.runs(), diplomacy_abm.load(store.path / "scenario.toml")
    seed = int(runs["seed"].iloc[0])
    one = diplomacy_abm.run(scenario, seed, run=int(typical(store.finished())["run"]))
    return {
        "ensemble": figure_ensemble(Ensemble(scenario, seed, runs, store.steps())), "run": figure_run(one),
        "network": figure_network(one, 0), "timing": figure_timing(tables["timing"]),
        "hosts": figure_hosts(tables["hosts"], tables["hosts-by-month"]),
    }  # fmt: skip
