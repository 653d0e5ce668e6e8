"""What the tests of stores share: one that is played once, and copies of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from diplomacy_abm import sweep
from tests.experiment.stores import small


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small study, played; nobody writes into it."""
    folder = tmp_path_factory.mktemp("made")
    sweep(small(folder), folder / "out")
    return folder


@pytest.fixture
def copy(made: Path, tmp_path: Path) -> Path:
    """A store of one's own."""
    shutil.copytree(made, tmp_path / "copy")
    return tmp_path / "copy"
