"""How a player chose: how escalatory, and how near to quantal response by the actor's own reckoning.

A decision is a menu of one channel in one week with what each alternative is worth, and what was chosen. All
measures are sums over decisions; decisions of one run hang together, so intervals go by run.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

from diplomacy_abm.analysis.intervals import UNKNOWN, Estimate, normal_quantile
from diplomacy_abm.moves import by_name

if TYPE_CHECKING:
    import pandas as pd

FASTEST = 50.0
"""Relative precision beyond which a player counts as a best responder: the likelihood has no maximum below it."""


@dataclass(frozen=True)
class Decision:
    """One choice from one menu."""

    run: int
    step: int
    seat: str
    channel: str
    """Where it was made."""
    place: int
    """Which alternative was chosen."""
    moves: tuple[str, ...]
    targets: tuple[str | None, ...]
    """The alternatives."""
    worth: tuple[float, ...]
    """What they are worth to the actor, in stakes."""
    shares: tuple[float, ...]
    """Their share of their family's place in quantal response."""
    precision: float
    """λ of the channel."""

    @property
    def move(self) -> str:
        """Name of the move that was chosen."""
        return self.moves[self.place]

    def probabilities(self, relative: float = 1.0) -> np.ndarray:
        """Chances of the alternatives in quantal response with `relative` times the model's precision."""
        values = relative * self.precision * np.asarray(self.worth)
        weights = np.asarray(self.shares) * np.exp(values - values.max())
        return weights / weights.sum()


@lru_cache(maxsize=1)
def escalation_table() -> dict[str, Any]:
    """Return the published classes with their points, as in ``escalation.toml``."""
    return tomllib.loads(files("diplomacy_abm.analysis").joinpath("escalation.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=256)
def escalation_class(move: str, other: bool = False) -> str:
    """Return the class of a move in the escalation score of Rivera et al. (2024), or by its other fair reading."""
    ladder = by_name(move).told.ladder
    if ladder is None:
        raise KeyError(move)
    return str((other and ladder.other) or ladder.rung)


@lru_cache(maxsize=256)
def escalation_points(move: str, other: bool = False) -> float:
    """Return the published points of the class of a move."""
    return float(escalation_table()["class"][escalation_class(move, other)]["points"])


def frame(decisions: Sequence[Decision]) -> pd.DataFrame:
    """Return one row a decision with its measures.

    Returns
    -------
    pandas.DataFrame
        ``run``, ``step``, ``seat``, ``channel``, ``move``, ``target``, ``alternatives``; ``value`` and ``best`` in
        stakes, ``regret`` (best less value), ``is_best``; ``probability`` in quantal response at the model's own
        precision, ``log_likelihood`` (its logarithm) and ``expected`` (what a quantal player's would be on average);
        ``escalation_class``, ``escalation`` and ``escalation_other`` (points).
    """
    import pandas as pd

    names = (
        "run", "step", "seat", "channel", "move", "target", "alternatives", "value", "best", "regret", "is_best",
        "probability", "log_likelihood", "expected", "escalation_class", "escalation", "escalation_other",
    )  # fmt: skip
    return pd.DataFrame([_row(decision) for decision in decisions], columns=list(names))


def _row(d: Decision) -> tuple[Any, ...]:
    chances = d.probabilities()
    best, value = max(d.worth), d.worth[d.place]
    likely = math.log(max(chances[d.place], 1e-300))
    expected = float(chances @ np.log(np.maximum(chances, 1e-300)))
    return (
        d.run, d.step, d.seat, d.channel, d.move, d.targets[d.place] or "", len(d.moves), value, best, best - value,
        # values of one alternative are computed alike, so equals are equal to the bit
        value == best, float(chances[d.place]), likely, expected, escalation_class(d.move),
        escalation_points(d.move), escalation_points(d.move, other=True),
    )  # fmt: skip


def relative_precision(decisions: Sequence[Decision], level: float = 0.95, sets: int = 0) -> Estimate:
    """Return the precision of quantal response that fits a player's choices best, in units of the model's own.

    1 is the model's default player, 0 chooses among families at random, below 0 prefers what is worth less; infinite
    where every choice is a best one. Menus with one alternative say nothing.

    Maximum likelihood (McKelvey & Palfrey 1995) of one number m with choice probabilities ∝ share·e^(mλV) on every
    menu. The log-likelihood is concave in m, so its slope Σ λ(V_chosen - E_m V) has one root. The interval is m ±
    z·√(Σ_runs slope²·G/(G - 1)) / Σ λ²Var_m V, which takes account of choices that hang together within runs, or within
    the runs that took one of `sets` sets of parameters in turn.
    """
    menus = _Menus([d for d in decisions if len(d.worth) > 1 and max(d.worth) > min(d.worth) and d.precision > 0.0])
    if not len(menus.place):
        return UNKNOWN
    if menus.slope(FASTEST).sum() >= 0.0:
        return Estimate(math.inf, math.nan, math.inf)
    if menus.slope(-FASTEST).sum() <= 0.0:
        return Estimate(-math.inf, -math.inf, math.nan)
    from scipy.optimize import brentq

    found = float(brentq(lambda m: float(menus.slope(m).sum()), -FASTEST, FASTEST, xtol=1e-8))
    _, place = np.unique(menus.run % sets if sets else menus.run, return_inverse=True)
    groups = int(place.max()) + 1
    if groups < 2:
        return Estimate(found, -math.inf, math.inf)
    sums = np.bincount(place, menus.slope(found), groups)
    error = math.sqrt(groups / (groups - 1.0) * float(sums @ sums)) / float(menus.spread(found).sum())
    half = normal_quantile(level) * error
    return Estimate(found, found - half, found + half)


class _Menus:
    """Menus of many decisions side by side, filled up with alternatives of share 0 to the longest."""

    def __init__(self, decisions: Sequence[Decision]) -> None:
        longest = max((len(d.worth) for d in decisions), default=0)
        self.scaled = np.zeros((len(decisions), longest))
        self.shares = np.zeros((len(decisions), longest))
        for row, d in enumerate(decisions):
            self.scaled[row, : len(d.worth)] = d.precision * np.asarray(d.worth)
            self.shares[row, : len(d.worth)] = d.shares
        self.place = np.array([d.place for d in decisions], dtype=int)
        self.run = np.array([d.run for d in decisions], dtype=int)

    def chances(self, m: float) -> np.ndarray:
        values = np.where(self.shares > 0.0, m * self.scaled, -np.inf)
        weights = self.shares * np.exp(values - values.max(axis=1, keepdims=True))
        return weights / weights.sum(axis=1, keepdims=True)

    def slope(self, m: float) -> np.ndarray:
        """Slope of each decision's log-likelihood in m."""
        expected = (self.chances(m) * self.scaled).sum(axis=1)
        return self.scaled[np.arange(len(self.place)), self.place] - expected

    def spread(self, m: float) -> np.ndarray:
        """Variance of the scaled values of each menu: the information about m."""
        chances = self.chances(m)
        return (chances * self.scaled**2).sum(axis=1) - (chances * self.scaled).sum(axis=1) ** 2
