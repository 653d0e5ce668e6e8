"""Examining the model: every claim is measured, and one that cannot be does not stop the others."""

from __future__ import annotations

import difflib
import math
import warnings
from collections.abc import Callable, Sequence
from dataclasses import replace

from diplomacy_abm.analysis.claims import Claim
from diplomacy_abm.analysis.intervals import UNKNOWN, Estimate
from diplomacy_abm.validation.arms import Lab
from diplomacy_abm.validation.facts import THEMES, Fact, facts

RUNS = 2000
"""Runs of an arm unless asked otherwise: the whole battery then takes some minutes."""


def chosen(only: Sequence[str] = ()) -> list[Fact]:
    """Return the claims of some ids or themes, all of them without any, in the order of the file.

    The beginning of ids (``P17``) stands for all of them, the name of a theme for all of its. ValueError in one line
    with the nearest known id, if there is none of that name.
    """
    known = facts()
    wanted: set[str] = set()
    for word in only:
        found = {name for name, fact in known.items() if word in (name, fact.theme)}
        found = found or {name for name in known if name.rstrip("abcdefgh0123456789") == word or
                          name.rstrip("abcdefgh") == word}  # fmt: skip
        if not found:
            names = [*known, *THEMES]
            near = difflib.get_close_matches(word, names, 1, 0.5)
            raise ValueError(f"there is no claim {word!r}; " + (f"did you mean {near[0]}?" if near else
                             f"claims are {', '.join(names)}"))  # fmt: skip
        wanted |= found
    return [fact for name, fact in known.items() if not only or name in wanted]


def examine(
    runs: int = RUNS, seed: int = 1, only: Sequence[str] = (), report: Callable[[int], None] | None = None,
    before: Callable[[Fact], None] | None = None, parameters: str | None = None, by_set: bool = False,
) -> list[Claim]:  # fmt: skip
    """Measure the claims of some ids or themes (:func:`chosen`) and judge each, in the order of ``facts.toml``.

    Arms have `runs`, some a multiple of it, long ones a part. `parameters` is another sample than the scenarios name,
    or ``central``; scenarios that name none draw none. `by_set` examines each claim set by set too
    (:mod:`diplomacy_abm.validation.sets`). A claim that could not be measured is undecided, with the reason. `report`
    is called with the number of runs that were played, `before` with each claim before it is measured.
    """
    wanted = chosen(only)
    if runs < 2:
        raise ValueError(f"runs: {runs} is out of range, must be at least 2")
    lab = Lab(runs, seed, report, parameters=parameters)
    found = []
    for fact in wanted:
        if before is not None:
            before(fact)
        found.append(judged(fact, lab, by_set))
    return found


def judged(fact: Fact, lab: Lab, by_set: bool = False) -> Claim:
    """Measure one claim, and set by set if asked."""
    estimate, changed, reason = UNKNOWN, None, ""
    lab.largest = 0
    lab.drawn.clear()
    try:
        with warnings.catch_warnings():
            # means of nothing are NaN, and what is NaN is told as undecided
            warnings.simplefilter("ignore", RuntimeWarning)
            estimate = fact.measure(lab)
        if fact.null is not None:
            changed = lab.changed(*fact.null)[0]
    except Exception as error:  # noqa: BLE001 (whatever stops one claim is told beside it, and the others go on)
        estimate, reason = UNKNOWN, f"{type(error).__name__}: {error}"
    if not reason and not math.isfinite(estimate.value):
        reason = f"what is counted does not happen in {lab.largest} runs"
    claim = claim_of(fact, estimate, lab.largest, changed, reason, lab.runs, lab.seed)
    if not by_set or reason:
        return claim
    from diplomacy_abm.validation.sets import held, over_sets

    sets = held(fact, lab, sorted(lab.drawn))
    low, high = fact.expected
    # of a difference of shares no more than a sign is asked, or a range above 0
    proper = fact.unit.startswith("share") and low >= 0.0 and (low > 0.0 or high <= 1.0)
    wider = over_sets(estimate, sets, proper)
    return replace(claim, low=wider.low, high=wider.high, passed=sets.passed, failed=sets.failed, sets=sets.sets)


def claim_of(
    fact: Fact, estimate: Estimate, n: int, changed: int | None, reason: str, runs: int, seed: int
) -> Claim:  # fmt: skip
    """Put what was measured beside what is claimed.

    `n` runs or pairs it was found in, `changed` pairs that the null arm changed, `reason` why nothing could be
    measured.
    """
    return Claim(
        fact.id, fact.claim, fact.source, *fact.expected, *estimate[:3], note=fact.note, theme=fact.theme,
        unit=fact.unit, where=fact.where, n=n, null_changed=changed, explanation=fact.explanation,
        command=f"diplomacy-abm validate --only {fact.id} --runs {runs} --seed {seed} --figure", reason=reason,
        kind=fact.kind,
    )  # fmt: skip
