"""Agency in the small: the engine with instruments plays the model's runs, dice do not, nobody is out of character."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from diplomacy_abm.api import run_ensemble
from diplomacy_abm.moves import catalogue
from diplomacy_abm.phases.step import step
from diplomacy_abm.validation import acts, agency, character, probe
from diplomacy_abm.validation.arms import Arm, Lab, Played
from diplomacy_abm.validation.facts import facts
from diplomacy_abm.validation.instruments import Probed, probed
from diplomacy_abm.vocabulary import Channel

SMALL = Arm("minimal", steps=52)


@pytest.fixture(scope="module")
def model():
    return probed(SMALL, 8, 3, plain=True)


@pytest.fixture(scope="module")
def dice(model):
    return probed(SMALL, 8, 3, model.chance, dice=True, plain=True)


# --- the engine with instruments ---------------------------------------------------------------------------------


def test_with_the_dice_off_runs_are_those_of_the_engine(model):
    usual = run_ensemble("minimal", 8, seed=3, steps=52).runs
    pd.testing.assert_frame_equal(model.played.runs[usual.columns], usual, check_dtype=False)


def test_thinking_of_other_lines_changes_no_run(model):
    deep = probed(SMALL.but(steps=12), 2, 7, model.chance, deep=True, plain=True)
    usual = run_ensemble("minimal", 2, seed=7, steps=12).runs
    pd.testing.assert_frame_equal(deep.played.runs[usual.columns], usual, check_dtype=False)
    assert deep.blind.sum() > 0.0
    assert model.blind.sum() == 0.0


def test_what_is_replaced_must_be_called():
    with pytest.raises(ValueError, match="calls no sleep"):
        probe.rewired(step, {"sleep": print})


def test_counts_of_choices_are_those_of_the_menus(model):
    looked = model.looked.sum(axis=0)
    assert (looked[:, probe.WORTH] <= looked[:, probe.ACTIVE] + 1e-9).all()
    assert (looked[:, probe.WORTH_BARE] <= looked[:, probe.ACTIVE] + 1e-9).all()
    assert looked[:, probe.MENUS].sum() == pytest.approx(model.taken.sum())
    assert looked[:, probe.MENUS].sum() == model.moved.sum()


# --- A1: the dice test -------------------------------------------------------------------------------------------


def test_dice_keep_the_rates_and_lose_the_reasons(model, dice):
    """Attacks are as common under dice, but no longer come in campaigns: runs differ as throws of a coin do."""
    attack, exchange = ([move.name for move in catalogue()].index(name) for name in ("offensive", "exchange"))
    for row in (attack, exchange):
        assert dice.moved[:, row].mean() == pytest.approx(model.moved[:, row].mean(), rel=0.4)
    assert not dice.played.runs.drop(columns=["run", "seed"]).equals(model.played.runs.drop(columns=["run", "seed"]))
    assert _beyond_chance(model, attack) > 8.0
    assert _beyond_chance(dice, attack) < 4.0


def _beyond_chance(found, row):
    """Variance over runs of how often a move is made, over that of as many independent throws (104 a run)."""
    counts = found.moved[:, row]
    share = counts.mean() / 104.0
    return counts.var(ddof=1) / (104.0 * share * (1.0 - share))


def test_dice_take_a_move_with_its_chance_and_nothing_with_the_rest():
    chance = np.zeros((1, 4, 3))
    chance[0, 1, 2], chance[0, 2, 0], chance[0, 3, 0] = 0.3, 0.5, 0.9
    menu = SimpleNamespace(n_alternatives=3, alt_move=[0, 1, 2], alt_target=[-1, 1, -1])
    dice = SimpleNamespace(chance=chance)
    assert [probe.thrown(menu, dice, 0, u) for u in (0.0, 0.29, 0.31, 0.79, 0.81)] == [1, 1, 2, 2, 0]
    full = SimpleNamespace(n_alternatives=3, alt_move=[0, 2, 3], alt_target=[-1, -1, -1])
    assert [probe.thrown(full, dice, 0, u) for u in (0.35, 0.36, 0.999)] == [1, 2, 2]


# --- measures, by hand -------------------------------------------------------------------------------------------


def events(*rows):
    return pd.DataFrame(rows, columns=["run", "step", "actor", "target", "move", "subject"])


def test_acts_are_counted_by_run_and_by_whom_toward_whom():
    some = events(
        (3, 1, "FRA", "UKR", "pledge", ""), (3, 2, "FRA", "RUS", "pledge", ""), (5, 9, "FRA", "RUS", "surge", "")
    )  # fmt: skip
    found = acts.acts_of(some, ("pledge", "surge"), acts.WEST, "RUS")
    assert acts.by_run(found, [2, 3, 5]).tolist() == [0.0, 1.0, 1.0]


def test_easing_after_a_pause_or_an_agreement_is_for_something():
    some = events(
        (0, 5, "EUU", "RUS", "relieve", ""), (0, 9, "EUU", "RUS", "relieve", ""), (1, 5, "EUU", "RUS", "relieve", ""),
        (0, 4, "RUS", "UKR", "restrain", ""),
    )  # fmt: skip
    bad = acts.eased_for_nothing(some, {(1, 4)}, ("EUU",), "RUS")
    assert list(zip(bad["run"], bad["step"], strict=True)) == [(0, 9)]


def test_levers_need_an_offer_of_late():
    some = events(
        (0, 3, "RUS", "", "offer", "ceasefire"), (0, 5, "USA", "RUS", "press", ""), (0, 6, "USA", "RUS", "press", ""),
        (1, 3, "USA", "UKR", "induce", ""),
    )  # fmt: skip
    bad = acts.without_an_offer(some, ("press", "induce"), 2)
    assert list(zip(bad["run"], bad["step"], strict=True)) == [(0, 6), (1, 3)]


def test_breaches_that_come_early_or_beside_an_exchange():
    some = events(
        (0, 10, "RUS", "UKR", "sign", "prisoners"), (0, 23, "RUS", "UKR", "breach", "prisoners"),
        (0, 60, "RUS", "UKR", "breach", "prisoners"), (0, 80, "RUS", "UKR", "breach", "prisoners"),
        (0, 80, "RUS", "UKR", "exchange_held", ""), (0, 11, "RUS", "UKR", "breach", "ceasefire"),
    )  # fmt: skip
    assert acts.broken_early(some, "prisoners", 13)["step"].tolist() == [23, 80]


def test_spells_that_the_end_cuts_off_are_left_out():
    on = np.array([[1, 1, 0, 1, 0, 0], [0, 0, 1, 1, 1, 1]], dtype=bool)
    row, weeks = acts.spells(on)
    assert (row.tolist(), weeks.tolist()) == ([0, 0], [2, 1])


def test_conduct_sums_the_weights_of_a_week():
    some = events((4, 1, "A", "B", "strike", ""), (4, 1, "A", "B", "visit", ""), (6, 0, "A", "B", "strike", ""))
    table = acts.conduct(some, [4, 6], 3, {"strike": -10.0, "visit": 5.0})
    assert table.tolist() == [[0.0, -5.0, 0.0], [-10.0, 0.0, 0.0]]


def test_correlation_row_by_row():
    one = np.array([[1.0, 2.0, 3.0, np.nan], [1.0, 1.0, 1.0, 1.0]])
    other = np.array([[2.0, 4.0, 6.0, 0.0], [1.0, 2.0, 3.0, 4.0]])
    found = acts.correlation(one, other)
    assert found[0] == pytest.approx(1.0)
    assert np.isnan(found[1])


def test_breaches_by_age():
    """Signed in week 0 and broken in week 30, signed in week 40 and kept to week 100; the other run signs nothing."""
    signed, broken = (np.array([0, 0]), np.array([0, 40])), (np.array([0]), np.array([30]))
    end = np.array([100.0, 100.0])
    broke, watched = acts.at_risk_and_broken(signed, broken, end, 0, 20)
    assert (broke.tolist(), watched.tolist()) == ([0, 0], [40, 0])
    broke, watched = acts.at_risk_and_broken(signed, broken, end, 20, 60)
    assert (broke.tolist(), watched.tolist()) == ([1, 0], [10 + 40, 0])


def test_gaps_are_short_or_known_not_to_be():
    """Rounds in weeks 0 and 2 and 9 of ten: one short gap, one long, and the last is cut off before it is known."""
    form = pd.DataFrame({"run": 0, "step": np.arange(10), "form": "none"})
    form.loc[[0, 2, 9], "form"] = "direct"
    played = Played(pd.DataFrame({"run": [0]}), form, pd.DataFrame())
    short, known = agency.gaps(played)
    assert (short.tolist(), known.tolist()) == ([1], [2])


def test_entropy_of_who_knows_only_rates():
    """An actor that does one of two things as often as not has ln 2; one that always does the same has nothing."""
    taken = np.zeros((2, len(catalogue()), 3))
    strike, hold = ([move.name for move in catalogue()].index(name) for name in ("strike", "hold"))
    taken[0, strike, 1], taken[0, hold, 0], taken[1, hold, 0] = 5.0, 5.0, 10.0
    found = Probed(None, None, None, None, None, None, taken)
    assert agency.blind_entropy(found, Channel.MILITARY) == pytest.approx(np.log(2.0) / 2.0)
    assert agency.blind_entropy(found, Channel.MEDIATION) == 0.0


def test_entropy_that_is_left_and_explained():
    left, menus = np.array([[0.2, 0.0], [0.0, 0.2]]), np.array([[1.0, 1.0], [1.0, 1.0]])
    assert agency.explained(left, menus, np.array([0.5, 0.5])).value == pytest.approx(0.8)
    blind = np.zeros((1, 2, 1, 2))
    blind[0, :, 0] = [[3.0, 1.0], [2.0, 5.0]]
    assert agency.as_observed(blind).tolist() == [[3.0]]


def test_a_difference_is_folded_with_its_interval():
    from diplomacy_abm.analysis.intervals import Estimate

    assert agency.folded(Estimate(-2.0, -3.0, -1.0))[:3] == (2.0, 1.0, 3.0)
    assert agency.folded(Estimate(-2.0, -5.0, 1.0))[:3] == (2.0, -1.0, 5.0)


# --- A6: the table of characters ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def lab():
    return Lab(60)


@pytest.mark.parametrize("claim", ["A6a", "A6b", "A6e", "A6f"])
def test_nobody_is_out_of_character(lab, claim):
    assert facts()[claim].measure(lab).value == 0.0


def test_the_table_of_characters_can_fail(lab):
    """Armed by force: with an act out of character in every run the measure tells one a run."""
    played = lab.play(character.ACTS)
    wrong = played.events.iloc[[0]].assign(actor="FRA", target="RUS", move="pledge")
    many = pd.concat([wrong.assign(run=run) for run in played.runs["run"]], ignore_index=True)
    other = Lab(60)
    other._kept[character.ACTS] = Played(played.runs, played.steps, pd.concat([played.events, many]))
    assert facts()["A6a"].measure(other).value == 1.0


def test_actors_that_may_cut_seldom_do(lab):
    assert facts()["A6c"].measure(lab).value < 1.0
    assert character.invitations_a_round(lab).value < 12.0
