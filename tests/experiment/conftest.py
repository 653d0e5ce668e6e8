"""Designs of tests are written where the test works, so that their Python is the caller's own."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _works_in_its_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
