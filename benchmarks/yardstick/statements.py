"""Statements and whole functions: declarations where a variable is first set, loops, branches."""

import ast
import inspect
import textwrap
from types import FunctionType

from benchmarks.yardstick.expressions import Expressions, Program, Value
from benchmarks.yardstick.layout import INT, RECORDS, VOID, Type, join

Block = list[ast.stmt]
WIDTH = 118

KEYWORDS = {
    "auto", "bool", "case", "char", "const", "default", "do", "double", "enum", "extern", "float", "goto", "inline",
    "int", "long", "register", "restrict", "short", "signed", "sizeof", "static", "struct", "switch", "typedef",
    "union", "unsigned", "void", "volatile",
}  # fmt: skip
"""Words of C that Python leaves free; a variable called so gets an underscore behind its name."""


def blocks_of(node: ast.stmt) -> list[Block]:
    """The lists of statements inside a statement."""
    return [block for block in (getattr(node, "body", []), getattr(node, "orelse", [])) if block]


def occurs(name: str, node: ast.AST) -> bool:
    """Whether a variable occurs, other than as the counter of a loop, which is a variable of its own."""
    if isinstance(node, ast.For) and isinstance(node.target, ast.Name) and node.target.id == name:
        return occurs(name, node.iter)
    if isinstance(node, ast.Name):
        return node.id == name
    return any(occurs(name, child) for child in ast.iter_child_nodes(node))


def place(name: str, block: Block) -> ast.stmt | None:
    """The statement at which a variable can be declared, or None for the top of the function."""
    spots = [node for node in block if occurs(name, node)]
    if not spots:
        return None
    first = spots[0]
    if len(spots) == 1 and not isinstance(first, ast.Assign):
        inner = [part for part in blocks_of(first) if any(occurs(name, node) for node in part)]
        outside = [part for field in ("test", "iter") if (part := getattr(first, field, None)) is not None]
        if len(inner) == 1 and not any(occurs(name, part) for part in outside):
            return place(name, inner[0])
    if isinstance(first, ast.Assign) and not occurs(name, first.value):
        return first
    return None


def stored_names(node: ast.AST) -> list[str]:
    """Names that are assigned somewhere, counters of loops left out, in their order."""
    found: dict[str, None] = {}
    for part in ast.walk(node):
        targets = getattr(part, "targets", []) if isinstance(part, ast.Assign) else []
        if isinstance(part, ast.AugAssign):
            targets = [part.target]
        for target in targets:
            for name in target.elts if isinstance(target, ast.Tuple) else [target]:
                if isinstance(name, ast.Name) and name.id != "_":
                    found[name.id] = None
    return list(found)


def wrapped(line: str) -> list[str]:
    """Break a long line of C after a comma or before an operator."""
    lines = []
    margin = " " * (len(line) - len(line.lstrip()))
    while len(line) > WIDTH:
        after = line.rfind(", ", len(margin) + 8, WIDTH) + 1
        before = max(line.rfind(sign, len(margin) + 8, WIDTH) for sign in (" && ", " || ", " + ", " - ", " ? ", " : "))
        cut = after if after > 40 else before
        if cut <= len(margin):
            break
        lines.append(line[:cut].rstrip())
        line = f"{margin}    {line[cut:].lstrip()}"
    return [*lines, line]


