"""Words for moves and their consequences: what :mod:`diplomacy_abm.narrate` says.

Those of a move stand in its row of ``moves.toml``.

``{a}`` is who acts, ``{t}`` is whom it is aimed at, ``{s}`` the subject with "a", ``{the}`` the subject with
"the". Each phrase has a singular and a plural, for actors who do the same in the same week.
"""

from __future__ import annotations

from collections.abc import Sequence

from diplomacy_abm.moves import catalogue
from diplomacy_abm.results.sides import with_article

__all__ = [
    "ACTS", "HAPPENINGS", "MOVES", "MUTUAL", "OUTCOMES", "SOUNDED", "TOLD", "TRACK_RISES", "counted", "listed",
    "sentence", "series", "with_article", "within",
]  # fmt: skip

#: Moves of actors as done, by one and by several, in the order in which a week is told. Those that are not here are
#: silent: they change nothing, or their consequence is told.
MOVES: dict[str, tuple[str, str]] = {
    move.name: move.told.did
    for move in sorted(catalogue(), key=lambda move: (-move.channel, not move.told.early))
    if move.told.did is not None
}

#: Moves that two enemies can make at each other.
MUTUAL = {move.name: move.told.mutual for move in catalogue() if move.told.mutual}

#: Moves as what somebody would do.
ACTS = {move.name: move.told.would for move in catalogue() if move.told.would}

#: What happens, one event at a time.
HAPPENINGS = {move.name: move.told.happens for move in catalogue() if move.told.happens}

#: What a lead tells a mediator that asks it in secret, by its answer: one mediator, several. ``{enemy}`` is the lead
#: of the other side.
SOUNDED: dict[str, tuple[str, str]] = {
    "yes": ("{a} sounds {t}, which would come if {enemy} did", "{a} sound {t}, which would come if {enemy} did"),
    "no": (
        "{a} sounds {t}, which would not come even if {enemy} did",
        "{a} sound {t}, which would not come even if {enemy} did",
    ),
}

#: The same when the lead has gone to the mediator.
TOLD: dict[str, str] = {
    "yes": "{a} courts {t} and lets it know that it would come if {enemy} did",
    "no": "{a} courts {t} and lets it know that it would not come even if {enemy} did",
}

#: What a track is called when diplomacy reaches it.
TRACK_RISES = {
    1: "The sides are in contact",
    2: "Early discussions begin: talks about talks",
    3: "Formal talks open",
    4: "A general ceasefire is in force",
    5: "A settlement is in force",
}

OUTCOMES = {
    "victory of A": "{A} has won the war.",
    "victory of B": "{B} has won the war.",
    "settlement held": "The sides settled.",
    "settlement relapsed": "The sides settled, and the settlement broke down.",
    "ceasefire": "The guns are silent without a settlement.",
    "formal talks only": "The war goes on, though the sides met at a table.",
    "early discussions only": "The war goes on; the sides never met at a table.",
    "no contact": "The war goes on, and diplomacy hardly stirred.",
}
WAR_GOES_ON = ("formal talks only", "early discussions only", "no contact")
RESUMED = "The war goes on again: there was a general ceasefire, and it did not last."
"""Instead, where the class tells of talks alone and a ceasefire had been signed."""


def listed(names: Sequence[str]) -> str:
    """Join names as prose: ``A``, ``A and B``, ``A, B and C``."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def series(clauses: Sequence[str]) -> str:
    """Join clauses that hold an "and" or commas of their own: ``a, b and c`` and ``d`` as ``a, b and c, and d``."""
    return clauses[0] if len(clauses) == 1 else f"{', '.join(clauses[:-1])}, and {clauses[-1]}"


def sentence(text: str) -> str:
    """Return text with a capital at its start and a full stop at its end."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


def counted(count: int, singular: str, plural: str = "") -> str:
    """Return ``1 round``, ``3 rounds`` or ``no rounds``."""
    many = plural or f"{singular}s"
    return f"1 {singular}" if count == 1 else f"{count or 'no'} {many}"


def within(label: str) -> str:
    """Return the label of an issue as it stands within a sentence; proper names keep their capital."""
    words = label.split()
    proper = len(words) > 1 and words[1][:1].isupper()
    return label if proper or label[1:2].isupper() else label[:1].lower() + label[1:]
