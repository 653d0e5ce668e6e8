"""An ensemble folder that is written while its runs are played, so that memory stays bounded."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from diplomacy_abm.results.ensemble import Ensemble, joined
from diplomacy_abm.results.export import begin_aside, fill_ensemble, put_in_place
from diplomacy_abm.results.sound import room

if TYPE_CHECKING:
    import pandas as pd


class EnsembleWriter:
    """Takes the chunks of an ensemble; their steps and events go to disk at once, a row group each.

    The folder is made when it is finished; without one nothing is written. ``parts`` is what came so far, without steps
    and events.
    """

    def __init__(self, directory: Path | None) -> None:
        self.parts: list[Ensemble] = []
        self._folder = directory
        self._aside: Path | None = None
        self._files: dict[str, Any] = {}

    def __enter__(self) -> Self:
        """Make the folder in which the chunks are put."""
        if self._folder is not None:
            self._aside = begin_aside(self._folder)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove what was not finished."""
        self._close()
        if self._aside is not None:
            shutil.rmtree(self._aside, ignore_errors=True)

    def add(self, part: Ensemble) -> None:
        """Take the next chunk."""
        with room(self._folder or ""):
            self._add(part)

    def _add(self, part: Ensemble) -> None:
        for kind in ("steps", "events"):
            frame: pd.DataFrame | None = getattr(part, kind)
            if frame is not None and self._aside is not None:
                self._append(kind, frame)
        self.parts.append(replace(part, steps=None, events=None))

    def _append(self, kind: str, frame: pd.DataFrame) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        assert self._aside is not None
        schema = self._files[kind].schema if kind in self._files else None
        table = pa.Table.from_pandas(frame, schema=schema, preserve_index=False)
        if kind not in self._files:
            self._files[kind] = pq.ParquetWriter(self._aside / f"{kind}.parquet", table.schema, compression="zstd")
        self._files[kind].write_table(table)

    @property
    def result(self) -> Ensemble:
        """All chunks so far as one ensemble, without steps and events."""
        return joined(self.parts)

    def finish(self, command: Sequence[str], requested: int) -> None:
        """Write the rest of the folder and put it in its place; command and runs asked for go to the manifest."""
        self._close()
        if self._aside is None or self._folder is None:
            return
        with room(self._folder):
            fill_ensemble(self._aside, self.result, command, requested)
        put_in_place(self._aside, self._folder)
        self._aside = None

    def _close(self) -> None:
        for file in self._files.values():
            file.close()
        self._files = {}
