"""Boxes in factor space: the nodes of a tree, as limits on factors, and their sentences."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from diplomacy_abm.intake.extras import library

trees = library("sklearn.tree")

_LEAVES = (2, 3, 4, 6, 8)
_FOLDS = 5
_SMALLEST = 0.05
"""Share of the points that a leaf holds at least."""
_STARTS = 4
"""Nodes of the tree that are worked up into boxes."""
_WORTH = 0.03
"""Share of the box's accuracy that a limit must add to be kept."""


@dataclass(frozen=True, eq=False)
class Limit:
    """A limit on one factor: ``low < factor <= high``, or a choice of words."""

    factor: str
    """Its name."""
    low: float = math.nan
    high: float = math.nan
    """NaN where there is no limit on that side, or where the factor takes words."""
    words: tuple[str, ...] = ()
    """The choices that are in, for factors of words."""

    def __eq__(self, other: object) -> bool:
        # NaN is no limit, and two of them are the same
        return isinstance(other, Limit) and self._ends() == other._ends()

    def __hash__(self) -> int:
        return hash(self._ends())

    def _ends(self) -> tuple[object, ...]:
        return self.factor, *(None if math.isnan(end) else end for end in (self.low, self.high)), self.words

    def holds(self, column: pd.Series) -> np.ndarray:
        """Tell for every value of the factor whether it is within."""
        if self.words:
            return column.astype(str).isin(self.words).to_numpy()
        value = column.to_numpy(dtype=float)
        return ~(value <= self.low) & ~(value > self.high)


@dataclass(frozen=True)
class Cases:
    """Runs of one arm as cases: where in the factor space, under which luck, and whether the outcome came."""

    table: pd.DataFrame
    """One row a point, one column a factor; the index is the number of the point."""
    point: np.ndarray
    run: np.ndarray
    """For every case its row in the table and its run."""
    hit: np.ndarray
    """1 where the outcome came, else 0."""

    @property
    def size(self) -> int:
        """Number of cases."""
        return len(self.hit)

    def of_points(self, chosen: np.ndarray) -> Cases:
        """Return the cases of some points only."""
        keep = chosen[self.point]
        place = np.cumsum(chosen) - 1
        return Cases(self.table[chosen], place[self.point[keep]], self.run[keep], self.hit[keep])

    def flagged(self, flag: np.ndarray) -> Cases:
        """Return the same cases with another outcome."""
        return Cases(self.table, self.point, self.run, flag.astype(float))

    def shares(self) -> np.ndarray:
        """Return the share of hits at every point."""
        count = np.bincount(self.point, minlength=len(self.table))
        return np.bincount(self.point, weights=self.hit, minlength=len(self.table)) / np.maximum(count, 1)


@dataclass(frozen=True)
class Search:
    """What a search came to: the limits of the best box (none if there is no box) and what the tree split on."""

    limits: tuple[Limit, ...]
    importance: pd.DataFrame


@dataclass(frozen=True)
class _Column:
    """A factor as a tree sees it; ``words`` in their order, empty for numbers."""

    name: str
    words: tuple[str, ...]
    codes: np.ndarray


def inside(table: pd.DataFrame, limits: Iterable[Limit]) -> np.ndarray:
    """Tell which points are within all limits."""
    within = np.ones(len(table), dtype=bool)
    for limit in limits:
        within &= limit.holds(table[limit.factor])
    return within


