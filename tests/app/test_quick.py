"""The compiled week shows what the Mesa model shows, to the last number, and stands aside where it cannot play."""

from __future__ import annotations

import time

import pytest

from diplomacy_abm import policy
from diplomacy_abm.app import quick
from diplomacy_abm.app.recorder import watch
from diplomacy_abm.model import DiplomacyModel
from diplomacy_abm.policies.registry import forget
from tests.app.house import ORIGIN, SMALL


@pytest.mark.slow
@pytest.mark.parametrize(
    ("scenario", "more"),
    [
        (ORIGIN, {}), (ORIGIN, {"seed": 11, "run": 3, "without": ["TUR"], "policies": {"USA": "hawk"}}),
        (ORIGIN, {"parameters": {"cover": 0.9}, "settings": {"actors.TUR.leverage.RUS": 0.2}, "steps": 30}),
        (SMALL, {"without": ["MED"]}),
    ],
)  # fmt: skip
def test_every_frame_is_that_of_the_mesa_model(scenario, more):
    plain, fast = (watch(scenario, **more, quick=which).play() for which in (False, True))
    assert isinstance(fast.model, quick.QuickModel)
    assert isinstance(plain.model, DiplomacyModel)
    assert fast.head == plain.head
    assert fast.weeks == plain.weeks
    assert fast.weeks[-1]["z"]
    assert fast.listed == plain.listed


@pytest.mark.slow
def test_the_end_is_there_at_once_and_the_compiled_week_is_used_without_asking():
    quick.noting()
    watched = watch("ukraine-2025", seed=3)
    assert isinstance(watched.model, quick.QuickModel)
    began = time.process_time()
    watched.play()
    # measured .55 s; a machine that is shared gets time to spare
    assert time.process_time() - began < 3.0


def test_what_is_not_compiled_and_policies_of_ones_own_are_played_by_the_mesa_model(monkeypatch):
    monkeypatch.setattr(quick, "is_ready", lambda: False)
    assert isinstance(watch(SMALL).model, DiplomacyModel)
    monkeypatch.setattr(quick, "is_ready", lambda: True)

    @policy("first-of-tests")
    def first_of_tests(values, shares, tones, precision, u, view, weights):
        return 0

    try:
        assert quick.plays(SMALL, {})
        assert not quick.plays(SMALL, {"MED": "first-of-tests"})
    finally:
        forget("first-of-tests")


def test_nothing_is_compiled_where_the_user_says_so(monkeypatch):
    monkeypatch.setattr("numba.config.DISABLE_JIT", True)
    assert not quick.is_ready()


def test_the_cache_is_asked_for_all_parts(monkeypatch, tmp_path):
    from diplomacy_abm.engine import compiled

    monkeypatch.setattr(quick.noting, "cache_info", lambda: type("Info", (), {"currsize": 0}))
    monkeypatch.setattr("diplomacy_abm.engine.weeks.prepare", lambda: tmp_path)
    assert not quick.is_ready()
    assert compiled.prepare() != tmp_path
