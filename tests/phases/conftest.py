"""The scene that several phases start from, and the side from which it is looked at."""

import pytest

from tests.phases.scene import Scene


def pytest_generate_tests(metafunc):
    """Run each test from both sides, except where it names them."""
    if not getattr(metafunc.function, "of_side_a", False):
        metafunc.parametrize("near", [0, 1], indirect=True, ids=["of A", "of B"])


@pytest.fixture(autouse=True)
def near(request, monkeypatch):
    """Look at the war from side A or B."""
    monkeypatch.setattr(Scene, "near", getattr(request, "param", 0))


@pytest.fixture
def small():
    """The minimal case in week 20, everybody waiting, all assessed."""
    return Scene().assessed().waiting(20)
