"""Reading a design: what is right is filled in, everything that is wrong is told in one line each."""

import copy
import datetime as dt
import json
import pickle
import re
from pathlib import Path
from typing import get_args

import pytest

from diplomacy_abm.experiment.checks import MOST_POINTS
from diplomacy_abm.experiment.design import DesignError, load_design
from diplomacy_abm.experiment.plan import plan
from diplomacy_abm.experiment.schema import Arm, Distribution, Factor, Method, Range, Sampling, Study
from diplomacy_abm.policies import registry
from diplomacy_abm.scenario import Scenario, dumps, load, tables_of
from tests.experiment.designs import FULL, design_of, edited, one_factor, written

SETS_MED = {"set": "actors.MED.bias", "values": [0.0, 0.5]}
LAW = ("factors", "hope", "distribution")

BROKEN = [
    # single tables
    (("studdy", {}), "studdy: unknown key; did you mean study?"),
    (("study", "titel", "x"), "study.titel: unknown key; did you mean title?"),
    (("study", "title", ...), "study.title: is missing and must be given"),
    (("study", "runs", 0), "study.runs: is 0, must be from 1 to 4294967296"),
    (("study", "runs", 2.5), "study.runs: is 2.5, must be a whole number"),
    (("study", "runs", "many"), 'study.runs: is "many", must be a whole number'),
    (("study", "seed", -1), "study.seed: is -1, must be from 0 to 9223372036854775807"),
    (("study", "horizon", 0), "study.horizon: is 0, must be from 1 to 10000"),
    (("study", "keep", ["step"]), 'study.keep.1: is "step", must be "steps" or "events"'),
    (("study", "keep", "steps"), 'study.keep: is "steps", must be a list'),
    (("arms", "with", "wihtout", ["MED"]), "arms.with.wihtout: unknown key; did you mean without?"),
    (("arms", "with", "without", "MED"), 'arms.with.without: is "MED", must be a list'),
    (("factors", "reach", "unti", "x"), "factors.reach.unti: unknown key; did you mean unit?"),
    (("factors", "reach", "range", "stop", 2.0), "factors.reach.range.stop: unknown key; did you mean to?"),
    (("factors", "reach", "range", "from", ...), "factors.reach.range.from: is missing and must be given"),
    (("factors", "reach", "range", "steps", 1), "factors.reach.range.steps: is 1, must be from 2 to 100000"),
    (("factors", "reach", "set", 3), "factors.reach.set: is 3, must be a list"),
    (("factors", "accuracy", "values", [dt.date(2025, 1, 1)]),
     "factors.accuracy.values.1: is 2025-01-01, must be a number, a text, true or false"),
    ((*LAW, {"gamma": [1, 2]}),
     "factors.hope.distribution.gamma: unknown key; known here: uniform, loguniform, normal, triangular, integers, "
     "choice, low, high"),
    ((*LAW, {"integers": [1.5, 2]}), "factors.hope.distribution.integers.1: is 1.5, must be a whole number"),
    (("sampling", "method", "lhs"),
     'sampling.method: is "lhs", must be "latin-hypercube", "random", "sobol", "saltelli" or "morris"'),
    (("sampling", "points", 0), "sampling.points: is 0, must be from 1 to 10000000"),
    # names
    (("study", "name", "My study"), 'study.name: is "My study", must be small letters, digits and \'-\''),
    (("arms", "with it", {}), "arms.with it: is no name of an arm, must be letters, digits, '-' or '_'"),
    (("factors", "Bias", SETS_MED),
     "factors.Bias: is no name of a factor, must be a small letter, then small letters, digits or '_'"),
    (("factors", "rounds", SETS_MED), "factors.rounds: is a column of the table of runs, must be another name"),
    (("factors", "arm", SETS_MED), "factors.arm: is a column of the table of runs, must be another name"),
    (("factors", "low", SETS_MED), "factors.low: is a column of tables of estimates, must be another name"),
    # factors by themselves
    (("factors", "b", {"values": [1]}),
     "factors.b: has no set and no multiply, must have exactly one of set and multiply"),
    (("factors", "b", {**SETS_MED, "multiply": "actors.MED.accuracy"}),
     "factors.b: has set and multiply, must have exactly one of set and multiply"),
    (("factors", "b", {"set": "actors.MED.bias"}),
     "factors.b: has no values and no range and no distribution, must have exactly one of values, range and "
     "distribution"),
    (("factors", "accuracy", "distribution", {"uniform": [0.5, 1.0]}),
     "factors.accuracy: has values and distribution, must have exactly one of values, range and distribution"),
    (("factors", "b", {**SETS_MED, "set": ["actors.MED.bias", "actors.MED.bias"]}),
     "factors.b.set: names a place twice, must name each once"),
    (("factors", "accuracy", "values", []), "factors.accuracy.values: is empty, must hold at least 1 value"),
    (("factors", "accuracy", "values", [0.5, "high"]),
     "factors.accuracy.values: holds numbers and texts, must hold values of one kind"),
    (("factors", "accuracy", "values", [1, 1.0]), "factors.accuracy.values: holds a value twice, must hold each once"),
    (("factors", "reach", {"multiply": "actors.MED.bias", "values": ["x"]}),
     "factors.reach.values: holds texts, must hold numbers to multiply by"),
    (("factors", "reach", "range", "to", 0.5),
     "factors.reach.range: is from 0.5 to 0.5, must be from less to more"),
    # distributions
    ((*LAW, {}),
     "factors.hope.distribution: names none, must have exactly one of uniform, loguniform, normal, triangular, "
     "integers, choice"),
    ((*LAW, {"uniform": [0, 1], "normal": [0, 1]}),
     "factors.hope.distribution: has uniform and normal, must have exactly one of uniform, loguniform, normal, "
     "triangular, integers, choice"),
    ((*LAW, {"uniform": [0, 1], "low": 0}),
     "factors.hope.distribution: has low or high, must be left out of uniform: only normal is cut"),
    ((*LAW, {"uniform": [0, 0.5, 1]}),
     "factors.hope.distribution.uniform: has 3 numbers, must be [lowest, highest]"),
    ((*LAW, {"triangular": [0, 1]}),
     "factors.hope.distribution.triangular: has 2 numbers, must be [lowest, mode, highest]"),
    ((*LAW, {"uniform": [1, 0]}),
     "factors.hope.distribution.uniform: goes from 1 to 0, must go from less to more"),
    ((*LAW, {"loguniform": [0, 1]}), "factors.hope.distribution.loguniform: begins at 0, must begin above 0"),
    ((*LAW, {"triangular": [0, 2, 1]}),
     "factors.hope.distribution.triangular: has its mode at 2, must be from 0 to 1"),
    ((*LAW, {"normal": [0.5, 0]}),
     "factors.hope.distribution.normal: has the standard deviation 0, must be above 0"),
    ((*LAW, {"normal": [0.5, 0.1], "low": 1, "high": 0}),
     "factors.hope.distribution: is cut at low 1 and high 0, must be from less to more"),
    ((*LAW, {"normal": [0.1, 0.1], "low": 0.9}),
     "factors.hope.distribution: is cut more than 5 standard deviations from its mean, must keep some of it"),
    ((*LAW, {"normal": [-0.6, 0.1], "low": 0.0}),
     "factors.hope.distribution: is cut more than 5 standard deviations from its mean, must keep some of it"),
    ((*LAW, {"choice": []}), "factors.hope.distribution.choice: is empty, must hold at least 1 value"),
    # sampling
    (("sampling", ...), "sampling: is missing, must be given: factor curvature has a distribution"),
    (("sampling", "levels", 6), "sampling.levels: is given, must be left out: only morris uses it"),
    (("sampling", "second_order", True), "sampling.second_order: is given, must be left out: only saltelli uses it"),
    (("sampling", {"method": "saltelli", "points": 100}),
     "sampling.points: is 100, must be a power of two such as 64 or 128: Saltelli's sequence is even only then"),
    (("sampling", {"method": "sobol", "points": 7}),
     "sampling.points: is 7, must be a power of two such as 4 or 8: Sobol's sequence is even only then"),
    (("sampling", {"method": "morris", "points": 7, "levels": 5}),
     "sampling.levels: is 5, must be even: Morris steps over half of the levels"),
    # places
    (("factors", "b", {"set": "actors.MED.accuracy", "values": [0.5]}),
     "factors.b: changes actors.MED.accuracy, which factor accuracy changes; must be one of them"),
    (("arms", "with", "set", {"actors.MED.accuracy": 0.6}),
     "factors.accuracy: changes actors.MED.accuracy, which arm with sets; must be one of them"),
    (("arms", "with", "set", {"actors.MED.leverage": {"ALF": 0.6, "BET": 0.1}}),
     "factors.reach: changes actors.MED.leverage.ALF, which arm with sets at actors.MED.leverage; must be one of them"),
    (("factors", "policy", {"set": "actors.BET.policy", "values": ["hawk", "dove"]}),
     "factors.policy: changes actors.BET.policy, which arm without sets; must be one of them"),
    (("settings", "scenario.seed", 3), "settings: changes scenario.seed, must be left out: the seed is study.seed"),
    (("factors", "b", {"set": "scenario.horizon", "values": [3]}),
     "factors.b: changes scenario.horizon, must be left out: study.horizon is given"),
    # what the scenario does not bear
    (("study", "scenario", "minimall"),
     "study.scenario: minimall: no such scenario, or file beside this one; did you mean minimal?"),
    (("settings", "actors.MUD.bias", 0.1), "settings: actors.MUD.bias: no actor MUD; did you mean MED?"),
    (("settings", "actors.MED.bias", 3), "settings: actors.MED.bias: is 3, must be from -1 to 1"),
    (("arms", "with", "set", {"actors.ALF.cots": 3}),
     "arms.with.set: actors.ALF.cots: unknown key; did you mean cost?"),
    (("arms", "with", "set", {"actors.ALF.policy": "hawkk"}),
     'arms.with.set: actors.ALF.policy: is "hawkk", no such policy; did you mean hawk?'),
    (("arms", "with", "without", ["MEDI"]),
     'arms.with.without.1: is "MEDI", must be an actor of the scenario; did you mean MED?'),
    (("arms", "with", "without", ["ALF"]), 'arms.with.without.1: is "ALF", must not be the lead of a side'),
    (("arms", "with", "policy", {"BTE": "hawk"}), "arms.with.policy.BTE: no such actor; did you mean BET?"),
    (("arms", "with", "policy", {"BET": "hawkk"}),
     'arms.with.policy.BET: is "hawkk", no such policy; did you mean hawk?'),
    (("factors", "accuracy", "values", [0.5, 2.0]),
     "factors.accuracy.set: actors.MED.accuracy: is 2.0, must be from 0.5 to 1"),
    (("factors", "curvature", "distribution", {"uniform": [0.5, 2.0]}),
     "factors.curvature.set: parameters.curvature: is 0.5, must be from 1 to 3"),
    (("factors", "curvature", "distribution", {"normal": [2.0, 0.5]}),
     "factors.curvature.set: parameters.curvature: is 0.354736634254, must be from 1 to 3"),
    (("factors", "curvature", "set", "parameters.curvatur"),
     "factors.curvature.set: parameters.curvatur: unknown parameter; did you mean curvature?"),
    (("factors", "accuracy", "set", "pipelines.1.lead"),
     "factors.accuracy.set: pipelines.1.lead: the scenario has no pipelines"),
    (("factors", "reach", "multiply", ["actors.MED.leverag.ALF"]),
     "factors.reach.multiply: actors.MED.leverag: unknown key; did you mean leverage?"),
    (("factors", "reach", "multiply", ["actors.MED.name"]),
     'factors.reach.multiply: actors.MED.name: is "Medonia", must be a number to multiply'),
    (("factors", "reach", "multiply", ["actors.ALF.commerce.BET"]),
     "factors.reach.multiply: actors.ALF.commerce.BET: holds no number, must be a number to multiply"),
    (("factors", "reach", "range", "to", 60.0),
     "factors.reach.multiply: actors.MED.leverage.ALF: is 1.2, must be from 0 to 1"),
    (("study", "outcomes", ["ever: formall"]), "study.outcomes.1: "),
    (("study", "policies", ["mine.py"]), 'study.policies.1: is "mine.py", must be a Python file beside this one'),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "line"), BROKEN, ids=lambda value: None)
