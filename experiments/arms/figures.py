"""Tables and figures on arms now and arms later. Powell's condition is worked out here, apart from the model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.colors import LinearSegmentedColormap, ListedColormap

from diplomacy_abm import load
from diplomacy_abm.analysis.paired import paired
from diplomacy_abm.analysis.proportions import estimates
from diplomacy_abm.analysis.study import essentials, labels
from diplomacy_abm.plots import style
from diplomacy_abm.plots.heat import heat

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from diplomacy_abm.results.store import Store

DISCOUNT, SURPRISE = 0.995, 0.25
EXPOSED = 0.5 - (1.0 - SURPRISE) / (2.0 - SURPRISE)
"""What an equal loses when it is attacked under an agreement: p - (1-ς)M / ((1-ς)M + M)."""

GAMES = {"trusting": (0.9999, 0.0525 + 0.0525), "wary": (0.8, 0.0395 + 0.08)}
"""Trust, and what peace spares the two sides together, in the arms of powell.toml."""

PIPELINES = {"letter": (364.0, 0.4), "contract": (26.0, 1.0)}
"""Span in weeks and credibility of the Rafale pipeline in the arms of design-origin.toml."""

WITHIN = 52
HORIZONS = (4.0, 13.0, 26.0, 52.0, 104.0)
ONE_ROUND = 4
"""Weeks within which a settlement counts as made at once."""

BLUES = LinearSegmentedColormap.from_list("blues", ["#FFFFFF", style.SKY, style.BLUE])
PANELS = ("ever: settlement", "ever: ceasefire", "agreement")


def shift_of(amount: np.ndarray, lead: np.ndarray) -> np.ndarray:
    """Discounted shift of power Δp between equals (M = 1) when one gets `amount` more strength `lead` weeks ahead.

    δ^lead · ((1 + m) / (2 + m) - 1/2); what is delivered at once is no shift to come.
    """
    return np.where(lead > 0, DISCOUNT**lead * (0.5 - 1.0 / (2.0 + amount)), 0.0)


def bound(arm: str) -> float:
    """Largest shift under which they settle: τS - (1 - τ)s (Powell 2006 for τ = 1)."""
    trust, stake = GAMES[arm]
    return trust * stake - (1.0 - trust) * EXPOSED


def frontier(arm: str, lead: np.ndarray) -> np.ndarray:
    """Size at which the shift is at its bound, as a function of the lead time; NaN where no size is too large."""
    left = 0.5 - bound(arm) / DISCOUNT**lead
    return np.where(left > 0, 1.0 / np.maximum(left, 1e-9) - 2.0, np.nan)


class Overhang:
    """The shift that hangs over the parties of ukraine-2025, from the strengths and pipelines in its file."""

    def __init__(self) -> None:
        scenario = load("ukraine-2025")
        russia, ukraine = scenario.actors["RUS"], scenario.actors["UKR"]
        self.strength = (russia.capability, ukraine.capability)
        self.discount = ukraine.patience
        self.salience = np.array([ukraine.salience[k] for k in scenario.issues])
        self.gap = np.array([abs(russia.positions[k] - ukraine.positions[k]) for k in scenario.issues])
        self.others = [
            (line.recipient, line.amount * line.credibility / line.span, float(line.lead), float(line.lead + line.span))
            for line in scenario.pipelines[1:]
        ]

    def worth(self, chance: float) -> float:
        """War's package to Ukraine when Russia prevails with this chance (curvature 1.5)."""
        return 1.0 - float(self.salience @ (self.gap * chance) ** 1.5)

    def chance(self, lines: list[tuple[str, float, float, float]], week: float, ahead: float) -> float:
        """Russia's chance when everything due by so many weeks ahead of a week has come."""
        got = {"RUS": 0.0, "UKR": 0.0}
        for recipient, rate, first, last in lines:
            got[recipient] += rate * max(0.0, min(last, week + ahead) - first)
        a, b = self.strength[0] + got["RUS"], self.strength[1] + got["UKR"]
        return a / (a + b)

    def mean(self, amount: float, lead: float, span: float, credibility: float, weeks: int = 104) -> float:
        """Ukraine's discounted shift as it stands each week, averaged over the two years."""
        lines = [("UKR", amount * credibility / span, lead, lead + span), *self.others]
        total = 0.0
        for week in range(weeks):
            now = self.worth(self.chance(lines, week, 0.0))
            ends = [*HORIZONS, max(0.0, lead + span - week)]
            rises = [self.discount**h * (self.worth(self.chance(lines, week, h)) - now) for h in ends]
            total += max(0.0, *rises)
        return total / weeks


def by(runs: pd.DataFrame, week: int) -> pd.DataFrame:
    """Runs as they stood at a week: what came first later has not come."""
    known = runs.copy()
    for column in ("first_settlement", "first_ceasefire", "first_formal"):
        known[column] = known[column].where(known[column] < week, -1)
    return known


