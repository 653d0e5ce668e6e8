"""Pairs of runs with the same luck, by a setup and with one change: how they end, and who did what else first."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from diplomacy_abm.app.crowd import classes_of, compile_aside, ended
from diplomacy_abm.moves import catalogue
from diplomacy_abm.state import EVENT_FIELDS

if TYPE_CHECKING:
    import pandas as pd

    from diplomacy_abm.scenario import Scenario

QUESTIONS: dict[str, tuple[str, str]] = {
    "talks": ("formal talks are held", "ever: formal"),
    "early": ("early discussions are held", "ever: early"),
    "partial": ("a partial deal is signed", "ever: partial"),
    "ceasefire": ("a general ceasefire is signed", "ever: ceasefire"),
    "settlement": ("a settlement is signed", "ever: settlement"),
    "held": ("a settlement has stood for a quarter of a year at the end", "settlement held"),
    "broken": ("a settlement is broken", "ever: settlement broken"),
    "victory": ("one side wins the war", "victory"),
}
"""What can be asked of a pair: by name a sentence and the quantity (:mod:`diplomacy_abm.results.quantities`)."""
CAVEAT = "Pairs of runs of this model with the same luck, under its assumptions; no forecast of any war."
BLOCK = 64
"""Pairs that are played between two reports."""
FIRSTS = 8
"""Rows that tell what was done otherwise first."""
_DEED = [EVENT_FIELDS.index(name) for name in ("step", "actor", "target", "move", "accepted", "subject")]
_STEP, _ACTOR, _TARGET, _MOVE = 0, 1, 2, 3

Deed = tuple[int, int, int, int]
"""Actor, target (-1: nobody), row of the catalogue of moves, and the answer that was given (-1: it is none)."""


@dataclass(frozen=True)
class Arm:
    """One of the two ways in which each pair is played: a scenario with its settings, and what is changed."""

    scenario: Scenario
    policies: Mapping[str, str]
    without: tuple[str, ...]
    parameters: Mapping[str, float]


@dataclass
class Block:
    """Some runs of an arm: one row a run, and the deeds of each, int16 of shape (events, 6)."""

    runs: pd.DataFrame
    deeds: list[np.ndarray]


def blocks(arm: Arm, n: int, seed: int, begin: int = 0) -> Iterator[Block]:
    """Play runs `begin` to `n` - 1 of an arm in blocks; the next one is played when it is asked for."""
    from diplomacy_abm.api import policies_of
    from diplomacy_abm.engine.ensemble import chunks, work_of
    from diplomacy_abm.frames import runs_frame
    from diplomacy_abm.intake.arguments import numbers_of

    policies, numbers = policies_of(arm.policies), numbers_of(arm.parameters)
    whole = work_of(arm.scenario, seed, begin, n - begin, policies, arm.without, numbers, {"events"})
    for first in range(begin, n, BLOCK):
        at, runs = first - begin, min(BLOCK, n - first)
        work = replace(whole, parameters=whole.parameters_of(at, at + runs), first=first, runs=runs)
        played = list(chunks(arm.scenario, seed, work, policies, arm.without, "batch"))
        summary = np.concatenate([chunk.summary for chunk in played])
        reasons = [text for chunk in played for text in chunk.reasons or [""] * len(chunk.summary)]
        deeds = [log[:, _DEED].astype(np.int16) for chunk in played for log in chunk.logs or ()]
        yield Block(runs_frame(arm.scenario, seed, first, summary, reasons), deeds)


def pairs(
    base: Arm, changed: Arm, n: int, seed: int, question: str, report: Callable[[str, int], None],
    wanted: Callable[[], bool], known: list[Block],
) -> dict[str, Any] | None:  # fmt: skip
    """Play `n` pairs and say how they end.

    Parameters
    ----------
    base, changed
        The two arms.
    n, seed
        Pairs, and the seed; a pair is the same run under it in both arms.
    question
        One of :data:`QUESTIONS`.
    report
        Told ``"compiling"`` or ``"playing"`` and the pairs done.
    wanted
        Whether the answer is still wanted; asked after each block.
    known
        Blocks of `base` under this seed that were played before; those that are played now are added.

    Returns
    -------
    dict or None
        The message ``pairs`` (:mod:`diplomacy_abm.app.messages`) but for what was asked; None if nobody wants it.

    Raises
    ------
    ValueError
        In one line, for an unknown question and for arms that cannot be played.
    """
    import pandas as pd

    if question not in QUESTIONS:
        raise ValueError(f"question: there is no {question!r}, must be one of {', '.join(QUESTIONS)}")
    compile_aside(report)
    report("playing", 0)
    firsts = _Firsts(base, changed)
    tables: list[tuple[pd.DataFrame, pd.DataFrame]] = []
    done = 0
    for one, other in zip(_kept(base, n, seed, known), blocks(changed, n, seed), strict=True):
        tables.append((one.runs, other.runs))
        for run, deeds, others in zip(one.runs["run"], one.deeds, other.deeds, strict=True):
            firsts.note(int(run), deeds, others)
        done += len(one.deeds)
        report("playing", done)
        if not wanted():
            return None
    left, right = (pd.concat(side, ignore_index=True) for side in zip(*tables, strict=True))
    days = base.scenario.scenario.step_days
    return _told(left, right, days, question) | firsts.told() | {"seed": str(seed)}


def _kept(arm: Arm, n: int, seed: int, known: list[Block]) -> Iterator[Block]:
    """Yield the blocks of an arm, those that are known without playing them again."""
    there = known[: n // BLOCK]
    yield from there
    for block in blocks(arm, n, seed, len(there) * BLOCK):
        if len(block.deeds) == BLOCK:
            known.append(block)
        yield block


def _told(left: pd.DataFrame, right: pd.DataFrame, days: int, question: str) -> dict[str, Any]:
    good = ((left["status"] == "ok") & (right["status"] == "ok")).to_numpy()
    left, right = left[good], right[good]
    names = classes_of()
    place = {name: k for k, name in enumerate(names)}
    ends = [[place[name] for name in ended(table, days)] for table in (left, right)]
    flow = Counter(zip(*ends, strict=True))
    asked = [_answer(name, left, right, days) for name in QUESTIONS]
    return {
        "n": len(left), "classes": names, "flow": [[i, j, count] for (i, j), count in sorted(flow.items())],
        "pairs": [[int(run), i, j] for run, i, j in zip(left["run"], *ends, strict=True)],
        "question": asked[list(QUESTIONS).index(question)], "questions": asked,
        "bases": [[side.count(k) for k in range(len(names))] for side in ends],
    }  # fmt: skip


def _answer(name: str, left: pd.DataFrame, right: pd.DataFrame, days: int) -> dict[str, Any]:
    from diplomacy_abm.analysis.intervals import paired_shares
    from diplomacy_abm.analysis.study import clusters
    from diplomacy_abm.results.quantities import quantity

    text, what = QUESTIONS[name]
    one, other = quantity(left, what, days), quantity(right, what, days)
    found = paired_shares(one, other, clusters(left)) if len(one) else None
    return {
        "name": name, "text": text, "base": [int(one.sum()), len(one)], "changed": [int(other.sum()), len(other)],
        "difference": round(found.value, 4) if found else None, "low": round(found.low, 4) if found else None,
        "high": round(found.high, 4) if found else None,
        "same": round(float((one == other).mean()), 4) if len(one) else None,
        "only_base": int((one > other).sum()), "only_changed": int((other > one).sum()), "caveat": CAVEAT,
        **_sources(left, other - one),
    }  # fmt: skip


def _sources(runs: pd.DataFrame, gap: np.ndarray) -> dict[str, float | int | None]:
    """Return of what the interval of a mean difference is made, where that is known.

    ``sets`` of parameters that the pairs took in turn, ``between`` (standard deviation of the true difference from set
    to set), and ``luck``, the share of the interval's variance that is luck; the rest is that the sets differ.
    """
    from diplomacy_abm.analysis.parts import parts_of

    sets = int(runs["draw"].nunique()) if "draw" in runs else 0
    made = parts_of(runs, gap)
    if sets < 2 or math.isnan(made.parameters):
        return {"sets": None, "between": None, "luck": None}
    luck, parameters = made.luck**2, made.parameters**2 / sets
    whole = luck + parameters
    share = round(luck / whole, 4) if whole > 0.0 else None
    return {"sets": sets, "between": round(made.parameters, 4), "luck": share}


class _Firsts:
    """What was done otherwise first, by whom, in how many pairs; deeds of actors that one arm lacks do not count."""

    def __init__(self, base: Arm, changed: Arm) -> None:
        self.labels = list(base.scenario.actors)
        absent = {*base.without, *changed.without}
        self.there = np.array([label not in absent for label in self.labels] + [True])
        self.moves = catalogue()
        self.count: Counter[tuple[int, int, Deed | None, Deed | None]] = Counter()
        self.when: dict[tuple[int, int, Deed | None, Deed | None], list[tuple[int, int]]] = {}
        self.alike = 0

    def note(self, run: int, deeds: np.ndarray, others: np.ndarray) -> None:
        """Find the first difference of a pair."""
        # the last place stands for nobody, whose index is -1
        deeds, others = deeds[self.there[deeds[:, _ACTOR]]], others[self.there[others[:, _ACTOR]]]
        length = min(len(deeds), len(others))
        differs = np.flatnonzero((deeds[:length] != others[:length]).any(axis=1))
        if not len(differs) and len(deeds) == len(others):
            self.alike += 1
            return
        at = int(differs[0]) if len(differs) else length
        week = min(int(log[at, _STEP]) for log in (deeds, others) if at < len(log))
        key = self._first(_of_week(deeds, week), _of_week(others, week))
        self.count[key] += 1
        self.when.setdefault(key, []).append((week, run))

    def _first(
        self, was: list[tuple[int, ...]], became: list[tuple[int, ...]]
    ) -> tuple[int, int, Deed | None, Deed | None]:
        """Return actor, channel and both deeds of the first difference within a week."""
        gone, fresh = Counter(was) - Counter(became), Counter(became) - Counter(was)
        row = next((row for row in became if row in fresh), None) or next(row for row in was if row in gone)
        actor, channel = row[1], int(self.moves[row[3]].channel)

        def mine(rows: Counter[tuple[int, ...]]) -> Deed | None:
            of_actor = (x for x in rows if x[1] == actor and self.moves[x[3]].channel == channel)
            found = next(of_actor, None)
            return None if found is None else (found[1], found[2], found[3], found[4])

        return actor, channel, mine(gone), mine(fresh)

    def told(self) -> dict[str, Any]:
        """Return the commonest first differences, and the pairs without any."""
        rows = []
        for key, count in self.count.most_common(FIRSTS):
            actor, _, was, became = key
            seen = sorted(self.when[key])
            week, run = seen[len(seen) // 2]
            rows.append(
                {
                    "actor": self.labels[actor] if actor >= 0 else "", "channel": self._channel(key),
                    "base": self._deed(was), "changed": self._deed(became), "count": count, "week": week, "run": run,
                }
            )  # fmt: skip
        return {"first": rows, "alike": self.alike}

    def _channel(self, key: tuple[int, int, Deed | None, Deed | None]) -> str:
        deed = key[3] or key[2]
        return self.moves[deed[2]].channel.name.lower() if deed else ""

    def _deed(self, deed: Deed | None) -> dict[str, str | None] | None:
        if deed is None:
            return None
        told = {"move": self.moves[deed[2]].name, "target": self.labels[deed[1]] if deed[1] >= 0 else None}
        # answers differ by what is said only
        return told | {"answer": "yes" if deed[3] > 0 else "no"} if deed[3] >= 0 else told


def _of_week(deeds: np.ndarray, week: int) -> list[tuple[int, ...]]:
    return [tuple(row) for row in deeds[deeds[:, _STEP] == week].tolist()]
