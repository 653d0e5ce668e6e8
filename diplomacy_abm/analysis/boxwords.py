"""The sentences of scenario discovery."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from diplomacy_abm.analysis.boxes import Limit

Estimate = tuple[float, float, float, int]


def limit_words(limit: Limit, label: str = "", unit: str = "") -> str:
    """Say a limit: ``cover > 0.45``, ``lead time ≤ 30 weeks``, ``0.2 < cover ≤ 0.6``, ``chair is TUR``."""
    name = label or limit.factor
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
    return (
        f"{lead}{_capital(label, not lead)} in {percent(density)} of the runs where {limits_words(limits, names)} "
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


def _capital(text: str, wanted: bool) -> str:
    return text[:1].upper() + text[1:] if wanted else text
