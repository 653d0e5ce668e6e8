"""Remake results/calibration: the posterior, its checks, the recovery test, and what changes in ukraine-2025.

The search and the recovery are kept in out/calibration while they run, so that a stopped call goes on.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
sys.path.insert(0, str(ROOT))

from diplomacy_abm.results.parts import write_aside  # noqa: E402
from experiments.calibration import figures, origin  # noqa: E402
from experiments.calibration.section import write_section  # noqa: E402

OUT = ROOT / "results" / "calibration"
SETS = 40
RECOVERY = {"replicates": 1, "rounds": 3, "moves": 1}
"""A smaller search than that on the record: forty of them are played."""
RUNS = 2000
SETS_KEPT = 500
"""Sets of parameters of the sample that is kept for forecasts; the posterior has some 350 effective ones."""
SHIPPED = ROOT / "diplomacy_abm" / "calibration" / "data" / "ukraine-2022-2025.csv"
"""The same sample, for `--parameters ukraine-2022-2025`."""
KEPT = (
    "posterior.csv", "predictive.csv", "rounds.csv", "marginals.png", "pairs.png", "predictive.png", "manifest.json",
)  # fmt: skip


def main() -> None:
    """Calibrate, test the recovery, compare before and after, and copy what is worth keeping."""
    from diplomacy_abm.calibration.recovery import recover
    from diplomacy_abm.calibration.runner import calibrate
    from diplomacy_abm.calibration.study import load_study
    from diplomacy_abm.plots.posterior import draw_calibration, draw_recovery

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--work", type=Path, default=ROOT / "out" / "calibration", help="where unfinished work lies")
    parser.add_argument("--sets", type=int, default=SETS, help="sets of the recovery test; 0 leaves it out")
    parser.add_argument("--runs", type=int, default=RUNS, help="runs of ukraine-2025 before and after")
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)

    study = load_study(HERE / "study.toml")
    done = calibrate(study, chosen.work / "posterior", report=told, command=["experiments/calibration/run.py"])
    draw_calibration(done, done.path)
    for name in KEPT:
        shutil.copyfile(done.path / name, chosen.out / name)

    for path in (chosen.out / "draws.csv", *([SHIPPED] if chosen.out == OUT else [])):
        write_draws(done, path)

    table, shares = origin.before_and_after(done, chosen.runs)
    table.to_csv(chosen.out / "origin.csv", index=False, float_format="%.4g", lineterminator="\n")
    shares.to_csv(chosen.out / "origin-outcomes.csv", index=False, float_format="%.4g", lineterminator="\n")
    figures.draw_origin(table, shares, chosen.out / "origin.png")

    if chosen.sets:
        small = load_study(HERE / "study.toml", RECOVERY)
        folder = chosen.work / f"recovery-{chosen.sets}"
        ranks = recover(small, chosen.sets, folder, report=lambda k, n: print(f"recovery: set {k} of {n}", flush=True))
        from diplomacy_abm.analysis.posterior import coverage_table

        labels = {prior.name: study.label_of(prior.name) for prior in study.priors}
        draw_recovery(ranks, coverage_table(ranks), labels, chosen.out)
        for name in ("recovery.csv", "coverage.csv"):
            shutil.copyfile(folder / name, chosen.out / name)
    if (chosen.out / "coverage.csv").is_file():
        write_section(chosen.out, done.before)


def write_draws(done, path: Path) -> None:
    """Write a sample of the posterior, one set of parameters a row, aside and renamed."""
    from diplomacy_abm.calibration.joint import DIGITS, thinned

    table = thinned(done.particles, list(done.labels), SETS_KEPT, done.manifest["seed"])
    head = f"# Posterior of {done.name}: made by `python experiments/calibration/run.py`; do not edit\n"
    text = table.to_csv(index=False, float_format=f"%.{DIGITS}g", lineterminator="\n")
    write_aside(path, (head + text).encode())


def told(state) -> None:
    """Print each round."""
    if state.last is not None:
        print(f"round {state.last.index}: tolerance {state.last.tolerance:.3g}", flush=True)


if __name__ == "__main__":
    main()
