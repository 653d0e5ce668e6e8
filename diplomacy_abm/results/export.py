"""Result folders: written aside and renamed, so that a folder is either whole or not there.

A run folder holds ``events.csv``, ``steps.csv``, ``state.csv`` and ``summary.json``; an ensemble folder
``runs.csv`` and, when kept, ``steps.parquet`` and ``events.parquet``; both hold ``manifest.json`` and
``scenario.toml``, the scenario as it was run. No file names a machine or an hour: the same seed gives the same
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
from typing import TYPE_CHECKING, Any

from diplomacy_abm.results.card import ScenarioCard, from_json, to_json
from diplomacy_abm.results.ensemble import Ensemble
from diplomacy_abm.results.run import Run

if TYPE_CHECKING:
    import pandas as pd

MANIFEST = "manifest.json"
FORMAT = 1
_TEXT_COLUMNS = (
    *("actor", "target", "channel", "move", "cameo", "accepted", "subject", "via"),
    *("reason", "first_formal_form", "first_formal_host"),
)
LEAST = {
    "events": ("step", "date", "actor", "target", "move"),
    "steps": ("step", "date", "track", "front"),
    "state": ("step", "variable", "actor", "value"),
    "runs": ("run", "status", "outcome"),
}
"""Columns by which a table of a result folder is known."""
_PACKAGES = ("numpy", "mesa", "numba")


class ResultsError(ValueError):
    """A result folder cannot be read or written; the message is one line."""


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
    manifest = {**_manifest("run", run, command), "run": run.run}

    def fill(folder: Path) -> None:
        for name in ("events", "steps", "state"):
            _write_csv(getattr(run, name), folder / f"{name}.csv")
        _write_json(dict(run.summary), folder / "summary.json")
        _write_scenario(run.scenario, folder)
        _write_json(manifest, folder / MANIFEST)

    return _replaced(Path(directory), fill)


def write_ensemble(
    ensemble: Ensemble,
    directory: str | os.PathLike[str],
    command: Sequence[str] = (),
    requested: int | None = None,
) -> Path:
    """Write an ensemble folder.

    Parameters
    ----------
    ensemble : Ensemble
        What to write.
    directory : path
        Folder to make; an earlier result in it is replaced, anything else is refused.
    command : sequence of str
        The command as a list of arguments without places on disk, for the manifest.
    requested : int, optional
        Runs that were asked for, where it differs from the runs that were finished.

    Returns
    -------
    pathlib.Path
        The folder.
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
    _write_json({**_manifest("ensemble", ensemble, command), **counts}, folder / MANIFEST)


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
    try:
        return _read_kind(folder, manifest)
    except FileNotFoundError as error:
        raise ResultsError(f"{folder}: {Path(error.filename).name} is missing from this result folder") from None
    except (KeyError, TypeError) as error:
        raise ResultsError(f"{folder}/{MANIFEST}: lacks {error.args[0]!r}, or holds it in another form") from None


def _read_kind(folder: Path, manifest: dict[str, Any]) -> Run | Ensemble:
    common: dict[str, Any] = {
        "scenario": from_json(manifest["scenario"]),
        "seed": manifest["seed"],
        "policies": manifest["policies"],
        "without": tuple(manifest["without"]),
    }
    if manifest["kind"] == "run":
        frames: Any = {name: _read_csv(folder / f"{name}.csv", LEAST[name]) for name in LEAST if name != "runs"}
        summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
        return Run(**common, **frames, summary=summary, run=manifest["run"])
    kept: Any = {name: _read_parquet(folder / f"{name}.parquet") for name in ("steps", "events")}
    return Ensemble(**common, **kept, runs=_read_csv(folder / "runs.csv", LEAST["runs"]))


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


def _read_manifest(folder: Path) -> dict[str, Any]:
    if not folder.is_dir():
        raise ResultsError(f"{folder}: no such folder; name one that run --out or ensemble --out made")
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ResultsError(f"{folder}: holds no {MANIFEST}; name a folder that --out made") from None
    except ValueError:
        raise ResultsError(f"{folder}/{MANIFEST}: is not JSON") from None
    if not isinstance(manifest, dict) or manifest.get("kind") not in ("run", "ensemble"):
        raise ResultsError(f"{folder}/{MANIFEST}: is not a manifest of diplomacy-abm")
    if manifest.get("format") != FORMAT:
        raise ResultsError(f"{folder}/{MANIFEST}: format is {manifest.get('format')}; this version reads {FORMAT}")
    return manifest


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


def _write_json(values: Any, path: Path) -> None:
    text = json.dumps(values, indent=2, ensure_ascii=False, default=_plain)
    path.write_text(text + "\n", encoding="utf-8")


def _write_csv(frame: pd.DataFrame, path: Path) -> None:
    frame.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")


def _read_csv(path: Path, least: Sequence[str]) -> pd.DataFrame:
    """Read a table of ours, or say in one line that it is none: it must have the columns of `least`."""
    import pandas as pd

    # from pandas 3.1 on the default reads back what was written, and the argument is deprecated
    old = tuple(int(part) for part in pd.__version__.split(".")[:2]) < (3, 1)
    exact: dict[str, Any] = {"float_precision": "round_trip"} if old else {}
    # CAMEO codes keep their leading zero, a column of empty texts stays text, an actor may be called "NA"
    try:
        frame = pd.read_csv(
            path,
            dtype=dict.fromkeys(_TEXT_COLUMNS, str),
            keep_default_na=False,
            na_values=[""],
            **exact,
        )
    except ValueError as error:
        raise ResultsError(f"{path}: is not a table that this program wrote: {str(error).splitlines()[0]}") from None
    missing = [name for name in least if name not in frame]
    if missing:
        raise ResultsError(f"{path}: has no column {missing[0]!r}, which a table of a result folder has")
    texts = [name for name in frame if not pd.api.types.is_numeric_dtype(frame[name])]
    frame[texts] = frame[texts].fillna("")
    return frame


def _read_parquet(path: Path) -> pd.DataFrame | None:
    if not path.exists():
        return None
    import pandas as pd

    return pd.read_parquet(path)