def freed(tree: ast.FunctionDef) -> ast.FunctionDef:
    """Return the tree with variables of its own called otherwise where C has their name for itself."""
    taken = KEYWORDS.intersection(stored_names(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in taken:
            node.id += "_"
    return tree


class FunctionText:
    """One function in C."""

    def __init__(self, program: Program, function: FunctionType, public: bool = False) -> None:
        self.program = program
        self.function = function
        self.public = public
        tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
        assert isinstance(tree, ast.FunctionDef)
        ast.increment_lineno(tree, function.__code__.co_firstlineno - 1)
        self.tree = freed(tree)
        self.arguments, self.result = program.signature(function)
        self.types: dict[str, Type] = dict(self.arguments)
        self.express = Expressions(program, function, self.types)
        self.lines: list[str] = []
        self.temporaries = 0
        self._infer()
        names = [name for name in stored_names(self.tree) if name not in dict(self.arguments)]
        self.sites = {name: place(name, self.tree.body) for name in names}

    @property
    def head(self) -> str:
        """The C signature."""
        given = ", ".join(f"{kind.c}{'' if kind.c.endswith('*') else ' '}{name}" for name, kind in self.arguments)
        kind = self.result.c
        return f"{'' if self.public else 'static '}{kind} {self.program.name_of(self.function)}({given or 'void'})"

    def text(self) -> list[str]:
        """The function with a comment from its docstring."""
        first = (inspect.getdoc(self.function) or "").split("\n", 1)[0]
        top = [name for name, site in self.sites.items() if site is None]
        for name in top:
            self._line(1, f"{self._declared(name)};")
        for node in self.tree.body:
            self._statement(1, node)
        return [f"/* {first} */", *wrapped(self.head), "{", *self.lines, "}"]

    def _line(self, depth: int, text: str) -> None:
        self.lines += wrapped("    " * depth + text)

    def _declared(self, name: str) -> str:
        kind = self.types[name].c
        return f"{kind}{'' if kind.endswith('*') else ' '}{name}"

    def _infer(self) -> None:
        for _ in range(2):
            for node in self._in_order(self.tree):
                if isinstance(node, ast.For) and isinstance(node.target, ast.Name):
                    self.types[node.target.id] = INT
                if isinstance(node, ast.Assign):
                    self._learn(node.targets[0], node.value)
                if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
                    self._learn(node.target, ast.BinOp(ast.Name(node.target.id), node.op, node.value))

    def _in_order(self, node: ast.AST) -> list[ast.AST]:
        found = [node]
        for child in ast.iter_child_nodes(node):
            found += self._in_order(child)
        return found

    def _learn(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Tuple):
            if isinstance(value, ast.Tuple):
                kinds = [self.express(part).type for part in value.elts]
            else:
                kinds = list(self.program.tuples[self.express(value).type.kind])
            pairs = zip(target.elts, kinds, strict=True)
        else:
            kind = self.express(value).type
            pairs = zip([target], [Type(kind.kind, kind.nd)], strict=True)
        for name, kind in pairs:
            if isinstance(name, ast.Name) and name.id != "_":
                self.types[name.id] = join(self.types.get(name.id), kind, f"{self.express.where}: {name.id}")

    def _statement(self, depth: int, node: ast.stmt) -> None:
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        if method is None:
            raise self.express.fail(node, f"cannot translate {ast.unparse(node)!r}")
        method(depth, node)

    def _body(self, depth: int, block: Block) -> None:
        for node in block:
            self._statement(depth, node)

    def _expr(self, depth: int, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):
            self._line(depth, f"{self.express(node.value).text};")

    def _pass(self, depth: int, node: ast.Pass) -> None:
        self._line(depth, ";")

    def _continue(self, depth: int, node: ast.Continue) -> None:
        self._line(depth, "continue;")

    def _break(self, depth: int, node: ast.Break) -> None:
        self._line(depth, "break;")

    def _return(self, depth: int, node: ast.Return) -> None:
        if node.value is None:
            self._line(depth, "return;")
        elif isinstance(node.value, ast.Tuple):
            kinds = self.program.tuples[self.result.kind]
            parts = [self.express.as_type(part, kind) for part, kind in zip(node.value.elts, kinds, strict=True)]
            self._line(depth, f"return ({self.result.c}){{{', '.join(parts)}}};")
        elif self.result == VOID:
            raise self.express.fail(node, "returns a value, but is annotated None")
        else:
            self._line(depth, f"return {self.express.as_type(node.value, self.result)};")

    def _assign(self, depth: int, node: ast.Assign) -> None:
        target = node.targets[0]
        if isinstance(target, ast.Tuple):
            self._unpack(depth, node, target)
            return
        if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Slice):
            self._fill(depth, target, node.value)
            return
        place_of = self._target(target)
        if place_of.type.kind in RECORDS and not place_of.type.nd and not isinstance(target, ast.Name):
            self._line(depth, f"{place_of.text.removeprefix('&')} = *{self.express(node.value).text};")
            return
        text = self.express.as_type(node.value, place_of.type)
        declare = isinstance(target, ast.Name) and self.sites.get(target.id) is node
        self._line(depth, f"{self._declared(target.id) if declare else place_of.text} = {text};")

    def _target(self, target: ast.expr) -> Value:
        return Value(target.id, self.types[target.id]) if isinstance(target, ast.Name) else self.express(target)

    def _fill(self, depth: int, target: ast.Subscript, value: ast.expr) -> None:
        array = self.express(target.value)
        if ast.unparse(value) != "0" or ast.unparse(target.slice) != ":" or array.type.kind != "uint8_t":
            raise self.express.fail(target, "of whole-array assignments only raw[:] = 0 is known")
        self._line(depth, f"memset({array.text}.at, 0, {array.text}.shape[0]);")

    def _unpack(self, depth: int, node: ast.Assign, target: ast.Tuple) -> None:
        names = [part.id for part in target.elts if isinstance(part, ast.Name)]
        self.temporaries += 1
        if isinstance(node.value, ast.Tuple):
            parts = [f"t{self.temporaries}_{k}" for k in range(len(names))]
            for part, name, value in zip(parts, names, node.value.elts, strict=True):
                self._line(depth, f"{self.types[name].c} {part} = {self.express.as_type(value, self.types[name])};")
        else:
            value = self.express(node.value)
            self._line(depth, f"{value.type.c} t{self.temporaries} = {value.text};")
            parts = [f"t{self.temporaries}._{k}" for k in range(len(names))]
        for part, name in zip(parts, names, strict=True):
            if name != "_":
                here = self.sites.get(name) is node
                self._line(depth, f"{self._declared(name) if here else name} = {part};")

    def _augassign(self, depth: int, node: ast.AugAssign) -> None:
        target = self._target(node.target)
        if not isinstance(node.op, (ast.Add, ast.Sub, ast.Mult)):
            raise self.express.fail(node, f"cannot translate {ast.unparse(node)!r}")
        sign = {ast.Add: "+=", ast.Sub: "-=", ast.Mult: "*="}[type(node.op)]
        self._line(depth, f"{target.text} {sign} {self.express.as_type(node.value, target.type)};")

    def _if(self, depth: int, node: ast.If, lead: str = "if") -> None:
        self._line(depth, f"{lead} ({self.express.condition(node.test)}) {{")
        self._body(depth + 1, node.body)
        rest = node.orelse
        if len(rest) == 1 and isinstance(rest[0], ast.If):
            self._if(depth, rest[0], "} else if")
            return
        if rest:
            self._line(depth, "} else {")
            self._body(depth + 1, rest)
        self._line(depth, "}")

    def _while(self, depth: int, node: ast.While) -> None:
        self._line(depth, f"while ({self.express.condition(node.test)}) {{")
        self._body(depth + 1, node.body)
        self._line(depth, "}")

    def _for(self, depth: int, node: ast.For) -> None:
        call, target = node.iter, node.target
        is_range = isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "range"
        if not is_range or not isinstance(target, ast.Name) or node.orelse or not 1 <= len(call.args) <= 2:
            raise self.express.fail(node, "of loops only `for x in range(n)` and `range(a, b)` are known")
        if any(isinstance(part, ast.Name) and part.id == target.id for body in node.body for part in _stores(body)):
            raise self.express.fail(node, f"the counter {target.id} is set inside its loop")
        start = self.express.as_type(call.args[0], INT) if len(call.args) == 2 else "0"
        end = self.express.as_type(call.args[-1], INT)
        x = target.id if target.id != "_" else f"unused{depth}"
        if end.isdigit() or end in self.program.constants:
            self._line(depth, f"for (int64_t {x} = {start}; {x} < {end}; {x}++) {{")
        else:
            self._line(depth, f"for (int64_t {x} = {start}, end_{x} = {end}; {x} < end_{x}; {x}++) {{")
        self._body(depth + 1, node.body)
        self._line(depth, "}")


def _stores(node: ast.AST) -> list[ast.AST]:
    return [part for part in ast.walk(node) if isinstance(getattr(part, "ctx", None), ast.Store)]
