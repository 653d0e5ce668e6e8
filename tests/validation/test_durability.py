"""How long agreements of the battery last: what broke, what nobody saw break, and what was asked of a year held."""

import numpy as np
import pandas as pd
import pytest

from diplomacy_abm.validation.arms import Played
from diplomacy_abm.validation.durability import broken_between, lives

ENDS = 520


def played(*events, runs=4):
    table = pd.DataFrame(events, columns=["run", "step", "move", "subject"])
    return Played(pd.DataFrame({"run": range(runs), "end_step": ENDS}), pd.DataFrame({"run": [], "step": []}), table)


def test_the_first_agreement_counts_from_its_signature_to_its_breach_or_the_end():
    found = played(
        (0, 10, "sign", "settlement"), (0, 40, "breach", "settlement"), (0, 60, "sign", "settlement"),
        (1, 400, "sign", "settlement"),
        (2, 5, "breach", "settlement"), (2, 100, "sign", "settlement"), (2, 100, "breach", "ceasefire"),
    )  # fmt: skip
    weeks, ended = lives(found, ("settlement",))
    assert weeks.tolist() == [30.0, 120.0, 420.0]
    assert ended.tolist() == [True, False, False]


def test_a_ceasefire_that_gives_way_to_a_settlement_did_not_break():
    found = played(
        (0, 10, "sign", "ceasefire"), (0, 50, "sign", "settlement"), (0, 80, "breach", "ceasefire"),
        (1, 10, "sign", "ceasefire"), (1, 30, "breach", "ceasefire"), (1, 50, "sign", "settlement"),
    )  # fmt: skip
    weeks, ended = lives(found, ("ceasefire",))
    assert (weeks.tolist(), ended.tolist()) == ([40.0, 20.0], [False, True])


def test_what_was_signed_late_counts_for_as_long_as_it_was_watched():
    """By hand: of ten at risk in week 20 one breaks, of the four that are watched to week 200 two break then."""
    weeks = np.array([20.0, *[100.0] * 5, 200.0, 200.0, 300.0, 300.0])
    ended = np.array([True, *[False] * 5, True, True, False, False])
    assert broken_between(weeks, ended, 0, 260).value == pytest.approx(1.0 - 0.9 * 0.5)
    # those signed late and unbroken left out altogether, as it was counted before, it would be three of five
    assert broken_between(weeks, ended, 0, 260).value < 0.6


def test_of_those_that_held_a_year_only_the_later_breaches_count():
    weeks = np.array([20.0, 30.0, 52.0, 100.0, 400.0, 400.0, 400.0])
    ended = np.array([True, True, True, True, False, False, False])
    found = broken_between(weeks, ended, 52, 260)
    assert found.value == pytest.approx(0.25)
    assert found.low < 0.25 < found.high


def test_without_agreements_there_is_nothing_to_say():
    none = np.zeros(0)
    assert np.isnan(broken_between(none, none.astype(bool), 0, 260).value)
    held = broken_between(np.array([300.0, 400.0]), np.array([False, False]), 52, 260)
    assert held.value == 0.0
    assert held.high > 0.3
