"""How much the tests see: change one thing in the code of a package and ask whether the nearest tests fail.

``python -m benchmarks.mutants phases results --count 15`` prints each change that no test saw, and the share that one
did. A mutant is one comparison, sign, constant, condition or statement; it lives in a forked process only, whose import
of the module is turned aside, so nothing on disk is touched. What compiled code does is not asked: the cache of
compiled code hangs on the files, which stay as they are.
"""

from __future__ import annotations

import argparse
import ast
import copy
import io
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 600
"""After this a mutant counts as seen: it hangs, and the line says so."""
HEAVY = ("numpy", "pandas", "pytest", "scipy.stats", "mesa", "numba", "matplotlib.figure",
         "pyarrow.parquet", "statsmodels.api", "sklearn.tree", "pydantic", "click.testing", "rich.console")  # fmt: skip
"""Loaded once, before the fork; no plugin of pytest, which would complain that it cannot rewrite it."""

_SWAPS: dict[type, type] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.And: ast.Or, ast.Or: ast.And,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip

_NO_SIGN = (ast.JoinedStr, ast.List, ast.Tuple)
"""What has no sign to swap: such a change only raises."""


@dataclass(frozen=True)
class Site:
    """A place in a module where one thing can be changed: the number of the node in the order of ``ast.walk``."""

    path: Path
    node: int
    line: int


def sites(path: Path) -> Iterator[Site]:
    """Give the places of a module that a test could tell from their change."""
    tree = ast.parse(path.read_text("utf-8"))
    silent = set(_silent(tree))
    for number, node in enumerate(ast.walk(tree)):
        if number not in silent and _changed(copy.deepcopy(node)) is not None:
            yield Site(path, number, getattr(node, "lineno", 0))


def _silent(tree: ast.AST) -> Iterator[int]:
    """Give what no run of the code depends on: annotations, texts that document, names for type checkers."""
    numbers = {id(node): number for number, node in enumerate(ast.walk(tree))}
    for node in ast.walk(tree):
        hidden: list[Any] = []
        if isinstance(node, ast.AnnAssign):
            hidden.append(node.annotation)
        if isinstance(node, ast.FunctionDef):
            hidden += [node.returns, *(a.annotation for a in (*node.args.args, *node.args.kwonlyargs))]
        if isinstance(node, ast.ClassDef):
            hidden += node.decorator_list
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            hidden.append(node)
        for one in hidden:
            if one is not None:
                yield from (numbers[id(inner)] for inner in ast.walk(one))