def test_what_is_wrong_is_said_in_one_line(tmp_path, edit, line):
    with pytest.raises(DesignError) as caught:
        design_of(tmp_path, edit)
    found = [problem.removeprefix("design.toml: ") for problem in caught.value.problems]
    assert any(problem.startswith(line) if line.endswith(": ") else problem == line for problem in found), found
    assert all("\n" not in problem for problem in caught.value.problems)


def test_the_design_that_is_edited_is_right_itself(tmp_path):
    design = design_of(tmp_path)
    assert design.name == "small-study"
    assert (design.seed, design.runs, design.horizon) == (5, 40, 26)
    assert design.scenario.actors["MED"].bias == 0.1
    assert design.base.actors["MED"].bias == 0.0
    assert design.text == (tmp_path / "design.toml").read_text()
    assert design.folder == tmp_path


def test_all_problems_are_told_at_once_and_each_once(tmp_path):
    tables = edited(
        ("study", "outcomes", []),
        ("sampling", "points", 7),
        ("sampling", "method", "sobol"),
        ("factors", "accuracy", "values", [0.5, 2.0]),
        ("factors", "reach", "label", ""),
        ("factors", "n", SETS_MED),
        ("arms", "with", "without", ["ALF"]),
        ("study", "scenario", "minimal"),
    )
    with pytest.raises(DesignError) as caught:
        load_design(written(tmp_path, tables))
    assert caught.value.problems == (
        "design.toml: factors.n: is a column of tables of estimates, must be another name",
        "design.toml: sampling.points: is 7, must be a power of two such as 4 or 8: Sobol's sequence is even only then",
        'design.toml: arms.with.without.1: is "ALF", must not be the lead of a side',
        "design.toml: factors.accuracy.set: actors.MED.accuracy: is 2.0, must be from 0.5 to 1",
    )
    assert str(caught.value) == "\n".join(caught.value.problems)
    again = pickle.loads(pickle.dumps(caught.value))
    assert isinstance(again, DesignError)
    assert again.problems == caught.value.problems


