"""Many runs of a scenario as one object."""

from dataclasses import replace

import numpy as np
import pytest

from diplomacy_abm.results.ensemble import joined
from tests.fixtures_frames import made_up_ensemble


def test_an_ensemble_tells_how_its_runs_ended_and_what_was_kept():
    part = made_up_ensemble(6)
    ends = ["ceasefire", "no contact", "victory of A", "ceasefire", "ceasefire", ""]
    named = replace(part, runs=part.runs.assign(outcome=ends))
    told = "3 ceasefire, 1 no contact, 1 victory of Russia, 1 failed"
    assert repr(named) == f"Ensemble(seed=1, runs=6, with steps: {told})"
    both = replace(named, events=part.steps, runs=named.runs.iloc[:1])
    assert repr(both) == "Ensemble(seed=1, runs=1, with steps and events: 1 ceasefire)"
    assert repr(replace(both, steps=None, events=None)) == "Ensemble(seed=1, runs=1: 1 ceasefire)"
    assert (len(named), len(named.finished)) == (6, 5)


def test_a_metric_is_an_array_of_runs_and_steps_with_nothing_after_an_end():
    part = made_up_ensemble(4)
    steps = part.steps[(part.steps["run"] != 1) | (part.steps["step"] < 10)]
    found = replace(part, steps=steps).array("front")
    assert (found.index.tolist(), found.columns.tolist()) == ([0, 1, 2], list(range(104)))
    for row in steps.sample(20, random_state=1).itertuples():
        assert found.loc[row.run, row.step] == row.front
    assert found.loc[1].notna().sum() == 10
    assert np.isfinite(found.loc[[0, 2]].to_numpy()).all()


def test_without_steps_or_by_another_name_there_is_no_array():
    with pytest.raises(ValueError, match=r"steps were not kept; run with keep=\('steps',\)"):
        replace(made_up_ensemble(4), steps=None).array("front")
    with pytest.raises(ValueError, match="there is no metric 'frnt' in the steps"):
        made_up_ensemble(4).array("frnt")


def test_rows_of_joined_chunks_are_counted_through():
    part = made_up_ensemble(4)
    events = part.steps.head(3)
    both = joined([replace(part, events=events), replace(part, events=events)])
    for frame, rows in ((both.runs, 8), (both.steps, 2 * len(part.steps)), (both.events, 6)):
        assert frame.index.tolist() == list(range(rows))
