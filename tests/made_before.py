"""Which folders of results the present model has not remade yet: ``results/made-before.txt``."""

import hashlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LIST = ROOT / "results" / "made-before.txt"


def _lines():
    if not LIST.is_file():
        return []
    lines = (line.split("#")[0].split() for line in LIST.read_text("utf-8").splitlines())
    return [line for line in lines if line]


def old_folders():
    """Folder and digest of its tables, for each folder that an earlier model made."""
    return {line[0]: line[1] for line in _lines()}


def makers():
    """Which model made each of them."""
    return {line[0]: line[2] for line in _lines()}


def digest(folder):
    """Short digest of the tables of a folder of results."""
    seen = hashlib.sha256()
    for path in sorted((ROOT / "results" / folder).glob("*.csv")):
        seen.update(path.name.encode() + path.read_bytes())
    return seen.hexdigest()[:16]


def need_remade(folder):
    """Skip a comparison of committed results with the present model where an earlier one made them."""
    if folder in old_folders():
        pytest.skip(f"results/{folder} is of an earlier model (results/made-before.txt)")
