"""What a reader is told when a file cannot be used: the file, the place, what was found, what is allowed."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Self

from diplomacy_abm.intake.clean import clean, one_line

_LONGEST = 40
_MOST_PROBLEMS = 50
_MOST_NAMES = 24


class Problem(NamedTuple):
    """One thing wrong: its dotted place (empty for the whole file) and what is the matter there."""

    place: str
    message: str


class FileError(ValueError):
    """A file of ours, or what was made of one, cannot be used.

    Parameters
    ----------
    origin : str
        What the file is called.
    found : iterable of Problem
        Everything that is wrong.

    Attributes
    ----------
    problems : tuple of str
        One line each: ``FILE: dotted.place: what was found, what is allowed``. The text of the error is
        these lines.
    """

    def __init__(self, origin: str, found: Iterable[Problem]) -> None:
        self.origin = origin
        self.found = tuple(found)
        self.problems = tuple(_line(origin, problem) for problem in self.found)
        told, left = self.problems[:_MOST_PROBLEMS], len(self.problems) - _MOST_PROBLEMS
        super().__init__("\n".join([*told, f"{one_line(origin, 100)}: and {left:,} more"] if left > 0 else told))

    def __reduce__(self) -> tuple[type[Self], tuple[str, tuple[Problem, ...]]]:
        return type(self), (self.origin, self.found)

    def named(self, origin: str) -> Self:
        """Return the same error about a file of another name."""
        return type(self)(origin, self.found)


class ScenarioError(FileError):
    """A scenario cannot be used; see :class:`FileError` for what it tells."""


def _line(origin: str, problem: Problem) -> str:
    parts = (one_line(origin, 100), one_line(problem.place, 100), problem.message)
    return one_line(": ".join(part for part in parts if part))


def shown(value: Any) -> str:
    """Return a found value as it would stand in the file, cut short."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, (list, tuple)):
        return "a list"
    try:
        text = f'"{value}"' if isinstance(value, str) else str(value)
    except ValueError:
        return "a number of thousands of digits"
    text = " ".join(clean(text[: 4 * _LONGEST]).split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def actor_meant(word: str, names: Mapping[str, str]) -> str:
    """Return ``did you mean RUS (Russia)?`` where a word is nearly a label or a name of an actor, else nothing.

    `names` has the names of the actors by label.
    """
    by_name = {name.casefold(): label for label, name in names.items()}
    found = [by_name[word.casefold()]] if word.casefold() in by_name else []
    found += difflib.get_close_matches(word.upper(), names, cutoff=0.7)
    found += [by_name[name] for name in difflib.get_close_matches(word.casefold(), by_name)]
    return f"did you mean {found[0]} ({names[found[0]]})?" if found else ""


def nearest(word: str, known: Iterable[str]) -> str:
    """Return ``did you mean X?``, or else the names there are: the end of a message."""
    names = [str(name) for name in known]
    folded = {name.lower(): name for name in names}
    near = difflib.get_close_matches(word[:100].lower(), folded)
    if near:
        return f"did you mean {folded[near[0]]}?"
    more = ", …" if len(names) > _MOST_NAMES else ""
    return f"known here: {', '.join(names[:_MOST_NAMES])}{more}" if names else "nothing is known here"
