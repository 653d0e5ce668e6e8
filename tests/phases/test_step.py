"""A whole week: every mechanism of a phase is played, and no draw stands for two things."""

from collections import Counter

import numpy as np
import pytest

from diplomacy_abm import draws
from diplomacy_abm.model import DiplomacyModel
from diplomacy_abm.phases import begin, common, deliver
from diplomacy_abm.phases.common import violence_factor
from diplomacy_abm.phases.update import (
    update,
    update_escalation,
    update_front,
    update_leaders,
    update_lines,
    update_party,
    update_relations,
    update_salvos,
    update_support,
    update_track,
)
from diplomacy_abm.state import STATE
from tests.phases.scene import Scene


def moved(scene, play):
    """Fields of the state that a part of the week changes."""
    before = scene.s._array.copy()
    play(scene)
    after = scene.s._array
    return {name for name in STATE.names if before[name].tobytes() != after[name].tobytes()}


def busy(tenure=0.0):
    """The war in week 20, where something is there for every part to change."""
    scene = Scene("ukraine-2025").assessed().waiting(20)
    s, c = scene.s, scene.c
    scene.moves(scene.a, "strike", scene.b)
    s.trust[scene.a, scene.b] += 1.0
    s.leverage[scene.USA, scene.a] *= 0.5
    s.support[scene.USA, scene.UKR] *= 0.5
    s.monitoring, s.track, s.refusal[scene.a] = 0.3, 4, 0.9
    s.inducement[scene.a] = s.pressure[scene.a] = s.ag_induce[scene.a] = s.demand[scene.a] = 0.2
    for i in range(c.n):
        c.tenure[i] = tenure
    return scene


PARTS = {
    "escalation": lambda x: update_escalation(*x.all),
    "salvos": lambda x: update_salvos(*x.all, 1.0),
    "parties": lambda x: [update_party(*x.all, i, 1.0, 1.0) for i in (x.a, x.b)],
    "front": lambda x: update_front(*x.all, 1.0),
    "relations": lambda x: update_relations(*x.all),
    "support": lambda x: update_support(*x.all),
    "lines": lambda x: update_lines(*x.all),
    "track": lambda x: update_track(*x.all),
}


@pytest.mark.parametrize("part", PARTS)
def test_a_week_leaves_no_part_out(part):
    alone = moved(busy(), PARTS[part])
    assert alone
    assert alone <= moved(busy(), lambda x: update(*x.all, x.log))


def test_leaders_go_in_a_week_too():
    scene = busy(tenure=1e-9)
    update(*scene.all, scene.log)
    assert len(scene.events()) == scene.c.n
    scene = busy(tenure=1e-9)
    assert {"standing", "line", "window"} <= moved(scene, lambda x: update_leaders(*x.all, x.log))


def test_a_week_of_strikes_is_fought_behind_the_front_and_the_ground_on_it():
    """A truce on strikes halves what falls on the rear and leaves the ground as it was."""
    scene = busy()
    s, c, p = scene.all
    k = next(k for k in range(c.n_issues) if c.covers[k] == 1)
    s.on[2 + k], s.suspended[2 + k], p.truce_violence = 1, 0, 0.0
    p.missiles_mean = p.drones_mean = 500.0
    assert (violence_factor(s, c, p, False), violence_factor(s, c, p, True)) == (1.0, 0.0)
    update(*scene.all, scene.log)
    assert (s.ground, s.missiles, s.drones) == (1.0, 0.0, 0.0)
    s.suspended[2 + k] = 1
    update(*scene.all, scene.log)
    assert s.missiles + s.drones > 0.0


@pytest.mark.parametrize(("name", "weeks"), [("minimal", 60), ("ukraine-2025", 25)])
def test_no_draw_is_asked_for_twice(name, weeks, monkeypatch):
    asked = Counter()

    def watched(low, high, run, actor, decision, step):
        asked[int(actor), int(decision), int(step)] += 1
        return original(low, high, run, actor, decision, step)

    original = draws.uniform
    for module in (common, begin, deliver):
        monkeypatch.setattr(module, "uniform", watched)
    model = DiplomacyModel(name, 2, collect=False)
    for _ in range(weeks):
        if model.running:
            model.step()
    assert len(asked) > 20 * weeks
    assert {decision for (_, decision, _), times in asked.items() if times > 1} == set()


def test_what_is_drawn_in_a_week_is_no_draw_of_the_start():
    """The first change of hidden power is another draw than hidden power itself."""
    starts, changes = [], []
    for seed in range(60):
        scene = Scene()
        s, c, p = scene.all
        s.seed_low = seed
        begin.begin_power(s, c, p)
        start = s.power
        update_front(s, c, p, 1.0)
        starts.append(start)
        changes.append(s.power - s.keep * start)
    assert abs(np.corrcoef(starts, changes)[0, 1]) < 0.4
