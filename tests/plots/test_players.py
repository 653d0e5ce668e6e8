"""The figure of players: a row a player, infinite precision at the edge, nothing cut off."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from diplomacy_abm.plots import style
from diplomacy_abm.plots.players import BEST, PANELS, figure_players

PLAYERS = ("own policy", "best-response", "worst", "a player with a long name")


def table(seats=("UKR", "TUR"), players=PLAYERS):
    rows = []
    for x, player in enumerate(players):
        for y, seat in enumerate(seats):
            for measure, *_ in PANELS:
                value = 0.1 * x + 0.3 * y
                row = {"player": player, "seat": seat, "measure": measure, "estimate": value, "low": value - 0.05,
                       "high": value + 0.05, "n": 9}  # fmt: skip
                if measure == "relative precision" and player == "best-response":
                    row |= {"estimate": math.inf, "low": math.nan, "high": math.inf}
                if measure == "relative precision" and player == "worst":
                    row |= {"estimate": -math.inf, "low": -math.inf, "high": math.nan}
                rows.append(row)
    return pd.DataFrame(rows)


def test_a_panel_a_measure_and_a_row_a_player():
    figure = figure_players(table())
    axes = figure.axes
    assert [ax.get_title(loc="left") or ax.get_title() for ax in axes] == [title for _, title, _, _ in PANELS]
    assert [label.get_text() for label in axes[0].get_yticklabels()] == list(PLAYERS)
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["UKR", "TUR"]


def test_shares_are_drawn_in_per_cent():
    ax = figure_players(table(seats=("UKR",))).axes[1]
    drawn = np.concatenate([line.get_xdata() for line in ax.lines if line.get_marker() == "o"])
    assert sorted(drawn) == [0.0, 10.0, 20.0, 30.0] or np.allclose(sorted(drawn), [0.0, 10.0, 20.0, 30.0])


def test_what_is_beyond_the_panel_is_marked_at_its_edge():
    ax = figure_players(table(seats=("UKR",))).axes[3]
    right = [line for line in ax.lines if line.get_marker() == ">" and len(line.get_xdata())]
    left = [line for line in ax.lines if line.get_marker() == "<" and len(line.get_xdata())]
    assert [list(line.get_xdata()) for line in right + left] == [[BEST], [-BEST]]
    assert np.isfinite(ax.get_xlim()).all()


def test_nothing_collapses_with_few_or_many_players(tmp_path):
    for players in (PLAYERS[:1], PLAYERS, tuple(f"player {x}" for x in range(14))):
        figure = figure_players(table(players=players))
        style.save(figure, tmp_path / "f.png")
        widths = [ax.get_window_extent().width for ax in figure.axes]
        assert min(widths) > 0.12 * figure.get_window_extent().width