def test_factors_that_only_together_break_the_scenario_are_found(tmp_path):
    tables = tables_of(load("minimal"))
    tables["actors"]["ALG"] = copy.deepcopy(tables["actors"]["ALF"])
    (tmp_path / "allies.toml").write_text(dumps(Scenario(**tables)), encoding="utf-8")
    both = {
        "lead": {"set": "sides.A.lead", "values": ["ALF", "ALG"]},
        "veto": {"set": "actors.ALG.veto", "values": [True, False]},
    }
    design = edited(("study", "scenario", "allies.toml"), ("factors", both), ("sampling", ...))
    with pytest.raises(DesignError) as caught:
        load_design(written(tmp_path, design))
    assert caught.value.problems == (
        "design.toml: point 3 of with (lead = ALG, veto = False): actors.ALG.veto: is false, must be true: "
        "ALG leads side A",
    )


def test_a_scenario_file_lies_beside_the_design_and_tells_its_own_problems(tmp_path):
    (tmp_path / "mine.toml").write_text(dumps(load("minimal")), encoding="utf-8")
    assert design_of(tmp_path, ("study", "scenario", "mine.toml")).base == load("minimal")
    (tmp_path / "mine.toml").write_text(dumps(load("minimal")).replace("step_days", "step_dayz"), encoding="utf-8")
    with pytest.raises(DesignError) as caught:
        design_of(tmp_path, ("study", "scenario", "mine.toml"))
    assert caught.value.problems == (
        "design.toml: study.scenario: mine.toml: scenario.step_dayz: unknown key; did you mean step_days?",
    )


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(DesignError, match=r"^none\.toml: no such file, must be a design file$"):
        load_design(tmp_path / "none.toml")
    with pytest.raises(DesignError, match="is a folder, must be a design file"):
        load_design(tmp_path)
    (tmp_path / "bad.toml").write_text("[study\n")
    with pytest.raises(DesignError, match=r"^bad\.toml: line 1, column 7: not TOML"):
        load_design(tmp_path / "bad.toml")
    (tmp_path / "latin.toml").write_bytes(b'x = "\xfc"')
    with pytest.raises(DesignError, match=r"^latin\.toml: byte 5: is not UTF-8"):
        load_design(tmp_path / "latin.toml")
    (tmp_path / "empty.toml").write_text("")
    with pytest.raises(DesignError, match=r"^empty\.toml: study: is missing and must be given$"):
        load_design(tmp_path / "empty.toml")


