"""The coder: the same facts give the same file, every number has a source, nothing tells how a case ended."""

import copy
import datetime as dt
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
from diplomacy_abm.coding.codebook import VIOLENCE, violence, yearly
from diplomacy_abm.coding.facts import all_facts, last_day
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
        assert row.kind in ("partly", "judgement", "taken"), row
        assert "code book, " in row.source, row
    for row in rows:
        # a step from fact to number is never sold as a citation
        if row.kind == "taken":
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
        noted = place.endswith(("regime", "people"))
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
    changed["record"].append({"name": "peace", "date": "2000", "broken_by": "nobody", "source": "later"})
    with pytest.raises(FactsError, match="later than the start"):
        facts_of(changed)


@pytest.mark.parametrize("date", ["1995", "1995-08", dt.date(1995, 8, 15), dt.date(1995, 11, 21), "1996"])
def test_an_outcome_of_the_same_year_is_no_record(date):
    """The year alone let Dayton into the facts of August 1995."""
    changed = tables("dayton-1995")
    changed["record"].append({"name": "Dayton", "date": date, "broken_by": "nobody", "source": "later"})
    told = r"record\.\d+\.date: is .* \(Dayton\), may be later than the start of the case, 1995-08-15"
    with pytest.raises(FactsError, match=told):
        facts_of(changed)


@pytest.mark.parametrize("date", ["1995-07", dt.date(1995, 8, 14), "1985-08-15", "1985"])
def test_records_before_the_start_are_taken(date):
    changed = tables("dayton-1995")
    changed["record"] = [{"name": "truce", "date": date, "broken_by": "nobody", "source": "made up"}]
    assert last_day(facts_of(changed).record[0].date) < dt.date(1995, 8, 15)


@pytest.mark.parametrize("date", [dt.date(1985, 8, 14), "1985-07", "1984"])
def test_records_older_than_ten_years_are_refused(date):
    changed = tables("dayton-1995")
    changed["record"] = [{"name": "truce", "date": date, "broken_by": "nobody", "source": "made up"}]
    with pytest.raises(FactsError, match="more than ten years before the start"):
        facts_of(changed)


@pytest.mark.parametrize("date", [1995, "95", "1995-13", "1995-02-30", "soon", True, dt.datetime(1995, 1, 1)])
def test_a_record_needs_a_date_that_can_be_read(date):
    changed = tables("dayton-1995")
    changed["record"][0]["date"] = date
    with pytest.raises(FactsError, match=r"record\.1\.date: .*must be a day"):
        facts_of(changed)


@given(st.dates(dt.date(1900, 1, 1), dt.date(2030, 12, 31)))
def test_a_month_and_a_year_end_where_the_calendar_says(day):
    assert last_day(day.isoformat()) == day
    month = last_day(day.isoformat()[:7])
    assert (month.month, (month + dt.timedelta(days=1)).day) == (day.month, 1)
    assert last_day(day.isoformat()[:4]) == dt.date(day.year, 12, 31)


@pytest.mark.parametrize("name", NAMED)
def test_the_code_book_is_applied_alike(name):
    """Windows of ten years, national capabilities of a year before the start, no dead of a whole war."""
    facts = read_facts(name)
    start = facts.case.start
    assert facts.fighting.years.value <= 10
    brokered = [row.brokered.value for row in facts.mediators.values()]
    assert max(brokered) <= len(facts.record)
    for party in facts.parties.values():
        if party.cinc is not None:
            year = int(re.search(r"nmc: (\d{4})", party.cinc.source).group(1))
            assert year == start.year - 1 or (year < start.year and "that version ends" in party.cinc.source)
        assert "whole war" not in party.deaths.source
    for row in facts.mediators.values():
        assert row.failed.value == ("no attempt" not in row.failed.source), row.failed.source


