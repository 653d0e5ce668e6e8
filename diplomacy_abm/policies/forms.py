"""The two forms of a user's policy, numbers and names, and the one line that tells what is wrong with one.

The form of names is a function ``choose(menu, view)``, one of ``choose(menu, view, memory)``, or a class with a method
``choose(self, menu, view)`` that remembers in its attributes. The form of numbers is the function of
:mod:`diplomacy_abm.policies.builtin`.
"""

from __future__ import annotations

import inspect
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FunctionType, SimpleNamespace
from typing import Any

NUMERIC = ("values", "shares", "tones", "precision", "u", "view", "weights")

MEMORY = "__policy_memory__"
"""Attribute of a function in which what its memory begins with is kept."""

_FORMS = f"(menu, view), (menu, view, memory) or ({', '.join(NUMERIC)})"


class PolicyFaultError(ValueError):
    """A user's policy went wrong; the message is one line: which policy, which file and line, and what."""


def is_named(policy: Any) -> bool:
    """Whether a policy is of the form of names."""
    return isinstance(policy, type) or _takes(policy) in (2, 3)


def _takes(function: Any) -> int:
    """Return how many arguments a function takes; -1 where it takes any number."""
    try:
        taken = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return -1
    if any(one.kind in (one.VAR_POSITIONAL, one.VAR_KEYWORD) for one in taken):
        return -1
    return sum(one.default is one.empty for one in taken)


def checked(name: str, policy: Any, memory: Mapping[str, Any] | None) -> Any:
    """Return a policy that can be registered, with what its memory begins with.

    Raises
    ------
    ValueError
        In one line, if it is of neither form.
    """
    if isinstance(policy, type):
        choose = getattr(policy, "choose", None)
        if choose is None or _takes(choose) != 3:
            raise ValueError(f"policy {name!r}: the class {policy.__name__} needs a method choose(self, menu, view)")
        if memory is not None:
            raise ValueError(f"policy {name!r}: a class remembers in its attributes; set them in __init__")
        needed = [one for one in list(inspect.signature(policy).parameters.values()) if one.default is one.empty]
        if any(one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD) for one in needed):
            raise ValueError(f"policy {name!r}: {policy.__name__}() must be made without arguments, for every run anew")
        return policy
    if not callable(policy):
        raise ValueError(f"policy {name!r}: is no function and no class")
    count = _takes(policy)
    if count not in (-1, 2, 3, len(NUMERIC)):
        raise ValueError(f"policy {name!r}: takes {count} arguments, must take {_FORMS}")
    if (memory is not None) != (count == 3):
        told = "takes a memory, so say" if count == 3 else "takes no memory, so do not say"
        raise ValueError(f'policy {name!r}: {told} what is in it: @policy({name!r}, memory={{"count": 0}})')
    if memory is not None:
        setattr(policy, MEMORY, dict(memory))
    return policy


def begun(policy: Any) -> tuple[Callable[..., Any], Any]:
    """Return what chooses in a run that begins, and its memory (None: it has none)."""
    if isinstance(policy, type):
        made = policy()
        return made.choose, made
    first = getattr(policy, MEMORY, None)
    if first is None:
        return policy, None
    memory = SimpleNamespace(**{name: _copied(value) for name, value in first.items()})

    def with_memory(menu: Any, view: Any) -> Any:
        return policy(menu, view, memory)

    return with_memory, memory


def _copied(value: Any) -> Any:
    from copy import deepcopy

    return deepcopy(value)


def code_of(policy: Any) -> Any:
    """Return the code that chooses; None for what is no plain Python."""
    function = getattr(policy, "choose", None) if isinstance(policy, type) else inspect.unwrap(policy)
    return getattr(function, "__code__", None) if isinstance(function, FunctionType) else None


def where(policy: Any) -> str:
    """Return the file and the line of a policy."""
    code = code_of(policy)
    return "" if code is None else f"{file_of(code)}, line {code.co_firstlineno}"


def file_of(code: Any) -> str:
    """Return the name of a file without its folders, which say nothing on another machine."""
    return Path(code.co_filename).name


def fault(name: str, policy: Any, error: BaseException) -> PolicyFaultError:
    """Return an error of a user's policy as one line: which, where, what."""
    from diplomacy_abm.intake.clean import one_line

    if isinstance(error, PolicyFaultError):
        return error
    what = str(error.args[0]) if isinstance(error, KeyError) and error.args else str(error)
    told = one_line(what, 200) if what else ""
    return PolicyFaultError(
        f"policy {name!r} ({_line(policy, error)}): {type(error).__name__}" + (f": {told}" if told else "")
    )


def _line(policy: Any, error: BaseException) -> str:
    """Return the file and line of the deepest step of an error that is in the policy's own file."""
    code = code_of(policy)
    steps = traceback.extract_tb(error.__traceback__)
    own = [step for step in steps if code is not None and step.filename == code.co_filename]
    if not own:
        return where(policy) or "no file"
    return f"{file_of(code)}, line {own[-1].lineno}"
