"""Every table of data in the repository is named, with its producer and terms, and no cell of ICB's comes back."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
NOTICE = ROOT / "DATA-LICENSES.md"

pytestmark = pytest.mark.skipif(not NOTICE.is_file(), reason="not in a checkout")


def held():
    """Tables in the places that may hold data of others."""
    places = [ROOT / "diplomacy_abm", ROOT / "experiments", ROOT / "examples"]
    return sorted(path.relative_to(ROOT).as_posix() for place in places for path in place.rglob("*.csv"))


def test_every_table_of_data_is_named():
    told = NOTICE.read_text("utf-8")
    tables = held()
    assert len(tables) >= 5
    assert [path for path in tables if f"`{path}`" not in told] == []


def test_no_file_is_named_that_is_not_there():
    told = NOTICE.read_text("utf-8")
    paths = [part for part in told.split("`")[1::2] if "/" in part]
    assert len(paths) > 12
    assert [path for path in paths if not list(ROOT.glob(path.rstrip("/")))] == []


def test_tables_that_ship_in_the_package_have_a_notice_beside_them():
    for path in (ROOT / "diplomacy_abm").rglob("*.csv"):
        assert f"`{path.name}`" in (path.parent / "README.md").read_text("utf-8"), path.name
