"""The panels of one run: what is drawn is what the frames hold."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from diplomacy_abm import plots
from diplomacy_abm.plots import run_panels, style
from tests.fixtures_frames import CARD, event, events_frame, made_up_run

RUN = made_up_run()


def line(ax: Axes, label: str) -> np.ndarray:
    (found,) = [drawn for drawn in ax.get_lines() if drawn.get_label() == label]
    return np.asarray(found.get_ydata())


def labels(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.get_legend().get_texts()]


def test_track_is_a_ladder_with_its_marks() -> None:
    ax = run_panels.talk_track(RUN)
    np.testing.assert_array_equal(line(ax, "track"), RUN.steps["track"])
    assert [tick.get_text() for tick in ax.get_yticklabels()] == list(style.TRACK_NAMES)
    assert labels(ax) == ["track", "round of talks", "deal signed", "deal broken", "prisoner exchange"]
    assert len(line(ax, "round of talks")) == 5
    assert len(line(ax, "deal signed")) == 2
    assert len(line(ax, "deal broken")) == 1


def test_a_run_without_deals_has_no_mark_for_them() -> None:
    quiet = replace(RUN, events=RUN.events[RUN.events["channel"] != "outcome"])
    assert labels(run_panels.talk_track(quiet)) == ["track"]


def test_a_deal_that_is_broken_before_any_is_signed_was_in_force_at_the_start() -> None:
    broken = event(3, "RUS", "UKR", "outcome", "breach", subject="shipping")
    ax = run_panels.talk_track(replace(RUN, events=events_frame([broken])))
    assert labels(ax) == ["track", "deal in force\nat the start", "deal broken"]
    assert len(line(ax, "deal in force\nat the start")) == 1


def test_lines_that_coincide_are_both_seen() -> None:
    ax = run_panels.escalation(RUN)
    first, second = (drawn.get_linewidth() for drawn in ax.get_lines())
    assert first > 1.5 * second


def test_escalation_is_drawn_both_ways() -> None:
    ax = run_panels.escalation(RUN)
    np.testing.assert_array_equal(line(ax, "Russia on Ukraine"), RUN.steps["esc_ab"])
    np.testing.assert_array_equal(line(ax, "Ukraine on Russia"), RUN.steps["esc_ba"])
    assert ax.get_ylim() == (0, 1)


def test_trust_shows_the_sides_and_the_chief_mediator() -> None:
    ax = run_panels.trust(RUN)
    np.testing.assert_array_equal(line(ax, "Russia in Ukraine"), RUN.steps["trust_ab"])
    assert labels(ax)[2:] == ["Russia in Türkiye", "Ukraine in Türkiye"]


def test_chief_mediator_is_who_hosted_most_and_is_there() -> None:
    assert run_panels.chief_mediator(RUN) == "TUR"
    hosted = [
        event(step, "RUS", "UKR", "outcome", "round", via=host) for step, host in enumerate(("TUR", "ARE", "ARE"))
    ]
    assert run_panels.chief_mediator(replace(RUN, events=events_frame(hosted))) == "ARE"
    assert run_panels.chief_mediator(replace(RUN, events=events_frame([]), without=("TUR", "USA"))) == "ARE"
    assert run_panels.chief_mediator(replace(RUN, without=("TUR", "USA", "ARE"))) == ""


def test_front_and_capability_have_scales_of_their_own() -> None:
    ax = run_panels.front(RUN)
    left, right = ax.figure.axes
    np.testing.assert_array_equal(left.get_lines()[0].get_ydata(), RUN.steps["front"])
    np.testing.assert_allclose(right.get_lines()[0].get_ydata(), RUN.steps["cap_a"] / RUN.steps["cap_b"])


def test_hurt_and_weariness_of_both() -> None:
    ax = run_panels.hurt(RUN)
    np.testing.assert_array_equal(line(ax, "weariness, Ukraine"), RUN.steps["weary_b"])
    assert len(ax.get_lines()) == 4


def test_raster_colours_the_cell_of_the_move_and_no_other() -> None:
    rows = [
        event(0, "RUS", "UKR", "military", "strike", goldstein=-10.0),
        event(1, "RUS", "UKR", "military", "restrain", goldstein=9.0),
        event(2, "RUS", "UKR", "military", "hold"),
        event(2, "TUR", "", "mediation", "convene", goldstein=5.0),
        event(2, "RUS", "UKR", "outcome", "breach", goldstein=-9.0),
    ]
    ax = run_panels.moves_raster(replace(RUN, events=events_frame(rows)))
    cells = np.asarray(ax.images[0].get_array())
    assert cells.shape == (2, len(RUN.steps), 3)
    np.testing.assert_allclose(cells[0, 0], to_rgb(style.CHANNEL_COLOURS["military"]))
    assert (cells[0, 1] > cells[0, 0]).any()
    np.testing.assert_array_equal(cells[0, 2:], 1.0)
    assert (cells[1] != 1.0).any(axis=1).nonzero()[0].tolist() == [2]
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["Russia", "Türkiye"]
    assert labels(ax) == ["military", "mediation"]


def test_raster_of_a_run_in_which_nobody_moved() -> None:
    ax = run_panels.moves_raster(replace(RUN, events=events_frame([])))
    assert (np.asarray(ax.images[0].get_array()) == 1.0).all()


def test_figure_is_six_aligned_panels_that_fit_a_page() -> None:
    figure = plots.figure_run(RUN)
    titles = [ax.get_title(loc="left") for ax in figure.axes if ax.get_title(loc="left")]
    assert [title.split(" (")[0] for title in titles] == [
        "Talk track", "Escalation", "Trust", "Front and capability", "Hurt and weariness", "Moves",
    ]  # fmt: skip
    assert len({ax.get_xlim() for ax in figure.axes}) == 1
    width, height = figure.get_size_inches()
    assert (width, height <= 9.8) == (7.0, True)
    assert "seed 1, run 0: ceasefire" in figure.get_suptitle()


def test_nothing_sticks_out_of_the_figure() -> None:
    for figure in (plots.figure_run(RUN), plots.figure_network(RUN)):
        box, page = figure.get_tightbbox(figure.canvas.get_renderer()), figure.get_size_inches()
        assert box.x0 >= -0.02
        assert box.x1 <= page[0] + 0.02
        assert box.y1 <= page[1] + 0.02


def test_a_run_of_a_few_steps_can_be_drawn() -> None:
    assert isinstance(plots.figure_run(made_up_run(3)), Figure)


def test_the_axes_given_are_used() -> None:
    ax = Figure().add_subplot()
    assert run_panels.escalation(RUN, ax) is ax


def test_same_figure_same_bytes(tmp_path: Path) -> None:
    for suffix in ("png", "svg", "pdf"):
        first = plots.save(plots.figure_run(made_up_run(8)), tmp_path / f"a.{suffix}").read_bytes()
        second = plots.save(plots.figure_run(made_up_run(8)), tmp_path / f"b.{suffix}").read_bytes()
        assert first == second
        assert b"Matplotlib v" not in first
    assert len(list(tmp_path.iterdir())) == 6


@pytest.mark.parametrize("name", ["half a $x_{$", "$$", "a_b^c & <b>"])
def test_a_name_is_no_formula(name: str, tmp_path: Path) -> None:
    run = made_up_run(8)
    named = replace(run, scenario=replace(run.scenario, title=name))
    assert plots.save(plots.figure_run(named), tmp_path / "a.svg").exists()


def test_the_settings_of_the_user_stay_as_they_were() -> None:
    before = dict(matplotlib.rcParams)
    plots.figure_run(made_up_run(3)).savefig(io.BytesIO())
    assert dict(matplotlib.rcParams) == before


def test_an_unknown_figure_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="figure_war"):
        plots.figure_war  # noqa: B018


def test_the_colours_of_channels_and_sides_differ() -> None:
    assert len(set(style.CHANNEL_COLOURS.values())) == 5
    assert style.SIDE_COLOURS["A"] != style.SIDE_COLOURS["B"]
    assert set(CARD.sides) == set(style.SIDE_COLOURS)
