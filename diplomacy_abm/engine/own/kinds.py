"""What the expressions of a policy are: numbers, words, options or nothing; enough to treat None and words right."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from diplomacy_abm.policies import views

NUMBER, WORD, OPTION, NONE = "number", "word", "option", "none"

_WORDS = {"actor", "channel"} | {name for name, (_, kind) in views.WORKED.items() if kind == views.ACTOR}
VIEW_WORDS = _WORDS | {name for name, (*_, kind) in views.FIELDS.items() if kind in (views.TRACK, views.FORM)}
"""Names of a view that are words."""

OPTION_WORDS = {"move", "target"}


def joined(kinds: list[str | None]) -> str | None:
    """Return the kind of what is one or the other; None where that is not known."""
    found = set(kinds)
    rest = found - {NONE}
    if len(rest) == 1:
        return next(iter(rest))
    return NONE if found == {NONE} else None


class Kinds:
    """The kinds of the expressions of one function, by its syntax tree.

    `roles` are which of its arguments are ``"menu"``, ``"view"`` and ``"memory"``, `memory` the kinds of what that
    holds.
    """

    def __init__(self, function: ast.AST, roles: Mapping[str, str], memory: Mapping[str, str]) -> None:
        self.roles, self.memory = roles, memory
        self.bound: dict[str, list[tuple[str, ast.expr | None]]] = {}
        for node in ast.walk(function):
            self._bind(node)
        self._open: set[str] = set()

    def _bind(self, node: ast.AST) -> None:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                self._to(target, "value", node.value)
        elif isinstance(node, (ast.AnnAssign, ast.NamedExpr)):
            self._to(node.target, "value", node.value)
        elif isinstance(node, ast.AugAssign):
            self._to(node.target, "number", None)
        elif isinstance(node, (ast.For, ast.comprehension)):
            numbered = isinstance(node.iter, ast.Call) and getattr(node.iter.func, "id", "") == "enumerate"
            if numbered and isinstance(node.target, ast.Tuple) and len(node.target.elts) == 2:
                assert isinstance(node.iter, ast.Call)
                self._to(node.target.elts[0], "number", None)
                self._to(node.target.elts[1], "element", node.iter.args[0])
            else:
                self._to(node.target, "element", node.iter)

    def _to(self, target: ast.expr, how: str, value: ast.expr | None) -> None:
        if isinstance(target, ast.Name):
            self.bound.setdefault(target.id, []).append((how, value))
        elif isinstance(target, (ast.Tuple, ast.List)):
            by_place = how == "value" and isinstance(value, ast.Tuple) and len(value.elts) == len(target.elts)
            for k, one in enumerate(target.elts):
                self._to(one, how if by_place else "unknown", value.elts[k] if by_place else None)  # type: ignore[union-attr]

    def role(self, node: ast.AST) -> str:
        """Return ``"menu"``, ``"view"`` or ``"memory"`` for a name that is one, else nothing."""
        return self.roles.get(node.id, "") if isinstance(node, ast.Name) else ""

    def of(self, node: ast.expr | None) -> str | None:
        """Return the kind of an expression."""
        if isinstance(node, ast.Constant):
            return NONE if node.value is None else WORD if isinstance(node.value, str) else NUMBER
        if isinstance(node, ast.Attribute):
            return self._attribute(node)
        if isinstance(node, ast.Subscript):
            return self._subscript(node)
        if isinstance(node, ast.Call):
            return self._call(node)
        if isinstance(node, ast.IfExp):
            return joined([self.of(node.body), self.of(node.orelse)])
        if isinstance(node, ast.NamedExpr):
            return self.of(node.value)
        if isinstance(node, ast.BoolOp):
            return joined([self.of(value) for value in node.values])
        if isinstance(node, ast.Name):
            return self._name(node.id, False)
        return NUMBER if isinstance(node, (ast.BinOp, ast.UnaryOp, ast.Compare)) else None

    def element(self, node: ast.expr | None) -> str | None:
        """Return the kind of what an expression runs through."""
        if self.role_of(node) == "menu":
            return OPTION
        if isinstance(node, (ast.ListComp, ast.GeneratorExp)):
            return self.of(node.elt)
        if isinstance(node, ast.Subscript):
            if isinstance(node.slice, ast.Slice):
                return self.element(node.value)
            return WORD if self._view_name(node.value) == "history" else None
        if isinstance(node, (ast.List, ast.Tuple)):
            return joined([self.of(one) for one in node.elts])
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "range":
            return NUMBER
        return self._name(node.id, True) if isinstance(node, ast.Name) else None

    def role_of(self, node: ast.expr | None) -> str:
        """Return the role of an expression, if it has one."""
        return "" if node is None else self.role(node)

    def _view_name(self, node: ast.expr) -> str:
        return node.attr if isinstance(node, ast.Attribute) and self.role(node.value) == "view" else ""

    def _attribute(self, node: ast.Attribute) -> str | None:
        role = self.role(node.value)
        if role == "view":
            return WORD if node.attr in VIEW_WORDS else NUMBER
        if role == "memory":
            return self.memory.get(node.attr)
        if role == "menu":
            return OPTION
        return WORD if node.attr in OPTION_WORDS else NUMBER

    def _subscript(self, node: ast.Subscript) -> str | None:
        if self.role(node.value) == "menu":
            return None if isinstance(node.slice, ast.Slice) else OPTION
        name = self._view_name(node.value)
        if name:
            return WORD if name == "last_moves" else None if name == "history" else NUMBER
        if isinstance(node.value, ast.Attribute) and node.value.attr == "terms":
            return NUMBER
        return None if isinstance(node.slice, ast.Slice) else self.element(node.value)

    def _call(self, node: ast.Call) -> str | None:
        name = getattr(node.func, "id", "")
        if name in ("max", "min", "next") and node.args:
            if len(node.args) == 1 or name == "next":
                rest = [self.of(one) for one in node.args[1:]]
                rest += [self.of(word.value) for word in node.keywords if word.arg == "default"]
                return joined([self.element(node.args[0]), *rest])
            return joined([self.of(one) for one in node.args])
        return NUMBER if name in ("len", "abs", "sum", "int", "float", "bool", "any", "all", "round") else None

    def _name(self, name: str, elements: bool) -> str | None:
        if name in self._open:
            return NONE  # what is asked for already: says nothing of its own
        self._open.add(name)
        try:
            found = self.bound.get(name, [])
            if elements:
                return joined([self.element(value) if how == "value" else None for how, value in found])
            return joined([self._one(how, value) for how, value in found])
        finally:
            self._open.discard(name)

    def _one(self, how: str, value: ast.expr | None) -> str | None:
        if how == "value":
            return self.of(value)
        return self.element(value) if how == "element" else NUMBER if how == "number" else None
