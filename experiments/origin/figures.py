"""Tables and figures of the origin scenario."""

import numpy as np
import pandas as pd

import diplomacy_abm
from diplomacy_abm.analysis.intervals import clustered_share
from diplomacy_abm.analysis.parts import sign_stability, verdict
from diplomacy_abm.analysis.proportions import shares_of_outcomes
from diplomacy_abm.analysis.study import typical
from diplomacy_abm.plots import figure_ensemble, figure_network, figure_run, style
from diplomacy_abm.plots.words import COLOURS, DASHES
from diplomacy_abm.report.folder import SIGNS
from diplomacy_abm.results import Ensemble

FIRSTS = {
    "early discussions": "first_early", "formal talks": "first_formal", "partial deal": "first_partial",
    "general ceasefire": "first_ceasefire", "settlement": "first_settlement",
}  # fmt: skip
NOBODY = "no host"
HOST = "TUR"
RECORD = (0.003, 0.014)
"""Ends by agreement a month after the second year of a war (UCDP Conflict Termination)."""
MONTHS = 24
ESTIMATE = ["estimate", "low", "high", "n"]


def share(hits, of):
    """Share of runs with n and its interval over the sets of parameters `of` the runs."""
    found = clustered_share(np.asarray(hits, dtype=float), of)
    return [found.value, found.low, found.high, len(hits)]


def dates(store):
    """The Monday of every step."""
    first = pd.Timestamp(store.scenario.start)
    return pd.Series(first + pd.to_timedelta(store.scenario.step_days * np.arange(store.scenario.horizon), "D"))


def first_steps(stores):
    """Step of the first time, -1 for never, of all that is timed, and the set of parameters of each run."""
    runs = stores["design"].finished()
    found = {name: (runs[column].to_numpy(), runs["draw"].to_numpy()) for name, column in FIRSTS.items()}
    few = stores["design-events"]
    events = few.events(["run", "move", "step"])
    held = events[events["move"] == "exchange_held"].groupby("run")["step"].min()
    played = few.finished()
    found["prisoner exchange"] = held.reindex(played["run"], fill_value=-1).to_numpy(), played["draw"].to_numpy()
    return found


def timing(stores):
    """Share of runs in which something has happened by the end of each calendar month."""
    months = dates(stores["design"]).dt.to_period("M")
    rows = []
    for name, (step, of) in first_steps(stores).items():
        for month in months.unique():
            last = months[months == month].index[-1]
            rows.append((str(month), name, *share((step >= 0) & (step <= last), of)))
    return pd.DataFrame(rows, columns=["month", "event", *ESTIMATE])


def questions(stores):
    """The dated questions of the scenario."""
    monday = dates(stores["design"])
    steps = first_steps(stores)

    def by(name, day):
        last, (step, of) = monday[monday <= pd.Timestamp(day)].index[-1], steps[name]
        return share((step >= 0) & (step <= last), of)

    fought, unbroken = at_war(stores, "2026-09-17")
    (ceasefire, of), (settlement, _) = steps["general ceasefire"], steps["settlement"]
    rows = [
        *((f"formal talks with both parties within {days} days",
           *by("formal talks", monday[0] + pd.Timedelta(days=days))) for days in (30, 60, 90)),
        ("an exchange of prisoners by the end of 2025", *by("prisoner exchange", "2025-12-31")),
        ("a general ceasefire by the end of 2025", *by("general ceasefire", "2025-12-31")),
        ("at war after ten months (17 September 2026)", *share(fought, of)),
        ("at war without a pause for ten months", *share(unbroken, of)),
        ("a ceasefire or a settlement within the two years",
         *share((ceasefire >= 0) | (settlement >= 0), of)),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["question", *ESTIMATE])


def rounds_held(store):
    """Every round with its run, its set of parameters, month and host by name."""
    events = store.events(["run", "move", "date", "via"])
    rounds = events[events["move"] == "round"].merge(store.finished()[["run", "draw"]], on="run")
    names = {label: actor.name for label, actor in store.scenario.actors.items()}
    host = rounds["via"].map(names).fillna(NOBODY)
    return rounds.assign(host=host, month=pd.to_datetime(rounds["date"]).dt.to_period("M").astype(str))


