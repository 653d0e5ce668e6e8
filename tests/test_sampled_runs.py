"""Runs that draw their parameters: seed and run say which set it is, however and wherever a run is played."""

import dataclasses

import numpy as np
import pytest

from diplomacy_abm import run, run_ensemble
from diplomacy_abm.analysis.compare import compare
from diplomacy_abm.experiment.design import load_design
from diplomacy_abm.experiment.runner import sweep
from diplomacy_abm.scenario import ScenarioError, dumps, load, loads, with_settings
from diplomacy_abm.scenario.sample import first_set
from diplomacy_abm.tables import parameter_record

SETS = 5


@pytest.fixture
def sample(tmp_path):
    path = tmp_path / "mine.csv"
    rows = "\n".join(f"{0.01 * (k + 1):.2f},{0.05 * (k + 1):.2f}" for k in range(SETS))
    path.write_text(f"seen_cost,honour\n{rows}\n", "utf-8")
    return str(path)


@pytest.fixture
def drawn(sample):
    return with_settings(load("minimal"), {"parameters.sample": sample})


def test_a_record_for_each_run_and_no_more_than_there_are_sets(drawn):
    assert np.allclose(parameter_record(drawn, None, 7, 3)["seen_cost"], [0.03, 0.04, 0.05])
    many = parameter_record(drawn, None, 1, 10**6)
    assert many["seen_cost"].tolist() == pytest.approx([0.02, 0.03, 0.04, 0.05, 0.01])
    assert len(parameter_record(drawn)) == 1


def test_the_first_sets_of_a_sample_can_be_taken(drawn, sample):
    few = with_settings(drawn, {"parameters.sample": f"{sample}:2"})
    assert parameter_record(few, None, 0, 9)["seen_cost"].tolist() == pytest.approx([0.01, 0.02])
    assert few.fingerprint != drawn.fingerprint


def test_what_is_stated_or_given_is_not_drawn(drawn):
    stated = with_settings(drawn, {"parameters.honour": 0.4})
    record = parameter_record(stated, {"seen_cost": 0.2}, 0, 4)
    assert set(record["honour"]) == {0.4}
    assert set(record["seen_cost"]) == {0.2}


def test_a_single_run_is_the_run_of_the_ensemble(drawn):
    runs = run_ensemble(drawn, 7, seed=3, first=2).runs.set_index("run")
    for r in (2, 6, 8):
        alone = run(drawn, seed=3, run=r)
        assert {name: alone.summary[name] for name in runs} == runs.loc[r].to_dict(), r
        assert alone.summary["draw"] == (r + 3 - drawn.scenario.seed) % SETS


def test_both_engines_draw_alike(drawn):
    batch, mesa = (run_ensemble(drawn, 6, seed=1, first=3, engine=engine).runs for engine in ("batch", "mesa"))
    assert batch.equals(mesa)


def test_chunks_do_not_matter(drawn):
    whole = run_ensemble(drawn, 300, seed=1).runs
    late = run_ensemble(drawn, 150, seed=1, first=150).runs
    assert whole.iloc[150:].reset_index(drop=True).equals(late)


def test_it_is_as_if_each_set_had_been_given(drawn):
    plain = with_settings(drawn, {"parameters.sample": "central"})
    taken = (np.arange(20) + 4 - drawn.scenario.seed) % SETS + 1
    by_hand = run_ensemble(plain, 20, seed=4, parameters={"seen_cost": 0.01 * taken, "honour": 0.05 * taken}).runs
    by_sample = run_ensemble(drawn, 20, seed=4).runs.drop(columns="draw")
    assert by_sample.equals(by_hand)


def test_another_seed_begins_at_another_set(drawn):
    """Run 0 alone was one set of parameters under all seeds, so that trying seeds showed one war only."""
    own = drawn.scenario.seed
    assert [run(drawn, seed=own + k, steps=1).summary["draw"] for k in range(SETS + 1)] == [0, 1, 2, 3, 4, 0]
    assert first_set(drawn, 2**63 - 1, 4) == (2**63 - 1 - own + 4) % SETS
    assert first_set(with_settings(drawn, {"scenario.seed": own + 3}), own, 4) == 1
    assert first_set(load("minimal"), own + 3, 4) == 0


def test_central_is_the_scenario_without_a_sample(drawn, sample):
    assert run_ensemble(drawn, 10, parameters="central").runs.equals(run_ensemble("minimal", 10).runs)
    assert run_ensemble("minimal", 10, parameters=sample).runs.equals(run_ensemble(drawn, 10).runs)
    assert with_settings(drawn, {"parameters.sample": "central"}) == load("minimal")


