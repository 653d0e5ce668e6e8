"""Result folders: written aside and renamed, so that a folder is either whole or not there.

A run folder holds ``events.csv``, ``steps.csv``, ``state.csv``, ``summary.json`` and, when kept, ``choices.csv``; an
ensemble folder ``runs.csv`` and, when kept, ``steps.parquet`` and ``events.parquet``; both hold ``manifest.json`` and
``scenario.toml``, the scenario as it was run. The manifest has rows and a checksum of every other file, and a reader
compares. No file names a machine or an hour: the same seed gives the same
bytes.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import tempfile
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, RootModel

from diplomacy_abm.intake import gate
from diplomacy_abm.intake.clean import clean
from diplomacy_abm.results.card import CardFile, ScenarioCard, card_of, to_json
from diplomacy_abm.results.ensemble import Ensemble
from diplomacy_abm.results.run import Run
from diplomacy_abm.results.sound import (
    MANIFEST,
    Files,
    ResultsError,
    as_text,
    manifest_in,
    refuse_changed,
    refuse_format,
    room,
    sums,
)

if TYPE_CHECKING:
    import pandas as pd

FORMAT = 2
_TEXT_COLUMNS = (
    *("actor", "target", "channel", "move", "cameo", "accepted", "subject", "via"),
    *("reason", "first_formal_form", "first_formal_host"),
)
LEAST = {
    "events": ("step", "date", "actor", "target", "move"),
    "steps": ("step", "date", "track", "front"),
    "state": ("step", "variable", "actor", "value"),
    "runs": ("run", "status", "outcome"),
    "choices": ("step", "actor", "channel", "move", "chosen", "value"),
}
"""Columns by which a table of a result folder is known."""
_RUN_TABLES = ("events", "steps", "state")
_PACKAGES = ("numpy", "mesa", "numba")


class _Manifest(gate.Loose):
    """What the manifest of a result folder holds."""

    kind: Literal["run", "ensemble"]
    scenario: CardFile
    seed: gate.Natural
    run: gate.Natural = 0
    policies: dict[str, gate.Word]
    parameters: dict[gate.Word, float] = Field(default_factory=dict)
    without: list[gate.Word]
    versions: dict[str, gate.Word]
    files: Files


class _Summary(RootModel[dict[str, bool | int | float | gate.Word | None]]):
    """What ``summary.json`` holds."""

    model_config = {"strict": True}


def write_run(run: Run, directory: str | os.PathLike[str], command: Sequence[str] = ()) -> Path:
    """Write a run folder.

    Parameters
    ----------
    run : Run
        What to write.
    directory : path
        Folder to make; an earlier result in it is replaced, anything else is refused.
    command : sequence of str
        The command as a list of arguments without places on disk, for the manifest.

    Returns
    -------
    pathlib.Path
        The folder.

    Raises
    ------
    ResultsError
        If the folder holds something that is not a result of ours.
    """
    given = {"parameters": dict(run.parameters)} if run.parameters else {}
    manifest = {**_manifest("run", run, command), "run": run.run, **given}
    kept = [*_RUN_TABLES, *([] if run.choices is None else ["choices"])]

    def fill(folder: Path) -> None:
        tables = {f"{name}.csv": getattr(run, name) for name in kept}
        for name, frame in tables.items():
            _write_csv(frame, folder / name)
        text = json.dumps(dict(run.summary), indent=2, ensure_ascii=False, default=_plain)
        (folder / "summary.json").write_text(text + "\n", encoding="utf-8")
        _write_scenario(run.scenario, folder)
        _write_manifest(manifest, folder, {name: len(frame) for name, frame in tables.items()})

    return _replaced(Path(directory), fill)


def write_ensemble(
    ensemble: Ensemble,
    directory: str | os.PathLike[str],
    command: Sequence[str] = (),
    requested: int | None = None,
) -> Path:
    """Write an ensemble folder; an earlier result in it is replaced, anything else is refused.

    For the manifest: the command as a list of arguments without places on disk, and the runs that were asked for where
    they differ from those that were finished.
    """

    def fill(folder: Path) -> None:
        for name in ("steps", "events"):
            frame = getattr(ensemble, name)
            if frame is not None:
                frame.to_parquet(folder / f"{name}.parquet", index=False, compression="zstd")
        fill_ensemble(folder, ensemble, command, requested)

    return _replaced(Path(directory), fill)


def fill_ensemble(folder: Path, ensemble: Ensemble, command: Sequence[str], requested: int | None) -> None:
    """Write what an ensemble folder holds beside steps and events."""
    counts = {"runs": len(ensemble), "runs_requested": len(ensemble) if requested is None else requested}
    _write_csv(ensemble.runs, folder / "runs.csv")
    _write_scenario(ensemble.scenario, folder)
    rows = {"runs.csv": len(ensemble)}
    for path in folder.glob("*.parquet"):
        import pyarrow.parquet as pq

        rows[path.name] = pq.read_metadata(path).num_rows
    _write_manifest({**_manifest("ensemble", ensemble, command), **counts}, folder, rows)


def read(directory: str | os.PathLike[str]) -> Run | Ensemble:
    """Read a run folder or an ensemble folder.

    Parameters
    ----------
    directory : path
        A folder that :func:`write_run` or :func:`write_ensemble` made.

    Returns
    -------
    Run or Ensemble
        Its ``scenario`` is the card that the manifest holds: names, seats, sides and the calendar.

    Raises
    ------
    ResultsError
        If there is no manifest of ours, or a file that it promises is missing.
    """
    folder = Path(directory)
    manifest = _read_manifest(folder)
    refuse_changed(folder, manifest.files)
    common: dict[str, Any] = {
        "scenario": card_of(manifest.scenario),
        "seed": manifest.seed,
        "policies": manifest.policies,
        "without": tuple(manifest.without),
    }
    if manifest.kind == "run":
        there = [*_RUN_TABLES, *(["choices"] if "choices.csv" in manifest.files else [])]
        frames: Any = {name: _table(folder, f"{name}.csv", manifest.files) for name in there}
        _promised("summary.json", folder, manifest.files)
        path = folder / "summary.json"
        summary = gate.checked(_Summary, gate.document(path, ResultsError), ResultsError, str(path)).root
        return Run(
            **common, **frames, summary=summary, run=manifest.run, parameters=manifest.parameters, folder=folder
        )  # fmt: skip
    kept: Any = {name: _table(folder, f"{name}.parquet", manifest.files) for name in ("steps", "events")
                 if f"{name}.parquet" in manifest.files}  # fmt: skip
    return Ensemble(**common, **kept, runs=_table(folder, "runs.csv", manifest.files))


def _promised(name: str, folder: Path, files: Files) -> None:
    if name not in files:
        raise ResultsError(f"{folder}/{MANIFEST}: names no {name}, which a folder of this kind has")


def _table(folder: Path, name: str, files: Files) -> pd.DataFrame:
    """Read a table that the manifest promises, whole."""
    _promised(name, folder, files)
    path = folder / name
    frame = _read_csv(path) if path.suffix == ".csv" else _read_parquet(path)
    missing = [column for column in LEAST[path.stem] if column not in frame]
    if missing:
        raise ResultsError(f"{path}: has no column {missing[0]!r}, which a table of a result folder has")
    if len(frame) != files[name].rows:
        text = f"{path}: has {len(frame):,} rows, must have {files[name].rows}; it was cut short or changed"
        raise ResultsError(text)
    texts = [str(column) for column in frame if not _is_number(frame[column])]
    for column in set(texts) & {"step", "run", "value", "front"}:
        raise ResultsError(f"{path}: column {column!r} holds a text, must hold numbers")
    frame[texts] = frame[texts].fillna("")
    for column in texts:
        # most tables hold nothing but our own words
        strange = {text: clean(str(text)) for text in frame[column].unique() if clean(str(text)) != text}
        if strange:
            frame[column] = frame[column].replace(strange)
    return frame


def _is_number(column: pd.Series) -> bool:
    import pandas as pd

    return pd.api.types.is_numeric_dtype(column)


def ensure_writable(directory: str | os.PathLike[str]) -> None:
    """Raise ``ResultsError`` unless the folder is new, empty, or holds an earlier result of ours."""
    folder = Path(directory)
    if not folder.exists():
        return
    if not folder.is_dir():
        raise ResultsError(f"{folder}: is a file; --out needs a folder")
    if any(folder.iterdir()):
        try:
            _read_manifest(folder)
        except ResultsError:
            message = "exists and holds no earlier result of diplomacy-abm; name a new or empty folder"
            raise ResultsError(f"{folder}: {message}") from None


def ensure_known(directory: str | os.PathLike[str], mark: str) -> None:
    """Raise ``ResultsError`` unless the folder is new, empty, or holds the file `mark` of an earlier call.

    For commands that put files of fixed names into a folder, so that a mistyped one is not written into.
    """
    folder = Path(directory)
    if folder.exists() and not folder.is_dir():
        raise ResultsError(f"{folder}: is a file; --out needs a folder")
    if folder.exists() and any(folder.iterdir()) and not (folder / mark).is_file():
        raise ResultsError(f"{folder}: exists and holds no {mark} of an earlier call; name a new or empty folder")


def _replaced(folder: Path, fill: Any) -> Path:
    """Fill a sibling folder, then put it in the place of ``folder``."""
    aside = begin_aside(folder)
    try:
        with room(folder):
            fill(aside)
        put_in_place(aside, folder)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    return folder


def begin_aside(folder: Path) -> Path:
    """Make an empty sibling of a folder that may be written, to be filled and put in its place."""
    ensure_writable(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".part", dir=folder.parent))


def put_in_place(aside: Path, folder: Path) -> None:
    """Rename a filled sibling to the folder's name; an earlier result there goes."""
    # mkdtemp makes a private folder; a result is as readable as any file of the user's
    aside.chmod(0o777 & ~_umask())
    if folder.exists():
        # a folder can only be renamed onto an empty one, so the earlier result steps aside first
        earlier = aside.with_suffix(".old")
        os.replace(folder, earlier)
        os.replace(aside, folder)
        shutil.rmtree(earlier)
    else:
        os.replace(aside, folder)


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


