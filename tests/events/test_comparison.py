"""Runs beside a real series."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from diplomacy_abm.events import compare
from diplomacy_abm.events.sides import of_events
from diplomacy_abm.plots.event_series import figure_comparison
from diplomacy_abm.results import Ensemble, Run
from tests.events.made import act, run_of, weekly
from tests.fixtures_frames import made_up_ensemble, made_up_run

WEEKS = 60
DYADS = [("RUS", "UKR"), ("UKR", "RUS"), ("TUR", "RUS"), ("TUR", "UKR")]


def real(weeks: int = WEEKS, seed: int = 1) -> pd.DataFrame:
    draws = np.random.default_rng(seed)
    events = {dyad: draws.negative_binomial(2, 0.1, weeks) + 1 for dyad in DYADS}
    net = {dyad: events[dyad] * draws.normal(-3, 1, weeks) for dyad in DYADS}
    return weekly(net, events)


def mirror(steps: int, seed: int) -> list[dict[str, object]]:
    """A war in which UKR answers in the next step what RUS did, RUS acts by chance, and TUR too."""
    draws = np.random.default_rng(seed)
    struck = draws.random(steps) < 0.5
    rows = []
    for step in range(steps):
        rows.append(act(step, "RUS", "UKR", *(("strike", "195") if struck[step] else ("propose", "036"))))
        answer = ("strike", "195") if step and struck[step - 1] else ("propose", "036")
        rows.append(act(step, "UKR", "RUS", *answer))
        rows += [act(step, "TUR", lead, *(("shuttle", "045") if draws.random() < 0.5 else ("press", "108")))
                 for lead in ("RUS", "UKR")]  # fmt: skip
    return rows


def runs(number: int, steps: int = WEEKS) -> Ensemble:
    events = [run_of(*mirror(steps, seed)).events.assign(run=seed) for seed in range(number)]
    return replace(made_up_ensemble(max(2, number), keep=True), events=pd.concat(events, ignore_index=True))


def cell(found: pd.DataFrame, measure: str, series: str, column: str = "model") -> float:
    chosen = found[(found["measure"] == measure) & (found["series"] == series)]
    return float(chosen[column].item())


def test_a_model_that_answers_in_kind_is_seen_to():
    found = compare(runs(12), real()).table()
    reciprocity = "reciprocity: response over 8 periods"
    assert cell(found, reciprocity, "UKR > RUS after RUS > UKR") == pytest.approx(1.0, abs=0.25)
    assert cell(found, reciprocity, "UKR > RUS after RUS > UKR", "model_low") > 0.5
    assert cell(found, reciprocity, "RUS > UKR after UKR > RUS", "model_low") < 0
    assert cell(found, reciprocity, "RUS > UKR after UKR > RUS", "model_high") > 0


def test_every_row_is_told_for_both_and_counts_its_runs():
    found = compare(runs(5), real())
    table = found.table()
    measures = table["measure"].unique().tolist()
    assert [name for name in measures if "autocorrelation" in name] == [
        "autocorrelation at lag 1", "autocorrelation at lag 4", "autocorrelation at lag 8",
    ]  # fmt: skip
    assert {"dispersion k", "burstiness B", "triangle: response over 8 periods"} <= set(measures)
    assert table["runs"].max() == 5
    told = table[table["real"].notna() & table["real_low"].notna() & np.isfinite(table["real_high"])]
    assert (told["real_low"] <= told["real"]).all()
    assert (told["real"] <= told["real_high"]).all()
    assert not table.duplicated(["measure", "series"]).any()


def test_runs_are_cut_to_the_real_length_and_short_ones_left_out():
    found = compare(runs(3, 80), real(40))
    assert {len(side.series) for side in found.sides.runs} == {40}
    events = pd.concat([runs(2).events, run_of(*mirror(10, 9)).events.assign(run=2)], ignore_index=True)
    short = compare(replace(runs(3), events=events), real())
    assert len(short.sides.runs) == 2
    assert "1 runs ended within 30 weeks and are left out." in short.remarks


def test_no_more_runs_than_asked_for():
    found = compare(runs(6), real(), most_runs=4)
    assert len(found.sides.runs) == 4
    assert "Of more runs the first 4 are looked at." in found.remarks


def test_a_single_run_has_its_own_intervals():
    found = compare(run_of(*mirror(WEEKS, 3)), real()).table()
    row = found[found["measure"] == "autocorrelation at lag 1"].iloc[0]
    assert row["model_low"] < row["model"] < row["model_high"]
    assert row["runs"] == 1


def test_the_third_is_the_mediator_with_most_events_or_the_one_named():
    table = real()
    more = weekly({("USA", "RUS"): np.full(WEEKS, 1.0), ("USA", "UKR"): np.full(WEEKS, 1.0)},
                  {("USA", "RUS"): np.full(WEEKS, 400), ("USA", "UKR"): np.full(WEEKS, 400)})  # fmt: skip
    both = pd.concat([table, more], ignore_index=True)
    names = list(of_events(runs(1), both, (), "", 5).names)
    assert names[2:] == ["USA > RUS", "USA > UKR"]
    assert list(of_events(runs(1), both, (), "TUR", 5).names)[2:] == ["TUR > RUS", "TUR > UKR"]


def test_a_third_of_whom_nothing_is_known_is_told():
    with pytest.raises(ValueError, match="no act of FRA toward RUS; choose another third actor"):
        compare(runs(1), real(), third="FRA")


def test_without_a_third_there_is_no_triangle():
    table = real()
    alone = table[table["source"] != "TUR"]
    found = compare(runs(2), alone)
    assert "No third actor is in both; there are no triangular responses." in found.remarks
    assert not found.table()["measure"].str.startswith("triangle").any()


def test_a_series_that_never_changes_allows_no_autoregression_and_that_is_said():
    steps = [act(step, *pair, "strike", "195") for step in range(WEEKS) for pair in (("RUS", "UKR"), ("UKR", "RUS"))]
    found = compare(run_of(*steps), real(), third="TUR")
    assert "1 of 1 runs allow no autoregression." in found.remarks
    assert np.isnan(cell(found.table(), "reciprocity: response over 8 periods", "UKR > RUS after RUS > UKR"))


@pytest.mark.parametrize(
    ("table", "pair", "told"),
    [
        (real(20), (), "cover 20 weeks; at least 30 are needed"),
        (real(), ("RUS",), "a dyad is two actors"),
        (real(), ("RUS", "RUS"), "a dyad is two actors"),
        (real(), ("FRA", "CHN"), "there are none in this file"),
        (real().assign(every="day"), (), "by the day, a step of this scenario is 7 days"),
    ],
)
def test_what_cannot_be_compared_is_one_line(table: pd.DataFrame, pair: tuple[str, ...], told: str):
    with pytest.raises(ValueError, match=told) as caught:
        compare(runs(1), table, pair)
    assert len(str(caught.value).splitlines()) == 1


def counts(every: str = "week", weeks: int = 80) -> pd.DataFrame:
    draws = np.random.default_rng(8)
    periods = pd.date_range("2024-01-01", periods=weeks, freq="W-MON")
    return pd.DataFrame({"every": every, "period": periods, "missiles": draws.negative_binomial(1.3, 0.03, weeks)})


def counted(k: float, steps: int = 80) -> Run:
    made = made_up_run(steps)
    missiles = np.random.default_rng(21).negative_binomial(k, k / (k + 40), steps)
    return replace(made, steps=made.steps.assign(missiles=missiles))


def test_counts_are_compared_by_the_names_of_the_steps():
    found = compare(counted(1.3), counts())
    table = found.table()
    assert set(table["series"]) == {"missiles"}
    assert cell(table, "dispersion k", "missiles") == pytest.approx(1.3, rel=0.4)
    assert cell(table, "dispersion k", "missiles", "real") == pytest.approx(1.3, rel=0.4)
    assert found.real_model is None


def test_counts_of_an_ensemble_need_its_steps():
    with pytest.raises(ValueError, match="run it with --keep-steps"):
        compare(made_up_ensemble(2, keep=False), counts())


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (counts().rename(columns={"missiles": "tanks"}), "no column in common with the steps"),
        (counts("day"), "by the day, a step of this scenario is 7 days"),
        (counts(weeks=12), "cover 12 weeks"),
    ],
)
def test_counts_that_do_not_fit_are_one_line(table: pd.DataFrame, told: str):
    with pytest.raises(ValueError, match=told):
        compare(counted(1.3), table)


@pytest.mark.parametrize("number", [1, 4])
def test_the_figure_shows_series_responses_and_persistence(number: int):
    made: Run | Ensemble = runs(number) if number > 1 else run_of(*mirror(WEEKS, 3))
    figure = figure_comparison(compare(made, real()))
    titles = [ax.get_title(loc="left") for ax in figure.axes]
    assert titles[:2] == ["Real: net score", "Model: net score"]
    assert [title.split(":")[0] for title in titles[2:]] == ["Reciprocity"] * 2 + ["Triangle"] * 2 + ["Persistence"] * 2
    shown = figure.axes[0].get_lines()[1].get_ydata()
    np.testing.assert_allclose(shown, compare(made, real()).sides.real.series["RUS > UKR"])


def test_the_figure_of_one_series_of_counts_leaves_the_rest_empty():
    figure = figure_comparison(compare(counted(1.3), counts()))
    titles = [ax.get_title(loc="left") for ax in figure.axes if ax.axison]
    assert titles == ["Missiles per week", "Persistence: missiles"]
