"""The whole C file: every function that the compiled loop reaches, with the types and constants it needs."""

import inspect
from collections import Counter
from types import FunctionType

from benchmarks.yardstick.expressions import Program
from benchmarks.yardstick.layout import FLOAT, INT, RECORDS, array_text, record_text
from benchmarks.yardstick.statements import FunctionText, wrapped

TAKEN = {
    "exp", "log", "pow", "sqrt", "floor", "signal", "index", "rename", "remove", "abort", "exit", "random", "round",
    "div", "y0", "y1", "yn", "j0", "j1", "jn", "gamma", "time", "accept", "auto", "register", "double", "float",
}  # fmt: skip
"""Names that C or its library has already."""

HEAD = """\
/*
 * The model in C, as a yardstick for the compiled engine. Made by `python benchmarks/to_c.py` from the rules,
 * phases, policies and draws of the package: do not edit. No part of the product.
 *
 * The bits of the Python model (what benchmarks/build.py calls "exact"):
 *     cc {exact} -shared -fPIC diplomacy.c -o diplomacy.so -lm
 * For orientation, other bits ("fast"):
 *     cc {fast} -shared -fPIC diplomacy.c -o diplomacy.so -lm
 */
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
"""

HELPERS = """\
/* Python's operations where C's differ: the sign of a remainder, and which of two equal values is returned. */
static inline int64_t mod_int(int64_t a, int64_t b) { int64_t r = a % b; return r != 0 && (r ^ b) < 0 ? r + b : r; }
static inline int64_t floor_div_int(int64_t a, int64_t b) { return (a - mod_int(a, b)) / b; }
static inline int64_t max_int(int64_t a, int64_t b) { return b > a ? b : a; }
static inline int64_t min_int(int64_t a, int64_t b) { return b < a ? b : a; }
static inline double max_float(double a, double b) { return b > a ? b : a; }
static inline double min_float(double a, double b) { return b < a ? b : a; }
static inline int64_t floor_of(double x) { return (int64_t)floor(x); }
"""

FREXP = "static inline Tuple_di frexp_of(double x) { int e; double m = frexp(x, &e); return (Tuple_di){m, e}; }"


def short(function: FunctionType) -> str:
    """Name of the module without the package."""
    return function.__module__.split(".", 1)[-1]


def reachable(root: FunctionType) -> dict[FunctionType, None]:
    """Functions that `root` calls, directly or not."""
    program = Program(lambda function: function.__name__, {root: None}, {}, {}, {}, {})
    seen: dict[FunctionType, None] = {}
    while missing := [function for function in program.functions if function not in seen]:
        seen[missing[0]] = None
        FunctionText(program, missing[0]).text()
    return seen


def c_names(functions: dict[FunctionType, None]) -> dict[FunctionType, str]:
    """C name of each function: its own, after that of its module where two share one."""
    uses = Counter(function.__name__ for function in functions)
    shared = {name for name, times in uses.items() if times > 1} | TAKEN
    prefix = {f: f"{short(f).rsplit('.', 1)[-1]}_" if f.__name__ in shared else "" for f in functions}
    return {f: prefix[f] + f.__name__ for f in functions}


def constants_text(program: Program) -> list[str]:
    """Named numbers and enumerations."""
    numbers = sorted((name, value) for name, value in program.constants.items() if not isinstance(value, tuple))
    lines = [f"#define {name} {value!r}" for name, value in numbers]
    for name, members in sorted(program.enums.items()):
        spelled = ", ".join(f"{name}_{member.name} = {int(member)}" for member in members)
        lines += wrapped(f"enum {{ {spelled} }};")
    return lines


def tuples_text(program: Program) -> list[str]:
    """Structures for several values that are passed together, one for each list of types, and constants of them."""
    lines = []
    for name, parts in sorted(program.tuples.items()):
        fields = " ".join(f"{part.c} _{k};" for k, part in enumerate(parts))
        lines.append(f"typedef struct {{ {fields} }} {name};")
    for name, value in sorted(program.constants.items()):
        if isinstance(value, tuple):
            kind = program.tuple_of(tuple(FLOAT if isinstance(part, float) else INT for part in value))
            lines.append(f"static const {kind.c} {name} = {{{', '.join(repr(part) for part in value)}}};")
    return lines


def section_order(function: FunctionType) -> tuple[int, str, int]:
    """Where a function stands in the file: draws, rules, policies, phases, the loop; then as in its module."""
    layers = ("draws", "rules", "policies", "phases", "engine")
    return layers.index(short(function).split(".")[0]), short(function), function.__code__.co_firstlineno


def c_file(root: FunctionType, exact: str, fast: str) -> str:
    """The C text of `root` and all that it calls; only `root` is visible from outside."""
    functions = reachable(root)
    names = c_names(functions)
    program = Program(names.__getitem__, dict.fromkeys(functions), {}, {}, {}, {})
    ordered = sorted(functions, key=section_order)
    texts = [FunctionText(program, function, public=function is root) for function in ordered]
    bodies: list[str] = []
    section = ""
    for text in texts:
        if short(text.function) != section:
            section = short(text.function)
            first = (inspect.getdoc(inspect.getmodule(text.function)) or "").split("\n", 1)[0]
            bodies += ["", f"/* ---- {section}: {first} ---- */"]
        bodies += ["", *text.text()]
    lines = [HEAD.format(exact=exact, fast=fast), *constants_text(program), ""]
    for record in RECORDS:
        lines += [*record_text(record), ""]
    lines += [line for kind, nd in sorted(program.arrays) for line in array_text(kind, nd)]
    lines += [*tuples_text(program), "", HELPERS.rstrip()]
    if "Tuple_di" in program.tuples:
        lines.append(FREXP)
    lines.append("")
    for text in texts:
        lines += wrapped(f"{text.head};")
    return "\n".join([*lines, *bodies]) + "\n"
