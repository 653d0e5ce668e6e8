"""Nothing to analyse: no event, all alike, one run, one level; a table that says so or one line, never an accident."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import pandas as pd
import pytest

from diplomacy_abm import run_ensemble
from diplomacy_abm.analysis import proportions, regression, survival
from diplomacy_abm.analysis.compare import compare
from diplomacy_abm.analysis.paired import paired
from diplomacy_abm.cli.lazy import is_ours
from diplomacy_abm.plots import figure_ensemble
from diplomacy_abm.plots.style import save


def runs_of(runs: int, steps: int, **changed: object) -> pd.DataFrame:
    """Return runs of two arms that are alike."""
    one = run_ensemble("minimal", runs, seed=1, steps=steps, engine="mesa").runs.assign(point=0, **changed)
    return pd.concat([one.assign(arm="a"), one.assign(arm="b")], ignore_index=True)


def one_line_or_table(ask: Callable[[], pd.DataFrame]) -> pd.DataFrame | str:
    """Return what an analysis gives, or the line it raises; an error of a library passes through and fails."""
    try:
        return ask()
    except ValueError as error:
        if not is_ours(error):
            raise
        return str(error)


@pytest.mark.parametrize("what", ["war", "settlement", "ceasefire"])
def test_where_nothing_ends_the_arms_do_not_differ(what):
    frame = runs_of(3, 2, first_ceasefire=0, first_settlement=0, first_breach=-1)
    found = one_line_or_table(lambda: survival.logrank(frame, what, by=()))
    if isinstance(found, str):
        assert "begins in fewer than two arms" in found
    else:
        assert found[["statistic", "p"]].to_numpy().tolist() == [[0.0, 1.0]]


@pytest.mark.parametrize(("runs", "steps"), [(1, 1), (1, 4), (3, 1)])
def test_few_runs_all_alike_give_tables_or_one_line(runs, steps):
    frame = runs_of(runs, steps)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for ask in (
            lambda: paired(frame, ["mean_escalation", "agreement"]),
            lambda: proportions.estimates(frame, ["mean_escalation", "agreement"]),
            lambda: regression.regress(frame, "agreement"),
            lambda: survival.means(frame, "war"),
            lambda: survival.differences(frame, "war"),
            lambda: survival.curves(frame, "war"),
        ):
            one_line_or_table(ask)


@pytest.mark.parametrize("steps", [1, 5])
def test_a_figure_of_one_run_or_one_step_is_drawn_and_of_none_refused(tmp_path, steps):
    found = run_ensemble("minimal", 1, seed=1, steps=steps, engine="mesa", keep="steps")
    save(figure_ensemble(found), tmp_path / "one.png")
    failed = type(found)(found.scenario, 1, found.runs.assign(status="failed", reason="made to fail"))
    with pytest.raises(ValueError, match="all 1 runs failed, there is nothing to draw"):
        figure_ensemble(failed)
    with pytest.raises(ValueError, match="no finished run in common"):
        compare(found, failed)
