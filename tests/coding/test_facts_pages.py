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
from diplomacy_abm.scenario import ScenarioError, loads

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


def changed(*steps: tuple[str, str]) -> dict[str, object]:
    text = facts_template("border-war")
    for old, new in steps:
        assert old in text
        text = text.replace(old, new, 1)
    return tomllib.loads(text)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('lead = "ALF"', 'lead = "Alfland"',
         'sides.A.lead: is "Alfland", must be a party of side A; did you mean ALF?'),
        ("leverage.ALF", "leverage.ALFF", "mediators.MED.leverage.ALFF: no such party; did you mean ALF?"),
        ("support.BET", "support.SUP", "patrons.SUP.support.SUP: no such party; known here: ALF, BET"),
        ("[patrons.SUP]", "[patrons.MED]", "patrons.MED: is in [mediators] too, must be in one table only"),
        ("value = 27000,", "value = 27000000,", "parties.ALF.people.value: is 27,000,000, must be thousands of people"),
        ("cinc = { value = 0.006,", "soldiers = { value = 9e4,", "parties: must all have cinc and miles, or all have "
         "soldiers"),
        ('years = { value = 2, source = "hist: open fighting since May 1988" }', "years = 2",
         'fighting.years: is 2, must be a fact with its source: { value = …, source = "…" }'),
    ],
)  # fmt: skip
def test_what_does_not_fit_together_is_one_line_at_its_place(old: str, new: str, told: str) -> None:
    """Labels that name nobody were dropped in silence, or told at places of the scenario that the coder makes."""
    with pytest.raises(FactsError) as caught:
        facts_of(changed((old, new)), "mine.toml")
    assert str(caught.value) == f"mine.toml: {told}"


def test_ranks_and_deals_are_told_at_their_place() -> None:
    ranked = changed(("# ranks", "ranks"), ('value = ["province", "prisoners"]', 'value = ["province"]'))
    told = r"parties\.ALF\.ranks\.value: must name every issue once: province, prisoners$"
    with pytest.raises(FactsError, match=told):
        facts_of(ranked)
    deal = changed() | {"in_force": [{"kind": "issue", "issue": "province", "source": "hist"}]}
    with pytest.raises(FactsError, match=r'in_force\.1\.issue: is "province", must be a separable issue'):
        facts_of(deal)


def test_a_file_of_the_other_kind_is_told_in_one_line() -> None:
    with pytest.raises(ScenarioError, match=r"^mine\.toml: is a file of facts, must be a scenario; make one: [^\n]*$"):
        loads(facts_template("border-war"), "mine.toml")
    scenario = tomllib.loads(coded_text(facts_of(changed())))
    with pytest.raises(FactsError, match=r"^coded\.toml: is a scenario, must be a file of facts[^\n]*$"):
        facts_of(scenario, "coded.toml")


def test_the_scenario_names_the_file_that_makes_it_again(tmp_path: Path) -> None:
    file = tmp_path / "own-facts.toml"
    file.write_text(facts_template("border-war"), encoding="utf-8")
    code, text = call("code", str(file))
    assert code == 0
    assert "# diplomacy-abm scenarios code own-facts.toml makes it again." in text
