"""The transcript of a language model: one line of JSON for each question and each choice, as they happen.

It holds prompts, answers, choices, tokens and times, never a key or a header. A game can be played again from it
without the endpoint.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from diplomacy_abm.scenario import Scenario
    from diplomacy_abm.seats.briefing import Briefing

FORMAT = 1
KIND = "diplomacy_abm transcript"


def heading(scenario: Scenario, seat: str, seed: int, run: int, player: Mapping[str, Any]) -> dict[str, Any]:
    """Return the first line of a game: what was played, by whom."""
    from diplomacy_abm.scenario.identity import fingerprint

    return {
        "kind": "game", "what": KIND, "format": FORMAT, "scenario": scenario.scenario.name,
        "fingerprint": fingerprint(scenario), "seat": seat, "seed": seed, "run": run, "player": dict(player),
    }  # fmt: skip


class Transcript:
    """A list of records that is also written line by line, so that a run that is cut short leaves what it paid for.

    The file is made with the first answer or choice: an endpoint that never answered leaves none behind. One that is
    there already is taken up and written on.

    Parameters
    ----------
    path
        File to make or go on with; None keeps the records in memory only.

    Attributes
    ----------
    records
        What was written by this object.
    earlier
        What the file held before.

    Raises
    ------
    ValueError
        In one line, if the file is no transcript.
    """

    def __init__(self, path: str | os.PathLike[str] | None = None) -> None:
        self.records: list[dict[str, Any]] = []
        self.path = None if path is None else Path(path)
        self.earlier = read_transcript(self.path) if self.path is not None and self.path.exists() else []
        self._file: TextIO | None = None
        self._held: list[str] = []

    def write(self, record: Mapping[str, Any]) -> None:
        """Add a record."""
        self.records.append(dict(record))
        if self.path is None:
            return
        self._held.append(json.dumps(record, ensure_ascii=False, allow_nan=False) + "\n")
        if self._file is None and not (record["kind"] == "choice" or record.get("answer")):
            return
        if self._file is None:
            self._file = self._opened(self.path)
        self._file.writelines(self._held)
        self._file.flush()
        self._held.clear()

    def _opened(self, path: Path) -> TextIO:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not self.earlier:
            # "x": two processes with one place do not write into each other
            return path.open("x", encoding="utf-8", newline="\n")
        whole = path.read_bytes()
        # a last line that was cut short goes, so that what follows begins on a line of its own
        os.truncate(path, whole.rfind(b"\n") + 1)
        return path.open("a", encoding="utf-8", newline="\n")

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None


GameKey = tuple[str, str, int, int]
"""Fingerprint of the scenario, seat, seed, run."""


def key_of(record: Mapping[str, Any]) -> GameKey:
    """Return what tells games apart, from the first line of one."""
    return (record["fingerprint"], record["seat"], record["seed"], record["run"])


@dataclass
class RecordedGame:
    """A game in a transcript: who played, and the record of each week's choice by step."""

    player: Mapping[str, Any]
    weeks: dict[int, Mapping[str, Any]] = field(default_factory=dict)


def games_of(records: Iterable[Mapping[str, Any]]) -> dict[GameKey, RecordedGame]:
    """Return the games of a transcript; several seats may be played at once, and a game be taken up again."""
    games: dict[GameKey, RecordedGame] = {}
    playing: dict[str, RecordedGame] = {}
    for record in records:
        if record["kind"] == "game":
            playing[record["seat"]] = games.setdefault(key_of(record), RecordedGame(record["player"]))
        elif record["kind"] == "choice":
            playing[record["seat"]].weeks[record["step"]] = record
    return games


def places(record: Mapping[str, Any], briefing: Briefing, origin: str) -> dict[str, int]:
    """Return the places on the menus of what a record says was chosen.

    Raises
    ------
    ValueError
        In one line, if a move is not on the menu.
    """
    found = {}
    for channel, (move, target) in record["choices"].items():
        menu = [(option.move, option.target) for option in briefing.options.get(channel, ())]
        if (move, target) not in menu:
            raise ValueError(
                f"{origin}: {move} in week {briefing.step + 1} is not on the menu; other rules or another scenario"
            )
        found[channel] = menu.index((move, target))
    return found


def read_transcript(path: str | os.PathLike[str]) -> list[dict[str, Any]]:
    """Read the records of a transcript.

    A last line that was cut short, as after a crash, is left out.

    Raises
    ------
    ValueError
        In one line, if the file is no transcript.
    """
    name = Path(path).name
    try:
        lines = Path(path).read_text(encoding="utf-8").split("\n")
    except (FileNotFoundError, IsADirectoryError):
        raise ValueError(f"{path}: no such file, must be a transcript (.jsonl)") from None
    except UnicodeDecodeError:
        raise ValueError(f"{name}: not a transcript: it is not UTF-8 text") from None
    records = []
    for number, line in enumerate(lines[:-1], start=1):
        try:
            record = json.loads(line)
        except json.JSONDecodeError:
            record = None
        if not isinstance(record, dict) or "kind" not in record:
            raise ValueError(f"{name}: not a transcript: line {number} is no record")
        records.append(record)
    if not records or records[0].get("what") != KIND:
        raise ValueError(f"{name}: not a transcript of a language model")
    if records[0].get("format") != FORMAT:
        raise ValueError(f"{name}: written in format {records[0].get('format')}, this version reads {FORMAT}")
    return records
