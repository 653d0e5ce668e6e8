"""Curated results of the seats: tables, figures and a manifest, written aside and renamed."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from diplomacy_abm.scenario import Scenario

DIGITS = 4
"""Significant digits of the numbers in a table."""


def write_curated(
    out: str | os.PathLike[str], tables: Mapping[str, pd.DataFrame], figures: Mapping[str, Figure],
    manifest: Mapping[str, Any],
) -> list[Path]:  # fmt: skip
    """Write a CSV for each table, a PNG for each figure, and the manifest.

    Parameters
    ----------
    out
        Folder; it is made, and files of the same names in it are replaced.
    tables, figures
        By the stems of their files.
    manifest
        See :func:`manifest_of`.

    Returns
    -------
    list of pathlib.Path
        What was written.
    """
    from diplomacy_abm.plots.style import save

    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    written = [
        _text(folder / f"{name}.csv", rounded(table).to_csv(index=False, lineterminator="\n"))
        for name, table in tables.items()
    ]
    written += [save(figure, folder / f"{name}.png") for name, figure in figures.items()]
    text = json.dumps(dict(manifest), indent=2, ensure_ascii=False) + "\n"
    return [*written, _text(folder / "manifest.json", text)]


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


def rounded(table: pd.DataFrame) -> pd.DataFrame:
    """Round numbers to a few significant digits, so that a table reads well and its bytes do not hang on the last."""
    result = table.copy()
    for name in result.select_dtypes("float"):
        result[name] = [float(f"{x:.{DIGITS}g}") for x in result[name]]
    return result


def _text(path: Path, text: str) -> Path:
    aside = path.with_name(f".{path.name}.new")
    aside.write_text(text, encoding="utf-8")
    os.replace(aside, path)
    return path
