"""Remake results/virtual-sample: synthetic crises with ICB's covariates beside the real ones."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
for place in (ROOT, HERE):
    if str(place) not in sys.path:
        sys.path.insert(0, str(place))

import virtual_compare as compare  # noqa: E402
import virtual_crises as sample  # noqa: E402
import virtual_figure as pictures  # noqa: E402
import virtual_icb as icb  # noqa: E402
import virtual_selection as selection  # noqa: E402

from diplomacy_abm.plots import style  # noqa: E402
from diplomacy_abm.results.manifest import code_hash, study_versions  # noqa: E402
from diplomacy_abm.results.parts import write_aside  # noqa: E402

WINDOWS = (13, 26, 52, 104)
ODDS = (1.0, 2.0, 4.0, 8.0)


def frequencies(model: dict[str, dict[tuple[str, str], compare.Share]]) -> pd.DataFrame:
    """Every share, real and synthetic."""
    real = compare.real()
    rows = []
    for cell in compare.CELLS:
        row: dict[str, Any] = {"covariate": cell[0], "level": cell[1]}
        row |= {f"real {key}": value for key, value in real[cell]._asdict().items()}
        for name, shares in model.items():
            row |= {f"{name}: {key}": value for key, value in shares[cell]._asdict().items()}
        rows.append(row)
    return pd.DataFrame(rows)


def contrasts(
    model: dict[str, dict[tuple[str, str], compare.Share]], signs: dict[str, dict[str, dict[str, float]]]
) -> pd.DataFrame:
    """Every difference, real and synthetic, whether they point the same way, and how many sets have its sign."""
    real, rows = compare.real(), []
    for name, (one, other) in compare.CONTRASTS.items():
        there = compare.less(real[one], real[other])
        if np.isnan(there.low):  # Bercovitch's numbers are not known; take the difference for told apart
            there = compare.Contrast(there.difference, there.difference, there.difference)
        for chosen, shares in model.items():
            here = compare.less(shares[one], shares[other])
            rows.append({
                "difference": name, "selection": chosen, "real": there.difference, "real low": there.low,
                "real high": there.high, "model": here.difference, "low": here.low, "high": here.high,
                "verdict": compare.verdict(here, there), "same": signs[chosen][name]["same"],
                "other": signs[chosen][name]["other"],
            })  # fmt: skip
    return pd.DataFrame(rows)


def windows(rows: pd.DataFrame, styles: pd.Series) -> pd.DataFrame:
    """How the main comparison hangs on what counts as an agreement, and within what time."""
    mediated, of = (styles != "none").to_numpy(), compare.set_of(styles)
    found = []
    for partial in (True, False):
        for weeks in WINDOWS:
            seen = selection.observed(sample.wide(rows, sample.agreed(rows, weeks, partial)), styles)
            one, other = (compare.share(seen[arm], of[arm]) for arm in (mediated, ~mediated))
            found.append({
                "counts": "any agreement" if partial else "settlement or ceasefire", "weeks": weeks,
                "mediated": one.share, "not mediated": other.share, **compare.less(one, other)._asdict(),
            })  # fmt: skip
    return pd.DataFrame(found)


def selections(outcomes: pd.DataFrame, crises: pd.DataFrame) -> pd.DataFrame:
    """What a comparison of crises shows and what mediation did, by selection and by its strength."""
    counts, rows = icb.fitted(), []
    tried = [(name, selection.ODDS) for name in selection.SELECTIONS[:2]]
    for name, odds in [*tried, *((selection.SELECTIONS[2], x) for x in ODDS)]:
        styles = selection.assigned(selection.chances(counts, crises, name, odds), sample.SEED)
        found, signs = compare.effects(outcomes, styles), compare.signs_of_effect(outcomes, styles)
        rows.append({
            "selection": name, "odds": odds if name == selection.SELECTIONS[2] else np.nan,
            **{f"{kind}{suffix}": value for kind, x in found.items()
               for suffix, value in zip(("", " low", " high"), x, strict=True)},
            "same": signs["same"], "other": signs["other"],
        })  # fmt: skip
    return pd.DataFrame(rows)


def calm(rows: pd.DataFrame, styles: pd.Series) -> pd.DataFrame:
    """An agreement that stands five years after the window, beside ICB's crises whose tension had fallen."""
    real = compare.calmer()
    seen = selection.observed(sample.wide(rows, rows["stands"].to_numpy()), styles)
    found = []
    for arm in ("mediated", "not mediated"):
        chosen = ((styles != "none") == (arm == "mediated")).to_numpy()
        here = compare.share(seen[chosen], compare.set_of(styles)[chosen])
        found.append({"crises": arm, "real": real[arm].share, **here._asdict()})
    return pd.DataFrame(found)


def guaranteed(rows: pd.DataFrame) -> pd.DataFrame:
    """The styles with guarantees, each crisis beside itself without mediation."""
    outcomes = sample.wide(rows, sample.agreed(rows))
    stands = sample.wide(rows, rows["stands"].to_numpy())
    found = []
    for name in [*sample.STYLES, *(f"{x}, guaranteed" for x in sample.GUARANTEED)]:
        share = compare.share(outcomes[name].to_numpy(), compare.set_of(outcomes))
        found.append({"style": name, **share._asdict(), "stands after five years": stands[name].mean()})
    return pd.DataFrame(found)


