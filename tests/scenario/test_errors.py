"""Everything that can be wrong with a scenario, one by one: one line with the place, what is there, what may be."""

import datetime as dt
import math
import pickle
from pathlib import Path

import pytest

from diplomacy_abm.scenario import Problem, Scenario, ScenarioError, load, loads, policy_problems, with_settings

FILES = Path(__file__).resolve().parents[1] / "scenarios"
DAY = dt.date(2025, 6, 1)
SOUNDING = {"mediator": "MED", "party": "ALF", "answer": "yes", "date": dt.date(2025, 1, 1), "source": "judgement"}

ONE_TABLE = [
    (("scenario", "titel", "x"), "scenario.titel: unknown key; did you mean title?"),
    (("scenario", "title", ...), "scenario.title: is missing and must be given"),
    (("scenario", "title", "  "), 'scenario.title: is " ", must be a text that is not empty'),
    (("scenario", "start", "2025-01-06"),
     'scenario.start: is "2025-01-06", must be a date such as 2025-11-17, without quotes'),
    (("scenario", "start", dt.datetime(2025, 1, 6, 12)),
     "scenario.start: is 2025-01-06 12:00:00, must be a date such as 2025-11-17, without quotes"),
    (("scenario", "step_days", 7.5), "scenario.step_days: is 7.5, must be a whole number"),
    (("scenario", "step_days", 0), "scenario.step_days: is 0, must be from 1 to 31"),
    (("scenario", "horizon", 0), "scenario.horizon: is 0, must be from 1 to 10000"),
    (("scenario", "seed", -1), "scenario.seed: is -1, must be from 0 to 9223372036854775807"),
    (("sides", "A", "label", ...), "sides.A.label: is missing and must be given"),
    (("sides", "C", {"lead": "ALF", "label": "C"}), 'sides.C: unknown name, must be "A" or "B"'),
    (("actors", "ALF", "capabilty", 1.0), "actors.ALF.capabilty: unknown key; did you mean capability?"),
    (("actors", "ALF", "capability", "strong"), 'actors.ALF.capability: is "strong", must be a number'),
    (("actors", "ALF", "capability", True), "actors.ALF.capability: is true, must be a number"),
    (("actors", "ALF", "capability", math.nan), "actors.ALF.capability: is nan, must be a finite number"),
    (("actors", "ALF", "capability", math.inf), "actors.ALF.capability: is inf, must be a finite number"),
    (("actors", "ALF", "capability", 0.0), "actors.ALF.capability: is 0.0, must be above 0 and at most 1000"),
    (("actors", "ALF", "sustainable", 0), "actors.ALF.sustainable: is 0, must be above 0 and at most 1000"),
    (("actors", "ALF", "aid_dependence", 1.0), "actors.ALF.aid_dependence: is 1.0, must be at least 0 and below 1"),
    (("actors", "ALF", "cost", 0.0), "actors.ALF.cost: is 0.0, must be above 0 and below 1"),
    (("actors", "ALF", "cost_sd", -0.1), "actors.ALF.cost_sd: is -0.1, must be from 0 to 0.5"),
    (("actors", "ALF", "hawkishness", 2), "actors.ALF.hawkishness: is 2, must be from 0 to 1"),
    (("actors", "ALF", "patience", 1.0), "actors.ALF.patience: is 1.0, must be above 0 and below 1"),
    (("actors", "ALF", "escalation_rest", 1.1), "actors.ALF.escalation_rest: is 1.1, must be from 0 to 1"),
    (("actors", "ALF", "positions", {"province": 1.5, "exchange": 1.0}),
     "actors.ALF.positions.province: is 1.5, must be from 0 to 1"),
    (("actors", "ALF", "gains", {"exchange": -0.1}), "actors.ALF.gains.exchange: is -0.1, must be from 0 to 1000"),
    (("actors", "ALF", "goals", {"peace": -1}), "actors.ALF.goals.peace: is -1, must be from 0 to 1000"),
    (("actors", "ALF", "goals", {"fame": 1}),
     "actors.ALF.goals.fame: unknown name, must be \"issue\", \"security\", \"welfare\", \"standing\", \"alliance\", "
     "\"peace\", \"prestige\" or \"commerce\""),
    (("actors", "ALF", "goals", 1.0), "actors.ALF.goals: is 1.0, must be a table"),
    (("actors", "ALF", "seats", "party"), 'actors.ALF.seats: is "party", must be a list'),
    (("actors", "ALF", "seats", ["partei"]),
     'actors.ALF.seats.1: is "partei", must be "party", "patron", "mediator" or "observer"'),
    (("actors", "ALF", "side", "C"), 'actors.ALF.side: is "C", must be "A" or "B"'),
    (("actors", "ALF", "veto", "yes"), 'actors.ALF.veto: is "yes", must be true or false'),
    (("actors", "ALF", 3), "actors.ALF: is 3, must be a table"),
    (("actors", "MED", "bias", 3), "actors.MED.bias: is 3, must be from -1 to 1"),
    (("actors", "MED", "accuracy", 0.4), "actors.MED.accuracy: is 0.4, must be from 0.5 to 1"),
    (("actors", "MED", "leverage", {"ALF": 1.2}), "actors.MED.leverage.ALF: is 1.2, must be from 0 to 1"),
    (("actors", "MED", "credibility", {"ALF": "high"}), 'actors.MED.credibility.ALF: is "high", must be a number'),
    (("actors", "MED", "guarantee", 1.5), "actors.MED.guarantee: is 1.5, must be from 0 to 1"),
    (("actors", "MED", "sources", {"default": 3}), "actors.MED.sources.default: is 3, must be a text in quotes"),
    (("actors", "MED", "sources", {"default": ""}),
     'actors.MED.sources.default: is "", must be a text that is not empty'),
    (("issues", "exchange", "kind", "human"),
     'issues.exchange.kind: is "human", must be "substantive", "humanitarian", "strikes", "shipping", "sanctions" '
     'or "security"'),
    (("issues", "exchange", "covers", "air"),
     'issues.exchange.covers: is "air", must be "none", "strikes" or "ground"'),
    (("issues", "exchange", "term", -1), "issues.exchange.term: is -1, must be from 0 to 5200"),
    (("relations", "ALF", "BET", {"trust": 1.0}), "relations.ALF.BET.trust: is 1.0, must be above 0 and below 1"),
    (("relations", "ALF", "BET", {"escalation": 2}), "relations.ALF.BET.escalation: is 2, must be from 0 to 1"),
    (("relations", "ALF", "BET", {"love": 1}),
     "relations.ALF.BET.love: unknown key; known here: trust, escalation, sources"),
    (("pipelines", 0, "amount", 0), "pipelines.1.amount: is 0, must be above 0 and at most 1000"),
    (("pipelines", 0, "span", 0), "pipelines.1.span: is 0, must be from 1 to 5200"),
    (("pipelines", 0, "source", ...), "pipelines.1.source: is missing and must be given"),
    (("deals", 0, "kind", "truce"), 'deals.1.kind: is "truce", must be "issue", "ceasefire" or "settlement"'),
    (("events", 0, "variable", "mood"),
     'events.1.variable: is "mood", must be "support", "capability", "standing", "leverage", "credibility", "bias", '
     '"trust", "cost", "refusal_cost", "sanctions", "talk_line", "aid_line" or "leader"'),
    (("actors", "ALF", "lines", {"war": 1.0}),
     'actors.ALF.lines.war: unknown name, must be "fight", "talk", "exchange", "engage", "aid" or "coerce"'),
    (("actors", "ALF", "lines", {"talk": 4.5}), "actors.ALF.lines.talk: is 4.5, must be from -4 to 4"),
    (("actors", "ALF", "optimism", 3.0), "actors.ALF.optimism: is 3.0, must be from -2 to 2"),
    (("actors", "ALF", "weariness", 6.0), "actors.ALF.weariness: is 6.0, must be from 0 to 5"),
    (("front", {"momentum": 3.5}), "front.momentum: is 3.5, must be from -3 to 3"),
    (("actors", "ALF", "tenure", -1), "actors.ALF.tenure: is -1, must be from 0 to 5200"),
    (("soundings", [{**SOUNDING, "answer": "perhaps"}]),
     'soundings.1.answer: is "perhaps", must be "yes" or "no"'),
    (("soundings", [{key: value for key, value in SOUNDING.items() if key != "source"}]),
     "soundings.1.source: is missing and must be given"),
    (("prisoners", {"stock": -1}), "prisoners.stock: is -1, must be from 0 to 1000"),
    (("front", {"share": 1}), "front.share: is 1, must be above 0 and below 1"),
    (("parameters", "curvature", "x"), 'parameters.curvature: is "x", must be a number'),
    (("pipeline", []), "pipeline: unknown key; did you mean pipelines?"),
    (("sides", ...), "sides: is missing and must be given"),
]  # fmt: skip

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


