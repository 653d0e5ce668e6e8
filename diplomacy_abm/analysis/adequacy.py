"""Whether a sample for sensitivity is large enough, and whether its points have runs enough."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from diplomacy_abm.analysis.blocks import Blocks


@dataclass(frozen=True)
class Verdict:
    """Whether a sample is large enough, and the words for it."""

    narrow: bool
    """The intervals of the leading factors are narrow enough."""
    holds: bool
    """Half of the sample ranks the factors as the whole does, where the whole tells them apart."""
    text: str
    """The same in words, with what to do."""

    @property
    def converged(self) -> bool:
        """Both."""
        return self.narrow and self.holds


@dataclass(frozen=True)
class Noise:
    """How much of the variance between points is luck."""

    share: float
    """Share of the variance between the means of the points that comes of the finite number of runs, given that run
    k has the same luck at every point; NaN with one run a point."""
    own_luck: float
    """What the share would be if every point had luck of its own."""
    runs: int
    """Runs of a point that all points have finished."""
    text: str
    """The same in words."""


def noise(blocks: Blocks) -> Noise:
    """Estimate how much of the variance between points is luck; NaN without two runs that all points have finished.

    Value of run r at point p = mean + effect of p + luck of r + what is left. The variance of what is left (the
    residual mean square of a two-way analysis of variance), divided by the number of runs, is what luck adds to the
    variance between the means of the points. The luck of r is the same everywhere and adds nothing.
    """
    table = blocks.luck.reshape(-1, blocks.luck.shape[2])
    table = table[:, np.isfinite(table).all(axis=0)]
    points, runs = table.shape
    between = float(table.mean(axis=1).var(ddof=1)) if runs else 0.0
    if runs < 2 or between == 0.0:
        text = "With fewer than two runs that every point has finished, noise cannot be told from effects."
        return Noise(math.nan, math.nan, runs, text)
    left = table - table.mean(axis=1, keepdims=True) - table.mean(axis=0, keepdims=True) + table.mean()
    shared = float((left**2).sum()) / ((points - 1) * (runs - 1)) / runs / between
    own = float(table.var(axis=1, ddof=1).mean()) / runs / between
    shared = min(shared, 1.0)
    own = own / (1.0 - shared + own)
    return Noise(shared, own, runs, _noise_words(shared, own, runs))


def _noise_words(shared: float, own: float, runs: int) -> str:
    advice = (
        " Play more runs a point before reading small indices." if shared > 0.2
        else " Indices no larger than that may be luck alone." if shared > 0.05
        else ""
    )  # fmt: skip
    return (
        f"About {_percent(shared)} of the variance between points is luck left over from {runs} runs a point; "
        f"with luck of its own at every point it would be {_percent(own)}.{advice}"
    )


def _percent(share: float) -> str:
    return "less than 1 %" if share < 0.01 else f"{100 * share:.0f} %"


def verdict(
    growth: pd.DataFrame, labels: Mapping[str, str] | None = None, width: float = 0.1, top: int = 3
) -> Verdict:  # fmt: skip
    """Say whether a sample is large enough, from the indices of its growing parts.

    `width` is the widest interval of ST that counts as narrow for the `top` leading factors; an interval of mu* may be
    twice that part of the largest mu*. Sarrazin et al. (2016) ask for 0.05; 0.1 is enough to tell a leading factor from
    the rest. Two factors whose intervals overlap in the whole sample count as equal in rank.
    """
    index = "ST" if "ST" in set(growth["index"]) else "mu_star"
    rows = growth[growth["index"] == index]
    rows = rows.assign(factor=[(labels or {}).get(name, name) for name in rows["factor"]])
    sizes = sorted(rows["n"].unique())
    whole = rows[rows["n"] == sizes[-1]].set_index("factor").sort_values("estimate", ascending=False, kind="stable")
    leading = whole.head(top)
    widths, unit = leading["high"] - leading["low"], ""
    if index == "mu_star":
        widths, width, unit = widths / max(float(whole["estimate"].iloc[0]), 1e-300), 2.0 * width, " of the largest mu*"
    half = rows[rows["n"] == sizes[-2]].set_index("factor")["estimate"] if len(sizes) > 1 else None
    swapped = None if half is None else _swapped(whole, half)
    size = f"{sizes[-1]} {'blocks' if index == 'ST' else 'trajectories'}"
    return Verdict(bool(widths.max() <= width), swapped == [], _verdict_words(widths, width, unit, swapped, size))


def _swapped(whole: pd.DataFrame, half: pd.Series) -> list[tuple[str, str]]:
    """Return the pairs that the whole sample tells apart and half of it ranks the other way round."""
    names = list(whole.index)
    return [
        (first, second)
        for place, first in enumerate(names)
        for second in names[place + 1 :]
        if whole.loc[first, "low"] > whole.loc[second, "high"] and half[first] < half[second]
    ]


def _verdict_words(
    widths: pd.Series, width: float, unit: str, swapped: list[tuple[str, str]] | None, size: str
) -> str:  # fmt: skip
    widest = float(widths.max())
    if widest <= width:
        names = ", ".join(map(str, widths.index))
        first = f"the intervals of the leading factors ({names}) are at most {widest:.2f}{unit} wide"
    else:
        times = math.ceil((widest / width) ** 2)
        first = (
            f"the interval of {widths.idxmax()} is {widest:.2f}{unit} wide where {width:.2f} is wanted, "
            f"which takes about {times} times as many"
        )
    if swapped is None:
        second = "the sample is too small to be halved, so the ranking could not be checked"
    elif swapped:
        second = f"half of the sample ranks {swapped[0][0]} and {swapped[0][1]} the other way round"
    else:
        second = "half of the sample gives the same ranking, as far as the whole tells factors apart"
    good = widest <= width and swapped == []
    return f"{'Converged' if good else 'Not converged'} at {size}: {first}; {second}."
