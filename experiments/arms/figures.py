"""Tables and figures on arms now and arms later. Powell's condition is worked out here, apart from the model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.colors import LinearSegmentedColormap, ListedColormap

from diplomacy_abm.analysis.paired import paired
from diplomacy_abm.analysis.parts import sign_stability
from diplomacy_abm.analysis.proportions import estimates
from diplomacy_abm.analysis.study import essentials, labels
from diplomacy_abm.plots import style
from diplomacy_abm.plots.heat import heat
from diplomacy_abm.results.quantities import quantity

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from diplomacy_abm.results.store import Store

DISCOUNT, INTERVAL, INTERVALS = 0.995, 13, 8
"""What a week ahead counts for in powell.toml, and the weeks and number of intervals within which terms stand."""

SPARED = 0.0525 + 0.0525
"""What peace spares the two sides of powell.toml together."""

PIPELINES = ("letter", "contract")
"""Arms of design-origin.toml that are set against none."""

LATE = "arm == 'contract' and amount > 0.4 and lead > 70"
"""Points of design-origin.toml at which arms are large and late."""

WITHIN = 52
ONE_ROUND = 4
"""Weeks within which a settlement counts as made at once."""

BLUES = LinearSegmentedColormap.from_list("blues", ["#FFFFFF", style.SKY, style.BLUE])
PANELS = ("ever: settlement", "ever: ceasefire", "agreement")


def shift_of(amount: np.ndarray, lead: np.ndarray, span: np.ndarray) -> np.ndarray:
    """Discounted shift of power between equals when one gets `amount` more strength over `span` weeks from `lead` on.

    Powell (2006): terms can be offered anew after each interval, so only what the riser gains within one,
    δ p(t+1) - p(t) seen from now, cannot be promised away. The largest of the intervals ahead counts, in the best of
    the first four weeks.
    """
    shifts = []
    for week in range(ONE_ROUND):
        ahead = week + 1 + INTERVAL * np.arange(INTERVALS + 1)
        came = np.clip((ahead - lead[..., None]) / span[..., None], 0.0, 1.0) * amount[..., None]
        chance = (1.0 + came) / (2.0 + came)
        wait = DISCOUNT ** (INTERVAL * np.arange(INTERVALS))
        shifts.append(np.max(wait * (DISCOUNT**INTERVAL * chance[..., 1:] - chance[..., :-1]), axis=-1))
    return np.maximum(np.min(shifts, axis=0), 0.0)


def shift_on(plane: pd.DataFrame) -> np.ndarray:
    """Return the shift at the points of a plane: lead by size, or span by size with a third of a year to wait."""
    amount = plane["amount"].to_numpy(float)
    if "span" in plane:
        return shift_of(amount, np.full(len(plane), 17.0), plane["span"].to_numpy(float))
    return shift_of(amount, plane["lead"].to_numpy(float), np.ones(len(plane)))


def by(runs: pd.DataFrame, week: int) -> pd.DataFrame:
    """Runs as they stood at a week: what came first later has not come."""
    known = runs.copy()
    for column in ("first_settlement", "first_ceasefire", "first_formal"):
        known[column] = known[column].where(known[column] < week, -1)
    return known


def tables(stores: dict[str, Store]) -> dict[str, pd.DataFrame]:
    """Settlement over the planes, what becomes of it, the letter of intent, and news against arms."""
    waiting = stores["design-wait"].finished()
    at_once = estimates(by(waiting, ONE_ROUND), "ever: settlement").assign(quantity="settled within four weeks")
    broken = estimates(waiting, "ever: breach")
    planes = {"plane": estimates(stores["design"], "ever: settlement"),
              "span": estimates(stores["design-span"], "ever: settlement")}  # fmt: skip
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
    return {
        **planes,
        "theory-detail": theory_check(planes),
        "late-detail": late_signs(stores["design-origin"]),
        "waiting": pd.concat([at_once, broken], ignore_index=True),
        "letter": essentials(paired(stores["design-origin"], PANELS, by=None)),
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


def theory_check(planes: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Share of the points at which most runs do what the closed form says, and where the simulated edge lies."""
    rows = []
    for name, plane in planes.items():
        shift = shift_on(plane)
        said, done = shift <= SPARED, plane["estimate"].to_numpy() > 0.5
        rows.append((name, SPARED, shift[done].max(), (said == done).mean(), (done & ~said).sum(), len(plane)))
    names = ["plane", "bound", "largest shift settled", "share as the closed form says", "settled beyond it", "points"]
    return pd.DataFrame(rows, columns=names)


def late_signs(store: Store) -> pd.DataFrame:
    """Share of the sets of parameters in which large, late, certain arms have their sign."""
    keys = ["amount", "lead", "run"]
    runs = store.finished()
    late = runs.query(LATE).set_index(keys)
    without = runs[runs["arm"] == "none"].set_index(keys).loc[late.index]
    rows = [
        {"quantity": name, **sign_stability(quantity(late, name) - quantity(without, name), late["draw"].to_numpy())}
        for name in PANELS
        if "draw" in late
    ]
    return pd.DataFrame(rows, columns=["quantity", "effect", "same", "other", "sets"])


