"""Claims examined set by set: each set sees its own runs only, and a claim that turns with the parameters is open."""

import math
from dataclasses import replace

import pandas as pd
import pytest

from diplomacy_abm.analysis.claims import Claim
from diplomacy_abm.validation.arms import Arm, Lab
from diplomacy_abm.validation.facts import facts
from diplomacy_abm.validation.sets import OneSet, held


def arm(folder):
    """Half of the runs find the table free, and half find it dearer than anything is worth."""
    path = folder / "two.csv"
    path.write_text("seen_cost\n0.0\n1.0\n", "utf-8")
    return Arm("minimal", steps=40).but({"parameters.sample": str(path)})


@pytest.fixture
def lab():
    return Lab(120)


def test_a_set_sees_its_own_runs(lab, tmp_path):
    chosen = arm(tmp_path)
    whole = lab.play(chosen)
    assert lab.drawn == {0, 1}
    parts = [OneSet(lab, draw).play(chosen).runs for draw in (0, 1)]
    assert sorted(pd.concat(parts)["run"]) == list(whole.runs["run"])
    assert parts[0]["rounds"].mean() > parts[1]["rounds"].mean()


def test_what_turns_with_the_parameters_is_open(lab, tmp_path):
    chosen = arm(tmp_path)
    base = chosen.but({"actors.ALF.cost": 0.05})

    def rounds_happen(one):
        runs = one.play(chosen).runs
        from diplomacy_abm.analysis.claims import proportion

        return proportion(int((runs["rounds"] > 0).sum()), len(runs))

    fact = replace(facts()["UCDP1"], expected=(0.2, 1.0), measure=rounds_happen)
    found = held(fact, lab, [0, 1])
    assert found == (0.5, 0.5, 2)
    claim = Claim("X", "", "", 0.2, 1.0, 0.5, 0.4, 0.6, **found._asdict())
    assert claim.open
    assert claim.in_sets == "pass 50%, fail 50% of 2 sets: open"
    assert lab.effect(base, chosen, "rounds").high > lab.effect(base, chosen, "rounds").low


def test_without_sets_nothing_is_said(lab):
    found = held(facts()["UCDP1"], lab, [])
    assert math.isnan(found.passed)
    claim = Claim("X", "", "", 0.0, 1.0, 0.5, 0.4, 0.6)
    assert not claim.open
    assert claim.in_sets == ""


def test_runs_of_one_set_are_no_strangers(lab, tmp_path):
    chosen = arm(tmp_path)
    runs = lab.play(chosen).runs["run"].to_numpy()
    assert set(lab.strangers(chosen, runs)) == {0, 1}
    assert list(lab.strangers(Arm("minimal", steps=4), runs)) == list(runs)
