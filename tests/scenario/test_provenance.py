"""Where the numbers of a scenario come from."""

import copy

import pytest

from diplomacy_abm.scenario import Scenario, ScenarioError, load, tables_of
from diplomacy_abm.scenario.provenance import CHOICE, SourceRow, sources

SHIPPED = ("minimal", "ukraine-2022", "ukraine-2025")


@pytest.mark.parametrize("name", SHIPPED)
def test_every_number_of_a_shipped_file_has_its_source(name):
    scenario = load(name)
    rows = sources(scenario)
    numbers = list(_numbers(tables_of(scenario)))
    # partial tables of goals are listed in full
    assert {place for place, _ in numbers} <= {row.place for row in rows}
    assert all(row.source for row in rows)
    assert {row.kind for row in rows} <= {"estimated", "taken", "partly", "judgement", "choice"}
    assert {row.place for row in rows if row.kind == "choice"} <= {
        "scenario.step_days", "scenario.horizon", "scenario.seed"
    }  # fmt: skip


def _numbers(value, place=""):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _numbers(inner, f"{place}.{key}" if place else key)
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            yield from _numbers(inner, f"{place}.{number}")
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield place, value


def test_sources_of_single_keys_come_before_those_of_their_table(origin):
    rows = {row.place: row for row in sources(origin)}
    assert rows["actors.UKR.capability"].source.startswith("judgement: the unit")
    assert rows["actors.UKR.hawkishness"].kind == "judgement"
    assert rows["actors.FRA.support.UKR"].kind == "taken"
    assert rows["pipelines.1.amount"].kind == "partly"


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("Judgement: nobody counted", "judgement"), ("Estimated on the record of 2022", "estimated"),
        ("Kiel (2025), the rest by judgement", "partly"), ("Kiel (2025)", "taken"), (CHOICE, "choice"),
        ("Kiel, estimated there", "taken"), ("", "taken"),
    ],
)  # fmt: skip
def test_the_first_word_of_a_source_says_of_which_kind_it_is(source, kind):
    assert SourceRow("x", 1.0, source).kind == kind


def test_each_number_has_the_source_nearest_to_it(full_tables):
    """That of the entry before that of the key, and that before the table's; entries of lists have one for all."""
    tables = copy.deepcopy(full_tables)
    tables["actors"]["MED"]["sources"] = {"leverage": "a", "leverage.BET": "b", "default": "c"}
    tables["issues"]["exchange"] |= {"term": 4, "sources": {"term": "d"}}
    tables["deals"][0]["monitored"] = 0.3
    rows = {row.place: row for row in sources(Scenario(**tables))}
    found = {place: rows[place].source for place in (
        "actors.MED.leverage.ALF", "actors.MED.leverage.BET", "actors.MED.bias", "issues.exchange.term",
        "relations.ALF.BET.trust", "pipelines.1.amount", "deals.1.monitored", "events.1.change", "scenario.horizon",
        "front.share", "parameters.curvature",
    )}  # fmt: skip
    assert list(found.values()) == [
        "a", "b", "c", "d", "judgement: an invented case", "judgement", "judgement", "judgement", CHOICE,
        "judgement: nobody is ahead", "Fearon (1995): the case of risk-neutral parties",
    ]  # fmt: skip
    assert rows["events.1.change"].value == -0.1
    # yes and no are no numbers, and what the file leaves out is not its claim
    assert not {"issues.exchange.separable", "actors.ALF.veto", "actors.ALF.tenure", "prisoners.stock"} & set(rows)


@pytest.mark.parametrize(
    ("edit", "line"),
    [
        (("issues", "exchange", "term", 4), r"issues\.exchange\.term: has no source, .* \(issues\.exchange\)"),
        (("actors", "MED", "sources",
          dict.fromkeys(("leverage.ALF", "credibility", "bias", "accuracy", "guarantee"), "x")),
         r"actors\.MED\.leverage\.BET: has no source"),
        (("actors", "MED", "sources", "lverage.ALF", "x"),
         r"actors\.MED\.sources\.lverage\.ALF: is no key of its table; did you mean leverage\?"),
        (("front", "sources", "sources", "x"), r"front\.sources\.sources: is no key of its table"),
        (("prisoners", {"stock": 2.0}), r"prisoners\.stock: has no source"),
        (("parameters", "fatigue", 0.3), r"parameters\.fatigue: has no source"),
    ],
)  # fmt: skip
def test_a_number_without_a_source_and_a_source_without_a_number_are_told(edited, edit, line):
    with pytest.raises(ScenarioError, match=line) as caught:
        Scenario(**edited(*edit))
    assert len(caught.value.problems) == 1


def test_a_key_that_is_left_to_its_default_may_have_a_source(edited):
    assert Scenario(**edited("actors", "MED", "sources", "tenure", "judgement")).actors["MED"].tenure == 260
