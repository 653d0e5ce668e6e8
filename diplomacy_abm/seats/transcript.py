"""The transcript of a language model: one line of JSON for each question and each choice, as they happen.

It holds prompts, answers, choices, tokens and times, never a key or a header. A game can be played again from it
without the endpoint.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

from pydantic import Field, Strict

from diplomacy_abm.intake.clean import one_line
from diplomacy_abm.intake.gate import Loose, Natural, UnfitError, checked, json_of
from diplomacy_abm.results.sound import room
from diplomacy_abm.scenario.errors import shown

if TYPE_CHECKING:
    from diplomacy_abm.scenario import Scenario
    from diplomacy_abm.seats.briefing import Briefing

FORMAT = 1
KIND = "diplomacy_abm transcript"
LONGEST = 16_000_000
"""Bytes of a line; the longest of ours, a question with its answer, has some hundred thousand."""

_Label = Annotated[str, Field(max_length=100)]
_Few = Annotated[dict[_Label, Any], Field(max_length=100)]


class GameRecord(Loose):
    """The first line of a game."""

    fingerprint: _Label
    seat: _Label
    seed: Natural
    run: Annotated[int, Field(ge=0, lt=2**32)]
    player: _Few


class CallRecord(Loose):
    """A question and its answer."""

    step: Natural
    seat: _Label


class ChoiceRecord(Loose):
    """What was chosen in a week: by channel a move and its target, who chose, and why where it was not the model."""

    step: Natural
    seat: _Label
    choices: dict[_Label, Annotated[tuple[_Label, _Label | None], Strict(False)]]
    by: dict[_Label, _Label]
    why: _Label


_KEPT = "what was answered so far is kept, and the same command goes on"
_KINDS: dict[str, type[Loose]] = {"game": GameRecord, "call": CallRecord, "choice": ChoiceRecord}


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
        with room(self.path, _KEPT):
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
        file, self._file = self._file, None
        if file is not None:
            with room(self.path or "", _KEPT):
                file.close()


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
    """Return the places on the menus of what a record says was chosen; ValueError if a move is not on them."""
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

    A last line that was cut short, as after a crash, is left out. ValueError in one line, with the number of the line,
    if the file is no transcript.
    """
    records: list[dict[str, Any]] = []
    seated: set[str] = set()
    for number, line in _lines(Path(path)):
        origin = f"{one_line(Path(path).name, 100)}: not a transcript: line {number}"
        record = _record(line, origin)
        if not records:
            _refuse_other_kinds(record, Path(path).name)
        checked(_KINDS[record["kind"]], record, ValueError, origin)
        if record["kind"] == "game":
            seated.add(record["seat"])
        elif record["seat"] not in seated:
            raise ValueError(f"{origin}: seat: {one_line(record['seat'], 60)} has no game before this line")
        records.append(record)
    if not records:
        raise ValueError(f"{Path(path).name}: not a transcript of a language model")
    return records


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield the whole lines of a file, numbered; it may be large, a line may not."""
    try:
        with path.open("rb") as file:
            number = 0
            while line := file.readline(LONGEST + 1):
                number += 1
                if len(line) > LONGEST:
                    told = f"line {number}: has more than {LONGEST:,} bytes"
                    raise ValueError(f"{path.name}: not a transcript: {told}")
                if line.endswith(b"\n"):
                    yield number, line
    except (FileNotFoundError, IsADirectoryError):
        raise ValueError(f"{path}: no such file, must be a transcript (.jsonl)") from None


def _record(line: bytes, origin: str) -> dict[str, Any]:
    try:
        record = json_of(line.rstrip(b"\n").decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ValueError(f"{origin}: byte {error.start}: is not UTF-8, must be a UTF-8 text") from None
    except UnfitError as error:
        # the parser sees one line only
        raise ValueError(f"{origin}: {str(error).removeprefix('line 1, ')}") from None
    if not isinstance(record, dict) or record.get("kind") not in tuple(_KINDS):
        raise ValueError(f"{origin}: is no record, must be a table whose kind is one of {', '.join(_KINDS)}")
    return record


def _refuse_other_kinds(first: Mapping[str, Any], name: str) -> None:
    if first.get("what") != KIND:
        raise ValueError(f"{name}: not a transcript of a language model")
    if first.get("format") != FORMAT:
        raise ValueError(f"{name}: written in format {shown(first.get('format'))}, this version reads {FORMAT}")
