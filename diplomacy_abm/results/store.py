"""A finished or half-finished study on disk, opened for reading.

``runs/`` has one row a run, failed ones included; ``steps/`` and ``events/`` are there when they were kept;
``points.parquet`` has the values of the factors. Only whole parts are ever read.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplomacy_abm.results.above import above, shown
from diplomacy_abm.results.card import ScenarioCard, from_json
from diplomacy_abm.results.manifest import identity, other_maker, read_manifest
from diplomacy_abm.results.parts import KINDS, Stamp, columns_of, part_numbers, part_path, read_part, stamp_of
from diplomacy_abm.results.sound import MANIFEST, ResultsError

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
    import xarray as xr
    from matplotlib.figure import Figure

POINTS = "points.parquet"
DESIGN = "design.toml"
SCENARIO = "scenario.toml"


@dataclass(frozen=True, eq=False)
class Store:
    """A study on disk; it only reads.

    Attributes
    ----------
    path : pathlib.Path
        The folder.
    manifest : dict
        What the study is and what made it.
    parts : tuple of int
        Numbers of the parts that are there and whole.
    warnings : list of str
        One line each: made by another version or other code, parts that are missing or damaged.
    """

    path: Path
    manifest: dict[str, Any]
    parts: tuple[int, ...]
    warnings: list[str] = field(default_factory=list)

    def __repr__(self) -> str:
        """Name the study in one line."""
        done = "complete" if self.complete else f"{len(self.parts)} of {self.manifest['parts']} parts"
        return f"Store({self.name!r}, {self.manifest['runs']} runs a point, {done})"

    def to_xarray(self) -> xr.Dataset:
        """Return the runs as labelled arrays: along arm, point and run, with the factors as coordinates."""
        from diplomacy_abm.results.exchange import as_dataset

        return as_dataset(self)

    def plot(self, quantities: Sequence[str] = ()) -> Figure:
        """Draw what the arms change, along the first factor of the grid if there is one; or the quantities along it.

        A study with one arm has its quantities drawn. Values of further factors are averaged.

        Parameters
        ----------
        quantities : sequence of str
            What to draw; what the design asks for by default.

        Raises
        ------
        ValueError
            In one line, for a study with one arm and no factor.
        """
        wanted = list(quantities) or self.outcomes or ["agreement", "ever: formal", "rounds"]
        labels = above("analysis.study", "labels")(self)
        grid = [name for name, one in self.factors.items() if one["kind"] == "grid" and len(one["values"]) > 1]
        if len(self.arms) > 1 and grid:
            table, tests = (above("analysis.paired", name)(self, wanted, grid[0]) for name in ("paired", "interaction"))
            return above("plots.comparison", "figure_effects")(table, grid[0], labels, tests, self.title)
        if len(self.arms) > 1:
            table = above("analysis.paired", "paired")(self, wanted)
            return above("plots.comparison", "figure_differences")(table, labels, self.title)
        if not self.factors:
            raise ValueError(f"{self.path}: one arm and no factor, so there is nothing to compare; draw an ensemble")
        factor = next(iter(self.factors))
        table = above("analysis.proportions", "estimates")(self, wanted, factor)
        return above("plots.comparison", "small_multiples")(table, factor, labels=labels, title=self.title)

    def _repr_html_(self) -> str:
        """Show what the study is, and its figure, in a notebook."""
        rows = {"question": self.design["study"].get("question", ""), "arms": ", ".join(self.arms.values()),
                "factors": ", ".join(self.factors) or "none", "runs": self.manifest["runs"]}  # fmt: skip
        return shown(repr(self), rows, self.plot)

    @property
    def design(self) -> dict[str, Any]:
        """The design as plain tables, defaults filled in."""
        return dict(self.manifest["design"])

    @property
    def name(self) -> str:
        """Name of the study."""
        return str(self.design["study"]["name"])

    @property
    def title(self) -> str:
        """Title of the study."""
        return str(self.design["study"]["title"])

    @property
    def arms(self) -> dict[str, str]:
        """Labels of the arms by name, in the order of the design; the first is the base of comparisons."""
        return {name: arm["label"] for name, arm in self.design["arms"].items()}

    @property
    def factors(self) -> dict[str, dict[str, Any]]:
        """Factors by name: ``label``, ``unit``, ``kind`` (grid or sampled), ``values`` or ``distribution``."""
        return dict(self.design.get("factors", {}))

    @property
    def outcomes(self) -> list[str]:
        """Names of the quantities that the design asks to show first."""
        return list(self.design["study"].get("outcomes", []))

    @property
    def sampling(self) -> dict[str, Any] | None:
        """How the sampled factors were drawn, if there are any."""
        return self.design.get("sampling")

    @cached_property
    def scenario(self) -> ScenarioCard:
        """Names, seats, sides and the calendar of the scenario."""
        return from_json(self.manifest["scenario"], f"{self.path}/{MANIFEST}")

    @property
    def complete(self) -> bool:
        """Whether all parts are there."""
        return len(self.parts) == self.manifest["parts"]

    @cached_property
    def points(self) -> pd.DataFrame:
        """One row a point: ``point`` and the value of every factor."""
        return read_part(self.path / POINTS).to_pandas()

    def runs(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Return the runs that are there, finished and failed, in the order of the plan.

        Parameters
        ----------
        columns : sequence of str, optional
            Only these columns.
        """
        return self._read("runs", columns)

    def finished(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Return the runs that did not fail.

        Parameters
        ----------
        columns : sequence of str, optional
            Only these columns.
        """
        wanted = None if columns is None else list(dict.fromkeys([*columns, "status"]))
        runs = self._read("runs", wanted)
        kept = runs[runs["status"] == "ok"].reset_index(drop=True)
        return kept if columns is None else kept[list(columns)]

    def steps(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Return the steps of the runs, all columns beginning with ``arm, point, run`` or those named; if kept."""
        return self._read("steps", columns)

    def events(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Return the events of the runs, all columns beginning with ``arm, point, run`` or those named; if kept."""
        return self._read("events", columns)

    def tables(self, kind: str, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """Yield the parts of ``"runs"``, ``"steps"`` or ``"events"`` one after the other, so that memory stays bounded.

        Parameters
        ----------
        kind : str
            Which.
        columns : sequence of str, optional
            Only these columns.

        Raises
        ------
        ResultsError
            In one line, if they were not kept, a part was damaged, or there is no such column.
        """
        if kind != "runs" and kind not in self.manifest["keep"]:
            raise ResultsError(f'{self.path}: {kind} were not kept; put keep = ["{kind}"] into [study] of the design')
        known = list(self.manifest["columns"][kind])
        absent = [name for name in columns or () if name not in known]
        if absent:
            raise ResultsError(f"{self.path}: {kind} have no column {absent[0]!r}; they have {', '.join(known)}")
        for number in self.parts:
            yield read_part(part_path(self.path, kind, number), columns)

    def _read(self, kind: str, columns: Sequence[str] | None) -> pd.DataFrame:
        import pandas as pd
        import pyarrow as pa

        parts = list(self.tables(kind, columns))
        if not parts:
            return pd.DataFrame(columns=list(columns if columns is not None else self.manifest["columns"][kind]))
        return pa.concat_tables(parts).to_pandas()

    def to_csv(self, directory: str | os.PathLike[str]) -> list[Path]:
        """Write points, runs and what was kept as CSV files into a folder.

        Parameters
        ----------
        directory : path
            Made where it is missing; files of these names in it are replaced.

        Returns
        -------
        list of pathlib.Path
            The files.
        """
        from diplomacy_abm.results.exchange import write_csv

        return write_csv(self, Path(directory))

    def to_netcdf(self, file: str | os.PathLike[str]) -> Path:
        """Write the runs as one NetCDF file with the dimensions arm, point and run.

        Parameters
        ----------
        file : path
            Replaced where it exists.

        Returns
        -------
        pathlib.Path
            The file.
        """
        from diplomacy_abm.results.exchange import write_netcdf

        return write_netcdf(self, Path(file))


def open_store(directory: str | os.PathLike[str]) -> Store:
    """Open a study for reading.

    Parameters
    ----------
    directory : path
        A folder that ``sweep`` made, finished or not.

    Returns
    -------
    Store
        Its ``warnings`` say what a reader should know: made by another version, incomplete, damaged.

    Raises
    ------
    ResultsError
        If the folder holds no study.
    """
    folder = Path(directory)
    manifest = read_manifest(folder)
    try:
        stamp, _ = stamp_of(folder / POINTS)
    except FileNotFoundError:
        raise ResultsError(f"{folder}: {POINTS} is missing from this study") from None
    if stamp != Stamp(manifest["fingerprint"][:16], 0, manifest["points"]):
        raise ResultsError(f"{folder}/{POINTS}: belongs to another study")
    present = part_numbers(folder)
    whole, problems = sound_parts(folder, manifest, present)
    warnings = []
    maker = other_maker(manifest)
    if maker:
        warnings.append(f"{folder}: {maker}; played again, its runs may differ")
    warnings += problems
    total = manifest["parts"]
    if len(whole) < total:
        warnings.append(f"{folder}: {len(whole)} of {total} parts are there; the same sweep plays the others")
    return Store(folder, manifest, tuple(whole), warnings)


def sound_parts(
    folder: Path, manifest: dict[str, Any], numbers: Sequence[int], deep: bool = False
) -> tuple[list[int], list[str]]:
    """Tell the parts of a store that are whole and of this study from the others, of which each gets a line.

    `deep` reads the runs through, with their checksums.
    """
    study = identity(manifest)
    kinds = [kind for kind in KINDS if kind == "runs" or kind in manifest["keep"]]
    sound, problems = [], []
    for number in numbers:
        try:
            if number >= manifest["parts"]:
                raise ResultsError(f"{folder.name}/runs/part-{number:05d}.parquet: the study has no such part")
            for kind in kinds:
                path = part_path(folder, kind, number)
                stamp, schema = stamp_of(path)
                if stamp != Stamp(study, number, stamp.rows):
                    raise ResultsError(f"{folder.name}/{kind}/{path.name}: belongs to another study or place")
                if columns_of(schema) != manifest["columns"][kind]:
                    raise ResultsError(f"{folder.name}/{kind}/{path.name}: has other columns than the study")
                if deep and kind == "runs":
                    read_part(path)
        except FileNotFoundError:
            # what pyarrow raises has no name of a file
            problems.append(f"{folder.name}/{kind}/{path.name}: is missing")
        except ResultsError as error:
            problems.append(str(error))
        else:
            sound.append(number)
    return sound, problems


__all__ = ["DESIGN", "MANIFEST", "POINTS", "SCENARIO", "Store", "open_store", "sound_parts"]
