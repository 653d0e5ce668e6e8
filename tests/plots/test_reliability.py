"""Reliability diagrams show every question, and say what they show."""

import numpy as np
import pandas as pd
import pytest

from diplomacy_abm.analysis.hindcast import (
    against_market,
    binned_parts,
    by_group,
    misses,
    resolved,
    scores,
    scores_by_set,
    sets_of,
    without_each,
)
from diplomacy_abm.analysis.scoring import brier
from diplomacy_abm.plots.reliability import figure_hindcast, losses, reliability_diagram
from diplomacy_abm.plots.style import save


@pytest.fixture
def table():
    """Sixty questions from six starts, two sets, forecasts that mean something, some open."""
    rng = np.random.default_rng(1)
    n = 66
    p = rng.random(n)
    answer = np.where(rng.random(n) < p, "yes", "no").astype(object)
    answer[60:] = "unresolved"
    return pd.DataFrame({
        "id": [f"q{k}" for k in range(n)], "set": np.where(np.arange(n) % 3, "chosen", "alike"),
        "scenario": [f"s{k % 6}" for k in range(n)], "topic": np.where(np.arange(n) % 2, "talks", "peace"),
        "answer": answer, "p": p, "base": 0.5, "persistence": np.round(rng.random(n)),
    })  # fmt: skip


def test_the_open_ones_are_left_out(table):
    assert len(resolved(table)) == 60
    assert {name: len(here) for name, here in sets_of(table).items()} == {"all": 60, "alike": 20, "chosen": 40}


def test_scores_are_those_of_the_questions(table):
    known = resolved(table)
    y = (known["answer"] == "yes").to_numpy(float)
    found = scores(table, draws=50).set_index(["forecaster", "measure"])
    assert found.loc[("model", "brier"), "estimate"] == pytest.approx(brier(known["p"].to_numpy(), y))
    assert found.loc[("base rate", "brier"), "estimate"] == pytest.approx(0.25)
    expected = 1 - brier(known["p"].to_numpy(), y) / 0.25
    assert found.loc[("model", "skill over base rate"), "estimate"] == pytest.approx(expected)
    spanned = found[found["low"].notna()]
    assert (spanned["low"] <= spanned["high"]).all()
    # the parts of the score have no interval: a bootstrap would push them upward
    without = set(found.index[found["low"].isna()].get_level_values("measure"))
    assert without == {"reliability", "p of reliability", "resolution", "uncertainty"}
    assert set(scores_by_set(table, draws=20)["set"]) == {"all", "alike", "chosen"}


def test_a_market_is_compared_only_where_there_is_a_price(table):
    assert against_market(table.assign(market=np.nan)).empty
    prices = np.where(np.arange(66) < 3, 0.9, np.nan)
    found = against_market(table.assign(market=prices)).set_index("forecaster")
    y = (table["answer"][:3] == "yes").to_numpy(float)
    assert (found["n"] == 3).all()
    assert found.loc["market", "brier"] == pytest.approx(brier(np.full(3, 0.9), y))
    assert found.loc["model", "brier"] == pytest.approx(brier(table["p"][:3].to_numpy(), y))


def test_groups_add_up_to_the_whole(table):
    groups = by_group(table, "topic")
    known = resolved(table)
    whole = brier(known["p"].to_numpy(), (known["answer"] == "yes").to_numpy(float))
    assert (groups["n"] * groups["brier model"]).sum() / 60 == pytest.approx(whole)


def test_a_start_is_left_out_at_a_time(table):
    found = without_each(table)
    assert list(found["n"]) == [50] * 6
    rest = resolved(table).query("scenario != 's0'")
    y = (rest["answer"] == "yes").to_numpy(float)
    assert found["model"].iloc[0] == pytest.approx(brier(rest["p"].to_numpy(), y))
    assert found["skill"].iloc[0] == pytest.approx(1 - found["model"].iloc[0] / 0.25)


def test_the_parts_by_bins_add_up(table):
    parts = binned_parts(table, 4)
    assert parts.score == pytest.approx(parts.reliability - parts.resolution + parts.uncertainty)


def test_the_worst_misses_come_first(table):
    worst = misses(table, 3)["loss"].to_numpy()
    assert len(worst) == 3
    assert (np.diff(worst) <= 0).all()
    assert worst[0] == max((row.p - (row.answer == "yes")) ** 2 for row in resolved(table).itertuples())


def test_the_diagram_shows_every_forecast(table):
    ax = reliability_diagram(table)
    ticks = [line for line in ax.lines if line.get_marker() == "|"]
    assert sum(len(line.get_xdata()) for line in ticks) == 60
    curve = next(line for line in ax.lines if line.get_label().startswith("without bins"))
    assert (np.diff(curve.get_ydata()) >= -1e-12).all()


def test_the_scores_are_drawn_for_every_forecaster(table):
    ax = losses(table)
    drawn = {line.get_label(): line.get_xdata() for line in ax.lines}
    for forecaster in ("model", "base rate", "persistence"):
        assert len(drawn[forecaster]) == 3
    assert [label.get_text() for label in ax.get_yticklabels()] == ["all (60)", "alike (20)", "chosen (40)"]


@pytest.mark.parametrize("sets", [2, 1])
def test_the_figure_can_be_written(table, sets, tmp_path):
    figure = figure_hindcast(table if sets == 2 else table.assign(set="chosen"))
    assert save(figure, tmp_path / "figure.png").stat().st_size > 10_000
