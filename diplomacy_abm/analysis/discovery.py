"""Scenario discovery: in which part of the factor space an outcome lives, said in words.

A tree of scikit-learn tells whether the factors foretell the outcome at all and proposes boxes (every node of a
tree is one: a limit or two on some factors). The limits of the best nodes are then moved to where the weighted
relative accuracy, mass × (density - share overall), is largest, and limits that add next to nothing are dropped.
Density, coverage and mass are those of Bryant and Lempert (2010, Technological Forecasting and Social Change 77),
and so are the quasi-p values of the limits.

Half of the points find the limits, the other half supplies every figure that is reported.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from diplomacy_abm.analysis.blocks import METHODS, block_size, chosen_arm, grid_factors
from diplomacy_abm.analysis.boxes import Cases, Limit, Search, box_sentence, find_box, inside, nothing_sentence
from diplomacy_abm.analysis.intervals import wilson
from diplomacy_abm.analysis.study import clusters
from diplomacy_abm.results.problem import sampled_factors
from diplomacy_abm.results.quantities import describe
from diplomacy_abm.results.quantities import quantity as column_of
from diplomacy_abm.results.sides import sides_of

if TYPE_CHECKING:
    from diplomacy_abm.results.store import Store

_LIMITS = {"box": "int64", "factor": "object", "low": "float64", "high": "float64", "p": "float64"}
"""Columns of limits; they have their types where there is no limit too, so that tables can be put together."""


def clustered_share(cases: Cases, chosen: np.ndarray, level: float) -> tuple[float, float, float, int]:
    """Share of hits among the chosen cases, with Wilson's interval for as many strangers as the cases are worth.

    Estimate, low, high, and the number of cases before it is cut down for the interval.
    """
    hit, point, run = cases.hit[chosen], cases.point[chosen], cases.run[chosen]
    n = len(hit)
    if n == 0:
        return math.nan, 0.0, 1.0, 0
    share = float(hit.mean())
    found = wilson(share, n / design_effect(hit, point, run), level)
    return share, found.low, found.high, n


def design_effect(hit: np.ndarray, point: np.ndarray, run: np.ndarray) -> float:
    """By how much the variance of a share exceeds that of as many strangers; 1 at least.

    Notes
    -----
    Variance clustered both ways: by point, plus by run, less that of the cases alone (Cameron, Gelbach and
    Miller 2011).
    """
    left = hit - hit.mean()
    alone = float((left**2).sum())
    if alone == 0.0:
        # all alike: only the points are known to differ
        return len(hit) / max(len(np.unique(point)), 1)
    by_point = float((np.bincount(point, weights=left) ** 2).sum())
    by_run = float((np.bincount(run, weights=left) ** 2).sum())
    return max(1.0, (by_point + by_run - alone) / alone)


def quasi_p(cases: Cases, in_box: np.ndarray, wider: np.ndarray) -> float:
    """Quasi-p value of a limit on the half kept back (Bryant and Lempert 2010).

    The chance that as many hits or more fall among that many cases if the limit meant nothing: if their frequency were
    that of the wider box without the limit. Cases count as the strangers that they are worth.
    """
    from scipy.stats import binom

    hit = cases.hit[in_box]
    worth = len(hit) / design_effect(hit, cases.point[in_box], cases.run[in_box])
    n = max(1, round(worth))
    return float(binom.sf(math.ceil(float(hit.mean()) * n) - 1, n, float(cases.hit[wider].mean())))


FEWEST = 24
"""Points below which there is nothing to halve."""


@dataclass(frozen=True)
class Box:
    """A part of the factor space in which the outcome is more frequent than elsewhere."""

    limits: tuple[Limit, ...]
    """At most one a factor; no limit on the factors that are not named."""
    text: str
    """The box and its figures in a sentence."""


@dataclass(frozen=True)
class Discovery:
    """Where an outcome lives."""

    quantity: str
    arm: str
    """What was looked for, in which arm."""
    label: str
    """The outcome in words."""
    boxes: tuple[Box, ...]
    """None where no box stood the test on the half kept back."""
    figures: pd.DataFrame
    """box, measure, estimate, low, high, n; from the half kept back. Box 0 is the whole sample (``overall``). The
    others have density, coverage, mass, and the share ``elsewhere``: in no box so far."""
    limits: pd.DataFrame
    """box, factor, low, high (NaN = no limit), p (quasi-p value on the half kept back)."""
    importance: pd.DataFrame
    """factor, importance: share of the tree's gain that goes with the factor."""
    points: pd.DataFrame
    """point, the factors, share, n, half ("finding", "checking")."""
    text: tuple[str, ...]
    """Sentences that say all of it."""
    logarithmic: tuple[str, ...] = ()
    """Factors that were sampled on a logarithmic scale, and are best drawn on one."""


