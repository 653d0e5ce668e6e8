"""The commands ``scenarios list|show|check|new``."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from diplomacy_abm.cli.scenarios import scenarios
from diplomacy_abm.parameters import PARAMETERS
from diplomacy_abm.scenario import cases, library, load, sources
from diplomacy_abm.scenario.provenance import model_sources
from diplomacy_abm.scenario.sample import estimated_in

FILES = Path(__file__).resolve().parents[1] / "scenarios"


@pytest.fixture
def cli():
    runner = CliRunner()
    return lambda *words: runner.invoke(scenarios, [str(word) for word in words], env={"COLUMNS": "120"})


def test_the_list_names_every_shipped_scenario(cli):
    done = cli("list")
    assert done.exit_code == 0
    first = [line.split()[0] for line in done.stdout.splitlines() if line[:1].strip()]
    assert [name for name in first if name in library()] == library()
    rows = json.loads(cli("list", "--format", "json").stdout)
    assert [row["name"] for row in rows] == library()
    assert [row["name"] for row in rows if row["coded"]] == cases()
    assert done.stdout.index("Historical") > done.stdout.index("ukraine-2025")


@pytest.mark.parametrize("name", ["minimal", "ukraine-2025"])
def test_show_tells_who_and_what(cli, name):
    done = cli("show", name)
    assert done.exit_code == 0
    scenario = load(name)
    for words in (scenario.fingerprint, scenario.scenario.title, *scenario.actors, *scenario.issues):
        assert words in done.stdout


def test_show_has_json(cli):
    shown = json.loads(cli("show", "ukraine-2025", "--format", "json").stdout)
    assert shown["content"]["scenario"]["start"] == "2025-11-17"
    assert shown["fingerprint"] == load("ukraine-2025").fingerprint


def test_sources_of_every_number_are_shown(cli):
    done = cli("show", "ukraine-2025", "--sources")
    rows = sources(load("ukraine-2025"))
    assert {row.place for row in rows} <= set(done.stdout.split())
    told = rf"^{len(rows)} numbers of the scenario: \d+ taken from a source, \d+ partly"
    assert re.search(told, done.stdout, re.MULTILINE)
    general = model_sources(load("ukraine-2025"))
    fitted = sum(row.kind == "estimated" for row in general)
    own = {name for name, row in PARAMETERS.items() if row.source.lower().startswith("estimated")}
    assert fitted == len(own | set(estimated_in("ukraine"))) > 5
    assert f"{len(general)} numbers of the model beside them: {fitted} estimated, " in done.stdout
    assert len({row.place for row in general} | set(load("ukraine-2025").parameters.values)) == len(PARAMETERS)
    told = json.loads(cli("show", "ukraine-2025", "--sources", "--format", "json").stdout)
    assert [(row["place"], row["kind"]) for row in told] == [(row.place, row.kind) for row in [*rows, *general]]


def test_check_says_ok_or_every_problem(cli, tmp_path):
    good = cli("check", "minimal", "ukraine-2025")
    assert good.exit_code == 0
    assert good.stdout.count(": ok, ") == 2
    bad = cli("check", "minimal", FILES / "nearly.toml", FILES / "syntax.toml")
    assert bad.exit_code == 1
    assert "minimal: ok" in bad.stdout
    lines = bad.stderr.splitlines()
    assert len(lines) == 7
    assert lines[0] == "Error: nearly.toml: scenario.title: is missing and must be given"
    assert all(line.startswith(("Error: nearly.toml: ", "Error: syntax.toml: line 3")) for line in lines)


def test_check_knows_the_policies(cli, tmp_path):
    text = (FILES.parents[1] / "diplomacy_abm" / "scenario" / "library" / "minimal.toml").read_text("utf-8")
    path = tmp_path / "mine.toml"
    path.write_text(text.replace('seats = ["mediator"]', 'seats = ["mediator"]\npolicy = "hawkk"'), "utf-8")
    done = cli("check", path)
    assert done.exit_code == 1
    assert done.stderr == 'Error: mine.toml: actors.MED.policy: is "hawkk", no such policy; did you mean hawk?\n'


def test_new_writes_a_file_that_passes_and_never_over_another(cli, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = cli("new", "my-war")
    assert done.exit_code == 0
    assert load("my-war.toml").name == "my-war"
    assert cli("check", "my-war.toml").exit_code == 0
    # what lasts unseen and what was said in secret are given by hand
    text = Path("my-war.toml").read_text("utf-8")
    text = text.replace('seats = ["mediator"]', 'seats = ["mediator"]\nlines = { engage = 1.5 }\ntenure = 52', 1)
    label = next(iter(load("my-war.toml").seated("mediator")))
    lead = load("my-war.toml").sides["A"].lead
    sounding = f'[[soundings]]\nmediator = "{label}"\nparty = "{lead}"\nanswer = "no"\ndate = 2024-12-01\n'
    Path("more.toml").write_text(f'{text}\n{sounding}source = "judgement"\n', "utf-8")
    assert cli("check", "more.toml").exit_code == 0
    more = load("more.toml")
    assert (more.actors[label].lines, more.actors[label].tenure) == ({"engage": 1.5}, 52)
    assert [(asked.mediator, asked.party, asked.answer) for asked in more.soundings] == [(label, lead, "no")]
    again = cli("new", "my-war")
    assert again.exit_code == 2
    assert "my-war.toml is there already" in again.stderr
    assert cli("new", "other", "--out", "folder.toml").exit_code == 0
    assert load("folder.toml").name == "other"
    assert cli("new", "third", "--out", "-").stdout.startswith("# A war for teaching")
    assert not Path("third.toml").exists()
    assert cli("new", "a/b").exit_code == 2
