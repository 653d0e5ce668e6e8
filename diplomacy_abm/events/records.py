"""Files of millions of rows as a stream of frames: whole records, a few thousand at a time, in bounded memory.

A tab-separated layout without quotes is cut at its line ends and parsed by polars; everything else goes through the
standard library's reader, which knows quotes. Both keep the number of the line on which a record begins. Answers of
a provider's interface, which are JSON, are read as tables of names and values.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, TYPE_CHECKING, Any

from diplomacy_abm.events.layouts import Shape, shape_of, shape_of_names
from diplomacy_abm.events.skips import FileReport
from diplomacy_abm.intake.extras import pl
from diplomacy_abm.intake.gate import LARGEST, UnfitError, json_of

if TYPE_CHECKING:
    import numpy as np


_ROWS = ("data", "Result", "result", "results", "rows", "events")


def is_answer(first: str) -> bool:
    """Tell whether a file that begins so is JSON."""
    return first.lstrip().startswith(("{", "["))


def rows_of(first: bytes, stream: IO[bytes], name: str) -> tuple[list[str], list[list[str]]]:
    """Return the names of the columns and the rows of an answer; ValueError if it is none, or says what went wrong."""
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


BLOCK = 8 * 1024 * 1024
"""Bytes that are parsed at a time."""
RECORDS = 50_000
"""Records that are parsed at a time where there are quotes."""

_BOM = b"\xef\xbb\xbf"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_WRONG_COUNT = "wrong number of columns"
_NOT_UTF_8 = "not UTF-8, taken for Windows-1252"


def frames(name: str, stream: IO[bytes], layout: str = "auto") -> tuple[FileReport, Iterator[pl.DataFrame]]:
    """Begin to read a file that messages call by its name.

    Return the report, which grows while frames are taken, and the frames: ``line`` and the columns that the layout
    uses, all texts; what is empty is null.
    """
    first = stream.readline()
    if first.startswith(_UTF_16):
        raise ValueError(f"{name}: is UTF-16, must be UTF-8 or Windows-1252; save it anew")
    text = _decoded(first.removeprefix(_BOM))[0].rstrip("\r\n")
    if not text.strip():
        raise ValueError(f"{name}: is empty, or begins with an empty line")
    if is_answer(text):
        names, rows = rows_of(first, stream, name)
        shape = shape_of_names(names, name, layout)
        report = FileReport(name, shape.layout.name)
        return report, _grouped(enumerate(rows, start=1), shape, report)
    shape = shape_of(text, name, layout)
    report = FileReport(name, shape.layout.name)
    begun = stream.readline() if shape.header else first.removeprefix(_BOM)
    # quotes in the header or around a value tell of quoted texts, whatever the layout usually does
    row = _decoded(begun)[0].rstrip("\r\n").split(shape.separator)
    wrapped = any(_is_wrapped(row[place]) for place in shape.used.values() if place < len(row))
    plain = shape.separator == "\t" and not shape.layout.quoted and '"' not in text and not wrapped
    read = _unquoted if plain else _quoted
    return report, read(stream, begun, shape, report)


def _is_wrapped(field: str) -> bool:
    return len(field) > 1 and field[0] == field[-1] == '"'


def _decoded(raw: bytes) -> tuple[str, bool]:
    """Return text, and whether it was not UTF-8."""
    try:
        return raw.decode("utf-8"), False
    except UnicodeDecodeError:
        # five bytes mean nothing in Windows-1252; they are accents of ISO-8859-1's control range and of no use here
        return raw.decode("cp1252", errors="replace"), True


def _quoted(stream: IO[bytes], begun: bytes, shape: Shape, report: FileReport) -> Iterator[pl.DataFrame]:
    """Read through the standard library: any separator, fields in quotes, line ends within them."""
    first = 2 if shape.header else 1

    def texts() -> Iterator[str]:
        number = first
        for raw in _lines(begun, stream):
            text, strange = _decoded(raw)
            if strange:
                report.note(_NOT_UTF_8, [number])
            yield text
            number += 1

    # repositories that serve tables as text write a quote within a text as \"
    escape = "\\" if shape.separator == "\t" and not shape.layout.quoted else None
    reader = csv.reader(texts(), delimiter=shape.separator, escapechar=escape)
    yield from _grouped(_numbered(reader, first, report), shape, report)


def _numbered(reader: Any, first: int, report: FileReport) -> Iterator[tuple[int, list[str]]]:
    """Yield the records with the numbers of the lines on which they begin."""
    while True:
        line = first + reader.line_num
        try:
            record = next(reader, None)
        except csv.Error as error:
            raise ValueError(f"{report.name}: line {line}: {error}; is a quote left open?") from None
        if record is None:
            return
        yield line, record


def _grouped(records: Iterable[tuple[int, list[str]]], shape: Shape, report: FileReport) -> Iterator[pl.DataFrame]:
    """Yield the sound records, many at a time."""
    used = shape.used
    kept: list[tuple[int, list[str]]] = []
    for line, record in records:
        if _sound(record, line, shape, report):
            kept.append((line, record))
        if len(kept) >= RECORDS:
            yield _frame(kept, used)
            kept = []
    if kept:
        yield _frame(kept, used)


def _lines(begun: bytes, stream: IO[bytes]) -> Iterator[bytes]:
    if begun:
        yield begun
    yield from stream


def _sound(record: list[str], line: int, shape: Shape, report: FileReport) -> bool:
    """Tell whether a record can be read, and count it."""
    report.rows += 1
    if not any(field.strip() for field in record):
        report.skip("empty line", [line])
        return False
    if all(field.strip().startswith("#") for field in record if field.strip()):
        report.skip("row of HXL tags", [line])
        return False
    if len(record) != len(shape.columns):
        report.skip(_WRONG_COUNT, [line])
        return False
    if shape.header and tuple(field.strip().casefold() for field in record) == _folded(shape):
        report.skip("header again", [line])
        return False
    return True


def _folded(shape: Shape) -> tuple[str, ...]:
    return tuple(name.casefold() for name in shape.columns)


def _frame(kept: Sequence[tuple[int, list[str]]], used: dict[str, int]) -> pl.DataFrame:
    columns = {name: [record[place] or None for _, record in kept] for name, place in used.items()}
    return pl.DataFrame(
        {"line": [line for line, _ in kept], **columns},
        schema={"line": pl.Int64, **dict.fromkeys(columns, pl.String)},
    )


def _unquoted(stream: IO[bytes], begun: bytes, shape: Shape, report: FileReport) -> Iterator[pl.DataFrame]:
    """Read tab-separated lines, all sound lines of a block at once."""
    line = 2 if shape.header else 1
    places = list(shape.used.values())
    for block in _blocks(stream, begun):
        data, lines, length = _checked(_utf_8(block, line, report), line, shape, report)
        line += length
        if not len(lines):
            continue
        frame = pl.read_csv(
            io.BytesIO(data), has_header=False, separator="\t", quote_char=None, columns=places, infer_schema=False
        )
        frame.columns = list(shape.used)
        yield frame.insert_column(0, pl.Series("line", lines, dtype=pl.Int64))


def _blocks(stream: IO[bytes], begun: bytes) -> Iterator[bytes]:
    """Yield blocks of whole lines, each with its line end."""
    rest = begun
    while read := stream.read(BLOCK):
        block = rest + read
        cut = block.rfind(b"\n") + 1
        rest = block[cut:]
        if cut:
            yield block[:cut]
    if rest:
        yield rest if rest.endswith(b"\n") else rest + b"\n"


def _utf_8(block: bytes, line: int, report: FileReport) -> bytes:
    """Return a block as UTF-8 with plain line ends."""
    # one sign is found many times faster than two
    if b"\r" in block:
        block = block.replace(b"\r\n", b"\n")
    if block.isascii():
        return block
    try:
        block.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return block
    mended = []
    for number, raw in enumerate(block.split(b"\n"), start=line):
        text, strange = _decoded(raw)
        if strange:
            report.note(_NOT_UTF_8, [number])
        mended.append(text.encode("utf-8"))
    return b"\n".join(mended)


def _checked(block: bytes, line: int, shape: Shape, report: FileReport) -> tuple[bytes, np.ndarray, int]:
    """Return the lines of a block that have the right number of columns, their numbers, and how many lines it had."""
    import numpy as np

    signs = np.frombuffer(block, dtype=np.uint8)
    ends = np.flatnonzero(signs == ord("\n"))
    tabs = np.diff(_before(signs == ord("\t"), ends), prepend=0)
    starts = np.concatenate(([0], ends[:-1] + 1))
    lines = np.arange(line, line + len(ends))
    good = tabs == len(shape.columns) - 1
    # the few lines that need a closer look are looked at one by one
    doubtful = np.flatnonzero(~good | (signs[starts] == ord("#")) | _headers(block, signs, starts, shape))
    for place in doubtful:
        record = block[starts[place] : ends[place]].decode("utf-8").split("\t")
        good[place] = _sound(record, int(lines[place]), shape, report)
    report.rows += len(ends) - len(doubtful)
    if good.all():
        return block, lines, len(ends)
    data = b"".join(block[starts[place] : ends[place] + 1] for place in np.flatnonzero(good))
    return data, lines[good], len(ends)


def _before(marks: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Count the marks before each place: whole words of 64 first, then the bits of its own."""
    import numpy as np

    packed = np.packbits(marks, bitorder="little")
    words = np.pad(packed, (0, -len(packed) % 8)).view("<u8")
    whole = np.concatenate(([0], np.cumsum(np.bitwise_count(words), dtype=np.int64)))
    word, bit = places >> 6, (places & 63).astype(np.uint64)
    own = words[word] & ((np.uint64(1) << bit) - np.uint64(1))
    counts: np.ndarray = whole[word] + np.bitwise_count(own)
    return counts


def _headers(block: bytes, signs: np.ndarray, starts: np.ndarray, shape: Shape) -> np.ndarray:
    """Mark the lines that may be the header again, as where files were joined."""
    import numpy as np

    marks = np.zeros(len(starts), dtype=bool)
    if shape.header:
        name = shape.columns[0].encode() + b"\t"
        for line in np.flatnonzero(signs[starts] == name[0]):
            marks[line] = block.startswith(name, starts[line])
    return marks
