"""What a package promises those who install it: types, extras, a schema, completion, models that travel."""

import importlib.util
import json
import pickle
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import numpy as np
import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner

from diplomacy_abm import DiplomacyModel
from diplomacy_abm.cli import main
from diplomacy_abm.intake.extras import EXTRAS, MissingExtraError, library
from diplomacy_abm.parameters import PARAMETERS
from diplomacy_abm.scenario import library as scenarios
from diplomacy_abm.scenario import load, loads, tables_of
from diplomacy_abm.scenario.errors import ScenarioError
from diplomacy_abm.scenario.template import json_schema

ROOT = Path(__file__).resolve().parents[1]
DECLARED = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))

SCRIPT = """\
import diplomacy_abm as da

run = da.run("minimal", seed=1)
reveal_type(run)
reveal_type(da.run_ensemble("minimal", runs=2))
reveal_type(da.DiplomacyModel("minimal").now)
da.run(5)
da.nothing
"""


def test_types_of_the_package_reach_a_users_script(tmp_path):
    pytest.importorskip("mypy")
    (tmp_path / "script.py").write_text(SCRIPT)
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--cache-dir", str(tmp_path / "c")]
    done = subprocess.run(
        [*command, "--follow-imports=silent", "script.py"], cwd=tmp_path, env={"MYPYPATH": "", "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    told = [line.split(": ", 2)[2] for line in done.stdout.splitlines() if line.startswith("script.py")]
    assert told[:3] == [
        'Revealed type is "diplomacy_abm.results.run.Run"',
        'Revealed type is "diplomacy_abm.results.ensemble.Ensemble"',
        'Revealed type is "int"' if 'Revealed type is "int"' in told else 'Revealed type is "builtins.int"',
    ]
    assert 'Argument 1 to "run"' in told[3]
    assert "nothing" in told[4]


@pytest.mark.parametrize(
    ("library_", "command"),
    [
        ("polars", ["events", "import", str(ROOT / "tests/events/files/ged.csv"), "--out", "o.csv"]),
        ("SALib", ["sweep", "morris.toml", "--dry-run"]),
    ],
)
def test_a_command_whose_library_is_missing_says_which_extra_brings_it(library_, command, tmp_path):
    design = (
        '[study]\nname = "m"\ntitle = "m"\nquestion = "?"\nscenario = "minimal"\nruns = 2\n[factors.accuracy]\n'
        'set = "actors.MED.accuracy"\ndistribution = { uniform = [0.5, 0.9] }\n'
        '[sampling]\nmethod = "morris"\npoints = 4\n'
    )
    (tmp_path / "morris.toml").write_text(design)
    code = f"import sys; sys.modules[{library_!r}] = None; from diplomacy_abm.cli import main; main({command!r})"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    extra = EXTRAS[library_]
    wanted = f"Error: this needs {library_}, which is not installed: pip install 'diplomacy-abm[{extra}]'"
    assert (done.returncode, done.stderr.strip()) == (2, wanted)


def test_a_library_of_an_extra_is_loaded_at_its_first_use_and_a_missing_one_is_told(monkeypatch):
    monkeypatch.setitem(EXTRAS, "no_such_library", "study")
    lazy = library("no_such_library.part")
    with pytest.raises(MissingExtraError, match=r"needs no_such_library, which .*diplomacy-abm\[study\]"):
        _ = lazy.anything
    assert library("json").dumps([1]) == "[1]"
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = library("json").no_such_name


def test_each_library_of_an_extra_is_declared_in_it():
    """The name of a distribution differs from that of its module only for scikit-learn and dask-jobqueue."""
    declared = DECLARED["project"]["optional-dependencies"]
    names = {"sklearn": "scikit-learn", "dask_jobqueue": "dask-jobqueue"}
    for module, extra in EXTRAS.items():
        assert any(entry.startswith(names.get(module, module)) for entry in declared[extra]), module
    core = " ".join(DECLARED["project"]["dependencies"])
    assert not any(names.get(module, module) in core for module in EXTRAS)


@pytest.mark.parametrize("name", ["minimal", "ukraine-2025", "camp-david-1978"])
def test_the_schema_takes_shipped_scenarios(name):
    jsonschema = pytest.importorskip("jsonschema")
    assert name in scenarios()
    schema = json.loads(json.dumps(json_schema()))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(json.dumps(tables_of(load(name)), default=str)), schema)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("scenario", "horizon"), 0), (("actors", "MED", "accuracy"), 1.5), (("actors", "MED", "unknown"), 1),
        (("parameters", "fatigue"), -1e9), (("parameters", "no_such"), 1.0), (("front", "share"), 1.0),
    ],
)  # fmt: skip
def test_schema_and_reader_refuse_the_same_values(place, value):
    jsonschema = pytest.importorskip("jsonschema")
    tables = json.loads(json.dumps(tables_of(load("minimal")), default=str))
    inner = tables
    for key in place[:-1]:
        inner = inner.setdefault(key, {})
    inner[place[-1]] = value
    assert not jsonschema.Draft202012Validator(json_schema()).is_valid(tables)
    whole = tables_of(load("minimal"))
    inner = whole
    for key in place[:-1]:
        inner = inner.setdefault(key, {})
    inner[place[-1]] = value
    import tomli_w

    with pytest.raises(ScenarioError):
        loads(tomli_w.dumps(whole))


