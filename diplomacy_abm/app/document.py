"""Watched runs as one compact document, for the replay file: differences in place of numbers, nothing told twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from diplomacy_abm.app.frames import FORMAT, KIND

if TYPE_CHECKING:
    from diplomacy_abm.app.recorder import Recorder

_REPEATED = ("p", "l", "g")
"""Parts of a frame that are left out where they are those of the week before."""

Week = dict[str, Any]


def pack(weeks: Iterable[Week]) -> list[Week]:
    """Return the frames of a run with numbers as differences to the week before.

    Parameters
    ----------
    weeks
        Of a recorder, from the first on.
    """
    packed: list[Week] = []
    before: Week = {"v": []}
    for week in weeks:
        kept = {name: part for name, part in week.items() if name not in _REPEATED or part != before.get(name)}
        earlier = before["v"] or [0] * len(week["v"])
        kept["v"] = [now - then for now, then in zip(week["v"], earlier, strict=True)]
        packed.append(kept)
        before = week
    return packed


def unpack(packed: Iterable[Week]) -> list[Week]:
    """Undo :func:`pack`; the page does the same in ``static/decode.js``."""
    weeks: list[Week] = []
    for kept in packed:
        before: Week = weeks[-1] if weeks else {"v": [0] * len(kept["v"]), "p": [], "l": [], "g": []}
        repeated = {name: before[name] for name in _REPEATED}
        numbers = [now + then for now, then in zip(kept["v"], before["v"], strict=True)]
        weeks.append(repeated | kept | {"v": numbers})
    return weeks


def document(
    recorders: Sequence[Recorder], notes: Sequence[str] = (), answers: Sequence[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    """Return one run, or two that share their luck, as a document.

    Parameters
    ----------
    recorders
        One or two runs, played.
    notes
        Lines that the page shows above the run, such as that the code has changed since.
    answers
        Pairs of the setup that were played, as the message ``pairs`` (:mod:`diplomacy_abm.app.messages`).
    """
    return {
        "format": FORMAT,
        "kind": KIND,
        "notes": list(notes),
        "arms": [{"head": each.head, "weeks": pack(each.weeks), "turns": each.explained()} for each in recorders],
        "parting": parting(*recorders) if len(recorders) > 1 else None,
        "answers": list(answers),
    }


def parting(one: Recorder, other: Recorder) -> int | None:
    """Return the first week in which somebody who takes part in both runs acts or answers differently, if there is one.

    The moves of an actor that only one run has do not count, nor do the weeks that only one has been played to.
    """
    both = {
        actor["label"]
        for actor in one.head["actors"]
        if actor["here"] and any(twin["label"] == actor["label"] and twin["here"] for twin in other.head["actors"])
    }
    for first, second in zip(one.weeks, other.weeks, strict=False):
        if _deeds(one.head, first, both) != _deeds(other.head, second, both):
            return int(first["t"])
    return None


def _deeds(head: Mapping[str, Any], week: Week, both: set[str]) -> list[tuple[Any, ...]]:
    labels = [actor["label"] for actor in head["actors"]]
    named = [*labels, ""]
    return [
        (named[actor], named[target], move, accepted, subject)
        for actor, target, move, accepted, subject, _, _ in week["e"]
        if named[actor] in both
    ]