def _manifest(kind: str, result: Run | Ensemble, command: Sequence[str]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "kind": kind,
        "scenario": to_json(result.scenario),
        "seed": result.seed,
        "policies": dict(result.policies),
        "without": list(result.without),
        "command": list(command),
        "versions": versions(),
    }


def versions(more: Sequence[str] = ()) -> dict[str, str]:
    """Return the versions of Python, of the libraries that make a run, of `more` libraries, and of this package."""
    found = {"python": platform.python_version()}
    for package in (*_PACKAGES, *more, "diplomacy-abm"):
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            found[package] = "not installed"
    return found


def _read_manifest(folder: Path) -> _Manifest:
    found = manifest_in(folder, "run --out or ensemble --out")
    if found.get("kind") not in ("run", "ensemble"):
        raise ResultsError(f"{folder}/{MANIFEST}: is not a manifest of diplomacy-abm that this command reads")
    refuse_format(folder, found, FORMAT)
    return gate.checked(_Manifest, found, ResultsError, f"{folder}/{MANIFEST}")


def _write_scenario(scenario: Any, folder: Path) -> None:
    """Write the scenario as it was run, settings included; of a result that was read there is only the card."""
    if isinstance(scenario, ScenarioCard):
        return
    from diplomacy_abm.scenario import dumps

    (folder / "scenario.toml").write_text(dumps(scenario), encoding="utf-8")


