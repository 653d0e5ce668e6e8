"""Tables and figures of the study of bias."""

import numpy as np
import pandas as pd

from diplomacy_abm import load
from diplomacy_abm.analysis.intervals import clustered_mean, clustered_share
from diplomacy_abm.analysis.paired import paired
from diplomacy_abm.analysis.proportions import estimates
from diplomacy_abm.analysis.study import essentials
from diplomacy_abm.parameters import PARAMETERS
from diplomacy_abm.plots import style
from diplomacy_abm.rules.message import (
    credence_of_restraint,
    credence_of_vouching,
    restraint_threshold,
    vouching_limit,
)

POINT = ["bias", "accuracy", "sharpness"]
COLOURS = {0.7: style.ORANGE, 0.8: style.SKY, 0.9: style.BLUE}
SHIFTS = {0.7: -0.02, 0.8: 0.0, 0.9: 0.02}
X_LABEL = "bias of the mediator (−1 with B, +1 with A)"


def tables(stores):
    """Return what the study found."""
    reports = first_reports(stores["design-word"])
    answered = answered_reports(stores["design-word"])
    origin = ["ever: settlement", "agreement", "ever: formal", "rounds"]
    return {
        "thresholds-detail": thresholds(stores["design-word"], stores["design-origin"]),
        "honesty": shares(reports, "weary", ["listener", *POINT]),
        "borne-out": shares(answered, "borne_out", ["favour", "accuracy", "sharpness"]),
        "borne-out-by-content": shares(answered, "borne_out", ["said"]),
        "learned": learned(stores["design-word"]),
        "effects": essentials(paired(stores["design"], ["ever: settlement", "agreement"], ["bias", "sharpness"])),
        "strength": essentials(paired(stores["design-strength"], ["ever: settlement", "relapse"])),
        "levels": estimates(at_zero(stores["design"]), ["ever: settlement", "agreement"], ()),
        "origin": estimates(stores["design-origin"], origin, ()),
        "origin-effects": essentials(paired(stores["design-origin"], origin)),
    }


def thresholds(store, origin):
    """The closed forms at the values of the case, and for Türkiye's word in the origin scenario."""
    value = {name: one.default for name, one in PARAMETERS.items()}

    def least_bias(scenario, listener, enemy, accuracy):
        heard, about = scenario.actors[listener], scenario.actors[enemy]
        costs = heard.cost, about.cost - about.cost_sd, about.cost + about.cost_sd
        return (
            "restraint",
            scenario.scenario.name,
            listener,
            accuracy,
            restraint_threshold(1.0 - accuracy, value["kydd_war"], *costs),
        )

    case, war = load(store.path / "scenario.toml"), load(origin.path / "scenario.toml")
    rows = [least_bias(case, "ALF", "BET", a) for a in store.factors["accuracy"]["values"]]
    known = war.actors["TUR"].accuracy
    rows += [least_bias(war, "RUS", "UKR", known), least_bias(war, "UKR", "RUS", known)]
    cares = case.actors["MED"].goals
    limit = vouching_limit(
        value["kydd_loss"], value["kydd_gain"], value["kydd_failure"] * cares["prestige"],
        value["kydd_war"] * cares["peace"],
    )  # fmt: skip
    rows.append(("vouching", "any", "both", np.nan, limit))
    return pd.DataFrame(rows, columns=["role", "scenario", "listener", "accuracy", "threshold"])


def first_reports(store):
    """The first report that each lead hears in each run: whether it calls the enemy weary."""
    events = store.events(["point", "run", "step", "move", "target", "value"])
    said = events[events["move"] == "message"].drop_duplicates(["point", "run", "target"])
    said = said.rename(columns={"target": "listener"}).merge(store.points, on="point")
    return said.assign(weary=(said["value"] == 0.0).astype(float))


def answered_reports(store):
    """Reports that an answer at the table came after, and whether it bore them out; one answer tries one report."""
    events = store.events(["point", "run", "move", "actor", "subject", "via", "value"])
    report = events["move"] == "message"
    answer = events["move"].isin(["accept", "reject"]) & (events["subject"] == "settlement")
    about = events["via"].where(report, events["actor"])
    rows = events[report | answer].assign(about=about)
    groups = rows.groupby(["point", "run", "about"], sort=False)
    # an answer tries the report before it unless another answer has
    rows["last"] = groups["move"].shift()
    rows["resolved"] = groups["value"].shift()
    tried = rows[(rows["move"] != "message") & (rows["last"] == "message")].merge(store.points, on="point")
    listener = np.where(tried["about"] == "BET", 1.0, -1.0)
    right = (tried["resolved"] == 1.0) == (tried["move"] == "reject")
    return tried.assign(
        favour=tried["bias"] * listener, borne_out=right.astype(float),
        said=np.where(tried["resolved"] == 1.0, "resolved", "weary"),
    )  # fmt: skip


def shares(rows, column, keys):
    """Share of ones by some keys; a run index is a cluster."""
    found = [
        (*key, *clustered_share(cell[column].to_numpy(), cell["run"].to_numpy())[:3], len(cell))
        for key, cell in rows.groupby(keys)
    ]
    return pd.DataFrame(found, columns=[*keys, "estimate", "low", "high", "n"])


def learned(store):
    """Uncertainty that is left to A about B's cost of war after half a year, as a standard deviation."""
    steps = store.steps(["point", "run", "step", "belief_var_ab"])
    last = steps[steps["step"] == steps["step"].max()].merge(store.points, on="point")
    last = last.assign(sd=np.sqrt(last["belief_var_ab"]))
    rows = [
        (*key, *clustered_mean(cell["sd"].to_numpy(), cell["run"].to_numpy())[:3], len(cell))
        for key, cell in last.groupby(POINT)
    ]
    return pd.DataFrame(rows, columns=[*POINT, "estimate", "low", "high", "n"])


def at_zero(store):
    """Runs of an even-handed mediator whose credence is sharp."""
    runs = store.finished()
    return runs[(runs["bias"] == 0.0) & (runs["sharpness"] == 100)].drop(columns=["bias", "sharpness", "point"])


def figures(stores, tables):
    """Draw who is believed, what that brings, and what the record makes of it."""
    with style.styled():
        return {"believed": believed(tables), "roles": roles(stores["design"], tables), "record": record(tables)}


def believed(tables):
    """Kydd's two thresholds over what mediators said, and over what their vouching brought."""
    figure = style.new_figure(5.2)
    panels = figure.subplots(2, 2)
    forms = tables["thresholds-detail"]
    restraint = forms[forms["listener"] == "ALF"].set_index("accuracy")["threshold"]
    for ax, sharpness in zip(panels[0], (6, 100), strict=True):
        honesty_panel(ax, tables["honesty"], restraint, sharpness)
    limit = float(forms.query("role == 'vouching'")["threshold"].iloc[0])
    for ax, sharpness in zip(panels[1], (6, 100), strict=True):
        vouching_panel(ax, tables["effects"], limit, sharpness)
    return figure


def honesty_panel(ax, honesty, restraint, sharpness):
    """Share of first reports to A that call B weary, and half the credence, which half of the signals would give."""
    grid = np.linspace(-1.0, 1.0, 401)
    heard = honesty[(honesty["listener"] == "ALF") & (honesty["sharpness"] == sharpness)]
    for accuracy, colour in COLOURS.items():
        form = [0.5 * credence_of_restraint(b, restraint[accuracy], sharpness) for b in grid]
        ax.plot(grid, form, color=colour)
        label = f"accuracy {accuracy:g}, β* = {restraint[accuracy]:.2f}"
        bars(ax, heard[heard["accuracy"] == accuracy], colour, label, shift=SHIFTS[accuracy])
        ax.axvline(restraint[accuracy], color=colour, lw=0.8, ls=":")
    ax.set(xlim=(-1.07, 1.07), ylim=(-0.02, 0.72), xlabel=X_LABEL, ylabel="reports to A that call B weary (share)")
    ax.set_title(f"The word, λ = {sharpness}")
    ax.legend(loc="upper left")