def test_without_arms_there_is_one_and_labels_are_filled_in(tmp_path):
    design = load_design(written(tmp_path, one_factor(set="actors.MED.bias", values=[0, 1])))
    assert {name: arm.label for name, arm in design.arms.items()} == {"base": "base"}
    assert design.factors["x"].label == "x"
    assert design.plain()["arms"] == {"base": {"label": "base", "set": {}, "policy": {}, "without": []}}


def test_plain_tables_are_json_with_all_defaults(tmp_path):
    plain = design_of(tmp_path, ("study", "seed", ...), ("study", "horizon", ...)).plain()
    assert json.loads(json.dumps(plain)) == plain
    assert plain["study"]["seed"] == load("minimal").scenario.seed
    assert plain["study"]["horizon"] == load("minimal").scenario.horizon
    assert plain["factors"]["reach"]["values"] == [0.5, 1.5]
    assert plain["factors"]["reach"]["range"] == {"from": 0.5, "to": 1.5, "steps": 2}
    assert [row["kind"] for row in plain["factors"].values()] == ["grid", "grid", "sampled", "sampled"]
    assert plain["factors"]["accuracy"]["set"] == ["actors.MED.accuracy"]
    assert plain["sampling"]["seed"] == 3


def test_keys_without_quotes_mean_the_same(tmp_path):
    nested = {"actors": {"MED": {"bias": 0.1}}, "parameters": {"overlap": 0.6}}
    assert design_of(tmp_path, ("settings", nested)).tables == design_of(tmp_path).tables


