"""Names of sides in what people read, whatever the stored codes are."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from diplomacy_abm.analysis.proportions import estimates
from diplomacy_abm.plots.comparison import outcome_dots
from diplomacy_abm.results.quantities import describe, known
from diplomacy_abm.results.sides import PLAIN, marked, sides_of, sides_on, with_article, worded

SIDES = ("Azerbaijan", "the League")


@pytest.mark.parametrize(
    ("name", "prose"),
    [
        ("United States", "the United States"),
        ("Government of Sudan", "the Government of Sudan"),
        ("Free Aceh Movement", "the Free Aceh Movement"),
        ("Bosnian Serbs", "the Bosnian Serbs"),
        ("The league", "the league"),
        ("Minsk Group (France, United States)", "the Minsk Group (France, United States)"),
        ("China and North Korea", "China and North Korea"),
        ("Spain", "Spain"),
    ],
)
def test_names_stand_in_prose_with_their_article(name: str, prose: str) -> None:
    assert with_article(name) == prose


def test_sides_are_those_of_the_scenario_or_plain() -> None:
    sides = {"A": SimpleNamespace(label="Argentina"), "B": SimpleNamespace(label="United Kingdom")}
    assert sides_of(SimpleNamespace(sides=sides)) == ("Argentina", "the United Kingdom")
    assert sides_of(SimpleNamespace(step_days=7)) == PLAIN


def test_a_victory_has_the_name_of_who_won() -> None:
    assert worded("victory of A", SIDES) == "victory of Azerbaijan"
    assert worded("victory of B", SIDES) == "victory of the League"
    assert worded("ceasefire", SIDES) == "ceasefire"


def test_no_label_of_a_quantity_says_a_or_b() -> None:
    labels = [describe(name, 7, SIDES).label for name in known()]
    assert not [label for label in labels if {"A", "B", "{A}", "{B}"} & set(label.split())]
    assert describe("damage_b", 7, SIDES).label == "damage to the League"
    assert describe("trust_ab_end").label == "trust of side A in side B at the end"


def test_a_table_of_estimates_keeps_the_names_for_its_figure() -> None:
    runs = pd.DataFrame({"run": [0, 1], "status": "ok", "outcome": ["victory of A", "ceasefire"]})
    table = estimates(marked(runs, SIDES), ["outcome: victory of A", "outcome: ceasefire"])
    assert sides_on(table) == SIDES
    assert sides_on(table[table["estimate"] >= 0]) == SIDES
    ticks = [text.get_text() for text in outcome_dots(table).get_yticklabels()]
    assert ticks == ["victory of Azerbaijan", "ceasefire"]