def discover(
    store: Store, quantity: str, arm: str | None = None, above: float | None = None, most: int = 2,
    level: float = 0.95, seed: int = 1,
) -> Discovery:  # fmt: skip
    """Find the parts of the factor space in which an outcome is frequent.

    Parameters
    ----------
    store : Store
        With sampled factors, or a grid of enough points.
    quantity : str
        A share, such as ``"outcome: settlement held"``; or any other together with ``above``.
    arm : str, optional
        The first by default.
    above : float, optional
        A run counts where the quantity is larger than this.
    most : int
        Largest number of boxes; each is sought outside those before it.
    level : float
        Confidence level, in (0, 1).
    seed : int
        Decides which points find and which check.

    Returns
    -------
    Discovery
        The same for the same store and arguments.

    Raises
    ------
    ValueError
        In one line: too few points, no factor, a quantity that is no share without ``above``.

    Notes
    -----
    The runs of a point share its factors, and run k has the same luck at every point. The intervals are
    Wilson's for as many independent runs as these are worth (two-way clustered variance).
    """
    arm, label, names = chosen_arm(store, arm), _label(store, quantity, above), _labels(store)
    cases = _cases(store, quantity, arm, above)
    finding = _halves(store, cases, seed)
    searched, checked = cases.of_points(finding), cases.of_points(~finding)
    overall = clustered_share(checked, np.ones(checked.size, dtype=bool), level)
    tries = _tries(searched, checked, most, level, seed)
    standing = [(search, told) for search, told in tries if told is not None and told.stands][:most]
    stood = list(enumerate(standing, start=1))
    boxes = [
        Box(search.limits, box_sentence(label, number, search.limits, told.figures, overall, names))
        for number, (search, told) in stood
    ]
    figures = [(number, measure, *row) for number, (_, told) in stood for measure, row in told.figures.items()]
    limits = [(number, limit.factor, limit.low, limit.high, p) for number, (search, told) in stood
              for limit, p in zip(search.limits, told.p, strict=True)]  # fmt: skip
    last, laws = tries[-1][1], {name: factor.get("distribution") or () for name, factor in store.factors.items()}
    nearest = None if last is None else last.figures["density"]
    return Discovery(
        quantity=quantity,
        arm=arm,
        label=label,
        boxes=tuple(boxes),
        figures=pd.DataFrame(
            [(0, "overall", *overall), *figures], columns=["box", "measure", "estimate", "low", "high", "n"]
        ),
        limits=pd.DataFrame(limits, columns=list(_LIMITS)).astype(_LIMITS),
        importance=tries[0][0].importance,
        points=_points(cases, finding),
        text=tuple(box.text for box in boxes) or (nothing_sentence(label, overall, nearest),),
        logarithmic=tuple(name for name, law in laws.items() if "loguniform" in law),
    )


@dataclass(frozen=True)
class _Measured:
    figures: dict[str, tuple[float, float, float, int]]
    p: list[float]
    stands: bool


def _tries(
    searched: Cases, checked: Cases, most: int, level: float, seed: int
) -> list[tuple[Search, _Measured | None]]:
    """Seek boxes, each outside those before it, until one does not stand; that one is the last of the list."""
    tries: list[tuple[Search, _Measured | None]] = []
    free = np.ones(len(searched.table), dtype=bool)
    while not tries or len(tries) < most:
        search = find_box(searched.of_points(free), seed)
        told = _measured(checked, search, [before.limits for before, _ in tries], level)
        tries.append((search, told))
        if told is None or not told.stands:
            break
        free &= ~inside(searched.table, search.limits)
    return tries


