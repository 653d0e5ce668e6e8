"""What people write in policies with names: the same bits in both ways, or a line that says why not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from diplomacy_abm import api
from diplomacy_abm.engine.own import ready
from diplomacy_abm.engine.own.build import Book
from diplomacy_abm.engine.own.source import UncompilableError
from diplomacy_abm.policies.registry import _files, run_file

IDIOMS = Path(__file__).with_name("own_idioms.py")
NAMES = re.findall(r'@policy\("([\w-]+)"', IDIOMS.read_text("utf-8"))


@pytest.fixture(autouse=True)
def _clean(own_policies_forgotten: None) -> Iterator[None]:
    yield
    _files.clear()


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_an_idiom_is_the_same_to_the_last_bit_in_both_ways(
    name: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    run_file(str(IDIOMS))
    monkeypatch.setattr(ready, "too_few", lambda names, weeks: False)
    chosen = {"ALF": name, "BET": name if name == "scores" else "random"}
    share = {"scenario": "minimal", "runs": 5, "seed": 3, "steps": 80, "policies": chosen, "keep": ("events",)}
    with caplog.at_level("WARNING"):
        compiled = api.run_ensemble(**share)
    assert f"policy {name!r} runs compiled" in caplog.text
    interpreted = api.run_ensemble(engine="mesa", **share)
    assert compiled.runs.equals(interpreted.runs)
    assert compiled.events.equals(interpreted.events)


class Memory:
    def __init__(self):
        self.mood = "calm"
        self.count = 0


class AtOnce(Memory):
    def choose(self, menu, view):
        self.mood, self.count = "angry", 1
        return menu[0]


class Adding(Memory):
    def choose(self, menu, view):
        self.mood += "er"
        return menu[0]


class Running(Memory):
    def choose(self, menu, view):
        for self.count in range(3):
            pass
        return menu[0]


class Powers(Memory):
    def choose(self, menu, view):
        self.count **= 2
        return menu[0]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (AtOnce, "into the memory goes one thing at a time"),
        (Adding, "words cannot be added or repeated"),
        (Running, "into the memory goes one thing at a time"),
        (Powers, "a power is not the same to the last bit"),
    ],
)
def test_what_would_slip_into_the_memory_unseen_is_refused(kind: Any, words: str):
    with pytest.raises(UncompilableError, match=rf"^line \d+: {words}"):
        Book(kind).text(cache=False)
