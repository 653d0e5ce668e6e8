"""Expressions: from Python's syntax tree to C text with a type and a precedence."""

import ast
import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from types import FunctionType, ModuleType
from typing import Any

from benchmarks.yardstick.layout import BOOL, FLOAT, INT, NAMED, RECORDS, VOID, Type, YardstickError, field_type, join

ATOM, UNARY, TIMES, PLUS, COMPARE, BITS, TERNARY = 9, 8, 7, 6, 5, 4, 1

ARITHMETIC = {ast.Add: ("+", PLUS), ast.Sub: ("-", PLUS), ast.Mult: ("*", TIMES), ast.Div: ("/", TIMES)}
WORDWISE = {ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^", ast.LShift: "<<", ast.RShift: ">>"}
COMPARISONS = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
LIBRARY = {math.sqrt: ("sqrt", FLOAT), math.floor: ("floor_of", INT), math.frexp: ("frexp_of", Type("Tuple_di"))}

LETTERS = {FLOAT: "d", INT: "i", BOOL: "b"}
"""How the name of a structure spells the types of its parts."""


@dataclass(frozen=True)
class Value:
    """C text of an expression, its type, and how tightly its outermost operator binds."""

    text: str
    type: Type
    binds: int = ATOM

    def at(self, binds: int) -> str:
        """The text, in brackets where the surroundings bind more tightly."""
        return self.text if self.binds >= binds else f"({self.text})"


@dataclass
class Program:
    """What the functions translated so far make use of, and the C names of functions."""

    name_of: Callable[[FunctionType], str]
    functions: dict[FunctionType, None]
    constants: dict[str, int | float | tuple[int | float, ...]]
    enums: dict[str, type[IntEnum]]
    arrays: dict[tuple[str, int], None]
    tuples: dict[str, tuple[Type, ...]]

    def array(self, kind: str, nd: int) -> Type:
        """Return an array type, and note that it is used."""
        self.arrays[kind, nd] = None
        return Type(kind, nd)

    def tuple_of(self, parts: tuple[Type, ...]) -> Type:
        """Return the one structure for these types of parts, and note that it is used."""
        kind = "Tuple_" + "".join(LETTERS[part] for part in parts)
        self.tuples[kind] = parts
        return Type(kind)

    def signature(self, function: FunctionType) -> tuple[list[tuple[str, Type]], Type]:
        """Arguments and result of a function, from its annotations."""
        notes = function.__annotations__
        names = function.__code__.co_varnames[: function.__code__.co_argcount]
        arguments = [(name, self._annotated(function, name, notes.get(name))) for name in names]
        return arguments, self._annotated(function, "return", notes.get("return"))

    def _annotated(self, function: FunctionType, name: str, note: Any) -> Type:
        if isinstance(note, str):
            note = eval(note, function.__globals__)
        if note is None:
            return VOID
        if isinstance(note, type) and issubclass(note, IntEnum):
            return INT
        simple = {int: INT, float: FLOAT, bool: BOOL}
        if note in simple:
            return simple[note]
        if getattr(note, "__origin__", None) is tuple:
            return self.tuple_of(tuple(simple[part] for part in note.__args__))
        if name not in NAMED:
            place = f"{function.__module__}.{function.__name__}"
            raise YardstickError(f"{place}: type of '{name}' is unknown, add it to NAMED")
        known = NAMED[name]
        return self.array(known.kind, known.nd) if known.nd else known


class Expressions:
    """Translate the expressions of one function; `types` are those of its variables."""

    def __init__(self, program: Program, function: FunctionType, types: dict[str, Type]) -> None:
        self.program = program
        self.scope = function.__globals__
        self.types = types
        self.where = f"{function.__module__}.{function.__name__}"

    def fail(self, node: ast.AST, why: str) -> YardstickError:
        """Return an error that names the place."""
        return YardstickError(f"{self.where}, line {getattr(node, 'lineno', '?')}: {why}")

    def __call__(self, node: ast.expr) -> Value:
        """Translate one expression."""
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        if method is None:
            raise self.fail(node, f"cannot translate {ast.unparse(node)!r}")
        return method(node)

    def as_type(self, node: ast.expr, wanted: Type) -> str:
        """Translate an expression that is stored as `wanted`; Python's integers become doubles, never back."""
        value = self(node)
        if value.type == wanted or value.type in {FLOAT: (INT, BOOL), INT: (BOOL,)}.get(wanted, ()):
            return value.text
        if wanted.nd == value.type.nd > 0 and wanted.kind == value.type.kind:
            return self._as_view(value)
        raise self.fail(node, f"{ast.unparse(node)!r} is {value.type.c}, but {wanted.c} is stored")

    def _as_view(self, value: Value) -> str:
        kind, nd = value.type.kind, value.type.nd
        start = value.text if nd == 1 else f"&{value.text}" + "[0]" * nd
        lengths = ", ".join(str(n) for n in value.type.fixed)
        return f"({self.program.array(kind, nd).c}){{{start}, {{{lengths}}}}}"

    def _resolve(self, node: ast.expr) -> Any:
        """The Python object that a global name or dotted name stands for, or None if it starts at a variable."""
        if isinstance(node, ast.Name) and node.id not in self.types:
            if node.id in self.scope:
                return self.scope[node.id]
            builtins = self.scope["__builtins__"]
            return builtins.get(node.id) if isinstance(builtins, dict) else getattr(builtins, node.id, None)
        if isinstance(node, ast.Attribute):
            owner = self._resolve(node.value)
            if isinstance(owner, (ModuleType, type)):
                return getattr(owner, node.attr)
        return None

    def _constant(self, node: ast.Constant) -> Value:
        if isinstance(node.value, bool):
            return Value("true" if node.value else "false", BOOL)
        if isinstance(node.value, int):
            return Value(f"{node.value}{'' if node.value < 2**31 else 'LL'}", INT)
        if isinstance(node.value, float):
            return Value(repr(node.value), FLOAT)
        raise self.fail(node, f"cannot translate the constant {node.value!r}")

    def _name(self, node: ast.Name) -> Value:
        if node.id in self.types:
            return Value(node.id, self.types[node.id])
        return self._global(node, self._resolve(node))

    def _global(self, node: ast.Name | ast.Attribute, target: Any) -> Value:
        if isinstance(target, IntEnum):
            self.program.enums[type(target).__name__] = type(target)
            return Value(f"{type(target).__name__}_{target.name}", INT)
        if isinstance(target, (int, float)):
            return Value(self._constant_name(node, target), FLOAT if isinstance(target, float) else INT)
        if isinstance(target, tuple) and target and all(isinstance(part, (int, float)) for part in target):
            parts = tuple(FLOAT if isinstance(part, float) else INT for part in target)
            return Value(self._constant_name(node, target), self.program.tuple_of(parts))
        raise self.fail(node, f"'{ast.unparse(node)}' is no variable, number, tuple of numbers or member of an enum")

    def _constant_name(self, node: ast.Name | ast.Attribute, value: int | float | tuple[int | float, ...]) -> str:
        name = node.id if isinstance(node, ast.Name) else node.attr
        if self.program.constants.setdefault(name, value) != value:
            raise self.fail(node, f"two constants are called {name}")
        return name

    def _attribute(self, node: ast.Attribute) -> Value:
        target = self._resolve(node)
        if target is not None:
            return self._global(node, target)
        owner = self(node.value)
        if owner.type.kind not in RECORDS or owner.type.nd:
            raise self.fail(node, f"{ast.unparse(node.value)!r} has no fields")
        return Value(f"{owner.text}->{node.attr}", field_type(owner.type.kind, node.attr, self.where))

    def _subscript(self, node: ast.Subscript) -> Value:
        if isinstance(node.value, ast.Attribute) and node.value.attr == "shape":
            return self._length(node)
        array = self(node.value)
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if not array.type.nd:
            raise self.fail(node, f"{ast.unparse(node.value)!r} is no array")
        if isinstance(node.slice, ast.Slice):
            return self._prefix(node, array, node.slice)
        indices = [self(part) for part in parts]
        if any(index.type != INT or index.text.startswith("-") for index in indices):
            raise self.fail(node, "an index is an integer from 0")
        if array.type.fixed:
            text = array.text + "".join(f"[{index.text}]" for index in indices)
            rest = array.type.fixed[len(indices) :]
            return Value(text, Type(array.type.kind, len(rest), rest))
        return self._element(array, indices)

    def _element(self, array: Value, indices: list[Value]) -> Value:
        kind, left = array.type.kind, array.type.nd - len(indices)
        place = indices[0].at(PLUS if array.type.nd == 1 else TIMES)
        for d in range(1, array.type.nd):
            place = f"{place if d == 1 else f'({place})'} * {array.text}.shape[{d}]"
            if d < len(indices):
                place += f" + {indices[d].at(PLUS)}"
        if left:
            lengths = ", ".join(f"{array.text}.shape[{d}]" for d in range(len(indices), array.type.nd))
            view = self.program.array(kind, left)
            return Value(f"({view.c}){{{array.text}.at + {place}, {{{lengths}}}}}", view)
        place = indices[0].text if array.type.nd == 1 else place
        return Value(f"{'&' if kind in RECORDS else ''}{array.text}.at[{place}]", Type(kind))

    def _prefix(self, node: ast.Subscript, array: Value, cut: ast.Slice) -> Value:
        if cut.lower or cut.step or not cut.upper or array.type.nd != 1:
            raise self.fail(node, "of slices only x[:n] is known")
        start = array.text if array.type.fixed else f"{array.text}.at"
        view = self.program.array(array.type.kind, 1)
        return Value(f"({view.c}){{{start}, {{{self(cut.upper).text}}}}}", view)

    def _length(self, node: ast.Subscript) -> Value:
        assert isinstance(node.value, ast.Attribute)
        array = self(node.value.value)
        axis = ast.literal_eval(node.slice)
        if array.type.fixed:
            return Value(str(array.type.fixed[axis]), INT)
        return Value(f"{array.text}.shape[{axis}]", INT)

    def _binop(self, node: ast.BinOp) -> Value:
        left, right = self(node.left), self(node.right)
        operator = type(node.op)
        if operator in WORDWISE:
            return Value(f"{left.at(ATOM)} {WORDWISE[operator]} {right.at(ATOM)}", INT, BITS)
        if operator in (ast.Mod, ast.FloorDiv) and (left.type, right.type) == (INT, INT):
            return Value(f"{'mod' if operator is ast.Mod else 'floor_div'}_int({left.text}, {right.text})", INT)
        if operator not in ARITHMETIC:
            raise self.fail(node, f"cannot translate {ast.unparse(node)!r}")
        sign, binds = ARITHMETIC[operator]
        kind = FLOAT if operator is ast.Div or FLOAT in (left.type, right.type) else INT
        first = left.at(binds)
        if operator is ast.Div and FLOAT not in (left.type, right.type):
            first = f"(double){left.at(UNARY)}"
        return Value(f"{first} {sign} {right.at(binds + 1)}", kind, binds)

    def _unaryop(self, node: ast.UnaryOp) -> Value:
        value = self(node.operand)
        if isinstance(node.op, ast.Not):
            return Value(f"!{self._truth(node.operand).at(UNARY)}", BOOL, UNARY)
        if isinstance(node.op, ast.USub):
            return Value(f"-{value.at(ATOM)}", FLOAT if value.type == FLOAT else INT, UNARY)
        raise self.fail(node, f"cannot translate {ast.unparse(node)!r}")

    def _truth(self, node: ast.expr) -> Value:
        value = self(node)
        if value.type != BOOL:
            raise self.fail(node, f"{ast.unparse(node)!r} is no yes or no: compare it with something")
        return value

    def condition(self, node: ast.expr) -> str:
        """Translate the condition of an if or while."""
        return self._truth(node).text

    def _boolop(self, node: ast.BoolOp) -> Value:
        sign = " && " if isinstance(node.op, ast.And) else " || "
        return Value(sign.join(self._truth(part).at(COMPARE) for part in node.values), BOOL, BITS - 1)

    def _compare(self, node: ast.Compare) -> Value:
        terms = [self(term) for term in (node.left, *node.comparators)]
        pairs = []
        for k, operator in enumerate(node.ops):
            if type(operator) not in COMPARISONS:
                raise self.fail(node, f"cannot translate {ast.unparse(node)!r}")
            pairs.append(f"{terms[k].at(PLUS)} {COMPARISONS[type(operator)]} {terms[k + 1].at(PLUS)}")
        return Value(" && ".join(pairs), BOOL, COMPARE if len(pairs) == 1 else BITS - 1)

    def _ifexp(self, node: ast.IfExp) -> Value:
        yes, no = self(node.body), self(node.orelse)
        kind = join(yes.type, no.type, f"{self.where}, line {node.lineno}")
        test, *either = (value.at(TERNARY + 1) for value in (self._truth(node.test), yes, no))
        return Value(f"{test} ? {either[0]} : {either[1]}", kind, TERNARY)

    def _call(self, node: ast.Call) -> Value:
        target = self._resolve(node.func)
        if node.keywords:
            raise self.fail(node, "calls by keyword are not translated")
        if isinstance(target, FunctionType):
            self.program.functions[target] = None
            arguments, result = self.program.signature(target)
            given = [self.as_type(value, kind) for value, (_, kind) in zip(node.args, arguments, strict=True)]
            return Value(f"{self.program.name_of(target)}({', '.join(given)})", result)
        if target in LIBRARY:
            name, result = LIBRARY[target]
            if target is math.frexp:
                self.program.tuple_of((FLOAT, INT))
            return Value(f"{name}({self.as_type(node.args[0], FLOAT)})", result)
        return self._builtin(node, target)

    def _builtin(self, node: ast.Call, target: Any) -> Value:
        values = [self(argument) for argument in node.args]
        first = values[0]
        if target is len and first.type.nd:
            return Value(str(first.type.fixed[0]) if first.type.fixed else f"{first.text}.shape[0]", INT)
        if target in (min, max) and len(values) > 1:
            kind = FLOAT if any(value.type == FLOAT for value in values) else INT
            name = f"{target.__name__}_{'float' if kind == FLOAT else 'int'}"
            text = first.text
            for value in values[1:]:
                text = f"{name}({text}, {value.text})"
            return Value(text, kind)
        if target is abs:
            return Value(f"{'fabs' if first.type == FLOAT else 'llabs'}({first.text})", first.type)
        if target in (int, float):
            kind = INT if target is int else FLOAT
            return first if first.type == kind else Value(f"({kind.c}){first.at(UNARY)}", kind, UNARY)
        raise self.fail(node, f"cannot translate {ast.unparse(node)!r}")
