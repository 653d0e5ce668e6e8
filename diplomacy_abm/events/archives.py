"""From a file as it was downloaded to the streams of the tables in it; whatever else an archive holds is named."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from diplomacy_abm.intake.clean import one_line
from diplomacy_abm.intake.gate import GZIP, HEAD, kind_of

_DROPPINGS = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
_WORKBOOK = "an Excel workbook; export it as CSV"


def opened(path: Path) -> Iterator[tuple[str, IO[bytes], str]]:
    """Yield name and bytes of a file, or of each member of a ZIP archive, and what it is where it is no text."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if "[Content_Types].xml" in names:
                # the office formats are archives too
                yield path.name, io.BytesIO(), _WORKBOOK if any(n.startswith("xl/") for n in names) else "no table"
                return
            yield from _members(path.name, archive)
        return
    with path.open("rb") as stream:
        yield path.name, *_unpacked(path.name, stream)


def _members(origin: str, archive: zipfile.ZipFile) -> Iterator[tuple[str, IO[bytes], str]]:
    for member in archive.infolist():
        if member.is_dir():
            continue
        name = f"{origin}:{one_line(member.filename, 120)}"
        base = member.filename.rpartition("/")[2]
        if member.filename.startswith(_DROPPINGS) or base in _DROPPINGS or base.startswith("._"):
            yield name, io.BytesIO(), "left there by an operating system"
            continue
        with archive.open(member) as stream:
            yield name, *_unpacked(member.filename, stream)


def _unpacked(name: str, stream: IO[bytes]) -> tuple[IO[bytes], str]:
    """Return a stream at its beginning, unpacked where it is gzip, and what it is where it is no text."""
    ahead = _peeked(stream)
    head = ahead.peek(HEAD)[:HEAD]
    told = kind_of(b"" if head.startswith(GZIP) else head, name)
    if told or not head.startswith(GZIP):
        nested = "an archive within an archive; unpack it first" if head.startswith(b"PK\x03\x04") else ""
        return ahead, nested or told
    inner = io.BufferedReader(cast("io.RawIOBase", gzip.GzipFile(fileobj=ahead)))
    return inner, kind_of(inner.peek(HEAD)[:HEAD], name)


def _peeked(stream: IO[bytes]) -> io.BufferedReader:
    if isinstance(stream, io.BufferedReader):
        return stream
    return io.BufferedReader(cast("io.RawIOBase", stream))


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Turn what can go wrong while a file is read, such as a damaged archive, into one line (ValueError)."""
    try:
        yield
    except (zipfile.BadZipFile, gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise ValueError(f"{path.name}: is damaged: {error}") from None
    except IsADirectoryError:
        raise ValueError(f"{path}: is a folder, must be a file") from None
    except OSError as error:
        raise ValueError(f"{path}: cannot be read: {error.strerror or error}") from None
    except (RuntimeError, NotImplementedError) as error:
        # of the zip module: a member with a password, or packed by a method that Python does not know
        raise ValueError(f"{path.name}: cannot be unpacked: {one_line(error, 100)}") from None
