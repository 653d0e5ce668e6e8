"""The laboratory: arms are played once, under the same luck, and differ only by what they say."""

import numpy as np
import pandas as pd
import pytest

import diplomacy_abm.api
from diplomacy_abm.moves import catalogue
from diplomacy_abm.policies import registry
from diplomacy_abm.validation import styles
from diplomacy_abm.validation.arms import Arm, Lab, Played, scenario_named, scenario_of
from diplomacy_abm.validation.mediation import KYDD_NULL, LEVERAGE_NULL, NOBODY, powerless, visiting
from diplomacy_abm.validation.talks import _lasting_gaps
from diplomacy_abm.vocabulary import Channel

SMALL = Arm("minimal", steps=26, metrics=("form", "ceasefire", "settlement", "trust_ab"), moves=("sign",))


@pytest.fixture
def lab():
    return Lab(24, seed=5)


def test_an_arm_is_played_once(lab, monkeypatch):
    calls = []
    stream = diplomacy_abm.api.stream_ensemble
    monkeypatch.setattr(diplomacy_abm.api, "stream_ensemble", lambda *a, **k: calls.append(1) or stream(*a, **k))
    lab.play(SMALL)
    lab.play(SMALL.but())
    assert len(calls) == 1
    lab.play(SMALL.but({"parameters.refusal_cost": 0.2}))
    assert len(calls) == 2


def test_an_arm_against_itself_changes_nothing(lab):
    other = SMALL.but({"parameters.refusal_cost": 0.2})
    assert lab.effect(SMALL, SMALL, "rounds")[:3] == (0.0, 0.0, 0.0)
    assert lab.effect(SMALL, other, "rounds").value > 0.0
    assert lab.effect_of_effects((SMALL, other), (SMALL, other), "rounds")[:3] == (0.0, 0.0, 0.0)
    assert lab.changed(SMALL, SMALL) == (0, 24)
    assert lab.changed(SMALL, other)[0] > 0


def test_the_effect_is_the_mean_of_the_differences(lab):
    other = SMALL.but({"parameters.refusal_cost": 0.2})
    one, two = lab.pair(SMALL, other)
    assert lab.effect(SMALL, other, "rounds").value == pytest.approx((two["rounds"] - one["rounds"]).mean())
    assert (one["run"] == two["run"]).all()


def test_runs_are_paired_by_their_index_and_not_by_their_row(lab):
    """Where an arm lost runs the others are compared with themselves still."""
    other = SMALL.but({"parameters.refusal_cost": 0.03})
    whole = lab.gap(SMALL, other, lambda played: played.runs["rounds"].to_numpy(dtype=float))
    kept = lab.play(SMALL)
    steps = kept.steps[kept.steps["run"] >= 3]
    lab._kept[SMALL] = Played(kept.runs.iloc[3:].reset_index(drop=True), steps, kept.events)
    runs, one, two = lab.common(SMALL, other)
    assert runs.tolist() == list(range(3, 24))
    assert (one.tolist(), two.tolist()) == (list(range(21)), list(range(3, 24)))
    mine, theirs = (lab.play(arm).runs["rounds"].to_numpy(dtype=float) for arm in (SMALL, other))
    found = lab.gap(SMALL, other, lambda played: played.runs["rounds"].to_numpy(dtype=float))
    assert found.value == pytest.approx((theirs[3:] - mine).mean())
    assert found.value != whole.value
    same = lab.gap_of_ratios(
        SMALL, SMALL, lambda played: (played.runs["rounds"].to_numpy(dtype=float), np.ones(len(played.runs)))
    )
    assert same[:3] == (0.0, 0.0, 0.0)


def test_an_unfinished_gap_is_counted():
    """Of two rounds three weeks apart in a run of eight one gap is finished, the other lasts four weeks or more."""
    runs = pd.DataFrame({"run": [0, 1], "end_step": [7, 7]})
    steps = pd.DataFrame({"run": np.repeat([0, 1], 8), "step": np.tile(np.arange(8), 2), "form": "none"})
    steps.loc[[0, 3], "form"] = "direct"
    played = Played(runs, steps, pd.DataFrame())
    assert _lasting_gaps(played, 2).value == 1.0
    assert _lasting_gaps(played, 3).value == 0.5
    assert np.isnan(_lasting_gaps(played, 5).value)


