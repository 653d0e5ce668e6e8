"""A calibration study as frozen objects, table by table as they stand in the file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from diplomacy_abm.experiment.schema import Numbers, Settings, Texts, whole
from diplomacy_abm.scenario.messages import KeyTables, known_keys
from diplomacy_abm.scenario.types import (
    Amount,
    FrozenDict,
    Horizon,
    OpenShare,
    Positive,
    Remark,
    Seed,
    Share,
    Table,
    Text,
    frozen,
)

Measure = Literal["total", "mean", "share", "sd", "variation", "acf", "burstiness", "longest_gap", "ever"]
LAWS = {
    "uniform": "[lowest, highest]",
    "loguniform": "[lowest, highest]",
    "triangular": "[lowest, mode, highest]",
    "normal": "[mean, standard deviation]",
    "lognormal": "[median, standard deviation of the logarithm]",
    "beta": "[a, b]",
}
"""Distributions by name, and what stands in the list of each."""


class Header(Table):
    """``[calibration]``: the question, the scenario, how the posterior is sought."""

    name: Text
    title: Text
    question: Text
    caveats: Texts = ()
    scenario: Text
    history: Text | None = None
    horizon: Horizon | None = None
    seed: Seed | None = None
    summary: Literal["direct", "regression"] = "direct"
    population: Annotated[int, whole(20, 1_000_000)] = 500
    replicates: Annotated[int, whole(1, 1000)] = 2
    rounds: Annotated[int, whole(1, 1000)] = 12
    moves: Annotated[int, whole(1, 100)] = 1
    keep: OpenShare = 0.7
    tolerance: Positive | None = None
    acceptance: Share = 0.1
    draws: Annotated[int, whole(50, 1_000_000)] = 1000


class PriorTable(Table):
    """``prior = { LAW = [...], low = ..., high = ... }``: what is believed of a parameter beforehand."""

    uniform: Numbers | None = None
    loguniform: Numbers | None = None
    triangular: Numbers | None = None
    normal: Numbers | None = None
    lognormal: Numbers | None = None
    beta: Numbers | None = None
    low: float | None = None
    high: float | None = None

    @property
    def laws(self) -> tuple[str, ...]:
        """Names of the distributions that are given; one, in a study that was checked."""
        return tuple(name for name in LAWS if getattr(self, name) is not None)


class ParameterTable(Table):
    """``[parameters.NAME]``: a parameter that is sought, and its prior."""

    label: Remark = ""
    prior: PriorTable
    source: Text


class StatisticTable(Table):
    """``[statistics.NAME]``: a number that runs and record have in common."""

    label: Text
    unit: Remark = ""
    series: Text
    measure: Measure
    lag: Annotated[int, whole(1, 1000)] = 1
    every: Annotated[int, whole(1, 1000)] = 1
    log: bool = False
    detrend: bool = False
    start: dt.date | None = Field(default=None, alias="from")
    stop: dt.date | None = Field(default=None, alias="to")
    observed: float | None = None
    table: Text | None = None
    column: Text | None = None
    undefined: float | None = None
    scale: Positive | None = None
    weight: Amount = 1.0
    source: Text


class StudyFile(Table):
    """A whole study file; :func:`~diplomacy_abm.calibration.study.load_study` checks how its tables fit together."""

    calibration: Header
    settings: Settings = FrozenDict()
    parameters: Annotated[dict[str, ParameterTable], AfterValidator(frozen)]
    statistics: Annotated[dict[str, StatisticTable], AfterValidator(frozen)]


_TABLES: KeyTables = {"calibration": (1, Header), "parameters": (2, ParameterTable), "statistics": (2, StatisticTable)}


def keys_at(place: Sequence[Any]) -> list[str]:
    """Return the keys that a table of a study may have; the place is that of the table."""
    if len(place) == 3 and place[0] == "parameters" and place[2] == "prior":
        return known_keys(place[2:], PriorTable, {"prior": (1, PriorTable)})
    return known_keys(place, StudyFile, _TABLES)
