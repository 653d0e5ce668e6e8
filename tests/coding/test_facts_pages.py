"""The template of facts, the page that lists its keys, and the facts that a shipped case came from."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner

from diplomacy_abm.api import run_ensemble
from diplomacy_abm.cli.scenarios import scenarios
from diplomacy_abm.coding import FactsError, coded_text, facts_of, facts_template, facts_text, read_facts
from diplomacy_abm.coding.facts import (
    Case,
    Degree,
    Facts,
    Fighting,
    Gained,
    InForce,
    IssueFacts,
    Leader,
    MediatorFacts,
    Offer,
    Party,
    PatronFacts,
    Record,
    Regime,
    SideFacts,
    Tie,
)
from diplomacy_abm.scenario import loads

ROOT = Path(__file__).resolve().parents[2]
TABLES = (Case, SideFacts, Fighting, Record, IssueFacts, Party, MediatorFacts, PatronFacts, InForce)
PAGE = (ROOT / "docs" / "fact-files.md").read_text("utf-8")


def keys() -> set[str]:
    return {name for table in TABLES for name in table.model_fields} | set(Facts.model_fields)


def call(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(scenarios, words)
    return done.exit_code, done.output + (str(done.exception) if done.exception else "")


def test_the_template_runs_as_it_is() -> None:
    facts = facts_of(tomllib.loads(facts_template("border-war")))
    assert facts.case.name == "border-war"
    scenario = loads(coded_text(facts))
    assert len(scenario.actors) == 4
    runs = run_ensemble(scenario, runs=5, steps=20).runs
    assert (runs["status"] == "ok").all()


def test_the_template_names_every_key_and_every_word() -> None:
    text = facts_template("x")
    missing = {key for key in keys() if not re.search(rf"\b{key}\b", text)}
    assert not missing
    words = {word for kind in (Degree, Regime, Tie, Offer, Gained, Leader) for word in get_args(kind)}
    assert not {word for word in words if not re.search(rf"\b{word}\b", text)}


def test_the_page_lists_every_key_and_no_other() -> None:
    listed = {
        name
        for cell in re.findall(r"^\| ([^|]+) \|", PAGE, re.MULTILINE)
        for name in re.findall(r"`\[*([a-z_]+)", cell)
    }
    assert listed == keys()


def test_the_page_gives_the_words_that_are_allowed() -> None:
    for kind in (Degree, Regime, Tie, Offer, Gained, Leader):
        assert ", ".join(f"`{word}`" for word in get_args(kind)) in PAGE


def test_the_facts_of_a_shipped_case_are_printed_as_they_are() -> None:
    code, text = call("show", "camp-david-1978", "--facts")
    assert (code, text) == (0, facts_text("camp-david-1978"))
    assert facts_of(tomllib.loads(text)) == read_facts("camp-david-1978")
    with pytest.raises(FactsError, match="minimal: no case that came from facts; known here: aceh-2005"):
        facts_text("minimal")


def test_new_facts_are_written_once_and_coded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    code, text = call("new", "mine", "--facts")
    assert code == 0
    assert "scenarios code mine-facts.toml --out mine.toml" in text
    assert call("new", "mine", "--facts")[0] == 2
    assert call("code", "mine-facts.toml", "--out", "mine.toml")[0] == 0
    assert call("check", "mine.toml")[0] == 0
    assert call("code", "other", "--new", "--out", "-") == (0, facts_template("other"))


@pytest.mark.parametrize("date", ["1986", "1986-03", "1986-03   # signed"])
def test_a_month_or_year_needs_no_quotes(date: str, tmp_path: Path) -> None:
    text = facts_template("mine").replace("date = 1986-03-01", f"date = {date}")
    (tmp_path / "mine-facts.toml").write_text(text, "utf-8")
    assert read_facts(tmp_path / "mine-facts.toml").record[0].date == date.split(maxsplit=1)[0]


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("new", "--facts"), "--facts goes with a name"),
        (("new", "beagle-1978", "--facts"), "is a shipped scenario"),
        (("code", "no name", "--new"), "is no name"),
    ],
)
def test_what_cannot_begin_is_told(words: tuple[str, ...], problem: str) -> None:
    code, text = call(*words)
    assert code == 2
    assert problem in text
