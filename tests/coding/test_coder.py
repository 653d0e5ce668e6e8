"""The coder: the same facts give the same file, every number has a source, nothing tells how a case ended."""

import copy
import os
import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from diplomacy_abm.cli.scenarios import scenarios
from diplomacy_abm.coding import FactsError, coded_text, facts_named, facts_of, read_facts, scenario_of, unchecked
from diplomacy_abm.coding.codebook import VIOLENCE
from diplomacy_abm.coding.facts import all_facts
from diplomacy_abm.scenario import cases, load, loads, sources

ROOT = Path(__file__).resolve().parents[2]
NAMED = facts_named()


def tables(name="ethiopia-eritrea-1998"):
    return tomllib.loads((files("diplomacy_abm.coding") / "facts" / f"{name}.toml").read_text("utf-8"))


def test_every_case_has_facts_and_a_scenario():
    assert cases() == NAMED
    assert len(NAMED) >= 8


@pytest.mark.parametrize("name", NAMED)
def test_the_shipped_scenario_is_what_the_coder_makes_of_the_facts(name):
    shipped = (files("diplomacy_abm.scenario") / "library" / "cases" / f"{name}.toml").read_text("utf-8")
    assert coded_text(read_facts(name)) == shipped
    assert load(name) == scenario_of(read_facts(name)) == loads(shipped)


@pytest.mark.parametrize("name", NAMED)
def test_every_number_names_its_rule_and_its_fact(name):
    rows = [row for row in sources(load(name)) if row.kind != "choice"]
    assert len(rows) > 30
    for row in rows:
        assert row.kind in ("partly", "judgement", "cited"), row
        assert "code book, " in row.source, row
    for row in rows:
        # a step from fact to number is never sold as a citation
        if row.kind == "cited":
            assert row.value == 0.0, row


@pytest.mark.parametrize("name", NAMED)
def test_every_fact_has_a_source_and_citations_are_used(name):
    facts = read_facts(name)
    told = list(all_facts(facts))
    assert len(told) > 20
    assert all(fact.source.strip() for _, fact in told)
    text = " ".join(fact.source for _, fact in told)
    assert [key for key in facts.citations if not re.search(rf"\b{key}\b", text)] == []


