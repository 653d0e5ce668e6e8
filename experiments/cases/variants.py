"""Remake results/cases/variants.csv: which judgements the scores hang on. Exploratory; none of it was taken over."""

from __future__ import annotations

import argparse
import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import diplomacy_abm  # noqa: E402
from diplomacy_abm.analysis import ranked  # noqa: E402
from diplomacy_abm.coding import read_facts, scenario_of  # noqa: E402
from diplomacy_abm.scenario import cases, with_settings  # noqa: E402

if TYPE_CHECKING:
    from diplomacy_abm.scenario import Scenario

Settings = dict[str, Any]


def parties(times: float) -> Callable[[Scenario], Settings]:
    """Costs of war of all parties, times a factor."""
    return lambda one: {f"actors.{x}.cost": one.actors[x].cost * times for x in one.seated("party")}


def trusting(level: float) -> Callable[[Scenario], Settings]:
    """The same trust across the sides in every case."""
    return lambda one: {f"relations.{i}.{j}.trust": level for i, row in one.relations.items() for j in row}


def leverage(times: float) -> Callable[[Scenario], Settings]:
    """Leverage of all mediators, times a factor."""
    return lambda one: {
        f"actors.{m}.leverage.{x}": min(1.0, held * times)
        for m in one.seated("mediator") for x, held in one.actors[m].leverage.items()
    }  # fmt: skip


def still_front(_one: Scenario) -> Settings:
    """No ground gained before the start."""
    return {"front.momentum": 0.0}


def fresh(one: Scenario) -> Settings:
    """No weariness at the start, and all of the cost of war in `cost` instead."""
    held = {x: one.actors[x] for x in one.seated("party")}
    return {f"actors.{x}.weariness": 1.0 for x in held} | {
        f"actors.{x}.cost": actor.cost * (1.0 + actor.weariness) / 2.0 for x, actor in held.items()
    }


def same_leaders(one: Scenario) -> Settings:
    """New leaders are no readier to talk than others."""
    return {f"actors.{x}.lines.talk": 0.0 for x in one.seated("party") if "talk" in one.actors[x].lines}


def parameter(name: str, value: float) -> Callable[[Scenario], Settings]:
    """One parameter of the model."""
    return lambda _one: {f"parameters.{name}": value}


VARIANTS: dict[str, Callable[[Scenario], Settings]] = {
    "as coded": lambda _one: {},
    "cost of war × 0.7": parties(0.7),
    "cost of war × 1.5": parties(1.5),
    "trust .2 everywhere": trusting(0.2),
    "trust .5 everywhere": trusting(0.5),
    "leverage × 3": leverage(3.0),
    "no ground gained before": still_front,
    "no weariness at the start": fresh,
    "new leaders like others": same_leaders,
    "cost of conceding .2 (.3)": parameter("concession_cost", 0.2),
    "cost of a ceasefire .02 (.07)": parameter("ceasefire_cost", 0.02),
    "life of a ceasefire 104 weeks (13)": parameter("life_ceasefire", 104.0),
    "cost of being seen at the table .015 (.03)": parameter("seen_cost", 0.015),
    "front five times as fast": parameter("front_speed", 0.15),
}
"""What is changed in every case alike; the model's own value in brackets."""


def scoring() -> ModuleType:
    """Return the experiment's own module, whose folder is no package."""
    spec = importlib.util.spec_from_file_location("cases_run", Path(__file__).with_name("run.py"))
    if spec is None or spec.loader is None:
        raise ImportError("run.py is not beside this file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def row_of(name: str, change: Callable[[Scenario], Settings], runs: int, run: ModuleType) -> dict[str, Any]:
    """Play all cases with one change and score them."""
    counts, truth = [], run.happened()
    for case in cases():
        coded = scenario_of(read_facts(case))
        played = diplomacy_abm.run_ensemble(with_settings(coded, change(coded)), runs).runs
        counts.append(run.counted(run.stood(played)))
    places = np.array([run.CLASSES.index(truth[case]["after104"]) for case in cases()])
    forecast = ranked.shares_of(counts)
    test = ranked.permutation_test(forecast, places)
    mean = np.array(counts).sum(axis=0) / (runs * len(counts))
    return {
        "variant": name, "rps": test["score"], "rps dealt": test["expected"], "p": test["p"],
        "log": ranked.log_score(forecast, places).mean(), **dict(zip(run.CLASSES, mean, strict=True)),
    }  # fmt: skip


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--out", type=Path, default=ROOT / "results" / "cases")
    chosen = parser.parse_args()
    run = scoring()
    table = pd.DataFrame([row_of(name, change, chosen.runs, run) for name, change in VARIANTS.items()])
    run.write(chosen.out, "variants.csv", table.round(6).to_csv(index=False, lineterminator="\n"))
    print(table.round(3).to_string(index=False))


if __name__ == "__main__":
    main()
