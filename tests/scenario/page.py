"""The tables of the reference page on scenario files, to hold the code against."""

from __future__ import annotations

from pathlib import Path

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "scenario-files.md").read_text("utf-8")


def rows_of(head: str) -> list[list[str]]:
    """Return the cells of the tables under a heading."""
    section = PAGE.split(f"\n## `{head}", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
