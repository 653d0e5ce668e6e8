"""The rules by the label of their equation, read from their docstrings.

Every function of :mod:`diplomacy_abm.rules` states in its docstring ``Label: eq:…`` and ``Source: …``; the same
label stands beside its equation in ``docs/odd.md``, and a test compares the two. Nothing is registered by hand.
"""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import diplomacy_abm.rules

LABEL = re.compile(r"^Label: (eq:[a-z][a-z0-9-]*)\.$", re.MULTILINE)
SOURCE = re.compile(r"^Source: (.+?)(?=\n\s*\n|\n[A-Z][a-z ]+:|\Z)", re.MULTILINE | re.DOTALL)
STATUS = re.compile(r"^Status: (.+?)(?=\n\s*\n|\Z)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Rule:
    """A rule of the model and where it comes from."""

    label: str
    """Label of its equation in ``docs/odd.md``, such as ``eq:contest``."""
    function: Callable[..., Any]
    """The rule itself."""
    module: str
    """Short name of its module in :mod:`diplomacy_abm.rules`."""
    title: str
    """First line of its docstring."""
    source: str
    """Author, year and place, or that it is our judgement."""
    status: str
    """What it was checked against."""

    @property
    def is_judgement(self) -> bool:
        """Whether the rule rests on our judgement and not on a publication."""
        return self.source.startswith("Ours")


def _field(pattern: re.Pattern[str], text: str, what: str, place: str) -> str:
    found = pattern.search(text)
    if found is None:
        raise ValueError(f"{place}: its docstring has no line {what!r}, every rule needs one")
    return " ".join(found.group(1).split())


def read_rule(function: Callable[..., Any]) -> Rule:
    """Read the label, source and status of a rule from its docstring; ValueError when one of the three is missing."""
    text = inspect.getdoc(function) or ""
    module = function.__module__.rpartition(".")[2]
    place = f"rules/{module}.py: {function.__name__}"
    return Rule(
        label=_field(LABEL, text, "Label: eq:….", place),
        function=function,
        module=module,
        title=text.partition("\n")[0],
        source=_field(SOURCE, text, "Source: …", place),
        status=_field(STATUS, text, "Status: …", place),
    )


def rule_functions() -> list[Callable[..., Any]]:
    """Every function that a module of :mod:`diplomacy_abm.rules` defines, in order of module and line."""
    found: list[Callable[..., Any]] = []
    for entry in sorted(pkgutil.iter_modules(diplomacy_abm.rules.__path__), key=lambda entry: entry.name):
        module = importlib.import_module(f"diplomacy_abm.rules.{entry.name}")
        own = [f for _, f in inspect.getmembers(module, inspect.isfunction) if f.__module__ == module.__name__]
        found += sorted(own, key=lambda f: f.__code__.co_firstlineno)
    return found


def _read_all() -> dict[str, Rule]:
    rules: dict[str, Rule] = {}
    for function in rule_functions():
        rule = read_rule(function)
        if rule.label in rules:
            other = rules[rule.label].function.__name__
            raise ValueError(f"rules: {rule.label} stands at {other} and {function.__name__}, labels must differ")
        rules[rule.label] = rule
    return rules


RULES: MappingProxyType[str, Rule] = MappingProxyType(_read_all())
"""All rules by label, in order of module and line."""
