"""What the harness prints and writes: a short table, and a folder of tables, a figure and a manifest."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplomacy_abm.results.parts import write_aside
from diplomacy_abm.results.sound import rounded

if TYPE_CHECKING:
    import pandas as pd

    from diplomacy_abm.seats.harness import PlayerScores

KIND = "players"
FILES = ("scores.csv", "runs.csv", "moves.csv", "decisions.parquet", "players.png", "manifest.json")
"""Files of a folder of scores; transcripts (``.jsonl``) may stand beside them."""
_COLUMNS = (
    ("escalation", "points/week", 1.0, 2), ("any agreement", "agreement %", 100.0, 0), ("goal score", "goals", 1.0, 3),
    ("regret", "regret", 1.0, 1), ("relative precision", "precision", 1.0, 2),
    ("replaced choices", "replaced %", 100.0, 0),
)  # fmt: skip


def ensure_place(folder: Path) -> None:
    """Raise ``ValueError`` in one line unless a folder is new, empty, or holds only an earlier result of ours."""
    if folder.exists() and not folder.is_dir():
        raise ValueError(f"{folder}: is a file; --out needs a folder")
    there = [path.name for path in folder.iterdir()] if folder.exists() else []
    strange = [name for name in there if name not in FILES and not name.endswith(".jsonl")]
    if strange:
        raise ValueError(f"{folder}: holds {min(strange)}, which is no result of ours; name a new or empty folder")


def write_scores(found: PlayerScores, folder: Path, command: Sequence[str], everything: bool = True) -> list[Path]:
    """Write scores, the shares of moves, the figure and the manifest; each file is written aside and renamed.

    With `everything` each run and each decision too.
    """
    from diplomacy_abm.plots.players import figure_players
    from diplomacy_abm.plots.style import save

    folder.mkdir(parents=True, exist_ok=True)
    tables = {"scores": found.table, "moves": shares_of_moves(found.decisions)}
    if everything:
        tables["runs"] = found.runs
    written = []
    for name, table in tables.items():
        written.append(folder / f"{name}.csv")
        write_aside(written[-1], rounded(table).to_csv(index=False, lineterminator="\n").encode())
    if everything:
        written.append(folder / "decisions.parquet")
        write_aside(written[-1], found.decisions.to_parquet(index=False))
    written.append(save(figure_players(found.table), folder / "players.png"))
    written.append(folder / "manifest.json")
    write_aside(written[-1], (json.dumps(manifest_of(found, command), indent=2, ensure_ascii=False) + "\n").encode())
    return written


def manifest_of(found: PlayerScores, command: Sequence[str]) -> dict[str, Any]:
    """Return what made the scores; no machine's name and no hour is in it."""
    from diplomacy_abm.results.manifest import code_hash, study_versions

    return {
        "format": 1, "kind": KIND, "command": list(command), **found.about,
        "accounts": {name: _steady(account) for name, account in found.accounts.items()},
        "versions": study_versions(), "code": code_hash(),
    }  # fmt: skip


def _steady(account: Any) -> dict[str, Any]:
    """Leave out times, which differ from one machine to the next."""
    return {name: value for name, value in account.items() if name != "seconds"}


def shares_of_moves(decisions: pd.DataFrame) -> pd.DataFrame:
    """Return how often each player took each move: ``player``, ``seat``, ``channel``, ``move``, ``n``, ``share``."""
    keys = ["player", "seat", "channel"]
    counts = decisions.groupby([*keys, "move"], sort=False).size().rename("n").reset_index()
    return counts.assign(share=counts["n"] / counts.groupby(keys)["n"].transform("sum"))


def as_lines(found: PlayerScores) -> str:
    """Return the main measures as text: an estimate and half of its 95 % interval."""
    wide = max(len("player"), *(len(name) for name in found.table["player"]))
    lines = []
    for seat, block in found.table.groupby("seat", sort=False):
        shown = [column for column in _COLUMNS if _known(block, column[0])]
        lines += ["", f"Seat {seat}, {int(block['n'].max())} runs:"]
        lines.append(f"{'player':<{wide}}" + "".join(f"  {head:>13}" for _, head, _, _ in shown))
        for player, rows in block.groupby("player", sort=False):
            cells = [_cell(rows, measure, scale, places) for measure, _, scale, places in shown]
            lines.append(f"{player:<{wide}}" + "".join(f"  {cell:>13}" for cell in cells))
    lines += ["", "± half of the 95 % interval; regret in thousandths of the stake; precision 1: the default player."]
    return "\n".join(lines).lstrip("\n")


def _known(block: pd.DataFrame, measure: str) -> bool:
    return bool(block.loc[block["measure"] == measure, "estimate"].notna().any())


def _cell(rows: pd.DataFrame, measure: str, scale: float, places: int) -> str:
    row = rows[rows["measure"] == measure]
    if row.empty or math.isnan(row["estimate"].iloc[0]):
        return "–"
    value, low, high = (scale * float(row[name].iloc[0]) for name in ("estimate", "low", "high"))
    half = (high - low) / 2.0
    return f"{value:.{places}f}" + (f" ±{half:.{places}f}" if math.isfinite(half) else "")
