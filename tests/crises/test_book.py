"""The code book: monotone links with signs, and scenarios that say what it says."""

import math

import pytest

from diplomacy_abm.crises.book import book
from diplomacy_abm.crises.reading import Crisis
from diplomacy_abm.crises.scenario import opens, scenario_of, stay

PLAIN = {"viol": 2.0, "protrac": 1.0, "mediated": 0.0}
OTHER = {"mediated": 1.0, "mediation_start_day": 30.0, "mediation_days": 20.0}


def crisis(**codes):
    return Crisis(5, {**PLAIN, **codes})


def quantities(one):
    return book().quantities(one, book().priors)


@pytest.mark.parametrize("link", book().links, ids=lambda link: link.free.name)
def test_links_run_from_0_to_1_and_say_why(link):
    assert len(link.reason) > 10
    assert link.source
    assert link.free.mean != 0.0
    places = list(link.codes.values()) if link.codes else [link.x(v) for v in range(int(link.log[0]), 100)]
    assert min(places) == 0.0
    assert max(places) == 1.0
    if link.log:
        assert places == sorted(places)
    elif link.column != "gravcr":
        assert [link.codes[code] for code in sorted(link.codes)] == sorted(places)


def test_every_level_says_what_where_and_why():
    for level in book().levels.values():
        assert all(level.about[key] for key in ("what", "where", "reason", "source"))


@pytest.mark.parametrize(
    ("column", "low", "high", "quantity", "sign"),
    [
        ("viol", 1, 4, "escalation", 1), ("viol", 1, 4, "trust", -1), ("protrac", 1, 3, "trust", -1),
        ("protrac", 1, 3, "rest", 1), ("powdissy", 0, 30, "ratio", 1), ("powdissy", 0, 30, "rest", -1),
        ("gravcr", 6, 3, "cost", 1), ("crisis_actors", 1, 2, "cost", 1), ("involved_actors", 2, 12, "escalation", 1),
        ("hetero", 1, 5, "rest", 1), ("mediated", 0, 1, "readiness", 1),
    ],
)  # fmt: skip
def test_a_column_moves_its_quantity_in_the_direction_that_theory_says(column, low, high, quantity, sign):
    moved = quantities(crisis(**{column: float(high)}))[quantity] - quantities(crisis(**{column: float(low)}))[quantity]
    assert math.copysign(1, moved) == sign
    assert moved != 0


def test_what_is_not_coded_lies_between():
    low, absent, high = (quantities(crisis(**given))["ratio"] for given in ({"powdissy": 0.0}, {}, {"powdissy": 40.0}))
    assert low < absent < high


def test_the_scenario_has_the_quantities():
    one = crisis(**OTHER, medstyle=4.0, powdissy=10.0)
    wanted = quantities(one)
    made = scenario_of(one, wanted)
    a, b = made.actors["ONE"], made.actors["TWO"]
    assert math.log(a.capability / b.capability) == pytest.approx(wanted["ratio"])
    assert (a.cost, a.escalation_rest) == (wanted["cost"], wanted["rest"])
    assert made.trust("ONE", "TWO") == wanted["trust"]
    assert made.escalation("TWO", "ONE") == wanted["escalation"]
    assert made.parameters.values["seen_cost"] == wanted["seen"]
    assert made.parameters.values["cover"] == wanted["cover"]
    assert made.parameters.values["fatigue"] == wanted["fatigue"]


def test_the_mediator_comes_on_its_day_with_what_its_style_has_and_leaves():
    one = crisis(**OTHER, medstyle=4.0)
    made = scenario_of(one, quantities(one))
    weeks = {(e.label, e.variable): (e.date - made.scenario.start).days // 7 for e in made.events if e.actor == "MED"}
    assert weeks == {
        ("comes", "credibility"): 0, ("comes", "leverage"): 0,
        ("leaves", "credibility"): 3 + book().working_weeks, ("leaves", "leverage"): 3 + book().working_weeks,
    }  # fmt: skip
    assert (opens(one), stay(one)) == (30, 3 + book().working_weeks)
    assert (made.scenario.start - scenario_of(crisis(), quantities(crisis())).scenario.start).days == 30
    assert set(made.actors["MED"].credibility.values()) == {0.0}


def test_styles_use_what_they_have():
    by_style = {style: crisis(**OTHER, medstyle=style) for style in (2.0, 3.0, 4.0)}
    made = {style: scenario_of(one, quantities(one)) for style, one in by_style.items()}
    heard = {style: dict(one.parameters.values).get("text_weight") for style, one in made.items()}
    assert heard == {2.0: 0.0, 3.0: None, 4.0: None}
    lever = {style: any(e.variable == "leverage" for e in one.events) for style, one in made.items()}
    assert lever == {2.0: False, 3.0: False, 4.0: True}
    unknown = crisis(**OTHER)
    assert unknown.drafts
    assert not unknown.manipulates


def test_a_crisis_without_a_mediator_has_no_events():
    assert scenario_of(crisis(), quantities(crisis())).events == ()
