"""The file to begin a scenario with, and what editors need to help with one."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from diplomacy_abm.parameters import PARAMETERS
from diplomacy_abm.scenario.schema import Scenario


def template(name: str) -> str:
    """Return the commented text of a new scenario: the shipped ``minimal`` under another name."""
    text = (files("diplomacy_abm.scenario") / "library" / "minimal.toml").read_text("utf-8")
    return text.replace('name = "minimal"', f'name = "{name}"', 1)


class _Quiet(GenerateJsonSchema):
    """Empty tables are defaults that JSON cannot say, and need not."""

    ignored_warning_kinds = {"skipped-choice", "non-serializable-default"}  # noqa: RUF012 (pydantic's own form)


def json_schema() -> dict[str, Any]:
    """Return the schema of a scenario file (JSON Schema 2020-12).

    Keys, kinds, ranges and lists of names are in it. What hangs on several tables at once (labels that must exist,
    sums, dates in order) is not; :func:`diplomacy_abm.scenario.load` checks that too.

    Examples
    --------
    >>> sorted(json_schema()["required"])
    ['actors', 'issues', 'scenario', 'sides']
    """
    found = Scenario.model_json_schema(schema_generator=_Quiet)
    found["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    found["title"] = "A scenario of diplomacy_abm"
    found["description"] = "Who fights over what, who arms whom, who mediates, and where each number comes from."
    tables = found["$defs"]
    # the table of parameters is flat in a file, and keyed by the names of the model
    rows = {
        row.name: {"type": "number", "minimum": row.low, "maximum": row.high, "default": row.default,
                   "description": f"{row.note} ({row.unit})"}
        for row in PARAMETERS.values()
    }  # fmt: skip
    flat = tables["ParameterTable"]
    flat["properties"] = rows | {name: told for name, told in flat["properties"].items() if name != "values"}
    for table in tables.values():
        table["description"] = table["description"].replace("``", "")
    flat["description"] = "[parameters]: what differs from the defaults of the model, by name."
    return found
