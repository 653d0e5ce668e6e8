"""The harness: the same luck for every player, measures that agree with the run, differences run by run."""

from __future__ import annotations

import json
import math

import numpy as np
import pandas as pd
import pytest

from diplomacy_abm import api, score_players
from diplomacy_abm.analysis.intervals import clustered_mean
from diplomacy_abm.analysis.players import escalation_points
from diplomacy_abm.seats import Game, goal_score
from diplomacy_abm.seats.harness import ALL, MEASURES, decisions_of
from diplomacy_abm.seats.harness_files import as_lines, ensure_place, shares_of_moves, write_scores
from diplomacy_abm.seats.llm import LanguageModel
from diplomacy_abm.seats.mock import mock_endpoint
from diplomacy_abm.seats.players import FunctionPlayer, Player, player_of

SHORT = api.resolve("ukraine-2025", steps=8)


@pytest.fixture(scope="module")
def scores():
    with mock_endpoint() as url:
        stand_in = LanguageModel({"base_url": url, "model": "mock-conciliator"})
        names = {"own": "own", "best": "best-response", "random": "random", "mock": stand_in}
        return score_players(names, SHORT, ["UKR", "TUR"], runs=4, seed=5, engine="mesa")


def value(scores, player, seat, measure, column="estimate"):
    table = scores.table
    found = table[(table["player"] == player) & (table["seat"] == seat) & (table["measure"] == measure)]
    assert len(found) == 1
    return float(found[column].iloc[0])


def test_the_own_policy_has_the_runs_of_an_ensemble(scores):
    rows = scores.runs.query("player == 'own' and seat == 'UKR'")
    assert [api.run(SHORT, seed=5, run=index).summary["outcome"] for index in range(4)] == list(rows["outcome"])


def test_measures_are_those_of_the_run():
    run = api.run(SHORT, seed=5, run=2)
    found = score_players([Player()], SHORT, ["UKR"], runs=1, first=2, seed=5, engine="mesa")
    row, decisions = found.runs.iloc[0], found.decisions
    own = run.events.query("actor == 'UKR' and channel in ['military', 'humanitarian', 'diplomatic']")
    assert row["escalation"] == pytest.approx(sum(map(escalation_points, own["move"])) / 8)
    assert row["violent moves"] == own["move"].isin(["strike", "offensive"]).sum() / 8
    assert row["goal score"] == goal_score(run, "UKR").total
    assert row["settlement"] == float(run.summary["settlements"] > 0)
    idle = {"hold", "no_exchange", "none"}
    assert [move for move in decisions["move"] if move not in idle] == list(own["move"])


def test_chances_are_those_of_the_menu():
    game = Game(SHORT, ["UKR", "TUR"], seed=1)
    for _ in range(4):
        for seat in game.seats:
            briefing = game.briefing(seat)
            found = {each.channel: each for each in decisions_of(game.model, seat, 0, briefing.default)}
            for channel, menu in briefing.options.items():
                if len(menu) < 2:
                    assert channel not in found
                    continue
                assert found[channel].probabilities() == pytest.approx([option.probability for option in menu])
                assert found[channel].place == briefing.default[channel]
        game.play()


def test_known_players_have_known_rationality(scores):
    for seat in ("UKR", "TUR"):
        assert value(scores, "best", seat, "regret") == 0.0
        assert value(scores, "best", seat, "best responses") == 1.0
        assert value(scores, "best", seat, "relative precision") == math.inf
        assert abs(value(scores, "own", seat, "excess log-likelihood")) < 0.25
        assert value(scores, "random", seat, "relative precision") < 0.4
        assert value(scores, "random", seat, "regret") > value(scores, "own", seat, "regret")


def test_the_own_policy_has_the_precision_of_the_model():
    """Four runs of four sets of parameters do not tell; forty do."""
    many = score_players([Player()], SHORT, ["UKR", "TUR"], runs=40, seed=5)
    for seat in ("UKR", "TUR"):
        low, high = (value(many, "own", seat, "relative precision", end) for end in ("low", "high"))
        assert low < 1.0 < high
        assert high - low < 0.7


def test_a_conciliator_does_not_strike(scores):
    assert value(scores, "mock", "UKR", "violent moves") == 0.0
    assert value(scores, "mock", "UKR", "escalation") < value(scores, "own", "UKR", "escalation")
    assert value(scores, "mock", "UKR", "escalation", "gap") < 0.0
    assert value(scores, "mock", "UKR", "replaced choices") == 0.0
    assert math.isnan(value(scores, "own", "UKR", "replaced choices"))


def test_differences_are_paired_and_nothing_to_oneself(scores):
    runs = scores.runs
    own, best = (runs.query(f"player == '{name}' and seat == 'UKR'").set_index("run") for name in ("own", "best"))
    assert value(scores, "best", "UKR", "goal score", "gap") == pytest.approx(
        (best["goal score"] - own["goal score"]).mean()
    )
    for measure in MEASURES:
        gap = value(scores, "own", "UKR", measure, "gap")
        assert gap == 0.0 or math.isnan(gap)


def test_runs_of_one_set_of_parameters_are_no_strangers():
    """Intervals go by set, and a set that is played a dozen times has a sign of its own."""
    drawn = api.resolve("minimal", {"parameters.sample": "stated:2"}, steps=4)
    found = score_players(["own", "dove"], drawn, ["ALF"], runs=24, seed=5, engine="mesa")
    runs = found.runs.query("player == 'dove'")
    assert list(runs["draw"]) == [0, 1] * 12
    gap = runs["escalation"].to_numpy() - found.runs.query("player == 'own'")["escalation"].to_numpy()
    told = clustered_mean(gap, runs["draw"].to_numpy())
    assert value(found, "dove", "ALF", "escalation", "gap_low") == pytest.approx(told.low)
    sure = [clustered_mean(gap[k::2], np.arange(12)) for k in range(2)]
    same = sum((one.high < 0.0) if gap.mean() < 0.0 else (one.low > 0.0) for one in sure) / 2
    assert value(found, "dove", "ALF", "escalation", "same sign") == same
    few = score_players(["own", "dove"], drawn, ["ALF"], runs=4, seed=5, engine="mesa")
    assert math.isnan(value(few, "dove", "ALF", "escalation", "same sign"))


