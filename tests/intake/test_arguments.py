"""Numbers and names as numpy, pandas and pathlib hand them: taken for what they mean, or one line with the form."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from diplomacy_abm import api
from diplomacy_abm.intake.arguments import names, plain, whole
from diplomacy_abm.policies import registry
from diplomacy_abm.scenario import load, with_settings
from diplomacy_abm.seats import Game


def same(one, other) -> bool:
    return dict(one.summary) == dict(other.summary) and one.events.equals(other.events)


PLAIN = api.run("minimal", seed=3, run=2, steps=6, without=["MED"])


KINDS = [np.int64, np.uint8, np.float64, float, np.array, lambda x: pd.Series([x])[0]]
ALONE = ["MED", ["MED"], np.array(["MED"]), pd.Series(["MED"]), pd.Index(["MED"]), iter(["MED"])]


@pytest.mark.parametrize("kind", KINDS)
def test_numbers_of_libraries_are_numbers(kind):
    assert same(api.run("minimal", seed=kind(3), run=kind(2), steps=kind(6), without="MED"), PLAIN)
    game = Game("minimal", (), kind(3), kind(2), kind(6), without="MED")
    assert (game.seed, game.index, game.model.dispute.scenario.horizon) == (3, 2, 6)


def test_settings_from_the_row_of_a_frame():
    frame = pd.DataFrame({"scenario.horizon": [6], "front.share": [0.25]})
    _, row = next(frame.iterrows())
    for settings in (row, row.to_dict(), dict(row), {"scenario.horizon": np.int64(6), "front.share": np.float32(0.25)}):
        assert api.resolve("minimal", settings).front.share == 0.25
        assert api.resolve("minimal", settings).scenario.horizon == 6
    assert with_settings(load("minimal"), {"scenario.horizon": np.arange(7)[6]}).scenario.horizon == 6


def test_a_row_stands_for_values_by_name():
    row = pd.Series({"fatigue": 0.2})
    wanted = api.run("minimal", seed=1, steps=6, parameters={"fatigue": 0.2}, policies={"ALF": "hawk"})
    found = api.run("minimal", seed=1, steps=6, parameters=row, policies=pd.Series({"ALF": "hawk"}))
    assert same(found, wanted)
    assert not same(api.run("minimal", seed=1, steps=6), wanted)


@pytest.mark.parametrize(("value", "told"), [(5, "is 5"), (None, "is nothing"), ({}, "is a table"), ([], r"is \[\]")])
def test_what_is_no_scenario_is_one_line(value, told):
    with pytest.raises(ValueError, match=f"scenario: {told}, must be a name or a path"):
        api.run(value)


@pytest.mark.parametrize("without", ALONE)
def test_names_come_in_any_list_or_alone(without):
    assert same(api.run("minimal", seed=3, run=2, steps=6, without=without), PLAIN)


def test_a_single_text_is_one_thing_to_keep():
    found = api.run_ensemble("minimal", 2, seed=1, steps=4, keep="steps", engine="mesa")
    assert found.steps is not None
    assert found.events is None


def test_a_registered_function_stands_for_its_name():
    by_name = api.run("minimal", seed=1, steps=6, policies={"ALF": "hawk"})
    assert same(api.run("minimal", seed=1, steps=6, policies={np.str_("ALF"): registry.get("hawk").function}), by_name)
    assert same(api.run("minimal", seed=1, steps=6, policies={"ALF": np.str_("hawk")}), by_name)


def test_a_path_is_a_scenario_wherever_it_comes_from(tmp_path):
    from diplomacy_abm.scenario import template

    (tmp_path / "trial.toml").write_text(template("trial"))
    assert api.resolve(Path(tmp_path / "trial.toml")).name == "trial"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"seed": 1.5}, "seed: is 1.5, must be a whole number"),
        ({"seed": True}, "seed: is True, must be a whole number"),
        ({"seed": -1}, r"seed: -1 is out of range, must be from 0 to 2\^64 - 1"),
        ({"seed": "1"}, "seed: is '1', must be a whole number"),
        ({"seed": float("nan")}, "seed: is nan, must be a whole number"),
        ({"seed": 10**5000}, "seed: a number of thousands of digits is out of range"),
        ({"steps": np.bool_(True)}, "steps: is True, must be a whole number"),
        ({"steps": 0}, "steps: 0 is out of range"),
        ({"run": None}, "run: is nothing, must be a whole number"),
        ({"without": 5}, r'without: is 5, must be names in a list, such as \["MED"\]'),
        ({"without": [1]}, "without: holds 1, must be names"),
        ({"policies": lambda *a: 0}, "policies: is a function, must be names of policies by actor"),
        ({"policies": {"ALF": lambda *a: 0}}, 'policies: ALF has a function without a name; decorate it with @policy'),
        ({"policies": "hawk"}, "policies: is 'hawk', must be names of policies by actor"),
        ({"policies": {"ALF": None}}, "policies: ALF has nothing"),
        ({"parameters": {"fatigue": True}}, "parameters.fatigue: is True, must be a number"),
        ({"parameters": {"fatigue": "0.2"}}, "parameters.fatigue: is '0.2', must be a number"),
        ({"parameters": {"fatigue": None}}, "parameters.fatigue: is nothing, must be a number"),
        ({"parameters": 3}, "parameters: is 3, must be numbers by name"),
        ({"settings": "x"}, "settings: is 'x', must be values by place"),
        ({"settings": {1: 2}}, "settings: 1 is no place"),
        ({"settings": {"front.share": True}}, "front.share: is true, must be a number"),
    ],
)
def test_what_cannot_be_meant_is_one_line_that_shows_the_form(arguments, says):
    with pytest.raises(ValueError, match=says) as error:
        api.run("minimal", **arguments)
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 300


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"runs": 10**20}, r"runs: 100000000000000000000 is out of range, must be from 1 to 2\^32"),
        ({"runs": 2.5}, "runs: is 2.5"),
        ({"runs": 2, "keep": True}, "keep: is True, must be names"),
        ({"runs": 2, "keep": "steps and events"}, "keep: 'steps and events' is unknown"),
        ({"runs": 2, "first": 2**32 - 1}, "first: runs 4294967295 to 4294967296 are out of range"),
        ({"runs": 2, "workers": 0}, "workers: 0 is out of range"),
    ],
)
def test_ensembles_likewise(arguments, says):
    with pytest.raises(ValueError, match=says):
        api.run_ensemble("minimal", **arguments)


def test_plain_values_are_those_that_are_meant():
    assert plain(pd.Timestamp("2025-11-17")) == plain(np.datetime64("2025-11-17")) == pd.Timestamp("2025-11-17").date()
    assert plain({"a": np.arange(2), Path("b"): (np.float32(0.5), True)}) == {"a": [0, 1], "b": [0.5, True]}
    assert type(plain(np.float64(1))) is float
    assert whole(np.int8(4), "x", 0, 9) == 4
    assert names(None, "x") == ()
