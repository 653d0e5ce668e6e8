"""The curated results are those of the questions and scenarios that ship."""

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from diplomacy_abm.analysis.hindcast import sets_of
from diplomacy_abm.analysis.scoring import brier
from diplomacy_abm.hindcast.questions import load_questions
from diplomacy_abm.hindcast.result import hindcast
from diplomacy_abm.scenario import load

RESULTS = Path(__file__).resolve().parents[2] / "results" / "hindcast"
FILE = load_questions()


def kept():
    return pd.read_csv(RESULTS / "questions.csv")


def test_every_question_is_there_with_its_answer():
    expected = {q.id: (q.question, q.answer) for q in FILE.questions if not q.reading.is_label}
    table = kept()
    assert dict(zip(table["id"], zip(table["question"], table["answer"], strict=True), strict=True)) == expected
    assert (table["runs"] >= 3_000).all()


def test_signs_are_counted_set_by_set_over_the_starts():
    """Under one set all is foreseen, under the other next to nothing: half of the sets beat a coin for sure."""
    from experiments.hindcast.run import signs

    table = kept()[lambda rows: rows["answer"] != "unresolved"].reset_index(drop=True)
    tallies = {}
    for name, here in table.groupby("scenario"):
        hits = {row.id: {"yes": 1e7 * np.array([0.4 + 0.2 * (row.Index % 2), row.answer == "yes"])}
                for row in here.itertuples()}  # fmt: skip
        tallies[name] = SimpleNamespace(ran=np.array([1e7, 1e7]), sets=hits)
    found = signs(SimpleNamespace(table=table, tallies=tallies)).set_index(["questions", "against"])
    coin = found.loc[("all", "a coin")]
    assert (coin["effect"], coin["same"], coin["other"]) == (pytest.approx(-0.12, abs=0.01), 0.5, 0.0)
    assert found.loc[("all", "persistence"), "verdict"] == "open"


def test_the_scores_are_those_of_the_table():
    scores = pd.read_csv(RESULTS / "scores.csv").set_index(["set", "forecaster", "measure"])["estimate"]
    for name, here in sets_of(kept()).items():
        y = (here["answer"] == "yes").to_numpy(float)
        for forecaster, column in {"model": "p", "base rate": "base", "persistence": "persistence"}.items():
            assert scores[name, forecaster, "brier"] == pytest.approx(brier(here[column].to_numpy(), y), rel=2e-3)


def test_the_section_shows_what_the_tables_have():
    text = (RESULTS / "section.md").read_text("utf-8")
    answers = pd.read_csv(RESULTS / "open.csv").pivot_table(
        index=["question", "answer"], columns="parameters", values=["p", "low", "high"]
    )
    for (question, answer), row in answers.iterrows():
        name = question if answer == "yes" else answer
        shipped, low, high = row["p", "as shipped"], row["low", "as shipped"], row["high", "as shipped"]
        shown = f"| {name} | {shipped:.3f} | {low:.3f} – {high:.3f} | {row['p', 'drawn']:.3f} |"
        assert (shown in text) == (row["p"].max() > 0), shown
    assert text.startswith("## Hindcast\n")


def test_the_open_questions_stand_alike_in_all_tables():
    answers = pd.read_csv(RESULTS / "open.csv")
    plain = answers[answers["answer"] == "yes"].set_index(["id", "parameters"])["p"]
    drawn = pd.read_csv(RESULTS / "drawn.csv").set_index("id")["p"]
    for row in kept()[kept()["answer"] == "unresolved"].itertuples():
        assert plain[row.id, "as shipped"] == row.p
        assert plain[row.id, "drawn"] == drawn[row.id]
    hosts = answers[answers["answer"] != "yes"].groupby("parameters")["p"].sum()
    assert hosts.to_numpy() == pytest.approx(1.0, abs=0.002)


@pytest.mark.slow
def test_a_fresh_small_run_under_other_luck_agrees():
    """Shares of 400 runs lie within five standard errors of those that were kept, and the scenarios are the same."""
    manifest = json.loads((RESULTS / "manifest.json").read_text("utf-8"))
    assert {name: row["fingerprint"] for name, row in manifest["scenarios"].items()} == {
        name: load(name).fingerprint for name in FILE.scenarios
    }
    fresh = hindcast(FILE, 400, seed=90210).table
    both = kept().merge(fresh[["id", "p"]], on="id", suffixes=("", " fresh"))
    spread = np.sqrt(np.maximum(both["p"] * (1.0 - both["p"]), 0.002) / 400)
    assert (np.abs(both["p"] - both["p fresh"]) < 5.0 * spread).all()
