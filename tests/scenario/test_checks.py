"""What must hold between the tables of a scenario: what is told where it does not, and what is just allowed."""

import copy
import datetime as dt
import math
import re
from pathlib import Path

import pytest

from diplomacy_abm.scenario import Problem, Scenario, ScenarioError, load, with_settings
from diplomacy_abm.scenario.checks import policy_problems
from diplomacy_abm.scenario.schema import Event
from tests.scenario.page import rows_of

FILES = Path(__file__).resolve().parents[1] / "scenarios"
DAY = dt.date(2025, 6, 1)
SOUNDING = {"mediator": "MED", "party": "ALF", "answer": "yes", "date": dt.date(2025, 1, 1), "source": "judgement"}

BETWEEN_TABLES = [
    (("soundings", [{**SOUNDING, "mediator": "ALF"}]),
     'soundings.1.mediator: is "ALF", must be a mediator of this scenario; known here: MED'),
    (("soundings", [SOUNDING, {**SOUNDING, "answer": "yes"}]),
     "soundings.2: MED has asked ALF in soundings.1; keep the last answer only"),
    (("soundings", [{**SOUNDING, "party": "MED"}]),
     'soundings.1.party: is "MED", must be a lead of this scenario; known here: ALF, BET'),
    (("soundings", [{**SOUNDING, "date": dt.date(2099, 1, 1)}]),
     "soundings.1.date: is 2099-01-01, must not be later than the start of the scenario"),
    (("events", 0, {"date": DAY, "label": "x", "actor": "ALF", "variable": "talk_line", "change": 5.0,
                    "source": "x"}), "events.1.change: is 5.0, must be from -4 to 4 for talk_line"),
    (("events", 0, {"date": DAY, "label": "x", "actor": "ALF", "variable": "aid_line", "change": 1.0,
                    "source": "x"}),
     'events.1.actor: is "ALF", must be a patron of this scenario; known here: PAT'),
    (("events", 0, {"date": DAY, "label": "x", "actor": "MED", "variable": "leader", "change": -0.5,
                    "source": "x"}), "events.1.change: is -0.5, must be from 0 to 1 for leader"),
    (("issues", {}), "issues: is empty, must have at least 1 issue"),
    (("sides", "B", ...), "sides.B: is missing and must be given"),
    (("sides", "A", "lead", "ALT"), 'sides.A.lead: is "ALT", must be a party of side A; did you mean ALF?'),
    (("sides", "A", "lead", "BET"), 'sides.A.lead: is "BET", must be a party of side A; known here: ALF'),
    (("actors", "ALF", "side", "B"), "sides.A: has no party, must have at least 1"),
    (("actors", "ALF", "veto", False), "actors.ALF.veto: is false, must be true: ALF leads side A"),
    (("actors", "ALF", "side", ...), 'actors.ALF.side: is missing, must be "A" or "B" for a party'),
    (("actors", "MED", "side", "A"),
     'actors.MED.side: is "A", must be left out: the actor has no seat as party'),
    (("actors", "MED", "veto", True), "actors.MED.veto: is true, must be left out: the actor has no seat as party"),
    (("actors", "MED", "seats", []),
     "actors.MED.seats: is empty, must hold at least 1 of party, patron, mediator, observer"),
    (("actors", "MED", "seats", ["mediator", "mediator"]),
     "actors.MED.seats: names a seat twice, must name each once"),
    (("actors", "MED", "positions", {"province": 0.5}),
     "actors.MED.positions: is given, must be left out: the actor has no seat as party"),
    (("actors", "MED", "weariness", 1.2),
     "actors.MED.weariness: is given, must be left out: the actor has no seat as party"),
    (("actors", "ALF", "bias", 0.5), "actors.ALF.bias: is given, must be left out: the actor has no seat as mediator"),
    (("actors", "MED", "support", {"ALF": 0.5}),
     "actors.MED.support: is given, must be left out: the actor has no seat as patron"),
    (("actors", "ALF", "salience", {"province": 0.8, "exchange": 0.1}),
     "actors.ALF.salience: sums to 0.9, must sum to 1"),
    (("actors", "ALF", "salience", {"province": 1.0}),
     "actors.ALF.salience.exchange: is missing, must be given for every issue"),
    (("actors", "ALF", "positions", {"province": 1.0}),
     "actors.ALF.positions.exchange: is missing, must be given for every issue"),
    (("actors", "ALF", "positions", "provinse", 1.0),
     "actors.ALF.positions.provinse: no such issue; did you mean province?"),
    (("actors", "ALF", "gains", {"province": 0.1}),
     "actors.ALF.gains.province: is given, must be left out: the issue is not separable"),
    (("actors", "MED", "leverage", {"ALT": 0.1}),
     "actors.MED.leverage.ALT: no such actor, must be a party; did you mean ALF?"),
    (("actors", "MED", "credibility", {"PAT": 0.1}),
     "actors.MED.credibility.PAT: is not a party, must be a party; known here: ALF, BET"),
    (("actors", "ALF", "commerce", {"ALF": 0.1}),
     "actors.ALF.commerce.ALF: names ALF itself, must be another actor"),
    (("actors", "PAT", "alignment", {"PTA": 0.1}),
     "actors.PAT.alignment.PTA: no such actor, must be a party; known here: ALF, BET"),
    (("actors", "1st", {"name": "x", "seats": ["observer"]}),
     "actors.1st: is no label, must be a letter followed by at most 31 letters, digits, '-' or '_'"),
    (("issues", "ceasefire", {"label": "x"}), "issues.ceasefire: is a name of agreements, must be another"),
    (("relations", "ALF", "BTE", {}),
     'relations.ALF.BTE: is "BTE", must be an actor of this scenario; did you mean BET?'),
    (("relations", "AFL", {}), 'relations.AFL: is "AFL", must be an actor of this scenario; did you mean ALF?'),
    (("relations", "ALF", "ALF", {}), "relations.ALF.ALF: is a relation with itself, must name two actors"),
    (("pipelines", 0, "supplier", "MED"),
     'pipelines.1.supplier: is "MED", must be a patron of this scenario; known here: PAT'),
    (("pipelines", 0, "recipient", "MED"),
     'pipelines.1.recipient: is "MED", must be a party of this scenario; known here: ALF, BET'),
    (("pipelines", 0, "announced", DAY),
     "pipelines.1.announced: is 2025-06-01, must not be after the start (2025-01-06)"),
    (("deals", 0, "issue", "province"),
     'deals.1.issue: is "province", must be a separable issue of this scenario; known here: exchange'),
    (("deals", 0, "kind", "ceasefire"), 'deals.1.issue: is "exchange", must be left out of a ceasefire'),
    (("deals", 0, "mediator", "PAT"),
     'deals.1.mediator: is "PAT", must be a mediator of this scenario; known here: MED'),
    (("deals", 0, "until", dt.date(2025, 1, 6)), "deals.1.until: is 2025-01-06, must be after the start (2025-01-06)"),
    (("deals", 1, {"kind": "issue", "issue": "exchange", "source": "x"}),
     "deals.2: is a second deal on exchange, must be one at most"),
    (("events", 0, "date", dt.date(2025, 1, 5)),
     "events.1.date: is 2025-01-05, must not be before the start (2025-01-06)"),
    (("events", 0, "change", -2), "events.1.change: is -2.0, must be from -1 to 1 for support"),
    (("events", 0, "actor", "MED"), 'events.1.actor: is "MED", must be a patron of this scenario; known here: PAT'),
    (("events", 0, "target", "MED"),
     'events.1.target: is "MED", must be a party of this scenario; known here: ALF, BET'),
    (("events", 1, {"date": DAY, "label": "x", "actor": "MED", "variable": "bias", "target": "ALF", "change": 0.1,
                    "source": "x"}),
     'events.2.target: is "ALF", must be left out: bias has no target'),
    (("events", 1, {"date": DAY, "label": "x", "actor": "MED", "variable": "trust", "target": "MED", "change": 0.1,
                    "source": "x"}),
     "events.2.target: is the actor itself, must be another actor"),
    (("events", 1, {"date": DAY, "label": "x", "actor": "MED", "variable": "cost", "change": 0.1, "source": "x"}),
     'events.2.actor: is "MED", must be a party of this scenario; known here: ALF, BET'),
    (("parameters", "curvatur", 1.0), "parameters.curvatur: unknown parameter; did you mean curvature?"),
    (("parameters", "xyzzy", 1.0), "parameters.xyzzy: unknown parameter; the names are in docs/parameters.md"),
    (("parameters", "curvature", 9), "parameters.curvature: is 9.0, must be from 1 to 3"),
    (("actors", "ALF", "sources", {"cost": "judgement"}),
     'actors.ALF.capability: has no source, must be covered by a key or "default" in the sources of its table '
     "(actors.ALF)"),
    (("issues", "exchange", "term", 4),
     'issues.exchange.term: has no source, must be covered by a key or "default" in the sources of its table '
     "(issues.exchange)"),
    (("actors", "ALF", "sources", "capabilty", "judgement"),
     "actors.ALF.sources.capabilty: is no key of its table; did you mean capability?"),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "line"), BETWEEN_TABLES, ids=lambda value: None)
