"""Samples of parameters in files: what is read of them, and which run takes which set."""

import hashlib
import os
from types import SimpleNamespace

import numpy as np
import pytest

from diplomacy_abm.parameters import PARAMETERS
from diplomacy_abm.results.card import card
from diplomacy_abm.scenario import load, with_settings
from diplomacy_abm.scenario.sample import (
    drawn,
    estimated_in,
    hash_of,
    name_in,
    read_draws,
    sample_of,
    sets_in,
    sets_of_runs,
    shipped_draws,
)

TEXT = """# estimated on a record: fatigue, honour
# estimated on another: seen_cost

honour,fatigue
.1,.2
.3,.4
.5,.6
"""


@pytest.fixture
def sample(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(TEXT, "utf-8")
    return path


def test_a_column_is_a_parameter_and_a_row_a_set(sample):
    found = read_draws(sample)
    assert {name: values.tolist() for name, values in found.items()} == {
        "honour": [0.1, 0.3, 0.5], "fatigue": [0.2, 0.4, 0.6]
    }  # fmt: skip
    # it is kept, and shared by all who read it
    with pytest.raises(ValueError, match="read-only"):
        found["honour"][0] = 1.0


@pytest.mark.parametrize(("asked", "sets"), [("", 3), (":1", 1), (":2", 2), (":9", 3)])
def test_the_first_sets_are_taken_where_a_number_is_named(sample, asked, sets):
    assert read_draws(f"{sample}{asked}")["fatigue"].tolist() == [0.2, 0.4, 0.6][:sets]


@pytest.mark.parametrize("name", ["mine.csv:0", "mine.csv:x", ":2", "mine.csv:-1"])
def test_what_is_no_number_of_sets_is_part_of_a_name(sample, monkeypatch, name):
    monkeypatch.chdir(sample.parent)
    with pytest.raises(ValueError, match=f"^draws: {name}: no such file of draws, or it cannot be read; there is "):
        read_draws(name)


def test_a_file_that_was_changed_is_read_again(sample):
    before = read_draws(sample)["fatigue"]
    later = os.stat(sample).st_mtime_ns + 10**9
    sample.write_text(TEXT.replace(".2", ".9"), "utf-8")
    os.utime(sample, ns=(later, later))
    assert (before[0], read_draws(sample)["fatigue"][0]) == (0.2, 0.9)


def test_both_ends_of_a_range_are_in_it_and_what_lies_beyond_is_told(sample):
    row = PARAMETERS["fatigue"]
    sample.write_text(f"fatigue\n{row.low!r}\n{row.high!r}\n", "utf-8")
    assert read_draws(sample)["fatigue"].tolist() == [row.low, row.high]
    for beyond in (row.low - 1.0, row.high + 1.0):
        sample.write_text(f"fatigue\n{row.low!r}\n{beyond!r}\n", "utf-8")
        told = rf"^draws: mine\.csv: row 2: fatigue is {beyond:g}, must be from {row.low:g} to {row.high:g}$"
        with pytest.raises(ValueError, match=told):
            read_draws(sample)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is empty, must have a column for each parameter"), ("# fatigue\n", "is empty, must have a column"),
        ("fatigue\n", "has no row, must have one at least"), ("fatige\n1\n", "no parameter; did you mean fatigue"),
        ("fatigue,fatigue\n.1,.1\n", "names a parameter twice"),
        ("fatigue\n.1,.2\n", "row 1: has 2 values, must have 1"),
        ("fatigue\n.1\nmuch\n", "row 2: fatigue is 'much', must be a number"), ("x" * 500 + "\n1\n", "is no parameter"),
        ("fatigue\n" + "x" * 500 + "\n", "must be a number"), ("fatigue\nnan\n", "row 1: fatigue is nan, must be from"),
    ],
)  # fmt: skip
def test_what_is_no_sample_is_told_in_one_line(sample, text, told):
    sample.write_text(text, "utf-8")
    with pytest.raises(ValueError, match=r"^draws: mine\.csv: ") as error:
        read_draws(sample)
    assert told in str(error.value)
    # of a long text enough to know it by, at most sixty signs
    quoted = next((word for word in str(error.value).split("; ")[0].split("'") if "xxx" in word), "")
    assert len(quoted) <= 60


def test_run_r_takes_set_r_counted_round(sample):
    assert sets_of_runs(3, 5).tolist() == [0, 1, 2, 0, 1]
    assert sets_of_runs(3, 4, 5).tolist() == [2, 0, 1, 2]
    assert drawn(sample, 4, 1)["fatigue"].tolist() == [0.4, 0.6, 0.2, 0.4]
    # a run has its set whoever asks and in whatever chunk
    assert drawn(sample, 9)["honour"][4:].tolist() == drawn(sample, 5, 4)["honour"].tolist()


def test_remarks_say_what_was_fitted_and_on_what(sample):
    assert estimated_in(str(sample)) == {"fatigue": "a record", "honour": "a record", "seen_cost": "another"}
    assert estimated_in(f"{sample}:2") == estimated_in(str(sample))
    assert estimated_in("") == {}
    assert set(estimated_in("ukraine")) <= set(read_draws("ukraine"))


def test_the_sample_of_a_scenario_is_what_it_does_not_state_itself(sample):
    scenario = with_settings(load("minimal"), {"parameters.sample": f"{sample}:2", "parameters.honour": 0.7})
    assert (name_in(scenario), sets_in(scenario)) == (f"{sample}:2", 2)
    assert {name: values.tolist() for name, values in sample_of(scenario).items()} == {"fatigue": [0.2, 0.4]}
    for without in (load("minimal"), card(scenario), SimpleNamespace(parameters=None)):
        assert (name_in(without), sets_in(without)) == ("", 0)
    assert sample_of(load("minimal")) == {}


def test_the_hash_of_a_sample_is_that_of_its_numbers_in_the_order_of_names(sample):
    """Eight bytes each, the lowest first, whatever the machine, the layout and the remarks."""
    wanted = hashlib.sha256(
        b"fatigue" + np.array([0.2, 0.4, 0.6], "<f8").tobytes() + b"honour" + np.array([0.1, 0.3, 0.5], "<f8").tobytes()
    ).hexdigest()
    assert hash_of(str(sample)) == wanted
    sample.write_text("fatigue,honour\n0.20,0.1\n0.40,0.3\n0.6,0.5\n", "utf-8")
    assert hash_of(str(sample)) == wanted


def test_shipped_samples_are_named_in_order_and_read_by_name():
    names = shipped_draws()
    assert names == sorted(names)
    assert {"stated", "ukraine"} <= set(names)
    for name in names:
        assert len({len(values) for values in read_draws(name).values()}) == 1
