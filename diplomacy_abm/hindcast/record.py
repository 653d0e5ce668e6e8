"""What happened, as events that readings can read: the answers of a file are checked against it."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
import pandas as pd

from diplomacy_abm.analysis.readings import COLUMNS, Calendar, Reading, Watched, answers

_ON = ("sign", "renew", "resume")
_OFF = ("lapse", "breach", "suspend")


@dataclass(frozen=True)
class Record:
    """Events with their dates."""

    events: tuple[dict[str, Any], ...]
    """In the order of their dates."""
    complete: tuple[str, ...]
    """Moves of which all events are there; readings of others can show a yes, and no no."""
    batch: float
    """People in a usual exchange."""

    def seen_from(self, day: dt.date, days: int = 7) -> Watched:
        """Return the record as one run that begins on a day, in steps of `days`."""
        before = [event for event in self.events if event["date"] < day]
        in_force: dict[str, bool] = {}
        for event in before:
            if event["move"] in _ON + _OFF:
                in_force[event["subject"]] = event["move"] in _ON
        calendar = Calendar(day, days, tuple(subject for subject, on in in_force.items() if on))
        rows = [
            (0, (event["date"] - day).days // days, event["move"], event.get("subject", ""), event.get("via", ""), "",
             event.get("people", -self.batch) / self.batch)
            for event in self.events if event["date"] >= day
        ]  # fmt: skip
        return Watched(pd.DataFrame(rows, columns=list(COLUMNS)), np.zeros(1, dtype=int), calendar)

    def answer(self, reading: Reading, asked: dt.date, days: int = 7) -> str:
        """Return the answer to a reading with all its dates, yes or no or a label, read in steps of `days`."""
        found = answers(reading, self.seen_from(asked, days))[0]
        return str(found) if reading.is_label else ("yes" if found else "no")

    def decides(self, reading: Reading) -> bool:
        """Whether the record is complete in what a reading is about."""
        return all(one.event is None or one.event in self.complete for one in reading.simple())


@lru_cache(maxsize=1)
def load_record() -> Record:
    """Read the record that ships with the package."""
    content = tomllib.loads((files("diplomacy_abm.hindcast") / "record.toml").read_text("utf-8"))
    events = tuple(sorted(content["events"], key=lambda event: event["date"]))
    return Record(events, tuple(content["complete"]), float(content["batch"]))
