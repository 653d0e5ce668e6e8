"""How likely each option of a menu is, for whoever shows a menu; the engine draws from the same weights."""

from __future__ import annotations

from collections.abc import Sequence

from diplomacy_abm.rules.choice import choice_weight


def chances(values: Sequence[float], shares: Sequence[float], precision: float) -> list[float]:
    """Return the probabilities of quantal response (``eq:choice``) of the options of a menu at a precision λ ≥ 0."""
    best = max(values)
    weights = [choice_weight(value, best, precision, share) for value, share in zip(values, shares, strict=True)]
    # from left to right: newer Pythons round what sum() adds in another way
    total = 0.0
    for weight in weights:
        total += weight
    return [float(weight / total) for weight in weights]
