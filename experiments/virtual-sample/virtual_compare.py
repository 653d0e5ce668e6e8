"""Conditional frequencies of the synthetic crises beside those of the real ones."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
import virtual_crises as sample
import virtual_icb as icb
import virtual_selection as selection

from diplomacy_abm.analysis.intervals import Estimate, clustered_mean, clustered_share, wilson
from diplomacy_abm.analysis.parts import sign_stability, sure_signs

BERCOVITCH = {"parity": 0.51, "gap": 0.33}
"""Shares of mediations that succeeded at parity and at a large gap of power: Bercovitch, Anagnoson and Wille (1991),
Journal of Peace Research 28(1), pp. 7-17 (page not checked). Their unit is the mediation attempt, not the crisis."""


class Share(NamedTuple):
    """A share of n, with its 95 % interval."""

    share: float
    low: float
    high: float
    n: int


class Contrast(NamedTuple):
    """A difference of two shares, with its 95 % interval."""

    difference: float
    low: float
    high: float


def counted(hits: int, n: int) -> Share:
    """Share of so many real crises, with Wilson's interval."""
    return Share(*wilson(hits / n, n)[:3], n)


def share(outcome: np.ndarray, of: np.ndarray) -> Share:
    """Share of synthetic crises; those of one set of parameters, or what else `of` tells apart, hang together."""
    return Share(*clustered_share(outcome.astype(float), of)[:3], len(outcome))


def less(one: Share, other: Share) -> Contrast:
    """Difference of two independent shares with Newcombe's hybrid interval (1998, method 10)."""
    gap = one.share - other.share
    low = gap - np.hypot(one.share - one.low, other.high - other.share)
    high = gap + np.hypot(one.high - one.share, other.share - other.low)
    return Contrast(gap, float(low), float(high))


CELLS = [
    ("all", "mediated"), ("all", "not mediated"),
    *(("style", style) for style in ("facilitation", "formulation", "manipulation")),
    *((f"violence, {arm}", level) for arm in ("not mediated", "mediated") for level in sample.VIOLENCE),
    *((f"actors, {arm}", level) for arm in ("not mediated", "mediated") for level in sample.ACTORS),
    *(("power, mediated", level) for level in sample.POWER),
]  # fmt: skip
"""What is compared: a heading and a level."""
CONTRASTS = {
    "mediated less not": (("all", "mediated"), ("all", "not mediated")),
    "formulation less facilitation": (("style", "formulation"), ("style", "facilitation")),
    "manipulation less facilitation": (("style", "manipulation"), ("style", "facilitation")),
    "manipulation less formulation": (("style", "manipulation"), ("style", "formulation")),
    "war less no violence, not mediated": (
        ("violence, not mediated", "full-scale war"), ("violence, not mediated", "none"),
    ),
    "war less no violence, mediated": (("violence, mediated", "full-scale war"), ("violence, mediated", "none")),
    "five or more less two actors, not mediated": (("actors, not mediated", "5+"), ("actors, not mediated", "2")),
    "five or more less two actors, mediated": (("actors, mediated", "5+"), ("actors, mediated", "2")),
    "parity less gap of power, mediated": (("power, mediated", "parity"), ("power, mediated", "gap")),
}  # fmt: skip
"""Differences whose direction the model is asked for."""


def real() -> dict[tuple[str, str], Share]:
    """Shares of ICB's crises; for power the two of Bercovitch, without an interval, as their numbers are not known."""
    found = {}
    for heading, level in CELLS:
        if heading.startswith("power"):
            found[heading, level] = Share(BERCOVITCH[level], np.nan, np.nan, 0)
            continue
        what, _, arm = heading.partition(", ")
        kept = {"all": "mediated", "style": "style"}.get(what, f"{what} × mediated")
        counts = icb.table(kept, "agreements")
        wanted = {"all": level, "style": level}.get(what, arm).replace("not mediated", "none")
        chosen = counts["mediation"] == wanted
        if arm:
            chosen &= counts[what] == level
        row = counts[chosen].iloc[0]
        found[heading, level] = counted(int(row["agreements"]), int(row["crises"]))
    return found


