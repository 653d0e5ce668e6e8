"""The defaults of the reference page are those of the schema."""

import re
from pathlib import Path

import pytest

from diplomacy_abm.parameters import PARAMETERS
from diplomacy_abm.scenario import load, schema
from diplomacy_abm.scenario.settings import value_at

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "scenario-files.md").read_text("utf-8")
ROW = re.compile(r"^\| `(\w+)` \| [^|]+ \| (−?[\d.]+) \|", re.MULTILINE)


def numbers(head: str) -> dict[str, float]:
    """Return the numeric defaults of the tables under a heading."""
    section = PAGE.split(f"\n## `{head}", 1)[1].split("\n## ", 1)[0]
    return {name: float(value.replace("−", "-")) for name, value in ROW.findall(section)}


@pytest.mark.parametrize(("head", "table"), [("[scenario]", schema.Header), ("[actors.", schema.Actor)])
def test_the_page_gives_the_defaults_of_the_schema(head: str, table: type) -> None:
    told = numbers(head)
    assert len(told) >= 3
    assert told == {name: table.model_fields[name].default for name in told}


def test_what_stands_at_a_place_is_the_scenarios_value_or_the_default() -> None:
    minimal = load("minimal")
    unset = next(name for name in PARAMETERS if name not in minimal.parameters.values)
    name, value = next(iter(minimal.parameters.values.items()))
    assert value_at(minimal, f"parameters.{unset}") == PARAMETERS[unset].default
    assert value_at(minimal, f"parameters.{name}") == value
    assert value_at(minimal, "parameters.no_such") is None
