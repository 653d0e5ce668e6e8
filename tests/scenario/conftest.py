"""What the tests of scenario files share: a small complete scenario as plain tables, and edits of it."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from diplomacy_abm.scenario import Scenario, load, tables_of

Tables = dict[str, Any]


@pytest.fixture(scope="session")
def minimal() -> Scenario:
    return load("minimal")


@pytest.fixture(scope="session")
def origin() -> Scenario:
    return load("ukraine-2025")


@pytest.fixture(scope="session")
def full_tables(minimal: Scenario) -> Tables:
    """The teaching case with one of everything."""
    tables = tables_of(minimal)
    tables["issues"]["exchange"] = {"label": "Prisoners", "separable": True, "kind": "humanitarian"}
    for label, ideal in (("ALF", 1.0), ("BET", 0.0)):
        tables["actors"][label]["positions"]["exchange"] = ideal
        tables["actors"][label]["salience"] = {"province": 0.8, "exchange": 0.2}
    tables["actors"]["PAT"] = {
        "name": "Patria", "seats": ["patron"], "support": {"BET": 0.4}, "arms_capacity": 0.001,
        "sources": {"default": "judgement"},
    }  # fmt: skip
    tables["pipelines"] = [
        {
            "supplier": "PAT", "recipient": "BET", "label": "Guns", "amount": 0.1, "lead": 4, "span": 26,
            "credibility": 0.8, "announced": dt.date(2025, 1, 1), "source": "judgement",
        }
    ]  # fmt: skip
    tables["deals"] = [{"kind": "issue", "issue": "exchange", "mediator": "MED", "source": "judgement"}]
    tables["events"] = [
        {
            "date": dt.date(2025, 6, 1), "label": "Election", "actor": "PAT", "variable": "support", "target": "BET",
            "change": -0.1, "source": "judgement",
        }
    ]  # fmt: skip
    return tables


@pytest.fixture
def edited(full_tables: Tables) -> Callable[..., Tables]:
    """Tables with one place changed: the keys that lead there, then the new value; ``...`` takes the place away."""

    def edit(*path: Any) -> Tables:
        tables = copy.deepcopy(full_tables)
        *keys, last, value = path
        table: Any = tables
        for key in keys:
            table = table[key] if isinstance(table, list) else table.setdefault(key, {})
        if value is ...:
            del table[last]
        elif isinstance(table, list) and last == len(table):
            table.append(value)
        else:
            table[last] = value
        return tables

    return edit