def test_values_of_a_range_are_whole_where_they_can_be(tmp_path):
    def values(start, stop, steps):
        row = {"from": start, "to": stop, "steps": steps}
        design = load_design(written(tmp_path, one_factor(set="parameters.lambda_accept", range=row)))
        return design.factors["x"].levels

    assert values(1, 9, 5) == (1, 3, 5, 7, 9)
    assert all(isinstance(value, int) for value in values(1, 9, 5))
    assert values(1, 2, 3) == (1.0, 1.5, 2.0)
    assert values(1.1, 1.4, 4) == (1.1, 1.2, 1.3, 1.4)


SAME = [
    (("study", "title", "Another"), ("study", "question", "?"), ("study", "expectation", "x")),
    (("study", "caveats", ["none"]), ("study", "outcomes", [])),
    (("study", "name", "other"), ("arms", "with", "label", "x"), ("factors", "reach", "unit", "x")),
    (("factors", "accuracy", "set", ["actors.MED.accuracy"]),),
    (("factors", "reach", "range", ...), ("factors", "reach", "values", [0.5, 1.5])),
]  # fmt: skip
OTHER = [
    ("study", "seed", 6), ("study", "runs", 41), ("study", "horizon", 27), ("study", "keep", ["steps"]),
    ("settings", "actors.MED.bias", 0.2), ("arms", "with", "set", {"actors.MED.guarantee": 0.1}),
    ("arms", "without", "policy", {}), ("arms", "without", "without", []), ("arms", "third", {}),
    ("factors", "accuracy", "values", [0.5, 1.0]), ("factors", "accuracy", "values", [0.75, 0.5, 1.0]),
    ("factors", "hope", "distribution", "high", 0.9), ("sampling", "seed", 4), ("sampling", "points", 9),
    ("sampling", "method", "random"),
]  # fmt: skip


@pytest.mark.parametrize("edits", SAME)
def test_words_do_not_change_the_fingerprint(tmp_path, edits):
    assert design_of(tmp_path, *edits).fingerprint == design_of(tmp_path).fingerprint


@pytest.mark.parametrize("edit", OTHER)
def test_what_can_change_a_result_changes_the_fingerprint(tmp_path, edit):
    assert design_of(tmp_path, edit).fingerprint != design_of(tmp_path).fingerprint


