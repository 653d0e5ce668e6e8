"""Pairs with the same luck: counted as single runs are, parted where two watched runs part, stopped when unwanted."""

from __future__ import annotations

import json
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from starlette.testclient import TestClient

from diplomacy_abm import api
from diplomacy_abm.app import server
from diplomacy_abm.app.crowd import UNTRIED, classes_of, ended
from diplomacy_abm.app.document import parting
from diplomacy_abm.app.pairs import BLOCK, QUESTIONS, Arm, _answer, pairs
from diplomacy_abm.app.recorder import watch
from diplomacy_abm.results.quantities import describe
from tests.app.house import ORIGIN, SMALL, house
from tests.app.test_server import PLACE, SOCKET, begun, hear

WITHOUT = Arm(ORIGIN, {}, ("TUR",), {})
BASE = Arm(ORIGIN, {}, (), {})


def played(base: Arm, changed: Arm, n: int, question: str = "talks", known=None, wanted=lambda: True):
    told: list[tuple[str, int]] = []
    found = pairs(
        base, changed, n, 7, question, lambda *said: told.append(said), wanted, [] if known is None else known
    )
    return found, told


def test_questions_are_shares_that_quantities_know():
    assert all(describe(what).kind == "share" for _, what in QUESTIONS.values())
    with pytest.raises(ValueError, match="there is no 'weather', must be one of talks"):
        played(BASE, WITHOUT, 1, "weather")


def test_a_settlement_of_the_last_weeks_is_told_apart():
    table = pd.DataFrame({"outcome": ["settlement held"] * 3 + ["ceasefire"], "settlement_stood": [13, 12, 1, 0]})
    assert ended(table, 7) == ["settlement held", UNTRIED, UNTRIED, "ceasefire"]
    assert ended(table, 14) == ["settlement held", "settlement held", UNTRIED, "ceasefire"]
    assert set(ended(table, 7)) <= set(classes_of())


def answered(differs, sets: int = 20, runs: int = 200):
    """Return the answer for runs of which those that `differs` names have talks only with the change."""
    run = np.arange(runs)
    left = pd.DataFrame({"run": run, "draw": run % sets, "first_formal": -1})
    right = left.assign(first_formal=np.where(differs(run), 3, -1))
    return _answer("talks", left, right, 7)


