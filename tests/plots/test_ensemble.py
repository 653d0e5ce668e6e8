"""The figures of an ensemble: bars, curves and fans hold the numbers of the tables."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.container import BarContainer

from diplomacy_abm import plots
from diplomacy_abm.plots import ensemble as figures
from diplomacy_abm.results.summaries import outcome_shares
from tests.fixtures_frames import made_up_ensemble

MANY = made_up_ensemble(400)


def test_bars_are_the_shares_in_the_order_of_the_vocabulary() -> None:
    ax = figures.outcome_bars(MANY)
    shares = outcome_shares(MANY.runs)
    (bars,) = [container for container in ax.containers if isinstance(container, BarContainer)]
    np.testing.assert_allclose([bar.get_width() for bar in bars], 100 * shares["share"])
    names = [tick.get_text() for tick in ax.get_yticklabels()]
    assert names[:3] == ["victory of Russia", "victory of Ukraine", "settlement held"]
    assert ax.yaxis_inverted()
    assert ax.get_title(loc="left") == "" or "n = 399, 1 failed" in ax.get_title(loc="left")
    assert "n = 399, 1 failed" in ax.get_title() + ax.get_title(loc="left")


def test_bars_carry_wilson_intervals_and_counts() -> None:
    some = replace(MANY, runs=MANY.runs[MANY.runs["outcome"] != "victory of A"])
    ax, shares = figures.outcome_bars(some), outcome_shares(some.runs)
    came = shares[shares["count"] > 0]
    assert 0 < len(came) < len(shares)
    (whiskers,) = ax.collections
    ends = np.array([segment[:, 0] for segment in whiskers.get_segments()])
    np.testing.assert_allclose(ends, 100 * came[["low", "high"]].to_numpy(), atol=1e-9)
    assert [text.get_text() for text in ax.texts] == [
        f"{100 * row.share:.1f} %  ({row.count})" if row.count else f"never; at most {100 * row.high:.1f} %"
        for row in shares.itertuples(name="Share", index=False)
    ]


def test_the_ceasefire_is_seen_where_it_runs_over_the_end_of_the_war() -> None:
    lines = {drawn.get_label(): drawn for drawn in figures.waiting_curves(MANY).get_lines()}
    assert lines["end of the war"].get_linewidth() > 1.5 * lines["ceasefire"].get_linewidth()


def test_labels_of_the_bars_stay_inside() -> None:
    for count in (3, 50, 400):
        figure = plots.figure_ensemble(made_up_ensemble(count, keep=False))
        ax, renderer = figure.axes[0], figure.canvas.get_renderer()
        edge = ax.get_window_extent(renderer).x1
        assert max(text.get_window_extent(renderer).x1 for text in ax.texts) <= edge + 4


def test_curves_fall_from_one_and_the_war_is_the_lower_of_its_ends() -> None:
    ax = figures.waiting_curves(MANY)
    curves = {drawn.get_label(): np.asarray(drawn.get_ydata()) for drawn in ax.get_lines()}
    assert set(curves) == {"formal talks", "ceasefire", "end of the war"}
    for values in curves.values():
        assert values[0] == 1.0
        assert (np.diff(values) <= 1e-12).all()
    assert curves["end of the war"][-1] < curves["ceasefire"][-1]


def test_fan_holds_the_median() -> None:
    ax = figures.fan_chart(MANY, "front")
    (median,) = ax.get_lines()
    np.testing.assert_allclose(median.get_ydata(), MANY.steps.groupby("step")["front"].median())
    assert len(ax.collections) == 2


def test_figure_has_fans_only_where_the_steps_were_kept() -> None:
    assert len(plots.figure_ensemble(MANY).axes) == 2 + len(figures.FANS)
    assert len(plots.figure_ensemble(made_up_ensemble(keep=False)).axes) == 2
    with pytest.raises(ValueError, match="--keep-steps"):
        figures.fan_chart(made_up_ensemble(keep=False), "front")


def test_titles_of_the_fans_do_not_run_into_each_other() -> None:
    figure = plots.figure_ensemble(MANY)
    renderer = figure.canvas.get_renderer()
    boxes = [ax._left_title.get_window_extent(renderer) for ax in figure.axes]
    for index, box in enumerate(boxes):
        assert box.x1 <= figure.bbox.x1
        assert not any(box.overlaps(other) for other in boxes[index + 1 :])
