"""Remake results/cases: play the coded cases, score the shares of their endings against what happened."""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import diplomacy_abm  # noqa: E402
from diplomacy_abm.analysis import ranked  # noqa: E402
from diplomacy_abm.analysis.intervals import wilson  # noqa: E402
from diplomacy_abm.analysis.parts import sign_stability, verdict  # noqa: E402
from diplomacy_abm.coding import read_facts, scenario_of, unchecked  # noqa: E402
from diplomacy_abm.coding.facts import all_facts  # noqa: E402
from diplomacy_abm.plots import style  # noqa: E402
from diplomacy_abm.results.manifest import code_hash, study_versions  # noqa: E402
from diplomacy_abm.results.parts import write_aside  # noqa: E402
from diplomacy_abm.scenario import cases  # noqa: E402

if TYPE_CHECKING:
    from matplotlib.figure import Figure

CLASSES = ("victory", "no agreement", "ceasefire", "settlement")
COLOURS = dict(zip(CLASSES, (style.VERMILION, style.PALE, style.SKY, style.BLUE), strict=True))
HORIZONS = (104, 260)
UCDP = {"victory": 21, "no agreement": 19, "ceasefire": 15, "settlement": 14}
"""How 69 interstate episodes ended, 1946-2020 (UCDP Conflict Termination v3-2021): 10 victories of side A and 11 of
side B; low activity; ceasefire agreements; peace agreements. Episodes, not states after so many weeks."""
ICB = (95, 153)
"""Mediated crises with a formal or semi-formal agreement, and all mediated crises, 1918-2017 (ICB v14)."""


SAMPLE = "stated"
"""Sample of parameters: no case speaks for any of them, so their stated ranges."""


def forecast(
    name: str, runs: int, steps: int, without: tuple[str, ...] = (), parameters: str = SAMPLE
) -> pd.DataFrame:
    """Play a case as the coder makes it from its facts, and return one row a run."""
    dispute = scenario_of(read_facts(name))
    return diplomacy_abm.run_ensemble(dispute, runs, steps=steps, without=without, parameters=parameters).runs


def stood(runs: pd.DataFrame) -> np.ndarray:
    """Class of each run as it stands at the horizon."""
    outcome = runs["outcome"].astype(str)
    place = np.full(len(runs), CLASSES.index("no agreement"))
    place[outcome.str.startswith("victory")] = CLASSES.index("victory")
    place[outcome == "ceasefire"] = CLASSES.index("ceasefire")
    place[outcome.str.startswith("settlement")] = CLASSES.index("settlement")
    return place


def reached(runs: pd.DataFrame) -> np.ndarray:
    """Class of each run by the most that was ever signed, whether or not it held."""
    place = np.full(len(runs), CLASSES.index("no agreement"))
    place[runs["ceasefires"] > 0] = CLASSES.index("ceasefire")
    place[runs["settlements"] > 0] = CLASSES.index("settlement")
    place[runs["outcome"].astype(str).str.startswith("victory")] = CLASSES.index("victory")
    return place


def counted(places: np.ndarray) -> np.ndarray:
    """Runs by class."""
    return np.bincount(places, minlength=len(CLASSES))


def by_set(name: str, weeks: int, played: pd.DataFrame) -> pd.DataFrame:
    """Runs of a case by class as it stands, one row a set of parameters."""
    table = pd.crosstab(played["draw"].to_numpy(), stood(played)).reindex(columns=range(len(CLASSES)), fill_value=0)
    table.columns = [f"stood {kind}" for kind in CLASSES]
    return table.rename_axis("set").reset_index().assign(case=name, weeks=weeks)


