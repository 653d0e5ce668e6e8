"""Rule, equation and test belong together; rules and phases keep to the subset that gives the same bits."""

import ast
import re
from pathlib import Path

import pytest

import diplomacy_abm
from diplomacy_abm.parameters import PARAMETERS
from diplomacy_abm.phases.step import STEP
from diplomacy_abm.registry import RULES, read_rule, rule_functions

PACKAGE = Path(diplomacy_abm.__file__).parent
TESTS = Path(__file__).parent
DOCS = PACKAGE.parent / "docs"
SOURCES = sorted([*(PACKAGE / "rules").glob("*.py"), *(PACKAGE / "phases").glob("*.py")])
RULE_FILES = [path for path in SOURCES if path.parent.name == "rules"]
PHASE_FILES = [path for path in SOURCES if path.parent.name == "phases"]
ALLOWED_IN_RULES = ("math", "diplomacy_abm.rules", "diplomacy_abm.vocabulary")


def tree_of(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield name.name, name.name
        elif isinstance(node, ast.ImportFrom):
            for name in node.names:
                yield node.module, name.name


def relative(path):
    return f"{path.parent.name}/{path.name}"


def test_every_function_is_a_rule_with_a_label_of_its_own():
    assert len(RULES) == len(rule_functions()) > 80
    assert {rule.function for rule in RULES.values()} == set(rule_functions())


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.label)
def test_every_rule_names_a_source_with_a_year_or_owns_its_judgement(rule):
    assert rule.is_judgement or re.search(r"\((1[89]|20)\d\d[ab]?", rule.source)
    assert "judgement" in rule.source or not rule.is_judgement
    assert rule.title.endswith(".")


def test_every_rule_is_tested_by_a_module_of_its_own_name():
    tested = {}
    for path in TESTS.glob("test_*.py"):
        tested[path.stem] = {
            name for module, name in imported(tree_of(path)) if module.startswith("diplomacy_abm.rules")
        }
    missing = [r.label for r in RULES.values() if r.function.__name__ not in tested.get(f"test_{r.module}", set())]
    assert not missing


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.label)
def test_the_status_of_a_rule_names_a_test_that_exists(rule):
    module, test = re.search(r"(test_\w+)\.(test_\w+)", rule.status).groups()
    tree = tree_of(TESTS / f"{module}.py")
    assert test in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert module == f"test_{rule.module}"


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Title.", "Label"),
        ("Title.\n\nLabel: eq:x.\n", "Source"),
        ("Title.\n\nLabel: eq:x.\nSource: Ours (judgement).\n", "Status"),
    ],
)
def test_a_docstring_without_a_field_is_refused_in_one_line(text, missing):
    def nameless():
        pass

    nameless.__doc__ = text
    with pytest.raises(ValueError, match=missing) as refused:
        read_rule(nameless)
    assert "\n" not in str(refused.value)


def labels_in_odd():
    return re.findall(r"\*\*(eq:[a-z0-9-]+)\*\*", (DOCS / "odd.md").read_text(encoding="utf-8"))


def test_every_rule_has_its_equation_in_the_odd_protocol_and_the_reverse():
    labels = labels_in_odd()
    assert sorted(set(labels)) == sorted(labels), "a label is defined twice"
    assert set(labels) == set(RULES)


def test_every_work_cited_in_the_odd_protocol_is_in_the_bibliography():
    cited = set(re.findall(r"\[([a-z]+-\d{4}[ab]?)\]", (DOCS / "odd.md").read_text(encoding="utf-8")))
    listed = re.findall(
        r"^- \*\*\[([a-z]+-\d{4}[ab]?)\]\*\*", (DOCS / "bibliography.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert len(listed) == len(set(listed))
    assert cited
    assert cited <= set(listed)


def works_named(text):
    """Surname of the first author and year of every work in a text."""
    names = r"([A-Z][\w'\u00c0-\u017f]+)(?:(?:, | & | and )[A-Z][\w'\u00c0-\u017f]+)*(?: et al\.)?"
    return set(re.findall(names + r",? \(?((?:1[89]|20)\d\d)", text))


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.label)
def test_every_source_of_a_rule_is_in_the_bibliography(rule):
    entries = (DOCS / "bibliography.md").read_text(encoding="utf-8").splitlines()
    first = re.compile(r"\*\* ([\w'’-]+).*?\(((?:1[89]|20)\d\d)\)")
    listed = {first.search(entry).groups() for entry in entries if entry.startswith("- **[")}
    assert {(who, year) for who, year in works_named(rule.source) if who not in {"UCDP", "July"}} <= listed


def test_every_parameter_and_move_stands_in_the_odd_protocol():
    from diplomacy_abm.moves import catalogue

    text = (DOCS / "odd.md").read_text(encoding="utf-8")
    assert not [name for name in PARAMETERS if f"`{name}`" not in text]
    assert not [move.name for move in catalogue() if f"`{move.name}`" not in text]


@pytest.mark.parametrize("path", RULE_FILES, ids=relative)
def test_rules_import_math_and_each_other_only(path):
    modules = {module for module, _ in imported(tree_of(path))}
    assert not [module for module in modules if not module.startswith(ALLOWED_IN_RULES)]


def mathematical_calls(tree):
    """Names of `math` that are called; exp, log, pow and the like differ between machines."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "math":
            yield node.attr


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_rules_and_phases_give_the_same_bits_everywhere(path):
    tree = tree_of(path)
    assert not [
        n.lineno for n in ast.walk(tree) if isinstance(n, ast.BinOp | ast.AugAssign) and isinstance(n.op, ast.Pow)
    ]
    modules = {module.partition(".")[0] for module, _ in imported(tree)}
    assert not modules & {"numpy", "random", "numba", "mesa", "pandas", "scipy", "secrets", "time"}
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert not names & {"np", "numpy", "random", "pow", "hash", "id"}
    assert set(mathematical_calls(tree)) <= {"sqrt", "floor", "frexp"}


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_modules_and_functions_stay_small(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno - node.lineno + 1 <= 60, node.name


def parameters_read(path):
    return {
        node.attr
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "p"
    }


def test_every_parameter_is_read_in_a_phase_and_nothing_else_is():
    read = set().union(*(parameters_read(path) for path in PHASE_FILES))
    assert read == set(PARAMETERS)


def test_the_list_of_phases_is_the_order_in_which_step_calls_them():
    tree = tree_of(PACKAGE / "phases" / "step.py")
    (function,) = [n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == "step"]
    called = [n.value.func.id for n in function.body if isinstance(n, ast.Expr) and isinstance(n.value, ast.Call)]
    assert called == [phase.__name__ for phase in STEP]