def find_box(cases: Cases, seed: int) -> Search:
    """Find the box with the largest weighted relative accuracy among the nodes of a tree, in the half that finds.

    The seed is that of the folds by which the size of the tree is chosen. There are no limits where a tree foretells
    points it has not seen no better than their mean does.
    """
    share = cases.shares()
    weight = np.bincount(cases.point, minlength=len(share)).astype(float)
    columns = _encoded(cases.table, share, weight)
    x = np.column_stack([column.codes for column in columns])
    smallest = max(3, math.ceil(_SMALLEST * len(share)))
    leaves = _number_of_leaves(x, share, weight, smallest, seed)
    tree = trees.DecisionTreeRegressor(max_leaf_nodes=max(leaves, 2), min_samples_leaf=smallest, random_state=0)
    tree.fit(x, share, sample_weight=weight)
    gains = {"factor": [column.name for column in columns], "importance": tree.feature_importances_}
    importance = pd.DataFrame(gains).sort_values("importance", ascending=False, kind="stable", ignore_index=True)
    if leaves < 2:
        return Search((), importance)
    gain = weight * (share - np.average(share, weights=weight)) / weight.sum()
    ground = _Ground(cases.table, columns, gain, smallest)
    nodes = sorted((_merged(path, columns) for path in _paths(tree.tree_)), key=ground.accuracy, reverse=True)
    # a tree splits one factor after the other and seldom hits both ends of a box: they are set right afterwards
    boxes = [ground.freed(ground.moved(node)) for node in nodes[:_STARTS]]
    return Search(max(boxes, key=ground.accuracy), importance)


def _encoded(table: pd.DataFrame, share: np.ndarray, weight: np.ndarray) -> list[_Column]:
    """Return the factors as numbers; words are numbered by their share of hits, so that a tree can part them."""
    columns = []
    for name in table:
        column = table[name]
        if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
            columns.append(_Column(str(name), (), column.to_numpy(dtype=float)))
            continue
        said = column.astype(str).to_numpy()
        mean = {word: np.average(share[said == word], weights=weight[said == word]) for word in sorted(set(said))}
        words = tuple(sorted(mean, key=lambda word: (mean[word], word)))
        columns.append(_Column(str(name), words, np.array([words.index(word) for word in said], dtype=float)))
    return columns


def _number_of_leaves(x: np.ndarray, share: np.ndarray, weight: np.ndarray, smallest: int, seed: int) -> int:
    """Return the size of tree that foretells best by cross-validation; 1 is no tree.

    A tree must be better than none by more than a standard error; superfluous limits are dropped later.
    """
    fold = np.random.default_rng(seed).permutation(len(share)) % _FOLDS
    sizes = (1, *_LEAVES)
    # points of which this half has no run weigh nothing, and a few of them can be all of a fold
    folds = [k for k in range(_FOLDS) if weight[fold == k].sum() > 0.0 and weight[fold != k].sum() > 0.0]
    if len(folds) < 2:
        return 1
    error = np.zeros((len(sizes), len(folds)))
    for column, k in enumerate(folds):
        known, asked = fold != k, fold == k
        for place, size in enumerate(sizes):
            if size == 1:
                told: Any = np.average(share[known], weights=weight[known])
            else:
                tree = trees.DecisionTreeRegressor(max_leaf_nodes=size, min_samples_leaf=smallest, random_state=0)
                told = tree.fit(x[known], share[known], sample_weight=weight[known]).predict(x[asked])
            error[place, column] = np.average((share[asked] - told) ** 2, weights=weight[asked])
    mean = error.mean(axis=1)
    best = int(mean.argmin())
    gain = error[0] - error[best]
    if best == 0 or gain.mean() <= gain.std(ddof=1) / math.sqrt(len(folds)):
        return 1
    return sizes[best]


def _paths(tree: Any) -> list[list[tuple[int, bool, float]]]:
    """Return, for every node but the root, the splits on the way: column, whether above, threshold."""
    found: list[list[tuple[int, bool, float]]] = []

    def walk(node: int, path: list[tuple[int, bool, float]]) -> None:
        if path:
            found.append(path)
        if tree.children_left[node] >= 0:
            column, threshold = int(tree.feature[node]), float(tree.threshold[node])
            walk(int(tree.children_left[node]), [*path, (column, False, threshold)])
            walk(int(tree.children_right[node]), [*path, (column, True, threshold)])

    walk(0, [])
    return found