POLICY = '''"""Mine."""
from diplomacy_abm import policy


@policy("study-first")
def first(values, shares, tones, precision, u, view, weights):
    """Do nothing."""
    return {}
'''


@pytest.fixture
def forgotten():
    yield
    registry.forget("study-first")


def test_policies_of_a_file_are_registered_once_and_their_text_counts(tmp_path, forgotten):
    (tmp_path / "mine.py").write_text(POLICY.format(0))
    edits = (("study", "policies", ["mine.py"]), ("arms", "with", "policy", {"ALF": "study-first"}))
    design = design_of(tmp_path, *edits)
    function = registry.get("study-first").function
    assert design.policy_texts == {"mine.py": POLICY.format(0)}
    again = design_of(tmp_path, *edits)
    assert registry.get("study-first").function is function
    registry.forget("study-first")
    pickle.loads(pickle.dumps(again)).register()
    assert registry.get("study-first").function is function
    (tmp_path / "mine.py").write_text(POLICY.format("len(values) - 1"))
    changed = design_of(tmp_path, *edits)
    assert registry.get("study-first").function is not function
    assert changed.fingerprint != design.fingerprint == again.fingerprint


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("1 / 0", "study.policies.1: ZeroDivisionError: division by zero"),
        ("def", "study.policies.1: SyntaxError: invalid syntax (mine.py, line 1)"),
        ("import diplomacy_abm\n@diplomacy_abm.policy('hawk')\ndef f(): ...",
         "study.policies.1: ValueError: policy name 'hawk' is built in; choose another one"),
    ],
)  # fmt: skip
def test_a_policy_file_that_fails_is_told_in_one_line(tmp_path, text, line):
    (tmp_path / "mine.py").write_text(text)
    with pytest.raises(DesignError) as caught:
        design_of(tmp_path, ("study", "policies", ["mine.py"]))
    assert caught.value.problems == (f"design.toml: {line}",)


def test_too_many_points_are_a_slip(tmp_path):
    many = {"from": 0, "to": 1, "steps": 100_000}
    tables = edited(("factors", {"a": {"set": "parameters.exchange_gain", "range": many},
                                 "b": {"set": "parameters.exchange_cost", "range": many}}))  # fmt: skip
    del tables["sampling"]
    with pytest.raises(DesignError, match=f"has 10000000000 points, must have at most {MOST_POINTS}"):
        load_design(written(tmp_path, tables))


def test_the_full_design_stays_as_it_is():
    assert edited() == FULL


PAGE = (Path(__file__).resolve().parents[2] / "docs" / "designs.md").read_text("utf-8")


def test_the_design_of_the_page_is_read_and_comes_to_what_the_page_says(tmp_path):
    (text,) = re.findall(r"^```toml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    (tmp_path / "design.toml").write_text(text, encoding="utf-8")
    layout = plan(load_design(tmp_path / "design.toml"))
    assert f"= {len(layout.points)} points" in PAGE
    assert f"{layout.total:,} runs" in PAGE


@pytest.mark.parametrize("model", [Study, Arm, Factor, Sampling, Distribution, Range])
def test_the_page_has_every_key(model):
    names = {field.alias or name for name, field in model.model_fields.items()}
    assert {name for name in names if not re.search(rf"`{name}`|[{{ ,]{name}( =|, | \}})", PAGE)} == set()


def test_the_page_names_every_method():
    assert {name for name in get_args(Method) if f"| `{name}` |" not in PAGE} == set()


def test_a_bell_curve_without_ends_is_tried_where_the_sample_goes(tmp_path):
    tables = edited(
        ("factors", {"x": {"set": "parameters.lookback", "distribution": {"normal": [15.0, 3.7]}}}),
        ("sampling", {"method": "random", "points": 40_000, "seed": 1}),
        ("arms", ...),
    )
    with pytest.raises(DesignError, match=r"^design\.toml: point \d+ of base \(x = .*: parameters\.lookback: is "):
        load_design(written(tmp_path, tables))
    tables["sampling"]["points"] = 4
    load_design(written(tmp_path, tables))
