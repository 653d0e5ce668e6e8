"""How leaders leave office, from published aggregates: the Weibull law that has them, and what it says by age.

    python experiments/estimation/leaders.py [--mean 4.6] [--median 2.5] [--exits 0.20] [--out results/estimation]

Archigos 4.1 (Goemans, Gleditsch and Chiozza 2009), 2,053 leaders since 1946: .20 exits a leader-year, mean tenure 4.6
years, median 2.5. By regime Márquez (2012), on the data of Cheibub, Gandhi and Vreeland (2010), 1946-2008: half of the
democratic leaders are out in less than 3 years, half of the others in a little less than 7.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

BY_REGIME = {"democracies": 3.0, "others": 7.0}
"""Upper ends of the medians, years."""


def weibull(mean: float, median: float) -> tuple[float, float]:
    """Return shape and scale of the Weibull law with this mean and median; a shape below 1 is a falling hazard."""
    from scipy.optimize import brentq
    from scipy.special import gamma

    shape = brentq(lambda k: np.log(2.0) ** (1.0 / k) / gamma(1.0 + 1.0 / k) - median / mean, 0.3, 3.0)
    return float(shape), float(mean / gamma(1.0 + 1.0 / shape))


def by_age(shape: float, scale: float, exits: float) -> pd.DataFrame:
    """Return the chance to leave within a year by years in office, and under one rate for all."""
    ages = np.array([0, 1, 2, 4, 8, 16])
    hazard = 1.0 - np.exp((ages / scale) ** shape - ((ages + 1.0) / scale) ** shape)
    return pd.DataFrame({"years in office": ages, "Weibull": hazard, "one rate": 1.0 - np.exp(-exits)})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mean", type=float, default=4.6, help="mean tenure, years")
    parser.add_argument("--median", type=float, default=2.5, help="median tenure, years")
    parser.add_argument("--exits", type=float, default=0.20, help="exits a leader-year")
    parser.add_argument("--out", type=Path)
    chosen = parser.parse_args()
    shape, scale = weibull(chosen.mean, chosen.median)
    table = by_age(shape, scale, chosen.exits)
    print(f"Weibull: shape {shape:.2f}, scale {scale:.2f} years; of one rate the median would be "
          f"{np.log(2.0) / chosen.exits:.1f} years, not {chosen.median:g}")  # fmt: skip
    print(table.round(2).to_string(index=False))
    for name, median in BY_REGIME.items():
        print(f"{name}: half are out in under {median:g} years: a rate of at least {np.log(2.0) / median:.2f}")
    if chosen.out is not None:
        chosen.out.mkdir(parents=True, exist_ok=True)
        table.round(3).to_csv(chosen.out / "leaders.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
