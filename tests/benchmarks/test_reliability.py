"""A smaller version of what docs/reliability.md reports: nothing lost, no traceback, no damage taken for sound."""

from __future__ import annotations

import random

import pytest

from benchmarks import reliability


def test_every_mutation_changes_a_file_in_one_place():
    luck = random.Random(1)
    content = bytes(range(32, 127)) * 4
    made = [reliability.mutated(content, luck) for _ in range(200)]
    assert len(set(made)) > 50
    assert sum(one == content for one in made) == 0


@pytest.mark.slow
def test_mutated_files_end_in_one_line():
    found = reliability.mutations(80, seed=11)
    assert found["tried"] == 80
    assert (found["tracebacks"], found["unreadable"], found["silent"]) == (0, 0, 0)


@pytest.mark.slow
def test_what_is_killed_goes_on_to_the_same_bytes():
    found = reliability.kills(4, seed=12)
    assert found["tried"] == 4
    assert found["differ"] == 0


@pytest.mark.slow
def test_a_full_disk_is_one_line_with_the_path():
    assert reliability.full_disks()["wrong"] == 0


@pytest.mark.slow
def test_corners_of_the_parameters_play():
    assert reliability.corners(2, runs=5)["failed runs"] == 0
    assert reliability.streamed(3000)["tried"] == 3000