def tables(stores: dict[str, Store]) -> dict[str, pd.DataFrame]:
    """Settlement over the plane, what becomes of it, the letter of intent, and news against arms."""
    waiting = stores["design-wait"].finished()
    at_once = estimates(by(waiting, ONE_ROUND), "ever: settlement").assign(quantity="settled within four weeks")
    broken = estimates(waiting, "ever: breach")
    plane = estimates(stores["design"], "ever: settlement")
    news = stores["design-news"]
    ordered = news.finished()
    halves = [
        essentials(paired(by(ordered, WITHIN), "agreement")).assign(until="week 52"),
        essentials(paired(ordered, PANELS)).assign(until="week 104"),
    ]
    levels = [
        estimates(by(ordered, WITHIN), "agreement").assign(until="week 52"),
        estimates(ordered, "agreement").assign(until="week 104"),
    ]
    letter = essentials(paired(stores["design-origin"], PANELS, by=None))
    hanging = overhang_table(letter)
    return {
        "plane": plane,
        "theory-detail": theory_check(plane),
        "shift-detail": hanging,
        "overhang-detail": overhang_check(letter, hanging),
        "waiting": pd.concat([at_once, broken], ignore_index=True),
        "letter": letter,
        "letter-base": estimates(stores["design-origin"], PANELS).query(
            "arm == 'none' and amount == 0.22 and lead == 156"
        ),
        "variants": variants(stores["design-variants"]),
        "news": pd.concat(halves, ignore_index=True),
        "news-levels": pd.concat(levels, ignore_index=True),
    }


def variants(store: Store) -> pd.DataFrame:
    """Effect of the arms in every variant of the rules, against the same variant without them."""
    runs = store.finished().rename(columns={"arm": "variant"}).drop(columns="point")
    runs["arm"] = np.where(runs["credibility"] > 0.5, "contract", "none")
    runs = runs.sort_values("credibility", kind="stable").drop(columns="credibility")
    return essentials(paired(runs, PANELS, by=None))


def theory_check(plane: pd.DataFrame) -> pd.DataFrame:
    """Share of the points at which most runs do what the closed form says, and where the simulated edge lies."""
    rows = []
    for arm, part in plane.groupby("arm", sort=False):
        shift = shift_of(part["amount"].to_numpy(), part["lead"].to_numpy())
        said, done = shift <= bound(str(arm)), part["estimate"].to_numpy() > 0.5
        beyond = int((done & ~said).sum())
        rows.append((arm, bound(str(arm)), shift[done].max(), float((said == done).mean()), beyond, len(part)))
    names = ["arm", "bound", "largest shift settled", "share as the closed form says", "settled beyond it", "points"]
    return pd.DataFrame(rows, columns=names)


def overhang_table(letter: pd.DataFrame) -> pd.DataFrame:
    """Mean shift that hangs over the two years at every point of the letter and of the contract."""
    overhang = Overhang()
    points = letter[["arm", "amount", "lead"]].drop_duplicates(ignore_index=True)
    terms = [PIPELINES[arm] for arm in points["arm"]]
    found = [
        overhang.mean(amount, lead, *term)
        for amount, lead, term in zip(points["amount"], points["lead"], terms, strict=True)
    ]
    return points.assign(**{"mean shift": found})


def overhang_check(letter: pd.DataFrame, hanging: pd.DataFrame) -> pd.DataFrame:
    """Correlation over the points between the shift and the change of each outcome."""
    both = letter.merge(hanging, on=["arm", "amount", "lead"])
    # with few runs an outcome may not change at any point, and has no correlation then
    with np.errstate(invalid="ignore"):
        rows = [(*key, float(part["mean shift"].corr(part["estimate"])), len(part))
                for key, part in both.groupby(["arm", "quantity"], sort=False)]  # fmt: skip
    return pd.DataFrame(rows, columns=["arm", "quantity", "correlation", "points"])


def figures(stores: dict[str, Store], tables: dict[str, pd.DataFrame]) -> dict[str, Figure]:
    """Draw the phase diagrams, the letter of intent, and the news."""
    with style.styled():
        return {
            "frontier": draw_frontier(tables),
            "letter": draw_letter(stores["design-origin"], tables),
            "news": draw_news(stores["design-news"], tables["news"]),
        }


