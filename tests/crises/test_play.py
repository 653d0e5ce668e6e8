"""Playing crises: what of a run is read as an outcome, luck, and what the command prints."""

import dataclasses
import json
from importlib.resources import files

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from diplomacy_abm.cli import main
from diplomacy_abm.crises import forecast, play, read_crises
from diplomacy_abm.crises.play import ALARM, CALM, outcomes
from diplomacy_abm.crises.scenario import LASTS
from diplomacy_abm.engine.batch import Chunk
from diplomacy_abm.phases.summary import SUMMARY
from diplomacy_abm.state import METRICS

INVENTED = str(files("diplomacy_abm.crises").joinpath("invented.csv"))
WEEKS = 120


def chunk(coercion, settlement=-1, ceasefire=-1, fault=0):
    """Runs with a course of coercion each, and when something was signed."""
    rows = np.atleast_2d(coercion)
    steps = np.zeros((len(rows), rows.shape[1], len(METRICS)))
    steps[:, :, METRICS.index("intensity")] = rows
    summary = np.zeros((len(rows), len(SUMMARY)))
    for name, value in (("first_settlement", settlement), ("first_ceasefire", ceasefire), ("fault", fault)):
        summary[:, SUMMARY.index(name)] = value
    return Chunk(0, summary, steps, None)


def course(*parts):
    return np.concatenate([np.full(weeks, level) for weeks, level in parts])


HOT, COLD = CALM + 0.05, CALM - 0.05


def test_a_crisis_that_fades_has_no_agreement():
    found = outcomes(chunk(course((6, HOT), (WEEKS - 6, COLD))), 0, 0)
    assert not found.agreement[0]
    assert found.days[0] == 7 * 6 + 3.5
    assert found.tension_reduced[0]


def test_a_signature_before_it_fades_is_an_agreement_and_a_later_one_is_not():
    hot = course((6, HOT), (WEEKS - 6, COLD))
    signed = outcomes(chunk(hot, ceasefire=4), 0, 0)
    assert signed.agreement[0]
    assert signed.days[0] == 7 * 4 + 3.5
    assert outcomes(chunk(hot, settlement=6), 0, 0).agreement[0]
    assert not outcomes(chunk(hot, settlement=7), 0, 0).agreement[0]


def test_the_first_signature_counts():
    assert outcomes(chunk(course((WEEKS, HOT)), settlement=9, ceasefire=5), 0, 0).days[0] == 7 * 5 + 3.5


def test_a_new_crisis_within_five_years_and_a_later_one():
    again = course((6, HOT), (20, COLD), (2, ALARM), (LASTS + 260, COLD))
    assert not outcomes(chunk(again), 0, 0).tension_reduced[0]
    late = course((6, HOT), (262, COLD), (2, ALARM), (96, COLD))
    assert outcomes(chunk(late), 0, 0).tension_reduced[0]


def test_a_crisis_is_still_on_while_its_mediator_is_at_work():
    found = outcomes(chunk(course((3, HOT), (WEEKS - 3, COLD))), 0, 12)
    assert found.days[0] == 7 * 12 + 3.5
    assert outcomes(chunk(course((3, HOT), (WEEKS - 3, COLD)), ceasefire=10), 0, 12).agreement[0]


def test_a_run_that_failed_does_not_count():
    one = chunk(np.vstack([course((WEEKS, HOT))] * 2), ceasefire=4)
    one.summary[0, SUMMARY.index("fault")] = 3
    assert len(outcomes(one, 0, 0).days) == 1


def test_a_run_that_ends_early_has_no_coercion_after_it():
    over = course((6, HOT), (WEEKS - 6, np.nan))
    assert outcomes(chunk(over), 0, 0).tension_reduced[0]


@pytest.fixture(scope="module")
def some():
    return read_crises(INVENTED).crises[:6]


@pytest.mark.slow
def test_a_crisis_has_the_same_luck_whatever_else_is_in_the_file(some):
    together = forecast(some, runs=16)
    alone = forecast(some[3:4], runs=16, workers=1)
    pd.testing.assert_frame_equal(together.iloc[3:4].reset_index(drop=True), alone)
    assert together["agreement"].between(0, 1).all()
    assert (together["days_q25"] <= together["days_median"]).all()


