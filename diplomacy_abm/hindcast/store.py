"""The folder of a hindcast: tables, figure, scenarios and a manifest, written aside and renamed."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplomacy_abm.results.export import MANIFEST, ResultsError, put_in_place, versions
from diplomacy_abm.results.manifest import code_hash
from diplomacy_abm.results.sound import manifest_in, room, rounded

if TYPE_CHECKING:
    import pandas as pd

    from diplomacy_abm.hindcast.result import Hindcast

FORMAT = 1
KIND = "hindcast"


def ensure_ours(folder: Path) -> None:
    """Raise ``ResultsError`` unless the folder is new, empty, or holds an earlier hindcast."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise ResultsError(f"{folder}: is a file; --out needs a folder")
    if not any(folder.iterdir()):
        return
    try:
        ours = manifest_in(folder, "hindcast --out").get("kind") == KIND
    except (OSError, ResultsError):
        ours = False
    if not ours:
        raise ResultsError(f"{folder}: exists and holds no earlier hindcast; name a new or empty folder")


def write_hindcast(result: Hindcast, folder: Path, command: Sequence[str] = ()) -> Path:
    """Write the folder of a hindcast; an earlier one in it is replaced, anything else is refused."""
    ensure_ours(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".part", dir=folder.parent))
    try:
        with room(folder):
            _fill(result, aside, command)
        put_in_place(aside, folder)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    return folder


def _fill(result: Hindcast, folder: Path, command: Sequence[str]) -> None:
    from diplomacy_abm.analysis.hindcast import resolved
    from diplomacy_abm.plots.reliability import figure_hindcast
    from diplomacy_abm.plots.style import save
    from diplomacy_abm.scenario import dumps

    for name, table in tables_of(result).items():
        rounded(table).to_csv(folder / f"{name}.csv", index=False, lineterminator="\n", encoding="utf-8")
    if not resolved(result.table).empty:
        save(figure_hindcast(result.table), folder / "reliability.png")
    (folder / "scenarios").mkdir()
    for name, tally in result.tallies.items():
        (folder / "scenarios" / f"{name}.toml").write_text(dumps(tally.scenario), encoding="utf-8")
    text = json.dumps(manifest_of(result, command), indent=2, ensure_ascii=False) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8")


def tables_of(result: Hindcast) -> dict[str, pd.DataFrame]:
    """Return the tables of a hindcast by name: questions, labels, scores, and scores by topic and start."""
    from diplomacy_abm.analysis.hindcast import (
        against_market,
        by_group,
        gaps_by_start,
        label_scores,
        resolved,
        scores_by_set,
    )
    from diplomacy_abm.hindcast.baselines import with_baselines

    tables = {"questions": result.table, "labels": result.labels}
    told = label_scores(result.labels)
    if not told.empty:
        tables["label-scores"] = told
    if not resolved(result.table).empty:
        tables["scores"] = scores_by_set(result.table)
        tables["by-reference"] = gaps_by_start(with_baselines(result.table, result.file))
        priced = against_market(result.table)
        if not priced.empty:
            tables["market"] = priced
        for group in ("topic", "scenario"):
            tables[f"by-{group}"] = by_group(result.table, group)
    return tables


def manifest_of(result: Hindcast, command: Sequence[str]) -> dict[str, Any]:
    """Return what made a hindcast, in words that no machine's name gets into."""
    return {
        "format": FORMAT,
        "kind": KIND,
        "questions": result.file.file.title,
        "command": list(command),
        "draws": {"name": result.draws, "sets": result.sets} if result.draws else None,
        "scenarios": {
            name: {
                "fingerprint": tally.scenario.fingerprint,
                "seed": tally.seed,
                "runs": tally.runs,
                "failed": tally.failed,
            }
            for name, tally in result.tallies.items()
        },
        "code": code_hash(),
        "versions": versions(("pandas", "scipy", "scikit-learn")),
    }
