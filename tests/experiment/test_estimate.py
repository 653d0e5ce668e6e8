"""What a study will take, told before it starts."""

import re

import pytest

from diplomacy_abm.experiment import estimate as estimating
from diplomacy_abm.experiment.design import load_design
from diplomacy_abm.experiment.estimate import Estimate, Trial, duration, estimate, size
from diplomacy_abm.experiment.plan import plan
from diplomacy_abm.policies import registry
from tests.experiment.designs import design_of, edited, written


def test_counts_are_those_of_the_plan(tmp_path):
    layout = plan(design_of(tmp_path))
    found = estimate(layout, workers=2)
    assert (found.points, found.arms, found.runs_each, found.runs) == (48, 2, 40, 3840)
    assert found.parts == len(layout.parts)
    assert found.seconds > 0.0
    assert found.lines()[0] == "48 points x 2 arms x 40 runs = 3,840 runs in 4 parts"
    assert re.fullmatch(r"time: about .+ on 2 processors", found.lines()[1])
    assert re.fullmatch(r"disk: about [0-9.]+ (kB|MB)", found.lines()[2])
    assert "of the compiled loop at 6 points" in found.basis
    assert all("\n" not in line for line in found.lines())


def test_room_is_near_what_a_part_takes(tmp_path):
    from diplomacy_abm import run_ensemble

    layout = plan(design_of(tmp_path, ("study", "keep", ["steps", "events"])), runs=100)
    found = estimate(layout, workers=1)
    changes = layout.changes("with", 0)
    played = run_ensemble(
        layout.scenario, 100, layout.seed, settings=changes.settings, keep=layout.keep, workers=1
    )  # fmt: skip
    part = sum(estimating._bytes(frame) for frame in (played.runs, played.steps, played.events))
    assert found.bytes == pytest.approx(len(layout.parts) * part, rel=0.4)


def trials(monkeypatch, seconds, slow=()):
    seen = []

    def trial(layout, arm, point):
        seen.append((arm, point))
        return Trial(seconds, 100.0, 10_000.0, arm in slow)

    monkeypatch.setattr(estimating, "_trial", trial)
    return seen


def test_time_is_that_of_the_trials_shared_among_workers(tmp_path, monkeypatch):
    trials(monkeypatch, 0.5)
    layout = plan(design_of(tmp_path))
    assert estimate(layout, workers=1).seconds == pytest.approx(3840 * 0.5)
    assert estimate(layout, workers=2).seconds == pytest.approx(3840 * 0.25)
    # four parts can keep four busy
    assert estimate(layout, workers=64).seconds == pytest.approx(3840 * 0.125)
    assert estimate(layout).bytes == 3840 * 100 + 4 * 10_000 + estimating.MANIFEST_BYTES


def test_trials_are_spread_over_arms_and_points(tmp_path, monkeypatch):
    seen = trials(monkeypatch, 0.5)
    estimate(plan(design_of(tmp_path)))
    assert seen == [(arm, point) for arm in ("with", "without") for point in (0, 24, 47)]
    seen.clear()
    estimate(plan(design_of(tmp_path, ("arms", {f"arm-{k}": {} for k in range(20)}))))
    assert len(seen) == estimating.MOST_TRIALS
    assert len({arm for arm, _ in seen}) == estimating.MOST_TRIALS
    assert len({point for _, point in seen}) > 1
    seen.clear()
    estimate(plan(load_design(written(tmp_path, edited(("factors", ...), ("sampling", ...), ("arms", ...))))))
    assert seen == [("base", 0)]


def test_the_basis_says_where_mesa_had_to_play(tmp_path, monkeypatch):
    layout = plan(design_of(tmp_path))
    trials(monkeypatch, 0.5, slow=("with",))
    assert "of the compiled loop, of Mesa for 3 of them as policies do not compile" in estimate(layout).basis
    trials(monkeypatch, 0.5, slow=("with", "without"))
    assert "from a trial of Mesa, as policies do not compile, at 6 points" in estimate(layout).basis


POLICY = '''from diplomacy_abm import policy


@policy("study-slow")
def slow(values, shares, tones, precision, u, view, weights):
    """Cannot be compiled."""
    return int(eval("0"))
'''


@pytest.fixture
def forgotten():
    yield
    registry.forget("study-slow")


def test_policies_that_do_not_compile_are_timed_on_mesa(tmp_path, monkeypatch, forgotten):
    (tmp_path / "mine.py").write_text(POLICY)
    monkeypatch.setattr(estimating, "MESA_RUNS", 1)
    edits = [("study", "policies", ["mine.py"]), ("factors", ...), ("sampling", ...), ("study", "horizon", 8)]
    arms = {"usual": {}, "own": {"policy": {"ALF": "study-slow"}}}
    layout = plan(load_design(written(tmp_path, edited(*edits, ("arms", arms)))))
    usual, own = (estimating._trial(layout, arm, 0) for arm in arms)
    assert (usual.on_mesa, own.on_mesa) == (False, True)
    assert own.seconds > usual.seconds
    assert own.per_run > 0.0


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.2, "a second"), (1.2, "1 second"), (89, "89 seconds"), (91, "2 minutes"), (240, "4 minutes"),
        (5500, "2 hours"), (89 * 3600, "89 hours"), (100 * 3600, "100 hours (4 days)"),
    ],
)  # fmt: skip
def test_durations_are_said_in_a_fitting_unit(seconds, text):
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("count", "text"), [(10, "1 kB"), (60_400, "60 kB"), (27_812_345, "27.8 MB"), (1.5e9, "1.5 GB"), (3e12, "3,000 GB")]
)
def test_sizes_are_said_in_a_fitting_unit(count, text):
    assert size(count) == text


def test_one_of_each_is_said_in_the_singular():
    found = Estimate(1, 1, 1, 1, 1, 1, 0.1, 100.0, "from a trial")
    assert found.lines() == [
        "1 point x 1 arm x 1 run = 1 run in 1 part", "time: about a second on 1 processor", "disk: about 1 kB",
        "(from a trial)",
    ]  # fmt: skip
