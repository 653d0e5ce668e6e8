"""The package as a whole: one version, cheap imports, a machine-free checkout, an honest check."""

import ast
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
HEAVY = ("mesa", "numba", "matplotlib", "pandas")


def declared_version() -> str:
    with (ROOT / "pyproject.toml").open("rb") as file:
        return tomllib.load(file)["project"]["version"]


def committed_files() -> list[Path]:
    """Everything git has or would take: what is ignored never leaves the machine."""
    try:
        listing = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT, capture_output=True, check=True,
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listing.decode().split("\0") if name and (ROOT / name).is_file()]


def test_citation_names_the_version_of_the_package():
    citation = (ROOT / "CITATION.cff").read_text("utf-8")
    found = re.search(r"^version: *[\"']?([^\s\"']+)", citation, re.MULTILINE)
    assert found is not None
    assert found[1] == declared_version()


def test_installed_package_is_the_one_of_this_checkout():
    try:
        installed = metadata.version("diplomacy-abm")
    except metadata.PackageNotFoundError:
        pytest.skip("run from a checkout that was not installed")
    assert installed == declared_version()


def test_changelog_has_a_section_for_the_version():
    assert f"## [{declared_version()}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")


@pytest.mark.parametrize("module", ["diplomacy_abm", "diplomacy_abm.cli"])
def test_import_loads_nothing_heavy(module: str):
    code = f"import sys, {module}; print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []


def test_rules_import_only_math_the_vocabulary_and_each_other():
    """The contract on imports can forbid by name only; this one allows by name."""
    strangers = []
    for path in sorted((ROOT / "diplomacy_abm" / "rules").glob("*.py")):
        # The registry describes rules and is not one: the standard library is open to it.
        libraries = sys.stdlib_module_names if path.stem == "registry" else {"__future__", "math"}
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            strangers += [
                f"{path.name}: {name}"
                for name in names
                if name.split(".")[0] not in libraries
                and not f"{name}.".startswith(("diplomacy_abm.vocabulary.", "diplomacy_abm.rules."))
            ]
    assert strangers == []


def test_check_calls_the_test_command_of_the_readme():
    command = "make test"
    readme = (ROOT / "README.md").read_text("utf-8")
    blocks = re.findall(r"```(?:sh|bash|console|shell)\n(.*?)```", readme, re.DOTALL)
    shown = [line.split("#")[0].removeprefix("$ ").strip() for block in blocks for line in block.splitlines()]
    called = [line.strip() for line in (ROOT / ".ci" / "run").read_text("utf-8").splitlines()]
    assert command in shown
    assert command in called


def test_no_committed_file_names_a_machine_or_a_registry():
    # Put together here, so that this file does not name them either.
    roots = "|".join(["wo" "rk", "ro" "ot", "tm" "p", r"ho" r"me/\w+", "Us" r"ers/\w+"])
    places = rf"(?<![\w.~-])/(?:{roots})(?![\w-])"
    neighbours = r"\.\./" + "shared"
    hosts = ["py" "pi.org", "python" "hosted.org", "npm" "js.org", "npm" "js.com", "deb" ".debian.org"]
    registries = "|".join(map(re.escape, hosts))
    pattern = re.compile(f"{places}|{neighbours}|{registries}")
    files = committed_files()
    assert files
    named = [
        f"{path.relative_to(ROOT)}: {found[0]}"
        for path in files
        for found in pattern.finditer(path.read_bytes().decode("utf-8", errors="ignore"))
    ]
    assert named == []