def hosts(stores):
    """Who hosted the first formal round (share of runs that had one) and all rounds (share of rounds)."""
    runs = stores["design"].finished()
    names = {label: actor.name for label, actor in stores["design"].scenario.actors.items()}
    met = runs[runs["first_formal"] >= 0]
    first, of = met["first_formal_host"].map(names).fillna(NOBODY), met["draw"].to_numpy()
    rounds = rounds_held(stores["design-events"])
    rows = []
    for host in first.value_counts().index:
        rows.append((host, "first round", *share((first == host).to_numpy(), of)))
        found = clustered_share((rounds["host"] == host).to_numpy(dtype=float), rounds["draw"].to_numpy())
        rows.append((host, "all rounds", found.value, found.low, found.high, len(rounds)))
    return pd.DataFrame(rows, columns=["host", "of", *ESTIMATE]).sort_values(["of", "host"], ignore_index=True)


def hosts_by_month(stores):
    """Share of runs with at least one round under a roof in a month; runs that have ended count as without."""
    store = stores["design-events"]
    rounds, runs = rounds_held(store), store.finished()
    rows = []
    for month in dates(store).dt.to_period("M").astype(str).unique():
        for host in sorted(rounds["host"].unique()):
            here = rounds[(rounds["month"] == month) & (rounds["host"] == host)]
            rows.append((month, host, *share(runs["run"].isin(here["run"]), runs["draw"].to_numpy())))
    return pd.DataFrame(rows, columns=["month", "host", *ESTIMATE])


def at_war(stores, day):
    """Whether each run is at war in the week of a day, and whether it was in all weeks before."""
    monday = dates(stores["design"])
    last = monday[monday <= pd.Timestamp(day)].index[-1]
    steps = stores["design"].steps(["run", "step", "ceasefire", "settlement"])
    peace = steps.assign(peace=(steps["ceasefire"] + steps["settlement"]) > 0)[steps["step"] <= last]
    by_run = peace.groupby("run")["peace"]
    return ~by_run.last().to_numpy(), ~by_run.max().to_numpy()


def signs(stores):
    """Share of the sets of parameters in which each answer lies on the same side of what it is held against."""
    runs = stores["design"].finished()
    met = runs["first_formal"].to_numpy() >= 0
    ended = ((runs["first_ceasefire"] >= 0) | (runs["first_settlement"] >= 0)).to_numpy()
    outcome = runs["outcome"].astype(str).to_numpy()
    soon = met & (runs["first_formal"] * stores["design"].scenario.step_days <= 90).to_numpy()
    low, high = (1.0 - (1.0 - rate) ** MONTHS for rate in RECORD)
    whole = np.ones(len(runs), dtype=bool)
    answers = {
        "formal talks in more than half of the runs": (met, 0.5, whole),
        "formal talks within 90 days in more than half": (soon, 0.5, whole),
        "a ceasefire or settlement oftener than the lower end of the record": (ended, low, whole),
        "a ceasefire or settlement oftener than the upper end of the record": (ended, high, whole),
        "at war after ten months in more than half": (at_war(stores, "2026-09-17")[0], 0.5, whole),
        "Türkiye hosts more than half of the first rounds":
            ((runs["first_formal_host"] == HOST).to_numpy(), 0.5, met),
        "early discussions only oftener than formal talks only":
            (1.0 * (outcome == "early discussions only") - (outcome == "formal talks only"), 0.0, whole),
    }  # fmt: skip
    rows = []
    for name, (values, against, where) in answers.items():
        found = sign_stability(values[where] - against, runs["draw"].to_numpy()[where])
        rows.append({"answer": name, "against": against, **found, "verdict": verdict(found)})
    return pd.DataFrame(rows)


def tables(stores):
    """All tables of the folder."""
    outcomes = shares_of_outcomes(stores["design"])
    outcomes["outcome"] = outcomes["quantity"].str.removeprefix("outcome: ")
    return {
        "outcomes": outcomes[["outcome", *ESTIMATE]], "timing": timing(stores), "questions": questions(stores),
        "hosts": hosts(stores), "hosts-by-month": hosts_by_month(stores), SIGNS: signs(stores),
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
