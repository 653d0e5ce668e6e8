"""Figures of calibrations: what is drawn is what the tables say."""

import numpy as np
import pandas as pd
import pytest

from diplomacy_abm.analysis.posterior import coverage_table, predictive_table
from diplomacy_abm.plots import posterior as plots
from diplomacy_abm.plots import style

LABELS = {"one": "first", "two": "second parameter with quite a long name to fold", "three": "third"}


@pytest.fixture(scope="module")
def particles():
    rng = np.random.default_rng(1)
    x = rng.normal(size=(300, 3))
    x[:, 1] = 0.9 * x[:, 0] + 0.3 * x[:, 1]
    frame = pd.DataFrame(x, columns=list(LABELS))
    frame.insert(0, "weight", 1 / 300)
    return frame


def test_marginals_have_a_panel_for_each_and_mark_the_value_before(particles):
    figure = plots.marginals(particles, particles * 2, LABELS, {"one": 0.3, "two": 0.0, "three": -0.5})
    panels = [ax for ax in figure.axes if ax.axison]
    assert len(panels) == 3
    marked = [line.get_xdata()[0] for line in panels[0].lines if line.get_linestyle() == "--"]
    assert marked == [0.3]


def test_a_density_keeps_its_mass_at_the_ends():
    values = np.random.default_rng(2).exponential(size=4000)
    x, y = plots.density(values, None, 0.0, 12.0)
    assert np.trapezoid(y, x) == pytest.approx(1.0, abs=0.02)


def test_pairs_say_the_correlation_above_the_diagonal(particles):
    figure = plots.pairs(particles, LABELS)
    said = [text.get_text() for ax in figure.axes for text in ax.texts]
    assert len(said) == 3
    expected = np.corrcoef(particles["one"], particles["two"])[0, 1]
    assert float(said[0].replace("−", "-")) == pytest.approx(expected, abs=0.006)


def test_the_predictive_check_draws_the_record_even_far_out():
    drawn = np.random.default_rng(3).normal(size=(200, 2))
    table = predictive_table(drawn, drawn, np.array([0.0, 9.0]), ["a", "b"])
    figure = plots.predictive(
        pd.DataFrame(drawn, columns=["a", "b"]), table, {"a": "A", "b": "B"}, {"a": True, "b": False}
    )
    far = figure.axes[1]
    assert any(line.get_xdata()[0] == 9.0 for line in far.lines)
    assert far.get_xlim()[1] > 9.0
    assert far.get_title().endswith("*")


def test_recovery_marks_the_sets_that_were_missed(tmp_path):
    rng = np.random.default_rng(4)
    rows = [(k, name, 0.5, 0.5, 0.3, 0.7, rank) for name in LABELS for k, rank in enumerate(rng.random(20))]
    ranks = pd.DataFrame(rows, columns=["set", "parameter", "true", "mean", "low", "high", "rank"])
    ranks.loc[0, "rank"] = 0.999
    figure = plots.recovery(ranks, coverage_table(ranks), LABELS)
    colours = {line.get_color() for line in figure.axes[0].lines}
    assert style.VERMILION in colours
    path = plots.draw_recovery(ranks, coverage_table(ranks), LABELS, tmp_path)
    assert path.stat().st_size > 10_000
