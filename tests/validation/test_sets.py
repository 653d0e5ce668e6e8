"""Claims examined set by set: each set sees its own runs only, and a claim that turns with the parameters is open."""

import math
from dataclasses import replace

import pandas as pd
import pytest

from diplomacy_abm.analysis.claims import Claim
from diplomacy_abm.analysis.intervals import Estimate
from diplomacy_abm.validation.arms import Arm, Lab
from diplomacy_abm.validation.facts import facts
from diplomacy_abm.validation.sets import Held, OneSet, held, over_sets


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
    assert found[:3] == (0.5, 0.5, 2)
    assert found.error > 0.2
    claim = Claim("X", "", "", 0.2, 1.0, 0.5, 0.4, 0.6, passed=found.passed, failed=found.failed, sets=found.sets)
    assert claim.open
    assert claim.in_sets == "pass 50%, fail 50% of 2 sets: open"
    assert lab.effect(base, chosen, "rounds").high > lab.effect(base, chosen, "rounds").low


def test_an_interval_is_no_narrower_than_the_one_over_the_sets():
    # Student's 97.5 % quantile with 4 degrees of freedom is 2.776
    wide = over_sets(Estimate(0.5, 0.45, 0.55), Held(1.0, 0.0, 5, 0.1))
    assert wide[:3] == pytest.approx((0.5, 0.2224, 0.7776), abs=1e-4)
    assert over_sets(Estimate(0.5, 0.0, 1.0), Held(1.0, 0.0, 5, 0.1))[:3] == (0.5, 0.0, 1.0)
    assert over_sets(Estimate(0.1, 0.05, 0.15), Held(1.0, 0.0, 5, 0.1), proper=True).low == 0.0
    assert over_sets(Estimate(0.5, 0.45, 0.55), Held(1.0, 0.0, 5, math.nan))[:3] == (0.5, 0.45, 0.55)


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
