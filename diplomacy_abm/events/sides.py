"""The series of a real table and of the runs of a result, by the same names and over as many periods."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from diplomacy_abm.events.aggregate import Every, dyad, periods
from diplomacy_abm.events.diagnostics import FEWEST_PERIODS
from diplomacy_abm.events.outgoing import aggregate_result
from diplomacy_abm.results import Ensemble, Run
from diplomacy_abm.results.card import ScenarioCard, card

if TYPE_CHECKING:
    import pandas as pd

    from diplomacy_abm.results.store import Store


_DAYS = {"day": 1, "week": 7, "month": 28}
"""Days that a period has at least."""


@dataclass(frozen=True)
class Side:
    """One half of a comparison: series by name for the real world, or for one run."""

    series: pd.DataFrame
    """One column a series, one row a period."""
    counts: pd.DataFrame
    """Whole numbers under the same names."""


@dataclass(frozen=True)
class Sides:
    """What is compared."""

    title: str
    every: str
    unit: str
    """Of the scenario, of a period, of the series."""
    names: dict[str, str]
    """Series and how to call them."""
    pairs: dict[tuple[str, str], str]
    """Impulse and answer of the responses that are looked at, and the kind of each."""
    real: Side
    """The real series."""
    runs: list[Side]
    """The runs, cut to the length of the real series."""
    remarks: list[str]
    """What a reader should know."""


def of_events(
    result: Run | Ensemble | Store, real: pd.DataFrame, pair: Sequence[str], third: str, most: int
) -> Sides:
    """Return the net scores of directed dyads: both ways between two actors, and a third's toward each.

    By default the two are the leads of the sides, and the third is the mediator that the real events hold most of.
    """
    who = card(result.scenario)
    leads = tuple(pair) or (who.sides["A"].lead, who.sides["B"].lead)
    if len(leads) != 2 or leads[0] == leads[1]:
        raise ValueError(f"a dyad is two actors like RUS,UKR; given: {','.join(leads)}")
    third = _known(real, third, leads) if third else _busiest(real, who, leads)
    every: Every = real["every"].iloc[0]
    if _DAYS[every] < who.step_days:
        raise ValueError(
            f"the real events are by the {every}, a step of this scenario is {who.step_days} days; take longer periods"
        )
    dyads = _dyads(leads, third)
    theirs = _side(real, dyads, periods(real))
    _enough(theirs, f"the real events of {leads[0]} and {leads[1]}", every)
    remarks = [] if third else ["No third actor is in both; there are no triangular responses."]
    # one more than wanted tells whether there are more
    table = aggregate_result(result, every, by_run=True, most=most + 1)
    runs = (
        _side(own, dyads, index)
        for _, own in table.groupby("case", sort=False)
        if len(index := periods(own)[: len(theirs.series)])
    )
    return Sides(
        who.title, every, "sum of Goldstein weights", _names(dyads, who), _pairs(leads, third), theirs,
        _chosen(runs, most, every, remarks), remarks,
    )  # fmt: skip


def of_counts(result: Run | Ensemble | Store, real: pd.DataFrame, most: int) -> Sides:
    """Return series of counts that the real table and the steps of a run have under the same names."""
    who = card(result.scenario)
    every: Every = real["every"].iloc[0]
    steps = _steps(result)
    shared = [name for name in map(str, real) if name in steps and name not in ("period", "every", "date")]
    if not shared:
        raise ValueError(
            f"the real table has no column in common with the steps of a run: {', '.join(map(str, real))}; "
            "such are missiles and drones"
        )
    if every == "month" or _DAYS[every] != who.step_days:
        raise ValueError(f"the real table is by the {every}, a step of this scenario is {who.step_days} days")
    values = real.sort_values("period")[shared].astype(float).reset_index(drop=True)
    theirs = Side(values, values)
    _enough(theirs, "the real series", every)
    remarks: list[str] = []
    owns = (
        group[shared].astype(float).reset_index(drop=True)[: len(values)]
        for _, group in steps.groupby("case", sort=False)
    )
    runs = _chosen((Side(own, own) for own in owns), most, every, remarks)
    return Sides(who.title, every, "count", dict(zip(shared, shared, strict=True)), {}, theirs, runs, remarks)


def _chosen(runs: Iterator[Side], most: int, every: str, remarks: list[str]) -> list[Side]:
    """Return the first runs that are long enough, and remark on the others."""
    kept: list[Side] = []
    short = more = 0
    for side in runs:
        if len(kept) >= most:
            more += 1
        elif len(side.series) < FEWEST_PERIODS:
            short += 1
        else:
            kept.append(side)
    if more:
        remarks.append(f"Of more runs the first {most} are looked at.")
    if short:
        remarks.append(f"{short} runs ended within {FEWEST_PERIODS} {every}s and are left out.")
    if not kept:
        raise ValueError(f"no run is at least {FEWEST_PERIODS} {every}s long")
    return kept


def _dyads(leads: Sequence[str], third: str) -> list[tuple[str, str]]:
    one, two = leads
    return [(one, two), (two, one)] + ([(third, one), (third, two)] if third else [])


def _name(source: str, target: str) -> str:
    return f"{source} > {target}"


def _names(dyads: Sequence[tuple[str, str]], who: ScenarioCard) -> dict[str, str]:
    return {_name(one, two): f"{who.actor_name(one)} toward {who.actor_name(two)}" for one, two in dyads}


def _pairs(leads: Sequence[str], third: str) -> dict[tuple[str, str], str]:
    """Return the responses that are looked at: each side to the other, each side's to what the third does to it."""
    one, two = leads
    there, back = _name(one, two), _name(two, one)
    found = {(back, there): "reciprocity", (there, back): "reciprocity"}
    if third:
        found |= {(_name(third, one), there): "triangle", (_name(third, two), back): "triangle"}
    return found


def _known(real: pd.DataFrame, third: str, leads: Sequence[str]) -> str:
    """Return the third that was named, or say that the real events have nothing of it."""
    for lead in leads:
        if not ((real["source"] == third) & (real["target"] == lead)).any():
            raise ValueError(f"the real events hold no act of {third} toward {lead}; choose another third actor")
    return third


def _busiest(real: pd.DataFrame, who: ScenarioCard, leads: Sequence[str]) -> str:
    """Return the mediator of whose acts toward both leads the real events hold most."""
    most, found = 0, ""
    for label in who.holders("mediator"):
        toward = [real[(real["source"] == label) & (real["target"] == lead)]["events"].sum() for lead in leads]
        if label not in leads and min(toward) > 0 and sum(toward) > most:
            most, found = int(sum(toward)), label
    return found


def _side(table: pd.DataFrame, dyads: Sequence[tuple[str, str]], index: pd.DatetimeIndex) -> Side:
    import pandas as pd

    frames = {_name(*one): dyad(table, *one, index) for one in dyads}
    return Side(
        pd.DataFrame({name: frame["net"] for name, frame in frames.items()}),
        pd.DataFrame({name: frame["events"] for name, frame in frames.items()}),
    )


def _enough(side: Side, what: str, every: str) -> None:
    if len(side.series) < FEWEST_PERIODS:
        raise ValueError(f"{what} cover {len(side.series)} {every}s; at least {FEWEST_PERIODS} are needed")
    if not side.counts.to_numpy().any():
        raise ValueError(f"{what}: there are none in this file")


def _steps(result: Run | Ensemble | Store) -> pd.DataFrame:
    """Return the steps of all runs with a column ``case``."""
    if isinstance(result, Run):
        return result.steps.assign(case=f"run {result.run}")
    if isinstance(result, Ensemble):
        if result.steps is None:
            raise ValueError("the steps of this ensemble were not kept; run it with --keep-steps")
        return result.steps.assign(case=result.steps["run"].astype(str))
    steps = result.steps()
    names = [steps[name].astype(str) for name in ("arm", "point", "run")]
    return steps.assign(case=names[0] + "/" + names[1] + "/" + names[2])
