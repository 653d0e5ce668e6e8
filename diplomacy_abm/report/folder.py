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
from diplomacy_abm.results.sound import rounded
from diplomacy_abm.scenario.sample import CENTRAL, sets_in

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from diplomacy_abm.experiment.design import Design
    from diplomacy_abm.results.store import Store


SIGNS = "signs"
"""Name of the table that every folder with arms and sets of parameters gets besides its own."""
SETS = 20
"""Sets of parameters of a folder that is remade: few, so that each is played often enough to have a sign of its own."""
_FEWEST = 24


def play_folder(
    folder: Path, bulk: Path, runs: int | None = None, workers: int | None = None,
    say: Callable[[str], None] = lambda line: None, share: float = 1.0, sets: int | None = None,
) -> dict[str, Store]:  # fmt: skip
    """Play every design of a folder, or take up what is there already; return the stores in `bulk` by their stems.

    `runs` of a point stand for each design's own, or a `share` of these, in (0, 1], never fewer than two dozen. `sets`
    takes the first so many sets of the sample of parameters that the scenario names; a design that samples its factors
    is played at central parameters then: it draws for itself. `say` is called with a line before each design.
    ValueError if there is no design, or one cannot be played.
    """
    from diplomacy_abm.experiment.design import load_design
    from diplomacy_abm.experiment.runner import sweep

    designs = sorted(folder.glob("design*.toml"))
    if not designs:
        raise ValueError(f"{folder.name}: holds no design.toml")
    stores = {}
    for design in designs:
        say(f"{folder.name}/{design.name}")
        # whoever runs the folder of a question runs its Python already
        loaded = load_design(design, trust=True)
        loaded = loaded.with_parameters(None if sets is None else first_sets(loaded, sets))
        own = runs if runs is not None or share >= 1.0 else trimmed(loaded, share)
        stores[design.stem] = sweep(loaded, out=bulk / design.stem, runs=own, workers=workers)
    return stores


def first_sets(design: Design, sets: int) -> str | None:
    """Return the sample of which a design takes the first sets only; None where its scenario names none."""
    sample = design.scenario.parameters.sample
    if not sample:
        return None
    return CENTRAL if design.sampling is not None else f"{sample}:{sets}"


def trimmed(design: Design, share: float) -> int:
    """Return a share of a design's runs of a point, as many of each set of parameters where it draws them."""
    wanted = min(design.runs, max(_FEWEST, round(design.runs * share)))
    sets = sets_in(design.scenario)
    return wanted if wanted < sets or not sets else wanted // sets * sets


def signs_of(stores: Mapping[str, Store]) -> pd.DataFrame:
    """Return in which share of the sets of parameters each effect of an arm has its sign beyond doubt.

    Studies with one arm, or without sets, have no rows. ``study``, ``arm`` (against the first), ``quantity``,
    ``effect`` over the pairs of all points, ``same``, ``other`` and ``sets``
    (:func:`~diplomacy_abm.analysis.parts.sign_stability`), ``pairs`` of a set, ``verdict``: the sign, or open where it
    holds in fewer than four of five sets.
    """
    import numpy as np
    import pandas as pd

    from diplomacy_abm.analysis.parts import sign_stability, verdict
    from diplomacy_abm.results.quantities import quantity

    rows = []
    for name, store in stores.items():
        runs = store.finished()
        arms, keys = list(store.arms), ["point", "run"]
        if "draw" not in runs or len(arms) < 2 or len(runs["draw"].unique()) < 2:
            continue
        tables = {arm: here.set_index(keys) for arm, here in runs.groupby("arm", sort=False)}
        for arm in arms[1:]:
            common = tables[arms[0]].index.intersection(tables[arm].index)
            base, other = tables[arms[0]].loc[common], tables[arm].loc[common]
            for what in store.outcomes:
                gap = quantity(other, what) - quantity(base, what)
                known = ~np.isnan(gap)
                found = sign_stability(gap[known], base["draw"].to_numpy()[known])
                pairs = known.sum() / max(found["sets"], 1.0)
                rows.append((name, arm, what, *found.values(), pairs, verdict(found)))
    columns = ["study", "arm", "quantity", "effect", "same", "other", "sets", "pairs", "verdict"]
    return pd.DataFrame(rows, columns=columns)


def tables_of(folder: Path, stores: Mapping[str, Store]) -> dict[str, pd.DataFrame]:
    """Return the tables that a folder's ``figures.py`` makes of its stores, rounded as they are written."""
    return {name: rounded(table) for name, table in _module(folder)["tables"](dict(stores)).items()}


def write_results(folder: Path, stores: Mapping[str, Store], out: Path) -> list[Path]:
    """Write the tables, the figures and the manifest of a folder that holds ``figures.py``; return what was written.

    Tables and figures that are no longer made are removed from the folder for the results.
    """
    from diplomacy_abm.plots.style import save

    module = _module(folder)
    tables = module["tables"](dict(stores))
    signs = signs_of(stores)
    drawn: dict[str, Figure] = module["figures"](dict(stores), tables)
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for name, table in (tables if signs.empty else {**tables, SIGNS: signs}).items():
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
    """Play the designs of the folder of a ``run.py`` and write its curated results; the whole of that file.

    Reads the command line: ``--runs``, ``--share``, ``--sets``, ``--workers``, ``--out`` and ``--bulk``. Results go to
    ``results/NAME`` and stores to ``out/gallery/NAME`` two levels up. SystemExit with one line where a design cannot be
    played or a file not be written.
    """
    root = folder.resolve().parents[1]
    chosen = _parsed(folder.name, root)
    # another number of runs is another store
    size = chosen.runs if chosen.runs is not None else None if chosen.share >= 1.0 else f"{chosen.share:g}"
    name = folder.name + ("" if size is None else f"-{size}") + ("" if chosen.sets == SETS else f"-sets-{chosen.sets}")
    usual = root / "out" / "gallery" / name
    sets = chosen.sets or None
    try:
        stores = play_folder(folder, chosen.bulk or usual, chosen.runs, chosen.workers, _say, chosen.share, sets)
        written = write_results(folder, stores, chosen.out)
    except (ValueError, OSError) as error:
        raise SystemExit(f"Error: {error}") from None
    except KeyboardInterrupt:
        raise SystemExit("Interrupted; the runs that are done are kept, the same command goes on.") from None
    _say(f"{len(written)} files in {chosen.out.name}")


def _parsed(name: str, root: Path) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=f"Remake the results of {name}.")
    parser.add_argument("--runs", type=int, help="runs of a point [default: each design's own]")
    parser.add_argument("--share", type=float, default=1.0, help="share of each design's runs [default: all]")
    parser.add_argument("--sets", type=int, default=SETS,
                        help=f"sets of parameters; 0 takes all that the scenario names [default: {SETS}]")
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
