"""Print the lowest versions that ``pyproject.toml`` allows, as constraints for pip. ``python benchmarks/lowest.py``."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXTRAS = ("events", "study")
"""Extras that users install; what only the tests need is not held low."""


def lowest(entries: list[str]) -> list[str]:
    """Return ``name==version`` for entries such as ``name>=version,<next``, and nothing for what has no lower bound.

    >>> lowest(["numpy>=2.0,<3", "thing"])
    ['numpy==2.0']
    """
    found = (re.match(r"([\w.-]+)(?:\[.*?\])?>=([\w.]+)", entry) for entry in entries)
    return [f"{one[1]}=={one[2]}" for one in found if one]


def main() -> None:
    """Print them, one a line."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    entries = [*project["dependencies"], *(e for extra in EXTRAS for e in project["optional-dependencies"][extra])]
    print("\n".join(lowest(entries)))


if __name__ == "__main__":
    main()
