"""Remake the gallery under drawn parameters: ``python -m experiments``.

Every folder is remade by its own ``run.py``, one after the other, in an hour on two processors: designs at a share of
their runs that fits, over the first twenty sets of the parameters that their scenario names; the others at the runs
named here. A folder that fails is told at the end and does not stop the others. What takes longer than all of them is
made by itself: ``calibration`` and ``crises``.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RUN_WEEKS_A_SECOND = 100_000
"""What two processors are taken to play of ukraine-2025, tables and figures included: a judgement, see --speed."""
MINUTES = 40.0
"""Of the hour, what the designs may take."""
OWN = {
    "limits": [],
    "cases": ["--runs", "1000"],
    "virtual-sample": ["--crises", "4000"],
    "tournament": ["--runs", "400"],
    "learner": ["--runs", "2000", "--fresh", "800"],
    "players": ["--runs", "60", "--sets", "5"],  # after the learner that it seats
    "hindcast": ["--runs", "3000"],
    "validation": ["--runs", "1000", "--parameters", "ukraine:20", "--by-set"],
}
"""Folders without designs that are remade too, and their arguments."""
ASIDE = ("calibration", "crises")


def designed() -> list[str]:
    """Return the names of the folders that hold designs."""
    return sorted({path.parent.name for path in (ROOT / "experiments").glob("*/design*.toml")} - set(ASIDE))


def run_weeks(name: str) -> float:
    """Return how many weeks the designs of a folder play at most, at all their runs."""
    from diplomacy_abm.experiment.design import load_design
    from diplomacy_abm.experiment.sampling import number_of_points

    total = 0.0
    for path in sorted((ROOT / "experiments" / name).glob("design*.toml")):
        design = load_design(path, trust=True)
        total += float(design.runs) * number_of_points(design) * len(design.arms) * design.horizon
    return total


def share_of(weeks: dict[str, float], minutes: float, speed: float) -> float:
    """Return the share of their runs at which all designs take so many minutes; 1 at most."""
    return min(1.0, minutes * 60.0 * speed / max(sum(weeks.values()), 1.0))


def main() -> None:
    """Remake what was asked for, and say how long each took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="this folder; repeatable")
    parser.add_argument("--minutes", type=float, default=MINUTES, help=f"for the designs [default: {MINUTES:g}]")
    parser.add_argument("--speed", type=float, default=RUN_WEEKS_A_SECOND, help="run-weeks a second of this machine")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, and how long it takes")
    chosen = parser.parse_args()
    weeks = {name: run_weeks(name) for name in designed()}
    share = round(share_of(weeks, chosen.minutes, chosen.speed), 4)
    commands = {name: ["--share", f"{share:g}"] for name in weeks} | OWN
    unknown = [name for name in chosen.only if name not in commands]
    if unknown:
        sys.exit(f"Error: {unknown[0]}: no such folder here; choose from {', '.join(commands)}")
    failed = []
    for name, words in commands.items():
        if chosen.only and name not in chosen.only:
            continue
        told = f"{weeks[name] * share / chosen.speed / 60.0:.1f} minutes" if name in weeks else "its own"
        sys.stdout.write(f"== {name} {' '.join(words)} ({told})\n")
        sys.stdout.flush()
        if not chosen.dry_run and not _remade(name, words):
            failed.append(name)
    if failed:
        sys.exit(f"Error: not remade: {', '.join(failed)}")


def _remade(name: str, words: list[str]) -> bool:
    begun = time.monotonic()
    done = subprocess.run([sys.executable, str(ROOT / "experiments" / name / "run.py"), *words], cwd=ROOT, check=False)
    sys.stdout.write(f"   {name}: {(time.monotonic() - begun) / 60.0:.1f} minutes\n")
    sys.stdout.flush()
    return done.returncode == 0


if __name__ == "__main__":
    main()
