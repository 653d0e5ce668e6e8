"""C types: scalars, records with the layout of the NumPy dtypes, and arrays that carry their shape."""

from dataclasses import dataclass

import numpy as np

from diplomacy_abm.state import CASE, STATE
from diplomacy_abm.tables import PARAMETER_RECORD

RECORDS: dict[str, np.dtype] = {"STATE": STATE, "CASE": CASE, "PARAMETERS": PARAMETER_RECORD}


class YardstickError(Exception):
    """The sources use something that the translator does not know."""


@dataclass(frozen=True)
class Type:
    """A C type: a scalar (`kind` its name), a pointer to a record, or an array of `kind` with a shape.

    `fixed` holds the lengths of an array that is a field of a record; without it an array of dimension `nd`
    is a C structure of a pointer and a shape.
    """

    kind: str
    nd: int = 0
    fixed: tuple[int, ...] = ()

    @property
    def c(self) -> str:
        """How C spells it."""
        if self.nd:
            return f"{self.kind}_{self.nd}"
        return f"{self.kind} *" if self.kind in RECORDS else self.kind


FLOAT, INT, BOOL, VOID = Type("double"), Type("int64_t"), Type("bool"), Type("void")

NAMED: dict[str, Type] = {
    "s": Type("STATE"), "c": Type("CASE"), "p": Type("PARAMETERS"), "log": Type("double", 2), "row": Type("double", 1),
    "values": Type("double", 1), "shares": Type("double", 1), "tones": Type("double", 1), "view": Type("double", 1),
    "weights": Type("double", 1),
    "work": Type("STATE", 1), "raw": Type("uint8_t", 1), "cases": Type("CASE", 1), "params": Type("PARAMETERS", 1),
    "summary": Type("double", 2), "steps": Type("double", 3), "logs": Type("double", 3), "counts": Type("int64_t", 1),
    "snaps": Type("STATE", 2),
}  # fmt: skip
"""Types of the arguments that Python annotates with a record, an array or `Any`."""


def join(a: Type | None, b: Type, where: str) -> Type:
    """Type of a variable that holds an `a` here and a `b` there."""
    if a is None or a == b:
        return b
    order = (BOOL, INT, FLOAT)
    if a in order and b in order:
        return order[max(order.index(a), order.index(b))]
    raise YardstickError(f"{where}: holds {a.c} here and {b.c} there")


def field_type(record: str, field: str, where: str) -> Type:
    """Type of a field of a record."""
    dtype = RECORDS[record]
    if field not in (dtype.names or ()):
        raise YardstickError(f"{where}: {record} has no field {field}")
    part = dtype[field]
    scalar = FLOAT if part.base == np.dtype(np.float64) else INT
    return Type(scalar.kind, len(part.shape), part.shape) if part.shape else scalar


def record_text(name: str) -> list[str]:
    """The C structure of a record, with compile-time checks of its layout."""
    dtype = RECORDS[name]
    lines = ["typedef struct {"]
    for field in dtype.names or ():
        part = field_type(name, field, name)
        lengths = "".join(f"[{length}]" for length in part.fixed)
        lines.append(f"    {part.kind} {field}{lengths};")
    lines += [f"}} {name};", f'_Static_assert(sizeof({name}) == {dtype.itemsize}, "size of {name}");']
    for field, (_, offset) in (dtype.fields or {}).items():
        lines.append(f'_Static_assert(offsetof({name}, {field}) == {offset}, "{name}.{field}");')
    return lines


def array_text(kind: str, nd: int) -> list[str]:
    """The C structure of an array whose lengths are known at run time only."""
    return [f"typedef struct {{ {kind} *at; int64_t shape[{nd}]; }} {kind}_{nd};"]
