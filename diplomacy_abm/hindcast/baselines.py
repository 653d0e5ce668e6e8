"""Forecasts without actors: rounds as a negative binomial and as a Hawkes process, ends of wars as a Weibull law.

They are fitted on the record of what happened, by which the answers of a file are checked too.
"""

from __future__ import annotations

import datetime as dt
import math
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from diplomacy_abm.analysis.hindcast import BASELINE
from diplomacy_abm.analysis.readings import COLUMNS, Calendar, Reading, Watched, answers

if TYPE_CHECKING:
    from diplomacy_abm.analysis.readings import Reading
    from diplomacy_abm.hindcast.questions import Question, QuestionFile


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


BEGUN = dt.date(2022, 2, 24)
"""The first day of the war of the record."""
WAR_MEDIAN, WAR_LATE = 0.06, 3.23
"""Median and ninth decile, years, of 29 interstate conflicts at war intensity, UCDP Conflict Termination v3-2021."""
BY_AGREEMENT = 0.138 + 0.31
"""Share of their ends that were a peace agreement or a ceasefire."""
FEWEST = 3
"""Rounds before the day of asking from which a Hawkes process can be fitted."""
PATHS = 4000
_YEAR = 365.25


def with_baselines(table: pd.DataFrame, file: QuestionFile, record: Record | None = None) -> pd.DataFrame:
    """Return a table of questions with what each baseline says of those that it knows anything of.

    Of the record, the one that ships by default, only what lies before the day of asking is used.
    """
    known = {question.id: question for question in file.questions}
    seen = record if record is not None else load_record()
    found = {"negative binomial": counted, "Hawkes": excited, "Weibull": ended}
    columns = {
        f"{BASELINE}{name}": [forecast(known[one], seen) for one in table["id"]] for name, forecast in found.items()
    }
    return table.assign(**columns)


def _rounds(question: Question, record: Record) -> tuple[np.ndarray, float, float, Reading] | None:
    """Return weeks of rounds so far, weeks from asking to the window, its length, and the reading; None for others."""
    reading = question.dated
    simple = reading.event == "round" and not reading.via and reading.at_most is None
    if not simple or reading.begin is None or reading.to is None or question.asked <= BEGUN:
        return None
    days = [event["date"] for event in record.events if event["move"] == "round" and event["date"] < question.asked]
    weeks = np.unique([(day - BEGUN).days // 7 for day in days]).astype(float)
    ahead = (reading.begin - question.asked).days / 7.0
    return weeks, ahead, ((reading.to - reading.begin).days + 1) / 7.0, reading


def counted(question: Question, record: Record) -> float:
    """Chance of at least so many weeks with a round, if they come at one unknown rate.

    Notes
    -----
    A Poisson rate with Jeffreys' prior, learned from the weeks of the war so far: the count ahead is a negative
    binomial with shape n + 1/2 and chance T/(T + W), n rounds in T weeks, W weeks ahead.
    """
    from scipy.stats import nbinom

    told = _rounds(question, record)
    if told is None:
        return math.nan
    weeks, _, window, reading = told
    so_far = (question.asked - BEGUN).days / 7.0
    return float(nbinom.sf((reading.at_least or 1) - 1, len(weeks) + 0.5, so_far / (so_far + window)))


def excited(question: Question, record: Record) -> float:
    """Chance of at least so many weeks with a round, if each round makes the next likelier for a while.

    Notes
    -----
    Hawkes (1971) in weeks: the chance of a week is 1 - exp(-mu - alpha Σ exp(-beta age)) over the rounds so far, fitted
    by likelihood with a weak prior (mu 1/13, alpha 1/3, beta 1/4 a week, a factor of three either way), and played on.
    """
    from scipy.optimize import minimize

    told = _rounds(question, record)
    if told is None or len(told[0]) < FEWEST:
        return math.nan
    weeks, ahead, window, reading = told
    total = int((question.asked - BEGUN).days // 7)
    on = np.zeros(total + 1)
    on[weeks.astype(int)] = 1.0
    centre = np.log([1.0 / 13.0, 1.0 / 3.0, 0.25])

    def loss(x: np.ndarray) -> float:
        mu, alpha, beta = np.exp(x)
        stirred, lost = 0.0, 0.0
        for one in on:
            rate = mu + alpha * stirred
            lost += rate if one == 0.0 else -math.log(-math.expm1(-rate))
            stirred = stirred * math.exp(-beta) + one
        return lost + 0.5 * float(np.square((x - centre) / math.log(3.0)).sum())

    mu, alpha, beta = np.exp(minimize(loss, centre, method="Nelder-Mead").x)
    stirred = float(np.exp(-beta * (len(on) - weeks - 1.0)).sum())
    rng = np.random.default_rng(1)
    state, hits = np.full(PATHS, stirred), np.zeros(PATHS)
    for week in range(math.ceil(ahead + window)):
        came = rng.random(PATHS) < -np.expm1(-(mu + alpha * state))
        state = state * math.exp(-beta) + came
        if week >= math.floor(ahead):
            hits += came
    return float((hits >= (reading.at_least or 1)).mean())


def survived(years: float) -> float:
    """Share of wars that last so many years, by the Weibull law with the median and the ninth decile of the record."""
    shape = math.log(math.log(10.0) / math.log(2.0)) / math.log(WAR_LATE / WAR_MEDIAN)
    scale = WAR_MEDIAN / math.log(2.0) ** (1.0 / shape)
    return math.exp(-((years / scale) ** shape))


def ended(question: Question, record: Record) -> float:
    """Chance that a war of this age ends within the window, by agreement where that is what is asked."""
    reading = question.dated
    age = (question.asked - BEGUN).days / _YEAR
    if reading.state == "war" and reading.on is not None:
        return survived((reading.on - BEGUN).days / _YEAR) / survived(max(age, 0.0))
    if reading.event != "sign" or set(reading.subject) != {"ceasefire", "settlement"}:
        return math.nan
    if reading.begin is None or reading.to is None or (reading.at_least or 1) > 1:
        return math.nan
    from_, to = (((day - BEGUN).days / _YEAR) for day in (reading.begin, reading.to))
    return BY_AGREEMENT * (survived(max(from_, 0.0)) - survived(to)) / survived(max(age, 0.0))