@pytest.mark.parametrize("name", NAMED)
def test_days_and_months_in_the_sources_are_before_the_start(name):
    """A full date in a source, outside the name of a book, is not later than the first day of the case."""
    start = read_facts(name).case.start
    months = [dt.date(2000, k, 1).strftime("%B") for k in range(1, 13)]
    found = 0
    for place, fact in all_facts(read_facts(name)):
        for day, month, year in re.findall(rf"(?:(\d\d?) )?({'|'.join(months)}) (\d{{4}})", fact.source):
            found += 1
            assert (int(year), months.index(month) + 1, int(day or 1)) <= (start.year, start.month, start.day), place
    assert found


@pytest.mark.parametrize("name", NAMED)
def test_ground_leaders_and_length_are_coded_in_every_case(name):
    """By the words of the code book: leads only, since the outbreak where it is young, none where none goes on."""
    facts = read_facts(name)
    fighting = facts.fighting
    assert fighting.gained is not None
    assert {label for label, party in facts.parties.items() if party.leader} == {s.lead for s in facts.sides.values()}
    level = violence(yearly(fighting.deaths.value, fighting.weeks.value))
    assert (fighting.ongoing.value == 0) == (level == 0)
    if fighting.weeks.value < 52:
        assert fighting.ongoing.value == fighting.weeks.value
    elif level:
        assert fighting.ongoing.value == pytest.approx(fighting.years.value * 365.25 / 7, abs=3)
    if name in ("beagle-1978", "camp-david-1978"):
        assert load(name).front.momentum == 0.0


def without_later_facts(name):
    """The facts of a case as files of before had them."""
    old = tables(name)
    for key in ("gained", "ongoing"):
        del old["fighting"][key]
    for party in old["parties"].values():
        party.pop("leader", None)
    return old


@pytest.mark.parametrize("name", NAMED)
def test_files_without_the_later_facts_are_coded_as_before(name):
    old = scenario_of(facts_of(without_later_facts(name)))
    assert "momentum" not in old.front.model_fields_set
    for label in ("A", "B"):
        lead = old.actors[old.sides[label].lead]
        assert not {"lines", "weariness"} & lead.model_fields_set
        # steps of two hundredths: nothing is divided
        assert round(lead.cost * 50, 6) == round(lead.cost * 50)


def test_a_long_war_begins_weary_and_costs_what_it_did():
    old = scenario_of(facts_of(without_later_facts("iran-iraq-1987"))).actors["IRN"]
    new = scenario_of(facts_of(tables("iran-iraq-1987"))).actors["IRN"]
    assert new.weariness == pytest.approx(1.4 - 0.4 * 0.99**356, abs=1e-4)
    for one, other in ((old.cost, new.cost), (old.cost_sd, new.cost_sd)):
        assert other * (1 + new.weariness) / 2 == pytest.approx(one, abs=1e-4)


@pytest.mark.parametrize(
    ("leader", "line"), [("old", None), ("new, culpable", 0.0), ("new, not culpable", 1.0), (None, None)]
)
def test_a_new_leader_has_a_line_on_talks(leader, line):
    changed = tables()
    changed["parties"]["ETH"].pop("leader")
    if leader:
        changed["parties"]["ETH"]["leader"] = {"value": leader, "source": "made up"}
    actor = scenario_of(facts_of(changed)).actors["ETH"]
    assert dict(actor.lines) == ({} if line is None else {"talk": line})


@pytest.mark.parametrize(("gained", "momentum"), [("neither", 0.0), ("some by A", 2.0), ("large by B", -3.0)])
def test_ground_gained_is_momentum_toward_its_side(gained, momentum):
    changed = tables()
    changed["fighting"]["gained"]["value"] = gained
    assert scenario_of(facts_of(changed)).front.momentum == momentum


def test_a_leader_is_asked_of_leads_only():
    changed = tables("dayton-1995")
    changed["parties"]["HRV"]["leader"] = {"value": "old", "source": "made up"}
    with pytest.raises(FactsError, match=r"parties\.HRV\.leader: is asked of the leads of the sides only"):
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
    changed["record"].append({"name": "truce", "date": "1997", "broken_by": "A", "source": "invented"})
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
