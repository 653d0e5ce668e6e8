"""The scene that several phases start from."""

import pytest

from tests.phases.scene import Scene


@pytest.fixture
def small():
    """The minimal case in week 20, everybody waiting, all assessed."""
    scene = Scene().assessed()
    scene.all_wait()
    scene.s.step = 20
    return scene