def _changed(node: ast.AST) -> ast.AST | None:
    """Change a node in place, or return None where it is not of the kinds that are changed."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in _SWAPS:
        node.ops[0] = _SWAPS[type(node.ops[0])]()
    elif isinstance(node, (ast.BinOp, ast.BoolOp, ast.AugAssign)) and type(node.op) in _SWAPS:
        if isinstance(node, ast.BinOp) and any(isinstance(e, _NO_SIGN) for e in (node.left, node.right)):
            return None
        node.op = _SWAPS[type(node.op)]()
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        node.value = not node.value
    elif isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        node.value = node.value + 1 if isinstance(node.value, int) else node.value * 1.5 + 0.1
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return node.operand
    elif (isinstance(node, ast.Assign) and isinstance(node.targets[0], (ast.Subscript, ast.Attribute))) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    ):
        return ast.copy_location(ast.Pass(), node)
    else:
        return None
    return node


class _Swap(ast.NodeTransformer):
    def __init__(self, wanted: ast.AST) -> None:
        self.wanted = wanted
        self.before = self.after = ""

    def visit(self, node: ast.AST) -> ast.AST:
        if node is not self.wanted:
            return self.generic_visit(node)
        self.before = ast.unparse(node)
        changed = _changed(node)
        assert changed is not None
        self.after = ast.unparse(changed)
        return changed


def mutated(site: Site) -> tuple[CodeType, str]:
    """Return the code of a module with its one change, and the change in words."""
    tree = ast.parse(site.path.read_text("utf-8"))
    wanted = next(node for number, node in enumerate(ast.walk(tree)) if number == site.node)
    swap = _Swap(wanted)
    made = ast.fix_missing_locations(swap.visit(tree))
    return compile(made, str(site.path), "exec"), f"{swap.before}  ->  {swap.after}"


class _Aside(SourceFileLoader, MetaPathFinder):
    """Import one module from other code than its file holds."""

    def __init__(self, name: str, path: Path, code: CodeType) -> None:
        super().__init__(name, str(path))
        self.changed = code

    def find_spec(self, fullname: str, path: object = None, target: ModuleType | None = None) -> ModuleSpec | None:
        if fullname != self.name:
            return None
        package = [str(Path(self.path).parent)] if self.path.endswith("__init__.py") else None
        return spec_from_file_location(fullname, self.path, loader=self, submodule_search_locations=package)

    def get_code(self, fullname: str) -> CodeType:
        return self.changed


def nearest(path: Path) -> list[str]:
    """Return the tests to ask: those of its package that name it, else others that import it, else the package's."""
    package = ROOT / "tests" / path.parent.relative_to(ROOT / "diplomacy_abm")
    while not package.is_dir():
        package = package.parent
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    imported = (f"from {name} import", f"import {name}\n")
    named = (*imported, f"import {path.stem}\n", f" {path.stem},")
    near, far = [], []
    for file in sorted((ROOT / "tests").rglob("test_*.py")):
        text = file.read_text("utf-8")
        if file.parent == package and (file.stem == f"test_{path.stem}" or any(a in text for a in named)):
            near.append(str(file))
        elif any(a in text for a in imported):
            far.append(str(file))
    return near or far or [str(package)]


def fate(site: Site, code: CodeType | None) -> str:
    """Tell how the nearest tests take a change of the code, or no change: LIVES where they pass, seen, or hangs."""
    child = os.fork()
    if not child:
        _child(site.path, code, nearest(site.path))
    ends = time.monotonic() + SECONDS
    while time.monotonic() < ends:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return "seen " if os.waitstatus_to_exitcode(status) else "LIVES"
        time.sleep(0.05)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "hangs"


def _child(path: Path, code: CodeType | None, tests: list[str]) -> None:
    """Run tests in a forked process, which ends with their exit code."""
    import pytest

    status = 1
    try:
        if code is not None:
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            sys.meta_path.insert(0, _Aside(name, path, code))
        os.chdir(ROOT)
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            status = pytest.main(["-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", *tests])
    finally:
        os._exit(int(status))


def sample(package: str, count: int, seed: int) -> list[Site]:
    """Return some places of a package at random, modules in proportion to their places."""
    files = sorted((ROOT / "diplomacy_abm" / package).rglob("*.py"))
    found = [site for path in files for site in sites(path)]
    return random.Random(f"{seed} {package}").sample(found, min(count, len(found)))


def main() -> None:
    """Print the mutants that no test saw, and the rate of each package."""
    asked = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    asked.add_argument("packages", nargs="+", help="folders of diplomacy_abm")
    asked.add_argument("--count", type=int, default=15, help="mutants a package")
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    for name in HEAVY:
        __import__(name)
    for package in given.packages:
        chosen = sample(package, given.count, given.seed)
        if fate(chosen[0], None) != "LIVES":
            raise SystemExit(f"{package}: its tests fail without any change")
        seen = 0
        for site in chosen:
            code, change = mutated(site)
            found = fate(site, code)
            seen += found != "LIVES"
            place = f"{site.path.relative_to(ROOT / 'diplomacy_abm')}:{site.line}"
            print(f"{found} {place}: {' '.join(change.split())[:150]}", flush=True)
        print(f"{package}: {seen} of {len(chosen)} seen, {seen / max(1, len(chosen)):.0%}", flush=True)


if __name__ == "__main__":
    main()