def section(tables: dict[str, pd.DataFrame], crises: int) -> str:
    """Return the section for docs/validation.md."""
    told = tables["contrasts"][tables["contrasts"]["selection"] == "as in ICB"]
    right = int((told["verdict"] == "same direction").sum())
    judged = int((~told["verdict"].isin(["no difference in the data", "a difference the data do not show"])).sum())
    lines = [
        "## A virtual sample of crises", "",
        f"Made by `python experiments/virtual-sample/run.py`: {crises:,} synthetic crises with ICB's covariates, "
        "their joint counts fitted to small tables, coded by the code book ([coding.md](coding.md)), each played with "
        "every style of mediator and without one under the same luck. An agreement is a settlement, a ceasefire or a "
        "deal on one issue within "
        f"a year. Of the {judged} differences that the data tell apart the model shows {right} in the same direction.",
        "",
        "| share with an agreement | real | model, as in ICB | model, no selection |", "|---|---|---|---|",
    ]  # fmt: skip
    for row in tables["frequencies"].to_dict("records"):
        cells = [_percent(row, prefix) for prefix in ("real ", "as in ICB: ", "off: ")]
        lines.append(f"| {row['covariate']}: {row['level']} | " + " | ".join(cells) + " |")
    lines += ["", "| difference, points | real | model, as in ICB | |", "|---|---|---|---|"]
    for row in told.to_dict("records"):
        there = f" [{100 * row['real low']:.0f}, {100 * row['real high']:.0f}]"
        if row["real low"] == row["real high"]:
            there = ""
        lines.append(f"| {row['difference']} | {100 * row['real']:+.0f}{there} | {100 * row['model']:+.1f} "
                     f"[{100 * row['low']:.1f}, {100 * row['high']:.1f}] | {row['verdict']} |")  # fmt: skip
    lines += ["", "| selection | odds for a hard crisis | mediated less not | what mediation did to the mediated |",
              "|---|---|---|---|"]  # fmt: skip
    for row in tables["selection"].to_dict("records"):
        odds = "" if np.isnan(row["odds"]) else f"× {row['odds']:.0f}"
        pair = [f"{100 * row[k]:+.1f} [{100 * row[f'{k} low']:.1f}, {100 * row[f'{k} high']:.1f}]"
                for k in ("compared", "caused")]  # fmt: skip
        lines.append(f"| {row['selection']} | {odds} | {pair[0]} | {pair[1]} |")
    return "\n".join([*lines, ""])


def _percent(row: dict[str, Any], prefix: str) -> str:
    low, high = row[f"{prefix}low"], row[f"{prefix}high"]
    spread = "" if np.isnan(low) else f" [{100 * low:.0f}, {100 * high:.0f}]"
    return f"{100 * row[f'{prefix}share']:.0f} %{spread}"


def write(out: Path, name: str, text: str) -> None:
    """Write a text aside, then give it its name."""
    write_aside(out / name, text.encode())


def main() -> None:
    """Write tables, figure, section and manifest."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--crises", type=int, default=10000)
    parser.add_argument("--out", type=Path, default=ROOT / "results" / "virtual-sample")
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    crises = sample.drawn(chosen.crises)
    styles = sample.STYLES | {f"{key}, guaranteed": policy for key, policy in sample.GUARANTEED.items()}
    rows = pd.concat(sample.played(crises, styles), ignore_index=True)
    outcomes = sample.wide(rows, sample.agreed(rows))
    got = {name: selection.assigned(selection.chances(icb.fitted(), crises, name), sample.SEED)
           for name in selection.SELECTIONS}  # fmt: skip
    of, seen = compare.set_of(crises), {name: selection.observed(outcomes, x) for name, x in got.items()}
    model = {name: compare.synthetic(crises, x, seen[name], of) for name, x in got.items()}
    signs = {name: compare.signs_of_contrasts(crises, x, seen[name]) for name, x in got.items()}
    main = got["as in ICB"]
    tables = {
        "frequencies": frequencies(model), "contrasts": contrasts(model, signs), "windows": windows(rows, main),
        "selection": selections(outcomes, crises), "calm": calm(rows, main), "styles": guaranteed(rows),
    }  # fmt: skip
    for name, table in tables.items():
        write(chosen.out, f"{name}.csv", table.round(6).to_csv(index=False, lineterminator="\n"))
    write(chosen.out, "section.md", section(tables, chosen.crises))
    made = {
        "kind": "virtual sample", "crises": chosen.crises, "seed": sample.SEED, "window": sample.WINDOW,
        "after": sample.AFTER, "odds": selection.ODDS, "code": code_hash(), "versions": study_versions(),
    }  # fmt: skip
    write(chosen.out, "manifest.json", json.dumps(made, indent=2, sort_keys=True) + "\n")
    drawn = pictures.figure(tables["frequencies"], tables["selection"], tables["windows"])
    style.save(drawn, chosen.out / "sample.png")
    for table in (tables["contrasts"], tables["selection"], tables["windows"], tables["calm"], tables["styles"]):
        print(table.round(3).to_string(index=False), end="\n\n")


if __name__ == "__main__":
    main()
