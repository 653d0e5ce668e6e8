"""Questions put to real runs: the counts are those of the runs one by one, whatever the chunks and threads."""

import numpy as np
import pandas as pd
import pytest
from hindcast.made import FILE, READINGS, tally
from hypothesis import given, settings
from hypothesis import strategies as st

import diplomacy_abm
from diplomacy_abm.analysis.hindcast import label_scores
from diplomacy_abm.hindcast import play, result
from diplomacy_abm.hindcast.questions import load_questions
from diplomacy_abm.hindcast.store import ensure_ours, write_hindcast
from diplomacy_abm.results.export import ResultsError

RUNS = 60


@pytest.fixture(scope="module")
def asked():
    return play.ask(FILE.questions, RUNS)


@pytest.fixture(scope="module")
def ensemble():
    return diplomacy_abm.run_ensemble("minimal", RUNS, keep=("events",))


def test_every_run_answers_every_question(asked):
    assert asked.runs == RUNS
    assert asked.failed == 0
    assert all(sum(count.values()) == RUNS for count in asked.counts.values())


def test_the_counts_are_those_of_the_events(asked, ensemble):
    """Counted another way: dates of the rounds, one run after the other."""
    last = pd.Timestamp(FILE.questions[0].resolves) - pd.Timedelta(days=3)
    events = ensemble.events[pd.to_datetime(ensemble.events["date"]) <= last]
    rounds = events[events["move"] == "round"].groupby("run")
    weeks = rounds["step"].nunique()
    assert asked.counts["round"]["yes"] == len(weeks)
    assert asked.counts["two"]["yes"] == (weeks >= 2).sum()
    hosts = rounds["via"].first().replace("", "no host").value_counts().to_dict()
    assert {label: n for label, n in asked.counts["host"].items() if label != "none in time"} == hosts
    signed = events[(events["move"] == "sign") & (events["subject"] == "settlement")]
    assert asked.counts["settled"]["yes"] == signed["run"].nunique()
    assert 0 < asked.counts["round"]["yes"] < RUNS


def test_neither_threads_nor_blocks_change_the_counts(asked, monkeypatch):
    monkeypatch.setattr(play, "BLOCK", 7)
    assert play.ask(FILE.questions, RUNS, workers=1).counts == asked.counts


def test_a_seed_and_settings_change_them(asked):
    assert play.ask(FILE.questions, RUNS, seed=99).counts != asked.counts
    dear = {"parameters.seen_cost": 0.2, "parameters.refusal_cost": 0.0}
    assert play.ask(FILE.questions, RUNS, settings=dear).counts["round"]["yes"] < asked.counts["round"]["yes"]


def test_no_more_steps_are_played_than_questions_need():
    scenario = diplomacy_abm.load("minimal")
    assert play.steps_needed(scenario, FILE.questions) == 34
    assert play.steps_needed(scenario, FILE.questions) < scenario.scenario.horizon


def test_questions_of_two_scenarios_are_refused():
    with pytest.raises(ValueError, match="must all be of one"):
        play.ask(load_questions().questions, 1)


def test_a_failed_run_is_not_counted(monkeypatch):
    """The summary of the first run of each chunk is made to carry a fault."""
    real = play.chunks

    def faulty(*args, **named):
        for chunk in real(*args, **named):
            chunk.summary[0, list(play.frames.SUMMARY).index("fault")] = 1.0
            yield chunk

    monkeypatch.setattr(play, "chunks", faulty)
    found = play.ask(FILE.questions, RUNS)
    assert found.failed > 0
    assert found.runs + found.failed == RUNS
    assert sum(found.counts["war"].values()) == found.runs


# --- one set of parameters a run

SETS = {"seen_cost": np.array([0.0, 0.2, 0.03])}


def test_every_run_takes_its_set_and_sets_are_counted_apart(monkeypatch):
    """Each set played alone in the places of its runs gives the same answers."""
    monkeypatch.setattr(play, "BLOCK", 7)
    mixed = play.ask(FILE.questions, RUNS, draws=SETS)
    assert mixed.ran.tolist() == [RUNS / 3] * 3
    by_set = mixed.sets["round"]["yes"]
    assert by_set.sum() == mixed.counts["round"]["yes"]
    for k, cost in enumerate(SETS["seen_cost"]):
        alone = diplomacy_abm.run_ensemble("minimal", RUNS, steps=34, parameters={"seen_cost": cost}).runs
        assert by_set[k] == (alone["rounds"].to_numpy()[k::3] > 0).sum()
    assert by_set[1] < by_set[0]


def test_one_set_is_no_other_than_a_setting():
    drawn = play.ask(FILE.questions, RUNS, draws={"seen_cost": np.array([0.1])})
    assert drawn.counts == play.ask(FILE.questions, RUNS, settings={"parameters.seen_cost": 0.1}).counts


