"""The virtual sample: what is drawn, how it is coded, who is mediated, and that the real figures are ICB's."""

import importlib
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / "experiments" / "virtual-sample"
KEPT = ROOT / "results" / "virtual-sample"


@pytest.fixture(scope="module")
def parts():
    sys.path.insert(0, str(HERE))
    try:
        yield {name: importlib.import_module(f"virtual_{name}") for name in ("crises", "selection", "compare", "icb")}
    finally:
        sys.path.remove(str(HERE))


@pytest.fixture
def clean_registry():
    """Policies of the styles are registered in the process that plays them."""
    from diplomacy_abm.policies import registry

    before = set(registry.names())
    yield
    for name in reversed(registry.names()):
        if name not in before:
            registry.forget(name)


@pytest.fixture
def crises(parts):
    return parts["crises"]


@pytest.fixture(scope="module")
def icb_module(parts):
    return parts["icb"]


@pytest.fixture
def icb(parts):
    return parts["icb"]


@pytest.fixture
def selection(parts):
    return parts["selection"]


@pytest.fixture
def compare(parts):
    return parts["compare"]


def test_the_real_shares_are_those_that_icb_reports(compare):
    """ICB v14, crises of 1918-2017 (Brecher, Wilkenfeld, Beardsley, James and Quinn); n is the crises in the cell."""
    real = compare.real()
    assert (real["all", "mediated"].share, real["all", "mediated"].n) == (pytest.approx(0.621, abs=5e-4), 153)
    assert (real["all", "not mediated"].share, real["all", "not mediated"].n) == (pytest.approx(0.216, abs=5e-4), 329)
    for style, share, n in (("facilitation", 0.412, 17), ("formulation", 0.569, 65), ("manipulation", 0.745, 51)):
        assert (real["style", style].share, real["style", style].n) == (pytest.approx(share, abs=5e-4), n)
    assert real["violence, mediated", "full-scale war"].share == pytest.approx(0.587, abs=5e-4)
    assert real["violence, not mediated", "full-scale war"].share == pytest.approx(0.158, abs=5e-4)
    calm = compare.calmer()
    assert calm["mediated"].share == pytest.approx(0.64, abs=5e-3)
    assert calm["not mediated"].share == pytest.approx(0.479, abs=5e-3)


def test_the_tables_of_icb_are_aggregates(icb):
    """No cell of fewer than three crises, and no table of all three variables, so no crisis can be read off."""
    rows = icb.tables()
    assert rows["crises"].astype(int).min() >= 3
    assert ((rows[["violence", "actors", "mediation"]] != "").sum(axis=1) <= 2).all()
    totals = rows.assign(crises=rows["crises"].astype(int)).groupby("table")["crises"].sum()
    assert (totals == 482).all()


def test_the_joint_counts_meet_every_table(icb):
    joint = icb.fitted()
    assert (joint["crises"] > 0).all()
    joint["arm"] = joint["mediation"].where(joint["mediation"] == "none", "mediated")
    for name, keys in (
        ("violence × actors", ["violence", "actors"]), ("violence × style", ["violence", "mediation"]),
        ("actors × mediated", ["actors", "arm"]), ("violence × mediated", ["violence", "arm"]),
        ("style", ["mediation"]),
    ):  # fmt: skip
        told = icb.table(name).rename(columns={"mediation": "arm"} if "arm" in keys else {}).set_index(keys)["crises"]
        seen = joint.groupby(keys)["crises"].sum().reindex(told.index)
        assert seen.to_numpy() == pytest.approx(told.to_numpy(), abs=1e-6), name


@given(arrays(float, (2, 3), elements=st.floats(0.1, 9)), st.floats(0.1, 0.9))
def test_fitting_gives_back_independence(icb_module, counts, share):
    """Where the tables are of independent variables the fitted table is their product."""
    rows, columns, styles = counts.sum(axis=1), counts.sum(axis=0), np.array([share, 1 - share])
    whole = rows[:, None, None] * columns[None, :, None] * styles / counts.sum()
    fitted = icb_module.proportional(
        np.ones((2, 3, 2)), whole.sum(axis=2), whole.sum(axis=1), whole.sum(axis=0)
    )  # fmt: skip
    assert fitted == pytest.approx(whole)


def test_crises_are_drawn_as_often_as_icb_counts_them(crises, icb):
    drawn = crises.drawn(40000, seed=3)
    counts = icb.fitted().groupby(["violence", "actors"])["crises"].sum()
    seen = drawn.groupby(["violence", "actors"]).size()
    expected = counts / counts.sum()
    assert (seen / len(drawn) - expected).abs().max() < 4 * np.sqrt(0.25 / len(drawn))
    assert len(drawn.groupby(["violence", "actors", "power", "hardness"])) <= 72
    pd.testing.assert_frame_equal(drawn, crises.drawn(40000, seed=3))


