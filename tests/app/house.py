"""A small house for tests: two scenarios, games in a folder of the test."""

from __future__ import annotations

from pathlib import Path

from diplomacy_abm import api
from diplomacy_abm.app.session import House

ORIGIN = api.resolve("ukraine-2025", steps=16)
SMALL = api.resolve("minimal", steps=8)


def house(folder: Path, seat: str | None = None) -> House:
    return House({"ukraine-2025": ORIGIN, "minimal": SMALL}, folder / "games", "minimal", seat)