def rows_of(name: str, runs: int, parameters: str = SAMPLE) -> tuple[list[dict[str, Any]], pd.DataFrame]:
    """Play one case at every horizon, with its mediators and without; also return its runs by set of parameters."""
    facts = read_facts(name)
    found, sets = [], []
    for steps in HORIZONS:
        played = forecast(name, runs, steps, parameters=parameters)
        alone = forecast(name, runs, steps, tuple(facts.mediators), parameters)
        row: dict[str, Any] = {"case": name, "title": facts.case.title, "weeks": steps, "runs": runs}
        for measure, read in (("stood", stood), ("reached", reached)):
            row |= {f"{measure} {kind}": int(n) for kind, n in zip(CLASSES, counted(read(played)), strict=True)}
        row["settlement held"] = int((played["outcome"] == "settlement held").sum())
        row["partial deal"] = int((played["partial_deals"] > 0).sum())
        row["formal talks"] = int((played["first_formal"] >= 0).sum())
        row["settlement without mediators"] = int((reached(alone) == CLASSES.index("settlement")).sum())
        found.append(row)
        if "draw" in played:
            sets.append(by_set(name, steps, played))
    return found, pd.concat(sets, ignore_index=True) if sets else pd.DataFrame()


def happened() -> dict[str, dict[str, Any]]:
    """Read what happened; nothing that makes a forecast calls this."""
    return tomllib.loads((Path(__file__).parent / "outcomes.toml").read_text("utf-8"))


def shares(table: pd.DataFrame, measure: str) -> np.ndarray:
    """Probabilities by class, one row a case."""
    return ranked.shares_of(table[[f"{measure} {kind}" for kind in CLASSES]].to_numpy())


def known(table: pd.DataFrame, weeks: int, other: bool = False) -> tuple[pd.DataFrame, np.ndarray]:
    """Cases whose ending after so many weeks is known, and what it was, or what others would call it."""
    truth = happened()
    chosen = table[(table["weeks"] == weeks) & table["case"].map(lambda name: f"after{weeks}" in truth[name])]
    first = f"other{weeks}" if other else f"after{weeks}"
    read = [truth[name].get(first, truth[name][f"after{weeks}"]) for name in chosen["case"]]
    places = [CLASSES.index(kind) for kind in read]
    return chosen.reset_index(drop=True), np.array(places)


def rivals(places: np.ndarray) -> dict[str, np.ndarray]:
    """Forecasts to beat, one row a case."""
    ucdp = np.array([UCDP[kind] for kind in CLASSES], dtype=float)
    return {
        "base rate (UCDP)": np.tile(ucdp / ucdp.sum(), (len(places), 1)),
        "the other cases": ranked.left_out(places, len(CLASSES)),
        "no idea": np.full((len(places), len(CLASSES)), 1.0 / len(CLASSES)),
    }


def in_two(rows: np.ndarray) -> np.ndarray:
    """The same forecasts of two classes: no agreement in force, or a ceasefire or settlement."""
    agreed = rows[:, CLASSES.index("ceasefire") :].sum(axis=1)
    return np.column_stack([1.0 - agreed, agreed])


def scored_in_two(table: pd.DataFrame, weeks: int) -> list[dict[str, Any]]:
    """Brier scores of whether there is an agreement, beside the frequency of ICB's mediated crises."""
    chosen, places = known(table, weeks)
    agreed = (places >= CLASSES.index("ceasefire")).astype(int)
    icb = np.tile([1.0 - ICB[0] / ICB[1], ICB[0] / ICB[1]], (len(places), 1))
    ucdp = in_two(rivals(places)["base rate (UCDP)"])
    against = ranked.ranked_probability_score(icb, agreed)
    rows = []
    for name, forecast in (("model", in_two(shares(chosen, "stood"))), ("UCDP", ucdp), ("ICB, mediated", icb)):
        score = ranked.ranked_probability_score(forecast, agreed)
        low, high = ranked.paired_interval(score, against)
        rows.append({
            "weeks": weeks, "forecast": name, "cases": len(places), "agreements": int(agreed.sum()),
            "expected": forecast[:, 1].sum(), "brier": score.mean(), "less ICB": (score - against).mean(), "low": low,
            "high": high,
        })  # fmt: skip
    return rows


def scored(table: pd.DataFrame) -> pd.DataFrame:
    """Scores of the model and of its rivals at every horizon, and where two outcomes are read otherwise."""
    rows = []
    for weeks in HORIZONS:
        chosen, places = known(table, weeks)
        forecasts = {"model": shares(chosen, "stood"), "model, most ever signed": shares(chosen, "reached")}
        own = mean_of(forecasts["model"])
        told = forecasts | {"its own mean for every case": own} | rivals(places)
        rows += [_score(weeks, name, x, places, own) for name, x in told.items()]
    chosen, places = known(table, HORIZONS[0], other=True)
    rows.append(_score(
        HORIZONS[0], "model, two outcomes read otherwise", shares(chosen, "stood"), places,
        mean_of(shares(chosen, "stood")),
    ))  # fmt: skip
    return pd.DataFrame(rows)


