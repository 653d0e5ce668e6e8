"""A scenario of one's own: start from one that ships, change it, write it, read it back, run both.

Here the war of the teaching case becomes twice as costly for both parties.
"""

from pathlib import Path

from diplomacy_abm import load, run_ensemble
from diplomacy_abm.scenario import dumps, sources, with_settings

SEED, RUNS, WEEKS = 2, 8, 52
FILE = Path("costly-war.toml")


def main():
    plain = load("minimal")
    changed = with_settings(plain, {
        "scenario.name": "costly-war",
        "actors.ALF.cost": 0.24,
        "actors.BET.cost": 0.24,
    })  # fmt: skip
    FILE.write_text(dumps(changed), encoding="utf-8")
    costly = load(FILE)
    same = costly.fingerprint == changed.fingerprint
    print(f"{FILE} reads back as it was: {same}; fingerprint {costly.fingerprint[:12]}")
    for row in sources(costly):
        if row.place.endswith(".cost"):
            print(f"  {row.place} = {row.value:g}  ({row.source})")

    print(f"\nmeans over {RUNS} runs of {WEEKS} weeks, seed {SEED}")
    for scenario in (plain, costly):
        runs = run_ensemble(scenario, runs=RUNS, seed=SEED, steps=WEEKS, engine="mesa").runs
        print(f"  {scenario.name:16} rounds {runs['rounds'].mean():5.2f}   damage to A {runs['damage_a'].mean():6.2f}")


if __name__ == "__main__":
    main()
