"""The page on extending the model is followed: its changes are made in a copy of the package, and its code is run."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "how-to" / "extend.md").read_text("utf-8")
SECTIONS = {
    found[1]: found[2] for found in re.finditer(r"^## (A \w+)\n(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE)
}
FILES = {"A parameter": 2, "A move": 4, "A column": 2}


def block(section: str, language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```$", section, re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[1]


def hunks(text: str) -> list[tuple[str, str, str]]:
    """The changes of a block: the file, the lines that stand there, the lines that come in their place."""
    parts = re.split(r"^--- (.*)\n", text, flags=re.MULTILINE)[1:]
    found = []
    for name, body in zip(parts[::2], parts[1::2], strict=True):
        lines = body.splitlines()
        before = "".join(f"{line[1:]}\n" for line in lines if line[:1] != "+")
        after = "".join(f"{line[1:]}\n" for line in lines if line[:1] != "-")
        found.append((name, before, after))
    return found


def apply(name: str, before: str, after: str, root: Path) -> None:
    path = root / name
    text = path.read_text("utf-8")
    assert text.count(before) == 1, f"{name}: what the page shows stands there {text.count(before)} times:\n{before}"
    path.write_text(text.replace(before, after), "utf-8")


def changed(title: str, root: Path) -> None:
    """Put a copy of the package with the changes of a section into a folder."""
    shutil.copytree(ROOT / "diplomacy_abm", root / "diplomacy_abm", ignore=shutil.ignore_patterns("__pycache__"))
    for change in hunks(block(SECTIONS[title], "diff")):
        apply(*change, root)


def run(root: Path, *words: str) -> None:
    """Run Python in a folder, with the package that is there."""
    done = subprocess.run(
        [sys.executable, *words],
        cwd=root, env={"PYTHONPATH": str(root)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, (done.stdout + done.stderr)[-2000:]


@pytest.mark.parametrize("title", FILES)
def test_what_the_page_adds_is_there(title, tmp_path):
    changes = hunks(block(SECTIONS[title], "diff"))
    assert len({name for name, _, _ in changes}) == len(changes) == FILES[title]
    changed(title, tmp_path)
    run(tmp_path, "-c", block(SECTIONS[title], "py"))


def test_a_row_holds_all_that_the_tests_of_the_catalogue_ask_of_a_move(tmp_path):
    """Nothing that is told of a move has to be written elsewhere."""
    changed("A move", tmp_path)
    shutil.copy(ROOT / "tests" / "test_moves.py", tmp_path)
    run(tmp_path, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_moves.py")
    told = (
        "from diplomacy_abm import phrases; from diplomacy_abm.analysis.players import escalation_class; "
        "from diplomacy_abm.app.recorder import watch; "
        "head = watch('minimal', seed=1, steps=1).head; "
        "row = next(row for row in head['moves'] if row[0] == 'apologise'); "
        "assert row[3:] == ['offer', 'eq:value-threaten', 0], row; "
        "assert escalation_class('apologise') == 'de_escalation'; "
        "assert 'apologise' in phrases.ACTS and 'apologise' in phrases.MOVES"
    )
    run(tmp_path, "-c", told)


def test_the_table_counts_the_files_that_the_blocks_change():
    table = dict(re.findall(r"^\| ([\w ]+) \| (\d) \|", PAGE, re.MULTILINE))
    assert table["parameter"] == "2"
    assert table["move with a new effect"] == "4"
    assert table["column of a week"] == "2"
