"""Patrons: support and pipelines."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplomacy_abm.rules.move_value import package_motives
from diplomacy_abm.rules.support import (
    due_between,
    package,
    pooled_support,
    support_gap,
    wanted_sanctions,
    wanted_support,
    withheld_share,
    without_one,
)
from diplomacy_abm.vocabulary import Goal

unit = st.floats(0.0, 1.0)
change = st.floats(-1.0, 1.0)
week = st.floats(0.0, 500.0)


@given(unit, st.floats(-2.0, 2.0), change, unit, unit, unit)
def test_wanted_support_answers_rivals_fellows_and_mood(alignment, mood, rival, fellow, counter, substitution):
    """Support begets counter-support, and fills part of what fellow patrons take away."""
    level = wanted_support(alignment, mood, rival, fellow, counter, substitution)
    assert 0.0 <= level <= 1.0
    assert wanted_support(alignment, 0.0, 0.0, 0.0, counter, substitution) == alignment
    assert wanted_support(0.0, mood, rival, fellow, counter, substitution) == 0.0
    assert wanted_support(alignment, mood + 0.1, rival, fellow, counter, substitution) >= level
    assert wanted_support(alignment, mood, rival + 0.1, fellow, counter, substitution) >= level - 1e-12
    assert wanted_support(alignment, mood, rival, fellow + 0.1, counter, substitution) >= level - 1e-12


def test_wanted_support_by_hand():
    assert wanted_support(0.4, math.log(1.5), 0.25, 0.2, 0.4, 0.5) == pytest.approx(0.4 * 1.5 * 1.2)
    assert wanted_support(0.4, 0.0, -0.25, 0.0, 0.4, 0.5) == pytest.approx(0.36)


@given(st.floats(0.01, 1.0), unit, unit)
def test_a_package_is_due_when_the_gap_is_worth_its_fixed_cost(alignment, wanted, support):
    """An (S,s) rule: nothing for a small gap, then more than what is missing at once."""
    gap = support_gap(wanted, support, alignment)
    assert gap * alignment == pytest.approx(wanted - support, abs=1e-12)
    filled = package(wanted, support)
    assert 0.0 <= filled <= 1.0
    assert package(wanted, wanted) == wanted
    if support <= wanted:
        assert wanted <= filled <= wanted + 0.5 * (wanted - support) + 1e-12
    assert package(0.5, 0.3) == pytest.approx(0.6)
    worth = package_motives(0.2, 1.0, gap)[Goal.ALLIANCE]
    assert (worth > 0.01) == (gap > math.sqrt(0.01 / 0.2))


def test_levels_between_packages_are_about_what_is_wanted():
    """Run down to a third below what is wanted and filled up again: the mean is near the wanted level."""
    support, levels, packages = 0.3, [], 0
    for _ in range(400):
        if support_gap(0.3, support, 0.3) > 0.3:
            support = package(0.3, support)
            packages += 1
        levels.append(support)
        support *= 0.95
    assert sum(levels) / len(levels) == pytest.approx(0.3, rel=0.15)
    assert 20 < packages < 60


@given(unit, unit)
def test_who_carries_a_third_can_stop_it(support, pooled):
    share = withheld_share(support, pooled)
    assert 0.0 <= share <= 1.0
    assert withheld_share(support, 0.0) == 0.0
    assert withheld_share(0.0, pooled) == 0.0
    assert withheld_share(0.3, 0.9) == pytest.approx(1.0)
    assert withheld_share(0.1, 0.9) == pytest.approx(1.0 / 3.0)
    assert withheld_share(0.5, 0.9) == 1.0


@given(change, unit, st.floats(-2.0, 2.0))
def test_sanctions_are_for_who_coerces_more_than_it_suffers(excess, tie, mood):
    wanted = wanted_sanctions(excess, tie, mood)
    assert 0.0 <= wanted <= 1.0
    assert wanted_sanctions(-abs(excess), tie, mood) == 0.0
    assert wanted_sanctions(excess, 1.0, mood) == 0.0
    assert wanted_sanctions(excess, tie, mood + 0.1) >= wanted
    assert wanted_sanctions(excess + 0.1, tie, mood) >= wanted
    assert wanted_sanctions(0.4, 0.25, 0.0) == pytest.approx(0.3)


@given(st.lists(unit, max_size=8))
def test_pooled_support_grows_with_each_patron(levels):
    shortfall = 1.0
    pooled = pooled_support(shortfall)
    assert pooled == 0.0
    for level in levels:
        shortfall *= 1.0 - level
        assert 0.0 <= pooled <= pooled_support(shortfall) <= 1.0
        pooled = pooled_support(shortfall)


@given(unit, week, week, week, week, week)
def test_pipeline_pays_its_whole_amount_over_its_span(rate, first, span, begin, middle, end):
    last = first + span
    assert due_between(rate, first, last, first, last) == pytest.approx(rate * span, abs=1e-9)
    assert due_between(rate, first, last, 0.0, first) == 0.0
    begin, middle, end = sorted((begin, middle, end))
    parts = due_between(rate, first, last, begin, middle) + due_between(rate, first, last, middle, end)
    assert due_between(rate, first, last, begin, end) == pytest.approx(parts, abs=1e-9)
    assert 0.0 <= due_between(rate, first, last, begin, end) <= rate * span + 1e-9


@given(st.floats(0.0, 1.0), st.floats(0.0, 0.99))
def test_without_one_undoes_the_pool(others, own):
    pooled = pooled_support((1.0 - others) * (1.0 - own))
    assert without_one(pooled, own) == pytest.approx(others, abs=1e-9)
    assert without_one(pooled, 0.0) == pytest.approx(pooled)
    assert without_one(pooled, 1.0) == 0.0
