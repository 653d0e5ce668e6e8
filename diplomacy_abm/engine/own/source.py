"""The text of a user's policy, from the file or the notebook's cell that it stands in."""

from __future__ import annotations

import ast
import inspect
import linecache
import textwrap
import tokenize
from typing import Any

from diplomacy_abm.policies.forms import code_of, file_of


class UncompilableError(ValueError):
    """A policy cannot be compiled; the message is one line: where and why."""


def no(node: ast.AST, why: str) -> UncompilableError:
    """Return the error that says why a part of a policy cannot be compiled."""
    return UncompilableError(f"line {getattr(node, 'lineno', '?')}: {why}")


def node_of(policy: Any) -> ast.FunctionDef | ast.ClassDef:
    """Return the syntax tree of a function or class with the line numbers of its file.

    UncompilableError if its text is not to be had.
    """
    code = code_of(policy)
    if code is None:
        raise UncompilableError("it is no plain Python function")
    lines = linecache.getlines(code.co_filename)
    try:
        tree = ast.parse("".join(lines))
    except SyntaxError:
        tree = _piece(lines, policy, code.co_firstlineno)
    wanted = ast.ClassDef if isinstance(policy, type) else ast.FunctionDef
    found = [
        node for node in ast.walk(tree)
        if isinstance(node, wanted) and node.name == policy.__name__ and _first(node) <= code.co_firstlineno
        and code.co_firstlineno <= (node.end_lineno or 0)
    ]  # fmt: skip
    if not found:
        raise UncompilableError(f"its text is not to be found in {file_of(code)}")
    return found[-1]


def _piece(lines: list[str], policy: Any, first: int) -> ast.Module:
    """Return the tree of a function or class alone, from a text that is no Python as a whole, such as a page."""
    if isinstance(policy, type):
        heads = [k for k, line in enumerate(lines[:first], 1) if line.lstrip().startswith(f"class {policy.__name__}")]
        first = heads[-1] if heads else first
    try:
        tree = ast.parse(textwrap.dedent("".join(inspect.getblock(lines[first - 1 :]))))
    except (SyntaxError, tokenize.TokenError):
        return ast.Module([], [])
    return ast.increment_lineno(tree, first - 1)


def _first(node: ast.FunctionDef | ast.ClassDef) -> int:
    return min([node.lineno, *(one.lineno for one in node.decorator_list)])


def methods_of(node: ast.ClassDef) -> dict[str, ast.FunctionDef]:
    """Return the methods of a class by name."""
    return {one.name: one for one in node.body if isinstance(one, ast.FunctionDef)}


def globals_of(function: Any) -> dict[str, Any]:
    """Return what names outside a function mean to it."""
    closed = {}
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        try:
            closed[name] = cell.cell_contents
        except ValueError:
            continue
    return {**function.__globals__, **closed}
