"""Who is mediated, and how: at random, as in ICB, and as in ICB by mediators that also choose what is hidden."""

from __future__ import annotations

import numpy as np
import pandas as pd

SELECTIONS = ("off", "as in ICB", "as in ICB, and hard cases")
ODDS = 2.0
"""How much likelier mediation is for each step of hidden hardness; judgement. Beber (2012) and Gartner (2011) find
that mediators take up the harder cases, and neither gives the odds of what a data set does not show."""
_STEP = {"easy": -1, "middle": 0, "hard": 1}


def chances(counts: pd.DataFrame, crises: pd.DataFrame, selection: str, odds: float = ODDS) -> pd.DataFrame:
    """Return for each crisis the chance of each style, `none` among them.

    Parameters
    ----------
    counts : pandas.DataFrame
        Real crises by violence, actors and mediation.
    crises : pandas.DataFrame
        Synthetic crises.
    selection : str
        ``off``: the frequencies of all crises, whatever the crisis. ``as in ICB``: those of crises with the same
        violence and number of actors, which rise with violence. ``as in ICB, and hard cases``: the same, and the odds
        of being mediated are multiplied by `odds` for a hard crisis and divided by it for an easy one.
    """
    if selection not in SELECTIONS:
        raise ValueError(f"selection: {selection!r} is unknown, may be {', '.join(SELECTIONS)}")
    styles = list(dict.fromkeys(counts["mediation"]))
    if selection == "off":
        all_ = counts.groupby("mediation")["crises"].sum().reindex(styles)
        return pd.DataFrame([all_ / all_.sum()] * len(crises), index=crises.index)
    table = counts.pivot_table(index=["violence", "actors"], columns="mediation", values="crises", aggfunc="sum",
                               fill_value=0)[styles]  # fmt: skip
    found = table.div(table.sum(axis=1), axis=0).loc[list(zip(crises["violence"], crises["actors"], strict=True))]
    found.index = crises.index
    if selection == "as in ICB":
        return found
    mediated = 1.0 - found["none"]
    moved = mediated / (1.0 - mediated) * crises["hardness"].map(_STEP).rpow(odds)
    chance = moved / (1.0 + moved)
    scaled = found.drop(columns="none").mul(chance / mediated, axis=0)
    return scaled.assign(none=1.0 - chance)[styles]


def assigned(chance: pd.DataFrame, seed: int) -> pd.Series:
    """Draw the style of each crisis; the same seed gives selections the same luck."""
    u = np.random.default_rng(seed).random(len(chance))
    place = (chance.to_numpy().cumsum(axis=1) <= u[:, None]).sum(axis=1)
    return pd.Series(np.array(chance.columns)[np.minimum(place, chance.shape[1] - 1)], index=chance.index)


def observed(outcomes: pd.DataFrame, styles: pd.Series) -> np.ndarray:
    """Return the outcome of each crisis under the style it got."""
    places = outcomes.columns.get_indexer(styles)
    return outcomes.to_numpy()[np.arange(len(outcomes)), places]
