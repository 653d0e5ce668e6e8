"""Curated results of the seats: tables, figures and a manifest, written aside and renamed."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplomacy_abm.results.parts import write_aside
from diplomacy_abm.results.sound import rounded

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from diplomacy_abm.scenario import Scenario

def write_curated(
    out: str | os.PathLike[str], tables: Mapping[str, pd.DataFrame], figures: Mapping[str, Figure],
    manifest: Mapping[str, Any],
) -> list[Path]:  # fmt: skip
    """Write a CSV for each table, a PNG for each figure, by their stems, and the manifest; return what was written."""
    from diplomacy_abm.plots.style import save

    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    written = [folder / f"{name}.csv" for name in tables]
    for path, table in zip(written, tables.values(), strict=True):
        write_aside(path, rounded(table).to_csv(index=False, lineterminator="\n").encode())
    written += [save(figure, folder / f"{name}.png") for name, figure in figures.items()]
    written.append(folder / "manifest.json")
    write_aside(written[-1], (json.dumps(dict(manifest), indent=2, ensure_ascii=False) + "\n").encode())
    return written


def manifest_of(command: str | Sequence[str], scenario: Scenario, seed: int, runs: int, **more: Any) -> dict[str, Any]:
    """Return what made some results: command, scenario, seed, runs, versions and the hash of the code."""
    from diplomacy_abm.results.manifest import code_hash, study_versions
    from diplomacy_abm.scenario.identity import fingerprint

    return {
        "command": command if isinstance(command, str) else " ".join(command),
        "scenario": scenario.name,
        "scenario_fingerprint": fingerprint(scenario),
        "seed": seed,
        "runs": runs,
        **more,
        "versions": study_versions(),
        "code": code_hash(),
    }