def _merged(path: list[tuple[int, bool, float]], columns: list[_Column]) -> tuple[Limit, ...]:
    """Merge the splits of a path into one limit a factor."""
    low = dict.fromkeys(range(len(columns)), -math.inf)
    high = dict.fromkeys(range(len(columns)), math.inf)
    for column, above, threshold in path:
        if above:
            low[column] = max(threshold, low[column])
        else:
            high[column] = min(threshold, high[column])
    limits = []
    for place in sorted({column for column, _, _ in path}):
        factor, ends = columns[place], (low[place], high[place])
        if factor.words:
            chosen = sorted(word for code, word in enumerate(factor.words) if ends[0] < code <= ends[1])
            limits.append(Limit(factor.name, words=tuple(chosen)))
        else:
            least, most = (_sayable(end, factor.codes) if math.isfinite(end) else math.nan for end in ends)
            limits.append(Limit(factor.name, least, most))
    return tuple(limits)


def _sayable(threshold: float, values: np.ndarray) -> float:
    """Round a threshold to as few digits as its factor's range needs: the box that is told is the box measured."""
    spread = float(np.ptp(values))
    below, above = values[values <= threshold], values[values > threshold]
    digits = max(0, 2 - math.floor(math.log10(spread))) if spread > 0 else 3
    for fewer in range(digits + 1):
        rounded = round(threshold, fewer)
        if abs(rounded - threshold) <= 0.01 * spread or below.max() <= rounded < above.min():
            return rounded
    return threshold


@dataclass(frozen=True)
class _Ground:
    """What a box is measured on while it is sought: ``gain`` is each point's part in the accuracy."""

    table: pd.DataFrame
    columns: list[_Column]
    gain: np.ndarray
    smallest: int

    def accuracy(self, limits: Iterable[Limit]) -> float:
        """Weighted relative accuracy: mass of the box × (density - share overall)."""
        return float(self.gain[inside(self.table, limits)].sum())

    def moved(self, limits: tuple[Limit, ...]) -> tuple[Limit, ...]:
        """Set the limits on one factor after the other to the best there are, as long as that helps."""
        for _ in range(4 * len(self.columns)):
            options = [self._best_on(column, limits) for column in self.columns]
            scored = [(self.accuracy(option), place) for place, option in enumerate(options) if option]
            best, place = max(scored, key=lambda pair: (pair[0], -pair[1]), default=(-math.inf, 0))
            if best <= self.accuracy(limits) * (1.0 + 1e-9):
                break
            limits = options[place]
        return limits

    def freed(self, limits: tuple[Limit, ...]) -> tuple[Limit, ...]:
        """Drop limits, and sides of limits, one by one while that costs next to no accuracy."""
        while len(limits):
            options = [option for option in _fewer(limits) if option]
            best = max(options, key=self.accuracy, default=())
            if not best or self.accuracy(best) < (1.0 - _WORTH) * self.accuracy(limits):
                break
            limits = best
        return limits

    def _best_on(self, column: _Column, limits: tuple[Limit, ...]) -> tuple[Limit, ...]:
        """Return the box with the best interval on one factor, all other limits as they are."""
        others = tuple(limit for limit in limits if limit.factor != column.name)
        within = inside(self.table, others)
        values, place = np.unique(column.codes[within], return_inverse=True)
        if len(values) < 2:
            return ()
        start, stop = _best_stretch(np.bincount(place, weights=self.gain[within]))
        if column.words:
            chosen = tuple(sorted(column.words[int(code)] for code in values[start:stop]))
            limit = Limit(column.name, words=chosen)
        else:
            low = _between(values, start, column.codes) if start > 0 else math.nan
            high = _between(values, stop, column.codes) if stop < len(values) else math.nan
            limit = Limit(column.name, low, high)
        if stop - start == len(values):
            return others
        order = [known.name for known in self.columns]
        found = tuple(sorted((*others, limit), key=lambda known: order.index(known.factor)))
        return found if inside(self.table, found).sum() >= self.smallest else ()


