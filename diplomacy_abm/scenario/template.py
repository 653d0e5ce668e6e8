"""The text of a new scenario file."""

from __future__ import annotations

from importlib.resources import files


def template(name: str) -> str:
    """Return the commented text of a new scenario: the shipped ``minimal`` under another name."""
    text = (files("diplomacy_abm.scenario") / "library" / "minimal.toml").read_text("utf-8")
    return text.replace('name = "minimal"', f'name = "{name}"', 1)