def square(part: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Lead times, sizes and the estimates as a matrix with one row a size."""
    matrix = part.pivot_table(index="amount", columns="lead", values="estimate")
    return matrix.columns.to_numpy(float), matrix.index.to_numpy(float), matrix.to_numpy()


def draw_frontier(tables: dict[str, pd.DataFrame]) -> Figure:
    """Two planes of one round under different trust, and what becomes of the runs later."""
    figure = style.new_figure(3.3)
    axes = figure.subplots(1, 3, sharey=True)
    weeks = np.linspace(1.0, 208.0, 400)
    for ax, (arm, (trust, _)) in zip(axes, GAMES.items(), strict=False):
        plane = tables["plane"]
        lead, amount, share = square(plane[plane["arm"] == arm])
        image = ax.pcolormesh(lead, amount, 100 * share, cmap=BLUES, vmin=0, vmax=100, shading="nearest")
        ax.plot(weeks, frontier(arm, weeks), color=style.BLACK, linewidth=1.8, label="Powell's frontier")
        ax.set_title(f"Settled at once, trust {trust:.1f}")
    draw_waiting(axes[2], tables["waiting"], weeks)
    for ax in axes:
        ax.set_ylim(0.025, 1.525)
        ax.set_xlim(-4, 212)
        ax.set_xticks([0, 52, 104, 156, 208])
        ax.set_xlabel("lead time (weeks)")
        ax.grid(visible=False)
    axes[0].set_ylabel("size (strength of the recipient = 1)")
    bar = figure.colorbar(image, ax=axes[:2], location="bottom", fraction=0.06, aspect=40, pad=0.02)
    bar.set_label("settled within four weeks (% of runs)", fontsize=8)
    axes[0].text(46, 1.2, "Powell's\nfrontier", ha="center", fontsize=7)
    return figure


def draw_waiting(ax: Axes, waiting: pd.DataFrame, weeks: np.ndarray) -> None:
    """Colour each point by what most of its runs do."""
    lead, amount, early = square(waiting[waiting["quantity"] == "settled within four weeks"])
    broken = square(waiting[waiting["quantity"] == "ever: breach"])[2]
    # where only the package of one of the two proposers is outgrown, half of the runs break it and sign the other
    kind = np.where(early <= 0.5, 2, np.where(broken > 0.75, 1, 0))
    colours = ListedColormap([style.SKY, style.YELLOW, style.VERMILION])
    ax.pcolormesh(lead, amount, kind, cmap=colours, vmin=-0.5, vmax=2.5, shading="nearest")
    ax.plot(weeks, frontier("trusting", weeks), color=style.BLACK, linewidth=1.8)
    ax.axhline(float(frontier("trusting", np.zeros(1))[0]), color=style.BLACK, linewidth=1.2, linestyle=":")
    ax.set_title("The years after, trust 1.0")
    for x, y, text in (
        (104, 0.3, "settle at once,\nand keep it"),
        (146, 0.86, "settle, and break it\nas the arms draw near"),
        (54, 1.3, "fight until\nthe arms come"),
    ):
        ax.text(x, y, text, ha="center", va="center", fontsize=7)


def draw_letter(store: Store, tables: dict[str, pd.DataFrame]) -> Figure:
    """Change of the chance of agreement over size and lead, with the mean shift that hangs over the parties."""
    figure = style.new_figure(5.6)
    axes = figure.subplots(2, 1)
    table, shifts = tables["letter"], tables["shift-detail"].rename(columns={"mean shift": "estimate"})
    for ax, arm in zip(axes, PIPELINES, strict=True):
        part = table[(table["arm"] == arm) & (table["quantity"] == "agreement")]
        heat(part, "lead", "amount", ax, labels(store), difference=True, limits=(-8.0, 8.0))
        hatched = ax.get_title(loc="left")
        ax.set_title(f"{store.arms[arm][0].upper()}{store.arms[arm][1:]} ({hatched})", fontsize=8)
        leads, amounts, hanging = square(shifts[shifts["arm"] == arm].assign(estimate=lambda x: 100 * x["estimate"]))
        across, up = np.arange(len(leads)) + 0.5, np.arange(len(amounts)) + 0.5
        levels = [x for x in (1, 2, 3, 5, 7) if hanging[:, 3:5].mean(axis=1).min() < x < hanging.max()]
        lines = ax.contour(across, up, hanging, levels=levels, colors=style.BLACK, linewidths=1.0)
        between = [(4.0, float(np.interp(x, hanging[:, 3:5].mean(axis=1), up))) for x in levels]
        ax.clabel(lines, fmt="%.0f", fontsize=7, manual=between)
        ax.set_xlabel("lead time (weeks); lines: shift of power to come, mean over the two years (points)")
    return figure


def draw_news(store: Store, table: pd.DataFrame) -> Figure:
    """Change of the chance of agreement before and after the week of delivery."""
    figure = style.new_figure(2.5)
    ax = figure.subplots()
    part = table[table["quantity"] == "agreement"]
    arms = [name for name in store.arms if name != "nothing"]
    places = np.arange(len(arms), dtype=float)
    for until, colour, offset, label in (
        ("week 52", style.ORANGE, -0.12, "before the week of delivery"),
        ("week 104", style.BLUE, 0.12, "in both years"),
    ):
        rows = part[part["until"] == until].set_index("arm").loc[arms]
        ax.hlines(places + offset, 100 * rows["low"], 100 * rows["high"], color=colour, linewidth=1.6)
        ax.plot(100 * rows["estimate"], places + offset, "o", color=colour, markersize=4.5, label=label)
    ax.axvline(0.0, color=style.BLACK, linewidth=0.8)
    ax.set_yticks(places, [store.arms[name] for name in arms])
    ax.set_ylim(len(arms) - 0.5, -0.5)
    ax.set_xlabel("agreement, change in points (95 % interval)")
    ax.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=2, borderaxespad=0.1)
    return figure