def _plain(value: Any) -> Any:
    """Turn a numpy scalar into the Python value that JSON knows."""
    if hasattr(value, "item"):
        return value.item()
    raise TypeError(f"a result holds a {type(value).__name__}, which a JSON file cannot hold")


def _write_manifest(manifest: dict[str, Any], folder: Path, rows: dict[str, int]) -> None:
    """Write the manifest, last of all: it says what the other files are."""
    text = as_text({**manifest, "files": sums(folder, rows)}, _plain)
    (folder / MANIFEST).write_text(text, encoding="utf-8")


def _write_csv(frame: pd.DataFrame, path: Path) -> None:
    frame.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")


def _read_csv(path: Path) -> pd.DataFrame:
    """Read a table of ours, or say in one line that it is none."""
    import pandas as pd

    # from pandas 3.1 on the default reads back what was written, and the argument is deprecated
    old = tuple(int(part) for part in pd.__version__.split(".")[:2]) < (3, 1)
    exact: dict[str, Any] = {"float_precision": "round_trip"} if old else {}
    # CAMEO codes keep their leading zero, a column of empty texts stays text, an actor may be called "NA"
    try:
        return pd.read_csv(
            path,
            dtype=dict.fromkeys(_TEXT_COLUMNS, str),
            keep_default_na=False,
            na_values=[""],
            **exact,
        )
    except (ValueError, OverflowError) as error:
        raise ResultsError(f"{path}: is not a table that this program wrote: {str(error).splitlines()[0]}") from None


def _read_parquet(path: Path) -> pd.DataFrame:
    import pandas as pd
    import pyarrow as pa

    try:
        return pd.read_parquet(path)
    except (pa.ArrowException, OSError, ValueError) as error:
        told = (str(error).splitlines() or [type(error).__name__])[0]
        raise ResultsError(f"{path}: is not a table that this program wrote: {told}") from None


__all__ = [
    "FORMAT", "LEAST", "MANIFEST", "ResultsError", "begin_aside", "ensure_known", "ensure_writable", "fill_ensemble",
    "put_in_place", "read", "versions", "write_ensemble", "write_run",
]  # fmt: skip