def vouching_panel(ax, effects, limit, sharpness):
    """Effect of vouching on settlement, with the closed form scaled to the effect of sharp credence at no bias."""
    rows = effects[(effects["arm"] == "voucher") & (effects["quantity"] == "ever: settlement")]
    sharp = rows[(rows["sharpness"] == 100) & (rows["bias"].abs() < limit)]
    scale = 100 * sharp["estimate"].mean()
    grid = np.linspace(-1.0, 1.0, 401)
    ax.plot(grid, [scale * credence_of_vouching(b, limit, sharpness) for b in grid], color=style.GREEN)
    bars(ax, rows[rows["sharpness"] == sharpness], style.GREEN, f"limit ±{limit:.2f}", 100)
    for edge in (-limit, limit):
        ax.axvline(edge, color=style.GREEN, lw=0.8, ls=":")
    ax.axhline(0.0, color=style.BLACK, lw=0.6)
    ax.set(xlim=(-1.07, 1.07), xlabel=X_LABEL, ylabel="settlements more than without (points)")
    ax.set_ylim(-2.5, 100 * rows["high"].max() + 1.5)
    ax.set_title(f"The voucher, λ = {sharpness}")
    ax.legend(loc="upper left")


def bars(ax, rows, colour, label, scale=1.0, shift=0.0):
    """Estimates with their intervals."""
    estimate, low, high = (scale * rows[name].to_numpy() for name in ("estimate", "low", "high"))
    reach = np.maximum([estimate - low, high - estimate], 0.0)
    ax.errorbar(rows["bias"] + shift, estimate, reach, fmt="o", ms=3, lw=0.8, color=colour, label=label)


def roles(store, tables):
    """What each role of the mediator adds to settlements, by bias."""
    figure = style.new_figure(4.8)
    rows = tables["effects"][tables["effects"]["quantity"] == "ever: settlement"]
    panels = figure.subplots(2, 2, sharex=True, sharey=True)
    for ax, arm in zip(panels.flat, ("word", "voucher", "both", "stick"), strict=True):
        for sharpness, colour, shift in ((6, style.ORANGE, -0.012), (100, style.BLUE, 0.012)):
            chosen = rows[(rows["arm"] == arm) & (rows["sharpness"] == sharpness)]
            bars(ax, chosen, colour, f"λ = {sharpness}", 100, shift)
        ax.axhline(0.0, color=style.BLACK, lw=0.6)
        ax.set_title(store.arms[arm][0].upper() + store.arms[arm][1:])
    for ax in panels[1]:
        ax.set_xticks([-1.0, -0.5, 0.0, 0.5, 1.0])
        ax.set_xlabel(X_LABEL)
    for ax in panels[:, 0]:
        ax.set_ylabel("settlements more than\nwith neither (points)")
    panels[0, 0].legend(loc="upper left")
    return figure


def record(tables):
    """What the listener is left uncertain of, and how often reports seem borne out."""
    figure = style.new_figure(2.9)
    left, right = figure.subplots(1, 2)
    known = tables["learned"][tables["learned"]["sharpness"] == 100]
    borne = tables["borne-out"][tables["borne-out"]["sharpness"] == 100].rename(columns={"favour": "bias"})
    for accuracy, colour in COLOURS.items():
        shift, label = SHIFTS[accuracy], f"accuracy {accuracy:g}"
        bars(left, known[known["accuracy"] == accuracy], colour, label, shift=shift)
        bars(right, borne[borne["accuracy"] == accuracy], colour, label, shift=shift)
    left.set(xlabel=X_LABEL, ylabel="A's uncertainty about B's cost\nafter 26 weeks (sd, stake)")
    left.set_title("What A has learned, λ = 100")
    left.legend(loc="lower left")
    right.set(xlabel="bias toward the listener", ylabel="reports borne out by\nthe next answer (share)", ylim=(0, 1.02))
    right.set_title("What the record says, λ = 100")
    return figure