@pytest.mark.parametrize(("edit", "line"), ONE_TABLE + BETWEEN_TABLES, ids=lambda value: None)
def test_what_is_wrong_is_said_in_one_line(edited, edit, line):
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


def test_two_pipelines_of_a_pair_differ_in_their_label(full_tables):
    twice = full_tables["pipelines"] * 2
    with pytest.raises(ScenarioError, match=r"pipelines\.2\.label: is \"Guns\" again"):
        Scenario(**{**full_tables, "pipelines": twice})


def test_a_file_that_is_not_toml_names_the_line():
    with pytest.raises(ScenarioError) as caught:
        load(FILES / "syntax.toml")
    assert caught.value.problems == ("syntax.toml: line 3, column 9: not TOML: invalid value",)


def test_all_problems_of_a_file_are_told_at_once():
    with pytest.raises(ScenarioError) as caught:
        load(FILES / "nearly.toml")
    assert caught.value.problems == (
        "nearly.toml: scenario.title: is missing and must be given",
        'nearly.toml: scenario.start: is "2025-01-06", must be a date such as 2025-11-17, without quotes',
        "nearly.toml: scenario.titel: unknown key; did you mean title?",
        "nearly.toml: actors.ALF.capability: is -1, must be above 0 and at most 1000",
        "nearly.toml: actors.ALF.positions.province: is 1.5, must be from 0 to 1",
        'nearly.toml: issues.province.separable: is "no", must be true or false',
    )
    assert str(caught.value) == "\n".join(caught.value.problems)


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