def mean_of(model: np.ndarray) -> np.ndarray:
    """Return the model's mean forecast for every case: its level, without telling the cases apart."""
    return np.tile(model.mean(axis=0), (len(model), 1))


def signs(sets: pd.DataFrame) -> pd.DataFrame:
    """Share of the sets of parameters in which each answer has its sign at 95 %, by Student's interval over the cases.

    Forecasts of one set are of few runs, so their scores are those that many runs would have.
    """
    rows = []
    for weeks, here in sets.groupby("weeks") if len(sets) else ():
        gaps = pd.concat([gaps_of(one, weeks) for _, one in here.groupby("set")])
        for answer in ANSWERS:
            found = sign_stability(gaps[answer].to_numpy(), gaps["set"].to_numpy())
            rows.append({"weeks": weeks, "answer": answer, **found, "verdict": verdict(found)})
    return pd.DataFrame(rows, columns=["weeks", "answer", "effect", "same", "other", "sets", "verdict"])


ANSWERS = ("score less base rate", "score less own mean", "agreements expected less seen")


def gaps_of(one: pd.DataFrame, weeks: int) -> pd.DataFrame:
    """What each answer is a mean of, case by case, under one set of parameters."""
    chosen, places = known(one, weeks)
    counts = chosen[[f"stood {kind}" for kind in CLASSES]].to_numpy(float)
    shares = counts / counts.sum(axis=1, keepdims=True)
    noise = ranked.noise_of_counts(counts)
    score = ranked.ranked_probability_score(shares, places) - noise
    level = ranked.ranked_probability_score(mean_of(shares), places) - noise.mean() / len(noise)
    base = ranked.ranked_probability_score(rivals(places)["base rate (UCDP)"], places)
    agreed = in_two(shares)[:, 1] - (places >= CLASSES.index("ceasefire"))
    found = pd.DataFrame(np.column_stack([score - base, score - level, agreed]), columns=list(ANSWERS))
    return found.assign(set=one["set"].iloc[0])


def _score(weeks: int, name: str, forecast: np.ndarray, places: np.ndarray, own: np.ndarray) -> dict[str, Any]:
    """One row of the table of scores; the base rate, and the model's own mean, have the same outcomes."""
    score = ranked.ranked_probability_score(forecast, places)
    against = ranked.ranked_probability_score(rivals(places)["base rate (UCDP)"], places)
    low, high = ranked.paired_interval(score, against)
    level = ranked.ranked_probability_score(own, places)
    under, over = ranked.paired_interval(score, level)
    ours = name.startswith("model")
    test = ranked.permutation_test(forecast, places) if ours else {}
    return {
        "weeks": weeks, "forecast": name, "cases": len(places), "rps": score.mean(),
        "log": ranked.log_score(forecast, places).mean(), "skill": ranked.skill(score, against),
        "less base": (score - against).mean(), "low": low, "high": high,
        "less own mean": (score - level).mean(), "own low": under, "own high": over, "p": test.get("p", np.nan),
        "rps dealt": test.get("expected", np.nan),
        "likeliest": int((forecast.argmax(axis=1) == places).sum()) if ours else np.nan,
    }  # fmt: skip


