"""Plans: every run once, in pieces that only the design decides, and changes that mean what the file says."""

import copy
import pickle
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diplomacy_abm.experiment.design import load_design
from diplomacy_abm.experiment.plan import KEPT_PART_RUNS, PART_RUNS, Changes, Slice, plan, split_parameters
from diplomacy_abm.scenario import Scenario, dumps, load, tables_of, with_settings
from diplomacy_abm.tables import parameter_record
from tests.experiment.designs import design_of, designs, edited, one_factor, written

ON_TMP = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(tables=designs(), runs=st.none() | st.integers(1, 3000))
@ON_TMP
def test_parts_cover_every_run_exactly_once(tmp_path, tables, runs):
    layout = plan(load_design(written(tmp_path, tables)), runs)
    seen = Counter(
        (part.arm, piece.point, run)
        for part in layout.parts
        for piece in part.slices
        for run in range(piece.first, piece.first + piece.runs)
    )
    assert set(seen.values()) == {1}
    assert set(seen) == {
        (arm, point, run) for arm in layout.design.arms for point in range(len(layout.points))
        for run in range(layout.runs)
    }  # fmt: skip
    assert sum(part.runs for part in layout.parts) == layout.total == len(seen)
    assert [part.index for part in layout.parts] == list(range(len(layout.parts)))
    most = KEPT_PART_RUNS if layout.design.keep else PART_RUNS
    assert all(part.runs <= most for part in layout.parts)


def test_a_part_holds_points_in_a_row_and_splits_a_point_with_many_runs(tmp_path):
    design = design_of(tmp_path)
    assert [part.slices for part in plan(design, 400).parts[:2]] == [
        (Slice(0, 0, 400), Slice(1, 0, 400)), (Slice(2, 0, 400), Slice(3, 0, 400))
    ]  # fmt: skip
    assert [part.slices for part in plan(design, 2500).parts[:4]] == [
        (Slice(0, 0, 1000),), (Slice(0, 1000, 1000),), (Slice(0, 2000, 500),), (Slice(1, 0, 1000),)
    ]  # fmt: skip
    kept = design_of(tmp_path, ("study", "keep", ["steps"]))
    assert [part.slices for part in plan(kept, 250).parts[:3]] == [
        (Slice(0, 0, 100),), (Slice(0, 100, 100),), (Slice(0, 200, 50),)
    ]  # fmt: skip


def test_the_arms_have_the_same_points_seed_and_runs(tmp_path):
    layout = plan(design_of(tmp_path))
    by_arm = {
        arm: [part.slices for part in layout.parts if part.arm == arm] for arm in layout.design.arms
    }  # fmt: skip
    assert by_arm["with"] == by_arm["without"]
    assert (layout.seed, layout.runs, layout.total) == (5, 40, 2 * 48 * 40)
    assert layout.scenario.scenario.horizon == 26


@pytest.mark.parametrize("runs", [0, -1, 2**32 + 1])
def test_a_number_of_runs_that_cannot_be_is_refused(tmp_path, runs):
    with pytest.raises(ValueError, match=f"^runs: {runs} is out of range, must be from 1 to 4294967296$"):
        plan(design_of(tmp_path), runs)


def test_too_many_runs_are_refused_before_they_are_laid_out(tmp_path):
    with pytest.raises(ValueError, match=r"^design\.toml: 192000000000 runs in all, must be at most 1000000000$"):
        plan(design_of(tmp_path), 2_000_000_000)


def test_changes_are_those_of_arm_and_point(tmp_path):
    layout = plan(design_of(tmp_path))
    row = layout.points.iloc[25]
    assert layout.changes("with", 25) == Changes(
        {
            "actors.MED.accuracy": 0.75,
            "actors.MED.leverage.ALF": 0.02 * 1.5,
            "actors.MED.leverage.BET": 0.02 * 1.5,
            "parameters.curvature": row["curvature"],
            "parameters.prospect_floor": row["hope"],
        }
    )
    other = layout.changes("without", 25)
    assert other.settings == {"actors.ALF.cost": 0.2, **layout.changes("with", 25).settings}
    assert (other.policies, other.without) == ({"BET": "hawk"}, ("MED",))


def test_every_point_can_be_set_up(tmp_path):
    layout = plan(design_of(tmp_path))
    for point in range(0, len(layout.points), 7):
        changed = with_settings(layout.scenario, layout.changes("without", point).settings)
        assert changed.actors["MED"].accuracy == layout.points["accuracy"].iloc[point]
        assert changed.actors["MED"].bias == 0.1


def with_pipeline(folder):
    tables = copy.deepcopy(tables_of(load("minimal")))
    tables["actors"]["PAT"] = {"name": "P", "seats": ["patron"], "support": {"BET": 0.4}, "sources": {"default": "x"}}
    tables["pipelines"] = [
        {
            "supplier": "PAT", "recipient": "BET", "label": "Guns", "amount": 0.1, "lead": 10, "span": 26,
            "announced": tables["scenario"]["start"], "source": "x",
        }
    ]  # fmt: skip
    (folder / "pipeline.toml").write_text(dumps(Scenario(**tables)), encoding="utf-8")
    return ("study", "scenario", "pipeline.toml")


