"""The whole text of a policy with names as numba compiles it: its functions, what it looks up, and its memory."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from copy import deepcopy
from types import FunctionType
from typing import Any

from diplomacy_abm.engine.desk import MEMORY
from diplomacy_abm.engine.own.kinds import NUMBER, WORD
from diplomacy_abm.engine.own.prelude import CALLED
from diplomacy_abm.engine.own.rewrite import Rewriter, word
from diplomacy_abm.engine.own.source import UncompilableError, globals_of, methods_of, no, node_of
from diplomacy_abm.policies import forms, views

_HEAD = '''"""Made by diplomacy_abm from a policy with names; it may be deleted at any time."""

from math import inf, nan, pi

from numba import carray, cfunc, njit

from diplomacy_abm.engine.own.compile import SIGNATURE
from diplomacy_abm.engine.own.prelude import CALLED, CHANNELS, FORMS, TRACKS
from diplomacy_abm.engine.own.prelude import actor, channel_of, history, last_move, last_tone, who
from diplomacy_abm.policies import known

_d_math_inf, _d_math_nan, _d_math_pi = inf, nan, pi
'''

_TAIL = '''
@njit(boundscheck=True)
def _answer(_V):
    if _V[2].memory[_V[3], 0] != _V[0].run + 1.0:
        _V[2].memory[_V[3], 0] = _V[0].run + 1.0
{begin}
    chosen = {main}(_V)
    return -1 if chosen is None else chosen - 1


@njit
def _safe(_V):
    place = -1
    try:
        place = _answer(_V)
    except Exception:
        place = -1
    return place


@cfunc(SIGNATURE, cache={cache})
def ask(s, c, p, i, channel, u):
    return _safe((carray(s, 1)[0], carray(c, 1)[0], carray(p, 1)[0], i, channel, u))
'''


class Book:
    """What a policy has beside the function that chooses.

    Parameters
    ----------
    policy
        The function or class.

    Attributes
    ----------
    memory_kinds
        Kinds of what the memory holds, by name.
    fixed
        What a class holds that is no number and no word, by name.
    methods
        Syntax trees of the methods of a class.
    """

    def __init__(self, policy: Any) -> None:
        self.policy = policy
        node = node_of(policy)
        self.methods: Mapping[str, ast.FunctionDef] = methods_of(node) if isinstance(node, ast.ClassDef) else {}
        self.node = self.methods["choose"] if isinstance(node, ast.ClassDef) else node
        self.fixed: dict[str, Any] = {}
        self.first: dict[str, float] = {}
        self.memory_kinds: dict[str, str] = {}
        for name, value in _remembered(policy).items():
            self._remember(name, value)
        if len(self.first) >= MEMORY:
            raise UncompilableError(f"its memory holds {len(self.first)} names, {MEMORY - 1} can be compiled")
        self._texts: dict[str, str] = {}
        self._made: dict[Any, str] = {}

    def _remember(self, name: str, value: Any) -> None:
        if isinstance(value, (bool, int, float)):
            self.memory_kinds[name], self.first[name] = NUMBER, float(value)
        elif value is None or isinstance(value, str):
            self.memory_kinds[name], self.first[name] = WORD, float(word(value)) if value else 0.0
        else:
            self.fixed[name] = value

    def text(self, cache: bool) -> str:
        """Return the module that numba compiles."""
        main = self._function(self.node, self.policy_function(), self._main_roles(), "choose", True)
        begin = [f"        _V[2].memory[_V[3], {k}] = {value!r}" for k, value in enumerate(self.first.values(), 1)]
        tail = _TAIL.format(begin="\n".join(begin) or "        pass", main=main, cache=cache)
        whole = "\n\n\n".join(self._texts.values())
        named = sorted({name for name in CALLED if f"_d_{name}(" in whole})
        calls = "".join(f"_d_{name} = CALLED[{name!r}]\n" for name in named)
        return f"{_HEAD}{calls}\n\n{whole}\n{tail}"

    def policy_function(self) -> FunctionType:
        """Return the function that chooses."""
        found: FunctionType = getattr(self.policy, "choose") if isinstance(self.policy, type) else self.policy  # noqa: B009
        return found

    def _main_roles(self) -> dict[str, str]:
        order = ("memory", "menu", "view") if isinstance(self.policy, type) else ("menu", "view", "memory")
        wanted = order if isinstance(self.policy, type) or hasattr(self.policy, forms.MEMORY) else order[:2]
        if len(self.node.args.args) != len(wanted):
            raise no(self.node, "arguments with values of their own have no compiled counterpart")
        return {one.arg: role for one, role in zip(self.node.args.args, wanted, strict=True)}

    def _function(self, node: ast.FunctionDef, function: Any, roles: dict[str, str], name: str, main: bool) -> str:
        key = (id(node), tuple(sorted(roles.items())))
        if key in self._made:
            return self._made[key]
        own = f"_f{len(self._made)}_{name}"
        self._made[key] = own
        made = Rewriter(deepcopy(node), roles, self, globals_of(function)).rewritten(own, main)
        self._texts[own] = "@njit(boundscheck=True)\n" + ast.unparse(ast.fix_missing_locations(made))
        return own

    # --- what a rewriter asks for

    def constant(self, node: ast.AST, name: str, value: Any) -> ast.expr:
        """Return what a name outside the function stands for."""
        if isinstance(value, str) and value:
            return ast.Constant(word(value))
        if value is None or isinstance(value, (bool, int, float)):
            if isinstance(value, float) and value != value:
                return ast.Name("nan", ast.Load())
            return ast.Constant(value)
        if isinstance(value, (tuple, list, set, frozenset)) and value:
            ordered = sorted(value, key=repr) if isinstance(value, (set, frozenset)) else value
            return ast.Tuple([self.constant(node, name, one) for one in ordered], ast.Load())
        raise no(node, f"{name} is {_article(type(value).__name__)} from outside the policy")

    def kind_kept(self, node: ast.Attribute) -> str:
        """Return the kind of what the memory holds under a name."""
        if node.attr not in self.memory_kinds:
            held = "holds what is no number and no word" if node.attr in self.fixed else "is not set at the start"
            raise no(node, f"{node.attr} {held}, so it cannot be remembered")
        return self.memory_kinds[node.attr]

    def place(self, node: ast.Attribute) -> int | None:
        """Return the place of a name in the memory; None for what never changes."""
        if node.attr in self.fixed and isinstance(node.ctx, ast.Load):
            if not isinstance(self.fixed[node.attr], tuple):
                raise no(node, f"{node.attr} holds {_article(type(self.fixed[node.attr]).__name__)}")
            return None
        self.kind_kept(node)
        return list(self.first).index(node.attr) + 1

    def one(self, name: str) -> str:
        """Return the function that looks up a plain name of the view."""
        if name in ("actor", "channel", "luck"):
            found = {"actor": "actor(_V, _V[3])", "channel": "CHANNELS[_V[4]]", "luck": "_V[5]"}[name]
        elif name in views.LINES:
            found = f"known.line_of(_V[0], _V[1], _V[3], {int(views.LINES[name])})"
        elif name in views.WORKED:
            function, kind = views.WORKED[name]
            found = f"known.{function.__name__}(_V[0], _V[1], _V[2], _V[3])"
            found = f"actor(_V, {found})" if kind == views.ACTOR else found
        else:
            found = self._field(name)
        return self._lookup(f"_d_one_{name}", "_V", f"    return {found}")

    @staticmethod
    def _field(name: str) -> str:
        field, held_by, kind = views.FIELDS[name]
        if held_by:
            holds = "_V[1].party[_V[3]] == 1" + " and known.is_lead(_V[1], _V[3])" * (held_by == "lead")
            return f"_V[0].{field}[_V[3]] if {holds} else nan"
        by_kind = {views.FLAG: "_V[0].{} != 0", views.TRACK: "TRACKS[_V[0].{}]", views.FORM: "FORMS[_V[0].{}]"}
        return by_kind.get(kind, "_V[0].{}").format(field)

    def each(self, name: str, parts: int) -> str:
        """Return the function that looks up what is known of an actor, or of it on a channel."""
        if name in views.MOVES:
            function = {"last_moves": "last_move", "last_tones": "last_tone", "history": "history"}[name]
            given, channel = ("_V, w, k", "channel_of(k)") if parts == 2 else ("_V, w", "_V[4]")
            return self._lookup(f"_d_each{parts}_{name}", given, f"    return {function}(_V, w, {channel})")
        lines = ["    j = who(_V, w)"]
        if name in views.PARTIES:
            lines.append(f"    return _V[0].{views.PARTIES[name]}[j] if known.is_party(_V[1], j) else nan")
        else:
            if name != "due":
                lines.append("    if j == _V[3] or _V[1].active[j] == 0:\n        return nan")
            lines.append(f"    return known.each_{name}(_V[0], _V[1], _V[2], _V[3], j)")
        return self._lookup(f"_d_each_{name}", "_V, w", "\n".join(lines))

    def _lookup(self, name: str, given: str, body: str) -> str:
        self._texts[name] = f"@njit(boundscheck=True)\ndef {name}({given}):\n{body}"
        return name

    def helper(self, asking: Rewriter, node: ast.Call, function: FunctionType) -> ast.expr:
        """Return a call of a helper, rewritten too."""
        return self._called(asking, node, node_of(function), function, [])

    def method(self, asking: Rewriter, node: ast.Call, name: str) -> ast.expr:
        """Return a call of a method of the policy's class, rewritten too."""
        return self._called(asking, node, self.methods[name], getattr(self.policy, name), ["memory"])

    def _called(self, asking: Rewriter, node: ast.Call, tree: Any, function: Any, before: list[str]) -> ast.expr:
        if node.keywords:
            raise no(node, "helpers take their arguments by place")
        given = [*before, *(asking.kinds.role(one) for one in node.args)]
        roles = {one.arg: role for one, role in zip(tree.args.args, given, strict=False) if role}
        name = self._function(tree, function, roles, tree.name, False)
        rest = [asking.visit(one) for one in node.args if not asking.kinds.role(one)]
        return ast.Call(ast.Name(name, ast.Load()), [ast.Name("_V", ast.Load()), *rest], [])


def _remembered(policy: Any) -> dict[str, Any]:
    if not isinstance(policy, type):
        return dict(getattr(policy, forms.MEMORY, {}))
    shared = {
        name: value for one in reversed(policy.__mro__[:-1]) for name, value in vars(one).items()
        if not name.startswith("__") and not callable(value) and not isinstance(value, (property, classmethod))
    }  # fmt: skip
    return shared | vars(policy())


def _article(name: str) -> str:
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"