def test_covariates_move_what_they_should_and_nothing_else(crises):
    plain = crises.crisis("minor clashes", "2", "parity", "middle")
    war = crises.crisis("full-scale war", "2", "parity", "middle")
    assert war.actors["NOR"].escalation_rest > plain.actors["NOR"].escalation_rest
    gap = crises.crisis("minor clashes", "2", "gap", "middle")
    assert plain.actors["NOR"].capability == plain.actors["SOR"].capability == 1.0
    assert gap.actors["NOR"].capability == pytest.approx(2.0, rel=0.15)
    hard = crises.crisis("minor clashes", "2", "parity", "hard")
    assert hard.actors["SOR"].cost == pytest.approx(0.7 * plain.actors["SOR"].cost)
    assert hard.actors["MED"] == plain.actors["MED"] == war.actors["MED"]


@pytest.mark.parametrize(("actors", "parties", "patrons"), [("2", 2, 0), ("3-4", 3, 0), ("5+", 4, 2)])
def test_further_actors_can_block_and_do_not_change_the_balance(crises, actors, parties, patrons):
    made = crises.crisis("serious clashes", actors, "gap", "easy")
    plain = crises.crisis("serious clashes", "2", "gap", "easy")
    assert len(made.seated("party")) == parties
    assert len(made.seated("patron")) == patrons
    assert all(made.actors[label].veto for label in made.seated("party"))
    for side in ("A", "B"):
        total = sum(made.actors[label].capability for label in made.parties(side))
        assert total == pytest.approx(sum(plain.actors[label].capability for label in plain.parties(side)), abs=1e-3)


def test_selection_off_does_not_look_at_the_crisis(crises, icb, selection):
    drawn = crises.drawn(500)
    chance = selection.chances(icb.fitted(), drawn, "off")
    assert (chance == chance.iloc[0]).all(axis=None)
    assert 1 - chance["none"].iloc[0] == pytest.approx(153 / 482)


def test_selection_as_in_icb_rises_with_violence_as_there(crises, icb, selection):
    drawn = crises.drawn(4000)
    chance = selection.chances(icb.fitted(), drawn, "as in ICB")
    assert chance.sum(axis=1).to_numpy() == pytest.approx(np.ones(len(drawn)))
    mediated = (1 - chance["none"]).groupby(drawn["violence"]).mean()
    for level, share in (("none", 0.22), ("minor clashes", 0.29), ("serious clashes", 0.33), ("full-scale war", 0.45)):
        assert mediated[level] == pytest.approx(share, abs=0.03)


@pytest.mark.parametrize("odds", [1.0, 2.0, 8.0])
def test_hard_cases_are_chosen_by_the_odds(crises, icb, selection, odds):
    drawn = crises.drawn(2000)
    plain = selection.chances(icb.fitted(), drawn, "as in ICB")
    chance = selection.chances(icb.fitted(), drawn, "as in ICB, and hard cases", odds)
    assert chance.sum(axis=1).to_numpy() == pytest.approx(np.ones(len(drawn)))
    before, after = (1 - plain["none"]) / plain["none"], (1 - chance["none"]) / chance["none"]
    steps = drawn["hardness"].map({"easy": -1, "middle": 0, "hard": 1})
    assert (after / before).to_numpy() == pytest.approx((odds**steps).to_numpy())
    # the mix of styles is left alone
    assert (chance["manipulation"] / (1 - chance["none"])).to_numpy() == pytest.approx(
        (plain["manipulation"] / (1 - plain["none"])).to_numpy()
    )


def test_selections_without_a_name_are_refused(crises, icb, selection):
    with pytest.raises(ValueError, match="selection: 'on' is unknown"):
        selection.chances(icb.fitted(), crises.drawn(5), "on")


def test_what_is_caused_is_compared_with_the_same_crisis(compare):
    """Mediation does nothing here, and goes to the crises that agree anyway: only the comparison sees an effect."""
    anyway = np.tile([1.0, 0.0], 200)
    outcomes = pd.DataFrame({"none": anyway, "formulation": anyway})
    styles = pd.Series(np.where(anyway == 1, "formulation", "none"))
    found = compare.effects(outcomes, styles)
    assert found["caused"] == (0.0, 0.0, 0.0)
    assert found["compared"].difference == 1.0


