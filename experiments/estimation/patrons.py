"""What the record says of packages of military aid, by donor and month, and the same measured in the model's runs.

    python experiments/estimation/patrons.py --kiel kiel_aid_monthly_bn_eur.csv [--runs 200] [--out results/estimation]

A hurdle: whether a donor allocates anything in a month, as a chain that remembers one month, and how much if it does,
lognormal. The file is the Kiel Institute's Ukraine Support Tracker summed by month and donor (columns ``month`` and
``DONOR_military``, bn EUR); it is not ours to pass on, and only what is printed here is kept.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

FIRST = "2022-03"
"""The first whole month of the war."""
SMALL = 0.01
"""Allocations below it, bn EUR, are book-keeping and no package."""
DONORS = {
    "United_States": "USA", "Germany": "DEU", "United_Kingdom": "GBR", "France": "FRA", "Poland": "POL", "Spain": "ESP",
    "Canada": "CAN", "Denmark": "DNK", "Netherlands": "NLD", "Norway": "NOR", "Sweden": "SWE", "Italy": "ITA",
}  # fmt: skip


def hurdle(amounts: np.ndarray, small: float) -> dict[str, float]:
    """Return what a series of monthly amounts, shape (months,), says of packages.

    Returns
    -------
    dict of str to float
        ``months``; ``on``, the share with a package, with ``low`` and ``high`` (Wilson, at the number of months that
        the chain is worth); ``stay`` and ``come``, its chance after a month with and without one; ``kept``, their
        difference, with ``kept_low`` and ``kept_high``; ``median`` and ``sigma`` of the size if there is one;
        ``follow``, the correlation of the logs of sizes one package and the next; ``spread``, sd over mean of all
        months; ``half``, the share of the total that the largest tenth of the months brought.
    """
    from diplomacy_abm.analysis.intervals import wilson

    n, on = len(amounts), amounts >= small
    before, after = on[:-1], on[1:]
    stay, come = _rate(after[before]), _rate(after[~before])
    kept = stay - come if np.isfinite(stay) and np.isfinite(come) else 0.0
    worth = n * (1.0 - kept) / (1.0 + kept) if abs(kept) < 1.0 else 2.0
    share = wilson(float(on.mean()), min(n, worth))
    error = np.sqrt(sum(p * (1.0 - p) / max(m, 1) for p, m in ((stay, before.sum()), (come, (~before).sum()))))
    sizes = np.log(amounts[on])
    total = amounts.sum()
    return {
        "months": n, "on": float(on.mean()), "low": share.low, "high": share.high, "stay": stay, "come": come,
        "kept": kept, "kept_low": kept - 1.96 * error, "kept_high": kept + 1.96 * error,
        "median": float(np.exp(np.median(sizes))) if len(sizes) else np.nan,
        "sigma": float(sizes.std(ddof=1)) if len(sizes) > 2 else np.nan, "follow": _lag(sizes),
        "spread": float(amounts.std(ddof=1) / amounts.mean()) if total > 0.0 else np.nan,
        "half": float(np.sort(amounts)[::-1][: max(1, n // 10)].sum() / total) if total > 0.0 else np.nan,
    }  # fmt: skip


def _rate(happened: np.ndarray) -> float:
    return float(happened.mean()) if len(happened) else np.nan


def _lag(values: np.ndarray) -> float:
    """Correlation of a series with itself one place on; no number for fewer than eight."""
    if len(values) < 8 or values[:-1].std() == 0.0 or values[1:].std() == 0.0:
        return np.nan
    return float(np.corrcoef(values[:-1], values[1:])[0, 1])


def seasons(table: pd.DataFrame, small: float) -> tuple[float, float, float]:
    """Return the share of donor-months with a package in December and in all, and p of twelve even months.

    p is that of a permutation of the months of each year, donors kept together, for the variance between months.
    """
    on = (table.to_numpy() >= small).mean(axis=1)
    month = np.array([int(text[5:7]) for text in table.index])
    year = np.array([text[:4] for text in table.index])
    rng = np.random.default_rng(1)

    def between(order: np.ndarray) -> float:
        return float(np.var([on[order == k].mean() for k in range(1, 13) if (order == k).any()]))

    seen, more = between(month), 0
    for _ in range(2000):
        mixed = month.copy()
        for one in np.unique(year):
            mixed[year == one] = rng.permutation(mixed[year == one])
        more += between(mixed) >= seen
    return float(on[month == 12].mean()), float(on.mean()), (more + 1) / 2001


def of_record(path: Path) -> pd.DataFrame:
    """Return the monthly military allocations by donor, months down."""
    table = pd.read_csv(path).set_index("month")
    wanted = {f"{name}_military": label for name, label in DONORS.items()}
    return table.loc[table.index >= FIRST, list(wanted)].rename(columns=wanted).fillna(0.0)


def of_runs(runs: int, scenario: str = "ukraine-2025") -> dict[str, list[np.ndarray]]:
    """Return what each backer of the second side gives by run and month (30 days), in weeks of its capacity."""
    import diplomacy_abm

    dispute = diplomacy_abm.load(scenario)
    lead = dispute.sides["B"].lead
    done = diplomacy_abm.run_ensemble(dispute, runs, keep=("steps", "events"), moves=("pledge", "surge"))
    ends = done.runs.set_index("run")["end_step"] + 1
    found: dict[str, list[np.ndarray]] = {}
    for label in dispute.seated("patron"):
        if dispute.actors[label].alignment.get(lead, 0.0) <= 0.0:
            continue
        rows = done.events[(done.events["actor"] == label) & (done.events["target"] == lead)]
        by_run = dict(iter(rows.groupby("run")))
        found[label] = []
        for run, weeks in ends.items():
            amounts = np.zeros(max(2, int(weeks * dispute.scenario.step_days // 30)))
            own = by_run.get(run)
            if own is not None:
                month = (own["step"].to_numpy() * dispute.scenario.step_days) // 30
                kept = month < len(amounts)
                np.add.at(amounts, month[kept], own["value"].to_numpy(float)[kept])
            found[label].append(amounts)
    return found


def pooled(series: list[np.ndarray], small: float) -> dict[str, float]:
    """Return the means over runs of what :func:`hurdle` says of each; chances are pooled over months."""
    rows = pd.DataFrame([hurdle(one, small) for one in series if len(one) > 3])
    return rows.drop(columns=["low", "high", "kept_low", "kept_high"]).mean(skipna=True).to_dict()


SHOWN = ["months", "on", "low", "high", "stay", "come", "kept", "kept_low", "kept_high", "median", "sigma", "follow",
         "spread", "half"]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kiel", type=Path, help="monthly aid by donor, bn EUR")
    parser.add_argument("--runs", type=int, default=0, help="runs of ukraine-2025 to measure the same in; 0 for none")
    parser.add_argument("--out", type=Path, help="folder for the aggregates as CSV files")
    chosen = parser.parse_args()
    tables = {}
    if chosen.kiel is not None:
        record = of_record(chosen.kiel)
        rows = {donor: hurdle(record[donor].to_numpy(), SMALL) for donor in record}
        tables["patrons-record"] = pd.DataFrame(rows).T[SHOWN]
        december, every, p = seasons(record, SMALL)
        print(f"a package in December {december:.2f}, in all months {every:.2f}; p of even months {p:.3f}")
        total = record.sum(axis=1).to_numpy()
        sd = total.std(ddof=1)
        print(f"all donors: mean {total.mean():.2f}, sd {sd:.2f} bn EUR a month, lag 1 {_lag(total):+.2f}")
        both = record.corr(method="spearman").to_numpy()[np.triu_indices(len(record.columns), 1)]
        print(f"rank correlation of two donors' months: mean {both.mean():+.2f}, sd {both.std():.2f}")
    if chosen.runs:
        rows = {label: pooled(series, 1e-9) for label, series in of_runs(chosen.runs).items()}
        tables["patrons-model"] = pd.DataFrame(rows).T
    for name, table in tables.items():
        print(f"\n{name}\n{table.round(2).to_string()}")
        if chosen.out is not None:
            chosen.out.mkdir(parents=True, exist_ok=True)
            table.round(3).to_csv(chosen.out / f"{name}.csv", index_label="donor", lineterminator="\n")


if __name__ == "__main__":
    main()
