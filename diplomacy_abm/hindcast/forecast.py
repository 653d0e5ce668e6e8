"""Forecasts written down before their questions resolve, with a hash that can be published, and scored later."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from diplomacy_abm.intake.clean import one_line
from diplomacy_abm.intake.gate import UnfitError, document

if TYPE_CHECKING:
    from diplomacy_abm.hindcast.questions import Question, QuestionFile
    from diplomacy_abm.hindcast.result import Hindcast

FORMAT = 1
KIND = "forecast"
DIGITS = 6
"""Digits of a probability in a file."""


class ForecastError(ValueError):
    """A forecast cannot be written or scored; the message is one line."""


def forecast_of(result: Hindcast, made: dt.date) -> dict[str, Any]:
    """Return a forecast as plain values: the questions that are open on a day, and what is said of each.

    Questions with an answer, and those that resolve on that day or before, are left out: nobody could tell a forecast
    of them from hindsight. ForecastError if no question is left.
    """
    from diplomacy_abm.results.export import versions
    from diplomacy_abm.results.manifest import code_hash

    known = {question.id: question for question in result.file.questions}
    rows = [_said(row, known[row["id"]]) for row in result.table.to_dict("records")]
    for name, labels in result.labels.groupby("id", sort=False):
        first = known[str(name)]
        shares = {str(row["label"]): _number(row["p"]) for row in labels.to_dict("records")}
        rows.append(_question(first) | {"labels": shares})
    ahead = [row for row in rows if known[row["id"]].answer == "unresolved" and known[row["id"]].resolves > made]
    if not ahead:
        raise ForecastError(f"forecast: no question is open on {made}; all are answered or resolve by then")
    content = {
        "format": FORMAT, "kind": KIND, "title": result.file.file.title, "made": made.isoformat(),
        "questions": ahead,
        "scenarios": {
            name: {"fingerprint": tally.scenario.fingerprint, "seed": tally.seed, "runs": tally.runs}
            for name, tally in result.tallies.items()
        },
        "parameters": {"sample": result.draws, "sets": result.sets} if result.draws else "central",
        "code": code_hash(), "versions": versions(),
    }  # fmt: skip
    return content | {"sha256": digest(content)}


def _question(question: Question) -> dict[str, Any]:
    return {
        "id": question.id, "question": question.question, "topic": question.topic, "set": question.set,
        "scenario": question.scenario, "asked": question.asked.isoformat(), "resolves": question.resolves.isoformat(),
    }  # fmt: skip


def _said(row: Mapping[Any, Any], question: Question) -> dict[str, Any]:
    numbers = {name: _number(row[name]) for name in ("p", "low", "high", "base", "persistence", "market")}
    return _question(question) | numbers


def _number(value: Any) -> float | None:
    return None if value is None or math.isnan(value) else round(float(value), DIGITS)


def digest(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a forecast without its hash, as 64 hexadecimal digits; layout does not count."""
    plain = {name: value for name, value in content.items() if name != "sha256"}
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def write_forecast(content: Mapping[str, Any], path: Path) -> None:
    """Write a forecast; one that is there already is never replaced (ForecastError)."""
    from diplomacy_abm.results.sound import room

    text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    try:
        with room(path), path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise ForecastError(f"{path}: is there already; a forecast is never replaced, name another file") from None


def read_forecast(path: Path) -> dict[str, Any]:
    """Read a forecast; ForecastError in one line if it is none, or was changed since its hash was made."""
    try:
        found = document(path, ForecastError)
    except (OSError, UnfitError) as error:
        raise ForecastError(f"{path}: cannot be read ({one_line(error, 80)})") from None
    if not isinstance(found, dict) or found.get("kind") != KIND or not isinstance(found.get("questions"), list):
        raise ForecastError(f"{path}: is no forecast")
    if found.get("format") != FORMAT:
        raise ForecastError(f"{path}: has format {one_line(found.get('format'), 20)}, must be {FORMAT}")
    if digest(found) != found.get("sha256"):
        raise ForecastError(f"{path}: its content and its hash do not fit together; it was changed after it was made")
    return found


def resolved_table(found: Mapping[str, Any], answers: QuestionFile) -> pd.DataFrame:
    """Return the yes-or-no questions of a forecast with their answers, in the layout of a hindcast's table.

    Questions that are still open, or not there, stay unresolved. ForecastError if one reads otherwise there, or has
    other dates: it is not the one that was forecast.
    """
    known = {question.id: question for question in answers.questions}
    rows = []
    for row in found["questions"]:
        now = known.get(row["id"])
        if now is not None:
            said = _question(now)
            for name in ("question", "scenario", "asked", "resolves"):
                if said[name] != row[name]:
                    raise ForecastError(
                        f"{row['id']}: {name} is {one_line(repr(said[name]), 80)}, was {one_line(repr(row[name]), 80)} "
                        "when the forecast was made"
                    )
        if "labels" not in row:
            rows.append(row | {"answer": "unresolved" if now is None else now.answer})
    table = pd.DataFrame(rows)
    if not len(table):
        raise ForecastError("forecast: has no question with yes or no")
    return table.astype(dict.fromkeys(("p", "base", "persistence", "market"), float))