@pytest.mark.slow
def test_mediators_that_are_patrons_too_change_nothing_when_they_have_nothing():
    """Slow: the engine compiles its loop for a policy of our own. With what they have they do change runs."""
    lab = Lab(40)
    assert lab.changed(*LEVERAGE_NULL) == (0, 40)
    able = Arm("ukraine-2025")
    assert lab.changed(able, able.played_by(TUR="stands-by", USA="stands-by"))[0] > 20


def test_tables_have_a_row_a_run_and_nothing_after_its_end(lab):
    played = lab.play(SMALL)
    table = played.array("trust_ab")
    assert table.shape == (24, 26)
    weeks = (~np.isnan(table)).sum(axis=1)
    assert weeks.tolist() == (played.runs["end_step"] + 1).tolist()
    assert set(np.unique(played.array("form"))) <= {0.0, 1.0}
    rounds = (played.array("form") == 1).sum(axis=1)
    assert rounds.tolist() == played.runs["talk_weeks"].tolist()


def test_events_have_the_row_and_the_week_of_their_run(lab):
    played = lab.play(SMALL.but({"parameters.refusal_cost": 0.2, "parameters.concession_cost": 0.0}))
    run, week = played.happened("sign", "settlement")
    assert len(run)
    row, first = np.unique(run, return_index=True)
    assert week[first].tolist() == played.runs["first_settlement"].to_numpy()[row].tolist()


def test_drawn_parameters_are_the_same_in_arms_that_are_compared(lab):
    arm = SMALL.but(drawn=(("refusal_cost", 0.0, 0.2),))
    assert lab.draws(arm)["refusal_cost"].tolist() == lab.draws(arm.but({"front.share": 0.4}))["refusal_cost"].tolist()
    assert len(set(lab.draws(arm)["refusal_cost"])) == 24


def test_scaling_multiplies_what_the_scenario_says():
    arm = Arm("ukraine-2025").scaled({"actors.RUS.cost": 1.5})
    cost = scenario_named("ukraine-2025").actors["RUS"].cost
    assert dict(arm.settings)["actors.RUS.cost"] == pytest.approx(1.5 * cost)


def test_a_visit_changes_nothing_before_it_comes():
    """The mediator that comes after a year leaves the first year as it was, to the last bit."""
    lab = Lab(30)
    late, never = visiting(52).but(steps=78, metrics=("trust_ab", "trust_ba")), NOBODY.but(
        steps=78, metrics=("trust_ab", "trust_ba")
    )  # fmt: skip
    assert len(scenario_of(late).events) == 8
    for name in ("trust_ab", "trust_ba"):
        one, two = lab.play(late).array(name), lab.play(never).array(name)
        assert np.array_equal(one[:, :52], two[:, :52], equal_nan=True)
        assert not np.array_equal(one, two, equal_nan=True)


def test_a_powerless_mediator_has_nothing():
    assert set(powerless("MED", "ALF", "BET").values()) == {0.0, 0.5}
    assert Lab(40).changed(*KYDD_NULL) == (0, 40)


@pytest.mark.slow
def test_styles_are_forgotten_after_an_arm_and_differ(lab):
    """Slow: the engine compiles its loop for them."""
    known = registry.names()
    arms = [Arm("crisis", steps=30).played_by(MED=style) for style in ("facilitation", "manipulation")]
    assert lab.changed(*arms)[0] > 0
    assert registry.names() == known


def test_an_arm_with_an_unknown_place_is_refused(lab):
    with pytest.raises(ValueError, match="nobody"):
        lab.play(SMALL.but({"actors.nobody.cost": 1.0}))


def test_the_styles_know_a_reward_and_a_guarantee_by_their_tone():
    """A policy sees tones, not names: the two constants are the catalogue's, and no other move has them."""
    tones = {move.name: move.goldstein for move in catalogue() if move.channel == Channel.MEDIATION}
    assert [name for name, tone in tones.items() if tone == styles.PROMISE] == ["guarantee"]
    assert [name for name, tone in tones.items() if tone == styles.REWARD] == ["induce"]
