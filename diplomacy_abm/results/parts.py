"""The parts of a store: written aside and renamed, so that a part is whole or not there.

A part is a Parquet file that says in its own metadata which study it belongs to, which part it is and how many
rows it has. What has another name than ``part-NNNNN.parquet`` is never read.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import platform
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplomacy_abm.intake.clean import clean
from diplomacy_abm.intake.gate import json_of
from diplomacy_abm.results.sound import DiskFullError, ResultsError, room

if TYPE_CHECKING:
    import pyarrow as pa

KINDS = ("runs", "steps", "events")
"""Folders of parts; that of the runs is always there, and alone tells that a part is done."""

_STAMP = b"diplomacy_abm"
_ASIDE = re.compile(r"\.(?P<host>[0-9a-f]{8})-(?P<process>\d+)\.tmp$")
_NAME = re.compile(r"part-(?P<index>\d{5,})\.parquet")
_ATTEMPTS = 3


@dataclass(frozen=True)
class Stamp:
    """What a part says about itself."""

    study: str
    part: int
    rows: int


def part_path(folder: Path, kind: str, index: int) -> Path:
    """Return where a part of a store lies."""
    return folder / kind / f"part-{index:05d}.parquet"


def part_numbers(folder: Path, kind: str = "runs") -> list[int]:
    """Return the numbers of the parts that are there, in order."""
    try:
        names = os.listdir(folder / kind)
    except FileNotFoundError:
        return []
    return sorted(int(found["index"]) for name in names if (found := _NAME.fullmatch(name)))


def as_parquet(table: pa.Table, study: str, index: int) -> bytes:
    """Return a table as the bytes of a part of a study; the same table gives the same bytes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    stamp = {"study": study, "part": index, "rows": table.num_rows}
    stamped = table.replace_schema_metadata({_STAMP: json.dumps(stamp).encode()})
    text = [field.name for field in table.schema if pa.types.is_string(field.type)]
    floats = [field.name for field in table.schema if pa.types.is_floating(field.type)]
    whole = io.BytesIO()
    pq.write_table(
        stamped, whole, compression="zstd", use_dictionary=text, use_byte_stream_split=floats,
        write_page_checksum=True,
    )  # fmt: skip
    return whole.getvalue()


def columns_of(schema: pa.Schema) -> dict[str, str]:
    """Return the types of columns by name, as a manifest holds them."""
    return {field.name: str(field.type) for field in schema}


def stamp_of(path: Path) -> tuple[Stamp, pa.Schema]:
    """Return what a part says about itself and its columns; ResultsError if it is cut short, or no part of a store."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            schema, rows = file.schema_arrow, file.metadata.num_rows
        stamp = Stamp(**json_of((schema.metadata or {})[_STAMP].decode()))
    except FileNotFoundError:
        raise
    except (pa.ArrowException, OSError, ValueError, KeyError, TypeError):
        raise ResultsError(f"{_short(path)}: is damaged, or no part of a store") from None
    if stamp.rows != rows:
        raise ResultsError(f"{_short(path)}: holds {rows} rows, must be {stamp.rows}")
    return stamp, schema


def read_part(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """Read a part with its checksums checked; ResultsError if its content was changed after it was written."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            table = file.read(columns=None if columns is None else list(columns)).replace_schema_metadata(None)
            return _shown(table)
    except FileNotFoundError:
        raise
    except (pa.ArrowException, OSError, UnicodeDecodeError):
        raise ResultsError(f"{_short(path)}: is damaged; delete it and play the study again into this store") from None


def _shown(table: pa.Table) -> pa.Table:
    """Return a table whose texts can be shown; nearly all hold nothing but our own words."""
    import pyarrow as pa
    import pyarrow.compute as pc

    for index, field in enumerate(table.schema):
        if pa.types.is_string(field.type):
            words = [word for word in pc.unique(table.column(index)).to_pylist() if word is not None]
            if any(clean(word) != word for word in words):
                texts = [None if word is None else clean(word) for word in table.column(index).to_pylist()]
                table = table.set_column(index, field, pa.chunked_array([pa.array(texts, field.type)]))
    return table


def _short(path: Path) -> str:
    if path.parent.name not in (*KINDS, "rounds"):
        return os.fspath(path)
    return f"{path.parents[1].name}/{path.parent.name}/{path.name}"


def write_aside(path: Path, content: bytes) -> None:
    """Write a file under another name, bring it to the disk and rename it into place; DiskFullError without room."""
    aside = path.with_name(f"{path.name}.{_host()}-{os.getpid()}.tmp")
    for attempt in range(_ATTEMPTS):
        with _cleared(aside), room(path):
            with aside.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            try:
                os.replace(aside, path)
            except FileNotFoundError:
                # another process on this store took this one for dead and cleared up after it
                if attempt == _ATTEMPTS - 1:
                    raise
                continue
        sync_folder(path.parent)
        return


@contextlib.contextmanager
def _cleared(aside: Path) -> Iterator[None]:
    """Leave nothing behind where writing fails."""
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError):
            aside.unlink()
        raise


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk, where the system can."""
    with contextlib.suppress(OSError, AttributeError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _host() -> str:
    return f"{zlib.crc32(platform.node().encode()):08x}"


def clear_aside(folder: Path, everything: bool = False) -> None:
    """Remove files that a writer left half-written in a store.

    With `everything` no part is missing, so that nobody's half-written file is of use; otherwise only those go whose
    writer ran on this machine and is dead.
    """
    for place in (folder, *(folder / kind for kind in KINDS)):
        for path in place.glob("*.tmp") if place.is_dir() else ():
            found = _ASIDE.search(path.name)
            if found and (everything or (found["host"] == _host() and not _lives(int(found["process"])))):
                with contextlib.suppress(OSError):
                    path.unlink()


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def as_table(frame: Any, schema: pa.Schema) -> pa.Table:
    """Turn a frame into a table of exactly these columns and types."""
    import pyarrow as pa

    return pa.Table.from_pandas(frame, schema=schema, preserve_index=False).replace_schema_metadata(None)


__all__ = [
    "KINDS", "DiskFullError", "Stamp", "as_parquet", "as_table", "clear_aside", "columns_of", "part_numbers",
    "part_path", "read_part", "stamp_of", "sync_folder", "write_aside",
]  # fmt: skip
