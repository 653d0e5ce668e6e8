"""First values of trust and escalation from aggregates of events, with intervals.

The rule, with Ḡ_ij the mean Goldstein weight of what i did to j, from -10 to 10 (Goldstein 1992):

- trust of i in j is ½ + Ḡ_ji / 20, kept within 0.05 and 0.95: what j did to i, on the scale from all hostile to all
  friendly;
- escalation of i toward j is -Ḡ_ij / 10, not below 0: how hostile what i does to j is on average.

The mean, unlike a sum, does not grow with how much is reported. That a mean of -10 means no trust and full escalation
is a judgement; that weights of this scale add up is Goldstein's own. Intervals are those of a stationary bootstrap
over periods (Politis and Romano 1994), which keeps neighbouring weeks together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from diplomacy_abm.events.aggregate import dyad, periods

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

FEWEST = 10
"""Acts below which nothing is said; judgement."""
FEWEST_PERIODS = 8
"""Periods below which there is no interval; judgement."""
REPLICATES = 2000
TRUST_BOUNDS = (0.05, 0.95)

Interval = tuple[float, float]


@dataclass(frozen=True)
class Mean:
    """Mean Goldstein weight of what one did to another."""

    source: str
    target: str
    """Labels."""
    events: int
    """Acts."""
    value: float
    """The mean."""
    interval: Interval | None
    """95 % interval, or None with too few periods."""

    @property
    def trust(self) -> float:
        """Trust of the target in the source."""
        return _trust(self.value)

    @property
    def trust_interval(self) -> Interval | None:
        """Interval of the trust."""
        return (_trust(self.interval[0]), _trust(self.interval[1])) if self.interval else None

    @property
    def escalation(self) -> float:
        """Escalation of the source toward the target."""
        return _escalation(self.value)

    @property
    def escalation_interval(self) -> Interval | None:
        """Interval of the escalation."""
        return (_escalation(self.interval[1]), _escalation(self.interval[0])) if self.interval else None


def _trust(mean: float) -> float:
    low, high = TRUST_BOUNDS
    return min(high, max(low, 0.5 + mean / 20))


def _escalation(mean: float) -> float:
    return min(1.0, max(0.0, -mean / 10))


def means(table: pd.DataFrame, actors: Sequence[str]) -> dict[tuple[str, str], Mean]:
    """Return the mean weight of every directed dyad with at least :data:`FEWEST` acts, by source and target."""
    if table.empty:
        return {}
    index = periods(table)
    found = {}
    for source in actors:
        for target in actors:
            series = dyad(table, source, target, index)
            events = int(series["events"].sum())
            # a source without weights, such as one that counts the dead only, says nothing here
            net, counts = series["net"].to_numpy(), series["weighed"].to_numpy()
            if source == target or events < FEWEST or not counts.any():
                continue
            interval = bootstrap(net, counts) if len(index) >= FEWEST_PERIODS else None
            found[source, target] = Mean(source, target, events, float(net.sum() / counts.sum()), interval)
    return found


def bootstrap(net: np.ndarray, counts: np.ndarray, seed: int = 0) -> Interval:
    """Return the 95 % interval of a mean of weights over all acts, from sum and number of each period.

    Blocks of periods begin anywhere, run around the end, and are geometric in length with mean n^(1/3), the order that
    Politis and Romano (1994) find best.
    """
    import numpy as np

    size = len(net)
    draws = np.random.default_rng(seed)
    stop = 1.0 / max(1.0, size ** (1 / 3))
    place = draws.integers(0, size, REPLICATES)
    total, acts = np.zeros(REPLICATES), np.zeros(REPLICATES)
    for _ in range(size):
        total += net[place]
        acts += counts[place]
        jump = draws.random(REPLICATES) < stop
        place = np.where(jump, draws.integers(0, size, REPLICATES), (place + 1) % size)
    drawn = total[acts > 0] / acts[acts > 0]
    low, high = np.quantile(drawn, (0.025, 0.975))
    return float(low), float(high)
