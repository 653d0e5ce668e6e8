"""What follows from 17 November 2025: ``python experiments/origin/run.py [--runs 2000] [--out results/origin]``."""

import argparse
import json
from pathlib import Path

import diplomacy_abm
from diplomacy_abm.plots import figure_ensemble, figure_network, figure_run
from diplomacy_abm.plots.style import save
from diplomacy_abm.results.export import versions
from diplomacy_abm.results.summaries import outcome_shares

ROOT = Path(__file__).parents[2]
NAME = "ukraine-2025"


def first_with_talks(runs: "diplomacy_abm.Ensemble") -> int:
    """Index of the first run with at least two formal rounds, so that the figure shows talks; a rule, not a taste."""
    return int(runs.runs.loc[runs.runs["rounds"] >= 2, "run"].iloc[0])


def main() -> None:
    """Play the ensemble, draw the figures, write the table and the manifest."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=2000)
    parser.add_argument("--out", type=Path, default=ROOT / "results" / "origin")
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    many = diplomacy_abm.run_ensemble(NAME, chosen.runs, keep=("steps",))
    index = first_with_talks(many)
    one = diplomacy_abm.run(NAME, run=index)
    save(figure_ensemble(many), chosen.out / "ensemble.png")
    save(figure_run(one), chosen.out / "run.png")
    save(figure_network(one, 0), chosen.out / "network.png")
    outcome_shares(many.runs).round(4).to_csv(chosen.out / "outcomes.csv", index=False)
    manifest = {
        "scenario": many.scenario.fingerprint, "seed": many.seed, "runs": chosen.runs, "run of the figure": index,
        "versions": versions(), "command": f"python experiments/origin/run.py --runs {chosen.runs}",
    }  # fmt: skip
    (chosen.out / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    print(outcome_shares(many.runs).round(3).to_string(index=False))


if __name__ == "__main__":
    main()
