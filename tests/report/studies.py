"""Small stores for the report, and a reader that takes a page apart."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pyarrow as pa

from diplomacy_abm.results.manifest import identity
from diplomacy_abm.results.parts import as_parquet, part_path, read_part
from diplomacy_abm.results.store import Store, open_store
from tests.experiment.designs import Tables

VOID = {"meta", "link", "img", "br", "hr", "input"}

STUDY: Tables = {
    "study": {
        "name": "good-offices",
        "title": "Good offices & <small> wars",
        "question": "Does the mediator matter?",
        "scenario": "minimal",
        "runs": 24,
        "horizon": 40,
    }
}

FULL: Tables = {
    "study": STUDY["study"] | {
        "expectation": "More talks with one (Nobody 1999).",
        "caveats": ["a war that nobody fought"],
        "outcomes": ["ever: formal", "exchanges"],
    },
    "settings": {"parameters.overlap": 0.5},
    "arms": {"with": {"label": "with Medonia"}, "without": {"label": "without", "without": ["MED"]}},
    "factors": {
        "cost": {"label": "cost of war", "unit": "a year", "set": "actors.ALF.cost", "values": [0.05, 0.4]},
        "accept": {"label": "sharpness", "set": "parameters.lambda_accept", "values": [10.0, 90.0]},
    },
}  # fmt: skip


def sampled(method: str, points: int) -> Tables:
    """A study of one arm with three sampled factors."""
    return {
        "study": STUDY["study"] | {"runs": 6, "outcomes": ["agreement", "mean_escalation"]},
        "factors": {
            "cost": {"label": "cost of war", "set": "actors.ALF.cost", "distribution": {"uniform": [0.02, 0.6]}},
            "accept": {"label": "sharpness", "set": "parameters.lambda_accept",
                       "distribution": {"loguniform": [5.0, 200.0]}},
            "accuracy": {"set": "actors.MED.accuracy", "distribution": {"uniform": [0.5, 1.0]}},
        },
        "sampling": {"method": method, "points": points},
    }  # fmt: skip


def spoilt(store: Store, rows: int, reason: str) -> Store:
    """Make the first runs of a store failed ones."""
    number = store.parts[0]
    path = part_path(store.path, "runs", number)
    table = read_part(path)
    for name, text in (("status", "failed"), ("reason", reason)):
        known = table.column(name).to_pylist()
        place = table.schema.get_field_index(name)
        values = pa.array([text] * rows + known[rows:], type=table.schema.field(name).type)
        table = table.set_column(place, table.schema.field(name), values)
    path.write_bytes(as_parquet(table, identity(store.manifest), number))
    return open_store(store.path)


class Page(HTMLParser):
    """A page taken apart: elements with their attributes, texts by element, and whether tags match."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[tuple[tuple[str, ...], str]] = []
        self.open: list[str] = []
        self.source = path.read_text("utf-8")
        self.feed(self.source)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append((tuple(self.open), " ".join(data.split())))

    def all(self, tag: str) -> list[dict[str, str]]:
        """Attributes of all elements of a kind."""
        return [attributes for name, attributes in self.elements if name == tag]

    def text(self, *within: str) -> str:
        """All text, or that within some elements."""
        return " ".join(text for place, text in self.texts if set(within) <= set(place) and "style" not in place)

    def titles(self) -> list[str]:
        """Titles of the sections."""
        return [text for place, text in self.texts if place[-1] == "h2" and "section" in place]

    def values(self, name: str) -> list[Any]:
        """All values of an attribute."""
        return [attributes[name] for _, attributes in self.elements if name in attributes]
