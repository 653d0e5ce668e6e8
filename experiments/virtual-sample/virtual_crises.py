"""Synthetic crises with the covariates of ICB's: drawn, coded by the code book, played with every mediator and none."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import virtual_icb as icb

import diplomacy_abm
from diplomacy_abm.coding import facts_of, scenario_of
from diplomacy_abm.experiment import checks
from diplomacy_abm.scenario import Scenario, with_settings

HERE = Path(__file__).parent
VIOLENCE = {"none": 0.0, "minor clashes": 100.0, "serious clashes": 500.0, "full-scale war": 3000.0}
"""Deaths a year that stand for ICB's classes in the code book; only the class matters."""
ACTORS = ("2", "3-4", "5+")
POWER = {"parity": 1.0, "gap": 4.0}
"""Ratio of national strength; the gap is that of the origin scenario's CINC, judgement. Half of the crises each and
apart from the other covariates, as no table in reach crosses them."""
HARDNESS = {"easy": 1.3, "middle": 1.0, "hard": 0.7}
"""Hidden, what the covariates do not show: factors of the cost of war, which makes a crisis hard where it is low. A
third each, judgement."""
STYLES = {
    "none": "stands-by", "facilitation": "facilitation", "formulation": "formulation",
    "manipulation": "manipulation", "mediated, style not coded": "quantal",
}  # fmt: skip
GUARANTEED = {"facilitation": "facilitation-guaranteed", "formulation": "formulation-guaranteed",
              "manipulation": "manipulation-guaranteed"}  # fmt: skip
WINDOW, AFTER = 52, 260
"""Weeks in which an agreement counts, and weeks of watching after them; ICB's own span is five years. Half of its
mediated crises end within 19 weeks, so a year is generous; shorter and longer windows are reported too."""
SEED = 20
SETS = 20
SAMPLE = f"stated:{SETS}"
"""Sets of parameters, few so that each has many crises, and the sample they begin: crises whose numbers differ by a
multiple of the sets have the same one, under every style."""


def drawn(crises: int, seed: int = SEED) -> pd.DataFrame:
    """Draw crises: violence and actors from ICB's counts, power and hardness by themselves.

    Returns
    -------
    pandas.DataFrame
        One row a crisis, ordered by cell, so that the runs of a cell are neighbours.
    """
    rng = np.random.default_rng(seed)
    counts = icb.table("violence × actors").set_index(["violence", "actors"])["crises"]
    kinds = list(counts.index)
    picked = rng.choice(len(kinds), size=crises, p=counts.to_numpy() / counts.sum())
    found = pd.DataFrame([kinds[k] for k in picked], columns=["violence", "actors"])
    found["power"] = rng.choice(list(POWER), size=crises)
    found["hardness"] = rng.choice(list(HARDNESS), size=crises)
    return found.sort_values(["violence", "actors", "power", "hardness"], ignore_index=True, kind="stable")


def crisis(violence: str, actors: str, power: str, hardness: str) -> Scenario:
    """Return the scenario that the code book makes of a crisis with these covariates."""
    tables = tomllib.loads((HERE / "crisis.toml").read_text("utf-8"))
    tables["fighting"]["deaths"]["value"] = VIOLENCE[violence]
    ratio = POWER[power] ** 0.5
    tables["parties"]["NOR"]["cinc"]["value"] *= ratio
    tables["parties"]["SOR"]["cinc"]["value"] /= ratio
    for label, other in {"2": (), "3-4": (("SOU", "SOR"),), "5+": (("SOU", "SOR"), ("NOU", "NOR"))}[actors]:
        _add_party(tables, label, other)
    if actors == "5+":
        backed = {"value": "some", "source": "covariate: five or more actors"}
        tables["patrons"] = {
            "PNO": {"name": "Patron of Norland", "support": {"NOR": backed}},
            "PSO": {"name": "Patron of Sorland", "support": {"SOR": backed}},
        }
    made = scenario_of(facts_of(tables, "crisis.toml"))
    costs = {f"actors.{label}.cost": made.actors[label].cost * HARDNESS[hardness] for label in made.seated("party")}
    return with_settings(made, costs | {"parameters.implementation": 1040.0, "scenario.horizon": WINDOW + AFTER})


def _add_party(tables: dict[str, Any], label: str, beside: str) -> None:
    """Split a party's strength in two and give the half to a further party whose consent is needed.

    The code book's distance rule is not linear, so half the strength here is the index that comes to half there.
    """
    old = tables["parties"][beside]
    exponent = np.log10(old["miles"]["value"] / 500.0 + 10.0 - np.e)
    old["cinc"]["value"] *= 0.5 ** (1.0 / exponent)
    tables["parties"][label] = {**{key: dict(x) if isinstance(x, dict) else x for key, x in old.items()},
                                "name": f"Ally of {old['name']}"}  # fmt: skip
    tables["mediators"]["MED"]["leverage"][label] = dict(tables["mediators"]["MED"]["leverage"][beside])


def played(crises: pd.DataFrame, styles: dict[str, str], seed: int = SEED) -> Iterator[pd.DataFrame]:
    """Play every crisis under every style with the same luck, cell by cell; yield one row a crisis and style."""
    checks.register({"policies.py": (HERE.parent / "styles" / "policies.py").read_text("utf-8")})
    for cell, rows in crises.groupby(["violence", "actors", "power", "hardness"], sort=False):
        dispute = crisis(*cell)
        for style, policy in styles.items():
            runs = diplomacy_abm.run_ensemble(
                dispute, len(rows), seed=seed, policies={"MED": policy}, first=int(rows.index[0]), parameters=SAMPLE,
            ).runs
            yield _read(runs).assign(style=style, crisis=rows.index.to_numpy())


def _read(runs: pd.DataFrame) -> pd.DataFrame:
    """Keep when each kind of agreement first came, and whether one stood at the end."""
    firsts = runs[["first_settlement", "first_ceasefire", "first_partial"]].astype(float)
    found = firsts.where(firsts >= 0, np.inf).reset_index(drop=True)
    found["stands"] = runs["outcome"].isin(["settlement held", "ceasefire"]).to_numpy()
    return found


def agreed(rows: pd.DataFrame, window: int = WINDOW, partial: bool = True) -> np.ndarray:
    """Whether an agreement was signed within a window: settlement, ceasefire, or a deal on one issue."""
    kinds = ["first_settlement", "first_ceasefire"] + (["first_partial"] if partial else [])
    return (rows[kinds].min(axis=1) < window).to_numpy()


def wide(rows: pd.DataFrame, value: np.ndarray) -> pd.DataFrame:
    """Return one row a crisis and one column a style, of 0 and 1."""
    table = rows.assign(value=value.astype(float)).pivot_table(index="crisis", columns="style", values="value")
    return table.sort_index()
