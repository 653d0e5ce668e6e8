"""Patrons: support and pipelines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplomacy_abm.rules.support import due_between, pooled_support, support_target, without_one

unit = st.floats(0.0, 1.0)
change = st.floats(-1.0, 1.0)
week = st.floats(0.0, 500.0)


@given(unit, unit, unit, change, unit, unit, unit, unit, unit)
def test_support_target_is_a_level_and_the_alignment_when_nothing_happens(
    alignment, restraint, strikes, rival, fellow, praise, blame, counter, substitution
):
    level = support_target(alignment, restraint, strikes, rival, fellow, praise, blame, counter, substitution)
    assert 0.0 <= level <= 1.0
    assert support_target(alignment, 0.0, 0.0, 0.0, 0.0, praise, blame, counter, substitution) == alignment


@given(unit, unit, unit)
def test_regan_support_answers_the_rivals_patrons(alignment, rise, counter):
    """Regan (2002): support on one side raises support on the other; restraint pleases, strikes do not."""
    calm = support_target(alignment, 0.0, 0.0, 0.0, 0.0, 0.1, 0.03, counter, 0.5)
    assert support_target(alignment, 0.0, 0.0, rise, 0.0, 0.1, 0.03, counter, 0.5) >= calm
    assert support_target(alignment, 0.0, 0.0, 0.0, rise, 0.1, 0.03, counter, 0.5) >= calm
    assert support_target(alignment, 1.0, 0.0, 0.0, 0.0, 0.1, 0.03, counter, 0.5) >= calm
    assert support_target(alignment, 0.0, 1.0, 0.0, 0.0, 0.1, 0.03, counter, 0.5) <= calm


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