def test_the_sample_is_part_of_what_the_scenario_is(drawn, sample, tmp_path):
    assert loads(dumps(drawn)) == drawn
    assert drawn.fingerprint != load("minimal").fingerprint
    same = tmp_path / "same.csv"
    text = (tmp_path / "mine.csv").read_text("utf-8")
    same.write_text("# a remark\n" + text, "utf-8")
    assert with_settings(drawn, {"parameters.sample": str(same)}).fingerprint == drawn.fingerprint
    same.write_text(text.replace("0.05\n", "0.06\n"), "utf-8")
    assert with_settings(drawn, {"parameters.sample": str(same)}).fingerprint != drawn.fingerprint


def test_a_sample_that_is_not_there_is_told_when_the_scenario_is_read():
    with pytest.raises(ScenarioError, match=r"parameters\.sample: nowhere: no such file of draws"):
        with_settings(load("minimal"), {"parameters.sample": "nowhere"})


def test_minimal_is_central_and_ukraine_draws():
    assert "draw" not in run_ensemble("minimal", 2).runs
    assert run_ensemble("ukraine-2025", 3, steps=2).runs["draw"].tolist() == [0, 1, 2]


def test_arms_share_the_sets(drawn):
    base = run_ensemble(drawn, 60, seed=1)
    arm = run_ensemble(drawn, 60, seed=1, settings={"actors.ALF.cost": 0.3})
    assert (base.runs["draw"] == arm.runs["draw"]).all()
    table = compare(base, arm, columns=["rounds", "agreement"])
    assert (table["parameters"] >= 0.0).all()
    assert table["same"].between(0.5, 1.0).all()
    assert (table["n"] == 60).all()


def test_a_store_knows_its_sets_and_goes_on_where_it_was(sample, tmp_path):
    file = tmp_path / "design.toml"
    file.write_text(
        '[study]\nname = "s"\ntitle = "s"\nquestion = "?"\nscenario = "minimal"\nruns = 12\n'
        "[factors.cost]\nset = \"actors.ALF.cost\"\nvalues = [0.1, 0.2]\n", "utf-8",
    )  # fmt: skip
    store = sweep(file, tmp_path / "out", parameters=sample)
    runs = store.runs()
    assert (runs["draw"] == runs["run"] % SETS).all()
    alone = run_ensemble("minimal", 12, parameters=sample, settings={"actors.ALF.cost": 0.2}).runs
    assert runs.loc[runs["point"] == 1, "rounds"].tolist() == alone["rounds"].tolist()
    part = next((tmp_path / "out" / "runs").glob("*.parquet"))
    before = part.read_bytes()
    part.unlink()
    sweep(file, tmp_path / "out", parameters=sample)
    assert part.read_bytes() == before
    with pytest.raises(ValueError, match="out: "):
        sweep(file, tmp_path / "out")
    words = store.manifest["command"]
    assert words[words.index("--parameters") + 1] == "mine.csv"


def test_seats_play_with_the_sets_of_their_run(drawn):
    from diplomacy_abm.seats import Game, goal_score, score_ensemble
    from diplomacy_abm.seats.stepping import Stepper

    scored = score_ensemble(drawn, ["MED"], 6, seed=1, first=2)
    assert scored.runs.equals(run_ensemble(drawn, 6, seed=1, first=2).runs)
    assert scored.of("MED")[4] == pytest.approx(goal_score(run(drawn, seed=1, run=6), "MED").total)
    stepper = Stepper(drawn)
    for r in (3, 4):
        stepper.start(1, r)
        assert float(stepper.p.seen_cost) == pytest.approx(0.01 * (r % SETS + 1))
        assert float(Game(drawn, ["MED"], seed=1, run=r).model.p.seen_cost) == float(stepper.p.seen_cost)


def test_a_design_with_other_parameters_keeps_its_words(sample, tmp_path):
    file = tmp_path / "design.toml"
    file.write_text('[study]\nname = "s"\ntitle = "s"\nquestion = "?"\nscenario = "minimal"\nruns = 2\n', "utf-8")
    design = load_design(file)
    other = design.with_parameters(sample)
    assert design.with_parameters(None) is design
    assert other.fingerprint != design.fingerprint
    assert other.scenario.parameters.sample == sample
    assert dataclasses.replace(other, base=design.base, tables=design.tables, parameters="") == design