def test_what_does_not_fit_together_is_said_in_one_line(edited, edit, line):
    with pytest.raises(ScenarioError) as caught:
        Scenario(**edited(*edit))
    assert f"scenario: {line}" in caught.value.problems
    assert all("\n" not in problem for problem in caught.value.problems)


def test_the_tables_that_are_edited_are_right_themselves(full_tables):
    assert Scenario(**full_tables).seated("patron") == ("PAT",)


@pytest.mark.parametrize(("table", "most"), [("actors", 64), ("issues", 12), ("pipelines", 32), ("events", 64)])
def test_no_more_than_a_run_can_hold(full_tables, table, most):
    entries = full_tables[table]
    if isinstance(entries, dict):
        one = {"name": "x", "label": "x", "seats": ["observer"]}
        one = {key: one[key] for key in (("name", "seats") if table == "actors" else ("label",))}
        many = {**entries, **{f"more_{k}": one for k in range(most)}}
    else:
        many = [{**entries[0], "label": f"{k}"} for k in range(most + 1)]
    with pytest.raises(ScenarioError, match=f"{table}: has {len(many)} entries, must have at most {most}"):
        Scenario(**{**full_tables, table: many})
    full = dict(list(many.items())[:most]) if isinstance(many, dict) else many[:most]
    if table == "issues":
        # each party has a say on each
        actors = copy.deepcopy(full_tables["actors"])
        for label in ("ALF", "BET"):
            actors[label] |= {"positions": dict.fromkeys(full, 0.5), "salience": dict.fromkeys(full, 1 / most)}
        full_tables = {**full_tables, "actors": actors}
    assert len(getattr(Scenario(**{**full_tables, table: full}), table)) == most