def test_crises_of_one_set_hang_together(compare, crises):
    """All agree under the even sets and none under the odd: twenty sets are not four hundred crises."""
    index = np.arange(400)
    outcome = (compare.set_of(pd.DataFrame(index=index)) % 2 == 0).astype(float)
    found = compare.share(outcome, index % crises.SETS)
    assert found.share == 0.5
    assert found.high - found.low > 3.0 * (compare.counted(200, 400).high - compare.counted(200, 400).low)
    outcomes = pd.DataFrame({"none": np.zeros(400), "formulation": outcome}, index=index)
    styles = pd.Series("formulation", index=index)
    assert compare.signs_of_effect(outcomes, styles) == {"effect": 0.5, "same": 0.5, "other": 0.0, "sets": 20.0}


def test_a_difference_has_its_sign_in_the_sets_that_show_it(compare, crises):
    """Mediation brings every agreement under all sets but the first, where it brings none."""
    rows = pd.DataFrame({"violence": "none", "actors": "2", "power": "parity", "hardness": "easy"},
                        index=np.arange(800))  # fmt: skip
    styles = pd.Series(np.where(np.arange(800) // crises.SETS % 2 == 0, "formulation", "none"), index=rows.index)
    outcome = ((styles != "none").to_numpy() & (compare.set_of(rows) > 0)).astype(float)
    found = compare.signs_of_contrasts(rows, styles, outcome)["mediated less not"]
    assert (found["effect"], found["same"], found["other"]) == (pytest.approx(0.95), 0.95, 0.0)


def test_agreements_count_within_their_window(crises):
    never = np.inf
    rows = pd.DataFrame({"first_settlement": [never, 60], "first_ceasefire": [51, never], "first_partial": [3, 2]})
    assert crises.agreed(rows, 52).tolist() == [True, True]
    assert crises.agreed(rows, 52, partial=False).tolist() == [True, False]
    assert crises.agreed(rows, 51, partial=False).tolist() == [False, False]


def test_verdicts(compare):
    here, there = compare.Contrast(0.2, 0.1, 0.3), compare.Contrast(0.4, 0.3, 0.5)
    none = compare.Contrast(0.01, -0.1, 0.1)
    assert compare.verdict(here, there) == "same direction"
    assert compare.verdict(here, compare.Contrast(-0.4, -0.5, -0.3)) == "opposite"
    assert compare.verdict(none, there) == "not shown by the model"
    assert compare.verdict(none, none) == "no difference in the data"
    assert compare.verdict(here, none) == "a difference the data do not show"


def test_the_kept_section_follows_from_the_kept_tables(parts):
    import importlib.util
    import json

    spec = importlib.util.spec_from_file_location("virtual_run", HERE / "run.py")
    run = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(run)
    tables = {path.stem: pd.read_csv(path) for path in KEPT.glob("*.csv")}
    crises = json.loads((KEPT / "manifest.json").read_text("utf-8"))["crises"]
    assert crises >= 2000
    assert run.section(tables, crises) == (KEPT / "section.md").read_text("utf-8")


def test_the_kept_tables_are_whole(compare):
    kept = pd.read_csv(KEPT / "frequencies.csv")
    assert list(zip(kept["covariate"], kept["level"], strict=True)) == [tuple(cell) for cell in compare.CELLS]
    assert set(pd.read_csv(KEPT / "contrasts.csv")["difference"]) == set(compare.CONTRASTS)
    assert (kept["as in ICB: low"] <= kept["as in ICB: share"]).all()
    assert (kept["as in ICB: share"] <= kept["as in ICB: high"]).all()
    mediated = kept.loc[kept["level"] == "mediated", "as in ICB: n"].iloc[0]
    assert mediated > 1000


@pytest.mark.slow
@pytest.mark.usefixtures("clean_registry")
def test_a_fresh_small_sample_agrees_with_the_kept_one(crises, compare, selection):
    kept = pd.read_csv(KEPT / "frequencies.csv").set_index(["covariate", "level"])
    drawn = crises.drawn(400, seed=77)
    styles = {name: crises.STYLES[name] for name in ("none", "formulation")}
    rows = pd.concat(crises.played(drawn, styles, seed=78), ignore_index=True)
    outcomes = crises.wide(rows, crises.agreed(rows))
    for heading, level, style in (("all", "not mediated", "none"), ("style", "formulation", "formulation")):
        share = kept.loc[(heading, level), "off: share"]
        assert abs(outcomes[style].mean() - share) < 4 * np.sqrt(share * (1 - share) / 400) + 0.01
