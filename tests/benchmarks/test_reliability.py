"""A smaller version of what docs/reliability.md reports: nothing lost, no traceback, no damage taken for sound."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from benchmarks import disks, kills, mutations, reliability, tabs


def test_every_mutation_changes_a_file_in_one_place():
    luck = random.Random(1)
    content = bytes(range(32, 127)) * 4
    made = [mutations.mutated(content, luck) for _ in range(200)]
    assert len(set(made)) > 50
    assert sum(one == content for one in made) == 0


def test_a_part_that_is_left_out_keeps_its_row(tmp_path, monkeypatch):
    page = tmp_path / "page.md"
    page.write_text(f"before\n{reliability.BEGIN}\n{reliability.END}\nafter\n")
    monkeypatch.setattr(reliability, "PAGE", page)
    page.write_text(reliability.written({"kills": (Counter(tried=3, differ=0), 5.0)}))
    page.write_text(reliability.written({"disks": (Counter(tried=1000, wrong=2), 1.0)}))
    lines = page.read_text().splitlines()
    assert [line.rpartition("|")[0].split("|")[-3:] for line in lines if line.endswith(("5 |", "1 |"))] == [
        [" 3 ", " differ: 0 ", " 5 "], [" 1,000 ", " wrong: 2 ", " 1 "],
    ]  # fmt: skip
    assert (lines[0], lines[-1]) == ("before", "after")


def test_the_page_has_a_place_for_the_table():
    assert reliability.PAGE.read_text().count(reliability.BEGIN) == 1
    assert reliability.PAGE.read_text().count(reliability.END) == 1


@pytest.mark.slow
def test_mutated_files_end_in_one_line():
    found = mutations.mutations(100, seed=11)
    assert found["tried"] == 100
    assert (found["tracebacks"], found["unreadable"], found["silent"]) == (0, 0, 0)


@pytest.mark.slow
def test_what_is_killed_goes_on_to_the_same_bytes():
    found = kills.kills(8, seed=12)
    assert (found["tried"], found["workers killed"]) == (8, 1)
    assert (found["differ"], found["half"], found["tracebacks"]) == (0, 0, 0)


@pytest.mark.slow
def test_processes_on_one_cold_cache_give_the_same():
    assert kills.cold_cache(2) == {"tried": 2, "differ": 0, "failed": 0, "half files left": 0}


@pytest.mark.slow
def test_a_full_disk_is_one_line_with_the_path():
    assert disks.full_disks()["wrong"] == 0


@pytest.mark.slow
def test_corners_of_the_parameters_play():
    found = reliability.corners(2, runs=5)
    assert found == {"tried": 20, "failed runs": 0, "not finite": 0}
    assert reliability.streamed(3000)["tried"] == 3000


@pytest.mark.slow
def test_a_crowd_of_tabs_is_served_and_let_go():
    found = tabs.crowd_of_tabs(16, 0.5, pace=1.0)
    assert (found["errors"], found["lines logged"]) == (0, 0)
    assert found["messages"] > 50
    assert found["files after"] <= found["files before"] < found["files at most"]
