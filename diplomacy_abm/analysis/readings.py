"""How a dated question reads off runs: one answer for each run, from its events alone.

A reading is a small table, such as ``{ event = "round", via = "TUR", from = 2025-05-05, to = 2025-05-31 }``. It is
asked of runs and, by the same code, of the record of what happened, so that an answer in a file can be checked.

A step belongs to the day in its middle: with steps of a week an event of the week from Monday the 5th is one of
Thursday the 8th. So a window catches the weeks that lie in it with their larger part.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

import numpy as np
import pandas as pd
from pydantic import AfterValidator, BeforeValidator, Field, Strict, model_validator
from pydantic_core import PydanticCustomError

from diplomacy_abm.scenario.types import Table, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

READ = (
    "round", "sign", "breach", "renew", "lapse", "suspend", "resume", "exchange_held", "victory", "end",
)  # fmt: skip
"""Moves that readings are about; no others are needed of a run."""
COLUMNS = ("run", "step", "move", "subject", "via", "actor", "value")
KINDS = ("event", "deal", "state", "host_of", "all", "any", "none")
NO_HOST, NEVER = "no host", "none in time"
"""Labels of a round that nobody hosts, and of no round at all."""
_TURNS = {"sign": True, "renew": True, "resume": True, "breach": False, "lapse": False, "suspend": False}
"""What an event of an agreement says about its being in force."""


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _count(value: int) -> int:
    if value < 0:
        raise refused("at least 0")
    return value


Names = Annotated[tuple[Text, ...], Strict(False), BeforeValidator(_listed)]
Count = Annotated[int, AfterValidator(_count)]
EventName = Literal[
    "round", "sign", "breach", "renew", "lapse", "suspend", "resume", "exchange_held", "victory", "end"
]


class Reading(Table):
    """One reading; exactly one of the keys in :data:`KINDS` says of which kind it is."""

    event: EventName | None = None
    """Whether events of this name come in at least `at_least` and at most `at_most` steps of the window, those
    counted that are about one of `subject`, came through one of `via`, and have a value of at least `size`."""
    deal: Text | None = None
    """Whether the agreement on this issue is in force on a day, `on`. What a settlement takes in is in force as long
    as the settlement is, and what is suspended is not."""
    state: Literal["war", "ceasefire", "settlement"] | None = None
    """Whether there is war, a ceasefire (or more), or a settlement on a day, `on`."""
    host_of: EventName | None = None
    """Through whom the first event of this name in the window came: not yes or no, but a label."""
    all: Annotated[tuple[Reading, ...], Strict(False)] | None = None
    any: Annotated[tuple[Reading, ...], Strict(False)] | None = None
    none: Annotated[tuple[Reading, ...], Strict(False)] | None = None
    """Whether all, any or none of these readings hold."""
    subject: Names = ()
    via: Names = ()
    size: float | None = None
    at_least: Count | None = None
    at_most: Count | None = None
    begin: dt.date | None = Field(default=None, alias="from")
    to: dt.date | None = None
    on: dt.date | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        """See that the keys fit together."""
        kinds = [name for name in KINDS if getattr(self, name) is not None]
        if len(kinds) != 1:
            raise refused("a reading with exactly one of " + ", ".join(KINDS))
        allowed = {
            "event": {"subject", "via", "size", "at_least", "at_most", "begin", "to"},
            "host_of": {"begin", "to"}, "deal": {"on"}, "state": {"on"},
        }.get(kinds[0], set())  # fmt: skip
        strange = sorted(self.model_fields_set - allowed - {kinds[0]})
        if strange:
            raise refused(f"without {'from' if strange[0] == 'begin' else strange[0]}, which {kinds[0]} does not take")
        if self.begin and self.to and self.begin > self.to:
            raise refused(f"with from ({self.begin}) before to ({self.to})")
        return self

    @property
    def parts(self) -> tuple[Reading, ...]:
        """The readings that this one is made of; empty for a simple one."""
        return self.all or self.any or self.none or ()

    @property
    def is_label(self) -> bool:
        """Whether it gives a label rather than yes or no."""
        return self.host_of is not None

    def simple(self) -> Iterator[Reading]:
        """Yield the simple readings of which it is made, itself if it is one."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.simple()

    def dated(self, asked: dt.date, resolves: dt.date) -> Reading:
        """Return the reading with its dates filled in: windows from asking to resolution, days at resolution."""
        if self.parts:
            name = next(name for name in ("all", "any", "none") if getattr(self, name) is not None)
            return self.model_copy(update={name: tuple(part.dated(asked, resolves) for part in self.parts)})
        if self.deal or self.state:
            return self.model_copy(update={"on": self.on or resolves})
        return self.model_copy(update={"begin": self.begin or asked, "to": self.to or resolves})

    @property
    def last(self) -> dt.date:
        """The last day that matters, once the dates are filled in."""
        return max(one.on or one.to or dt.date.min for one in self.simple())


def refused(allowed: str) -> PydanticCustomError:
    """Return the error of a value that is not what is allowed."""
    return PydanticCustomError("allowed", "must be {allowed}", {"allowed": allowed})


