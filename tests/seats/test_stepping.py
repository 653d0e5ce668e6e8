"""The two halves of a week, compiled and plain, give the bits of the Mesa model; scores of many runs those of one."""

from __future__ import annotations

import numpy as np
import pytest

from diplomacy_abm import api
from diplomacy_abm.model import DiplomacyModel
from diplomacy_abm.phases.menu import fill_menu
from diplomacy_abm.policies import registry
from diplomacy_abm.seats import goal_scores, score_ensemble
from diplomacy_abm.seats.stepping import Stepper
from diplomacy_abm.vocabulary import Channel

ORIGIN = api.resolve("ukraine-2025", steps=20)
MIXED = {"RUS": "hawk", "UKR": "dove", "TUR": "random", "USA": "best-response", "CHN": "random", "DEU": "tit-for-tat"}


def meddle(model, channels):
    """Let an actor from outside take the last alternative of each of its menus."""
    s, i, taken = model.s, model.labels.index("TUR"), {}
    for channel in channels:
        fill_menu(s, model.c, model.p, i, channel)
        last = s.n_alternatives - 1
        taken[channel] = (int(s.alt_move[last]), int(s.alt_target[last]))
    return {"TUR": taken}


@pytest.mark.parametrize("engine", ["compiled", "plain"])
@pytest.mark.parametrize("held", [(), (Channel.MEDIATION, Channel.SUPPORT)])
def test_a_stepper_gives_the_bits_of_the_mesa_model(engine, held):
    model = DiplomacyModel(ORIGIN, 7, 3, MIXED, ("VAT",), keep_state=True, collect=False)
    stepper = Stepper(ORIGIN, MIXED, ("VAT",), engine=engine, keep_state=True)
    stepper.start(7, 3)
    model.open_week()
    while not model.s.ended:
        choices = meddle(model, held)
        model.close_week(choices)
        i = model.labels.index("TUR")
        for channel, (move, target) in choices["TUR"].items():
            stepper.s.move[i, channel], stepper.s.target[i, channel] = move, target
        stepper.close()
        if not model.s.ended:
            model.open_week()
            stepper.open()
    reference, played = api.result_of(model, 7, 3, MIXED, ("VAT",)), stepper.result()
    assert played.steps.equals(reference.steps)
    assert played.events.equals(reference.events)
    assert played.state.equals(reference.state)
    assert dict(played.summary) == dict(reference.summary)
    model.release()


@pytest.mark.slow  # a policy of one's own is compiled into the week anew
def test_users_policies_play_in_both_engines():
    @registry.policy("second-best-for-steppers")
    def second(values, shares, tones, precision, u, view, weights):
        """Take the last alternative."""
        return len(values) - 1

    try:
        runs = []
        for engine in ("compiled", "plain"):
            stepper = Stepper(ORIGIN, {"TUR": "second-best-for-steppers"}, engine=engine)
            stepper.start(1, 0)
            while True:
                stepper.close()
                if stepper.s.ended:
                    break
                stepper.open()
            runs.append(stepper.result())
        reference = api.run(ORIGIN, seed=1, policies={"TUR": "second-best-for-steppers"})
        assert all(run.events.equals(reference.events) for run in runs)
        scored = score_ensemble(ORIGIN, ["TUR"], 3, seed=1, policies={"TUR": "second-best-for-steppers"})
        kept = api.run_ensemble(
            ORIGIN, 3, seed=1, policies={"TUR": "second-best-for-steppers"}, engine="mesa", keep=("steps", "events")
        )
        np.testing.assert_allclose(scored.of("TUR"), goal_scores(kept, "TUR")["score"], rtol=1e-13)
    finally:
        registry.forget("second-best-for-steppers")


def test_scores_of_many_runs_are_those_of_their_results():
    kept = api.run_ensemble(ORIGIN, 5, seed=4, first=60, policies=MIXED, keep=("steps", "events"))
    actors = ["RUS", "TUR", "CHN", "VAT"]
    scored = score_ensemble(ORIGIN, actors, 5, seed=4, first=60, policies=MIXED)
    assert scored.runs.equals(kept.runs)
    for label in actors:
        np.testing.assert_allclose(scored.of(label), goal_scores(kept, label)["score"], rtol=1e-13)
    table = scored.scores.query("actor == 'VAT'")
    assert table["commerce"].isna().all()
    assert table["peace"].between(0.0, 1.0).all()


def test_chunks_and_workers_do_not_matter(monkeypatch):
    from diplomacy_abm.seats import scored as module

    whole = score_ensemble(ORIGIN, ["UKR"], 9, seed=4).of("UKR")
    monkeypatch.setattr(module, "CHUNK", 2)
    np.testing.assert_array_equal(score_ensemble(ORIGIN, ["UKR"], 9, seed=4, workers=3).of("UKR"), whole)


def test_a_policy_that_does_not_compile_is_played_plain_and_scored(caplog):
    @registry.policy("talkative-for-steppers")
    def talkative(values, shares, tones, precision, u, view, weights):
        """Choose through something that numba does not know."""
        return int(min({0: 1}.items(), key=str)[0])

    try:
        scored = score_ensemble(ORIGIN, ["TUR"], 2, seed=1, steps=4, policies={"TUR": "talkative-for-steppers"})
        same = score_ensemble(ORIGIN, ["TUR"], 2, seed=1, steps=4, policies={"TUR": "status-quo"})
        np.testing.assert_allclose(scored.of("TUR"), same.of("TUR"), rtol=1e-13)
        assert "cannot be compiled" in caplog.text
    finally:
        registry.forget("talkative-for-steppers")


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: score_ensemble(ORIGIN, ["XXX"], 2), "no actor 'XXX'"),
        (lambda: score_ensemble(ORIGIN, ["TUR"], 0), "must be from 1 to"),
        (lambda: score_ensemble(ORIGIN, ["TUR"], 2, parameters={"honour": [0.1, 0.2]}), "must be one each"),
        (lambda: Stepper(ORIGIN, engine="fast"), "'compiled' or 'plain'"),
        (lambda: Stepper(ORIGIN).start(1, -1), "out of range"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_line(call, says):
    with pytest.raises(ValueError, match=says) as error:
        call()
    assert "\n" not in str(error.value)
