"""The site: the pages of the checkout as they stand, with a reference made from the docstrings. ``make site``."""

import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from docutils.nodes import SkipNode  # noqa: E402

import diplomacy_abm  # noqa: E402

project = "diplomacy_abm"
author = "The diplomacy_abm authors"
copyright = author  # noqa: A001 (its name in Sphinx)
version = release = diplomacy_abm.__version__

root_doc = "docs/index"
include_patterns = [
    "docs/**.md", "docs/**.ipynb", "experiments/**/README.md", "experiments/README.md", "results/**/*.md",
    "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "CODE_OF_CONDUCT.md", "SUPPORT.md", "DATA-LICENSES.md",
]  # fmt: skip
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
if list((ROOT / "docs").rglob("*.ipynb")):
    extensions[0] = "myst_nb"
    nb_execution_mode = "off"
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 4
# numpydoc sections as they are; the types stand in the signatures
napoleon_google_docstring = False
autodoc_typehints = "none"
autodoc_member_order = "bysource"
# formulas are set by the browser itself: no script of a server, no fonts
html_math_renderer = "mathml"
suppress_warnings = ["myst.header"]
html_theme = "furo"
html_title = f"diplomacy_abm {release}"
html_static_path: list[str] = []
html_show_sourcelink = False

_LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\((?!https?:|#)([^)\s]+)\)")
_SHOWN = {".md", ".png", ".svg", ".ipynb"}


def _reachable(app: Any, docname: str, source: list[str]) -> None:
    """Leave links that lead to a page or a picture of the site; of others, such as to code, only the words."""
    here = (ROOT / docname).parent

    def link(found: re.Match[str]) -> str:
        place = (here / found[3].partition("#")[0]).resolve()
        inside = place.suffix in _SHOWN and place.is_file()
        page = place.suffix not in {".md", ".ipynb"} or _document(place) in app.env.found_docs
        return found[0] if inside and page else f"`{found[2]}`" if re.fullmatch(r"[\w./-]+", found[2]) else found[2]

    if not docname.endswith("reference-api"):
        source[0] = _LINK.sub(link, source[0])


def _document(place: Path) -> str:
    return str(place.relative_to(ROOT).with_suffix("")) if place.is_relative_to(ROOT) else ""


def _public(app: Any, docname: str, source: list[str]) -> None:
    """Fill the page of public names from the list that the package gives."""
    if docname != "docs/reference-api":
        return
    import types

    for name in sorted(diplomacy_abm.__all__, key=str.lower):
        thing = getattr(diplomacy_abm, name)
        if isinstance(thing, types.ModuleType):
            # a package of parts has pages of its own; a module of functions is shown
            if not hasattr(thing, "__path__"):
                source[0] += f"\n## {name}\n\n```{{eval-rst}}\n.. automodule:: {thing.__name__}\n   :members:\n```\n"
            continue
        exception = isinstance(thing, type) and issubclass(thing, Exception)
        kind = "exception" if exception else "class" if isinstance(thing, type) else "function"
        options = "   :members:\n" if isinstance(thing, type) and not exception and thing.__module__ != "mesa" else ""
        place = f".. auto{kind}:: {thing.__module__}.{thing.__qualname__}\n{options}"
        source[0] += f"\n## {name}\n\n```{{eval-rst}}\n{place}```\n"


def _formula(display: str) -> Any:
    def visit(self: Any, node: Any) -> None:
        from latex2mathml.converter import convert

        self.body.append(convert(node.astext(), display=display))
        raise SkipNode

    return visit


def setup(app: Any) -> None:
    """Hang these into the build."""
    app.add_html_math_renderer("mathml", (_formula("inline"), None), (_formula("block"), None))
    app.connect("source-read", _reachable)
    app.connect("source-read", _public)
