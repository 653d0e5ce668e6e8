"""Numbers, names and values as libraries hand them: those of numpy and pandas are taken for what they are meant.

Whatever cannot be meant is refused in one line that names the argument and shows the right form.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from diplomacy_abm.intake.clean import one_line

SEEDS = 2**64
RUNS = 2**32
"""Numbers of runs under a seed."""


def whole(value: object, what: str, low: int, high: int) -> int:
    """Return a whole number, be it one of numpy or pandas, or a fraction without a rest such as 5.0.

    Truth values, texts and numbers out of the range are a ValueError in one line that calls it `what`.
    """
    found = plain(value)
    if isinstance(found, float) and found.is_integer():
        found = int(found)
    if not isinstance(found, int) or isinstance(found, bool):
        raise ValueError(f"{what}: is {_told(found)}, must be a whole number")
    if not low <= found <= high:
        raise ValueError(f"{what}: {_told(found)} is out of range, must be from {low} to {_power(high)}")
    return found


def _power(high: int) -> str:
    bits = (high + 1).bit_length() - 1
    return f"2^{bits} - 1" if bits >= 32 and high + 1 == 2**bits else f"2^{bits}" if high == 2**bits else str(high)


def maybe(value: object, what: str, low: int, high: int) -> int | None:
    """Return a whole number, or None where none was given; the rest as :func:`whole`."""
    return None if value is None else whole(value, what, low, high)


def names(value: object, what: str, example: str = "MED") -> tuple[str, ...]:
    """Return names as a tuple: of a list, an array or a column, or of a single text; None is no name."""
    if value is None:
        return ()
    if isinstance(value, str):
        return (str(value),)
    if not isinstance(value, Iterable):
        raise ValueError(f'{what}: is {_told(value)}, must be names in a list, such as ["{example}"]')
    found = [plain(each) for each in value]
    for each in found:
        if not isinstance(each, str):
            raise ValueError(f'{what}: holds {_told(each)}, must be names in a list, such as ["{example}"]')
    return tuple(found)


def place(value: object, what: str) -> str:
    """Return a name or a path as a text; ValueError in one line where it is neither."""
    found = plain(value)
    if not isinstance(found, str):
        raise ValueError(f"{what}: is {_told(found)}, must be a name or a path")
    return found


def assigned(value: object, known: Mapping[str, Callable[..., int]]) -> dict[str, str]:
    """Return names of policies by actor; a function that is registered stands for its name."""
    if value is None:
        return {}
    form = 'must be names of policies by actor, such as {"RUS": "hawk"}'
    value = _row(value)
    if not isinstance(value, Mapping):
        raise ValueError(f"policies: is {_told(value)}, {form}")
    found: dict[str, str] = {}
    for actor, given in value.items():
        name = next((name for name, function in known.items() if function is given), None) or plain(given)
        if callable(name):
            raise ValueError(
                f'policies: {one_line(actor, 40)} has a function without a name; decorate it with @policy("my-name") '
                f'and give {{"{one_line(actor, 40)}": "my-name"}}'
            )
        if not isinstance(name, str) or not isinstance(actor, str):
            raise ValueError(f"policies: {one_line(actor, 40)} has {_told(name)}, {form}")
        found[str(actor)] = name
    return found


def settings_of(value: object, exact: bool = False) -> dict[str, Any]:
    """Return values by dotted place as plain ones.

    A fraction without a rest is a whole number, since a row of a frame makes fractions of all; `exact` leaves it, as a
    file has it.
    """
    if value is None:
        return {}
    value = _row(value)
    if not isinstance(value, Mapping):
        raise ValueError(f'settings: is {_told(value)}, must be values by place, such as {{"actors.TUR.bias": 0.2}}')
    found = {}
    for place, given in value.items():
        if not isinstance(place, str):
            raise ValueError(f'settings: {_told(place)} is no place, must be a text such as "actors.TUR.bias"')
        one = plain(given)
        rounding = not exact or type(given).__module__ == "numpy"
        found[str(place)] = int(one) if rounding and isinstance(one, float) and one.is_integer() else one
    return found


def numbers_of(value: object, what: str = "parameters") -> dict[str, Any]:
    """Return numbers, or arrays of numbers, by name; ValueError in one line for a truth value, a text, nothing."""
    import numpy as np

    if value is None:
        return {}
    value = _row(value)
    if not isinstance(value, Mapping):
        raise ValueError(f'{what}: is {_told(value)}, must be numbers by name, such as {{"fatigue": 0.2}}')
    found = {}
    for name, given in value.items():
        array = np.asarray(given)
        if array.dtype.kind == "O":
            # columns of pandas that may hold gaps come as objects
            plainly = [plain(each) for each in array.reshape(-1).tolist()]
            if all(isinstance(each, (int, float)) and not isinstance(each, bool) for each in plainly):
                array = np.array(plainly, dtype=np.float64).reshape(array.shape)
        if array.dtype.kind not in "iuf" or array.ndim > 1 or array.size == 0:
            shown = _told(plain(given)) if array.ndim == 0 else "no list of numbers"
            raise ValueError(f"{what}.{one_line(name, 60)}: is {shown}, must be a number, or one for each run")
        found[str(name)] = array.astype(np.float64)
    return found


def _row(value: Any) -> Any:
    """Return a row of a frame, as ``iterrows`` gives it, as values by name; anything else as it is."""
    of_pandas = type(value).__module__.split(".")[0] == "pandas"
    return value.to_dict() if of_pandas and getattr(value, "ndim", 0) == 1 and hasattr(value, "to_dict") else value


def plain(value: Any) -> Any:
    """Return a value of numpy, pandas or pathlib as the plain one that it stands for; anything else as it is."""
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if isinstance(value, dt.datetime):
        # pandas' moments are Python's; a day is meant where there is no hour
        return value.date() if value == value and value.time() == dt.time() else value
    if isinstance(value, (bool, int, float, str)):
        # numpy's floats and texts are Python's too
        return next(kind(value) for kind in (bool, int, float, str) if isinstance(value, kind))
    if isinstance(value, Mapping):
        return {plain(key): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if type(value).__module__.split(".")[0] in ("numpy", "pandas"):
        if getattr(value, "dtype", None) is not None and getattr(value.dtype, "kind", "") == "M" and not value.ndim:
            return plain(value.astype("datetime64[us]").item())
        for way in ("tolist", "item"):
            if hasattr(value, way):
                return plain(getattr(value, way)())
    return value


def _told(value: object) -> str:
    if value is None:
        return "nothing"
    if callable(value):
        return "a function"
    if isinstance(value, Mapping):
        return "a table"
    try:
        return one_line(repr(value) if isinstance(value, str) else str(value), 60)
    except ValueError:
        return "a number of thousands of digits"