@pytest.mark.slow
def test_runs_are_the_same_in_one_piece_and_in_several(some, monkeypatch):
    whole = forecast(some[:1], runs=20)
    monkeypatch.setattr(play, "AT_ONCE", 8)
    pd.testing.assert_frame_equal(forecast(some[:1], runs=20), whole)


@pytest.mark.slow
def test_days_before_the_mediator_came_are_part_of_the_length(some):
    codes = {"viol": 2.0, "protrac": 1.0, "mediated": 1.0, "mediation_days": 30.0}
    early, late = (
        dataclasses.replace(some[0], codes={**codes, "mediation_start_day": day}) for day in (0.0, 200.0)
    )  # fmt: skip
    one, other = forecast([early], runs=16), forecast([late], runs=16)
    assert other["days_median"][0] - one["days_median"][0] == pytest.approx(200.0)
    assert other["agreement"][0] == one["agreement"][0]


@pytest.mark.slow
def test_mediators_matter_and_only_to_mediated_crises(some):
    codes = {"viol": 2.0, "protrac": 1.0, "mediation_start_day": 0.0, "mediation_days": 60.0, "medstyle": 3.0}
    one = [dataclasses.replace(some[0], crisno=k, codes={**codes, "mediated": float(k % 2)}) for k in range(8)]
    with_, without = forecast(one, runs=100), forecast(one, runs=100, without=True)
    gain = (with_ - without)["agreement"].to_numpy()
    assert (gain[::2] == 0).all()
    assert gain[1::2].mean() > 0.1


@pytest.mark.slow
def test_score_prints_a_list_that_can_be_read_and_scores_apart(tmp_path):
    out = tmp_path / "scores.json"
    words = ["crises", "score", INVENTED, "--format", "json", "--runs", "4", "--scores", str(out)]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.output
    rows = json.loads(done.stdout)
    assert len(rows) == 60
    assert set(rows[0]) == {"crisno", "agreement", "tension_reduced", "days_median"}
    assert [row["crisno"] for row in rows] == list(range(9001, 9061))
    told = json.loads(out.read_text("utf-8"))
    assert {row["forecaster"] for row in told} == {"model", "base rate", "two rates by mediation", "regression"}
    model = next(row for row in told if (row["outcome"], row["forecaster"]) == ("agreement", "model"))
    y = pd.read_csv(INVENTED)["agreement"].to_numpy()
    p = np.array([row["agreement"] for row in rows])
    assert model["brier"] == pytest.approx(np.mean((p - y) ** 2), abs=1e-3)
    assert "brier" in done.stderr


@pytest.mark.slow
def test_without_ends_there_are_forecasts_and_no_scores(tmp_path):
    path = tmp_path / "crises.csv"
    ends = ["days", "forout", "outesr", "agreement", "tension_reduced_5y"]
    pd.read_csv(INVENTED).drop(columns=ends).head(3).to_csv(path, index=False)
    done = CliRunner().invoke(main, ["crises", "score", str(path), "--format", "json", "--runs", "4"])
    assert done.exit_code == 0, done.output
    assert len(json.loads(done.stdout)) == 3
    assert "no scores" in done.stderr


@pytest.mark.slow
def test_a_file_alone_is_forecast(tmp_path):
    words = ["crises", INVENTED, "--runs", "2", "--format", "json"]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.output
    assert set(json.loads(done.stdout)[0]) == {
        "crisno", "agreement", "tension_reduced", "days_median", "days_q25", "days_q75", "runs",
    }  # fmt: skip
    same = CliRunner().invoke(main, ["crises", "forecast", *words[1:]])
    assert same.stdout == done.stdout


@pytest.mark.parametrize("words", [["none.csv"], ["score", "none.csv"], ["score", "none.csv", "--format", "json"]])
def test_a_file_that_is_not_there_is_one_line(words, tmp_path):
    done = CliRunner().invoke(main, ["crises", *words])
    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr == "Error: none.csv: no such file or directory\n"


def test_the_example_is_written_once(tmp_path):
    path = tmp_path / "mine.csv"
    assert CliRunner().invoke(main, ["crises", "example", str(path)]).exit_code == 0
    assert read_crises(path).crises == read_crises(INVENTED).crises
    done = CliRunner().invoke(main, ["crises", "example", str(path)])
    assert done.exit_code != 0
    assert "is there already" in done.stderr
