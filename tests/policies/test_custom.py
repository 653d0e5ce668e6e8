"""A policy of one's own plays in both engines."""

from __future__ import annotations

import pytest

from diplomacy_abm import api
from diplomacy_abm.conformance import check_policy
from diplomacy_abm.policies import policy
from tests.engine.differ import Choice, batch_traces, first_difference, mesa_trace

pytestmark = pytest.mark.usefixtures("own_policies_forgotten")


def second_best(values, shares, tones, precision, u, view, weights):
    """Takes the second best, or by chance the last."""
    best = 0
    for x in range(len(values)):
        if values[x] > values[best]:
            best = x
    second = 0
    for x in range(len(values)):
        if x != best and (second == best or values[x] > values[second]):
            second = x
    return second if u < 0.8 else len(values) - 1


def patient(values, shares, tones, precision, u, view, weights):
    """Does nothing while the war weighs little."""
    return 0 if view[0] < 1.1 or u < 0.5 else len(values) - 1


def by_text(values, shares, tones, precision, u, view, weights):
    """Chooses by the look of the numbers, which no compiler would follow."""
    return max(range(len(values)), key=lambda x: f"{values[x]:.2f}"[::-1])


def test_own_policy_plays_in_the_mesa_model():
    asked = []

    @policy("last")
    def last(values, shares, tones, precision, u, view, weights):
        asked.append(len(values))
        return len(values) - 1

    one = api.run("minimal", 3, steps=8, policies={"ALF": "last"})
    base = api.run("minimal", 3, steps=8, policies={"ALF": "status-quo"})
    assert len(asked) == 3 * 8
    assert (one.events["actor"] == "ALF").sum() > (base.events["actor"] == "ALF").sum()
    assert one.policies == {"ALF": "last"}


def test_own_policy_may_be_named_in_a_setting():
    policy("nothing")(lambda values, *_: 0)
    one = api.run("minimal", 3, steps=8, settings={"actors.ALF.policy": "nothing"})
    base = api.run("minimal", 3, steps=8, policies={"ALF": "status-quo"})
    assert one.steps.equals(base.steps)


def test_an_illegal_answer_in_a_run_names_the_actor():
    policy("off")(lambda values, *_: len(values))
    with pytest.raises(ValueError, match=r"^policy of BET returned \d+ on a menu of \d+ alternatives$"):
        api.run("minimal", 3, steps=2, policies={"BET": "off"})


@pytest.mark.parametrize(
    "late",
    [
        0,
        5,
    ],
)
def test_an_illegal_answer_in_an_ensemble_is_a_failed_row(late: int):
    @policy("late-off")
    def late_off(values, shares, tones, precision, u, view, weights):
        return len(values) if view[7] >= 99 + late else 0

    runs = api.run_ensemble(
        "minimal", 2, 3, steps=9, policies={"ALF": "status-quo", "BET": "late-off"}, engine="mesa"
    ).runs  # fmt: skip
    assert list(runs["status"]) == ["failed", "failed"]
    for reason in runs["reason"]:
        assert reason.startswith(f"step {late}: ValueError: policy of BET returned")
        assert "\n" not in reason


def test_what_cannot_be_compiled_runs_on_the_mesa_engine(caplog: pytest.LogCaptureFixture):
    policy("by-text")(by_text)
    share = {"scenario": "minimal", "runs": 2, "steps": 6, "policies": {"ALF": "by-text"}}
    with caplog.at_level("WARNING"):
        batch = api.run_ensemble(engine="batch", **share)
    assert "policy 'by-text' cannot be compiled" in caplog.text
    assert batch.runs.equals(api.run_ensemble(engine="mesa", **share).runs)


@pytest.mark.slow
def test_own_policies_compiled_give_the_same_bits():
    for name, function in (("second-best", second_best), ("patient", patient)):
        assert check_policy(function)[-1] == "compiles with numba: yes"
        policy(name)(function)
    scenario = api.resolve("ukraine-2025", steps=25)
    chosen = {"RUS": "second-best", "UKR": "patient", "TUR": "patient", "USA": "second-best"}
    choice = Choice(scenario, 5, chosen)
    for run, batch in enumerate(batch_traces(choice, range(2))):
        found = first_difference(scenario, mesa_trace(choice, run), batch)
        assert found is None, str(found)
    plain = api.run_ensemble(scenario, 2, 5)
    own = api.run_ensemble(scenario, 2, 5, policies=chosen)
    assert not plain.runs.equals(own.runs)


@pytest.mark.slow
def test_an_illegal_answer_compiled_is_a_failed_row_too():
    def off(values, shares, tones, precision, u, view, weights):
        return len(values) if view[7] >= 104 else 0

    policy("off-compiled")(off)
    chosen = {"ALF": "status-quo", "BET": "off-compiled"}
    runs = api.run_ensemble("minimal", 2, 3, steps=9, policies=chosen).runs
    assert list(runs["status"]) == ["failed", "failed"]
