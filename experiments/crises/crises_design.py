"""A smooth stand-in for the model: played once over the priors, so that a fit need not play at each step."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
from sklearn.neural_network import MLPRegressor
from sklearn.preprocessing import StandardScaler

from diplomacy_abm.crises.book import Book, Values
from diplomacy_abm.crises.play import played
from diplomacy_abm.crises.reading import Crisis
from diplomacy_abm.crises.scenario import scenario_of, stay

POINTS, RUNS = 10_000, 16
"""Scenarios of the design, and runs of each."""
NETS, HIDDEN = 3, (48, 48)
WITH_MEDIATOR = 0.5
"""Share of the design that has a mediator: what it does is the harder part to learn."""


def place(book: Book, crisis: Crisis, values: Values) -> list[float]:
    """What the stand-in knows of a scenario: its quantities, and who mediates how and how long."""
    here = crisis.mediated
    working = book.working(crisis, values)
    if not here:
        working |= {"credibility": 0.0, "leverage": 0.0}
    about = [float(here), float(crisis.drafts), np.log1p(stay(crisis))]
    return [*working.values(), *about]


def drawn(book: Book, rng: np.random.Generator) -> dict[str, float]:
    """Values anywhere within the bounds of a fit."""
    return {free.name: float(rng.uniform(*free.bounds)) for free in book.free}


def design(
    book: Book, crises: Sequence[Crisis], points: int = POINTS, runs: int = RUNS, seed: int = 1
) -> tuple[np.ndarray, np.ndarray]:
    """Play scenarios drawn over the bounds.

    Parameters
    ----------
    book, crises
        Codes of crises give the combinations of columns that occur; outcomes are not looked at.
    points, runs, seed
        Scenarios, runs of each, and the seed of the draws.

    Returns
    -------
    tuple of numpy.ndarray
        Places, shape (points, …); shares of agreement and of reduced tension and the mean logarithm of the days.
    """
    rng = np.random.default_rng(seed)
    groups = [[crisis for crisis in crises if crisis.mediated is here] for here in (True, False)]
    places, pairs = [], []
    for number in range(points):
        group = groups[int(rng.random() >= WITH_MEDIATOR or not groups[0])]
        crisis = dataclasses.replace(group[rng.integers(len(group))], crisno=number)
        values = drawn(book, rng)
        places.append(place(book, crisis, values))
        pairs.append((crisis, scenario_of(crisis, book.quantities(crisis, values))))
    found = [
        (r.agreement.mean(), r.tension_reduced.mean(), np.log(r.days + 7.0).mean())
        for r in played(pairs, runs)
    ]
    return np.array(places), np.array(found)


class Stand:
    """Networks from places to outcomes, averaged."""

    def __init__(self, places: np.ndarray, found: np.ndarray) -> None:
        self.scaler = StandardScaler().fit(places)
        self.centre, self.spread = found.mean(axis=0), found.std(axis=0)
        target = (found - self.centre) / self.spread
        self.nets = [
            MLPRegressor(hidden_layer_sizes=HIDDEN, activation="tanh", alpha=1e-3, early_stopping=True,
                         n_iter_no_change=25, max_iter=600, random_state=k).fit(self.scaler.transform(places), target)
            for k in range(NETS)
        ]  # fmt: skip

    def __call__(self, places: np.ndarray) -> np.ndarray:
        """Return shares of agreement, of reduced tension, and mean logarithms of days + 7."""
        scaled = self.scaler.transform(places)
        found = np.mean([net.predict(scaled) for net in self.nets], axis=0) * self.spread + self.centre
        found[:, :2] = np.clip(found[:, :2], 0.01, 0.99)
        return found
