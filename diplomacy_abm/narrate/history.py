"""The history of a run on a page: the question, the seasons with their turning points, how it ended, where to look."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property, partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from diplomacy_abm.narrate.ending import ending, stood
from diplomacy_abm.narrate.names import Names, heading, rows_of
from diplomacy_abm.narrate.seasons import routine, spans
from diplomacy_abm.narrate.turns import Turn, turns
from diplomacy_abm.phrases import counted, listed, sentence
from diplomacy_abm.results.card import card
from diplomacy_abm.results.sides import sides_of, worded

if TYPE_CHECKING:
    import pandas as pd

    from diplomacy_abm.results import Run

MOST_TURNS = 12
"""Turning points that the page tells at most; of more the lesser ones are left out, and it says so."""
LINES = 45
"""Lines of 100 columns that the page has at most, as long as :data:`FEWEST` turning points are told."""
FEWEST = 4
_MOST_BESIDE = 3
_RANKS = ("victory", "deal", "breach", "talks", "end of a deal", "front", "offer", "contact", "backer", "sounding",
          "refusal")  # fmt: skip
"""Kinds of turning points, the weightiest first."""
_FIRSTS = ("victory", "deal", "breach", "talks")
"""Kinds of which the first comes before all else: without it a reader misses what the run is about."""
_AT_ONCE = 3
"""So many of a kind come before the next kind; what there is more of a kind comes after all kinds."""
_MINOR = ("leader", "event", "invitation")
"""Kinds of which those of a season are told together in a line."""
_DETAIL = re.compile(r", which covers |: ")
_IN_SHORT = ("victory", "deal", "breach", "talks", "end of a deal")
"""Kinds of which those that the page has no room for are told all the same, without their cause."""
MOST_IN_SHORT = 10
_ASKED = ("talks", "breach", "backer", "sounding", "deal")
"""Kinds in the order in which a reader asks why."""


Sums = Callable[[int, int, bool], str]


@dataclass(frozen=True)
class Season:
    """A part of a run: its heading, its steps, its routine, and its turning points."""

    title: str
    first: int
    last: int
    routine: str
    turns: tuple[Turn, ...]


@dataclass(frozen=True, eq=False)
class History:
    """A run as a reader wants it; printed, it is the page.

    Parameters
    ----------
    heading : str
        Which run.
    question : str
        What the scenario asks.
    seasons : tuple of Season
        In their order.
    outcome : str
        How it ended: what stood at the end and for how long.
    brief : tuple of str
        The run in five lines.
    word : str
        What a step is called.
    name : callable
        From labels of actors to their names.
    sums : callable
        From the first and the last step of a part of the run, and whether in short, to its routine in words.
    """

    heading: str
    question: str
    seasons: tuple[Season, ...]
    outcome: str
    brief: tuple[str, ...]
    word: str
    name: Callable[[str], str]
    sums: Sums

    @property
    def turns(self) -> tuple[Turn, ...]:
        """All turning points."""
        return tuple(turn for season in self.seasons for turn in season.turns)

    @cached_property
    def told(self) -> set[Turn]:
        """The turning points that the page tells one by one: the weightiest, as many as it has room for."""
        ranked = _ranked(self.turns)[:MOST_TURNS]
        while len(ranked) > FEWEST and len(self._lines(set(ranked), 100, "")) > LINES:
            ranked.pop()
        return set(ranked)

    @property
    def frame(self) -> pd.DataFrame:
        """The turning points as a table: week, kind, text, cause, broker."""
        import pandas as pd

        rows = [(turn.step + 1, turn.kind, turn.text, turn.cause, turn.broker, turn.actor) for turn in self.turns]
        return pd.DataFrame(rows, columns=[self.word, "kind", "text", "cause", "broker", "actor"])

    def __repr__(self) -> str:
        """Name the history in one line."""
        return f"History({self.heading[:-1]!r}, {counted(len(self.turns), 'turning point')})"

    def __str__(self) -> str:
        """Return the page for a terminal of 100 columns."""
        return self.text(100)

    def text(self, width: int = 100, source: str = "") -> str:
        """Return the page: at most about :data:`LINES` lines of 100 columns.

        Parameters
        ----------
        width : int
            Columns to write in.
        source : str
            What the commands at the end name: a folder, or a scenario with its options.
        """
        return "\n".join(self._lines(self.told, width, source))

    def _lines(self, told: set[Turn], width: int, source: str) -> list[str]:
        parts = [_wrapped(self.heading, width)]
        if self.question:
            parts.append(_wrapped(f"The question: {self.question}", width))
        parts.append("")
        for head, points in self.parts(told):
            parts.append(_wrapped(head, width))
            parts += [_wrapped(f"  - {point}", width, "    ") for point in points]
        aside = [*self._aside(), *self._left_out(told, "; --full tells them, --weekly every week")]
        parts += ["", *(_wrapped(line, width) for line in aside), _wrapped(self.outcome, width), ""]
        return "\n".join([*parts, "Look further:", *(f"  {line}" for line in self._next(source, told))]).split("\n")

    def parts(self, told: set[Turn]) -> Iterator[tuple[str, list[str]]]:
        """Yield the parts of the run, each with its routine and with those of some turning points that are in it."""
        before, short = "", self._in_short(told)
        for season in folded(self.seasons, told | short):
            here = [_shortened(turn) if turn in short else turn for turn in season.turns if turn in told | short]
            fire, _, rest = self.sums(season.first, season.last, True).partition("; ")
            # who strikes is said again when it is no longer so
            said = sentence(rest) if rest and fire == before else "; ".join(one for one in (fire, rest) if one)
            before = fire
            yield f"{season.title}. {said}", [_point(turn, self.word) for turn in _joined(here)]

    def _in_short(self, told: set[Turn]) -> set[Turn]:
        """Return what is told without its cause: nothing that is signed or broken is left out, and no round."""
        more = [turn for turn in self.turns if turn.kind in _IN_SHORT and turn not in told]
        return set(sorted(more, key=lambda turn: _IN_SHORT.index(turn.kind))[:MOST_IN_SHORT])

    @property
    def aside(self) -> list[str]:
        """What happened beside the turning points that the page tells, a line each."""
        return [*self._aside(), *self._left_out(self.told, "")]

    def _left_out(self, told: set[Turn], where: str) -> Iterator[str]:
        """Yield how many turning points are not told, if any, and where they are."""
        left = sum(turn.kind not in _MINOR for turn in self.turns) - len(told | self._in_short(told))
        if left:
            yield f"{counted(left, 'lesser turning point')} left out{where}."

    def _aside(self) -> Iterator[str]:
        """Yield what happened beside the turning points, each kind in a line."""
        found = {kind: [turn for turn in self.turns if turn.kind == kind] for kind in _MINOR}
        if found["leader"]:
            who = [f"{self.name(turn.actor)} ({self.word} {turn.step + 1})" for turn in found["leader"]]
            yield f"New leaders: {listed(_few(who))}."
        if found["event"]:
            what = [f"{turn.text.rstrip('.')} ({self.word} {turn.step + 1})" for turn in found["event"]]
            yield f"From outside: {'; '.join(_few(what))}."
        vain: Counter[str] = Counter(turn.actor for turn in found["invitation"])
        if vain:
            hosts = [f"by {self.name(host)} {_times(count)}" for host, count in vain.most_common()]
            yield f"Invitations in vain: {listed(hosts)}."

    def full(self, width: int = 100, source: str = "") -> str:
        """Return the page with every turning point."""
        return "\n".join(self._lines({turn for turn in self.turns if turn.kind not in _MINOR}, width, source))

    def facts(self) -> dict[str, Any]:
        """Return what the page says as plain values, for whatever shows it otherwise: a browser, a report.

        Returns
        -------
        dict
            heading, question, outcome, brief (five lines), aside (lines), word (what a step is called), and seasons:
            title, routine, first and last (steps counted from 1) and turns, each with step, kind, text, cause, broker,
            actor, and told: whether the page tells it one by one.
        """
        told = self.told
        seasons = [
            {"title": one.title, "routine": one.routine, "first": one.first + 1, "last": one.last + 1,
             "turns": [{**asdict(turn), "step": turn.step + 1, "told": turn in told} for turn in one.turns]}
            for one in self.seasons
        ]  # fmt: skip
        return {"heading": self.heading, "question": self.question, "word": self.word, "seasons": seasons,
                "outcome": self.outcome, "brief": list(self.brief), "aside": self.aside}  # fmt: skip

    def next(self, source: str = "") -> list[str]:
        """Return what shows more of what mattered most: commands on a `source`, or calls in Python."""
        return self._next(source, self.told)

    def _next(self, source: str, told: set[Turn]) -> list[str]:
        last = {turn.kind: turn for turn in self.turns if turn.actor and turn in told}
        asked = [last[kind] for kind in _ASKED if kind in last]
        places = list(dict.fromkeys((turn.step + 1, turn.actor) for turn in asked))[:2]
        if not source:
            return [*(f'print(run.why({week}, "{actor}"))' for week, actor in places), "run.plot()"]
        lines = [f"diplomacy-abm why {source} --week {week} --actor {actor}" for week, actor in places]
        stored = "--seed" not in source
        lines.append(f"diplomacy-abm plot {source}" if stored else f"diplomacy-abm run {source} --weekly")
        return lines


def _ranked(turns_: Sequence[Turn]) -> list[Turn]:
    """Return the turning points that may be told one by one, the weightiest first."""
    seen: Counter[str] = Counter()
    keyed = []
    for turn in turns_:
        if turn.kind not in _MINOR:
            later = bool(seen[turn.kind]) or turn.kind not in _FIRSTS
            keyed.append(((later, seen[turn.kind] // _AT_ONCE, _RANKS.index(turn.kind), turn.step), turn))
            seen[turn.kind] += 1
    return [turn for _, turn in sorted(keyed, key=lambda pair: pair[0])]


def history(run: Run) -> History:
    """Return the history of a run.

    Parameters
    ----------
    run : Run
        A finished run. With its choices and packages (``diplomacy_abm.run(..., keep_choices=True)``) every turning
        point has its cause and every offer its terms; without them these are left out.
    """
    who = card(run.scenario)
    names = Names(who)
    found = turns(run)
    rows = [SimpleNamespace(**row) for row in rows_of(run.steps)]
    events: dict[int, list[dict[str, Any]]] = {}
    for event in rows_of(run.events):
        events.setdefault(int(event["step"]), []).append(event)

    start = getattr(getattr(run.scenario, "front", None), "share", rows[0].front if rows else 0.5)
    sums = partial(_summed, names, rows, [float(start), *(row.front for row in rows)], events)
    seasons = []
    for title, steps in spans(names, run.steps["step"].tolist()):
        points = tuple(turn for turn in found if steps[0] <= turn.step <= steps[-1])
        seasons.append(Season(title, steps[0], steps[-1], sums(steps[0], steps[-1], False), points))
    header = getattr(run.scenario, "scenario", None)
    question = str(getattr(header, "question", "") or "")
    return History(heading(run, who), question, tuple(seasons), ending(run), _brief(run, names, found), names.word,
                   names.name, sums)  # fmt: skip


def _summed(names: Names, rows: list[Any], fronts: list[float], events: dict[int, list[dict[str, Any]]], first: int,
            last: int, short: bool) -> str:  # fmt: skip
    """Sum the routine of some steps up in words."""
    here = [event for step in range(first, last + 1) for event in events.get(step, [])]
    return routine(names, rows[first : last + 1], here, fronts[first], short)


def _brief(run: Run, names: Names, found: list[Turn]) -> tuple[str, ...]:
    """Return a run in five lines: which, the talks, what was signed, what broke, what stood."""
    kinds = {kind: [turn for turn in found if turn.kind == kind] for kind in ("talks", "deal", "breach", "front")}
    lines = [(kinds["talks"], "Formal talks never open."), (kinds["deal"], "Nothing is signed."),
             (kinds["breach"] or kinds["front"], "Nothing is broken, and the front never turns.")]  # fmt: skip
    lines.sort(key=lambda line: line[0][0].step if line[0] else len(run.steps))
    ended = worded(str(run.summary.get("outcome", "")), sides_of(names.who))
    return (heading(run, names.who), *(_line(names, points, nothing) for points, nothing in lines),
            f"Outcome: {ended}. {' '.join(stood(run)[:1])}")  # fmt: skip


def _line(names: Names, turns_: list[Turn], nothing: str) -> str:
    """Tell the first of some turning points, and how many there are."""
    if not turns_:
        return nothing
    more = f" (and {len(turns_) - 1} more)" if len(turns_) > 1 else ""
    # without what a deal covers or gives
    text = _DETAIL.split(turns_[0].text.rstrip("."))[0]
    return f"{sentence(names.word)[:-1]} {turns_[0].step + 1}: {text}{more}."


def folded(seasons: Sequence[Season], told: set[Turn]) -> Iterator[Season]:
    """Yield the seasons; of those in a row without a turning point that is told, one with their titles."""
    quiet: list[Season] = []
    for season in seasons:
        if not any(turn in told for turn in season.turns):
            quiet.append(season)
            continue
        if quiet:
            yield _together(quiet)
            quiet = []
        yield season
    if quiet:
        yield _together(quiet)


def _together(quiet: list[Season]) -> Season:
    first, last = quiet[0], quiet[-1]
    if first is last:
        return first
    begin, end = first.title.split(" to ")[0], last.title.split(" to ")[-1]
    begin = begin if begin[-4:].isdecimal() or first.title[-4:] == end[-4:] else f"{begin} {first.title[-4:]}"
    begin = begin.removesuffix(f" {end[-4:]}")
    title = f"{begin} to {end}"
    return Season(title, first.first, last.last, "", ())


def _few(texts: list[str]) -> list[str]:
    """Cut a list short, and say so."""
    return texts if len(texts) <= _MOST_BESIDE else [*texts[:_MOST_BESIDE], f"{len(texts) - _MOST_BESIDE} more"]


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _point(turn: Turn, word: str) -> str:
    """Tell a turning point with its cause and its broker."""
    told = [f"{word.capitalize()} {turn.step + 1}. {turn.text}"]
    told += [f"Why – {sentence(turn.cause)}"] if turn.cause else []
    told += [f"How – {sentence(turn.broker)}"] if turn.broker else []
    return " ".join(told)


def _shortened(turn: Turn) -> Turn:
    """Return a turning point without its cause and its broker."""
    return replace(turn, cause="", broker="", text=f"{_DETAIL.split(turn.text.rstrip('.'))[0]}.")


def _joined(turns_: Sequence[Turn]) -> Iterator[Turn]:
    """Yield turning points; deals that the same sign in the same step, for the same reasons, in one."""
    last: Turn | None = None
    for turn in turns_:
        if last is not None and (last.step, last.kind, last.cause) == (turn.step, "deal", turn.cause):
            also = turn.text.partition(" sign ")[2]
            last = replace(last, text=f"{last.text.rstrip('.')}, and {also}", broker=last.broker or turn.broker)
            continue
        if last is not None:
            yield last
        last = turn
    if last is not None:
        yield last


def _wrapped(paragraph: str, width: int, indent: str = "") -> str:
    return textwrap.fill(
        paragraph, width, break_long_words=False, break_on_hyphens=False, subsequent_indent=indent
    )  # fmt: skip