def test_what_is_multiplied_is_the_number_after_study_and_arm(tmp_path):
    factor = {"multiply": ["pipelines.1.amount", "pipelines.1.lead"], "values": [0.5, 1.26]}
    tables = one_factor(**factor)
    tables["study"]["scenario"] = with_pipeline(tmp_path)[2]
    tables["settings"] = {"pipelines.1.amount": 0.4}
    tables["arms"] = {"plain": {}, "more": {"set": {"pipelines.2.amount": 3}}}
    tables["arms"]["more"]["set"] = {"pipelines.1.credibility": 0.5}
    layout = plan(load_design(written(tmp_path, tables)))
    assert layout.changes("plain", 1).settings == {
        "pipelines.1.amount": pytest.approx(0.504), "pipelines.1.lead": 13
    }  # fmt: skip
    assert isinstance(layout.changes("plain", 1).settings["pipelines.1.lead"], int)
    assert layout.changes("more", 0).settings["pipelines.1.amount"] == pytest.approx(0.2)


def test_a_default_can_be_multiplied(tmp_path):
    tables = one_factor(multiply=["parameters.lookback", "relations.ALF.MED.trust"], values=[0.5, 1.5])
    layout = plan(load_design(written(tmp_path, tables)))
    assert layout.changes("base", 0).settings == {"parameters.lookback": 6.5, "relations.ALF.MED.trust": 0.25}


def test_an_arm_that_changes_what_another_number_follows_is_multiplied_from_there(tmp_path):
    tables = one_factor(multiply="actors.ALF.sustainable", values=[1.0, 2.0])
    tables["arms"] = {"weak": {}, "strong": {"set": {"actors.ALF.capability": 3.0}}}
    layout = plan(load_design(written(tmp_path, tables)))
    base = load("minimal").actors["ALF"].sustainable
    assert layout.changes("weak", 1).settings["actors.ALF.sustainable"] == 2.0 * base
    assert layout.changes("strong", 1).settings["actors.ALF.sustainable"] == 6.0


@given(tables=designs())
@ON_TMP
def test_groups_hold_the_slices_of_a_part_in_order_and_all_their_changes(tmp_path, tables):
    layout = plan(load_design(written(tmp_path, tables)))
    for part in layout.parts[:: max(1, len(layout.parts) // 10)]:
        groups = list(layout.groups(part))
        assert tuple(piece for group in groups for piece in group.slices) == part.slices
        for group in groups:
            for index, piece in enumerate(group.slices):
                whole = layout.changes(part.arm, piece.point)
                rest, parameters = split_parameters(whole)
                assert rest == group.changes
                assert group.parameters_of(index) == parameters
                assert {**rest.settings, **{f"parameters.{k}": v for k, v in parameters.items()}} == whole.settings


def test_a_part_that_varies_parameters_alone_is_one_group(tmp_path):
    row = {"from": 1.0, "to": 3.0, "steps": 25}
    layout = plan(load_design(written(tmp_path, one_factor(set="parameters.curvature", range=row))))
    (part,) = layout.parts
    (group,) = layout.groups(part)
    assert group.changes == Changes()
    assert len(group.slices) == 25
    assert group.parameters["curvature"].tolist() == layout.points["x"].tolist()
    assert len(parameter_record(layout.scenario, group.parameters)) == 25


def test_a_group_ends_where_another_setting_changes(tmp_path):
    factors = {
        "b": {"set": "actors.MED.bias", "values": [0.0, 0.2]},
        "c": {"set": "parameters.curvature", "values": [1.0, 2.0, 3.0]},
    }
    layout = plan(load_design(written(tmp_path, edited(("factors", factors), ("sampling", ...), ("arms", ...)))))
    groups = list(layout.groups(layout.parts[0]))
    assert [[piece.point for piece in group.slices] for group in groups] == [[0, 1, 2], [3, 4, 5]]
    assert [group.changes.settings for group in groups] == [{"actors.MED.bias": 0.0}, {"actors.MED.bias": 0.2}]


def test_texts_and_truths_are_values_too(tmp_path):
    factors = {
        "p": {"set": "actors.ALF.policy", "values": ["hawk", "dove"]},
        "v": {"set": "issues.province.indivisible", "values": [True, False]},
    }
    layout = plan(load_design(written(tmp_path, edited(("factors", factors), ("sampling", ...), ("arms", ...)))))
    assert [layout.changes("base", point).settings for point in range(4)] == [
        {"actors.ALF.policy": name, "issues.province.indivisible": truth}
        for name in ("hawk", "dove") for truth in (True, False)
    ]  # fmt: skip


def test_a_plan_goes_to_other_processes(tmp_path):
    layout = plan(design_of(tmp_path))
    layout.changes("with", 3)
    again = pickle.loads(pickle.dumps(layout))
    assert again.parts == layout.parts
    assert again.changes("without", 30) == layout.changes("without", 30)
    assert again.design.fingerprint == layout.design.fingerprint
