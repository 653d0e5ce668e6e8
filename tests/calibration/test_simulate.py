"""Series agree with what the engine itself counts."""

import numpy as np
import pytest

from diplomacy_abm.calibration.simulate import names, needs_events, series_of
from diplomacy_abm.engine.batch import Work, play
from diplomacy_abm.engine.weeks import kernel
from diplomacy_abm.phases.summary import SUMMARY
from diplomacy_abm.scenario import load
from diplomacy_abm.state import METRICS
from diplomacy_abm.tables import case_record, parameter_record, seed_words

DISPUTE = load("ukraine-2025")
ISSUES = ("prisoners", "black_sea", "energy_strikes")


@pytest.fixture(scope="module")
def chunk():
    # cheap deals and talks, so that there is something to count, and settlements that end a run soon
    record = parameter_record(DISPUTE, {"deal_cost": 0.03, "seen_cost": 0.02, "implementation": 8.0})
    work = Work(case_record(DISPUTE), record, *seed_words(5), 0, 40, True, True)
    chunks = list(play(kernel(), work, 1, chunk=40))
    assert len(chunks) == 1
    return chunks[0]


@pytest.fixture(scope="module")
def found(chunk):
    return series_of(DISPUTE, chunk, names(DISPUTE))


def summed(chunk, name):
    return chunk.summary[:, SUMMARY.index(name)]


def test_the_names_are_those_of_the_scenario():
    known = names(DISPUTE)
    assert "signed: black_sea" in known
    assert "in_force: energy_strikes" in known
    assert "signed: territory" not in known
    assert set(METRICS) <= set(known)
    assert needs_events("exchanges")
    assert needs_events("delivered: B")
    assert not needs_events("rounds")
    assert not needs_events("missiles")


def test_rounds_and_exchanges_are_those_of_the_summary(chunk, found):
    assert np.array_equal(np.nansum(found["rounds"], axis=1), summed(chunk, "talk_weeks"))
    assert np.array_equal(np.nansum(found["exchanges"], axis=1), summed(chunk, "exchanges"))
    assert summed(chunk, "exchanges").sum() > 0


def test_deals_signed_are_those_of_the_summary(chunk, found):
    signed = sum(np.nansum(found[f"signed: {name}"], axis=1) for name in ISSUES)
    assert np.array_equal(signed, summed(chunk, "partial_deals"))
    assert signed.sum() > 20


def test_deals_in_force_are_the_metric_of_deals(chunk, found):
    """Where a settlement absorbs them the metric says so; before that the two agree step by step."""
    in_force = sum(found[f"in_force: {name}"] for name in ISSUES)
    before = np.cumsum(np.nan_to_num(found["settlement"]), axis=1) == 0
    there = before & np.isfinite(in_force)
    assert there.mean() > 0.5
    assert np.array_equal(in_force[there], found["deals"][there])


def test_what_is_delivered_is_above_nothing_and_on_both_sides(found):
    for side in "AB":
        assert np.nansum(found[f"delivered: {side}"]) > 0
        assert np.nanmin(found[f"delivered: {side}"]) >= 0


def test_after_the_end_of_a_run_there_is_nothing(chunk, found):
    end = summed(chunk, "end_step").astype(int)
    assert (end < DISPUTE.scenario.horizon - 1).any()
    for name in ("exchanges", "rounds", "missiles", "in_force: prisoners"):
        alive = np.isfinite(found[name]).sum(axis=1)
        assert np.array_equal(alive, end + 1), name


def test_metrics_come_as_they_are(chunk, found):
    assert np.array_equal(found["front"], chunk.steps[:, :, METRICS.index("front")], equal_nan=True)
