"""The notebooks: cleared in the repository, and every cell runs, shown as a notebook would show it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
BOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))
COMPILED = {"a-question-by-tonight", "a-case-of-your-own"}
"""Those that play ensembles with the batch engine, which compiles at its first use."""

RUNNER = """
import ast, json, linecache, sys
cells = [cell for cell in json.load(open(sys.argv[1], encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
here = {"__name__": "__main__"}
for number, cell in enumerate(cells, start=1):
    text = "".join(cell["source"])
    tree = ast.parse(text)
    # a notebook keeps the text of its cells, and policies are compiled from it
    linecache.cache[f"cell {number}"] = (len(text), None, text.splitlines(True), f"cell {number}")
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    print(f"## cell {number}")
    exec(compile(tree, f"cell {number}", "exec"), here)
    if last is not None:
        value = eval(compile(ast.Expression(last.value), f"cell {number}", "eval"), here)
        if value is not None and not text.rstrip().endswith(";"):
            shown = getattr(value, "_repr_html_", None)
            print(len(shown()) if shown else repr(value))
"""


def cells(book: Path, kind: str) -> list[dict[str, Any]]:
    return [cell for cell in json.loads(book.read_text("utf-8"))["cells"] if cell["cell_type"] == kind]


def named() -> list[object]:
    slow = pytest.mark.slow
    return [pytest.param(book, id=book.stem, marks=[slow] if book.stem in COMPILED else []) for book in BOOKS]


@pytest.mark.parametrize("book", named())
def test_every_cell_runs(book: Path, tmp_path: Path) -> None:
    runner = tmp_path / "runner.py"
    runner.write_text(RUNNER, "utf-8")
    done = subprocess.run(
        [sys.executable, os.fspath(runner), os.fspath(book)], cwd=tmp_path, capture_output=True, text=True, check=False,
        env={**os.environ, "MPLBACKEND": "Agg", "PYTHONPATH": os.fspath(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.count("## cell ") == len(cells(book, "code"))


def test_there_are_the_three() -> None:
    assert {book.stem for book in BOOKS} == COMPILED | {"a-policy-of-your-own"}


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.stem)
def test_outputs_are_cleared_and_links_lead_on(book: Path) -> None:
    for cell in cells(book, "code"):
        assert cell["outputs"] == []
        assert cell["execution_count"] is None
    text = "".join("".join(cell["source"]) for cell in cells(book, "markdown"))
    for link in re.findall(r"\]\(([^)#]+)", text):
        assert (book.parent / link).is_file(), link


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.stem)
def test_it_is_a_notebook(book: Path) -> None:
    nbformat = pytest.importorskip("nbformat")
    nbformat.validate(nbformat.read(book, as_version=4))
