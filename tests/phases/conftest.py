"""The scene that several phases start from."""

import pytest

from tests.phases.scene import Scene


@pytest.fixture
def small():
    """The minimal case in week 20, everybody waiting, all assessed."""
    return Scene().assessed().waiting(20)