def test_two_pipelines_of_a_pair_differ_in_their_label(full_tables):
    twice = full_tables["pipelines"] * 2
    with pytest.raises(ScenarioError, match=r"pipelines\.2\.label: is \"Guns\" again"):
        Scenario(**{**full_tables, "pipelines": twice})


def test_all_that_does_not_fit_together_is_told_at_once():
    with pytest.raises(ScenarioError) as caught:
        load(FILES / "strangers.toml")
    assert caught.value.problems == (
        'strangers.toml: sides.A.lead: is "ALT", must be a party of side A; did you mean ALF?',
        "strangers.toml: actors.ALF.salience: sums to 0.9, must sum to 1",
        "strangers.toml: actors.BET.positions.province: is missing, must be given for every issue",
        "strangers.toml: actors.BET.positions.provinces: no such issue; did you mean province?",
        'strangers.toml: relations.ALF.BTE: is "BTE", must be an actor of this scenario; did you mean BET?',
        "strangers.toml: relations.ALF.BTE.trust: has no source, must be covered by a key or "
        '"default" in the sources of its table (relations.ALF.BTE)',
    )


def test_policies_are_checked_against_the_names_of_whoever_knows_them(minimal):
    changed = with_settings(minimal, {"actors.ALF.policy": "hawkk"})
    assert policy_problems(minimal, ["quantal", "hawk"]) == []
    assert policy_problems(changed, ["quantal", "hawk"]) == [
        Problem("actors.ALF.policy", 'is "hawkk", no such policy; did you mean hawk?')
    ]


