"""A calibration on disk, opened for reading: the posterior, how it was found, and what it predicts."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplomacy_abm.intake.gate import Loose, Natural, Word, checked, document
from diplomacy_abm.results.sound import (
    MANIFEST,
    SUMS,
    Files,
    ResultsError,
    cleaned,
    manifest_in,
    refuse_format,
    refuse_other,
)

if TYPE_CHECKING:
    import pandas as pd

FORMAT = 2
KIND = "calibration"
STUDY = "study.toml"
SCENARIO = "scenario.toml"
POSTERIOR, PREDICTIVE, ROUNDS_TABLE = "posterior.csv", "predictive.csv", "rounds.csv"
PARTICLES, PRIOR, PREDICTED = "particles.parquet", "prior.parquet", "predicted.parquet"
RECOVERY, COVERAGE = "recovery.csv", "coverage.csv"


@dataclass(frozen=True, eq=False)
class Calibrated:
    """A finished calibration; it only reads.

    Attributes
    ----------
    path : pathlib.Path
        The folder.
    manifest : dict
        What was calibrated, and what made it.
    """

    path: Path
    manifest: dict[str, Any]

    def __repr__(self) -> str:
        """Name the study in one line."""
        return f"Calibrated({self.name!r}, {len(self.labels)} parameters)"

    @property
    def name(self) -> str:
        """Name of the study."""
        return str(self.manifest["study"]["calibration"]["name"])

    @property
    def labels(self) -> dict[str, str]:
        """Labels of the parameters by name."""
        return {name: row["label"] for name, row in self.manifest["study"]["parameters"].items()}

    @property
    def statistic_labels(self) -> dict[str, str]:
        """Labels of the statistics by name, with their units."""
        rows = self.manifest["study"]["statistics"].items()
        return {name: f"{row['label']} ({row['unit']})" if row.get("unit") else row["label"] for name, row in rows}

    @property
    def compared(self) -> dict[str, bool]:
        """Whether a statistic counted in the search, by name; the others were only looked at afterwards."""
        return {name: row.get("weight", 1.0) > 0 for name, row in self.manifest["study"]["statistics"].items()}

    @property
    def before(self) -> dict[str, float]:
        """Values of the parameters that the scenario had."""
        return dict(self.manifest["scenario"]["values"])

    @cached_property
    def posterior(self) -> pd.DataFrame:
        """One row a parameter: mean, sd, interval, the same of the prior, effective number of particles."""
        return self._table(POSTERIOR)

    @cached_property
    def predictive(self) -> pd.DataFrame:
        """One row a statistic: the record, the interval of runs under the posterior, tail probability."""
        return self._table(PREDICTIVE)

    @cached_property
    def rounds(self) -> pd.DataFrame:
        """One row a round: tolerance, share of the moves made, effective number, runs."""
        return self._table(ROUNDS_TABLE)

    @cached_property
    def particles(self) -> pd.DataFrame:
        """The posterior: ``weight`` and one column for each parameter, one row a near replicate."""
        return self._frame(PARTICLES)

    @cached_property
    def prior(self) -> pd.DataFrame:
        """Draws from the prior, one column for each parameter."""
        return self._frame(PRIOR)

    @cached_property
    def predicted(self) -> pd.DataFrame:
        """Runs under the posterior: their parameters and statistics."""
        return self._frame(PREDICTED)

    def _table(self, name: str) -> pd.DataFrame:
        import pandas as pd

        return pd.read_csv(self._there(name))

    def _frame(self, name: str) -> pd.DataFrame:
        import pandas as pd

        return pd.read_parquet(self._there(name))

    @cached_property
    def _sums(self) -> Files:
        try:
            found = document(self.path / SUMS, ResultsError)
        except FileNotFoundError:
            return {}
        return checked(_Sums, found, ResultsError, f"{self.path}/{SUMS}").files

    def _there(self, name: str) -> Path:
        path = self.path / name
        if not path.is_file() or name not in self._sums:
            raise ResultsError(f"{self.path}: {name} is missing; calibrate the study again into this folder")
        refuse_other(path, self._sums[name])
        return path


def open_calibration(directory: str | os.PathLike[str]) -> Calibrated:
    """Open a calibration for reading.

    Parameters
    ----------
    directory : path
        A folder that ``calibrate`` made.

    Returns
    -------
    Calibrated
        Its tables are read when they are asked for.

    Raises
    ------
    ResultsError
        If the folder holds none.
    """
    folder = Path(directory)
    return Calibrated(folder, read_manifest(folder))


class _Header(Loose):
    name: Word
    title: Word


class _Study(Loose):
    calibration: _Header
    parameters: dict[str, dict[str, Any]]
    statistics: dict[str, dict[str, Any]]


class _Scenario(Loose):
    name: Word
    fingerprint: Word
    values: dict[str, float]


class _Manifest(Loose):
    """What the manifest of a calibration holds."""

    study: _Study
    fingerprint: Word
    sets: Natural
    scenario: _Scenario
    seed: Natural
    code: Word
    versions: dict[str, Word]


class _Sums(Loose):
    files: Files


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest of a calibration, or say in one line why there is none."""
    found = manifest_in(folder, "calibrate")
    if found.get("kind") != KIND:
        raise ResultsError(f"{folder}/{MANIFEST}: is not that of a calibration; name a folder that calibrate made")
    refuse_format(folder, found, FORMAT)
    checked(_Manifest, found, ResultsError, f"{folder}/{MANIFEST}")
    plain: dict[str, Any] = cleaned(found)
    return plain