def _best_stretch(gain: np.ndarray) -> tuple[int, int]:
    """Return the first and the last + 1 of the consecutive values with the largest sum."""
    total = np.concatenate([[0.0], np.cumsum(gain)])
    lowest = np.minimum.accumulate(total[:-1])
    stop = int(np.argmax(total[1:] - lowest)) + 1
    return int(np.argmin(total[:stop])), stop


def _between(values: np.ndarray, place: int, every: np.ndarray) -> float:
    return _sayable(float(values[place - 1] + values[place]) / 2.0, every)


def _fewer(limits: tuple[Limit, ...]) -> list[tuple[Limit, ...]]:
    options = []
    for place, limit in enumerate(limits):
        before, after = limits[:place], limits[place + 1 :]
        options.append((*before, *after))
        if not math.isnan(limit.low) and not math.isnan(limit.high):
            options.append((*before, Limit(limit.factor, limit.low), *after))
            options.append((*before, Limit(limit.factor, high=limit.high), *after))
    return options


Estimate = tuple[float, float, float, int]


def limit_words(limit: Limit, name: str, unit: str) -> str:
    """Say a limit: ``cover > 0.45``, ``lead time ≤ 30 weeks``, ``0.2 < cover ≤ 0.6``, ``chair is TUR``."""
    after = f" {unit}" if unit else ""
    if limit.words:
        return f"{name} is {' or '.join(limit.words)}"
    if math.isnan(limit.low):
        return f"{name} ≤ {limit.high:g}{after}"
    if math.isnan(limit.high):
        return f"{name} > {limit.low:g}{after}"
    return f"{limit.low:g} < {name} ≤ {limit.high:g}{after}"


def limits_words(limits: Iterable[Limit], names: Mapping[str, tuple[str, str]]) -> str:
    """Say all limits of a box, joined by ``and``."""
    said = [limit_words(limit, *names.get(limit.factor, (limit.factor, ""))) for limit in limits]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"


def box_sentence(
    label: str, number: int, limits: Iterable[Limit], figures: Mapping[str, Estimate], overall: Estimate,
    names: Mapping[str, tuple[str, str]],
) -> str:  # fmt: skip
    """Say where an outcome lives: density, the share overall, coverage and mass of a box.

    A box after the first is compared with what lies in no box.
    """
    density, coverage, mass = figures["density"], figures["coverage"], figures["mass"]
    lead = "" if number == 1 else "Outside the box before: "
    against = f"{percent(overall)} overall" if number == 1 else f"{percent(figures['elsewhere'])} in no box"
    start = f"{lead}{label}" if lead else label[:1].upper() + label[1:]
    return (
        f"{start} in {percent(density)} of the runs where {limits_words(limits, names)} "
        f"({_reach(density)}), against {against}: {percent(coverage)} of all such runs "
        f"({_reach(coverage)}) lie in this box, which holds {percent(mass)} of the sample."
    )


def nothing_sentence(label: str, overall: Estimate, candidate: Estimate | None) -> str:
    """Say that no box was found, and how far the best candidate came."""
    start = (
        f"No part of the factor space was found in which “{label}” is clearly more frequent than elsewhere "
        f"({percent(overall)} overall, {_reach(overall)})"
    )
    if candidate is None or math.isnan(candidate[0]):
        return f"{start}: no limit on any factor foretells it on points not seen."
    return f"{start}: on the half kept back the best candidate came to {percent(candidate)} ({_reach(candidate)})."


def percent(estimate: Estimate) -> str:
    """Say a share in per cent, with a decimal only below ten."""
    share = 100 * estimate[0]
    return f"{share:.0f} %" if share >= 10 or share == 0 else f"{share:.1f} %"


def _reach(estimate: Estimate) -> str:
    low, high = 100 * estimate[1], 100 * estimate[2]
    digits = 0 if low >= 10 else 1
    return f"{low:.{digits}f}–{high:.{digits}f} %"
