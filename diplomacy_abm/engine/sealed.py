"""A checksum at the end of every file of compiled code: what does not match it is overlooked, and made anew.

Machine code with one wrong bit may give wrong numbers or end the process, and numba loads it as it is. The checksum is
part of the file, so that processes that compile at the same time never see one without the other.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import pickle
import zlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

MARK = b"crc32"
"""Stands before the four bytes of the sum; pickle stops before both."""


def seal(content: bytes) -> bytes:
    """Return what is written after a content."""
    return MARK + zlib.crc32(content).to_bytes(4, "little")


def is_whole(content: bytes) -> bool:
    """Whether a content ends with its checksum."""
    body, end = content[: -len(MARK) - 4], content[-len(MARK) - 4 :]
    return end == seal(body)


def sealed(dispatcher: Any) -> None:
    """Let the cache of a function that numba will compile keep checksums; one without a cache stays as it is."""
    file = getattr(getattr(dispatcher, "_cache", None), "_cache_file", None)
    # numba makes these objects itself, and has no place to name another class
    if file is not None:
        with contextlib.suppress(TypeError, ImportError):
            file.__class__ = _kind()


@contextlib.contextmanager
def sealing() -> Iterator[None]:
    """Within this, whatever numba begins to cache keeps checksums: functions of C are compiled as they are made."""
    try:
        caching: Any = importlib.import_module("numba.core.caching")
        usual, caching.IndexDataCacheFile = caching.IndexDataCacheFile, _kind()
    except (ImportError, AttributeError):
        yield
        return
    try:
        yield
    finally:
        caching.IndexDataCacheFile = usual


@lru_cache(maxsize=1)
def _kind() -> type:
    from numba.core.caching import IndexDataCacheFile

    class Sealed(IndexDataCacheFile):
        """Index and data of one function, each with its checksum."""

        def save(self, key: Any, data: Any) -> None:
            # a cache that cannot be written costs time and nothing else
            with contextlib.suppress(OSError):
                super().save(key, data)

        @contextlib.contextmanager
        def _open_for_write(self, filepath: str) -> Iterator[Any]:
            with super()._open_for_write(filepath) as file:
                yield file
                file.flush()
                file.write(seal(Path(file.name).read_bytes()))

        def _load_index(self) -> dict[Any, Any]:
            try:
                whole = is_whole(Path(self._index_path).read_bytes())
            except OSError:
                return {}
            return super()._load_index() if whole else {}

        def _load_data(self, name: str) -> Any:
            content = Path(self._data_path(name)).read_bytes()
            if not is_whole(content):
                # numba takes this for a file that is not there, and writes a new one in its place
                raise OSError(f"{os.path.basename(name)}: is damaged")
            return pickle.loads(content)

    return Sealed
