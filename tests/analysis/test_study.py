"""The run that is told or drawn for all the others."""

from __future__ import annotations

import pandas as pd

from diplomacy_abm.analysis.study import clusters, typical


def test_the_typical_run_has_the_commonest_ending_and_about_the_median_of_rounds():
    runs = pd.DataFrame({
        "run": [4, 3, 2, 1, 0],
        "outcome": ["talks", "talks", "talks", "war", "war"],
        "rounds": [3, 3, 9, 2, 1],
    })  # fmt: skip
    # the median of all is 3; run 0 comes first and run 2 first of its ending
    assert typical(runs)["run"] == 3
    # of several points the first
    assert typical(pd.concat([runs.assign(point=1), runs.assign(point=0, run=runs["run"] + 10)]))["run"] == 13


def test_runs_hang_together_by_their_set_where_there_are_several():
    """One set for all is no cluster: an interval over a single one would not exist."""
    runs = pd.DataFrame({"run": [0, 1, 2, 3]})
    assert clusters(runs).tolist() == [0, 1, 2, 3]
    assert clusters(runs.assign(draw=[5, 6, 5, 6])).tolist() == [5, 6, 5, 6]
    assert clusters(runs.assign(draw=5)).tolist() == [0, 1, 2, 3]
