"""Remake results/tournament: ``python experiments/tournament/run.py [--runs 1000]``."""

import argparse
from pathlib import Path

from diplomacy_abm.api import resolve
from diplomacy_abm.seats.curated import manifest_of, write_curated
from diplomacy_abm.seats.tournament import figures_of, tables_of, tournament

ROOT = Path(__file__).resolve().parents[2]
SEED = 71
"""Seed of all pairings; another than that of the origin study, so that the two do not share their luck."""
SAMPLE = "ukraine:20"
"""The first twenty sets of the scenario's sample, as in the gallery: often enough each to have a sign of its own."""


def main() -> None:
    """Play, and write tables, figures and the manifest."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1000, help="runs of each pairing")
    parser.add_argument("--out", type=Path, default=ROOT / "results" / "tournament")
    chosen = parser.parse_args()
    found = tournament(resolve("ukraine-2025", {"parameters.sample": SAMPLE}), chosen.runs, SEED)
    manifest = manifest_of("python experiments/tournament/run.py", found.scenario, found.seed, found.runs)
    for path in write_curated(chosen.out, tables_of(found), figures_of(found), manifest):
        print(path.name)
    print(found.standings.to_string(index=False))


if __name__ == "__main__":
    main()
