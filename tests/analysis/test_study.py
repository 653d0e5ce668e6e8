"""The run that is told or drawn for all the others."""

from __future__ import annotations

import pandas as pd

from diplomacy_abm.analysis.study import typical


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