def figures(stores: dict[str, Store], tables: dict[str, pd.DataFrame]) -> dict[str, Figure]:
    """Draw the phase diagrams, the letter of intent, and the news."""
    with style.styled():
        return {
            "frontier": draw_frontier(tables),
            "letter": draw_letter(stores["design-origin"], tables["letter"]),
            "news": draw_news(stores["design-news"], tables["news"]),
        }


def square(part: pd.DataFrame, along: str = "lead") -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What lies along, the sizes, and the estimates as a matrix with one row a size."""
    matrix = part.pivot_table(index="amount", columns=along, values="estimate")
    return matrix.columns.to_numpy(float), matrix.index.to_numpy(float), matrix.to_numpy()


def frontier(ax: Axes, along: str) -> None:
    """Draw the largest size at which the shift is no more than peace spares, week by week."""
    weeks, amounts = np.meshgrid(np.arange(along == "span", 209.0), np.linspace(0.02, 1.6, 400))
    points = pd.DataFrame({along: weeks.ravel(), "amount": amounts.ravel()})
    over = (shift_on(points) > SPARED).reshape(weeks.shape)
    size = np.where(over.any(axis=0), amounts[over.argmax(axis=0), 0], np.nan)
    ax.plot(weeks[0], size, color=style.BLACK, linewidth=1.6, drawstyle="steps-mid")


def draw_frontier(tables: dict[str, pd.DataFrame]) -> Figure:
    """Two planes of one round, over lead and over span, and what becomes of the runs of the first later."""
    figure = style.new_figure(3.3)
    axes = figure.subplots(1, 3, sharey=True)
    planes = (("plane", "lead", "All at once"), ("span", "span", "Spread, from week 17 on"))
    for ax, (name, along, title) in zip(axes, planes, strict=False):
        weeks, amount, share = square(tables[name], along)
        image = ax.pcolormesh(weeks, amount, 100 * share, cmap=BLUES, vmin=0, vmax=100, shading="nearest")
        frontier(ax, along)
        ax.set_title(title)
    draw_waiting(axes[2], tables["waiting"])
    for ax, label in zip(axes, ("lead time (weeks)", "weeks over which they come", "lead time (weeks)"), strict=True):
        last = 52 if ax is axes[1] else 208
        ax.set_ylim(0.025, 1.525)
        ax.set_xlim(-last / 52, last * 53 / 52)
        ax.set_xticks(np.linspace(0, last, 5))
        ax.set_xlabel(label)
        ax.grid(visible=False)
    axes[0].set_ylabel("size (strength of the recipient = 1)")
    bar = figure.colorbar(image, ax=axes[:2], location="bottom", fraction=0.06, aspect=40, pad=0.02)
    bar.set_label("settled within four weeks (% of runs); black: Powell's frontier", fontsize=8)
    return figure


def draw_waiting(ax: Axes, waiting: pd.DataFrame) -> None:
    """Colour each point by what most of its runs do."""
    lead, amount, early = square(waiting[waiting["quantity"] == "settled within four weeks"])
    broken = square(waiting[waiting["quantity"] == "ever: breach"])[2]
    # where only the package of one of the two proposers is outgrown, half of the runs break it and sign the other
    kind = np.where(early <= 0.5, 2, np.where(broken > 0.75, 1, 0))
    colours = ListedColormap([style.SKY, style.YELLOW, style.VERMILION])
    ax.pcolormesh(lead, amount, kind, cmap=colours, vmin=-0.5, vmax=2.5, shading="nearest")
    frontier(ax, "lead")
    # the size whose shift, once it has come, is all that peace spares: (1 + m) / (2 + m) - 1/2 = S
    ax.axhline(1.0 / (0.5 - SPARED) - 2.0, color=style.BLACK, linewidth=1.2, linestyle=":")
    ax.set_title("All at once, five years on")
    for x, y, text in (
        (104, 0.3, "settle at once,\nand keep it"),
        (146, 0.86, "settle, and break it\nonce the arms are near"),
        (46, 1.38, "fight until\nthey come"),
    ):
        ax.text(x, y, text, ha="center", va="center", fontsize=7)


def draw_letter(store: Store, table: pd.DataFrame) -> Figure:
    """Change of the chance of agreement over size and lead."""
    figure = style.new_figure(5.2)
    for ax, arm in zip(figure.subplots(2, 1), PIPELINES, strict=True):
        part = table[(table["arm"] == arm) & (table["quantity"] == "agreement")]
        heat(part, "lead", "amount", ax, labels(store), difference=True, limits=(-10.0, 10.0))
        hatched = ax.get_title(loc="left")
        ax.set_title(f"{store.arms[arm][0].upper()}{store.arms[arm][1:]} ({hatched})", fontsize=8)
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
        differ = (rows["estimate"] != 0.0).to_numpy()  # what nobody knows of changes no run before its week
        ends = rows[["low", "high"]].to_numpy()[differ].T
        ax.hlines(places[differ] + offset, *(100 * ends), color=colour, linewidth=1.6)
        ax.plot(100 * rows["estimate"], places + offset, "o", color=colour, markersize=4.5, label=label)
    ax.axvline(0.0, color=style.BLACK, linewidth=0.8)
    ax.set_yticks(places, [store.arms[name] for name in arms])
    ax.set_ylim(len(arms) - 0.5, -0.5)
    ax.set_xlabel("agreement, change in points (95 % interval)")
    ax.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=2, borderaxespad=0.1)
    return figure
