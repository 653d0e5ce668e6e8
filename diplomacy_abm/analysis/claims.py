"""A claim about results: what is expected, what was found with its interval, and the verdict."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from diplomacy_abm.analysis.intervals import Estimate, wilson
from diplomacy_abm.analysis.parts import STABLE


@dataclass(frozen=True)
class Claim:
    """One line of an examination.

    The verdict is ``pass`` when the whole interval lies in the expected range, ``fail`` when it lies wholly
    outside, ``undecided`` otherwise. A claim on mediation fails, whatever it found, when its null arm changed
    anything.
    """

    id: str
    claim: str
    source: str
    """Short name, statement, and where it comes from."""
    expected_low: float
    expected_high: float
    """Range that the source leaves open; infinite where only a sign is known."""
    estimate: float
    low: float
    high: float
    """What was found with its 95 % interval; NaN where nothing could be measured."""
    note: str = ""
    """More about how it was measured."""
    theme: str = ""
    unit: str = ""
    where: str = ""
    """Group of the claim, unit of the figures, and the scenario it was measured in."""
    n: int = 0
    """Runs, or pairs of runs, that were played for it."""
    null_changed: int | None = None
    """Pairs that a mediator without information, leverage and reputation changed; None without a null arm."""
    explanation: str = ""
    """Why it fails, as far as we know; shown only when it does."""
    command: str = ""
    """What makes it again with its figure."""
    reason: str = ""
    """Why nothing could be measured."""
    kind: str = ""
    """How much a pass is worth, such as "built in" or "emergent"; empty where nobody said."""
    passed: float = math.nan
    failed: float = math.nan
    """Share of the sets of parameters in which it passes by itself, and in which it fails."""
    sets: int = 0
    """How many sets of parameters were examined; 0 where the runs drew none, or nobody asked."""

    @property
    def open(self) -> bool:
        """Whether the sets of parameters leave it open: neither verdict holds in four of five of them."""
        return self.sets > 0 and max(self.passed, self.failed) < STABLE

    @property
    def in_sets(self) -> str:
        """In which share of the sets of parameters it passes, and in which it fails; empty where none were drawn."""
        if not self.sets:
            return ""
        told = f"pass {self.passed:.0%}, fail {self.failed:.0%} of {self.sets} sets"
        return f"{told}: open" if self.open else told

    @property
    def status(self) -> str:
        """``pass``, ``fail`` or ``undecided``."""
        if self.null_changed:
            return "fail"
        # an end of the interval may be infinite, the estimate may not
        if not math.isfinite(self.estimate) or math.isnan(self.low) or math.isnan(self.high):
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
            return f"exactly {figure(low)}"
        if math.isinf(low):
            return f"at most {figure(high)}"
        return f"at least {figure(low)}" if math.isinf(high) else f"{figure(low)} to {figure(high)}"

    def document(self) -> dict[str, Any]:
        """Return the claim as a document of plain values, as JSON has it."""
        return {
            "id": self.id, "claim": self.claim, "source": self.source, "expected": self.expected,
            "estimate": self.estimate, "low": self.low, "high": self.high, "status": self.status,
            "expected_low": self.expected_low, "expected_high": self.expected_high,
            "theme": self.theme, "unit": self.unit, "scenario": self.where, "runs": self.n,
            "null_changed": self.null_changed, "note": self.note,
            "explanation": self.explanation if self.status == "fail" else "",
            "reason": self.reason, "command": self.command,
            "passed": None if math.isnan(self.passed) else self.passed,
            "failed": None if math.isnan(self.failed) else self.failed, "sets": self.sets, "open": self.open,
        }  # fmt: skip


def figure(value: float) -> str:
    """Three figures of a number, with a true minus sign."""
    return f"{value:.3g}".replace("-", "−") if math.isfinite(value) else "–"


def interval(claim: Claim) -> str:
    """The interval of a claim in words."""
    ends = [figure(x) if math.isfinite(x) else "∞" for x in (claim.low, claim.high)]
    return f"{ends[0]} to {ends[1]}" if math.isfinite(claim.estimate) else "–"


def tally(claims: Sequence[Claim]) -> dict[str, int]:
    """How many claims pass, fail and are undecided."""
    return {status: sum(claim.status == status for claim in claims) for status in ("pass", "fail", "undecided")}


def proportion(count: int, n: int, level: float = 0.95) -> Estimate:
    """Proportion with Wilson's interval."""
    return wilson(count / n if n else math.nan, n, level)
