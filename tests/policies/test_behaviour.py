"""What each built-in policy does with a menu."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from diplomacy_abm import api
from diplomacy_abm.model import DiplomacyModel
from diplomacy_abm.moves import catalogue
from diplomacy_abm.policies import builtin
from diplomacy_abm.policies.builtin import GRIT_LIMIT, VIEW_FIELDS
from diplomacy_abm.vocabulary import Channel

TONES = (-10.0, -7.0, -5.0, 0.0, 1.9, 5.0, 9.0)
EVEN = (np.arange(4000) + 0.5) / 4000.0
"""Evenly spread draws: frequencies over them are probabilities within one part in 4,000 for each alternative."""

numbers = st.floats(-0.2, 0.2)


@st.composite
def menus(draw: st.DrawFn, least: int = 2) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    n = draw(st.integers(least, 12))
    values = np.array([0.0, *draw(st.lists(numbers, min_size=n - 1, max_size=n - 1))])
    shares = np.array([1.0, *draw(st.lists(st.sampled_from((1.0, 0.5, 0.25)), min_size=n - 1, max_size=n - 1))])
    tones = np.array([0.0, *draw(st.lists(st.sampled_from(TONES), min_size=n - 1, max_size=n - 1))])
    return values, shares, tones


def situation(**seen: float) -> np.ndarray:
    view = np.zeros(len(VIEW_FIELDS))
    view[0] = 1.0
    for name, value in seen.items():
        view[VIEW_FIELDS.index(name)] = value
    return view


def ask(policy: Any, menu: tuple[np.ndarray, ...], u: float, view: np.ndarray | None = None, lam: float = 40.0) -> int:
    seen = situation() if view is None else view
    return policy(*menu, lam, u, seen, np.full(len(menu[0]), np.nan))


def frequencies(policy: Any, menu: tuple[np.ndarray, ...], draws: np.ndarray, **more: Any) -> np.ndarray:
    chosen = [ask(policy, menu, float(u), **more) for u in draws]
    return np.bincount(chosen, minlength=len(menu[0])) / len(draws)


def logit(values: np.ndarray, shares: np.ndarray, lam: float) -> np.ndarray:
    weights = shares * np.exp(lam * (values - values.max()))
    return weights / weights.sum()


@settings(deadline=None)
@given(menus(), st.floats(1e-9, 1 - 1e-9))
def test_best_response_takes_the_first_of_the_best(menu, u):
    chosen = ask(builtin.best_response, menu, u)
    assert chosen == int(np.argmax(menu[0]))


@settings(deadline=None)
@given(menus(), st.floats(1e-9, 1 - 1e-9))
def test_status_quo_does_nothing(menu, u):
    assert ask(builtin.status_quo, menu, u) == 0


def test_quantal_frequencies_are_the_logit_probabilities():
    rng = np.random.default_rng(7)
    values = np.array([0.0, 0.03, -0.02, 0.05, 0.01, -0.1])
    shares = np.array([1.0, 0.5, 0.5, 0.25, 1.0, 1.0])
    menu, lam = (values, shares, np.zeros(6)), 40.0
    draws = rng.uniform(size=80_000)
    seen = frequencies(builtin.quantal, menu, draws) * len(draws)
    assert stats.chisquare(seen, logit(values, shares, lam) * len(draws)).pvalue > 1e-3
    # The test can tell: a precision off by a twentieth is refused at once.
    assert stats.chisquare(seen, logit(values, shares, 1.05 * lam) * len(draws)).pvalue < 1e-6


@settings(max_examples=20, deadline=None)
@given(menus(), st.sampled_from((0.0, 5.0, 40.0)))
def test_quantal_divides_the_draws_by_the_logit_probabilities(menu, lam):
    seen = frequencies(builtin.quantal, menu, EVEN, lam=lam)
    np.testing.assert_allclose(seen, logit(menu[0], menu[1], lam), atol=1.5 / len(EVEN))


@settings(max_examples=20, deadline=None)
@given(menus())
def test_random_takes_every_alternative_alike(menu):
    seen = frequencies(builtin.random_move, menu, EVEN)
    np.testing.assert_allclose(seen, 1.0 / len(menu[0]), atol=1.5 / len(EVEN))


@settings(max_examples=20, deadline=None)
@given(menus(least=3))
def test_a_hawk_is_more_hostile_than_a_dove_on_the_same_menu(menu):
    values, shares, tones = menu
    assume(np.ptp(tones) > 0.0)
    # Only alternatives that have a chance can be leaned toward.
    assume(np.ptp(tones[logit(values, shares, 40.0) > 0.01]) > 1.0)
    hawk, neither, dove = (
        float(frequencies(policy, menu, EVEN[::5]) @ tones) for policy in (builtin.hawk, builtin.quantal, builtin.dove)
    )
    assert hawk < neither < dove


@settings(deadline=None)
@given(menus(), st.sampled_from(TONES), st.floats(1e-9, 1 - 1e-9))
def test_tit_for_tat_mirrors_the_enemy(menu, heard, u):
    values, _, tones = menu
    chosen = ask(builtin.tit_for_tat, menu, u, situation(enemy_tone=heard))
    gaps = np.abs(tones - heard)
    assert gaps[chosen] == gaps.min()
    assert values[chosen] == values[gaps == gaps.min()].max()


@pytest.mark.parametrize("seed", range(3))
def test_tit_for_tat_answers_last_week_in_a_war(seed: int):
    model = DiplomacyModel(
        api.resolve("minimal", steps=15), seed, policies={"ALF": "random", "BET": "tit-for-tat"}, collect=False
    )
    said, answers = [0.0], []
    while not model.s.ended:
        at_peace = model.s.on[0] == 1 or model.s.on[1] == 1
        model.step()
        tone = [catalogue()[model.s.move[i, Channel.MILITARY]].goldstein for i in (0, 1)]
        if not at_peace:
            answers.append((said[-1], tone[1]))
        said.append(tone[0])
    assert len(answers) > 5
    assert all(heard == answered for heard, answered in answers)
    assert len({heard for heard, _ in answers}) > 1


@settings(deadline=None)
@given(menus(), st.floats(1e-9, 1 - 1e-9), st.floats(0.0, GRIT_LIMIT), st.floats(-0.99, 3.0))
def test_grit_makes_no_friendly_move_under_its_limit(menu, u, burden, momentum):
    chosen = ask(builtin.grit, menu, u, situation(burden=burden, momentum=momentum))
    assert menu[2][chosen] <= 0.0


@pytest.mark.parametrize("seen", [{"burden": GRIT_LIMIT + 0.01}, {"momentum": -1.0}], ids=["burden", "retreat"])
@settings(deadline=None)
@given(menus(), st.floats(1e-9, 1 - 1e-9))
def test_grit_gives_in_when_the_war_weighs_or_is_being_lost(seen, menu, u):
    view = situation(**seen)
    assert ask(builtin.grit, menu, u, view) == ask(builtin.quantal, menu, u, view)


def test_grit_that_gives_in_makes_friendly_moves():
    menu = (np.array([0.0, 0.1]), np.ones(2), np.array([0.0, 9.0]))
    assert ask(builtin.grit, menu, 0.5, situation(burden=1.0)) == 0
    assert ask(builtin.grit, menu, 0.5, situation(burden=GRIT_LIMIT + 1.0)) == 1


def test_grit_fights_on_by_the_logit_over_what_is_not_friendly():
    menu = (np.array([0.0, 0.02, 0.05]), np.array([1.0, 0.5, 1.0]), np.array([0.0, -10.0, 9.0]))
    wanted = [*logit(menu[0][:2], menu[1][:2], 40.0), 0.0]
    np.testing.assert_allclose(frequencies(builtin.grit, menu, EVEN), wanted, atol=1.5 / len(EVEN))
