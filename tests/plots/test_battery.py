"""The figure of claims: where estimates and bands stand, and that it can be drawn."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diplomacy_abm.analysis.claims import Claim
from diplomacy_abm.plots.battery import LEFT, LOOKS, RIGHT, band_of, figure_claims, placed


def claim(low, high, estimate, begin, end):
    return Claim("X1", "A claim", "Somebody 1999", low, high, estimate, begin, end)


numbers = st.floats(-1e3, 1e3)


@settings(deadline=None)
@given(numbers, st.floats(1e-3, 1e3), st.lists(numbers, min_size=3, max_size=3))
def test_an_estimate_is_in_the_band_exactly_when_it_is_in_the_range(low, width, ends):
    begin, value, end = sorted(ends)
    for some in (claim(low, low + width, value, begin, end), claim(low, math.inf, value, begin, end),
                 claim(-math.inf, low, value, begin, end)):  # fmt: skip
        first, last = band_of(some)
        at = placed(some, value)
        if not (math.isclose(at, first, abs_tol=1e-9) or math.isclose(at, last, abs_tol=1e-9)):
            inside = some.expected_low <= value <= some.expected_high
            assert (first <= at <= last or (at > RIGHT and last == RIGHT) or (at < LEFT and first == LEFT)) == inside


@settings(deadline=None)
@given(numbers, st.lists(numbers, min_size=3, max_size=3))
def test_the_interval_of_a_sign_fits_the_axis(bound, ends):
    begin, value, end = sorted(ends)
    for some in (claim(bound, math.inf, value, begin, end), claim(-math.inf, bound, value, begin, end)):
        assert all(LEFT <= placed(some, x) <= RIGHT for x in (begin, value, end))


def test_a_figure_has_a_row_a_claim_and_marks_by_verdict():
    claims = [
        claim(0, 1, 0.5, 0.4, 0.6), claim(0, 1, 9.0, 8.0, 10.0), claim(0, math.inf, 0.1, -0.1, 0.3),
        claim(0, 0, 0, 0, 0), claim(0, 1, math.nan, math.nan, math.nan),
    ]  # fmt: skip
    ax = figure_claims(claims, "Title").axes[0]
    assert ax.get_ylim() == (4.6, -0.6)
    shown = [line.get_marker() for line in ax.lines if line.get_marker() not in ("None", "")]
    assert shown == [LOOKS["pass"][1], ">", LOOKS["undecided"][1], LOOKS["pass"][1]]
    texts = " ".join(text.get_text() for text in ax.texts)
    assert "not measured" in texts
    assert "exactly 0" in texts


def test_nothing_to_draw_is_said():
    with pytest.raises(ValueError, match="no claim to draw"):
        figure_claims([])