@pytest.mark.parametrize("name", NAMED)
def test_nothing_in_the_facts_is_later_than_the_start(name):
    """Years after the start may stand in the name of a book, nowhere else."""
    facts = read_facts(name)
    for place, fact in all_facts(facts):
        plain = re.sub(r"\([^)]*\)|v\d[\d.]*", "", fact.source)
        plain = re.sub(r"^(Weeks|Colgan|Galula) \(?\d{4}\)?", "", plain)
        years = [int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", plain)]
        late = [year for year in years if year > facts.case.start.year]
        noted = "not in reach" in fact.source or place.endswith(("regime", "people"))
        assert not late or noted, f"{place}: {fact.source}"


def test_the_coder_reads_no_outcome(monkeypatch):
    """Outcomes stand in one file of the experiment; nothing that codes opens it, and the package does not ship it."""
    opened = []
    true_read = Path.read_text

    def watched(self, *args, **named):
        opened.append(os.fspath(self))
        return true_read(self, *args, **named)

    monkeypatch.setattr(Path, "read_text", watched)
    for name in NAMED:
        coded_text(read_facts(name))
    assert len(opened) >= len(NAMED)
    assert [path for path in opened if "outcome" in path] == []
    shipped = [path for path in (ROOT / "diplomacy_abm").rglob("*") if "outcomes" in path.name]
    assert [path.name for path in shipped if path.suffix == ".toml"] == []


def test_the_words_of_outcomes_are_not_in_the_vocabulary_of_facts():
    with pytest.raises(FactsError, match=r"outcome.*unknown"):
        facts_of({**tables(), "outcome": {"value": "settlement"}})


def test_facts_later_than_the_start_are_refused():
    changed = tables()
    changed["record"].append({"name": "peace", "year": 2000, "broken_by": "nobody", "source": "later"})
    with pytest.raises(FactsError, match="later than the start"):
        facts_of(changed)


def test_parties_are_measured_alike():
    changed = tables()
    del changed["parties"]["ERI"]["cinc"]
    with pytest.raises(FactsError, match="all have cinc and miles, or all have soldiers"):
        facts_of(changed)


def test_a_fact_without_a_source_is_refused_in_one_line():
    changed = tables()
    changed["fighting"]["deaths"]["source"] = " "
    with pytest.raises(FactsError) as error:
        facts_of(changed, "war.toml")
    assert str(error.value) == 'war.toml: fighting.deaths.source: is " ", must be a text that is not empty'


@given(st.sampled_from([0, 60, 400, 4000, 40000]), st.sampled_from([0, 60, 400, 4000, 40000]))
def test_more_deaths_never_make_a_calmer_case(fewer, more):
    fewer, more = sorted((fewer, more))
    levels = []
    for deaths in (fewer, more):
        changed = tables()
        changed["fighting"]["weeks"]["value"] = 52
        changed["fighting"]["deaths"]["value"] = deaths
        levels.append(scenario_of(facts_of(changed)).actors["ETH"].escalation_rest)
    assert levels[0] <= levels[1]


def test_a_broken_word_lowers_the_trust_of_the_other_side_only():
    before = scenario_of(facts_of(tables()))
    changed = tables()
    changed["record"].append({"name": "truce", "year": 1997, "broken_by": "A", "source": "invented"})
    after = scenario_of(facts_of(changed))
    assert after.trust("ERI", "ETH") < before.trust("ERI", "ETH")
    assert after.trust("ETH", "ERI") == before.trust("ETH", "ERI")


def test_splitting_a_side_does_not_make_it_stronger():
    changed = tables("dayton-1995")
    joined = copy.deepcopy(changed)
    joined["parties"]["BIH"]["soldiers"]["value"] += joined["parties"].pop("HRV")["soldiers"]["value"]
    for table in (joined["mediators"]["USA"], joined["mediators"]["EUU"]):
        table["leverage"].pop("HRV")
    joined["mediators"]["USA"]["support"].pop("HRV")
    two, one = scenario_of(facts_of(changed)), scenario_of(facts_of(joined))
    assert two.actors["BIH"].capability + two.actors["HRV"].capability == pytest.approx(1.0, abs=1e-3)
    assert two.actors["VRS"].capability == pytest.approx(one.actors["VRS"].capability, abs=1e-3)


def test_what_was_not_looked_up_is_said():
    facts = read_facts("dayton-1995")
    assert unchecked(facts)
    assert "(not checked)" in coded_text(facts)
    changed = tables("dayton-1995")
    changed["parties"]["VRS"]["soldiers"]["checked"] = True
    source = scenario_of(facts_of(changed)).actors["VRS"].sources["capability"]
    assert "(not checked)" not in source


def test_the_command_writes_what_the_coder_makes(tmp_path):
    runner = CliRunner()
    shown = runner.invoke(scenarios, ["code", "cenepa-1995"])
    assert shown.exit_code == 0
    assert shown.stdout == coded_text(read_facts("cenepa-1995"))
    assert "looked up" in shown.stderr
    path = tmp_path / "case.toml"
    done = runner.invoke(scenarios, ["code", "cenepa-1995", "--out", str(path)])
    assert done.exit_code == 0
    assert path.read_text("utf-8") == shown.stdout
    assert [entry.name for entry in tmp_path.iterdir()] == ["case.toml"]


def test_facts_of_ones_own_are_read_from_a_file(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text((files("diplomacy_abm.coding") / "facts" / "beagle-1978.toml").read_text("utf-8"), "utf-8")
    assert coded_text(read_facts(path)) == coded_text(read_facts("beagle-1978"))


def test_facts_that_do_not_exist_are_one_line():
    with pytest.raises(FactsError, match=r"^begle-1978: no such facts or file; did you mean .*beagle-1978"):
        read_facts("begle-1978")


def test_classes_of_violence_have_their_numbers():
    from diplomacy_abm.coding import codebook

    assert len(VIOLENCE) == len(codebook.RESTING) == len(codebook.DEATHS) + 1
