"""Trust, kept in log-odds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplomacy_abm.rules.trust import trust_after_event, trust_recovery, vouched_trust

log_odds = st.floats(-10.0, 10.0)
unit = st.floats(0.0, 1.0)


@given(log_odds, st.floats(0.01, 10.0), st.floats(0.01, 2.0), st.floats(0.01, 1.0), st.floats(1.01, 5.0))
def test_slovic_asymmetry(start, size, weight, gain, ratio):
    """Slovic (1993): trust is lost faster than won; equal and opposite events leave it lower, in either order."""
    loss = gain * ratio
    after = trust_after_event(trust_after_event(start, size, weight, gain, loss), -size, weight, gain, loss)
    other = trust_after_event(trust_after_event(start, -size, weight, gain, loss), size, weight, gain, loss)
    assert after < start
    assert after == pytest.approx(other)


@given(log_odds, st.floats(-10.0, 10.0), st.floats(0.0, 2.0), st.floats(0.0, 3.0), st.floats(0.0, 5.0))
def test_trust_moves_with_the_sign_of_the_event(start, goldstein, weight, gain, loss):
    after = trust_after_event(start, goldstein, weight, gain, loss)
    assert (after - start) * goldstein >= 0.0
    assert trust_after_event(start, 0.0, weight, gain, loss) == start
    assert trust_after_event(start, goldstein, 0.0, gain, loss) == start
    assert abs(after - start) <= max(gain, loss) * weight + 1e-12


@given(log_odds, log_odds, unit)
def test_trust_falls_back_to_its_prior(now, prior, rate):
    after = trust_recovery(now, prior, rate)
    assert abs(after - prior) <= abs(now - prior) + 1e-12
    assert trust_recovery(prior, prior, rate) == prior
    assert trust_recovery(now, prior, 1.0) == pytest.approx(prior, abs=1e-12)


@given(unit, unit, unit, unit)
def test_vouching_only_lifts_trust_and_needs_credibility(trust, credibility, credence, word):
    lifted = vouched_trust(trust, credibility, credence, word)
    assert trust <= lifted <= 1.0 + 1e-12
    assert vouched_trust(trust, 0.0, credence, word) == trust
    assert vouched_trust(trust, credibility, 0.0, word) == trust
    assert vouched_trust(trust, 1.0, 1.0, 1.0) == pytest.approx(1.0)
