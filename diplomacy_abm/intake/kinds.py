"""What a file is by its first bytes, for those that are no text: named, and never opened by what they are."""

from __future__ import annotations

import re
from pathlib import Path

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
