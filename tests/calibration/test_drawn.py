"""Posterior samples in files: what is read, what is refused, which run takes which set, and how they are thinned."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diplomacy_abm import run_ensemble
from diplomacy_abm.calibration.joint import thinned
from diplomacy_abm.parameters import PARAMETERS
from diplomacy_abm.scenario.sample import drawn, read_draws, sets_of_runs, shipped_draws

ROOT = Path(__file__).parents[2]
SHIPPED = "ukraine-2022-2025"


def written(folder, text, name="mine.csv"):
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_the_shipped_sample_is_that_of_the_experiment():
    assert SHIPPED in shipped_draws()
    kept = pd.read_csv(ROOT / "results" / "calibration" / "draws.csv", comment="#")
    found = read_draws(SHIPPED)
    assert list(found) == list(kept)
    assert np.array_equal(np.column_stack(list(found.values())), kept.to_numpy())
    assert len(kept) == 500


def test_its_means_and_intervals_are_those_of_the_posterior():
    """Within what five hundred draws can differ, from a table that was made of all particles."""
    posterior = pd.read_csv(ROOT / "results" / "calibration" / "posterior.csv").set_index("parameter")
    sample = pd.DataFrame(read_draws(SHIPPED))
    assert set(sample) == set(posterior.index)
    for name, row in posterior.iterrows():
        assert sample[name].mean() == pytest.approx(row["mean"], abs=0.1 * row["sd"]), name
        assert sample[name].std() == pytest.approx(row["sd"], rel=0.1), name
        assert PARAMETERS[name].low <= sample[name].min() <= sample[name].max() <= PARAMETERS[name].high


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "mine.csv: is empty, must have a column for each parameter"),
        ("fatigue\n", "mine.csv: has no row"),
        ("fatige\n0.2\n", "'fatige' is no parameter; did you mean fatigue?"),
        ("fatigue,fatigue\n0.2,0.2\n", "names a parameter twice"),
        ("fatigue,deal_cost\n0.2,0.1\n0.2\n", "row 2: has 1 values, must have 2"),
        ("fatigue\nmuch\n", "row 1: fatigue is 'much', must be a number"),
        ("# a remark\nfatigue\n0.2\n99\n", "row 2: fatigue is 99, must be from 0.01 to"),
        ("fatigue\n" + "1" * 200_000 + "\n", "mine.csv: field larger than field limit"),
        ("fati\x1b[2J\u202e" + "e" * 9_000 + "\n1\n", "is no parameter"),
        ("fatigue\nnan\n", "row 1: fatigue is nan, must be from 0.01 to"),
    ],
)
def test_what_cannot_be_used_is_told_in_one_line(tmp_path, text, told):
    with pytest.raises(ValueError, match="draws: ") as error:
        read_draws(written(tmp_path, text))
    assert told in str(error.value)
    assert len(str(error.value).splitlines()) == 1
    assert len(str(error.value)) < 450
    assert not {"\x1b", "\u202e"} & set(str(error.value))


def test_a_file_of_another_code_says_where(tmp_path):
    (tmp_path / "mine.csv").write_bytes(b"fatigue\n0.2\n\xff\n")
    with pytest.raises(ValueError, match=r"draws: mine\.csv: byte 12: is not UTF-8"):
        read_draws(tmp_path / "mine.csv")


def test_a_name_that_is_neither_file_nor_sample_is_told():
    with pytest.raises(ValueError, match=f"draws: nowhere: no such file of draws.*there is stated, ukraine, {SHIPPED}"):
        read_draws("nowhere")


def test_runs_take_the_sets_in_turn(tmp_path):
    path = written(tmp_path, "fatigue\n0.1\n0.2\n0.3\n")
    assert drawn(path, 7)["fatigue"].tolist() == [0.1, 0.2, 0.3, 0.1, 0.2, 0.3, 0.1]
    assert sets_of_runs(3, 2).tolist() == [0, 1]


def test_each_run_of_an_ensemble_has_its_own_set(tmp_path):
    """Where coming costs more than anything is worth nobody comes; where it costs nothing they do, in the same call."""
    path = written(tmp_path, "seen_cost\n0.0\n1.0\n")
    played = run_ensemble("minimal", 40, parameters=drawn(path, 40)).runs
    rounds = played["rounds"].to_numpy()
    assert rounds[1::2].sum() < rounds[::2].sum()


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=30).filter(lambda w: sum(w) > 0.1), st.integers(1, 60))
def test_a_set_comes_up_as_often_as_its_weight_says_give_or_take_one(weights, number):
    weights = np.array(weights)
    particles = pd.DataFrame({"weight": weights, "fatigue": np.arange(len(weights), dtype=float)})
    found = thinned(particles, ["fatigue"], number, 3)["fatigue"].to_numpy().astype(int)
    counts = np.bincount(found, minlength=len(weights))
    assert counts.sum() == number
    assert (np.abs(counts - number * weights / weights.sum()) < 1.0 + 1e-6).all()


def test_the_order_says_nothing():
    particles = pd.DataFrame({"weight": 1.0, "fatigue": np.arange(1000.0)})
    first = thinned(particles, ["fatigue"], 500, 3)["fatigue"].to_numpy()[:100]
    assert first.mean() == pytest.approx(500, abs=90)
