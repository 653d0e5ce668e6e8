"""Remake results/hindcast: every question asked, scored, and told as a section of the validation page."""

import argparse
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from diplomacy_abm.hindcast.questions import load_questions  # noqa: E402
from diplomacy_abm.hindcast.result import hindcast  # noqa: E402
from diplomacy_abm.hindcast.store import write_hindcast  # noqa: E402
from diplomacy_abm.scenario import load  # noqa: E402
from experiments.hindcast import section  # noqa: E402

RUNS = 10_000
CALIBRATED = "ukraine-2025"


def is_calibrated() -> bool:
    """Whether the origin scenario states parameters that were calibrated on 2022-25."""
    return any("calibration" in source for source in load(CALIBRATED).parameters.sources.values())


def played(runs: int) -> "dict[str, object]":
    """The hindcast with each start's own parameters, and with the calibrated ones where there are any."""
    file = load_questions()
    asked = {"judged": hindcast(file, runs)}
    if is_calibrated():
        asked["calibrated"] = hindcast(file, runs, parameters=CALIBRATED)
    return asked


def write(path: Path, text: str) -> None:
    """Write a text aside and put it in its place."""
    aside = path.with_name(f".{path.name}.part")
    aside.write_text(text, encoding="utf-8")
    os.replace(aside, path)


def main() -> None:
    parser = argparse.ArgumentParser(description="Remake the results of hindcast.")
    parser.add_argument("--runs", type=int, default=RUNS, help=f"runs of each scenario [default: {RUNS}]")
    parser.add_argument("--out", type=Path, default=ROOT / "results" / "hindcast", help="folder for the results")
    chosen = parser.parse_args()
    asked = played(chosen.runs)
    command = ["python experiments/hindcast/run.py", *(["--runs", str(chosen.runs)] if chosen.runs != RUNS else [])]
    out = write_hindcast(asked["judged"], chosen.out, command)
    # the starts can be shown at any time, and are long
    for path in (out / "scenarios").iterdir():
        path.unlink()
    (out / "scenarios").rmdir()
    tables = {name: result.table for name, result in asked.items()}
    if "calibrated" in tables:
        write(out / "calibrated.csv", section.side_by_side(tables).to_csv(index=False, lineterminator="\n"))
    write(out / "section.md", section.text(tables, asked["judged"].labels, chosen.runs))
    write(out / "questions.md", section.questions(asked["judged"].table))


if __name__ == "__main__":
    main()
