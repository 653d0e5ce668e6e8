"""One gate for files of ours: bounded in size and depth, read by a schema, refused in one line.

JSON and TOML of any kind come in here. What a parser, a codec or a schema finds wrong becomes an error of the kind the
caller names, with the file, the place in it and what is allowed. What is no text
is named by its first bytes, and never opened.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, Field, ValidationError

from diplomacy_abm.intake.clean import clean, one_line

HEAD = 600
"""Bytes that are looked at."""
GZIP = b"\x1f\x8b"
_PICKLES = (".pkl", ".pickle", ".pck", ".joblib", ".p")
_PICKLE = re.compile(rb"\x80[\x02-\x05](?:\x95|[\x8c}\]c(])|c[A-Za-z_][\w.]*\n[A-Za-z_][\w.]*\n")
_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF document"),
    (b"PAR1", "a Parquet file; export it as CSV"),
    (b"ARROW1", "an Arrow file; export it as CSV"),
    (b"\xd0\xcf\x11\xe0", "an Excel workbook; export it as CSV"),
    (b"SQLite format 3", "an SQLite database; export a table of it as CSV"),
    (b"BZh", "a bzip2 file; unpack it first"),
    (b"\xfd7zXZ\x00", "an xz file; unpack it first"),
    (b"(\xb5/\xfd", "a zstd file; unpack it first"),
    (b"7z\xbc\xaf", "a 7z archive; unpack it first"),
    (b"Rar!", "a RAR archive; unpack it first"),
    (b"RDX2", "an R file; export it as CSV"),
    (b"RDX3", "an R file; export it as CSV"),
    (b"X\n", "an R file; export it as CSV"),
    (b"<stata_dta>", "a Stata file; export it as CSV"),
    (b"$FL2", "an SPSS file; export it as CSV"),
    (b"\x89HDF", "an HDF5 file; export it as CSV"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)


def kind_in(path: Path) -> str:
    """Return what a file is, as :func:`kind_of`."""
    with path.open("rb") as file:
        return kind_of(file.read(HEAD), path.name)


def kind_of(head: bytes, name: str = "") -> str:
    """Return what a file is and what to do by its first :data:`HEAD` bytes; empty where it may be a text.

    The ending of its name tells a pickle too.
    """
    stem = name.lower().removesuffix(".gz").removesuffix(".zip").removesuffix(".xz").removesuffix(".bz2")
    if _PICKLE.match(head) or stem.endswith(_PICKLES):
        return "a Python pickle, which may run code and is never loaded; export it as CSV"
    for start, told in _KINDS:
        if head.startswith(start):
            return told
    if head[257:262] == b"ustar":
        return "a tar archive; unpack it first"
    if re.match(rb"\s*(?:<!doctype html|<html)", head, re.IGNORECASE):
        return "a web page, not the file it leads to; download it again"
    if re.match(rb"\s*<\?xml", head):
        return "an XML document; export it as CSV"
    return "no text" if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")) else ""


LARGEST = 64_000_000
"""Bytes of a file that is read as a whole; the largest of ours has less than a tenth."""
DEEPEST = 40
"""Tables and lists within each other; the deepest of ours has eight."""

Model = TypeVar("Model", bound=BaseModel)
Wrong = Callable[[str], Exception]
"""Makes the error of a line."""

Word = Annotated[str, Field(max_length=1000), AfterValidator(clean)]
"""A text to show, made fit for that."""
Natural = Annotated[int, Field(ge=0, lt=2**64)]
"""A whole number that counts or names something."""

_AT = re.compile(r" \(at (.+?)\)$")


class Loose(BaseModel):
    """A document of ours that other versions may have written more into."""

    model_config = {"extra": "allow", "strict": True, "frozen": True}


class UnfitError(ValueError):
    """A text is no document that can be read; the message says the place and what is allowed."""


def json_of(text: str) -> Any:
    """Read JSON: no key twice, nothing deeper than :data:`DEEPEST`, no half of a sign; UnfitError with the place."""
    try:
        found = json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise UnfitError(f"line {error.lineno}, column {error.colno}: is not JSON: {error.msg.lower()}") from None
    except RecursionError:
        raise UnfitError(f"is nested deeper than {DEEPEST} levels") from None
    except UnfitError:
        raise
    except ValueError as error:
        # a number of thousands of digits
        raise UnfitError(f"is not JSON: {one_line(error, 100)}") from None
    return _bounded(found)


def toml_of(text: str) -> dict[str, Any]:
    """Read TOML: nothing deeper than :data:`DEEPEST`; UnfitError with the place."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        place, what = _AT.search(message), _AT.sub("", message)
        told = f"not TOML: {what[:1].lower()}{what[1:]}"
        raise UnfitError(f"{place[1]}: {told}" if place else told) from None
    except RecursionError:
        raise UnfitError(f"is nested deeper than {DEEPEST} levels") from None
    except ValueError as error:
        # a number of thousands of digits
        raise UnfitError(f"not TOML: {one_line(error, 100)}") from None
    checked: dict[str, Any] = _bounded(found)
    return checked


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise UnfitError(f"has the key {one_line(twice, 60)!r} twice in one table")
    return found


def _bounded(found: Any) -> Any:
    """Return a document that is not too deep and whose texts can be written again."""
    level, depth = [found], 0
    while level:
        depth += 1
        if depth > DEEPEST:
            raise UnfitError(f"is nested deeper than {DEEPEST} levels")
        below: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                below += value
                below += value.values()
            elif isinstance(value, list):
                below += value
            elif isinstance(value, str) and not value.isascii():
                _whole(value)
        level = below
    return found


def _whole(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise UnfitError(f"holds half a sign (a lone surrogate) in {one_line(text, 60)!r}") from None


def text_of(path: Path, largest: int = LARGEST) -> str:
    """Read a text file; UnfitError if it is too large or not UTF-8, OSError (for the caller) if it cannot be read."""
    size = path.stat().st_size
    if size > largest:
        raise UnfitError(f"has {size:,} bytes, must have at most {largest:,}")
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        kind = kind_in(path)
        raise UnfitError(f"is {kind}" if kind else f"byte {error.start}: is not UTF-8, must be a UTF-8 text") from None


def document(path: Path, wrong: Wrong, origin: str = "", largest: int = LARGEST) -> Any:
    """Read a JSON file as plain values; `wrong` makes the error of a line, which calls the file `origin`.

    ``FileNotFoundError`` and other errors of the system come as they are.
    """
    try:
        return json_of(text_of(path, largest))
    except UnfitError as error:
        raise wrong(f"{origin or path}: {error}") from None


def checked(model: type[Model], values: Any, wrong: Wrong, origin: str) -> Model:
    """Read plain values by a schema; `wrong` makes the error of a line, that of the first of several problems."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        place, told = _problem(error)
        raise wrong(": ".join(part for part in (origin, place, told) if part)) from None


def _problem(error: ValidationError) -> tuple[str, str]:
    """Return place and message of the first thing wrong."""
    from diplomacy_abm.scenario.messages import problems_in

    found = problems_in(error, lambda place: [])[0]
    return one_line(found.place, 100), found.message