def test_the_interval_knows_that_runs_of_one_set_are_alike():
    ran = np.full(10, 20.0)
    assert play.effect_of_sets(np.array([20.0, 0.0] * 5), ran) == pytest.approx(20.0)
    assert play.effect_of_sets(np.full(10, 10.0), ran) == 1.0
    assert play.effect_of_sets(np.zeros(10), ran) == 20.0
    assert play.effect_of_sets(np.array([1.0, 0.0, 0.0, 1.0]), np.ones(4)) == 1.0
    told = play.Tally(None, 1, 200, counts={"q": play.Counter(yes=100, no=100)},
                      sets={"q": {"yes": np.array([20.0, 0.0] * 5)}}, ran=ran)  # fmt: skip
    assert told.share("q", "yes") == play.wilson(0.5, 10)
    assert told.share("q", "never").value == 0.0


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_strangers_in_sets_are_worth_nearly_all_of_themselves(seed):
    hits = np.random.default_rng(seed).binomial(20, 0.3, 500).astype(float)
    assert 1.0 <= play.effect_of_sets(hits, np.full(500, 20.0)) < 1.35


# --- the table


@pytest.fixture
def made(monkeypatch):
    monkeypatch.setattr(play, "ask", lambda *_args, **_named: tally())
    return result.hindcast(FILE, 100)


def test_the_table_has_probabilities_references_and_losses(made):
    table = made.table.set_index("id")
    assert table["p"].to_dict() == {"round": 0.6, "two": 0.3, "war": 0.8, "settled": 0.1, "open": 0.2}
    assert (table["low"] < table["p"]).all()
    assert (table["p"] < table["high"]).all()
    assert table["brier"].to_dict() == pytest.approx(
        {"round": 0.16, "two": 0.09, "war": 0.64, "settled": 0.81, "open": np.nan}, nan_ok=True
    )
    assert set(table["base"]) == {0.4}
    assert set(table["persistence"]) == {0.0}
    assert made.labels[["label", "came", "p"]].to_numpy().tolist() == [
        ["Medonia", "yes", 0.5], ["none in time", "no", 0.5], ["no host", "no", 0.0],
    ]  # fmt: skip


def test_labels_are_scored_over_all_of_them(made):
    """(1 - ½)² + ½² + 0² against (1 - ⅓)² + 2·⅓²."""
    found = label_scores(made.labels).iloc[0]
    assert (found["id"], found["label"], found["p"]) == ("host", "Medonia", 0.5)
    assert found["brier"] == pytest.approx(0.5)
    assert found["brier evenly"] == pytest.approx(2 / 3)
    assert label_scores(made.labels.assign(came="")).empty


def test_parameters_of_a_calibrated_scenario_are_laid_over(monkeypatch):
    seen = []
    monkeypatch.setattr(play, "ask", lambda *args, **_named: seen.append(args[3]) or tally())
    result.hindcast(FILE, 1, parameters_of="ukraine-2025")
    stated = diplomacy_abm.load("ukraine-2025").parameters.model_dump()
    del stated["sources"], stated["sample"]
    assert seen == [{f"parameters.{name}": value for name, value in stated.items()}]
    assert seen[0]


def test_a_scenario_without_questions_is_told():
    with pytest.raises(ValueError, match="no question is asked from ukraine-2022"):
        result.hindcast(FILE, 1, scenarios=("ukraine-2022",))


# --- the folder


def test_the_folder_is_whole_and_the_same_twice(made, tmp_path):
    one, two = (write_hindcast(made, tmp_path / name, ["hindcast"]) for name in ("one", "two"))
    names = {path.relative_to(one).as_posix() for path in one.rglob("*") if path.is_file()}
    assert names == {
        "questions.csv", "labels.csv", "label-scores.csv", "scores.csv", "by-topic.csv", "by-scenario.csv",
        "by-reference.csv",
        "reliability.png", "manifest.json", "scenarios/minimal.toml",
    }  # fmt: skip
    for name in names:
        assert (one / name).read_bytes() == (two / name).read_bytes()
    assert list(pd.read_csv(one / "questions.csv")["id"]) == [*READINGS]
    assert diplomacy_abm.load(one / "scenarios" / "minimal.toml") == diplomacy_abm.load("minimal")


def test_an_earlier_hindcast_is_replaced_and_nothing_else(made, tmp_path):
    folder = write_hindcast(made, tmp_path / "out")
    (folder / "old.txt").write_text("old", "utf-8")
    write_hindcast(made, folder)
    assert not (folder / "old.txt").exists()
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_text("dear", "utf-8")
    for bad, told in ((mine, "holds no earlier hindcast"), (mine / "letter.txt", "is a file")):
        with pytest.raises(ResultsError, match=told):
            ensure_ours(bad)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_folder_that_cannot_be_filled_leaves_nothing(made, tmp_path, monkeypatch):
    monkeypatch.setattr("diplomacy_abm.hindcast.store.manifest_of", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_hindcast(made, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []
