"""A policy with names rewritten as one of numbers, node by node; what has no sure counterpart is refused.

In the text that comes out ``_V`` holds the records, whose menu it is, on which channel, and the draw. An option is its
place on the menu, counted from 1; a word is a whole number far from all others, nobody is 0.
"""

from __future__ import annotations

import ast
import math
import zlib
from copy import deepcopy
from types import FunctionType, ModuleType
from typing import Any

from diplomacy_abm.engine.own.kinds import NONE, NUMBER, OPTION, WORD, Kinds
from diplomacy_abm.engine.own.source import no
from diplomacy_abm.policies import views
from diplomacy_abm.policies.named import OPTION as OPTION_FIELDS
from diplomacy_abm.policies.terms import TERMS

WORDS_FROM = 2**33
"""Words are the hash by which actors are known, and this; so no number and no place is taken for one."""

BUILTINS = {"abs", "len", "range", "enumerate", "zip", "int", "float", "bool", "min", "max"}
MATHS = {"sqrt", "floor", "ceil", "fabs", "isnan", "inf", "nan", "pi"}
"""What is the same to the last bit, compiled and not."""

_FOLDED = {"sum": "_d_sum", "any": "_d_any", "all": "_d_all", "max": "_d_max", "min": "_d_min"}

_PLAIN = (
    ast.Return, ast.If, ast.For, ast.While, ast.Break, ast.Continue, ast.Pass, ast.Expr, ast.Assign, ast.AugAssign,
    ast.BoolOp, ast.UnaryOp, ast.IfExp, ast.Tuple, ast.List, ast.ListComp, ast.comprehension, ast.Slice, ast.NamedExpr,
    ast.boolop, ast.unaryop, ast.expr_context, ast.cmpop, ast.operator, ast.keyword, ast.arguments, ast.arg,
    ast.Load, ast.Store,
)  # fmt: skip
"""Nodes that stay as they are, their parts rewritten."""


def word(text: str) -> int:
    """Return the number that stands for a word."""
    return WORDS_FROM + zlib.crc32(text.encode())


def call(name: str, *arguments: ast.expr) -> ast.Call:
    """Return a call of one of our own functions, on the records."""
    return ast.Call(ast.Name(name, ast.Load()), [_records(), *arguments], [])


def bare(name: str, *arguments: ast.expr) -> ast.Call:
    """Return a call of one of our own functions."""
    return ast.Call(ast.Name(name, ast.Load()), list(arguments), [])


def _records() -> ast.expr:
    return ast.Name("_V", ast.Load())


class Rewriter(ast.NodeTransformer):
    """Rewrites one function, whose syntax tree is changed.

    `roles` are which of its arguments are the menu, the view and the memory, `names` what names outside the function
    mean. The book (:class:`..build.Book`) is what the whole policy has: its memory, its helpers, what its names mean.
    """

    def __init__(self, function: ast.FunctionDef, roles: dict[str, str], book: Any, names: dict[str, Any]) -> None:
        self.function, self.roles, self.book, self.names = function, roles, book, names
        self.kinds = Kinds(function, roles, book.memory_kinds)
        self.local = set(self.kinds.bound) | {one.arg for one in function.args.args}

    def rewritten(self, name: str, main: bool) -> ast.FunctionDef:
        """Return the function under a new name; `main` returns options."""
        taken = self.function.args
        if taken.vararg or taken.kwarg or taken.kwonlyargs or taken.posonlyargs:
            raise no(self.function, "arguments with a star or a slash")
        body = self.function.body
        if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
            body = body[1:] or [ast.Pass()]
        if main:
            self._check_returns(body)
        found = [self.visit(statement) for statement in body]
        rest = [ast.arg(one.arg) for one in taken.args if one.arg not in self.roles]
        defaults = [self.visit(one) for one in taken.defaults]
        arguments = ast.arguments([], [ast.arg("_V"), *rest], None, [], [], None, defaults)
        return ast.FunctionDef(name, arguments, found, [], None, None, lineno=self.function.lineno)

    def _check_returns(self, body: list[ast.stmt]) -> None:
        for node in (one for statement in body for one in ast.walk(statement)):
            if isinstance(node, ast.Return) and self.kinds.of(node.value) not in (OPTION, NONE, None):
                raise no(node, "returns something else than an option of the menu")

    def generic_visit(self, node: ast.AST) -> ast.AST:
        """Rewrite the parts of what may stay; refuse the rest."""
        if not isinstance(node, _PLAIN):
            raise no(node, f"{type(node).__name__} has no compiled counterpart")
        return super().generic_visit(node)

    # --- names and constants

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        """Put numbers for words."""
        if isinstance(node.value, str):
            if not node.value:
                raise no(node, "an empty text is no word")
            return ast.Constant(word(node.value))
        if node.value is None or isinstance(node.value, (bool, int, float)):
            return node
        raise no(node, f"{type(node.value).__name__} has no compiled counterpart")

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """Put in what names outside the function mean."""
        name = node.id
        if self.roles.get(name) == "menu" and isinstance(node.ctx, ast.Load):
            return call("_d_all_options")
        if name in self.roles:
            raise no(node, f"{name} is used as a whole, or set anew")
        if name in self.local:
            return node
        if name in self.names:
            return self.book.constant(node, name, self.names[name])
        raise no(node, f"{name} has no compiled counterpart")

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        """Look up a name of the view, of the menu, of the memory or of an option."""
        role = self.kinds.role(node.value)
        if role == "view":
            if node.attr not in views.ONE:
                raise no(node, f"view.{node.attr} is no name of the view, or lacks an actor behind it")
            return call(self.book.one(node.attr))
        if role == "menu":
            if node.attr not in ("best", "usual"):
                raise no(node, f"menu.{node.attr} has no compiled counterpart")
            return call(f"_d_{node.attr}")
        if role == "memory":
            return self._memory(node)
        if isinstance(node.value, ast.Name) and isinstance(self._outside(node.value), ModuleType):
            if self._outside(node.value) is not math or node.attr not in MATHS:
                raise no(node, f"{node.value.id}.{node.attr} is not the same to the last bit when it is compiled")
            return ast.Name(f"_d_math_{node.attr}", ast.Load())
        if node.attr not in OPTION_FIELDS or node.attr == "terms" or isinstance(node.ctx, ast.Store):
            raise no(node, f".{node.attr} has no compiled counterpart")
        return call(f"_d_{node.attr}", self.visit(node.value))

    def _outside(self, node: ast.Name) -> Any:
        return None if node.id in self.local else self.names.get(node.id)

    def _memory(self, node: ast.Attribute) -> ast.expr:
        place = self.book.place(node)
        if place is None:
            return self.book.constant(node, node.attr, self.book.fixed[node.attr])
        index = ast.Constant(place)
        if isinstance(node.ctx, ast.Store):
            target = ast.parse(f"_V[2].memory[_V[3], {place}]", mode="eval").body
            assert isinstance(target, ast.Subscript)
            target.ctx = ast.Store()
            return target
        whole = self.book.memory_kinds[node.attr] == WORD
        return call("_d_remembered_word" if whole else "_d_remembered", index)

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        """Look up what is known of an actor, an option by its place, a term by its name."""
        if isinstance(node.ctx, ast.Store):
            raise no(node, "setting an item has no compiled counterpart")
        if self.kinds.role(node.value) == "menu" and not isinstance(node.slice, ast.Slice):
            return call("_d_option", self.visit(node.slice))
        if isinstance(node.value, ast.Attribute):
            if self.kinds.role(node.value.value) == "view":
                return self._by_actor(node, node.value.attr)
            if node.value.attr == "terms":
                return self._term(node, node.value.value)
        return ast.Subscript(self.visit(node.value), self.visit(node.slice), node.ctx)

    def _by_actor(self, node: ast.Subscript, name: str) -> ast.expr:
        if name not in views.EACH:
            raise no(node, f"view.{name} takes no actor")
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if len(parts) > (2 if name in views.MOVES else 1) or isinstance(node.slice, ast.Slice):
            raise no(node, f"view.{name}[…] takes an actor" + (", or an actor and a channel" * (name in views.MOVES)))
        return call(self.book.each(name, len(parts)), *[self.visit(part) for part in parts])

    def _term(self, node: ast.Subscript, option: ast.expr) -> ast.expr:
        key = node.slice.value if isinstance(node.slice, ast.Constant) else None
        if key not in TERMS:
            raise no(node, f"terms[…] takes one of {', '.join(TERMS)}")
        return call("_d_term", self.visit(option), ast.Constant(TERMS.index(key)))

    # --- statements

    def visit_Assign(self, node: ast.Assign) -> ast.Assign:
        """Keep words words and numbers numbers, in names and in the memory."""
        for target in node.targets:
            self._check_kept(target, node.value)
        value = self._as(node.value, self.kinds.of(node.targets[0]))
        return ast.Assign([self.visit(target) for target in node.targets], value, lineno=node.lineno)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        """Drop the annotation."""
        if node.value is None:
            return ast.Pass()
        return self.visit_Assign(ast.Assign([node.target], node.value, lineno=node.lineno))

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        """Refuse what is not the same to the last bit, and sums of words."""
        if WORD in (self.kinds.of(node.target), self.kinds.of(node.value)):
            raise no(node, "words cannot be added or repeated")
        if isinstance(node.op, ast.Pow):
            raise no(node, "a power is not the same to the last bit when it is compiled; write x * x")
        return super().generic_visit(node)

    def _plain_target(self, target: ast.expr) -> ast.expr:
        """Rewrite a target that is no single name: into the memory goes one thing at a time."""
        for one in ast.walk(target):
            if isinstance(one, ast.Attribute):
                raise no(one, "into the memory goes one thing at a time, by its own =")
        return self.visit(target)

    def _check_kept(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, (ast.Tuple, ast.List)):
            self._plain_target(target)
        if not (isinstance(target, ast.Attribute) and self.kinds.role(target.value) == "memory"):
            return
        kept, given = self.book.kind_kept(target), self.kinds.of(value)
        if given is None and kept == NUMBER:
            return  # numba says whether it is a number
        if kept != given and not (kept == WORD and given == NONE):
            raise no(target, f"{target.attr} holds a {kept} and is given {given or 'something else'}")

    def _as(self, value: ast.expr, kind: str | None) -> ast.expr:
        """Rewrite a value; nobody is 0 where a word is wanted."""
        if kind == WORD and isinstance(value, ast.IfExp):
            return ast.IfExp(self.visit(value.test), self._as(value.body, kind), self._as(value.orelse, kind))
        if kind == WORD and isinstance(value, ast.Constant) and value.value is None:
            return ast.Constant(0)
        return self.visit(value)

    def visit_IfExp(self, node: ast.IfExp) -> ast.expr:
        """Keep words words."""
        if self.kinds.of(node) == WORD:
            return self._as(node, WORD)
        return super().generic_visit(node)  # type: ignore[return-value]

    def visit_For(self, node: ast.For) -> ast.For:
        """Run through the menu by places."""
        if node.orelse:
            raise no(node, "for … else has no compiled counterpart")
        body = [self.visit(one) for one in node.body]
        return ast.For(self._plain_target(node.target), self._run_through(node.iter), body, [], lineno=node.lineno)

    def visit_comprehension(self, node: ast.comprehension) -> ast.comprehension:
        """Run through the menu by places."""
        ifs = [self.visit(one) for one in node.ifs]
        return ast.comprehension(self._plain_target(node.target), self._run_through(node.iter), ifs, 0)

    def _run_through(self, node: ast.expr) -> ast.expr:
        return call("_d_places") if self.kinds.role_of(node) == "menu" else self.visit(node)

    # --- expressions

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        """Refuse what is not the same to the last bit, and sums of words."""
        if WORD in (self.kinds.of(node.left), self.kinds.of(node.right)):
            raise no(node, "words cannot be added or repeated")
        if isinstance(node.op, ast.Pow):
            if isinstance(node.right, ast.Constant) and node.right.value == 2:
                return bare("_d_square", self.visit(node.left))
            raise no(node, "a power is not the same to the last bit when it is compiled; write x * x")
        return super().generic_visit(node)  # type: ignore[return-value]

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        """Compare words as numbers, and with nobody."""
        if len(node.ops) > 1:
            sides = [node.left, *node.comparators]
            pairs = zip(sides, node.ops, sides[1:], strict=False)
            return ast.BoolOp(ast.And(), [self._compared(node, left, op, right) for left, op, right in pairs])
        return self._compared(node, node.left, node.ops[0], node.comparators[0])

    def _compared(self, node: ast.Compare, left: ast.expr, op: ast.cmpop, right: ast.expr) -> ast.expr:
        one, other = self.kinds.of(left), self.kinds.of(right)
        if isinstance(op, (ast.In, ast.NotIn)):
            return self._within(node, left, op, right)
        if NONE in (one, other):
            return self._with_none(node, left, op, right)
        if isinstance(op, (ast.Is, ast.IsNot)):
            if (one, other) != (OPTION, OPTION):
                raise no(node, "'is' is for None and for options; write == or !=")
            op = ast.Eq() if isinstance(op, ast.Is) else ast.NotEq()
        if WORD in (one, other) and not isinstance(op, (ast.Eq, ast.NotEq)):
            raise no(node, "words can be compared by == and != only")
        return ast.Compare(self.visit(left), [op], [self.visit(right)])

    def _with_none(self, node: ast.Compare, left: ast.expr, op: ast.cmpop, right: ast.expr) -> ast.expr:
        asked = right if self.kinds.of(left) == NONE else left
        kind = self.kinds.of(asked)
        equal = isinstance(op, (ast.Eq, ast.Is))
        if not (equal or isinstance(op, (ast.NotEq, ast.IsNot))):
            raise no(node, "None can be compared by is and is not only")
        if kind is None:
            raise no(node, "it is not known whether this is a word, a number or an option, so None is not known either")
        if kind == WORD:
            return ast.Compare(self.visit(asked), [ast.Eq() if equal else ast.NotEq()], [ast.Constant(0)])
        return ast.Compare(self.visit(asked), [ast.Is() if equal else ast.IsNot()], [ast.Constant(None)])

    def _within(self, node: ast.Compare, left: ast.expr, op: ast.cmpop, right: ast.expr) -> ast.expr:
        if isinstance(right, (ast.Tuple, ast.List, ast.Set)):
            listed: ast.expr = ast.Tuple([self.visit(one) for one in right.elts], ast.Load())
        elif self.kinds.of(right) == WORD:
            raise no(node, "whether a word is part of another has no compiled counterpart; write ==")
        else:
            listed = self.visit(right)
        found = bare("_d_in", self.visit(left), listed)
        return ast.UnaryOp(ast.Not(), found) if isinstance(op, ast.NotIn) else found

    # --- calls

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """Fold generators, follow helpers, and refuse what is not known."""
        if isinstance(node.func, ast.Attribute):
            return self._method(node, node.func)
        name = getattr(node.func, "id", "")
        if name in self.local or not name:
            raise no(node, "calling this has no compiled counterpart")
        if name in ("max", "min") and any(one.arg == "key" for one in node.keywords):
            return self._best(node, name)
        if name == "next":
            return self._next(node)
        if name in _FOLDED and len(node.args) == 1 and not node.keywords:
            return bare(_FOLDED[name], self._listed(node.args[0]))
        if name == "len" and self.kinds.role_of(node.args[0] if node.args else None) == "menu":
            return call("_d_count")
        outside = self.names.get(name)
        if isinstance(outside, FunctionType):
            return self.book.helper(self, node, outside)
        if name in BUILTINS and name not in self.names and not node.keywords:
            return bare(name, *[self.visit(one) for one in node.args])
        raise no(node, f"{name}() has no compiled counterpart")

    def _method(self, node: ast.Call, function: ast.Attribute) -> ast.expr:
        if self.kinds.role(function.value) == "memory" and function.attr in self.book.methods:
            return self.book.method(self, node, function.attr)
        if isinstance(function.value, ast.Name) and self._outside(function.value) is math and not node.keywords:
            return ast.Call(self.visit(function), [self.visit(one) for one in node.args], [])
        if function.attr == "count" and len(node.args) == 1 and not node.keywords:
            return bare("_d_times", self.visit(function.value), self.visit(node.args[0]))
        if function.attr == "append" and len(node.args) == 1 and isinstance(function.value, ast.Name):
            if function.value.id not in self.kinds.bound:
                raise no(node, "a list from outside is filled; compiled policies remember in their memory")
            return ast.Call(ast.Attribute(function.value, "append", ast.Load()), [self.visit(node.args[0])], [])
        raise no(node, f".{function.attr}() has no compiled counterpart")

    def _listed(self, node: ast.expr) -> ast.expr:
        if isinstance(node, ast.GeneratorExp):
            node = ast.ListComp(node.elt, node.generators)
        return self.visit(node)

    def _best(self, node: ast.Call, name: str) -> ast.expr:
        given = {one.arg: one.value for one in node.keywords}
        key, default = given.pop("key"), given.pop("default", None)
        if given or len(node.args) != 1 or not isinstance(key, ast.Lambda) or len(key.args.args) != 1:
            raise no(node, f"{name}() takes what it runs through, key=lambda option: …, and default=")
        one = key.args.args[0].arg
        self.kinds.bound.setdefault(one, []).append(("element", node.args[0]))
        self.local.add(one)
        # what is run through is listed twice: numba cannot name a list within an expression
        listed, again = self._listed(deepcopy(node.args[0])), self._listed(deepcopy(node.args[0]))
        numbers = ast.ListComp(self.visit(key.body), [ast.comprehension(ast.Name(one, ast.Store()), again, [], 0)])
        if default is None:
            return bare(f"_d_{name}_by", listed, numbers)
        return bare(f"_d_{name}_by_or", listed, numbers, self._as(default, self.kinds.of(default)))

    def _next(self, node: ast.Call) -> ast.expr:
        if not node.args or not isinstance(node.args[0], ast.GeneratorExp) or node.keywords or len(node.args) > 2:
            raise no(node, "next() takes a generator and what there is without one")
        listed = self._listed(node.args[0])
        if len(node.args) == 1:
            return bare("_d_first", listed)
        kind = self.kinds.of(node)
        return bare("_d_first_or", listed, self._as(node.args[1], kind))

