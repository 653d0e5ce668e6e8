"""The writing side of a calibration's folder: each round is written aside and renamed, and taken up again."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from diplomacy_abm.calibration.priors import values_of
from diplomacy_abm.calibration.smc import Round
from diplomacy_abm.results.calibrated import FORMAT, KIND, SCENARIO, STUDY, read_manifest
from diplomacy_abm.results.manifest import PACKAGE, code_hash, git_state, study_versions
from diplomacy_abm.results.parts import (
    as_parquet,
    clear_aside,
    part_numbers,
    part_path,
    read_part,
    stamp_of,
    write_aside,
)
from diplomacy_abm.results.sound import MANIFEST, SUMS, ResultsError, as_text, sums
from diplomacy_abm.scenario.settings import value_at

if TYPE_CHECKING:
    import pandas as pd

    from diplomacy_abm.calibration.study import Study

ROUNDS = "rounds"


@lru_cache(maxsize=1)
def code() -> str:
    """Return a hash of the sources that can change a posterior."""
    digest = hashlib.sha256(code_hash().encode())
    folder = Path(__file__).parent
    for path in (*sorted(folder.glob("*.py")), folder.parent / "analysis" / "posterior.py"):
        digest.update(path.name.encode() + path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:16]


@dataclass(frozen=True)
class Keeper:
    """Puts rounds into a folder."""

    folder: Path
    """Where."""
    study: Study
    """Whose rounds they are."""
    identity: str
    """Hash of all that decides them; each round carries it."""

    @classmethod
    def opened(cls, folder: Path, study: Study, command: Sequence[str] = (), sets: int = 0) -> Keeper:
        """Begin a folder, or take up the one that is there; ResultsError in one line where it holds something else.

        `sets` are those of a recovery, 0 for a calibration on the record; `command` is for the manifest.
        """
        manifest = _manifest(study, command, sets)
        identity = _identity(manifest)
        if (folder / MANIFEST).exists():
            found = read_manifest(folder)
            if _identity(found) != identity:
                raise ResultsError(
                    f"{folder}: holds {_difference(found, manifest)}; name another folder, or delete this one"
                )
        elif folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise ResultsError(f"{folder}: is not empty and holds no calibration; name another folder")
        else:
            from diplomacy_abm.scenario import dumps

            (folder / ROUNDS).mkdir(parents=True)
            write_aside(folder / STUDY, study.text.encode())
            write_aside(folder / SCENARIO, dumps(study.scenario).encode())
            write_aside(folder / MANIFEST, as_text(manifest).encode())
        (folder / ROUNDS).mkdir(exist_ok=True)
        clear_aside(folder)
        return cls(folder, study, identity)

    def put(self, found: Round) -> None:
        """Write a round."""
        write_aside(part_path(self.folder, ROUNDS, found.index), self.as_bytes(found))

    def as_bytes(self, found: Round) -> bytes:
        """Return a round as a Parquet file, one row for each replicate of each particle."""
        import pyarrow as pa

        n, m, _ = found.statistics.shape
        values = values_of(self.study.priors, found.points)
        columns: dict[str, Any] = {
            "round": np.full(n * m, found.index),
            "particle": np.repeat(np.arange(n), m),
            "replicate": np.tile(np.arange(m), n),
            "weight": np.repeat(found.weights, m),
            "tolerance": np.full(n * m, found.tolerance),
            "accepted": np.full(n * m, found.accepted),
        }
        for k, prior in enumerate(self.study.priors):
            columns[f"z_{prior.name}"] = np.repeat(found.points[:, k], m)
        for k, prior in enumerate(self.study.priors):
            columns[prior.name] = np.repeat(values[:, k], m)
        for k, statistic in enumerate(self.study.statistics):
            columns[statistic.name] = found.statistics[:, :, k].reshape(-1)
        return as_parquet(pa.table(columns), self.identity, found.index)

    def done(self) -> list[Round]:
        """Return the rounds that are there and whole, from round 0 on without a gap."""
        found: list[Round] = []
        for number in part_numbers(self.folder, ROUNDS):
            path = part_path(self.folder, ROUNDS, number)
            if number != len(found):
                break
            try:
                stamp, _ = stamp_of(path)
                if stamp.study != self.identity or stamp.part != number:
                    break
                found.append(self._read(path))
            except ResultsError:
                # damaged: this round and what followed from it are played again
                break
        return found

    def _read(self, path: Path) -> Round:
        table = read_part(path).to_pandas()
        m = int(table["replicate"].max()) + 1
        first = table["replicate"] == 0
        points = table.loc[first, [f"z_{prior.name}" for prior in self.study.priors]].to_numpy()
        statistics = table[[row.name for row in self.study.statistics]].to_numpy()
        return Round(
            int(table["round"].iloc[0]), float(table["tolerance"].iloc[0]), np.ascontiguousarray(points),
            np.ascontiguousarray(statistics).reshape(len(points), m, -1), table.loc[first, "weight"].to_numpy(),
            float(table["accepted"].iloc[0]),
        )  # fmt: skip


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write a table aside and rename it; five figures say more than the luck of the runs does."""
    write_aside(path, frame.to_csv(index=False, float_format="%.5g", lineterminator="\n").encode())


def write_parquet(frame: pd.DataFrame, path: Path) -> None:
    """Write a table as Parquet aside and rename it."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    whole = io.BytesIO()
    pq.write_table(
        pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None), whole, compression="zstd"
    )
    write_aside(path, whole.getvalue())


def write_sums(folder: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    """Say what the tables of a folder are, when all of them are written."""
    files = sums(folder, {name: len(table) for name, table in tables.items()})
    write_aside(folder / SUMS, as_text({"files": {name: files[name] for name in tables}}).encode())


def _manifest(study: Study, command: Sequence[str], sets: int) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "kind": KIND,
        "study": study.plain(),
        "fingerprint": study.fingerprint,
        "sets": sets,
        "scenario": {
            "name": study.scenario.name,
            "fingerprint": study.scenario.fingerprint,
            "values": {one.name: float(value_at(study.scenario, f"parameters.{one.name}")) for one in study.priors},
        },
        "seed": study.seed,
        "code": code(),
        "versions": study_versions(),
        "git": git_state(Path(__file__)),
        "command": list(command),
    }


def _identity(manifest: Mapping[str, Any]) -> str:
    decisive = {name: manifest.get(name) for name in ("fingerprint", "sets", "code")}
    decisive["version"] = manifest.get("versions", {}).get(PACKAGE)
    return hashlib.sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()[:16]


def _difference(found: Mapping[str, Any], wanted: Mapping[str, Any]) -> str:
    if found.get("sets", 0) != wanted["sets"]:
        both = bool(found.get("sets")) and bool(wanted["sets"])
        return "a recovery test of other size" if both else "another kind of calibration"
    if found.get("fingerprint") != wanted["fingerprint"]:
        return "the calibration of another study, or of this one before it changed"
    return "this calibration made by other code or another version"
