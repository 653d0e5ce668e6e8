"""A claim about results: what is expected, what was found with its interval, and the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Claim:
    """One line of an examination.

    The verdict is ``pass`` when the whole interval lies in the expected range, ``fail`` when it lies wholly
    outside, ``undecided`` otherwise.
    """

    id: str
    claim: str
    source: str
    expected_low: float
    expected_high: float
    estimate: float
    low: float
    high: float
    note: str = ""

    @property
    def status(self) -> str:
        """``pass``, ``fail`` or ``undecided``."""
        if not np.isfinite([self.estimate, self.low, self.high]).all():
            return "undecided"
        if self.low >= self.expected_low and self.high <= self.expected_high:
            return "pass"
        if self.high < self.expected_low or self.low > self.expected_high:
            return "fail"
        return "undecided"

    @property
    def expected(self) -> str:
        """The expected range in words."""
        low, high = self.expected_low, self.expected_high
        if low == high:
            return f"exactly {low:g}"
        if np.isinf(low):
            return f"at most {high:g}"
        return f"at least {low:g}" if np.isinf(high) else f"{low:g} to {high:g}"


def ratio_of_sums(
    top: np.ndarray, bottom: np.ndarray, level: float = 0.95, draws: int = 2000, seed: int = 0
) -> tuple[float, float, float]:
    """Ratio of two sums over runs with a bootstrap interval over runs.

    Parameters
    ----------
    top, bottom
        Shape (runs,); runs are the independent units, weeks within a run are not.
    level
        Confidence level.
    draws, seed
        Number of bootstrap samples and the seed of their own generator.

    Returns
    -------
    estimate, low, high
        NaN where the denominator is 0.
    """
    total = float(bottom.sum())
    if total <= 0.0:
        return (float("nan"),) * 3
    rng = np.random.default_rng(seed)
    picks = rng.integers(0, len(top), (draws, len(top)))
    sums = bottom[picks].sum(axis=1)
    ratios = top[picks].sum(axis=1)[sums > 0] / sums[sums > 0]
    tail = (1.0 - level) / 2.0
    return float(top.sum()) / total, float(np.quantile(ratios, tail)), float(np.quantile(ratios, 1.0 - tail))


def proportion(count: int, n: int, level: float = 0.95) -> tuple[float, float, float]:
    """Proportion with Wilson's interval."""
    from scipy.stats import binomtest

    interval = binomtest(count, n).proportion_ci(level, method="wilson")
    return count / n, float(interval.low), float(interval.high)


def markdown(claims: Sequence[Claim]) -> str:
    """Return the claims as a Markdown table."""
    lines = [
        "| id | claim | source | expected | estimate | 95 % interval | verdict |",
        "|---|---|---|---|---|---|---|",
    ]
    for x in claims:
        note = f" {x.note}" if x.note else ""
        lines.append(
            f"| {x.id} | {x.claim}{note} | {x.source} | {x.expected} | {x.estimate:.3g} | "
            f"{x.low:.3g} – {x.high:.3g} | **{x.status}** |"
        )
    return "\n".join(lines) + "\n"
