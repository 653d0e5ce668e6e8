"""Invented crises in the compact layout: each column drawn by itself, from no row of any record."""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd

COLUMNS = {
    "powdissy": range(41), "protrac": (1, 2, 3), "gravcr": range(7), "hetero": (1, 2, 3, 4, 5), "geogrel": (1, 2, 3),
    "issues": (1, 2, 3, 4), "ethnic": (1, 2, 3), "viol": (1, 2, 3, 4),
}  # fmt: skip


def invented(count: int, seed: int = 7) -> pd.DataFrame:
    """Draw crises; the end hangs on the codes by a rule of thumb, so that there is something to learn."""
    rng = np.random.default_rng(seed)
    found = pd.DataFrame({"crisno": np.arange(9001, 9001 + count), "year": rng.integers(1920, 2016, count)})
    actors = rng.integers(1, 4, count)
    found["crisis_actors"], found["involved_actors"] = actors, actors + rng.integers(1, 6, count)
    for name, codes in COLUMNS.items():
        found[name] = rng.choice(list(codes), count)
    mediated = rng.random(count) < 0.35
    found["mediated"] = mediated.astype(int)
    style, begin, length = rng.choice([2, 3, 4], count), rng.integers(0, 200, count), rng.integers(0, 150, count)
    for name, values in (("medstyle", style), ("mediation_start_day", begin), ("mediation_days", length)):
        found[name] = pd.array(np.where(mediated, values, -1), dtype="Int64")
        found.loc[~mediated, name] = pd.NA
    pull = -1.2 + 1.7 * mediated + 0.8 * (found["gravcr"] == 3) - 0.2 * found["viol"]
    found["days"] = np.where(mediated, begin, 0) + rng.geometric(1 / (40 * found["viol"]))
    signed = rng.random(count) < 1 / (1 + np.exp(-pull))
    found["forout"] = np.where(signed, rng.choice([1, 2], count), rng.choice([3, 4, 5, 7], count))
    calm = rng.random(count) < 1 / (1 + np.exp(found["protrac"] - 2.2))
    found["outesr"] = np.where(calm, 2, 1)
    return found.assign(agreement=signed.astype(int), tension_reduced_5y=calm.astype(int))


if __name__ == "__main__":
    invented(int(sys.argv[1]) if len(sys.argv) > 1 else 60).to_csv(sys.stdout, index=False, lineterminator="\n")
