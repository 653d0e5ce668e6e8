"""Estimate the links of the exam on crises, cross-validate, and remake results/crises and what ships.

    python experiments/crises/run.py ICB.csv

The data are ICB's and no part of this project; only scores, slopes and shares of groups are written.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import tomli_w
from threadpoolctl import threadpool_limits

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
for folder in (ROOT, HERE):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

import crises_design as designs  # noqa: E402
import crises_figure as pictures  # noqa: E402
import crises_fit as fits  # noqa: E402
import crises_mediator as mediator  # noqa: E402
import crises_text as texts  # noqa: E402

from diplomacy_abm.crises.baselines import NAMES, OUTCOMES, fitted, happened  # noqa: E402
from diplomacy_abm.crises.book import book  # noqa: E402
from diplomacy_abm.crises.forecasts import MODEL, Fitted, forecast, scores, tables_of  # noqa: E402  # noqa: E402
from diplomacy_abm.crises.reading import Crisis, read_crises  # noqa: E402
from diplomacy_abm.plots import style  # noqa: E402
from diplomacy_abm.results.manifest import code_hash, study_versions  # noqa: E402
from diplomacy_abm.results.parts import write_aside  # noqa: E402

EARLY = f"{MODEL}, day and days of the mediator not known"
WEAK = 0.05
"""Weight of the priors where the record is to speak alone."""


def without_days(crisis: Crisis) -> Crisis:
    """Take out what is known only when a mediation is over."""
    kept = {name: x for name, x in crisis.codes.items() if name not in ("mediation_start_day", "mediation_days")}
    return dataclasses.replace(crisis, codes=kept)


def crossed(
    crises: list[Crisis], stand: designs.Stand, runs: int
) -> tuple[dict[str, pd.DataFrame], list[dict[str, float]]]:
    """Return forecasts of each crisis by what was fitted on other folds, played by the model, and the values fitted."""
    fold = fits.folds(crises)
    names = (MODEL, EARLY, *NAMES)
    found = {name: pd.DataFrame(np.nan, range(len(crises)), list(OUTCOMES)) for name in names}
    values = []
    for k in range(fits.FOLDS):
        train = [crisis for crisis, x in zip(crises, fold, strict=True) if x != k]
        here = np.flatnonzero(fold == k)
        test = [crises[x] for x in here]
        values.append(fits.fit(book(), train, stand))
        told = {
            MODEL: forecast(test, values[-1], runs),
            EARLY: forecast([without_days(crisis) for crisis in test], values[-1], runs),
            **fitted(train).forecasts(test),
        }
        for name, table in told.items():
            found[name].loc[here, list(OUTCOMES)] = table[list(OUTCOMES)].to_numpy(float)
    return found, values


def slopes(values: dict[str, float], weak: dict[str, float], folds: list[dict[str, float]]) -> pd.DataFrame:
    """Return prior, estimate, range over folds and what the record says alone, for each number that is estimated."""
    linked = {link.free.name for link in book().links}
    rows = []
    for free in book().free:
        over = [fold[free.name] for fold in folds]
        kind = "slope" if free.name in linked else "link to the record" if free.name.startswith("outcome") else "level"
        rows.append({
            "name": free.name, "kind": kind, "prior": free.mean, "prior sd": free.sd, "estimate": values[free.name],
            "least over folds": min(over), "most over folds": max(over), "hardly any prior": weak[free.name],
            "sign as expected": _signed(free.mean, values[free.name], kind),
            "so without a prior": _signed(free.mean, weak[free.name], kind),
        })  # fmt: skip
    return pd.DataFrame(rows)


def _signed(expected: float, found: float, kind: str) -> str:
    return "" if kind != "slope" else "yes" if expected * found > 0 else "no"


def bootstrapped(crises: list[Crisis], found: dict[str, pd.DataFrame], draws: int = 2000) -> pd.DataFrame:
    """Brier score of the model less that of the others, with percentile intervals over crises."""
    rng = np.random.default_rng(1)
    rows = []
    for outcome in OUTCOMES[:2]:
        y = happened(crises, outcome)
        known = np.flatnonzero(~np.isnan(y))
        losses = {name: np.square(table[outcome].to_numpy() - y)[known] for name, table in found.items()}
        picks = rng.integers(0, len(known), (draws, len(known)))
        for name in NAMES:
            gap = losses[MODEL] - losses[name]
            low, high = np.quantile(gap[picks].mean(axis=1), (0.025, 0.975))
            rows.append({"outcome": outcome, "less": name, "brier": gap.mean(), "low": low, "high": high})
    return pd.DataFrame(rows)


def write(out: Path, name: str, text: str) -> None:
    """Write a text aside, then give it its name."""
    write_aside(out / name, text.encode())


def shipped(values: dict[str, float], crises: list[Crisis]) -> str:
    """Return what ships, as TOML."""
    about = {
        "made_by": "python experiments/crises/run.py FILE", "crises": len(crises),
        "source": "International Crisis Behavior 14 (Brecher, Wilkenfeld, Beardsley, James and Quinn); no row is here",
        "code": code_hash(),
    }  # fmt: skip
    head = "# Estimated on half of ICB's crises by experiments/crises/run.py; do not edit. See docs/crises.md.\n\n"
    return head + tomli_w.dumps(tables_of(Fitted(values, fitted(crises), about)))


def arguments() -> Any:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="ICB's system-level file, or the compact layout")
    parser.add_argument("--points", type=int, default=designs.POINTS, help="scenarios of the design")
    parser.add_argument("--runs", type=int, default=200, help="runs of each crisis")
    parser.add_argument("--out", type=Path, default=ROOT / "results" / "crises")
    parser.add_argument("--ship", type=Path, default=ROOT / "diplomacy_abm" / "crises" / "fitted.toml")
    parser.add_argument("--design", type=Path, help="keep what the design gave here, and take it from here (.npz)")
    return parser.parse_args()


def designed(crises: list[Crisis], points: int, kept: Path | None) -> designs.Stand:
    """Return the stand-in, of a design that is played or was kept."""
    if kept is not None and kept.exists():
        with np.load(kept) as file:
            return designs.Stand(file["places"], file["found"])
    places, found = designs.design(book(), crises, points)
    if kept is not None:
        np.savez(kept, places=places, found=found)
    return designs.Stand(places, found)


def main() -> None:
    """Estimate, cross-validate, write tables, figure and what ships."""
    chosen = arguments()
    chosen.out.mkdir(parents=True, exist_ok=True)
    crises = list(read_crises(chosen.file).crises)
    with threadpool_limits(1):  # the networks are small: more threads only wait for each other
        estimate_and_write(chosen, crises, designed(crises, chosen.points, chosen.design))


def estimate_and_write(chosen: Any, crises: list[Crisis], stand: designs.Stand) -> None:
    """Fit, cross-validate, and write."""
    values, weak = fits.fit(book(), crises, stand), fits.fit(book(), crises, stand, WEAK)
    found, folds = crossed(crises, stand, chosen.runs)
    inside = {f"{MODEL}, on what it was fitted on": forecast(crises, values, chosen.runs)}
    tables = {
        "scores": pd.DataFrame(scores(crises, found | inside)),
        "differences": bootstrapped(crises, found),
        "slopes": slopes(values, weak, folds),
        "groups": pictures.by_group(crises, found[MODEL]),
        "mediator": mediator.effects(book(), crises, values, found[MODEL], max(1, chosen.runs // 2)),
    }
    for name, table in tables.items():
        write(chosen.out, f"{name}.csv", table.round(4).to_csv(index=False, lineterminator="\n"))
        print(table.round(3).to_string(index=False), end="\n\n")
    write(chosen.out, "README.md", texts.page(tables, len(crises), chosen.runs, fits.FOLDS))
    style.save(pictures.figure(crises, found[MODEL], tables["groups"]), chosen.out / "crises.png")
    made = {
        "kind": "exam on crises", "crises": len(crises), "points": chosen.points, "design_runs": designs.RUNS,
        "runs": chosen.runs, "folds": fits.FOLDS, "split_seed": fits.SPLIT_SEED, "code": code_hash(),
        "versions": study_versions(),
    }  # fmt: skip
    write(chosen.out, "manifest.json", json.dumps(made, indent=2, sort_keys=True) + "\n")
    write_aside(chosen.ship, shipped(values, crises).encode())


if __name__ == "__main__":
    main()
