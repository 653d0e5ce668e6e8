"""Reversals of the front: from when on it moved the other way, and what had changed."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from diplomacy_abm.phrases import listed

if TYPE_CHECKING:
    from diplomacy_abm.narrate.turns import Tellings, Turn

LEAST = 0.015
"""A reversal counts when the front then moves by this share of the contested ground."""
BEFORE = 13
"""Steps before and after a reversal over which strength and attacks are compared."""


def turning_points(front: list[float], least: float = LEAST) -> list[int]:
    """Return the places at which a series turns: its highs and lows with moves of at least `least` on both sides."""
    found: list[int] = []
    high = low = 0
    rising = 0
    for x, value in enumerate(front):
        high = x if value > front[high] else high
        low = x if value < front[low] else low
        if rising >= 0 and front[high] - value >= least:
            if rising:
                found.append(high)
            rising, low = -1, x
            high = x
        elif rising <= 0 and value - front[low] >= least:
            if rising:
                found.append(low)
            rising, high = 1, x
            low = x
    return found


def reversals(told: Tellings) -> list[Turn]:
    """Return the reversals of the front as turning points."""
    from diplomacy_abm.narrate.turns import Turn

    front = [float(value) for value in told.run.steps["front"]]
    turns = turning_points(front)
    found = []
    for step, until in pairwise([*turns, len(front) - 1]):
        up = front[until] > front[step]
        side = told.names.who.sides["A" if up else "B"]
        moves = [abs(value - front[step]) for value in front[step : until + 1]]
        furthest = moves.index(max(moves))
        gains = f"gains {100.0 * moves[furthest]:.1f} points in the next {told.names.weeks(furthest)}"
        text = f"The front turns: {told.names.name(side.lead)} {gains}."
        found.append(Turn(step, "front", text, _cause(told, step, "A" if up else "B")))
    return found


def _cause(told: Tellings, step: int, side: str) -> str:
    """Say what favoured a side after a step more than before it."""
    steps, sign = told.run.steps, 1.0 if side == "A" else -1.0
    after = slice(step, min(step + BEFORE, len(steps)))
    ratio = (steps["cap_a"] / steps["cap_b"]).to_numpy()
    changed: list[tuple[float, str]] = []
    gain = sign * (ratio[after].mean() / ratio[max(step - BEFORE, 0) : step + 1].mean() - 1.0)
    if gain >= 0.01:
        changed.append((gain, f"it had grown {100.0 * gain:.0f} % stronger beside its enemy"))
    for other in ("A", "B"):
        lead = told.names.who.sides[other].lead
        attacks: Any = [event["step"] for event in told.of("offensive") if event["actor"] == lead]
        now = sum(step <= at < step + BEFORE for at in attacks)
        before = sum(step - BEFORE <= at < step for at in attacks)
        if other == side and now - before >= 3:
            changed.append(((now - before) / 50.0, f"it attacked on the ground in {now} {told.names.word}s"))
        elif other != side and before - now >= 3:
            changed.append(((before - now) / 50.0, "its enemy's attacks on the ground ebbed"))
    told_by = listed([words for _, words in sorted(changed, reverse=True)[:2]]) if changed else ""
    return f"{told.names.name(told.names.who.sides[side].lead)}: {told_by}" if told_by else ""
