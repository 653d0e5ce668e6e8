"""Forecasts written before their questions resolve: the hash holds, nothing is replaced, and they are scored."""

import datetime as dt
import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from diplomacy_abm.analysis.hindcast import gaps_by_start, independent, softened
from diplomacy_abm.cli import main
from diplomacy_abm.hindcast.baselines import counted, ended, excited, load_record, survived, with_baselines
from diplomacy_abm.hindcast.forecast import ForecastError, digest, read_forecast
from diplomacy_abm.hindcast.questions import load_questions
from diplomacy_abm.scenario import load

START = load("minimal").scenario.start
AHEAD = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=4000)

TEXT = """
[file]
title = "Made up"

[[questions]]
id = "round"
question = "Is there a round?"
topic = "talks"
scenario = "minimal"
asked = {start}
resolves = {ahead}
reading = {{ event = "round", to = {to} }}
answer = "{answer}"
source = "made up"
base = {{ class = "a coin", rate = 0.5, per = "question", source = "made up" }}
persistence = {{ answer = "no", why = "made up" }}
"""


def questions(folder, answer="unresolved", ahead=AHEAD, name="q.toml"):
    path = folder / name
    to = START + dt.timedelta(days=200)
    path.write_text(TEXT.format(start=START, ahead=ahead, to=to, answer=answer), "utf-8")
    return str(path)


def call(*words):
    return CliRunner().invoke(main, ["forecast", *map(str, words)])


@pytest.fixture
def written(tmp_path):
    done = call("write", tmp_path / "f.json", "--questions", questions(tmp_path), "--runs", "30")
    assert done.exit_code == 0, done.output
    return tmp_path / "f.json", done


def test_it_is_dated_and_its_hash_is_that_of_its_content(written):
    path, done = written
    found = read_forecast(path)
    assert found["made"] == dt.datetime.now(dt.UTC).date().isoformat()
    assert f"sha256 {digest(found)}" in done.output
    assert 0.0 <= found["questions"][0]["p"] <= 1.0
    path.write_text(json.dumps(found), "utf-8")
    assert read_forecast(path) == found


def test_a_probability_that_was_changed_is_found_out(written):
    path, _ = written
    found = json.loads(path.read_text("utf-8"))
    found["questions"][0]["p"] = 0.99
    path.write_text(json.dumps(found), "utf-8")
    with pytest.raises(ForecastError, match="was changed after it was made"):
        read_forecast(path)


def test_it_is_never_replaced_and_nothing_past_is_forecast(written, tmp_path):
    path, _ = written
    before = path.read_bytes()
    again = call("write", path, "--questions", questions(tmp_path))
    assert (again.exit_code, path.read_bytes()) == (2, before)
    assert len(again.output.strip().splitlines()) == 1
    past = questions(tmp_path, ahead=START + dt.timedelta(days=250), name="past.toml")
    done = call("write", tmp_path / "g.json", "--questions", past)
    assert "no question is open" in done.output
    assert not (tmp_path / "g.json").exists()


def test_it_is_scored_when_the_answers_are_there(written, tmp_path):
    path, _ = written
    early = call("score", path, "--questions", questions(tmp_path))
    assert "none of its 1 questions is answered yet" in early.output
    p = read_forecast(path)["questions"][0]["p"]
    done = call("score", path, "--questions", questions(tmp_path, "yes"), "--format", "json")
    told = json.loads(done.stdout)
    rows = {(row["forecaster"], row["measure"]): row["estimate"] for row in told["scores"]}
    assert rows["model", "brier"] == pytest.approx((1.0 - p) ** 2)
    assert rows["base rate", "brier"] == pytest.approx(0.25)


def test_another_question_of_the_same_name_is_refused(written, tmp_path):
    path, _ = written
    other = questions(tmp_path, "yes")
    text = Path(other).read_text("utf-8").replace("Is there a round?", "Is there none?")
    Path(other).write_text(text, "utf-8")
    assert "was 'Is there a round?' when the forecast was made" in call("score", path, "--questions", other).output


# --- references and how many questions there are


def table(starts, each, gap):
    rows = []
    for start in range(starts):
        for k in range(each):
            yes = (start + k) % 2
            p = (0.9 if gap[start] > 0 else 0.5) if yes else (0.1 if gap[start] > 0 else 0.5)
            rows.append((f"{start}-{k}", f"s{start}", "yes" if yes else "no", p, 0.5, float(yes)))
    return pd.DataFrame(rows, columns=["id", "scenario", "answer", "p", "base", "persistence"])


def test_questions_of_one_start_that_go_alike_are_worth_one_each():
    alike = independent(table(8, 10, [1, 0] * 4))
    assert alike == pytest.approx(7.0, abs=0.1)
    assert independent(table(8, 10, [1, 0] * 4)) < 80


def test_the_model_is_compared_over_starts():
    found = gaps_by_start(table(8, 10, [1, 0] * 4)).set_index("reference")
    assert found.loc["base rate", "gap"] == pytest.approx(0.5 * (0.01 - 0.25))
    assert found.loc["base rate", "low"] < found.loc["base rate", "gap"] < found.loc["base rate", "high"]
    assert found.loc["persistence", "other"] == 0.0


def test_persistence_is_softened_by_how_often_it_was_wrong_elsewhere():
    p = softened(table(3, 10, [1, 1, 1]))
    # right in all twenty questions of the other two starts
    assert set(p.round(4)) == {round(21 / 22, 4), round(1 / 22, 4)}


def test_the_longer_a_war_has_lasted_the_longer_it_goes_on():
    assert survived(0.06) == pytest.approx(0.5)
    assert survived(3.23) == pytest.approx(0.1)
    assert survived(2.0) / survived(1.0) < survived(4.0) / survived(3.0)


def test_baselines_say_something_of_rounds_and_ends_only_and_look_at_nothing_later():
    file = load_questions()
    rows = pd.DataFrame({"id": [question.id for question in file.questions]})
    found = with_baselines(rows, file)
    for name in ("negative binomial", "Hawkes", "Weibull"):
        said = found[f"baseline {name}"].dropna()
        assert len(said) > 8
        assert said.between(0.0, 1.0).all()
    record = load_record()
    one = next(q for q in file.questions if q.dated.event == "round" and not q.dated.via and q.asked.year == 2024)
    cut = type(record)(tuple(e for e in record.events if e["date"] < one.asked), record.complete, record.batch)
    assert (counted(one, cut), excited(one, cut)) == (counted(one, record), excited(one, record))
    assert pd.isna(ended(one, record))
