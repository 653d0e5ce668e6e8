"""Quantities: a column of numbers per run, named by text, with its label, unit and kind.

Everything that compares, counts or draws runs takes its numbers from here, so a name means the same everywhere.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from diplomacy_abm.intake.clean import one_line
from diplomacy_abm.results.sides import PLAIN, Sides, worded
from diplomacy_abm.vocabulary import OUTCOME_NAMES

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

Kind = Literal["share", "number", "time"]

DAYS_PER_MONTH = 365.25 / 12

#: Ways to wait: what is waited for, and the columns of ``runs`` whose first step (-1 = never) tells when.
WAITS: dict[str, tuple[str, ...]] = {
    "end of the war": ("first_ceasefire", "first_settlement", "victory"),
    "agreement": ("first_ceasefire", "first_settlement"),
    "general ceasefire": ("first_ceasefire",),
    "settlement": ("first_settlement",),
    "formal talks": ("first_formal",),
}


@dataclass(frozen=True)
class Quantity:
    """A quantity of a run in words."""

    name: str
    """What :func:`quantity` takes."""
    label: str
    """For axes and tables."""
    unit: str
    """Unit of the values, empty for pure numbers and for shares."""
    kind: Kind
    """``"share"``: 0 or 1 for each run, so that the mean is a share of runs. ``"time"``: when something first
    happened, no number where it never did. ``"number"``: all others."""

    @property
    def axis(self) -> str:
        """Label with unit, as it stands at an axis; shares are drawn in per cent."""
        unit = "% of runs" if self.kind == "share" else self.unit
        return f"{self.label} ({unit})" if unit else self.label


HELD = 13
"""Weeks that an agreement must have stood at the end of a run to count as one that held; what is younger is untried."""

_EVENTS = {
    "contact": ("contact between the sides", "first_contact"),
    "early": ("early discussions", "first_early"),
    "formal": ("formal talks", "first_formal"),
    "ceasefire": ("general ceasefire", "first_ceasefire"),
    "settlement": ("settlement", "first_settlement"),
    "settlement broken": ("settlement broken", "first_breach"),
    "partial": ("partial deal", "first_partial"),
}
"""What may happen in a run: its label and the column with its first step."""
_OLDER = {"ever: breach": "ever: settlement broken"}
"""Earlier spellings that are still read; ``breaches`` counts agreements of any kind, so the name was changed."""

_NUMBERS = {
    "rounds": ("rounds of formal talks", ""),
    "talk_weeks": ("weeks with a round of formal talks", "weeks"),
    "talk_weeks_with_strikes": ("weeks with both a round and strikes", "weeks"),
    "exchanges": ("prisoner exchanges", ""),
    "ceasefires": ("general ceasefires", ""),
    "ceasefire_weeks": ("weeks under a general ceasefire", "weeks"),
    "settlements": ("settlements", ""),
    "settlement_q": ("what {A} concedes in the last settlement", "0 its ideal, 1 the other's"),
    "partial_deals": ("partial deals signed", ""),
    "partial_weeks": ("weeks with a partial deal in force", "weeks"),
    "breaches": ("agreements of any kind broken", ""),
    "ceasefire_stood": ("weeks that the general ceasefire in force at the end had stood", "weeks"),
    "settlement_stood": ("weeks that the settlement in force at the end had stood", "weeks"),
    "peak_escalation": ("highest escalation", "0 to 1"),
    "mean_escalation": ("mean intensity of the fighting", "0 to 1"),
    "damage_a": ("damage to {A}", "weeks of the war as it began"),
    "damage_b": ("damage to {B}", "weeks of the war as it began"),
    "trust_ab_end": ("trust of {A} in {B} at the end", "0 to 1"),
    "trust_ba_end": ("trust of {B} in {A} at the end", "0 to 1"),
    "front_end": ("contested ground held by {A} at the end", "0 to 1"),
    "cap_ratio_end": ("capability of {A} over that of {B} at the end", ""),
    "track_max": ("highest diplomatic track", "0 to 5"),
}
"""Label and unit of every numeric column that is taken as it is; {A} and {B} are the sides."""

_TIMES = {
    "end_step": "end of the run",
    "track_max_step": "highest diplomatic track reached",
} | {column: f"first {label}" for label, column in _EVENTS.values()}

RUN_COLUMNS = frozenset(
    {"arm", "point", "run", "seed", "draw", "status", "reason", "outcome", "first_formal_form", "first_formal_host"}
    | set(_NUMBERS) | set(_TIMES)
)  # fmt: skip
"""Columns of a table of runs; in that of a study all others are factors."""

_NEVER = -1
_WITHIN = re.compile(r"agreement within ([1-9][0-9]{0,4})")
_NONE_YET = frozenset(_TIMES) - {"end_step"} | {"settlement_q"}
"""Columns in which -1 stands for 'there was none'."""


def quantity(runs: pd.DataFrame, name: str, step_days: int = 7) -> np.ndarray:
    """Return one number for each run.

    Parameters
    ----------
    runs : pandas.DataFrame
        One row a run.
    name : str
        One of :func:`known`, or ``"host: LABEL"`` for who hosted the first formal round.
    step_days : int
        Days in a step, for rates a month.

    Returns
    -------
    numpy.ndarray
        Floats in the order of the rows. NaN for runs that failed, and where the quantity has no meaning, such as
        the time of a settlement that never came.

    Raises
    ------
    ValueError
        If the name is not known or its columns are not in the table, in one line.
    """
    import numpy as np

    name = describe(name).name
    try:
        values = _values(runs, name, step_days)
    except KeyError as missing:
        raise ValueError(f"quantity {name!r} needs the column {missing} of runs, which is not there") from None
    if "status" in runs:
        values = np.where(runs["status"].to_numpy() == "ok", values, np.nan)
    return values


def describe(name: str, step_days: int = 7, sides: Sides = PLAIN) -> Quantity:
    """Say what a quantity is: one of :func:`known`, or ``"host: LABEL"``.

    Where a step is not a week, units that count weeks are given as steps. ValueError in one line with the nearest known
    name.
    """
    name = _OLDER.get(name, name)
    group, colon, rest = name.partition(": ")
    if colon and group == "ever" and rest in _EVENTS:
        return Quantity(name, _EVENTS[rest][0], "", "share")
    if colon and group == "outcome" and rest in OUTCOME_NAMES.values():
        return Quantity(name, worded(rest, sides), "", "share")
    if colon and group == "host" and rest:
        return Quantity(name, f"first formal round hosted by {rest}", "", "share")
    weeks = "weeks" if step_days == 7 else f"steps of {step_days} days"
    within = _WITHIN.fullmatch(name)
    if within:
        return Quantity(name, f"ceasefire or settlement signed within {within[1]} {weeks}", "", "share")
    if name in _DERIVED:
        label, unit, kind, _ = _DERIVED[name]
        return Quantity(name, label, weeks if unit == "weeks" else unit, kind)
    if name in _NUMBERS:
        label, unit = _NUMBERS[name]
        return Quantity(name, label.format(A=sides[0], B=sides[1]), weeks if unit == "weeks" else unit, "number")
    if name in _TIMES:
        return Quantity(name, _TIMES[name], f"{weeks} from the start", "time")
    raise ValueError(f"there is no quantity {one_line(name, 60)!r}; {_hint(name)}")


def _hint(name: str) -> str:
    """Say what may have been meant: a misspelt name, else the names with the same words and what they mean."""
    near = difflib.get_close_matches(name, known(), cutoff=0.8)
    if near:
        return f"did you mean {near[0]!r}?"
    words = set(name.lower().replace("_", " ").split())
    alike = [describe(one) for one in known()]
    alike = [
        one for one in alike if words and words <= set(f"{one.name} {one.label}".lower().replace("_", " ").split())
    ]
    if alike:
        return f"with these words there are {', '.join(f'{one.name!r} ({one.label})' for one in alike[:4])}"
    return f"known are {', '.join(_DERIVED)}, columns of runs and patterns: docs/how-to/analyse.md"


def known() -> list[str]:
    """Return the names of all quantities, those of hosts apart."""
    outcomes = [f"outcome: {name}" for name in OUTCOME_NAMES.values()]
    return [*outcomes, *(f"ever: {name}" for name in _EVENTS), *_DERIVED, *_NUMBERS, *_TIMES]


def first_times(runs: pd.DataFrame, what: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the step in which something first happened, or the last step of the run, and whether it happened.

    `what` is a key of :data:`WAITS`.
    """
    import numpy as np

    end = runs["end_step"].to_numpy(dtype=float)
    first = np.full(len(runs), np.inf)
    for column in WAITS[what]:
        if column == "victory":
            first = np.where(_won(runs), np.minimum(first, end), first)
        else:
            step = runs[column].to_numpy(dtype=float)
            first = np.where(step >= 0, np.minimum(first, step), first)
    happened = np.isfinite(first)
    return np.where(happened, first, end), happened


