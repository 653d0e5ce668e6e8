"""The history of a run on a page: the question, the seasons with their turning points, how it ended, where to look."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
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

MOST_TURNS = 16
"""Turning points that the page tells; of more the lesser ones are left out, and it says so."""
_RANKS = (("victory", "deal", "breach", "talks"), ("end of a deal", "front"), ("offer", "contact"), ("backer",),
          ("sounding", "refusal"))  # fmt: skip
"""Kinds of turning points, the weightiest first."""
_MINOR = ("leader", "event", "invitation")
"""Kinds of which those of a season are told together in a line."""
_ASKED = ("talks", "backer", "sounding", "deal", "breach")
"""Kinds in the order in which a reader asks why; the first three are choices from a menu."""


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
    seed, run : int
        Which run, for what to look at next.
    scenario : str
        Name of the scenario.
    name : callable
        From labels of actors to their names.
    """

    heading: str
    question: str
    seasons: tuple[Season, ...]
    outcome: str
    brief: tuple[str, ...]
    word: str
    seed: int
    run: int
    scenario: str
    name: Callable[[str], str]

    @property
    def turns(self) -> tuple[Turn, ...]:
        """All turning points."""
        return tuple(turn for season in self.seasons for turn in season.turns)

    @property
    def told(self) -> set[Turn]:
        """The turning points that the page tells one by one."""
        ranked = sorted((turn for turn in self.turns if turn.kind not in _MINOR), key=_rank)
        return set(ranked[:MOST_TURNS])

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
        """Return the page.

        Parameters
        ----------
        width : int
            Columns to write in.
        source : str
            What the commands at the end name: a folder, or a scenario with its options.
        """
        parts = [_wrapped(self.heading, width)]
        if self.question:
            parts.append(_wrapped(f"The question: {self.question}", width))
        told = self.told
        for season in self.seasons:
            points = _bullets(season, told, self.word, self.name, width)
            parts += ["", season.title, _wrapped(season.routine, width), *points]
        left = sum(turn.kind not in _MINOR for turn in self.turns) - len(told)
        if left:
            parts += ["", _wrapped(f"{counted(left, 'lesser turning point')} left out; --weekly tells all.", width)]
        parts += ["", _wrapped(self.outcome, width), "", "What to look at next:"]
        return "\n".join([*parts, *(f"  {line}" for line in self.next(source))])

    def next(self, source: str = "") -> list[str]:
        """Return commands that show more of what mattered most."""
        given = source or f"{self.scenario} --seed {self.seed}{f' --run {self.run}' if self.run else ''}"
        asked = sorted((turn for turn in self.turns if turn.actor and turn.kind in _ASKED),
                       key=lambda turn: (_ASKED.index(turn.kind), -turn.step))  # fmt: skip
        places = list(dict.fromkeys((turn.step + 1, turn.actor) for turn in asked))[:2]
        lines = [f"diplomacy-abm why {given} --week {week} --actor {actor}" for week, actor in places]
        stored = "--seed" not in given
        lines.append(f"diplomacy-abm plot {given}" if stored else f"diplomacy-abm run {given} --weekly")
        return lines


def _rank(turn: Turn) -> tuple[int, int]:
    """Return the place of a turning point among those that are told: by its kind, then by time."""
    return next(x for x, kinds in enumerate(_RANKS) if turn.kind in kinds), turn.step


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
    rows = list(run.steps.itertuples(index=False))
    events: dict[int, list[dict[str, Any]]] = {}
    for event in rows_of(run.events):
        events.setdefault(int(event["step"]), []).append(event)
    seasons = []
    for title, steps in spans(names, run.steps["step"].tolist()):
        here = [event for step in steps for event in events.get(step, [])]
        text = routine(names, [rows[step] for step in steps], here)
        points = tuple(turn for turn in found if steps[0] <= turn.step <= steps[-1])
        seasons.append(Season(title, steps[0], steps[-1], text, points))
    header = getattr(run.scenario, "scenario", None)
    question = str(getattr(header, "question", "") or "")
    return History(heading(run, who), question, tuple(seasons), ending(run), _brief(run, names, found), names.word,
                   run.seed, run.run, who.name, names.name)  # fmt: skip


def _brief(run: Run, names: Names, found: list[Turn]) -> tuple[str, ...]:
    """Return a run in five lines: which, the talks, what was signed, what broke, what stood."""
    kinds = {kind: [turn for turn in found if turn.kind == kind] for kind in ("talks", "deal", "breach", "front")}
    told = [heading(run, names.who)]
    for kind, nothing in (("talks", "Formal talks never open."), ("deal", "Nothing is signed.")):
        told.append(_line(names, kinds[kind], nothing))
    breaches = kinds["breach"] or kinds["front"]
    told.append(_line(names, breaches, "Nothing is broken, and the front never turns."))
    ended = worded(str(run.summary.get("outcome", "")), sides_of(names.who))
    told.append(f"Outcome: {ended}. {' '.join(stood(run)[:1])}")
    return tuple(told)


def _line(names: Names, turns_: list[Turn], nothing: str) -> str:
    """Tell the first of some turning points, and how many there are."""
    if not turns_:
        return nothing
    more = f" (and {len(turns_) - 1} more)" if len(turns_) > 1 else ""
    return f"{sentence(names.word)[:-1]} {turns_[0].step + 1}: {turns_[0].text}{more}"


def _bullets(season: Season, chosen: set[Turn], word: str, name: Callable[[str], str], width: int) -> Iterator[str]:
    """Yield the turning points of a season, one paragraph each; leaders and events from outside in one line."""
    when = {turn: f"{word} {turn.step + 1}" for turn in season.turns}
    minor = [f"{_inside(turn.text)} ({when[turn]})" for turn in season.turns if turn.kind in ("leader", "event")]
    if minor:
        yield _wrapped(f"- {sentence(listed(minor))}", width, "  ")
    vain: dict[str, list[str]] = {}
    for turn in season.turns:
        if turn.kind == "invitation":
            vain.setdefault(turn.actor, []).append(str(turn.step + 1))
    if vain:
        told = [f"{name(host)} ({word}{'s' if len(at) > 1 else ''} {listed(at)})" for host, at in vain.items()]
        yield _wrapped(f"- Invited in vain: {listed(told)}.", width, "  ")
    for turn in season.turns:
        if turn not in chosen:
            continue
        told = [f"- {word.capitalize()} {turn.step + 1}. {turn.text}"]
        told += [f"Why – {sentence(turn.cause)}"] if turn.cause else []
        told += [f"How – {sentence(turn.broker)}"] if turn.broker else []
        yield _wrapped(" ".join(told), width, "  ")


def _inside(text: str) -> str:
    """Return a sentence as it stands within another."""
    plain = text.rstrip(".")
    return f"the {plain[4:]}" if plain.startswith("The ") else plain


def _wrapped(paragraph: str, width: int, indent: str = "") -> str:
    return textwrap.fill(
        paragraph, width, break_long_words=False, break_on_hyphens=False, subsequent_indent=indent
    )  # fmt: skip