def figure(table: pd.DataFrame) -> Figure:
    """Shares of endings of every case, what happened outlined, and the score of each beside."""
    chosen, places = known(table, HORIZONS[0])
    model = shares(chosen, "stood")
    base = ranked.ranked_probability_score(rivals(places)["base rate (UCDP)"], places)
    score = ranked.ranked_probability_score(model, places)
    rank = np.arange(len(chosen))[::-1]
    with style.styled():
        drawn = style.new_figure(4.3)
        drawn.get_layout_engine().set(wspace=0.06)  # type: ignore[union-attr]
        left, right = drawn.subplots(1, 2, sharey=True, width_ratios=(2.6, 1))
        begin = np.zeros(len(chosen))
        for k, kind in enumerate(CLASSES):
            left.barh(rank, 100 * model[:, k], left=100 * begin, height=0.66, color=COLOURS[kind], label=kind)
            true = places == k
            middle = 100 * (begin + model[:, k] / 2)
            left.barh(rank[true], 100 * model[true, k], left=100 * begin[true], height=0.66, facecolor="none",
                      edgecolor=style.BLACK, linewidth=1.6, zorder=3)  # fmt: skip
            left.plot(middle[true], rank[true] + 0.47, "v", color=style.BLACK, markersize=5, clip_on=False,
                      label="what happened" if k == len(CLASSES) - 1 else None)  # fmt: skip
            begin += model[:, k]
        left.set(xlim=(0, 100), xlabel=f"share of runs after {HORIZONS[0]} weeks (%)", ylim=(-0.6, len(chosen) - 0.2))
        left.set_yticks(rank, [short(row["case"]) for _, row in chosen.iterrows()])
        left.grid(visible=False)
        right.plot(base, rank, "o", color=style.GREY, markerfacecolor="white", label="base rate (UCDP)")
        right.plot(score, rank, "D", color=style.BLACK, markersize=4.5, label="model")
        right.hlines(rank, np.minimum(base, score), np.maximum(base, score), color=style.GREY, linewidth=0.8)
        right.set(xlim=(0, 0.7), xticks=(0, 0.2, 0.4, 0.6), xlabel="ranked probability\nscore (0 is best)")
        handles = {}
        for ax in (left, right):
            handles |= {name: mark for mark, name in zip(*ax.get_legend_handles_labels(), strict=True)}
        order = [*CLASSES, "what happened", "model", "base rate (UCDP)"]
        drawn.legend([handles[name] for name in order], order, loc="outside lower center", ncols=7, fontsize=7,
                     columnspacing=1.2, handletextpad=0.5)  # fmt: skip
    return drawn


def short(name: str) -> str:
    """Name of a case for the axis: words and the year."""
    words = name.replace("iran-iraq", "iran–iraq").replace("nagorno-karabakh", "nagorno–karabakh").split("-")
    return " ".join([*(word.title().replace("–", "-") for word in words[:-1]), words[-1]])


def agreements(table: pd.DataFrame) -> pd.DataFrame:
    """Whether there is an agreement at every horizon."""
    return pd.DataFrame([row for weeks in HORIZONS for row in scored_in_two(table, weeks)])


def _in_two(table: pd.DataFrame) -> list[str]:
    lines = ["| after | agreement or none | cases with one | expected | Brier | less ICB [95 %] |",
             "|---|---|---|---|---|---|"]  # fmt: skip
    for row in agreements(table).to_dict("records"):
        gap = f"{row['less ICB']:+.3f} [{row['low']:+.3f}, {row['high']:+.3f}]"
        cases_with = f"{row['agreements']} of {row['cases']}"
        given = (f"{row['expected']:.1f}", f"{row['brier']:.3f}", gap)
        lines.append("| " + " | ".join((f"{row['weeks']} weeks", row["forecast"], cases_with, *given)) + " |")
    return lines


def markdown(table: pd.DataFrame, scores: pd.DataFrame) -> str:
    """Return the section for docs/validation.md."""
    weeks = HORIZONS[0]
    chosen, places = known(table, weeks)
    model = shares(chosen, "stood")
    lines = ["| case | " + " | ".join(CLASSES) + " | what happened | given | RPS | base rate | facts (looked up) |",
             "|---|" + "---|" * (len(CLASSES) + 5)]  # fmt: skip
    score = ranked.ranked_probability_score(model, places)
    base = ranked.ranked_probability_score(rivals(places)["base rate (UCDP)"], places)
    for i, row in chosen.iterrows():
        cells = [f"{100 * x:.0f}" for x in model[i]]
        cells[places[i]] = f"**{cells[places[i]]}**"
        told = (CLASSES[places[i]], f"{100 * model[i, places[i]]:.1f} %", f"{score[i]:.2f}", f"{base[i]:.2f}",
                looked_up(row["case"]))  # fmt: skip
        lines.append(f"| {row['title']} | " + " | ".join([*cells, *told]) + " |")
    return "\n".join([
        "## Ten historical mediations", "",
        f"Made by `python experiments/cases/run.py`; {int(chosen['runs'].iloc[0]):,} runs a case. Coded from facts "
        "before their outcome by one code book ([coding.md](coding.md)); no number was fitted to an ending. Shares of "
        f"runs in %, half-widths of their 95 % intervals at most {_widest(chosen):.1f} points; bold is what happened, "
        f"{weeks} weeks after the start.", "",
        *lines, "", *_summed(scores), "", *_in_two(table), "",
    ])  # fmt: skip


