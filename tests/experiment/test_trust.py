"""A design that names Python is code: said where it is loaded, refused where it is not the caller's own."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from diplomacy_abm.cli import main
from diplomacy_abm.experiment.design import DesignError, load_design
from tests.experiment.stores import small

TRAP = "from pathlib import Path\nPath('sprung').touch()\n"


@pytest.fixture
def theirs(tmp_path, monkeypatch):
    folder, mine = tmp_path / "theirs", tmp_path / "mine"
    folder.mkdir()
    mine.mkdir()
    (folder / "own.py").write_text(TRAP)
    monkeypatch.chdir(mine)
    return small(folder, policies=["own.py"], runs=1)


def test_python_of_a_design_from_elsewhere_is_not_run(theirs, tmp_path):
    with pytest.raises(DesignError, match=r"study.policies: \"own.py\" is Python .* --trust") as error:
        load_design(theirs)
    assert "\n" not in str(error.value)
    done = CliRunner().invoke(main, ["sweep", str(theirs), "--dry-run"])
    assert done.exit_code == 2
    assert not (tmp_path / "mine" / "sprung").exists()


def test_it_is_run_where_it_is_trusted_or_lies_here_and_said(theirs, tmp_path, monkeypatch):
    assert load_design(theirs, trust=True).policy_texts == {"own.py": TRAP}
    assert (tmp_path / "mine" / "sprung").exists()
    monkeypatch.chdir(tmp_path)
    assert load_design(theirs).policy_texts
    done = CliRunner().invoke(main, ["sweep", str(theirs), "--dry-run"])
    assert done.exit_code == 0, done.output
    assert "runs the Python of own.py" in done.stderr


def test_python_outside_the_folder_of_the_design_is_no_file_of_it(theirs, tmp_path):
    (tmp_path / "mine" / "other.py").write_text(TRAP)
    design = small(tmp_path / "mine", policies=["../theirs/own.py"])
    with pytest.raises(DesignError, match="must be a Python file beside this one"):
        load_design(design)