def test_files_that_are_not_there_or_not_texts(tmp_path):
    with pytest.raises(ScenarioError, match=r"^ukraine: no such scenario or file; did you mean ukraine-2025\?$"):
        load("ukraine")
    with pytest.raises(ScenarioError, match="is a folder, must be a scenario file"):
        load(tmp_path)
    (tmp_path / "latin.toml").write_bytes(b'title = "\xfcber"')
    with pytest.raises(ScenarioError, match="byte 9: is not UTF-8"):
        load(tmp_path / "latin.toml")


def test_an_empty_file_says_what_must_be_there():
    with pytest.raises(ScenarioError) as caught:
        loads("", "empty.toml")
    assert caught.value.problems == tuple(
        f"empty.toml: {table}: is missing and must be given" for table in ("scenario", "sides", "actors", "issues")
    )


def test_policies_are_checked_against_the_names_of_whoever_knows_them(minimal):
    changed = with_settings(minimal, {"actors.ALF.policy": "hawkk"})
    assert policy_problems(minimal, ["quantal", "hawk"]) == []
    assert policy_problems(changed, ["quantal", "hawk"]) == [
        Problem("actors.ALF.policy", 'is "hawkk", no such policy; did you mean hawk?')
    ]


def test_an_error_survives_the_way_between_processes():
    error = ScenarioError("a.toml", [Problem("front.share", "is 2, must be above 0 and below 1")])
    again = pickle.loads(pickle.dumps(error))
    assert (again.problems, str(again), again.origin) == (error.problems, str(error), "a.toml")
