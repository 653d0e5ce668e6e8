"""Whether a folder of ours is as it was written: rows and a checksum of each file, numbers in few digits."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, Field

from diplomacy_abm.intake import gate
from diplomacy_abm.intake.clean import clean, one_line

if TYPE_CHECKING:
    import pandas as pd


MANIFEST = "manifest.json"
SUMS = "files.json"
"""Sums of the tables that a folder gets after its manifest."""
OWN = "checksum"
"""Key of the manifest's own checksum."""


class ResultsError(ValueError):
    """A result folder cannot be read or written; the message is one line."""


class DiskFullError(ResultsError):
    """There is no room for a file."""


FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextlib.contextmanager
def room(path: Path | str, kept: str = "nothing was put there") -> Iterator[None]:
    """Say in one line where there was no room while something is written, and what is kept there now."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL or "No space left" in str(error) or "File too large" in str(error):
            raise DiskFullError(f"{path}: the disk is full; {kept}") from None
        raise


@contextlib.contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """Give another name to write a file under, and rename it when it is whole; a reader never sees half of it.

    Its folder is made. Nothing is left behind where writing fails.
    """
    # the suffix stays last: some writers go by it
    aside = target.with_name(f".{target.stem}.part{target.suffix}")
    try:
        with room(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            yield aside
            os.replace(aside, target)
    finally:
        with contextlib.suppress(OSError):
            aside.unlink()


class FileSum(BaseModel):
    """What a manifest says of a file."""

    model_config = {"extra": "forbid", "strict": True, "frozen": True}

    bytes: gate.Natural
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    rows: gate.Natural | None = None


Files = dict[Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")], FileSum]
"""Files of a folder by name; no place outside it."""


def sums(folder: Path, rows: Mapping[str, int]) -> dict[str, dict[str, Any]]:
    """Return size and checksum of every file of a folder, and of a table its rows, for its manifest."""
    found = {}
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.name not in (MANIFEST, SUMS) and path.suffix != ".tmp":
            known = {"rows": rows[path.name]} if path.name in rows else {}
            found[path.name] = {"bytes": path.stat().st_size, "sha256": _sum(path), **known}
    return found


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def refuse_changed(folder: Path, files: Files) -> None:
    """Raise in one line if a file of a folder is missing or not as its manifest says."""
    for name, said in files.items():
        if not (folder / name).is_file():
            raise ResultsError(f"{folder}: {name} is missing from this result folder")
        refuse_other(folder / name, said)


def refuse_other(path: Path, said: FileSum) -> None:
    """Raise in one line if a file is not as it was written."""
    size = path.stat().st_size
    if size != said.bytes:
        raise ResultsError(f"{path}: has {size:,} bytes, must have {said.bytes:,}; it was cut short or changed")
    if _sum(path) != said.sha256:
        raise ResultsError(f"{path}: is not as it was written; make the folder again, or take it from a copy")


def as_text(manifest: Mapping[str, Any], default: Any = None) -> str:
    """Return a manifest as the text of its file, with its own checksum as the last key."""
    plain = {name: value for name, value in manifest.items() if name != OWN}
    text = json.dumps(plain, default=default)
    # over what a reader finds: texts as texts, numbers as numbers, keys as texts
    whole = json.loads(text) | {OWN: own_sum(json.loads(text))}
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def own_sum(manifest: Mapping[str, Any]) -> str:
    """Return the checksum of all that a manifest says but this."""
    plain = {name: value for name, value in manifest.items() if name != OWN}
    return hashlib.sha256(json.dumps(plain, sort_keys=True, separators=(",", ":")).encode()).hexdigest()[:32]


def manifest_in(folder: Path, maker: str) -> dict[str, Any]:
    """Read the manifest of a folder as plain values, whatever kind it is; ResultsError in one line if there is none.

    `maker` is what makes such folders, for the message: ``"sweep"``.
    """
    if not folder.is_dir():
        raise ResultsError(f"{folder}: no such folder; name one that {maker} made")
    try:
        found = gate.document(folder / MANIFEST, ResultsError)
    except FileNotFoundError:
        raise ResultsError(f"{folder}: holds no {MANIFEST}; name a folder that {maker} made") from None
    if not isinstance(found, dict):
        raise ResultsError(f"{folder}/{MANIFEST}: is not a manifest of diplomacy-abm")
    return found


def refuse_format(folder: Path, manifest: Mapping[str, Any], reads: int) -> None:
    """Raise in one line if a manifest is of another format, or not as it was written."""
    where = f"{folder}/{MANIFEST}"
    if manifest.get("format") != reads:
        raise ResultsError(f"{where}: format is {one_line(manifest.get('format'), 60)}; this version reads {reads}")
    if OWN not in manifest:
        raise ResultsError(f"{where}: has no {OWN!r}; it was made by another version, or cut short")
    if manifest[OWN] != own_sum(manifest):
        raise ResultsError(f"{where}: is not as it was written; make the folder again, or take it from a copy")


def cleaned(value: Any) -> Any:
    """Return plain values with every text in them fit to be shown."""
    if isinstance(value, dict):
        return {clean(key): cleaned(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [cleaned(inner) for inner in value]
    return clean(value) if isinstance(value, str) else value


__all__ = [
    "FULL", "MANIFEST", "SUMS", "DiskFullError", "FileSum", "Files", "ResultsError", "as_text", "cleaned",
    "manifest_in", "own_sum", "refuse_changed", "refuse_format", "refuse_other", "room", "sums", "whole_file",
]  # fmt: skip


DIGITS = 4
"""Significant digits of the numbers in a table."""


def rounded(table: pd.DataFrame) -> pd.DataFrame:
    """Round numbers to a few significant digits, so that a table reads well and its bytes do not hang on the last."""
    result = table.copy()
    for name in result.select_dtypes("float"):
        result[name] = [float(f"{x:.{DIGITS}g}") for x in result[name]]
    return result
