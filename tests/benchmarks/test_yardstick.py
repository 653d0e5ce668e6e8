"""The C yardstick: made from the sources of today, it gives the same bytes as the compiled engine."""

import linecache
import subprocess
import sys
import types
from pathlib import Path

import pytest

import diplomacy_abm.policies  # noqa: F401
from benchmarks.build import build, compiler, load
from benchmarks.compare_c import compare
from benchmarks.yardstick.expressions import Program
from benchmarks.yardstick.layout import RECORDS, YardstickError, record_text
from benchmarks.yardstick.statements import FunctionText, wrapped
from diplomacy_abm.scenario import library

needs_compiler = pytest.mark.skipif(compiler() is None, reason="no C compiler (cc, gcc or clang) found")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("yardstick")


@pytest.fixture(scope="module")
def in_c_span(folder):
    return load(build(folder))


@pytest.fixture(scope="module")
def fresh(folder, in_c_span):
    """The C file of the sources as they are, which :func:`build` wrote."""
    return folder / "diplomacy.c"


@pytest.fixture
def translated(tmp_path):
    """Translate the function `f` of a text."""

    def translate(source):
        path = tmp_path / "sample.py"
        path.write_text(source, encoding="utf-8")
        module = types.ModuleType("sample")
        exec(compile(source, str(path), "exec"), module.__dict__)
        linecache.checkcache(str(path))
        program = Program(lambda function: function.__name__, {}, {}, {}, {}, {})
        return "\n".join(FunctionText(program, module.f).text())

    return translate


@needs_compiler
def test_the_script_prints_the_file_that_is_built(tmp_path, fresh):
    script = Path(__file__).resolve().parents[2] / "benchmarks" / "to_c.py"
    done = subprocess.run([sys.executable, str(script)], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == fresh.read_text(encoding="utf-8")


@needs_compiler
def test_the_file_compiles_without_a_warning_and_with_the_layout_of_the_records(tmp_path, fresh):
    """The layout is checked by the static assertions in the file."""
    assert build(tmp_path, source=fresh, extra="-Wall -Werror -Wno-maybe-uninitialized -fsyntax-only").name


@pytest.mark.slow
@needs_compiler
@pytest.mark.parametrize("name", library())
def test_c_gives_the_same_bytes_as_the_compiled_engine(in_c_span, name):
    from diplomacy_abm.engine.weeks import kernel

    assert compare(name, 16, kernel(), in_c_span) == ""


@needs_compiler
@pytest.mark.parametrize("name", [pytest.param(n, marks=() if n == "minimal" else pytest.mark.slow) for n in library()])
def test_c_gives_the_same_bytes_as_the_plain_functions(in_c_span, name):
    """The plain Python functions define the model; one run of it is enough here."""
    import numpy as np

    from benchmarks.compare_c import first_difference, work_of
    from diplomacy_abm.engine.batch import Chunk, play_chunk
    from diplomacy_abm.model import DiplomacyModel
    from diplomacy_abm.scenario import load as load_scenario
    from diplomacy_abm.scenario import with_settings

    ours = play_chunk(in_c_span, work_of(name, 1, keep=True), 0, 1)
    central = with_settings(load_scenario(name), {"parameters.sample": "central"})
    model = DiplomacyModel(central, collect=False).play()
    steps = np.where(np.arange(len(model.metrics))[:, None] < model.now, model.metrics, np.nan)
    theirs = Chunk(0, model.summary(), steps[None], [model.events()])
    model.release()
    assert first_difference(theirs, ours) == ""


@needs_compiler
def test_a_wrong_number_of_arguments_is_named(in_c_span):
    with pytest.raises(TypeError, match="span takes"):
        in_c_span(1, 2)


@pytest.mark.parametrize(
    ("python", "c"),
    [
        ("a / b", "(double)a / b"),
        ("a - (b - a)", "a - (b - a)"),
        ("a - b - a", "a - b - a"),
        ("(a + b) * x", "(a + b) * x"),
        ("-a % b", "mod_int(-a, b)"),
        ("a // b", "floor_div_int(a, b)"),
        ("max(a, x)", "max_float(a, x)"),
        ("min(a, b, 3)", "min_int(min_int(a, b), 3)"),
        ("int(x) + 1", "(int64_t)x + 1"),
        ("x if a < b and not a == 1 else 0", "a < b && !(a == 1) ? x : 0"),
    ],
)
def test_expressions_keep_the_meaning_of_python(translated, python, c):
    text = translated(f"def f(a: int, b: int, x: float) -> float:\n    '''Doc.'''\n    return {python}\n")
    assert f"return {c};" in text


def test_a_variable_is_declared_where_it_is_first_set(translated):
    body = "t = 0\n    for k in range(n):\n        t += k\n    return t\n"
    text = translated(f"def f(n: int) -> int:\n    '''Sum.'''\n    {body}")
    assert text.splitlines() == [
        "/* Sum. */",
        "static int64_t f(int64_t n)",
        "{",
        "    int64_t t = 0;",
        "    for (int64_t k = 0, end_k = n; k < end_k; k++) {",
        "        t += k;",
        "    }",
        "    return t;",
        "}",
    ]


def test_tuples_of_the_same_types_are_one_structure_and_pass_through(translated):
    source = (
        "Pair = tuple[float, float]\nNOTHING: Pair = (0.0, 1.0)\n"
        "def g(x: float) -> Pair:\n    return x, x\n"
        "def f(x: float) -> Pair:\n    '''Doc.'''\n    if x > 0.0:\n        return g(x)\n"
        "    a, b = g(x)\n    if a < b:\n        return b, a\n    return NOTHING\n"
    )
    text = translated(source)
    for line in (
        "static Tuple_dd f(double x)", "return g(x);", "Tuple_dd t1 = g(x);", "double b = t1._1;",
        "return (Tuple_dd){b, a};", "return NOTHING;",
    ):  # fmt: skip
        assert line in text


def test_a_variable_may_be_called_as_a_word_of_c(translated):
    text = translated("def f(x: float) -> float:\n    '''Doc.'''\n    short = x\n    return short * short\n")
    assert "double short_ = x;" in text
    assert "return short_ * short_;" in text


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("return x ** 2.0", "cannot translate"),
        ("return [x][0]", "cannot translate"),
        ("n = 1\n    n += x\n    return n.real", "has no fields"),
        ("return unheard", "is no variable"),
        ("if x:\n        return 1.0\n    return x", "no yes or no"),
    ],
)
def test_what_is_not_known_is_refused_with_its_place(translated, body, why):
    with pytest.raises(YardstickError, match=rf"sample\.f, line \d+: .*{why}"):
        translated(f"def f(x: float) -> float:\n    '''Doc.'''\n    {body}\n")


def test_an_integer_is_never_made_of_a_float_in_silence(translated):
    with pytest.raises(YardstickError, match="is double, but int64_t is stored"):
        translated("def f(x: float) -> int:\n    '''Doc.'''\n    return x\n")


def test_every_field_of_every_record_is_checked():
    for name, dtype in RECORDS.items():
        assert sum("offsetof" in line for line in record_text(name)) == len(dtype.names)


def test_long_lines_are_broken_and_lose_nothing():
    line = "    x = call(" + ", ".join(f"argument_{k}" for k in range(30)) + ");"
    parts = wrapped(line)
    assert max(map(len, parts)) <= 118
    assert " ".join(part.strip() for part in parts) == line.strip()