def calmer() -> dict[str, Share]:
    """Shares of ICB's crises whose tension had fallen after five years, mediated and not."""
    counts = icb.table("mediated", "tension_reduced_5y").set_index("mediation")
    return {
        arm: counted(int(counts.loc[key, "tension_reduced_5y"]), int(counts.loc[key, "tension_coded"]))
        for arm, key in (("mediated", "mediated"), ("not mediated", "none"))
    }


def synthetic(
    crises: pd.DataFrame, styles: pd.Series, outcome: np.ndarray, of: np.ndarray
) -> dict[tuple[str, str], Share]:
    """The same shares of the synthetic crises, clustered as `of` says."""
    rows = crises.assign(mediation=styles.to_numpy())
    mediated = rows["mediation"] != "none"
    found = {}
    for heading, level in CELLS:
        chosen = _rows(rows, mediated, heading, level).to_numpy()
        found[heading, level] = share(outcome[chosen], of[chosen])
    return found


def _rows(table: pd.DataFrame, mediated: pd.Series, heading: str, level: str) -> pd.Series:
    """Which rows belong under a heading."""
    what, _, arm = heading.partition(", ")
    if what == "all":
        return mediated if level == "mediated" else ~mediated
    if what == "style":
        return table["mediation"] == level
    return (table[what] == level) & (mediated if arm == "mediated" else ~mediated)


def set_of(crises: pd.DataFrame) -> np.ndarray:
    """Return the set of parameters of each crisis."""
    return crises.index.to_numpy() % sample.SETS


def effects(outcomes: pd.DataFrame, styles: pd.Series) -> dict[str, Contrast]:
    """Return what a comparison of crises shows and what mediation did to the crises that got it.

    The second compares each mediated crisis with itself without its mediator, under the same luck.
    """
    seen = selection.observed(outcomes, styles)
    mediated = (styles != "none").to_numpy()
    of = set_of(outcomes)
    naive = less(share(seen[mediated], of[mediated]), share(seen[~mediated], of[~mediated]))
    gain = clustered_mean((seen - outcomes["none"].to_numpy())[mediated], of[mediated])
    return {"compared": naive, "caused": Contrast(*gain[:3])}


def signs_of_effect(outcomes: pd.DataFrame, styles: pd.Series) -> dict[str, float]:
    """Return in which share of the sets what mediation did to its crises has its sign at 95 %, and the other."""
    mediated = (styles != "none").to_numpy()
    gain = (selection.observed(outcomes, styles) - outcomes["none"].to_numpy())[mediated]
    return sign_stability(gain, set_of(outcomes)[mediated])


def signs_of_contrasts(
    crises: pd.DataFrame, styles: pd.Series, outcome: np.ndarray
) -> dict[str, dict[str, float]]:
    """Return the same of each difference of two shares, by its interval in each set."""
    of = set_of(crises)
    whole = synthetic(crises, styles, outcome, of)
    found: dict[str, list[Estimate]] = {name: [] for name in CONTRASTS}
    for one in range(sample.SETS):
        here = of == one
        shares = synthetic(crises[here], styles[here], outcome[here], np.arange(int(here.sum())))
        for name, (first, second) in CONTRASTS.items():
            found[name].append(Estimate(*less(shares[first], shares[second])))
    effects = {name: less(whole[first], whole[second]).difference for name, (first, second) in CONTRASTS.items()}
    return {name: sure_signs(found[name], effects[name]) for name in CONTRASTS}


def verdict(here: Contrast, there: Contrast) -> str:
    """Say whether two differences point the same way, as far as their intervals tell."""
    if there.low <= 0.0 <= there.high:
        return "no difference in the data" if here.low <= 0.0 <= here.high else "a difference the data do not show"
    if here.low <= 0.0 <= here.high:
        return "not shown by the model"
    return "same direction" if here.difference * there.difference > 0 else "opposite"