def test_the_command_prints_the_schema_with_every_parameter():
    done = CliRunner().invoke(main, ["scenarios", "schema"])
    assert done.exit_code == 0
    assert set(PARAMETERS) < set(json.loads(done.stdout)["$defs"]["ParameterTable"]["properties"])


@pytest.mark.parametrize("words", [["run"], ["ensemble"], ["app"], ["play"], ["tournament"], ["scenarios", "show"]])
def test_shells_complete_names_of_scenarios(words):
    found = ShellComplete(main, {}, "diplomacy-abm", "_COMPLETE").get_completions(words, "mini")
    assert [item.value for item in found if item.type == "plain"] == ["minimal"]
    assert [item.type for item in found][-1] == "file"


def ended(model):
    while model.running:
        model.step()
    return model.events().tobytes(), model.summary().tobytes(), model.datacollector.get_model_vars_dataframe().to_csv()


@pytest.mark.parametrize("policies", [{}, {"ALF": "hawk", "MED": "no-mediation"}])
def test_a_model_goes_on_as_it_was_after_a_pickle(policies):
    model = DiplomacyModel("minimal", seed=3, policies=policies)
    for _ in range(5):
        model.step()
    copy = pickle.loads(pickle.dumps(model))
    front = float(model.s.front)
    copy.s.front = 0.9
    assert float(model.s.front) == front
    copy.s.front = front
    assert ended(copy) == ended(model)


def test_rng_is_another_name_for_the_seed():
    def words(**given):
        s = DiplomacyModel("minimal", **given).s
        return int(s.seed_low), int(s.seed_high)

    assert words(rng=7) == words(seed=7) != words(seed=8)
    assert words(rng=np.random.default_rng(5)) == words(rng=np.random.default_rng(5))
    generator = np.random.default_rng(5)
    assert words(rng=generator) != words(rng=generator)
    assert words(rng=np.random.SeedSequence(5)) == words(rng=np.random.SeedSequence(5))
    with pytest.raises(ValueError, match="give one of them"):
        DiplomacyModel("minimal", seed=1, rng=1)
    with pytest.raises(ValueError, match="rng: is 'x', must be a whole number"):
        DiplomacyModel("minimal", rng="x")


def long_description(home):
    pytest.importorskip("hatchling")
    place = ROOT / "hatch_build.py"
    spec = importlib.util.spec_from_file_location("hatch_build", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.long_description("![a [b] c](d/e.png) [f](g.md#h) [i](https://j.k/l) [m](#n)", home, "1.2")


def test_links_of_the_long_description_lead_somewhere():
    assert long_description("https://x.y/z") == (
        "![a [b] c](https://x.y/z/raw/v1.2/d/e.png) [f](https://x.y/z/blob/v1.2/g.md#h) [i](https://j.k/l) [m](#n)"
    )
    assert long_description("") == " f [i](https://j.k/l) [m](#n)"


def built(target, folder):
    """Names of the files in a distribution made of this checkout."""
    pytest.importorskip("hatchling")
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (path,) = folder.iterdir()
    if target == "wheel":
        return set(zipfile.ZipFile(path).namelist())
    return {name.partition("/")[2] for name in tarfile.open(path).getnames()}


def test_the_source_distribution_is_the_whole_checkout(tmp_path):
    """So its own tests pass from it: they need the gallery, its results, and the benchmarks."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    if not listed:
        pytest.skip("not a git checkout")
    committed = {name for name in listed.split("\0") if name and (ROOT / name).is_file()}
    assert committed - built("sdist", tmp_path) == set()


def test_the_wheel_is_the_package_and_no_more(tmp_path):
    found = {name for name in built("wheel", tmp_path) if ".dist-info/" not in name}
    assert {name.partition("/")[0] for name in found} == {"diplomacy_abm"}
    package = ROOT / "diplomacy_abm"
    here = {path.relative_to(ROOT).as_posix() for path in package.rglob("*") if path.is_file()}
    assert {name for name in here if "__pycache__" not in name} == found


def test_the_wheel_brings_the_mark_of_types_and_no_tools():
    wheel = DECLARED["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["packages"] == ["diplomacy_abm"]
    assert (ROOT / "diplomacy_abm" / "py.typed").is_file()
    assert list((ROOT / "diplomacy_abm").glob("bench*")) == []