def test_pairs_with_one_set_of_parameters_are_no_strangers():
    by_set = answered(lambda run: run % 20 < 4)
    by_luck = answered(lambda run: run // 20 < 2)
    assert by_set["difference"] == by_luck["difference"] == 0.2
    assert by_set["high"] - by_set["low"] > 2 * (by_luck["high"] - by_luck["low"])
    assert (by_set["sets"], by_set["luck"]) == (20, 0.0), "the sets decide, and luck nothing"
    assert by_set["between"] == pytest.approx(np.sqrt(0.2 * 0.8 * 20 / 19), abs=1e-4)
    assert (by_luck["luck"], by_luck["between"]) == (1.0, 0.0)


def test_what_an_interval_is_made_of_is_told_where_it_is_known():
    unknown = {"sets": None, "between": None, "luck": None}
    for few in (answered(lambda run: run % 3 == 0, sets=50), answered(lambda run: run % 3 == 0, sets=1)):
        assert {name: few[name] for name in unknown} == unknown
    nothing = answered(lambda run: run < 0)
    assert (nothing["sets"], nothing["luck"]) == (20, None), "no pair differs, and nothing makes it wide"


@pytest.mark.slow
def test_pairs_are_the_runs_that_can_be_watched():
    found, told = played(BASE, WITHOUT, 12)
    assert told[-1] == ("playing", 12)
    names = found["classes"]
    weeks = []
    for run, i, j in found["pairs"]:
        arms = [watch(ORIGIN, 7, run, without=arm.without).play() for arm in (BASE, WITHOUT)]
        ends = [arm.weeks[-1]["z"]["outcome"] for arm in arms]
        assert [names[i], names[j]] == ends
        weeks.append(parting(*arms))
    assert Counter(tuple(row[1:]) for row in found["pairs"]) == {(i, j): count for i, j, count in found["flow"]}
    assert found["alike"] == weeks.count(None)
    by_run = {row["run"]: row["week"] for row in found["first"]}
    assert by_run
    assert all(weeks[run] == week for run, week in by_run.items())
    assert sum(row["count"] for row in found["first"]) <= 12 - found["alike"]
    assert all(row["base"] != row["changed"] for row in found["first"])
    assert all(row["actor"] != "TUR" for row in found["first"])


@pytest.mark.slow
def test_the_answer_counts_both_arms_and_its_interval_holds_the_difference():
    found, _ = played(BASE, WITHOUT, 100)
    runs = [api.run_ensemble(ORIGIN, 100, seed=7, without=arm.without).runs for arm in (BASE, WITHOUT)]
    for answer in found["questions"]:
        one, other = answer["base"][0], answer["changed"][0]
        assert answer["difference"] == pytest.approx((other - one) / 100)
        assert answer["low"] <= answer["difference"] <= answer["high"]
        assert other - one == answer["only_changed"] - answer["only_base"]
        assert answer["same"] == pytest.approx(1 - (answer["only_changed"] + answer["only_base"]) / 100)
    assert found["question"] == found["questions"][0]
    assert found["question"]["base"] == [int((runs[0]["first_formal"] >= 0).sum()), 100]
    assert found["question"]["changed"] == [int((runs[1]["first_formal"] >= 0).sum()), 100]
    json.dumps(found, allow_nan=False)


@pytest.mark.slow
def test_no_change_changes_nothing_and_what_is_known_is_not_played_again():
    known: list = []
    found, _ = played(BASE, BASE, 2 * BLOCK + 5, known=known)
    assert found["alike"] == found["n"] == 2 * BLOCK + 5
    assert found["first"] == []
    assert all(i == j for i, j, _ in found["flow"])
    assert all(answer["same"] == 1 and answer["low"] <= 0 <= answer["high"] for answer in found["questions"])
    assert len(known) == 2
    again, _ = played(BASE, WITHOUT, 2 * BLOCK + 5, known=known)
    assert again == played(BASE, WITHOUT, 2 * BLOCK + 5)[0]
    asked = iter([True, False])
    assert played(BASE, WITHOUT, 4 * BLOCK, wanted=lambda: next(asked))[0] is None


@pytest.mark.slow
def test_a_tab_asks_for_pairs_and_a_newer_question_ends_the_older(tmp_path):
    with (
        TestClient(server.application(house(tmp_path)), base_url=PLACE) as client,
        client.websocket_connect(SOCKET) as socket,
    ):
        hello = hear(socket, "hello")
        assert hello["questions"][0] == ["talks", "formal talks are held"]
        assert hello["outcomes"] == classes_of()
        socket.send_json({"do": "pairs", "change": {"without": ["MED"]}})
        assert "begin one first" in socket.receive_json()["text"]
        begun(socket, seed=7)
        for number in range(1, 6):
            socket.send_json({"do": "pairs", "id": number, "change": {"without": ["MED"]}, "n": 2000})
        found = hear(socket, "pairs", 3000)
        while found["id"] != 5:
            found = hear(socket, "pairs", 3000)
        assert found["n"] == 2000
        assert found["seed"] == "7"
        assert found["change"]["without"] == ["MED"]
        socket.send_json({"do": "pairs", "id": 6, "change": {"without": ["XXX"]}})
        while (said := socket.receive_json())["is"] != "error":
            assert said["is"] != "pairs"
        assert said["re"] == "pairs"
        socket.send_json({"do": "begin", "scenario": "minimal", "seed": 7, "run": found["pairs"][0][0],
                          "beside": found["change"]})  # fmt: skip
        assert len(hear(socket, "begin")["arms"]) == 2


@pytest.mark.slow
def test_every_bar_of_a_crowd_names_runs_that_stand_under_it(tmp_path):
    with (
        TestClient(server.application(house(tmp_path)), base_url=PLACE) as client,
        client.websocket_connect(SOCKET) as socket,
    ):
        begun(socket, seed=5)
        socket.send_json({"do": "distribution", "runs": 200, "beside": {"without": ["MED"]}})
        found = hear(socket, "distribution", 3000)
    for side, without in ((found, ()), (found["beside"], ("MED",))):
        runs = api.run_ensemble(SMALL, 200, seed=5, without=without).runs.set_index("run")
        for outcome in side["outcomes"]:
            whole = "settlement held" if outcome["name"] == UNTRIED else outcome["name"]
            assert all(runs.loc[run, "outcome"] == whole for run in outcome["runs"])
            assert bool(outcome["runs"]) == bool(outcome["count"])
        for spread in side["quantities"]:
            assert sum(spread["counts"]) + spread["never"] == 200
            for k, (count, under) in enumerate(zip(spread["counts"], spread["bins"], strict=True)):
                assert min(count, 20) == len(under)
                if spread["name"] in runs and spread["name"] != "first_formal":
                    low, high = spread["edges"][k], spread["edges"][k + 1]
                    assert all(low - 1e-4 <= runs.loc[run, spread["name"]] <= high + 1e-4 for run in under)
    for one, other in zip(found["quantities"], found["beside"]["quantities"], strict=True):
        assert one["edges"] == other["edges"]
    labels = " ".join(spread["label"] for spread in found["quantities"])
    assert "side A" not in labels
    assert {"Alfland", "Betania"} <= set(labels.split()), "quantities name the sides as the scenario does"