@dataclass(frozen=True)
class Calendar:
    """When steps are, and which agreements are in force at the start."""

    start: dt.date
    """First day of step 0."""
    days: int = 7
    """Days in a step."""
    in_force: Collection[str] = ()
    """Issues with a deal in force at the start, ``ceasefire`` or ``settlement``."""

    def steps(self, begin: dt.date, to: dt.date) -> tuple[int, int]:
        """Return the first and last step whose middle lies in a window."""
        middle = self.days // 2
        first = -((middle - (begin - self.start).days) // self.days)
        last = ((to - self.start).days - middle) // self.days
        return first, last


@dataclass(frozen=True)
class Watched:
    """Runs as readings see them: their numbers, and those of their events that readings are about."""

    events: pd.DataFrame
    """Columns as in :data:`COLUMNS`, each run's events in their order."""
    runs: np.ndarray
    """All runs, also those without an event."""
    calendar: Calendar
    """Of the scenario."""

    def window(self, begin: dt.date, to: dt.date) -> pd.DataFrame:
        """Return the events of a window, both days included."""
        first, last = self.calendar.steps(begin, to)
        return self.events[(self.events["step"] >= first) & (self.events["step"] <= last)]

    def up_to(self, day: dt.date) -> pd.DataFrame:
        """Return the events up to a day."""
        return self.events[self.events["step"] <= self.calendar.steps(self.calendar.start, day)[1]]


def answers(reading: Reading, watched: Watched) -> np.ndarray:
    """Return what a reading with its dates filled in says of each run: yes or no, or labels for `host_of`."""
    if reading.parts:
        each = np.array([answers(part, watched) for part in reading.parts])
        if reading.all is not None:
            return np.asarray(each.all(axis=0))
        some = np.asarray(each.any(axis=0))
        return some if reading.any is not None else ~some
    if reading.host_of is not None:
        return _host(reading, watched)
    if reading.event is not None:
        return _counted(reading, watched)
    assert reading.on is not None
    if reading.deal is not None:
        return _deal_on(reading.deal, watched, reading.on)
    return _state(str(reading.state), watched, reading.on)


def _counted(reading: Reading, watched: Watched) -> np.ndarray:
    assert reading.begin is not None
    assert reading.to is not None
    found = watched.window(reading.begin, reading.to)
    found = found[found["move"] == reading.event]
    if reading.subject:
        found = found[found["subject"].isin(reading.subject)]
    if reading.via:
        found = found[found["via"].isin(reading.via)]
    if reading.size is not None:
        found = found[found["value"] >= reading.size]
    count = found.groupby("run")["step"].nunique().reindex(watched.runs, fill_value=0).to_numpy()
    low = reading.at_least if reading.at_least is not None else (0 if reading.at_most is not None else 1)
    high = reading.at_most if reading.at_most is not None else np.inf
    return (count >= low) & (count <= high)


def _host(reading: Reading, watched: Watched) -> np.ndarray:
    assert reading.begin is not None
    assert reading.to is not None
    found = watched.window(reading.begin, reading.to)
    first = found[found["move"] == reading.host_of].groupby("run")["via"].first().replace("", NO_HOST)
    return first.reindex(watched.runs, fill_value=NEVER).to_numpy(dtype=object)


def _last_turn(events: pd.DataFrame, subject: str, watched: Watched) -> tuple[np.ndarray, np.ndarray]:
    """Return for each run whether an agreement is in force after its last event, and where that event stands."""
    place = pd.Series(np.arange(len(events)), index=events.index)
    told = events[(events["subject"] == subject) & events["move"].isin(list(_TURNS))]
    last = place[told.index].groupby(told["run"].to_numpy()).last().reindex(watched.runs, fill_value=-1).to_numpy()
    moves = events["move"].to_numpy(dtype=object)
    held = np.array([_TURNS[moves[x]] if x >= 0 else subject in watched.calendar.in_force for x in last], dtype=bool)
    return held, last


def _deal_on(subject: str, watched: Watched, day: dt.date) -> np.ndarray:
    """Whether an agreement is in force; a settlement takes the place of all that was agreed before."""
    events = watched.up_to(day)
    settled, _ = _last_turn(events, "settlement", watched)
    if subject == "settlement":
        return settled
    held, last = _last_turn(events, subject, watched)
    place = pd.Series(np.arange(len(events)), index=events.index)
    signed = events[(events["subject"] == "settlement") & (events["move"] == "sign")]
    taken_in = place[signed.index].groupby(signed["run"].to_numpy()).last().reindex(watched.runs, fill_value=-2)
    return settled | (held & (taken_in.to_numpy() <= last))


def _state(state: str, watched: Watched, day: dt.date) -> np.ndarray:
    if state == "settlement":
        return _deal_on("settlement", watched, day)
    truce = _deal_on("ceasefire", watched, day)
    if state == "ceasefire":
        return truce
    events = watched.up_to(day)
    won = np.isin(watched.runs, events.loc[events["move"] == "victory", "run"])
    return ~truce & ~won
