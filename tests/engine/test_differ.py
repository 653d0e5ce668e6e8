"""The comparison itself: a change of one bit is found and named."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from diplomacy_abm.api import resolve
from tests.engine.differ import Choice, Trace, first_difference, mesa_trace

SCENARIO = resolve("minimal", steps=6)


@pytest.fixture(scope="module")
def trace() -> Trace:
    return mesa_trace(Choice(SCENARIO, seed=3))


def changed(trace: Trace) -> Trace:
    """A copy that can be spoilt without harm to the original."""
    return replace(trace, **{name: getattr(trace, name).copy() for name in ("states", "metrics", "log", "summary")})


def test_a_run_equals_itself(trace: Trace):
    assert first_difference(SCENARIO, trace, changed(trace)) is None


def test_the_last_bit_of_one_pair_is_named(trace: Trace):
    spoilt = changed(trace)
    trust = spoilt.states["trust"]
    trust[4, 1, 0] = np.nextafter(trust[4, 1, 0], np.inf)
    trust[5, 0, 1] += 1.0
    found = first_difference(SCENARIO, trace, spoilt)
    assert found is not None
    assert (found.step, found.variable, found.place) == (4, "trust", "BET, ALF")
    assert found.left != found.right
    assert str(found).startswith("step 4: trust of BET, ALF is ")


def test_the_first_step_comes_before_the_first_variable(trace: Trace):
    spoilt = changed(trace)
    spoilt.states["run"][3] += 1
    spoilt.states["hurt"][2, 1] += 0.5
    found = first_difference(SCENARIO, trace, spoilt)
    assert found is not None
    assert (found.step, found.variable, found.place) == (2, "hurt", "BET")


@pytest.mark.parametrize(
    ("variable", "index", "place"),
    [
        ("front", (1,), ""),
        ("on", (1, 1), "ceasefire"),
        ("on", (1, 2), "province"),
        ("package", (1, 7, 0), "7, province"),
    ],
)
def test_scalars_agreements_and_issues_are_named(trace: Trace, variable: str, index: tuple[int, ...], place: str):
    spoilt = changed(trace)
    spoilt.states[variable][index] += 1
    found = first_difference(SCENARIO, trace, spoilt)
    assert found is not None
    assert (found.step, found.variable, found.place) == (1, variable, place)


def test_minus_zero_is_not_zero(trace: Trace):
    zero, spoilt = changed(trace), changed(trace)
    zero.states["front"][2] = 0.0
    spoilt.states["front"][2] = -0.0
    found = first_difference(SCENARIO, zero, spoilt)
    assert found is not None
    assert (found.step, found.variable) == (2, "front")


def test_a_shorter_run_differs_where_it_ends(trace: Trace):
    found = first_difference(SCENARIO, trace, replace(trace, states=trace.states[:4]))
    assert found is not None
    assert (found.step, found.variable, found.left, found.right) == (4, "length", 6, 4)


@pytest.mark.parametrize(("table", "at", "name"), [("metrics", (3, 2), "metrics.front"), ("log", (1, 7), "log.value")])
def test_what_the_state_does_not_hold_is_compared_too(trace: Trace, table: str, at: tuple[int, int], name: str):
    spoilt = changed(trace)
    getattr(spoilt, table)[at] += 1.0
    found = first_difference(SCENARIO, trace, spoilt)
    assert found is not None
    assert found.variable == name
    assert found.step == (3 if table == "metrics" else int(trace.log[1, 0]))


def test_a_missing_event_is_found(trace: Trace):
    assert len(trace.log) > 1
    found = first_difference(SCENARIO, trace, replace(trace, log=trace.log[:-1]))
    assert found is not None
    assert found.variable == "length of log"