def looked_up(name: str) -> str:
    """Return how many facts a case rests on, and how many of them were looked up in the source they name."""
    facts = read_facts(name)
    total = len(list(all_facts(facts)))
    return f"{total} ({total - len(unchecked(facts))})"


def _widest(chosen: pd.DataFrame) -> float:
    """Half the width of the widest interval, in points."""
    rows = chosen.to_dict("records")
    found = [wilson(row[f"stood {kind}"] / row["runs"], row["runs"]) for row in rows for kind in CLASSES]
    return 100 * max((x.high - x.low) / 2 for x in found)


def _summed(scores: pd.DataFrame) -> list[str]:
    lines = [
        "| after | forecast | cases | RPS | log score | skill | RPS less base rate [95 %] | less own mean [95 %] | "
        "dealt anew: RPS, p | likeliest class right |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    for row in scores.to_dict("records"):
        test = "" if np.isnan(row["p"]) else f"{row['rps dealt']:.3f}, p = {row['p']:.2f}"
        right = "" if np.isnan(row["likeliest"]) else f"{row['likeliest']:.0f} of {row['cases']}"
        gap = f"{row['less base']:+.3f} [{row['low']:+.3f}, {row['high']:+.3f}]"
        mean = f"{row['less own mean']:+.3f} [{row['own low']:+.3f}, {row['own high']:+.3f}]"
        lines.append(
            f"| {row['weeks']} weeks | {row['forecast']} | {row['cases']} | {row['rps']:.3f} | {row['log']:.2f} | "
            f"{row['skill']:+.2f} | {gap} | {mean} | {test} | {right} |"
        )
    return lines


def write(out: Path, name: str, text: str) -> None:
    """Write a text aside, then give it its name."""
    write_aside(out / name, text.encode())


def manifest(table: pd.DataFrame, runs: int) -> dict[str, Any]:
    """What made the results."""
    return {
        "kind": "cases", "runs": runs, "weeks": list(HORIZONS), "code": code_hash(), "versions": study_versions(),
        "scenarios": {name: scenario_of(read_facts(name)).fingerprint for name in table["case"].unique()},
    }  # fmt: skip


def main() -> None:
    """Write tables, figure, section and manifest."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=2000)
    parser.add_argument("--parameters", default=SAMPLE, help="sample of parameters, or central")
    parser.add_argument("--out", type=Path, default=ROOT / "results" / "cases")
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    by_date = sorted(cases(), key=lambda name: read_facts(name).case.start)
    done = [rows_of(name, chosen.runs, chosen.parameters) for name in by_date]
    table = pd.DataFrame([row for rows, _ in done for row in rows])
    scores, stable = scored(table), signs(pd.concat([sets for _, sets in done], ignore_index=True))
    write(chosen.out, "cases.csv", table.to_csv(index=False, lineterminator="\n"))
    write(chosen.out, "scores.csv", scores.round(6).to_csv(index=False, lineterminator="\n"))
    write(chosen.out, "agreements.csv", agreements(table).round(6).to_csv(index=False, lineterminator="\n"))
    write(chosen.out, "signs.csv", stable.round(6).to_csv(index=False, lineterminator="\n"))
    write(chosen.out, "section.md", markdown(table, scores))
    write(chosen.out, "manifest.json", json.dumps(manifest(table, chosen.runs), indent=2, sort_keys=True) + "\n")
    style.save(figure(table), chosen.out / "cases.png")
    print(scores.round(3).to_string(index=False))


if __name__ == "__main__":
    main()
