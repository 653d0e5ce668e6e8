"""Terms of a value as reasons: what is said when a term that speaks for a move has grown."""

from __future__ import annotations

from diplomacy_abm.moves import by_name


def reason(move: str, term: str) -> str:
    """Return the words for a term that has come to speak for a move: those of its row, or else the term's name."""
    return by_name(move).told.because.get(term) or f"its {'line of policy' if term == 'circumstances' else term}"
