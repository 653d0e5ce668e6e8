"""The folder of a question: designs in, curated tables and figures out.

A folder holds ``design.toml`` (further designs ``design-WHAT.toml``) and ``figures.py`` with two functions::

    def tables(stores: dict[str, Store]) -> dict[str, pandas.DataFrame]: ...
    def figures(stores: dict[str, Store], tables: dict[str, pandas.DataFrame]) -> dict[str, Figure]: ...

Stores are named by the stem of their design. Every table becomes a CSV, every figure a PNG.
"""

from __future__ import annotations

import argparse
import json
import runpy
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplomacy_abm.results.parts import write_aside
from diplomacy_abm.results.rounding import rounded

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from diplomacy_abm.results.store import Store


def play_folder(
    folder: Path, bulk: Path, runs: int | None = None, workers: int | None = None,
    say: Callable[[str], None] = lambda line: None,
) -> dict[str, Store]:  # fmt: skip
    """Play every design of a folder, or take up what is there already.

    Parameters
    ----------
    folder : pathlib.Path
        Holds ``design*.toml``.
    bulk : pathlib.Path
        Gets one store for each design, named by its stem.
    runs : int, optional
        Runs of a point, instead of each design's own.
    workers : int, optional
        Threads or processes; the number of processors by default.
    say : callable, optional
        Called with a line before each design.

    Returns
    -------
    dict of str to Store
        By the stem of the design.

    Raises
    ------
    ValueError
        If there is no design, or one cannot be played.
    """
    from diplomacy_abm.experiment.runner import sweep

    designs = sorted(folder.glob("design*.toml"))
    if not designs:
        raise ValueError(f"{folder.name}: holds no design.toml")
    stores = {}
    for design in designs:
        say(f"{folder.name}/{design.name}")
        # whoever runs the folder of a question runs its Python already
        stores[design.stem] = sweep(design, out=bulk / design.stem, runs=runs, workers=workers, trust=True)
    return stores


def tables_of(folder: Path, stores: Mapping[str, Store]) -> dict[str, pd.DataFrame]:
    """Return the tables that a folder's ``figures.py`` makes of its stores, rounded as they are written."""
    return {name: rounded(table) for name, table in _module(folder)["tables"](dict(stores)).items()}


def write_results(folder: Path, stores: Mapping[str, Store], out: Path) -> list[Path]:
    """Write the tables, the figures and the manifest of a folder.

    Parameters
    ----------
    folder : pathlib.Path
        Holds ``figures.py``.
    stores : mapping of str to Store
        What :func:`play_folder` returned.
    out : pathlib.Path
        Folder for the results; tables and figures that are no longer made are removed from it.

    Returns
    -------
    list of pathlib.Path
        What was written.
    """
    from diplomacy_abm.plots.style import save

    module = _module(folder)
    tables = module["tables"](dict(stores))
    drawn: dict[str, Figure] = module["figures"](dict(stores), tables)
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for name, table in tables.items():
        path = out / f"{name}.csv"
        write_aside(path, rounded(table).to_csv(index=False, lineterminator="\n").encode())
        written.append(path)
    written += [save(figure, out / f"{name}.png") for name, figure in drawn.items()]
    written.append(_write_manifest(folder, stores, out))
    for path in out.iterdir():
        if path.suffix in (".csv", ".png") and path not in written:
            path.unlink()
    return written


def remake(folder: Path) -> None:
    """Play the designs of a folder and write its curated results; the whole of a ``run.py``.

    Reads the command line: ``--runs``, ``--workers``, ``--out`` and ``--bulk``.

    Parameters
    ----------
    folder : pathlib.Path
        The folder of ``run.py``. Results go to ``results/NAME`` and stores to ``out/gallery/NAME`` two levels up.

    Raises
    ------
    SystemExit
        With one line, where a design cannot be played or a file not be written.
    """
    root = folder.resolve().parents[1]
    chosen = _parsed(folder.name, root)
    # another number of runs is another store
    usual = root / "out" / "gallery" / (folder.name if chosen.runs is None else f"{folder.name}-{chosen.runs}")
    try:
        stores = play_folder(folder, chosen.bulk or usual, chosen.runs, chosen.workers, _say)
        written = write_results(folder, stores, chosen.out)
    except (ValueError, OSError) as error:
        raise SystemExit(f"Error: {error}") from None
    except KeyboardInterrupt:
        raise SystemExit("Interrupted; the runs that are done are kept, the same command goes on.") from None
    _say(f"{len(written)} files in {chosen.out.name}")


def _parsed(name: str, root: Path) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=f"Remake the results of {name}.")
    parser.add_argument("--runs", type=int, help="runs of a point [default: each design's own]")
    parser.add_argument("--workers", type=int, help="threads [default: the number of processors]")
    parser.add_argument("--out", type=Path, default=root / "results" / name, help="folder for tables and figures")
    parser.add_argument("--bulk", type=Path, help="folder for the stores")
    return parser.parse_args()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _module(folder: Path) -> dict[str, Any]:
    return runpy.run_path(str(folder / "figures.py"))


def _write_manifest(folder: Path, stores: Mapping[str, Store], out: Path) -> Path:
    names = ("fingerprint", "scenario_fingerprint", "seed", "runs", "versions", "code")
    manifest = {
        "command": f"python experiments/{folder.name}/run.py",
        "studies": {name: {key: store.manifest.get(key) for key in names} for name, store in stores.items()},
    }
    path = out / "manifest.json"
    write_aside(path, (json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode())
    return path
