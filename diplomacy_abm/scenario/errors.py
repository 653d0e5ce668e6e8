"""What a reader is told when a file cannot be used: the file, the place, what was found, what is allowed."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any, NamedTuple, Self

_LONGEST = 40


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
        super().__init__("\n".join(self.problems))

    def __reduce__(self) -> tuple[type[Self], tuple[str, tuple[Problem, ...]]]:
        return type(self), (self.origin, self.found)

    def named(self, origin: str) -> Self:
        """Return the same error about a file of another name."""
        return type(self)(origin, self.found)


class ScenarioError(FileError):
    """A scenario cannot be used; see :class:`FileError` for what it tells."""


def _line(origin: str, problem: Problem) -> str:
    text = ": ".join(part for part in (origin, problem.place, problem.message) if part)
    return " ".join(text.split())


def shown(value: Any) -> str:
    """Return a found value as it would stand in the file, cut short."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, (list, tuple)):
        return "a list"
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def nearest(word: str, known: Iterable[str]) -> str:
    """Return ``did you mean X?``, or else the names there are: the end of a message."""
    names = [str(name) for name in known]
    folded = {name.lower(): name for name in names}
    near = difflib.get_close_matches(word.lower(), folded, n=1, cutoff=0.6)
    if near:
        return f"did you mean {folded[near[0]]}?"
    return f"known here: {', '.join(names)}" if names else "nothing is known here"
