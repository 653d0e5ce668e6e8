"""Tables and figures on exchanges of prisoners and a grain deal: paired effects, and what a naive look would say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from diplomacy_abm.analysis.paired import paired
from diplomacy_abm.analysis.parts import sign_stability
from diplomacy_abm.analysis.proportions import estimates
from diplomacy_abm.analysis.regression import regress
from diplomacy_abm.analysis.study import clusters, essentials
from diplomacy_abm.plots import style
from diplomacy_abm.results.quantities import quantity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from diplomacy_abm.results.store import Store

OUTCOMES = ("ever: formal", "rounds", "agreement", "ever: settlement", "ever: ceasefire")
NAMES = {"ever: formal": "formal talks", "agreement": "agreement"}
COLOURS = {"ever: formal": style.BLUE, "agreement": style.VERMILION}
NAIVE, LATER, PAIRED = "all exchanges of a run", "those of the first half year", "paired arms"
GRAIN = {
    "grain": "as it is",
    "watched": "fully monitored",
    "calm": "no anger over a breach",
    "forgiving": "no trust lost",
    "both": "neither",
}


def tables(stores: dict[str, Store]) -> dict[str, pd.DataFrame]:
    """Paired effects of exchanges and of the grain deal, and the association of exchanges with what follows."""
    effects = paired(stores["design"], [*OUTCOMES, "exchanges", "breaches", "trust_ba_end"], by=None)
    return {
        "exchanges": essentials(effects),
        "levels": estimates(stores["design"], ["ever: formal", "agreement", "exchanges", "exchanges per month"]),
        "luck": essentials(paired(stores["design-luck"], [*OUTCOMES, "exchanges", "breaches"], by=None)),
        "memory": essentials(paired(stores["design-memory"], ["ever: formal", "agreement"], by=None)),
        "association": association(stores, effects),
        "grain": grain(stores),
        "signs-detail": signs(stores),
    }


def grain(stores: dict[str, Store]) -> pd.DataFrame:
    """Effect of the grain deal: each arm with it against the same runs without it."""
    found = []
    for same, there in beside(stores):
        both = pd.concat([same.assign(arm="without"), there], ignore_index=True).drop(columns="point")
        found.append(essentials(paired(both, [*OUTCOMES, "partial_weeks", "breaches", "trust_ba_end"])))
    return pd.concat(found, ignore_index=True)


def beside(stores: dict[str, Store]) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """Go through the arms with the grain deal: the same runs without it, and those with it."""
    without = stores["design-mild"].finished()
    for arm, there in stores["design-grain"].finished().groupby("arm", sort=False):
        yield without[without["arm"] == (arm if arm in stores["design-mild"].arms else "usual")], there


def signs(stores: dict[str, Store]) -> pd.DataFrame:
    """Share of the sets of parameters in which exchanges, at each point, and the grain deal have their sign."""
    compared = []
    for name in ("design", "design-luck", "design-memory"):
        for key, here in stores[name].finished().groupby(list(stores[name].factors)):
            words = ", ".join(f"{what} {value:g}" for what, value in zip(stores[name].factors, key, strict=True))
            compared.append((name, words, here[here["arm"] == "off"], here[here["arm"] == "on"]))
    compared += [("design-grain", str(there["arm"].iloc[0]), same, there) for same, there in beside(stores)]
    rows = []
    for name, words, same, there in compared:
        common = np.intersect1d(same["run"], there["run"])
        base, other = (part.set_index("run").loc[common] for part in (same, there))
        for what in ("ever: formal", "rounds", "agreement", "ever: settlement", "breaches"):
            gaps = quantity(other, what) - quantity(base, what)
            found = sign_stability(gaps, clusters(base.reset_index()))
            rows.append({"study": name, "at": words, "quantity": what, **found})
    return pd.DataFrame(rows)


def association(stores: dict[str, Store], effects: pd.DataFrame) -> pd.DataFrame:
    """Change of the chance of talks and of agreement for each exchange more: two naive ways and the paired one."""
    late = stores["design"].finished()
    late = late[late["arm"] == "on"]
    early = stores["design-early"].finished()
    columns = ["transfer", "run", "first_formal", "first_ceasefire", "first_settlement", "exchanges"]
    both = late.merge(early[columns], on=["transfer", "run"], suffixes=("", "_early"))
    calm = (both[["first_ceasefire_early", "first_settlement_early"]] < 0).all(axis=1)
    silent = both["first_formal_early"] < 0
    found = []
    for transfer, part in both.groupby("transfer"):
        for outcome, still in (("ever: formal", silent & calm), ("agreement", calm)):
            open_yet = part[still.loc[part.index]]
            found += [
                slope(part, part["exchanges"], outcome).assign(transfer=transfer, way=NAIVE),
                slope(open_yet, open_yet["exchanges_early"], outcome).assign(transfer=transfer, way=LATER),
                per_exchange(effects, transfer, outcome).assign(transfer=transfer, way=PAIRED),
            ]
    order = ["way", "transfer", "outcome", "estimate", "low", "high", "n"]
    return pd.concat(found)[order].sort_values(order[:3], ignore_index=True)


def slope(runs: pd.DataFrame, exchanges: pd.Series, outcome: str) -> pd.DataFrame:
    """Average change of the chance for one exchange more, from a logit on their number over the runs of one arm."""
    columns = ["run", "outcome", "first_formal", "first_ceasefire", "first_settlement"]
    table = regress(runs[columns].assign(number=exchanges, set=clusters(runs)), outcome, "number", cluster="set")
    return table[(table["term"] == "number") & (table["measure"] == "marginal effect")]


def per_exchange(effects: pd.DataFrame, transfer: float, outcome: str) -> pd.DataFrame:
    """Paired effect of all exchanges, divided by their mean number."""
    rows = effects[effects["transfer"] == transfer].set_index("quantity")
    effect = rows.loc[[outcome], ["estimate", "low", "high", "n"]].reset_index(names="outcome")
    effect[["estimate", "low", "high"]] /= rows.loc["exchanges", "estimate"]
    return effect


def figures(stores: dict[str, Store], tables: dict[str, pd.DataFrame]) -> dict[str, Figure]:
    """Draw the effect over the transfer of trust, the association beside it, and the grain deal."""
    with style.styled():
        figure = style.new_figure(5.0)
        axes = figure.subplots(2, 2, height_ratios=(1.4, 1.0))
        draw_effect(axes[0, 0], tables["exchanges"])
        draw_association(axes[0, 1], tables["association"])
        draw_grain(axes[1, 0], tables["grain"], ("ever: formal", "agreement"), "change in points")
        draw_counts(axes[1, 1], tables["grain"])
        return {"two-tracks": figure}


def draw_effect(ax: Axes, table: pd.DataFrame) -> None:
    """Paired effect of the exchanges over the trust that each carries over."""
    for name, colour in COLOURS.items():
        rows = table[table["quantity"] == name]
        ax.fill_between(rows["transfer"], 100 * rows["low"], 100 * rows["high"], color=colour, alpha=0.2, linewidth=0)
        ax.plot(rows["transfer"], 100 * rows["estimate"], "o-", color=colour, markersize=3.5, label=NAMES[name])
    ax.axhline(0.0, color=style.BLACK, linewidth=0.8)
    ax.axvline(1.0, color=style.GREY, linewidth=0.8, linestyle=":")
    ax.set_xlabel("trust carried over by an exchange (1: default)")
    ax.set_ylabel("with minus without (points)")
    ax.set_title("Exchanges: paired effect")
    ax.legend(loc="upper left", bbox_to_anchor=(0.22, 1.0))


def draw_association(ax: Axes, table: pd.DataFrame) -> None:
    """Change of the chance of agreement for one exchange more, in three ways."""
    rows = table[table["outcome"] == "agreement"]
    for way, colour, mark in ((NAIVE, style.ORANGE, "s"), (LATER, style.PURPLE, "D"), (PAIRED, style.VERMILION, "o")):
        part = rows[rows["way"] == way]
        ax.vlines(part["transfer"], 100 * part["low"], 100 * part["high"], color=colour, linewidth=1.4)
        ax.plot(part["transfer"], 100 * part["estimate"], mark, color=colour, markersize=4, label=way)
    ax.axhline(0.0, color=style.BLACK, linewidth=0.8)
    ax.set_xlabel("trust carried over by an exchange (1: default)")
    ax.set_ylabel("agreement (points for one more)")
    ax.set_title("One more exchange, in three ways")
    ax.set_ylim(-4.0, 3.8)
    ax.legend(loc="lower left")


def draw_grain(ax: Axes, table: pd.DataFrame, names: tuple[str, ...], label: str) -> None:
    """Paired effect of the grain deal on talks and agreement."""
    places = np.arange(len(GRAIN), dtype=float)
    for offset, name in zip((-0.12, 0.12), names, strict=True):
        rows = table[table["quantity"] == name].set_index("arm").loc[list(GRAIN)]
        ax.hlines(places + offset, 100 * rows["low"], 100 * rows["high"], color=COLOURS[name], linewidth=1.6)
        ax.plot(100 * rows["estimate"], places + offset, "o", color=COLOURS[name], markersize=4, label=NAMES[name])
    ax.axvline(0.0, color=style.BLACK, linewidth=0.8)
    ax.set_yticks(places, list(GRAIN.values()))
    ax.set_ylim(len(GRAIN) - 0.5, -0.5)
    low, high = ax.get_xlim()
    ax.set_xlim(low, high + 0.45 * (high - low))
    ax.legend(loc="lower right", borderaxespad=0.0)
    ax.set_xlabel(label)
    ax.set_title("Grain deal: paired effect")


def draw_counts(ax: Axes, table: pd.DataFrame) -> None:
    """What the grain deal does on the way: agreements broken."""
    places = np.arange(len(GRAIN), dtype=float)
    rows = table[table["quantity"] == "breaches"].set_index("arm").loc[list(GRAIN)]
    ax.hlines(places, rows["low"], rows["high"], color=style.GREEN, linewidth=1.6)
    ax.plot(rows["estimate"], places, "o", color=style.GREEN, markersize=4)
    ax.axvline(0.0, color=style.BLACK, linewidth=0.8)
    ax.set_yticks(places, [""] * len(places))
    ax.set_ylim(len(GRAIN) - 0.5, -0.5)
    ax.locator_params(axis="x", nbins=4)
    ax.set_xlabel("agreements broken, change in their number")
    ax.set_title("Grain deal: broken promises")