def peace(runs: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return how long the peace after the first settlement lasted.

    Parameters
    ----------
    runs : pandas.DataFrame
        One row a finished run.

    Returns
    -------
    weeks, broken : numpy.ndarray
        Weeks until its breach or the end of the run, NaN without a settlement; whether it was broken.
    """
    import numpy as np

    start, breach, end = (
        runs[column].to_numpy(dtype=float) for column in ("first_settlement", "first_breach", "end_step")
    )
    began, broken = start >= 0, breach >= 0
    return np.where(began, np.where(broken, breach, end) - start, np.nan), began & broken


def _values(runs: pd.DataFrame, name: str, step_days: int) -> np.ndarray:
    import numpy as np

    group, colon, rest = name.partition(": ")
    if colon and group == "ever":
        return _ever(runs, _EVENTS[rest][1])
    if colon and group == "outcome":
        return (runs["outcome"] == rest).to_numpy(dtype=float)
    if colon:
        return ((runs["first_formal_host"] == rest) & (runs["first_formal"] >= 0)).to_numpy(dtype=float)
    within = _WITHIN.fullmatch(name)
    if within:
        step, happened = first_times(runs[["end_step", "first_ceasefire", "first_settlement", "outcome"]], "agreement")
        return (happened & (step < int(within[1]) * 7 / step_days)).astype(float)
    if name in _DERIVED:
        return _DERIVED[name][3](runs, step_days)
    values = runs[name].to_numpy(dtype=float)
    return np.where(values == _NEVER, np.nan, values) if name in _NONE_YET else values


def _ever(runs: pd.DataFrame, column: str) -> np.ndarray:
    return (runs[column] >= 0).to_numpy(dtype=float)


def _won(runs: pd.DataFrame) -> np.ndarray:
    return runs["outcome"].str.startswith("victory").to_numpy(dtype=bool)


def _weeks(runs: pd.DataFrame) -> np.ndarray:
    return runs["end_step"].to_numpy(dtype=float) + 1.0


def _agreement(runs: pd.DataFrame, _days: int) -> np.ndarray:
    import numpy as np

    return np.maximum(_ever(runs, "first_ceasefire"), _ever(runs, "first_settlement"))


def _held(runs: pd.DataFrame, column: str, days: int) -> np.ndarray:
    return (runs[column] * days >= HELD * 7).to_numpy(dtype=float)


def _relapse(runs: pd.DataFrame, _days: int) -> np.ndarray:
    import numpy as np

    return np.where(_ever(runs, "first_settlement") > 0, _ever(runs, "first_breach"), np.nan)


def _war_weeks(runs: pd.DataFrame, _days: int) -> np.ndarray:
    return first_times(runs, "end of the war")[0] + 1.0


def _peace_weeks(runs: pd.DataFrame, _days: int) -> np.ndarray:
    import numpy as np

    return np.nan_to_num(peace(runs)[0])


def _talks_in_vain(runs: pd.DataFrame, days: int) -> np.ndarray:
    return _ever(runs, "first_formal") * (1.0 - _agreement(runs, days))


def _talk_share(runs: pd.DataFrame, _days: int) -> np.ndarray:
    return runs["talk_weeks"].to_numpy(dtype=float) / _weeks(runs)


def _monthly(runs: pd.DataFrame, days: int) -> np.ndarray:
    return runs["exchanges"].to_numpy(dtype=float) / (_weeks(runs) * days / DAYS_PER_MONTH)


def _victory(runs: pd.DataFrame, _days: int) -> np.ndarray:
    return _won(runs).astype(float)


_DERIVED: dict[str, tuple[str, str, Kind, Callable[[pd.DataFrame, int], np.ndarray]]] = {
    "agreement": ("general ceasefire or settlement", "", "share", _agreement),
    "ceasefire_signed": ("general ceasefire signed", "", "share", lambda runs, _days: _ever(runs, "first_ceasefire")),
    "settlement_signed": ("settlement signed", "", "share", lambda runs, _days: _ever(runs, "first_settlement")),
    "ceasefire held": (f"general ceasefire that stood {HELD} weeks or more at the end", "", "share",
                       lambda runs, days: _held(runs, "ceasefire_stood", days)),
    "settlement held": (f"settlement that stood {HELD} weeks or more at the end", "", "share",
                        lambda runs, days: _held(runs, "settlement_stood", days)),
    "relapse": ("settlement broken, of the runs with one", "", "share", _relapse),
    "talks without agreement": ("formal talks without ceasefire or settlement", "", "share", _talks_in_vain),
    "victory": ("victory of either side", "", "share", _victory),
    "weeks": ("length of the run", "weeks", "number", lambda runs, _days: _weeks(runs)),
    "war weeks": ("weeks of war until it first ended", "weeks", "number", _war_weeks),
    "peace weeks": ("weeks of peace after the first settlement", "weeks", "number", _peace_weeks),
    "talk share": ("share of weeks with a round of formal talks", "0 to 1", "number", _talk_share),
    "exchanges per month": ("prisoner exchanges", "per month", "number", _monthly),
}
"""Label, unit, kind and formula of what is worked out from several columns."""