EDGES = [
    ("pipelines", 0, "announced", dt.date(2025, 1, 6)), ("soundings", [{**SOUNDING, "date": dt.date(2025, 1, 6)}]),
    ("soundings", [SOUNDING, {**SOUNDING, "party": "BET", "answer": "no"}]), ("events", 0, "date", dt.date(2025, 1, 6)),
    ("deals", 0, "until", dt.date(2025, 1, 7)), ("actors", "ALF", "gains", {"exchange": 0.1}),
    ("actors", "ALF", "salience", {"province": 0.8, "exchange": 0.2000009}), ("actors", "MED", "bias", 1),
    ("actors", "MED", "weariness", 0.0), ("actors", "ALF", "bias", 0.0), ("actors", "MED", "support", {}),
    ("actors", "ALF", "seats", ["party", "observer"]), ("parameters", "curvature", 3), ("parameters", "curvature", 1),
    ("deals", [{"kind": "ceasefire", "source": "x"}, {"kind": "issue", "issue": "exchange", "source": "x"}]),
    ("pipelines", 1, {"supplier": "PAT", "recipient": "BET", "label": "Shells", "amount": 1000, "lead": 0, "span": 1,
                      "announced": dt.date(2024, 1, 1), "source": "x"}),
]  # fmt: skip
"""What is just allowed: the last day, the ends of a range, a key of another seat that says nothing."""


@pytest.mark.parametrize("edit", EDGES, ids=lambda edit: ".".join(map(str, edit[:-1])))
def test_what_is_just_allowed_is_allowed(edited, edit):
    # where a test adds a number it adds the source
    tables = edited(*edit)
    tables["parameters"]["sources"] = {"default": "judgement"}
    Scenario(**tables)


def test_deals_on_two_issues_are_two_and_on_one_subject_one_too_many(full_tables, edited):
    tables = edited("issues", "shipping", {"label": "Ships", "separable": True})
    for label in ("ALF", "BET"):
        tables["actors"][label]["positions"]["shipping"] = 0.5
        tables["actors"][label]["salience"] = {"province": 0.5, "exchange": 0.2, "shipping": 0.3}
    tables["deals"].append({"kind": "issue", "issue": "shipping", "source": "x"})
    assert len(Scenario(**tables).deals) == 2
    twice = [{"kind": "ceasefire", "source": "x"}] * 2
    with pytest.raises(ScenarioError, match=r"deals\.2: is a second deal on ceasefire, must be one at most"):
        Scenario(**{**full_tables, "deals": twice})


def test_a_party_that_backs_itself_or_others_is_told_what_it_may(edited):
    tables = edited("actors", "BET", "seats", ["party", "patron"])
    tables["pipelines"][0]["supplier"] = "BET"
    with pytest.raises(ScenarioError, match=r"pipelines\.1\.recipient: is the supplier itself, must be another actor"):
        Scenario(**tables)
    with pytest.raises(ScenarioError, match=r"parameters\.sample: nowhere: no such file of draws"):
        Scenario(**edited("parameters", "sample", "nowhere"))


# --- what events may change

EVENTS = [
    (name, row)
    for row in rows_of("[[events]]")
    if len(row) == 4 and "–" in row[3]
    for name in re.findall(r"`(\w+)`", row[0])
]
WHO = {"a patron": "PAT", "a mediator": "MED", "a party": "ALF"}


def event(variable: str, actor: str, target: str | None, change: float) -> dict[str, object]:
    found = {"date": dt.date(2025, 6, 1), "label": "x", "actor": actor, "variable": variable, "target": target,
             "change": change, "source": "judgement"}  # fmt: skip
    return {key: value for key, value in found.items() if value is not None}


@pytest.mark.parametrize(("variable", "row"), EVENTS, ids=[name for name, _ in EVENTS])
def test_an_event_changes_whom_and_by_how_much_the_page_says(full_tables, variable: str, row: list[str]) -> None:
    low, high = (float(end.replace("−", "-")) for end in re.findall(r"[−\d.]+", row[3])[:2])
    actors = set(WHO.values()) if row[1] == "anyone" else {WHO[row[1]]}
    targets = {"–": {None}, "a party": {"BET"}, "anyone": {"BET", "PAT"}}[row[2]]

    def fits(*given: object) -> bool:
        try:
            Scenario(**{**full_tables, "events": [event(variable, *given)]})
        except ScenarioError:
            return False
        return True

    one = next(iter(actors))
    aim = "BET" if None not in targets else None
    assert {who for who in WHO.values() if fits(who, aim if who != aim else "ALF", low)} == actors
    assert {who for who in (None, "BET", "PAT") if who != one and fits(one, who, low)} == targets - {one}
    beyond = math.nextafter(low, -math.inf), math.nextafter(high, math.inf)
    assert [fits(one, aim, change) for change in (low, high, *beyond)] == [True, True, False, False]


def test_the_page_names_all_variables_of_events() -> None:
    known = Event.model_fields["variable"].annotation
    assert {name for name, _ in EVENTS} == set(known.__args__)
