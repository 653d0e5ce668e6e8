"""The network of relations: who stands where, what a tie's colour and width say."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from matplotlib.colors import to_rgba
from matplotlib.patches import FancyArrowPatch

from diplomacy_abm import plots
from diplomacy_abm.plots import network
from tests.fixtures_frames import CARD, CLIENTS, made_up_run

RUN = made_up_run()
SUPPORT = dict.fromkeys(CLIENTS.items(), 0.5)


def arrows(step: int) -> list[FancyArrowPatch]:
    ax = network.relations_network(RUN, step)
    return [patch for patch in ax.patches if isinstance(patch, FancyArrowPatch)]


def test_sides_face_each_other_mediators_between_backers_behind() -> None:
    places = network.positions(CARD, SUPPORT)
    across = {label: x for label, (x, _) in places.items()}
    assert across["RUS"] == -across["UKR"] < 0
    assert {across[label] for label in ("TUR", "USA", "ARE", "VAT")} == {0}
    assert all(across[label] > across["UKR"] for label in ("FRA", "EUN", "ESP"))
    assert all(across[label] < across["RUS"] for label in ("CHN", "PRK"))


def test_nobody_stands_on_anybody_nor_on_the_line_between_the_sides() -> None:
    places = network.positions(CARD, SUPPORT)
    assert min(np.hypot(a[0] - b[0], a[1] - b[1]) for a, b in combinations(places.values(), 2)) > 0.4
    assert min(abs(y) for x, y in places.values() if x == 0) > 0.5


def test_a_patron_of_nobody_stands_between_and_the_absent_nowhere() -> None:
    places = network.positions(CARD, {}, without=("TUR",))
    assert places["FRA"][0] == 0
    assert "TUR" not in places


def test_the_ties_of_the_sides_are_as_wide_as_escalation_and_coloured_by_trust() -> None:
    row = RUN.steps.iloc[30]
    pointed = [patch for patch in arrows(30) if patch.get_arrowstyle().__class__.__name__ == "CurveFilledB"]
    there, back = sorted(pointed, key=lambda patch: -patch.get_linewidth())[:2]
    if row["esc_ab"] < row["esc_ba"]:
        there, back = back, there
    assert there.get_linewidth() == pytest.approx(1 + 6 * row["esc_ab"])
    assert back.get_linewidth() == pytest.approx(1 + 6 * row["esc_ba"])
    np.testing.assert_allclose(there.get_edgecolor(), network.COLOURS(row["trust_ab"]))
    np.testing.assert_allclose(back.get_edgecolor(), network.COLOURS(row["trust_ba"]))


def test_each_pair_of_mediator_and_party_and_each_backer_has_its_tie() -> None:
    given = network.values_at(RUN, 30, "support")
    backing = {pair for pair, value in given.items() if value > network._LEAST_SUPPORT}
    mediators = {label for label, actor in RUN.scenario.actors.items() if "mediator" in actor.seats}
    # 2 between the sides, 3 mediators with 2 parties, and every tie of support, also that of a mediator who arms
    assert len(arrows(30)) == 2 + 3 * 2 + len(backing)
    assert {patron for patron, _ in backing} & mediators


def test_more_trust_is_darker_and_the_least_can_be_seen_on_white() -> None:
    light = [np.array(to_rgba(network.COLOURS(value))[:3]).mean() for value in np.linspace(0.0, 1.0, 21)]
    assert all(a > b for a, b in pairwise(light))
    assert light[0] < 0.85


def test_the_leads_are_told_in_numbers() -> None:
    texts = [text.get_text() for text in network.relations_network(RUN, 30).texts]
    row = RUN.steps.iloc[30]
    assert f"escalation {row['esc_ab']:.2f}, trust {row['trust_ab']:.2f}" in texts
    assert f"escalation {row['esc_ba']:.2f}, trust {row['trust_ba']:.2f}" in texts


def test_figure_names_everybody_the_week_and_the_scale() -> None:
    figure = plots.figure_network(RUN, 30)
    ax, bar = figure.axes
    texts = [text.get_text().replace("\n", " ") for text in ax.texts]
    assert {actor.name for actor in CARD.actors.values()} <= set(texts)
    assert "2026-06-15" in figure.get_suptitle()
    assert "trust" in bar.get_xlabel()


def test_names_do_not_overlap() -> None:
    figure = plots.figure_network(RUN, 30)
    renderer = figure.canvas.get_renderer()
    boxes = [text.get_window_extent(renderer) for text in figure.axes[0].texts]
    legend = figure.axes[0].get_legend().get_window_extent(renderer)
    assert not any(a.overlaps(b) for a, b in combinations([*boxes, legend], 2))


def test_the_last_step_is_the_default_and_an_unknown_one_is_told() -> None:
    assert "2027-11-08" in plots.figure_network(RUN).get_suptitle()
    with pytest.raises(ValueError, match="step 104 is not in this run; it has steps 0 to 103"):
        plots.figure_network(RUN, 104)
