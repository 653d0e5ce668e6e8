"""What weekly event data say of how acts last, are returned, and are answered by third parties; aggregates only.

    python experiments/estimation/dyads.py --icews icews22_weekly_directed_dyads.csv
        --gdelt gdelt_dyad_netscore_weekly_2021_2024.csv [--out results/estimation]

ICEWS: directed dyads by week, 2022-01 to 2022-08, the relation types that the data set has in all weeks (columns
``week_ending, source, target, n, verbal_coop, material_coop, verbal_conf, material_conf``). GDELT: net scores of
undirected pairs by week (``week_ending``, ``A-B`` …). Neither file is ours to pass on.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

PARTIES = ("RUS", "UKR")
LEAST = 12
"""Weeks in which a dyad must act to be counted."""
INVASION = "2022-02-27"
"""The week that ends with it; the weeks up to the next are a change of level, not a fluctuation."""


def residuals(values: np.ndarray, weeks: np.ndarray) -> np.ndarray:
    """Take the mean before and after the invasion out of series, weeks down, dyads across."""
    left = values.astype(float).copy()
    for part in (weeks < INVASION, weeks >= INVASION):
        left[part] -= np.nanmean(left[part], axis=0)
    return left


def slopes(y: np.ndarray, columns: dict[str, np.ndarray], groups: np.ndarray) -> pd.DataFrame:
    """Least squares with errors that hang together within groups (Liang and Zeger 1986); no constant, means are out."""
    x = np.column_stack(list(columns.values()))
    known = np.isfinite(y) & np.isfinite(x).all(axis=1)
    y, x, groups = y[known], x[known], groups[known]
    inverse = np.linalg.inv(x.T @ x)
    beta = inverse @ x.T @ y
    error = y - x @ beta
    _, place = np.unique(groups, return_inverse=True)
    count = int(place.max()) + 1
    scores = np.zeros((count, x.shape[1]))
    np.add.at(scores, place, x * error[:, None])
    spread = np.sqrt(np.diag(inverse @ (scores.T @ scores) @ inverse) * count / max(count - 1, 1))
    rows = {"estimate": beta, "low": beta - 1.96 * spread, "high": beta + 1.96 * spread}
    return pd.DataFrame(rows, index=list(columns)).assign(n=len(y), groups=count)


def of_icews(path: Path) -> dict[str, pd.DataFrame]:
    """Return persistence, reciprocity and third-party response in ICEWS, for conflict and for cooperation."""
    table = pd.read_csv(path)
    weeks = np.sort(table["week_ending"].unique())
    found = {}
    for kind, short in (("conflict", "conf"), ("cooperation", "coop")):
        amount = np.log1p(table[[f"verbal_{short}", f"material_{short}"]].sum(axis=1))
        wide = table.assign(amount=amount).pivot_table(
            index="week_ending", columns=["source", "target"], values="amount", aggfunc="sum"
        ).reindex(weeks).fillna(0.0)  # fmt: skip
        wide = wide.loc[:, (wide > 0.0).sum() >= LEAST]
        found[kind] = _fitted(wide, weeks)
    return found


def _fitted(wide: pd.DataFrame, weeks: np.ndarray) -> pd.DataFrame:
    """Own past, what came back, and what the parties did to each other, one week before and the same week."""
    left = pd.DataFrame(residuals(wide.to_numpy(), weeks), index=wide.index, columns=wide.columns)
    war = (left.get(("RUS", "UKR"), 0.0) + left.get(("UKR", "RUS"), 0.0)).to_numpy()
    rows = []
    for parties in (True, False):
        pairs = [one for one in wide.columns if (set(one) == set(PARTIES)) == parties and one[::-1] in wide.columns]
        if not pairs:
            continue
        own = left[pairs].to_numpy()
        back = left[[one[::-1] for one in pairs]].to_numpy()
        y = own[1:].T.ravel()
        groups = np.tile(np.arange(len(weeks) - 1), len(pairs))
        columns = {"own, week before": own[:-1].T.ravel(), "returned, week before": back[:-1].T.ravel()}
        if not parties:
            columns["the war, same week"] = np.tile(war[1:], len(pairs))
            columns["the war, week before"] = np.tile(war[:-1], len(pairs))
        fit = slopes(y, columns, groups)
        every = np.tile(np.arange(len(weeks)), len(pairs))
        same = slopes(own.T.ravel(), {"returned, same week": back.T.ravel()}, every)
        who = "the parties to each other" if parties else f"{len(pairs)} other directed dyads"
        rows.append(pd.concat([fit, same]).assign(dyads=who))
    return pd.concat(rows).rename_axis("of").reset_index()


def of_gdelt(path: Path) -> pd.DataFrame:
    """Return how weekly net scores of pairs last and move with that of the parties (ranks, levels taken out)."""
    table = pd.read_csv(path)
    weeks = table["week_ending"].to_numpy(str)
    pairs = [name for name in table.columns if "-" in name]
    ranks = table[pairs].rank().to_numpy(float)
    left = residuals(ranks, weeks)
    war = left[:, pairs.index("RUS-UKR")]
    rows = []
    for k, name in enumerate(pairs):
        own = left[:, k]
        rows.append({
            "pair": name, "lag 1": _corr(own[1:], own[:-1]), "lag 4": _corr(own[4:], own[:-4]),
            "with RUS-UKR": _corr(own, war), "after RUS-UKR": _corr(own[1:], war[:-1]),
        })  # fmt: skip
    return pd.DataFrame(rows)


def _corr(one: np.ndarray, other: np.ndarray) -> float:
    known = np.isfinite(one) & np.isfinite(other)
    return float(np.corrcoef(one[known], other[known])[0, 1]) if known.sum() > 7 else np.nan


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--icews", type=Path)
    parser.add_argument("--gdelt", type=Path)
    parser.add_argument("--out", type=Path, help="folder for the aggregates as CSV files")
    chosen = parser.parse_args()
    tables = {}
    if chosen.icews is not None:
        tables |= {f"dyads-icews-{kind}": table for kind, table in of_icews(chosen.icews).items()}
    if chosen.gdelt is not None:
        tables["dyads-gdelt"] = of_gdelt(chosen.gdelt)
    for name, table in tables.items():
        print(f"\n{name}\n{table.round(2).to_string(index=False)}")
        if chosen.out is not None:
            chosen.out.mkdir(parents=True, exist_ok=True)
            table.round(3).to_csv(chosen.out / f"{name}.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
