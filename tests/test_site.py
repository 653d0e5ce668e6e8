"""The site is made offline without a warning, has every page and every public name, and can be searched."""

import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import diplomacy_abm

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.slow
def test_the_site_is_made_without_a_warning(tmp_path):
    for library in ("sphinx", "myst_nb", "furo", "latex2mathml"):
        pytest.importorskip(library)
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-c", "docs", "-b", "html", "."]
    done = subprocess.run([*command, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    reference = (tmp_path / "docs" / "reference-api.html").read_text("utf-8")
    functions = [name for name in diplomacy_abm.__all__ if not isinstance(getattr(diplomacy_abm, name), ModuleType)]
    functions += ["inference_data", "salib_problem", "ema_model"]
    assert len(functions) > 20
    assert [name for name in functions if f">{name}<" not in reference] == []
    assert "mediator" in (tmp_path / "searchindex.js").read_text("utf-8")
    assert "<math" in (tmp_path / "docs" / "odd.html").read_text("utf-8")
    pages = "".join(page.read_text("utf-8") for page in tmp_path.rglob("*.html"))
    assert re.findall(r"<script[^>]*src=\"https?:", pages) == []


def test_every_page_of_the_documentation_is_in_the_contents():
    contents = (ROOT / "docs" / "index.md").read_text("utf-8")
    pages = {path.stem for path in (ROOT / "docs").glob("*.md")} - {"index"}
    listed = {Path(line.strip().rstrip(">").split("</")[-1]).name for line in contents.splitlines() if "/docs/" in line}
    assert pages <= listed | {"how-to"}


def test_every_work_that_the_paper_cites_is_in_its_list():
    cited = set(re.findall(r"@(\w+)", (ROOT / "paper" / "paper.md").read_text("utf-8")))
    listed = set(re.findall(r"^@\w+\{(\w+),", (ROOT / "paper" / "paper.bib").read_text("utf-8"), re.MULTILINE))
    assert cited == listed
