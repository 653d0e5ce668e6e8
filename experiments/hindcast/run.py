"""Remake results/hindcast: every question asked, scored, and told as a section of the validation page."""

import argparse
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import pandas as pd  # noqa: E402

from diplomacy_abm.hindcast.questions import load_questions  # noqa: E402
from diplomacy_abm.hindcast.result import hindcast  # noqa: E402
from diplomacy_abm.hindcast.store import rounded, write_hindcast  # noqa: E402
from diplomacy_abm.plots.reliability import figure_hindcast  # noqa: E402
from diplomacy_abm.plots.style import save  # noqa: E402
from diplomacy_abm.scenario import load  # noqa: E402
from experiments.hindcast import section  # noqa: E402

RUNS = 10_000
CALIBRATED = "ukraine-2025"
DRAWS = "ukraine-2022-2025"
"""The posterior sample that ships: one set of parameters for each run."""


def is_calibrated() -> bool:
    """Whether the origin scenario states parameters that were calibrated on 2022-25."""
    return any("experiments/calibration" in source for source in load(CALIBRATED).parameters.sources.values())


def play(out: Path, runs: int) -> None:
    """Ask with each start's own parameters, and with the calibrated ones where there are any; write the tables."""
    file = load_questions()
    judged = hindcast(file, runs)
    calibrated = hindcast(file, runs, parameters=CALIBRATED) if is_calibrated() else None
    command = ["python experiments/hindcast/run.py", *(["--runs", str(runs)] if runs != RUNS else [])]
    write_hindcast(judged, out, command)
    # the starts can be shown at any time, and are long
    for path in (out / "scenarios").iterdir():
        path.unlink()
    (out / "scenarios").rmdir()
    drawn = hindcast(file, runs, scenarios=(CALIBRATED,), draws=DRAWS)
    for name, found in (("calibrated", calibrated), ("drawn", drawn)):
        if found is not None:
            table = rounded(found.table[["id", "p", "low", "high", "runs"]])
            write(out / f"{name}.csv", table.to_csv(index=False, lineterminator="\n"))


def tell(out: Path) -> None:
    """Draw the figure, and write the section of the validation page and the list of questions, from the tables."""
    tables = {"judged": pd.read_csv(out / "questions.csv")}
    if (out / "calibrated.csv").exists():
        other = pd.read_csv(out / "calibrated.csv")
        tables["calibrated"] = tables["judged"].drop(columns=["p", "low", "high", "runs"]).merge(other, on="id")
    labels = pd.read_csv(out / "labels.csv").fillna({"came": ""})
    save(figure_hindcast(tables["judged"]), out / "reliability.png")
    runs = int(tables["judged"]["runs"].max())
    drawn = pd.read_csv(out / "drawn.csv").set_index("id") if (out / "drawn.csv").exists() else None
    write(out / "section.md", section.text(tables, labels, runs, drawn))
    write(out / "questions.md", section.questions(tables["judged"]))


def write(path: Path, text: str) -> None:
    """Write a text aside and put it in its place."""
    aside = path.with_name(f".{path.name}.part")
    aside.write_text(text, encoding="utf-8")
    os.replace(aside, path)


def main() -> None:
    parser = argparse.ArgumentParser(description="Remake the results of hindcast.")
    parser.add_argument("--runs", type=int, default=RUNS, help=f"runs of each scenario [default: {RUNS}]")
    parser.add_argument("--out", type=Path, default=ROOT / "results" / "hindcast", help="folder for the results")
    parser.add_argument("--text", action="store_true", help="play nothing, tell again what the tables say")
    chosen = parser.parse_args()
    try:
        if not chosen.text:
            play(chosen.out, chosen.runs)
        tell(chosen.out)
    except (ValueError, OSError) as error:
        raise SystemExit(f"Error: {error}") from None


if __name__ == "__main__":
    main()
