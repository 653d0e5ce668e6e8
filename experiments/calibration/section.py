"""The part of docs/validation.md on the calibration, made from the committed tables."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

HEAD = """## Calibration

Made by `python experiments/calibration/run.py`; do not edit. Approximate Bayesian computation on March
2022 to October 2025, from a scenario that starts in the first week of the war:
[what was done, and where the study bent](../experiments/calibration/README.md).

![The posterior beside the prior](../results/calibration/marginals.png)
"""


def write_section(folder: Path, before: dict[str, float]) -> None:
    """Write ``section.md`` from the tables of a result folder.

    Parameters
    ----------
    folder
        Holds posterior.csv, predictive.csv, coverage.csv and origin.csv.
    before
        The judgements by parameter.
    """
    posterior = pd.read_csv(folder / "posterior.csv")
    head = "| parameter | judgement | posterior mean | 95 % | variance taken away |"
    lines = [HEAD, head, "|---|---|---|---|---|"]
    lines += [
        f"| `{x.parameter}` | {before[x.parameter]:g} | {x.mean:.3g} | {x.low:.2g} – {x.high:.2g} | "
        f"{x.shrinkage:.0%} |"
        for x in posterior.itertuples()
    ]
    checked = pd.read_csv(folder / "predictive.csv")
    outside = checked[~checked["within"].astype(bool)]
    told = "; ".join(
        f"{x.statistic.replace('_', ' ')} ({x.observed:g}; runs {x.low:g} to {x.high:g})" for x in outside.itertuples()
    )
    lines += [
        "",
        f"Posterior predictive check: {len(checked) - len(outside)} of {len(checked)} statistics lie within 95 % of "
        f"the runs. Outside: {told or 'none'}.",
        "",
        "![The record among runs under the posterior](../results/calibration/predictive.png)",
    ]
    coverage = pd.read_csv(folder / "coverage.csv")
    shares = coverage.groupby("interval")["covered"].mean()
    sets = int(coverage["n"].iloc[0])
    held = ", ".join(f"the {level:.0%} interval holds the value in {share:.0%}" for level, share in shares.items())
    lines += ["", f"Recovery on {sets} synthetic records: {held}.", ""]
    table = pd.read_csv(folder / "origin.csv")
    arms = [("before", "defaults"), ("posterior", "drawn from the posterior")]
    lines += ["What it changes in `ukraine-2025` (95 % interval of the mean over runs):", ""]
    lines += ["| | " + " | ".join(words for _, words in arms) + " |", "|---|" + "---|" * len(arms)]
    for _, rows in table.groupby("quantity", sort=False):
        cells = rows.set_index("arm")
        told = [
            f"{cells.loc[arm, 'estimate']:.3g} ({cells.loc[arm, 'low']:.3g} – {cells.loc[arm, 'high']:.3g})"
            for arm, _ in arms
        ]
        lines.append(f"| {rows['label'].iloc[0]} | {' | '.join(told)} |")
    (folder / "section.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
