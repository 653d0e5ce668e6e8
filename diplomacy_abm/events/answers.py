"""Answers of a data provider's interface, which are JSON: rows as tables of names and values."""

from __future__ import annotations

from typing import IO, Any

from diplomacy_abm.intake.gate import LARGEST, UnfitError, json_of

_ROWS = ("data", "Result", "result", "results", "rows", "events")


def is_answer(first: str) -> bool:
    """Tell whether a file that begins so is JSON."""
    return first.lstrip().startswith(("{", "["))


def rows_of(first: bytes, stream: IO[bytes], name: str) -> tuple[list[str], list[list[str]]]:
    """Return the names of the columns and the rows of an answer.

    Raises
    ------
    ValueError
        In one line, if it is none, or says that something went wrong.
    """
    whole = first + stream.read(LARGEST + 1)
    if len(whole) > LARGEST:
        raise ValueError(f"{name}: is JSON of more than {LARGEST // 1_000_000} MB; export it as CSV")
    try:
        found = json_of(whole.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ValueError(f"{name}: is JSON and not UTF-8, must be UTF-8") from None
    except UnfitError as error:
        raise ValueError(f"{name}: {error}") from None
    rows = next((found[key] for key in _ROWS if key in found), None) if isinstance(found, dict) else found
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        told = _complaint(found)
        raise ValueError(f"{name}: is JSON without rows of events{told}; export it as CSV")
    names = list(dict.fromkeys(key for row in rows for key in row))
    return names, [[_text(row.get(key)) for key in names] for row in rows]


def _complaint(found: Any) -> str:
    """Return what a provider says went wrong."""
    from diplomacy_abm.intake.clean import one_line

    known = found if isinstance(found, dict) else {}
    said = next((known[key] for key in ("error", "message", "detail") if isinstance(known.get(key), str)), "")
    return f" (it says: {one_line(said, 120)})" if said else ""


def _text(value: Any) -> str:
    if value is None:
        return ""
    return "" if isinstance(value, (dict, list)) else str(value)