def _measured(checked: Cases, search: Search, before: Sequence[tuple[Limit, ...]], level: float) -> _Measured | None:
    """Return the figures of a candidate on the half kept back, outside the boxes found before it."""
    if not search.limits:
        return None
    outside = np.ones(len(checked.table), dtype=bool)
    for limits in before:
        outside &= ~inside(checked.table, limits)
    here = outside & inside(checked.table, search.limits)
    rest = outside & ~here
    if not here.any() or not rest.any():
        return None
    in_box = here[checked.point]
    density = clustered_share(checked, in_box, level)
    elsewhere = clustered_share(checked, rest[checked.point], level)
    figures = {
        "density": density,
        "coverage": clustered_share(checked.flagged(in_box), checked.hit > 0, level),
        "mass": clustered_share(checked.flagged(in_box), np.ones(checked.size, dtype=bool), level),
        "elsewhere": elsewhere,
    }
    p = []
    for limit in search.limits:
        others = [other for other in search.limits if other is not limit]
        wider = (outside & inside(checked.table, others))[checked.point]
        p.append(quasi_p(checked, in_box, wider))
    return _Measured(figures, p, density[1] > elsewhere[0] and elsewhere[2] < density[0])


def _label(store: Store, quantity: str, above: float | None) -> str:
    known = describe(quantity, store.scenario.step_days, sides_of(store.scenario))
    if above is None:
        if known.kind != "share":
            raise ValueError(f"discovery: {quantity!r} is no share of runs; say above which value a run counts")
        return known.label
    unit = f" {known.unit}" if known.unit and not known.unit[0].isdigit() else ""
    return f"{known.label} above {above:g}{unit}"


def _labels(store: Store) -> dict[str, tuple[str, str]]:
    return {name: (factor.get("label") or name, factor.get("unit") or "") for name, factor in store.factors.items()}


def _cases(store: Store, quantity: str, arm: str, above: float | None) -> Cases:
    names = [name for name in store.factors if len(store.points[name].unique()) > 1]
    if not names:
        raise ValueError(f"{store.name}: discovery needs a factor that varies")
    runs = store.finished()
    runs = runs[runs["arm"] == arm]
    values = column_of(runs, quantity, store.scenario.step_days)
    known = np.isfinite(values)
    runs, values = runs[known], values[known]
    hit = (values > above).astype(float) if above is not None else values
    points = store.points.set_index("point").loc[np.unique(runs["point"]), names]
    if len(points) < FEWEST:
        raise ValueError(f"{store.name}: discovery needs {FEWEST} points with finished runs or more, not {len(points)}")
    place = points.index.get_indexer(runs["point"])
    return Cases(points, np.asarray(place), clusters(runs), hit)


def _halves(store: Store, cases: Cases, seed: int) -> np.ndarray:
    """Tell which points find; points that share sampled values (a cell's, a block's) stay together."""
    groups = _groups(store, cases.table)
    order = np.random.default_rng(seed).permutation(int(groups.max()) + 1)
    # whole groups, taken in a drawn order until half of the points are in
    sizes = np.bincount(groups, minlength=len(order))[order]
    chosen = order[np.cumsum(sizes) <= max(sizes.sum() // 2, sizes[0])]
    return np.isin(groups, chosen)


def _groups(store: Store, table: pd.DataFrame) -> np.ndarray:
    sampled = sampled_factors(store.design)
    if not sampled:
        return np.arange(len(table))
    cells = math.prod(store.points[name].nunique() for name in grid_factors(store))
    row = table.index.to_numpy() % (len(store.points) // cells)
    sampling = store.sampling or {}
    if sampling.get("method") in METHODS:
        row = row // block_size(sampling, len(sampled))
    return pd.factorize(row)[0]


def _points(cases: Cases, finding: np.ndarray) -> pd.DataFrame:
    frame = cases.table.reset_index()
    frame["share"] = cases.shares()
    frame["n"] = np.bincount(cases.point, minlength=len(frame))
    frame["half"] = np.where(finding, "finding", "checking")
    return frame