def test_the_table_is_whole(scores):
    assert len(scores.table) == 4 * 2 * len(MEASURES)
    known = scores.table.dropna(subset=["estimate", "low", "high"])
    assert (known["low"] <= known["estimate"]).all()
    assert (known["estimate"] <= known["high"]).all()
    assert scores.accounts.keys() == {"mock"}
    assert scores.about["seats"] == ["UKR", "TUR"]
    moves = shares_of_moves(scores.decisions)
    assert moves.groupby(["player", "seat", "channel"])["share"].sum().to_numpy() == pytest.approx(1.0)


@pytest.mark.slow
def test_compiled_and_mesa_give_the_same_scores():
    last = FunctionPlayer("last", lambda briefing: {name: len(menu) - 1 for name, menu in briefing.options.items()})

    def scored(engine):
        names = ["own", "tit-for-tat", last]
        return score_players(names, SHORT, ["UKR", "TUR"], runs=2, seed=5, engine=engine)

    quick, plain = scored("compiled"), scored("mesa")
    pd.testing.assert_frame_equal(quick.decisions, plain.decisions)
    pd.testing.assert_frame_equal(quick.runs, plain.runs)
    pd.testing.assert_frame_equal(quick.table, plain.table)


def test_players_may_hold_all_seats_at_once():
    still = FunctionPlayer("still", lambda briefing: dict.fromkeys(briefing.options, 0))
    found = score_players({"own": "own", "still": still}, SHORT, ["UKR", "RUS"], runs=2, seed=5, together=True)
    assert set(found.table["seat"]) == {ALL}
    assert value(found, "still", ALL, "escalation") == 0.0
    assert set(found.decisions.query("player == 'still'")["seat"]) == {"UKR", "RUS"}


def test_twice_the_same_gives_twice_the_same(scores):
    again = score_players({"own": "own", "random": "random"}, SHORT, ["TUR"], runs=4, seed=5)
    for name in ("own", "random"):
        before = scores.table.query(f"player == '{name}' and seat == 'TUR'").reset_index(drop=True)
        pd.testing.assert_frame_equal(again.table.query(f"player == '{name}'").reset_index(drop=True), before)


@pytest.mark.parametrize(
    ("players", "seats", "runs", "says"),
    [
        (["own", "own"], ["UKR"], 1, "'own' stands twice"),
        (["own"], ["UKR"], 0, "runs: 0 is out of range"),
        ([], ["UKR"], 1, "at least one"),
        (["own"], [], 1, "at least one"),
        (["own"], ["XXX"], 1, "no actor 'XXX'"),
        (["nobody"], ["UKR"], 1, "no player 'nobody'"),
    ],
)
def test_what_cannot_be_scored(players, seats, runs, says):
    with pytest.raises(ValueError, match=says):
        score_players(players, SHORT, seats, runs=runs)


def test_a_player_sits_only_where_it_can():
    only = FunctionPlayer("only", lambda briefing: {"mediation": 0}, seats=("TUR",))
    found = score_players({"own": "own", "only": only}, SHORT, ["UKR", "TUR"], runs=1, seed=5)
    assert set(found.table.query("player == 'only'")["seat"]) == {"TUR"}
    with pytest.raises(ValueError, match="none of them can play UKR"):
        score_players([only], SHORT, ["UKR"], runs=1)


def test_an_engine_that_is_none():
    with pytest.raises(ValueError, match="engine: 'abacus' is unknown, must be 'auto', 'compiled' or 'mesa'"):
        score_players(["own"], SHORT, ["UKR"], runs=1, engine="abacus")


def test_a_folder_of_scores(scores, tmp_path):
    folder = tmp_path / "out"
    ensure_place(folder)
    written = write_scores(scores, folder, ["players", "ukraine-2025"])
    assert {path.name for path in written} == {path.name for path in folder.iterdir()}
    first = {path.name: path.read_bytes() for path in written}
    ensure_place(folder)
    write_scores(scores, folder, ["players", "ukraine-2025"])
    assert first == {path.name: path.read_bytes() for path in folder.iterdir()}
    manifest = json.loads(first["manifest.json"])
    assert manifest["kind"] == "players"
    assert "seconds" not in manifest["accounts"]["mock"]
    assert first["players.png"].startswith(b"\x89PNG")
    assert len(pd.read_parquet(folder / "decisions.parquet")) == len(scores.decisions)
    (folder / "thesis.tex").write_text("x")
    with pytest.raises(ValueError, match=r"holds thesis\.tex, which is no result of ours"):
        ensure_place(folder)


def test_the_text_shows_every_player_and_seat(scores):
    text = as_lines(scores)
    assert "Seat UKR, 4 runs:" in text
    assert "Seat TUR, 4 runs:" in text
    for name in ("own", "best", "random", "mock"):
        assert sum(line.startswith(name) for line in text.splitlines()) == 2
    assert max(map(len, text.splitlines())) <= 110


def test_a_player_of_a_text_is_taken():
    found = score_players([player_of("hawk"), "own"], SHORT, ["TUR"], runs=1)
    assert list(pd.unique(found.table["player"])) == ["hawk", "own"]
